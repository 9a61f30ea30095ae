#include "model/table.h"
#include "tiny_company.h"

static void says(const char *text, const char *expected)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };
	struct buf said = { 0 };

	table_parse(a, "x.csv", str_of(text), &p);

	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	buf_free(&said);
	problems_free(&p);
	arena_free(a);
}

static void table_parse__quoted_cells_over_lines__keeps_line_numbers(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };

	const struct table *t = table_parse(a, "x.csv", STR("\xef\xbb\xbfid,name\r\n1,\"a\nb, \"\"c\"\"\"\r\n\r\n2,\n"), &p);

	assert_int_equal(p.count, 0);
	assert_int_equal(t->row_count, 2);
	assert_str(t->header[0], "id");
	assert_str(table_cell(t, 0, 1), "a\nb, \"c\"");
	assert_str(table_cell(t, 1, 1), "");
	assert_int_equal(table_place(t, 0, 1).line, 2);
	assert_int_equal(table_place(t, 1, 0).line, 5);
	assert_int_equal(table_place(t, 1, 1).column, 2);
	assert_int_equal(table_column(t, STR("name")), 1);
	assert_int_equal(table_column(t, STR("x")), UINT32_MAX);
	arena_free(a);
	(void)state;
}

static void table_parse__last_line_without_newline__is_taken(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };

	const struct table *t = table_parse(a, "x.csv", STR("id\n7"), &p);

	assert_int_equal(t->row_count, 1);
	assert_str(table_cell(t, 0, 0), "7");
	arena_free(a);
	(void)state;
}

static void table_parse__bad_tables__say_the_line(void **state)
{
	says("", "x.csv:1: expected a header line with the names of the columns\n");
	says("a,b\n1,2\n3\n4,5,6\n",
	     "x.csv:3: expected 2 cells as in the header, got 1\nx.csv:4: expected 2 cells as in the header, got 3\n");
	says("a,b,a\n", "x.csv:1:3: column \"a\" is given twice\n");
	says("a\n\"x\"y\n", "x.csv:2: not valid CSV: a quote opens or ends in the wrong place\n");
	says("a\nb\n\"x\n", "x.csv:3: not valid CSV: a quote opens or ends in the wrong place\n");
	(void)state;
}

static void table_parse__other_encoding__is_said_once(void **state)
{
	says("a,b\n1,\xff\n\xfe,\xff\n",
	     "x.csv:2:2: expected text in UTF-8 without control characters, at most 65536 bytes: save the table as UTF-8\n");
	(void)state;
}

static void table_parse__other_separator__is_said_once(void **state)
{
	says("\xef\xbb\xbf"
	     "a;b\n1;2,5\n3;4,5\n",
	     "x.csv:1: the columns are separated by semicolons: expected commas, and a point in decimal numbers\n");
	says("a\tb\n1\t2\n", "x.csv:1: the columns are separated by tabs: expected commas, and a point in decimal numbers\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_parse__quoted_cells_over_lines__keeps_line_numbers),
		cmocka_unit_test(table_parse__last_line_without_newline__is_taken),
		cmocka_unit_test(table_parse__bad_tables__say_the_line),
		cmocka_unit_test(table_parse__other_encoding__is_said_once),
		cmocka_unit_test(table_parse__other_separator__is_said_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
