#include "daemon/backlog.h"

#include "base/mem.h"
#include "daemon/entries.h"
#include "daemon/link.h"
#include "daemon/parcel.h"
#include "daemon/reach.h"
#include "daemon/resp.h"

#include <event2/event.h>

enum { STREAMS = 2 };
struct backlog {
	struct link *link;
	const struct log *log;
	struct str company;
	struct event *second;
	struct reach reach[STREAMS];
	uint32_t owed; /* replies */
	bool said;
	struct buf key;
};

static void say(struct backlog *b, struct str why)
{
	if (!b->said)
		log_warn(b->log, "backlog",
			 "how many inputs wait cannot be shown (XINFO STREAM: %.*s), trying again company=%.*s", STR_ARG(why),
			 STR_ARG(b->company));
	b->said = true;
}

static void on_stream(void *arg, const struct str *reply)
{
	struct backlog *b = arg;
	struct reach *reach;
	struct resp got;
	size_t at = 0;

	if (!reply) {
		b->owed = 0;
		b->reach[0].known = b->reach[1].known = false;
		return;
	}
	reach = &b->reach[STREAMS - b->owed--];
	*reach = reach_read(*reply);
	if (reach->known) {
		b->said = false;
		return;
	}
	got = resp_next(*reply, &at);
	say(b, got.kind == RESP_ERROR ? got.text : STR("an unexpected answer"));
}

static void on_second(evutil_socket_t fd, short what, void *arg)
{
	static const char *const names[STREAMS] = { "reports", "commands" };
	struct backlog *b = arg;

	(void)fd, (void)what;
	if (!link_is_up(b->link)) {
		b->reach[0].known = b->reach[1].known = false;
		return;
	}
	if (b->owed > 0)
		return;
	b->owed = STREAMS;
	for (int i = 0; i < STREAMS; i++)
		link_call(b->link, 3,
			  (struct str[]){ STR("XINFO"), STR("STREAM"), key_text(&b->key, b->company, "%s", names[i]) }, on_stream,
			  b);
}

struct backlog *backlog_new(struct event_base *loop, struct link *link, struct str company, const struct log *log)
{
	static const struct timeval second = { 1, 0 };
	struct backlog *b = mem_alloc(sizeof(*b));

	b->link = link;
	b->company = company;
	b->log = log;
	b->second = event_new(loop, -1, EV_PERSIST, on_second, b);
	if (!b->second)
		mem_out("a timer");
	event_add(b->second, &second);
	return b;
}

void backlog_free(struct backlog *b)
{
	if (!b)
		return;
	link_forget(b->link, b);
	event_free(b->second);
	buf_free(&b->key);
	mem_free(b);
}

int64_t backlog_waiting(const struct backlog *b, enum input_kind stream, struct entry_id at, uint64_t taken)
{
	const struct reach *r = b ? &b->reach[stream == INPUT_COMMAND] : NULL;

	return r && r->known ? (int64_t)reach_waiting(r, at, taken) : -1;
}
