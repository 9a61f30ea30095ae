/* What a condition says at its edges. May 2026, calendar Monday to Friday: 21 working days; the plan of anna is 2100, so 100 a
 * working day. 1 May is a Friday; August begins on a Saturday. */
#include "folded.h"

#define DECISION(rest)                                                                                                             \
	{                                                                                                                          \
		"decisions/behind.lua",                                                                                            \
			"local sdm = require 'sdm'\n"                                                                              \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = " \
			"'consultant',\n"                                                                                          \
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' },\n  " rest                               \
			",\n  run = function(case) case:alert { to = 'head' } end }\n"                                             \
	}
#define KPIS(extra)                                                                                                              \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n  revenue: {sum: amount, where: {kind: won}}\n"                                         \
			     "kpis:\n  revenue: {formula: revenue, unit: money" extra "}\n"                                      \
	}
#define PLAN(period, target)                                                                                                     \
	{                                                                                                                        \
		"plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: " period ", target: " target "}\n" \
	}

static void a_day_off_before_any_plan_is_due__opens_nothing(void **state)
{
	static const struct fold_file with[] = {
		PLAN("2026-08", "2100"),
		DECISION("when = sdm.behind { by = sdm.percent(10) }, on_missing = 'open'"),
	};
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-07-31T08:00:00Z form=deal id=1 seller=anna at=2026-07-31 kind=won amount=1");
	fold_until(f, "2026-08-03T00:00:00Z"); /* Saturday and Sunday have ended: 0 of 0 */
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-08-04T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open day=2026-08-03 fact=0 expected=100 deviation_ppm=-1000000"), 1);
	fold_free(f);
}

static void a_zero_report_on_the_first_morning__is_not_behind_a_plan_of_nothing(void **state)
{
	static const struct fold_file with[] = {
		DECISION("when = sdm.behind { by = sdm.percent(10) }, on_missing = 'hold'"),
	};
	struct fold *f = fold_new(with, 1);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=0");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-01T09:00:00Z form=deal id=2 seller=anna at=2026-05-01 kind=won amount=-5");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-02T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open day=2026-05-01 fact=-5 expected=100"), 1);
	fold_free(f);
}

static void a_target_of_zero__is_judged_by_the_gap_alone(void **state)
{
	static const struct fold_file with[] = {
		PLAN("2026-05", "0"),
		DECISION("when = sdm.behind { by = sdm.percent(10), gap = 50 }, on_missing = 'hold'"),
	};
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=-49.9999");
	fold_until(f, "2026-05-05T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=-0.0001");
	assert_int_equal(fold_count(f, "alerts kind=open day=2026-05-05 fact=-50 expected=0"), 1);
	fold_free(f);
}

