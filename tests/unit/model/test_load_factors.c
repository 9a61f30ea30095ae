#include "tiny_company.h"

#define MEASURES                                                                                                                 \
	"measures:\n  revenue: {sum: amount, where: {kind: won}}\n  won: {count: yes, where: {kind: won}}\n"                     \
	"  lost: {count: yes, where: {kind: lost}}\nkpis:\n"                                                                     \
	"  won: won\n  closed: won + lost\n  win_rate: {formula: won / (won + lost), unit: percent}\n"                           \
	"  cheque: {formula: revenue / won, unit: money}\n"

static void load_factors__a_product__is_told_by_the_formulas(void **state)
{
	const struct file with = { "kpis.yaml", MEASURES
				   "  revenue: {formula: revenue, factors: closed * win_rate * cheque, stages: [closed, won]}\n"
				   "  lost_part: {formula: 1 - won / (won + lost)}\n"
				   "  half: {formula: 0.5 * (won + lost)}\n"
				   "  per_win: {formula: (won + lost) / won, factors: closed / won}\n"
				   "  top: {formula: \"max(won, lost)\"}\n"
				   "  topped: {formula: \"revenue * max(lost, won)\", factors: turnover * top}\n"
				   "  turnover: {formula: revenue}\n" };
	struct model *m = company_model(&with, 1);
	const struct kpi *k = &m->kpis[4];

	assert_int_equal(k->factor_count, 3);
	assert_int_equal(k->factors[0].kpi, 1);
	assert_int_equal(k->factors[2].kpi, 3);
	assert_false(k->factors[2].divides);
	assert_int_equal(k->stage_count, 2);
	assert_int_equal(k->stages[1], 0);
	assert_int_equal(m->kpis[7].factor_count, 2);
	assert_true(m->kpis[7].factors[1].divides);
	assert_int_equal(m->kpis[9].factor_count, 2);
	assert_int_equal(m->kpis[0].factor_count, 0);
	model_free(m);
	(void)state;
}

static void load_factors__mistakes__are_named_with_their_place(void **state)
{
	company_says(
		"kpis.yaml",
		MEASURES "  revenue: {formula: revenue, factors: closed * cheque}\n"
			 "  a: {formula: revenue, factors: closed * win_rat * cheque}\n"
			 "  b: {formula: revenue, factors: revenue}\n"
			 "  c: {formula: revenue, factors: 'c * '}\n"
			 "  d: {formula: revenue, factors: 'won * '}\n"
			 "  e: {formula: revenue, stages: [won]}\n"
			 "  f: {formula: revenue, stages: [won, win_rate]}\n"
			 "  g: {formula: revenue / won, stages: [closed, won]}\n",
		"kpis.yaml:10:40: kpi \"revenue\" is not the product of these factors: by their formulas they give something "
		"else\n"
		"kpis.yaml:11:43: unknown kpi \"win_rat\": did you mean \"win_rate\"?\n"
		"kpis.yaml:12:34: kpi \"b\": expected at least two factors\n"
		"kpis.yaml:13:34: kpi \"c\": it cannot be a factor of itself\n"
		"kpis.yaml:14:40: kpi \"d\": expected factors like leads * conversion / days\n"
		"kpis.yaml:15:34: kpi \"e\": expected 2 to 7 stages\n"
		"kpis.yaml:16:39: kpi \"f\": expected stages that add up; \"win_rate\" does not\n"
		"kpis.yaml:17:40: kpi \"g\": expected stages of a KPI that adds up\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_factors__a_product__is_told_by_the_formulas),
		cmocka_unit_test(load_factors__mistakes__are_named_with_their_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
