/* Calendars that change within a period. In May 2026 the 1st is a Friday: Monday to Friday has 11 working days before the 18th
 * and 10 from it on, Monday to Saturday 12, every day 14; the Russian calendar has 9 before it and 10 from it on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_fixture.h"
#include "rules/plan_book.h"

static void assert_weights(struct fixture *f, const struct plan *p, const char *date, int64_t elapsed, int64_t total)
{
	int64_t got_elapsed, got_total;

	plan_to_date(f->book, p, NONE, day(date), &got_elapsed, &got_total);
	assert_int_equal(got_elapsed, elapsed);
	assert_int_equal(got_total, total);
}

/* 11 + 12 working days, so 100 a day. */
static void plan_to_date__unit_gets_a_six_day_week_in_mid_month__each_day_has_its_own_weight(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_TEAM, "t1", "2026-05", 23000000), row(f, KIND_TEAM, "t1", "2026-04", 22000000),
				   row(f, KIND_TEAM, "t1", "2026-06", 26000000) };

	unit_calendar_from(f, TEAM_1, CALENDAR_MF, DAY_MIN);
	unit_calendar_from(f, TEAM_1, CALENDAR_SIX, MAY_18);
	build(f, rows, 3);
	const struct plan *p = may_plan(f, KIND_TEAM, "t1");

	assert_int_equal(to_date(f, p, "2026-05-01"), 1000000);
	assert_int_equal(to_date(f, p, "2026-05-02"), 1000000);
	assert_int_equal(to_date(f, p, "2026-05-15"), 11000000);
	assert_int_equal(to_date(f, p, "2026-05-16"), 11000000);
	assert_int_equal(to_date(f, p, "2026-05-17"), 11000000);
	assert_int_equal(to_date(f, p, "2026-05-18"), 12000000);
	assert_int_equal(to_date(f, p, "2026-05-22"), 16000000);
	assert_int_equal(to_date(f, p, "2026-05-23"), 17000000);
	assert_int_equal(to_date(f, p, "2026-05-24"), 17000000);
	assert_int_equal(to_date(f, p, "2026-05-30"), 23000000);
	assert_weights(f, p, "2026-05-16", 11, 23);
	assert_weights(f, p, "2026-05-23", 17, 23);
	assert_adds_up(f, p, "2026-05-01", "2026-05-31", 23000000);
	/* The months beside it have one calendar: 22 days in April, 26 in June. */
	assert_int_equal(to_date(f, seek(f, KIND_TEAM, "t1", NULL, REVENUE, rows[1].period), "2026-04-04"), 3000000);
	assert_int_equal(to_date(f, seek(f, KIND_TEAM, "t1", NULL, REVENUE, rows[2].period), "2026-06-06"), 6000000);
	/* A calendar that is asked for overrides both. */
	assert_int_equal(plan_to_date_e4(f->book, p, CALENDAR_ALL, day("2026-05-31")), 23000000);
	assert_int_equal(plan_to_date_e4(f->book, p, CALENDAR_ALL, day("2026-05-30")), 22258065);
}

static void plan_to_date__parts_that_do_not_divide__add_up_to_the_whole(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_TEAM, "t1", "2026-05", 10000000) };

	unit_calendar_from(f, TEAM_1, CALENDAR_MF, DAY_MIN);
	unit_calendar_from(f, TEAM_1, CALENDAR_SIX, MAY_18);
	build(f, rows, 1);
	const struct plan *p = may_plan(f, KIND_TEAM, "t1");

	assert_to_date(f, p, "2026-05-16", 11000, 23);
	assert_int_equal(to_date(f, p, "2026-05-16"), 4782609);
	assert_int_equal(to_date(f, p, "2026-05-23"), 7391304);
	assert_adds_up(f, p, "2026-05-01", "2026-05-31", 10000000);
}

