/* Plans of years and quarters with a profile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_fixture.h"

enum { SEASON = 1, SPRING = 2, EMPTY_END = 3 };

static const struct profile profiles[] = {
	{ { 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3 }, 12 },
	{ { 0, 1, 2 }, 3 },
	{ { 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0 }, 12 },
};

static struct plan_row whole(struct fixture *f, const char *member, uint32_t kind, const char *text, int64_t target_e4,
			     uint32_t profile)
{
	struct plan_row out = row(f, KIND_SELLER, member, "2026-05", target_e4);

	f->model.profiles = profiles;
	f->model.profile_count = COUNT(profiles);
	out.period = period(f, kind, text);
	out.profile = profile;
	return out;
}

static const struct plan *plan_of(struct fixture *f, uint32_t kind, const char *member, struct period p)
{
	const struct plan *plan = seek(f, kind, member, NULL, REVENUE, p);

	assert_non_null(plan);
	return plan;
}

static void plan_to_date__fiscal_year_with_a_season__expects_its_april_plan_on_30_april(void **state)
{
	struct fixture *f = *state;

	f->model.fiscal_month = 4;
	struct plan_row rows[] = { whole(f, "anna", PERIOD_YEAR, "FY2026", 12000000000, SEASON),
				   row(f, KIND_SELLER, "anna", "2026-04", 500000000) };
	int64_t elapsed, total;

	build(f, rows, 2);
	const struct plan *year = plan_of(f, KIND_SELLER, "anna", rows[0].period);
	const struct plan *april = plan_of(f, KIND_SELLER, "anna", rows[1].period);

	assert_int_equal(to_date(f, april, "2026-04-30"), 500000000);
	assert_int_equal(to_date(f, year, "2026-04-30"), 500000000);
	assert_int_equal(to_date(f, year, "2026-05-31"), 1500000000);
	assert_int_equal(to_date(f, year, "2027-02-28"), 10500000000);
	assert_int_equal(to_date(f, year, "2027-03-31"), 12000000000);
	assert_int_equal(to_date(f, year, "2026-04-15"), to_date(f, april, "2026-04-15"));
	assert_adds_up(f, year, "2026-04-01", "2027-03-31", 12000000000);
	plan_to_date(f->book, year, NONE, day("2026-04-30"), &elapsed, &total);
	assert_int_equal(elapsed, 22);
}

static void plan_to_date__quarter_with_a_profile__adds_up_to_the_last_unit(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { whole(f, "anna", PERIOD_QUARTER, "2026-Q2", 1000005, SPRING) };

	build(f, rows, 1);
	const struct plan *p = plan_of(f, KIND_SELLER, "anna", rows[0].period);

	assert_int_equal(to_date(f, p, "2026-04-30"), 0);
	assert_int_equal(to_date(f, p, "2026-05-31"), 333335);
	assert_int_equal(to_date(f, p, "2026-06-30"), 1000005);
	assert_adds_up(f, p, "2026-04-01", "2026-06-30", 1000005);
}

/* 1,200 with 1 : 2 : ... : 2 : 3; 150 by the end of February, and of the 1,950 left two twenty-firsts for March. */
static void plan_to_date__season_amended_in_march__spreads_the_rest_by_the_season(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { whole(f, "anna", PERIOD_YEAR, "2026", 12000000, SEASON),
				   whole(f, "anna", PERIOD_YEAR, "2026", 21000000, 0) };

	rows[1].version = 1000001;
	rows[1].valid_from = day("2026-03-01");
	build(f, rows, 2);
	const struct plan *p = plan_of(f, KIND_SELLER, "anna", rows[0].period);

	assert_int_equal(to_date(f, p, "2026-01-31"), 500000);
	assert_int_equal(to_date(f, p, "2026-02-28"), 1500000);
	assert_int_equal(to_date(f, p, "2026-03-31"), 3357143);
	assert_int_equal(to_date(f, p, "2026-12-31"), 21000000);
	assert_adds_up(f, p, "2026-01-01", "2026-12-31", 21000000);
}

static void plan_to_date__rest_of_the_season_without_weight__goes_by_the_calendar(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { whole(f, "anna", PERIOD_YEAR, "2026", 12000000, EMPTY_END),
				   whole(f, "anna", PERIOD_YEAR, "2026", 13000000, 0) };

	rows[1].version = 1000001;
	rows[1].valid_from = day("2026-12-01");
	build(f, rows, 2);
	const struct plan *p = plan_of(f, KIND_SELLER, "anna", rows[0].period);

	assert_int_equal(to_date(f, p, "2026-04-30"), 12000000);
	assert_int_equal(to_date(f, p, "2026-11-30"), 12000000);
	assert_int_equal(to_date(f, p, "2026-12-31"), 13000000);
}

static void plan_to_date__team_of_sellers_with_and_without_a_season__sums_both(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { whole(f, "anna", PERIOD_YEAR, "2026", 12000000, SEASON),
				   whole(f, "clara", PERIOD_YEAR, "2026", 24700000, 0) };

	f->model.phasing = PHASE_WORKDAYS;
	build(f, rows, 2);
	const struct plan *anna = plan_of(f, KIND_SELLER, "anna", rows[0].period);
	const struct plan *clara = plan_of(f, KIND_SELLER, "clara", rows[0].period);
	const struct plan *team = plan_of(f, KIND_TEAM, "t1", rows[0].period);

	assert_int_equal(to_date(f, anna, "2026-01-31"), 500000);
	assert_int_equal(to_date(f, team, "2026-01-31"), 500000 + to_date(f, clara, "2026-01-31"));
	assert_int_not_equal(to_date(f, clara, "2026-01-31"), 0);
}

