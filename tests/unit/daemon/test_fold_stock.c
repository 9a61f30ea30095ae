/* Stocks: what there is at the end of a day, from all facts up to it. May 2026 closes with 1 June 00:00 UTC. */
#include "folded.h"

#define KPIS                                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n"                                                                                       \
			     "  entered: {sum: amount, stock: yes, where: {kind: won}}\n"                                        \
			     "  left: {sum: amount, stock: yes, where: {kind: lost}}\n"                                          \
			     "  sold: {sum: amount, where: {kind: lost}}\n"                                                      \
			     "kpis:\n"                                                                                           \
			     "  revenue: {formula: entered - left, unit: money}\n"                                               \
			     "  turn: {formula: sold / (entered - left), unit: number}\n"                                        \
	}
#define DECISION(more)                                                                                                              \
	{                                                                                                                           \
		"decisions/behind.lua",                                                                                             \
			"local sdm = require 'sdm'\n"                                                                               \
			"return sdm.decision 'much' { api = 1, title = { en = 'Much', ru = 'Много' }, owner = 'consultant',\n" \
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'hold',\n" more " }\n"      \
	}
#define ABOVE DECISION("when = sdm.above { value = 90 }")

static struct fold *stock_new(void)
{
	static const struct fold_file with[] = { KPIS, ABOVE };

	return fold_new(with, 2);
}

/* Anna has taken in 100 on 20 May and given out 30 on 10 June. */
static struct fold *after_june(void)
{
	struct fold *f = stock_new();

	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100 product=P1");
	fold_say(f, "2026-06-10T10:00:00Z form=deal id=2 seller=anna at=2026-06-10 kind=lost amount=30 product=P1");
	return f;
}

static void stock__is_that_of_the_periods_last_day__also_without_facts_in_it(void **state)
{
	struct fold *f = after_june();

	(void)state;
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-20"), 1000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-21"), 1000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06-09"), 1000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06"), 700000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-Q2"), 700000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-09"), 700000);
	assert_int_equal(fold_figure(f, "team_product", "T1|P1", "revenue", "2026-06"), 700000);
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-06"), 700000);
	fold_free(f);
}

static void stock__before_the_first_fact__is_zero__of_whom_nothing_is_known__no_data(void **state)
{
	struct fold *f = after_june();

	(void)state;
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-19"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-04"), 0);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-06"), FOLD_NO_DATA);
	fold_say(f, "2026-06-11T10:00:00Z form=deal id=1 rev=2 op=retract");
	fold_say(f, "2026-06-11T10:00:00Z form=deal id=2 rev=2 op=retract");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06"), FOLD_NO_DATA);
	fold_free(f);
}

static void stock__beside_a_flow__each_is_counted_its_own_way(void **state)
{
	struct fold *f = after_june();

	(void)state;
	assert_int_equal(fold_figure(f, "seller", "anna", "turn", "2026-05"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "turn", "2026-06"), 4286); /* 30 / 70 */
	assert_int_equal(fold_figure(f, "seller", "anna", "turn", "2026-07"), 0);
	fold_free(f);
}

static void stock__correction_of_an_old_fact__changes_every_day_since(void **state)
{
	struct fold *f = after_june();

	(void)state;
	fold_say(f, "2026-06-12T10:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-25 kind=won amount=80 product=P1");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-24"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 800000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06"), 500000);
	fold_restart(f);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 800000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06"), 500000);
	fold_free(f);
}

static void stock__dated_far_ahead__does_not_count_before(void **state)
{
	static const struct fold_file with[] = { KPIS,
						 ABOVE,
						 { "forms.yaml", "forms:\n"
								 "  deal:\n"
								 "    future_days: -1\n"
								 "    fields:\n"
								 "      kind: {type: choice, of: [won, lost], required: yes}\n"
								 "      product: axis\n"
								 "      amount: money\n" } };
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f, "2026-06-10T10:00:00Z form=deal id=2 seller=anna at=2026-06-10 kind=won amount=70");
	fold_say(f, "2026-06-12T10:00:00Z form=deal id=3 seller=anna at=2199-03-05 kind=won amount=1000");
	assert_int_equal(fold_count(f, "rejected"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06"), 700000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2199-02"), 700000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2199-03-04"), 700000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2199-03"), 10700000);
	fold_free(f);
}

