/* What becomes of a case between its opening and its end. Calendar Monday to Friday; 4 May 2026 is a Monday. */
#include "folded.h"

#define FUNCTIONS(when, clear, run)                                                                                                \
	{                                                                                                                          \
		"decisions/behind.lua",                                                                                            \
			"local sdm = require 'sdm'\n"                                                                              \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = " \
			"'consultant',\n"                                                                                          \
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'hold',\n"                 \
			"  when = function(s) " when " end,\n  clear = function(s) " clear " end,\n"                               \
			"  run = function(case) " run " end }\n"                                                                   \
	}

static void say(struct fold *f, const char *at, int id, const char *amount)
{
	struct buf words = { 0 };

	buf_addf(&words, "%s form=deal id=%d seller=anna at=%.10s kind=won amount=%s", at, id, at, amount);
	fold_say(f, words.ptr);
	buf_free(&words);
}

/* ---- broken rules ---- */
static void clear_that_breaks__is_told_to_its_owner_once_a_day(void **state)
{
	static const struct fold_file with = FUNCTIONS("return true", "return s.attainment > nil", "case:alert { to = 'head' }");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	say(f, "2026-05-04T08:00:00Z", 1, "5");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=open"), 1);
	assert_int_equal(fold_count(f, "alerts kind=broken_rule"), 0);
	say(f, "2026-05-04T09:00:00Z", 2, "5");
	assert_int_equal(fold_count(f, "alerts case=C1 step=2 kind=broken_rule to=consultant day=2026-05-04"), 1);
	say(f, "2026-05-04T10:00:00Z", 3, "5");
	fold_restart(f);
	say(f, "2026-05-04T11:00:00Z", 4, "5");
	assert_int_equal(fold_count(f, "alerts kind=broken_rule"), 1);
	say(f, "2026-05-05T09:00:00Z", 5, "5"); /* between them the 4th has ended, and was told of already */
	say(f, "2026-05-05T10:00:00Z", 6, "5");
	assert_int_equal(fold_count(f, "alerts kind=broken_rule"), 2);
	assert_int_equal(fold_count(f, "alerts case=C1 step=3 kind=broken_rule day=2026-05-05"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	fold_until(f, "2026-06-01T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=expired"), 1);
	fold_free(f);
}

static void when_that_breaks__opens_one_case_and_is_told_once_a_day(void **state)
{
	static const struct fold_file with = {
		"decisions/behind.lua",
		"local sdm = require 'sdm'\n"
		"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant', on_missing = 'hold',\n"
		"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = function(s) return s.fact > nil end }\n"
	};
	struct fold *f = fold_new(&with, 1);

	(void)state;
	for (int i = 0; i < 10; i++)
		say(f, "2026-05-04T08:00:00Z", i, "5");
	assert_int_equal(fold_count(f, "alerts"), 1);
	assert_int_equal(fold_count(f, "alerts case=C1 kind=broken_rule day=2026-05-04"), 1);
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=broken_rule day=2026-05-05"), 1);
	fold_free(f);
}

/* ---- what is held and how it went, as /metrics shows it ---- */
static void engine_sizes__open_restarted_expired__count_the_case_while_it_is_open(void **state)
{
	static const struct fold_file with = FUNCTIONS("return true", "return s.attainment > nil", "case:alert { to = 'head' }");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	assert_int_equal(engine_sizes(f->turn->engine).cases_open, 0);
	say(f, "2026-05-04T08:00:00Z", 1, "5");
	say(f, "2026-05-04T09:00:00Z", 2, "5");
	fold_restart(f);

	struct sizes s = engine_sizes(f->turn->engine);
	assert_int_equal(s.cases_open, 1);
	assert_int_equal(s.ids, 2);
	assert_int_equal(s.facts, 2);
	assert_true(s.rows > 0 && s.cells > s.rows);

	fold_until(f, "2026-06-01T00:00:00Z");
	assert_int_equal(engine_sizes(f->turn->engine).cases_open, 0);
	fold_free(f);
}

static void host_tally__a_rule_that_breaks__counts_each_failure(void **state)
{
	static const struct fold_file with = FUNCTIONS("return true", "return s.attainment > nil", "case:alert { to = 'head' }");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	say(f, "2026-05-04T08:00:00Z", 1, "5");
	uint64_t asked = host_tally(f->turn->host, 0).calls;
	assert_int_equal(host_tally(f->turn->host, 0).broken, 0);
	say(f, "2026-05-04T09:00:00Z", 2, "5");

	assert_int_equal(host_tally(f->turn->host, 0).broken, 1);
	assert_true(host_tally(f->turn->host, 0).calls > asked);
	fold_free(f);
}

/* ---- cases that their own run closes ---- */
#define DECLARED(when)                                                                                                             \
	{                                                                                                                          \
		"decisions/behind.lua",                                                                                            \
			"local sdm = require 'sdm'\n"                                                                              \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = " \
			"'consultant',\n"                                                                                          \
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'hold', when = " when      \
			",\n  run = function(case) case:alert { to = 'head' } case:close('told') end }\n"                          \
	}

static void run_that_alerts_and_closes__ten_reports__is_told_once(void **state)
{
	static const struct fold_file with = DECLARED("sdm.under { value = 100 }");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	for (int i = 0; i < 10; i++)
		say(f, "2026-05-04T08:00:00Z", i, "5");
	assert_int_equal(fold_count(f, "alerts kind=open case=C1"), 1);
	fold_restart(f);
	say(f, "2026-05-05T08:00:00Z", 10, "5"); /* 4 May has ended meanwhile */
	fold_activate(f, &with, 1, "a");
	say(f, "2026-05-05T08:00:00Z", 11, "5");
	assert_int_equal(fold_count(f, "alerts"), 1);
	say(f, "2026-05-05T09:00:00Z", 12, "40"); /* 100 is not under 100 */
	fold_restart(f);
	say(f, "2026-05-05T09:00:00Z", 13, "-1");
	assert_int_equal(fold_count(f, "alerts kind=open case=C2 fact=99"), 1);
	say(f, "2026-06-01T09:00:00Z", 14, "5");
	assert_int_equal(fold_count(f, "alerts kind=open case=C3 period=2026-06"), 1);
	assert_int_equal(fold_count(f, "alerts"), 3);
	fold_free(f);
}

static void run_that_closes__missing_data__does_not_unlatch_it(void **state)
{
	static const struct fold_file with = DECLARED("sdm.under { value = 100 }");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	say(f, "2026-05-04T08:00:00Z", 1, "5");
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=1 rev=2 op=retract");
	fold_until(f, "2026-05-06T00:00:00Z");
	say(f, "2026-05-06T08:00:00Z", 2, "5");
	assert_int_equal(fold_count(f, "alerts"), 1);
	fold_free(f);
}

static void run_that_closes__function_trigger__is_asked_until_it_says_no(void **state)
{
	static const struct fold_file with =
		FUNCTIONS("return s.fact < 100", "return s.fact >= 100",
			  "assert(not case.fact or case.fact ~= 7) case:alert { to = 'head' } case:close('told')");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	for (int i = 0; i < 10; i++)
		say(f, "2026-05-04T08:00:00Z", i, "5");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts"), 1);
	say(f, "2026-05-06T08:00:00Z", 10, "50");
	say(f, "2026-05-06T08:00:00Z", 11, "-10");
	assert_int_equal(fold_count(f, "alerts kind=open case=C2 fact=90"), 1);
	assert_int_equal(fold_count(f, "alerts"), 2);
	fold_free(f);
}

static void run_that_closes__trigger_that_breaks_later__is_told_once_a_day(void **state)
{
	static const struct fold_file with =
		FUNCTIONS("assert(s.fact < 10) return true", "return false", "case:alert { to = 'head' } case:close('told')");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	for (int i = 0; i < 5; i++)
		say(f, "2026-05-04T08:00:00Z", i, "4");
	assert_int_equal(fold_count(f, "alerts kind=open case=C1"), 1);
	assert_int_equal(fold_count(f, "alerts kind=broken_rule case=C1 day=2026-05-04 to=consultant"), 1);
	assert_int_equal(fold_count(f, "alerts"), 2);
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=broken_rule case=C1 day=2026-05-05"), 1);
	assert_int_equal(fold_count(f, "alerts"), 3);
	fold_free(f);
}

/* Behind on three working days running; the plan of anna is 100 a working day. */
static void run_that_closes__trigger_of_days__waits_for_a_day_on_which_it_is_not_met(void **state)
{
	static const struct fold_file with = DECLARED("sdm.below { share = sdm.percent(80) }, for_ = sdm.workdays(3)");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	say(f, "2026-05-01T08:00:00Z", 1, "1");
	fold_until(f, "2026-05-12T00:00:00Z"); /* Friday to Monday of the next week but one */
	assert_int_equal(fold_count(f, "alerts kind=open case=C1 day=2026-05-05"), 1);
	assert_int_equal(fold_count(f, "alerts"), 1);
	say(f, "2026-05-12T08:00:00Z", 2, "799"); /* exactly on plan by Tuesday */
	fold_until(f, "2026-05-16T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts"), 1); /* 800 of 1,000 on Thursday is not below 80 % */
	fold_until(f, "2026-05-20T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open case=C2 since=2026-05-15 day=2026-05-19"), 1);
	assert_int_equal(fold_count(f, "alerts"), 2);
	fold_free(f);
}

