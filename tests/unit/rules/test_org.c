#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rules/org.h"

#define CODE(text)                                                                                                               \
	{                                                                                                                        \
		(text), sizeof(text) - 1                                                                                         \
	}

enum { COMPANY, WEST, EAST, TEAM };
enum { ANNA, BORIS };
enum { MOSCOW, VLADIVOSTOK };

/* The team moves from west to east on day 20600. Anna is in the team, pauses for ten days and comes back to west. */
static const struct unit units[] = {
	{ .code = CODE("company") },
	{ .code = CODE("west") },
	{ .code = CODE("east") },
	{ .code = CODE("team") },
};
static const struct dated_link zone_links[] = {
	{ EAST, VLADIVOSTOK, DAY_MIN, DAY_NONE },
	{ TEAM, VLADIVOSTOK, DAY_MIN, DAY_NONE },
};
static const uint32_t zone_first[] = { 0, 0, 0, 1, 2 };
static const struct dated_link calendar_links[] = {
	{ WEST, 1, DAY_MIN, DAY_NONE },
	{ EAST, 2, DAY_MIN, DAY_NONE },
	{ TEAM, 3, DAY_MIN, 20650 },
	{ TEAM, 5, 20650, DAY_NONE },
};
static const uint32_t calendar_first[] = { 0, 0, 1, 2, 4 };
static const struct dated_link unit_links[] = {
	{ WEST, COMPANY, DAY_MIN, DAY_NONE },
	{ EAST, COMPANY, DAY_MIN, DAY_NONE },
	{ TEAM, WEST, DAY_MIN, 20600 },
	{ TEAM, EAST, 20600, DAY_NONE },
};
static const uint32_t unit_first[] = { 0, 0, 1, 2, 4 };
static const struct seller sellers[] = {
	{ .code = CODE("anna"), .from = 20500, .to = 20800 },
	{ .code = CODE("boris"), .from = DAY_MIN, .to = DAY_NONE },
};
static const struct dated_link own_links[] = { { BORIS, 4, DAY_MIN, 20900 } };
static const uint32_t own_first[] = { 0, 0, 1 };
static const struct dated_link seller_links[] = {
	{ ANNA, TEAM, DAY_MIN, 20700 },
	{ ANNA, WEST, 20710, DAY_NONE },
	{ BORIS, TEAM, 20588, DAY_NONE },
};
static const uint32_t seller_first[] = { 0, 2, 3 };
static struct model model = {
	.zone = MOSCOW,
	.calendar = 0,
	.units = units,
	.unit_count = 4,
	.unit_parents = { unit_links, 4, unit_first },
	.sellers = sellers,
	.seller_count = 2,
	.seller_units = { seller_links, 3, seller_first },
	.unit_zones = { zone_links, 2, zone_first },
	.unit_calendars = { calendar_links, 4, calendar_first },
	.seller_calendars = { own_links, 1, own_first },
};

static void links_parent__day__gives_the_parent_and_how_long(void **state)
{
	int32_t from, to;

	(void)state;
	assert_int_equal(links_parent(&model.unit_parents, TEAM, 20599, &from, &to), WEST);
	assert_int_equal(from, DAY_MIN);
	assert_int_equal(to, 20600);
	assert_int_equal(links_parent(&model.unit_parents, TEAM, 20600, NULL, NULL), EAST);
	assert_int_equal(links_parent(&model.unit_parents, COMPANY, 20600, &from, &to), NONE);
	assert_int_equal(from, DAY_MIN);
	assert_int_equal(to, DAY_NONE);
	assert_int_equal(links_parent(&model.seller_units, ANNA, 20705, &from, &to), NONE);
	assert_int_equal(from, 20700);
	assert_int_equal(to, 20710);
	assert_int_equal(links_parent(&model.seller_units, BORIS, 20000, &from, &to), NONE);
	assert_int_equal(from, DAY_MIN);
	assert_int_equal(to, 20588);
}

static void links_parent__no_links_at_all__gives_none(void **state)
{
	struct links none = { 0 };
	int32_t to = 0;

	(void)state;
	assert_int_equal(links_parent(&none, 3, 20000, NULL, &to), NONE);
	assert_int_equal(to, DAY_NONE);
}

static void org_unit_of__before_hire_in_a_gap_and_after_leaving__gives_none(void **state)
{
	(void)state;
	assert_int_equal(org_unit_of(&model, ANNA, 20499), NONE);
	assert_int_equal(org_unit_of(&model, ANNA, 20500), TEAM);
	assert_int_equal(org_unit_of(&model, ANNA, 20699), TEAM);
	assert_int_equal(org_unit_of(&model, ANNA, 20700), NONE);
	assert_int_equal(org_unit_of(&model, ANNA, 20710), WEST);
	assert_int_equal(org_unit_of(&model, ANNA, 20799), WEST);
	assert_int_equal(org_unit_of(&model, ANNA, 20800), NONE);
}

