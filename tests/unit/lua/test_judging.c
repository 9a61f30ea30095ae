#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

#define NBSP "\xC2\xA0"
#define MINUS "\xE2\x88\x92"

static const struct verdict *judge(struct company *c, enum flip_kind kind)
{
	struct flip f = company_flip(kind);

	return company_judge(c, &f, 1);
}

static void alert_without_why__names_fact_plan_and_deviation(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(
		&c, "when = sdm.below { share = 0.8 }, run = function(case) case:alert { to = case.head or 'director' } end");

	v = judge(&c, FLIP_OPEN);
	assert_int_equal(v->broken.len, 0);
	assert_int_equal(v->alert_count, 1);
	assert_string_equal(v->alerts[0].to.ptr, "H-1");
	assert_string_equal(v->alerts[0].why.in[LANGUAGE_EN].ptr, "Revenue, Ann, 2026-04 by 2026-04-10: fact RUB" NBSP
								  "300,000, plan to date RUB" NBSP "500,000, deviation "
								  "-40.0%, since 2026-04-06");
	assert_string_equal(v->alerts[0].why.in[LANGUAGE_RU].ptr,
			    "Выручка, Анна, 2026-04 на 10.04.2026: факт 300" NBSP "000" NBSP
			    "₽, план на дату 500" NBSP "000" NBSP "₽, отклонение " MINUS "40,0" NBSP
			    "%, с 06.04.2026");
	company_free(&c);
}

static void decision_without_run__alerts_the_head(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "when = sdm.below { share = 0.8 }");

	f.scope = SCOPE_COMPANY;
	v = company_judge(&c, &f, 1);
	assert_int_equal(v->alert_count, 1);
	assert_string_equal(v->alerts[0].to.ptr, "D-1");
	assert_int_equal(v->severity, SEVERITY_AMBER);
	company_free(&c);
}

static void run__gives_out_tasks_and_may_close(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c,
			  "when = sdm.below { share = 0.8 }, run = function(case)\n"
			  "case:task('plan', { to = case.seller, due = sdm.workdays(2), title = { en = 'Plan', ru = 'План' } })\n"
			  "case:task('plan', { to = case.head.boss, title = 'Again' })\n"
			  "case:close('handled') end");

	v = judge(&c, FLIP_OPEN);
	assert_int_equal(v->broken.len, 0);
	assert_int_equal(v->task_count, 2);
	assert_string_equal(v->tasks[0].code.ptr, "plan");
	assert_string_equal(v->tasks[0].to.ptr, "S-1");
	assert_string_equal(v->tasks[0].title.in[LANGUAGE_RU].ptr, "План");
	assert_int_equal(v->tasks[0].due_workdays, 2);
	assert_string_equal(v->tasks[1].code.ptr, "plan#2");
	assert_string_equal(v->tasks[1].to.ptr, "D-1");
	assert_int_equal(v->tasks[1].due_workdays, -1);
	assert_string_equal(v->close.ptr, "handled");
	company_free(&c);
}

static void severity_function__reads_deviation_and_parameters(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);

	(void)state;
	company_load_body(&c, "params = { red = sdm.percent(40) }, when = sdm.below { share = 0.8 },\n"
			      "severity = function(s, p) if s.deviation <= -p.red then return 'red' end return 'info' end");

	assert_int_equal(company_judge(&c, &f, 1)->severity, SEVERITY_RED); /* exactly 40 % behind */
	f.figures.fact.num = 300001;
	assert_int_equal(company_judge(&c, &f, 1)->severity, SEVERITY_INFO);
	company_free(&c);
}

static void function_trigger__is_asked_to_open_and_to_clear(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_ASK);

	(void)state;
	company_load_body(&c,
			  "params = { share = sdm.percent(60) }, when = function(s, p) return s.fact < p.share * s.expected end");

	assert_false(company_judge(&c, &f, 1)->holds); /* exactly 60 % */
	f.figures.fact.num = 299999;
	assert_true(company_judge(&c, &f, 1)->holds);
	assert_int_equal(c.verdicts.at->alert_count, 1);
	f.case_no = 7;
	assert_false(company_judge(&c, &f, 1)->holds); /* stays open */
	f.figures.fact.num = 300000;
	assert_true(company_judge(&c, &f, 1)->holds); /* may close */
	assert_int_equal(c.verdicts.at->alert_count, 0);
	company_free(&c);
}

