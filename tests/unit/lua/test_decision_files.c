#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

static void full_file__compiles_to_records(void **state)
{
	struct company c = { 0 };
	const struct decisions *all;

	(void)state;
	company_load(
		&c, "local sdm = require 'sdm'\n"
		    "return sdm.decision 'plan_lag' {\n"
		    "  api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
		    "  params = { amber = sdm.percent(5), min_gap = sdm.money(50000), grace = sdm.percent(20) },\n"
		    "  watch = { kpi = 'revenue', each = 'seller', period = 'month', calendar = 'mon-fri', level = 'stretch' },\n"
		    "  when = sdm.behind { by = 'amber', gap = 'min_gap', elapsed = 'grace' },\n"
		    "  clear = sdm.behind { by = sdm.percent(3), negate = true },\n"
		    "  for_ = sdm.workdays(3), clear_for = sdm.days(2), on_missing = 'open', severity = 'red',\n"
		    "}\n");

	assert_non_null(c.host);
	assert_int_equal(c.said.len, 0);
	all = host_decisions(c.host);
	assert_int_equal(all->count, 1);
	assert_string_equal(all->at[0].code.ptr, "plan_lag");
	assert_string_equal(all->at[0].title.in[LANGUAGE_RU].ptr, "Отставание");
	assert_int_equal(all->at[0].when.kind, TRIGGER_BEHIND);
	assert_int_equal(all->at[0].when.share_ppm, 950000);
	assert_true(all->at[0].when.or_equal);
	assert_int_equal(all->at[0].when.gap_e4, 500000000);
	assert_int_equal(all->at[0].when.elapsed_ppm, 200000);
	assert_int_equal(all->at[0].clear.share_ppm, 970000);
	assert_int_equal(all->at[0].when_for.days, 3);
	assert_int_equal(all->at[0].when_for.of, COUNT_WORKDAYS);
	assert_int_equal(all->at[0].clear_for.of, COUNT_CALENDAR_DAYS);
	assert_int_equal(all->at[0].on_missing, MISSING_OPEN);
	assert_int_equal(all->at[0].severity, SEVERITY_RED);
	assert_int_equal(all->at[0].calendar, 1);
	assert_int_equal(all->at[0].level, LEVEL_STRETCH);
	assert_int_equal(all->at[0].period_kind, PERIOD_MONTH);
	assert_int_equal(all->at[0].source_sha.len, 64);
	company_free(&c);
}

static void below__is_strict_and_clears_when_it_holds_no_more(void **state)
{
	struct company c = { 0 };
	const struct decision *d;

	(void)state;
	company_load_body(&c, "when = sdm.below { share = sdm.percent(80) }");

	assert_non_null(c.host);
	d = host_decisions(c.host)->at;
	assert_int_equal(d->when.share_ppm, 800000);
	assert_false(d->when.or_equal);
	assert_int_equal(d->clear.share_ppm, 800000);
	assert_int_equal(d->when_for.days, 0);
	company_free(&c);
}

static void above__clears_by_its_own_limit(void **state)
{
	struct company c = { 0 };
	const struct decision *d;

	(void)state;
	company_load_body(&c, "when = sdm.above { value = 100 }, clear = sdm.under { value = 90.5 }");

	assert_non_null(c.host);
	d = host_decisions(c.host)->at;
	assert_int_equal(d->when.compare, COMPARE_GT);
	assert_int_equal(d->when.limit_e4, 1000000);
	assert_int_equal(d->clear.compare, COMPARE_GE); /* stays open while not under */
	assert_int_equal(d->clear.limit_e4, 905000);
	company_free(&c);
}

static void list_of_decisions__gives_each(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(&c, "local sdm = require 'sdm'\nlocal all = {}\n"
			 "for i, each in ipairs { 'seller', 'team', 'company' } do\n"
			 "  all[i] = sdm.decision('below_' .. each) { api = 1, title = each, owner = 'o', on_missing = 'hold',\n"
			 "    watch = { kpi = 'revenue', each = each, period = 'month' }, when = sdm.below { share = 0.8 } }\n"
			 "end\nreturn all\n");

	assert_non_null(c.host);
	assert_int_equal(host_decisions(c.host)->count, 3);
	assert_string_equal(host_decisions(c.host)->at[2].code.ptr, "below_company");
	assert_int_equal(host_decisions(c.host)->at[2].scope_kind, 2);
	assert_int_equal(host_decisions(c.host)->at[2].when.share_ppm, 800000);
	company_free(&c);
}

