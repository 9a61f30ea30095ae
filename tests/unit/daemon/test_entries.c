#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/entries.h"

static void entry_id_parse__ids__are_read_and_written(void **state)
{
	(void)state;
	struct entry_id id;
	struct buf b = { 0 };

	assert_true(entry_id_parse(STR("1700000000000-5"), &id));
	assert_true(id.ms == 1700000000000 && id.seq == 5);
	assert_true(entry_id_parse(STR("12"), &id));
	assert_true(id.ms == 12 && id.seq == 0);
	assert_true(entry_id_parse(STR("18446744073709551615-18446744073709551615"), &id));
	assert_true(id.ms == UINT64_MAX && id.seq == UINT64_MAX);
	entry_id_add(&b, id);
	assert_string_equal(b.ptr, "18446744073709551615-18446744073709551615");
	buf_free(&b);
}

static void entry_id_parse__no_ids__are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "-", "1-", "-1", "1-2-3", "1-x", "18446744073709551616", "99999999999999999999-0", " 1", "*"
	};
	struct entry_id id;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(entry_id_parse(str_of(bad[i]), &id));
}

static int decode(const char *reply, struct entries *reports, struct entries *commands, struct err *err)
{
	return entries_decode_read(str_of(reply), STR("R"), STR("C"), reports, commands, err);
}

static void entries_decode_read__both_streams__go_to_their_sides(void **state)
{
	(void)state;
	struct entries reports = { 0 }, commands = { 0 };

	assert_int_equal(decode("*2\r\n*2\r\n$1\r\nC\r\n*1\r\n*2\r\n$3\r\n5-1\r\n*2\r\n$2\r\nby\r\n$3\r\nann\r\n"
				"*2\r\n$1\r\nR\r\n*2\r\n*2\r\n$3\r\n1-0\r\n*4\r\n$1\r\na\r\n$0\r\n\r\n$1\r\nb\r\n$2\r\n\r\n\r\n*"
				"2\r\n$3\r\n2-0\r\n*-1\r\n",
				&reports, &commands, NULL),
			 0);
	assert_int_equal(reports.count, 2);
	assert_int_equal(commands.count, 1);
	assert_int_equal(reports.inputs[0].kind, INPUT_REPORT);
	assert_int_equal(reports.inputs[0].pair_count, 2);
	assert_true(str_eq(reports.inputs[0].pairs[1].name, STR("b")));
	assert_true(str_eq(reports.inputs[0].pairs[1].text, STR("\r\n")));
	assert_int_equal(reports.inputs[1].pair_count, 0);
	assert_int_equal(commands.inputs[0].kind, INPUT_COMMAND);
	assert_true(str_eq(commands.inputs[0].pairs[0].text, STR("ann")));

	assert_int_equal(decode("*-1\r\n", &reports, &commands, NULL), 0);
	assert_int_equal(reports.count + commands.count, 0);
	entries_free(&reports);
	entries_free(&commands);
}

static void entries_decode_read__pairs_that_move__stay_with_their_entries(void **state)
{
	(void)state;
	struct entries reports = { 0 }, commands = { 0 };
	struct buf b = { 0 };

	buf_adds(&b, STR("*1\r\n*2\r\n$1\r\nR\r\n*2000\r\n"));
	for (int i = 1000; i < 3000; i++)
		buf_addf(&b, "*2\r\n$6\r\n%d-0\r\n*4\r\n$1\r\nn\r\n$4\r\n%d\r\n$1\r\nm\r\n$1\r\n0\r\n", i, i);
	assert_int_equal(decode(b.ptr, &reports, &commands, NULL), 0);
	assert_int_equal(reports.count, 2000);
	assert_true(str_eq(reports.inputs[0].pairs[0].text, STR("1000")));
	assert_true(str_eq(reports.inputs[700].pairs[0].text, STR("1700")));
	assert_true(str_eq(reports.inputs[1999].pairs[0].text, STR("2999")));
	buf_free(&b);
	entries_free(&reports);
	entries_free(&commands);
}

static void entries_decode_read__other_shapes__are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"+OK\r\n",
		"*1\r\n:1\r\n",
		"*1\r\n*2\r\n$1\r\nX\r\n*0\r\n",
		"*1\r\n*2\r\n:1\r\n*0\r\n",
		"*1\r\n*2\r\n$1\r\nR\r\n:1\r\n",
		"*1\r\n*2\r\n$1\r\nR\r\n*1\r\n*2\r\n$1\r\nx\r\n*0\r\n",
		"*1\r\n*2\r\n$1\r\nR\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*1\r\n$1\r\na\r\n",
		"*1\r\n*2\r\n$1\r\nR\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n:1\r\n",
	};
	struct entries reports = { 0 }, commands = { 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = { "" };

		assert_int_equal(decode(bad[i], &reports, &commands, &err), -1);
		assert_string_not_equal(err.text, "");
	}
	entries_free(&reports);
	entries_free(&commands);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_id_parse__ids__are_read_and_written),
		cmocka_unit_test(entry_id_parse__no_ids__are_refused),
		cmocka_unit_test(entries_decode_read__both_streams__go_to_their_sides),
		cmocka_unit_test(entries_decode_read__pairs_that_move__stay_with_their_entries),
		cmocka_unit_test(entries_decode_read__other_shapes__are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
