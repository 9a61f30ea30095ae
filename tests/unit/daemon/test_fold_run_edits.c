/* What happens to a run besides its waits: other decisions' cases, rules that break, files that are edited, models that change.
 */
#include "run_company.h"

#define HEAD                                                                                                                     \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision 'other' { api = 1, title = 'Other', owner = 'consultant', on_missing = 'hold',\n"
static const struct fold_file other = {
	"decisions/other.lua",
	HEAD "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(1) },\n"
	     "  run = function(case) case:alert { to = 'head' } end }\n"
};
static const struct fold_file quiet = {
	"decisions/other.lua",
	HEAD "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(1) },\n"
	     "  inhibited_by = { 'behind' }, run = function(case) case:alert { to = 'head' } end }\n"
};

/* ---- case:open ---- */
static void open__opens_the_other_decisions_case_once(void **state)
{
	struct fold *f = run_new_with("",
				      "case:alert { to = 'head' } case:wait(sdm.workdays(1)) case:open('other')"
				      " case:wait(sdm.workdays(1)) case:open('other')",
				      &other, 1);

	(void)state;
	run_until(f, "2026-05-07T00:00:00Z");
	assert_told(f, "alerts", "case decision kind day", "C1 behind open 2026-05-01\nC2 other open 2026-05-04\n");
	fold_free(f);
}

static void open__of_one_that_is_kept_quiet__opens_nothing(void **state)
{
	struct fold *f = run_new_with("", "case:alert { to = 'head' } case:open('other')", &quiet, 1);

	(void)state;
	run_until(f, "2026-05-07T00:00:00Z");
	assert_told(f, "alerts", "case decision kind", "C1 behind open\n");
	assert_int_equal(fold_records(f, "waits"), 0);
	fold_free(f);
}

static void open__of_what_no_decision_is_called__opens_nothing(void **state)
{
	struct fold *f = run_new("case:alert { to = 'head' } case:open('nothing')");

	(void)state;
	run_until(f, "2026-05-07T00:00:00Z");
	assert_told(f, "alerts", "case kind", "C1 open\n");
	fold_free(f);
}

/* A case that hands over to another decision and is done. */
static void open__and_close__opens_it_all_the_same(void **state)
{
	struct fold *f = run_new_with("",
				      "case:alert { to = 'head' } case:wait(sdm.workdays(1)) case:open('other')"
				      " case:close('handed_over')",
				      &quiet, 1);

	(void)state;
	run_until(f, "2026-05-07T00:00:00Z");
	assert_told(f, "alerts", "case decision kind", "C1 behind open\nC1 behind closed\nC2 other open\n");
	assert_int_equal(fold_records(f, "runs"), 0);
	fold_free(f);
}

/* ---- a rule that breaks ---- */
static void broken_in_the_middle__pauses_keeps_answers_and_goes_on_when_mended(void **state)
{
#define BREAKS(middle)                                                                                                           \
	"local q = case:ask('reason', { to = 'head' }) case:wait(sdm.workdays(1)) case:note('once') " middle                     \
	" case:note(case:wait(q).value)"
	struct fold *f = run_new(BREAKS("local x = nil + 1"));

	(void)state;
	fold_clear(f);
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind to severity", "broken_rule consultant amber\n");
	run_command(f, "command=run by=head case=C1 do=retry");
	assert_told(f, "alerts", "kind to severity", "broken_rule consultant amber\n");
	run_command(f, "command=answer by=head case=C1 ask=reason value=free");
	assert_told(f, "alerts", "kind why.en", "answer -\n");
	run_edit(f, "", BREAKS(""), NULL, 0, "mended");
	assert_told(f, "alerts", "kind why.en", "");
	run_command(f, "command=run by=head case=C1 do=move");
	assert_told(f, "alerts", "kind why.en", "history once\nhistory free\n");
	run_command(f, "command=run by=head case=C1 do=retry");
	assert_told(f, "rejected", "key", "no_run\n");
	fold_free(f);
#undef BREAKS
}

static void broken_at_the_opening__begins_when_it_is_mended(void **state)
{
	struct fold *f = run_new("local x = nil + 1");

	(void)state;
	assert_told(f, "alerts", "kind to", "broken_rule consultant\n");
	run_edit(f, "",
		 "case:alert { to = 'head' } case:wait(sdm.workdays(1)) case:note('' .. case.opened.target) case:close('done')",
		 NULL, 0, "mended");
	run_command(f, "command=run by=lena case=C1 do=move");
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind to why.en", "open head revenue,\nhistory - 2100\nclosed head -\n");
	fold_free(f);
}

static void broken__does_not_worsen_the_case(void **state)
{
	struct fold *f = run_new("case:wait(sdm.workdays(1)) local x = nil + 1");
	struct fold_file info = {
		"decisions/behind.lua",
		"local sdm = require 'sdm'\n"
		"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant', on_missing = 'open',\n"
		"  watch = { kpi = 'revenue', each = 'seller', period = 'month' },\n"
		"  when = sdm.below { share = sdm.percent(80) }, severity = function() return 'info' end,\n"
		"  run = function(case) case:wait(sdm.workdays(1)) local x = nil + 1 end }\n"
	};

	(void)state;
	fold_free(f);
	f = fold_new(&info, 1);
	fold_until(f, "2026-05-01T08:00:00Z");
	run_until(f, "2026-05-02T00:00:00Z");
	fold_clear(f);
	run_until(f, "2026-05-04T18:00:00Z");
	assert_told(f, "alerts", "kind severity", "broken_rule info\n");
	fold_free(f);
}

