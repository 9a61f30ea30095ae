#include "daemon/fence.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char text[] = "3 1042 00000000000000010000000000000002 1700-5 1701-0 99120 0123456789abcdef";

static void fence_add__all_fields__one_line(void **state)
{
	struct fence f = { .epoch = 3,
			   .turn = 1042,
			   .digest = { .hi = 1, .lo = 2 },
			   .reports = { 1700, 5 },
			   .commands = { 1701, 0 },
			   .inputs = 99120,
			   .owner = "0123456789abcdef" };
	struct buf b = { 0 };

	(void)state;
	fence_add(&b, &f);

	assert_string_equal(b.ptr, text);
	buf_free(&b);
}

static void fence_parse__what_add_wrote__the_same(void **state)
{
	struct fence f;
	struct err err;

	(void)state;
	assert_int_equal(fence_parse(STR(text), &f, &err), 0);

	assert_int_equal(f.epoch, 3);
	assert_int_equal(f.turn, 1042);
	assert_int_equal(f.digest.hi, 1);
	assert_int_equal(f.digest.lo, 2);
	assert_int_equal(f.reports.ms, 1700);
	assert_int_equal(f.reports.seq, 5);
	assert_int_equal(f.commands.ms, 1701);
	assert_int_equal(f.inputs, 99120);
	assert_string_equal(f.owner, "0123456789abcdef");
}

static void fence_parse__anything_else__says_what_was_expected(void **state)
{
	static const char *const wrong[] = { "",
					     "3",
					     "3 1042 zz 1700-5 1701-0 99120 0123",
					     "-3 1042 00000000000000010000000000000002 1700-5 1701-0 99120 0123",
					     "3 1042 00000000000000010000000000000002 1700-5 1701-0 99120",
					     "3 1042 00000000000000010000000000000002 1700-5 1701-0 99120 0123456789abcdef0",
					     "3 99999999999999999999 00000000000000010000000000000002 1700-5 1701-0 99120 0123" };
	struct fence f;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(fence_parse(str_of(wrong[i]), &f, &err), -1);
		assert_non_null(strstr(err.text, "expected"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fence_add__all_fields__one_line),
		cmocka_unit_test(fence_parse__what_add_wrote__the_same),
		cmocka_unit_test(fence_parse__anything_else__says_what_was_expected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
