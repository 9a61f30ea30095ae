#include "rules/calendar.h"
#include <assert.h>

enum { SEARCH_DAYS = 400 };

static bool is_covered(const struct calendar *c, int64_t day)
{
	return day >= c->from && day - c->from < c->count;
}

static bool is_yearly_holiday(const struct calendar *c, int32_t day)
{
	struct civil date = { 0 };

	if (c->yearly_count > 0)
		date = date_civil(day);
	for (uint32_t i = 0; i < c->yearly_count; i++)
		if (c->yearly[i] == date.month * YEARLY_MONTH + date.day)
			return true;
	return false;
}

static uint8_t pattern_hours(const struct calendar *c, int32_t day)
{
	return is_yearly_holiday(c, day) ? 0 : c->week[date_weekday(day) - 1];
}

uint32_t calendar_hours(const struct calendar *c, int32_t day)
{
	return is_covered(c, day) ? c->hours_x8[day - c->from] : pattern_hours(c, day);
}

bool calendar_is_workday(const struct calendar *c, int32_t day)
{
	return calendar_hours(c, day) > 0;
}

static int64_t weekday_weight(uint8_t hours_x8, enum phasing phasing)
{
	return phasing == PHASE_HOURS ? hours_x8 : hours_x8 > 0;
}

/* What the week counts of days that are yearly holidays. Only years that anybody may name are looked at. */
static int64_t yearly_weight(const struct calendar *c, enum phasing phasing, int64_t from, int64_t to)
{
	int32_t first = from > DAY_MIN ? (int32_t)from : DAY_MIN, end = to <= DAY_MAX ? (int32_t)to : DAY_MAX + 1;
	int64_t weight = 0;

	if (c->yearly_count == 0 || end <= first)
		return 0;
	for (int32_t year = date_civil(first).year; year <= date_civil(end - 1).year; year++)
		for (uint32_t i = 0; i < c->yearly_count; i++) {
			int32_t month = c->yearly[i] / YEARLY_MONTH, of_month = c->yearly[i] % YEARLY_MONTH;
			int32_t day = date_is_real(year, month, of_month) ? date_day(year, month, of_month) : end;

			if (day >= first && day < end)
				weight += weekday_weight(c->week[date_weekday(day) - 1], phasing);
		}
	return weight;
}

/* By the week and the yearly holidays: whole weeks at once, so that a far day costs no loop. */
static int64_t pattern_weight(const struct calendar *c, enum phasing phasing, int64_t from, int64_t to)
{
	int64_t week = 0, rest = 0;

	if (to <= from)
		return 0;
	for (unsigned i = 0; i < 7; i++)
		week += weekday_weight(c->week[i], phasing);
	int64_t weeks = (to - from) / 7;

	for (int64_t day = from + weeks * 7; day < to; day++)
		rest += weekday_weight(c->week[date_weekday((int32_t)day) - 1], phasing);
	return weeks * week + rest - yearly_weight(c, phasing, from, to);
}

static int64_t clamp(int64_t day, int64_t low, int64_t high)
{
	return day < low ? low : day > high ? high : day;
}

int64_t calendar_weight(const struct calendar *c, enum phasing phasing, int32_t from, int32_t to)
{
	int64_t first = from, end = to;

	if (end <= first)
		return 0;
	if (phasing == PHASE_CALENDAR_DAYS)
		return end - first;

	int64_t covered = c->from, covered_end = (int64_t)c->from + c->count;
	int64_t a = clamp(first, covered, covered_end), b = clamp(end, covered, covered_end);
	int64_t weight = pattern_weight(c, phasing, first, end < covered ? end : covered) +
			 pattern_weight(c, phasing, first > covered_end ? first : covered_end, end);

	if (a < b) {
		const uint32_t *sums = phasing == PHASE_HOURS ? c->hours : c->workdays;

		weight += (int64_t)sums[b - covered] - sums[a - covered];
	}
	return weight;
}

bool calendar_is_provisional(const struct calendar *c, int32_t from, int32_t to)
{
	return c->data_from < c->data_to && from < to && (from < c->data_from || to > c->data_to);
}

/* The nearest working day at or beyond `day`, in steps of `step` days. */
static int32_t nearest_workday(const struct calendar *c, int64_t day, int step)
{
	for (unsigned i = 0; i <= SEARCH_DAYS; i++, day += step) {
		if (day <= INT32_MIN || day >= DAY_NONE)
			return DAY_NONE;
		if (calendar_is_workday(c, (int32_t)day))
			return (int32_t)day;
	}
	return DAY_NONE;
}

int32_t calendar_add_workdays(const struct calendar *c, int32_t day, int32_t n)
{
	int step = n < 0 ? -1 : 1;

	if (n == 0)
		return nearest_workday(c, day, 1);
	for (int32_t left = n; left != 0 && day != DAY_NONE; left -= step)
		day = nearest_workday(c, (int64_t)day + step, step);
	return day;
}

void calendar_build(struct arena *a, struct calendar *c, int32_t from, int32_t to, const struct calendar_exception *exceptions,
		    uint32_t count)
{
	assert(from <= to);
	uint32_t days = (uint32_t)(to - from);
	uint8_t *hours_x8 = arena_alloc(a, days + 1);
	uint32_t *workdays = arena_alloc(a, (days + 1) * sizeof *workdays);
	uint32_t *hours = arena_alloc(a, (days + 1) * sizeof *hours);

	for (uint32_t i = 0; i < days; i++)
		hours_x8[i] = pattern_hours(c, from + (int32_t)i);
	for (uint32_t i = 0; i < count; i++)
		if (exceptions[i].day >= from && exceptions[i].day < to)
			hours_x8[exceptions[i].day - from] = exceptions[i].hours_x8;
	for (uint32_t i = 0; i < days; i++) {
		workdays[i + 1] = workdays[i] + (hours_x8[i] > 0);
		hours[i + 1] = hours[i] + hours_x8[i];
	}
	c->from = from;
	c->count = days;
	c->hours_x8 = hours_x8;
	c->workdays = workdays;
	c->hours = hours;
}
