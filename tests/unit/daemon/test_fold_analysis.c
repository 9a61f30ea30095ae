/* Analyses of a folded company: the worked examples of the trade, from reports and plans to the parts of a gap. */
#include "folded.h"

#include "rules/contributors.h"
#include "rules/decompose.h"
#include "rules/mix.h"
#include "rules/peers.h"
#include "rules/trend.h"

/* Leads x conversion x cheque, and quantity x price over products. Cheque and price have no plan of their own. */
static const struct fold_file with[] = {
	{ "forms.yaml", "forms:\n  deal:\n    seller: optional\n    fields:\n      product: axis\n      leads: int\n"
			"      won: number\n      amount: money\n" },
	{ "kpis.yaml", "measures:\n  leads: {sum: leads}\n  won: {sum: won}\n  amount: {sum: amount}\n"
		       "kpis:\n"
		       "  revenue: {formula: amount, unit: money, factors: leads * conversion * cheque}\n"
		       "  leads: {formula: leads, unit: count}\n"
		       "  conversion: {formula: won / leads, unit: percent, plan_rollup: same}\n"
		       "  cheque: {formula: amount / won, unit: money}\n"
		       "  quantity: {formula: won, unit: number}\n"
		       "  turnover: {formula: amount, unit: money, factors: quantity * cheque}\n" },
	{ "org.yaml", "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C}\n"
		      "  - {id: T2, type: team, parent: C}\n"
		      "sellers:\n  - {id: anna, unit: T1}\n  - {id: boris, unit: T1}\n  - {id: clara, unit: T1}\n"
		      "  - {id: dora, unit: T2}\n" },
	{ "scopes.yaml", "scopes:\n  company: unit.company\n  team: unit.team\n  seller: seller\n"
			 "  seller_product: [seller, product.product]\n" },
	{ "plans.yaml", "plan:\n"
			"  - {scope: seller, member: anna, kpi: leads, period: 2026-05, target: 100}\n"
			"  - {scope: seller, member: anna, kpi: conversion, period: 2026-05, target: 20%}\n"
			"  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 1000000}\n"
			"  - {scope: seller, member: anna, kpi: revenue, period: 2026-04, target: 1200000}\n"
			"  - {scope: seller, member: boris, kpi: revenue, period: 2026-05, target: 500000}\n"
			"  - {scope: seller, member: clara, kpi: revenue, period: 2026-05, target: 500000}\n"
			"  - {scope: seller, member: dora, kpi: turnover, period: 2026-05, target: 250000}\n"
			"  - {scope: seller, member: dora, kpi: quantity, period: 2026-05, target: 150}\n"
			"  - {scope: seller_product, member: dora|P1, kpi: turnover, period: 2026-05, target: 100000}\n"
			"  - {scope: seller_product, member: dora|P1, kpi: quantity, period: 2026-05, target: 100}\n"
			"  - {scope: seller_product, member: dora|P2, kpi: turnover, period: 2026-05, target: 150000}\n"
			"  - {scope: seller_product, member: dora|P2, kpi: quantity, period: 2026-05, target: 50}\n" },
	{ "decisions/behind.lua", NULL },
};
enum { FILES = sizeof(with) / sizeof(*with) };

static struct fold *company(void)
{
	struct fold *f = fold_new(with, FILES);

	fold_say(f, "2026-05-29T08:00:00Z form=deal id=1 seller=anna at=2026-05-29 leads=90 won=16.2 amount=842400");
	return f;
}

static struct question about(const struct fold *f, const char *kind, const char *scope, const char *kpi)
{
	const struct model *m = engine_model(f->turn->engine);
	struct question q = { .engine = f->turn->engine,
			      .kpi = model_kpi(m, str_of(kpi)),
			      .period = { PERIOD_MONTH, 2026 * 12 + 4 },
			      .calendar = NONE,
			      .day = DAY_NONE,
			      .plan_day = DAY_NONE };

	q.scope = figures_scope(q.engine, model_scope_kind(m, str_of(kind)), str_of(scope));
	assert_true(q.scope != NONE && q.kpi != NONE);
	return q;
}

