/* When cases open and close, and what commands do. May 2026, calendar Monday to Friday: 21 working days; the plan of anna is
 * 2100, so 100 a working day. 1 May is a Friday. */
#include "folded.h"

static void behind__three_working_days_running__opens_with_the_first_of_them(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=79.9999");
	fold_until(f, "2026-05-05T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-06T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open case=C1 step=1 scope=anna since=2026-05-01 day=2026-05-05 fact=79.9999 "
				       "expected=300 plan=2100 to=head"),
			 1);
	assert_int_equal(fold_count(f, "tasks state=open task=T1 code=plan to=anna due=2026-05-06"), 1);
	fold_free(f);
}

static void behind__exactly_at_the_share__does_not_open(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=80");
	fold_until(f, "2026-05-06T00:00:00Z"); /* Friday was not below; Monday and Tuesday were */
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-07T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-04 day=2026-05-06"), 1);
	fold_free(f);
}

static void late_report__before_the_third_day_ends__keeps_the_case_closed(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_say(f, "2026-05-05T20:00:00Z form=deal id=2 seller=anna at=2026-05-01 kind=won amount=500");
	fold_until(f, "2026-05-06T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_free(f);
}

static void dated_ahead__does_not_count_before_its_day(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=2000");
	fold_until(f, "2026-05-06T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open fact=0 expected=300"), 1);
	fold_free(f);
}

static void recovery__closes_and_withdraws_the_open_task(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-06T00:00:00Z");
	fold_say(f, "2026-05-06T10:00:00Z form=deal id=2 seller=anna at=2026-05-06 kind=won amount=319");
	assert_int_equal(fold_count(f, "alerts kind=resolved"), 0);
	fold_until(f, "2026-05-07T00:00:00Z"); /* 320 of 400 is not below 80 % */

	assert_int_equal(fold_count(f, "alerts kind=resolved case=C1 day=2026-05-06 to=head"), 1);
	assert_int_equal(fold_count(f, "alerts kind=resolved why.en=revenue, anna, 2026-05 by 2026-05-06: fact"), 1);
	assert_int_equal(fold_count(f, "tasks task=T1 state=cancelled"), 1);
	fold_free(f);
}

static void period_over__the_case_expires(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-31T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts kind=expired"), 0);
	fold_until(f, "2026-06-01T00:00:00Z");

	assert_int_equal(
		fold_count(f, "alerts kind=expired case=C1 day=2026-05-31 fact=1 plan=2100 why.ru=revenue, anna, 2026-05"), 1);
	fold_free(f);
}

static const struct fold_file at_once = {
	"decisions/behind.lua",
	"local sdm = require 'sdm'\n"
	"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"
	"  on_missing = 'hold', severity = 'red', run = function(case) case:alert { to = 'head' } end }\n",
};

static void at_once__today_is_held_against_the_days_that_ended(void **state)
{
	struct fold *f = fold_new(&at_once, 1);

	(void)state;
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=1 seller=anna at=2026-05-05 kind=won amount=160"); /* 80 % of two days */
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-05T09:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=-0.0001");
	assert_int_equal(fold_count(f, "alerts kind=open severity=red day=2026-05-05 fact=159.9999 expected=200"), 1);
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=2 rev=2 op=retract");
	assert_int_equal(fold_count(f, "alerts kind=resolved"), 1);
	fold_free(f);
}

static void command__same_token__takes_effect_once(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_command(f, "command=plan token=t1 by=boss scope_kind=seller scope=boris kpi=revenue period_kind=month "
			"period=2026-05 target=500");
	fold_command(f, "command=plan token=t1 by=boss scope_kind=seller scope=boris kpi=revenue period_kind=month "
			"period=2026-05 target=900");

	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(fold_count(f, "receipts of=command answer=duplicate"), 1);
	fold_free(f);
}

