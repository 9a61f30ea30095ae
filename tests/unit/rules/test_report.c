/* What a report's fields say beside the form; everything about forms is in tests/unit/daemon/test_fold_*. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka wants these first */
#include <cmocka.h>

#include "rules/report.h"

static struct zone *moscow(void)
{
	static char bytes[16384];
	FILE *f = fopen("/usr/share/zoneinfo/Europe/Moscow", "rb");

	assert_non_null(f);
	size_t len = fread(bytes, 1, sizeof bytes, f);

	fclose(f);
	struct zone *z = zone_new((struct str){ bytes, len }, NULL);

	assert_non_null(z);
	return z;
}

static int received(const struct model *m, const char *text, int64_t *out_ms)
{
	const struct pair pair = { STR("received_at"), str_of(text) };
	const struct input in = { .kind = INPUT_REPORT, .pairs = &pair, .pair_count = 1 };

	return report_received_at(m, &in, out_ms);
}

static void received_at__without_an_offset__is_local_time_of_the_company(void **state)
{
	struct zone *zone = moscow();
	const struct zone *zones[] = { zone };
	struct model m = { .zones = zones, .zone_count = 1 };
	int64_t ms = 0;

	(void)state;
	assert_int_equal(received(&m, "2026-05-04T10:00:00", &ms), 1);
	assert_int_equal(ms, INT64_C(1777878000000)); /* 07:00 UTC */
	assert_int_equal(received(&m, "2026-05-04T10:00:00Z", &ms), 1);
	assert_int_equal(ms, INT64_C(1777888800000));
	assert_int_equal(received(&m, "2026-05-04", &ms), 1);
	assert_int_equal(ms, INT64_C(1777842000000)); /* midnight in Moscow */
	assert_int_equal(received(&m, "soon", &ms), -1);
	zone_free(zone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(received_at__without_an_offset__is_local_time_of_the_company),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
