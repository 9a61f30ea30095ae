#include "rules/period.h"
#include <assert.h>

enum { FIRST_MONDAY = 4 }; /* 1970-01-05 */

static int32_t div_floor(int32_t n, int32_t d)
{
	return n / d - (n % d < 0);
}

/* Months since the fiscal year of year 0 began: a multiple of 12 is the first month of a fiscal year. */
static int32_t fiscal_month_of(const struct model *m, int32_t day)
{
	struct civil c = date_civil(day);

	return c.year * 12 + c.month - m->fiscal_month;
}

static int32_t month_start(int32_t months)
{
	int32_t year = div_floor(months, 12);

	return date_day(year, months - year * 12 + 1, 1);
}

static const struct custom_set *custom_set(const struct model *m, uint32_t kind)
{
	assert(kind >= PERIOD_CUSTOM && kind - PERIOD_CUSTOM < m->custom_count);
	return &m->customs[kind - PERIOD_CUSTOM];
}

static bool custom_of(const struct custom_set *set, int32_t day, int32_t *out_index)
{
	uint32_t low = 0, high = set->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (set->periods[middle].to <= day)
			low = middle + 1;
		else
			high = middle;
	}
	*out_index = (int32_t)low;
	return low < set->count && set->periods[low].from <= day;
}

bool period_of(const struct model *m, uint32_t kind, int32_t day, struct period *out)
{
	out->kind = kind;
	switch (kind) {
	case PERIOD_DAY:
		out->index = day;
		return true;
	case PERIOD_WEEK:
		out->index = div_floor(day - FIRST_MONDAY, 7);
		return true;
	case PERIOD_MONTH: {
		struct civil c = date_civil(day);

		out->index = c.year * 12 + c.month - 1;
		return true;
	}
	case PERIOD_QUARTER:
		out->index = div_floor(fiscal_month_of(m, day), 3);
		return true;
	case PERIOD_YEAR:
		out->index = div_floor(fiscal_month_of(m, day), 12);
		return true;
	default:
		return custom_of(custom_set(m, kind), day, &out->index);
	}
}

/* Where the period `ahead` places after `p` begins; not for custom periods, which need not touch. */
static int32_t grid_start(const struct model *m, struct period p, int32_t ahead)
{
	int32_t n = p.index + ahead;

	switch (p.kind) {
	case PERIOD_DAY:
		return n;
	case PERIOD_WEEK:
		return n * 7 + FIRST_MONDAY;
	case PERIOD_MONTH:
		return month_start(n);
	case PERIOD_QUARTER:
		return month_start(n * 3 + m->fiscal_month - 1);
	default:
		assert(p.kind == PERIOD_YEAR);
		return month_start(n * 12 + m->fiscal_month - 1);
	}
}

static const struct custom_period *custom_at(const struct model *m, struct period p)
{
	const struct custom_set *set = custom_set(m, p.kind);

	assert(p.index >= 0 && (uint32_t)p.index < set->count);
	return &set->periods[p.index];
}

bool period_exists(const struct model *m, struct period p)
{
	return p.kind < PERIOD_CUSTOM || (p.index >= 0 && (uint32_t)p.index < custom_set(m, p.kind)->count);
}

int32_t period_from(const struct model *m, struct period p)
{
	return p.kind >= PERIOD_CUSTOM ? custom_at(m, p)->from : grid_start(m, p, 0);
}

int32_t period_to(const struct model *m, struct period p)
{
	return p.kind >= PERIOD_CUSTOM ? custom_at(m, p)->to : grid_start(m, p, 1);
}

static void add_year(struct buf *b, int32_t year)
{
	buf_add_digits(b, (uint32_t)year, 4);
}

/* `year`: that in which it begins. */
static void add_fiscal_year(const struct model *m, struct buf *b, int32_t year)
{
	if (m->fiscal_month != 1)
		buf_adds(b, STR("FY"));
	add_year(b, m->fiscal_month != 1 && m->fiscal_name == FISCAL_END ? year + 1 : year);
	if (m->fiscal_month == 1 || m->fiscal_name != FISCAL_BOTH)
		return;
	buf_addc(b, '/');
	buf_add_digits(b, (uint32_t)(year + 1) % 100, 2);
}

void period_add(const struct model *m, struct period p, struct buf *b)
{
	int32_t year, week;

	switch (p.kind) {
	case PERIOD_DAY:
		date_add(b, p.index);
		break;
	case PERIOD_WEEK:
		date_iso_week(period_from(m, p), &year, &week);
		add_year(b, year);
		buf_adds(b, STR("-W"));
		buf_add_digits(b, (uint32_t)week, 2);
		break;
	case PERIOD_MONTH:
		year = div_floor(p.index, 12);
		add_year(b, year);
		buf_addc(b, '-');
		buf_add_digits(b, (uint32_t)(p.index - year * 12 + 1), 2);
		break;
	case PERIOD_QUARTER:
		year = div_floor(p.index, 4);
		add_fiscal_year(m, b, year);
		buf_adds(b, STR("-Q"));
		buf_add_digits(b, (uint32_t)(p.index - year * 4 + 1), 1);
		break;
	case PERIOD_YEAR:
		add_fiscal_year(m, b, p.index);
		break;
	default:
		buf_adds(b, custom_at(m, p)->code);
	}
}