static void costs_planned_at_nothing__are_told_only_beyond_the_gap(void **state)
{
	static const struct fold_file share[] = {
		KPIS(", direction: down"),
		PLAN("2026-05", "0"),
		DECISION("when = sdm.behind { by = sdm.percent(10) }, on_missing = 'hold'"),
	};
	static const struct fold_file gap[] = {
		KPIS(", direction: down"),
		PLAN("2026-05", "0"),
		DECISION("when = sdm.behind { by = sdm.percent(10), gap = 50 }, on_missing = 'hold'"),
	};
	struct fold *by_share = fold_new(share, 3), *by_gap = fold_new(gap, 3);

	(void)state;
	fold_say(by_share, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=50");
	fold_say(by_gap, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=0");
	assert_int_equal(fold_count(by_gap, "alerts kind=open"), 0);
	fold_say(by_gap, "2026-05-04T08:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=50");

	assert_int_equal(fold_count(by_share, "alerts kind=open"), 0);
	assert_int_equal(fold_count(by_gap, "alerts kind=open fact=50 expected=0"), 1);
	fold_free(by_share);
	fold_free(by_gap);
}

#define SMALL(rest)                                                                                                              \
	{                                                                                                                        \
		"decisions/behind.lua", "local sdm = require 'sdm'\n"                                                            \
					"return sdm.decision 'small' { api = 1, title = 'Small', owner = 'consultant',\n"        \
					"  watch = { kpi = 'revenue', each = 'seller', period = 'month' },\n  " rest " }\n"      \
	}

static void a_case_that_its_run_closed__opens_again_only_after_the_trigger_was_false(void **state)
{
	static const struct fold_file with[] = { SMALL("when = sdm.under { value = 100 }, on_missing = 'hold',\n"
						       "  run = function(case) case:alert { to = 'head' } case:task('look', { to "
						       "= 'head', title = 'Look' }) case:close('told') end") };
	struct fold *f = fold_new(with, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=10");
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=10");
	fold_restart(f);
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=3 seller=anna at=2026-05-05 kind=won amount=10");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	assert_int_equal(fold_count(f, "tasks state=open"), 1);

	fold_say(f, "2026-05-05T09:00:00Z form=deal id=4 seller=anna at=2026-05-05 kind=won amount=100");
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=4 rev=2 seller=anna at=2026-05-05 kind=won amount=20");
	assert_int_equal(fold_count(f, "alerts kind=open"), 2);
	assert_int_equal(fold_count(f, "alerts case=C2"), 1);
	fold_free(f);
}

static void a_case_closed_by_its_run__judged_by_days__opens_again_after_a_day_without(void **state)
{
	static const struct fold_file with[] = { SMALL(
		"when = sdm.under { value = 100 }, for_ = sdm.days(1), on_missing = 'hold',\n"
		"  run = function(case) case:alert { to = 'head' } case:close('told') end") };
	struct fold *f = fold_new(with, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=10");
	fold_until(f, "2026-05-07T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	fold_say(f, "2026-05-07T08:00:00Z form=deal id=2 seller=anna at=2026-05-07 kind=won amount=200");
	fold_until(f, "2026-05-08T00:00:00Z");
	fold_say(f, "2026-05-08T08:00:00Z form=deal id=2 rev=2 seller=anna at=2026-05-07 kind=won amount=20");
	fold_restart(f);
	fold_until(f, "2026-05-10T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 2);
	fold_free(f);
}

static void a_clear_that_is_broken__is_told_to_its_owner_once_a_day(void **state)
{
	static const struct fold_file with[] = { SMALL(
		"when = function(s, p) return s.fact ~= nil and s.fact < 100 end,\n"
		"  clear = function(s, p) return s.nothing.there end, on_missing = 'hold',\n"
		"  run = function(case) case:alert { to = 'head' } end") };
	struct fold *f = fold_new(with, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=10");
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=10");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=10");
	fold_restart(f);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=4 seller=anna at=2026-05-04 kind=won amount=10");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=open to=head"), 1);
	assert_int_equal(fold_count(f, "alerts case=C1 kind=broken_rule to=consultant day=2026-05-04"), 1);
	fold_until(f, "2026-05-05T00:00:00Z");
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=5 seller=anna at=2026-05-05 kind=won amount=10");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=broken_rule day=2026-05-05"), 1);
	assert_int_equal(fold_count(f, "alerts kind=broken_rule"), 2);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_off_before_any_plan_is_due__opens_nothing),
		cmocka_unit_test(a_zero_report_on_the_first_morning__is_not_behind_a_plan_of_nothing),
		cmocka_unit_test(a_target_of_zero__is_judged_by_the_gap_alone),
		cmocka_unit_test(a_case_that_its_run_closed__opens_again_only_after_the_trigger_was_false),
		cmocka_unit_test(a_case_closed_by_its_run__judged_by_days__opens_again_after_a_day_without),
		cmocka_unit_test(a_clear_that_is_broken__is_told_to_its_owner_once_a_day),
		cmocka_unit_test(costs_planned_at_nothing__are_told_only_beyond_the_gap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
