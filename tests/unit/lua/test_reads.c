#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

static const struct verdict *judge(struct company *c, enum flip_kind kind)
{
	static struct flip f; /* reads refer to its figures */

	f = company_flip(kind);
	return company_judge(c, &f, 1);
}

static void declared_trigger__names_its_parameters_and_its_line(void **state)
{
	struct company c = { 0 };
	const struct decision *d;

	(void)state;
	company_load_body(&c,
			  "params = { b = sdm.percent(12.5), a = sdm.money(1500.25), c = sdm.workdays(2), d = true, e = 'x' },\n"
			  "when = sdm.behind { by = 'b', gap = 'a', elapsed = 'b' }, for_ = 'c',\n"
			  "clear = sdm.behind { by = 0.1, negate = true }");

	d = &host_decisions(c.host)->at[0];
	assert_string_equal(d->file.ptr, "decisions/x.lua");
	assert_int_equal(d->when.line, 4);
	assert_int_equal(d->named_count, 3);
	assert_string_equal(d->named[0]->name.ptr, "b");
	assert_string_equal(d->named[0]->text.ptr, "12.5 %");
	assert_string_equal(d->named[1]->name.ptr, "a");
	assert_string_equal(d->named[1]->text.ptr, "1500.25");
	assert_string_equal(d->named[2]->name.ptr, "c");
	assert_string_equal(d->named[2]->text.ptr, "2 workdays");
	company_free(&c);
}

static void parameter_given_by_the_model__is_read_as_given(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	c.params[0] = (struct decision_param){ STR("x"), STR("low"), STR("7 %"), STR("company.yaml:1:1") };
	company_load_body(&c, "params = { low = sdm.percent(5) }, when = sdm.below { share = 0.8 },\n"
			      "severity = function(s, p) return p.low > 0 and 'red' or 'info' end");

	v = judge(&c, FLIP_OPEN);
	assert_int_equal(v->severity, SEVERITY_RED);
	assert_int_equal(v->reads.count, 1);
	assert_string_equal(v->reads.at[0].param->text.ptr, "7 %");
	assert_int_equal(v->reads.at[0].by, READER_SEVERITY);
	assert_int_equal(v->reads.at[0].line, 4);
	company_free(&c);
}

static void what_a_declared_trigger_saw__is_not_said_again(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "params = { low = sdm.percent(80) }, when = sdm.below { share = 'low' },\n"
			      "run = function(case) if case.deviation < case.p.low then case:alert {} end end");

	v = judge(&c, FLIP_OPEN);
	assert_int_equal(v->alert_count, 1);
	assert_int_equal(v->reads.count, 0);
	company_free(&c);
}

static void trigger_that_does_not_hold__reads_nothing(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "params = { low = sdm.money(1) }, when = function(s, p) return s.fact < p.low end");

	v = judge(&c, FLIP_ASK);
	assert_false(v->holds);
	assert_int_equal(v->reads.count, 0);
	company_free(&c);
}

static void run__reads_another_kpi_once(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "when = function(s) return s.missing == false end,\n"
			      "run = function(case)\n"
			      "local won = case:kpi('deals_won')\n"
			      "if won.fact > 1 and case:kpi('deals_won').facts > 1 and case.fact > 0 then case:alert {} end end");

	v = judge(&c, FLIP_ASK);
	assert_int_equal(v->broken.len, 0);
	assert_int_equal(v->alert_count, 1);
	assert_int_equal(v->reads.count, 2);
	assert_int_equal(v->reads.at[0].kind, READ_SUBJECT);
	assert_int_equal(v->reads.at[0].by, READER_TRIGGER);
	assert_int_equal(v->reads.at[0].line, 3);
	assert_int_equal(v->reads.at[0].figures->fact.num, 300000);
	assert_int_equal(v->reads.at[1].kind, READ_KPI);
	assert_int_equal(v->reads.at[1].kpi, 1);
	assert_int_equal(v->reads.at[1].by, READER_RUN);
	assert_int_equal(v->reads.at[1].line, 5);
	assert_int_equal(v->reads.at[1].figures->facts, 4);
	company_free(&c);
}

static void reason_left_out__reads_the_figures_that_it_tells(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "when = function() return true end");

	v = judge(&c, FLIP_ASK);
	assert_int_equal(v->alert_count, 1);
	assert_int_equal(v->reads.count, 1);
	assert_int_equal(v->reads.at[0].kind, READ_SUBJECT);
	assert_int_equal(v->reads.at[0].by, READER_RUN);
	assert_int_equal(v->reads.at[0].line, 0);
	company_free(&c);
}

static void table_of_parameters__is_as_frozen_as_ever(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "params = { low = 1, high = 2 }, when = sdm.below { share = 0.8 },\n"
			      "run = function(case)\n"
			      "local names = ''\n"
			      "for name, value in pairs(case.p) do names = names .. name .. value end\n"
			      "assert(names == 'high2low1' and next(case.p) == 'high' and #case.p == 0, names)\n"
			      "case:alert { to = 'boss' }\n"
			      "return case.p.hihg end");

	v = judge(&c, FLIP_OPEN);
	assert_non_null(strstr(v->broken.ptr, "decisions/x.lua:9: there is no \"hihg\" here"));
	assert_int_equal(v->reads.count, 2);
	company_free(&c);
	company_load_body(&c, "params = { low = 1 }, when = sdm.below { share = 0.8 }, run = function(case) case.p.low = 2 end");
	assert_non_null(strstr(judge(&c, FLIP_OPEN)->broken.ptr, "cannot set \"low\": this table is read-only"));
	company_free(&c);
}

/* The trigger is asked twice where it holds; the first time does not count. */
static void trigger_that_holds__has_the_budget_of_one_call(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "when = function(s) local n = 0 for i = 1, 60000 do n = n + i end return s.fact > 0 end");

	v = judge(&c, FLIP_ASK);
	assert_int_equal(v->broken.len, 0);
	assert_int_equal(v->alert_count, 1);
	company_free(&c);
}

static void texts_that_are_none__are_kept_as_a_question_mark(void **state)
{
	struct company c = { 0 };
	const struct verdict *v;

	(void)state;
	company_load_body(&c, "params = { odd = 'a\\1b', wide = '\\xff' }, when = sdm.below { share = 0.8 },\n"
			      "run = function(case) case:alert { to = #case.p.odd == 3 and #case.p.wide == 1 and 'boss' } end");

	v = judge(&c, FLIP_OPEN);
	assert_int_equal(v->broken.len, 0);
	assert_int_equal(v->reads.count, 2);
	assert_string_equal(v->reads.at[0].param->text.ptr, "?");
	assert_string_equal(v->reads.at[1].param->text.ptr, "?");
	company_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_trigger__names_its_parameters_and_its_line),
		cmocka_unit_test(parameter_given_by_the_model__is_read_as_given),
		cmocka_unit_test(what_a_declared_trigger_saw__is_not_said_again),
		cmocka_unit_test(trigger_that_does_not_hold__reads_nothing),
		cmocka_unit_test(run__reads_another_kpi_once),
		cmocka_unit_test(reason_left_out__reads_the_figures_that_it_tells),
		cmocka_unit_test(table_of_parameters__is_as_frozen_as_ever),
		cmocka_unit_test(trigger_that_holds__has_the_budget_of_one_call),
		cmocka_unit_test(texts_that_are_none__are_kept_as_a_question_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
