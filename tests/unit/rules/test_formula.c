#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/formula.h"

#define CODE(text)                                                                                                               \
	{                                                                                                                        \
		(text), sizeof(text) - 1                                                                                         \
	}

static const struct measure measures[] = {
	{ .code = CODE("won"), .aggregate = AGG_COUNT },      { .code = CODE("lost"), .aggregate = AGG_COUNT },
	{ .code = CODE("revenue"), .aggregate = AGG_SUM },    { .code = CODE("slowest"), .aggregate = AGG_MAX },
	{ .code = CODE("cheque"), .aggregate = AGG_AVERAGE },
};
enum { MEASURES = sizeof measures / sizeof measures[0] };

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static uint32_t compile(const char *text, const struct step **out_steps)
{
	uint32_t count = 0, column = 0;
	struct err err = { "" };

	if (formula_compile(arena, str_of(text), measures, MEASURES, out_steps, &count, &column, &err) < 0)
		fail_msg("%s: column %u: %s", text, column, err.text);
	return count;
}

/* won 30, lost 10, revenue 1234.56, slowest without data, cheque 1234.56 over 30. */
static struct ratio eval(const char *text)
{
	const struct ratio values[MEASURES] = {
		{ 300000, E4 }, { 100000, E4 }, { 12345600, E4 }, { 0, 0 }, { 12345600, 300000 },
	};
	const struct step *steps;
	uint32_t count = compile(text, &steps);
	struct ratio out;

	assert_true(formula_eval(steps, count, values, &out));
	return out;
}

static void assert_value(const char *text, int64_t num, int64_t den)
{
	struct ratio r = eval(text), expected = { num, den };

	assert_true(r.den > 0);
	assert_int_equal(ratio_cmp(r, expected), 0);
}

static void formula_eval__precedence_and_signs__are_those_of_school(void **state)
{
	(void)state;
	assert_value("2 + 3 * 4", 14, 1);
	assert_value("(2 + 3) * 4", 20, 1);
	assert_value("20 - 5 - 3", 12, 1);
	assert_value("100 / 10 / 5", 2, 1);
	assert_value("2 * 3 / 4", 3, 2);
	assert_value("-won + 1", -29, 1);
	assert_value("- - 3", 3, 1);
	assert_value("2 * -3", -6, 1);
	assert_value("2 - -3", 5, 1);
	assert_value("-(1 + 2) * 3", -9, 1);
	assert_value("10 / -4", -5, 2);
	assert_value("0.5*won", 15, 1);
	assert_value("\t100*won/(won+lost)\n", 75, 1);
	assert_value("1 - lost / won", 2, 3);
	assert_value("cheque / won", 123456, 90000);
}

static void formula_eval__quotient_of_plain_quantities__keeps_both(void **state)
{
	struct ratio r = eval("won / (won + lost)");

	(void)state;
	assert_true(r.num == 300000 && r.den == 400000);
	r = eval("won - lost");
	assert_true(r.num == 200000 && r.den == E4);
	r = eval("3 * won");
	assert_true(r.num == 900000 && r.den == E4);
	r = eval("revenue");
	assert_true(r.num == 12345600 && r.den == E4);
}

static void formula_eval__division_by_zero_or_missing_data__is_no_data(void **state)
{
	(void)state;
	assert_true(eval("won / (won - 3 * lost)").den == 0);
	assert_true(eval("slowest + 1").den == 0);
	assert_true(eval("-slowest * won").den == 0);
	assert_true(eval("won / slowest").den == 0);
	assert_true(eval("1 + won / 0").den == 0);
}

static void formula_eval__functions__are_exact_and_keep_no_data(void **state)
{
	(void)state;
	assert_value("abs(lost - won)", 20, 1);
	assert_value("abs(won - lost)", 20, 1);
	assert_value("max(lost, 1)", 10, 1);
	assert_value("max(lost - 10, 1)", 1, 1);
	assert_value("min(won, lost) * 2 + 1", 21, 1);
	assert_value("-max(-(won), abs(-2 * lost))", -20, 1);
	assert_value("if(won, 5)", 5, 1);
	assert_value("max(1 / 3, 0.3333)", 1, 3);
	assert_true(eval("if(lost - 10, 5)").den == 0);
	assert_true(eval("if(slowest, 5)").den == 0);
	assert_true(eval("if(won, slowest)").den == 0);
	assert_true(eval("max(slowest, 1)").den == 0);
	assert_true(eval("min(1, slowest)").den == 0);
	assert_true(eval("abs(slowest)").den == 0);
}

