#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

static void str_cut__two_fields__gives_both_and_then_nothing(void **state)
{
	(void)state;
	struct str s = STR("a=b=c");

	assert_true(str_eq(str_cut(&s, '='), STR("a")));
	assert_true(str_eq(s, STR("b=c")));
	assert_true(str_eq(str_cut(&s, ';'), STR("b=c")));
	assert_int_equal(s.len, 0);
}

static void str_cmp__prefix__comes_first(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
	assert_true(str_cmp(STR("b"), STR("abc")) > 0);
	assert_true(str_cmp(str_of(NULL), STR("")) == 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
}

static void str_trim__blanks_around__are_gone(void **state)
{
	(void)state;
	assert_true(str_eq(str_trim(STR(" \t a b\r\n")), STR("a b")));
	assert_int_equal(str_trim(STR("  ")).len, 0);
	assert_true(str_starts(STR("sdm:acme"), STR("sdm:")));
	assert_false(str_starts(STR("sd"), STR("sdm:")));
}

static void str_is_text__broken_utf8_and_controls__are_refused(void **state)
{
	(void)state;
	assert_true(str_is_text(STR("Встреча\t\r\n\xf0\x9f\x98\x80")));
	assert_false(str_is_text(STR("a\0b")));
	assert_false(str_is_text(STR("\x1b[0m")));
	assert_false(str_is_text(STR("\xc0\xaf")));
	assert_false(str_is_text(STR("\xed\xa0\x80")));
	assert_false(str_is_text(STR("\xf4\x90\x80\x80")));
	assert_false(str_is_text(STR("\xd0")));
	assert_false(str_is_text(STR("a\x7f")));
	assert_false(str_is_text(STR("\xc2\x80")));
	assert_false(str_is_text(STR("\xc2\x9b"
				     "31m")));
	assert_true(str_is_text(STR("1\xc2\xa0"
				    "000")));
}

static void str_is_text__one_bad_byte_anywhere__is_refused(void **state)
{
	(void)state;
	static const char bad[] = { '\0', '\x01', '\x1f', '\x7f', '\x80', '\xff' };
	char text[] = "order 12345 ~ and some more";
	size_t len = sizeof(text) - 1;

	for (size_t at = 0; at < len; at++)
		for (size_t i = 0; i < sizeof(bad); i++) {
			char was = text[at];

			text[at] = bad[i];
			assert_false(str_is_text((struct str){ text, len }));
			assert_false(str_is_text((struct str){ text, at + 1 }));
			assert_true(str_is_text((struct str){ text, at }));
			text[at] = was;
		}
	assert_true(str_is_text((struct str){ text, len }));
}

static void str_eq_short__every_length__sees_each_byte(void **state)
{
	(void)state;
	const char text[] = "abcdefghijklmnopqrst";
	char other[sizeof(text)];

	for (size_t len = 0; len < sizeof(text); len++) {
		memcpy(other, text, sizeof(text));
		assert_true(str_eq_short((struct str){ text, len }, (struct str){ other, len }));
		assert_false(str_eq_short((struct str){ text, len }, (struct str){ other, len + 1 }));
		for (size_t at = 0; at < len; at++) {
			other[at] ^= 1;
			assert_false(str_eq_short((struct str){ text, len }, (struct str){ other, len }));
			other[at] ^= 1;
		}
	}
}

static void str_distance__misspelt_words__counts_edits_up_to_the_limit(void **state)
{
	(void)state;
	assert_int_equal(str_distance(STR("visits"), STR("visits"), 2), 0);
	assert_int_equal(str_distance(STR("visit"), STR("visits"), 2), 1);
	assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 5), 3);
	assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 2), 3);
	assert_int_equal(str_distance(STR(""), STR("abcdef"), 2), 3);
}

static void str_head__cut_inside_a_letter__drops_the_letter(void **state)
{
	(void)state;
	assert_true(str_eq(str_head(STR("план"), 5), STR("пл")));
	assert_true(str_eq(str_head(STR("план"), 8), STR("план")));
}

