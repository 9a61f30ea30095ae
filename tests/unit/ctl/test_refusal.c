#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/refusal.h"

static void refusal_read_content__short__is_the_whole_in_its_order(void **state)
{
	struct arena *a = arena_new();
	const struct pair *pairs;
	uint32_t count;

	enum original got = refusal_read_content(a, STR("{\"form\":\"sale\",\"id\":\"S-1\",\"a\":\"\\u001b\"}"), &pairs, &count);

	assert_int_equal(got, ORIGINAL_KEPT);
	assert_int_equal(count, 3);
	assert_true(str_eq(pairs[0].name, STR("form")) && str_eq(pairs[0].text, STR("sale")));
	assert_true(str_eq(pairs[2].name, STR("a")) && str_eq(pairs[2].text, STR("\x1b")));
	arena_free(a);
	(void)state;
}

static void refusal_read_content__near_the_limit__may_be_cut(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	const struct pair *pairs;
	uint32_t count;

	buf_adds(&b, STR("{\"id\":\""));
	while (b.len < 4090)
		buf_addc(&b, 'x');
	buf_adds(&b, STR("\"}"));
	enum original got = refusal_read_content(a, buf_str(&b), &pairs, &count);

	assert_int_equal(got, ORIGINAL_CUT);
	assert_int_equal(count, 1);
	buf_free(&b);
	arena_free(a);
	(void)state;
}

static void refusal_read_content__what_is_not_byte_by_byte__is_lost(void **state)
{
	static const struct str lost[] = {
		STR("{\"id\":\"\xef\xbf\xbd\"}"),   /* stands for bytes that were no UTF-8 */
		STR("{\"id\":\"a\",\"id\":\"b\"}"), /* a field given twice */
		STR("{\"id\":"),
		STR(""),
	};

	for (size_t i = 0; i < sizeof(lost) / sizeof(*lost); i++) {
		struct arena *a = arena_new();
		const struct pair *pairs;
		uint32_t count;

		assert_int_equal(refusal_read_content(a, lost[i], &pairs, &count), ORIGINAL_LOST);
		arena_free(a);
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusal_read_content__short__is_the_whole_in_its_order),
		cmocka_unit_test(refusal_read_content__near_the_limit__may_be_cut),
		cmocka_unit_test(refusal_read_content__what_is_not_byte_by_byte__is_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
