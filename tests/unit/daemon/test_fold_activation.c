/* Another model for a company that has facts, cases and plan changes. Calendar Monday to Friday; 1 May 2026 is a Friday. */
#include "folded.h"

static void activated(struct fold *f, const struct fold_file *with, size_t count, const char *token)
{
	struct buf words = { 0 };

	buf_addf(&words, "command=activate token=%s by=boss sha=%s", token, fold_offer(f, with, count));
	fold_command(f, words.ptr);
	buf_free(&words);
}

#define KPIS(measures, kpis)                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n" measures "kpis:\n" kpis                                                               \
	}

/* ---- what cannot be carried over ---- */
static void new_sum__over_facts_that_it_cannot_add_up__is_refused(void **state)
{
	static const struct fold_file before =
		KPIS("  revenue: {sum: amount, where: {kind: won}}\n", "  revenue: {formula: revenue, unit: money}\n");
	static const struct fold_file after =
		KPIS("  revenue: {sum: amount, where: {kind: won}}\n  all: {sum: amount, where: {client: {not: [c9]}}}\n",
		     "  revenue: {formula: revenue, unit: money}\n");
	static const struct fold_file lost =
		KPIS("  revenue: {sum: amount, where: {kind: won}}\n  gone: {sum: amount, where: {kind: lost}}\n",
		     "  revenue: {formula: revenue, unit: money}\n  gone: {formula: gone, unit: money}\n");
	struct fold *f = fold_new(&before, 1);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=900000000000000 client=c1");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=lost amount=900000000000000 client=c2");
	activated(f, &after, 1, "a");
	assert_int_equal(fold_count(f, "rejected of=command key=model_refused text=measure \"all\":"), 1);
	assert_int_equal(model_measure(engine_model(f->turn->engine), STR("all")), NONE);

	activated(f, &lost, 1, "b");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "gone", "2026-05"), INT64_C(9000000000000000000));
	fold_restart(f);
	fold_free(f);
}

static void new_sum__of_facts_with_a_name_known_only_now__leaves_them_out(void **state)
{
	static const struct fold_file after =
		KPIS("  revenue: {sum: amount, where: {kind: won, product: new}}\n  other: {count: yes, where: {client: {not: "
		     "[c1, c7]}}}\n",
		     "  revenue: {formula: revenue, unit: money}\n  other: {formula: other, unit: count}\n");
	static const struct fold_file products = {
		"axes.yaml",
		"axes: {product: {levels: [group, product], members: [{id: G1, level: group}, {id: new}, {id: P1}, {id: P2}]}}\n"
	};
	static const struct fold_file no_decision = { "decisions/behind.lua", NULL };
	const struct fold_file with[] = { after, products, no_decision };
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5 client=c1");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=5 client=c2 product=P1");
	activated(f, with, 3, "a");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "other", "2026-05"), 10000);
	fold_restart(f);
	fold_free(f);
}

#define COMPANY(more)                                                                                                            \
	{                                                                                                                        \
		"company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: mon-fri\n"     \
				"phasing: workdays\nperiods: [day, week, month, quarter]\n" more                                 \
	}
static const struct fold_file from_april = COMPANY("fiscal_year_starts: 4\n");

static void fiscal_year__with_a_quarters_plan_change__stays_as_it_is(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_command(f, "command=plan token=p by=boss scope_kind=seller scope=anna kpi=revenue period_kind=quarter "
			"period=2026-Q2 target=5");
	activated(f, &from_april, 1, "a");
	assert_int_equal(fold_count(f, "rejected of=command key=model_refused text=fiscal_year_starts:"), 1);
	fold_free(f);
}

static void fiscal_year__without_quarters_or_years_kept__may_change(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	activated(f, &from_april, 1, "a");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "FY2026-Q1"), 50000);
	fold_free(f);
}

/* ---- cases that have lost what they are about ---- */
static struct fold *with_a_case(void)
{
	struct fold *f = fold_new(NULL, 0);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open case=C1 scope=anna"), 1);
	return f;
}

static void decision_gone__withdraws_its_case_and_task(void **state)
{
	static const struct fold_file gone = { "decisions/behind.lua", NULL };
	struct fold *f = with_a_case();

	(void)state;
	activated(f, &gone, 1, "a");
	assert_int_equal(fold_count(f, "alerts kind=withdrawn case=C1 step=3 decision=behind scope=anna kpi=revenue "
				       "period=2026-05 to=head since=2026-05-01 day=2026-05-06 decision why.ru=в"),
			 1);
	assert_int_equal(fold_count(f, "tasks case=C1 step=4 task=T1 state=cancelled"), 1);
	fold_restart(f);
	activated(f, NULL, 0, "b");
	fold_until(f, "2026-05-07T00:00:00Z"); /* the decision is back, and a matter of its own */
	assert_int_equal(fold_count(f, "alerts kind=open case=C2 scope=anna"), 1);
	fold_free(f);
}

static void decision_about_another_kpi__withdraws_the_case(void **state)
{
	static const struct fold_file other = {
		"decisions/behind.lua",
		"local sdm = require 'sdm'\n"
		"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
		"  watch = { kpi = 'clients', each = 'seller', period = 'month' }, when = sdm.under { value = 1 },\n"
		"  on_missing = 'hold', run = function(case) case:alert { to = 'head' } end }\n",
	};
	struct fold *f = with_a_case();

	(void)state;
	activated(f, &other, 1, "a");
	assert_int_equal(fold_count(f, "alerts kind=withdrawn case=C1 kpi=revenue"), 1);
	fold_free(f);
}

