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
	     "x.csv:2:2: the table is not in UTF-8, Windows-1251 perhaps: save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)\n");
	/* "kod;imya" and "1;Anna" as Russian Excel writes them. */
	says("\xea\xee\xe4;\xe8\xec\xff\r\n1;\xc0\xed\xed\xe0\r\n",
	     "x.csv:1:1: the table is not in UTF-8, Windows-1251 perhaps: save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)\n");
	says("id;name\r\n1;\xc0\xed\xed\xe0\r\n",
	     "x.csv:2:2: the table is not in UTF-8, Windows-1251 perhaps: save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)\n");
	says("id;name\n1;a\x01\n", "x.csv:2:2: expected text without control characters: save the table as UTF-8\n");
	(void)state;
}

/* The cells of a table, row after row, with | between. */
static void reads(const char *text, char separator, const char *expected)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };
	struct buf cells = { 0 };
	const struct table *t = table_parse(a, "x.csv", str_of(text), &p);

	assert_int_equal(p.count, 0);
	assert_int_equal(t->separator, separator);
	for (uint32_t c = 0; c < t->column_count; c++)
		buf_addf(&cells, "%.*s|", STR_ARG(t->header[c]));
	for (uint32_t row = 0; row < t->row_count; row++)
		for (uint32_t c = 0; c < t->column_count; c++)
			buf_addf(&cells, "%.*s|", STR_ARG(table_cell(t, row, c)));
	assert_string_equal(cells.ptr, expected);
	buf_free(&cells);
	arena_free(a);
}

static void table_parse__separator__is_that_of_the_header(void **state)
{
	reads("a,b\n1;x,2\t3\n", ',', "a|b|1;x|2\t3|");
	reads("\xef\xbb\xbf"
	      "a;b\r\n1,5;\"2;3\"\r\n",
	      ';', "a|b|1,5|2;3|");
	reads("a\tb\n1,5\t2;3\n", '\t', "a|b|1,5|2;3|");
	reads("a\tb\tc\n1\t\t3\n", '\t', "a|b|c|1||3|");
	reads("\r\n\"name, full; \"\"x\"\"\";b\n1;2\n", ';', "name, full; \"x\"|b|1|2|");
	reads("only\n1\n2\n", ',', "only|1|2|");
	(void)state;
}

static void table_parse__header_of_two_separators__is_refused(void **state)
{
	says("id;name, full\n1;x\n", "x.csv:1: the header has commas and semicolons: separate columns by one of them, and put a "
				     "name that holds the other in quotes\n");
	says("\n\nid;name\tsum\n1;x\n",
	     "x.csv:3: the header has semicolons and tabs: separate columns by one of them, and put a name that holds the other "
	     "in quotes\n");
	(void)state;
}

static void table_parse__rows_of_separators_alone__are_skipped(void **state)
{
	reads("a;b\n1;2\n;\n;;;\n", ';', "a|b|1|2|");
	(void)state;
}

static void number(const char *cell, const char *expected)
{
	struct arena *a = arena_new();

	assert_str(table_number(a, str_of(cell)), expected);
	arena_free(a);
}

static void table_number__decimal_comma_and_spaces__are_read(void **state)
{
	number("1 234 567,89", "1234567.89");
	number("1\xc2\xa0"
	       "234,5",
	       "1234.5");
	number("-12\xe2\x80\xaf"
	       "345",
	       "-12345");
	number("0,5", "0.5");
	number("63,5 %", "63.5%");
	number("63\xc2\xa0%", "63%");
	number("1234.5", "1234.5");
	number("1 234.5", "1234.5");
	(void)state;
}

static void table_number__anything_else__stays_as_it_is(void **state)
{
	number("", "");
	number("12 34", "12 34");
	number("1234 567", "1234 567");
	number("1 234 56", "1 234 56");
	number("1,234,567", "1,234,567");
	number("1.234,5", "1.234,5");
	number("1,", "1,");
	number(",5", ",5");
	number("- 5", "- 5");
	number("5 rub", "5 rub");
	number("much", "much");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_parse__quoted_cells_over_lines__keeps_line_numbers),
		cmocka_unit_test(table_parse__last_line_without_newline__is_taken),
		cmocka_unit_test(table_parse__bad_tables__say_the_line),
		cmocka_unit_test(table_parse__other_encoding__is_said_once),
		cmocka_unit_test(table_parse__separator__is_that_of_the_header),
		cmocka_unit_test(table_parse__header_of_two_separators__is_refused),
		cmocka_unit_test(table_parse__rows_of_separators_alone__are_skipped),
		cmocka_unit_test(table_number__decimal_comma_and_spaces__are_read),
		cmocka_unit_test(table_number__anything_else__stays_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
