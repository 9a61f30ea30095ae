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

#include "daemon/settings.h"

static char dir[32];

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/sdm-test-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static const char *write_file(const char *name, const char *text, char path[64])
{
	snprintf(path, 64, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
	chmod(path, 0600);
	return path;
}

static void settings_default__no_file__is_local_redis(void **state)
{
	(void)state;
	struct settings s;

	settings_default(&s);
	assert_true(str_eq(s.redis.host, STR("127.0.0.1")));
	assert_int_equal(s.redis.port, 6379);
	assert_int_equal(s.company_count, 0);
	assert_int_equal(s.read_live, 1000);
	assert_int_equal(s.read_behind, 1000);
	assert_int_equal(s.checkpoint_ms, 60000);
	assert_false(s.keep_reports);
	assert_int_equal(s.log_level, LOG_LEVEL_INFO);
	settings_free(&s);
}

static void settings_changes__three_differ__are_named(void **state)
{
	(void)state;
	struct problems problems = { 0 };
	struct settings was, now;
	struct buf changed = { 0 };
	char path[64];

	settings_default(&was);
	settings_default(&now);
	settings_changes(&was, &now, &changed);
	assert_int_equal(changed.len, 0);

	write_file("changed.yaml", "redis: {port: 7000}\ncompanies: [acme]\nkeep_reports: all\nlog_level: debug\n", path);
	assert_int_equal(settings_read(&now, path, &problems), 0);
	settings_changes(&was, &now, &changed);
	assert_string_equal(changed.ptr, "redis, companies, keep_reports");

	buf_free(&changed);
	problems_free(&problems);
	settings_free(&was);
	settings_free(&now);
}

static void settings_read__a_whole_file__is_taken(void **state)
{
	(void)state;
	char path[64], password[64], text[512];
	struct settings s;
	struct problems problems = { 0 };

	write_file("password", "s3cret\n", password);
	snprintf(text, sizeof(text),
		 "redis:\n  host: redis.test\n  port: 7000\n  tls: yes\n  ca_file: /etc/ca.pem\n  user: sdmd\n  password_file: "
		 "%s\n  database: 2\n"
		 "companies: [acme, beta]\ncheckpoint_s: 5\nlease_ms: 2000\nlog_level: debug\n",
		 password);
	settings_default(&s);
	if (settings_read(&s, write_file("sdmd.yaml", text, path), &problems) < 0)
		fail_msg("%s", problems.at[0].text);
	assert_true(str_eq(s.redis.host, STR("redis.test")));
	assert_int_equal(s.redis.port, 7000);
	assert_true(s.redis.tls);
	assert_true(str_eq(s.redis.password, STR("s3cret")));
	assert_int_equal(s.redis.database, 2);
	assert_int_equal(s.company_count, 2);
	assert_true(str_eq(s.companies[1], STR("beta")));
	assert_int_equal(s.checkpoint_ms, 5000);
	assert_int_equal(s.log_level, LOG_LEVEL_DEBUG);
	assert_int_equal(problems.count, 0);
	settings_free(&s);
	problems_free(&problems);
}

static void assert_problem(const char *text, const char *part)
{
	char path[64];
	struct settings s;
	struct problems problems = { 0 };
	struct buf out = { 0 };

	settings_default(&s);
	assert_int_equal(settings_read(&s, write_file("sdmd.yaml", text, path), &problems), -1);
	problems_print(&problems, &out);
	if (strstr(out.ptr, part) == NULL)
		fail_msg("expected \"%s\" in \"%s\"", part, out.ptr);
	buf_free(&out);
	settings_free(&s);
	problems_free(&problems);
}

static void settings_read__mistakes__are_told_with_their_place(void **state)
{
	(void)state;
	assert_problem("redis:\n  hots: a\n", "sdmd.yaml:2:3: unknown option \"hots\" of redis: did you mean \"host\"?");
	assert_problem("companies: acme\nread_live: many\n", "sdmd.yaml:2:12: read_live: expected");
	assert_problem("redis: {user: sdmd}\n", "user: a user needs a password_file too");
	assert_problem("redis: {ca_file: /x}\n", "write tls: yes");
	assert_problem("redis: {socket: /x, tls: yes}\n", "no TLS on a unix socket");
	assert_problem("redis: {password_file: /nowhere/p}\n", "/nowhere/p: cannot be read: No such file or directory");
	assert_problem("companies: [a, a]\n", "\"a\" is given twice");
	assert_problem("lease_ms: 600\n", "stand_by_ms must be at most half of lease_ms");
}

static void settings_read__a_password_file_without_a_slash__is_a_credential(void **state)
{
	(void)state;
	struct settings s;
	struct problems problems = { 0 };
	char path[64];

	write_file("redis-password", "of the credential\n", path);
	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	settings_default(&s);
	int rc = settings_read(&s, write_file("c.yaml", "redis: {password_file: redis-password}\n", path), &problems);
	unsetenv("CREDENTIALS_DIRECTORY");

	assert_int_equal(rc, 0);
	assert_true(str_eq(s.redis.password, STR("of the credential")));
	settings_free(&s);
	problems_free(&problems);
}

static void settings_read__http__is_off_or_where_it_says(void **state)
{
	(void)state;
	struct settings was, now;
	struct problems problems = { 0 };
	struct buf changed = { 0 };
	char path[64];

	settings_default(&was);
	settings_default(&now);
	assert_int_equal(was.http.len, 0);
	assert_int_equal(settings_read(&now, write_file("h.yaml", "http: 9110\n", path), &problems), 0);
	assert_string_equal(now.http.text, "127.0.0.1:9110");
	settings_changes(&was, &now, &changed);
	assert_string_equal(changed.ptr, "http");
	assert_problem("http: somewhere\n", "http: expected a port, or ADDRESS:PORT");

	buf_free(&changed);
	problems_free(&problems);
	settings_free(&was);
	settings_free(&now);
}

static void settings_read__no_file__says_so(void **state)
{
	(void)state;
	struct settings s;
	struct problems problems = { 0 };

	settings_default(&s);
	assert_int_equal(settings_read(&s, "/nowhere/sdmd.yaml", &problems), -1);
	assert_string_equal(problems.at[0].text, "cannot be read: No such file or directory");
	settings_free(&s);
	problems_free(&problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_default__no_file__is_local_redis),
		cmocka_unit_test(settings_changes__three_differ__are_named),
		cmocka_unit_test(settings_read__a_whole_file__is_taken),
		cmocka_unit_test(settings_read__mistakes__are_told_with_their_place),
		cmocka_unit_test(settings_read__a_password_file_without_a_slash__is_a_credential),
		cmocka_unit_test(settings_read__http__is_off_or_where_it_says),
		cmocka_unit_test(settings_read__no_file__says_so),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
