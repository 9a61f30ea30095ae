#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/logarithm.h"

#define I128_MAX ((i128)(~(unsigned __int128)0 >> 1))

static int64_t ln_e15(struct ratio r)
{
	int64_t e15;

	assert_true(logarithm_of(r, &e15));
	return e15;
}

static void logarithm_of__known_numbers__all_digits(void **state)
{
	(void)state;
	static const struct {
		struct ratio of;
		int64_t e15;
	} known[] = { { { 1, 1 }, 0 },
		      { { 2, 1 }, 693147180559945 },
		      { { 10, 1 }, 2302585092994046 },
		      { { 9, 10 }, -105360515657826 },
		      { { 8424, 10000 }, -171500318162371 },
		      { { 104, 100 }, 39220713153281 },
		      { { INT64_C(1000000000001), INT64_C(1000000000000) }, 1000 },
		      { { 1, 10000 }, -9210340371976183 } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_true(ln_e15(known[i].of) == known[i].e15);
}

static void logarithm_of__the_largest_and_the_smallest__do_not_overflow(void **state)
{
	(void)state;

	assert_true(ln_e15((struct ratio){ I128_MAX, 1 }) == INT64_C(88029691931113054));
	assert_true(ln_e15((struct ratio){ 1, I128_MAX }) == -INT64_C(88029691931113054));
	assert_true(ln_e15((struct ratio){ I128_MAX, I128_MAX }) == 0);
	assert_true(ln_e15((struct ratio){ I128_MAX, I128_MAX - 1 }) == 0);
}

static void logarithm_of__what_has_none__is_refused(void **state)
{
	(void)state;
	int64_t e15;

	assert_false(logarithm_of((struct ratio){ 0, 1 }, &e15));
	assert_false(logarithm_of((struct ratio){ -1, 1 }, &e15));
	assert_false(logarithm_of((struct ratio){ 1, 0 }, &e15));
}

/* xorshift: the same numbers on every run */
static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void logarithm_of__products__is_the_sum(void **state)
{
	(void)state;
	uint64_t seed = 2026;

	for (int i = 0; i < 20000; i++) {
		struct ratio a = { (i128)(next(&seed) >> (2 + next(&seed) % 60)) + 1,
				   (i128)(next(&seed) >> (2 + next(&seed) % 60)) + 1 };
		struct ratio b = { (i128)(next(&seed) >> (2 + next(&seed) % 60)) + 1,
				   (i128)(next(&seed) >> (2 + next(&seed) % 60)) + 1 };
		struct ratio product = { a.num * b.num, a.den * b.den };
		int64_t off = ln_e15(product) - ln_e15(a) - ln_e15(b);

		assert_true(off >= -2 && off <= 2);
	}
}

static void logarithmic_mean_of__known_pairs__lies_between(void **state)
{
	(void)state;
	struct logarithmic_mean mean;

	/* (1000000 - 842400) / ln(1000000 / 842400) = 918948.7325... */
	assert_true(logarithmic_mean_of((struct ratio){ 842400, 1 }, (struct ratio){ 1000000, 1 }, &mean));
	assert_int_equal(mean.decimals, 13);
	assert_true(mean.scaled / INT64_C(1000000000) == INT64_C(9189487325));
	/* 1 / ln 2 = 1.442695040888963 */
	assert_true(logarithmic_mean_of((struct ratio){ 2, 1 }, (struct ratio){ 1, 1 }, &mean));
	assert_true(mean.decimals >= 15);
	for (unsigned n = mean.decimals; n > 14; n--)
		mean.scaled /= 10;
	assert_true(mean.scaled == INT64_C(144269504088896));
	assert_true(logarithmic_mean_of((struct ratio){ 7, 1 }, (struct ratio){ 7, 1 }, &mean));
	assert_int_equal(mean.decimals, 18);
	assert_true(mean.scaled == INT64_C(7000000000000000000));
}

static void logarithmic_mean_of__zero_a_loss_or_what_does_not_fit__is_refused(void **state)
{
	(void)state;
	struct logarithmic_mean mean;

	assert_false(logarithmic_mean_of((struct ratio){ 0, 1 }, (struct ratio){ 1, 1 }, &mean));
	assert_false(logarithmic_mean_of((struct ratio){ 1, 1 }, (struct ratio){ -1, 1 }, &mean));
	assert_false(logarithmic_mean_of((struct ratio){ I128_MAX, 1 }, (struct ratio){ I128_MAX, 2 }, &mean));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logarithm_of__known_numbers__all_digits),
		cmocka_unit_test(logarithm_of__the_largest_and_the_smallest__do_not_overflow),
		cmocka_unit_test(logarithm_of__what_has_none__is_refused),
		cmocka_unit_test(logarithm_of__products__is_the_sum),
		cmocka_unit_test(logarithmic_mean_of__known_pairs__lies_between),
		cmocka_unit_test(logarithmic_mean_of__zero_a_loss_or_what_does_not_fit__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