/* ---- edits ---- */
#define THREE(a, b) "case:alert { to = 'head' } case:wait(sdm.workdays(1)) " a " case:wait(sdm.workdays(1)) " b

static struct fold *edited(const char *before, const char *after)
{
	struct fold *f = run_new(before);

	run_until(f, "2026-05-04T20:00:00Z");
	run_edit(f, "", after, NULL, 0, "edited");
	fold_clear(f);
	return f;
}

static void edited__a_run_goes_on_in_the_version_with_which_it_began(void **state)
{
	struct fold *f = edited(THREE("case:note('a')", "case:note('old')"), THREE("case:note('a')", "case:note('new')"));

	(void)state;
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history old\n");
	fold_free(f);
}

static void moved__it_goes_on_in_the_new_one(void **state)
{
	struct fold *f = edited(THREE("case:note('a')", "case:note('old')"), THREE("case:note('a')", "case:note('new')"));

	(void)state;
	run_command(f, "command=run by=lena case=C1 do=move");
	assert_told(f, "alerts", "kind why.en", "");
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history new\n");
	assert_int_equal(fold_records(f, "pins"), 0);
	fold_free(f);
}

static void moved__a_step_added_before_where_it_waits_is_done_now(void **state)
{
	struct fold *f =
		edited(THREE("case:note('a')", "case:note('b')"),
		       THREE("case:task('plan', { to = case.seller, title = 'Plan' }) case:note('a')", "case:note('b')"));

	(void)state;
	run_command(f, "command=run by=lena case=C1 do=move");
	assert_told(f, "tasks", "task code state", "T1 plan open\n");
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history b\n");
	fold_free(f);
}

static void moved__steps_reordered_and_removed_are_not_done_again(void **state)
{
	struct fold *f = edited(THREE("case:note('a') case:task('x', { to = 'head', title = 'X' })"
				      " case:task('y', { to = 'head', title = 'Y' })",
				      "case:note('b')"),
				THREE("case:task('y', { to = 'head', title = 'Y' }) case:note('a')", "case:note('b')"));

	(void)state;
	run_command(f, "command=run by=lena case=C1 do=move");
	assert_told(f, "tasks", "task", "");
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history b\n");
	fold_free(f);
}

/* The question of the version before would be reminded of for ever. */
static void moved__a_question_that_is_asked_no_more_is_withdrawn(void **state)
{
	struct fold *f =
		edited("case:alert { to = 'head' } case:ask('reason', { to = 'head' }) case:wait(sdm.workdays(2)) case:note('b')",
		       "case:alert { to = 'head' } case:wait(sdm.workdays(2)) case:note('b')");

	(void)state;
	run_command(f, "command=run by=lena case=C1 do=move");
	assert_told(f, "alerts", "kind ask", "question_closed reason\n");
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history b\n");
	fold_free(f);
}

static void moved__a_figure_read_otherwise_parts_them_and_it_stays(void **state)
{
	struct fold *f =
		edited("local x = case.target case:alert { to = 'head' } case:wait(sdm.workdays(1)) case:wait(sdm.workdays(1))"
		       " case:note('old')",
		       "local x = case.landing case:alert { to = 'head' } case:wait(sdm.workdays(1)) case:wait(sdm.workdays(1))"
		       " case:note('new')");

	(void)state;
	run_command(f, "command=run by=lena case=C1 do=move");
	assert_int_equal(fold_count(f, "alerts kind=broken_rule to=consultant"), 1);
	assert_non_null(strstr(f->said.ptr, "landing"));
	fold_clear(f);
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history old\n");
	fold_free(f);
}

static void patch__is_true_for_new_runs_and_false_for_those_that_were_past_it(void **state)
{
#define PATCHED                                                                                                                  \
	THREE("if case:patch('more') then case:note('more') end case:note('a')", "case:note(case:patch('end') and 'yes' or "     \
										 "'no')")
	struct fold *f = edited(THREE("case:note('a')", "case:note('b')"), PATCHED);

	(void)state;
	run_command(f, "command=run by=lena case=C1 do=move");
	assert_told(f, "alerts", "kind", "");
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history yes\n");
	fold_free(f);
	f = run_new(PATCHED);
	fold_clear(f);
	run_until(f, "2026-05-05T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history more\nhistory a\nhistory yes\n");
	fold_free(f);
#undef PATCHED
}

