#include "model/mapping.h"
#include "model/mapping_text.h"
#include "tiny_company.h"

/* ---- numbers ---- */

static void number_is(const char *text, enum mapping_decimal decimal, enum mapping_thousands thousands, bool whole,
		      const char *wanted)
{
	struct arena *a = arena_new();
	struct str out;
	struct err err;

	if (mapping_number(a, str_of(text), decimal, thousands, whole, &out, &err) < 0)
		assert_string_equal(err.text, wanted);
	else
		assert_string_equal(out.ptr, wanted);
	arena_free(a);
}

static void mapping_number__ways_of_writing__the_plain_one(void **state)
{
	number_is("1234.5", DECIMAL_POINT, THOUSANDS_NONE, false, "1234.5");
	number_is("-1 234 567,50", DECIMAL_COMMA, THOUSANDS_SPACE, false, "-1234567.50");
	number_is("1\xc2\xa0"
		  "234,5",
		  DECIMAL_COMMA, THOUSANDS_SPACE, false, "1234.5");
	number_is("1.234,5", DECIMAL_COMMA, THOUSANDS_POINT, false, "1234.5");
	number_is("1,234.5", DECIMAL_POINT, THOUSANDS_COMMA, false, "1234.5");
	number_is("12,00", DECIMAL_COMMA, THOUSANDS_NONE, true, "12");
	number_is("12,500000", DECIMAL_COMMA, THOUSANDS_NONE, false, "12.5000");
	number_is("12,12345", DECIMAL_COMMA, THOUSANDS_NONE, false, "12.12345"); /* for the form to refuse */
	(void)state;
}

static void mapping_number__another_way__says_what_was_expected(void **state)
{
	number_is("1,5", DECIMAL_POINT, THOUSANDS_NONE, false, "expected a number like 1234.50, got \"1,5\"");
	number_is("12 34", DECIMAL_COMMA, THOUSANDS_SPACE, false, "expected a number like 1 234,50, got \"12 34\"");
	number_is("1234 567", DECIMAL_COMMA, THOUSANDS_SPACE, false, "expected a number like 1 234,50, got \"1234 567\"");
	number_is("1.23", DECIMAL_COMMA, THOUSANDS_POINT, false, "expected a number like 1.234,50, got \"1.23\"");
	number_is("5,", DECIMAL_COMMA, THOUSANDS_NONE, false, "expected a number like 1234,50, got \"5,\"");
	number_is("-", DECIMAL_COMMA, THOUSANDS_NONE, false, "expected a number like 1234,50, got \"-\"");
	number_is("", DECIMAL_POINT, THOUSANDS_COMMA, false, "expected a number like 1,234.50, got \"\"");
	(void)state;
}

/* ---- dates and times ---- */

static void date_is(const char *text, const char *time, enum mapping_dates dates, bool day_only, const char *wanted)
{
	struct arena *a = arena_new();
	struct str out;
	struct err err;

	if (mapping_date(a, str_of(text), str_of(time), dates, day_only, &out, &err) < 0)
		assert_string_equal(err.text, wanted);
	else
		assert_string_equal(out.ptr, wanted);
	arena_free(a);
}

static void mapping_date__ways_of_writing__the_reports_one(void **state)
{
	date_is("22.11.2026", "", DATES_DMY_DOTS, false, "2026-11-22");
	date_is("2.1.2026 9:05:30", "", DATES_DMY_DOTS, false, "2026-01-02 09:05:30");
	date_is("11/22/2026", "", DATES_MDY_SLASHES, false, "2026-11-22");
	date_is("22/11/2026", "18:00", DATES_DMY_SLASHES, false, "2026-11-22 18:00");
	date_is("2026-11-22T18:00", "", DATES_YMD, false, "2026-11-22 18:00");
	date_is("22.11.2026 00:00:00", "", DATES_DMY_DOTS, true, "2026-11-22");
	date_is("2026-11-22T18:00:00+03:00", "", DATES_ISO, false, "2026-11-22T18:00:00+03:00");
	date_is("2026-11-22", "9:30", DATES_ISO, false, "2026-11-22 09:30");
	(void)state;
}

static void mapping_date__another_way__says_what_was_expected(void **state)
{
	date_is("2026-11-22", "", DATES_DMY_DOTS, false, "expected a date like 22.11.2026, got \"2026-11-22\"");
	date_is("29.02.2026", "", DATES_DMY_DOTS, false, "expected a date like 22.11.2026, got \"29.02.2026\"");
	date_is("22.11.26", "", DATES_DMY_DOTS, false, "expected a date like 22.11.2026, got \"22.11.26\"");
	date_is("22.11.2026x", "", DATES_DMY_DOTS, false, "expected a date like 22.11.2026, got \"22.11.2026x\"");
	date_is("22.11.2026 9:00", "9:30", DATES_DMY_DOTS, false,
		"expected a date like 22.11.2026 and a time like 09:30, got \"22.11.2026 9:00 9:30\"");
	(void)state;
}

