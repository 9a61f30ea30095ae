/* Reports held since they lie far above what their seller usually reports. */
#include "folded.h"

#define FORMS(calls)                                                                                                             \
	{                                                                                                                        \
		"forms.yaml",                                                                                                    \
			"forms:\n"                                                                                               \
			"  deal: {seller: optional, fields: {kind: {type: choice, of: [won, lost], required: yes}, "             \
			"product: axis, client: text, amount: money}}\n"                                                         \
			"  day:\n    corrections_days: 5\n    fields:\n      calls: {type: int, hold_above_median: " calls "}\n" \
			"  visits:\n    fields:\n      visits:\n        type: lines\n        fields:\n"                          \
			"          minutes: {type: number, hold_above_median: {least: 3}}\n"                                     \
	}
#define KPIS                                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n  revenue: {facts: deal, sum: amount}\n"                                                \
			     "kpis:\n  revenue: {formula: revenue, unit: money}\n"                                               \
	}
#define USUAL FORMS("{times: 5, days: 60, least: 10}")
#define HELD "receipts answer=held rule=V21 key=far_above_own"

/* `calls` of a seller on a day. */
static void day_say(struct fold *f, const char *id, const char *seller, const char *day, int calls)
{
	struct buf words = { 0 };

	buf_addf(&words, "%sT18:00:00Z form=day id=%s seller=%s at=%s calls=%d", day, id, seller, day, calls);
	fold_say(f, words.ptr);
	buf_free(&words);
}

/* The days `first`.. of May, each with `calls`. */
static void days_say(struct fold *f, const char *seller, int first, int count, int calls)
{
	struct buf day = { 0 }, id = { 0 };

	for (int i = first; i < first + count; i++) {
		day.len = id.len = 0;
		buf_addf(&day, "2026-05-%02d", i);
		buf_addf(&id, "%s-%d", seller, i);
		day_say(f, id.ptr, seller, day.ptr, calls);
	}
	buf_free(&day);
	buf_free(&id);
}

static struct fold *usual_new(void)
{
	static const struct fold_file with[] = { USUAL, KPIS };

	return fold_new(with, 2);
}

static void value_above_five_medians_of_his_own__is_held(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 12, 40);
	day_say(f, "a", "anna", "2026-05-13", 200);
	assert_int_equal(fold_count(f, "receipts answer=held"), 0);
	day_say(f, "b", "anna", "2026-05-13", 201);
	assert_int_equal(fold_count(f, HELD " field=calls id=b"), 1);
	assert_int_equal(fold_count(f, "params={\"value\":\"201\",\"median\":\"40\",\"times\":\"5\",\"days\":\"60\"}"), 1);
	day_say(f, "c", "boris", "2026-05-13", 201);
	days_say(f, "boris", 1, 12, 1000);
	day_say(f, "d", "anna", "2026-05-13", 202);
	day_say(f, "e", "boris", "2026-05-13", 5000);
	assert_int_equal(fold_count(f, HELD), 2);
	assert_int_equal(fold_count(f, HELD " field=calls id=d"), 1);
	fold_free(f);
}

static void too_few_values__say_nothing(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 9, 40);
	day_say(f, "a", "anna", "2026-05-10", 201);
	assert_int_equal(fold_count(f, HELD), 0);
	day_say(f, "b", "anna", "2026-05-10", 201); /* of its own day nothing is looked at */
	assert_int_equal(fold_count(f, HELD), 0);
	day_say(f, "c", "anna", "2026-05-11", 201);
	assert_int_equal(fold_count(f, HELD " field=calls id=c"), 1);
	fold_free(f);
}

/* 30 June minus 60 days is 1 May. */
static void values_of_sixty_days__are_looked_at(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 10, 40);
	day_say(f, "a", "anna", "2026-07-01", 201);
	assert_int_equal(fold_count(f, HELD), 0);
	day_say(f, "b", "anna", "2026-06-30", 201);
	assert_int_equal(fold_count(f, HELD " field=calls id=b"), 1);
	fold_free(f);
}

static void median_of_an_even_number__lies_half_way(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 5, 40);
	days_say(f, "anna", 6, 5, 41);
	day_say(f, "a", "anna", "2026-05-11", 202);
	assert_int_equal(fold_count(f, HELD), 0);
	day_say(f, "b", "anna", "2026-05-11", 203);
	assert_int_equal(fold_count(f, HELD), 1);
	assert_int_equal(fold_count(f, "params={\"value\":\"203\",\"median\":\"40.5\",\"times\":\"5\",\"days\":\"60\"}"), 1);
	fold_free(f);
}

static void median_of_zero__says_nothing(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 12, 0);
	day_say(f, "a", "anna", "2026-05-13", 1);
	assert_int_equal(fold_count(f, HELD), 0);
	fold_free(f);
}

