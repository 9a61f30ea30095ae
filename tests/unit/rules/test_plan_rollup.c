#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_fixture.h"

static void plan_book_new__crm_quarter__months_are_differences_of_the_rounded_sum(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2017-04", 10366666667),
				   row(f, KIND_SELLER, "boris", "2017-04", 10366666667),
				   row(f, KIND_SELLER, "denis", "2017-04", 10366666666) };
	struct period quarter = period(f, PERIOD_QUARTER, "2017-Q2");

	for (size_t i = 0; i < COUNT(rows); i++)
		rows[i].period = quarter;
	f->model.phasing = PHASE_CALENDAR_DAYS;
	build(f, rows, 3);
	const struct plan *p = seek(f, KIND_COMPANY, "company", NULL, REVENUE, quarter);
	struct ratio r = plan_to_date(f->book, p, NONE, day("2017-04-30"), NULL, NULL);

	assert_true(plan_is_rolled_up(p));
	assert_true(r.num == (i128)31100000000 * 30 && r.den == 91 * E4);
	assert_int_equal(to_date(f, p, "2017-04-30"), 10252747253);
	assert_int_equal(to_date(f, p, "2017-05-31") - to_date(f, p, "2017-04-30"), 10594505494);
	assert_int_equal(to_date(f, p, "2017-06-30") - to_date(f, p, "2017-05-31"), 10252747253);
	f->model.phasing = PHASE_WORKDAYS;
	assert_int_equal(plan_to_date_e4(f->book, p, CALENDAR_MF, day("2017-04-30")), 9569230769);
	assert_int_equal(plan_to_date_e4(f->book, p, CALENDAR_MF, day("2017-05-31")), 20573846154);
	assert_int_equal(plan_to_date_e4(f->book, p, CALENDAR_MF, day("2017-06-30")), 31100000000);
}

static void plan_book_new__seller_moves_in_mid_month__each_team_has_his_days(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "clara", "2026-05", 30000000000) };

	build(f, rows, 1);
	const struct plan *first = may_plan(f, KIND_TEAM, "t1"), *second = may_plan(f, KIND_TEAM, "t2");
	const struct plan *region = may_plan(f, KIND_REGION, "region");

	assert_int_equal(plan_target(first, MAY_18), 14210526316);
	assert_int_equal(plan_target(second, MAY_18), 15789473684);
	assert_int_equal(plan_target(region, MAY_18), 30000000000);
	assert_int_equal(to_date(f, first, "2026-05-14"), 12631578947);
	assert_int_equal(to_date(f, first, "2026-05-29"), 14210526316);
	assert_int_equal(to_date(f, second, "2026-05-17"), 0);
	assert_int_equal(to_date(f, second, "2026-05-18"), 1578947368);
	assert_to_date(f, region, "2026-05-15", 27000000, 19);
	assert_to_date(f, region, "2026-05-18", 30000000, 19);
	assert_adds_up(f, first, "2026-05-01", "2026-05-31", 14210526316);
	assert_adds_up(f, second, "2026-05-01", "2026-05-31", 15789473684);
	assert_adds_up(f, region, "2026-05-01", "2026-05-31", 30000000000);
}

static void plan_book_new__seller_leaves_in_mid_month__the_unit_keeps_his_days(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 190000),
				   row(f, KIND_SELLER, "boris", "2026-05", 190000) };

	f->sellers[ANNA].to = day("2026-05-09");
	f->sellers[BORIS].from = day("2026-06-01");
	build(f, rows, 2);

	assert_int_equal(plan_target(may_plan(f, KIND_TEAM, "t1"), MAY_18), 50000);
	assert_int_equal(plan_target(may_plan(f, KIND_SELLER, "anna"), MAY_18), 190000);
	assert_int_equal(plan_target(may_plan(f, KIND_COMPANY, "company"), MAY_18), 50000);
	assert_null(seek(f, KIND_TEAM, "t2", NULL, REVENUE, rows[0].period));
}

