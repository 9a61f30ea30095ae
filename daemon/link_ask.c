#include "daemon/link.h"

#include <event2/event.h>

struct ask {
	struct buf *out;
	bool answered, lost;
};

static void take_answer(void *arg, const struct str *reply)
{
	struct ask *ask = arg;

	ask->answered = true;
	ask->lost = reply == NULL;
	if (reply)
		buf_adds(ask->out, *reply);
}

static void ring(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	*(bool *)arg = true;
}

int link_ask(struct link *l, struct event_base *loop, size_t argc, const struct str *argv, int timeout_ms, struct buf *out,
	     struct err *err)
{
	struct timeval after = { timeout_ms / 1000, (timeout_ms % 1000) * 1000 };
	bool late = false;
	struct event *alarm = event_new(loop, -1, 0, ring, &late);
	struct ask ask = { .out = out };

	event_add(alarm, &after);
	while (!link_is_up(l) && !late)
		event_base_loop(loop, EVLOOP_ONCE);
	if (link_is_up(l)) {
		link_call(l, argc, argv, take_answer, &ask);
		while (!ask.answered && !late)
			event_base_loop(loop, EVLOOP_ONCE);
	}
	event_free(alarm);
	if (ask.answered && !ask.lost)
		return 0;
	link_forget(l, &ask);
	if (!link_is_up(l) && link_trouble(l)[0] != '\0')
		return err_set(err, "%s", link_trouble(l));
	return err_set(err, "%.*s: no answer within %d ms", STR_ARG(link_place(l)), timeout_ms);
}