static void buf_add_digits__width__is_the_least(void **state)
{
	(void)state;
	struct buf b = { 0 };

	buf_add_digits(&b, 7, 3);
	buf_addc(&b, ' ');
	buf_add_digits(&b, 12345, 3);
	buf_addc(&b, ' ');
	buf_add_digits(&b, 0, 1);
	buf_addc(&b, ' ');
	buf_add_u64(&b, UINT64_MAX);
	assert_string_equal(b.ptr, "007 12345 0 18446744073709551615");
	buf_free(&b);
}

static void buf_addf__longer_than_the_buffer__is_whole(void **state)
{
	(void)state;
	struct buf b = { 0 };

	buf_addf(&b, "%0200d|", 7);
	buf_add_i64(&b, INT64_MIN);
	buf_addc(&b, ' ');
	buf_add_i64(&b, 0);

	assert_int_equal(b.len, 223);
	assert_string_equal(b.ptr + 199, "7|-9223372036854775808 0");
	buf_clear(&b);
	assert_string_equal(b.ptr, "");
	buf_free(&b);
}

static void buf_add_json__quotes_controls_and_bad_bytes__are_escaped(void **state)
{
	(void)state;
	struct buf b = { 0 };

	buf_add_json(&b, STR("a\"\\\n\x01/\xffя"));

	assert_string_equal(b.ptr, "\"a\\\"\\\\\\n\\u0001/\xef\xbf\xbdя\"");
	buf_free(&b);
}

static void buf_add_json_head__little_room__ends_before_what_does_not_fit(void **state)
{
	(void)state;
	struct buf b = { 0 };

	assert_false(buf_add_json_head(&b,
				       STR("ab\x01"
					   "c"),
				       7));
	assert_false(buf_add_json_head(&b, STR("aя"), 2));
	assert_false(buf_add_json_head(&b, STR("\n\xff"), 4));
	assert_true(buf_add_json_head(&b, STR("\n\xff"), 5));
	assert_string_equal(b.ptr, "\"ab\"\"a\"\"\\n\"\"\\n\xef\xbf\xbd\"");
	buf_free(&b);
}

static void buf_add_visible__escape_sequences__are_spelt_out(void **state)
{
	(void)state;
	struct buf b = { 0 };

	buf_add_visible(&b, STR("\x1b[31mR\x07\x7f\xc2\x9b\tя\xff\n"), false);
	assert_string_equal(b.ptr, "\\u001b[31mR\\u0007\\u007f\\u009b\\u0009я\xef\xbf\xbd\\u000a");
	buf_clear(&b);
	buf_add_visible(&b, STR("a\nb\r"), true);
	assert_string_equal(b.ptr, "a\nb\\u000d");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str_cut__two_fields__gives_both_and_then_nothing),
		cmocka_unit_test(str_cmp__prefix__comes_first),
		cmocka_unit_test(str_trim__blanks_around__are_gone),
		cmocka_unit_test(str_is_text__broken_utf8_and_controls__are_refused),
		cmocka_unit_test(str_is_text__one_bad_byte_anywhere__is_refused),
		cmocka_unit_test(str_eq_short__every_length__sees_each_byte),
		cmocka_unit_test(str_distance__misspelt_words__counts_edits_up_to_the_limit),
		cmocka_unit_test(str_head__cut_inside_a_letter__drops_the_letter),
		cmocka_unit_test(buf_add_digits__width__is_the_least),
		cmocka_unit_test(buf_addf__longer_than_the_buffer__is_whole),
		cmocka_unit_test(buf_add_json__quotes_controls_and_bad_bytes__are_escaped),
		cmocka_unit_test(buf_add_json_head__little_room__ends_before_what_does_not_fit),
		cmocka_unit_test(buf_add_visible__escape_sequences__are_spelt_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
