#include "daemon/backlog.h"

#include "base/mem.h"
#include "daemon/entries.h"
#include "daemon/link.h"
#include "daemon/parcel.h"
#include "daemon/words.h"

#include <event2/event.h>

enum { STREAMS = 2 };
struct reach { /* of one stream */
	bool known;
	struct entry_id last; /* 0-0: it has never had an entry */
	uint64_t added, length;
};
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

/* A flat list of names and values; the values of two names are arrays. */
static bool read_reach(struct str reply, size_t at, int64_t words, struct reach *out)
{
	*out = (struct reach){ 0 };
	for (int64_t i = 0; i + 1 < words; i += 2) {
		struct str name = resp_next(reply, &at).text;
		struct resp field = resp_next(reply, &at);

		if (str_eq(name, STR("length")))
			out->length = (uint64_t)field.integer;
		else if (str_eq(name, STR("entries-added")))
			out->added = (uint64_t)field.integer;
		else if (str_eq(name, STR("last-generated-id")))
			out->known = entry_id_parse(field.text, &out->last);
		words_skip(reply, &at, field);
	}
	return out->known;
}

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
	got = resp_next(*reply, &at);
	if (got.kind == RESP_ARRAY && read_reach(*reply, at, got.integer, reach)) {
		b->said = false;
		return;
	}
	/* Nobody has written into a stream that is not there. */
	*reach = (struct reach){ .known = got.kind == RESP_ERROR && str_starts(got.text, STR("ERR no such key")) };
	if (!reach->known)
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
	const struct reach *r;
	uint64_t waiting;

	if (!b || !b->reach[stream == INPUT_COMMAND].known)
		return -1;
	r = &b->reach[stream == INPUT_COMMAND];
	if (entry_id_cmp(r->last, at) <= 0)
		return 0;
	waiting = r->added > taken ? r->added - taken : 1;
	return (int64_t)(waiting < r->length ? waiting : r->length);
}
