/* What cases and tasks came to, as facts. 4 May 2026 is a Monday; anna's plan is 2100 for the 21 working days of May, so she is
 * below it from 1 May on and a case opens when 5 May has ended, the third working day. */
#include "folded.h"

static const char kpis[] = "measures:\n"
			   "  revenue: {facts: deal, sum: amount, where: {kind: won}}\n"
			   "  cases: {facts: case, count: yes, where: {decision: behind}}\n"
			   "  acted: {facts: case, sum: acted, where: {shadow: no}}\n"
			   "  hours: {facts: case, median: hours_to_acknowledge}\n"
			   "  gap_opened: {facts: case, sum: gap_opened}\n"
			   "  gap_closed: {facts: case, sum: gap_closed}\n"
			   "  days_open: {facts: case, sum: days_open}\n"
			   "  repeats: {facts: case, sum: repeat}\n"
			   "  unconfirmed: {facts: case, count: yes, where: {reason: not_confirmed, not_confirmed: yes}}\n"
			   "  questions: {facts: case, sum: questions}\n"
			   "  answered: {facts: case, sum: answered}\n"
			   "  case_tasks: {facts: case, sum: tasks}\n"
			   "  case_tasks_done: {facts: case, sum: tasks_done}\n"
			   "  shadows: {facts: case, sum: shadow, where: {severity: amber}}\n"
			   "  told: {facts: case, sum: told}\n"
			   "  on_time: {facts: task, sum: on_time}\n"
			   "  late: {facts: task, sum: late}\n"
			   "  overdue: {facts: task, sum: overdue, where: {task: plan, decision: behind}}\n"
			   "  cancelled: {facts: task, sum: cancelled}\n"
			   "kpis:\n"
			   "  revenue: {formula: revenue, unit: money}\n"
			   "  cases: {formula: cases, unit: count}\n"
			   "  acted: {formula: acted, unit: count}\n"
			   "  hours: {formula: hours, unit: hours}\n"
			   "  gap_opened: {formula: gap_opened, unit: money}\n"
			   "  gap_closed: {formula: gap_closed, unit: money}\n"
			   "  days_open: {formula: days_open, unit: days}\n"
			   "  repeats: {formula: repeats, unit: count}\n"
			   "  unconfirmed: {formula: unconfirmed, unit: count}\n"
			   "  questions: {formula: questions, unit: count}\n"
			   "  answered: {formula: answered, unit: count}\n"
			   "  case_tasks: {formula: case_tasks, unit: count}\n"
			   "  case_tasks_done: {formula: case_tasks_done, unit: count}\n"
			   "  shadows: {formula: shadows, unit: count}\n"
			   "  told: {formula: told, unit: count}\n"
			   "  on_time: {formula: on_time, unit: count}\n"
			   "  late: {formula: late, unit: count}\n"
			   "  overdue: {formula: overdue, unit: count}\n"
			   "  cancelled: {formula: cancelled, unit: count}\n";
static const char plain_kpis[] = "measures:\n"
				 "  revenue: {facts: deal, sum: amount, where: {kind: won}}\n"
				 "kpis:\n"
				 "  revenue: {formula: revenue, unit: money}\n";
#define BEHIND(scope, more, run)                                                                                                 \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant', " more "\n"                             \
	"  watch = { kpi = 'revenue', each = '" scope "', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"   \
	"  for_ = sdm.workdays(3), clear_for = sdm.days(1), on_missing = 'open', severity = 'amber',\n"                          \
	"  run = function(case) case:alert { to = 'head' } " run " end }\n"
#define TASK(days) "case:task('plan', { to = case.seller or case.head, due = sdm.workdays(" #days "), title = 'Plan' })"
static const char with_task[] = BEHIND("seller", "", TASK(1));
static const char with_long_task[] = BEHIND("seller", "", TASK(2));
static const char on_trial[] = BEHIND("seller", "shadow = true,", TASK(1));
static const char with_question[] =
	BEHIND("seller", "", "case:wait(case:ask('why', { to = 'head', question = 'Why?', options = { 'market', 'skill' } }))");
