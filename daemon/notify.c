#include "daemon/notify.h"

#include "base/mem.h"

#include <event2/event.h>
#include <systemd/sd-daemon.h>

enum { STOP_SPARE_MS = 10000 }; /* for what comes after the last checkpoint: memory is given back */

struct notify {
	struct event *ping; /* NULL: no watchdog */
	struct buf told, text;
	bool ready;
};

static void on_ping(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	sd_notify(0, "WATCHDOG=1");
}

struct notify *notify_new(struct event_base *loop)
{
	struct notify *n = mem_alloc(sizeof(*n));
	uint64_t watchdog_us;

	if (sd_watchdog_enabled(0, &watchdog_us) <= 0)
		return n;
	struct timeval half = { .tv_sec = (time_t)(watchdog_us / 2 / 1000000),
				.tv_usec = (suseconds_t)(watchdog_us / 2 % 1000000) };
	n->ping = event_new(loop, -1, EV_PERSIST, on_ping, n);
	if (!n->ping)
		mem_out("a timer");
	event_add(n->ping, &half);
	return n;
}

void notify_free(struct notify *n)
{
	if (!n)
		return;
	if (n->ping)
		event_free(n->ping);
	buf_free(&n->told);
	buf_free(&n->text);
	mem_free(n);
}

void notify_status(struct notify *n, struct str status)
{
	if (n->ready && str_eq(status, buf_str(&n->told)))
		return;
	buf_clear(&n->told);
	buf_adds(&n->told, status);
	buf_clear(&n->text); /* what a server says may hold a line feed, and the next line would be a word of its own */
	buf_add_visible(&n->text, status, false);
	sd_notifyf(0, "%sSTATUS=%s", n->ready ? "" : "READY=1\n", n->text.ptr);
	n->ready = true;
}

void notify_stopping(struct notify *n, uint32_t most_ms)
{
	(void)n;
	sd_notifyf(0, "STOPPING=1\nEXTEND_TIMEOUT_USEC=%llu", ((unsigned long long)most_ms + STOP_SPARE_MS) * 1000);
}
