#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/entitylist.h"

static const struct entity_filter any = { .state = ENTITY_ALL, .stage = NONE, .seller = NONE, .unit = NONE };

static bool wanted(struct entity_filter f, struct entity_seen x)
{
	return entity_is_wanted(NULL, &f, 3, &x, 0);
}

static void filter__by_state__keeps_open_closed_or_both(void **state)
{
	struct entity_filter f = any;
	const struct entity_seen open = { .open = true }, closed = { 0 };

	(void)state;
	assert_true(wanted(f, open) && wanted(f, closed));
	f.state = ENTITY_OPEN;
	assert_true(wanted(f, open) && !wanted(f, closed));
	f.state = ENTITY_CLOSED;
	assert_true(!wanted(f, open) && wanted(f, closed));
}

static void filter__by_stage_and_seller__takes_just_these(void **state)
{
	struct entity_filter f = any;

	(void)state;
	f.stage = 1;
	assert_true(wanted(f, (struct entity_seen){ .stage = 1 }));
	assert_false(wanted(f, (struct entity_seen){ .stage = 2 }));
	assert_false(wanted(f, (struct entity_seen){ .stage = NONE }));
	f = any;
	f.seller = 3;
	assert_true(wanted(f, (struct entity_seen){ 0 }));
	f.seller = 2;
	assert_false(wanted(f, (struct entity_seen){ 0 }));
}

static void filter__by_several_marks__wants_all_of_them(void **state)
{
	struct entity_filter f = any;

	(void)state;
	f.over_age = f.overdue = f.no_step = f.silent = true;
	assert_true(wanted(f, (struct entity_seen){ .over_days = 1, .overdue_days = 1, .no_step = true, .silent = true }));
	assert_false(wanted(f, (struct entity_seen){ .overdue_days = 1, .no_step = true, .silent = true }));
	assert_false(wanted(f, (struct entity_seen){ .over_days = 1, .no_step = true, .silent = true }));
	assert_false(wanted(f, (struct entity_seen){ .over_days = 1, .overdue_days = 1, .silent = true }));
	assert_false(wanted(f, (struct entity_seen){ .over_days = 1, .overdue_days = 1, .no_step = true }));
}

static struct entity_row row(const char *key, int64_t amount_e4, int32_t age_days, int32_t due)
{
	return (struct entity_row){ .key = str_of(key), .is = { .amount_e4 = amount_e4, .age_days = age_days, .due = due } };
}

static void order__puts_the_largest_the_oldest_and_the_first_due_first(void **state)
{
	struct entity_row a = row("A", 5, 1, 20), b = row("B", 7, 9, 30);

	(void)state;
	assert_true(entity_comes_before(ENTITY_BY_AMOUNT, &b, &a) && !entity_comes_before(ENTITY_BY_AMOUNT, &a, &b));
	assert_true(entity_comes_before(ENTITY_BY_AGE, &b, &a) && !entity_comes_before(ENTITY_BY_AGE, &a, &b));
	assert_true(entity_comes_before(ENTITY_BY_DUE, &a, &b) && !entity_comes_before(ENTITY_BY_DUE, &b, &a));
	assert_true(entity_comes_before(ENTITY_BY_KEY, &a, &b) && !entity_comes_before(ENTITY_BY_KEY, &b, &a));
}

static void order__of_what_has_no_amount_or_due_date__is_last__and_of_equals_by_key(void **state)
{
	struct entity_row less = row("A", -7, 1, 20), none = row("B", COLUMN_ABSENT, 1, DAY_NONE), same = row("C", -7, 1, 20);

	(void)state;
	assert_true(entity_comes_before(ENTITY_BY_AMOUNT, &less, &none));
	assert_false(entity_comes_before(ENTITY_BY_AMOUNT, &none, &same));
	assert_true(entity_comes_before(ENTITY_BY_DUE, &same, &none));
	assert_true(entity_comes_before(ENTITY_BY_AMOUNT, &less, &same) && !entity_comes_before(ENTITY_BY_AMOUNT, &same, &less));
}

/* ---- what may be seen ---- */
static const struct stage stages[] = { { .max_days = -1 }, { .max_days = 5 } };
static const struct column columns[] = { { STR("deal"), COLUMN_TEXT },
					 { STR("amount"), COLUMN_NUMBER },
					 { STR("due"), COLUMN_NUMBER } };
static const struct fact_table facts = { .columns = columns, .column_count = 3 };

static struct entity_sight sight(bool amount_is_personal)
{
	const struct form_field first[] = { { .type = FIELD_TEXT, .column = 0 }, { .type = FIELD_MONEY, .column = 1 } };
	const struct form_field second[] = { { .type = FIELD_NUMBER, .column = 1, .personal = amount_is_personal },
					     { .type = FIELD_DATE, .column = 2 } };
	const struct form forms[] = { { .fields = first, .field_count = 2, .lines = NONE },
				      { .fields = second, .field_count = 2, .lines = NONE } };
	const struct entity_kind kind = {
		.key = 0, .stage = 0, .amount = 1, .paid = NONE, .due = 2, .next_step = NONE, .stages = stages, .stage_count = 2
	};
	const struct model m = { .fact_tables = &facts,
				 .fact_table_count = 1,
				 .forms = forms,
				 .form_count = 2,
				 .entity_kinds = &kind,
				 .entity_kind_count = 1 };

	return entity_sight_of(&m, 0);
}

static void sight__is_what_the_kind_has(void **state)
{
	const struct entity_sight x = sight(false);

	(void)state;
	assert_true(x.key && x.stage && x.over_age && x.amount && x.due);
	assert_false(x.balance || x.next_step || x.silence);
	assert_int_equal(x.amount_type, FIELD_MONEY); /* as the first form says */
}

static void sight__of_what_one_of_the_forms_calls_personal__is_nothing(void **state)
{
	const struct entity_sight x = sight(true);

	(void)state;
	assert_false(x.amount || x.balance);
	assert_true(x.due);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filter__by_state__keeps_open_closed_or_both),
		cmocka_unit_test(filter__by_stage_and_seller__takes_just_these),
		cmocka_unit_test(filter__by_several_marks__wants_all_of_them),
		cmocka_unit_test(order__puts_the_largest_the_oldest_and_the_first_due_first),
		cmocka_unit_test(order__of_what_has_no_amount_or_due_date__is_last__and_of_equals_by_key),
		cmocka_unit_test(sight__is_what_the_kind_has),
		cmocka_unit_test(sight__of_what_one_of_the_forms_calls_personal__is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