static const char of_teams[] = BEHIND("team", "", TASK(1));
static const char org[] = "units:\n"
			  "  - {id: C, type: company}\n"
			  "  - {id: T1, type: team, parent: C, head: vera}\n"
			  "  - {id: T2, type: team, parent: C}\n"
			  "sellers:\n"
			  "  - {id: anna, unit: T1}\n"
			  "  - {id: vera, unit: T1}\n"
			  "  - {id: boris, unit: T2}\n";
static const char team_plan[] = "plan:\n  - {scope: team, member: T1, kpi: revenue, period: 2026-05, target: 2100}\n";

static struct fold *opened_with(const char *decision, const char *measures)
{
	const struct fold_file with[] = { { "decisions/behind.lua", decision }, { "kpis.yaml", measures } };
	struct fold *f = fold_new(with, 2);

	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");
	fold_until(f, "2026-05-06T11:00:00Z");
	return f;
}

/* More than the plan up to and with 6 May: the case closes when that day has ended. */
static void recover(struct fold *f)
{
	fold_say(f, "2026-05-06T12:00:00Z form=deal id=2 seller=anna at=2026-05-06 kind=won amount=1000");
	fold_until(f, "2026-05-07T10:00:00Z");
}

static int64_t of_anna(const struct fold *f, const char *kpi, const char *period)
{
	return fold_figure(f, "seller", "anna", kpi, period);
}

/* ---- cases ---- */
static void case_that_closes__is_one_fact_of_the_day_on_which_it_does(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	assert_int_equal(of_anna(f, "cases", "2026-05"), FOLD_NO_DATA);

	recover(f);

	assert_int_equal(fold_count(f, "alerts kind=resolved case=C1"), 1);
	assert_int_equal(of_anna(f, "cases", "2026-05-07"), 10000);
	assert_int_equal(of_anna(f, "cases", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "team", "T1", "cases", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "days_open", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "repeats", "2026-05"), 0);
	assert_int_equal(of_anna(f, "shadows", "2026-05"), 0);
	assert_int_equal(of_anna(f, "told", "2026-05"), 10000);
	fold_free(f);
}

static void gaps__are_those_of_the_days_judged(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	recover(f);

	/* 100 against the plan of 3 working days, then 1100 against that of 4. */
	assert_int_equal(of_anna(f, "gap_opened", "2026-05"), -2000000);
	assert_int_equal(of_anna(f, "gap_closed", "2026-05"), 7000000);
	fold_free(f);
}

static void acknowledged__counts_working_hours_from_the_opening(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	fold_command(f, "command=acknowledge token=t by=head case=C1");
	recover(f);

	/* It opened at midnight, work begins at 9, it is 11. */
	assert_int_equal(of_anna(f, "hours", "2026-05"), 20000);
	assert_int_equal(of_anna(f, "acted", "2026-05"), 10000);
	fold_free(f);
}

static void nobody_acted__has_no_hours(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	recover(f);

	assert_int_equal(of_anna(f, "acted", "2026-05"), 0);
	assert_int_equal(of_anna(f, "cases", "2026-05"), 10000);
	fold_free(f);
}

static void closed_by_somebody__is_acted_on_and_may_be_not_confirmed(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	fold_command(f, "command=close token=t by=head case=C1 reason=not_confirmed");

	assert_int_equal(of_anna(f, "unconfirmed", "2026-05-06"), 10000);
	assert_int_equal(of_anna(f, "acted", "2026-05-06"), 10000);
	fold_free(f);
}

static void questions_and_answers__are_counted(void **state)
{
	struct fold *f = opened_with(with_question, kpis);

	(void)state;
	fold_command(f, "command=answer token=a by=head case=C1 ask=why value=skill");
	fold_command(f, "command=answer token=b by=boss case=C1 ask=why value=market"); /* late: it counts once */
	recover(f);

	assert_int_equal(of_anna(f, "questions", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "answered", "2026-05"), 10000);
	fold_free(f);
}

static void second_case_within_30_days__is_a_repeat(void **state)
{
	const struct fold_file plans = { "plans.yaml",
					 "plan:\n"
					 "  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2100}\n"
					 "  - {scope: seller, member: anna, kpi: revenue, period: 2026-06, target: 2100}\n" };
	const struct fold_file with[] = { { "decisions/behind.lua", with_task }, { "kpis.yaml", kpis }, plans };
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");
	fold_until(f, "2026-07-02T10:00:00Z"); /* both expire with their month */

	assert_int_equal(of_anna(f, "cases", "2026-06-01"), 10000);
	assert_int_equal(of_anna(f, "repeats", "2026-06"), 0);
	assert_int_equal(of_anna(f, "cases", "2026-07-01"), 10000);
	assert_int_equal(of_anna(f, "repeats", "2026-07"), 10000);
	fold_free(f);
}

