#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/backlog.h"
#include "daemon/link.h"
#include "tests/unit/daemon/redis.h"

#include <event2/event.h>

static void on_change(void *arg, enum link_change change, const struct err *why)
{
	(void)arg, (void)change, (void)why;
}

static void add(struct link *l, struct event_base *loop, const char *id)
{
	struct err err = { "" };
	struct buf out = { 0 };

	if (link_ask(l, loop, 5, (struct str[]){ STR("XADD"), STR("sdm:{acme}:reports"), str_of(id), STR("a"), STR("b") }, 5000,
		     &out, &err) < 0)
		fail_msg("%s", err.text);
	buf_free(&out);
}

static int64_t wait_for(struct event_base *loop, const struct backlog *b, struct entry_id at, uint64_t taken, int64_t wanted)
{
	int64_t got = -1;

	for (int i = 0; i < 60 && got != wanted; i++) {
		struct timeval step = { 0, 50000 };

		event_base_loopexit(loop, &step);
		event_base_dispatch(loop);
		got = backlog_waiting(b, INPUT_REPORT, at, taken);
	}
	return got;
}

static void backlog_waiting__five_entries__tells_what_is_behind(void **state)
{
	(void)state;
	struct redis r;
	struct log log = { .fd = -1 };

	if (!redis_is_there())
		skip();
	redis_start(&r, NULL);
	struct link_address address = { .unix_path = str_of(r.socket) };
	struct event_base *loop = event_base_new();
	struct link *l = link_new(loop, &address, "backlog", on_change, NULL);
	struct backlog *b = backlog_new(loop, l, STR("acme"), &log);
	assert_int_equal(backlog_waiting(b, INPUT_REPORT, (struct entry_id){ 0, 0 }, 0), -1);
	add(l, loop, "1");
	add(l, loop, "2");
	add(l, loop, "3");

	assert_int_equal(wait_for(loop, b, (struct entry_id){ 1, 0 }, 1, 2), 2);
	assert_int_equal(backlog_waiting(b, INPUT_REPORT, (struct entry_id){ 3, 0 }, 3), 0);
	/* The counter is wrong where entries were deleted: something waits, and no more than there is. */
	assert_int_equal(backlog_waiting(b, INPUT_REPORT, (struct entry_id){ 2, 0 }, 9), 1);
	assert_int_equal(backlog_waiting(b, INPUT_REPORT, (struct entry_id){ 2, 0 }, 0), 3);
	/* A stream that is not there has nothing. */
	assert_int_equal(backlog_waiting(b, INPUT_COMMAND, (struct entry_id){ 0, 0 }, 0), 0);
	assert_int_equal(backlog_waiting(NULL, INPUT_COMMAND, (struct entry_id){ 0, 0 }, 0), -1);

	redis_stop(&r);
	assert_int_equal(wait_for(loop, b, (struct entry_id){ 1, 0 }, 1, -1), -1);
	backlog_free(b);
	link_free(l);
	event_base_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(backlog_waiting__five_entries__tells_what_is_behind),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
