/* What a run waits for and what it is given: answers, recoveries, tasks, days. May 2026, the 1st is a Friday. */
#include "run_company.h"

#define ASK "case:ask('reason', { to = 'head', options = { 'market', 'skill' }, question = 'Why?' })"
#define RECOVER "2026-05-05T10:00:00Z form=deal id=1 seller=anna at=2026-05-05 kind=won amount=2100"

static void timer__of_two_working_days__is_over_on_tuesday_evening(void **state)
{
	struct fold *f = run_new("case:alert { to = 'head' } local out = case:wait(sdm.workdays(2)) case:note(out.day)");

	(void)state;
	assert_told(f, "alerts", "kind to day", "open head 2026-05-01\n");
	run_until(f, "2026-05-05T17:59:59Z");
	assert_told(f, "alerts", "kind", "");
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en day", "history 2026-05-05 2026-05-05\n");
	assert_int_equal(fold_records(f, "waits"), 0);
	run_until(f, "2026-05-29T18:00:00Z");
	assert_told(f, "alerts", "kind", "");
	fold_free(f);
}

static void answer__wakes_the_run_that_stands_at_it(void **state)
{
	struct fold *f = run_new("local out = case:wait(" ASK ") case:note(out.value .. '/' .. out.by .. '/' .. out.note)");

	(void)state;
	assert_told(f, "alerts", "kind to ask options", "question head reason market|skill\n");
	run_until(f, "2026-05-04T10:00:00Z");
	run_command(f, "command=answer by=lena case=C1 ask=reason value=skill note=slow");
	assert_told(f, "alerts", "kind to ask value by why.en",
		    "answer - reason skill lena -\nhistory - - - - skill/lena/slow\n");
	fold_free(f);
}

static void answer__before_the_run_comes_to_it__is_kept(void **state)
{
	struct fold *f = run_new("local q = " ASK " case:wait(sdm.workdays(1)) case:note('a day') case:note(case:wait(q).value)");

	(void)state;
	run_command(f, "command=answer by=head case=C1 ask=reason value=market");
	fold_clear(f);
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history a\nhistory market\n");
	fold_free(f);
}

static void answer__of_what_is_no_option_or_no_question__is_refused(void **state)
{
	struct fold *f = run_new("case:wait(" ASK ") case:wait(sdm.workdays(5))");

	(void)state;
	run_command(f, "command=answer by=head case=C1 ask=reason value=weather");
	assert_told(f, "rejected", "rule key", "C02 not_an_option\n");
	run_command(f, "command=answer by=head case=C1 ask=other value=market");
	assert_told(f, "rejected", "rule key", "C05 stale_question\n");
	run_command(f, "command=answer by=head case=C7 ask=reason value=market");
	assert_told(f, "rejected", "rule key", "C03 unknown_case\n");
	run_command(f, "command=answer by=head ask=reason value=market");
	assert_told(f, "rejected", "rule key", "C01 missing_field\n");
	fold_free(f);
}

static void second_answer__is_told_as_late_and_changes_nothing(void **state)
{
	struct fold *f = run_new("local q = " ASK " case:wait(q) case:wait(sdm.workdays(5)) case:note('on')");

	(void)state;
	run_command(f, "command=answer by=head case=C1 ask=reason value=market");
	assert_told(f, "alerts", "kind value by late", "question - - -\nanswer market head -\n");
	run_command(f, "command=answer by=lena case=C1 ask=reason value=skill");
	assert_told(f, "alerts", "kind value by late", "answer skill lena yes\n");
	run_until(f, "2026-05-08T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history on\n");
	run_command(f, "command=answer by=lena case=C1 ask=reason value=skill");
	assert_told(f, "rejected", "key", "stale_question\n");
	fold_free(f);
}

static void first__takes_what_was_over_first_and_withdraws_the_others(void **state)
{
	struct fold *f = run_new("local out = case:first('react', { answer = " ASK ", late = case:timer(sdm.workdays(3)) })"
				 " case:note(out.key)");

	(void)state;
	fold_clear(f);
	run_until(f, "2026-05-06T18:00:00Z");
	assert_told(f, "alerts", "kind ask to why.en", "history - - late\nquestion_closed reason head -\n");
	run_command(f, "command=answer by=head case=C1 ask=reason value=skill");
	assert_told(f, "rejected", "key", "stale_question\n");
	fold_free(f);
}

static void first__with_two_over__takes_the_one_that_was_over_first(void **state)
{
	struct fold *f = run_new("local a = " ASK " local b = case:ask('other', { to = 'head' }) case:wait(sdm.workdays(1))"
				 " local out = case:first('x', { reason = a, other = b }) case:note(out.key .. out.value)");

	(void)state;
	run_command(f, "command=answer by=head case=C1 ask=other value=free");
	run_command(f, "command=answer by=head case=C1 ask=reason value=skill");
	fold_clear(f);
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history otherfree\n");
	fold_free(f);
}

