/* The worked numbers of the Russian production calendar, against the table that is shipped; a five-day week of 8 hours, 7 on
 * shortened days. Source of the table: config/calendars/README.md. */
#include "rules/calendar.h"
#include "tiny_company.h"

static char ru_table[65536];
static struct model *model;
static const struct calendar *ru;

static const char *shipped(void)
{
	FILE *f = fopen("config/calendars/ru.csv", "r");

	assert_non_null(f);
	ru_table[fread(ru_table, 1, sizeof(ru_table) - 1, f)] = '\0';
	fclose(f);
	return ru_table;
}

static int set_up(void **state)
{
	const struct file with[] = {
		{ "calendars/ru.csv", shipped() },
		{ "calendars.yaml",
		  "calendars:\n"
		  "  six: {based_on: ru, week: [mon, tue, wed, thu, fri, sat]}\n"
		  "  decreed:\n"
		  "    based_on: ru\n"
		  "    exceptions: [{day: 2027-01-08, kind: work}, {day: 2027-05-03, kind: off}]\n"
		  "    given_until: 2027-12-31\n"
		  "  open_in_2020: {based_on: ru, exceptions: [{day: 2020-04-01, kind: work},\n"
		  "    {day: 2020-04-02, kind: work}, {day: 2020-04-03, kind: short}]}\n"
		  "  ours: {exceptions: [{day: 2026-07-06, kind: yearly}, {day: 2024-02-29, kind: yearly}]}\n" },
	};

	(void)state;
	model = company_model(with, 2);
	ru = &model->calendars[model_calendar(model, STR("ru"))];
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_free(model);
	return 0;
}

static int32_t day(const char *text)
{
	int32_t out;

	assert_int_equal(date_parse(str_of(text), &out, NULL), 0);
	return out;
}

static int64_t workdays(const struct calendar *c, const char *from, const char *to)
{
	return calendar_weight(c, PHASE_WORKDAYS, day(from), day(to));
}

static const struct calendar *own(const char *code)
{
	return &model->calendars[model_calendar(model, str_of(code))];
}

