#include "tiny_company.h"

static void load_kpis__measures__get_slots_by_kind(void **state)
{
	const struct file with[] = { { "forms.yaml", "forms:\n  deal:\n    fields: {client: text, amount: money, days: int}\n" },
				     { "kpis.yaml", "measures:\n"
						    "  mean: {average: amount}\n"
						    "  clients: {distinct: client}\n"
						    "  revenue: {sum: amount}\n"
						    "  share: {ratio: [amount, days]}\n"
						    "  middle: {median: amount}\n"
						    "  count: {count: yes}\n"
						    "kpis:\n"
						    "  revenue: {formula: revenue, unit: money}\n" } };
	struct model *m = company_model(with, 2);

	assert_int_equal(m->measures[0].slot, 0);
	assert_int_equal(m->measures[1].slot, 0);
	assert_int_equal(m->measures[2].slot, 2);
	assert_int_equal(m->measures[3].slot, 3);
	assert_int_equal(m->measures[4].slot, 1);
	assert_int_equal(m->measures[5].slot, 5);
	assert_int_equal(m->measures[5].column, NONE);
	assert_int_equal(m->fact_tables[0].measure_count, 6);
	model_free(m);
	(void)state;
}

/* A count of the facts behind a KPI is made only where one is asked for and the author has none. */
static void load_kpis__smallest_samples__are_counted_once_for_the_same_facts(void **state)
{
	const struct file with = { "kpis.yaml", "measures:\n"
						"  revenue: {sum: amount, where: {kind: won}}\n"
						"  won: {count: yes, where: {kind: won}}\n"
						"  lost: {count: yes, where: {kind: lost}}\n"
						"  all: {count: yes}\n"
						"  clients: {distinct: client}\n"
						"kpis:\n"
						"  revenue: {formula: revenue, min_sample: 1}\n"
						"  win_rate: {formula: won / (won + lost), min_sample: 20}\n"
						"  loss_rate: {formula: lost / (won + lost), min_sample: 20}\n"
						"  cheque: {formula: revenue / won, min_sample: 5}\n"
						"  share: {formula: won / all, min_sample: 5}\n"
						"  clients: {formula: clients}\n" };
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->measure_count, 7);
	assert_int_equal(m->fact_tables[0].measure_count, 7);
	assert_true(m->measures[5].is_sample && m->measures[6].is_sample);
	assert_int_equal(m->measures[5].slot, 4);
	assert_int_equal(m->measures[6].slot, 5);
	assert_int_equal(m->measures[5].where_count, 2); /* won, with an amount */
	assert_int_equal(m->measures[5].where[1].compare, COMPARE_GIVEN);
	assert_int_equal(m->measures[6].where_count, 2); /* won, or lost */
	assert_int_equal(m->measures[6].where[1].way, 1);
	assert_int_equal(m->kpis[0].samples[0], 5);
	assert_int_equal(m->kpis[1].samples[0], 6);
	assert_int_equal(m->kpis[2].samples[0], 6);
	assert_int_equal(m->kpis[3].samples[0], 1);
	assert_int_equal(m->kpis[4].samples[0], 3);
	assert_int_equal(m->kpis[5].sample_count, 0);
	model_free(m);
	(void)state;
}

static void load_kpis__band__has_limits_and_no_plan(void **state)
{
	const struct file good = { "kpis.yaml",
				   "measures:\n  won: {count: yes, where: {kind: won}}\n  all: {count: yes}\n"
				   "  revenue: {sum: amount}\nkpis:\n  revenue: {formula: revenue}\n"
				   "  rate: {formula: won / all, unit: percent, direction: band, low: 12.5%, high: 0.2}\n" };
	struct model *m = company_model(&good, 1);

	assert_int_equal(m->kpis[1].direction, DIRECTION_BAND);
	assert_int_equal(m->kpis[1].low_e4, 1250);
	assert_int_equal(m->kpis[1].high_e4, 2000);
	model_free(m);
	company_says("kpis.yaml",
		     "measures:\n  won: {count: yes, where: {kind: won}}\n  all: {count: yes}\n  revenue: {sum: amount}\nkpis:\n"
		     "  a: {formula: won / all, direction: band, low: 1}\n"
		     "  b: {formula: won / all, direction: band, low: 2, high: 2}\n"
		     "  c: {formula: won / all, low: 2, high: 3}\n"
		     "  d: {formula: won / all, direction: band, low: few, high: 3}\n"
		     "  e: {formula: won, direction: band, low: 1, high: 3}\n"
		     "  revenue: {formula: won / all, direction: band, low: 1, high: 3}\n",
		     "kpis.yaml:6:3: kpi \"a\": direction: band needs its limits, low and high\n"
		     "kpis.yaml:7:58: kpi \"b\": expected low below high\n"
		     "kpis.yaml:8:32: kpi \"c\": low and high are the limits of direction: band\n"
		     "kpis.yaml:9:49: low: expected a number with at most 4 decimals, got \"few\"\n"
		     "kpis.yaml:10:3: kpi \"e\" adds up over the days: expected direction: up or down; a band is for a rate, an "
		     "average, a last or a middle value\n"
		     "plans.yaml:2:40: kpi \"revenue\" is held against its band: it has no plan\n");
	(void)state;
}