static void clear_function__says_when_to_close(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_ASK);

	(void)state;
	company_load_body(&c,
			  "when = function(s) return s.attainment < 0.5 end, clear = function(s) return s.attainment >= 0.3 end");

	f.case_no = 1;
	assert_true(company_judge(&c, &f, 1)->holds);
	assert_non_null(strstr(c.verdicts.at->why.in[LANGUAGE_EN].ptr, "fact"));
	assert_non_null(strstr(c.verdicts.at->why.in[LANGUAGE_RU].ptr, "факт"));
	f.figures.fact.num = 299999;
	assert_false(company_judge(&c, &f, 1)->holds);
	assert_int_equal(c.verdicts.at->why.in[LANGUAGE_EN].len, 0);
	company_free(&c);
}

static void every_field__reads_as_told(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(
		&c,
		"when = sdm.below { share = 0.8 }, run = function(case)\n"
		"local words = { case.fact, case.target, case.plan, case.expected, case.gap, case.deviation, case.attainment,\n"
		"case.run_rate, case.landing, case.required_rate, case.elapsed, case.total, case.facts, case.missing,\n"
		"case.scope, case.subject, case.title.ru, case.kpi_title.en, case.period, case.day, case.since, case.head,\n"
		"case.head.title.en, case.seller, case.seller.boss, case:kpi('deals_won').fact, case:kpi('deals_won').kpi,\n"
		"case:kpi('deals_won').target }\n"
		"local all = ''\n"
		"for n = 1, 28 do all = all .. tostring(words[n]) .. ' ' end\n"
		"case:alert { to = 'director', why = all } end");

	v = judge(&c, FLIP_OPEN);
	assert_int_equal(v->broken.len, 0);
	assert_string_equal(
		v->alerts[0].why.in[LANGUAGE_EN].ptr,
		"300000 1000000 1000000 500000 -200000 -0.4 0.3 30000 600000 70000 10 20 3 false S-1 S-1 Анна Revenue 2026-04 "
		"2026-04-10 2026-04-06 H-1 Hugh S-1 H-1 4 deals_won nil ");
	company_free(&c);
}

static void figure_without_data__is_nil_and_said_so(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_ASK);

	(void)state;
	company_load_body(&c, "when = function(s) return s.attainment - 1 < 0 end");

	f.figures.has_plan = false;
	assert_non_null(strstr(company_judge(&c, &f, 1)->broken.ptr,
			       "attempt to perform arithmetic on a nil value (field 'attainment')"));
	company_free(&c);
}

static void broken_rule__names_line_and_leaves_the_others_alone(void **state)
{
	struct company c = { 0 };
	struct flip flips[2] = { company_flip(FLIP_OPEN), company_flip(FLIP_OPEN) };
	const struct verdict *v;

	(void)state;
	company_load(
		&c,
		"local sdm = require 'sdm'\nlocal function make(code, run)\n"
		"  return sdm.decision(code) { api = 1, title = code, owner = 'o', on_missing = 'hold', run = run,\n"
		"    watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = 0.8 } }\nend\n"
		"local function deep(case)\n  local x = case.fact .. nil\n  return x\nend\n"
		"return { make('bad', function(case) case:alert {} local x = deep(case) return x end),\n"
		"  make('good', function(case) case:alert { to = 'a' } end) }\n");

	assert_non_null(c.host);
	flips[1].decision = 1;
	v = company_judge(&c, flips, 2);
	assert_true(str_starts(v[0].broken, STR("decisions/x.lua:7: ")));
	assert_non_null(strstr(v[0].broken.ptr, "stack traceback:"));
	assert_non_null(strstr(v[0].broken.ptr, "decisions/x.lua:10: in function"));
	assert_int_equal(v[0].alert_count, 0);
	assert_int_equal(v[1].broken.len, 0);
	assert_int_equal(v[1].alert_count, 1);
	company_free(&c);
}

static void format__writes_both_languages(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(
		&c, "when = sdm.below { share = 0.8 }, run = function(case) case:alert { to = 'x', why = {\n"
		    "en = sdm.format(-1234567.5, 'money', 'en') .. '; ' .. sdm.format(sdm.percent(12.34), 'percent', 'en')\n"
		    "  .. '; ' .. sdm.format(0.5, 'number', 'en'),\n"
		    "ru = sdm.format(-1234567.5, 'money', 'ru') .. '; ' .. sdm.format(sdm.percent(-0.05)) .. '; '\n"
		    "  .. sdm.format(1000, 'count') } } end");

	v = judge(&c, FLIP_OPEN);
	assert_int_equal(v->broken.len, 0);
	assert_string_equal(v->alerts[0].why.in[LANGUAGE_EN].ptr, "-RUB" NBSP "1,234,567.50; 12.3%; 0.5");
	assert_string_equal(v->alerts[0].why.in[LANGUAGE_RU].ptr,
			    MINUS "1" NBSP "234" NBSP "567,50" NBSP "₽; " MINUS "0,1" NBSP "%; 1" NBSP "000");
	company_free(&c);
}

