/* Plan commands that would do nothing, or not what they say. It is 4 May 2026, a Monday. */
#include "folded.h"

#define PLAN "command=plan by=boss kpi=revenue period_kind=month target=5 "

static struct fold *begun(const struct fold_file *with, size_t count)
{
	struct fold *f = fold_new(with, count);

	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=1");
	return f;
}

static void plan_change__of_a_period_that_is_over__is_refused_unless_it_names_a_day_of_it(void **state)
{
	struct fold *f = begun(NULL, 0);

	(void)state;
	fold_command(f, PLAN "token=a scope_kind=seller scope=anna period=2026-04");
	assert_int_equal(fold_count(f, "rejected rule=C04 key=too_late field=period"), 1);
	assert_non_null(strstr(f->said.ptr, "the period ended on 2026-04-30; to change its plan after the event"));
	fold_command(f, PLAN "token=b scope_kind=seller scope=anna period=2026-05 valid_from=2026-06-01");
	assert_int_equal(fold_count(f, "rejected rule=C04 key=too_late field=valid_from"), 1);
	assert_non_null(strstr(f->said.ptr, "valid_from: the period ends on 2026-05-31, so nothing would change"));
	fold_command(f, PLAN "token=a scope_kind=seller scope=anna period=2026-04 valid_from=2026-04-01");
	fold_command(f, PLAN "token=b scope_kind=seller scope=anna period=2026-05 valid_from=2026-05-31");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 2);
	fold_free(f);
}

static void plan_change__with_a_slip_in_a_field__is_refused(void **state)
{
	struct fold *f = begun(NULL, 0);

	(void)state;
	fold_command(f, PLAN "token=a scope_kind=seller scope=anna period=2026-05 valid_frm=2026-05-01");
	fold_command(f, PLAN "token=b scope_kind=seller scope=anna period=2026-05 target=7");
	assert_int_equal(fold_count(f, "rejected rule=C02 key=unknown_field field=valid_frm"), 1);
	assert_int_equal(fold_count(f, "rejected rule=C02 key=twice field=target"), 1);
	fold_free(f);
}

static void plan_change__for_a_team_that_is_a_company__is_refused(void **state)
{
	struct fold *f = begun(NULL, 0);

	(void)state;
	fold_command(f, PLAN "token=a scope_kind=team scope=C period=2026-05");
	fold_command(f, PLAN "token=b scope_kind=product scope=G1 period=2026-05");
	assert_int_equal(fold_count(f, "rejected rule=C03 key=unknown_scope field=scope"), 2);
	fold_command(f, PLAN "token=a scope_kind=team scope=T1 period=2026-05");
	fold_command(f, PLAN "token=b scope_kind=product scope=P1 period=2026-05");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 2);
	fold_free(f);
}

static void plan_change__for_a_new_member_of_an_open_axis__is_taken(void **state)
{
	static const struct fold_file with[] = {
		{ "axes.yaml", "axes: {product: {open: yes, members: [{id: P1}]}}\n" },
		{ "scopes.yaml", "scopes:\n  seller: seller\n  product: product\n" },
	};
	struct fold *f = begun(with, 2);
	const struct engine *e = f->turn->engine;
	struct figures got;

	(void)state;
	fold_command(f, PLAN "token=a scope_kind=product scope=P9 period=2026-05");
	fold_command(f, PLAN "token=b scope_kind=product scope= period=2026-05");
	fold_command(f, PLAN "token=c scope_kind=product scope='\2' period=2026-05");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(fold_count(f, "rejected key=unknown_scope"), 2);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won product=P9 amount=3");
	fold_restart(f);
	e = f->turn->engine;
	figures_period(e, figures_scope(e, model_scope_kind(engine_model(e), STR("product")), STR("P9")),
		       model_kpi(engine_model(e), STR("revenue")), (struct period){ PERIOD_MONTH, 2026 * 12 + 4 }, &got);
	assert_true(got.has_plan);
	assert_int_equal(got.target_e4, 50000);
	assert_int_equal(fold_figure(f, "product", "P9", "revenue", "2026-05"), 30000);
	fold_free(f);
}