static void mapping_time__one_digit_and_seconds__hours_and_minutes(void **state)
{
	struct arena *a = arena_new();
	struct str out;
	struct err err;

	assert_int_equal(mapping_time(a, STR("9:05"), &out, &err), 0);
	assert_string_equal(out.ptr, "09:05");
	assert_int_equal(mapping_time(a, STR("19:05:00"), &out, &err), 0);
	assert_string_equal(out.ptr, "19:05");
	assert_int_equal(mapping_time(a, STR("noon"), &out, &err), -1);
	assert_string_equal(err.text, "expected a time like 09:30, got \"noon\"");
	arena_free(a);
	(void)state;
}

/* ---- the file ---- */

static void says(const char *text, const char *expected)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };
	struct buf said = { 0 };

	mapping_read(a, "map.yaml", str_of(text), &p);
	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	buf_free(&said);
	problems_free(&p);
	arena_free(a);
}

static void mapping_read__a_sound_file__its_defaults_and_what_a_field_says(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };
	const struct mapping_doc *m = mapping_read(a, "map.yaml",
						   STR("form: sale\nid: {columns: no}\ndecimal: comma\nfields:\n  a: Sum\n"
						       "  b: {column: B, decimal: point, dates: DD.MM.YYYY}\n"),
						   &p);
	const struct feed_doc *plain = m->fields.at[0], *own = m->fields.at[1];

	assert_int_equal(p.count, 0);
	assert_true(str_eq(plain->column.text, STR("Sum")));
	assert_int_equal(mapping_decimal_of(m, plain), DECIMAL_COMMA);
	assert_int_equal(mapping_decimal_of(m, own), DECIMAL_POINT);
	assert_int_equal(mapping_dates_of(m, plain), DATES_ISO);
	assert_int_equal(mapping_dates_of(m, own), DATES_DMY_DOTS);
	assert_int_equal(mapping_thousands_of(m, own), THOUSANDS_NONE);
	assert_true(str_eq(m->id->join.text, STR("-")));
	assert_false(mapping_is_json(m, STR("a.csv")));
	assert_true(mapping_is_json(m, STR("a.jsonl")));
	arena_free(a);
	(void)state;
}

static void mapping_read__mistakes__all_of_them_with_their_places(void **state)
{
	says("", "map.yaml: this file is empty: a mapping needs form, id and fields\n");
	says("form: sale\nid: {columns: no, hash: yes}\nfields: {a: {}, b: {constant: 1, default: 2}}\n",
	     "map.yaml:2:5: id: give either columns or `hash: yes`\n"
	     "map.yaml:3:10: a: give either a column or a constant\n"
	     "map.yaml:3:17: b: a constant stands alone, without values, time and default\n");
	says("form: sale\nid: {columns: no}\nfields:\n  a: {column: A, values: {x: [1]}, oters: keep}\n",
	     "map.yaml:4:30: values: expected one text for \"x\", got a list\n"
	     "map.yaml:4:36: unknown option \"oters\" of a field: did you mean \"others\"?\n");
	(void)state;
}

static void mapping_json_rows__lines__cells_of_the_columns_named(void **state)
{
	struct arena *a = arena_new();
	struct problems p = { 0 };
	const struct mapping_doc *m =
		mapping_read(a, "map.yaml", STR("form: sale\nid: {columns: no}\nfields: {a: sum, at: {column: d}}\n"), &p);
	const struct table *t = mapping_json_rows(a, m, "x.jsonl",
						  STR("\xef\xbb\xbf{\"no\": 7, \"sum\": 0.1, \"d\": null}\n\n"
						      "{\"no\": \"8\", \"sum\": [{\"x\": 1}], \"d\": true}\n"),
						  &p);

	assert_int_equal(p.count, 0);
	assert_int_equal(t->row_count, 2);
	assert_int_equal(t->lines[1], 3);
	assert_true(str_eq(table_cell(t, 0, 0), STR("7")) && str_eq(table_cell(t, 0, 1), STR("0.1")));
	assert_int_equal(table_cell(t, 0, 2).len, 0);
	assert_true(str_eq(table_cell(t, 1, 1), STR("[{\"x\":1}]")) && str_eq(table_cell(t, 1, 2), STR("true")));
	arena_free(a);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mapping_number__ways_of_writing__the_plain_one),
		cmocka_unit_test(mapping_number__another_way__says_what_was_expected),
		cmocka_unit_test(mapping_date__ways_of_writing__the_reports_one),
		cmocka_unit_test(mapping_date__another_way__says_what_was_expected),
		cmocka_unit_test(mapping_time__one_digit_and_seconds__hours_and_minutes),
		cmocka_unit_test(mapping_read__a_sound_file__its_defaults_and_what_a_field_says),
		cmocka_unit_test(mapping_read__mistakes__all_of_them_with_their_places),
		cmocka_unit_test(mapping_json_rows__lines__cells_of_the_columns_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
