#include "bench/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"

struct history_options history_defaults(void)
{
	return (struct history_options){
		.entries = 2000000,
		.sellers = 1000,
		.days = 28,
		.first_day = date_day(2026, 3, 2),
		.duplicate_percent = 10,
		.revision_percent = 5,
		.seed = 1,
	};
}

bool history_option(struct history_options *o, int argc, char **argv, int *at)
{
	const char *name = argv[*at];

	if (strcmp(name, "--even") == 0) {
		o->even = true;
		++*at;
		return true;
	}
	if (*at + 1 >= argc)
		return false;
	const char *text = argv[*at + 1];
	uint64_t n = strtoull(text, NULL, 10);
	if (strcmp(name, "--entries") == 0)
		o->entries = n;
	else if (strcmp(name, "--sellers") == 0 && n > 0)
		o->sellers = (uint32_t)n;
	else if (strcmp(name, "--days") == 0 && n > 0)
		o->days = (uint32_t)n;
	else if (strcmp(name, "--duplicates") == 0)
		o->duplicate_percent = (uint32_t)n;
	else if (strcmp(name, "--revisions") == 0)
		o->revision_percent = (uint32_t)n;
	else if (strcmp(name, "--seed") == 0)
		o->seed = n;
	else if (strcmp(name, "--first-day") != 0 || date_parse(str_of(text), &o->first_day, NULL) < 0)
		return false;
	*at += 2;
	return true;
}

/* splitmix64 */
static uint64_t scramble(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static uint64_t chance(struct history *h)
{
	return scramble(h->state++);
}

struct history *history_new(const struct history_options *o)
{
	struct history *h = mem_alloc(sizeof(*h));

	h->is = *o;
	h->state = scramble(o->seed);
	return h;
}

void history_free(struct history *h)
{
	mem_free(h);
}

struct pen {
	struct made *made;
	char *at;
	uint32_t pairs;
};

static void pen_number(struct pen *p, uint64_t n, int width)
{
	char digits[20];
	int count = 0;

	do {
		digits[count++] = (char)('0' + n % 10);
		n /= 10;
	} while (n || count < width);
	while (count)
		*p->at++ = digits[--count];
}

static void pen_pair(struct pen *p, struct str name, const char *from)
{
	p->made->pairs[p->pairs++] = (struct pair){ name, { from, (size_t)(p->at - from) } };
}

static void put_number(struct pen *p, struct str name, uint64_t n)
{
	const char *from = p->at;

	pen_number(p, n, 1);
	pen_pair(p, name, from);
}

static void put_coded(struct pen *p, struct str name, const char *prefix, uint64_t n, int width)
{
	const char *from = p->at;

	while (*prefix)
		*p->at++ = *prefix++;
	pen_number(p, n, width);
	pen_pair(p, name, from);
}

static void put_cents(struct pen *p, struct str name, uint64_t cents)
{
	const char *from = p->at;

	pen_number(p, cents / 100, 1);
	*p->at++ = '.';
	pen_number(p, cents % 100, 2);
	pen_pair(p, name, from);
}

static void put_day(struct pen *p, struct str name, int32_t day)
{
	struct civil c = date_civil(day);
	const char *from = p->at;

	pen_number(p, (uint64_t)c.year, 4);
	*p->at++ = '-';
	pen_number(p, (uint64_t)c.month, 2);
	*p->at++ = '-';
	pen_number(p, (uint64_t)c.day, 2);
	pen_pair(p, name, from);
}

static void write_report(const struct history *h, const struct recent *r, struct made *out)
{
	struct pen p = { out, out->bytes, 0 };
	uint64_t who = scramble(h->is.seed ^ scramble(r->number));
	uint64_t what = scramble(who + r->revision);
	uint64_t revenue = 100 + what % 1000000; /* up to 10,000.00: 5,000.00 in the mean */

	p.made->pairs[p.pairs++] = (struct pair){ STR("form"), STR("daily") };
	put_coded(&p, STR("id"), "r-", r->number, 1);
	put_number(&p, STR("rev"), r->revision);
	put_coded(&p, STR("seller"), "S", (h->is.even ? r->number : who) % h->is.sellers, 6);
	put_day(&p, STR("at"), r->day);
	put_cents(&p, STR("revenue"), revenue);
	put_cents(&p, STR("margin"), revenue * (10 + what % 40) / 100);
	put_number(&p, STR("calls"), what >> 32 & 63);
	put_number(&p, STR("meets"), what >> 40 & 7);
	put_number(&p, STR("offers"), what >> 48 & 3);
}

bool history_next(struct history *h, struct made *out)
{
	int64_t span_ms = h->is.days * DAY_MS;
	struct recent *r;

	if (h->next == h->is.entries)
		return false;
	int64_t ms = (int64_t)((unsigned __int128)h->next * (uint64_t)span_ms / h->is.entries);
	uint64_t luck = chance(h) % 100, kept = h->number < HISTORY_RECENT ? h->number : HISTORY_RECENT;
	if (kept && luck < h->is.duplicate_percent + h->is.revision_percent) {
		r = &h->recent[chance(h) % kept];
		r->revision += luck >= h->is.duplicate_percent;
	} else {
		r = &h->recent[h->number % HISTORY_RECENT];
		*r = (struct recent){ h->number++, h->is.first_day + (int32_t)(ms / DAY_MS), 1 };
	}
	write_report(h, r, out);
	out->id = (struct entry_id){ (uint64_t)(h->is.first_day * DAY_MS + ms), h->next++ };
	return true;
}
