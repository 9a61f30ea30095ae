#include "base/date.h"
#include "base/mem.h"
#include <string.h>

/* The footer's rule is written out to the last year that dates may have and one more, so that a lookup is one search. */
enum { RULES_FROM = 1900, RULES_TO = 2201 };
enum { OFFSET_MIN_S = -89999, OFFSET_MAX_S = 93599 }; /* RFC 8536, 3.2 */
enum { HEADER_LEN = 44, COUNT_MAX = 65536, TYPES_MAX = 256, TYPE_LEN = 6, DAY_S = 86400, HOUR_S = 3600 };

struct change {
	int64_t at_s;
	int32_t offset_s; /* from then on */
};
struct zone {
	int32_t first_offset_s; /* before the first change */
	ARRAY(struct change) changes;
};

struct layout {
	uint32_t utc_flags, std_flags, leaps, times, types, chars;
	size_t time_len;
};

static uint32_t get_u32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t get_time(const char *p, size_t len)
{
	if (len == 4)
		return (int32_t)get_u32(p);
	return (int64_t)((uint64_t)get_u32(p) << 32 | get_u32(p + 4));
}

static struct str skip(struct str s, size_t len)
{
	return (struct str){ s.ptr + len, s.len - len };
}

static size_t layout_len(const struct layout *l)
{
	return l->times * (l->time_len + 1) + (size_t)l->types * TYPE_LEN + l->chars + l->leaps * (l->time_len + 4) +
	       l->std_flags + l->utc_flags;
}

static int take_header(struct str *s, size_t time_len, struct layout *out, char *out_version, struct err *err)
{
	const char *p = s->ptr;

	if (s->len < HEADER_LEN || memcmp(p, "TZif", 4) != 0)
		return err_set(err, "expected a time zone file that starts with TZif and is whole");
	*out_version = p[4];
	*out = (struct layout){ get_u32(p + 20), get_u32(p + 24), get_u32(p + 28), get_u32(p + 32),
				get_u32(p + 36), get_u32(p + 40), time_len };
	if (out->times > COUNT_MAX || out->types > TYPES_MAX || out->chars > COUNT_MAX || out->leaps > COUNT_MAX ||
	    out->std_flags > TYPES_MAX || out->utc_flags > TYPES_MAX)
		return err_set(err, "the time zone file has counts that no zone has");
	*s = skip(*s, HEADER_LEN);
	if (s->len < layout_len(out))
		return err_set(err, "the time zone file is cut short");
	return 0;
}

static int take_changes(struct zone *z, struct str s, const struct layout *l, struct err *err)
{
	const char *times = s.ptr, *kinds = times + l->times * l->time_len, *types = kinds + l->times;

	if (l->types == 0)
		return err_set(err, "the time zone file names no local time");
	if (l->leaps)
		return err_set(err, "the time zone file counts leap seconds; expected one that does not (not from \"right/\")");
	for (uint32_t i = 0; i < l->types; i++) {
		int32_t offset_s = (int32_t)get_u32(types + i * TYPE_LEN);

		if (offset_s < OFFSET_MIN_S || offset_s > OFFSET_MAX_S)
			return err_set(err, "the time zone file has an offset of more than a day");
	}
	z->first_offset_s = (int32_t)get_u32(types);
	for (uint32_t i = 0; i < l->times; i++) {
		int64_t at_s = get_time(times + i * l->time_len, l->time_len);
		unsigned kind = (unsigned char)kinds[i];

		if (kind >= l->types)
			return err_set(err, "the time zone file points to a local time that it does not have");
		if (i && at_s <= z->changes.at[i - 1].at_s)
			return err_set(err, "the time zone file has its changes out of order");
		*ARRAY_ADD(z->changes) = (struct change){ at_s, (int32_t)get_u32(types + kind * TYPE_LEN) };
	}
	return 0;
}

/* POSIX TZ: "MSK-3" or "EST5EDT,M3.2.0,M11.1.0/2". */
enum rule_kind { RULE_WEEKDAY, RULE_JULIAN, RULE_DAY };
struct rule {
	enum rule_kind kind;
	int32_t month, week, day;
	int32_t time_s;
};
struct footer {
	bool has_summer;
	int32_t winter_s, summer_s; /* offsets, east positive */
	struct rule start, end;
};

static bool take_char(struct str *s, char c)
{
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	*s = skip(*s, 1);
	return true;
}

