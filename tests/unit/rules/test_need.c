#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/need.h"

static struct ratio whole(int64_t n)
{
	return (struct ratio){ n, 1 };
}

/* 1 800 000 left; so far 100 calls, 40 meetings, 8 proposals, 3 deals, 150 000 */
static void need_fill__a_remainder__is_turned_back_and_rounded_up_at_each_stage(void **state)
{
	(void)state;
	static const uint32_t stages[] = { 3, 2, 1, 0 };
	const struct ratio figures[] = { whole(3), whole(8), whole(40), whole(100) };
	struct need n = { .left_e4 = INT64_C(18000000000), .days = 9 };

	assert_int_equal(need_fill(&n, stages, figures, 4, whole(150000)), ANALYSIS_DONE);
	assert_int_equal(n.count, 4);
	assert_int_equal(n.levels[0].count, 36); /* at 50 000 a deal */
	assert_int_equal(n.levels[0].per_day, 4);
	assert_int_equal(n.levels[1].count, 96); /* at 3 of 8 */
	assert_int_equal(n.levels[1].per_day, 11);
	assert_int_equal(n.levels[2].count, 480);
	assert_int_equal(n.levels[3].count, 1200);
	assert_int_equal(n.levels[3].per_day, 134);
	assert_int_equal(n.levels[3].kpi, 0);
}

static void need_fill__a_fraction_of_a_deal__is_a_deal(void **state)
{
	(void)state;
	static const uint32_t stages[] = { 1, 0 };
	const struct ratio figures[] = { whole(2), whole(5) };
	struct need n = { .left_e4 = 10001, .days = 0 };

	assert_int_equal(need_fill(&n, stages, figures, 2, whole(2)), ANALYSIS_DONE);
	assert_int_equal(n.levels[0].count, 2);
	assert_int_equal(n.levels[1].count, 5);
	assert_int_equal(n.levels[1].per_day, -1);
	n.left_e4 = 0;
	assert_int_equal(need_fill(&n, stages, figures, 2, whole(2)), ANALYSIS_DONE);
	assert_int_equal(n.levels[1].count, 0);
}

static void need_fill__stages_without_figures__are_passed_over(void **state)
{
	(void)state;
	static const uint32_t stages[] = { 2, 1, 0 };
	const struct ratio figures[] = { whole(0), { 0, 0 }, whole(5) };
	struct need n = { .left_e4 = 100 * E4, .days = 4 };

	assert_int_equal(need_fill(&n, stages, figures, 3, whole(50)), ANALYSIS_DONE);
	assert_int_equal(n.count, 1);
	assert_int_equal(n.levels[0].count, 10);
	assert_int_equal(need_fill(&n, stages, figures, 2, whole(50)), ANALYSIS_NO_DATA);
	assert_int_equal(need_fill(&n, stages, figures, 3, whole(0)), ANALYSIS_NO_DATA);
}

static void need_fill__what_does_not_fit__is_refused(void **state)
{
	(void)state;
	static const uint32_t stages[] = { 1, 0 };
	const struct ratio figures[] = { whole(1), whole(INT64_MAX) };
	struct need n = { .left_e4 = INT64_MAX, .days = 4 };

	assert_int_equal(need_fill(&n, stages, figures, 2, (struct ratio){ 1, E4 }), ANALYSIS_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(need_fill__a_remainder__is_turned_back_and_rounded_up_at_each_stage),
		cmocka_unit_test(need_fill__a_fraction_of_a_deal__is_a_deal),
		cmocka_unit_test(need_fill__stages_without_figures__are_passed_over),
		cmocka_unit_test(need_fill__what_does_not_fit__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