static void org_path__moved_team__goes_up_as_of_the_day(void **state)
{
	uint32_t path[ORG_DEPTH];
	int32_t from = DAY_MIN, to = 20650;

	(void)state;
	assert_int_equal(org_path(&model, TEAM, 20610, path, &from, &to), 3);
	assert_int_equal(path[0], TEAM);
	assert_int_equal(path[1], EAST);
	assert_int_equal(path[2], COMPANY);
	assert_int_equal(from, 20600);
	assert_int_equal(to, 20650);
	from = DAY_MIN;
	to = DAY_NONE;
	assert_int_equal(org_path(&model, TEAM, 20599, path, &from, &to), 3);
	assert_int_equal(path[1], WEST);
	assert_int_equal(from, DAY_MIN);
	assert_int_equal(to, 20600);
}

static void axis_path__member_of_a_tree__goes_up_to_its_root(void **state)
{
	static const struct dated_link parents[] = { { 1, 0, DAY_MIN, DAY_NONE } };
	static const uint32_t first[] = { 0, 0, 1, 1 };
	struct axis axis = { .parents = { parents, 1, first } };
	uint32_t path[ORG_DEPTH];
	int32_t from = 5, to = 10;

	(void)state;
	assert_int_equal(axis_path(&axis, 1, 7, path, &from, &to), 2);
	assert_int_equal(path[1], 0);
	assert_int_equal(axis_path(&axis, 2, 7, path, &from, &to), 1);
	assert_int_equal(from, 5);
	assert_int_equal(to, 10);
}

static uint32_t calendar_of(uint32_t seller, int32_t day)
{
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t calendar = org_calendar(&model, seller, day, &from, &to);

	assert_true(from <= day && day < to);
	return calendar;
}

static void org_calendar__seller__has_his_own_or_the_units(void **state)
{
	(void)state;
	assert_int_equal(calendar_of(NONE, 20600), 0);
	assert_int_equal(calendar_of(ANNA, 20600), 3);
	assert_int_equal(calendar_of(ANNA, 20720), 1);
	assert_int_equal(calendar_of(ANNA, 20705), 0);
	assert_int_equal(calendar_of(BORIS, 20600), 4);
	assert_int_equal(org_zone(&model, ANNA, 20600), VLADIVOSTOK);
	assert_int_equal(org_zone(&model, ANNA, 20705), MOSCOW);
	assert_int_equal(org_zone(&model, NONE, 20705), MOSCOW);
}

static void org_calendar__day__is_that_of_the_day_and_tells_how_long(void **state)
{
	int32_t from = DAY_MIN, to = DAY_NONE;

	(void)state;
	assert_int_equal(org_calendar(&model, ANNA, 20640, &from, &to), 3);
	assert_int_equal(from, 20500);
	assert_int_equal(to, 20650);
	from = DAY_MIN;
	to = DAY_NONE;
	assert_int_equal(org_calendar(&model, ANNA, 20650, &from, &to), 5);
	assert_int_equal(from, 20650);
	assert_int_equal(to, 20700);
	from = DAY_MIN;
	to = DAY_NONE;
	assert_int_equal(org_calendar(&model, ANNA, 20400, &from, &to), 0);
	assert_int_equal(to, 20500);
	from = DAY_MIN;
	to = DAY_NONE;
	assert_int_equal(org_calendar(&model, BORIS, 20950, &from, &to), 5);
	assert_int_equal(from, 20900);
	assert_int_equal(to, DAY_NONE);
}

static void org_day_in_unit__day_without_a_unit__is_the_next_one_or_the_last(void **state)
{
	(void)state;
	assert_int_equal(org_day_in_unit(&model, ANNA, 20400), 20500);
	assert_int_equal(org_day_in_unit(&model, ANNA, 20600), 20600);
	assert_int_equal(org_day_in_unit(&model, ANNA, 20700), 20710);
	assert_int_equal(org_day_in_unit(&model, ANNA, 20900), 20799);
	assert_int_equal(org_day_in_unit(&model, BORIS, 20000), 20588);
}

static struct zone *zone_named(const char *name)
{
	char path[256], bytes[16384];

	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	size_t len = fread(bytes, 1, sizeof bytes, f);

	fclose(f);
	struct zone *z = zone_new((struct str){ bytes, len }, NULL);

	assert_non_null(z);
	return z;
}

