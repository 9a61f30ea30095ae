/* What a closed period keeps. The company begins on 4 May 2026, a Monday; its clock is UTC, so May closes with 1 June 00:00. */
#include "folded.h"

#include "rules/records.h"

#define COMPANY(more)                                                                                                            \
	{                                                                                                                        \
		"company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: mon-fri\n"     \
				"phasing: workdays\n" more                                                                       \
	}
#define KEPT "periods: [day, week, month, quarter]\n"

/* Anna sold 100 on 20 May and the present is 2 June. */
static struct fold *after_may(const struct fold_file *with, size_t count)
{
	struct fold *f = fold_new(with, count);

	fold_say(f, "2026-05-04T08:00:00Z form=deal id=0 seller=boris at=2026-05-04 kind=won amount=7");
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100 client=c1 product=P1");
	fold_until(f, "2026-06-02T10:00:00Z");
	return f;
}

/* ---- what is kept ---- */
static void closed__nothing_changed__the_figure_stands(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_STANDS);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-06"), FOLD_OPEN);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05-20"), FOLD_OPEN); /* a day is never closed */
	assert_int_equal(fold_records(f, "closed"), 0);
	fold_free(f);
}

static void late_report__keeps_the_figure_as_first_closed(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 1500000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	fold_free(f);
}

static void correction__keeps_the_figure_as_first_closed(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-20 kind=won amount=80.5");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 805000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	fold_free(f);
}

static void retraction__of_all_there_was__keeps_the_figure_as_first_closed(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=1 rev=2 op=retract");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), FOLD_NO_DATA);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	fold_free(f);
}

static void several_corrections__the_first_figure_stays(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-20 kind=won amount=80");
	fold_until(f, "2026-06-04T00:00:00Z");
	fold_say(f, "2026-06-04T11:00:00Z form=deal id=1 rev=3 seller=anna at=2026-05-20 kind=won amount=60");
	fold_say(f, "2026-06-05T11:00:00Z form=deal id=2 seller=anna at=2026-05-21 kind=won amount=1");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 610000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	fold_free(f);
}

static void moved_to_another_month__both_months_keep_theirs(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100");
	fold_say(f, "2026-06-10T10:00:00Z form=deal id=2 seller=anna at=2026-06-10 kind=won amount=30");
	fold_until(f, "2026-07-01T00:00:00Z");
	fold_say(f, "2026-07-01T10:00:00Z form=deal id=1 rev=2 seller=anna at=2026-06-11 kind=won amount=100");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-06"), 300000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-06"), 1300000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-Q2"), FOLD_STANDS); /* it stayed the same */
	fold_free(f);
}

static void no_data_at_close__is_a_figure_of_its_own(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=boris at=2026-05-04 kind=won amount=100");
	fold_until(f, "2026-06-02T00:00:00Z");
	fold_say(f, "2026-06-02T10:00:00Z form=deal id=2 seller=anna at=2026-05-20 kind=won amount=0");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 0);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

static void fact_of_another_measure__turns_no_data_into_zero__and_is_kept(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=boris at=2026-05-04 kind=won amount=100");
	fold_until(f, "2026-06-02T00:00:00Z");
	fold_say(f, "2026-06-02T10:00:00Z form=deal id=2 seller=anna at=2026-05-20 kind=lost amount=5");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 0);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_NO_DATA);

	fold_say(f, "2026-06-02T10:00:00Z form=deal id=2 rev=2 op=retract");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_STANDS);
	fold_free(f);
}

static void kpi_whose_measures_do_not_change__keeps_nothing(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-20 kind=lost amount=300 client=c1");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_STANDS);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "win_rate", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "win_rate", "2026-05"), 5000);
	fold_free(f);
}

static void median_distinct_and_last__are_kept_exactly(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=10 client=c1");
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=40 client=c2");
	fold_until(f, "2026-06-01T00:00:00Z");
	fold_say(f, "2026-06-01T10:00:00Z form=deal id=3 seller=anna at=2026-05-29 kind=won amount=100.0001 client=c3");

	assert_int_equal(fold_figure(f, "seller", "anna", "middle", "2026-05"), 400000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "middle", "2026-05"), 250000);
	assert_int_equal(fold_figure(f, "seller", "anna", "clients", "2026-05"), 30000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "clients", "2026-05"), 20000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "last", "2026-05"), 400000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "largest", "2026-05"), 400000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "smallest", "2026-05"), FOLD_STANDS);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "mean", "2026-05"), 250000);
	fold_free(f);
}