/* 1700 are reached by Sunday the 24th; what is left of 2900 spreads over six days. */
static void plan_to_date__amended_after_the_change__spreads_the_rest_by_the_new_calendar(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_TEAM, "t1", "2026-05", 23000000), row(f, KIND_TEAM, "t1", "2026-05", 29000000) };

	rows[1].valid_from = day("2026-05-25");
	rows[1].version = 2;
	unit_calendar_from(f, TEAM_1, CALENDAR_MF, DAY_MIN);
	unit_calendar_from(f, TEAM_1, CALENDAR_SIX, MAY_18);
	build(f, rows, 2);
	const struct plan *p = may_plan(f, KIND_TEAM, "t1");

	assert_int_equal(to_date(f, p, "2026-05-24"), 17000000);
	assert_int_equal(to_date(f, p, "2026-05-25"), 19000000);
	assert_int_equal(to_date(f, p, "2026-05-30"), 29000000);
	assert_adds_up(f, p, "2026-05-01", "2026-05-31", 29000000);
}

/* 9 days of the company's calendar, then 14 of his own. The team's own days stay those of its calendar. */
static void plan_to_date__seller_with_an_own_calendar_from_a_day__is_phased_by_both(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 23000000) };

	seller_calendar_from(f, ANNA, CALENDAR_ALL, MAY_18);
	build(f, rows, 1);
	const struct plan *p = may_plan(f, KIND_SELLER, "anna"), *team = may_plan(f, KIND_TEAM, "t1");

	assert_int_equal(to_date(f, p, "2026-05-15"), 9000000);
	assert_int_equal(to_date(f, p, "2026-05-17"), 9000000);
	assert_int_equal(to_date(f, p, "2026-05-18"), 10000000);
	assert_int_equal(to_date(f, p, "2026-05-24"), 16000000);
	assert_weights(f, p, "2026-05-24", 16, 23);
	assert_int_equal(to_date(f, team, "2026-05-24"), 16000000);
	assert_weights(f, team, "2026-05-24", 14, 19);
	assert_adds_up(f, team, "2026-05-01", "2026-05-31", 23000000);
}

/* Clara goes from a team with 11 working days before the 18th to one with 12 from it on. */
static void plan_book_new__seller_moves_between_calendars__takes_each_day_by_its_own(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "clara", "2026-05", 23000000) };

	unit_calendar_from(f, TEAM_1, CALENDAR_MF, DAY_MIN);
	unit_calendar_from(f, TEAM_2, CALENDAR_SIX, DAY_MIN);
	build(f, rows, 1);
	const struct plan *first = may_plan(f, KIND_TEAM, "t1"), *second = may_plan(f, KIND_TEAM, "t2");
	const struct plan *region = may_plan(f, KIND_REGION, "region");

	assert_int_equal(plan_target(first, MAY_18), 11000000);
	assert_int_equal(plan_target(second, MAY_18), 12000000);
	assert_int_equal(to_date(f, first, "2026-05-15"), 11000000);
	assert_int_equal(to_date(f, second, "2026-05-17"), 0);
	assert_int_equal(to_date(f, second, "2026-05-23"), 6000000);
	assert_int_equal(to_date(f, may_plan(f, KIND_SELLER, "clara"), "2026-05-23"), 17000000);
	assert_int_equal(to_date(f, region, "2026-05-23"), 17000000);
	assert_weights(f, region, "2026-05-23", 14, 19);
	assert_adds_up(f, region, "2026-05-01", "2026-05-31", 23000000);
}

/* A newcomer's days before the first one count like that one: not by the calendar that his unit had then. */
static void plan_to_date__newcomer_in_a_unit_whose_calendar_changed__has_the_one_of_his_first_day(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "boris", "2026-05", 21000000),
				   row(f, KIND_SELLER, "anna", "2026-05", 23000000) };

	f->sellers[BORIS].from = MAY_18;
	f->sellers[ANNA].to = day("2026-05-23");
	unit_calendar_from(f, TEAM_1, CALENDAR_MF, DAY_MIN);
	unit_calendar_from(f, TEAM_1, CALENDAR_SIX, MAY_18);
	unit_calendar_from(f, TEAM_1, CALENDAR_ALL, day("2026-05-26"));
	unit_calendar_from(f, TEAM_2, CALENDAR_ALL, DAY_MIN);
	unit_calendar_from(f, TEAM_2, CALENDAR_MF, MAY_18);
	build(f, rows, 2);

	assert_weights(f, may_plan(f, KIND_SELLER, "boris"), "2026-05-17", 11, 21);
	/* And those after the last one like that: Monday to Saturday. */
	assert_weights(f, may_plan(f, KIND_SELLER, "anna"), "2026-05-26", 19, 23);
}

