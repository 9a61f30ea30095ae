#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/mix.h"

static struct ratio whole(int64_t n)
{
	return (struct ratio){ n, 1 };
}

static void mix_of_members__two_products__as_in_the_books(void **state)
{
	(void)state;
	struct mix_member two[] = { { 0, whole(100), whole(100000), whole(90), whole(94500) },
				    { 1, whole(50), whole(150000), whole(70), whole(203000) } };
	struct mix x;

	assert_true(mix_of_members(two, 2, &x));
	assert_int_equal(x.price_e4, -25000000);
	assert_int_equal(x.volume_e4, 166666667);
	assert_int_equal(x.mix_e4, 333333333);
}

static void mix_of_members__what_is_new_or_gone__is_mix(void **state)
{
	(void)state;
	struct mix_member two[] = { { 0, whole(10), whole(1000), { 0, 0 }, { 0, 0 } },
				    { 1, { 0, 0 }, { 0, 0 }, whole(10), whole(3000) } };
	struct mix x;

	assert_true(mix_of_members(two, 2, &x));
	assert_int_equal(x.volume_e4, 0);
	assert_int_equal(x.mix_e4, 20000000);
	assert_int_equal(x.price_e4, 0);
}

static void mix_of_members__a_plan_without_a_quantity__is_left_out(void **state)
{
	(void)state;
	struct mix_member two[] = { { 0, whole(10), whole(1000), whole(11), whole(1100) },
				    { 1, { 0, 0 }, whole(5), whole(1), whole(5) } };
	struct mix x;

	assert_true(mix_of_members(two, 2, &x));
	assert_int_equal(x.members, 1);
	assert_int_equal(x.left_out, 1);
	assert_int_equal(x.volume_e4, 1000000);
	assert_false(mix_of_members(&two[1], 1, &x));
}

static void mix_of_members__what_does_not_fit__is_refused(void **state)
{
	(void)state;
	struct mix_member huge[] = { { 0, whole(1), whole(INT64_MAX / E4), whole(2), whole(1) } };
	struct mix x;

	assert_false(mix_of_members(huge, 1, &x));
}

/* xorshift: the same numbers on every run */
static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void mix_of_members__whatever_numbers__add_up_to_the_whole(void **state)
{
	(void)state;
	uint64_t seed = 314159;

	for (int n = 0; n < 5000; n++) {
		struct mix_member list[12];
		uint32_t count = 1 + next(&seed) % 12;
		i128 gap = 0;
		struct mix x;

		for (uint32_t i = 0; i < count; i++) {
			struct mix_member *m = &list[i];
			int64_t quantity = (int64_t)(next(&seed) % 4 ? next(&seed) % 100000 + 1 : 0);

			*m = (struct mix_member){ .scope = i };
			m->base_quantity = (struct ratio){ quantity, E4 };
			m->base_amount = (struct ratio){ quantity ? (i128)(next(&seed) >> 24) : 0, E4 };
			m->quantity = (struct ratio){ (i128)(next(&seed) % 100000), E4 };
			m->amount = (struct ratio){ (i128)(next(&seed) >> 24) - (i128)(next(&seed) >> 26), E4 };
			gap += m->amount.num - m->base_amount.num;
		}
		if (mix_of_members(list, count, &x))
			assert_true((i128)x.volume_e4 + x.mix_e4 + x.price_e4 == gap);
		else
			assert_int_equal(ratio_cmp(list[0].base_quantity, whole(0)), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mix_of_members__two_products__as_in_the_books),
		cmocka_unit_test(mix_of_members__what_is_new_or_gone__is_mix),
		cmocka_unit_test(mix_of_members__a_plan_without_a_quantity__is_left_out),
		cmocka_unit_test(mix_of_members__what_does_not_fit__is_refused),
		cmocka_unit_test(mix_of_members__whatever_numbers__add_up_to_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
