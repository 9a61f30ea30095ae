/* Smallest samples: which facts stand behind a figure. */
#include "folded.h"

#define FORMS                                                                                                                    \
	{                                                                                                                        \
		"forms.yaml", "forms:\n  deal:\n    seller: optional\n    fields:\n"                                             \
			      "      kind: {type: choice, of: [engaged, won, lost], required: yes}\n      product: axis\n"       \
			      "      client: text\n      amount: money\n"                                                        \
	}
#define KPIS(kpis)                                                                                                               \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n  revenue: {sum: amount, where: {kind: won}}\n"                                         \
			     "  won: {count: yes, where: {kind: won}}\n  lost: {count: yes, where: {kind: lost}}\n"              \
			     "  middle: {median: amount}\n  mean: {average: amount, where: {kind: won}}\n"                       \
			     "  closed: {count: yes, where: {kind: [won, lost]}}\nkpis:\n" kpis                                  \
	}
#define DECISION(kpi, when)                                                                                                        \
	{                                                                                                                          \
		"decisions/behind.lua",                                                                                            \
			"local sdm = require 'sdm'\n"                                                                              \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = " \
			"'consultant',\n"                                                                                          \
			"  watch = { kpi = '" kpi "', each = 'seller', period = 'month' },\n  when = " when ", on_missing = "      \
			"'hold',\n  run = function(case) case:alert { to = 'head', why = case.facts .. ' facts' } end }\n"         \
	}
#define NO_PLANS                                                                                                                 \
	{                                                                                                                        \
		"plans.yaml", NULL                                                                                               \
	}

static void say_many(struct fold *f, int from, int to, const char *rest)
{
	for (int i = from; i < to; i++) {
		struct buf words = { 0 };

		buf_addf(&words, "2026-05-04T10:00:00Z form=deal id=%d seller=anna at=2026-05-04 %s", i, rest);
		fold_say(f, words.ptr);
		buf_free(&words);
	}
}

static int64_t facts_of(const struct fold *f, const char *kpi)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	struct figures figures;

	figures_period(e, figures_scope(e, model_scope_kind(m, STR("seller")), STR("anna")), model_kpi(m, str_of(kpi)),
		       (struct period){ PERIOD_MONTH, 2026 * 12 + 4 }, &figures);
	return figures.facts;
}

static void one_lost_deal_among_calls__is_no_sample_for_a_win_rate(void **state)
{
	static const struct fold_file with[] = {
		FORMS,
		KPIS("  win_rate: {formula: won / (won + lost), unit: percent, min_sample: 20}\n"),
		DECISION("win_rate", "sdm.under { value = 0.5 }"),
		NO_PLANS,
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	say_many(f, 0, 19, "kind=engaged");
	say_many(f, 19, 20, "kind=lost");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	assert_int_equal(facts_of(f, "win_rate"), 1);
	say_many(f, 20, 26, "kind=won");
	say_many(f, 26, 38, "kind=lost");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0); /* 19 closed ones */
	fold_restart(f);
	say_many(f, 38, 39, "kind=lost");
	assert_int_equal(fold_count(f, "alerts kind=open fact=0.3 why.en=20 facts"), 1);
	fold_free(f);
}

static void deals_dated_ahead_or_withdrawn__are_not_in_the_sample(void **state)
{
	static const struct fold_file with[] = {
		FORMS,
		KPIS("  win_rate: {formula: won / (won + lost), unit: percent, min_sample: 3}\n"),
		DECISION("win_rate", "sdm.under { value = 0.5 }"),
		NO_PLANS,
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	say_many(f, 0, 2, "kind=lost");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=20 seller=anna at=2026-05-20 kind=lost");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 rev=2 op=retract");
	say_many(f, 2, 3, "kind=lost");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	say_many(f, 3, 4, "kind=lost");
	assert_int_equal(fold_count(f, "alerts kind=open why.en=3 facts"), 1);
	fold_free(f);
}

