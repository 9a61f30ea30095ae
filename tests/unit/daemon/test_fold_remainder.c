/* What usually still comes in the rest of a period, learned from the subject's own earlier ones. */
#include "folded.h"

#include "rules/figures.h"
#include "rules/remainder.h"

#define PLAN(month, target) "  - {scope: seller, member: anna, kpi: revenue, period: 2026-" month ", target: " target "}\n"
#define DECISION(body)                                                                                                           \
	{                                                                                                                        \
		"decisions/behind.lua",                                                                                          \
			"local sdm = require 'sdm'\n"                                                                            \
			"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant',\n"                      \
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'open',\n" body          \
			"  run = function(case) case:alert { to = 'head', why = 'lands at ' .. "                                 \
			"(case.landing_usual and tostring(case.landing_usual) or 'nobody knows') } end }\n"                      \
	}
#define USUAL "  when = sdm.behind { by = sdm.percent(10), usual = true }, for_ = sdm.workdays(2), clear_for = sdm.days(1),\n"

static const struct fold_file usual = DECISION(USUAL);

static struct fold *company(void)
{
	const struct fold_file with[] = {
		usual, { "plans.yaml", "plan:\n" PLAN("03", "1000") PLAN("04", "1000") PLAN("05", "1000") PLAN("06", "1000") }
	};

	return fold_new(with, 2);
}

static void sell(struct fold *f, const char *day, const char *amount)
{
	struct buf words = { 0 };

	buf_addf(&words, "%sT10:00:00Z form=deal id=%s seller=anna at=%s kind=won amount=%s", day, day, day, amount);
	fold_say(f, words.ptr);
	buf_free(&words);
}

/* In 1/10000; INT64_MIN: nothing is known. */
static int64_t rest(const struct fold *f, const char *period, const char *day)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	uint32_t kind = model_scope_kind(m, STR("seller"));
	struct period in;
	int64_t out_e4;
	int32_t at;
	struct err err;

	assert_int_equal(period_parse(m, PERIOD_MONTH, str_of(period), &in, &err), 0);
	assert_int_equal(date_parse(str_of(day), &at, &err), 0);
	if (!ratio_scaled(remainder_usual(e, figures_scope(e, kind, STR("anna")), model_kpi(m, STR("revenue")), in, NONE, at), E4,
			  &out_e4))
		return INT64_MIN;
	return out_e4;
}

/* She wins 200 in the first half of March and 800 on its last working day. */
static void sell_march(struct fold *f)
{
	sell(f, "2026-03-02", "200");
	sell(f, "2026-03-31", "800");
}

static void remainder_usual__company_began_with_the_period__counts_it(void **state)
{
	struct fold *f = company();

	(void)state;
	sell_march(f);
	fold_until(f, "2026-04-03T00:00:00Z");

	assert_int_equal(rest(f, "2026-04", "2026-04-02"), 8000000);
	assert_int_equal(rest(f, "2026-04", "2026-04-29"), 8000000); /* one working day is left, as before March 31 */
	assert_int_equal(rest(f, "2026-04", "2026-04-30"), 0);
	assert_int_equal(rest(f, "2026-04", "2026-03-31"), 10000000); /* 22 working days, as many as March has */
	assert_int_equal(rest(f, "2026-03", "2026-03-10"), INT64_MIN);
	fold_free(f);
}

static void remainder_usual__log_begins_within_the_period__leaves_it_out(void **state)
{
	struct fold *f = company();

	(void)state;
	sell(f, "2026-03-17", "200");
	sell(f, "2026-03-31", "800");
	sell(f, "2026-04-01", "100");
	sell(f, "2026-04-30", "500");
	fold_until(f, "2026-05-05T00:00:00Z");

	assert_int_equal(rest(f, "2026-04", "2026-04-10"), INT64_MIN);
	assert_int_equal(rest(f, "2026-05", "2026-05-04"), 5000000); /* of April alone, which March stands before */
	fold_free(f);
}

static void remainder_usual__several_periods__is_their_mean(void **state)
{
	struct fold *f = company();

	(void)state;
	sell_march(f);
	sell(f, "2026-04-01", "100");
	sell(f, "2026-04-30", "401");
	fold_until(f, "2026-05-05T00:00:00Z");

	assert_int_equal(rest(f, "2026-05", "2026-05-28"), 6005000);
	fold_free(f);
}

static void remainder_usual__later_facts_and_corrections__count_as_known(void **state)
{
	struct fold *f = company();

	(void)state;
	sell_march(f);
	fold_until(f, "2026-04-02T00:00:00Z");
	assert_int_equal(rest(f, "2026-04", "2026-04-01"), 8000000);

	fold_say(f, "2026-04-02T10:00:00Z form=deal id=2026-03-31 rev=2 seller=anna at=2026-03-31 kind=won amount=600");
	sell(f, "2026-04-30", "9000");

	assert_int_equal(rest(f, "2026-04", "2026-04-01"), 6000000);
	fold_free(f);
}

/* By plan to date she would be far behind from the second day on; she always wins late. */
static void behind_usual__late_in_every_period__opens_nothing(void **state)
{
	struct fold *f = company();

	(void)state;
	sell_march(f);
	fold_until(f, "2026-04-01T00:00:00Z");
	fold_clear(f);
	sell(f, "2026-04-01", "200");
	fold_until(f, "2026-04-29T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_free(f);
}

static void behind_usual__falls_short_of_what_is_usual__opens_and_says_where_it_lands(void **state)
{
	struct fold *f = company();

	(void)state;
	sell_march(f);
	fold_until(f, "2026-04-01T00:00:00Z");
	fold_clear(f);
	sell(f, "2026-04-01", "99");
	fold_until(f, "2026-04-02T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-04-03T00:00:00Z");

	/* 99 and the usual 800 are 899, 10 % behind 1,000 are 900. */
	assert_int_equal(fold_count(f, "alerts kind=open since=2026-04-01 day=2026-04-02"), 1);
	assert_non_null(strstr(f->said.ptr, "lands at 899"));

	sell(f, "2026-04-03", "2");
	fold_until(f, "2026-04-04T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=resolved day=2026-04-03"), 1);
	fold_restart(f);
	fold_free(f);
}

static void behind_usual__nothing_to_learn_from__is_held_against_plan_to_date(void **state)
{
	struct fold *f = company();

	(void)state;
	sell(f, "2026-03-02", "10");
	fold_until(f, "2026-03-04T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open day=2026-03-03"), 1);
	assert_non_null(strstr(f->said.ptr, "lands at nobody knows"));
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remainder_usual__company_began_with_the_period__counts_it),
		cmocka_unit_test(remainder_usual__log_begins_within_the_period__leaves_it_out),
		cmocka_unit_test(remainder_usual__several_periods__is_their_mean),
		cmocka_unit_test(remainder_usual__later_facts_and_corrections__count_as_known),
		cmocka_unit_test(behind_usual__late_in_every_period__opens_nothing),
		cmocka_unit_test(behind_usual__falls_short_of_what_is_usual__opens_and_says_where_it_lands),
		cmocka_unit_test(behind_usual__nothing_to_learn_from__is_held_against_plan_to_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