static int64_t instant(int32_t day, int hour, int minute)
{
	return day * DAY_MS + (hour * 60 + minute) * INT64_C(60000);
}

static void business_date__unit_far_east__is_its_local_date(void **state)
{
	struct zone *zones[] = { zone_named("Europe/Moscow"), zone_named("Asia/Vladivostok") };

	(void)state;
	model.zones = (const struct zone *const *)zones;
	/* 13:59 UTC is 23:59 in Vladivostok and 16:59 in Moscow. */
	assert_int_equal(business_date(&model, ANNA, instant(20600, 13, 59)), 20600);
	assert_int_equal(business_date(&model, ANNA, instant(20600, 14, 0)), 20601);
	assert_int_equal(business_time(&model, ANNA, instant(20600, 14, 1)), instant(20601, 0, 1));
	assert_int_equal(business_date(&model, NONE, instant(20600, 14, 0)), 20600);
	assert_int_equal(business_date(&model, NONE, instant(20600, 20, 59)), 20600);
	assert_int_equal(business_date(&model, NONE, instant(20600, 21, 0)), 20601);
	/* On the day of the move to west the unit of the day before decides, the day after it is west's. */
	assert_int_equal(business_date(&model, ANNA, instant(20715, 14, 0)), 20715);
	/* Boris begins on 20588, which in Vladivostok begins at 14:00 UTC of the day before. */
	assert_int_equal(business_date(&model, BORIS, instant(20587, 14, 30)), 20588);
	zone_free(zones[0]);
	zone_free(zones[1]);
	model.zones = NULL;
}

/* A unit that moves from Moscow (UTC+3) to Yekaterinburg (UTC+5) on 1 June 2026, day 20605. The zone of the UTC day before
 * decides. */
static void business_date__unit_changes_its_zone__goes_by_the_zone_of_the_day_before(void **state)
{
	enum { YEKATERINBURG = 1, JUNE_1 = 20605 };
	static const struct dated_link zones_of[] = { { TEAM, MOSCOW, DAY_MIN, JUNE_1 },
						      { TEAM, YEKATERINBURG, JUNE_1, DAY_NONE } };
	static const uint32_t first[] = { 0, 0, 0, 0, 2 };
	struct zone *zones[] = { zone_named("Europe/Moscow"), zone_named("Asia/Yekaterinburg") };
	struct model m = model;

	(void)state;
	m.zones = (const struct zone *const *)zones;
	m.zone_count = 2;
	m.unit_zones = (struct links){ zones_of, 2, first };

	assert_int_equal(org_unit_zone(&m, TEAM, JUNE_1 - 1), MOSCOW);
	assert_int_equal(org_unit_zone(&m, TEAM, JUNE_1), YEKATERINBURG);
	assert_int_equal(org_zone(&m, ANNA, JUNE_1), YEKATERINBURG);
	/* 00:30 in Yekaterinburg is 22:30 of the day before in Moscow. */
	assert_int_equal(business_date(&m, ANNA, instant(JUNE_1 - 1, 19, 30)), JUNE_1 - 1);
	assert_int_equal(business_date(&m, ANNA, instant(JUNE_1 - 1, 21, 0)), JUNE_1);
	assert_int_equal(business_date(&m, ANNA, instant(JUNE_1, 19, 30)), JUNE_1);
	assert_int_equal(business_date(&m, ANNA, instant(JUNE_1, 21, 0)), JUNE_1 + 1);
	assert_int_equal(business_date(&m, ANNA, instant(JUNE_1 + 1, 18, 59)), JUNE_1 + 1);
	assert_int_equal(business_date(&m, ANNA, instant(JUNE_1 + 1, 19, 30)), JUNE_1 + 2);
	zone_free(zones[0]);
	zone_free(zones[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_parent__day__gives_the_parent_and_how_long),
		cmocka_unit_test(links_parent__no_links_at_all__gives_none),
		cmocka_unit_test(org_unit_of__before_hire_in_a_gap_and_after_leaving__gives_none),
		cmocka_unit_test(org_path__moved_team__goes_up_as_of_the_day),
		cmocka_unit_test(axis_path__member_of_a_tree__goes_up_to_its_root),
		cmocka_unit_test(org_calendar__day__is_that_of_the_day_and_tells_how_long),
		cmocka_unit_test(org_day_in_unit__day_without_a_unit__is_the_next_one_or_the_last),
		cmocka_unit_test(org_calendar__seller__has_his_own_or_the_units),
		cmocka_unit_test(business_date__unit_far_east__is_its_local_date),
		cmocka_unit_test(business_date__unit_changes_its_zone__goes_by_the_zone_of_the_day_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
