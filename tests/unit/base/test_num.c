#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/num.h"

#define HUGE_I128 ((i128)INT64_MAX * INT64_MAX)

static void num_parse_e4__good_numbers__are_ten_thousandths(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t e4;
	} good[] = { { "0", 0 },
		     { "12.5", 125000 },
		     { "-0.0001", -1 },
		     { "1234.5678", 12345678 },
		     { "007", 70000 },
		     { "00000000000000000000000000012.50", 125000 },
		     { "-922337203685477", INT64_C(-9223372036854770000) },
		     { "922337203685477.5807", INT64_MAX },
		     { "-922337203685477.5808", INT64_MIN } };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int64_t e4 = 77;

		assert_int_equal(num_parse_e4(str_of(good[i].text), &e4, NULL), 0);
		assert_true(e4 == good[i].e4);
	}
}

static void num_parse_e4__bad_numbers__are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "",
					   "-",
					   "+1",
					   "-0",
					   "-0.0",
					   ".5",
					   "5.",
					   "1.23456",
					   "1e3",
					   " 1",
					   "1 ",
					   "1,5",
					   "0x1",
					   "922337203685477.5808",
					   "99999999999999999999",
					   "1000000000000000",
					   "18446744073709551617", /* 1 and 2^64 */
					   "-922337203685477.5809",
					   "nan",
					   "--1",
					   "1.-5" };
	struct err err;
	int64_t e4;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(num_parse_e4(str_of(bad[i]), &e4, &err), -1);
	assert_non_null(strstr(err.text, "\"1.-5\""));
	assert_int_equal(num_parse_i64((struct str){ NULL, 0 }, &e4, NULL), -1);
	assert_int_equal(num_parse_i64(STR("1.5"), &e4, NULL), -1);
	assert_int_equal(num_parse_i64(STR("-9223372036854775808"), &e4, NULL), 0);
	assert_true(e4 == INT64_MIN);
}

static void num_add_e4__any__is_the_shortest_text(void **state)
{
	(void)state;
	struct buf b = { 0 };

	num_add_e4(&b, 125000);
	num_add_e4(&b, -1);
	buf_addc(&b, ' ');
	num_add_e4(&b, 30000);
	buf_addc(&b, ' ');
	num_add_e4(&b, INT64_MIN);
	buf_addc(&b, ' ');
	num_add_i128(&b, -HUGE_I128);

	assert_string_equal(b.ptr, "12.5-0.0001 3 -922337203685477.5808 -85070591730234615847396907784232501249");
	buf_free(&b);
}

static void num_div_round__halves__go_away_from_zero(void **state)
{
	(void)state;
	assert_true(num_div_round(5, 2) == 3);
	assert_true(num_div_round(-5, 2) == -3);
	assert_true(num_div_round(5, -2) == -3);
	assert_true(num_div_round(-5, -2) == 3);
	assert_true(num_div_round(4, 3) == 1);
	assert_true(num_div_round(-5, 3) == -2);
	assert_true(num_div_round(0, -7) == 0);
}

static void num__overflow__is_said(void **state)
{
	(void)state;
	int64_t n;
	i128 wide;

	assert_false(num_add_i64(INT64_MAX, 1, &n));
	assert_true(num_add_i64(INT64_MAX, -1, &n));
	assert_false(num_mul_i128(HUGE_I128, 4, &wide));
	assert_true(num_mul_i128(HUGE_I128, 2, &wide));
}

static void ratio_cmp__near_and_huge__is_exact(void **state)
{
	(void)state;
	struct ratio max = { HUGE_I128 + 1, HUGE_I128 }, less = { HUGE_I128, HUGE_I128 - 1 };

	assert_int_equal(ratio_cmp((struct ratio){ 99995, 100000 }, (struct ratio){ 1, 1 }), -1);
	assert_int_equal(ratio_cmp((struct ratio){ 1, 3 }, (struct ratio){ 2, 6 }), 0);
	assert_int_equal(ratio_cmp((struct ratio){ -1, 3 }, (struct ratio){ -1, 2 }), 1);
	assert_int_equal(ratio_cmp(max, less), -1);
	assert_int_equal(ratio_cmp(less, max), 1);
	assert_int_equal(ratio_cmp(max, max), 0);
	max.num = -max.num;
	less.num = -less.num;
	assert_int_equal(ratio_cmp(max, less), 1);
	assert_int_equal(ratio_cmp(max, (struct ratio){ -1, 1 }), -1);
}