static void russian_years__working_days_hours_and_shortened_days__are_the_published_ones(void **state)
{
	static const struct {
		int year, months[12], days, hours, shortened;
	} years[] = {
		{ 2020, { 17, 19, 19, 0, 14, 20, 22, 21, 22, 22, 20, 23 }, 219, 1749, 3 },
		{ 2021, { 15, 19, 22, 22, 15, 21, 22, 22, 22, 21, 17, 22 }, 240, 1917, 3 },
		{ 2024, { 17, 20, 20, 21, 20, 19, 23, 22, 21, 23, 21, 21 }, 248, 1979, 5 },
		{ 2025, { 17, 20, 21, 22, 18, 19, 23, 21, 22, 23, 19, 22 }, 247, 1972, 4 },
		{ 2026, { 15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22 }, 247, 1972, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(years) / sizeof(*years); i++) {
		int32_t from = date_day(years[i].year, 1, 1), to = date_day(years[i].year + 1, 1, 1);
		int shortened = 0;

		for (int month = 1; month <= 12; month++) {
			int32_t first = date_day(years[i].year, month, 1);

			assert_int_equal(
				calendar_weight(ru, PHASE_WORKDAYS, first, first + date_month_days(years[i].year, month)),
				years[i].months[month - 1]);
		}
		for (int32_t d = from; d < to; d++)
			shortened += calendar_hours(ru, d) == 7;
		assert_int_equal(calendar_weight(ru, PHASE_WORKDAYS, from, to), years[i].days);
		assert_int_equal(calendar_weight(ru, PHASE_HOURS, from, to), years[i].hours);
		assert_int_equal(shortened, years[i].shortened);
	}
}

static void russian_years__2013_to_2026__are_all_given(void **state)
{
	(void)state;
	for (int year = 2013; year <= 2026; year++) {
		int64_t days = calendar_weight(ru, PHASE_WORKDAYS, date_day(year, 1, 1), date_day(year + 1, 1, 1));

		assert_int_equal(days, year == 2020 ? 219 : year == 2021 ? 240 : year == 2024 ? 248 : 247);
		assert_false(calendar_is_provisional(ru, date_day(year, 1, 1), date_day(year + 1, 1, 1)));
	}
}

static void russian_days__moved_and_shortened__are_as_decreed(void **state)
{
	(void)state;
	assert_int_equal(calendar_hours(ru, day("2024-11-02")), 7); /* a Saturday */
	assert_int_equal(calendar_hours(ru, day("2024-04-30")), 0);
	assert_int_equal(calendar_hours(ru, day("2024-12-28")), 8); /* a Saturday */
	assert_int_equal(calendar_hours(ru, day("2024-12-30")), 0);
	assert_int_equal(calendar_hours(ru, day("2025-11-01")), 7); /* a Saturday */
	assert_int_equal(calendar_hours(ru, day("2026-01-09")), 0); /* a Friday */
	assert_int_equal(calendar_hours(ru, day("2026-05-11")), 0); /* a Monday */
	assert_int_equal(calendar_hours(ru, day("2026-12-31")), 0);
}

static void russian_days__next_working_day__is_the_published_one(void **state)
{
	static const char *const vectors[][2] = {
		{ "2026-04-30", "2026-05-04" }, { "2026-05-08", "2026-05-12" }, { "2025-12-30", "2026-01-12" },
		{ "2024-11-01", "2024-11-02" }, { "2024-12-28", "2025-01-09" }, { "2025-11-01", "2025-11-05" },
		{ "2020-03-27", "2020-05-12" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		assert_int_equal(calendar_add_workdays(ru, day(vectors[i][0]), 1), day(vectors[i][1]));
}

/* A shortened day is a whole working day; only in hours does it weigh seven eighths. */
static void shortened_day__counts_in_full_for_due_days_and_seven_eighths_in_hours(void **state)
{
	(void)state;
	assert_int_equal(calendar_add_workdays(ru, day("2026-05-07"), 1), day("2026-05-08"));
	assert_int_equal(calendar_weight(ru, PHASE_WORKDAYS, day("2026-05-08"), day("2026-05-09")), 1);
	assert_int_equal(calendar_weight(ru, PHASE_HOURS, day("2026-05-08"), day("2026-05-09")), 7);
	assert_int_equal(calendar_weight(ru, PHASE_HOURS, day("2026-05-07"), day("2026-05-08")), 8);
}

/* 2027 has 261 weekdays; nine of them are yearly holidays: 1 and 4 to 8 January, 23 February, 8 March and 4 November. */
static void year_beyond_the_data__is_weekdays_without_the_yearly_holidays_and_provisional(void **state)
{
	(void)state;
	assert_int_equal(workdays(ru, "2027-01-01", "2027-02-01"), 15);
	assert_int_equal(workdays(ru, "2027-02-01", "2027-03-01"), 19);
	assert_int_equal(workdays(ru, "2027-03-01", "2027-04-01"), 22);
	assert_int_equal(workdays(ru, "2027-05-01", "2027-06-01"), 21);
	assert_int_equal(workdays(ru, "2027-11-01", "2027-12-01"), 21);
	assert_int_equal(workdays(ru, "2027-01-01", "2028-01-01"), 252);
	assert_int_equal(workdays(ru, "2026-12-28", "2027-01-12"), 4);
	assert_int_equal(calendar_add_workdays(ru, day("2026-12-30"), 1), day("2027-01-11"));
	assert_true(calendar_is_provisional(ru, day("2027-01-01"), day("2027-01-02")));
	assert_true(calendar_is_provisional(ru, day("2026-12-01"), day("2027-01-02")));
	assert_false(calendar_is_provisional(ru, day("2026-12-01"), day("2027-01-01")));
	assert_true(calendar_is_provisional(ru, day("2010-12-31"), day("2011-01-02")));
	assert_false(calendar_is_provisional(ru, day("2027-01-01"), day("2027-01-01")));
}

/* What a company knows already stands on top; the yearly holidays go on below it. */
static void decreed_days_of_next_year__in_an_own_calendar__are_no_longer_provisional(void **state)
{
	const struct calendar *c = own("decreed");

	(void)state;
	assert_int_equal(calendar_hours(c, day("2027-01-07")), 0);
	assert_int_equal(calendar_hours(c, day("2027-01-08")), 8);
	assert_int_equal(calendar_hours(c, day("2027-05-03")), 0);
	assert_int_equal(calendar_hours(c, day("2027-11-04")), 0);
	assert_int_equal(workdays(c, "2027-01-01", "2028-01-01"), 252);
	assert_false(calendar_is_provisional(c, day("2027-01-01"), day("2028-01-01")));
	assert_true(calendar_is_provisional(c, day("2027-12-31"), day("2028-01-02")));
}

/* 9 May 2026 is a Saturday, 8 March a Sunday: the one is a holiday of the six-day week, the other is off anyway. */
static void six_day_week__a_holiday_on_saturday__is_off(void **state)
{
	const struct calendar *c = own("six");

	(void)state;
	assert_int_equal(calendar_hours(c, day("2026-05-09")), 0);
	assert_int_equal(calendar_hours(c, day("2026-05-16")), 8);
	assert_int_equal(calendar_hours(c, day("2026-03-08")), 0);
	assert_int_equal(calendar_hours(c, day("2027-01-02")), 0);
	assert_int_equal(workdays(c, "2026-05-01", "2026-06-01"), 23); /* and Saturday the 2nd, 16th, 23rd and 30th */
}

/* Many firms sold in April 2020: a unit's own calendar has the days on which it did. */
static void non_working_april__a_unit_that_worked_has_its_days(void **state)
{
	const struct calendar *c = own("open_in_2020");

	(void)state;
	assert_int_equal(workdays(ru, "2020-04-01", "2020-05-01"), 0);
	assert_int_equal(workdays(c, "2020-04-01", "2020-05-01"), 3);
	assert_int_equal(calendar_weight(c, PHASE_HOURS, day("2020-04-01"), day("2020-05-01")), 23);
	assert_int_equal(calendar_add_workdays(c, day("2020-03-27"), 1), day("2020-04-01"));
	assert_int_equal(workdays(c, "2020-01-01", "2021-01-01"), 222);
}

static void yearly_holidays__of_an_own_calendar__hold_in_every_year_and_29_february_in_leap_years(void **state)
{
	const struct calendar *c = own("ours");

	(void)state;
	assert_int_equal(calendar_hours(c, day("2026-07-06")), 0);
	assert_int_equal(calendar_hours(c, day("2025-07-06")), 0); /* a Sunday */
	assert_int_equal(calendar_hours(c, day("2040-07-06")), 0);
	assert_int_equal(workdays(c, "2027-07-05", "2027-07-10"), 4);
	assert_int_equal(workdays(c, "2028-02-01", "2028-03-01"), 20);
	assert_int_equal(workdays(c, "2027-02-01", "2027-03-01"), 20);
	assert_int_equal(workdays(c, "2030-01-01", "2040-01-01"), 2601);
	assert_int_equal(calendar_weight(c, PHASE_HOURS, day("2027-07-05"), day("2027-07-10")), 32);
	assert_false(calendar_is_provisional(c, day("2040-01-01"), day("2041-01-01")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(russian_years__working_days_hours_and_shortened_days__are_the_published_ones),
		cmocka_unit_test(russian_years__2013_to_2026__are_all_given),
		cmocka_unit_test(russian_days__moved_and_shortened__are_as_decreed),
		cmocka_unit_test(russian_days__next_working_day__is_the_published_one),
		cmocka_unit_test(shortened_day__counts_in_full_for_due_days_and_seven_eighths_in_hours),
		cmocka_unit_test(year_beyond_the_data__is_weekdays_without_the_yearly_holidays_and_provisional),
		cmocka_unit_test(decreed_days_of_next_year__in_an_own_calendar__are_no_longer_provisional),
		cmocka_unit_test(six_day_week__a_holiday_on_saturday__is_off),
		cmocka_unit_test(non_working_april__a_unit_that_worked_has_its_days),
		cmocka_unit_test(yearly_holidays__of_an_own_calendar__hold_in_every_year_and_29_february_in_leap_years),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
