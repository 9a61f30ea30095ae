#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ctl/script.h"

static const struct bundle_file company[] = {
	{ STR("company.yaml"), STR("company: tiny\ntime: wall\nperiods: [day, month]\n") },
	{ STR("decisions/behind.lua"),
	  STR("local sdm = require 'sdm'\n"
	      "return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'o', params = { share = sdm.percent(80) },\n"
	      "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = 'share' },\n"
	      "  for_ = sdm.days(1), on_missing = 'hold' }\n") },
	{ STR("forms.yaml"), STR("forms:\n  deal: {fields: {amount: money, kind: text}}\n"
				 "  day: {facts: deal, fields: {deals: {type: lines, fields: {amount: money, kind: text}}}}\n") },
	{ STR("kpis.yaml"), STR("measures: {revenue: {sum: amount}}\nkpis: {revenue: {formula: revenue, unit: money}}\n") },
	{ STR("org.yaml"), STR("units: [{id: C, type: company, head: boss}]\nsellers: [{id: anna, unit: C}]\n") },
	{ STR("plans.yaml"), STR("plan: [{scope: seller, member: anna, kpi: revenue, period: 2026-10, target: 2200}]\n") },
};

struct fixture {
	struct folder base;
	struct suites suites;
	struct suite suite;
	struct script script;
	int rc;
};

