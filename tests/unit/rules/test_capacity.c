/* The worked examples of headcount, capacity and coverage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/capacity.h"
#include "rules/cover.h"
#include "rules/workload.h"
#include "russian_calendar.h"

static const struct work_norm norms[] = {
	{ .segment = STR("A"), .contacts_e4 = 40000, .hours_e4 = 15000, .selling_ppm = 700000 },
	{ .segment = STR("B"), .contacts_e4 = 20000, .hours_e4 = 10000, .selling_ppm = 700000 },
	{ .segment = STR("C"), .contacts_e4 = 5000, .hours_e4 = 5000, .selling_ppm = 700000 },
};

static int64_t scaled(struct ratio r, int64_t scale)
{
	int64_t out;

	assert_true(ratio_scaled(r, scale, &out));
	return out;
}

static struct ratio millions(int64_t tenths)
{
	return (struct ratio){ tenths * 100000, 1 };
}

/* A 40 x 4 x 1.5, B 120 x 2 x 1, C 400 x 0.5 x 0.5 in a month of 1972 / 12 hours, of which 70 % are for clients. */
static struct workload of_2026(void)
{
	struct workload w = { .count = 3, .have = 5 };
	struct arena *a = arena_new();
	struct calendar c = russian_calendar(a);
	static const int64_t clients[] = { 40, 120, 400 };

	w.month = (struct ratio){ calendar_weight(&c, PHASE_HOURS, date_day(2026, 1, 1), date_day(2027, 1, 1)), 12 };
	for (uint32_t i = 0; i < 3; i++)
		w.parts[i] = (struct workload_part){ .norm = &norms[i], .clients = { clients[i], 1 } };
	arena_free(a);
	return w;
}

static void workload_fill__580_hours__take_six_people(void **state)
{
	struct workload w = of_2026();

	(void)state;
	assert_int_equal(workload_fill(&w), ANALYSIS_DONE);
	assert_int_equal(scaled(w.month, 100), 16433);
	assert_int_equal(scaled(w.parts[0].own, 100), 11503);
	assert_int_equal(scaled(w.parts[0].hours, 1), 240);
	assert_int_equal(scaled(w.parts[1].hours, 1), 240);
	assert_int_equal(scaled(w.parts[2].hours, 1), 100);
	assert_int_equal(ratio_cmp(w.hours, (struct ratio){ 580, 1 }), 0);
	assert_int_equal(scaled(w.needed, 100), 504);
	assert_int_equal(w.heads, 6);
	assert_int_equal(scaled(w.load, 100), 84);
	assert_int_equal(scaled(w.load_now, 1000), 1008);
}

static void workload_fill__a_segment_without_data__is_left_out_and_counted(void **state)
{
	struct workload w = of_2026();

	(void)state;
	w.parts[0].clients = (struct ratio){ 0, 0 };
	assert_int_equal(workload_fill(&w), ANALYSIS_DONE);
	assert_int_equal(w.without, 1);
	assert_int_equal(ratio_cmp(w.hours, (struct ratio){ 340, 1 }), 0);
	assert_int_equal(w.heads, 3);
	w.parts[1].clients = w.parts[2].clients = w.parts[0].clients;
	assert_int_equal(workload_fill(&w), ANALYSIS_NO_DATA);
}

static void workload_fill__exactly_whole__is_not_rounded_up(void **state)
{
	static const struct work_norm norm = { .contacts_e4 = 10000, .hours_e4 = 10000, .selling_ppm = 1000000 };
	struct workload w = { .count = 1, .month = { 1200, 12 } };

	(void)state;
	w.parts[0] = (struct workload_part){ .norm = &norm, .clients = { 300, 1 } };
	assert_int_equal(workload_fill(&w), ANALYSIS_DONE);
	assert_int_equal(w.heads, 3);
	assert_int_equal(ratio_cmp(w.load, (struct ratio){ 1, 1 }), 0);
	assert_int_equal(w.load_now.den, 0);
	w.month = (struct ratio){ 0, 12 };
	assert_int_equal(workload_fill(&w), ANALYSIS_NO_DATA);
}

static void capacity_staff__36_million__take_eight_people(void **state)
{
	struct capacity c = { .amount = millions(300), .quotas = millions(420), .target = millions(360), .quota = millions(60) };

	(void)state;
	c.bring = millions(51); /* 6.0 x 85 % */
	assert_int_equal(capacity_staff(&c), ANALYSIS_DONE);
	assert_int_equal(scaled(c.needed, 100), 706);
	assert_int_equal(c.heads, 8);
	assert_int_equal(ratio_cmp(c.factor, (struct ratio){ 75, 100 }), 0);
	assert_int_equal(scaled(c.gap, 1), -6000000);
	assert_int_equal(ratio_cmp(c.factor_now, (struct ratio){ 36, 42 }), 0);
}

static void capacity_amount__newcomers__bring_their_month_of_the_ramp(void **state)
{
	struct quota_norm n = { .month_e4 = INT64_C(5000000000), .attainment_ppm = 850000 };
	struct ratio amount;

	(void)state;
	assert_true(capacity_amount(&n, 4, 250000 + 500000, &amount));
	assert_int_equal(scaled(amount, 1), 4 * 425000 + 125000 + 250000);
}

static void cover_fill__25_percent_won_and_20_put_off__take_five_times_as_much(void **state)
{
	struct cover c = { .win = { 25, 100 }, .slip = { 20, 100 }, .left_e4 = INT64_C(18000000000), .open = millions(60) };

	(void)state;
	assert_int_equal(cover_fill(&c), ANALYSIS_DONE);
	assert_int_equal(ratio_cmp(c.need, (struct ratio){ 5, 1 }), 0);
	assert_int_equal(ratio_cmp(c.amount, (struct ratio){ 9000000, 1 }), 0);
	assert_int_equal(scaled(c.times, 100), 333);
	assert_int_equal(scaled(c.lack, 1), 3000000);
}

static void cover_fill__three_times__is_right_for_a_third_won(void **state)
{
	struct cover c = { .win = { 1, 3 }, .slip = { 0, 1 }, .left_e4 = E4 };

	(void)state;
	assert_int_equal(cover_fill(&c), ANALYSIS_DONE);
	assert_int_equal(ratio_cmp(c.need, (struct ratio){ 3, 1 }), 0);
	assert_int_equal(c.times.den, 0);
	assert_int_equal(c.lack.den, 0);
}

static void cover_fill__nothing_won_or_all_put_off__cannot_be_covered(void **state)
{
	struct cover none = { .win = { 0, 1 }, .slip = { 0, 1 }, .left_e4 = E4 };
	struct cover late = { .win = { 1, 3 }, .slip = { 1, 1 }, .left_e4 = E4 };

	(void)state;
	assert_int_equal(cover_fill(&none), ANALYSIS_UNREACHABLE);
	assert_int_equal(cover_fill(&late), ANALYSIS_UNREACHABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workload_fill__580_hours__take_six_people),
		cmocka_unit_test(workload_fill__a_segment_without_data__is_left_out_and_counted),
		cmocka_unit_test(workload_fill__exactly_whole__is_not_rounded_up),
		cmocka_unit_test(capacity_staff__36_million__take_eight_people),
		cmocka_unit_test(capacity_amount__newcomers__bring_their_month_of_the_ramp),
		cmocka_unit_test(cover_fill__25_percent_won_and_20_put_off__take_five_times_as_much),
		cmocka_unit_test(cover_fill__three_times__is_right_for_a_third_won),
		cmocka_unit_test(cover_fill__nothing_won_or_all_put_off__cannot_be_covered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
