#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"

static void date_day__known_days__are_counted_from_1970(void **state)
{
	(void)state;
	assert_int_equal(date_day(1970, 1, 1), 0);
	assert_int_equal(date_day(2000, 2, 29), 11016);
	assert_int_equal(date_day(1900, 1, 1), DAY_MIN);
	assert_int_equal(date_day(2200, 12, 31), DAY_MAX);
	for (int32_t day = DAY_MIN; day <= DAY_MAX; day++) {
		struct civil c = date_civil(day);

		assert_true(date_is_real(c.year, c.month, c.day));
		assert_int_equal(date_day(c.year, c.month, c.day), day);
	}
	assert_int_equal(date_weekday(date_day(2026, 11, 22)), 7);
	assert_int_equal(date_weekday(-4), 7);
	assert_int_equal(date_month_days(1900, 2), 28);
	assert_int_equal(date_month_days(2000, 2), 29);
}

static void assert_week(int32_t day, int32_t year, int32_t week)
{
	int32_t got_year, got_week;

	date_iso_week(day, &got_year, &got_week);
	assert_int_equal(got_year, year);
	assert_int_equal(got_week, week);
}

static void date_iso_week__turns_of_years__follow_the_thursday(void **state)
{
	(void)state;
	assert_week(date_day(2020, 12, 27), 2020, 52);
	assert_week(date_day(2020, 12, 28), 2020, 53);
	assert_week(date_day(2021, 1, 3), 2020, 53);
	assert_week(date_day(2021, 1, 4), 2021, 1);
	assert_week(date_day(2026, 12, 28), 2026, 53);
	assert_week(date_day(2027, 1, 3), 2026, 53);
	assert_week(date_day(2025, 12, 28), 2025, 52);
	assert_week(date_day(2025, 12, 29), 2026, 1);
	assert_int_equal(date_iso_week_start(2020, 53), date_day(2020, 12, 28));
	assert_int_equal(date_iso_week_start(2026, 1), date_day(2025, 12, 29));
}

static void date_parse__anything_but_a_real_date__is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "",           "2026-11-2",  "2026-11-022", "2026-02-29",  "1899-12-31", "2201-01-01",
					   "2026/11/22", "2026-13-01", "2026-00-10",  " 2026-11-22", "22.11.2026" };
	struct buf b = { 0 };
	struct err err;
	int32_t day;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(date_parse(str_of(bad[i]), &day, &err), -1);
	assert_non_null(strstr(err.text, "got \"22.11.2026\""));
	assert_int_equal(date_parse(STR("2026-11-22"), &day, &err), 0);
	date_add(&b, day);
	assert_string_equal(b.ptr, "2026-11-22");
	buf_free(&b);
}

static void stamp_parse__with_an_offset__has_the_instant(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct stamp s;

	assert_int_equal(stamp_parse(STR("2026-11-22T01:30:15.1239+03:00"), &s, NULL), 0);
	assert_true(s.has_offset);
	assert_int_equal(s.day, date_day(2026, 11, 22));
	assert_int_equal(s.ms_of_day, 5415123);
	instant_add(&b, s.instant_ms);
	assert_string_equal(b.ptr, "2026-11-21T22:30:15.123Z");
	assert_int_equal(stamp_parse(STR("1970-01-01 00:00Z"), &s, NULL), 0);
	assert_int_equal(s.instant_ms, 0);
	assert_int_equal(stamp_parse(STR("1970-01-01T00:00:00.5-00:30"), &s, NULL), 0);
	assert_int_equal(s.instant_ms, 1800500);
	buf_clear(&b);
	instant_add(&b, -1);
	assert_string_equal(b.ptr, "1969-12-31T23:59:59.999Z");
	buf_free(&b);
}

static void stamp_parse__local_or_bad__is_told_apart(void **state)
{
	(void)state;
	static const char *const bad[] = { "2026-11-22T24:00",
					   "2026-11-22T23:59:60",
					   "2026-11-22T10",
					   "2026-11-22T10:00:00.",
					   "2026-11-22T10:00:00.1234567891",
					   "2026-11-22Z",
					   "2026-11-22T10:00+3",
					   "2026-11-22T10:00z",
					   "2026-11-22T10:00+24:00",
					   "2026-11-22T10:00+0300",
					   "2026-11-22T",
					   "2026-11-22T10:60",
					   "2026-11-22  10:00",
					   "2026-11-22T10:00Z " };
	struct stamp s;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(stamp_parse(str_of(bad[i]), &s, NULL), -1);
	assert_int_equal(stamp_parse(STR("2026-11-22"), &s, NULL), 0);
	assert_false(s.has_offset);
	assert_int_equal(stamp_parse(STR("2026-11-22 10:05"), &s, NULL), 0);
	assert_false(s.has_offset);
	assert_int_equal(s.ms_of_day, 36300000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(date_day__known_days__are_counted_from_1970),
		cmocka_unit_test(date_iso_week__turns_of_years__follow_the_thursday),
		cmocka_unit_test(date_parse__anything_but_a_real_date__is_refused),
		cmocka_unit_test(stamp_parse__with_an_offset__has_the_instant),
		cmocka_unit_test(stamp_parse__local_or_bad__is_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