static void note_before_the_alert__tells_nobody(void **state)
{
	static const struct fold_file with =
		FUNCTIONS("return true", "return false", "case:note('cause'); case:alert { to = 'head' }");
	struct fold *f = fold_new(&with, 1);

	(void)state;
	say(f, "2026-05-04T08:00:00Z", 1, "5");
	fold_until(f, "2026-06-01T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 step=1 kind=history"), 1);
	assert_int_equal(fold_count(f, "alerts case=C1 kind=expired to=head"), 1);
	fold_free(f);
}

static void run_that_opens_another_case_and_closes__opens_it_all_the_same(void **state)
{
	static const struct fold_file two = {
		"decisions/two.lua",
		"local sdm = require 'sdm'\n"
		"return {\n"
		"  sdm.decision 'guard' { api = 1, title = 'Guard', owner = 'consultant', on_missing = 'hold',\n"
		"    watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 10 },\n"
		"    run = function(case) case:open('work'); case:close('handed_on') end },\n"
		"  sdm.decision 'work' { api = 1, title = 'Work', owner = 'consultant', on_missing = 'hold',\n"
		"    watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 0 },\n"
		"    clear = sdm.under { value = 100, negate = true }, run = function(case) case:alert { to = 'head' } end },\n"
		"}\n",
	};
	struct fold *f = fold_new(&two, 1);

	(void)state;
	say(f, "2026-05-04T08:00:00Z", 1, "5");
	fold_restart(f);
	fold_until(f, "2026-05-05T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open decision=work to=head"), 1);
	assert_int_equal(fold_count(f, "alerts decision=guard"), 0);
	fold_restart(f);
	say(f, "2026-05-05T08:00:00Z", 2, "100");
	assert_int_equal(fold_count(f, "alerts kind=resolved decision=work"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(note_before_the_alert__tells_nobody),
		cmocka_unit_test(run_that_opens_another_case_and_closes__opens_it_all_the_same),
		cmocka_unit_test(run_that_alerts_and_closes__ten_reports__is_told_once),
		cmocka_unit_test(run_that_closes__missing_data__does_not_unlatch_it),
		cmocka_unit_test(run_that_closes__function_trigger__is_asked_until_it_says_no),
		cmocka_unit_test(run_that_closes__trigger_that_breaks_later__is_told_once_a_day),
		cmocka_unit_test(run_that_closes__trigger_of_days__waits_for_a_day_on_which_it_is_not_met),
		cmocka_unit_test(clear_that_breaks__is_told_to_its_owner_once_a_day),
		cmocka_unit_test(when_that_breaks__opens_one_case_and_is_told_once_a_day),
		cmocka_unit_test(engine_sizes__open_restarted_expired__count_the_case_while_it_is_open),
		cmocka_unit_test(host_tally__a_rule_that_breaks__counts_each_failure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
