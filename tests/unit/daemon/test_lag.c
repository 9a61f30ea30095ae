#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/lag.h"
#include "daemon/link.h"
#include "tests/unit/daemon/redis.h"

#include <event2/event.h>

static void on_change(void *arg, enum link_change change, const struct err *why)
{
	(void)arg, (void)change, (void)why;
}

static void ask(struct link *l, struct event_base *loop, size_t argc, const struct str *argv, struct buf *out)
{
	struct err err = { "" };

	buf_clear(out);
	if (link_ask(l, loop, argc, argv, 5000, out, &err) < 0)
		fail_msg("%s", err.text);
}

static void lag_move__three_of_five_taken__redis_shows_two(void **state)
{
	(void)state;
	struct str key = STR("sdm:{acme}:reports");
	struct redis r;
	struct buf out = { 0 };
	struct log log = { 0 };

	if (!redis_is_there())
		skip();
	redis_start(&r, NULL);
	struct link_address address = { .unix_path = str_of(r.socket) };
	struct event_base *loop = event_base_new();
	struct link *l = link_new(loop, &address, "lag", on_change, NULL);
	struct lag *g = lag_new(loop, l, key, &log);
	for (int i = 1; i <= 5; i++)
		ask(l, loop, 5,
		    (struct str[]){ STR("XADD"), key, str_of((const char *const[]){ "", "1", "2", "3", "4", "5" }[i]), STR("a"),
				    STR("b") },
		    &out);

	lag_move(g, (struct entry_id){ 3, 0 }, 3);
	for (int i = 0; i < 60; i++) {
		struct timeval step = { 0, 100000 };

		event_base_loopexit(loop, &step);
		event_base_dispatch(loop);
		ask(l, loop, 3, (struct str[]){ STR("XINFO"), STR("GROUPS"), key }, &out);
		if (strstr(out.ptr, "$3\r\nlag\r\n:2\r\n"))
			break;
	}
	assert_non_null(strstr(out.ptr, "$4\r\nsdmd\r\n"));
	assert_non_null(strstr(out.ptr, "$3\r\nlag\r\n:2\r\n"));
	lag_free(g);
	link_free(l);
	event_base_free(loop);
	buf_free(&out);
	redis_stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lag_move__three_of_five_taken__redis_shows_two),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