static void all__is_over_with_the_last_of_them(void **state)
{
	struct fold *f = run_new("local out = case:all('both', { a = " ASK ", t = case:timer(sdm.days(3)) })"
				 " case:note(out.a.value .. out.t.day)");

	(void)state;
	run_command(f, "command=answer by=head case=C1 ask=reason value=skill");
	fold_clear(f);
	run_until(f, "2026-05-04T17:59:59Z");
	assert_told(f, "alerts", "kind", "");
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history skill2026-05-04\n");
	fold_free(f);
}

static void task__that_is_done__wakes_and_says_by_whom(void **state)
{
	struct fold *f = run_new("local t = case:task('plan', { to = case.seller, due = sdm.workdays(1), title = 'Plan' })"
				 " local out = case:wait(case:done(t)) case:note(out.value .. out.by)");

	(void)state;
	assert_told(f, "tasks", "task code state to due", "T1 plan open anna 2026-05-04\n");
	run_command(f, "command=task by=anna task=T1 state=accepted");
	run_command(f, "command=task by=anna task=T1 state=in_progress");
	assert_told(f, "tasks", "task state by", "T1 accepted anna\nT1 in_progress anna\n");
	run_command(f, "command=task by=anna task=T1 state=done");
	assert_told(f, "alerts", "kind why.en", "history doneanna\n");
	run_command(f, "command=task by=anna task=T1 state=done");
	assert_told(f, "rejected", "key", "task_closed\n");
	fold_free(f);
}

static void task__done_before_it_is_waited_for__does_not_stop_the_run(void **state)
{
	struct fold *f = run_new("local t = case:task('plan', { to = case.seller, title = 'Plan' }) case:wait(sdm.workdays(1))"
				 " local out = case:wait(case:done(t)) case:note(out.value)");

	(void)state;
	run_command(f, "command=task by=anna task=T1 state=cancelled");
	fold_clear(f);
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history cancelled\n");
	fold_free(f);
}

static void task__sent_back__is_open_again(void **state)
{
	struct fold *f = run_new("case:task('plan', { to = case.seller, title = 'Plan' }) case:wait(sdm.workdays(5))");

	(void)state;
	run_command(f, "command=task by=anna task=T1 state=done");
	run_command(f, "command=task by=head task=T1 state=returned note=thin");
	assert_told(f, "tasks", "state by note", "open - -\ndone anna -\nreturned head thin\n");
	run_command(f, "command=task by=anna task=T1 state=open");
	assert_told(f, "rejected", "key", "bad_state\n");
	run_command(f, "command=task by=anna task=T9 state=done");
	assert_told(f, "rejected", "key", "unknown_task\n");
	fold_free(f);
}

static void cleared__is_the_runs_to_close(void **state)
{
	struct fold *f = run_new("case:first('r', { ok = case:cleared(), late = case:timer(sdm.workdays(9)) }) case:note('good')"
				 " case:close('recovered')");

	(void)state;
	run_until(f, "2026-05-05T09:00:00Z");
	run_say(f, RECOVER);
	run_until(f, "2026-05-06T00:00:00Z");
	assert_told(f, "alerts", "kind why.en reason", "history good -\nclosed - recovered\n");
	assert_int_equal(engine_sizes(f->turn->engine).cases_open, 0);
	assert_int_equal(fold_records(f, "runs"), 0);
	assert_int_equal(fold_records(f, "chunks"), 0);
	assert_int_equal(fold_records(f, "pins"), 0);
	fold_free(f);
}

static void cleared_twice__the_second_is_over_when_it_recovers_again(void **state)
{
	struct fold *f = run_new("case:wait(case:cleared()) case:note('one') case:wait(sdm.workdays(2)) case:wait(case:cleared())"
				 " case:note('two') case:close('recovered')");

	(void)state;
	run_until(f, "2026-05-05T09:00:00Z");
	run_say(f, RECOVER);
	run_until(f, "2026-05-06T00:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history one\n");
	/* On Thursday evening it stands at the second one, and the day's end finds that it holds still. */
	run_until(f, "2026-05-08T00:00:00Z");
	assert_told(f, "alerts", "kind why.en reason", "history two -\nclosed - recovered\n");
	fold_free(f);
}

