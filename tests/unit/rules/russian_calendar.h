/* The Russian production calendar of 2020 and 2024 to 2026 for tests: holidays of the Labour Code and the days moved by decree.
 */
#pragma once
#include "rules/calendar.h"

struct special {
	int year, month, first, last; /* days of one month */
	uint8_t hours_x8;
};
static const struct special russian_days[] = {
	{ 2020, 1, 1, 8, 0 },    { 2020, 2, 24, 24, 0 }, { 2020, 3, 9, 9, 0 },    { 2020, 3, 30, 31, 0 },  { 2020, 4, 1, 30, 0 },
	{ 2020, 5, 1, 11, 0 },   { 2020, 6, 11, 11, 7 }, { 2020, 6, 12, 12, 0 },  { 2020, 6, 24, 24, 0 },  { 2020, 7, 1, 1, 0 },
	{ 2020, 11, 3, 3, 7 },   { 2020, 11, 4, 4, 0 },  { 2020, 12, 31, 31, 7 }, { 2024, 1, 1, 8, 0 },    { 2024, 2, 22, 22, 7 },
	{ 2024, 2, 23, 23, 0 },  { 2024, 3, 7, 7, 7 },   { 2024, 3, 8, 8, 0 },    { 2024, 4, 27, 27, 8 },  { 2024, 4, 29, 30, 0 },
	{ 2024, 5, 1, 1, 0 },    { 2024, 5, 8, 8, 7 },   { 2024, 5, 9, 10, 0 },   { 2024, 6, 11, 11, 7 },  { 2024, 6, 12, 12, 0 },
	{ 2024, 11, 2, 2, 7 },   { 2024, 11, 4, 4, 0 },  { 2024, 12, 28, 28, 8 }, { 2024, 12, 30, 31, 0 }, { 2025, 1, 1, 8, 0 },
	{ 2025, 3, 7, 7, 7 },    { 2025, 4, 30, 30, 7 }, { 2025, 5, 1, 2, 0 },    { 2025, 5, 8, 9, 0 },    { 2025, 6, 11, 11, 7 },
	{ 2025, 6, 12, 13, 0 },  { 2025, 11, 1, 1, 7 },  { 2025, 11, 3, 4, 0 },   { 2025, 12, 31, 31, 0 }, { 2026, 1, 1, 9, 0 },
	{ 2026, 2, 23, 23, 0 },  { 2026, 3, 9, 9, 0 },   { 2026, 4, 30, 30, 7 },  { 2026, 5, 1, 1, 0 },    { 2026, 5, 8, 8, 7 },
	{ 2026, 5, 11, 11, 0 },  { 2026, 6, 11, 11, 7 }, { 2026, 6, 12, 12, 0 },  { 2026, 11, 3, 3, 7 },   { 2026, 11, 4, 4, 0 },
	{ 2026, 12, 31, 31, 0 },
};

/* From 2020 to 2026; the years between have Saturdays and Sundays off and no holidays. */
static inline struct calendar russian_calendar(struct arena *a)
{
	struct calendar c = { .code = STR("ru"), .week = { 8, 8, 8, 8, 8, 0, 0 } };
	struct calendar_exception days[200];
	uint32_t count = 0;

	for (size_t i = 0; i < sizeof russian_days / sizeof russian_days[0]; i++)
		for (int day = russian_days[i].first; day <= russian_days[i].last; day++)
			days[count++] = (struct calendar_exception){ date_day(russian_days[i].year, russian_days[i].month, day),
								     russian_days[i].hours_x8 };
	calendar_build(a, &c, date_day(2020, 1, 1), date_day(2027, 1, 1), days, count);
	return c;
}
