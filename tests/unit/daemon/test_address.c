#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/address.h"

static void expect_str(struct str got, const char *wanted)
{
	assert_int_equal(got.len, str_of(wanted).len);
	assert_memory_equal(got.ptr, wanted, got.len);
}

static void address_parse__a_path__is_a_socket(void **state)
{
	(void)state;
	struct link_address a = { 0 };
	struct err err;

	assert_int_equal(address_parse("unix:/run/redis.sock", &a, &err), 0);
	expect_str(a.unix_path, "/run/redis.sock");
	assert_int_equal(address_parse("./r/redis.sock", &a, &err), 0);
	expect_str(a.unix_path, "./r/redis.sock");
}

static void address_parse__host_and_port__are_taken_apart(void **state)
{
	(void)state;
	struct link_address a = { .unix_path = STR("/of/the/settings") };
	struct err err;

	assert_int_equal(address_parse("redis.example:7000", &a, &err), 0);
	assert_int_equal(a.unix_path.len, 0);
	expect_str(a.host, "redis.example");
	assert_int_equal(a.port, 7000);
	assert_int_equal(address_parse("localhost", &a, &err), 0);
	assert_int_equal(a.port, 6379);
	assert_int_equal(address_parse("[::1]:7001", &a, &err), 0);
	expect_str(a.host, "::1");
	assert_int_equal(a.port, 7001);
}

static void address_parse__nonsense__says_what_was_expected(void **state)
{
	(void)state;
	struct link_address a = { 0 };
	struct err err;

	assert_int_equal(address_parse("localhost:99999", &a, &err), -1);
	assert_string_equal(err.text, "expected a port from 1 to 65535, got \"99999\"");
	assert_int_equal(address_parse("", &a, &err), -1);
	assert_string_equal(err.text, "expected unix:SOCKET or HOST:PORT, got \"\"");
	assert_int_equal(address_parse("unix:", &a, &err), -1);
	assert_string_equal(err.text, "expected a socket's path after \"unix:\"");
}

static void address_parse_bind__a_port_alone__is_loopback(void **state)
{
	(void)state;
	struct address_bind at;
	struct err err;

	assert_int_equal(address_parse_bind(STR("9110"), &at, &err), 0);
	assert_string_equal(at.text, "127.0.0.1:9110");
	assert_int_equal(at.at.ss_family, AF_INET);
	assert_int_equal(address_parse_bind(STR("0.0.0.0:1"), &at, &err), 0);
	assert_string_equal(at.text, "0.0.0.0:1");
	assert_int_equal(address_parse_bind(STR("[::1]:9110"), &at, &err), 0);
	assert_string_equal(at.text, "[::1]:9110");
	assert_int_equal(at.at.ss_family, AF_INET6);
}

static void address_parse_bind__nonsense__says_what_was_expected(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"localhost:9110", "127.0.0.1",   "::1",
		"[::1]",          "127.0.0.1:0", "0",
		"123456",         ":9110",       "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111"
	};
	struct address_bind at;
	struct err err;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_int_equal(address_parse_bind(str_of(wrong[i]), &at, &err), -1);
		assert_int_equal(at.len, 0);
	}
	address_parse_bind(STR("localhost:9110"), &at, &err);
	assert_string_equal(err.text, "expected a port, or ADDRESS:PORT with the address in digits, got \"localhost:9110\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_parse__a_path__is_a_socket),
		cmocka_unit_test(address_parse__host_and_port__are_taken_apart),
		cmocka_unit_test(address_parse__nonsense__says_what_was_expected),
		cmocka_unit_test(address_parse_bind__a_port_alone__is_loopback),
		cmocka_unit_test(address_parse_bind__nonsense__says_what_was_expected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