/* Writes a scenario of this timeline; what is wrong must be `expected`. */
static void begin(struct fixture *f, const char *head, const char *timeline, const char *expected)
{
	struct buf text = { 0 }, said = { 0 };

	*f = (struct fixture){ 0 };
	f->base.bundle = bundle_make(arena_new(), company, sizeof(company) / sizeof(*company));
	assert_int_equal(folder_check(&f->base), 0);
	f->suites = (struct suites){ .arena = arena_new(), .folder = "/nowhere", .base = &f->base };
	buf_addf(&text, "title: T\n%s\nscenarios:\n- name: N\n  timeline:\n%s", head, timeline);
	f->suite.doc = scenario_read(f->suites.arena, "x.yaml", buf_str(&text), &f->suites.problems);
	f->rc = script_make(&f->suites, &f->suite, f->suite.doc->scenarios.at[0], &f->script);
	problems_print(&f->suites.problems, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	assert_int_equal(f->rc, expected[0] ? -1 : 0);
	buf_free(&text);
	buf_free(&said);
}

static void end(struct fixture *f)
{
	script_free(&f->script);
	suites_free(&f->suites);
	folder_free(&f->base);
}

static void says(const char *timeline, const char *expected)
{
	struct fixture f;

	begin(&f, "", timeline, expected);
	end(&f);
}

/* "at name=text ..." of each deed, a line each. */
static void deeds(const char *timeline, const char *expected)
{
	struct buf b = { 0 };
	struct fixture f;

	begin(&f, "", timeline, "");
	for (size_t i = 0; i < f.script.deeds.count; i++) {
		const struct deed *d = &f.script.deeds.at[i];

		buf_addf(&b, "%.*s", STR_ARG(d->at));
		for (uint32_t p = 0; p < d->pair_count; p++)
			buf_addf(&b, " %.*s=%.*s", STR_ARG(d->pairs[p].name), STR_ARG(d->pairs[p].text));
		buf_addc(&b, '\n');
	}
	assert_string_equal(b.ptr, expected);
	buf_free(&b);
	end(&f);
}

static void script_make__a_series__is_a_report_each_working_day(void **state)
{
	(void)state;
	deeds("  - at: 2026-10-01T18:00\n"
	      "    series: {form: deal, seller: anna, values: {amount: 0+5.5x1 _ 3}, with: {kind: won}}\n"
	      "  - {at: 2026-10-02T12:00, clock: yes}\n",
	      "2026-10-01T18:00 form=deal seller=anna at=2026-10-01T18:00 id=deal-anna-2026-10-01 amount=0 kind=won\n"
	      "2026-10-02T12:00\n"
	      "2026-10-02T18:00 form=deal seller=anna at=2026-10-02T18:00 id=deal-anna-2026-10-02 amount=5.5 kind=won\n"
	      "2026-10-06T18:00 form=deal seller=anna at=2026-10-06T18:00 id=deal-anna-2026-10-06 amount=3 kind=won\n");
}

static void script_make__a_series_each_day__also_fills_weekends(void **state)
{
	(void)state;
	deeds("  - at: 2026-10-02T18:00+03:00\n"
	      "    series: {form: deal, id: d, every: day, values: {amount: 1x1}}\n",
	      "2026-10-02T18:00+03:00 form=deal at=2026-10-02T18:00+03:00 id=d-2026-10-02 amount=1\n"
	      "2026-10-03T18:00+03:00 form=deal at=2026-10-03T18:00+03:00 id=d-2026-10-03 amount=1\n");
}

static void script_make__reports_without_an_id__get_one_each(void **state)
{
	(void)state;
	deeds("  - {at: 2026-10-01T18:00, report: {form: deal, seller: anna, amount: 1}}\n"
	      "  - {at: 2026-10-01T18:00, report: {form: deal, seller: anna, amount: 2}}\n"
	      "  - {at: 2026-10-02T18:00, report: {form: deal.v1, seller: anna, at: 2026-10-01, amount: 3}}\n",
	      "2026-10-01T18:00 form=deal seller=anna amount=1 at=2026-10-01T18:00 id=deal-anna-2026-10-01\n"
	      "2026-10-01T18:00 form=deal seller=anna amount=2 at=2026-10-01T18:00 id=deal-anna-2026-10-01-2\n"
	      "2026-10-02T18:00 form=deal.v1 seller=anna at=2026-10-01 amount=3 id=deal-anna-2026-10-01-3\n");
}

static void script_make__a_correction__repeats_what_stays_as_it_was(void **state)
{
	(void)state;
	deeds("  - {at: 2026-10-01T18:00, report: {form: deal, id: D, seller: anna, amount: 1, kind: won}}\n"
	      "  - {at: 2026-10-02T09:00, correct: {form: deal, id: D, amount: 2}}\n"
	      "  - {at: 2026-10-03T09:00, retract: {form: deal, id: D}}\n"
	      "  - {at: 2026-10-04T09:00, correct: {form: deal, id: D, kind: ~}}\n",
	      "2026-10-01T18:00 form=deal id=D seller=anna amount=1 kind=won at=2026-10-01T18:00\n"
	      "2026-10-02T09:00 seller=anna kind=won at=2026-10-01T18:00 form=deal id=D amount=2 rev=2\n"
	      "2026-10-03T09:00 form=deal id=D rev=3 op=retract\n"
	      "2026-10-04T09:00 seller=anna at=2026-10-01T18:00 amount=2 form=deal id=D rev=4\n");
}

static void script_make__lines__become_json(void **state)
{
	(void)state;
	deeds("  - {at: 2026-10-01, report: {form: day, id: D, deals: [{amount: 12.5, kind: \"a\\\"b\"}, {kind: ~}]}}\n",
	      "2026-10-01 form=day id=D deals=[{\"amount\":\"12.5\",\"kind\":\"a\\\"b\"},{\"kind\":null}] at=2026-10-01\n");
}

static void script_make__a_plan_command__gets_what_it_leaves_out(void **state)
{
	(void)state;
	deeds("  - {at: 2026-10-01, command: {command: plan, scope_kind: seller, scope: anna, kpi: revenue, period: 2026-10, "
	      "target: 1}}\n",
	      "2026-10-01 command=plan scope_kind=seller scope=anna kpi=revenue period=2026-10 target=1 by=scenario "
	      "token=scenario-1 "
	      "period_kind=month\n");
}

static void script_make__what_is_out_of_order_or_unknown__is_told(void **state)
{
	(void)state;
	says("  - {at: 2026-10-02, clock: yes}\n"
	     "  - {at: 2026-10-01, clock: yes}\n"
	     "  - {at: 2026-10-03, report: {form: deel, amount: 1}}\n"
	     "  - {at: 2026-10-03, report: {form: deal, amuont: 1, received_at: 2026-10-01}}\n"
	     "  - {at: 2026-10-04, report: {form: deal, id: D-17, amount: 1}}\n"
	     "  - {at: 2026-10-05, correct: {form: deal, id: D-71, amount: 1}}\n"
	     "  - {at: 2026-10-06, command: {command: clock, until: 2026-10-09}}\n",
	     "x.yaml:7:10: at: 2026-10-01 is earlier than the moment before it\n"
	     "x.yaml:8:37: unknown form \"deel\": did you mean \"deal\"?\n"
	     "x.yaml:9:43: the form \"deal\" has no field \"amuont\": did you mean \"amount\"?\n"
	     "x.yaml:9:67: received_at: it is the moment's `at` here\n"
	     "x.yaml:11:48: there is no report deal \"D-71\" before this moment: did you mean \"D-17\"?\n"
	     "x.yaml:12:41: command: write `clock:` as the moment itself\n");
}

static void script_make__what_is_said_about_a_case__is_a_command_without_its_case(void **state)
{
	deeds("  - {at: 2026-10-01, answer: {decision: behind, scope: anna, ask: reason, value: skill, by: boss, note: new}}\n"
	      "  - {at: 2026-10-02, acknowledge: {decision: behind, scope: anna}}\n"
	      "  - {at: 2026-10-03, task: {decision: behind, scope: anna, code: plan, state: done}}\n"
	      "  - {at: 2026-10-04, close: {decision: behind, scope: anna, reason: not_confirmed}}\n",
	      "2026-10-01 command=answer ask=reason value=skill note=new by=boss token=scenario-1\n"
	      "2026-10-02 command=acknowledge by=scenario token=scenario-2\n"
	      "2026-10-03 command=task state=done by=scenario token=scenario-3\n"
	      "2026-10-04 command=close reason=not_confirmed by=scenario token=scenario-4\n");
	(void)state;
}

static void script_make__said_about_a_decision_and_somebody_that_there_are_not__is_told(void **state)
{
	says("  - {at: 2026-10-01, close: {decision: behnd, scope: ana, reason: x}}\n",
	     "x.yaml:6:40: unknown decision \"behnd\": did you mean \"behind\"?\n"
	     "x.yaml:6:54: unknown scope \"ana\": did you mean \"anna\"?\n");
	(void)state;
}

static void script_make__names_that_no_model_has__are_told_also_where_nothing_is_expected(void **state)
{
	(void)state;
	says("  - {at: 2026-10-01, expect: {none: {cases: [{decision: behnd, scope: ana}]}}}\n"
	     "  - {at: 2026-10-01, expect: {kpi: [{scope_kind: sellr, scope: anna, kpi: revenu, period: 2026-13, fact: 1}]}}\n",
	     "x.yaml:6:57: unknown decision \"behnd\": did you mean \"behind\"?\n"
	     "x.yaml:6:71: unknown scope \"ana\": did you mean \"anna\"?\n"
	     "x.yaml:7:50: unknown scope kind \"sellr\": did you mean \"seller\"?\n"
	     "x.yaml:7:75: unknown KPI \"revenu\": did you mean \"revenue\"?\n"
	     "x.yaml:7:91: unknown period \"2026-13\"\n");
}

static void script_make__a_wrong_parameter__is_told_where_it_is_written(void **state)
{
	(void)state;
	struct fixture f;

	begin(&f, "model:\n  parameters:\n    behind:\n      shaer: 70%", "  - {at: 2026-10-01, clock: yes}\n",
	      "x.yaml:5:14: decision \"behind\", parameter \"shaer\": the decision has no such parameter; did you mean "
	      "\"share\"?\n");
	end(&f);
	says("  - {at: 2026-10-01, activate: {parameters: {behind: {share: many}}}}\n",
	     "x.yaml:6:62: decision \"behind\", parameter \"share\": expected a percentage like \"7 %\"\n");
}

static void script_make__a_company_on_wall_time__is_played_on_log_time(void **state)
{
	(void)state;
	struct fixture f;

	begin(&f, "", "  - {at: 2026-10-01, activate: {parameters: {behind: {share: 70%}}}}\n", "");
	assert_int_equal(f.base.model->time, TIME_WALL);
	assert_int_equal(f.script.models.count, 2);
	assert_int_equal(f.script.models.at[0]->model->time, TIME_LOG);
	assert_int_equal(f.script.models.at[1]->model->time, TIME_LOG);
	assert_int_equal(f.script.deeds.at[0].pair_count, 4);
	end(&f);
	begin(&f, "time: wall", "  - {at: 2026-10-01, clock: yes}\n", "");
	assert_ptr_equal(f.script.models.at[0], &f.base);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(script_make__a_series__is_a_report_each_working_day),
		cmocka_unit_test(script_make__a_series_each_day__also_fills_weekends),
		cmocka_unit_test(script_make__reports_without_an_id__get_one_each),
		cmocka_unit_test(script_make__a_correction__repeats_what_stays_as_it_was),
		cmocka_unit_test(script_make__lines__become_json),
		cmocka_unit_test(script_make__a_plan_command__gets_what_it_leaves_out),
		cmocka_unit_test(script_make__what_is_out_of_order_or_unknown__is_told),
		cmocka_unit_test(script_make__names_that_no_model_has__are_told_also_where_nothing_is_expected),
		cmocka_unit_test(script_make__what_is_said_about_a_case__is_a_command_without_its_case),
		cmocka_unit_test(script_make__said_about_a_decision_and_somebody_that_there_are_not__is_told),
		cmocka_unit_test(script_make__a_wrong_parameter__is_told_where_it_is_written),
		cmocka_unit_test(script_make__a_company_on_wall_time__is_played_on_log_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