static void ratio_scaled__share__rounds_and_says_overflow(void **state)
{
	(void)state;
	int64_t n;

	assert_true(ratio_scaled((struct ratio){ 2, 3 }, PPM, &n));
	assert_int_equal(n, 666667);
	assert_true(ratio_scaled((struct ratio){ -1, 2 }, 1, &n));
	assert_true(n == -1);
	assert_true(ratio_scaled((struct ratio){ HUGE_I128 / 2, HUGE_I128 }, PPM, &n));
	assert_int_equal(n, 500000);
	assert_true(ratio_scaled((struct ratio){ -HUGE_I128, HUGE_I128 - 1 }, PPM, &n));
	assert_true(n == -1000000);
	assert_false(ratio_scaled((struct ratio){ 1, 0 }, PPM, &n));
	assert_false(ratio_scaled((struct ratio){ INT64_MAX, 1 }, 2, &n));
}

static void ratio_add__no_common_denominator__is_exact(void **state)
{
	(void)state;
	struct ratio r;

	assert_true(ratio_add((struct ratio){ 1, 2 }, (struct ratio){ 1, 3 }, &r));
	assert_int_equal(ratio_cmp(r, (struct ratio){ 5, 6 }), 0);
	assert_true(ratio_sub((struct ratio){ 1, 2 }, (struct ratio){ 1, 3 }, &r));
	assert_int_equal(ratio_cmp(r, (struct ratio){ 1, 6 }), 0);
	assert_true(ratio_add((struct ratio){ 1, HUGE_I128 }, (struct ratio){ 1, HUGE_I128 * 2 }, &r));
	assert_true(r.num == 3 && r.den == HUGE_I128 * 2);
	assert_true(ratio_add((struct ratio){ 1, 0 }, (struct ratio){ 1, 3 }, &r));
	assert_true(r.den == 0);
	assert_false(ratio_add((struct ratio){ 1, HUGE_I128 }, (struct ratio){ 1, HUGE_I128 - 1 }, &r));
}

static void ratio_div__negative_and_zero__keeps_the_denominator_positive(void **state)
{
	(void)state;
	struct ratio r;

	assert_true(ratio_div((struct ratio){ 1, 2 }, (struct ratio){ -3, 4 }, &r));
	assert_int_equal(ratio_cmp(r, (struct ratio){ -2, 3 }), 0);
	assert_true(r.den > 0);
	assert_true(ratio_div((struct ratio){ 1, 2 }, (struct ratio){ 0, 4 }, &r));
	assert_true(r.den == 0);
	assert_true(ratio_mul((struct ratio){ HUGE_I128, 7 }, (struct ratio){ 7, HUGE_I128 }, &r));
	assert_int_equal(ratio_cmp(r, (struct ratio){ 1, 1 }), 0);
	assert_false(ratio_mul((struct ratio){ HUGE_I128, 1 }, (struct ratio){ HUGE_I128, 1 }, &r));
}

static void ratio_ceil__is_the_least_whole_number_not_below(void **state)
{
	int64_t n = 0;

	(void)state;
	assert_true(ratio_ceil((struct ratio){ 7, 2 }, &n) && n == 4);
	assert_true(ratio_ceil((struct ratio){ 6, 2 }, &n) && n == 3);
	assert_true(ratio_ceil((struct ratio){ -7, 2 }, &n) && n == -3);
	assert_true(ratio_ceil((struct ratio){ 0, 5 }, &n) && n == 0);
	assert_false(ratio_ceil((struct ratio){ 1, 0 }, &n));
	assert_false(ratio_ceil((struct ratio){ (i128)1 << 70, 1 }, &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(num_parse_e4__good_numbers__are_ten_thousandths),
		cmocka_unit_test(num_parse_e4__bad_numbers__are_refused),
		cmocka_unit_test(num_add_e4__any__is_the_shortest_text),
		cmocka_unit_test(num_div_round__halves__go_away_from_zero),
		cmocka_unit_test(num__overflow__is_said),
		cmocka_unit_test(ratio_cmp__near_and_huge__is_exact),
		cmocka_unit_test(ratio_scaled__share__rounds_and_says_overflow),
		cmocka_unit_test(ratio_add__no_common_denominator__is_exact),
		cmocka_unit_test(ratio_div__negative_and_zero__keeps_the_denominator_positive),
		cmocka_unit_test(ratio_ceil__is_the_least_whole_number_not_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