/* ---- another model ---- */
static void decision_gone__the_case_is_withdrawn_with_its_run(void **state)
{
	struct fold *f = run_new("case:task('plan', { to = 'head', title = 'Plan' }) case:wait(sdm.workdays(9))");
	static const struct fold_file gone = { "decisions/behind.lua", NULL };

	(void)state;
	fold_clear(f);
	fold_activate(f, &gone, 1, "gone");
	assert_told(f, "alerts", "kind", "withdrawn\n");
	assert_int_equal(fold_records(f, "waits") + fold_records(f, "runs") + fold_records(f, "pins"), 0);
	fold_free(f);
}

#define CALENDAR(more)                                                                                                           \
	{                                                                                                                        \
		"calendars.yaml", "calendars: {ours: {based_on: mon-fri" more "}}\n"                                             \
	}
#define OURS "company: tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: ours\nperiods: [day, month]\n"

static void holiday_decreed__moves_what_has_not_ended_and_tasks_with_it(void **state)
{
	static const struct fold_file before[] = { CALENDAR(""), { "company.yaml", OURS } };
	static const struct fold_file after[] = { CALENDAR(", exceptions: [{day: 2026-05-08, kind: off}]"),
						  { "company.yaml", OURS } };
	const char *run = "case:task('plan', { to = 'head', due = sdm.workdays(5), title = 'Plan' }) case:wait(sdm.workdays(5))"
			  " case:note('on')";
	struct fold *f = run_new_with("", run, before, 2);

	(void)state;
	assert_told(f, "tasks", "state due", "open 2026-05-08\n");
	run_until(f, "2026-05-06T12:00:00Z");
	run_edit(f, "", run, after, 2, "holiday");
	assert_told(f, "tasks", "state due", "open 2026-05-11\n");
	run_until(f, "2026-05-11T17:59:59Z");
	assert_told(f, "alerts", "kind", "");
	run_until(f, "2026-05-11T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history on\n");
	fold_free(f);
}

static void days_freed__never_end_a_wait_in_the_past(void **state)
{
	static const struct fold_file before[] = {
		CALENDAR(", exceptions: [{day: 2026-05-04, kind: off}, {day: 2026-05-05, kind: off}]"), { "company.yaml", OURS }
	};
	static const struct fold_file after[] = { CALENDAR(""), { "company.yaml", OURS } };
	const char *run = "case:alert { to = 'head' } case:wait(sdm.workdays(1)) case:note('on')";
	struct fold *f = run_new_with("", run, before, 2);

	(void)state;
	run_until(f, "2026-05-05T12:00:00Z");
	fold_clear(f);
	run_edit(f, "", run, after, 2, "free");
	run_until(f, "2026-05-05T12:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history on\n");
	fold_free(f);
}

static void calendar_without_a_working_day__never_ends_until_it_has_one(void **state)
{
	static const struct fold_file never[] = { { "calendars.yaml", "calendars: {ours: {week: []}}\n" },
						  { "company.yaml", OURS } };
	static const struct fold_file some[] = {
		{ "calendars.yaml", "calendars: {ours: {week: [], exceptions: [{day: 2026-05-13, kind: work}]}}\n" },
		{ "company.yaml", OURS }
	};
	const char *run = "case:alert { to = 'head' } case:cleared() case:wait(sdm.workdays(1)) case:note('on')";
	struct fold *f = run_new_with("", run, never, 2);

	(void)state;
	run_until(f, "2026-05-11T12:00:00Z");
	fold_clear(f);
	run_edit(f, "", run, some, 2, "some");
	run_until(f, "2026-05-13T17:59:59Z");
	assert_told(f, "alerts", "kind why.en", "");
	run_until(f, "2026-05-13T18:00:00Z");
	assert_told(f, "alerts", "kind why.en", "history on\n");
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open__opens_the_other_decisions_case_once),
		cmocka_unit_test(open__of_one_that_is_kept_quiet__opens_nothing),
		cmocka_unit_test(open__of_what_no_decision_is_called__opens_nothing),
		cmocka_unit_test(open__and_close__opens_it_all_the_same),
		cmocka_unit_test(broken_in_the_middle__pauses_keeps_answers_and_goes_on_when_mended),
		cmocka_unit_test(broken_at_the_opening__begins_when_it_is_mended),
		cmocka_unit_test(broken__does_not_worsen_the_case),
		cmocka_unit_test(edited__a_run_goes_on_in_the_version_with_which_it_began),
		cmocka_unit_test(moved__it_goes_on_in_the_new_one),
		cmocka_unit_test(moved__a_step_added_before_where_it_waits_is_done_now),
		cmocka_unit_test(moved__steps_reordered_and_removed_are_not_done_again),
		cmocka_unit_test(moved__a_question_that_is_asked_no_more_is_withdrawn),
		cmocka_unit_test(moved__a_figure_read_otherwise_parts_them_and_it_stays),
		cmocka_unit_test(patch__is_true_for_new_runs_and_false_for_those_that_were_past_it),
		cmocka_unit_test(decision_gone__the_case_is_withdrawn_with_its_run),
		cmocka_unit_test(holiday_decreed__moves_what_has_not_ended_and_tasks_with_it),
		cmocka_unit_test(days_freed__never_end_a_wait_in_the_past),
		cmocka_unit_test(calendar_without_a_working_day__never_ends_until_it_has_one),
	};

	return RUN_TESTS(tests);
}