static void load_kpis__conditions__by_names_and_numbers(void **state)
{
	const struct file with = { "kpis.yaml", "measures:\n"
						"  revenue:\n"
						"    sum: amount\n"
						"    where:\n"
						"      kind: {not: lost}\n"
						"      channel: [reseller, online]\n"
						"      amount: [\"> 0\", \"<= 1000.5\"]\n"
						"kpis: {revenue: revenue}\n" };
	struct model *m = company_model(&with, 1);
	const struct condition *c = m->measures[0].where;

	assert_int_equal(m->measures[0].where_count, 4);
	assert_int_equal(c[0].compare, COMPARE_NOT_IN);
	assert_str(c[0].names[0], "lost");
	assert_true(c[1].on_axis);
	assert_int_equal(c[1].index, 1);
	assert_int_equal(c[1].name_count, 2);
	assert_int_equal(c[2].compare, COMPARE_GT);
	assert_int_equal(c[2].number_e4, 0);
	assert_int_equal(c[3].compare, COMPARE_LE);
	assert_int_equal(c[3].number_e4, 10005000);
	model_free(m);
	(void)state;
}

static void load_kpis__rollup__follows_the_formula(void **state)
{
	const struct file with[] = { { "plans.yaml", NULL },
				     { "kpis.yaml", "measures: {a: {sum: amount}, b: {count: yes}}\n"
						    "kpis:\n"
						    "  plain: a\n"
						    "  difference: a - b\n"
						    "  quotient: a / b\n"
						    "  same: {formula: a / b, plan_rollup: same}\n" } };
	struct model *m = company_model(with, 2);

	assert_int_equal(m->kpis[0].rollup, ROLLUP_SUM);
	assert_true(m->kpis[1].additive);
	assert_int_equal(m->kpis[2].rollup, ROLLUP_NONE);
	assert_int_equal(m->kpis[3].rollup, ROLLUP_SAME);
	model_free(m);
	(void)state;
}

static void load_kpis__stock__adds_up_over_members_and_not_over_days(void **state)
{
	const struct file with[] = {
		{ "plans.yaml", NULL },
		{ "kpis.yaml", "measures: {in: {sum: amount, stock: yes}, out: {count: yes, stock: yes}, a: {sum: amount}}\n"
			       "kpis:\n"
			       "  left: in - out\n"
			       "  mixed: a / in\n"
			       "  band: {formula: in, direction: band, low: 1, high: 2}\n" }
	};
	struct model *m = company_model(with, 2);

	assert_true(m->kpis[0].stock && m->kpis[0].adds_up);
	assert_false(m->kpis[0].additive || m->kpis[0].grows);
	assert_int_equal(m->kpis[0].rollup, ROLLUP_SUM);
	assert_true(m->kpis[1].stock && !m->kpis[1].adds_up);
	assert_int_equal(m->kpis[1].rollup, ROLLUP_NONE);
	model_free(m);
	company_says("kpis.yaml",
		     "measures: {mean: {average: amount, stock: yes}, in: {sum: amount, stock: yes}}\n"
		     "kpis: {revenue: {formula: in, min_sample: 5}}\n",
		     "kpis.yaml:1:12: measure \"mean\": stock: yes is for a sum or a count\n"
		     "kpis.yaml:2:8: kpi \"revenue\": min_sample counts the facts of a period, and a stock has those of all "
		     "periods\n");
	(void)state;
}

