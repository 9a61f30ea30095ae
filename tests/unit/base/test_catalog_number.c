#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/catalog.h"
#include "base/date.h"

#define NBSP "\xc2\xa0"
#define MINUS "\xe2\x88\x92"

static struct buf out;

static int forget(void **state)
{
	(void)state;
	buf_free(&out);
	return 0;
}

static void catalog_add_e4__both_languages__separators_of_cldr(void **state)
{
	(void)state;

	catalog_add_e4(&out, LANGUAGE_EN, 12345678900, 2);
	buf_addc(&out, '|');
	catalog_add_e4(&out, LANGUAGE_RU, 12345678900, 2);
	assert_string_equal(out.ptr, "1,234,567.89|1" NBSP "234" NBSP "567,89");
}

static void catalog_add_e4__half__rounds_away_from_zero(void **state)
{
	(void)state;

	catalog_add_e4(&out, LANGUAGE_EN, 125000, 0);
	buf_addc(&out, '|');
	catalog_add_e4(&out, LANGUAGE_EN, -125000, 0);
	buf_addc(&out, '|');
	catalog_add_e4(&out, LANGUAGE_EN, 9999950, 2);
	buf_addc(&out, '|');
	catalog_add_e4(&out, LANGUAGE_EN, 10050, 4);
	assert_string_equal(out.ptr, "13|-13|1,000.00|1.0050");
}

static void catalog_add_e4__rounded_to_zero__has_no_sign(void **state)
{
	(void)state;

	catalog_add_e4(&out, LANGUAGE_RU, -49, 2);
	buf_addc(&out, '|');
	catalog_add_e4(&out, LANGUAGE_RU, -50, 2);
	assert_string_equal(out.ptr, "0,00|" MINUS "0,01");
}

static void catalog_add_e4__smallest_number__whole(void **state)
{
	(void)state;

	catalog_add_e4(&out, LANGUAGE_EN, INT64_MIN, 4);
	assert_string_equal(out.ptr, "-922,337,203,685,477.5808");
}

static void catalog_add_whole__groups__only_above_a_thousand(void **state)
{
	(void)state;

	catalog_add_whole(&out, LANGUAGE_RU, 999);
	buf_addc(&out, '|');
	catalog_add_whole(&out, LANGUAGE_RU, -1000);
	buf_addc(&out, '|');
	catalog_add_whole(&out, LANGUAGE_EN, 0);
	assert_string_equal(out.ptr, "999|" MINUS "1" NBSP "000|0");
}

static void catalog_add_money__sign_or_code__where_the_language_puts_it(void **state)
{
	(void)state;

	catalog_add_money(&out, LANGUAGE_EN, 12345000, STR("USD"), 2);
	buf_addc(&out, '|');
	catalog_add_money(&out, LANGUAGE_EN, -12345000, STR("RUB"), 2);
	buf_addc(&out, '|');
	catalog_add_money(&out, LANGUAGE_RU, 12345000, STR("RUB"), 2);
	buf_addc(&out, '|');
	catalog_add_money(&out, LANGUAGE_RU, 12340000, STR("XTS"), 0);
	assert_string_equal(out.ptr, "$1,234.50|-RUB" NBSP "1,234.50|1" NBSP "234,50" NBSP "₽|1" NBSP "234" NBSP "XTS");
}

static void catalog_add_percent__ppm__as_percent(void **state)
{
	(void)state;

	catalog_add_percent(&out, LANGUAGE_EN, 125000, 1);
	buf_addc(&out, '|');
	catalog_add_percent(&out, LANGUAGE_RU, -459042, 1);
	assert_string_equal(out.ptr, "12.5%|" MINUS "45,9" NBSP "%");
}

static void catalog_add_day__both_languages__month_in_words(void **state)
{
	(void)state;

	catalog_add_day(&out, LANGUAGE_EN, date_day(2026, 11, 2));
	buf_addc(&out, '|');
	catalog_add_day(&out, LANGUAGE_RU, date_day(2026, 5, 22));
	assert_string_equal(out.ptr, "Nov 2, 2026|22 мая 2026 г.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(catalog_add_e4__both_languages__separators_of_cldr, forget),
		cmocka_unit_test_teardown(catalog_add_e4__half__rounds_away_from_zero, forget),
		cmocka_unit_test_teardown(catalog_add_e4__rounded_to_zero__has_no_sign, forget),
		cmocka_unit_test_teardown(catalog_add_e4__smallest_number__whole, forget),
		cmocka_unit_test_teardown(catalog_add_whole__groups__only_above_a_thousand, forget),
		cmocka_unit_test_teardown(catalog_add_money__sign_or_code__where_the_language_puts_it, forget),
		cmocka_unit_test_teardown(catalog_add_percent__ppm__as_percent, forget),
		cmocka_unit_test_teardown(catalog_add_day__both_languages__month_in_words, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
