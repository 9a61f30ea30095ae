/* Ready KPIs about deals. Five deals begin on 11 May and are due on 15 June; in June D1 is won for 120 of a list price of 150
 * after 30 days, D2 to D4 are lost, and D5 is put off to July. */
#include "pipeline_company.h"
#include "shipped_catalogue.h"

#define ANNA(kpi, period) fold_figure(f, "seller", "anna", kpi, period)

#define FORMS(entity)                                                                                                            \
	{                                                                                                                        \
		"forms.yaml",                                                                                                    \
			"forms:\n  " entity ":\n    seller: optional\n    fields:\n      deal: {type: text, required: yes}\n"    \
			"      stage: {type: choice, of: [lead, offer, won, lost]}\n      product: axis\n"                       \
			"      amount: money\n      list: money\n      close_by: date\n      next_step_at: date\n"               \
	}
#define USE                                                                                                                      \
	"use:\n"                                                                                                                 \
	"  revenue: {of: rev, facts: deal_step, where: {step: entered, state: won}}\n"                                           \
	"  win: {}\n"                                                                                                            \
	"  avg: {}\n"                                                                                                            \
	"  disc: {}\n"                                                                                                           \
	"  cycle: {}\n"                                                                                                          \
	"  velocity: {}\n"                                                                                                       \
	"  need_cover: {}\n"                                                                                                     \
	"  slip: {}\n"                                                                                                           \
	"  push: {}\n"                                                                                                           \
	"  stale: {}\n"                                                                                                          \
	"  leads: {lead: deal}\n"                                                                                                \
	"  conv_ij: {from: lead, to: won, days: 30}\n"                                                                           \
	"  conv_fast: {of: conv_ij, from: lead, to: won, days: 29, min_sample: 0}\n"                                             \
	"  win_p1: {of: win, where: {product: P1}}\n"

static struct fold *company(void)
{
	const struct fold_file with[] = { FORMS("deal"), PIPELINE_ENTITIES, shipped_catalogue(), { "kpis.yaml", USE } };

	return fold_new(with, 4);
}

static struct fold *after_june(void)
{
	static const char *const events[] = {
		"2026-05-11T10:00:00Z form=deal id=1 seller=anna at=2026-05-11 deal=D1 stage=lead product=P1 close_by=2026-06-15",
		"2026-05-11T10:00:00Z form=deal id=2 seller=anna at=2026-05-11 deal=D2 stage=lead product=P1 close_by=2026-06-15",
		"2026-05-11T10:00:00Z form=deal id=3 seller=anna at=2026-05-11 deal=D3 stage=lead product=P2 close_by=2026-06-15",
		"2026-05-11T10:00:00Z form=deal id=4 seller=anna at=2026-05-11 deal=D4 stage=lead product=P2 close_by=2026-06-15",
		("2026-05-11T10:00:00Z form=deal id=5 seller=anna at=2026-05-11 deal=D5 stage=lead product=P2 "
		 "close_by=2026-06-15 "
		 "next_step_at=2026-05-20"),
		"2026-06-10T10:00:00Z form=deal id=6 seller=anna at=2026-06-10 deal=D1 stage=won amount=120 list=150",
		"2026-06-11T10:00:00Z form=deal id=7 seller=anna at=2026-06-11 deal=D2 stage=lost amount=10 list=20",
		"2026-06-11T10:00:00Z form=deal id=8 seller=anna at=2026-06-11 deal=D3 stage=lost",
		"2026-06-11T10:00:00Z form=deal id=9 seller=anna at=2026-06-11 deal=D4 stage=lost",
		"2026-06-12T10:00:00Z form=deal id=10 seller=anna at=2026-06-12 deal=D5 close_by=2026-07-15",
	};
	struct fold *f = company();

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		fold_say(f, events[i]);
	fold_until(f, "2026-07-01T10:00:00Z");
	return f;
}

