#include "daemon/journal.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void journal_add__tick__an_xadd_with_its_inputs_as_id(void **state)
{
	struct journal_entry e = { .kind = JOURNAL_TICK, .inputs = 7, .reports = { 5, 1 }, .commands = { 4, 0 }, .time_ms = 900 };
	struct parcel p = { 0 };

	(void)state;
	journal_add(&p, STR("j"), &e);

	assert_int_equal(p.commands, 1);
	assert_string_equal(p.bytes.ptr,
			    "*13\r\n$4\r\nXADD\r\n$1\r\nj\r\n$3\r\n7-*\r\n$4\r\nkind\r\n$4\r\ntick\r\n"
			    "$7\r\nreports\r\n$3\r\n5-1\r\n$8\r\ncommands\r\n$3\r\n4-0\r\n"
			    "$4\r\ntime\r\n$3\r\n900\r\n$6\r\ndigest\r\n$32\r\n00000000000000000000000000000000\r\n");
	parcel_free(&p);
}

static void journal_add__no_time_yet__is_left_out(void **state)
{
	struct journal_entry e = { .kind = JOURNAL_OWNER, .time_ms = INT64_MIN, .epoch = 1 };
	struct parcel p = { 0 };

	(void)state;
	journal_add(&p, STR("j"), &e);

	assert_null(strstr(p.bytes.ptr, "time"));
	parcel_free(&p);
}

/* The reply to XRANGE holds what XADD was given. */
static struct str as_reply(struct buf *out, struct parcel *p, const char *id, int fields)
{
	const char *rest = strstr(p->bytes.ptr, "-*\r\n") + 4;

	buf_clear(out);
	buf_addf(out, "*2\r\n$%zu\r\n%s\r\n*%d\r\n%s", strlen(id), id, fields, rest);
	return buf_str(out);
}

static void journal_read__refused_activation__comes_back_whole(void **state)
{
	struct journal_entry e = { .kind = JOURNAL_ACTIVATE,
				   .inputs = 12,
				   .reports = { 5, 1 },
				   .commands = { 6, 2 },
				   .time_ms = -1,
				   .clamped = true,
				   .clamped_ms = 6,
				   .sha = STR("abc"),
				   .refused = STR("no such model"),
				   .digest = { .hi = 3, .lo = 4 } };
	struct journal_entry got;
	struct parcel p = { 0 };
	struct buf reply = { 0 };
	struct err err;
	size_t at = 0;

	(void)state;
	journal_add(&p, STR("j"), &e);
	assert_int_equal(journal_read(as_reply(&reply, &p, "12-3", 16), &at, &got, &err), 0);

	assert_int_equal(at, reply.len);
	assert_int_equal(got.kind, JOURNAL_ACTIVATE);
	assert_int_equal(got.inputs, 12);
	assert_int_equal(got.reports.ms, 5);
	assert_int_equal(got.commands.seq, 2);
	assert_int_equal(got.time_ms, -1);
	assert_true(got.clamped);
	assert_int_equal(got.clamped_ms, 6);
	assert_true(str_eq(got.sha, STR("abc")));
	assert_true(str_eq(got.refused, STR("no such model")));
	assert_int_equal(got.digest.hi, 3);
	assert_false(got.has_state);
	parcel_free(&p);
	buf_free(&reply);
}

static void journal_read__unknown_kind__fails_and_names_the_entry(void **state)
{
	struct journal_entry got;
	struct err err;
	size_t at = 0;

	(void)state;
	assert_int_equal(journal_read(STR("*2\r\n$3\r\n9-0\r\n*2\r\n$4\r\nkind\r\n$4\r\nfoot\r\n"), &at, &got, &err), -1);
	assert_non_null(strstr(err.text, "9-0"));
}

static void journal_read__unknown_field__is_passed_over(void **state)
{
	struct journal_entry got;
	struct err err;
	size_t at = 0;

	(void)state;
	assert_int_equal(journal_read(STR("*2\r\n$3\r\n9-0\r\n*4\r\n$4\r\nkind\r\n$8\r\nprogress\r\n$1\r\nx\r\n$1\r\ny\r\n"), &at,
				      &got, &err),
			 0);
	assert_int_equal(got.kind, JOURNAL_PROGRESS);
	assert_true(got.time_ms == INT64_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journal_add__tick__an_xadd_with_its_inputs_as_id),
		cmocka_unit_test(journal_add__no_time_yet__is_left_out),
		cmocka_unit_test(journal_read__refused_activation__comes_back_whole),
		cmocka_unit_test(journal_read__unknown_kind__fails_and_names_the_entry),
		cmocka_unit_test(journal_read__unknown_field__is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
