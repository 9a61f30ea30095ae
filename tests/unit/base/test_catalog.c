#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/catalog.h"
#include "base/catalog_table.h"

#define NBSP "\xc2\xa0"

static void catalog_language__locale_names__their_language(void **state)
{
	(void)state;
	enum language l;

	assert_true(catalog_language(STR("ru_RU.UTF-8"), &l));
	assert_int_equal(l, LANGUAGE_RU);
	assert_true(catalog_language(STR("en-GB"), &l));
	assert_int_equal(l, LANGUAGE_EN);
	assert_true(catalog_language(STR("ru"), &l));
	assert_false(catalog_language(STR("rue"), &l));
	assert_false(catalog_language(STR("de_DE"), &l));
	assert_false(catalog_language(STR(""), &l));
}

static void catalog_table__as_compiled__is_in_the_order_of_keys(void **state)
{
	(void)state;

	assert_true(catalog_entry_count > 60);
	for (size_t i = 1; i < catalog_entry_count; i++)
		assert_true(str_cmp(str_of(catalog_entries[i - 1].key), str_of(catalog_entries[i].key)) < 0);
}

static void catalog_say__argument__stands_in_its_place(void **state)
{
	(void)state;
	struct buf b = { 0 };

	catalog_say(&b, LANGUAGE_EN, "missing_field", &(struct catalog_arg){ "field", STR("at") }, 1);
	assert_string_equal(b.ptr, "the field at is missing");
	buf_clear(&b);
	catalog_say(&b, LANGUAGE_RU, "missing_field", &(struct catalog_arg){ "field", STR("at") }, 1);
	assert_string_equal(b.ptr, "нет обязательного поля at");
	buf_free(&b);
}

static void catalog_say__argument_not_given__stays_visible(void **state)
{
	(void)state;
	struct buf b = { 0 };

	catalog_say(&b, LANGUAGE_EN, "missing_field", NULL, 0);
	assert_string_equal(b.ptr, "the field {field} is missing");
	buf_free(&b);
}

static void catalog_say__unknown_key__is_told_as_it_is(void **state)
{
	(void)state;
	struct buf b = { 0 };

	catalog_say(&b, LANGUAGE_RU, "of_a_newer_daemon", NULL, 0);
	assert_string_equal(b.ptr, "of_a_newer_daemon");
	assert_null(catalog_find(LANGUAGE_RU, STR("of_a_newer_daemon")));
	buf_free(&b);
}

static void catalog_plural__english__one_and_other(void **state)
{
	(void)state;

	assert_int_equal(catalog_plural(LANGUAGE_EN, 0), 1);
	assert_int_equal(catalog_plural(LANGUAGE_EN, 1), 0);
	assert_int_equal(catalog_plural(LANGUAGE_EN, 21), 1);
}

static void catalog_plural__russian__one_few_many(void **state)
{
	(void)state;
	static const struct {
		int64_t n;
		unsigned form;
	} known[] = {
		{ 0, 2 },  { 1, 0 },  { 2, 1 },   { 4, 1 },   { 5, 2 },   { 11, 2 },  { 12, 2 }, { 14, 2 },        { 21, 0 },
		{ 22, 1 }, { 25, 2 }, { 101, 0 }, { 111, 2 }, { 112, 2 }, { 122, 1 }, { -1, 0 }, { INT64_MIN, 2 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		assert_int_equal(catalog_plural(LANGUAGE_RU, known[i].n), known[i].form);
}

static void catalog_count__days__agree_with_their_number(void **state)
{
	(void)state;
	struct buf b = { 0 };

	catalog_count(&b, LANGUAGE_RU, "n_days", 1);
	buf_adds(&b, STR("; "));
	catalog_count(&b, LANGUAGE_RU, "n_days", 22);
	buf_adds(&b, STR("; "));
	catalog_count(&b, LANGUAGE_RU, "n_tasks", 1015);
	buf_adds(&b, STR("; "));
	catalog_count(&b, LANGUAGE_EN, "n_days", 1);
	buf_adds(&b, STR("; "));
	catalog_count(&b, LANGUAGE_EN, "n_days", 2000);
	assert_string_equal(b.ptr, "1 день; 22 дня; 1" NBSP "015 задач; 1 day; 2,000 days");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(catalog_language__locale_names__their_language),
		cmocka_unit_test(catalog_table__as_compiled__is_in_the_order_of_keys),
		cmocka_unit_test(catalog_say__argument__stands_in_its_place),
		cmocka_unit_test(catalog_say__argument_not_given__stays_visible),
		cmocka_unit_test(catalog_say__unknown_key__is_told_as_it_is),
		cmocka_unit_test(catalog_plural__english__one_and_other),
		cmocka_unit_test(catalog_plural__russian__one_few_many),
		cmocka_unit_test(catalog_count__days__agree_with_their_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
