#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/chance.h"

enum { DRAWS = 200000 };

/* splitmix64 begun with 1234567, as its authors' code gives them. */
static void chance_next__a_known_state__gives_the_published_numbers(void **state)
{
	struct chance c = { 1234567 };

	assert_true(chance_next(&c) == UINT64_C(6457827717110365317));
	assert_true(chance_next(&c) == UINT64_C(3203168211198807973));
	assert_true(chance_next(&c) == UINT64_C(9817491932198370423));
	(void)state;
}

static void chance_of__other_words_numbers_and_seeds__are_other_chances(void **state)
{
	struct chance a = chance_of(chance_of_word(chance_seed(1), STR("daily")), 5);
	struct chance same = chance_of(chance_of_word(chance_seed(1), STR("daily")), 5);
	struct chance day = chance_of(chance_of_word(chance_seed(1), STR("daily")), 6);
	struct chance word = chance_of(chance_of_word(chance_seed(1), STR("dialy")), 5);
	struct chance seed = chance_of(chance_of_word(chance_seed(2), STR("daily")), 5);
	uint64_t first = chance_next(&a);

	assert_true(first == chance_next(&same));
	assert_true(first != chance_next(&day));
	assert_true(first != chance_next(&word));
	assert_true(first != chance_next(&seed));
	(void)state;
}

static void chance_between__many__are_even_and_within(void **state)
{
	struct chance c = chance_seed(3);
	uint32_t seen[6] = { 0 };

	for (int i = 0; i < DRAWS; i++) {
		int64_t n = chance_between(&c, -2, 3);

		assert_in_range(n + 2, 0, 5);
		seen[n + 2]++;
	}
	for (int i = 0; i < 6; i++)
		assert_in_range(seen[i], 32600, 34100); /* a sixth of 200,000 is 33,333, its deviation 167 */
	assert_int_equal(chance_between(&c, 7, 7), 7);
	(void)state;
}

static void chance_happens__many__happen_with_their_share(void **state)
{
	struct chance c = chance_seed(4);
	uint32_t happened = 0;

	for (int i = 0; i < DRAWS; i++)
		happened += chance_happens(&c, 30000);
	assert_in_range(happened, 5600, 6400); /* 3 % are 6,000 */
	assert_false(chance_happens(&c, 0));
	assert_true(chance_happens(&c, PPM));
	(void)state;
}

static void chance_normal__many__have_mean_0_deviation_1_and_an_end(void **state)
{
	struct chance c = chance_seed(5);
	int64_t sum_ppm = 0, squares = 0, beyond_two = 0;

	for (int i = 0; i < DRAWS; i++) {
		int64_t n_ppm = chance_normal_ppm(&c);

		assert_true(n_ppm >= -3464102 && n_ppm <= 3464102);
		sum_ppm += n_ppm;
		squares += n_ppm / 1000 * (n_ppm / 1000);
		beyond_two += n_ppm > 2000000 || n_ppm < -2000000;
	}
	assert_true(sum_ppm / DRAWS > -10000 && sum_ppm / DRAWS < 10000);
	assert_in_range(squares / DRAWS, 990000, 1010000);
	assert_in_range(beyond_two, DRAWS * 4 / 100, DRAWS * 5 / 100);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chance_next__a_known_state__gives_the_published_numbers),
		cmocka_unit_test(chance_of__other_words_numbers_and_seeds__are_other_chances),
		cmocka_unit_test(chance_between__many__are_even_and_within),
		cmocka_unit_test(chance_happens__many__happen_with_their_share),
		cmocka_unit_test(chance_normal__many__have_mean_0_deviation_1_and_an_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
