#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bag.h"

static void bag_change__taking_more_than_there_is__clamps_and_says_so(void **state)
{
	(void)state;
	struct bag *b = bag_new();

	assert_null(bag_first(b));
	assert_false(bag_change(b, 1, 1, 0, -1));
	assert_true(bag_change(b, 1, 2, 9, 3));
	assert_true(bag_change(b, 1, 2, 8, 1));
	assert_int_equal(bag_first(b)->extra, 9);
	assert_int_equal(bag_total(b), 4);
	assert_false(bag_change(b, 1, 2, 0, -5));
	assert_int_equal(bag_distinct(b), 0);
	assert_int_equal(bag_total(b), 0);
	assert_false(bag_change(b, 1, 2, 0, INT64_MIN));
	bag_free(b);
	bag_free(NULL);
}

static void bag_nth__repetitions__are_counted(void **state)
{
	(void)state;
	struct bag *b = bag_new();

	bag_change(b, -5, 0, 0, 2);
	bag_change(b, 7, 1, 0, 1);
	bag_change(b, 7, 0, 0, 1);

	assert_int_equal(bag_nth(b, 1)->hi, -5);
	assert_int_equal(bag_nth(b, 2)->lo, 0);
	assert_int_equal(bag_nth(b, 3)->lo, 1);
	assert_null(bag_nth(b, 4));
	assert_null(bag_nth(b, -1));
	assert_int_equal(bag_last(b)->lo, 1);
	bag_free(b);
}

enum { KEYS = 2000, STEPS = 60000 };

static void compare(const struct bag *b, const int64_t *counts)
{
	int64_t at = 0;
	size_t distinct = 0;

	for (int i = 0; i < KEYS; i++) {
		if (counts[i] == 0)
			continue;
		distinct++;
		assert_int_equal(bag_nth(b, at)->hi * 10 + bag_nth(b, at)->lo, i);
		at += counts[i];
		assert_int_equal(bag_nth(b, at - 1)->hi * 10 + bag_nth(b, at - 1)->lo, i);
	}
	assert_int_equal(bag_distinct(b), distinct);
	assert_int_equal(bag_total(b), at);
}

static void bag_next__many_chunks__gives_each_element_once_in_order(void **state)
{
	struct bag *b = bag_new();
	struct bag_place place = { 0 };
	const struct bag_item *item;
	int64_t next = 0;

	(void)state;
	assert_null(bag_next(b, &place));
	for (int64_t i = 999; i >= 0; i--)
		bag_change(b, i, 0, 0, 3);
	while ((item = bag_next(b, &place))) {
		assert_int_equal(item->hi, next);
		assert_int_equal(item->count, 3);
		next++;
	}
	assert_int_equal(next, 1000);
	assert_null(bag_next(b, &place));
	bag_free(b);
}

static void bag__sixty_thousand_changes__agrees_with_plain_counters(void **state)
{
	(void)state;
	static int64_t counts[KEYS];
	struct bag *b = bag_new();
	uint64_t seed = 42;

	for (int step = 0; step < STEPS; step++) {
		int64_t key, change;

		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		key = (int64_t)(seed >> 33) % KEYS;
		/* It fills for the first half and empties for the second. */
		change = (int64_t)(seed >> 60) % 4 - (step < STEPS / 2 ? 1 : 3);
		assert_int_equal(bag_change(b, key / 10, key % 10, 0, change), counts[key] + change >= 0);
		counts[key] = counts[key] + change > 0 ? counts[key] + change : 0;
		if (step % 6000 == 0)
			compare(b, counts);
	}
	compare(b, counts);
	bag_free(b);
}

static void bag_pour__two_bags__have_the_median_of_both(void **state)
{
	(void)state;
	struct bag *b = bag_new(), *other = bag_new();

	bag_change(b, INT64_MAX, 0, 0, 2);
	bag_change(b, 1, 0, 0, 1);
	bag_change(other, 5, 0, 0, 2);
	bag_change(other, INT64_MAX, 0, 0, 1);
	bag_pour(b, other, 1);
	assert_int_equal(bag_total(b), 6);
	assert_true(bag_median_twice(b) == (i128)INT64_MAX + 5);
	bag_change(b, INT64_MAX, 0, 0, 1);
	assert_true(bag_median_twice(b) == (i128)INT64_MAX * 2);
	bag_pour(b, other, -1);
	bag_pour(b, NULL, 1);
	assert_int_equal(bag_total(b), 4);
	assert_int_equal(bag_distinct(b), 2);
	bag_free(b);
	bag_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bag_pour__two_bags__have_the_median_of_both),
		cmocka_unit_test(bag_change__taking_more_than_there_is__clamps_and_says_so),
		cmocka_unit_test(bag_nth__repetitions__are_counted),
		cmocka_unit_test(bag_next__many_chunks__gives_each_element_once_in_order),
		cmocka_unit_test(bag__sixty_thousand_changes__agrees_with_plain_counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
