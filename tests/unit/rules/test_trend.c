#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/trend.h"

static struct trend of(const struct ratio *values, uint32_t count)
{
	struct trend t = { .count = count };

	for (uint32_t i = 0; i < count; i++)
		t.points[i].value = values[i];
	return t;
}

static void same(struct ratio r, int64_t num, int64_t den)
{
	assert_int_equal(ratio_cmp(r, (struct ratio){ num, den }), 0);
}

static void trend_draw__a_line__is_its_slope(void **state)
{
	(void)state;
	struct trend t = of((const struct ratio[]){ { 10, 1 }, { 12, 1 }, { 14, 1 }, { 16, 1 } }, 4);

	assert_int_equal(trend_draw(&t), ANALYSIS_DONE);
	same(t.slope, 2, 1);
	same(t.mean, 13, 1);
	assert_int_equal(t.rising, 3);
	assert_int_equal(t.falling, 0);
}

/* 5, 9, 8, 6: slope (4 * (9 + 16 + 18) - 6 * 28) / (4 * 14 - 36) = 4 / 20 */
static void trend_draw__down_at_last__counts_the_last_steps(void **state)
{
	(void)state;
	struct trend t = of((const struct ratio[]){ { 5, 1 }, { 9, 1 }, { 8, 1 }, { 6, 1 } }, 4);

	assert_int_equal(trend_draw(&t), ANALYSIS_DONE);
	same(t.slope, 1, 5);
	assert_int_equal(t.falling, 2);
	assert_int_equal(t.rising, 0);
}

static void trend_draw__a_period_without_data__keeps_its_place(void **state)
{
	(void)state;
	struct trend t = of((const struct ratio[]){ { 10, 1 }, { 0, 0 }, { 20, 1 }, { 19, 1 } }, 4);
	struct trend none = of((const struct ratio[]){ { 1, 1 }, { 0, 0 } }, 2);

	assert_int_equal(trend_draw(&t), ANALYSIS_DONE);
	assert_int_equal(t.with, 3);
	same(t.slope, 46, 14); /* (3 * 97 - 5 * 49) / (3 * 13 - 25) */
	assert_int_equal(t.falling, 1);
	assert_int_equal(trend_draw(&none), ANALYSIS_NO_DATA);
}

static void trend_draw__large_values__have_fewer_decimals_or_none(void **state)
{
	(void)state;
	struct trend t = of((const struct ratio[]){ { INT64_MAX, E4 }, { INT64_MAX, E4 } }, 2);
	struct trend huge = of((const struct ratio[]){ { INT64_MAX, 1 }, { 1, 1 } }, 2);

	assert_int_equal(trend_draw(&t), ANALYSIS_DONE);
	same(t.slope, 0, 1);
	same(t.mean, INT64_MAX, E4);
	assert_int_equal(trend_draw(&huge), ANALYSIS_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trend_draw__a_line__is_its_slope),
		cmocka_unit_test(trend_draw__down_at_last__counts_the_last_steps),
		cmocka_unit_test(trend_draw__a_period_without_data__keeps_its_place),
		cmocka_unit_test(trend_draw__large_values__have_fewer_decimals_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
