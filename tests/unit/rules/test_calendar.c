#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "russian_calendar.h"

static struct arena *arena;
static struct calendar ru;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	ru = russian_calendar(arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static int32_t day(const char *text)
{
	int32_t out;

	assert_int_equal(date_parse(str_of(text), &out, NULL), 0);
	return out;
}

static void calendar_hours__moved_and_shortened_days__follow_the_decrees(void **state)
{
	(void)state;
	assert_int_equal(calendar_hours(&ru, day("2024-11-02")), 7);
	assert_int_equal(calendar_hours(&ru, day("2024-12-28")), 8);
	assert_int_equal(calendar_hours(&ru, day("2024-12-30")), 0);
	assert_int_equal(calendar_hours(&ru, day("2025-11-01")), 7);
	assert_int_equal(calendar_hours(&ru, day("2026-01-09")), 0);
	assert_int_equal(calendar_hours(&ru, day("2026-05-11")), 0);
	assert_int_equal(calendar_hours(&ru, day("2026-12-31")), 0);
	assert_true(calendar_is_workday(&ru, day("2026-05-08")));
	assert_false(calendar_is_workday(&ru, day("2026-05-09")));
}

static void assert_months(int year, const int expected[12], int days, int hours)
{
	assert_int_equal(calendar_weight(&ru, PHASE_WORKDAYS, date_day(year, 1, 1), date_day(year + 1, 1, 1)), days);
	assert_int_equal(calendar_weight(&ru, PHASE_HOURS, date_day(year, 1, 1), date_day(year + 1, 1, 1)), hours);
	for (int month = 1; month <= 12; month++) {
		int32_t from = date_day(year, month, 1);

		assert_int_equal(calendar_weight(&ru, PHASE_WORKDAYS, from, from + date_month_days(year, month)),
				 expected[month - 1]);
	}
}

static void calendar_weight__months_of_the_russian_years__have_the_published_working_days(void **state)
{
	(void)state;
	assert_months(2020, (const int[]){ 17, 19, 19, 0, 14, 20, 22, 21, 22, 22, 20, 23 }, 219, 1749);
	assert_months(2024, (const int[]){ 17, 20, 20, 21, 20, 19, 23, 22, 21, 23, 21, 21 }, 248, 1979);
	assert_months(2025, (const int[]){ 17, 20, 21, 22, 18, 19, 23, 21, 22, 23, 19, 22 }, 247, 1972);
	assert_months(2026, (const int[]){ 15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22 }, 247, 1972);
}

static void calendar_weight__calendar_days_and_empty_spans__need_no_calendar(void **state)
{
	(void)state;
	assert_int_equal(calendar_weight(&ru, PHASE_CALENDAR_DAYS, day("2026-05-01"), day("2026-06-01")), 31);
	assert_int_equal(calendar_weight(&ru, PHASE_WORKDAYS, day("2026-06-01"), day("2026-06-01")), 0);
	assert_int_equal(calendar_weight(&ru, PHASE_HOURS, day("2026-06-01"), day("2026-05-01")), 0);
	assert_int_equal(calendar_weight(&ru, PHASE_CALENDAR_DAYS, DAY_MIN, DAY_NONE), 2147509214);
}

static void calendar_weight__days_outside_the_data__follow_the_week(void **state)
{
	(void)state;
	/* 2019-12-30 and 31 by the week, then eight days off, 9 and 10 January worked. */
	assert_int_equal(calendar_weight(&ru, PHASE_WORKDAYS, day("2019-12-28"), day("2020-01-11")), 4);
	/* 28..30 December 2026 worked, 31 off; 1 January 2027 is a Friday and nothing is known of it. */
	assert_int_equal(calendar_weight(&ru, PHASE_WORKDAYS, day("2026-12-28"), day("2027-01-04")), 4);
	assert_int_equal(calendar_weight(&ru, PHASE_HOURS, day("2030-01-01"), day("2031-01-01")), 2088);
	assert_int_equal(calendar_weight(&ru, PHASE_WORKDAYS, day("2018-01-01"), day("2019-01-01")), 261);
	assert_int_equal(calendar_hours(&ru, day("2030-01-05")), 0);
}

static void calendar_add_workdays__published_vectors__are_met(void **state)
{
	static const struct {
		const char *from;
		int32_t n;
		const char *expected;
	} vectors[] = {
		{ "2026-04-30", 1, "2026-05-04" },  { "2026-05-08", 1, "2026-05-12" },  { "2025-12-30", 1, "2026-01-12" },
		{ "2024-11-01", 1, "2024-11-02" },  { "2024-12-28", 1, "2025-01-09" },  { "2025-11-01", 1, "2025-11-05" },
		{ "2020-03-27", 1, "2020-05-12" },  { "2026-05-12", -1, "2026-05-08" }, { "2026-01-12", -1, "2025-12-30" },
		{ "2026-05-09", 0, "2026-05-12" },  { "2026-05-08", 0, "2026-05-08" },  { "2026-05-08", 3, "2026-05-14" },
		{ "2026-05-14", -3, "2026-05-08" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		assert_int_equal(calendar_add_workdays(&ru, day(vectors[i].from), vectors[i].n), day(vectors[i].expected));
}

static void calendar_add_workdays__nothing_is_ever_worked__gives_none(void **state)
{
	struct calendar idle = { .from = 0 };

	(void)state;
	assert_int_equal(calendar_add_workdays(&idle, 20000, 1), DAY_NONE);
	assert_int_equal(calendar_add_workdays(&idle, 20000, 0), DAY_NONE);
	assert_int_equal(calendar_add_workdays(&idle, 20000, -2), DAY_NONE);
}

/* Every day of the published calendar, read from the data folder that stands beside the checkout. */
static void calendar_build__published_years__have_the_working_days_of_the_table(void **state)
{
	const char *folder = getenv("SDM_DATA");
	char path[512], line[256];
	struct calendar_exception *days = calloc(6000, sizeof *days);
	uint32_t count = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/calendar/calendar.csv", folder ? folder : "../shared/data");
	FILE *file = fopen(path, "r");

	if (!file) {
		free(days);
		print_message("no %s: skipped\n", path);
		skip();
	}
	while (count < 6000 && fgets(line, sizeof line, file)) {
		struct str rest = str_of(line), date = str_cut(&rest, ','), kind = { 0 };
		struct err err;

		if (date_parse(date, &days[count].day, &err) < 0)
			continue;
		for (int i = 0; i < 8; i++)
			kind = str_cut(&rest, ',');
		days[count++].hours_x8 = str_eq(kind, STR("off")) ? 0 : str_eq(kind, STR("short")) ? 7 : 8;
	}
	fclose(file);
	struct calendar c = { .week = { 8, 8, 8, 8, 8, 0, 0 } };

	calendar_build(arena, &c, date_day(2011, 1, 1), date_day(2027, 1, 1), days, count);
	free(days);
	assert_int_equal(calendar_weight(&c, PHASE_WORKDAYS, day("2021-01-01"), day("2022-01-01")), 240);
	assert_int_equal(calendar_weight(&c, PHASE_HOURS, day("2021-01-01"), day("2022-01-01")), 1917);
	assert_int_equal(calendar_weight(&c, PHASE_WORKDAYS, day("2021-05-01"), day("2021-06-01")), 15);
	assert_int_equal(calendar_weight(&c, PHASE_WORKDAYS, day("2021-11-01"), day("2021-12-01")), 17);
	for (int32_t d = date_day(2024, 1, 1); d < date_day(2027, 1, 1); d++)
		assert_int_equal(calendar_hours(&c, d), calendar_hours(&ru, d));
	for (int32_t d = date_day(2020, 1, 1); d < date_day(2021, 1, 1); d++)
		assert_int_equal(calendar_hours(&c, d), calendar_hours(&ru, d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calendar_hours__moved_and_shortened_days__follow_the_decrees),
		cmocka_unit_test(calendar_weight__months_of_the_russian_years__have_the_published_working_days),
		cmocka_unit_test(calendar_weight__calendar_days_and_empty_spans__need_no_calendar),
		cmocka_unit_test(calendar_weight__days_outside_the_data__follow_the_week),
		cmocka_unit_test(calendar_add_workdays__published_vectors__are_met),
		cmocka_unit_test(calendar_add_workdays__nothing_is_ever_worked__gives_none),
		cmocka_unit_test(calendar_build__published_years__have_the_working_days_of_the_table),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