static void arithmetic__is_exact(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c,
			  "when = sdm.below { share = 0.8 }, run = function(case)\n"
			  "local third = sdm.number(1) / 3\n"
			  "assert(third + third + third == sdm.number(1)) assert(sdm.equal(third * 3, 1))\n"
			  "assert(sdm.number(0.1) + 0.2 == sdm.number(0.3)) assert(sdm.percent(80) == sdm.number(0.8))\n"
			  "assert(sdm.number(1e-7) * 10000000 == sdm.number(1)) assert(sdm.number(0.30000000000000004) > 0.3)\n"
			  "assert(case.fact < 300000.0001 and case.fact <= 300000 and 299999 < case.fact)\n"
			  "assert(tostring(third) == '0.3333' and tostring(-third) == '-0.3333')\n"
			  "assert(tostring(sdm.workdays(3)) == '3 workdays' and sdm.days(1) == sdm.days(1))\n"
			  "case:close('ok') end");

	v = judge(&c, FLIP_OPEN);
	assert_string_equal(v->broken.len ? v->broken.ptr : "", "");
	assert_string_equal(v->close.ptr, "ok");
	company_free(&c);
}

static void note__says_the_figure_at_closing_and_now__and_asks_no_script(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_NOTE);
	const struct verdict *v;

	(void)state;
	company_load_body(
		&c, "when = sdm.below { share = 0.8 }, severity = function() error('no') end, run = function() error('no') end");
	f.case_no = 1;
	f.first_closed = (struct ratio){ 6400001, 20 };

	v = company_judge(&c, &f, 1);
	assert_int_equal(v->broken.len, 0);
	assert_int_equal(v->alert_count, 0);
	assert_string_equal(v->why.in[LANGUAGE_EN].ptr, "Revenue, Ann, 2026-04: corrected after the period had closed; RUB" NBSP
							"320,000.05 at closing, RUB" NBSP "300,000 now");
	assert_string_equal(v->why.in[LANGUAGE_RU].ptr,
			    "Выручка, Анна, 2026-04: данные исправлены после закрытия периода; при закрытии — 320" NBSP
			    "000,05" NBSP "₽, сейчас — 300" NBSP "000" NBSP "₽");

	f.first_closed = (struct ratio){ 0, 0 };
	v = company_judge(&c, &f, 1);
	assert_non_null(strstr(v->why.in[LANGUAGE_EN].ptr, "; no data at closing, RUB" NBSP "300,000 now"));
	assert_non_null(strstr(v->why.in[LANGUAGE_RU].ptr, "; при закрытии — нет данных, сейчас — 300" NBSP "000"));
	company_free(&c);
}

static void closing_flips__ask_no_script(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load_body(
		&c, "when = sdm.below { share = 0.8 }, severity = function() error('no') end, run = function() error('no') end");

	assert_int_equal(judge(&c, FLIP_CLEAR)->broken.len, 0);
	assert_int_equal(judge(&c, FLIP_EXPIRE)->broken.len, 0);
	assert_true(c.verdicts.at->holds);
	company_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alert_without_why__names_fact_plan_and_deviation),
		cmocka_unit_test(decision_without_run__alerts_the_head),
		cmocka_unit_test(note__says_the_figure_at_closing_and_now__and_asks_no_script),
		cmocka_unit_test(run__gives_out_tasks_and_may_close),
		cmocka_unit_test(severity_function__reads_deviation_and_parameters),
		cmocka_unit_test(function_trigger__is_asked_to_open_and_to_clear),
		cmocka_unit_test(clear_function__says_when_to_close),
		cmocka_unit_test(every_field__reads_as_told),
		cmocka_unit_test(figure_without_data__is_nil_and_said_so),
		cmocka_unit_test(broken_rule__names_line_and_leaves_the_others_alone),
		cmocka_unit_test(format__writes_both_languages),
		cmocka_unit_test(arithmetic__is_exact),
		cmocka_unit_test(closing_flips__ask_no_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
