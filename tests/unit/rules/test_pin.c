#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "rules/pin.h"

#define TEXT "decisions/a.lua\0\0return sdm.decision 'a' { run = function(case) case:wait(sdm.workdays(5)) end }"

static struct engine *engine_bare(void)
{
	struct engine *e = mem_alloc(sizeof(*e));

	pool_init(&e->pins, "pins", sizeof(struct pin_record));
	pool_init(&e->chunks, "chunks", sizeof(struct chunk_record));
	return e;
}

static void engine_bare_free(struct engine *e)
{
	pool_free(&e->pins);
	pool_free(&e->chunks);
	names_free(&e->codes);
	mem_free(e);
}

static void pin__of_one_version__is_kept_once_and_goes_with_its_last_use(void **state)
{
	struct engine *e = engine_bare();
	struct arena *a = arena_new();
	struct str text = { TEXT, sizeof(TEXT) - 1 };

	(void)state;
	uint32_t one = pin_take(e, text, STR("aaaa")), two = pin_take(e, text, STR("aaaa"));
	uint32_t other = pin_take(e, STR("other"), STR("bbbb"));

	assert_int_equal(one, two);
	assert_int_not_equal(one, other);
	assert_int_equal(e->pins.live, 2);
	assert_true(str_eq(pin_text(e, one, a), text));
	assert_true(str_eq(pin_sha(e, one), STR("aaaa")));
	assert_int_equal(pins_check(e, NULL), 0);
	pin_drop(e, one);
	assert_true(str_eq(pin_text(e, two, a), text));
	pin_drop(e, two);
	assert_int_equal(e->pins.live, 1);
	assert_true(str_eq(pin_text(e, other, a), STR("other")));
	pin_drop(e, other);
	assert_int_equal(e->pins.live, 0);
	assert_int_equal(e->chunks.live, 0);
	arena_free(a);
	engine_bare_free(e);
}

static void pin__after_one_was_given_back__takes_its_place_with_its_own_text(void **state)
{
	struct engine *e = engine_bare();
	struct arena *a = arena_new();

	(void)state;
	pin_drop(e, pin_take(e, (struct str){ TEXT, sizeof(TEXT) - 1 }, STR("aaaa")));
	uint32_t again = pin_take(e, STR("short"), STR("cccc"));

	assert_int_equal(again, 1);
	assert_true(str_eq(pin_text(e, again, a), STR("short")));
	assert_true(str_eq(pin_sha(e, again), STR("cccc")));
	arena_free(a);
	engine_bare_free(e);
}

static void pins_check__of_damaged_records__says_which(void **state)
{
	struct engine *e = engine_bare();
	struct err err = { 0 };

	(void)state;
	pin_take(e, STR("text"), STR("aaaa"));
	((struct pin_record *)pool_at(&e->pins, 0))->bytes = 100;

	assert_int_equal(pins_check(e, &err), -1);
	assert_string_equal(err.text, "record 0 of what runs are executed from makes no sense");
	engine_bare_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pin__of_one_version__is_kept_once_and_goes_with_its_last_use),
		cmocka_unit_test(pin__after_one_was_given_back__takes_its_place_with_its_own_text),
		cmocka_unit_test(pins_check__of_damaged_records__says_which),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
