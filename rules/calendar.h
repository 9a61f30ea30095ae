/* Working days and hours of a calendar, and arithmetic in working days (domain: calendars). */
#pragma once
#include "rules/model.h"

enum { YEARLY_MONTH = 32 }; /* of calendar.yearly: month * 32 + day */

/* hours_x8 of the day: 0 off, 7 shortened, 8 full. */
uint32_t calendar_hours(const struct calendar *c, int32_t day);
bool calendar_is_workday(const struct calendar *c, int32_t day);
/* Does one of the days from <= d < to lie outside those for which the calendar was given? Its week and yearly holidays count
 * there, and who decrees the days off may decide otherwise. */
bool calendar_is_provisional(const struct calendar *c, int32_t from, int32_t to);
/* Weight of the days from <= d < to: calendar days, working days, or hours_x8. 0 where to <= from. */
int64_t calendar_weight(const struct calendar *c, enum phasing phasing, int32_t from, int32_t to);
/* The n-th working day after `day` (n > 0) or before it (n < 0); n = 0: the day itself or the next working day.
 * Looks at most 400 days beyond each step; DAY_NONE when there is none. */
int32_t calendar_add_workdays(const struct calendar *c, int32_t day, int32_t n);
/* Fills the arrays of `c` (from arena `a`) for from..to out of its week, its yearly holidays and a list of exceptions by day,
 * which win. */
struct calendar_exception {
	int32_t day;
	uint8_t hours_x8;
};
void calendar_build(struct arena *a, struct calendar *c, int32_t from, int32_t to, const struct calendar_exception *exceptions,
		    uint32_t count);
