#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/merge.h"

#define REPORT(ms_, seq_)                                                                                                        \
	{                                                                                                                        \
		.kind = INPUT_REPORT, .id = { ms_, seq_ }                                                                        \
	}
#define COMMAND(ms_, seq_)                                                                                                       \
	{                                                                                                                        \
		.kind = INPUT_COMMAND, .id = { ms_, seq_ }                                                                       \
	}

static struct input merged[8];
static uint32_t reports_taken, commands_taken;

static uint32_t merge(const struct input *reports, uint32_t report_count, bool reports_cut, const struct input *commands,
		      uint32_t command_count, bool commands_cut)
{
	struct merge_side r = { reports, report_count, reports_cut };
	struct merge_side c = { commands, command_count, commands_cut };

	return merge_inputs(&r, &c, merged, &reports_taken, &commands_taken);
}

static void merge_inputs__same_millisecond__commands_come_first(void **state)
{
	(void)state;
	struct input reports[] = { REPORT(100, 0), REPORT(101, 0) };
	struct input commands[] = { COMMAND(100, 7), COMMAND(102, 0) };

	assert_int_equal(merge(reports, 2, false, commands, 2, false), 4);
	assert_int_equal(merged[0].kind, INPUT_COMMAND);
	assert_int_equal(merged[0].id.seq, 7);
	assert_int_equal(merged[1].id.ms, 100);
	assert_int_equal(merged[2].id.ms, 101);
	assert_int_equal(merged[3].kind, INPUT_COMMAND);
}

static void merge_inputs__reports_cut__later_commands_wait(void **state)
{
	(void)state;
	struct input reports[] = { REPORT(100, 0), REPORT(200, 0) };
	struct input commands[] = { COMMAND(150, 0), COMMAND(200, 5), COMMAND(201, 0) };

	assert_int_equal(merge(reports, 2, true, commands, 3, false), 4);
	assert_int_equal(reports_taken, 2);
	assert_int_equal(commands_taken, 2);
	assert_int_equal(merged[2].kind, INPUT_COMMAND);
	assert_int_equal(merged[3].id.ms, 200);
}

static void merge_inputs__commands_cut__reports_of_the_last_ones_millisecond_wait(void **state)
{
	(void)state;
	struct input reports[] = { REPORT(100, 0), REPORT(200, 0), REPORT(300, 0) };
	struct input commands[] = { COMMAND(150, 0), COMMAND(200, 0) };

	assert_int_equal(merge(reports, 3, false, commands, 2, true), 3);
	assert_int_equal(reports_taken, 1);
	assert_int_equal(commands_taken, 2);
}

static void merge_inputs__both_cut__goes_to_the_lower_of_the_last_ids(void **state)
{
	(void)state;
	struct input reports[] = { REPORT(100, 0), REPORT(110, 0) };
	struct input commands[] = { COMMAND(105, 0), COMMAND(300, 0) };

	assert_int_equal(merge(reports, 2, true, commands, 2, true), 3);
	assert_int_equal(reports_taken, 2);
	assert_int_equal(commands_taken, 1);
}

static void merge_inputs__nothing_known_of_a_cut_side__nothing_goes(void **state)
{
	(void)state;
	struct input commands[] = { COMMAND(1, 0) };

	assert_int_equal(merge(NULL, 0, true, commands, 1, false), 0);
	assert_int_equal(merge(NULL, 0, false, commands, 1, false), 1);
	assert_int_equal(merge(NULL, 0, false, NULL, 0, false), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merge_inputs__same_millisecond__commands_come_first),
		cmocka_unit_test(merge_inputs__reports_cut__later_commands_wait),
		cmocka_unit_test(merge_inputs__commands_cut__reports_of_the_last_ones_millisecond_wait),
		cmocka_unit_test(merge_inputs__both_cut__goes_to_the_lower_of_the_last_ids),
		cmocka_unit_test(merge_inputs__nothing_known_of_a_cut_side__nothing_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