/* 1 - |report - system| / max(system, 1) */
static void formula_eval__how_far_a_report_is_from_the_system(void **state)
{
	(void)state;
	assert_value("1 - abs(30 - 30) / max(30, 1)", 1, 1);
	assert_value("1 - abs(8 - 10) / max(10, 1)", 8, 10);
	assert_value("1 - abs(12 - 10) / max(10, 1)", 8, 10);
	assert_value("1 - abs(0 - 0) / max(0, 1)", 1, 1);
	assert_value("1 - abs(1 - 0) / max(0, 1)", 0, 1);
	assert_value("1 - abs(3 - 0) / max(0, 1)", -2, 1);
}

static void formula_eval__beyond_128_bits__is_overflow(void **state)
{
	const struct ratio values[MEASURES] = { { INT64_MAX, E4 }, { INT64_MAX - 2, E4 }, { 0, E4 }, { 0, E4 }, { 0, E4 } };
	const struct step *steps;
	struct ratio out;

	(void)state;
	uint32_t count = compile("won * lost * won * lost", &steps);

	assert_false(formula_eval(steps, count, values, &out));
}

static void formula_is_additive__linear_combinations_of_sums__only(void **state)
{
	static const struct {
		const char *text;
		bool additive;
	} cases[] = {
		{ "won", true },
		{ "won + lost", true },
		{ "2 * revenue - lost / 4", true },
		{ "-revenue", true },
		{ "(1 + 1) * revenue", true },
		{ "won + 1", false },
		{ "5", false },
		{ "won / lost", false },
		{ "won * lost", false },
		{ "2 / won", false },
		{ "cheque", false },
		{ "slowest + won", false },
		{ "won / period_days()", false },
		{ "period_days()", false },
		{ "abs(won)", false },
		{ "max(won, lost)", false },
		{ "won * max(2, 3)", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct step *steps;
		uint32_t count = compile(cases[i].text, &steps);

		if (formula_is_additive(steps, count, measures) != cases[i].additive)
			fail_msg("%s", cases[i].text);
	}
}

static void assert_sampled(const char *text, uint32_t count, uint32_t first, uint32_t second)
{
	const struct step *steps;
	uint32_t step_count = compile(text, &steps), out[FORMULA_MEASURES];

	assert_int_equal(formula_sampled(steps, step_count, out), count);
	assert_int_equal(out[0], first);
	if (count > 1)
		assert_int_equal(out[1], second);
}

static void formula_sampled__quotient__is_of_what_is_divided_by(void **state)
{
	(void)state;
	assert_sampled("won / (won + lost)", 2, 0, 1);
	assert_sampled("100 * won / (lost * 2)", 1, 1, 0);
	assert_sampled("1 - won / lost + revenue", 1, 1, 0);
	assert_sampled("revenue / (won / lost)", 2, 0, 1);
	assert_sampled("-lost + won", 2, 1, 0);
	assert_sampled("revenue / 1000 + revenue", 1, 2, 0);
	assert_sampled("cheque", 1, 4, 0);
}

static void assert_refused(const char *text, uint32_t column, const char *message)
{
	const struct step *steps;
	uint32_t count, at = 0;
	struct err err = { "" };

	assert_int_equal(formula_compile(arena, str_of(text), measures, MEASURES, &steps, &count, &at, &err), -1);
	assert_string_equal(err.text, message);
	assert_int_equal(at, column);
}

static void formula_compile__mistakes__are_named_with_their_place(void **state)
{
	(void)state;
	assert_refused("won / (won + losst)", 14, "unknown measure \"losst\"; did you mean \"lost\"?");
	assert_refused("profitability", 1, "unknown measure \"profitability\"; expected one of the model's measures or a number");
	assert_refused("", 1, "the formula is empty; expected one like \"won / (won + lost)\"");
	assert_refused("won +", 6, "the formula ends where a value is expected");
	assert_refused("won won", 5, "expected + - * / or a closing bracket");
	assert_refused("won + * lost", 7, "expected a measure, a number or an opening bracket, got \"*\"");
	assert_refused("(won", 1, "opening bracket without a closing one");
	assert_refused("won)", 4, "closing bracket without an opening one");
	assert_refused("()", 2, "expected a measure, a number or an opening bracket, got \")\"");
	assert_refused("won % 2", 5, "expected + - * / or a closing bracket");
	assert_refused("max(won)", 8, "max expects 2 values, got 1");
	assert_refused("won / period_days(won)", 18, "period_days expects no values: period_days()");
	assert_refused("won / period_days", 7,
		       "unknown measure \"period_days\"; expected one of the model's measures or a number");
	assert_refused("abs(won, 1)", 11, "abs expects 1 value, got 2");
	assert_refused("(won, 1)", 5, "a comma stands between the values of a function, like max(won, 1)");
	assert_refused("max(won, 1", 4, "opening bracket without a closing one");
	assert_refused("max(, 1)", 5, "expected a measure, a number or an opening bracket, got \",\"");
}

static void formula_compile__bad_numbers__are_refused(void **state)
{
	const struct step *steps;
	uint32_t count, column = 0;
	struct err err = { "" };

	(void)state;
	assert_int_equal(formula_compile(arena, STR("won + 1.23456"), measures, MEASURES, &steps, &count, &column, &err), -1);
	assert_int_equal(column, 7);
	assert_int_equal(formula_compile(arena, STR("2won"), measures, MEASURES, &steps, &count, &column, &err), -1);
	assert_int_equal(column, 1);
	assert_int_equal(formula_compile(arena, STR("1..2"), measures, MEASURES, &steps, &count, &column, &err), -1);
}

static void formula_compile__deep_or_long__is_refused_not_overrun(void **state)
{
	struct buf deep = { 0 }, longer = { 0 }, nested = { 0 };
	const struct step *steps;
	uint32_t count, column;
	struct err err;

	(void)state;
	for (int i = 0; i < 20; i++)
		buf_adds(&deep, STR("1+("));
	for (int i = 0; i < 1000; i++)
		buf_adds(&longer, STR("1+"));
	buf_addc(&longer, '1');
	for (int i = 0; i < 1000; i++)
		buf_addc(&nested, '(');
	assert_int_equal(formula_compile(arena, buf_str(&deep), measures, MEASURES, &steps, &count, &column, &err), -1);
	assert_string_equal(err.text, "the formula holds more than 16 values back; use fewer brackets");
	assert_int_equal(formula_compile(arena, buf_str(&longer), measures, MEASURES, &steps, &count, &column, &err), -1);
	assert_string_equal(err.text, "the formula is longer than 256 steps");
	assert_int_equal(formula_compile(arena, buf_str(&nested), measures, MEASURES, &steps, &count, &column, &err), -1);
	assert_string_equal(err.text, "the formula is nested deeper than 64");
	buf_free(&deep);
	buf_free(&longer);
	buf_free(&nested);
}

/* A window has a place for each. */
static void formula_compile__more_measures_than_a_formula_may_have__is_refused(void **state)
{
	struct measure many[FORMULA_MEASURES + 1] = { 0 };
	struct buf most = { 0 };
	const struct step *steps;
	uint32_t count, column;
	struct err err = { "" };

	(void)state;
	for (uint32_t i = 0; i <= FORMULA_MEASURES; i++) {
		many[i].code = arena_strf(arena, "m%u", i);
		if (i < FORMULA_MEASURES)
			buf_addf(&most, "%sm%u+m0", i ? "+" : "", i);
	}
	assert_int_equal(formula_compile(arena, buf_str(&most), many, FORMULA_MEASURES + 1, &steps, &count, &column, &err), 0);
	buf_addf(&most, "+m%u", FORMULA_MEASURES);
	assert_int_equal(formula_compile(arena, buf_str(&most), many, FORMULA_MEASURES + 1, &steps, &count, &column, &err), -1);
	assert_string_equal(err.text, "the formula has more than 32 different measures");
	buf_free(&most);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formula_eval__precedence_and_signs__are_those_of_school),
		cmocka_unit_test(formula_eval__quotient_of_plain_quantities__keeps_both),
		cmocka_unit_test(formula_eval__division_by_zero_or_missing_data__is_no_data),
		cmocka_unit_test(formula_eval__functions__are_exact_and_keep_no_data),
		cmocka_unit_test(formula_eval__how_far_a_report_is_from_the_system),
		cmocka_unit_test(formula_eval__beyond_128_bits__is_overflow),
		cmocka_unit_test(formula_is_additive__linear_combinations_of_sums__only),
		cmocka_unit_test(formula_sampled__quotient__is_of_what_is_divided_by),
		cmocka_unit_test(formula_compile__mistakes__are_named_with_their_place),
		cmocka_unit_test(formula_compile__bad_numbers__are_refused),
		cmocka_unit_test(formula_compile__deep_or_long__is_refused_not_overrun),
		cmocka_unit_test(formula_compile__more_measures_than_a_formula_may_have__is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
