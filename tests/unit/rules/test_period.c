#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/period.h"

static const struct custom_period campaigns[] = {
	{ .code = { "spring", 6 }, .from = 20500, .to = 20520 },
	{ .code = { "summer", 6 }, .from = 20520, .to = 20530 },
	{ .code = { "autumn", 6 }, .from = 20600, .to = 20650 },
};
static const struct custom_set sets[] = { { .code = { "campaign", 8 }, .periods = campaigns, .count = 3 } };

static struct model model_of(int32_t fiscal_month)
{
	return (struct model){ .fiscal_month = fiscal_month, .customs = sets, .custom_count = 1 };
}

static int32_t day(const char *text)
{
	int32_t out;

	assert_int_equal(date_parse(str_of(text), &out, NULL), 0);
	return out;
}

/* The period of `kind` that holds `date`: its name and its borders, and that its name reads back as itself. */
static void assert_period(const struct model *m, uint32_t kind, const char *date, const char *name, const char *from,
			  const char *to)
{
	struct period p, again;
	struct buf b = { 0 };
	struct err err = { "" };

	assert_true(period_of(m, kind, day(date), &p));
	period_add(m, p, &b);
	assert_string_equal(b.ptr, name);
	assert_int_equal(period_from(m, p), day(from));
	assert_int_equal(period_to(m, p), day(to));
	assert_int_equal(period_parse(m, kind, buf_str(&b), &again, &err), 0);
	assert_true(period_eq(p, again));
	buf_free(&b);
}

static void period_of__plain_kinds__have_their_names_and_borders(void **state)
{
	struct model m = model_of(1);

	(void)state;
	assert_period(&m, PERIOD_DAY, "2026-11-22", "2026-11-22", "2026-11-22", "2026-11-23");
	assert_period(&m, PERIOD_MONTH, "2026-12-31", "2026-12", "2026-12-01", "2027-01-01");
	assert_period(&m, PERIOD_MONTH, "2024-02-29", "2024-02", "2024-02-01", "2024-03-01");
	assert_period(&m, PERIOD_QUARTER, "2026-11-22", "2026-Q4", "2026-10-01", "2027-01-01");
	assert_period(&m, PERIOD_YEAR, "2026-11-22", "2026", "2026-01-01", "2027-01-01");
	assert_period(&m, PERIOD_DAY, "1969-12-31", "1969-12-31", "1969-12-31", "1970-01-01");
	assert_period(&m, PERIOD_MONTH, "1969-12-31", "1969-12", "1969-12-01", "1970-01-01");
}

static void period_of__iso_weeks__belong_to_the_year_of_their_thursday(void **state)
{
	struct model m = model_of(4);

	(void)state;
	assert_period(&m, PERIOD_WEEK, "2026-11-22", "2026-W47", "2026-11-16", "2026-11-23");
	assert_period(&m, PERIOD_WEEK, "2021-01-03", "2020-W53", "2020-12-28", "2021-01-04");
	assert_period(&m, PERIOD_WEEK, "2027-01-03", "2026-W53", "2026-12-28", "2027-01-04");
	assert_period(&m, PERIOD_WEEK, "2024-12-30", "2025-W01", "2024-12-30", "2025-01-06");
	assert_period(&m, PERIOD_WEEK, "2011-01-01", "2010-W52", "2010-12-27", "2011-01-03");
	assert_period(&m, PERIOD_WEEK, "1970-01-01", "1970-W01", "1969-12-29", "1970-01-05");
}

static void period_of__fiscal_years_from_any_month__begin_there(void **state)
{
	/* For each first month: the quarter of 2026-03-15 and its borders, the year and its borders. */
	static const char *const expected[12][6] = {
		{ "2026-Q1", "2026-01-01", "2026-04-01", "2026", "2026-01-01", "2027-01-01" },
		{ "FY2026-Q1", "2026-02-01", "2026-05-01", "FY2026", "2026-02-01", "2027-02-01" },
		{ "FY2026-Q1", "2026-03-01", "2026-06-01", "FY2026", "2026-03-01", "2027-03-01" },
		{ "FY2025-Q4", "2026-01-01", "2026-04-01", "FY2025", "2025-04-01", "2026-04-01" },
		{ "FY2025-Q4", "2026-02-01", "2026-05-01", "FY2025", "2025-05-01", "2026-05-01" },
		{ "FY2025-Q4", "2026-03-01", "2026-06-01", "FY2025", "2025-06-01", "2026-06-01" },
		{ "FY2025-Q3", "2026-01-01", "2026-04-01", "FY2025", "2025-07-01", "2026-07-01" },
		{ "FY2025-Q3", "2026-02-01", "2026-05-01", "FY2025", "2025-08-01", "2026-08-01" },
		{ "FY2025-Q3", "2026-03-01", "2026-06-01", "FY2025", "2025-09-01", "2026-09-01" },
		{ "FY2025-Q2", "2026-01-01", "2026-04-01", "FY2025", "2025-10-01", "2026-10-01" },
		{ "FY2025-Q2", "2026-02-01", "2026-05-01", "FY2025", "2025-11-01", "2026-11-01" },
		{ "FY2025-Q2", "2026-03-01", "2026-06-01", "FY2025", "2025-12-01", "2026-12-01" },
	};

	(void)state;
	for (int month = 1; month <= 12; month++) {
		struct model m = model_of(month);
		const char *const *e = expected[month - 1];

		assert_period(&m, PERIOD_QUARTER, "2026-03-15", e[0], e[1], e[2]);
		assert_period(&m, PERIOD_YEAR, "2026-03-15", e[3], e[4], e[5]);
	}
}