static void a_deviation__is_told_by_its_factors(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "seller", "anna", "revenue");
	struct decomposition d;

	(void)state;
	assert_int_equal(decompose(&q, EFFECTS_CHAIN, &d), ANALYSIS_DONE);
	assert_int_equal(d.gap_e4, -1576000000);
	assert_int_equal(d.apart_e4, 0);
	assert_int_equal(d.count, 3);
	assert_int_equal(d.parts[0].effect_e4, -1000000000);
	assert_int_equal(d.parts[1].effect_e4, -900000000);
	assert_int_equal(d.parts[2].effect_e4, 324000000);
	assert_true(d.parts[2].implied && !d.parts[1].implied);
	assert_int_equal(ratio_cmp(d.parts[2].base, (struct ratio){ 50000, 1 }), 0);
	assert_int_equal(d.largest, 0);
	assert_int_equal(decompose(&q, EFFECTS_LMDI, &d), ANALYSIS_DONE);
	assert_int_equal(d.parts[0].effect_e4, -968209123);
	assert_int_equal(d.parts[2].effect_e4, 360418246);
	fold_free(f);
}

static void plans_that_do_not_agree__stand_apart(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "seller", "dora", "turnover");
	struct decomposition d = { .count = 2 };

	(void)state;
	/* 150 planned at 2000, and 250 000 in all */
	d.parts[0] = (struct part){ .kpi = q.kpi, .base = { 150, 1 }, .fact = { 150, 1 } };
	d.parts[1] = (struct part){ .kpi = q.kpi, .base = { 2000, 1 }, .fact = { 2000, 1 } };
	assert_int_equal(decompose_chain(&d, EFFECTS_CHAIN, (struct ratio){ 250000, 1 }), ANALYSIS_DONE);
	assert_int_equal(d.apart_e4, 500000000);
	assert_int_equal(d.gap_e4, 500000000);
	assert_int_equal(d.parts[0].effect_e4 + d.parts[1].effect_e4, 0);
	fold_free(f);
}

static void nothing_sold__is_the_first_factor_and_no_logarithm(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "seller", "anna", "revenue");
	struct decomposition d;

	(void)state;
	fold_say(f, "2026-05-30T08:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-29 leads=0 won=0 amount=0");
	assert_int_equal(decompose(&q, EFFECTS_CHAIN, &d), ANALYSIS_DONE);
	assert_int_equal(d.parts[0].effect_e4, -10000000000);
	assert_int_equal(d.parts[1].effect_e4, 0);
	assert_true(d.parts[1].kept && d.parts[2].kept);
	assert_int_equal(decompose(&q, EFFECTS_LMDI, &d), ANALYSIS_NOT_POSITIVE);
	q = about(f, "seller", "boris", "revenue");
	assert_int_equal(decompose(&q, EFFECTS_CHAIN, &d), ANALYSIS_NO_DATA);
	q = about(f, "seller", "anna", "leads");
	assert_int_equal(decompose(&q, EFFECTS_CHAIN, &d), ANALYSIS_NO_FACTORS);
	fold_free(f);
}

static void another_period__can_be_held_against(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "seller", "anna", "revenue");
	struct decomposition d;

	(void)state;
	fold_say(f, "2026-05-30T08:00:00Z form=deal id=2 seller=anna at=2026-04-10 leads=100 won=20 amount=1000000");
	q.against_period = true;
	q.against = (struct period){ PERIOD_MONTH, 2026 * 12 + 3 };
	assert_int_equal(decompose(&q, EFFECTS_CHAIN, &d), ANALYSIS_DONE);
	assert_int_equal(d.gap_e4, -1576000000);
	assert_int_equal(d.parts[1].effect_e4, -900000000);
	assert_false(d.parts[2].implied);
	q.day = q.plan_day = date_day(2026, 5, 9); /* nothing yet, and nothing by 9 April */
	assert_int_equal(decompose(&q, EFFECTS_CHAIN, &d), ANALYSIS_NO_DATA);
	fold_free(f);
}

