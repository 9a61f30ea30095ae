#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/names.h"

static void sha256_hex__abc__is_the_published_digest(void **state)
{
	(void)state;
	char hex[65];

	sha256_hex("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_hex(NULL, 0, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hash64__empty_text__is_the_published_xxh3(void **state)
{
	(void)state;
	struct buf b = { 0 };

	assert_true(hash64("", 0, 0) == UINT64_C(0x2d06800538d394c2));
	hash128_add(&b, hash128("", 0, 0));
	assert_string_equal(b.ptr, "99aa06d3014798d86001c324468d497f");
	assert_true(hash64("a", 1, 1) != hash64("a", 1, 2));
	buf_free(&b);
}

struct asked {
	uint32_t wanted;
	unsigned times;
};

static bool is_wanted(const void *ctx, uint32_t number)
{
	struct asked *asked = *(struct asked *const *)ctx;

	asked->times++;
	return number == asked->wanted;
}

static uint64_t hash_of(uint32_t number)
{
	return hash64(&number, sizeof(number), 3);
}

static uint32_t ask(const struct index *x, uint32_t number, unsigned *out_times)
{
	struct asked asked = { number, 0 }, *pointer = &asked;
	uint32_t found = index_find(x, hash_of(number), is_wanted, &pointer);

	*out_times += asked.times;
	return found;
}

static void index__ten_thousand_with_half_removed__finds_the_rest_asking_once(void **state)
{
	(void)state;
	struct index x = { 0 };
	unsigned times = 0;

	for (uint32_t i = 0; i < 10000; i++)
		index_add(&x, hash_of(i), i);
	for (uint32_t i = 0; i < 10000; i += 2)
		index_remove(&x, hash_of(i), i);
	index_remove(&x, hash_of(4), 4);

	assert_int_equal(x.live, 5000);
	for (uint32_t i = 0; i < 10000; i++)
		assert_true(ask(&x, i, &times) == (i % 2 ? i : INDEX_NONE));
	assert_int_equal(times, 5000);
	index_free(&x);
}

static void index__added_and_removed_for_long__does_not_grow(void **state)
{
	(void)state;
	struct index x = { 0 };
	unsigned times = 0;

	for (uint32_t i = 0; i < 100000; i++) {
		index_add(&x, hash_of(i), i);
		if (i >= 50)
			index_remove(&x, hash_of(i - 50), i - 50);
	}
	assert_int_equal(x.live, 50);
	assert_true(index_bytes(&x) <= 256 * 8);
	assert_int_equal(ask(&x, 99999, &times), 99999);
	index_free(&x);
}

static void index__grown_one_by_one__is_half_to_three_quarters_full(void **state)
{
	(void)state;
	struct index x = { 0 };
	unsigned times = 0;

	for (uint32_t i = 0; i < 100000; i++) {
		index_add(&x, hash_of(i), i);
		if (i >= 1000)
			assert_in_range(index_bytes(&x), (i + 1) * 8 / 3 * 4, (i + 2) * 16);
	}
	for (uint32_t i = 0; i < 100000; i++)
		assert_true(ask(&x, i, &times) == i);
	assert_int_equal(ask(&x, 100000, &times), INDEX_NONE);
	index_free(&x);
	assert_int_equal(index_bytes(&x), 0);
}

static void index_reserve__for_so_many__has_room_for_them_and_no_more_than_twice(void **state)
{
	(void)state;
	struct index x = { 0 };
	size_t bytes;

	index_reserve(&x, 1000);
	bytes = index_bytes(&x);
	for (uint32_t i = 0; i < 1000; i++)
		index_add(&x, hash_of(i), i);

	assert_int_equal(bytes, 16000);
	assert_int_equal(index_bytes(&x), 16000);
	index_free(&x);
}

static void names_add__same_text_twice__has_one_number(void **state)
{
	(void)state;
	struct names n = { 0 };
	char text[16];
	uint32_t id;

	assert_int_equal(names_find(&n, STR("a")), 0);
	assert_int_equal(names_add(&n, STR("a")), 1);
	assert_int_equal(names_add(&n, STR("")), 2);
	assert_int_equal(names_add(&n, STR("Анна")), 3);
	assert_int_equal(names_add(&n, STR("a")), 1);
	for (uint32_t i = 0; i < 5000; i++) {
		struct buf b = { 0 };

		buf_addf(&b, "name-%u", i);
		assert_int_equal(names_add(&n, buf_str(&b)), 4 + i);
		buf_free(&b);
	}
	memcpy(text, "name-4999", 10);
	id = names_find(&n, str_of(text));

	assert_int_equal(id, 5003);
	assert_string_equal(names_text(&n, id).ptr, "name-4999");
	assert_true(str_eq(names_text(&n, 3), STR("Анна")));
	assert_int_equal(names_text(&n, 0).len, 0);
	names_free(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_hex__abc__is_the_published_digest),
		cmocka_unit_test(hash64__empty_text__is_the_published_xxh3),
		cmocka_unit_test(index__ten_thousand_with_half_removed__finds_the_rest_asking_once),
		cmocka_unit_test(index__added_and_removed_for_long__does_not_grow),
		cmocka_unit_test(index__grown_one_by_one__is_half_to_three_quarters_full),
		cmocka_unit_test(index_reserve__for_so_many__has_room_for_them_and_no_more_than_twice),
		cmocka_unit_test(names_add__same_text_twice__has_one_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