/* For each first month of the fiscal year: on which days its four quarters begin. */
static void fiscal_year__any_first_month__has_four_quarters_of_three_months(void **state)
{
	static const char *const starts[12][5] = {
		{ "2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01" },
		{ "2026-02-01", "2026-05-01", "2026-08-01", "2026-11-01", "2027-02-01" },
		{ "2026-03-01", "2026-06-01", "2026-09-01", "2026-12-01", "2027-03-01" },
		{ "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01" },
		{ "2026-05-01", "2026-08-01", "2026-11-01", "2027-02-01", "2027-05-01" },
		{ "2026-06-01", "2026-09-01", "2026-12-01", "2027-03-01", "2027-06-01" },
		{ "2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01", "2027-07-01" },
		{ "2026-08-01", "2026-11-01", "2027-02-01", "2027-05-01", "2027-08-01" },
		{ "2026-09-01", "2026-12-01", "2027-03-01", "2027-06-01", "2027-09-01" },
		{ "2026-10-01", "2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01" },
		{ "2026-11-01", "2027-02-01", "2027-05-01", "2027-08-01", "2027-11-01" },
		{ "2026-12-01", "2027-03-01", "2027-06-01", "2027-09-01", "2027-12-01" },
	};
	static const char *const names[2][4] = {
		{ "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4" },
		{ "FY2026-Q1", "FY2026-Q2", "FY2026-Q3", "FY2026-Q4" },
	};

	(void)state;
	for (int month = 1; month <= 12; month++) {
		struct model m = model_of(month);
		const char *const *s = starts[month - 1];

		for (int q = 0; q < 4; q++)
			assert_period(&m, PERIOD_QUARTER, s[q], names[month != 1][q], s[q], s[q + 1]);
		assert_period(&m, PERIOD_YEAR, s[0], month == 1 ? "2026" : "FY2026", s[0], s[4]);
	}
}

