#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/dump.h"

static void dump_line__texts_and_numbers__as_in_rfc_4180(void **state)
{
	(void)state;
	struct dump d = { 0 };

	dump_begin(&d, "plan");
	dump_text(&d, STR("plain"));
	dump_text(&d, STR("a \"quoted\", one"));
	dump_number(&d, -((i128)INT64_MAX * 10));
	dump_day(&d, date_day(2017, 4, 3));
	dump_day(&d, DAY_NONE);
	dump_text(&d, STR(""));
	dump_end(&d);
	assert_string_equal(d.text.ptr, "plan,plain,\"a \"\"quoted\"\", one\",-92233720368547758070,2017-04-03,,");
	assert_int_equal(d.lines.count, 1);
	dump_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dump_line__texts_and_numbers__as_in_rfc_4180),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