static void plan_book_new__members_with_the_same_changes__share_one_piece(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_SELLER, "anna", "2026-05", 23000000),
				   row(f, KIND_SELLER, "denis", "2026-05", 46000000),
				   row(f, KIND_SELLER, "boris", "2026-05", 69000000) };

	seller_calendar_from(f, ANNA, CALENDAR_MF, DAY_MIN);
	seller_calendar_from(f, ANNA, CALENDAR_SIX, MAY_18);
	seller_calendar_from(f, BORIS, CALENDAR_MF, DAY_MIN);
	seller_calendar_from(f, BORIS, CALENDAR_SIX, MAY_18);
	seller_calendar_from(f, DENIS, CALENDAR_MF, DAY_MIN);
	seller_calendar_from(f, DENIS, CALENDAR_SIX, MAY_18);
	build(f, rows, 3);
	const struct plan *region = may_plan(f, KIND_REGION, "region");

	assert_int_equal(f->book->successions.count, 1);
	assert_int_equal(f->book->changes.count, 2);
	assert_int_equal(region->piece_count, 1);
	assert_int_equal(to_date(f, region, "2026-05-23"), 102000000);
	assert_adds_up(f, region, "2026-05-01", "2026-05-31", 138000000);
}

static void plan_to_date__calendar_days__do_not_know_of_the_change(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_TEAM, "t1", "2026-05", 31000000) };

	f->model.phasing = PHASE_CALENDAR_DAYS;
	unit_calendar_from(f, TEAM_1, CALENDAR_MF, DAY_MIN);
	unit_calendar_from(f, TEAM_1, CALENDAR_SIX, MAY_18);
	build(f, rows, 1);

	assert_int_equal(to_date(f, may_plan(f, KIND_TEAM, "t1"), "2026-05-16"), 16000000);
	assert_int_equal(to_date(f, may_plan(f, KIND_TEAM, "t1"), "2026-05-23"), 23000000);
}

static void plan_calendar__day__is_that_of_the_day_and_tells_how_long(void **state)
{
	struct fixture *f = *state;
	struct plan_row rows[] = { row(f, KIND_TEAM, "t1", "2026-05", 1) };
	struct plan_key key;
	int32_t from = DAY_MIN, to = DAY_NONE;

	unit_calendar_from(f, TEAM_1, CALENDAR_MF, DAY_MIN);
	unit_calendar_from(f, TEAM_1, CALENDAR_SIX, MAY_18);
	build(f, rows, 1);
	plan_nth(f->book, 0, &key);

	assert_int_equal(plan_calendar(f->book, key.scope, REVENUE, MAY_18 - 1, &from, &to), CALENDAR_MF);
	assert_int_equal(to, MAY_18);
	to = DAY_NONE;
	assert_int_equal(plan_calendar(f->book, key.scope, REVENUE, MAY_18, &from, &to), CALENDAR_SIX);
	assert_int_equal(from, MAY_18);
	assert_int_equal(to, DAY_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAN_TEST(plan_to_date__unit_gets_a_six_day_week_in_mid_month__each_day_has_its_own_weight),
		PLAN_TEST(plan_to_date__parts_that_do_not_divide__add_up_to_the_whole),
		PLAN_TEST(plan_to_date__amended_after_the_change__spreads_the_rest_by_the_new_calendar),
		PLAN_TEST(plan_to_date__seller_with_an_own_calendar_from_a_day__is_phased_by_both),
		PLAN_TEST(plan_book_new__seller_moves_between_calendars__takes_each_day_by_its_own),
		PLAN_TEST(plan_to_date__newcomer_in_a_unit_whose_calendar_changed__has_the_one_of_his_first_day),
		PLAN_TEST(plan_book_new__members_with_the_same_changes__share_one_piece),
		PLAN_TEST(plan_to_date__calendar_days__do_not_know_of_the_change),
		PLAN_TEST(plan_calendar__day__is_that_of_the_day_and_tells_how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
