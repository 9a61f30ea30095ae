#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/streamfile.h"

static struct streamfile *open_text(const char *text, char path[32])
{
	struct streamfile *f = NULL;
	struct err err = { "" };

	snprintf(path, 32, "/tmp/sdm-test-XXXXXX");
	int fd = mkstemp(path);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	if (streamfile_open(path, &f, &err) < 0)
		fail_msg("%s", err.text);
	unlink(path);
	return f;
}

#define XADD(key, id) "*5\r\n$4\r\nXADD\r\n" key id "$4\r\nform\r\n$1\r\nd\r\n"
#define REPORTS "$18\r\nsdm:{acme}:reports\r\n"
#define COMMANDS "$19\r\nsdm:{acme}:commands\r\n"

static void streamfile_next__commands_of_a_file__come_in_its_order(void **state)
{
	(void)state;
	char path[32];
	struct streamfile *f =
		open_text(XADD(REPORTS, "$1\r\n*\r\n") XADD(COMMANDS, "$4\r\n50-3\r\n") XADD(REPORTS, "$1\r\n*\r\n")
				  XADD(REPORTS, "$4\r\n51-*\r\n") "*9\r\n$4\r\nxadd\r\n" REPORTS
								  "$6\r\nMAXLEN\r\n$1\r\n~\r\n$2\r\n10\r\n$1\r\n*\r\n$"
								  "4\r\nform\r\n$1\r\nx\r\n$1\r\n-\r\n",
			  path);
	struct input in;

	assert_int_equal(streamfile_next(f, &in, NULL), STREAMFILE_INPUT);
	assert_int_equal(in.kind, INPUT_REPORT);
	assert_true(in.id.ms == 1 && in.id.seq == 0);
	assert_int_equal(in.pair_count, 1);
	assert_true(str_eq(in.pairs[0].name, STR("form")));
	assert_int_equal(streamfile_next(f, &in, NULL), STREAMFILE_INPUT);
	assert_int_equal(in.kind, INPUT_COMMAND);
	assert_true(in.id.ms == 50 && in.id.seq == 3);
	assert_int_equal(streamfile_next(f, &in, NULL), STREAMFILE_INPUT);
	assert_true(in.id.ms == 51 && in.id.seq == 0);
	assert_int_equal(streamfile_next(f, &in, NULL), STREAMFILE_INPUT);
	assert_true(in.id.ms == 51 && in.id.seq == 1);
	assert_int_equal(streamfile_next(f, &in, NULL), STREAMFILE_BROKEN);
	streamfile_free(f);
}

static void streamfile_next__options_before_the_id__are_skipped(void **state)
{
	(void)state;
	char path[32];
	struct streamfile *f =
		open_text("*9\r\n$4\r\nXADD\r\n" REPORTS "$10\r\nNOMKSTREAM\r\n$6\r\nMAXLEN\r\n$1\r\n~\r\n$2\r\n10\r\n"
			  "$3\r\n7-1\r\n$4\r\nform\r\n$1\r\nx\r\n",
			  path);
	struct input in;

	assert_int_equal(streamfile_next(f, &in, NULL), STREAMFILE_INPUT);
	assert_true(in.id.ms == 7 && in.id.seq == 1);
	assert_int_equal(in.pair_count, 1);
	assert_int_equal(streamfile_next(f, &in, NULL), STREAMFILE_END);
	assert_int_equal(streamfile_done(f), streamfile_size(f));
	streamfile_free(f);
}

static void streamfile_next__something_else__is_broken_with_its_place(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{ "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n", "command 1, byte 0: expected an array of XADD" },
		{ XADD(REPORTS, "$1\r\n*\r\n") XADD("$1\r\nk\r\n", "$1\r\n*\r\n"),
		  "command 2, byte 63: expected a key that ends in" },
		{ XADD(REPORTS, "$1\r\nx\r\n"), "expected an entry id or *, got \"x\"" },
		{ "*5\r\n$4\r\nXADD\r\n", "ends in the middle of a command" },
		{ "XADD a b c d", "expected one of" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char path[32];
		struct streamfile *f = open_text(bad[i][0], path);
		struct err err = { "" };
		struct input in;
		enum streamfile_step step;

		while ((step = streamfile_next(f, &in, &err)) == STREAMFILE_INPUT)
			;
		assert_int_equal(step, STREAMFILE_BROKEN);
		if (strstr(err.text, bad[i][1]) == NULL)
			fail_msg("expected \"%s\" in \"%s\"", bad[i][1], err.text);
		assert_int_equal(streamfile_next(f, &in, &err), STREAMFILE_END);
		streamfile_free(f);
	}
}

static void streamfile_open__no_file__says_so(void **state)
{
	(void)state;
	struct streamfile *f;
	struct err err = { "" };

	assert_int_equal(streamfile_open("/nowhere/x.resp", &f, &err), -1);
	assert_string_equal(err.text, "/nowhere/x.resp: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streamfile_next__commands_of_a_file__come_in_its_order),
		cmocka_unit_test(streamfile_next__options_before_the_id__are_skipped),
		cmocka_unit_test(streamfile_next__something_else__is_broken_with_its_place),
		cmocka_unit_test(streamfile_open__no_file__says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
