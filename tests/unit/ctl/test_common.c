#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/common.h"

static void common_cell__cyrillic__is_padded_by_letters_not_bytes(void **state)
{
	(void)state;
	struct buf b = { 0 };

	common_cell(&b, STR("план"), 6);
	buf_addc(&b, '|');
	common_cell(&b, STR("план"), -6);
	buf_addc(&b, '|');
	common_cell(&b, STR("longer than it"), 6);
	assert_string_equal(b.ptr, "план  |  план|longer than it");
	buf_free(&b);
}

static void common_colour__no_terminal__writes_nothing(void **state)
{
	(void)state;
	struct common c = { .colour = false };
	struct buf b = { 0 };

	common_colour(&c, &b, COLOUR_RED);
	assert_int_equal(b.len, 0);
	c.colour = true;
	common_colour(&c, &b, COLOUR_RED);
	common_colour(&c, &b, COLOUR_PLAIN);
	assert_string_equal(b.ptr, "\033[31m\033[0m");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_cell__cyrillic__is_padded_by_letters_not_bytes),
		cmocka_unit_test(common_colour__no_terminal__writes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