static void facts__of_a_figure_with_a_smallest_sample__are_those_that_it_takes(void **state)
{
	static const struct fold_file with[] = {
		FORMS,
		KPIS("  revenue: {formula: revenue, unit: money, min_sample: 1}\n"
		     "  cheque: {formula: revenue / won, unit: money, min_sample: 1}\n"
		     "  middle: {formula: middle, unit: money, min_sample: 1}\n"
		     "  mean: {formula: mean, unit: money, min_sample: 1}\n"
		     "  win_rate: {formula: won / (won + lost), unit: percent, min_sample: 1}\n"
		     "  loss_rate: {formula: lost / closed, unit: percent, min_sample: 1}\n"
		     "  plain: {formula: revenue, unit: money}\n"),
		DECISION("plain", "sdm.under { value = -1 }"),
		NO_PLANS,
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	say_many(f, 0, 5, "kind=engaged");
	say_many(f, 5, 8, "kind=won amount=10");
	say_many(f, 8, 9, "kind=won");
	say_many(f, 9, 11, "kind=lost amount=7");
	assert_int_equal(facts_of(f, "revenue"), 3);
	assert_int_equal(facts_of(f, "cheque"), 4);
	assert_int_equal(facts_of(f, "middle"), 5);
	assert_int_equal(facts_of(f, "mean"), 3);
	assert_int_equal(facts_of(f, "win_rate"), 6);
	assert_int_equal(facts_of(f, "loss_rate"), 6);
	assert_int_equal(facts_of(f, "plain"), 11);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=5 rev=2 seller=anna at=2026-05-04 kind=lost");
	assert_int_equal(facts_of(f, "revenue"), 2);
	assert_int_equal(facts_of(f, "cheque"), 3);
	assert_int_equal(facts_of(f, "win_rate"), 6);
	fold_restart(f);
	assert_int_equal(facts_of(f, "middle"), 4);
	fold_free(f);
}

static void stock_of_the_same_facts__is_no_sample_of_a_period(void **state)
{
	static const struct fold_file with[] = {
		FORMS,
		{ "kpis.yaml",
		  "measures:\n  ever: {count: yes, stock: yes, where: {kind: won}}\n"
		  "  revenue: {sum: amount, where: {kind: won, amount: \"> 0\"}}\n  won: {count: yes, where: {kind: won}}\n"
		  "kpis:\n  revenue: {formula: revenue / won, unit: money, min_sample: 1}\n  ever: {formula: ever}\n" },
		DECISION("revenue", "sdm.under { value = -1 }"),
		NO_PLANS,
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=old seller=anna at=2026-04-30 kind=won amount=10");
	assert_int_equal(facts_of(f, "revenue"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), FOLD_NO_DATA);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=new seller=anna at=2026-05-04 kind=won amount=10");
	assert_int_equal(facts_of(f, "revenue"), 1);
	assert_int_equal(facts_of(f, "ever"), 2);
	fold_free(f);
}

static void smallest_sample__asked_for_later__counts_the_facts_there_are(void **state)
{
	static const struct fold_file before[] = {
		FORMS,
		KPIS("  win_rate: {formula: won / (won + lost), unit: percent}\n"),
		DECISION("win_rate", "sdm.under { value = -1 }"),
		NO_PLANS,
	};
	static const struct fold_file after[] = {
		FORMS,
		KPIS("  first: {formula: (won + lost) / closed, unit: number, min_sample: 2}\n"
		     "  rate: {formula: lost / (won + lost), unit: percent, min_sample: 5}\n"
		     "  win_rate: {formula: won / (won + lost), unit: percent, min_sample: 4}\n"),
		DECISION("win_rate", "sdm.under { value = -1 }"),
		NO_PLANS,
	};
	struct fold *f = fold_new(before, 4);

	(void)state;
	say_many(f, 0, 3, "kind=engaged");
	say_many(f, 3, 5, "kind=lost");
	assert_int_equal(facts_of(f, "win_rate"), 5);
	fold_activate(f, after, 4, "a");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(facts_of(f, "win_rate"), 2);
	assert_int_equal(facts_of(f, "rate"), 2);
	assert_int_equal(facts_of(f, "first"), 2);
	fold_activate(f, after, 4, "b");
	say_many(f, 5, 6, "kind=won");
	assert_int_equal(facts_of(f, "win_rate"), 3);
	fold_restart(f);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_lost_deal_among_calls__is_no_sample_for_a_win_rate),
		cmocka_unit_test(deals_dated_ahead_or_withdrawn__are_not_in_the_sample),
		cmocka_unit_test(facts__of_a_figure_with_a_smallest_sample__are_those_that_it_takes),
		cmocka_unit_test(stock_of_the_same_facts__is_no_sample_of_a_period),
		cmocka_unit_test(smallest_sample__asked_for_later__counts_the_facts_there_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
