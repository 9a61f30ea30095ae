#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define INSTANT(text) instant_of(STR(text))

static int64_t instant_of(struct str text)
{
	struct stamp s;

	assert_int_equal(stamp_parse(text, &s, NULL), 0);
	assert_true(s.has_offset);
	return s.instant_ms;
}

static struct buf file_read(const char *name)
{
	struct buf path = { 0 }, bytes = { 0 };
	char part[4096];
	size_t len;
	FILE *f;

	buf_addf(&path, "/usr/share/zoneinfo/%s", name);
	f = fopen(path.ptr, "rb");
	assert_non_null(f);
	while ((len = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&bytes, part, len);
	fclose(f);
	buf_free(&path);
	return bytes;
}

static struct zone *zone_named(const char *name)
{
	struct buf bytes = file_read(name);
	struct zone *z = zone_new(buf_str(&bytes), NULL);

	assert_non_null(z);
	buf_free(&bytes);
	return z;
}

static void zone_offset_s__zones_that_changed__follow_their_history(void **state)
{
	(void)state;
	struct zone *volgograd = zone_named("Europe/Volgograd"), *almaty = zone_named("Asia/Almaty");

	assert_int_equal(zone_offset_s(volgograd, INSTANT("2018-10-27T12:00:00Z")), 3 * 3600);
	assert_int_equal(zone_offset_s(volgograd, INSTANT("2018-10-28T12:00:00Z")), 4 * 3600);
	assert_int_equal(zone_offset_s(volgograd, INSTANT("2020-12-26T12:00:00Z")), 4 * 3600);
	assert_int_equal(zone_offset_s(volgograd, INSTANT("2020-12-27T12:00:00Z")), 3 * 3600);
	assert_int_equal(zone_offset_s(almaty, INSTANT("2024-02-29T12:00:00Z")), 6 * 3600);
	assert_int_equal(zone_offset_s(almaty, INSTANT("2024-03-01T12:00:00Z")), 5 * 3600);
	zone_free(volgograd);
	zone_free(almaty);
}

/* The last second before each change and the first one after it. */
static void zone_offset_s__russian_zones__change_on_the_days_decreed(void **state)
{
	static const struct {
		const char *zone, *last_before, *first_after;
		int before_h, after_h;
	} changes[] = {
		{ "Europe/Moscow", "2014-10-25T21:59:59Z", "2014-10-25T22:00:00Z", 4, 3 },
		{ "Asia/Magadan", "2016-04-23T15:59:59Z", "2016-04-23T16:00:00Z", 10, 11 },
		{ "Asia/Novosibirsk", "2016-07-23T19:59:59Z", "2016-07-23T20:00:00Z", 6, 7 },
		{ "Europe/Saratov", "2016-12-03T22:59:59Z", "2016-12-03T23:00:00Z", 3, 4 },
		{ "Europe/Volgograd", "2018-10-27T22:59:59Z", "2018-10-27T23:00:00Z", 3, 4 },
		{ "Europe/Volgograd", "2020-12-26T21:59:59Z", "2020-12-26T22:00:00Z", 4, 3 },
		{ "Asia/Almaty", "2024-02-29T17:59:59Z", "2024-02-29T18:00:00Z", 6, 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct zone *z = zone_named(changes[i].zone);

		assert_int_equal(zone_offset_s(z, instant_of(str_of(changes[i].last_before))), changes[i].before_h * 3600);
		assert_int_equal(zone_offset_s(z, instant_of(str_of(changes[i].first_after))), changes[i].after_h * 3600);
		zone_free(z);
	}
}

/* A due moment of 02:30 on the night that skips it is 03:00; one of 01:30 on the night that has it twice is the first. */
static void zone_instant__new_york__gap_is_the_next_valid_and_overlap_the_first(void **state)
{
	struct zone *z = zone_named("America/New_York");

	(void)state;
	assert_true(zone_instant(z, date_day(2026, 3, 8), 9000000) == INSTANT("2026-03-08T07:00:00Z"));
	assert_true(zone_instant(z, date_day(2026, 3, 8), 10800000) == INSTANT("2026-03-08T07:00:00Z"));
	assert_true(zone_instant(z, date_day(2026, 11, 1), 5400000) == INSTANT("2026-11-01T05:30:00Z"));
	assert_true(zone_instant(z, date_day(2026, 11, 1), 7200000) == INSTANT("2026-11-01T07:00:00Z"));
	zone_free(z);
}

static void zone_day__late_in_vladivostok__is_the_local_date(void **state)
{
	(void)state;
	struct zone *z = zone_named("Asia/Vladivostok"), *utc = zone_utc();

	assert_int_equal(zone_day(z, INSTANT("2026-11-22T13:59:59.999Z")), date_day(2026, 11, 22));
	assert_int_equal(zone_day(z, INSTANT("2026-11-22T14:00:00Z")), date_day(2026, 11, 23));
	assert_int_equal(zone_day(utc, -1), -1);
	assert_int_equal(zone_instant(utc, 1, 5), 86400005);
	zone_free(z);
	zone_free(utc);
}

static void zone_instant__gap_and_overlap__is_the_next_valid_and_the_first(void **state)
{
	(void)state;
	struct zone *z = zone_named("Europe/Berlin");

	assert_true(zone_instant(z, date_day(2026, 3, 29), 9000000) == INSTANT("2026-03-29T01:00:00Z"));
	assert_true(zone_instant(z, date_day(2026, 3, 29), 10800000) == INSTANT("2026-03-29T01:00:00Z"));
	assert_true(zone_instant(z, date_day(2026, 3, 29), 7199999) == INSTANT("2026-03-29T00:59:59.999Z"));
	assert_true(zone_instant(z, date_day(2026, 10, 25), 9000000) == INSTANT("2026-10-25T00:30:00Z"));
	assert_true(zone_instant(z, date_day(2026, 10, 25), 10800000) == INSTANT("2026-10-25T02:00:00Z"));
	assert_true(zone_instant(z, date_day(2150, 7, 1), 0) == INSTANT("2150-06-30T22:00:00Z"));
	zone_free(z);
}

static void zone__eight_zones_1970_to_2037__agree_with_the_system(void **state)
{
	(void)state;
	static const char *const names[] = { "Europe/Moscow", "Europe/Volgograd",    "Asia/Almaty",       "America/New_York",
					     "Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca", "America/Sao_Paulo" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct zone *z = zone_named(names[i]);

		setenv("TZ", names[i], 1);
		tzset();
		for (int64_t s = 0; s < INT64_C(2145916800); s += 9 * 3600 + 1234) {
			time_t at = (time_t)s;
			struct tm local;
			int64_t ms;

			localtime_r(&at, &local);
			assert_int_equal(zone_offset_s(z, s * 1000), local.tm_gmtoff);
			ms = zone_instant(z, zone_day(z, s * 1000),
					  (local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec) * 1000);
			/* An hour that comes twice stands for its first time. */
			assert_true(ms == s * 1000 || (ms < s * 1000 && zone_offset_s(z, ms) > local.tm_gmtoff));
		}
		zone_free(z);
	}
}

static void zone_new__cut_or_changed_bytes__never_reads_outside(void **state)
{
	(void)state;
	struct buf bytes = file_read("America/New_York");
	struct err err;

	for (size_t len = 0; len + 1 < bytes.len; len++) {
		char *cut = malloc(len ? len : 1);

		memcpy(cut, bytes.ptr, len);
		assert_null(zone_new((struct str){ cut, len }, &err));
		free(cut);
	}
	for (size_t i = 0; i < bytes.len; i++) {
		char was = bytes.ptr[i];
		struct zone *z;

		bytes.ptr[i] = (char)(was ^ 0xff);
		z = zone_new(buf_str(&bytes), &err);
		if (z)
			(void)zone_instant(z, 20000, 0);
		zone_free(z);
		bytes.ptr[i] = was;
	}
	buf_free(&bytes);
}

static void zone_instants__gap_and_overlap__are_none_and_two(void **state)
{
	struct zone *z = zone_named("America/New_York"), *howe = zone_named("Australia/Lord_Howe"), *utc = zone_utc();
	int64_t first, last;

	(void)state;
	assert_int_equal(zone_instants(z, date_day(2026, 3, 8), 9000000, &first, &last), 0);
	assert_true(first == INSTANT("2026-03-08T07:00:00Z") && last == first);
	assert_int_equal(zone_instants(z, date_day(2026, 3, 8), 10800000, &first, &last), 1);
	assert_int_equal(zone_instants(z, date_day(2026, 11, 1), 5400000, &first, &last), 2);
	assert_true(first == INSTANT("2026-11-01T05:30:00Z") && last == INSTANT("2026-11-01T06:30:00Z"));
	assert_int_equal(zone_instants(z, date_day(2026, 11, 1), 7200000, &first, &last), 1);
	assert_int_equal(zone_instants(z, date_day(2026, 10, 31), 7200000, &first, &last), 1);
	/* There clocks go back by half an hour, from 02:00 to 01:30. */
	assert_int_equal(zone_instants(howe, date_day(2026, 4, 5), 6300000, &first, &last), 2);
	assert_true(first == INSTANT("2026-04-04T14:45:00Z") && last == INSTANT("2026-04-04T15:15:00Z"));
	assert_int_equal(zone_instants(howe, date_day(2026, 4, 5), 5399999, &first, &last), 1);
	assert_int_equal(zone_instants(utc, 1, 5, &first, &last), 1);
	assert_true(first == 86400005 && last == first);
	zone_free(z);
	zone_free(howe);
	zone_free(utc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zone_offset_s__zones_that_changed__follow_their_history),
		cmocka_unit_test(zone_offset_s__russian_zones__change_on_the_days_decreed),
		cmocka_unit_test(zone_instant__new_york__gap_is_the_next_valid_and_overlap_the_first),
		cmocka_unit_test(zone_day__late_in_vladivostok__is_the_local_date),
		cmocka_unit_test(zone_instant__gap_and_overlap__is_the_next_valid_and_the_first),
		cmocka_unit_test(zone_instants__gap_and_overlap__are_none_and_two),
		cmocka_unit_test(zone__eight_zones_1970_to_2037__agree_with_the_system),
		cmocka_unit_test(zone_new__cut_or_changed_bytes__never_reads_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