static void case_on_trial__is_told_as_such_and_its_tasks_are_not(void **state)
{
	struct fold *f = opened_with(on_trial, kpis);

	(void)state;
	recover(f);

	assert_int_equal(of_anna(f, "shadows", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "told", "2026-05"), 0);
	assert_int_equal(of_anna(f, "acted", "2026-05"), 0);
	assert_int_equal(of_anna(f, "overdue", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

static void case_of_a_unit__is_its_heads(void **state)
{
	const struct fold_file with[] = {
		{ "decisions/behind.lua", of_teams }, { "kpis.yaml", kpis }, { "org.yaml", org }, { "plans.yaml", team_plan }
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");
	fold_until(f, "2026-05-06T11:00:00Z");
	recover(f);

	assert_int_equal(fold_figure(f, "seller", "vera", "cases", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "team", "T1", "cases", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "cases", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

/* ---- tasks ---- */
static void task_done_on_its_day__is_on_time(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	fold_command(f, "command=task token=t by=anna task=T1 state=done");

	assert_int_equal(of_anna(f, "on_time", "2026-05-06"), 10000);
	recover(f);
	assert_int_equal(of_anna(f, "case_tasks", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "case_tasks_done", "2026-05"), 10000);
	fold_free(f);
}

static void task_not_done_when_its_day_ends__is_overdue_and_later_late(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	assert_int_equal(of_anna(f, "overdue", "2026-05"), FOLD_NO_DATA);
	fold_until(f, "2026-05-07T09:00:00Z");

	assert_int_equal(of_anna(f, "overdue", "2026-05-06"), 10000);

	fold_command(f, "command=task token=t by=anna task=T1 state=done");

	assert_int_equal(of_anna(f, "overdue", "2026-05-06"), 0);
	assert_int_equal(of_anna(f, "late", "2026-05-06"), 10000);
	fold_free(f);
}

static void task_that_is_returned__is_not_done(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	fold_command(f, "command=task token=a by=anna task=T1 state=done");
	fold_command(f, "command=task token=b by=head task=T1 state=returned");

	assert_int_equal(of_anna(f, "on_time", "2026-05"), FOLD_NO_DATA);

	fold_until(f, "2026-05-07T09:00:00Z");
	assert_int_equal(of_anna(f, "overdue", "2026-05-06"), 10000);
	fold_free(f);
}

static void task_of_a_case_that_closes__is_cancelled_before_its_day_is_over(void **state)
{
	struct fold *f = opened_with(with_long_task, kpis);

	(void)state;
	recover(f);

	assert_int_equal(of_anna(f, "cancelled", "2026-05-07"), 10000);
	assert_int_equal(of_anna(f, "overdue", "2026-05"), 0);
	fold_free(f);
}

static void task_overdue_when_its_case_closes__stays_overdue(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	recover(f);

	assert_int_equal(of_anna(f, "overdue", "2026-05-06"), 10000);
	assert_int_equal(of_anna(f, "cancelled", "2026-05"), 0);
	fold_free(f);
}

/* ---- the state ---- */
static void restart__changes_nothing(void **state)
{
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	fold_command(f, "command=acknowledge token=t by=head case=C1");
	fold_restart(f);
	recover(f);
	fold_restart(f);

	assert_int_equal(of_anna(f, "cases", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "hours", "2026-05"), 20000);
	assert_int_equal(of_anna(f, "overdue", "2026-05"), 10000);
	fold_free(f);
}

static void measures_that_come_later__count_what_was_before(void **state)
{
	const struct fold_file with[] = { { "decisions/behind.lua", with_task }, { "kpis.yaml", kpis } };
	struct fold *f = opened_with(with_task, plain_kpis);

	(void)state;
	fold_command(f, "command=acknowledge token=t by=head case=C1");
	recover(f);
	fold_activate(f, with, 2, "later");

	assert_int_equal(of_anna(f, "cases", "2026-05-07"), 10000);
	assert_int_equal(of_anna(f, "hours", "2026-05"), 20000);
	assert_int_equal(of_anna(f, "gap_opened", "2026-05"), -2000000);
	assert_int_equal(of_anna(f, "overdue", "2026-05-06"), 10000);
	fold_restart(f);
	fold_free(f);
}

static void measures_that_go_and_come_back__count_each_case_once(void **state)
{
	const struct fold_file without[] = { { "decisions/behind.lua", with_task }, { "kpis.yaml", plain_kpis } };
	const struct fold_file with[] = { { "decisions/behind.lua", with_task }, { "kpis.yaml", kpis } };
	struct fold *f = opened_with(with_task, kpis);

	(void)state;
	recover(f);
	fold_activate(f, without, 2, "gone");
	fold_restart(f);
	fold_activate(f, with, 2, "back");

	assert_int_equal(of_anna(f, "cases", "2026-05"), 10000);
	assert_int_equal(of_anna(f, "overdue", "2026-05"), 10000);
	fold_free(f);
}

static void figures_of_each_decision__by_an_axis_of_that_name(void **state)
{
	const struct fold_file with[] = {
		{ "decisions/behind.lua", with_task },
		{ "kpis.yaml", kpis },
		{ "axes.yaml", "axes:\n  product:\n    members: [{id: P1}]\n  decision: {open: yes}\n" },
		{ "scopes.yaml",
		  "scopes:\n  seller: seller\n  team: unit.team\n  company: unit.company\n  decision: decision\n" },
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");
	fold_until(f, "2026-05-06T11:00:00Z");
	recover(f);

	assert_int_equal(fold_figure(f, "decision", "behind", "cases", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "decision", "behind", "overdue", "2026-05"), 10000);
	fold_free(f);
}

static void decision_over_cases__is_judged_when_the_day_has_ended(void **state)
{
	static const char health[] = "local sdm = require 'sdm'\n"
				     "return sdm.decision 'health' { api = 1, title = 'Health', owner = 'consultant',\n"
				     "  watch = { kpi = 'cases', each = 'team', period = 'month' },\n"
				     "  when = sdm.above { value = 1, or_equal = true }, on_missing = 'hold' }\n";
	const struct fold_file with[] = { { "decisions/behind.lua", with_task },
					  { "decisions/health.lua", health },
					  { "kpis.yaml", kpis } };
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");
	fold_until(f, "2026-05-06T11:00:00Z");
	fold_command(f, "command=close token=t by=head case=C1 reason=done");
	assert_int_equal(fold_count(f, "alerts decision=health"), 0);
	fold_restart(f);

	fold_until(f, "2026-05-07T01:00:00Z");

	assert_int_equal(fold_count(f, "alerts decision=health kind=open scope=T1"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_that_closes__is_one_fact_of_the_day_on_which_it_does),
		cmocka_unit_test(gaps__are_those_of_the_days_judged),
		cmocka_unit_test(acknowledged__counts_working_hours_from_the_opening),
		cmocka_unit_test(nobody_acted__has_no_hours),
		cmocka_unit_test(closed_by_somebody__is_acted_on_and_may_be_not_confirmed),
		cmocka_unit_test(questions_and_answers__are_counted),
		cmocka_unit_test(second_case_within_30_days__is_a_repeat),
		cmocka_unit_test(case_on_trial__is_told_as_such_and_its_tasks_are_not),
		cmocka_unit_test(case_of_a_unit__is_its_heads),
		cmocka_unit_test(task_done_on_its_day__is_on_time),
		cmocka_unit_test(task_not_done_when_its_day_ends__is_overdue_and_later_late),
		cmocka_unit_test(task_that_is_returned__is_not_done),
		cmocka_unit_test(task_of_a_case_that_closes__is_cancelled_before_its_day_is_over),
		cmocka_unit_test(task_overdue_when_its_case_closes__stays_overdue),
		cmocka_unit_test(restart__changes_nothing),
		cmocka_unit_test(measures_that_come_later__count_what_was_before),
		cmocka_unit_test(measures_that_go_and_come_back__count_each_case_once),
		cmocka_unit_test(figures_of_each_decision__by_an_axis_of_that_name),
		cmocka_unit_test(decision_over_cases__is_judged_when_the_day_has_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
