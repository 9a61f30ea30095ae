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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answer_add__english__the_engines_own_message),
		cmocka_unit_test(answer_add__russian__the_phrase_and_the_message),
		cmocka_unit_test(listing_text__only_one_language_given__serves_both),
		cmocka_unit_test(listing_add_figures__alert_of_a_plan__one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
