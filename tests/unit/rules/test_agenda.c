#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "rules/agenda.h"

static void assert_first(struct agenda *a, int64_t due_ms, uint32_t kind, uint32_t number)
{
	const struct agenda_entry *first = agenda_first(a);

	assert_non_null(first);
	assert_true(first->due_ms == due_ms);
	assert_int_equal(first->kind, kind);
	assert_int_equal(first->number, number);
	agenda_pop(a);
}

static void agenda__of_one_moment__has_runs_before_waits_and_then_goes_by_number(void **state)
{
	struct agenda a = { 0 };

	(void)state;
	assert_null(agenda_first(&a));
	agenda_add(&a, 20, AGENDA_RUN, 1);
	agenda_add(&a, 10, AGENDA_WAIT, 7);
	agenda_add(&a, 10, AGENDA_WAIT, 2);
	agenda_add(&a, 10, AGENDA_RUN, 9);
	agenda_add(&a, -5, AGENDA_WAIT, 4);
	agenda_add(&a, 10, AGENDA_RUN, 3);

	assert_first(&a, -5, AGENDA_WAIT, 4);
	assert_first(&a, 10, AGENDA_RUN, 3);
	assert_first(&a, 10, AGENDA_RUN, 9);
	assert_first(&a, 10, AGENDA_WAIT, 2);
	assert_first(&a, 10, AGENDA_WAIT, 7);
	assert_first(&a, 20, AGENDA_RUN, 1);
	assert_null(agenda_first(&a));
	agenda_free(&a);
}

static int in_order(const void *one, const void *other)
{
	const struct agenda_entry *x = one, *y = other;

	if (x->due_ms != y->due_ms)
		return x->due_ms < y->due_ms ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Added and taken by turns: what comes out is what a sorted list of the rest begins with. */
static void agenda__of_random_entries__gives_what_a_sorted_list_gives(void **state)
{
	enum { ENTRIES = 3000 };
	static struct agenda_entry list[ENTRIES];
	struct agenda a = { 0 };
	uint64_t random = 88172645463325252u;
	size_t count = 0;

	(void)state;
	for (int step = 0; step < 6000; step++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		if (random % 3 && count < ENTRIES) {
			list[count] =
				(struct agenda_entry){ (int64_t)(random >> 8) % 50 - 25, random >> 20 & 1, random >> 30 & 255 };
			agenda_add(&a, list[count].due_ms, (enum agenda_kind)list[count].kind, list[count].number);
			count++;
		} else if (count) {
			qsort(list, count, sizeof(*list), in_order);
			assert_first(&a, list[0].due_ms, list[0].kind, list[0].number);
			list[0] = list[--count];
		}
	}
	for (; count; list[0] = list[--count]) {
		qsort(list, count, sizeof(*list), in_order);
		assert_first(&a, list[0].due_ms, list[0].kind, list[0].number);
	}
	assert_null(agenda_first(&a));
	agenda_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agenda__of_one_moment__has_runs_before_waits_and_then_goes_by_number),
		cmocka_unit_test(agenda__of_random_entries__gives_what_a_sorted_list_gives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