static void contributors__those_that_make_most_of_the_gap_come_first(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "team", "T1", "revenue");
	struct arena *a = arena_new();
	struct contributors c;
	const struct model *m = engine_model(f->turn->engine);
	uint32_t sellers = model_scope_kind(m, STR("seller"));

	(void)state;
	fold_say(f, "2026-05-29T08:00:00Z form=deal id=2 seller=boris at=2026-05-29 leads=1 won=1 amount=560000");
	assert_int_equal(contributors_of(a, &q, sellers, &c), ANALYSIS_DONE);
	/* clara brought nothing of 500 000, anna lacks 157 600, boris has 60 000 over: 597 600 in all, of which 80 % are 478 080
	 */
	assert_int_equal(c.gap_e4, -5976000000);
	assert_int_equal(c.count, 3);
	assert_int_equal(c.key_count, 1);
	assert_int_equal(c.rest_e4, 0);
	assert_int_equal(c.at[0].gap_e4, -5000000000);
	assert_int_equal(c.at[0].fact.den, 0);
	assert_int_equal(c.at[1].gap_e4, -1576000000);
	assert_int_equal(c.at[2].gap_e4, 600000000);
	q.kpi = model_kpi(m, STR("conversion"));
	assert_int_equal(contributors_of(a, &q, sellers, &c), ANALYSIS_NOT_ADDITIVE);
	arena_free(a);
	fold_free(f);
}

static void price_volume_mix__as_in_the_books(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "seller", "dora", "turnover");
	uint32_t by = model_scope_kind(engine_model(f->turn->engine), STR("seller_product"));
	struct arena *a = arena_new();
	struct mix x;

	(void)state;
	fold_say(f, "2026-05-29T08:00:00Z form=deal id=2 seller=dora product=P1 at=2026-05-29 won=90 amount=94500");
	fold_say(f, "2026-05-29T08:00:00Z form=deal id=3 seller=dora product=P2 at=2026-05-29 won=70 amount=203000");
	assert_int_equal(mix_of(a, &q, by, &x), ANALYSIS_DONE);
	assert_int_equal(x.base_e4, 2500000000);
	assert_int_equal(x.fact_e4, 2975000000);
	assert_int_equal(x.price_e4, -25000000);
	assert_int_equal(x.volume_e4, 166666667);
	assert_int_equal(x.mix_e4, 333333333);
	assert_int_equal(x.rest_e4, 0);
	/* What has no product is no member's. */
	fold_say(f, "2026-05-29T08:00:00Z form=deal id=4 seller=dora at=2026-05-29 won=1 amount=100");
	assert_int_equal(mix_of(a, &q, by, &x), ANALYSIS_DONE);
	assert_int_equal(x.rest_e4, 1000000);
	assert_int_equal(x.price_e4 + x.volume_e4 + x.mix_e4 + x.rest_e4, x.gap_e4);
	arena_free(a);
	fold_free(f);
}

static void peers__are_those_of_the_same_unit(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "seller", "anna", "revenue");
	struct arena *a = arena_new();
	struct peers p;

	(void)state;
	assert_int_equal(peers_of(a, &q, KIN_SIBLINGS, PEERS_FACT, &p), ANALYSIS_NO_PEERS);
	fold_say(f, "2026-05-29T08:00:00Z form=deal id=2 seller=boris at=2026-05-29 leads=10 won=1 amount=500000");
	fold_say(f, "2026-05-29T08:00:00Z form=deal id=3 seller=dora at=2026-05-29 leads=10 won=9 amount=9000000");
	assert_int_equal(peers_of(a, &q, KIN_SIBLINGS, PEERS_FACT, &p), ANALYSIS_DONE);
	assert_int_equal(p.count, 2); /* clara reported nothing, dora is in another team */
	assert_int_equal(p.without, 1);
	assert_int_equal(p.place, 1);
	assert_int_equal(ratio_cmp(p.quartiles.median, (struct ratio){ 671200, 1 }), 0);
	/* 84.24 % of her plan; boris has reached his */
	assert_int_equal(peers_of(a, &q, KIN_SIBLINGS, PEERS_ATTAINMENT, &p), ANALYSIS_DONE);
	assert_int_equal(p.place, 2);
	assert_int_equal(peers_of(a, &q, KIN_KIND, PEERS_FACT, &p), ANALYSIS_DONE);
	assert_int_equal(p.count, 3);
	assert_int_equal(p.place, 2);
	q = about(f, "seller", "clara", "revenue");
	assert_int_equal(peers_of(a, &q, KIN_SIBLINGS, PEERS_FACT, &p), ANALYSIS_DONE);
	assert_int_equal(p.place, 0);
	arena_free(a);
	fold_free(f);
}