static int64_t month_target(struct fixture *f, uint32_t kind, const char *member, const char *month, const char *as_of)
{
	return plan_target(plan_of(f, kind, member, period(f, PERIOD_MONTH, month)), day(as_of));
}

static int64_t months_of_2026(struct fixture *f, uint32_t kind, const char *member, const char *as_of)
{
	int64_t sum = 0;

	for (int m = 1; m <= 12; m++) {
		char month[] = "2026-00";

		month[5] = (char)('0' + m / 10);
		month[6] = (char)('0' + m % 10);
		sum += month_target(f, kind, member, month, as_of);
	}
	return sum;
}

/* 2,100 from 15 May on instead of 1,200: 350 by the end of April, 50 for the working days up to the 14th (10 of 21), the rest
 * over what is left of May (11 of 21 of two shares) and seven months of 15 shares in all. */
static void months__year_amended_in_the_middle_of_one__add_up_to_the_new_year(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { whole(f, "anna", PERIOD_YEAR, "2026", 12000000, SEASON),
				   whole(f, "anna", PERIOD_YEAR, "2026", 21000000, 0) };

	rows[1].version = 1000001;
	rows[1].valid_from = day("2026-05-15");
	build(f, rows, 2);
	assert_int_equal(months_of_2026(f, KIND_SELLER, "anna", "2026-01-01"), 12000000);
	assert_int_equal(months_of_2026(f, KIND_SELLER, "anna", "2026-12-31"), 21000000);
	assert_int_equal(month_target(f, KIND_SELLER, "anna", "2026-04", "2026-12-31"), 1000000);
	assert_int_equal(month_target(f, KIND_SELLER, "anna", "2026-05", "2026-05-14"), 1000000);
	const struct plan *year = plan_of(f, KIND_SELLER, "anna", rows[0].period);

	for (int m = 1; m <= 12; m++) {
		char month[] = "2026-00";

		month[5] = (char)('0' + m / 10);
		month[6] = (char)('0' + m % 10);
		struct period p = period(f, PERIOD_MONTH, month);
		int32_t last = period_to(&f->model, p) - 1;
		int64_t begun = plan_to_date_e4(f->book, year, NONE, period_from(&f->model, p) - 1);
		const struct plan *part = plan_of(f, KIND_SELLER, "anna", p);

		assert_int_equal(plan_to_date_e4(f->book, part, NONE, last), plan_to_date_e4(f->book, year, NONE, last) - begun);
		assert_true(labs(plan_to_date_e4(f->book, part, NONE, last - 9) + begun -
				 plan_to_date_e4(f->book, year, NONE, last - 9)) <= 1);
	}
}

static void months__of_a_sellers_year__are_their_teams_too(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { whole(f, "anna", PERIOD_YEAR, "2026", 12000000, SEASON),
				   whole(f, "anna", PERIOD_QUARTER, "2026-Q2", 1000005, SPRING) };

	rows[1].kpi = VISITS;
	build(f, rows, 2);
	assert_int_equal(month_target(f, KIND_TEAM, "t1", "2026-01", "2026-01-01"), 500000);
	assert_int_equal(month_target(f, KIND_TEAM, "t1", "2026-12", "2026-01-01"), 1500000);
	assert_int_equal(months_of_2026(f, KIND_REGION, "region", "2026-12-31"), 12000000);
	const struct plan *june = seek(f, KIND_SELLER, "anna", NULL, VISITS, period(f, PERIOD_MONTH, "2026-06"));

	assert_int_equal(plan_target(june, day("2026-06-01")), 666670);
	assert_null(seek(f, KIND_SELLER, "anna", NULL, VISITS, period(f, PERIOD_MONTH, "2026-07")));
}

static void months__with_a_row_of_their_own__keep_it(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-04", 7000000), row(f, KIND_SELLER, "anna", "2026-03", 1),
				   whole(f, "anna", PERIOD_YEAR, "2026", 12000000, SEASON) };

	rows[0].version = 2;
	build(f, rows, 3);
	assert_int_equal(month_target(f, KIND_SELLER, "anna", "2026-04", "2026-04-01"), 7000000);
	assert_int_equal(month_target(f, KIND_SELLER, "anna", "2026-03", "2026-04-01"), 1);
	assert_int_equal(month_target(f, KIND_SELLER, "anna", "2026-02", "2026-04-01"), 1000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAN_TEST(plan_to_date__fiscal_year_with_a_season__expects_its_april_plan_on_30_april),
		PLAN_TEST(plan_to_date__quarter_with_a_profile__adds_up_to_the_last_unit),
		PLAN_TEST(plan_to_date__season_amended_in_march__spreads_the_rest_by_the_season),
		PLAN_TEST(plan_to_date__rest_of_the_season_without_weight__goes_by_the_calendar),
		PLAN_TEST(plan_to_date__team_of_sellers_with_and_without_a_season__sums_both),
		PLAN_TEST(months__year_amended_in_the_middle_of_one__add_up_to_the_new_year),
		PLAN_TEST(months__of_a_sellers_year__are_their_teams_too),
		PLAN_TEST(months__with_a_row_of_their_own__keep_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