static void plan_book_new__unit_with_a_row_of_its_own__wins_and_goes_up(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 100), row(f, KIND_SELLER, "boris", "2026-05", 20),
				   row(f, KIND_TEAM, "t1", "2026-05", 500), row(f, KIND_SELLER, "denis", "2026-05", 3) };

	build(f, rows, 4);
	assert_int_equal(plan_target(may_plan(f, KIND_TEAM, "t1"), MAY_18), 500);
	assert_false(plan_is_rolled_up(may_plan(f, KIND_TEAM, "t1")));
	assert_int_equal(plan_target(may_plan(f, KIND_UNIT, "t1"), MAY_18), 500);
	assert_int_equal(plan_target(may_plan(f, KIND_TEAM, "t2"), MAY_18), 20);
	assert_int_equal(plan_target(may_plan(f, KIND_REGION, "region"), MAY_18), 523);
	assert_int_equal(plan_target(may_plan(f, KIND_UNIT, "region"), MAY_18), 523);
	assert_int_equal(plan_target(may_plan(f, KIND_COMPANY, "company"), MAY_18), 523);
}

static void plan_book_new__members_of_two_calendars__add_up_day_by_day(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 21000000),
				   row(f, KIND_SELLER, "boris", "2026-05", 31000000) };
	int64_t elapsed, total;

	seller_calendar_from(f, ANNA, CALENDAR_MF, DAY_MIN);
	seller_calendar_from(f, BORIS, CALENDAR_ALL, DAY_MIN);
	build(f, rows, 2);
	const struct plan *p = may_plan(f, KIND_REGION, "region");

	assert_to_date(f, p, "2026-05-15", 2600, 1);
	assert_to_date(f, p, "2026-05-16", 2700, 1);
	assert_to_date(f, p, "2026-05-31", 5200, 1);
	/* The region's own weights are those of its own calendar. */
	plan_to_date(f->book, p, NONE, day("2026-05-15"), &elapsed, &total);
	assert_int_equal(elapsed, 9);
	assert_int_equal(total, 19);
	assert_int_equal(plan_to_date_e4(f->book, p, CALENDAR_RU, day("2026-05-15")), 24631579);
}

static void plan_book_new__amended_member__rolls_up_with_his_amendment(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 190000),
				   row(f, KIND_SELLER, "boris", "2026-05", 190000),
				   row(f, KIND_SELLER, "anna", "2026-05", 290000) };

	rows[2].valid_from = MAY_18;
	rows[2].version = 2;
	build(f, rows, 3);
	const struct plan *p = may_plan(f, KIND_REGION, "region");

	assert_int_equal(to_date(f, p, "2026-05-15"), 180000);
	assert_int_equal(to_date(f, p, "2026-05-18"), 210000);
	assert_int_equal(plan_target(p, MAY_18 - 1), 380000);
	assert_int_equal(plan_target(p, MAY_18), 480000);
	assert_adds_up(f, p, "2026-05-01", "2026-05-31", 480000);
}

static void plan_book_new__levels_of_win_rate__are_the_same_or_none(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 6300), row(f, KIND_SELLER, "boris", "2026-05", 6300),
				   row(f, KIND_SELLER, "anna", "2026-06", 6300), row(f, KIND_SELLER, "boris", "2026-06", 6400) };
	struct period may = rows[0].period, june = rows[2].period;

	for (size_t i = 0; i < COUNT(rows); i++)
		rows[i].kpi = WIN_RATE;
	build(f, rows, 4);
	assert_int_equal(plan_target(seek(f, KIND_COMPANY, "company", NULL, WIN_RATE, may), MAY_18), 6300);
	assert_int_equal(plan_target(seek(f, KIND_TEAM, "t2", NULL, WIN_RATE, june), MAY_18), 6400);
	assert_null(seek(f, KIND_REGION, "region", NULL, WIN_RATE, june));
	assert_null(seek(f, KIND_COMPANY, "company", NULL, WIN_RATE, june));
}

