#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/problems.h"

static void err_chain__place_and_cause__reads_outward_in(void **state)
{
	(void)state;
	struct err err;

	assert_int_equal(err_set(&err, "expected %s", "a date"), -1);
	assert_int_equal(err_chain(&err, "%s:%d", "plan.csv", 7), -1);
	assert_string_equal(err.text, "plan.csv:7: expected a date");
	assert_int_equal(err_set(NULL, "nobody asked"), -1);
}

static void err_set__text_too_long__is_cut_between_letters(void **state)
{
	(void)state;
	static char letters[3 * ERR_TEXT_MAX];
	struct err err;

	for (int i = 0; i < ERR_TEXT_MAX; i++)
		memcpy(letters + 2 * i, "я", 3);
	err_set(&err, "%s", letters);
	assert_int_equal(strlen(err.text), 1022);
	err_set(&err, "a%s", letters);
	assert_int_equal(strlen(err.text), 1021);
}

static void problems_print__three_places__come_sorted(void **state)
{
	(void)state;
	struct problems p = { 0 };
	struct buf out = { 0 };

	problems_add(&p, "b.yaml", 2, 1, "expected %s", "a list");
	problems_warn(&p, "a.yaml", 10, 3, "unused");
	problems_add(&p, "a.yaml", 9, 0, "first");
	problems_add(&p, "a.yaml", 9, 0, "second");
	problems_add(&p, "a.yaml", 0, 0, "empty");
	problems_print(&p, &out);

	assert_int_equal(p.errors, 4);
	assert_string_equal(out.ptr, "a.yaml: empty\na.yaml:9: first\na.yaml:9: second\na.yaml:10:3: warning: unused\n"
				     "b.yaml:2:1: expected a list\n");
	problems_free(&p);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err_chain__place_and_cause__reads_outward_in),
		cmocka_unit_test(err_set__text_too_long__is_cut_between_letters),
		cmocka_unit_test(problems_print__three_places__come_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