/* Cuts exactly `digits` digits off the front. */
static bool cut_number(struct str *s, size_t digits, int32_t *out)
{
	int32_t n = 0;

	if (s->len < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (s->ptr[i] < '0' || s->ptr[i] > '9')
			return false;
		n = n * 10 + (s->ptr[i] - '0');
	}
	s->ptr += digits;
	s->len -= digits;
	*out = n;
	return true;
}

static bool cut_text(struct str *s, struct str text)
{
	if (!str_starts(*s, text))
		return false;
	s->ptr += text.len;
	s->len -= text.len;
	return true;
}

static bool cut_year(struct str *s, int32_t *out)
{
	return cut_number(s, 4, out) && *out >= 1900 && *out <= 2200;
}

/* Gives the year in which it begins. */
static bool cut_fiscal_year(const struct model *m, struct str *s, int32_t *out)
{
	int32_t next;

	if (m->fiscal_month == 1)
		return cut_year(s, out);
	if (!cut_text(s, STR("FY")) || !cut_year(s, out))
		return false;
	*out -= m->fiscal_name == FISCAL_END;
	return m->fiscal_name != FISCAL_BOTH || (cut_text(s, STR("/")) && cut_number(s, 2, &next) && next == (*out + 1) % 100);
}

static bool parse_grid(const struct model *m, uint32_t kind, struct str s, int32_t *out_index)
{
	int32_t year, n;

	switch (kind) {
	case PERIOD_WEEK: {
		if (!cut_year(&s, &year) || !cut_text(&s, STR("-W")) || !cut_number(&s, 2, &n) || s.len || n < 1 || n > 53)
			return false;
		int32_t monday = date_iso_week_start(year, n), iso_year, week;

		date_iso_week(monday, &iso_year, &week);
		*out_index = div_floor(monday - FIRST_MONDAY, 7);
		return iso_year == year; /* most years have no week 53 */
	}
	case PERIOD_MONTH:
		if (!cut_year(&s, &year) || !cut_text(&s, STR("-")) || !cut_number(&s, 2, &n) || s.len || n < 1 || n > 12)
			return false;
		*out_index = year * 12 + n - 1;
		return true;
	case PERIOD_QUARTER:
		if (!cut_fiscal_year(m, &s, &year) || !cut_text(&s, STR("-Q")) || !cut_number(&s, 1, &n) || s.len || n < 1 ||
		    n > 4)
			return false;
		*out_index = year * 4 + n - 1;
		return true;
	default:
		if (!cut_fiscal_year(m, &s, &year) || s.len)
			return false;
		*out_index = year;
		return true;
	}
}

static int parse_custom(const struct custom_set *set, struct str s, int32_t *out_index, struct err *err)
{
	struct str nearest = { 0 };
	unsigned best = 3;

	for (uint32_t i = 0; i < set->count; i++) {
		unsigned distance = str_distance(s, set->periods[i].code, best);

		if (str_eq(s, set->periods[i].code)) {
			*out_index = (int32_t)i;
			return 0;
		}
		if (distance < best) {
			best = distance;
			nearest = set->periods[i].code;
		}
	}
	if (nearest.len)
		return err_set(err, "no period \"%.*s\" in \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(s), STR_ARG(set->code),
			       STR_ARG(nearest));
	return err_set(err, "no period \"%.*s\" in \"%.*s\"", STR_ARG(s), STR_ARG(set->code));
}

bool period_is_ambiguous(const struct model *m, struct period p)
{
	return p.kind >= PERIOD_CUSTOM || (p.kind >= PERIOD_QUARTER && m->fiscal_month != 1);
}

static struct str example(const struct model *m, uint32_t kind)
{
	static const char *const calendar[] = { "2026-11-22", "2026-W47", "2026-11", "2026-Q4", "2026" };
	static const char *const fiscal[][2] = {
		[FISCAL_START] = { "FY2026-Q4", "FY2026" },
		[FISCAL_END] = { "FY2027-Q4", "FY2027" },
		[FISCAL_BOTH] = { "FY2026/27-Q4", "FY2026/27" },
	};

	if (kind >= PERIOD_CUSTOM)
		return custom_set(m, kind)->count > 0 ? custom_set(m, kind)->periods[0].code : custom_set(m, kind)->code;
	if (m->fiscal_month != 1 && kind >= PERIOD_QUARTER)
		return str_of(fiscal[m->fiscal_name][kind - PERIOD_QUARTER]);
	return str_of(calendar[kind]);
}

void period_add_forms(const struct model *m, struct buf *b)
{
	for (uint32_t i = 0; i < m->period_kind_count; i++) {
		if (i > 0)
			buf_adds(b, i + 1 < m->period_kind_count ? STR(", ") : STR(" or "));
		buf_adds(b, example(m, m->period_kinds[i]));
	}
}

int period_parse(const struct model *m, uint32_t kind, struct str s, struct period *out, struct err *err)
{
	out->kind = kind;
	if (kind == PERIOD_DAY)
		return date_parse(s, &out->index, err);
	if (kind >= PERIOD_CUSTOM)
		return parse_custom(custom_set(m, kind), s, &out->index, err);
	if (parse_grid(m, kind, s, &out->index))
		return 0;
	struct str code = period_kind_code(m, kind), like = example(m, kind);

	return err_set(err, "expected a %.*s like %.*s, got \"%.*s\"", STR_ARG(code), STR_ARG(like), STR_ARG(s));
}

struct str period_kind_code(const struct model *m, uint32_t kind)
{
	static const char *const codes[] = { "day", "week", "month", "quarter", "year" };

	return kind >= PERIOD_CUSTOM ? custom_set(m, kind)->code : str_of(codes[kind]);
}