static void plan_change__for_nobody_or_of_what_is_not_kept__is_refused(void **state)
{
	static const struct fold_file with[] = {
		{ "axes.yaml", "axes:\n  product: {levels: [group, product], open: yes, members: [{id: G1, level: group}]}\n" },
		{ "org.yaml", "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, head: head}\n"
			      "  - {id: T2, type: team, parent: C, valid_from: 2026-06-01}\n"
			      "sellers:\n  - {id: anna, unit: T1}\n  - {id: boris, unit: T1, valid_to: 2026-04-30}\n" },
		{ "kpis.yaml", "measures:\n  revenue: {sum: amount}\n  mean: {average: amount}\nkpis:\n"
			       "  revenue: {formula: revenue}\n"
			       "  load: {formula: mean, direction: band, low: 1, high: 2}\n" },
	};
	struct fold *f = begun(with, 3);

	(void)state;
	fold_command(f, PLAN "token=a scope_kind=seller scope=boris period=2026-05");
	fold_command(f, PLAN "token=b scope_kind=team scope=T2 period=2026-05");
	fold_command(f, PLAN "token=c scope_kind=group scope=G9 period=2026-05");
	assert_int_equal(fold_count(f, "rejected key=unknown_scope field=scope"), 3);
	assert_int_equal(fold_count(f, "rejected key=unknown_scope there on any day of the period: a plan for nobody"), 2);
	fold_command(f, "command=plan by=boss token=d scope_kind=seller scope=anna kpi=load period_kind=month period=2026-05 "
			"target=1");
	assert_int_equal(fold_count(f, "rejected rule=C03 key=no_plan field=kpi"), 1);
	fold_command(f, "command=plan by=boss token=e scope_kind=seller scope=anna kpi=revenue period_kind=year period=2026 "
			"target=1");
	assert_int_equal(fold_count(f, "rejected rule=C03 key=unknown_period_kind field=period_kind"), 1);
	fold_command(f, PLAN "token=a scope_kind=team scope=T2 period=2026-06");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	fold_free(f);
}

static int64_t target_of(const struct fold *f, const char *period, uint32_t kind)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	struct figures got;
	struct period p;

	assert_int_equal(period_parse(m, kind, str_of(period), &p, NULL), 0);
	figures_period(e, figures_scope(e, model_scope_kind(m, STR("seller")), STR("anna")), model_kpi(m, STR("revenue")), p,
		       &got);
	assert_true(got.has_plan);
	return got.target_e4;
}

/* 600 in shares of 1, 2 and 3; from May on 1,100: a thousand over five shares. */
static void plan_change__of_a_quarter_with_a_profile__changes_the_months_that_are_left(void **state)
{
	static const struct fold_file with = {
		"plans.yaml",
		"profiles: {spring: [1, 2, 3]}\n"
		"plan: [{scope: seller, member: anna, kpi: revenue, period: 2026-Q2, target: 600, profile: spring}]\n"
	};
	struct fold *f = begun(&with, 1);

	(void)state;
	assert_int_equal(target_of(f, "2026-05", PERIOD_MONTH), 2000000);
	fold_command(f, "command=plan by=boss token=a scope_kind=seller scope=anna kpi=revenue period_kind=quarter "
			"period=2026-Q2 target=1100 valid_from=2026-05-01");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	fold_restart(f);
	assert_int_equal(target_of(f, "2026-04", PERIOD_MONTH), 1000000);
	assert_int_equal(target_of(f, "2026-05", PERIOD_MONTH), 4000000);
	assert_int_equal(target_of(f, "2026-06", PERIOD_MONTH), 6000000);
	fold_command(f, PLAN "token=b scope_kind=seller scope=anna period=2026-06");
	assert_int_equal(target_of(f, "2026-06", PERIOD_MONTH), 50000);
	assert_int_equal(target_of(f, "2026-Q2", PERIOD_QUARTER), 11000000);
	fold_free(f);
}

static void clock_and_activate__with_a_slip_in_a_field__are_refused(void **state)
{
	struct fold *f = begun(NULL, 0);

	(void)state;
	fold_command(f, "command=clock token=a by=boss after=0-0 untilx=2026-06-01T00:00:00Z until=2026-05-05T00:00:00Z");
	fold_command(f, "command=activate token=b by=boss sha=1 reason=why");
	assert_int_equal(fold_count(f, "rejected of=command key=unknown_field field=untilx"), 1);
	assert_int_equal(fold_count(f, "rejected of=command key=unknown_field field=reason"), 1);
	fold_free(f);
}

static void command__token_that_is_no_text__is_refused(void **state)
{
	struct fold *f = begun(NULL, 0);

	(void)state;
	fold_command(f, PLAN "token=a\1 scope_kind=seller scope=anna period=2026-05");
	fold_command(f, PLAN "token=a\xff scope_kind=seller scope=anna period=2026-05");
	assert_int_equal(fold_count(f, "rejected rule=C02 key=bad_text field=token"), 2);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plan_change__of_a_period_that_is_over__is_refused_unless_it_names_a_day_of_it),
		cmocka_unit_test(plan_change__with_a_slip_in_a_field__is_refused),
		cmocka_unit_test(plan_change__for_a_team_that_is_a_company__is_refused),
		cmocka_unit_test(plan_change__for_a_new_member_of_an_open_axis__is_taken),
		cmocka_unit_test(plan_change__for_nobody_or_of_what_is_not_kept__is_refused),
		cmocka_unit_test(plan_change__of_a_quarter_with_a_profile__changes_the_months_that_are_left),
		cmocka_unit_test(clock_and_activate__with_a_slip_in_a_field__are_refused),
		cmocka_unit_test(command__token_that_is_no_text__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
