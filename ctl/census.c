#include "ctl/census.h"
#include "ctl/listing.h"
#include "daemon/entries.h"
#include "daemon/words.h"
#include "rules/records.h"
#include <string.h>

enum { FIRST_PAGE = 10, PAGE = 500, PAGES_MAX = 20, NUMBERS_MAX = 1 << 24, SEEN = 0x80, OPEN_TASK = 1 };

static uint8_t *roll_at(struct roll *r, uint32_t number)
{
	if (number >= r->count) {
		r->at = mem_resize(r->at, r->count, (size_t)number + 1);
		r->count = number + 1;
	}
	return &r->at[number];
}

static void roll_clear(struct roll *r)
{
	mem_free(r->at);
	*r = (struct roll){ 0 };
}

void census_free(struct census *c)
{
	roll_clear(&c->case_roll);
	roll_clear(&c->task_roll);
}

/* ---- the checkpoint ---- */

static uint8_t case_standing(const char *bytes)
{
	struct case_record c;

	memcpy(&c, bytes, sizeof(c));
	return c.state == CASE_OPEN && c.severity < SEVERITIES ? (uint8_t)(c.severity + 1) : 0;
}

static uint8_t task_standing(const char *bytes)
{
	struct task_record t;

	memcpy(&t, bytes, sizeof(t));
	return t.state && t.state != TASK_DONE && t.state != TASK_CANCELLED ? OPEN_TASK : 0;
}

/* Pages are full but for the last one, so records follow one another. */
static int read_pool(struct roll *r, struct server *s, const struct manifest_section *pool, uint8_t (*standing)(const char *),
		     struct err *err)
{
	struct buf key = { 0 };
	uint32_t number = 0;
	int rc = 0;

	if (pool->count > 0 && pool->count <= NUMBERS_MAX)
		roll_at(r, pool->count - 1);
	for (uint32_t page = 0; rc == 0 && page < pool->pages; page++) {
		struct str text;
		bool found;

		buf_clear(&key);
		buf_addf(&key, "state:%.*s.%u.%d", STR_ARG(pool->name), page, slot_bit(pool->slots, page));
		rc = server_get(s, key.ptr, &text, &found, err);
		for (size_t at = 0; rc == 0 && at + pool->record_size <= text.len && number < r->count; at += pool->record_size)
			*roll_at(r, number++) = standing(text.ptr + at);
	}
	buf_free(&key);
	return rc;
}

static int read_checkpoint(struct census *c, struct server *s, const struct manifest *m, struct err *err)
{
	roll_clear(&c->case_roll);
	roll_clear(&c->task_roll);
	for (uint32_t i = 0; i < m->section_count; i++) {
		const struct manifest_section *pool = &m->sections[i];

		if (str_eq(pool->name, STR("cases")) && pool->record_size == sizeof(struct case_record) &&
		    read_pool(&c->case_roll, s, pool, case_standing, err) < 0)
			return -1;
		if (str_eq(pool->name, STR("tasks")) && pool->record_size == sizeof(struct task_record) &&
		    read_pool(&c->task_roll, s, pool, task_standing, err) < 0)
			return -1;
	}
	memcpy(c->written, m->outputs, sizeof(c->written));
	c->generation = m->generation;
	return 0;
}

/* ---- what was written since ---- */

/* "C17" is number 16. */
static bool number_of(struct str id, char letter, uint32_t *out)
{
	uint64_t n;

	if (id.len < 2 || id.ptr[0] != letter || !words_u64((struct str){ id.ptr + 1, id.len - 1 }, &n) || n == 0 ||
	    n > NUMBERS_MAX)
		return false;
	*out = (uint32_t)n - 1;
	return true;
}

static uint8_t severity_standing(struct str severity)
{
	static const char *const names[SEVERITIES] = {
		[SEVERITY_INFO] = "info", [SEVERITY_AMBER] = "amber", [SEVERITY_RED] = "red"
	};

	for (int i = 0; i < SEVERITIES; i++)
		if (str_eq(severity, str_of(names[i])))
			return (uint8_t)(i + 1);
	return 0;
}

static bool is_over(struct str word, const char *const *ends)
{
	for (; *ends; ends++)
		if (str_eq(word, str_of(*ends)))
			return true;
	return false;
}

