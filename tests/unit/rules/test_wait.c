#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "rules/wait.h"

static struct engine *engine_bare(void)
{
	struct engine *e = mem_alloc(sizeof(*e));

	pool_init(&e->runs, "runs", sizeof(struct run_record));
	pool_init(&e->waits, "waits", sizeof(struct wait_record));
	pool_init(&e->chunks, "chunks", sizeof(struct chunk_record));
	e->clock.now_ms = 1000;
	return e;
}

static uint32_t run_add(struct engine *e)
{
	uint32_t run = pool_add(&e->runs);

	*run_at(e, run) = (struct run_record){ .case_no = run + 1, .state = RUN_WAITING, .wake_ms = INT64_MAX };
	return run;
}

static void engine_bare_free(struct engine *e)
{
	pool_free(&e->runs);
	pool_free(&e->waits);
	pool_free(&e->chunks);
	agenda_free(&e->agenda);
	mem_free(e);
}

static void waits_of_a_run__are_a_chain_from_which_any_can_be_taken(void **state)
{
	struct engine *e = engine_bare();
	uint32_t run = run_add(e), w[3];

	(void)state;
	for (uint32_t n = 0; n < 3; n++)
		w[n] = wait_add(e, run, WAIT_TIMER, n + 1);
	wait_remove(e, w[1]);
	assert_int_equal(wait_find(e, run, 1), w[0]);
	assert_int_equal(wait_find(e, run, 2), NONE);
	assert_int_equal(wait_find(e, run, 3), w[2]);
	wait_remove(e, w[0]);
	assert_int_equal(run_at(e, run)->first_wait, w[2] + 1);
	wait_remove(e, w[2]);
	assert_int_equal(run_at(e, run)->first_wait, 0);
	engine_bare_free(e);
}

static void waits_next__passes_over_what_no_record_bears_out_any_more(void **state)
{
	struct engine *e = engine_bare();
	uint32_t run = run_add(e), gone = wait_add(e, run, WAIT_TIMER, 1), moved = wait_add(e, run, WAIT_TIMER, 2);
	int64_t due = 0;

	(void)state;
	wait_due(e, gone, 10);
	wait_due(e, moved, 20);
	wait_due(e, moved, 40);
	wait_remove(e, gone);
	assert_false(waits_next(e, 39, &due));
	assert_true(waits_next(e, 40, &due));
	assert_int_equal(due, 40);
	engine_bare_free(e);
}

static void wait_over__wakes_only_the_run_that_stands_at_it(void **state)
{
	struct engine *e = engine_bare();
	uint32_t run = run_add(e), wait = wait_add(e, run, WAIT_ASK, 1), other = wait_add(e, run, WAIT_ASK, 2);

	(void)state;
	wait_at(e, wait)->awaited = 1;
	wait_over(e, other, 7, STR("a"), 0, STR(""));
	assert_true(run_at(e, run)->wake_ms == INT64_MAX);
	assert_int_equal(wait_at(e, other)->over, 1);
	wait_over(e, wait, 7, STR("b"), 0, STR("note"));
	assert_true(run_at(e, run)->wake_ms == 1000);
	assert_int_equal(wait_at(e, wait)->over, 2);
	assert_int_equal(wait_at(e, wait)->said_bytes, 6);
	engine_bare_free(e);
}

/* As many timers made and withdrawn as a company has in years. */
static void agenda__of_withdrawn_timers__does_not_grow(void **state)
{
	struct engine *e = engine_bare();
	uint32_t run = run_add(e), kept = wait_add(e, run, WAIT_TIMER, 1);
	int64_t due = 0;

	(void)state;
	wait_due(e, kept, 500);
	for (uint32_t n = 0; n < 100000; n++) {
		uint32_t wait = wait_add(e, run, WAIT_TIMER, 2);
		wait_due(e, wait, 100000 + n);
		wait_remove(e, wait);
	}
	assert_true(e->agenda.heap.count < 2000);
	assert_true(waits_next(e, INT64_MAX, &due));
	assert_int_equal(due, 500);
	engine_bare_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_of_a_run__are_a_chain_from_which_any_can_be_taken),
		cmocka_unit_test(waits_next__passes_over_what_no_record_bears_out_any_more),
		cmocka_unit_test(wait_over__wakes_only_the_run_that_stands_at_it),
		cmocka_unit_test(agenda__of_withdrawn_timers__does_not_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
