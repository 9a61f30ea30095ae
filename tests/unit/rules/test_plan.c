#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_fixture.h"

static void plan_to_date__may_2026__is_as_in_the_domain_notes(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 30000000000) };
	int64_t elapsed, total;

	build(f, rows, 1);
	const struct plan *p = may_plan(f, KIND_SELLER, "anna");
	struct ratio r = plan_to_date(f->book, p, NONE, day("2026-05-15"), &elapsed, &total);

	assert_true(r.num == (i128)30000000000 * 9 && r.den == 19 * E4);
	assert_int_equal(elapsed, 9);
	assert_int_equal(total, 19);
	assert_int_equal(to_date(f, p, "2026-05-15"), 14210526316);
	assert_int_equal(to_date(f, p, "2026-05-03"), 0);
	assert_int_equal(to_date(f, p, "2026-04-30"), 0);
	assert_int_equal(to_date(f, p, "2026-05-31"), 30000000000);
	assert_int_equal(to_date(f, p, "2027-05-31"), 30000000000);
	assert_adds_up(f, p, "2026-05-01", "2026-05-31", 30000000000);
	f->model.phasing = PHASE_HOURS;
	assert_int_equal(to_date(f, p, "2026-05-15"), 14105960265);
	f->model.phasing = PHASE_CALENDAR_DAYS;
	assert_int_equal(to_date(f, p, "2026-05-15"), 14516129032);
}

static void plan_to_date__month_without_a_working_day__falls_back_to_calendar_days(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2020-04", 30000000) };
	int64_t elapsed, total;

	build(f, rows, 1);
	const struct plan *p = seek(f, KIND_SELLER, "anna", NULL, REVENUE, rows[0].period);
	struct ratio r = plan_to_date(f->book, p, NONE, day("2020-04-10"), &elapsed, &total);

	assert_true(r.num == 300000000 && r.den == 30 * E4);
	assert_int_equal(elapsed, 10);
	assert_int_equal(total, 30);
	assert_true(plan_has_no_weight(f->book, p, NONE));
	assert_false(plan_has_no_weight(f->book, p, CALENDAR_MF));
	assert_adds_up(f, p, "2020-04-01", "2020-04-30", 30000000);
}

static void plan_to_date__amended_in_mid_period__keeps_the_days_before(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = {
		row(f, KIND_SELLER, "anna", "2026-05", 30000000000),
		row(f, KIND_SELLER, "anna", "2026-05", 40000000000),
		row(f, KIND_SELLER, "anna", "2026-05", 36000000000),
	};

	rows[1].valid_from = MAY_18;
	rows[1].version = 2;
	rows[2].valid_from = day("2026-05-25");
	rows[2].version = 3;
	build(f, rows, 3);
	const struct plan *p = may_plan(f, KIND_SELLER, "anna");

	assert_int_equal(to_date(f, p, "2026-05-15"), 14210526316);
	assert_int_equal(to_date(f, p, "2026-05-17"), 14210526316);
	/* 27/19 of a million and a tenth of what is left to four, then half of it. */
	assert_to_date(f, p, "2026-05-18", 319000000, 190);
	assert_to_date(f, p, "2026-05-22", 515000000, 190);
	assert_to_date(f, p, "2026-05-25", 548800000, 190);
	assert_int_equal(plan_target(p, day("2026-05-17")), 30000000000);
	assert_int_equal(plan_target(p, MAY_18), 40000000000);
	assert_int_equal(plan_target(p, day("2026-06-30")), 36000000000);
	assert_adds_up(f, p, "2026-05-01", "2026-05-31", 36000000000);
}

static void plan_to_date__amended_after_the_last_working_day__spreads_over_days_left(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = {
		row(f, KIND_SELLER, "anna", "2026-05", 190000),
		row(f, KIND_SELLER, "anna", "2026-05", 390000),
	};

	rows[1].valid_from = day("2026-05-30");
	build(f, rows, 2);
	const struct plan *p = may_plan(f, KIND_SELLER, "anna");

	assert_int_equal(to_date(f, p, "2026-05-29"), 190000);
	assert_int_equal(to_date(f, p, "2026-05-30"), 290000);
	assert_int_equal(to_date(f, p, "2026-05-31"), 390000);
}

static void plan_to_date__given_from_mid_period_only__begins_there(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 100000) };

	rows[0].valid_from = MAY_18;
	build(f, rows, 1);
	const struct plan *p = may_plan(f, KIND_SELLER, "anna");

	assert_int_equal(to_date(f, p, "2026-05-17"), 0);
	assert_int_equal(to_date(f, p, "2026-05-18"), 10000);
	assert_int_equal(to_date(f, p, "2026-05-29"), 100000);
	assert_int_equal(plan_target(p, day("2026-05-17")), 0);
}

