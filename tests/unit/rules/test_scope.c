#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/scope.h"

static void scope_intern__same_scope_again__has_the_same_number(void **state)
{
	struct scopes s = { 0 };
	struct scope a = { 2, { 7, 9, 0 } }, b = { 2, { 9, 7, 0 } }, c = { 3, { 7, 9, 0 } };

	(void)state;
	assert_int_equal(scope_find(&s, a), NONE);
	assert_int_equal(scope_intern(&s, a), 0);
	assert_int_equal(scope_intern(&s, b), 1);
	assert_int_equal(scope_intern(&s, c), 2);

	assert_int_equal(scope_intern(&s, b), 1);
	assert_int_equal(scope_find(&s, c), 2);
	assert_int_equal(scope_at(&s, 1)->members[0], 9);
	assert_int_equal(s.list.count, 3);
	scopes_free(&s);
	assert_int_equal(scope_find(&s, a), NONE);
	scopes_free(&s);
}

static void scope_intern__many__are_numbered_in_order_and_found(void **state)
{
	struct scopes s = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 10000; i++)
		assert_int_equal(scope_intern(&s, (struct scope){ i % 3, { i, i / 2, 0 } }), i);

	for (uint32_t i = 0; i < 10000; i++)
		assert_int_equal(scope_find(&s, (struct scope){ i % 3, { i, i / 2, 0 } }), i);
	assert_int_equal(scope_kind_at(&s, 0), 0);
	assert_int_equal(scope_kind_at(&s, 5000), 2);
	assert_int_equal(scope_kind_at(&s, 9998), 2);
	assert_int_equal(scope_find(&s, (struct scope){ 0, { 10000, 5000, 0 } }), NONE);
	scopes_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scope_intern__same_scope_again__has_the_same_number),
		cmocka_unit_test(scope_intern__many__are_numbered_in_order_and_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