static void command__wrong__says_why_and_changes_nothing(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_command(f, "command=plan token=a by=boss scope_kind=seller scope=olga kpi=revenue period_kind=month period=2026-05 "
			"target=5");
	fold_command(
		f,
		"command=plan token=b by=boss scope_kind=seller scope=anna kpi=profit period_kind=month period=2026-05 target=5");
	fold_command(f, "command=plan token=c by=boss scope_kind=seller scope=anna kpi=revenue period_kind=month period=2026-13 "
			"target=5");
	fold_command(f, "command=dance token=d by=boss");
	fold_command(f, "command=clock token=e");

	assert_int_equal(fold_count(f, "rejected of=command key=unknown_scope"), 1);
	assert_int_equal(fold_count(f, "rejected of=command key=unknown_kpi"), 1);
	assert_int_equal(fold_count(f, "rejected of=command field=period"), 1);
	assert_int_equal(fold_count(f, "rejected of=command key=unknown_command"), 1);
	assert_int_equal(fold_count(f, "rejected of=command key=missing_field"), 1);
	fold_free(f);
}

static void command__with_bytes_that_are_no_text__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	fold_command(f, "command=plan token=a by=\1boss scope_kind=seller scope=anna kpi=revenue period_kind=month "
			"period=2026-05 target=5");
	fold_command(f, "command=plan token=b by=boss reason=\1 scope_kind=seller scope=anna kpi=revenue period_kind=month "
			"period=2026-05 target=5");
	assert_int_equal(fold_count(f, "rejected of=command field=by"), 1);
	assert_int_equal(fold_count(f, "rejected of=command field=reason"), 1);
	fold_free(f);
}

static void command__refused__may_come_again_mended(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	fold_command(
		f,
		"command=plan token=a by=boss scope_kind=seller scope=anna kpi=profit period_kind=month period=2026-05 target=5");
	fold_command(f, "command=plan token=a by=boss scope_kind=seller scope=anna kpi=revenue period_kind=month period=2026-05 "
			"target=5");
	fold_command(f, "command=plan token=a by=boss scope_kind=seller scope=anna kpi=revenue period_kind=month period=2026-05 "
			"target=6");
	assert_int_equal(fold_count(f, "receipts of=command answer=rejected"), 1);
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(fold_count(f, "receipts of=command answer=duplicate"), 1);
	fold_command(f, "command=plan token=a scope_kind=seller"); /* refused before its token counts: a's own stays taken */
	fold_command(f, "command=plan token=a by=boss scope_kind=seller scope=anna kpi=revenue period_kind=month period=2026-05 "
			"target=6");
	assert_int_equal(fold_count(f, "receipts of=command answer=duplicate"), 2);
	fold_free(f);
}

static size_t codes_bytes(const struct fold *f)
{
	for (uint32_t n = 0; n < engine_section_count(f->turn->engine); n++) {
		struct section s = engine_section(f->turn->engine, n);
		if (str_eq(s.name, STR("names.codes")))
			return s.names->text.len;
	}
	fail_msg("no section names.codes");
	return 0;
}

static void plan_change__refused__leaves_no_names_behind(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	size_t before;

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	before = codes_bytes(f);
	fold_command(
		f,
		"command=plan token=a by=ghost scope_kind=seller scope=boris kpi=won period_kind=month period=2026-05 target=5");
	fold_command(
		f,
		"command=plan token=b by=ghost scope_kind=team_product scope=T2|P9 kpi=revenue period_kind=month period=2026-05 "
		"target=5");
	fold_command(f,
		     "command=plan token=c by=ghost scope_kind=seller scope=boris kpi=middle period_kind=quarter period=2026-Q2 "
		     "target=5 valid_from=soon");
	assert_int_equal(fold_count(f, "rejected of=command"), 3);
	assert_int_equal(codes_bytes(f), before);
	fold_free(f);
}

