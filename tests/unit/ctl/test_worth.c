/* What decisions came to: medians, and how much of a gap was closed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "ctl/worth.h"

static int64_t median_of(const int64_t *list, size_t count)
{
	worth_values v = { 0 };
	int64_t median = 0;

	for (size_t i = 0; i < count; i++)
		*ARRAY_ADD(v) = list[i];
	assert_true(worth_median(&v, &median));
	ARRAY_FREE(v);
	return median;
}

static void median__of_an_odd_number__is_the_middle_one(void **state)
{
	const int64_t hours[] = { 10000, 25000, 400000 };

	(void)state;
	assert_int_equal(median_of(hours, 3), 25000);
}

static void median__of_an_even_number__lies_between_the_two_in_the_middle(void **state)
{
	const int64_t gaps[] = { -400000, -200000, -50000, 10000 };

	(void)state;
	assert_int_equal(median_of(gaps, 4), -125000);
}

static void median__of_none__is_not_known(void **state)
{
	worth_values none = { 0 };
	int64_t median;

	(void)state;
	assert_false(worth_median(&none, &median));
}

static void gap_closed__is_the_share_no_longer_missing(void **state)
{
	const struct worth_gaps half = { 2, 2000000, 1000000 }, grew = { 1, 2000000, 3000000 }, none = { 0 };
	int64_t ppm;

	(void)state;
	assert_true(worth_recovered_ppm(&half, &ppm));
	assert_int_equal(ppm, 500000);
	assert_true(worth_recovered_ppm(&grew, &ppm));
	assert_int_equal(ppm, -500000);
	assert_false(worth_recovered_ppm(&none, &ppm));
}

static void difference__is_what_action_closed_beyond_the_trial(void **state)
{
	struct worth_row row = { 0 };
	int64_t ppm;

	(void)state;
	row.gaps[WORTH_ACTED] = (struct worth_gaps){ 4, 1000000, 400000 };
	assert_false(worth_difference_ppm(&row, &ppm));

	row.gaps[WORTH_TRIAL] = (struct worth_gaps){ 2, 1000000, 750000 };
	assert_true(worth_difference_ppm(&row, &ppm));
	assert_int_equal(ppm, 350000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(median__of_an_odd_number__is_the_middle_one),
		cmocka_unit_test(median__of_an_even_number__lies_between_the_two_in_the_middle),
		cmocka_unit_test(median__of_none__is_not_known),
		cmocka_unit_test(gap_closed__is_the_share_no_longer_missing),
		cmocka_unit_test(difference__is_what_action_closed_beyond_the_trial),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
