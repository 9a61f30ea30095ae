/* Decision tables: which row is taken, and which tables are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

#define RULE(rows, run)                                                                                                          \
	"local sdm = require 'sdm'\nlocal t = sdm.dtable {\n" rows "\n}\n"                                                       \
	"return sdm.decision 'rule' { api = 1, title = { en = 'Rule', ru = 'Правило' }, owner = 'consultant@acme',\n"     \
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'clear',\n"                              \
	"  when = sdm.below { share = 0.8 }, run = function(case) " run " end }\n"

static void expect_note(const char *values, const char *said)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);
	struct buf file = { 0 };
	const struct verdict *v;

	buf_addf(&file,
		 RULE("{ when = { gap = '> 10 %%', cause = 'volume' }, does = 'calls' },\n"
		      "{ when = { gap = '> 10 %%, <= 20 %%', cause = { 'cheque', 'mix' } }, does = 'coach' },\n"
		      "{ when = { gap = '> 10 %%', newcomer = true }, does = 'mentor' },\n"
		      "{ when = { gap = 0.1 }, does = 'watch' },\n"
		      "{ does = 'nothing' },",
		      "local row = t:match { %s } case:alert { to = 'head', why = row.number .. ' ' .. row.does .. ': ' .. "
		      "row.text.en }"),
		 values);
	company_load(&c, file.ptr);
	assert_non_null(c.host);
	v = company_judge(&c, &f, 1);
	assert_string_equal(v->broken.len ? v->broken.ptr : "", "");
	assert_string_equal(v->alerts[0].why.in[LANGUAGE_EN].ptr, said);
	company_free(&c);
	buf_free(&file);
}

static void match__takes_the_first_row_whose_conditions_all_hold(void **state)
{
	(void)state;
	expect_note("gap = sdm.percent(12), cause = 'volume', newcomer = true", "1 calls: row 1: cause volume, gap > 10 %");
	expect_note("gap = sdm.percent(20), cause = 'mix'", "2 coach: row 2: cause cheque / mix, gap > 10 %, <= 20 %");
	expect_note("gap = 0.21, cause = 'mix', newcomer = true", "3 mentor: row 3: gap > 10 %, newcomer true");
	expect_note("gap = sdm.percent(10), cause = 'volume'", "4 watch: row 4: gap = 0.1");
	expect_note("gap = sdm.percent(9), cause = 'volume'", "5 nothing: row 5: in all other cases");
}

static void match__of_what_has_no_data__holds_in_no_condition(void **state)
{
	(void)state;
	expect_note("gap = nil, cause = 'volume', newcomer = false", "5 nothing: row 5: in all other cases");
}

static void expect_refused(const char *file, const char *message)
{
	struct company c = { 0 };

	company_load(&c, file);
	if (c.host || !strstr(c.said.ptr, message))
		fail_msg("expected \"%s\", got \"%s\"", message, c.host ? "a rule" : c.said.ptr);
	company_free(&c);
}

static void table__with_a_row_that_is_never_reached__names_it(void **state)
{
	(void)state;
	expect_refused(
		RULE("{ when = { gap = '> 10 %' }, does = 1 }, { when = { gap = '>= 12 %', cause = 'mix' }, does = 2 }", ""),
		"decisions/x.lua:2: dtable: row 2 is never reached: row 1 holds wherever it does");
	expect_refused(RULE("{ does = 1 }, { when = { cause = 'mix' }, does = 2 }", ""),
		       "dtable: row 2 is never reached: row 1 holds wherever it does");
	expect_refused(RULE("{ when = { cause = { 'a', 'b' } } }, { when = { gap = 1 } }, { when = { cause = 'b' } }", ""),
		       "dtable: row 3 is never reached: row 1 holds wherever it does");
}

static void unique_table__names_rows_that_may_both_hold(void **state)
{
	struct company c = { 0 };

	(void)state;
	expect_refused(RULE("unique = true, { when = { gap = '> 10 %' } }, { when = { gap = '> 5 %, < 11 %' } }", ""),
		       "dtable: rows 1 and 2 may both hold: \"gap > 10 %\" and \"gap > 5 %, < 11 %\"");
	expect_refused(RULE("unique = true, { when = { gap = '> 10 %' } }, { when = { cause = 'mix' } }", ""),
		       "dtable: rows 1 and 2 may both hold: \"gap > 10 %\" and \"cause mix\"");
	company_load(&c, RULE("unique = true, { when = { gap = '> 10 %' } }, { when = { gap = '<= 10 %', cause = 'mix' } }, "
			      "{ when = { gap = '<= 10 %', cause = { 'volume', 'cheque' } } }",
			      ""));
	assert_non_null(c.host);
	company_free(&c);
}

static void table__with_a_condition_that_makes_no_sense__is_refused(void **state)
{
	(void)state;
	expect_refused(RULE("{ when = { gap = '> much' } }", ""), "dtable: row 1: gap: expected a comparison like \"> 10 %\"");
	expect_refused(RULE("{ when = { gap = '> 20 %, < 10 %' } }", ""), "dtable: row 1: gap: \"> 20 %, < 10 %\" never holds");
	expect_refused(RULE("{ when = { gap = {} } }", ""), "dtable: row 1: gap: expected a list of words");
	expect_refused(RULE("{ when = 'always' }", ""), "dtable: row 1: when: expected a table");
	expect_refused(RULE("{ number = 1 }", ""), "dtable: row 1: \"number\" and \"text\" are what match adds");
	expect_refused(RULE("", ""), "dtable: expected rows");
}

static void expect_broken(const char *run, const char *message)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);
	struct buf file = { 0 };
	const struct verdict *v;

	buf_addf(&file, RULE("{ when = { gap = '> 10 %%', cause = 'mix' }, does = { 'a' } }", "%s"), run);
	company_load(&c, file.ptr);
	assert_non_null(c.host);
	v = company_judge(&c, &f, 1);
	if (!v->broken.len || !strstr(v->broken.ptr, message))
		fail_msg("expected \"%s\", got \"%.*s\"", message, STR_ARG(v->broken));
	company_free(&c);
	buf_free(&file);
}

static void match__of_what_no_row_can_be_asked__breaks_the_rule(void **state)
{
	(void)state;
	expect_broken("t:match { gapp = 1 }", "match: no row asks for \"gapp\"");
	expect_broken("t:match { gap = 'large', cause = 'mix' }", "match: gap: expected a number, got \"large\"");
	expect_broken("t:match { gap = 1, cause = 2 }", "match: cause: expected a word, got 2");
	expect_broken("t.match { gap = 1 }", "write t:match { ... } with a colon");
	expect_broken("t:match { gap = 1, cause = 'mix' }.does[1] = 'b'", "read-only");
	expect_broken("sdm.dtable { { does = 1 } }", "dtable: make it at the head of the file");
	expect_broken("case:alert { why = t:match { gap = 0, cause = 'mix' }.does }", "attempt to index a nil value");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(match__takes_the_first_row_whose_conditions_all_hold),
		cmocka_unit_test(match__of_what_has_no_data__holds_in_no_condition),
		cmocka_unit_test(table__with_a_row_that_is_never_reached__names_it),
		cmocka_unit_test(unique_table__names_rows_that_may_both_hold),
		cmocka_unit_test(table__with_a_condition_that_makes_no_sense__is_refused),
		cmocka_unit_test(match__of_what_no_row_can_be_asked__breaks_the_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
