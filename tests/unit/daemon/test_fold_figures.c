/* Attainment, status and forecasts of a folded company. May 2026 has 21 days from Monday to Friday. */
#include "folded.h"

#include "rules/figures.h"

static const struct fold_file with[] = {
	{ "kpis.yaml", "measures:\n"
		       "  revenue: {sum: amount, where: {kind: won}}\n"
		       "  won: {count: yes, where: {kind: won}}\n"
		       "  lost: {count: yes, where: {kind: lost}}\n"
		       "  paid: {sum: amount, where: {kind: won}}\n"
		       "  overdue: {sum: amount, where: {kind: lost}}\n"
		       "kpis:\n"
		       "  revenue: {formula: revenue, unit: money}\n"
		       "  lost: {formula: lost, unit: count, direction: down}\n"
		       "  win_rate: {formula: won / (won + lost), unit: percent}\n"
		       "  over_a: {formula: overdue / (paid + overdue), unit: percent, direction: down}\n"
		       "  over_b: {formula: overdue / (paid + overdue), unit: percent, direction: down, attainment: inverse}\n" },
	{ "plans.yaml", "plan:\n"
			"  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: -100}\n"
			"  - {scope: seller, member: boris, kpi: revenue, period: 2026-05, target: 0}\n"
			"  - {scope: seller, member: anna, kpi: lost, period: 2026-05, target: 0}\n"
			"  - {scope: seller, member: anna, kpi: win_rate, period: 2026-05, target: 50%}\n"
			"  - {scope: seller, member: boris, kpi: over_a, period: 2026-05, target: 5%}\n"
			"  - {scope: seller, member: boris, kpi: over_b, period: 2026-05, target: 5%}\n" },
};

static const struct kpi *kpi(const struct fold *f, const char *code)
{
	const struct model *m = engine_model(f->turn->engine);

	return &m->kpis[model_kpi(m, str_of(code))];
}

static struct figures figures(const struct fold *f, const char *seller, const char *code, const char *date)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	uint32_t scope = figures_scope(e, model_scope_kind(m, STR("seller")), str_of(seller));
	struct figures out;
	struct period may;
	int32_t day;

	assert_int_equal(date_parse(str_of(date), &day, NULL), 0);
	assert_int_equal(period_parse(m, PERIOD_MONTH, STR("2026-05"), &may, NULL), 0);
	figures_to_date(e, scope, model_kpi(m, str_of(code)), may, NONE, LEVEL_TARGET, day, &out);
	return out;
}

/* In 1/10000, FOLD_NO_DATA where undefined; and the status. */
static int64_t judged(const struct fold *f, const char *seller, const char *code, const char *status)
{
	struct figures got = figures(f, seller, code, "2026-05-31");
	int64_t share;

	assert_true(str_eq(figures_status(kpi(f, code), &got), str_of(status)));
	return ratio_scaled(figures_attainment(kpi(f, code), &got), E4, &share) ? share : FOLD_NO_DATA;
}

static void planned_loss__smaller_than_planned__is_better_than_plan(void **state)
{
	struct fold *f = fold_new(with, 2);

	(void)state;
	assert_int_equal(judged(f, "anna", "revenue", "no_data"), FOLD_NO_DATA);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=-60");
	assert_int_equal(judged(f, "anna", "revenue", "met"), 14000);
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=-40");
	assert_int_equal(judged(f, "anna", "revenue", "met"), 10000);
	fold_say(f, "2026-05-05T11:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=-20");
	assert_int_equal(judged(f, "anna", "revenue", "below_90"), 8000);
	fold_say(f, "2026-05-05T12:00:00Z form=deal id=4 seller=anna at=2026-05-04 kind=won amount=-380");
	assert_int_equal(judged(f, "anna", "revenue", "below_75"), 0);
	fold_free(f);
}

static void plan_of_zero__with_a_fact__is_met_or_not_met(void **state)
{
	struct fold *f = fold_new(with, 2);

	(void)state;
	assert_int_equal(judged(f, "boris", "revenue", "no_data"), FOLD_NO_DATA);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=boris at=2026-05-04 kind=won amount=5");
	assert_int_equal(judged(f, "boris", "revenue", "met"), FOLD_NO_DATA);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=2 seller=boris at=2026-05-04 kind=won amount=-6");
	assert_int_equal(judged(f, "boris", "revenue", "not_met"), FOLD_NO_DATA);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=1");
	assert_int_equal(judged(f, "anna", "lost", "met"), FOLD_NO_DATA);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=4 seller=anna at=2026-05-04 kind=lost");
	assert_int_equal(judged(f, "anna", "lost", "not_met"), FOLD_NO_DATA);
	fold_free(f);
}

static void win_rate__on_the_first_day__lands_nowhere(void **state)
{
	struct fold *f = fold_new(with, 2);
	struct figures rate, revenue;
	int64_t e4;

	(void)state;
	fold_say(f, "2026-05-01T10:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");
	fold_say(f, "2026-05-01T10:00:00Z form=deal id=2 seller=anna at=2026-05-01 kind=lost");
	rate = figures(f, "anna", "win_rate", "2026-05-01");
	revenue = figures(f, "anna", "revenue", "2026-05-01");

	assert_int_equal(figures_run_rate(kpi(f, "win_rate"), &rate).den, 0);
	assert_int_equal(figures_landing(kpi(f, "win_rate"), &rate).den, 0);
	assert_int_equal(figures_required_rate(kpi(f, "win_rate"), &rate).den, 0);
	assert_true(ratio_scaled(figures_attainment(kpi(f, "win_rate"), &rate), E4, &e4));
	assert_int_equal(e4, 10000);
	assert_true(ratio_scaled(figures_landing(kpi(f, "revenue"), &revenue), E4, &e4));
	assert_int_equal(e4, 2100000);
	fold_free(f);
}

/* 6.5 % where 5 % was planned. */
static void overdue_debts__by_two_conventions__attain_70_and_77_percent(void **state)
{
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=boris at=2026-05-04 kind=won amount=93.5");
	assert_int_equal(judged(f, "boris", "over_a", "met"), 20000);
	assert_int_equal(judged(f, "boris", "over_b", "met"), FOLD_NO_DATA); /* nothing overdue: no number says how good */
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=2 seller=boris at=2026-05-04 kind=lost amount=6.5");
	assert_int_equal(judged(f, "boris", "over_a", "below_75"), 7000);
	assert_int_equal(judged(f, "boris", "over_b", "below_90"), 7692);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planned_loss__smaller_than_planned__is_better_than_plan),
		cmocka_unit_test(plan_of_zero__with_a_fact__is_met_or_not_met),
		cmocka_unit_test(win_rate__on_the_first_day__lands_nowhere),
		cmocka_unit_test(overdue_debts__by_two_conventions__attain_70_and_77_percent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