static struct hash128 digest_with_target(const char *target)
{
	struct fold *f = fold_new(NULL, 0);
	struct hash128 digest;
	struct buf b = { 0 };

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	buf_addf(&b,
		 "command=plan token=a by=boss scope_kind=seller scope=boris kpi=win_rate period_kind=month period=2026-05 "
		 "target='%s'",
		 target);
	fold_command(f, b.ptr);
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	digest = engine_state_digest(f->turn->engine);
	fold_free(f);
	buf_free(&b);
	return digest;
}

static void plan_change__percent_target__as_a_share_or_with_its_sign(void **state)
{
	struct hash128 share = digest_with_target("0.6325");

	(void)state;
	assert_true(hash128_eq(digest_with_target("63.25%"), share));
	assert_true(hash128_eq(digest_with_target("63.25 %"), share));
	assert_false(hash128_eq(digest_with_target("0.63"), share));
}

static void plan_change__percent_of_a_sum_or_too_fine__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_command(f, "command=plan token=a by=boss scope_kind=seller scope=boris kpi=revenue period_kind=month period=2026-05 "
			"target=63%");
	fold_command(f,
		     "command=plan token=b by=boss scope_kind=seller scope=boris kpi=win_rate period_kind=month period=2026-05 "
		     "target=63.255%");
	fold_command(f, "command=plan token=c by=boss scope_kind=seller scope=boris kpi=win_rate period_kind=month "
			"period=2026-05 target=%");
	assert_int_equal(fold_count(f, "rejected of=command key=bad_type field=target"), 3);
	fold_free(f);
}

static void plan_change__from_a_day__leaves_the_days_before_as_they_were(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	const struct model *m = engine_model(f->turn->engine);
	struct figures before, after;
	struct period may = { PERIOD_MONTH, 2026 * 12 + 4 };
	int64_t e4;

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=100");
	fold_command(f, "command=plan token=a by=boss scope_kind=seller scope=anna kpi=revenue period_kind=month period=2026-05 "
			"target=3700 valid_from=2026-05-08 reason='new client'");
	uint32_t scope = figures_scope(f->turn->engine, model_scope_kind(m, STR("seller")), STR("anna"));

	figures_to_date(f->turn->engine, scope, model_kpi(m, STR("revenue")), may, NONE, LEVEL_TARGET, date_day(2026, 5, 7),
			&before);
	figures_to_date(f->turn->engine, scope, model_kpi(m, STR("revenue")), may, NONE, LEVEL_TARGET, date_day(2026, 5, 8),
			&after);
	assert_true(ratio_scaled(before.expected, E4, &e4));
	assert_int_equal(e4, 5000000); /* five days of 100 */
	assert_true(ratio_scaled(after.expected, E4, &e4));
	assert_int_equal(e4, 7000000); /* 3200 over the 16 days left */
	assert_int_equal(after.target_e4, 37000000);
	fold_free(f);
}

static void restart__in_the_middle__goes_on_as_if_nothing_had_happened(void **state)
{
	struct fold *steady = fold_new(NULL, 0), *restarted = fold_new(NULL, 0);
	struct buf words = { 0 };

	(void)state;
	for (int i = 0; i < 40; i++) {
		buf_clear(&words);
		buf_addf(&words,
			 "2026-05-%02dT10:00:00Z form=deal id=%d rev=%d seller=%s at=2026-05-%02d kind=%s amount=%d client=c%d",
			 1 + i / 2, i % 9, 1 + i / 9, i % 3 ? "anna" : "boris", 1 + i % 25, i % 4 ? "won" : "lost", i * 7, i % 5);
		fold_say(steady, words.ptr);
		fold_say(restarted, words.ptr);
		fold_restart(restarted);
	}
	fold_until(steady, "2026-06-02T00:00:00Z");
	fold_until(restarted, "2026-06-02T00:00:00Z");

	assert_string_equal(steady->said.ptr, restarted->said.ptr);
	assert_true(fold_count(steady, "alerts kind=open") > 0);
	struct hash128 a = engine_state_digest(steady->turn->engine), b = engine_state_digest(restarted->turn->engine);
	assert_true(hash128_eq(a, b));
	assert_int_equal(fold_figure(restarted, "seller", "anna", "middle", "2026-05"),
			 fold_figure(steady, "seller", "anna", "middle", "2026-05"));
	buf_free(&words);
	fold_free(steady);
	fold_free(restarted);
}