static void model_param__overrides_the_default(void **state)
{
	struct company c = { .params = { { STR("x"), STR("amber"), STR("7 %"), STR("company.yaml:3:4") },
					 { STR("x"), STR("gap"), STR("50 000.50"), STR("company.yaml:4:4") },
					 { STR("x"), STR("wait"), STR("4 workdays"), STR("company.yaml:5:4") } } };
	const struct decision *d;

	(void)state;
	company_load_body(&c, "params = { amber = sdm.percent(5), gap = sdm.money(1), wait = sdm.days(1) },"
			      "when = sdm.behind { by = 'amber', gap = 'gap' }, for_ = 'wait'");

	assert_non_null(c.host);
	d = host_decisions(c.host)->at;
	assert_int_equal(d->when.share_ppm, 930000);
	assert_int_equal(d->when.gap_e4, 500005000);
	assert_int_equal(d->when_for.days, 4);
	assert_int_equal(d->when_for.of, COUNT_WORKDAYS);
	company_free(&c);
}

static void params_of_a_broken_file__are_not_told_too(void **state)
{
	struct company c = { .params = { { STR("x"), STR("amber"), STR("7 %"), STR("decisions.yaml:3:4") } } };

	(void)state;
	company_load(&c, "return sdm.decision 'x' {");

	assert_null(c.host);
	assert_null(strstr(c.said.ptr, "there is no such decision"));
	company_free(&c);
}

static void byte_order_mark__is_skipped(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(&c, "\xef\xbb\xbf"
			 "local sdm = require 'sdm'\nreturn {}");

	assert_non_null(strstr(c.said.ptr, "expected \"return sdm.decision"));
	company_free(&c);
}

static void wrong_params__are_told_with_their_place(void **state)
{
	struct company c = { .params = { { STR("x"), STR("amber"), STR("seven"), STR("company.yaml:3:4") },
					 { STR("x"), STR("ambre"), STR("7 %"), STR("company.yaml:4:4") },
					 { STR("y"), STR("amber"), STR("7 %"), STR("company.yaml:5:4") } } };

	(void)state;
	company_load_body(&c, "params = { amber = sdm.percent(5) }, when = sdm.behind { by = 'amber' }");

	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "company.yaml:3:4: decision \"x\", parameter \"amber\": expected a percentage"));
	assert_non_null(
		strstr(c.said.ptr, "company.yaml:4:4: decision \"x\", parameter \"ambre\": the decision has no such parameter"));
	assert_non_null(strstr(c.said.ptr, "company.yaml:5:4: decision \"y\", parameter \"amber\": there is no such decision"));
	company_free(&c);
}

static void many_mistakes__are_told_at_once(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(&c, "local sdm = require 'sdm'\n"
			 "return sdm.decision 'x' { api = 2, titlee = 'X', owner = 'o', on_missing = 'holt',\n"
			 "watch = { kpi = 'revenu', each = 'sellr', period = 'monht' }, when = sdm.behind { by = 'ambr' },\n"
			 "params = { amber = sdm.percent(5) }, inhibited_by = { 'z' } }\n");

	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "decisions/x.lua:2: api: expected 1"));
	assert_non_null(strstr(c.said.ptr, "unknown key \"titlee\"; did you mean \"title\"?"));
	assert_non_null(strstr(c.said.ptr, "did you mean \"hold\"?"));
	assert_non_null(strstr(c.said.ptr, "did you mean \"revenue\"?"));
	assert_non_null(strstr(c.said.ptr, "did you mean \"seller\"?"));
	assert_non_null(strstr(c.said.ptr, "did you mean \"month\"?"));
	assert_non_null(strstr(c.said.ptr, "by = \"ambr\": there is no such parameter; did you mean \"amber\"?"));
	assert_non_null(strstr(c.said.ptr, "inhibited_by: there is no decision \"z\""));
	company_free(&c);
}

