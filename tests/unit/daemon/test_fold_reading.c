/* The reading rule and the measures, as a producer of reports sees them. */
#include "folded.h"

static void revision__higher_first__the_lower_changes_nothing(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=200");
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=1 rev=1 seller=anna at=2026-05-04 kind=won amount=100");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2000000);
	assert_int_equal(fold_count(f, "receipts answer=superseded rev=1"), 1);
	fold_free(f);
}

static void revision__same_again__is_a_duplicate_whatever_the_order_of_fields(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	fold_say(f, "2026-05-05T10:00:00Z form=deal amount=200 id=1 kind=won rev=1 at=2026-05-04 seller=anna op=put");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2000000);
	assert_int_equal(fold_count(f, "receipts answer=duplicate"), 1);
	fold_free(f);
}

static void revision__same_with_other_content__is_a_conflict(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=201");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2000000);
	assert_int_equal(fold_count(f, "rejected rule=V08 key=revision_conflict"), 1);
	fold_free(f);
}

static void correction__other_seller_day_and_product__moves_the_whole_difference(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200 product=P1");
	fold_say(f, "2026-05-20T11:00:00Z form=deal id=1 rev=2 seller=boris at=2026-05-18 kind=won amount=70.5 product=P2");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-05"), 705000);
	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "team", "T2", "revenue", "2026-05"), 705000);
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-Q2"), 705000);
	assert_int_equal(fold_figure(f, "product", "P1", "revenue", "2026-05"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "group", "G1", "revenue", "2026-W21"), 705000);
	assert_int_equal(fold_figure(f, "team_product", "T2|P2", "revenue", "2026-05-18"), 705000);
	fold_free(f);
}

static void retraction__before_the_report__leaves_a_tombstone(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 rev=2 op=retract");
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=1 rev=1 seller=anna at=2026-05-04 kind=won amount=200");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), FOLD_NO_DATA);

	fold_say(f, "2026-05-04T12:00:00Z form=deal id=1 rev=3 seller=anna at=2026-05-04 kind=won amount=300");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 3000000);
	fold_free(f);
}

static void rejected__mended__counts_under_the_same_revision(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=olga at=2026-05-04 kind=won amount=200");
	assert_int_equal(fold_count(f, "rejected key=unknown_seller field=seller id=1"), 1);

	fold_say(f, "2026-05-04T11:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2000000);
	fold_free(f);
}

static void late__behind_the_horizon__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	fold_say(f, "2026-07-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=1");
	fold_say(f, "2026-07-03T10:00:00Z form=deal id=3 seller=anna at=2026-05-05 kind=won amount=2");
	fold_say(f, "2026-07-04T11:00:00Z form=deal id=1 rev=2 op=retract at=2026-05-04");

	assert_int_equal(fold_count(f, "rejected key=too_late id=2"), 1);
	assert_int_equal(fold_count(f, "rejected key=too_late id=1"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2020000);
	fold_free(f);
}

static void forgotten__behind_the_horizon__keeps_its_figures(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200 client=c1");
	fold_until(f, "2026-08-20T00:00:00Z");

	assert_int_equal(engine_section(f->turn->engine, 0).pool->live, 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "clients", "2026-05"), 10000);
	fold_restart(f);
	assert_int_equal(fold_figure(f, "seller", "anna", "clients", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "middle", "2026-05"), 2000000);
	fold_free(f);
}

static void sum__that_could_overflow__is_refused_and_leaves_no_figure(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=900000000000000");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=-900000000000000");
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=7");

	assert_int_equal(fold_count(f, "rejected key=overflow id=2"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), INT64_C(9000000000000070000));
	fold_free(f);
}

static void moved__in_mid_month__counts_where_he_was_that_day(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=boris at=2026-05-14 kind=won amount=10");
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=2 seller=boris at=2026-05-15 kind=won amount=5");

	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), 100000);
	assert_int_equal(fold_figure(f, "team", "T2", "revenue", "2026-05"), 50000);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-05"), 150000);
	fold_free(f);
}

