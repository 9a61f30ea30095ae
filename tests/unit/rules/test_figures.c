/* Attainment, deviation, status and what is told of the days left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/figures.h"

static const struct kpi up = { .direction = DIRECTION_UP, .additive = true, .grows = true };
static const struct kpi down = { .direction = DIRECTION_DOWN, .additive = true, .grows = true };
static const struct kpi rate = { .direction = DIRECTION_UP };

/* Fact and target in whole units, the target expected in full; 5 of 25 days are over. */
static struct figures held_against(int64_t fact, int64_t target)
{
	return (struct figures){
		.fact = { fact, 1 },
		.facts = 1,
		.has_plan = true,
		.target_e4 = target * E4,
		.expected = { target, 1 },
		.elapsed = 5,
		.total = 25,
	};
}

static void assert_ratio(struct ratio r, int64_t num, int64_t den)
{
	assert_true(r.den > 0);
	assert_int_equal(ratio_cmp(r, (struct ratio){ num, den }), 0);
}

static void assert_status(const struct kpi *k, int64_t fact, int64_t target, const char *status)
{
	struct figures f = held_against(fact, target);

	if (!str_eq(figures_status(k, &f), str_of(status)))
		fail_msg("%lld of %lld: %.*s", (long long)fact, (long long)target, STR_ARG(figures_status(k, &f)));
}

static void a_loss_smaller_than_planned__is_better_than_the_plan(void **state)
{
	struct figures small = held_against(-60, -100), large = held_against(-150, -100), gain = held_against(20, -100);

	(void)state;
	assert_ratio(figures_attainment(&up, &small), 14, 10);
	assert_ratio(figures_deviation(&up, &small), 4, 10);
	assert_ratio(figures_attainment(&up, &large), 5, 10);
	assert_ratio(figures_deviation(&up, &large), -5, 10);
	assert_ratio(figures_attainment(&up, &gain), 22, 10);
	assert_status(&up, -60, -100, "met");
	assert_status(&up, -100, -100, "met");
	assert_status(&up, -101, -100, "below_100");
	assert_status(&up, -120, -100, "below_90");
	assert_status(&up, -126, -100, "below_75");
}

static void a_reduction_larger_than_planned__is_better_where_less_is_better(void **state)
{
	struct figures more = held_against(-150, -100), less = held_against(-80, -100), none = held_against(10, -100);

	(void)state;
	assert_ratio(figures_attainment(&down, &more), 15, 10);
	assert_ratio(figures_deviation(&down, &more), 5, 10);
	assert_ratio(figures_attainment(&down, &less), 8, 10);
	assert_ratio(figures_attainment(&down, &none), -1, 10);
	assert_status(&down, -150, -100, "met");
	assert_status(&down, -80, -100, "below_90");
}

static void a_plan_of_zero__has_no_share_but_a_status(void **state)
{
	struct figures f = held_against(5, 0), no_fact = held_against(5, 0);

	(void)state;
	no_fact.fact.den = 0;
	assert_int_equal(figures_attainment(&up, &f).den, 0);
	assert_int_equal(figures_deviation(&up, &f).den, 0);
	assert_status(&up, 5, 0, "met");
	assert_status(&up, 0, 0, "met");
	assert_status(&up, -1, 0, "not_met");
	assert_status(&down, 0, 0, "met");
	assert_status(&down, -5, 0, "met");
	assert_status(&down, 5, 0, "not_met");
	assert_true(str_eq(figures_status(&up, &no_fact), STR("no_data")));
}

static void a_plan_above_zero__is_as_ever(void **state)
{
	struct figures f = held_against(-10, 100);

	(void)state;
	assert_ratio(figures_attainment(&up, &f), -1, 10);
	f = held_against(6, 5);
	assert_ratio(figures_attainment(&down, &f), 8, 10);
	f = held_against(60, 5);
	assert_ratio(figures_attainment(&down, &f), 0, 1);
	assert_status(&up, 90, 100, "below_100");
	assert_status(&up, 75, 100, "below_90");
	assert_status(&up, 74, 100, "below_75");
}

