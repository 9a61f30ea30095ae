#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/quartile.h"
#include "base/wilson.h"

static void wilson_bounds__known_samples__to_the_last_digit(void **state)
{
	(void)state;
	static const struct {
		int64_t hits, trials, low, high;
	} known[] = { { 4, 30, 53096, 296817 },
		      { 40, 300, 99466, 176473 },
		      { 0, 10, 0, 277540 },
		      { 10, 10, 722460, 1000000 },
		      { 1, 1, 206543, 1000000 } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		int64_t low, high;

		assert_true(wilson_bounds(known[i].hits, known[i].trials, &low, &high));
		assert_int_equal(low, known[i].low);
		assert_int_equal(high, known[i].high);
	}
}

static void wilson_bounds__hits_and_misses_exchanged__are_the_mirror_image(void **state)
{
	(void)state;

	for (int64_t trials = 1; trials < 60; trials++)
		for (int64_t hits = 0; hits <= trials; hits++) {
			int64_t low, high, other_low, other_high;

			assert_true(wilson_bounds(hits, trials, &low, &high));
			assert_true(wilson_bounds(trials - hits, trials, &other_low, &other_high));
			assert_int_equal(low, PPM - other_high);
			assert_true(low <= hits * PPM / trials + 1 && hits * PPM / trials <= high);
		}
}

/* Planned 20 %: 4 of 30 may well be that, 40 of 300 may not. */
static void wilson_is_below__known_samples__by_their_size(void **state)
{
	(void)state;
	assert_false(wilson_is_below(4 * E4, 30 * E4, 2000));
	assert_true(wilson_is_below(40 * E4, 300 * E4, 2000));
	assert_false(wilson_is_above(26 * E4, 30 * E4, 8000));
	assert_true(wilson_is_above(260 * E4, 300 * E4, 8000));
	assert_false(wilson_is_below(400 * E4, 300 * E4, 2000));
	assert_false(wilson_is_above(400 * E4, 300 * E4, 2000));
	assert_false(wilson_is_below(0, 0, 2000));
	assert_false(wilson_is_above(0, 0, 2000));
	assert_true(wilson_is_below(300 * E4, 300 * E4, 10001)); /* nothing is above the whole */
	assert_false(wilson_is_below(300 * E4, 300 * E4, 10000));
	assert_true(wilson_is_below(299 * E4, 300 * E4, 10000));
	assert_false(wilson_is_below(0, 300 * E4, 0));
	assert_false(wilson_is_above(300 * E4, 300 * E4, 10000));
	assert_false(wilson_is_above(1, 2, INT64_MIN));
}

/* The bounds of wilson_bounds() are rounded to parts per million, a hundredth of a rate's last digit. */
static void wilson_is_below__any_rate__as_the_bounds_say(void **state)
{
	(void)state;
	for (int64_t trials = 1; trials < 400; trials += 7)
		for (int64_t hits = 0; hits <= trials; hits += 1 + trials / 9) {
			int64_t low, high;

			assert_true(wilson_bounds(hits, trials, &low, &high));
			for (int64_t rate = 50; rate < E4; rate += 97) {
				if (rate * 100 != high)
					assert_int_equal(wilson_is_below(hits * E4, trials * E4, rate), high < rate * 100);
				if (rate * 100 != low)
					assert_int_equal(wilson_is_above(hits * E4, trials * E4, rate), low > rate * 100);
			}
		}
}

static void wilson_is_below__the_largest_sample__fits(void **state)
{
	(void)state;
	const int64_t most = (INT64_C(1) << 30) * E4;

	assert_true(wilson_is_below(0, most, 1));
	assert_true(wilson_is_below(0, most, 9999));
	assert_true(wilson_is_above(most, most, 9999));
	assert_false(wilson_is_below(0, most + 1, 9999));
}

static void wilson_bounds__what_is_no_sample__is_refused(void **state)
{
	(void)state;
	int64_t low, high;

	assert_false(wilson_bounds(0, 0, &low, &high));
	assert_false(wilson_bounds(2, 1, &low, &high));
	assert_false(wilson_bounds(-1, 1, &low, &high));
	assert_false(wilson_bounds(1, (INT64_C(1) << 37) + 1, &low, &high));
	assert_true(wilson_bounds(INT64_C(1) << 36, INT64_C(1) << 37, &low, &high));
	assert_true(low >= 499996 && low <= 500000 && high >= 500000 && high <= 500004);
}

static void same(struct ratio r, int64_t num, int64_t den)
{
	assert_int_equal(ratio_cmp(r, (struct ratio){ num, den }), 0);
}

static void quartiles_of__four_values__lie_on_the_line_between(void **state)
{
	(void)state;
	struct ratio four[] = { { 4, 1 }, { 1, 1 }, { 6, 2 }, { 2, 1 } }, one[] = { { 7, 3 } };
	struct quartiles q;

	assert_true(quartiles_of(four, 4, &q));
	same(q.low, 175, 100);
	same(q.median, 25, 10);
	same(q.high, 325, 100);
	assert_true(quartiles_of(one, 1, &q));
	same(q.low, 7, 3);
	same(q.median, 7, 3);
	same(q.high, 7, 3);
}

static void quartiles_of__five_values__are_among_them(void **state)
{
	(void)state;
	struct ratio five[] = { { 50, 1 }, { 40, 1 }, { 30, 1 }, { -20, 1 }, { 10, 1 } };
	struct quartiles q;

	assert_true(quartiles_of(five, 5, &q));
	same(q.low, 10, 1);
	same(q.median, 30, 1);
	same(q.high, 40, 1);
}

static void quartiles_of__what_does_not_fit__is_refused(void **state)
{
	(void)state;
	const i128 huge = (i128)INT64_MAX * INT64_MAX;
	struct ratio two[] = { { huge, huge - 1 }, { huge - 2, huge - 3 } };
	struct quartiles q;

	assert_false(quartiles_of(two, 2, &q));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wilson_bounds__known_samples__to_the_last_digit),
		cmocka_unit_test(wilson_bounds__hits_and_misses_exchanged__are_the_mirror_image),
		cmocka_unit_test(wilson_is_below__known_samples__by_their_size),
		cmocka_unit_test(wilson_is_below__any_rate__as_the_bounds_say),
		cmocka_unit_test(wilson_is_below__the_largest_sample__fits),
		cmocka_unit_test(wilson_bounds__what_is_no_sample__is_refused),
		cmocka_unit_test(quartiles_of__four_values__lie_on_the_line_between),
		cmocka_unit_test(quartiles_of__five_values__are_among_them),
		cmocka_unit_test(quartiles_of__what_does_not_fit__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
