#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/effects.h"

/* leads x conversion x cheque: 100 x 20 % x 50 000 planned, 90 x 18 % x 52 000 came */
#define FUNNEL                                                                                                                   \
	{                                                                                                                        \
		{ .base = { 100, 1 }, .fact = { 90, 1 } }, { .base = { 20, 100 }, .fact = { 162, 900 } },                        \
		{                                                                                                                \
			.base = { 50000, 1 }, .fact = { 52000, 1 }                                                               \
		}                                                                                                                \
	}

static void effects_of__chain__as_in_the_books(void **state)
{
	(void)state;
	struct effect x[] = FUNNEL;
	int64_t base, fact;

	assert_true(effects_of(EFFECTS_CHAIN, x, 3, &base, &fact));
	assert_int_equal(base, 10000000000);
	assert_int_equal(fact, 8424000000);
	assert_int_equal(x[0].e4, -1000000000);
	assert_int_equal(x[1].e4, -900000000);
	assert_int_equal(x[2].e4, 324000000);
}

static void effects_of__lmdi__has_no_order(void **state)
{
	(void)state;
	struct effect x[] = FUNNEL, turned[] = { x[2], x[0], x[1] };
	int64_t base, fact;

	assert_true(effects_of(EFFECTS_LMDI, x, 3, &base, &fact));
	assert_true(effects_of(EFFECTS_LMDI, turned, 3, &base, &fact));
	assert_int_equal(x[0].e4, -968209123); /* -96 820.9123 */
	assert_int_equal(x[1].e4, -968209123);
	assert_int_equal(x[2].e4, 360418246); /* 36 041.8246; in all -157 600.0000 */
	assert_int_equal(turned[0].e4, 360418246);
	assert_int_equal(turned[0].e4 + turned[1].e4 + turned[2].e4, -1576000000);
}

static void effects_of__a_quotient__is_turned_round(void **state)
{
	(void)state;
	struct effect x[] = { { .base = { 600, 1 }, .fact = { 600, 1 } },
			      { .base = { 30, 1 }, .fact = { 40, 1 }, .divides = true } };
	int64_t base, fact;

	assert_true(effects_of(EFFECTS_CHAIN, x, 2, &base, &fact));
	assert_int_equal(x[0].e4, 0);
	assert_int_equal(x[1].e4, -50000);
	assert_true(effects_of(EFFECTS_LMDI, x, 2, &base, &fact));
	assert_int_equal(x[0].e4, 0);
	assert_int_equal(x[1].e4, -50000);
}

static void effects_of__hardly_any_change__loses_no_digits(void **state)
{
	(void)state;
	/* Twice as many at half the price less a ten-thousandth: the mean of the two totals is 1 000 000 000, ln 2 of it 693 147
	 * 180.56. */
	struct effect x[] = { { .base = { 1000, 1 }, .fact = { 2000, 1 } },
			      { .base = { 1000000, 1 }, .fact = { INT64_C(9999999999999), INT64_C(20000000) } } };
	int64_t base, fact;

	assert_true(effects_of(EFFECTS_LMDI, x, 2, &base, &fact));
	assert_int_equal(fact - base, -1);
	assert_true(x[0].e4 == INT64_C(6931471805599));
	assert_true(x[1].e4 == INT64_C(-6931471805600));
}

static void effects_of__zero_or_too_much__is_refused(void **state)
{
	(void)state;
	struct effect zero[] = { { .base = { 5, 1 }, .fact = { 0, 1 } }, { .base = { 2, 1 }, .fact = { 2, 1 } } };
	struct effect by_zero[] = { { .base = { 5, 1 }, .fact = { 5, 1 } },
				    { .base = { 2, 1 }, .fact = { 0, 1 }, .divides = true } };
	struct effect large[] = { { .base = { INT64_MAX, 1 }, .fact = { 1, 1 } },
				  { .base = { INT64_MAX, 1 }, .fact = { 2, 1 } } };
	int64_t base, fact;

	assert_true(effects_of(EFFECTS_CHAIN, zero, 2, &base, &fact));
	assert_int_equal(zero[0].e4, -100000);
	assert_int_equal(zero[1].e4, 0);
	assert_false(effects_of(EFFECTS_LMDI, zero, 2, &base, &fact));
	assert_false(effects_of(EFFECTS_CHAIN, by_zero, 2, &base, &fact));
	assert_false(effects_of(EFFECTS_CHAIN, large, 2, &base, &fact));
	assert_false(effects_of(EFFECTS_LMDI, large, 2, &base, &fact));
}

/* xorshift: the same numbers on every run */
static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* From one to 2^63, small ones often. */
static struct ratio any(uint64_t *seed, bool positive)
{
	struct ratio r = { (i128)(next(seed) >> (1 + next(seed) % 63)), (i128)(next(seed) >> (1 + next(seed) % 63)) + 1 };

	r.num = positive ? r.num + 1 : next(seed) % 4 ? r.num : -r.num;
	return r;
}

static void effects_of__whatever_numbers__add_up_to_the_whole(void **state)
{
	(void)state;
	uint64_t seed = 271828;
	uint32_t done[2] = { 0, 0 };

	for (int n = 0; n < 40000; n++) {
		enum effects_method method = n % 2 ? EFFECTS_LMDI : EFFECTS_CHAIN;
		uint32_t count = 2 + next(&seed) % 3;
		struct effect x[4];
		int64_t base, fact;
		i128 sum = 0;

		for (uint32_t i = 0; i < count; i++)
			x[i] = (struct effect){ any(&seed, n % 2), any(&seed, n % 2), next(&seed) % 4 == 0, 0 };
		if (!effects_of(method, x, count, &base, &fact))
			continue;
		for (uint32_t i = 0; i < count; i++)
			sum += x[i].e4;
		assert_true(sum == (i128)fact - base);
		done[method]++;
	}
	assert_true(done[EFFECTS_CHAIN] > 5000);
	assert_true(done[EFFECTS_LMDI] > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects_of__chain__as_in_the_books),
		cmocka_unit_test(effects_of__lmdi__has_no_order),
		cmocka_unit_test(effects_of__a_quotient__is_turned_round),
		cmocka_unit_test(effects_of__hardly_any_change__loses_no_digits),
		cmocka_unit_test(effects_of__zero_or_too_much__is_refused),
		cmocka_unit_test(effects_of__whatever_numbers__add_up_to_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
