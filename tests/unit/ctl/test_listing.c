#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/answer.h"

static const struct pair refused[] = {
	{ STR("entry"), STR("1700000000000-0") },
	{ STR("of"), STR("report") },
	{ STR("form"), STR("daily") },
	{ STR("id"), STR("d-1") },
	{ STR("rev"), STR("2") },
	{ STR("answer"), STR("rejected") },
	{ STR("rule"), STR("V01") },
	{ STR("field"), STR("at") },
	{ STR("key"), STR("missing_field") },
	{ STR("text"), STR("the field \"at\" is missing; it is the business time") },
};
static const struct listing_entry entry = { { "1-0", 3 }, refused, sizeof(refused) / sizeof(*refused) };

static void answer_add__english__the_engines_own_message(void **state)
{
	(void)state;
	struct listing l = { .common = { .language = LANGUAGE_EN } };
	struct buf b = { 0 };

	answer_add(&l, &b, &entry);
	assert_string_equal(b.ptr,
			    "report daily d-1 rev 2: refused: the field \"at\" is missing; it is the business time  V01\n");
	buf_free(&b);
}

static void answer_add__russian__the_phrase_and_the_message(void **state)
{
	(void)state;
	struct listing l = { .common = { .language = LANGUAGE_RU } };
	struct buf b = { 0 };

	answer_add(&l, &b, &entry);
	assert_string_equal(b.ptr,
			    "отчёт daily d-1 rev 2: отклонено: нет обязательного поля at (the field \"at\" is missing; it is the "
			    "business time)  V01\n");
	buf_free(&b);
}

static void listing_text__only_one_language_given__serves_both(void **state)
{
	(void)state;
	static const struct pair pairs[] = { { STR("title.en"), STR("Revenue") },
					     { STR("why.en"), STR("w") },
					     { STR("why.ru"), STR("п") } };
	struct listing_entry e = { { "1-0", 3 }, pairs, 3 };

	assert_true(str_eq(listing_text(&e, "title", LANGUAGE_RU), STR("Revenue")));
	assert_true(str_eq(listing_text(&e, "why", LANGUAGE_RU), STR("п")));
	assert_true(str_eq(listing_text(&e, "why", LANGUAGE_EN), STR("w")));
	assert_int_equal(listing_text(&e, "note", LANGUAGE_EN).len, 0);
}

static void listing_add_figures__alert_of_a_plan__one_line(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{ STR("kpi"), STR("revenue") },          { STR("fact"), STR("1580000") },
		{ STR("plan"), STR("3000000") },         { STR("expected"), STR("1410909.0909") },
		{ STR("deviation_ppm"), STR("119845") },
	};
	struct listing l = { .common = { .language = LANGUAGE_EN } };
	struct listing_entry e = { { "1-0", 3 }, pairs, 5 };
	struct buf b = { 0 };

	listing_add_figures(&l, &b, &e);
	assert_string_equal(b.ptr, "    fact 1,580,000, plan to date 1,410,909.09, deviation 12.0%\n");
	buf_free(&b);
}

static void listing_show__escape_sequences__are_spelt_out_and_reasons_keep_their_lines(void **state)
{
	(void)state;
	struct pair pairs[] = {
		{ STR("id"), STR("\x1b[31mR\x07\n2026") },
		{ STR("why.en"), STR("a\nb\x1b") },
		{ STR("form"), STR("daily") },
	};
	struct arena *a = arena_new();

	listing_show(a, pairs, 3);

	assert_true(str_eq(pairs[0].text, STR("\\u001b[31mR\\u0007\\u000a2026")));
	assert_true(str_eq(pairs[1].text, STR("a\nb\\u001b")));
	assert_true(str_eq(pairs[2].text, STR("daily")));
	arena_free(a);
}

static void answer_add__a_reason_of_lines__they_are_indented(void **state)
{
	(void)state;
	static const struct pair pairs[] = { { STR("of"), STR("command") },    { STR("form"), STR("activate") },
					     { STR("id"), STR("t") },          { STR("answer"), STR("rejected") },
					     { STR("text"), STR("one\ntwo") }, { STR("rule"), STR("C05") } };
	struct listing l = { .common = { .language = LANGUAGE_EN } };
	struct buf b = { 0 };

	answer_add(&l, &b, &(struct listing_entry){ { "1-0", 3 }, pairs, 6 });
	assert_string_equal(b.ptr, "command activate: refused: one\n    two  C05\n");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answer_add__english__the_engines_own_message),
		cmocka_unit_test(answer_add__russian__the_phrase_and_the_message),
		cmocka_unit_test(listing_text__only_one_language_given__serves_both),
		cmocka_unit_test(listing_add_figures__alert_of_a_plan__one_line),
		cmocka_unit_test(listing_show__escape_sequences__are_spelt_out_and_reasons_keep_their_lines),
		cmocka_unit_test(answer_add__a_reason_of_lines__they_are_indented),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