/* Entries come newest first, so the first one of a case or task says how it stands. */
static void take_entry(struct roll *r, enum output_stream stream, const struct listing_entry *e)
{
	struct str kind = listing_field(e, "kind");
	bool is_task = stream == OUTPUT_TASKS;
	uint8_t standing = 0, *at;
	uint32_t number;

	if (str_eq(kind, STR("note")) || !number_of(listing_field(e, is_task ? "task" : "case"), is_task ? 'T' : 'C', &number))
		return;
	if (is_task)
		standing = is_over(listing_field(e, "state"), (const char *const[]){ "done", "cancelled", NULL }) ? 0 : OPEN_TASK;
	else if (!is_over(kind, (const char *const[]){ "resolved", "expired", "withdrawn", "closed", NULL }))
		standing = severity_standing(listing_field(e, "severity"));
	at = roll_at(r, number);
	if (!(*at & SEEN))
		*at = standing | SEEN;
}

struct back { /* a walk from the newest entry to those of the checkpoint */
	enum output_stream stream;
	const char *name;
	uint64_t until; /* this one and those before it are in the checkpoint */
	struct buf before;
	bool end;
};

static int read_page(struct back *w, struct server *s, uint32_t count, struct roll *r, struct err *err)
{
	struct entries page = { 0 };
	struct buf n = { 0 };
	struct resp got;
	size_t at;
	int rc;

	buf_add_u64(&n, count);
	rc = server_ask(s, 6,
			(struct str[]){ STR("XREVRANGE"), server_key(s, w->name), buf_str(&w->before), STR("-"), STR("COUNT"),
					buf_str(&n) },
			&got, &at, err);
	if (rc == 0) {
		at = 0;
		rc = entries_decode(&page, INPUT_REPORT, buf_str(&s->reply), &at, err);
	}
	w->end = page.count < count;
	for (uint32_t i = 0; rc == 0 && i < page.count; i++) {
		struct listing_entry e = { .pairs = page.inputs[i].pairs, .count = page.inputs[i].pair_count };
		uint64_t number;

		w->end = w->end || (words_u64(listing_field(&e, "n"), &number) && number <= w->until);
		if (words_u64(listing_field(&e, "n"), &number) && number > w->until)
			take_entry(r, w->stream, &e);
		buf_clear(&w->before);
		buf_addc(&w->before, '(');
		entry_id_add(&w->before, page.inputs[i].id);
	}
	entries_free(&page);
	buf_free(&n);
	return rc;
}

static int read_since(struct census *c, struct server *s, enum output_stream stream, struct roll *r, struct err *err)
{
	struct back w = { .stream = stream, .name = stream == OUTPUT_TASKS ? "tasks" : "alerts", .until = c->written[stream] };
	int rc = 0;

	buf_addc(&w.before, '+');
	for (int page = 0; rc == 0 && !w.end && page < PAGES_MAX; page++)
		rc = read_page(&w, s, page == 0 ? FIRST_PAGE : PAGE, r, err);
	c->partial = c->partial || !w.end;
	buf_free(&w.before);
	return rc;
}

static struct roll roll_copy(const struct roll *r)
{
	struct roll copy = { mem_alloc((size_t)r->count + 1), r->count };

	if (r->count > 0)
		memcpy(copy.at, r->at, r->count);
	return copy;
}

static void count(struct census *c, const struct roll *cases, const struct roll *tasks)
{
	memset(c->cases, 0, sizeof(c->cases));
	c->tasks = 0;
	for (uint32_t i = 0; i < cases->count; i++)
		if (cases->at[i] & ~SEEN)
			c->cases[(cases->at[i] & ~SEEN) - 1]++;
	for (uint32_t i = 0; i < tasks->count; i++)
		c->tasks += (tasks->at[i] & ~SEEN) != 0;
}

int census_read(struct census *c, struct server *s, const struct standing *now, struct err *err)
{
	uint64_t generation = now->has_checkpoint ? now->checkpoint.generation : 0;
	struct roll cases, tasks;
	int rc;

	if (c->generation != generation && read_checkpoint(c, s, &now->checkpoint, err) < 0)
		return -1;
	cases = roll_copy(&c->case_roll);
	tasks = roll_copy(&c->task_roll);
	c->partial = false;
	rc = read_since(c, s, OUTPUT_ALERTS, &cases, err);
	if (rc == 0)
		rc = read_since(c, s, OUTPUT_TASKS, &tasks, err);
	if (rc == 0)
		count(c, &cases, &tasks);
	roll_clear(&cases);
	roll_clear(&tasks);
	return rc;
}