static void no_seller__counts_for_the_company_alone(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 at=2026-05-14 kind=won amount=10 product=P1");

	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-05"), 100000);
	assert_int_equal(fold_figure(f, "group", "G1", "revenue", "2026-05"), 100000);
	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

static void measures__after_a_correction__see_only_what_counts(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04T09:00 kind=won amount=10 client=a");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-06T09:00 kind=won amount=40 client=b");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=3 seller=anna at=2026-05-05T09:00 kind=lost amount=20 client=a");
	assert_int_equal(fold_figure(f, "seller", "anna", "clients", "2026-05"), 20000);
	assert_int_equal(fold_figure(f, "seller", "anna", "smallest", "2026-05"), 100000);
	assert_int_equal(fold_figure(f, "seller", "anna", "largest", "2026-05"), 400000);
	assert_int_equal(fold_figure(f, "seller", "anna", "middle", "2026-05"), 200000);
	assert_int_equal(fold_figure(f, "seller", "anna", "mean", "2026-05"), 233333);
	assert_int_equal(fold_figure(f, "seller", "anna", "last", "2026-05"), 400000);
	assert_int_equal(fold_figure(f, "seller", "anna", "win_rate", "2026-05"), 6667);

	fold_say(f, "2026-05-07T10:00:00Z form=deal id=2 rev=2 op=retract");
	assert_int_equal(fold_figure(f, "seller", "anna", "clients", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "largest", "2026-05"), 200000);
	assert_int_equal(fold_figure(f, "seller", "anna", "middle", "2026-05"), 150000);
	assert_int_equal(fold_figure(f, "seller", "anna", "last", "2026-05"), 200000);
	fold_free(f);
}

static void refused__each_reason__names_rule_and_field(void **state)
{
	static const struct {
		const char *report, *expected;
	} cases[] = {
		{ "form=dael id=1", "rejected rule=V03 field=form key=unknown_form" },
		{ "id=1 at=2026-05-04", "rejected rule=V01 field=form key=missing_field" },
		{ "form=deal at=2026-05-04 kind=won", "rejected rule=V01 field=id key=missing_field" },
		{ "form=deal id=1 rev=0 at=2026-05-04 kind=won", "rejected rule=V02 field=rev key=bad_type" },
		{ "form=deal id=1 op=delete", "rejected rule=V03 field=op key=not_a_choice" },
		{ "form=deal id=1 kind=won", "rejected rule=V01 field=at key=missing_field" },
		{ "form=deal id=1 at=04.05.2026 kind=won", "rejected rule=V02 field=at key=bad_type" },
		{ "form=deal id=1 at=2026-05-04", "rejected rule=V01 field=kind key=missing_field" },
		{ "form=deal id=1 at=2026-05-04 kind=perhaps", "rejected rule=V03 field=kind key=not_a_choice" },
		{ "form=deal id=1 at=2026-05-04 kind=won amount=1e3", "rejected rule=V19 field=amount key=bad_type" },
		{ "form=deal id=1 at=2026-05-04 kind=won product=P9", "rejected rule=V03 field=product key=not_a_member" },
		{ "form=deal id=1 at=2026-05-04 kind=won colour=red", "rejected rule=V04 field=colour key=unknown_field" },
		{ "form=deal id=1 at=2026-05-04 kind=won kind=lost", "rejected rule=V04 field=kind key=twice" },
		{ "form=deal id=1 id=2 at=2026-05-04 kind=won", "rejected rule=V04 field=id key=twice" },
		{ "form=deal id=1 at=2026-05-04 kind=won amount=922337203685477.5808", "rejected rule=V19 field=amount" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fold *f = fold_new(NULL, 0);
		struct buf words = { 0 };
		buf_addf(&words, "2026-05-04T10:00:00Z %s", cases[i].report);
		fold_say(f, words.ptr);
		if (fold_count(f, cases[i].expected) != 1)
			fail_msg("%s: expected %s, got %s", cases[i].report, cases[i].expected, f->said.ptr);
		assert_int_equal(fold_count(f, "receipts answer=rejected"), 1);
		assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-05"), FOLD_NO_DATA);
		buf_free(&words);
		fold_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(revision__higher_first__the_lower_changes_nothing),
		cmocka_unit_test(revision__same_again__is_a_duplicate_whatever_the_order_of_fields),
		cmocka_unit_test(revision__same_with_other_content__is_a_conflict),
		cmocka_unit_test(correction__other_seller_day_and_product__moves_the_whole_difference),
		cmocka_unit_test(retraction__before_the_report__leaves_a_tombstone),
		cmocka_unit_test(rejected__mended__counts_under_the_same_revision),
		cmocka_unit_test(late__behind_the_horizon__is_refused),
		cmocka_unit_test(forgotten__behind_the_horizon__keeps_its_figures),
		cmocka_unit_test(sum__that_could_overflow__is_refused_and_leaves_no_figure),
		cmocka_unit_test(moved__in_mid_month__counts_where_he_was_that_day),
		cmocka_unit_test(no_seller__counts_for_the_company_alone),
		cmocka_unit_test(measures__after_a_correction__see_only_what_counts),
		cmocka_unit_test(refused__each_reason__names_rule_and_field),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
