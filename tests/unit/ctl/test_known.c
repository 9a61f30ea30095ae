#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ctl/known.h"

static struct model *new_yorks(void)
{
	static struct model m;
	static const struct zone *zones[1];
	static char bytes[8192];
	FILE *f = fopen("/usr/share/zoneinfo/America/New_York", "rb");
	struct err err;

	assert_non_null(f);
	zones[0] = zone_new((struct str){ bytes, fread(bytes, 1, sizeof(bytes), f) }, &err);
	assert_non_null(zones[0]);
	fclose(f);
	m = (struct model){ .zones = zones };
	return &m;
}

/* The instant that a text means, or what is wrong with it. */
static const char *read_as(const char *text)
{
	static struct buf said;
	static struct err err;
	struct model *m = new_yorks();
	struct known k = { .text = text };
	int rc = known_read(&k, m, &err);

	zone_free((struct zone *)m->zones[0]);
	assert_int_equal(k.misread, rc < 0);
	if (rc < 0)
		return err.text;
	buf_clear(&said);
	instant_add(&said, k.at_ms);
	return said.ptr;
}

static void known_read__offset_or_local_time__is_that_instant(void **state)
{
	(void)state;
	assert_string_equal(read_as("2026-10-02T18:00:00+03:00"), "2026-10-02T15:00:00.000Z");
	assert_string_equal(read_as("2026-10-02T18:00:00Z"), "2026-10-02T18:00:00.000Z");
	assert_string_equal(read_as("2026-10-02T18:00"), "2026-10-02T22:00:00.000Z");
	assert_string_equal(read_as("2026-10-02 18:00:00.5"), "2026-10-02T22:00:00.500Z");
	assert_string_equal(read_as("2026-10-02T00:00"), "2026-10-02T04:00:00.000Z");
}

/* Days of 24, 23 and 25 hours. */
static void known_read__day__is_its_last_millisecond(void **state)
{
	(void)state;
	assert_string_equal(read_as("2026-10-02"), "2026-10-03T03:59:59.999Z");
	assert_string_equal(read_as("2026-03-08"), "2026-03-09T03:59:59.999Z");
	assert_string_equal(read_as("2026-11-01"), "2026-11-02T04:59:59.999Z");
}

static void known_read__no_or_two_instants__is_refused_with_what_is_near(void **state)
{
	(void)state;
	assert_string_equal(read_as("2026-03-08T02:30"),
			    "--known-at: there is no 2026-03-08T02:30 in the company's zone, where clocks "
			    "were set forward at 2026-03-08T07:00:00.000Z");
	assert_string_equal(
		read_as("2026-11-01T01:30"),
		"--known-at: 2026-11-01T01:30 comes twice in the company's zone, where clocks were set back: say which, "
		"2026-11-01T05:30:00.000Z or 2026-11-01T06:30:00.000Z");
	assert_string_equal(read_as("friday"),
			    "--known-at: expected a time like 2026-11-22T10:00:00+03:00 or a date like 2026-11-22, "
			    "got \"friday\"");
	assert_string_equal(read_as("2026-02-30"), "--known-at: expected a time like 2026-11-22T10:00:00+03:00 or a date like "
						   "2026-11-22, got \"2026-02-30\"");
}

static void known_read__no_model__asks_for_an_offset(void **state)
{
	struct known k = { .text = "2026-10-02" };
	struct err err;

	(void)state;
	assert_int_equal(known_read(&k, NULL, &err), -1);
	assert_string_equal(err.text, "--known-at: the company has no model in force that would say its zone: give an offset");
	k.text = "2026-10-02T18:00:00Z";
	assert_int_equal(known_read(&k, NULL, &err), 0);
	k.text = NULL;
	assert_int_equal(known_read(&k, NULL, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_read__offset_or_local_time__is_that_instant),
		cmocka_unit_test(known_read__day__is_its_last_millisecond),
		cmocka_unit_test(known_read__no_or_two_instants__is_refused_with_what_is_near),
		cmocka_unit_test(known_read__no_model__asks_for_an_offset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