/* Its earlier revision would be the tenth value. */
static void correction__is_held_against_the_others(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 10, 40);
	fold_say(f, "2026-05-11T18:00:00Z form=day id=anna-10 rev=2 seller=anna at=2026-05-11 calls=201");
	assert_int_equal(fold_count(f, HELD), 0);
	fold_say(f, "2026-05-11T18:00:00Z form=day id=anna-10 rev=3 seller=anna at=2026-05-10 calls=40");
	day_say(f, "a", "anna", "2026-05-11", 201);
	assert_int_equal(fold_count(f, HELD " field=calls id=a"), 1);
	fold_say(f, "2026-05-11T18:00:00Z form=day id=a rev=2 seller=anna at=2026-05-11 calls=300");
	assert_int_equal(fold_count(f, HELD " field=calls id=a rev=2"), 1);
	fold_say(f, "2026-05-11T18:00:00Z form=day id=a rev=3 seller=anna at=2026-05-11 calls=20");
	fold_command(f, "command=confirm token=t by=head form=day id=a");
	assert_int_equal(fold_count(f, HELD), 2);
	assert_int_equal(fold_count(f, "receipts of=command key=not_held"), 1);
	fold_free(f);
}

static void lines__are_held_by_the_first_that_is_too_large(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	fold_say(f, "2026-05-04T18:00:00Z form=visits id=1 seller=anna at=2026-05-04 "
		    "visits='[{\"minutes\":20},{},{\"minutes\":30},{\"minutes\":40}]'");
	fold_say(f, "2026-05-05T18:00:00Z form=visits id=2 seller=anna at=2026-05-05 "
		    "visits='[{},{\"minutes\":150},{\"minutes\":\"150.0001\"},{\"minutes\":900}]'");
	assert_int_equal(fold_count(f, HELD " field=visits[2].minutes id=2"), 1);
	assert_int_equal(fold_count(f, "params={\"value\":\"150.0001\",\"median\":\"30\",\"times\":\"5\",\"days\":\"60\"}"), 1);
	assert_null(strstr(f->said.ptr, "more="));
	fold_free(f);
}

/* Reports can be corrected for five days here: in June those of May are forgotten, and only their values are left. */
static void restart_and_forgetting__change_nothing(void **state)
{
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 11, 40);
	fold_restart(f);
	day_say(f, "a", "anna", "2026-05-13", 201);
	assert_int_equal(fold_count(f, HELD " field=calls id=a"), 1);
	fold_until(f, "2026-06-29T12:00:00Z");
	assert_int_equal(fold_records(f, "ids"), 0);
	day_say(f, "b", "anna", "2026-06-29", 200);
	assert_int_equal(fold_count(f, HELD), 1);
	fold_restart(f);
	day_say(f, "c", "anna", "2026-06-29", 201);
	assert_int_equal(fold_count(f, HELD " field=calls id=c"), 1);
	fold_free(f);
}

/* A measure of the author's beside it has a bag of its own; the next model holds by other numbers. */
static void new_model__goes_by_the_values_that_are_there(void **state)
{
	static const struct fold_file after[] = {
		FORMS("{times: 2.5, days: 10}"),
		{ "kpis.yaml", "measures:\n  revenue: {facts: deal, sum: amount}\n  middle: {facts: day, median: calls}\n"
			       "kpis:\n  revenue: {formula: revenue, unit: money}\n  middle: {formula: middle, unit: count}\n" },
	};
	struct fold *f = usual_new();

	(void)state;
	days_say(f, "anna", 1, 10, 40);
	fold_activate(f, after, 2, "t1");
	day_say(f, "a", "anna", "2026-05-11", 100);
	assert_int_equal(fold_count(f, HELD), 0);
	day_say(f, "b", "anna", "2026-05-11", 101);
	assert_int_equal(fold_count(f, HELD " field=calls id=b"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "middle", "2026-05"), 400000);
	assert_int_equal(fold_figure(f, "company", "C", "middle", "2026-05-11"), 1005000);
	fold_restart(f);
	assert_int_equal(fold_figure(f, "seller", "anna", "middle", "2026-05"), 400000);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_above_five_medians_of_his_own__is_held),
		cmocka_unit_test(too_few_values__say_nothing),
		cmocka_unit_test(values_of_sixty_days__are_looked_at),
		cmocka_unit_test(median_of_an_even_number__lies_half_way),
		cmocka_unit_test(median_of_zero__says_nothing),
		cmocka_unit_test(correction__is_held_against_the_others),
		cmocka_unit_test(lines__are_held_by_the_first_that_is_too_large),
		cmocka_unit_test(restart_and_forgetting__change_nothing),
		cmocka_unit_test(new_model__goes_by_the_values_that_are_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
