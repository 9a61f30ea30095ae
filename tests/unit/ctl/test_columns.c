#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/columns.h"

static void columns_of__letters__one_each(void **state)
{
	(void)state;

	assert_int_equal(columns_of(STR("план")), 4);
	assert_int_equal(columns_of(STR("1 234,5 ₽")), 9);
	assert_int_equal(columns_of(STR("▁▂█⣿")), 4);
	assert_int_equal(columns_of(STR("")), 0);
}

static void columns_of__accents_wide_letters_and_codes__as_a_terminal_shows_them(void **state)
{
	(void)state;

	assert_int_equal(columns_of(STR("и\u0306ё")), 2);
	assert_int_equal(columns_of(STR("東京")), 4);
	assert_int_equal(columns_of(STR("🙂")), 2);
	assert_int_equal(columns_of(STR("\033[31mred\033[0m")), 3);
}

static void columns_add_head__a_long_line__ends_at_a_letter_and_keeps_codes(void **state)
{
	(void)state;
	struct buf b = { 0 };

	columns_add_head(&b, STR("\033[1mотклонение\033[0m"), 4);
	assert_string_equal(b.ptr, "\033[1mоткл\033[0m");
	buf_clear(&b);
	columns_add_head(&b, STR("a東京b"), 4);
	assert_string_equal(b.ptr, "a東");
	buf_clear(&b);
	columns_add_head(&b, STR("и\u0306е"), 1);
	assert_string_equal(b.ptr, "и\u0306");
	buf_free(&b);
}

static void columns_of__broken_bytes__end(void **state)
{
	(void)state;

	assert_int_equal(columns_of(STR("\xd0")), 1);
	assert_int_equal(columns_of(STR("\033[31")), 0);
	assert_int_equal(columns_of(STR("\033")), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_of__letters__one_each),
		cmocka_unit_test(columns_of__accents_wide_letters_and_codes__as_a_terminal_shows_them),
		cmocka_unit_test(columns_add_head__a_long_line__ends_at_a_letter_and_keeps_codes),
		cmocka_unit_test(columns_of__broken_bytes__end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
