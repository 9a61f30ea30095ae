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
	{ .code = CODE("company"), .zone = MOSCOW, .calendar = 0 },
	{ .code = CODE("west"), .zone = MOSCOW, .calendar = 1 },
	{ .code = CODE("east"), .zone = VLADIVOSTOK, .calendar = 2 },
	{ .code = CODE("team"), .zone = VLADIVOSTOK, .calendar = 3 },
};
static const struct dated_link unit_links[] = {
	{ WEST, COMPANY, DAY_MIN, DAY_NONE },
	{ EAST, COMPANY, DAY_MIN, DAY_NONE },
	{ TEAM, WEST, DAY_MIN, 20600 },
	{ TEAM, EAST, 20600, DAY_NONE },
};
static const uint32_t unit_first[] = { 0, 0, 1, 2, 4 };
static const struct seller sellers[] = {
	{ .code = CODE("anna"), .calendar = NONE, .from = 20500, .to = 20800 },
	{ .code = CODE("boris"), .calendar = 4, .from = DAY_MIN, .to = DAY_NONE },
};
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

static void org_calendar__seller__has_his_own_or_the_units(void **state)
{
	(void)state;
	assert_int_equal(org_calendar(&model, NONE, 20600), 0);
	assert_int_equal(org_calendar(&model, ANNA, 20600), 3);
	assert_int_equal(org_calendar(&model, ANNA, 20720), 1);
	assert_int_equal(org_calendar(&model, ANNA, 20705), 0);
	assert_int_equal(org_calendar(&model, BORIS, 20600), 4);
	assert_int_equal(org_zone(&model, ANNA, 20600), VLADIVOSTOK);
	assert_int_equal(org_zone(&model, ANNA, 20705), MOSCOW);
	assert_int_equal(org_zone(&model, NONE, 20705), MOSCOW);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_parent__day__gives_the_parent_and_how_long),
		cmocka_unit_test(links_parent__no_links_at_all__gives_none),
		cmocka_unit_test(org_unit_of__before_hire_in_a_gap_and_after_leaving__gives_none),
		cmocka_unit_test(org_path__moved_team__goes_up_as_of_the_day),
		cmocka_unit_test(axis_path__member_of_a_tree__goes_up_to_its_root),
		cmocka_unit_test(org_calendar__seller__has_his_own_or_the_units),
		cmocka_unit_test(business_date__unit_far_east__is_its_local_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
