#include "daemon/manifest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char text[] = "sdmd-state 1\n"
			   "generation 12\n"
			   "model " SHA "\n"
			   "time 1763800000000\n"
			   "reports 1700-1\n"
			   "commands 1600-0\n"
			   "inputs 99120\n"
			   "turn 1042\n"
			   "digest 00000000000000010000000000000002\n"
			   "state -\n"
			   "outputs 17 20 4 3\n"
			   "meta {\"version\":1}\n"
			   "pool rows.deals 48 2500 7 2400 0502\n"
			   "names names.seller 65537 900\n"
			   "end\n";

static void manifest_parse__pool_and_names__sizes_slots_and_pages(void **state)
{
	struct arena *a = arena_new();
	struct manifest m;
	struct err err;

	(void)state;
	assert_int_equal(manifest_parse(STR(text), a, &m, &err), 0);

	assert_int_equal(m.generation, 12);
	assert_string_equal(m.model, SHA);
	assert_int_equal(m.inputs, 99120);
	assert_int_equal(m.outputs[OUTPUT_TASKS], 20);
	assert_true(str_eq(m.meta, STR("{\"version\":1}")));
	assert_int_equal(m.section_count, 2);
	assert_true(str_eq(m.sections[0].name, STR("rows.deals")));
	assert_int_equal(m.sections[0].pages, 10); /* 256 records of 48 bytes fit into 16 KiB */
	assert_true(slot_bit(m.sections[0].slots, 0));
	assert_false(slot_bit(m.sections[0].slots, 1));
	assert_true(slot_bit(m.sections[0].slots, 9));
	assert_int_equal(m.sections[1].pages, 2);
	assert_int_equal(m.sections[1].bytes, 65537);
	arena_free(a);
}

static void manifest_add__what_was_parsed__the_same_text(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct manifest m;
	struct err err;

	(void)state;
	assert_int_equal(manifest_parse(STR(text), a, &m, &err), 0);
	manifest_add(&b, &m);

	assert_string_equal(b.ptr, text);
	buf_free(&b);
	arena_free(a);
}

static void manifest_parse__newer_format__is_refused_with_both_versions(void **state)
{
	struct arena *a = arena_new();
	struct manifest m;
	struct err err;

	(void)state;
	assert_int_equal(manifest_parse(STR("sdmd-state 2\nend\n"), a, &m, &err), -1);

	assert_string_equal(err.text, "manifest: the state has format version 2, this daemon knows up to 1: start a newer sdmd");
	arena_free(a);
}

static void manifest_parse__cut_anywhere__fails(void **state)
{
	struct manifest m;
	struct err err;

	(void)state;
	for (size_t len = 0; len + 1 < sizeof(text) - 1; len++) {
		struct arena *a = arena_new();

		assert_int_equal(manifest_parse((struct str){ text, len }, a, &m, &err), -1);
		arena_free(a);
	}
}

static void manifest_parse__slots_of_another_length__names_the_line(void **state)
{
	struct arena *a = arena_new();
	struct manifest m;
	struct err err;

	(void)state;
	assert_int_equal(manifest_parse(STR("sdmd-state 1\nmodel " SHA "\npool rows 48 2500 0 2500 05\nend\n"), a, &m, &err), -1);
	assert_string_equal(err.text, "manifest: line 3 (\"pool\") cannot be read");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(manifest_parse__pool_and_names__sizes_slots_and_pages),
		cmocka_unit_test(manifest_add__what_was_parsed__the_same_text),
		cmocka_unit_test(manifest_parse__newer_format__is_refused_with_both_versions),
		cmocka_unit_test(manifest_parse__cut_anywhere__fails),
		cmocka_unit_test(manifest_parse__slots_of_another_length__names_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