static void syntax_error__is_told_with_its_line(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(&c, "local sdm = require 'sdm'\nlocal x = = 1\n");

	assert_null(c.host);
	assert_string_equal(c.said.ptr, "decisions/x.lua:2: unexpected symbol near '='\n");
	company_free(&c);
}

static void bytecode__is_refused(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(&c, "\x1bLua");

	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "attempt to load a binary chunk"));
	company_free(&c);
}

static void forgotten_return__is_told(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(&c, "local sdm = require 'sdm'\nlocal x = 1\n");

	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "expected \"return sdm.decision ...\""));
	company_free(&c);
}

static void same_code_twice__is_told(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(
		&c,
		"local sdm = require 'sdm'\nlocal function make() return sdm.decision 'x' { api = 1, title = 'X', owner = 'o',\n"
		"on_missing = 'hold', watch = { kpi = 'revenue', each = 'seller', period = 'month' },\n"
		"when = sdm.below { share = 0.5 } } end\nreturn { make(), make() }\n");

	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "decision \"x\" stands in decisions/x.lua already"));
	company_free(&c);
}

static void endless_file__is_stopped(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load(&c, "while true do end");

	assert_null(c.host);
	assert_string_equal(c.said.ptr, "decisions/x.lua:1: ran longer than 5000000 instructions\n");
	company_free(&c);
}

static void clear_without_negate__is_refused(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load_body(&c, "when = sdm.behind { by = 0.1 }, clear = sdm.behind { by = 0.05 }");

	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "clear: sdm.behind needs negate = true"));
	company_free(&c);
}

static void by_day__is_in_the_record_of_both_triggers(void **state)
{
	struct company c = { 0 };
	const struct decision *d;

	(void)state;
	company_load(&c,
		     "local sdm = require 'sdm'\n"
		     "return sdm.decision 'x' { api = 1, title = 'X', owner = 'o', on_missing = 'open',\n"
		     "watch = { kpi = 'deals_won', each = 'seller', period = 'month', roles = { 'seller', 'head' } },\n"
		     "when = sdm.under { value = 1, by_day = true }, for_ = sdm.workdays(2), clear_for = sdm.workdays(3) }\n");

	assert_non_null(c.host);
	assert_int_equal(c.said.len, 0);
	d = host_decisions(c.host)->at;
	assert_true(d->when.by_day);
	assert_true(d->clear.by_day);
	assert_int_equal(d->when.compare, COMPARE_LT);
	assert_int_equal(d->when.limit_e4, 10000);
	assert_int_equal(d->role_count, 2);
	assert_string_equal(d->roles[0].ptr, "seller");
	assert_string_equal(d->roles[1].ptr, "head");
	company_free(&c);
}

static void by_day__needs_days_and_the_same_in_clear(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load_body(&c, "when = sdm.under { value = 1, by_day = true }, clear = sdm.above { value = 2 }");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "clear: expected by_day as in when"));
	assert_non_null(strstr(c.said.ptr, "for_: by_day needs it, like sdm.workdays(1): a day is judged when it has ended"));
	company_free(&c);

	company_load_body(&c, "when = sdm.behind { by = 0.1, by_day = true }");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "sdm.behind has no option \"by_day\""));
	company_free(&c);
}

