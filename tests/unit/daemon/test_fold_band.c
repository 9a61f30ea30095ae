/* Decisions about KPIs that are held against a band. Calendar Monday to Friday; 8 May 2026 is a Friday. */
#include "folded.h"

/* The mean of anna's amounts is to be from 50 to 100. */
#define BAND(when, more)                                                                                                         \
	{ "kpis.yaml", "measures:\n  mean: {average: amount}\n  revenue: {sum: amount, where: {kind: won}}\n"                    \
		       "kpis:\n  mean: {formula: mean, unit: money, direction: band, low: 50, high: 100}\n"                      \
		       "  revenue: {formula: revenue, unit: money}\n" },                                                         \
	{                                                                                                                        \
		"decisions/behind.lua",                                                                                          \
			"local sdm = require 'sdm'\n"                                                                            \
			"return sdm.decision 'behind' { api = 1, title = 'Outside', owner = 'consultant', on_missing = "         \
			"'hold',\n"                                                                                              \
			"  watch = { kpi = 'mean', each = 'seller', period = 'month' }, when = " when more " }\n"                \
	}

static void say_amount(struct fold *f, int rev, const char *amount)
{
	struct buf words = { 0 };

	buf_addf(&words, "2026-05-08T08:00:00Z form=deal id=1 rev=%d seller=anna at=2026-05-08 kind=won amount=%s", rev, amount);
	fold_say(f, words.ptr);
	buf_free(&words);
}

static void a_band__too_much_and_too_little_are_told_and_the_middle_is_not(void **state)
{
	static const struct fold_file with[] = { BAND("sdm.behind { by = sdm.percent(10) }", "") };
	struct fold *f = fold_new(with, 2);

	(void)state;
	say_amount(f, 1, "50");
	say_amount(f, 2, "100");
	say_amount(f, 3, "104.9999");
	say_amount(f, 4, "45.0001");
	assert_int_equal(fold_count(f, "alerts"), 0);
	say_amount(f, 5, "105");
	assert_int_equal(fold_count(f, "alerts kind=open case=C1 fact=105 deviation_ppm=100000"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open case=C1 band from to deviation 10.0%"), 1);
	say_amount(f, 6, "101");
	assert_int_equal(fold_count(f, "alerts kind=resolved case=C1 fact=101 deviation_ppm=20000"), 1);
	fold_restart(f);
	say_amount(f, 7, "20");
	assert_int_equal(fold_count(f, "alerts kind=open case=C2 fact=20 deviation_ppm=-600000"), 1);
	fold_free(f);
}

static void a_band__is_judged_when_days_have_ended_too(void **state)
{
	static const struct fold_file with[] = { BAND("sdm.below { share = sdm.percent(100), gap = 5 }",
						      ", for_ = sdm.workdays(2)") };
	struct fold *f = fold_new(with, 2);

	(void)state;
	say_amount(f, 1, "104.9999");
	fold_until(f, "2026-05-12T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-12T08:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-08 kind=won amount=105");
	fold_until(f, "2026-05-13T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna since=2026-05-11 day=2026-05-12 fact=105"), 1);
	fold_free(f);
}

static void a_band__waits_for_the_elapsed_share_of_the_period(void **state)
{
	static const struct fold_file with[] = { BAND("sdm.behind { by = 0, elapsed = sdm.percent(25) }", "") };
	struct fold *f = fold_new(with, 2);

	(void)state; /* of 21 working days five have ended on the 8th, six on the 9th */
	say_amount(f, 1, "1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-09T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open day=2026-05-08"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_band__too_much_and_too_little_are_told_and_the_middle_is_not),
		cmocka_unit_test(a_band__is_judged_when_days_have_ended_too),
		cmocka_unit_test(a_band__waits_for_the_elapsed_share_of_the_period),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
