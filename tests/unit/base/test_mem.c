#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static void arena_alloc__after_reset__is_zeroed_and_aligned(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	size_t bytes = arena_bytes(a);
	unsigned char *p = arena_alloc(a, 100);

	memset(p, 0xaa, 100);
	arena_alloc(a, 1000000);
	arena_reset(a);
	p = arena_alloc(a, 100);

	assert_int_equal(p[0] | p[99], 0);
	assert_int_equal((uintptr_t)p % 16, 0);
	assert_int_equal(arena_bytes(a), bytes);
	assert_string_equal(arena_strf(a, "%d-%s", 5, "x").ptr, "5-x");
	assert_string_equal(arena_str(a, STR("ab")).ptr, "ab");
	arena_free(a);
	arena_free(NULL);
}

static void mem_alloc_large__any_size__is_zeroed_and_writable(void **state)
{
	(void)state;
	static const size_t sizes[] = { 1, 128 * 1024, MEM_HUGE - 1, MEM_HUGE, MEM_HUGE + 1, 5 * (size_t)MEM_HUGE + 100 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		unsigned char *p = mem_alloc_large(sizes[i]);

		assert_int_equal(p[0] | p[sizes[i] / 2] | p[sizes[i] - 1], 0);
		p[0] = p[sizes[i] - 1] = 1;
		if (sizes[i] >= MEM_HUGE)
			assert_int_equal((uintptr_t)p % MEM_HUGE, 0);
		mem_free_large(p, sizes[i]);
	}
	mem_free_large(NULL, MEM_HUGE);
}

static void mem_resize_large__from_small_to_huge_and_back__keeps_the_bytes_and_zeroes_what_is_added(void **state)
{
	(void)state;
	static const size_t sizes[] = { 100, 200, 128 * 1024, 1000 * 1000, 5 * (size_t)MEM_HUGE, 300 };
	unsigned char *p = NULL;
	size_t size = 0;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		p = mem_resize_large(p, size, sizes[i]);
		if (sizes[i] > size) {
			assert_int_equal(p[size] | p[sizes[i] - 1], 0);
			p[size] = (unsigned char)(i + 1);
		}
		size = sizes[i];
	}

	assert_int_equal(p[0], 1);
	assert_int_equal(p[100], 2);
	assert_int_equal(p[200], 3);
	mem_free_large(p, size);
}

static void mem_alloc_lines__is_zeroed_and_begins_with_a_line(void **state)
{
	(void)state;
	unsigned char *p = mem_alloc_lines(192);

	assert_int_equal((uintptr_t)p % 64, 0);
	assert_int_equal(p[0] | p[191], 0);
	mem_free(p);
}

static void array_add__many__keeps_all_and_zeroes_new(void **state)
{
	(void)state;
	ARRAY(int64_t) list = { 0 };

	for (int i = 0; i < 300000; i++) {
		int64_t *n = ARRAY_ADD(list);

		assert_int_equal(*n, 0);
		*n = i;
	}
	assert_int_equal(list.count, 300000);
	assert_int_equal(list.at[999], 999);
	assert_int_equal(list.at[299999], 299999);
	ARRAY_FREE(list);
	assert_null(list.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_alloc__after_reset__is_zeroed_and_aligned),
		cmocka_unit_test(mem_alloc_large__any_size__is_zeroed_and_writable),
		cmocka_unit_test(mem_resize_large__from_small_to_huge_and_back__keeps_the_bytes_and_zeroes_what_is_added),
		cmocka_unit_test(mem_alloc_lines__is_zeroed_and_begins_with_a_line),
		cmocka_unit_test(array_add__many__keeps_all_and_zeroes_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
