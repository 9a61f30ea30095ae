/* A calendar that changes on a day: how working days are counted and the plan is held against. May 2026, the 1st is a Friday;
 * Monday to Friday has 10 working days up to the 14th, Monday to Saturday 14 from the 15th on; the plan of anna is 2400, so 100 a
 * day. */
#include "folded.h"

#define RULE(due)                                                                                                                \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant',\n"                                      \
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"      \
	"  for_ = sdm.workdays(3), clear_for = sdm.days(1), on_missing = 'open', severity = 'amber',\n"                          \
	"  run = function(case) case:alert { to = 'head' }\n"                                                                    \
	"    case:task('plan', { to = case.seller, due = sdm.workdays(" due "), title = 'Plan' }) end }\n"

static const struct fold_file changing[] = {
	{ "calendars.yaml", "calendars: {six: {week: [mon, tue, wed, thu, fri, sat]}}\n" },
	{ "decisions/behind.lua", RULE("2") },
	{ "org.yaml", "units:\n"
		      "  - {id: C, type: company}\n"
		      "  - {id: T1, type: team, parent: C, head: head, valid_to: 2026-05-14}\n"
		      "  - {id: T1, type: team, parent: C, head: head, calendar: six, valid_from: 2026-05-15}\n"
		      "  - {id: T2, type: team, parent: C}\n"
		      "sellers:\n"
		      "  - {id: anna, unit: T1}\n"
		      "  - {id: boris, unit: T2}\n" },
	{ "plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2400}\n" },
};
enum { CHANGING = sizeof(changing) / sizeof(*changing) };

/* 880 is 80 % of 1100: exactly enough on the 15th, too little from Saturday the 16th on; Sunday does not count. */
static void six_day_week_from_the_15th__a_saturday_is_one_of_three_days_running(void **state)
{
	struct fold *f = fold_new(changing, CHANGING);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=880");
	fold_until(f, "2026-05-10T00:00:00Z");
	fold_restart(f);
	fold_until(f, "2026-05-19T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-20T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-16 day=2026-05-19 fact=880 expected=1400 plan=2400"), 1);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-21"), 1);
	fold_free(f);
	(void)state;
}

/* 560 is 80 % of 700: below from Tuesday the 12th on. Two working days after Thursday the 14th are Friday and Saturday. */
static void task_given_out_before_the_change__is_due_by_the_calendars_of_the_days_after(void **state)
{
	struct fold *f = fold_new(changing, CHANGING);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=560");
	fold_until(f, "2026-05-15T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-12 day=2026-05-14 fact=560 expected=1000"), 1);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-16"), 1);
	fold_free(f);
	(void)state;
}

/* Twelve working days after Tuesday the 5th: 6, 7, 8, 11 to 14, then 15, 16, 18, 19 and 20. */
static void task_due_long_after_the_change__counts_each_day_by_its_own_calendar(void **state)
{
	struct fold_file with[CHANGING];

	memcpy(with, changing, sizeof(with));
	with[1].text = RULE("12");
	struct fold *f = fold_new(with, CHANGING);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-06T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-01 day=2026-05-05 expected=300"), 1);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-20"), 1);
	fold_free(f);
	(void)state;
}

/* Under 21 equal days of 2400 the 5th was held against 342.8571; the change makes the month's whole weight 24. The facts stay. */
static void change_activated_in_mid_month__the_facts_stay_and_the_plan_to_date_has_the_new_total(void **state)
{
	const struct fold_file before[] = { changing[0], changing[1], changing[3] };
	struct fold *f = fold_new(before, 3);
	struct buf words = { 0 };

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=250");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	buf_addf(&words, "command=activate token=a by=boss sha=%s", fold_offer(f, changing, CHANGING));
	fold_command(f, words.ptr);
	fold_until(f, "2026-05-08T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-09T00:00:00Z");

	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), 2500000);
	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-06 day=2026-05-08 fact=250 expected=600"), 1);
	buf_free(&words);
	fold_free(f);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(six_day_week_from_the_15th__a_saturday_is_one_of_three_days_running),
		cmocka_unit_test(task_given_out_before_the_change__is_due_by_the_calendars_of_the_days_after),
		cmocka_unit_test(task_due_long_after_the_change__counts_each_day_by_its_own_calendar),
		cmocka_unit_test(change_activated_in_mid_month__the_facts_stay_and_the_plan_to_date_has_the_new_total),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