static void a_band__is_kept_inside_and_missed_on_either_side_by_its_width(void **state)
{
	static const struct kpi load = { .direction = DIRECTION_BAND, .low_e4 = 80 * E4, .high_e4 = 100 * E4 };
	static const struct {
		int64_t fact, deviation_percent, attainment_percent, gap;
		const char *status;
	} cases[] = {
		{ 80, 0, 100, 0, "met" },        { 100, 0, 100, 0, "met" },       { 90, 0, 100, 0, "met" },
		{ 81, 0, 100, 0, "met" },        { 79, -5, 95, -1, "below_100" }, { 105, 25, 75, 5, "below_90" },
		{ 74, -30, 70, -6, "below_75" }, { 110, 50, 50, 10, "below_75" }, { 50, -150, 0, -30, "below_75" },
		{ 102, 10, 90, 2, "below_100" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct figures f = { .fact = { cases[i].fact, 1 }, .elapsed = 5, .total = 25 };
		assert_ratio(figures_deviation(&load, &f), cases[i].deviation_percent, 100);
		assert_ratio(figures_attainment(&load, &f), cases[i].attainment_percent, 100);
		assert_ratio(figures_gap(&load, &f), cases[i].gap, 1);
		assert_true(str_eq(figures_status(&load, &f), str_of(cases[i].status)));
	}
	struct figures nothing = { .total = 25 };
	assert_int_equal(figures_deviation(&load, &nothing).den, 0);
	assert_true(str_eq(figures_status(&load, &nothing), STR("no_data")));
}

static void a_rate_after_a_fifth_of_the_month__does_not_land_at_five_times_itself(void **state)
{
	struct figures f = held_against(50, 60);

	(void)state;
	assert_ratio(figures_run_rate(&up, &f), 10, 1);
	assert_ratio(figures_landing(&up, &f), 250, 1);
	assert_ratio(figures_required_rate(&up, &f), 1, 2);
	assert_int_equal(figures_run_rate(&rate, &f).den, 0);
	assert_int_equal(figures_landing(&rate, &f).den, 0);
	assert_int_equal(figures_required_rate(&rate, &f).den, 0);
	assert_ratio(figures_attainment(&rate, &f), 5, 6);
}

/* May 2026 by the Russian calendar: 3 000 000 over 19 working days, of which 9 are over on the 15th. */
static void three_millions_for_may__stand_after_nine_days_as_the_domain_says(void **state)
{
	struct figures f = { .fact = { 1200000, 1 },
			     .has_plan = true,
			     .target_e4 = 3000000 * E4,
			     .expected = { 27000000, 19 }, /* 1 421 052.63 */
			     .elapsed = 9,
			     .total = 19 };
	int64_t n;

	(void)state;
	assert_true(ratio_scaled(figures_gap(&up, &f), 100, &n));
	assert_int_equal(n, -22105263);
	assert_true(ratio_scaled(figures_deviation(&up, &f), 10000, &n));
	assert_int_equal(n, -1556);
	assert_true(ratio_scaled(figures_run_rate(&up, &f), 100, &n));
	assert_int_equal(n, 13333333);
	assert_true(ratio_scaled(figures_landing(&up, &f), 100, &n));
	assert_int_equal(n, 253333333);
	assert_ratio(figures_required_rate(&up, &f), 180000, 1);
	f.fact = figures_landing(&up, &f);
	assert_true(ratio_scaled(figures_attainment(&up, &f), 1000, &n));
	assert_int_equal(n, 844);
}

static void before_the_first_working_day__there_is_no_landing(void **state)
{
	struct figures f = { .fact = { 0, 1 }, .has_plan = true, .target_e4 = 3000000 * E4, .expected = { 0, 1 }, .total = 19 };

	(void)state;
	assert_int_equal(figures_run_rate(&up, &f).den, 0);
	assert_int_equal(figures_landing(&up, &f).den, 0);
	assert_int_equal(figures_deviation(&up, &f).den, 0);
	assert_ratio(figures_gap(&up, &f), 0, 1);
}

/* 6.5 % where 5 % was planned: 70 % by the linear convention, which floors at nothing, 76.9 % by the inverse one. */
static void overdue_debts_above_their_plan__attain_seventy_percent(void **state)
{
	struct figures f = held_against(65, 50);

	(void)state;
	assert_ratio(figures_attainment(&down, &f), 70, 100);
	assert_ratio(figures_deviation(&down, &f), -30, 100);
	f = held_against(150, 50);
	assert_ratio(figures_attainment(&down, &f), 0, 1);
}

static void overdue_debts_above_their_plan__by_plan_over_fact__attain_77_percent(void **state)
{
	static const struct kpi inverse = { .direction = DIRECTION_DOWN, .attainment = ATTAINMENT_INVERSE };
	struct figures f = held_against(65, 50);
	int64_t n;

	(void)state;
	assert_true(ratio_scaled(figures_attainment(&inverse, &f), 1000, &n));
	assert_int_equal(n, 769);
	assert_ratio(figures_attainment(&inverse, &f), 50, 65);
	assert_ratio(figures_deviation(&inverse, &f), -30, 100);
	assert_status(&inverse, 65, 50, "below_90");
	assert_status(&down, 65, 50, "below_75");
	f = held_against(40, 50);
	assert_ratio(figures_attainment(&inverse, &f), 125, 100);
	f = held_against(150, 50);
	assert_ratio(figures_attainment(&inverse, &f), 1, 3);
}

/* Nothing overdue cannot be bettered: no number says by how much, and the plan is met. */
static void nothing_overdue__by_plan_over_fact__is_met_without_a_share(void **state)
{
	static const struct kpi inverse = { .direction = DIRECTION_DOWN, .attainment = ATTAINMENT_INVERSE };
	struct figures f = held_against(0, 50);

	(void)state;
	assert_int_equal(figures_attainment(&inverse, &f).den, 0);
	assert_status(&inverse, 0, 50, "met");
	assert_status(&inverse, -1, 50, "met");
	assert_status(&inverse, 0, 0, "met");
	assert_status(&inverse, 1, 0, "not_met");
	f = held_against(-80, -100); /* of a planned reduction the size counts, by either convention */
	assert_ratio(figures_attainment(&inverse, &f), 8, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loss_smaller_than_planned__is_better_than_the_plan),
		cmocka_unit_test(a_reduction_larger_than_planned__is_better_where_less_is_better),
		cmocka_unit_test(a_plan_of_zero__has_no_share_but_a_status),
		cmocka_unit_test(a_plan_above_zero__is_as_ever),
		cmocka_unit_test(a_band__is_kept_inside_and_missed_on_either_side_by_its_width),
		cmocka_unit_test(a_rate_after_a_fifth_of_the_month__does_not_land_at_five_times_itself),
		cmocka_unit_test(three_millions_for_may__stand_after_nine_days_as_the_domain_says),
		cmocka_unit_test(before_the_first_working_day__there_is_no_landing),
		cmocka_unit_test(overdue_debts_above_their_plan__attain_seventy_percent),
		cmocka_unit_test(overdue_debts_above_their_plan__by_plan_over_fact__attain_77_percent),
		cmocka_unit_test(nothing_overdue__by_plan_over_fact__is_met_without_a_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
