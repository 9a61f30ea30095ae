/* Levels, norms and the ramp of newcomers, in a running company. Anna is hired on 4 May 2026 as a junior. */
#include "folded.h"

#define LEVELS                                                                                                                   \
	{                                                                                                                        \
		"levels.yaml", "levels: {junior: Junior, senior: Senior}\n"                                                      \
			       "norms:\n"                                                                                        \
			       "  - {level: junior, kpi: won, norm: 4}\n"                                                        \
			       "  - {level: senior, kpi: won, norm: 6}\n"                                                        \
			       "ramp:\n"                                                                                         \
			       "  - {level: junior, month: 1, plan: 30%, norms: 50%}\n"                                          \
			       "  - {level: junior, month: 2, plan: 70%}\n"                                                      \
	}
#define PLANS                                                                                                                    \
	{                                                                                                                        \
		"plans.yaml", "plan:\n"                                                                                          \
			      "  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 1000, ramped: yes}\n"    \
			      "  - {scope: seller, member: anna, kpi: revenue, period: 2026-06, target: 1000, ramped: yes}\n"    \
			      "  - {scope: seller, member: anna, kpi: revenue, period: 2026-07, target: 1000, ramped: yes}\n"    \
			      "  - {scope: seller, member: carl, kpi: revenue, period: 2026-05, target: 1000, ramped: yes}\n"    \
			      "  - {scope: seller, member: carl, kpi: revenue, period: 2026-06, target: 1000, ramped: yes}\n"    \
	}
#define KPIS                                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n"                                                                                       \
			     "  revenue: {sum: amount, where: {kind: won}}\n"                                                    \
			     "  won: {count: yes, where: {kind: won}}\n"                                                         \
			     "kpis:\n"                                                                                           \
			     "  revenue: {formula: revenue, unit: money}\n"                                                      \
			     "  won: {formula: won, unit: count}\n"                                                              \
	}
#define ORG(anna)                                                                                                                \
	{                                                                                                                        \
		"org.yaml", "units:\n"                                                                                           \
			    "  - {id: C, type: company}\n"                                                                       \
			    "  - {id: T1, type: team, parent: C, head: head}\n"                                                  \
			    "sellers:\n"                                                                                         \
			    "  - {id: carl, unit: T1, level: senior}\n" anna                                                     \
	}
#define JUNIOR "  - {id: anna, unit: T1, level: junior, hired: 2026-05-04, valid_from: 2026-05-04}\n"
#define PROMOTED                                                                                                                 \
	"  - {id: anna, unit: T1, level: junior, hired: 2026-05-04, valid_from: 2026-05-04, valid_to: 2026-06-14}\n"             \
	"  - {id: anna, unit: T1, level: senior, valid_from: 2026-06-15}\n"
#define RULE(kpi, each, when)                                                                                                    \
	{                                                                                                                        \
		"decisions/behind.lua",                                                                                          \
			"local sdm = require 'sdm'\n"                                                                            \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Behind' }, owner = "             \
			"'consultant',\n"                                                                                        \
			"  watch = { kpi = '" kpi "', each = '" each "', period = 'month' }, on_missing = 'clear',\n"            \
			"  when = function(s) return " when " end }\n"                                                           \
	}
#define COMPANY(anna, rule)                                                                                                      \
	{                                                                                                                        \
		LEVELS, PLANS, KPIS, ORG(anna), rule                                                                             \
	}
enum { FILES = 5 };

static void ramped_plan__is_what_attainment_is_held_against(void **state)
{
	static const struct fold_file with[] = COMPANY(JUNIOR, RULE("revenue", "seller", "s.attainment >= 1"));
	struct fold *f = fold_new(with, FILES);

	(void)state;
	fold_say(f, "2026-05-11T10:00:00Z form=deal id=1 seller=anna at=2026-05-11 kind=won amount=299.99");
	fold_say(f, "2026-06-11T10:00:00Z form=deal id=2 seller=anna at=2026-06-11 kind=won amount=699.99");
	fold_say(f, "2026-06-12T10:00:00Z form=deal id=4 seller=carl at=2026-06-12 kind=won amount=999.99");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-06-12T10:00:00Z form=deal id=5 seller=anna at=2026-06-12 kind=won amount=0.01");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna period=2026-06 plan=700"), 1);
	fold_say(f, "2026-07-12T10:00:00Z form=deal id=6 seller=anna at=2026-07-12 kind=won amount=1000");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna period=2026-07 plan=1000"), 1);
	fold_free(f);
}

/* Anna is in T1 on 20 of the 21 working days over which her 300 are spread. */
static void plan_of_the_unit__is_the_sum_of_the_ramped_ones(void **state)
{
	static const struct fold_file with[] = COMPANY(JUNIOR, RULE("revenue", "team", "s.fact > 0"));
	struct fold *f = fold_new(with, FILES);

	(void)state;
	fold_say(f, "2026-05-11T10:00:00Z form=deal id=1 seller=anna at=2026-05-11 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open scope=T1 period=2026-05 plan=1285.7143"), 1);
	fold_free(f);
}

static void level_that_changes_in_mid_month__leaves_the_months_before_and_this_one(void **state)
{
	static const struct fold_file with[] = COMPANY(JUNIOR, RULE("revenue", "seller", "s.fact > 0"));
	static const struct fold_file later[] = COMPANY(PROMOTED, RULE("revenue", "seller", "s.fact > 0"));
	struct fold *f = fold_new(with, FILES);

	(void)state;
	fold_say(f, "2026-06-11T10:00:00Z form=deal id=1 seller=anna at=2026-05-11 kind=won amount=1");
	fold_activate(f, later, FILES, "t1");
	fold_say(f, "2026-06-16T10:00:00Z form=deal id=2 seller=anna at=2026-06-16 kind=won amount=1");
	fold_say(f, "2026-07-16T10:00:00Z form=deal id=3 seller=anna at=2026-07-16 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna period=2026-05"), 0); /* it is over */
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna period=2026-06 plan=700"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna period=2026-07 plan=1000"), 1);
	fold_free(f);
}

/* 4 to 8 May are five working days of 4 x 50 %. */
static void norm__of_a_newcomer__is_read_by_a_decision(void **state)
{
	static const struct fold_file with[] = COMPANY(
		JUNIOR, RULE("won", "seller",
			     "s.norm and s.seller.level == 'junior' and s.seller.ramp_month == 1 and s.norm == sdm.number(10) "
			     "and s.fact < s.norm"));
	struct fold *f = fold_new(with, FILES);

	(void)state;
	fold_say(f, "2026-05-07T10:00:00Z form=deal id=1 seller=anna at=2026-05-07 kind=won amount=1");
	fold_say(f, "2026-05-07T11:00:00Z form=deal id=2 seller=carl at=2026-05-07 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-08T10:00:00Z form=deal id=3 seller=anna at=2026-05-08 kind=won amount=1");
	assert_int_equal(fold_count(f, "broken"), 0);
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna fact=2 day=2026-05-08"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ramped_plan__is_what_attainment_is_held_against),
		cmocka_unit_test(plan_of_the_unit__is_the_sum_of_the_ramped_ones),
		cmocka_unit_test(level_that_changes_in_mid_month__leaves_the_months_before_and_this_one),
		cmocka_unit_test(norm__of_a_newcomer__is_read_by_a_decision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