static void engine__that_closes_as_recovered__cancels_tasks_and_withdraws_questions(void **state)
{
	struct fold *f = run_new("case:task('plan', { to = case.seller, title = 'Plan' }) case:wait(" ASK ") case:note('never')");

	(void)state;
	run_until(f, "2026-05-05T09:00:00Z");
	fold_clear(f);
	run_say(f, RECOVER);
	run_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "tasks T1 state=cancelled"), 0);
	assert_int_equal(fold_count(f, "tasks task=T1 state=cancelled"), 1);
	assert_told(f, "alerts", "kind ask", "question_closed reason\nresolved -\n");
	run_command(f, "command=answer by=head case=C1 ask=reason value=skill");
	assert_told(f, "rejected", "key", "case_closed\n");
	assert_int_equal(fold_records(f, "waits"), 0);
	fold_free(f);
}

static void end_of_the_period__ends_the_run_wherever_it_waits(void **state)
{
	struct fold *f = run_new("case:cleared() case:task('plan', { to = case.seller, title = 'Plan' }) case:wait(sdm.days(60))"
				 " case:note('never')");

	(void)state;
	fold_clear(f);
	run_until(f, "2026-06-01T00:00:00Z");
	assert_told(f, "alerts", "kind", "expired\n");
	run_until(f, "2026-07-15T00:00:00Z");
	assert_told(f, "alerts", "kind", "");
	assert_int_equal(fold_records(f, "waits"), 0);
	fold_free(f);
}

static void command_close__ends_the_run(void **state)
{
	struct fold *f = run_new("case:task('plan', { to = case.seller, title = 'Plan' }) case:wait(" ASK ") case:note('never')");

	(void)state;
	run_command(f, "command=close by=head case=C1");
	assert_told(f, "rejected", "key", "missing_field\n");
	run_command(f, "command=close by=head case=C1 reason=not_confirmed note=seasonal");
	assert_int_equal(fold_count(f, "tasks task=T1 state=cancelled"), 1);
	assert_told(f, "alerts", "kind ask reason by note",
		    "closed - not_confirmed head seasonal\nquestion_closed reason - - -\n");
	run_command(f, "command=close by=head case=C1 reason=not_confirmed");
	assert_told(f, "rejected", "key", "case_closed\n");
	fold_free(f);
}

static void worsen__never_falls(void **state)
{
	struct fold *f = run_new("case:wait(sdm.workdays(1)) case:worsen('red') case:note('a') case:wait(sdm.workdays(1))"
				 " case:worsen('amber') case:note('b')");

	(void)state;
	fold_clear(f);
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind severity why.en", "history red a\nhistory red b\n");
	fold_free(f);
}

static void check__is_kept_as_it_was(void **state)
{
	struct fold *f = run_new("local low = case:check('low', function(s) return s.fact == nil or s.fact < 50 end)"
				 " case:wait(sdm.workdays(1)) case:note(low and 'low' or 'high')");

	(void)state;
	run_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=60");
	fold_clear(f);
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history low\n");
	fold_free(f);
}

static void figures__of_a_past_stretch_stay_and_those_of_now_are_new(void **state)
{
	struct fold *f = run_new("local before = '' .. case.fact case:wait(sdm.workdays(1))"
				 " case:note(before .. '/' .. case.fact)");

	(void)state;
	run_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=60");
	fold_clear(f);
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history 0/60\n");
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timer__of_two_working_days__is_over_on_tuesday_evening),
		cmocka_unit_test(answer__wakes_the_run_that_stands_at_it),
		cmocka_unit_test(answer__before_the_run_comes_to_it__is_kept),
		cmocka_unit_test(answer__of_what_is_no_option_or_no_question__is_refused),
		cmocka_unit_test(second_answer__is_told_as_late_and_changes_nothing),
		cmocka_unit_test(first__takes_what_was_over_first_and_withdraws_the_others),
		cmocka_unit_test(first__with_two_over__takes_the_one_that_was_over_first),
		cmocka_unit_test(all__is_over_with_the_last_of_them),
		cmocka_unit_test(task__that_is_done__wakes_and_says_by_whom),
		cmocka_unit_test(task__done_before_it_is_waited_for__does_not_stop_the_run),
		cmocka_unit_test(task__sent_back__is_open_again),
		cmocka_unit_test(cleared__is_the_runs_to_close),
		cmocka_unit_test(cleared_twice__the_second_is_over_when_it_recovers_again),
		cmocka_unit_test(engine__that_closes_as_recovered__cancels_tasks_and_withdraws_questions),
		cmocka_unit_test(end_of_the_period__ends_the_run_wherever_it_waits),
		cmocka_unit_test(command_close__ends_the_run),
		cmocka_unit_test(worsen__never_falls),
		cmocka_unit_test(check__is_kept_as_it_was),
		cmocka_unit_test(figures__of_a_past_stretch_stay_and_those_of_now_are_new),
	};

	return RUN_TESTS(tests);
}
