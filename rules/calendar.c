#include "rules/calendar.h"
#include <assert.h>

enum { SEARCH_DAYS = 400 };

static bool is_covered(const struct calendar *c, int64_t day)
{
	return day >= c->from && day - c->from < c->count;
}

uint32_t calendar_hours(const struct calendar *c, int32_t day)
{
	return is_covered(c, day) ? c->hours_x8[day - c->from] : c->week[date_weekday(day) - 1];
}

bool calendar_is_workday(const struct calendar *c, int32_t day)
{
	return calendar_hours(c, day) > 0;
}

static int64_t weekday_weight(uint8_t hours_x8, enum phasing phasing)
{
	return phasing == PHASE_HOURS ? hours_x8 : hours_x8 > 0;
}

/* By the week pattern alone: whole weeks at once, so that a far day costs no loop. */
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
	return weeks * week + rest;
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
		hours_x8[i] = c->week[date_weekday(from + (int32_t)i) - 1];
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
