#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>

#include "ctl/canvas.h"

static const struct common plain = { .colour = false };

static void add_all(const struct canvas *c, unsigned mark, struct buf *b)
{
	for (unsigned row = 0; row < c->rows; row++) {
		canvas_add_row(c, &plain, row, mark, b);
		buf_addc(b, '\n');
	}
}

static void canvas_line__a_rise__is_whole(void **state)
{
	(void)state;
	struct canvas *c = canvas_new(4, 3, false);
	struct buf b = { 0 };

	canvas_line(c, INK_FACT, 0, 0, 2, 0);
	canvas_line(c, INK_FACT, 2, 0, 3, 2);
	add_all(c, UINT_MAX, &b);
	assert_string_equal(b.ptr, "   #\n"
				   "   #\n"
				   "####\n");
	buf_free(&b);
	canvas_free(c);
}

static void canvas_line__both_inks__fact_lies_over_the_plan(void **state)
{
	(void)state;
	struct canvas *c = canvas_new(4, 2, false);
	struct buf b = { 0 };

	canvas_line(c, INK_PLAN, 0, 1, 3, 1);
	canvas_line(c, INK_FACT, 1, 1, 2, 1);
	add_all(c, 0, &b);
	assert_string_equal(b.ptr, ".##.\n"
				   ":   \n");
	buf_free(&b);
	canvas_free(c);
}

static void canvas_line__braille__eight_dots_a_letter(void **state)
{
	(void)state;
	struct canvas *c = canvas_new(3, 1, true);
	struct buf b = { 0 };

	assert_int_equal(c->wide, 6);
	assert_int_equal(c->high, 4);
	canvas_line(c, INK_FACT, 0, 0, 3, 3);
	add_all(c, 2, &b);
	assert_string_equal(b.ptr, "⣠⠞┊\n");
	buf_free(&b);
	canvas_free(c);
}

static void canvas_line__dots_outside__are_left_out(void **state)
{
	(void)state;
	struct canvas *c = canvas_new(2, 2, false);
	struct buf b = { 0 };

	canvas_line(c, INK_FACT, -3, -3, 5, 5);
	canvas_line(c, INK_PLAN, 0, 7, 1, 9);
	add_all(c, UINT_MAX, &b);
	assert_string_equal(b.ptr, " #\n"
				   "##\n");
	buf_free(&b);
	canvas_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canvas_line__a_rise__is_whole),
		cmocka_unit_test(canvas_line__both_inks__fact_lies_over_the_plan),
		cmocka_unit_test(canvas_line__braille__eight_dots_a_letter),
		cmocka_unit_test(canvas_line__dots_outside__are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