/* ---- decisions ---- */
static void fact_of_an_earlier_month__opens_at_once_for_the_present_one(void **state)
{
	struct fold *f = stock_new();

	(void)state;
	fold_say(f, "2026-06-02T10:00:00Z form=deal id=1 seller=anna at=2026-06-02 kind=won amount=50");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-20 kind=won amount=40.5");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna period=2026-06 fact=90.5 day=2026-06-02"), 1);
	fold_say(f, "2026-06-02T12:00:00Z form=deal id=3 seller=anna at=2026-05-21 kind=lost amount=0.5");
	assert_int_equal(fold_count(f, "alerts kind=resolved scope=anna period=2026-06 fact=90 day=2026-06-02"), 1);
	fold_free(f);
}

static void days_running__are_each_judged_by_what_there_was(void **state)
{
	static const struct fold_file with[] = { KPIS, DECISION("when = sdm.above { value = 90 }, for_ = sdm.days(3)") };
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-05-29T10:00:00Z form=deal id=1 seller=anna at=2026-05-29 kind=won amount=100");
	fold_until(f, "2026-06-01T00:00:00Z"); /* 29, 30 and 31 May */
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna period=2026-05 since=2026-05-29 day=2026-05-31 fact=100"), 1);
	fold_until(f, "2026-06-03T00:00:00Z"); /* a period begins anew: 1 and 2 June are two days of it */
	assert_int_equal(fold_count(f, "alerts kind=open period=2026-06"), 0);
	fold_until(f, "2026-06-04T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open period=2026-06 since=2026-06-01 day=2026-06-03 fact=100"), 1);
	fold_free(f);
}

static void plan__is_the_whole_target_from_the_first_day(void **state)
{
	static const struct fold_file with[] = { KPIS, DECISION("when = sdm.behind { by = sdm.percent(10) }") };
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-04-30T10:00:00Z form=deal id=1 seller=anna at=2026-04-30 kind=won amount=1000");
	fold_until(f, "2026-05-04T00:00:00Z"); /* Friday, 1 May, has ended */
	assert_int_equal(
		fold_count(f, "alerts kind=open scope=anna period=2026-05 day=2026-05-01 fact=1000 plan=2100 expected=2100"), 1);
	fold_free(f);
}

/* ---- closed periods ---- */
static void late_fact__restates_the_stock_of_each_closed_period_since(void **state)
{
	struct fold *f = after_june();

	(void)state;
	fold_until(f, "2026-07-02T00:00:00Z");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-06"), FOLD_STANDS);
	fold_say(f, "2026-07-02T10:00:00Z form=deal id=3 seller=anna at=2026-05-28 kind=won amount=5");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-06"), 700000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-Q2"), 700000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-07"), FOLD_OPEN);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06"), 750000);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stock__is_that_of_the_periods_last_day__also_without_facts_in_it),
		cmocka_unit_test(stock__before_the_first_fact__is_zero__of_whom_nothing_is_known__no_data),
		cmocka_unit_test(stock__beside_a_flow__each_is_counted_its_own_way),
		cmocka_unit_test(stock__correction_of_an_old_fact__changes_every_day_since),
		cmocka_unit_test(stock__dated_far_ahead__does_not_count_before),
		cmocka_unit_test(fact_of_an_earlier_month__opens_at_once_for_the_present_one),
		cmocka_unit_test(days_running__are_each_judged_by_what_there_was),
		cmocka_unit_test(plan__is_the_whole_target_from_the_first_day),
		cmocka_unit_test(late_fact__restates_the_stock_of_each_closed_period_since),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