static void trend__begins_with_the_last_period_that_is_over(void **state)
{
	struct fold *f = company();
	struct question q = about(f, "seller", "anna", "revenue");
	struct trend t;

	(void)state;
	fold_say(f, "2026-05-29T09:00:00Z form=deal id=2 seller=anna at=2026-04-10 leads=1 won=1 amount=900000");
	fold_say(f, "2026-05-29T09:00:00Z form=deal id=3 seller=anna at=2026-03-10 leads=1 won=1 amount=950000");
	assert_int_equal(trend_of(&q, 3, TREND_FACT, &t), ANALYSIS_DONE);
	assert_int_equal(t.points[2].period.index, 2026 * 12 + 4);
	assert_int_equal(t.falling, 2);
	assert_int_equal(ratio_cmp(t.slope, (struct ratio){ -53800, 1 }), 0);
	assert_int_equal(trend_of(&q, 3, TREND_ATTAINMENT, &t), ANALYSIS_DONE);
	assert_int_equal(t.with, 2); /* March has no plan */
	assert_int_equal(ratio_cmp(t.points[1].value, (struct ratio){ 75, 100 }), 0);
	assert_int_equal(ratio_cmp(t.points[2].value, (struct ratio){ 8424, 10000 }), 0);
	q.day = q.plan_day = date_day(2026, 5, 29);
	assert_int_equal(trend_of(&q, 3, TREND_FACT, &t), ANALYSIS_DONE);
	assert_int_equal(t.points[2].period.index, 2026 * 12 + 3);
	assert_int_equal(t.falling, 1);
	fold_free(f);
}

/* The company with a decision that opens at once and says what its analyses say. */
static struct fold *asking_on(const char *day, const char *run)
{
	struct fold_file files[FILES];
	struct buf lua = { 0 }, said = { 0 };
	struct fold *f;

	memcpy(files, with, sizeof(with));
	buf_addf(&lua,
		 "local sdm = require 'sdm'\nreturn sdm.decision 'x' { api = 1, title = 'X', owner = 'o', on_missing = 'hold',\n"
		 "watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = 1 },\n"
		 "run = function(case)\n%s\nend }\n",
		 run);
	files[FILES - 1] = (struct fold_file){ "decisions/behind.lua", lua.ptr };
	f = fold_new(files, FILES);
	buf_free(&lua);
	buf_addf(&said, "%sT08:00:00Z form=deal id=1 seller=anna at=%s leads=90 won=16.2 amount=842400", day, day);
	fold_say(f, said.ptr);
	buf_free(&said);
	return f;
}

/* On a Sunday, so that the plan of the days that have ended is the whole. */
static struct fold *asking(const char *run)
{
	return asking_on("2026-05-31", run);
}

static void a_decision__tells_the_cause_in_both_languages(void **state)
{
	struct fold *f =
		asking("local d = case:decompose('revenue')\n"
		       "case:alert { to = 'a', why = d:largest():text() }\n"
		       "case:alert { to = 'b', why = d:text() }\n"
		       "if d:largest().factor == 'leads' and d.gap == d.parts[1].effect + d.parts[2].effect + d.parts[3].effect\n"
		       "and d.parts[3].implied and d.apart == sdm.money(0) and d:largest().share > 0.6 then\n"
		       "case:alert { to = 'c', why = case:decompose('revenue', { method = 'lmdi' }).parts[3]:text() } end");

	(void)state;
	assert_non_null(strstr(f->said.ptr, "why.en=leads: 90 instead of 100, which makes -RUB\xC2\xA0"
					    "100,000 of the gap of -RUB\xC2\xA0"
					    "157,600 why.ru=leads: 90 вместо 100, это "));
	assert_non_null(strstr(f->said.ptr, "why.en=revenue: a gap of -RUB\xC2\xA0"
					    "157,600, most of it by leads: "));
	assert_non_null(strstr(f->said.ptr, "больше всего из-за «leads»: "));
	assert_non_null(strstr(f->said.ptr, "which makes RUB\xC2\xA0"
					    "36,041.82 of the gap"));
	fold_free(f);
}

