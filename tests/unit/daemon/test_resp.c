#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/resp.h"

static enum resp_state measure(const char *bytes, size_t *out_len, struct err *err)
{
	struct resp_scan scan = { 0 };

	return resp_measure(str_of(bytes), &scan, out_len, err);
}

static void resp_measure__two_values__gives_the_first_ones_length(void **state)
{
	(void)state;
	size_t len = 0;

	assert_int_equal(measure("+OK\r\n:1\r\n", &len, NULL), RESP_WHOLE);
	assert_int_equal(len, 5);
	assert_int_equal(measure("*2\r\n$3\r\nfoo\r\n*1\r\n$-1\r\n$1\r\nx\r\n", &len, NULL), RESP_WHOLE);
	assert_int_equal(len, 22);
	assert_int_equal(measure("*0\r\n", &len, NULL), RESP_WHOLE);
	assert_int_equal(len, 4);
	assert_int_equal(measure("*-1\r\n", &len, NULL), RESP_WHOLE);
	assert_int_equal(len, 5);
}

static void resp_measure__byte_by_byte__goes_on_where_it_was(void **state)
{
	(void)state;
	const char *reply = "*2\r\n*2\r\n$17\r\n1700000000000-123\r\n*2\r\n$1\r\na\r\n$12\r\nhello, world\r\n:-42\r\n";
	struct resp_scan scan = { 0 };
	size_t whole = strlen(reply), len = 0;

	for (size_t have = 0; have < whole; have++)
		assert_int_equal(resp_measure((struct str){ reply, have }, &scan, &len, NULL), RESP_MORE);
	assert_int_equal(resp_measure((struct str){ reply, whole }, &scan, &len, NULL), RESP_WHOLE);
	assert_int_equal(len, whole);
}

static void resp_measure__hostile_bytes__are_broken(void **state)
{
	(void)state;
	static const char *const broken[] = {
		"HTTP/1.1 400\r\n",
		"$536870913\r\n",
		"$-2\r\n",
		"*1048577\r\n",
		"*-2\r\n",
		":12a\r\n",
		":\r\n",
		"$1\r\nab\r\n",
		"$:\r\n0123456789\r\n",
		":99999999999999999999\r\n",
		"*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
		"+a\rb\r\n",
		":9223372036854775808\r\n",
		"$1x\r\n",
	};

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct err err = { "" };
		size_t len;

		assert_int_equal(measure(broken[i], &len, &err), RESP_BROKEN);
		assert_string_not_equal(err.text, "");
	}
}

static void resp_measure__eight_levels__are_allowed(void **state)
{
	(void)state;
	size_t len = 0;

	assert_int_equal(measure("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:7\r\n", &len, NULL), RESP_WHOLE);
	assert_int_equal(len, 36);
}

static void resp_next__every_kind__is_told(void **state)
{
	(void)state;
	struct str bytes = STR("*6\r\n+OK\r\n-ERR no\r\n:-9223372036854775808\r\n$-1\r\n$0\r\n\r\n$2\r\n\r\n\r\n");
	size_t at = 0;

	struct resp list = resp_next(bytes, &at);
	assert_int_equal(list.kind, RESP_ARRAY);
	assert_int_equal(list.integer, 6);
	struct resp status = resp_next(bytes, &at);
	assert_int_equal(status.kind, RESP_STATUS);
	assert_true(str_eq(status.text, STR("OK")));
	struct resp error = resp_next(bytes, &at);
	assert_int_equal(error.kind, RESP_ERROR);
	assert_true(str_eq(error.text, STR("ERR no")));
	struct resp integer = resp_next(bytes, &at);
	assert_int_equal(integer.kind, RESP_INTEGER);
	assert_true(integer.integer == INT64_MIN);
	assert_int_equal(resp_next(bytes, &at).kind, RESP_NIL);
	struct resp empty = resp_next(bytes, &at);
	assert_int_equal(empty.kind, RESP_STRING);
	assert_int_equal(empty.text.len, 0);
	assert_true(str_eq(resp_next(bytes, &at).text, STR("\r\n")));
	assert_int_equal(at, bytes.len);
}

static void resp_strings__something_else_between__stops_before_it(void **state)
{
	(void)state;
	struct str bytes = STR(
		"$1\r\na\r\n$100\r\n"
		"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\n:1\r\n");
	struct str out[3];
	size_t at = 0;

	assert_int_equal(resp_strings(bytes, &at, out, 3), 2);
	assert_true(str_eq(out[0], STR("a")));
	assert_int_equal(out[1].len, 100);
	assert_int_equal(bytes.ptr[at], ':');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resp_measure__two_values__gives_the_first_ones_length),
		cmocka_unit_test(resp_measure__byte_by_byte__goes_on_where_it_was),
		cmocka_unit_test(resp_measure__hostile_bytes__are_broken),
		cmocka_unit_test(resp_measure__eight_levels__are_allowed),
		cmocka_unit_test(resp_next__every_kind__is_told),
		cmocka_unit_test(resp_strings__something_else_between__stops_before_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
