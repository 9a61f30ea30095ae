#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/names.h"

static void names_find__after_growth__finds_every_name(void **state)
{
	struct names n = { 0 };
	struct buf name = { 0 };

	(void)state;
	for (uint32_t i = 1; i <= 2000; i++) {
		name.len = 0;
		buf_addf(&name, "name-%u", i);
		assert_int_equal(names_add(&n, buf_str(&name)), i);
		name.len = 0;
		buf_addf(&name, "name-%u", i > 1 ? i - 1 : 1);
		assert_int_equal(names_find(&n, buf_str(&name)), i > 1 ? i - 1 : 1);
	}

	for (uint32_t i = 1; i <= 2000; i++) {
		name.len = 0;
		buf_addf(&name, "name-%u", i);
		assert_int_equal(names_find(&n, buf_str(&name)), i);
		assert_int_equal(names_add(&n, buf_str(&name)), i);
	}
	buf_free(&name);
	names_free(&n);
}

static void names_text__of_none_and_unknown__is_empty(void **state)
{
	struct names n = { 0 };

	(void)state;
	assert_int_equal(names_find(&n, STR("ivanov")), 0);
	assert_int_equal(names_add(&n, STR("ivanov")), 1);
	assert_int_equal(names_text(&n, 0).len, 0);
	assert_int_equal(names_text(&n, 2).len, 0);
	assert_true(str_eq(names_text(&n, 1), STR("ivanov")));
	names_free(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_find__after_growth__finds_every_name),
		cmocka_unit_test(names_text__of_none_and_unknown__is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