static const struct fold_file new_kpis = {
	"kpis.yaml",
	"measures:\n"
	"  biggest_first: {max: amount}\n"
	"  revenue: {sum: amount, where: {kind: won}}\n"
	"  lost_amount: {sum: amount, where: {kind: lost}}\n"
	"kpis:\n"
	"  lost_amount: {formula: lost_amount, unit: money}\n"
	"  biggest: {formula: biggest_first, unit: money}\n"
	"  revenue: {formula: revenue, unit: money}\n",
};

static void activate__new_measures__are_added_up_from_the_facts_kept(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	struct buf words = { 0 };

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=lost amount=30.5");
	buf_addf(&words, "command=activate token=a by=boss sha=%s", fold_offer(f, &new_kpis, 1));
	fold_command(f, words.ptr);
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2000000);
	assert_int_equal(fold_figure(f, "team", "T1", "lost_amount", "2026-Q2"), 305000);
	assert_int_equal(fold_figure(f, "seller", "anna", "biggest", "2026-05"), 2000000);

	fold_say(f, "2026-05-05T10:00:00Z form=deal id=2 rev=2 seller=anna at=2026-05-04 kind=won amount=500");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 7000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "lost_amount", "2026-05"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "biggest", "2026-05"), 5000000);
	fold_restart(f);
	buf_free(&words);
	fold_free(f);
}

static const struct fold_file other_forms = {
	"forms.yaml",
	"forms:\n  order:\n    seller: optional\n    fields:\n"
	"      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n      client: text\n      amount: "
	"money\n",
};

static void activate__form_of_counted_reports_gone__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	struct buf words = { 0 };

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	buf_addf(&words, "command=activate token=a by=boss sha=%s", fold_offer(f, &other_forms, 1));
	fold_command(f, words.ptr);

	assert_int_equal(fold_count(f, "rejected of=command key=model_refused"), 1);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=1");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 2010000);
	buf_free(&words);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(behind__three_working_days_running__opens_with_the_first_of_them),
		cmocka_unit_test(behind__exactly_at_the_share__does_not_open),
		cmocka_unit_test(late_report__before_the_third_day_ends__keeps_the_case_closed),
		cmocka_unit_test(dated_ahead__does_not_count_before_its_day),
		cmocka_unit_test(recovery__closes_and_withdraws_the_open_task),
		cmocka_unit_test(period_over__the_case_expires),
		cmocka_unit_test(at_once__today_is_held_against_the_days_that_ended),
		cmocka_unit_test(command__same_token__takes_effect_once),
		cmocka_unit_test(command__wrong__says_why_and_changes_nothing),
		cmocka_unit_test(command__with_bytes_that_are_no_text__is_refused),
		cmocka_unit_test(command__refused__may_come_again_mended),
		cmocka_unit_test(plan_change__refused__leaves_no_names_behind),
		cmocka_unit_test(plan_change__percent_target__as_a_share_or_with_its_sign),
		cmocka_unit_test(plan_change__percent_of_a_sum_or_too_fine__is_refused),
		cmocka_unit_test(plan_change__from_a_day__leaves_the_days_before_as_they_were),
		cmocka_unit_test(restart__in_the_middle__goes_on_as_if_nothing_had_happened),
		cmocka_unit_test(activate__new_measures__are_added_up_from_the_facts_kept),
		cmocka_unit_test(activate__form_of_counted_reports_gone__is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