static void fiscal_year__named_after_its_start_its_end_or_both__says_so(void **state)
{
	static const struct {
		enum fiscal_name rule;
		const char *year, *quarter, *turn;
	} expected[] = {
		{ FISCAL_START, "FY2026", "FY2026-Q4", "FY2099" },
		{ FISCAL_END, "FY2027", "FY2027-Q4", "FY2100" },
		{ FISCAL_BOTH, "FY2026/27", "FY2026/27-Q4", "FY2099/00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		struct model m = model_of(4);

		m.fiscal_name = expected[i].rule;
		assert_period(&m, PERIOD_YEAR, "2026-04-01", expected[i].year, "2026-04-01", "2027-04-01");
		assert_period(&m, PERIOD_QUARTER, "2027-03-31", expected[i].quarter, "2027-01-01", "2027-04-01");
		assert_period(&m, PERIOD_YEAR, "2099-04-01", expected[i].turn, "2099-04-01", "2100-04-01");
		assert_period(&m, PERIOD_MONTH, "2027-03-31", "2027-03", "2027-03-01", "2027-04-01");
	}
}

/* lubridate#1196: a year that begins in January was shown as 2024/25. */
static void fiscal_year__that_begins_in_january__has_one_calendar_year_whatever_the_rule(void **state)
{
	(void)state;
	for (int rule = FISCAL_START; rule <= FISCAL_BOTH; rule++) {
		struct model m = model_of(1);

		m.fiscal_name = (enum fiscal_name)rule;
		assert_period(&m, PERIOD_YEAR, "2024-06-30", "2024", "2024-01-01", "2025-01-01");
		assert_period(&m, PERIOD_QUARTER, "2024-06-30", "2024-Q2", "2024-04-01", "2024-07-01");
	}
}

static void period_of__custom_set__has_gaps(void **state)
{
	struct model m = model_of(1);
	struct period p;
	struct buf b = { 0 };

	(void)state;
	assert_true(period_of(&m, PERIOD_CUSTOM, 20519, &p));
	assert_int_equal(p.index, 0);
	assert_true(period_of(&m, PERIOD_CUSTOM, 20520, &p));
	assert_int_equal(p.index, 1);
	assert_false(period_of(&m, PERIOD_CUSTOM, 20530, &p));
	assert_false(period_of(&m, PERIOD_CUSTOM, 20499, &p));
	assert_false(period_of(&m, PERIOD_CUSTOM, 20650, &p));
	assert_true(period_of(&m, PERIOD_CUSTOM, 20649, &p));
	assert_int_equal(period_from(&m, p), 20600);
	assert_int_equal(period_to(&m, p), 20650);
	period_add(&m, p, &b);
	assert_string_equal(b.ptr, "autumn");
	assert_true(str_eq(period_kind_code(&m, PERIOD_CUSTOM), STR("campaign")));
	assert_true(str_eq(period_kind_code(&m, PERIOD_QUARTER), STR("quarter")));
	buf_free(&b);
}

static enum fiscal_name rule;

static void assert_refused(int32_t fiscal_month, uint32_t kind, const char *text, const char *message)
{
	struct model m = model_of(fiscal_month);
	struct period p;
	struct err err = { "" };

	m.fiscal_name = rule;
	assert_int_equal(period_parse(&m, kind, str_of(text), &p, &err), -1);
	assert_string_equal(err.text, message);
}

static void period_parse__anything_else__says_what_was_expected(void **state)
{
	(void)state;
	assert_refused(1, PERIOD_MONTH, "2026-13", "expected a month like 2026-11, got \"2026-13\"");
	assert_refused(1, PERIOD_MONTH, "2026-1", "expected a month like 2026-11, got \"2026-1\"");
	assert_refused(1, PERIOD_MONTH, "2026-011", "expected a month like 2026-11, got \"2026-011\"");
	assert_refused(1, PERIOD_MONTH, "0026-01", "expected a month like 2026-11, got \"0026-01\"");
	assert_refused(1, PERIOD_WEEK, "2026-W00", "expected a week like 2026-W47, got \"2026-W00\"");
	assert_refused(1, PERIOD_WEEK, "2025-W53", "expected a week like 2026-W47, got \"2025-W53\"");
	assert_refused(1, PERIOD_QUARTER, "2026-Q5", "expected a quarter like 2026-Q4, got \"2026-Q5\"");
	assert_refused(1, PERIOD_QUARTER, "FY2026-Q1", "expected a quarter like 2026-Q4, got \"FY2026-Q1\"");
	assert_refused(7, PERIOD_QUARTER, "2026-Q1", "expected a quarter like FY2026-Q4, got \"2026-Q1\"");
	assert_refused(7, PERIOD_YEAR, "2026", "expected a year like FY2026, got \"2026\"");
	assert_refused(1, PERIOD_YEAR, "", "expected a year like 2026, got \"\"");
	assert_refused(1, PERIOD_CUSTOM, "sumer", "no period \"sumer\" in \"campaign\"; did you mean \"summer\"?");
	assert_refused(1, PERIOD_CUSTOM, "christmas", "no period \"christmas\" in \"campaign\"");
}

static void period_parse__fiscal_year_by_another_rule__says_how_this_company_names_it(void **state)
{
	(void)state;
	rule = FISCAL_BOTH;
	assert_refused(4, PERIOD_YEAR, "FY2026", "expected a year like FY2026/27, got \"FY2026\"");
	assert_refused(4, PERIOD_YEAR, "FY2026/28", "expected a year like FY2026/27, got \"FY2026/28\"");
	assert_refused(4, PERIOD_QUARTER, "FY2026-Q4", "expected a quarter like FY2026/27-Q4, got \"FY2026-Q4\"");
	assert_refused(1, PERIOD_YEAR, "FY2026/27", "expected a year like 2026, got \"FY2026/27\"");
	rule = FISCAL_END;
	assert_refused(4, PERIOD_YEAR, "2027", "expected a year like FY2027, got \"2027\"");
	rule = FISCAL_START;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(period_of__plain_kinds__have_their_names_and_borders),
		cmocka_unit_test(period_of__iso_weeks__belong_to_the_year_of_their_thursday),
		cmocka_unit_test(period_of__fiscal_years_from_any_month__begin_there),
		cmocka_unit_test(fiscal_year__any_first_month__has_four_quarters_of_three_months),
		cmocka_unit_test(fiscal_year__named_after_its_start_its_end_or_both__says_so),
		cmocka_unit_test(fiscal_year__that_begins_in_january__has_one_calendar_year_whatever_the_rule),
		cmocka_unit_test(period_of__custom_set__has_gaps),
		cmocka_unit_test(period_parse__anything_else__says_what_was_expected),
		cmocka_unit_test(period_parse__fiscal_year_by_another_rule__says_how_this_company_names_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
