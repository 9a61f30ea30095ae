#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/pool.h"

struct record {
	uint32_t a;
	uint32_t b;
};

static struct record *change(struct pool *p, uint32_t number)
{
	pool_touch(p, number);
	return pool_at(p, number);
}

static void fill(struct pool *p, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		change(p, pool_add(p))->a = i + 1;
}

static void pool_add__after_removals__gives_the_last_removed_first(void **state)
{
	(void)state;
	struct pool p;

	pool_init(&p, "records", sizeof(struct record));
	fill(&p, 5000);
	pool_remove(&p, 10);
	pool_remove(&p, 4000);

	assert_int_equal(p.live, 4998);
	assert_int_equal(pool_add(&p), 4000);
	assert_int_equal(((struct record *)pool_at(&p, 4000))->a, 0);
	assert_int_equal(pool_add(&p), 10);
	assert_int_equal(pool_add(&p), 5000);
	assert_int_equal(((struct record *)pool_at(&p, 4999))->a, 5000);
	pool_free(&p);
}

static void pool_add__records_of_a_line__each_fill_one(void **state)
{
	(void)state;
	struct pool p;

	pool_init(&p, "records", 64);
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal((uintptr_t)pool_at(&p, pool_add(&p)) % 64, 0);
	pool_free(&p);
}

static void pool_take__changed_after_the_freeze__gives_the_bytes_as_of_it(void **state)
{
	(void)state;
	struct record first;
	struct str bytes;
	struct pool p;
	uint32_t page;

	pool_init(&p, "records", sizeof(struct record));
	fill(&p, 3000);
	pool_freeze(&p);
	change(&p, 2048)->a = 77;
	change(&p, 2048)->a = 78;
	fill(&p, 3000);

	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(page, 0);
	assert_int_equal(bytes.len, 2048 * 8);
	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(page, 1);
	assert_int_equal(bytes.len, 952 * 8);
	memcpy(&first, bytes.ptr, sizeof(first));
	assert_int_equal(first.a, 2049);
	assert_false(pool_take(&p, &page, &bytes));

	pool_freeze(&p);
	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(page, 1);
	memcpy(&first, bytes.ptr, sizeof(first));
	assert_int_equal(first.a, 78);
	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(page, 2);
	assert_false(pool_take(&p, &page, &bytes));
	pool_freeze(&p);
	assert_false(pool_take(&p, &page, &bytes));
	pool_free(&p);
}

static void pool_freeze__earlier_pages_not_taken__are_frozen_again(void **state)
{
	(void)state;
	struct str bytes;
	struct pool p;
	uint32_t page;

	pool_init(&p, "records", sizeof(struct record));
	fill(&p, 3000);
	pool_freeze(&p);
	change(&p, 0)->a = 5;
	pool_freeze(&p);

	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(bytes.ptr[0], 5);
	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(page, 1);
	assert_false(pool_take(&p, &page, &bytes));
	pool_free(&p);
}

static void pool_restored__pages_backwards__continues_as_the_first(void **state)
{
	(void)state;
	struct pool p, q;

	pool_init(&p, "records", sizeof(struct record));
	pool_init(&q, "records", sizeof(struct record));
	fill(&p, 5000);
	pool_remove(&p, 100);
	pool_remove(&p, 3000);
	for (uint32_t i = 3; i-- > 0;)
		assert_int_equal(pool_put(&q, i, pool_page(&p, i)), 0);
	pool_restored(&q, p.count, p.free_head, p.live);

	assert_int_equal(q.live, 4998);
	assert_int_equal(pool_add(&q), 3000);
	assert_int_equal(pool_add(&q), 100);
	assert_int_equal(pool_add(&q), 5000);
	assert_int_equal(((struct record *)pool_at(&q, 4999))->a, 5000);
	assert_int_equal(pool_put(&q, 0, STR("abc")), -1);
	pool_free(&p);
	pool_free(&q);
}

static void pool_put__many_pages_backwards__are_all_there_and_those_dropped_come_back_empty(void **state)
{
	(void)state;
	enum { PER_PAGE = 2048, MANY = 900 * PER_PAGE, FEWER = 298 * PER_PAGE };
	struct pool p, q;

	pool_init(&p, "records", sizeof(struct record));
	pool_init(&q, "records", sizeof(struct record));
	fill(&p, MANY);
	for (uint32_t n = p.page_count; n-- > 0;)
		assert_int_equal(pool_put(&q, n, pool_page(&p, n)), 0);
	pool_restored(&q, MANY, 0, MANY);
	for (uint32_t i = 0; i < MANY; i += 997)
		assert_int_equal(((struct record *)pool_at(&q, i))->a, i + 1);
	for (uint32_t i = 0; i < MANY; i += PER_PAGE)
		assert_int_equal((uintptr_t)pool_at(&q, i) % 16, 0);
	assert_in_range(pool_bytes(&q), MANY * sizeof(struct record), MANY * sizeof(struct record) / 20 * 21);

	pool_restored(&q, FEWER, 0, FEWER);
	while (q.count < MANY)
		assert_int_equal(((struct record *)pool_at(&q, pool_add(&q)))->a, 0);
	assert_int_equal(((struct record *)pool_at(&q, FEWER - 1))->a, FEWER);
	pool_free(&q);
	pool_free(&p);
}

static void pool_page_digest__kept_until_its_page_changes(void **state)
{
	(void)state;
	struct hash128 before, other;
	struct str bytes;
	struct pool p;
	uint32_t page;

	pool_init(&p, "records", sizeof(struct record));
	fill(&p, 3000);
	before = pool_page_digest(&p, 0);
	other = pool_page_digest(&p, 1);
	assert_true(hash128_eq(before, hash128(pool_page(&p, 0).ptr, pool_page(&p, 0).len, 0)));
	change(&p, 5)->a = 99;
	assert_false(pool_page_has_digest(&p, 0));
	assert_true(pool_page_has_digest(&p, 1));
	assert_false(hash128_eq(pool_page_digest(&p, 0), before));

	pool_freeze(&p); /* pages that have been digested are stored all the same */
	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(page, 0);
	assert_true(pool_take(&p, &page, &bytes));
	assert_int_equal(page, 1);
	change(&p, 5)->a = 6;
	assert_true(hash128_eq(pool_page_digest(&p, 0), before));
	pool_add(&p);
	assert_false(hash128_eq(pool_page_digest(&p, 1), other));
	pool_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pool_add__after_removals__gives_the_last_removed_first),
		cmocka_unit_test(pool_add__records_of_a_line__each_fill_one),
		cmocka_unit_test(pool_take__changed_after_the_freeze__gives_the_bytes_as_of_it),
		cmocka_unit_test(pool_freeze__earlier_pages_not_taken__are_frozen_again),
		cmocka_unit_test(pool_put__many_pages_backwards__are_all_there_and_those_dropped_come_back_empty),
		cmocka_unit_test(pool_page_digest__kept_until_its_page_changes),
		cmocka_unit_test(pool_restored__pages_backwards__continues_as_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