static void plan_book_new__kpi_without_roll_up__stays_with_its_members(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 10) };

	rows[0].kpi = VISITS;
	build(f, rows, 1);
	assert_non_null(seek(f, KIND_SELLER, "anna", NULL, VISITS, rows[0].period));
	assert_null(seek(f, KIND_TEAM, "t1", NULL, VISITS, rows[0].period));
	assert_int_equal(plan_count(f->book), 1);
}

static void plan_book_new__crossed_scopes__roll_up_member_by_member(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER_PRODUCT, "anna", "2026-05", 10),
				   row(f, KIND_SELLER_PRODUCT, "clara", "2026-05", 1900),
				   row(f, KIND_SELLER_PRODUCT, "anna", "2026-05", 500),
				   row(f, KIND_SELLER, "anna", "2026-05", 7) };
	struct period may = rows[0].period;

	rows[0].members = (struct str[]){ STR("anna"), STR("tea") };
	rows[1].members = (struct str[]){ STR("clara"), STR("tea") };
	rows[2].members = (struct str[]){ STR("anna"), STR("milk") };
	build(f, rows, 4);
	assert_int_equal(plan_target(seek(f, KIND_PRODUCT_TEAM, "tea", "t1", REVENUE, may), MAY_18), 910);
	assert_int_equal(plan_target(seek(f, KIND_PRODUCT_TEAM, "tea", "t2", REVENUE, may), MAY_18), 1000);
	assert_int_equal(plan_target(seek(f, KIND_PRODUCT_TEAM, "milk", "t1", REVENUE, may), MAY_18), 500);
	assert_int_equal(plan_target(may_plan(f, KIND_TEAM, "t1"), MAY_18), 7);
}

static void plan_book_new__sums_beyond_64_bits__stop_at_the_limit(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", INT64_MAX),
				   row(f, KIND_SELLER, "boris", "2026-05", INT64_MAX),
				   row(f, KIND_SELLER, "clara", "2026-05", INT64_MAX) };

	seller_calendar_from(f, BORIS, CALENDAR_MF, DAY_MIN);
	build(f, rows, 3);
	const struct plan *p = may_plan(f, KIND_COMPANY, "company");

	assert_int_equal(plan_target(p, MAY_18), INT64_MAX);
	assert_true(to_date(f, p, "2026-05-15") > 0);
}

static void plan_sums__products_to_company_and_months_to_quarter__add_up(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_PRODUCT, "milk", "2026-04", 22000000), row(f, KIND_PRODUCT, "tea", "2026-04", 1),
				   row(f, KIND_PRODUCT, "milk", "2026-05", 30000000),
				   row(f, KIND_PRODUCT, "milk", "2026-06", 40000000) };
	static const struct plan_sum sums[] = {
		{ KIND_COMPANY, { CODE("company") }, KIND_PRODUCT, PERIOD_MONTH, PERIOD_MONTH },
		{ KIND_PRODUCT, { { 0 } }, KIND_PRODUCT, PERIOD_MONTH, PERIOD_QUARTER },
		{ KIND_COMPANY, { { 0 } }, KIND_COMPANY, PERIOD_MONTH, PERIOD_QUARTER },
	};
	struct period quarter = period(f, PERIOD_QUARTER, "2026-Q2");

	f->model.plan_sums = sums;
	f->model.plan_sum_count = 3;
	f->model.phasing = PHASE_CALENDAR_DAYS;
	build(f, rows, 4);

	assert_int_equal(plan_target(seek(f, KIND_COMPANY, "company", NULL, REVENUE, rows[0].period), MAY_18), 22000001);
	const struct plan *milk = seek(f, KIND_PRODUCT, "milk", NULL, REVENUE, quarter);
	const struct plan *company = seek(f, KIND_COMPANY, "company", NULL, REVENUE, quarter);

	assert_true(plan_is_rolled_up(milk));
	assert_int_equal(plan_target(milk, MAY_18), 92000000);
	assert_int_equal(plan_target(company, MAY_18), 92000001);
	/* Spread over the quarter's 91 days, not month by month. */
	assert_int_equal(to_date(f, milk, "2026-04-30"), 30329670);
	assert_adds_up(f, company, "2026-04-01", "2026-06-30", 92000001);
}