static void plan_target__versions_out_of_order__the_highest_in_force_holds(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = {
		row(f, KIND_SELLER, "anna", "2026-05", 300),
		row(f, KIND_SELLER, "anna", "2026-05", 100),
		row(f, KIND_SELLER, "anna", "2026-05", 200),
		row(f, KIND_SELLER, "anna", "2026-05", 900),
	};

	rows[0].version = 3;
	rows[0].valid_from = MAY_18;
	rows[2].version = 2;
	rows[2].valid_from = MAY_18 + 3;
	rows[3].version = 9;
	rows[3].valid_from = day("2026-06-01");
	build(f, rows, 4);
	const struct plan *p = may_plan(f, KIND_SELLER, "anna");

	assert_int_equal(plan_target(p, MAY_18 - 1), 100);
	assert_int_equal(plan_target(p, MAY_18), 300);
	assert_int_equal(plan_target(p, MAY_18 + 3), 300);
	assert_int_equal(plan_target(p, day("2026-06-02")), 300);
}

static void plan_book_new__changes__come_after_the_models_rows(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 100) };
	struct plan_row changes[] = { row(f, KIND_SELLER, "anna", "2026-05", 250),
				      row(f, KIND_SELLER, "newcomer", "2026-05", 70) };

	f->model.plan = rows;
	f->model.plan_count = 1;
	domains_bind(&f->domains, &f->model);
	f->book = plan_book_new(&f->model, &f->domains, &f->scopes, changes, 2);

	assert_int_equal(plan_target(may_plan(f, KIND_SELLER, "anna"), MAY_18), 250);
	assert_int_equal(plan_target(may_plan(f, KIND_SELLER, "newcomer"), MAY_18), 70);
	assert_int_equal(plan_target(may_plan(f, KIND_TEAM, "t1"), MAY_18), 250);
	assert_int_equal(plan_target(may_plan(f, KIND_COMPANY, "company"), MAY_18), 250);
}

static void plan_to_date__negative_plan__adds_up_as_well(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", -1000003) };

	build(f, rows, 1);
	assert_int_equal(to_date(f, may_plan(f, KIND_SELLER, "anna"), "2026-05-15"), -473686);
	assert_adds_up(f, may_plan(f, KIND_SELLER, "anna"), "2026-05-01", "2026-05-31", -1000003);
}

static void plan_nth__all_plans__stand_by_scope(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "boris", "2026-06", 3), row(f, KIND_SELLER, "anna", "2026-05", 1),
				   row(f, KIND_SELLER, "boris", "2026-05", 2) };
	struct plan_key key, before = { 0 };

	rows[1].level = LEVEL_STRETCH;
	build(f, rows, 3);
	assert_true(plan_book_bytes(f->book) > 0);
	for (size_t n = 0; n < plan_count(f->book); n++) {
		const struct plan *p = plan_nth(f->book, n, &key);

		assert_ptr_equal(plan_find(f->book, key.scope, key.kpi, key.period, key.level), p);
		assert_true(key.scope >= before.scope);
		before = key;
	}
	/* boris twice, his team, region, company, "unit" of those three; anna once and the same above her. */
	assert_int_equal(plan_count(f->book), 2 + 2 * 6 + 1 + 6);
	assert_null(plan_find(f->book, key.scope + 1000, REVENUE, rows[0].period, LEVEL_TARGET));
}

static void plan_book_new__no_plans__is_an_empty_book(void **state)
{
	struct fixture *f = *state;

	build(f, NULL, 0);
	assert_int_equal(plan_count(f->book), 0);
	assert_null(plan_find(f->book, 0, REVENUE, period(f, PERIOD_MONTH, "2026-05"), LEVEL_TARGET));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAN_TEST(plan_to_date__may_2026__is_as_in_the_domain_notes),
		PLAN_TEST(plan_to_date__month_without_a_working_day__falls_back_to_calendar_days),
		PLAN_TEST(plan_to_date__amended_in_mid_period__keeps_the_days_before),
		PLAN_TEST(plan_to_date__amended_after_the_last_working_day__spreads_over_days_left),
		PLAN_TEST(plan_to_date__given_from_mid_period_only__begins_there),
		PLAN_TEST(plan_target__versions_out_of_order__the_highest_in_force_holds),
		PLAN_TEST(plan_book_new__changes__come_after_the_models_rows),
		PLAN_TEST(plan_to_date__negative_plan__adds_up_as_well),
		PLAN_TEST(plan_nth__all_plans__stand_by_scope),
		PLAN_TEST(plan_book_new__no_plans__is_an_empty_book),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