static void units_axes_and_crosses__keep_theirs__others_stand(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50 product=P1");

	assert_int_equal(fold_first_closed(f, "team", "T1", "revenue", "2026-05"), 1070000);
	assert_int_equal(fold_first_closed(f, "company", "C", "revenue", "2026-05"), 1070000);
	assert_int_equal(fold_first_closed(f, "product", "P1", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_first_closed(f, "group", "G1", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_first_closed(f, "team_product", "T1|P1", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_first_closed(f, "seller", "boris", "revenue", "2026-05"), FOLD_STANDS);
	fold_free(f);
}

static void changed_back__stands_and_the_day_after_nothing_is_kept(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f,
		 "2026-06-02T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-20 kind=won amount=80 client=c1 product=P1");
	fold_say(f,
		 "2026-06-02T12:00:00Z form=deal id=1 rev=3 seller=anna at=2026-05-20 kind=won amount=100 client=c1 product=P1");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_STANDS);
	assert_true(fold_records(f, "closed") > 0);

	fold_until(f, "2026-06-03T00:00:00Z");
	assert_int_equal(fold_records(f, "closed"), 0);
	fold_restart(f);
	fold_free(f);
}

static void corrections__in_another_order__the_same_two_figures(void **state)
{
	static const char *const corrections[] = {
		"2026-06-02T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-20 kind=won amount=80 client=c1",
		"2026-06-02T11:00:00Z form=deal id=1 rev=3 seller=anna at=2026-05-21 kind=won amount=70 client=c2",
		"2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-22 kind=won amount=5",
		"2026-06-02T11:00:00Z form=deal id=2 rev=2 op=retract",
		"2026-06-02T11:00:00Z form=deal id=3 seller=anna at=2026-05-22 kind=won amount=11",
	};
	static const int orders[][5] = { { 0, 1, 2, 3, 4 }, { 4, 3, 2, 1, 0 }, { 1, 0, 4, 2, 3 } };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct fold *f = after_may(NULL, 0);
		for (int n = 0; n < 5; n++)
			fold_say(f, corrections[orders[i][n]]);
		assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 810000);
		assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
		assert_int_equal(fold_first_closed(f, "team", "T1", "clients", "2026-05"),
				 FOLD_STANDS); /* another client, as many */
		fold_free(f);
	}
}

/* ---- custom periods, other models, restart ---- */
#define CAMPAIGNS(periods) COMPANY("periods: [day, month, campaign]\ncustom_periods:\n  campaign:\n" periods)
static const struct fold_file campaigns = CAMPAIGNS("    - {id: early, from: 2026-05-04, to: 2026-05-10}\n"
						    "    - {id: late, from: 2026-05-18, to: 2026-05-24}\n");

static void custom_period__keeps_its_figure(void **state)
{
	struct fold *f = fold_new(&campaigns, 1);

	(void)state;
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100");
	fold_until(f, "2026-05-25T00:00:00Z");
	fold_say(f, "2026-05-25T10:00:00Z form=deal id=2 seller=anna at=2026-05-24 kind=won amount=50");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "late"), 1000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "late"), 1500000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_OPEN);
	fold_free(f);
}

static void custom_period__renumbered_gone_and_back__keeps_its_own_figure(void **state)
{
	static const struct fold_file only_late = CAMPAIGNS("    - {id: late, from: 2026-05-18, to: 2026-05-24}\n");
	static const struct fold_file only_early = CAMPAIGNS("    - {id: early, from: 2026-05-04, to: 2026-05-10}\n");
	struct fold *f = fold_new(&campaigns, 1);

	(void)state;
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=1 seller=anna at=2026-05-05 kind=won amount=9");
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=2 seller=anna at=2026-05-20 kind=won amount=100");
	fold_until(f, "2026-05-25T00:00:00Z");
	fold_say(f, "2026-05-25T10:00:00Z form=deal id=3 seller=anna at=2026-05-24 kind=won amount=50");
	fold_activate(f, &only_late, 1, "a");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "late"), 1000000);
	fold_activate(f, &only_early, 1, "b");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "early"), FOLD_STANDS);
	fold_until(f, "2026-05-26T00:00:00Z");
	fold_restart(f);
	fold_activate(f, &campaigns, 1, "c");
	assert_int_equal(fold_count(f, "receipts of=command form=activate answer=accepted"), 3);

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "late"), 1000000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "early"), FOLD_STANDS);
	fold_free(f);
}