static void wrong_roles__are_told(void **state)
{
	static const char *const mistakes[][2] = {
		{ "roles = { 'selller' }, each = 'seller'",
		  "watch: roles: no seller of the model is \"selller\"; did you mean \"seller\"?" },
		{ "roles = 'seller', each = 'seller'", "watch: roles: expected { \"role\", ... }, got string" },
		{ "roles = { 'seller', 2 }, each = 'seller'", "watch: roles: expected texts, got number" },
		{ "roles = { 'seller' }, each = 'team'", "watch: roles: only where `each` is about sellers" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		struct company c = { 0 };
		struct buf lua = { 0 };

		buf_addf(&lua,
			 "local sdm = require 'sdm'\nreturn sdm.decision 'x' { api = 1, title = 'X', owner = 'o', "
			 "on_missing = 'hold', watch = { kpi = 'revenue', period = 'month', %s }, when = sdm.under { value = 1 } "
			 "}",
			 mistakes[i][0]);
		company_load(&c, lua.ptr);
		assert_null(c.host);
		assert_non_null(strstr(c.said.ptr, mistakes[i][1]));
		company_free(&c);
		buf_free(&lua);
	}
}

static void usual__is_of_when_and_of_what_clears_by_it(void **state)
{
	struct company c = { 0 };
	const struct decision *d;

	(void)state;
	company_load_body(&c, "when = sdm.behind { by = 0.05, usual = true }, for_ = sdm.workdays(3)");

	assert_non_null(c.host);
	d = host_decisions(c.host)->at;
	assert_true(d->when.usual);
	assert_true(d->clear.usual);
	company_free(&c);
	company_load_body(&c, "when = sdm.behind { by = 0.05 }, for_ = sdm.workdays(3)");

	assert_non_null(c.host);
	assert_false(host_decisions(c.host)->at->when.usual);
	company_free(&c);
}

static void usual__is_refused_where_it_says_nothing(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load_body(&c, "when = sdm.below { share = 0.8, usual = true }");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "for_: usual needs it, like sdm.workdays(3): what is left is counted when a day has "
					   "ended"));
	company_free(&c);
	company_load_body(&c, "when = sdm.below { share = 0.8, usual = true }, for_ = sdm.days(1),\n"
			      "  clear = sdm.below { share = 0.9, negate = true }");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "clear: expected usual as in when"));
	company_free(&c);
	company_load_body(&c, "when = sdm.below { share = 0.8, usual = 1 }, for_ = sdm.days(1)");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "sdm.below: usual = 1: expected true, false or the name of such a parameter"));
	company_free(&c);
	company_load_body(&c, "when = sdm.under { value = 1, usual = true }, for_ = sdm.days(1)");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "sdm.under has no option \"usual\""));
	company_free(&c);
}

static void sure__is_refused_where_it_says_nothing(void **state)
{
	struct company c = { 0 };

	(void)state;
	company_load_body(&c, "when = sdm.below { share = 1, sure = true }");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr,
			       "when: sure needs a KPI that is a conversion: one count divided by another that it is part "
			       "of, like won / (won + lost)"));
	company_free(&c);

	company_load_body(&c, "when = sdm.below { share = 1 }, clear = sdm.below { share = 1, sure = true, negate = true }");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "clear: sure is for when alone: a case closes by the figure itself"));
	company_free(&c);

	company_load_body(&c, "when = sdm.under { value = 1, sure = sdm.percent(95) }");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr, "sdm.under: sure = 0.95: expected true, false or the name of such a parameter"));
	company_free(&c);

	company_load(
		&c,
		"local sdm = require 'sdm'\nreturn sdm.decision 'x' { api = 1, title = 'x', owner = 'o', on_missing = 'open',\n"
		"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 1, sure = true } "
		"}\n");
	assert_null(c.host);
	assert_non_null(strstr(c.said.ptr,
			       "when: sure needs on_missing = \"hold\" or \"clear\": of nothing reported nobody can be sure"));
	company_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_file__compiles_to_records),
		cmocka_unit_test(below__is_strict_and_clears_when_it_holds_no_more),
		cmocka_unit_test(above__clears_by_its_own_limit),
		cmocka_unit_test(list_of_decisions__gives_each),
		cmocka_unit_test(model_param__overrides_the_default),
		cmocka_unit_test(params_of_a_broken_file__are_not_told_too),
		cmocka_unit_test(byte_order_mark__is_skipped),
		cmocka_unit_test(wrong_params__are_told_with_their_place),
		cmocka_unit_test(many_mistakes__are_told_at_once),
		cmocka_unit_test(syntax_error__is_told_with_its_line),
		cmocka_unit_test(bytecode__is_refused),
		cmocka_unit_test(forgotten_return__is_told),
		cmocka_unit_test(same_code_twice__is_told),
		cmocka_unit_test(endless_file__is_stopped),
		cmocka_unit_test(clear_without_negate__is_refused),
		cmocka_unit_test(by_day__is_in_the_record_of_both_triggers),
		cmocka_unit_test(by_day__needs_days_and_the_same_in_clear),
		cmocka_unit_test(wrong_roles__are_told),
		cmocka_unit_test(usual__is_of_when_and_of_what_clears_by_it),
		cmocka_unit_test(usual__is_refused_where_it_says_nothing),
		cmocka_unit_test(sure__is_refused_where_it_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
