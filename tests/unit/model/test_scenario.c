#include "model/scenario.h"
#include "tiny_company.h"

static struct scenarios_doc *read_file(struct arena *a, const char *text, const char *expected)
{
	struct problems p = { 0 };
	struct buf said = { 0 };
	struct scenarios_doc *d = scenario_read(a, "tests/x.yaml", str_of(text), &p);

	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	buf_free(&said);
	problems_free(&p);
	return d;
}

static void says(const char *text, const char *expected)
{
	struct arena *a = arena_new();

	read_file(a, text, expected);
	arena_free(a);
}

#define HEAD "title: T\nscenarios:\n- name: N\n  timeline:\n"

static void scenario_read__a_sound_file__is_there_with_its_defaults(void **state)
{
	struct arena *a = arena_new();
	struct scenarios_doc *d =
		read_file(a,
			  "title: T\n"
			  "model: {parameters: {lag: {red: 20%}}}\n"
			  "scenarios:\n"
			  "- name: One story\n"
			  "  timeline:\n"
			  "  - {at: 2026-10-09, report: {form: deal, amount: 3}}\n"
			  "  - at: 2026-10-09T18:00+03:00\n"
			  "    expect: {alerts: [{decision: lag, deviation: -67.8%}], none: {tasks: [{to: x}]}}\n",
			  "");
	struct scenario_doc *s = d->scenarios.at[0];
	struct moment_doc *report = s->timeline.at[0], *expect = s->timeline.at[1];

	assert_str(d->title.text, "T");
	assert_int_equal(d->time, TIME_LOG);
	assert_non_null(d->model->parameters);
	assert_null(s->model);
	assert_int_equal(s->timeline.count, 2);
	assert_int_equal(report->report->count, 2);
	assert_int_equal(expect->expect->lists[EXPECTED_ALERTS].count, 1);
	assert_null(expect->expect->lists[EXPECTED_TASKS].at);
	assert_int_equal(expect->expect->none->lists[EXPECTED_TASKS].count, 1);
	assert_false(expect->expect->exact);
	arena_free(a);
	(void)state;
}

static void scenario_read__an_empty_list__is_told_from_none(void **state)
{
	struct arena *a = arena_new();
	struct scenarios_doc *d = read_file(a, HEAD "  - {at: 2026-10-09, expect: {exact: yes, alerts: []}}\n", "");
	struct moment_doc *m = ((struct scenario_doc *)d->scenarios.at[0])->timeline.at[0];

	assert_non_null(m->expect->lists[EXPECTED_ALERTS].at);
	assert_null(m->expect->lists[EXPECTED_CASES].at);
	arena_free(a);
	(void)state;
}

static void scenario_read__everything_wrong__is_told_at_once_with_its_place(void **state)
{
	says("title: T\n"
	     "tme: wall\n"
	     "scenarios:\n"
	     "- name: N\n"
	     "  timeline:\n"
	     "  - {at: tomorrow, clock: yes}\n"
	     "  - {at: 2026-10-09, expect: {alert: [], alerts: [{kind: opn}]}}\n"
	     "  - {at: 2026-10-09, expect: {kpi: [{kpi: revenue, fact: 1e3, deviation: 5}]}}\n"
	     "  - {at: 2026-10-09, clock: yes, restart: yes}\n"
	     "- timeline: {}\n",
	     "tests/x.yaml:2:1: unknown option \"tme\" of a scenario file: did you mean \"time\"?\n"
	     "tests/x.yaml:6:10: at: expected a date or a time like 2026-11-22T18:00, got \"tomorrow\"\n"
	     "tests/x.yaml:7:31: unknown option \"alert\" of an expectation: did you mean \"alerts\"?\n"
	     "tests/x.yaml:7:58: kind: unknown \"opn\": did you mean \"open\"?\n"
	     "tests/x.yaml:8:37: a figure expected has no \"scope_kind\": Kind of scope: seller, branch, ...\n"
	     "tests/x.yaml:8:37: a figure expected has no \"scope\": Whose figure; members of a crossed scope are joined by |.\n"
	     "tests/x.yaml:8:37: a figure expected has no \"period\": Of which period: 2026-10, 2026-Q4, 2026-W42, 2026.\n"
	     "tests/x.yaml:8:58: fact: expected a number like 12.5, or a percentage like 12.5%, got \"1e3\"\n"
	     "tests/x.yaml:8:74: deviation: expected a percentage like -12.5%, got \"5\"\n"
	     "tests/x.yaml:9:5: a moment has one of report, correct, retract, series, command, activate, restart, clock, expect, "
	     "answer, acknowledge, task, close; this one has several: write one moment for each\n"
	     "tests/x.yaml:10:3: a scenario has no \"name\": What must hold, as a sentence; no other scenario of the file has "
	     "it.\n"
	     "tests/x.yaml:10:13: timeline: expected a list, got a mapping\n");
	(void)state;
}

