#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/hindsight.h"
#include "rules/calendar.h"

enum { MONDAY = 20514 }; /* 2026-03-02 */

static const struct calendar *mondays_to_fridays(struct arena *a)
{
	struct calendar *c = arena_alloc(a, sizeof(*c));

	for (int i = 0; i < 5; i++)
		c->week[i] = 8;
	calendar_build(a, c, MONDAY, MONDAY + 60, NULL, 0);
	return c;
}

static void burden_sum__no_alerts__is_nothing(void **state)
{
	struct arena *a = arena_new();
	struct burden b = { 0 };
	(void)state;

	burden_sum(&b, mondays_to_fridays(a), MONDAY, MONDAY + 13);

	assert_int_equal(b.days, 10);
	assert_int_equal(b.pairs, 0);
	assert_int_equal(b.median, 0);
	assert_int_equal(b.most_person, 0);
	burden_free(&b);
	arena_free(a);
}

static void burden_sum__two_people__counts_days_without_alerts(void **state)
{
	struct arena *a = arena_new();
	struct burden b = { 0 };
	(void)state;

	for (int i = 0; i < 3; i++)
		burden_add(&b, STR("anna"), MONDAY + 1);
	burden_add(&b, STR("boris"), MONDAY + 1);
	burden_add(&b, STR("anna"), MONDAY);
	burden_sum(&b, mondays_to_fridays(a), MONDAY, MONDAY + 13);

	/* 20 pairs: 17 without, two with one, one with three. */
	assert_int_equal(b.pairs, 20);
	assert_int_equal(b.classes[0], 17);
	assert_int_equal(b.classes[1], 2);
	assert_int_equal(b.classes[3], 1);
	assert_int_equal(b.median, 0);
	assert_int_equal(b.most_of_95, 1);
	assert_int_equal(b.most, 3);
	assert_int_equal(b.most_day, MONDAY + 1);
	assert_true(str_eq(names_text(&b.names, b.most_person), STR("anna")));
	burden_free(&b);
	arena_free(a);
}

static void burden_sum__days_off__are_read_on_the_next_working_day(void **state)
{
	struct arena *a = arena_new();
	struct burden b = { 0 };
	(void)state;

	burden_add(&b, STR("anna"), MONDAY + 5);
	burden_add(&b, STR("anna"), MONDAY + 6);
	burden_add(&b, STR("anna"), MONDAY + 7);
	burden_sum(&b, mondays_to_fridays(a), MONDAY, MONDAY + 6);

	assert_int_equal(b.most, 3);
	assert_int_equal(b.most_day, MONDAY + 7);
	assert_int_equal(b.days, 6); /* the Monday on which they are read is one of them */
	burden_free(&b);
	arena_free(a);
}

static void burden_sum__many_alerts__are_one_class(void **state)
{
	struct arena *a = arena_new();
	struct burden b = { 0 };
	(void)state;

	for (int i = 0; i < 25; i++)
		burden_add(&b, STR("anna"), MONDAY);
	burden_add(&b, (struct str){ 0 }, MONDAY);
	burden_sum(&b, mondays_to_fridays(a), MONDAY, MONDAY);

	assert_int_equal(b.classes[BURDEN_SHOWN], 1);
	assert_int_equal(b.most, 25);
	assert_int_equal(b.median, 25);
	burden_free(&b);
	arena_free(a);
}

static void hindsight_rank__percent__is_the_nearest_rank(void **state)
{
	static const int32_t at[] = { 3, 29, 40, 41 };
	(void)state;

	assert_int_equal(hindsight_rank(at, 4, 25), 3);
	assert_int_equal(hindsight_rank(at, 4, 50), 29);
	assert_int_equal(hindsight_rank(at, 4, 75), 40);
	assert_int_equal(hindsight_rank(at, 3, 50), 29);
	assert_int_equal(hindsight_rank(at, 1, 75), 3);
	assert_int_equal(hindsight_rank(at, 4, 0), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(burden_sum__no_alerts__is_nothing),
		cmocka_unit_test(burden_sum__two_people__counts_days_without_alerts),
		cmocka_unit_test(burden_sum__days_off__are_read_on_the_next_working_day),
		cmocka_unit_test(burden_sum__many_alerts__are_one_class),
		cmocka_unit_test(hindsight_rank__percent__is_the_nearest_rank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