static void inverse_attainment__is_for_figures_where_less_is_better(void **state)
{
	const struct file with = { "kpis.yaml", "measures: {won: {count: yes}}\nkpis:\n"
						"  revenue: {formula: won}\n"
						"  late: {formula: won, direction: down}\n"
						"  over: {formula: won, direction: down, attainment: inverse}\n" };
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->kpis[1].attainment, ATTAINMENT_LINEAR);
	assert_int_equal(m->kpis[2].attainment, ATTAINMENT_INVERSE);
	model_free(m);
	company_says("kpis.yaml",
		     "measures: {won: {count: yes}}\nkpis:\n  revenue: {formula: won, attainment: inverse}\n"
		     "  late: {formula: won, direction: down, attainment: invers}\n",
		     "kpis.yaml:3:3: kpi \"revenue\": attainment: inverse is for direction: down, where a smaller figure is "
		     "better\n"
		     "kpis.yaml:4:53: attainment: unknown \"invers\": did you mean \"inverse\"?\n");
	(void)state;
}

static void load_kpis__mistakes__are_named_with_their_place(void **state)
{
	company_says(
		"kpis.yaml",
		"measures:\n"
		"  a: {sum: amuont}\n"
		"  b: {sum: client}\n"
		"  c: {facts: deals, count: yes}\n"
		"  d: {count: yes, sum: amount}\n"
		"  e: {count: yes, where: {kind: wonn, channel: resellers, amount: many, size: 1}}\n"
		"  f: {ratio: [amount]}\n"
		"kpis:\n"
		"  g: {formula: d / e, plan_rollup: sum}\n"
		"  h: {unit: rubles}\n",
		"kpis.yaml:2:12: the fact table \"deal\" has no field \"amuont\": did you mean \"amount\"?\n"
		"kpis.yaml:3:12: \"client\" is a text: expected a field with numbers\n"
		"kpis.yaml:4:14: unknown fact table \"deals\": did you mean \"deal\"?\n"
		"kpis.yaml:5:3: measure \"d\": expected exactly one of sum, count, average, last, min, max, median, "
		"distinct, ratio, got 2\n"
		"kpis.yaml:6:33: \"wonn\" is not among the field's values: did you mean \"won\"?\n"
		"kpis.yaml:6:48: unknown member \"resellers\": did you mean \"reseller\"?\n"
		"kpis.yaml:6:67: where: expected a comparison like \"> 0\", \"<= 5\" or \"!= 0\"\n"
		"kpis.yaml:6:73: the fact table \"deal\" has no field \"size\"\n"
		"kpis.yaml:7:3: measure \"f\": expected ratio: [a, b]\n"
		"kpis.yaml:9:3: kpi \"g\" does not add up over members: expected plan_rollup: same or none\n"
		"kpis.yaml:10:3: a KPI \"h\" has no \"formula\": Measures, numbers, + - * / and brackets; abs, min, max, if, "
		"period_days.\n"
		"kpis.yaml:10:13: unit: expected one of money, number, count, percent, days, hours, got \"rubles\"\n"
		"plans.yaml:2:40: unknown kpi \"revenue\"\n");
	(void)state;
}

static void load_kpis__a_measure_over_an_axis__is_told_what_to_do(void **state)
{
	company_says(
		"kpis.yaml", "measures:\n  a: {distinct: channel}\nkpis:\n  revenue: {formula: a}\n",
		"kpis.yaml:2:17: \"channel\" is an axis, and measures read no axes: to count its members add a field of type "
		"text to the form and send the same code in it; for figures of each member declare a scope over the axis\n");
	(void)state;
}

static void load_kpis__bad_formula__points_into_it(void **state)
{
	const struct file with[] = {
		{ "kpis.yaml", "measures: {won: {count: yes}}\nkpis:\n  rate: {formula: won / (won + lots)}\n" },
		{ "plans.yaml", NULL },
	};
	struct bundle *b = company_bundle(with, 2);
	struct problems p = { 0 };

	assert_null(model_load(b, &p));

	assert_int_equal(p.count, 1);
	assert_int_equal(p.at[0].line, 3);
	assert_int_equal(p.at[0].column, 32);
	problems_free(&p);
	bundle_free(b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_kpis__measures__get_slots_by_kind),
		cmocka_unit_test(load_kpis__smallest_samples__are_counted_once_for_the_same_facts),
		cmocka_unit_test(load_kpis__band__has_limits_and_no_plan),
		cmocka_unit_test(load_kpis__conditions__by_names_and_numbers),
		cmocka_unit_test(load_kpis__rollup__follows_the_formula),
		cmocka_unit_test(load_kpis__stock__adds_up_over_members_and_not_over_days),
		cmocka_unit_test(inverse_attainment__is_for_figures_where_less_is_better),
		cmocka_unit_test(load_kpis__mistakes__are_named_with_their_place),
		cmocka_unit_test(load_kpis__a_measure_over_an_axis__is_told_what_to_do),
		cmocka_unit_test(load_kpis__bad_formula__points_into_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
