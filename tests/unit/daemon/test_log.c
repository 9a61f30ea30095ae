#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/log.h"

static int ends[2];

static const char *read_line(char line[8192])
{
	ssize_t got = read(ends[0], line, 8191);

	line[got > 0 ? got : 0] = '\0';
	return line;
}

static int open_pipe(void **state)
{
	(void)state;
	return pipe(ends);
}

static int close_pipe(void **state)
{
	(void)state;
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static void log_warn__plain__carries_time_level_and_area(void **state)
{
	(void)state;
	struct log log;
	char line[8192];

	log_init(&log, ends[1], LOG_LEVEL_INFO);
	log_debug(&log, "link", "not written");
	log_warn(&log, "link", "lost (%s), trying again", "eof\n<3>forged");
	read_line(line);
	assert_string_equal(line + 24, " warning link: lost (eof\\x0a<3>forged), trying again\n");
	assert_int_equal(line[23], 'Z');
	log_error(NULL, "link", "nobody listens");
}

static void log_info__under_journald__carries_the_priority(void **state)
{
	(void)state;
	struct log log;
	struct stat st;
	char stream[64], line[8192];

	fstat(ends[1], &st);
	snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_init(&log, ends[1], LOG_LEVEL_INFO);
	unsetenv("JOURNAL_STREAM");
	log_info(&log, "main", "ready company=%s", "acme");
	assert_string_equal(read_line(line), "<6>main: ready company=acme\n");
	log_error(&log, "main", "stopped");
	assert_string_equal(read_line(line), "<3>main: stopped\n");
}

static void log_info__very_long__is_one_cut_line(void **state)
{
	(void)state;
	struct log log;
	char line[8192];
	char *text = malloc(10001);

	memset(text, 'x', 10000);
	text[10000] = '\0';
	log_init(&log, ends[1], LOG_LEVEL_INFO);
	log_info(&log, "main", "%s", text);
	assert_int_equal(strlen(read_line(line)), 4096);
	assert_int_equal(line[4095], '\n');
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(log_warn__plain__carries_time_level_and_area, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(log_info__under_journald__carries_the_priority, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(log_info__very_long__is_one_cut_line, open_pipe, close_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
