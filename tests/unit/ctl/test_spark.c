#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/spark.h"

static void spark_add__numbers__the_highest_is_full(void **state)
{
	(void)state;
	static const int64_t numbers[] = { 0, 1, 4, 7, 3 };
	struct buf b = { 0 };

	spark_add(&b, numbers, 5, true);
	assert_string_equal(b.ptr, "▁▂▅█▄");
	buf_clear(&b);
	spark_add(&b, numbers, 5, false);
	assert_string_equal(b.ptr, "_.=#-");
	buf_free(&b);
}

static void spark_add__nothing_but_zeros__is_flat(void **state)
{
	(void)state;
	static const int64_t numbers[] = { 0, 0 };
	struct buf b = { 0 };

	spark_add(&b, numbers, 2, true);
	assert_string_equal(b.ptr, "▁▁");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spark_add__numbers__the_highest_is_full),
		cmocka_unit_test(spark_add__nothing_but_zeros__is_flat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