static void won_deals__give_win_rate_average_discount_and_cycle(void **state)
{
	struct fold *f = after_june();

	(void)state;
	assert_int_equal(ANNA("revenue", "2026-06"), 1200000);
	assert_int_equal(ANNA("win", "2026-06"), 2500);
	assert_int_equal(ANNA("win_p1", "2026-06"), 5000);
	assert_int_equal(ANNA("avg", "2026-06"), 1200000);
	assert_int_equal(ANNA("disc", "2026-06"), 2000);
	assert_int_equal(ANNA("cycle", "2026-06"), 300000);
	assert_int_equal(ANNA("win", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

/* 1 / (25 % x (1 - 20 %)) = 5: the worked figure of the coverage needed. One open deal x 25 % x 120 / 30 days is 1.00 a day. */
static void pipeline__needs_five_times_the_plan__and_brings_one_a_day(void **state)
{
	struct fold *f = after_june();

	(void)state;
	assert_int_equal(ANNA("slip", "2026-06"), 2000);
	assert_int_equal(ANNA("need_cover", "2026-06"), 50000);
	assert_int_equal(ANNA("push", "2026-06"), 10000);
	assert_int_equal(ANNA("velocity", "2026-06"), 10000);
	fold_free(f);
}

static void leads_of_may__are_won_within_thirty_days_by_one_in_five(void **state)
{
	struct fold *f = after_june();

	(void)state;
	assert_int_equal(ANNA("leads", "2026-05"), 50000);
	assert_int_equal(ANNA("conv_ij", "2026-05"), 2000);
	assert_int_equal(ANNA("conv_fast", "2026-05"), 0);
	fold_free(f);
}

/* A lead may take five days, so that on the 17th all five are too old, four of them without a next step besides. */
static void stale_deals__are_counted_once_however_many_signs_they_show(void **state)
{
	struct fold *f = after_june();

	(void)state;
	assert_int_equal(ANNA("stale", "2026-05-11"), 8000);
	assert_int_equal(ANNA("stale", "2026-05-16"), 8000);
	assert_int_equal(ANNA("stale", "2026-05-17"), 10000);
	assert_int_equal(ANNA("stale", "2026-06-13"), 10000);
	fold_free(f);
}

/* A company without entities reports what was won, and how long it took. */
static void deals_reported_as_they_close__are_told_by_conditions(void **state)
{
	const struct fold_file with[] = {
		shipped_catalogue(),
		{ "forms.yaml",
		  "forms:\n  sale:\n    fields: {kind: {type: choice, of: [won, lost]}, sum: money, price: money, took: int,\n"
		  "      product: axis}\n" },
		{ "kpis.yaml", "use:\n"
			       "  revenue: {of: rev, facts: sale, amount: sum, where: {kind: won}}\n"
			       "  win: {facts: sale, won: {kind: won}, lost: {kind: lost}}\n"
			       "  avg: {facts: sale, won: {kind: won}, amount: sum}\n"
			       "  disc: {facts: sale, won: {kind: won}, amount: sum, list: price}\n"
			       "  cycle: {facts: sale, won: {kind: won}, days: took}\n" },
	};
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=sale id=1 seller=anna at=2026-05-04 kind=won sum=90 price=100 took=5");
	fold_say(f, "2026-05-04T10:00:00Z form=sale id=2 seller=anna at=2026-05-04 kind=won sum=30 price=50 took=9");
	fold_say(f, "2026-05-04T10:00:00Z form=sale id=3 seller=anna at=2026-05-04 kind=lost sum=70 price=70 took=70");
	assert_int_equal(ANNA("revenue", "2026-05"), 1200000);
	assert_int_equal(ANNA("win", "2026-05"), 6667);
	assert_int_equal(ANNA("avg", "2026-05"), 600000);
	assert_int_equal(ANNA("disc", "2026-05"), 2000);
	assert_int_equal(ANNA("cycle", "2026-05"), 70000);
	fold_free(f);
}

/* What was counted goes on to count when another ready KPI joins that counts the same, whichever stands first. */
static void ready_kpis_that_count_the_same__share_it__also_in_the_next_model(void **state)
{
	static const char first[] =
		"use:\n  revenue: {of: rev, facts: deal_step, where: {step: entered, state: won}}\n  win: {}\n";
	static const char more[] = "use:\n  avg: {}\n  win: {}\n  won_again: {of: win}\n"
				   "  revenue: {of: rev, facts: deal_step, where: {step: entered, state: won}}\n"
				   "kpis:\n  deals: {formula: avg_won + won_again_lost, unit: count}\n";
	const struct fold_file one[] = { FORMS("deal"), PIPELINE_ENTITIES, shipped_catalogue(), { "kpis.yaml", first } };
	const struct fold_file two[] = { FORMS("deal"), PIPELINE_ENTITIES, shipped_catalogue(), { "kpis.yaml", more } };
	struct fold *f = fold_new(one, 4);
	const struct model *m = engine_model(f->turn->engine);

	(void)state;
	assert_int_equal(m->measure_count, 4); /* with the sample that `win` asks for */
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 deal=D1 stage=won amount=10");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 deal=D2 stage=lost amount=10");
	fold_activate(f, two, 4, "t1");
	m = engine_model(f->turn->engine);
	assert_int_equal(m->measure_count, 4);
	assert_int_equal(ANNA("win", "2026-05"), 5000);
	assert_int_equal(ANNA("won_again", "2026-05"), 5000);
	assert_int_equal(ANNA("avg", "2026-05"), 100000);
	assert_int_equal(ANNA("deals", "2026-05"), 20000);
	fold_restart(f);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(won_deals__give_win_rate_average_discount_and_cycle),
		cmocka_unit_test(pipeline__needs_five_times_the_plan__and_brings_one_a_day),
		cmocka_unit_test(leads_of_may__are_won_within_thirty_days_by_one_in_five),
		cmocka_unit_test(stale_deals__are_counted_once_however_many_signs_they_show),
		cmocka_unit_test(deals_reported_as_they_close__are_told_by_conditions),
		cmocka_unit_test(ready_kpis_that_count_the_same__share_it__also_in_the_next_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