static void plan_sums__amended_month__amends_the_quarter_from_that_day(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_PRODUCT, "milk", "2026-04", 300000),
				   row(f, KIND_PRODUCT, "milk", "2026-05", 310000),
				   row(f, KIND_PRODUCT, "milk", "2026-06", 300000),
				   row(f, KIND_PRODUCT, "milk", "2026-06", 1000000) };
	static const struct plan_sum sums[] = { { KIND_PRODUCT, { { 0 } }, KIND_PRODUCT, PERIOD_MONTH, PERIOD_QUARTER } };

	rows[3].valid_from = day("2026-05-27");
	rows[3].version = 2;
	f->model.plan_sums = sums;
	f->model.plan_sum_count = 1;
	f->model.phasing = PHASE_CALENDAR_DAYS;
	build(f, rows, 4);
	const struct plan *p = seek(f, KIND_PRODUCT, "milk", NULL, REVENUE, period(f, PERIOD_QUARTER, "2026-Q2"));

	/* One a day for 56 days, then 105 over 35 days. */
	assert_int_equal(to_date(f, p, "2026-05-26"), 560000);
	assert_int_equal(to_date(f, p, "2026-05-27"), 590000);
	assert_int_equal(plan_target(p, day("2026-05-26")), 910000);
	assert_int_equal(plan_target(p, day("2026-05-27")), 1610000);
	assert_adds_up(f, p, "2026-04-01", "2026-06-30", 1610000);
}

static void plan_sums__sellers_to_a_channel__leave_its_own_row_alone(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 100), row(f, KIND_SELLER, "boris", "2026-05", 20),
				   row(f, KIND_SELLER, "boris", "2026-06", 20), row(f, KIND_PRODUCT, "milk", "2026-06", 5) };
	static const struct plan_sum sums[] = { { KIND_PRODUCT, { CODE("milk") }, KIND_SELLER, PERIOD_MONTH, PERIOD_MONTH } };

	f->model.plan_sums = sums;
	f->model.plan_sum_count = 1;
	build(f, rows, 4);
	assert_int_equal(plan_target(may_plan(f, KIND_PRODUCT, "milk"), MAY_18), 120);
	const struct plan *june = seek(f, KIND_PRODUCT, "milk", NULL, REVENUE, rows[3].period);

	assert_int_equal(plan_target(june, MAY_18), 5);
	assert_false(plan_is_rolled_up(june));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAN_TEST(plan_book_new__crm_quarter__months_are_differences_of_the_rounded_sum),
		PLAN_TEST(plan_book_new__seller_moves_in_mid_month__each_team_has_his_days),
		PLAN_TEST(plan_book_new__seller_leaves_in_mid_month__the_unit_keeps_his_days),
		PLAN_TEST(plan_book_new__unit_with_a_row_of_its_own__wins_and_goes_up),
		PLAN_TEST(plan_book_new__members_of_two_calendars__add_up_day_by_day),
		PLAN_TEST(plan_book_new__amended_member__rolls_up_with_his_amendment),
		PLAN_TEST(plan_book_new__levels_of_win_rate__are_the_same_or_none),
		PLAN_TEST(plan_book_new__kpi_without_roll_up__stays_with_its_members),
		PLAN_TEST(plan_book_new__crossed_scopes__roll_up_member_by_member),
		PLAN_TEST(plan_book_new__sums_beyond_64_bits__stop_at_the_limit),
		PLAN_TEST(plan_sums__products_to_company_and_months_to_quarter__add_up),
		PLAN_TEST(plan_sums__amended_month__amends_the_quarter_from_that_day),
		PLAN_TEST(plan_sums__sellers_to_a_channel__leave_its_own_row_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