static void seller_gone_from_the_organisation__withdraws_his_case(void **state)
{
	static const struct fold_file with[] = {
		{ "org.yaml", "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, head: head}\n"
			      "sellers:\n  - {id: boris, unit: T1}\n" },
		{ "plans.yaml", NULL },
	};
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=boris at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open case=C1 scope=anna"), 1); /* nothing reported of her */
	activated(f, with, 2, "a");
	assert_int_equal(fold_count(f, "alerts kind=withdrawn case=C1 scope=anna"), 1);
	fold_free(f);
}

static void same_model_again__keeps_its_cases(void **state)
{
	struct fold *f = with_a_case();

	(void)state;
	activated(f, NULL, 0, "a");
	assert_int_equal(fold_count(f, "alerts kind=withdrawn"), 0);
	fold_until(f, "2026-05-07T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	fold_free(f);
}

/* Of whom nothing was reported, and who has no plan: a scope that is only declared. */
static void restart__with_a_case_about_somebody_without_facts__knows_it(void **state)
{
	static const struct fold_file with[] = {
		{ "decisions/behind.lua",
		  "local sdm = require 'sdm'\n"
		  "return sdm.decision 'quiet' { api = 1, title = { en = 'Quiet', ru = 'Тишина' }, owner = 'consultant',\n"
		  "  watch = { kpi = 'won', each = 'seller', period = 'month' }, when = sdm.under { value = 1 },\n"
		  "  for_ = sdm.days(1), on_missing = 'open', run = function(case) case:alert { to = 'head' } end }\n" },
		KPIS("  won: {count: yes, where: {kind: won}}\n", "  won: {formula: won, unit: count}\n"),
		{ "plans.yaml", NULL },
	};
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=boris at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-05T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna"), 1);
	fold_restart(f);
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna"), 1);
	fold_free(f);
}

/* ---- what is carried over ---- */
static void axes_and_columns__added_and_in_another_order__make_the_same_state_after_a_restart(void **state)
{
	static const struct fold_file with[] = {
		{ "axes.yaml", "axes:\n"
			       "  channel: {open: yes, members: [{id: shop}]}\n"
			       "  product: {levels: [group, product], members: [{id: P9}, {id: P2, parent: G1}, "
			       "{id: G1, level: group}, {id: P1, parent: G1}]}\n" },
		{ "forms.yaml", "forms:\n  visit:\n    seller: optional\n    fields:\n      channel: axis\n      remark: text\n"
				"  deal:\n    seller: optional\n    corrections_days: 60\n    fields:\n      amount: money\n"
				"      source: text\n      client: text\n      product: axis\n"
				"      kind: {type: choice, of: [won, lost], required: yes}\n" },
		KPIS("  visits: {facts: visit, count: yes, where: {channel: shop}}\n"
		     "  sources: {facts: deal, distinct: source}\n  clients: {facts: deal, distinct: client}\n"
		     "  won: {facts: deal, count: yes, where: {kind: won}}\n"
		     "  lost: {facts: deal, count: yes, where: {kind: lost}}\n"
		     "  revenue: {facts: deal, sum: amount, where: {kind: won}}\n",
		     "  revenue: {formula: revenue, unit: money}\n  clients: {formula: clients, unit: count}\n"
		     "  sources: {formula: sources, unit: count}\n  visits: {formula: visits, unit: count}\n"),
	};
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5 client=c1 product=P2");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=lost amount=7 client=c2 product=P1");
	activated(f, with, 3, "a");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	fold_restart(f);
	fold_say(f, "2026-05-05T10:00:00Z form=visit id=1 seller=anna at=2026-05-05 channel=fair");
	fold_say(f, "2026-05-05T10:00:00Z form=visit id=2 seller=anna at=2026-05-05 channel=shop");
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=3 seller=anna at=2026-05-05 kind=won amount=1 client=c1 source=web");
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=2 rev=2 op=retract");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 60000);
	assert_int_equal(fold_figure(f, "seller", "anna", "clients", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "sources", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "visits", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "product", "P2", "revenue", "2026-05"), 50000);
	fold_restart(f);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_sum__over_facts_that_it_cannot_add_up__is_refused),
		cmocka_unit_test(new_sum__of_facts_with_a_name_known_only_now__leaves_them_out),
		cmocka_unit_test(fiscal_year__with_a_quarters_plan_change__stays_as_it_is),
		cmocka_unit_test(fiscal_year__without_quarters_or_years_kept__may_change),
		cmocka_unit_test(decision_gone__withdraws_its_case_and_task),
		cmocka_unit_test(decision_about_another_kpi__withdraws_the_case),
		cmocka_unit_test(seller_gone_from_the_organisation__withdraws_his_case),
		cmocka_unit_test(same_model_again__keeps_its_cases),
		cmocka_unit_test(restart__with_a_case_about_somebody_without_facts__knows_it),
		cmocka_unit_test(axes_and_columns__added_and_in_another_order__make_the_same_state_after_a_restart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