/* Today is not over: 20 of the month's 21 working days have ended. */
static void a_decision__takes_its_own_gap_apart(void **state)
{
	struct fold *f =
		asking_on("2026-05-29", "local d = case:decompose('revenue')\n"
					"case:alert { to = 'a', why = tostring(case.gap) .. ' is ' .. tostring(d.gap) }\n"
					"case:alert { to = 'b', why = d.parts[1]:text() }");

	(void)state;
	assert_int_equal(fold_count(f, "to=a why.en=-109980.9524 is -109980.9524"), 1);
	assert_int_equal(fold_count(f, "to=b why.en=leads: 90 instead of 95.24,"), 1);
	fold_free(f);
}

static void a_decision__hears_why_there_is_no_answer(void **state)
{
	struct fold *f = asking("local d, why = case:decompose('revenue', { against = 'previous' })\n"
				"if d == nil then case:alert { to = 'a', why = why } end\n"
				"local c, none = case:contributors('revenue', { by = 'seller_product' })\n"
				"if c == nil then case:alert { to = 'b', why = none } end");

	(void)state;
	assert_int_equal(fold_count(f, "to=a cannot be analysed, there is nothing to hold it against"), 1);
	assert_int_equal(fold_count(f, "to=b no parts of this kind"), 1);
	fold_free(f);
	f = asking("case:decompose('leads')");
	assert_int_equal(fold_count(f, "to=o case:decompose(\"leads\"): it needs `factors` of the KPI in kpis.yaml"), 1);
	fold_free(f);
	f = asking("case:decompose('revenue', { way = 'lmdi' })");
	assert_int_equal(fold_count(f, "to=o case:decompose has no option"), 1);
	fold_free(f);
	f = asking("case:alert { to = 'a', why = case:decompose('revenue').larges }");
	assert_int_equal(fold_count(f, "to=o this answer has no \"larges\""), 1);
	fold_free(f);
}

static void a_decision__looks_at_peers_and_at_the_past(void **state)
{
	struct fold *f = asking("local p, why = case:peers('revenue', { among = 'kind' })\n"
				"if p == nil then case:alert { to = 'a', why = why } end\n"
				"local t = case:trend('leads', 3)\n"
				"if t and t.falling == 1 and t.slope == sdm.number(-10) and t.points[1].value == nil then\n"
				"case:alert { to = 'b', why = t:text() } end");

	(void)state;
	assert_int_equal(fold_count(f, "to=a cannot be compared, fewer than two have a"), 1);
	fold_free(f);
	f = asking("case:trend('leads', 1)");
	assert_int_equal(fold_count(f, "to=o case:trend: expected 2 to 60"), 1);
	fold_free(f);
	f = asking("case:peers('leads', { among = 'all' })");
	assert_int_equal(fold_count(f, "to=o case:peers: among: expected"), 1);
	fold_free(f);
}

static void a_decision__keeps_the_figures_that_it_took_apart(void **state)
{
	struct fold *f = asking("case:decompose('revenue')\ncase:alert { to = 'a', why = 'x' }");

	(void)state;
	assert_int_equal(fold_count(f, "kind=open to=a"), 1);
	/* the trigger's figure, and the three factors */
	assert_int_equal(fold_records(f, "reads"), 4);
	fold_restart(f);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deviation__is_told_by_its_factors),
		cmocka_unit_test(plans_that_do_not_agree__stand_apart),
		cmocka_unit_test(nothing_sold__is_the_first_factor_and_no_logarithm),
		cmocka_unit_test(another_period__can_be_held_against),
		cmocka_unit_test(contributors__those_that_make_most_of_the_gap_come_first),
		cmocka_unit_test(price_volume_mix__as_in_the_books),
		cmocka_unit_test(peers__are_those_of_the_same_unit),
		cmocka_unit_test(trend__begins_with_the_last_period_that_is_over),
		cmocka_unit_test(a_decision__looks_at_peers_and_at_the_past),
		cmocka_unit_test(a_decision__tells_the_cause_in_both_languages),
		cmocka_unit_test(a_decision__takes_its_own_gap_apart),
		cmocka_unit_test(a_decision__hears_why_there_is_no_answer),
		cmocka_unit_test(a_decision__keeps_the_figures_that_it_took_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