static void another_model__without_the_kpi_and_with_it_again__keeps_the_figure(void **state)
{
	static const struct fold_file with[] = {
		{ "kpis.yaml",
		  "measures:\n  all: {sum: amount, where: {kind: [won, lost]}}\nkpis:\n  all: {formula: all, unit: money}\n" },
		{ "plans.yaml", NULL },
		{ "decisions/behind.lua", NULL },
	};
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50");
	fold_activate(f, with, 3, "a");
	fold_until(f, "2026-06-05T00:00:00Z");
	fold_restart(f);
	fold_activate(f, NULL, 0, "b");
	assert_int_equal(fold_count(f, "receipts of=command form=activate answer=accepted"), 2);

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 1500000);
	fold_free(f);
}

static void fiscal_year__with_a_corrected_quarter__stays_as_it_is(void **state)
{
	static const struct fold_file from_april = COMPANY(KEPT "fiscal_year_starts: 4\n");
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_until(f, "2026-07-01T00:00:00Z");
	fold_say(f, "2026-07-01T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50");
	fold_activate(f, &from_april, 1, "a");
	assert_int_equal(fold_count(f, "rejected of=command key=model_refused text=fiscal_year_starts:"), 1);
	fold_free(f);
}

static void restart__in_the_middle_of_corrections__goes_on_as_if_nothing_had_happened(void **state)
{
	struct fold *steady = after_may(NULL, 0), *restarted = after_may(NULL, 0);
	struct buf words = { 0 };

	(void)state;
	for (int i = 0; i < 30; i++) {
		buf_clear(&words);
		buf_addf(&words,
			 "2026-06-%02dT10:00:00Z form=deal id=%d rev=%d seller=%s at=2026-05-%02d kind=%s amount=%d client=c%d",
			 3 + i / 3, i % 7, 2 + i / 7, i % 3 ? "anna" : "boris", 5 + i % 20, i % 4 ? "won" : "lost", i % 5 * 7,
			 i % 3);
		fold_say(steady, words.ptr);
		fold_say(restarted, words.ptr);
		fold_restart(restarted);
	}
	fold_until(steady, "2026-06-20T00:00:00Z");
	fold_until(restarted, "2026-06-20T00:00:00Z");

	struct hash128 a = engine_state_digest(steady->turn->engine), b = engine_state_digest(restarted->turn->engine);
	assert_true(hash128_eq(a, b));
	assert_string_equal(steady->said.ptr, restarted->said.ptr);
	assert_int_equal(fold_first_closed(restarted, "seller", "anna", "revenue", "2026-05"), 1000000);
	buf_free(&words);
	fold_free(steady);
	fold_free(restarted);
}

static void restore__a_figure_that_cannot_be__is_refused(void **state)
{
	struct fold *f = after_may(NULL, 0);
	struct engine *e = f->turn->engine;
	struct err err = { 0 };

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50");
	for (uint32_t i = 0; i < engine_section_count(e); i++)
		if (str_eq(engine_section(e, i).name, STR("closed")))
			((struct closed_record *)pool_at(engine_section(e, i).pool, 0))->first.den_hi = -1;
	assert_int_equal(engine_restored(e, &err), -1);
	assert_non_null(strstr(err.text, "the stored state is damaged: record 0 of a closed period's figures makes no sense"));
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closed__nothing_changed__the_figure_stands),
		cmocka_unit_test(late_report__keeps_the_figure_as_first_closed),
		cmocka_unit_test(correction__keeps_the_figure_as_first_closed),
		cmocka_unit_test(retraction__of_all_there_was__keeps_the_figure_as_first_closed),
		cmocka_unit_test(several_corrections__the_first_figure_stays),
		cmocka_unit_test(moved_to_another_month__both_months_keep_theirs),
		cmocka_unit_test(no_data_at_close__is_a_figure_of_its_own),
		cmocka_unit_test(fact_of_another_measure__turns_no_data_into_zero__and_is_kept),
		cmocka_unit_test(kpi_whose_measures_do_not_change__keeps_nothing),
		cmocka_unit_test(median_distinct_and_last__are_kept_exactly),
		cmocka_unit_test(units_axes_and_crosses__keep_theirs__others_stand),
		cmocka_unit_test(changed_back__stands_and_the_day_after_nothing_is_kept),
		cmocka_unit_test(corrections__in_another_order__the_same_two_figures),
		cmocka_unit_test(custom_period__keeps_its_figure),
		cmocka_unit_test(custom_period__renumbered_gone_and_back__keeps_its_own_figure),
		cmocka_unit_test(another_model__without_the_kpi_and_with_it_again__keeps_the_figure),
		cmocka_unit_test(fiscal_year__with_a_corrected_quarter__stays_as_it_is),
		cmocka_unit_test(restart__in_the_middle_of_corrections__goes_on_as_if_nothing_had_happened),
		cmocka_unit_test(restore__a_figure_that_cannot_be__is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