static void scenario_read__what_is_said_about_a_case__needs_its_decision_scope_and_word(void **state)
{
	says(HEAD "  - {at: 2026-10-09, answer: {decision: behind, scope: anna, ask: reason}}\n"
		  "  - {at: 2026-10-09, acknowledge: {scope: anna}}\n"
		  "  - {at: 2026-10-09, task: {decision: behind, scope: anna, code: plan, state: open}}\n"
		  "  - {at: 2026-10-09, close: {decision: behind, scope: anna, why: x}}\n",
	     "tests/x.yaml:5:30: an answer has no \"value\": What is answered.\n"
	     "tests/x.yaml:6:35: an acknowledgement has no \"decision\": Decision of the case.\n"
	     "tests/x.yaml:7:79: state: expected one of accepted, in_progress, done, returned, cancelled, got \"open\"\n"
	     "tests/x.yaml:8:29: a closing has no \"reason\": Why, in a word.\n"
	     "tests/x.yaml:8:61: unknown option \"why\" of a closing\n");
	(void)state;
}

static void scenario_read__a_moment_of_nothing__is_refused(void **state)
{
	says(HEAD "  - {at: 2026-10-09}\n",
	     "tests/x.yaml:5:5: a moment has one of report, correct, retract, series, command, activate, restart, clock, expect, "
	     "answer, acknowledge, task, close; this one has none: write `clock: yes` to let time pass\n");
	(void)state;
}

static void scenario_read__an_expectation_of_nothing__is_refused(void **state)
{
	says(HEAD "  - {at: 2026-10-09, expect: {alerts: [{}]}}\n",
	     "tests/x.yaml:5:40: an alert expected: names nothing; give at least one of its fields\n");
	says(HEAD "  - {at: 2026-10-09, expect: {exact: yes}}\n",
	     "tests/x.yaml:5:30: expect: says nothing; give cases, alerts, tasks, receipts, kpi or none\n");
	(void)state;
}

static void scenario_read__two_scenarios_of_one_name__are_refused(void **state)
{
	says("title: T\nscenarios:\n- {name: A, timeline: []}\n- {name: A, timeline: []}\n",
	     "tests/x.yaml:4:10: name: another scenario of the file has this name\n");
	(void)state;
}

static void scenario_read__an_empty_file__says_what_it_needs(void **state)
{
	says("", "tests/x.yaml: this file is empty: it needs a title and scenarios\n");
	says("- 1\n", "tests/x.yaml:1:1: a scenario file: expected a mapping, got a list\n");
	(void)state;
}

static void values(const char *text, const char *expected)
{
	static struct series_values v;
	struct buf b = { 0 };
	struct err err;

	if (series_parse(str_of(text), &v, &err) < 0)
		buf_adds(&b, str_of(err.text));
	else
		for (uint32_t i = 0; i < v.count; i++) {
			buf_adds(&b, i > 0 ? STR(" ") : STR(""));
			if (v.e4[i] == SERIES_NONE)
				buf_addc(&b, '_');
			else
				num_add_e4(&b, v.e4[i]);
		}
	assert_string_equal(b.ptr, expected);
	buf_free(&b);
}

static void series_parse__promtools_notation__is_read_as_there(void **state)
{
	values("1 2.5  3", "1 2.5 3");
	values("0+5x3 _ 3", "0 5 10 15 _ 3");
	values("-2+4x3", "-2 2 6 10");
	values("10-2x2", "10 8 6");
	values("1x4", "1 1 1 1 1");
	values("_x3 7", "_ _ _ 7");
	values("4x0", "4");
	(void)state;
}

static void series_parse__what_it_cannot_be__is_told(void **state)
{
	values("1 two", "\"two\": expected a number, a+bxn, a-bxn, axn, _ or _xn");
	values("1x", "\"1x\": expected a number of days behind the x");
	values("1+-2x3", "\"1+-2x3\": expected a number, a+bxn, a-bxn, axn, _ or _xn");
	values("1x1000", "more than 1000 values with \"1x1000\"");
	values("  ", "expected values like '10 12 _ 9' or '10x4'");
	values("900000000000000+900000000000000x9", "\"900000000000000+900000000000000x9\" grows too large");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenario_read__a_sound_file__is_there_with_its_defaults),
		cmocka_unit_test(scenario_read__an_empty_list__is_told_from_none),
		cmocka_unit_test(scenario_read__everything_wrong__is_told_at_once_with_its_place),
		cmocka_unit_test(scenario_read__what_is_said_about_a_case__needs_its_decision_scope_and_word),
		cmocka_unit_test(scenario_read__a_moment_of_nothing__is_refused),
		cmocka_unit_test(scenario_read__an_expectation_of_nothing__is_refused),
		cmocka_unit_test(scenario_read__two_scenarios_of_one_name__are_refused),
		cmocka_unit_test(scenario_read__an_empty_file__says_what_it_needs),
		cmocka_unit_test(series_parse__promtools_notation__is_read_as_there),
		cmocka_unit_test(series_parse__what_it_cannot_be__is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