static bool take_number(struct str *s, int32_t min, int32_t max, int32_t *out)
{
	int32_t n = 0;
	size_t len = 0;

	for (; len < s->len && len < 3 && s->ptr[len] >= '0' && s->ptr[len] <= '9'; len++)
		n = n * 10 + (s->ptr[len] - '0');
	*s = skip(*s, len);
	*out = n;
	return len > 0 && n >= min && n <= max;
}

static bool take_name(struct str *s)
{
	bool quoted = take_char(s, '<');
	size_t len = 0;

	for (; len < s->len; len++) {
		char c = s->ptr[len];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (!letter && !(quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-')))
			break;
	}
	*s = skip(*s, len);
	return len >= 3 && (!quoted || take_char(s, '>'));
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool take_clock(struct str *s, int32_t hours_max, int32_t *out_s)
{
	int32_t hours, minutes = 0, seconds = 0;
	bool minus = take_char(s, '-');

	if (!minus)
		(void)take_char(s, '+');
	if (!take_number(s, 0, hours_max, &hours))
		return false;
	if (take_char(s, ':')) {
		if (!take_number(s, 0, 59, &minutes) || (take_char(s, ':') && !take_number(s, 0, 59, &seconds)))
			return false;
	}
	*out_s = (hours * HOUR_S + minutes * 60 + seconds) * (minus ? -1 : 1);
	return true;
}

static bool take_rule(struct str *s, struct rule *out)
{
	*out = (struct rule){ .time_s = 2 * HOUR_S };
	if (take_char(s, 'M')) {
		out->kind = RULE_WEEKDAY;
		if (!take_number(s, 1, 12, &out->month) || !take_char(s, '.') || !take_number(s, 1, 5, &out->week) ||
		    !take_char(s, '.') || !take_number(s, 0, 6, &out->day))
			return false;
	} else if (take_char(s, 'J')) {
		out->kind = RULE_JULIAN;
		if (!take_number(s, 1, 365, &out->day))
			return false;
	} else {
		out->kind = RULE_DAY;
		if (!take_number(s, 0, 365, &out->day))
			return false;
	}
	return !take_char(s, '/') || take_clock(s, 167, &out->time_s);
}

static bool take_footer(struct str s, struct footer *out)
{
	*out = (struct footer){ 0 };
	if (!take_name(&s) || !take_clock(&s, 24, &out->winter_s))
		return false;
	out->winter_s = -out->winter_s; /* POSIX counts to the west */
	out->summer_s = out->winter_s + HOUR_S;
	if (s.len == 0)
		return true;
	out->has_summer = true;
	if (!take_name(&s))
		return false;
	if (s.len && s.ptr[0] != ',') {
		if (!take_clock(&s, 24, &out->summer_s))
			return false;
		out->summer_s = -out->summer_s;
	}
	return take_char(&s, ',') && take_rule(&s, &out->start) && take_char(&s, ',') && take_rule(&s, &out->end) && s.len == 0;
}

/* The local second, counted from 1970 without an offset, at which the rule applies in that year. */
static int64_t rule_local_s(const struct rule *r, int32_t year)
{
	int32_t day = date_day(year, 1, 1) + r->day;

	if (r->kind == RULE_JULIAN) {
		day -= !(r->day >= 60 && date_month_days(year, 2) == 29);
	} else if (r->kind == RULE_WEEKDAY) {
		int32_t first = date_day(year, r->month, 1);

		day = first + (r->day - date_weekday(first) % 7 + 7) % 7 + (r->week - 1) * 7;
		while (day >= first + date_month_days(year, r->month))
			day -= 7;
	}
	return (int64_t)day * DAY_S + r->time_s;
}

/* Where one rule ends when the other starts (summer all year), the later call with the same time wins. */
static void add_change(struct zone *z, int64_t after_s, struct change c)
{
	struct change *last = z->changes.count ? &z->changes.at[z->changes.count - 1] : NULL;

	if (c.at_s <= after_s || (last && c.at_s < last->at_s))
		return;
	if (last && c.at_s == last->at_s)
		last->offset_s = c.offset_s;
	else
		*ARRAY_ADD(z->changes) = c;
}

static void write_out(struct zone *z, const struct footer *f)
{
	int64_t after_s = z->changes.count ? z->changes.at[z->changes.count - 1].at_s : INT64_MIN;
	int32_t year = RULES_FROM;

	if (!f->has_summer)
		return;
	if (after_s > (int64_t)DAY_MAX * DAY_S)
		return;
	if (after_s > (int64_t)DAY_MIN * DAY_S)
		year = date_civil((int32_t)(after_s / DAY_S)).year - 1;
	for (; year <= RULES_TO; year++) {
		struct change start = { rule_local_s(&f->start, year) - f->winter_s, f->summer_s };
		struct change end = { rule_local_s(&f->end, year) - f->summer_s, f->winter_s };

		add_change(z, after_s, start.at_s < end.at_s ? start : end);
		add_change(z, after_s, start.at_s < end.at_s ? end : start);
	}
}

static int zone_read(struct zone *z, struct str s, struct err *err)
{
	struct layout l;
	struct footer f;
	char version, again;
	const char *end;

	if (take_header(&s, 4, &l, &version, err) < 0)
		return -1;
	if (version < '2')
		return take_changes(z, s, &l, err);
	s = skip(s, layout_len(&l));
	if (take_header(&s, 8, &l, &again, err) < 0 || take_changes(z, s, &l, err) < 0)
		return -1;
	s = skip(s, layout_len(&l));
	if (!take_char(&s, '\n') || !(end = s.len ? memchr(s.ptr, '\n', s.len) : NULL))
		return err_set(err, "the time zone file has no last line");
	s.len = (size_t)(end - s.ptr);
	if (s.len == 0)
		return 0;
	if (!take_footer(s, &f))
		return err_set(err, "the last line of the time zone file is not a POSIX TZ rule");
	write_out(z, &f);
	return 0;
}

struct zone *zone_new(struct str tzif, struct err *err)
{
	struct zone *z = zone_utc();

	if (zone_read(z, tzif, err) == 0)
		return z;
	zone_free(z);
	return NULL;
}

struct zone *zone_utc(void)
{
	return mem_alloc(sizeof(struct zone));
}

void zone_free(struct zone *z)
{
	if (!z)
		return;
	ARRAY_FREE(z->changes);
	mem_free(z);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* How many changes have happened by then. */
static size_t changes_until(const struct zone *z, int64_t at_s)
{
	size_t low = 0, high = z->changes.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->changes.at[middle].at_s <= at_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int32_t offset_after(const struct zone *z, size_t changes)
{
	return changes ? z->changes.at[changes - 1].offset_s : z->first_offset_s;
}

int32_t zone_offset_s(const struct zone *z, int64_t instant_ms)
{
	return offset_after(z, changes_until(z, floor_div(instant_ms, 1000)));
}

int32_t zone_day(const struct zone *z, int64_t instant_ms)
{
	int64_t local_s = floor_div(instant_ms, 1000) + zone_offset_s(z, instant_ms);

	return (int32_t)floor_div(local_s, DAY_S);
}

int64_t zone_instant(const struct zone *z, int32_t day, int32_t ms_of_day)
{
	int64_t local_ms = day * DAY_MS + ms_of_day;
	size_t i = changes_until(z, floor_div(local_ms, 1000) - OFFSET_MAX_S - 1);

	/* From the earliest stretch of one offset that may hold the local time: the first that reaches it. */
	for (;; i++) {
		int64_t at_ms = local_ms - offset_after(z, i) * INT64_C(1000);

		if (i && floor_div(at_ms, 1000) < z->changes.at[i - 1].at_s)
			return z->changes.at[i - 1].at_s * 1000;
		if (i == z->changes.count || floor_div(at_ms, 1000) < z->changes.at[i].at_s)
			return at_ms;
	}
}

unsigned zone_instants(const struct zone *z, int32_t day, int32_t ms_of_day, int64_t *out_first, int64_t *out_last)
{
	int64_t local_ms = day * DAY_MS + ms_of_day;
	int64_t first = zone_instant(z, day, ms_of_day);
	/* Clocks are set back by less than a day, and not twice within one. */
	int64_t last = local_ms - zone_offset_s(z, first + DAY_MS) * INT64_C(1000);

	*out_first = *out_last = first;
	if (first + zone_offset_s(z, first) * INT64_C(1000) != local_ms)
		return 0;
	if (last <= first || last + zone_offset_s(z, last) * INT64_C(1000) != local_ms)
		return 1;
	*out_last = last;
	return 2;
}
