#include "daemon/birth.h"
#include "daemon/parcel.h"
#include "daemon/stream.h"
#include "daemon/words.h"
#include <event2/event.h>

enum { LOOK_MS = 500, SHA_LEN = 64, PAIRS_MAX = 64 };

struct birth {
	struct link *control;
	struct str company;
	struct turn *turn;
	struct fetch *fetch;
	const struct birth_events *events;
	void *arg;
	struct event *again;
	bool looking;
	struct entry_id after; /* commands up to here were no help */
	struct buf sha;        /* the candidate */
	struct err why;        /* what was wrong with the last candidate */
	struct buf key, from;
};

static void look(struct birth *b);

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	birth_link_up(arg);
}

struct birth *birth_new(struct event_base *loop, struct link *control, struct str company, struct turn *turn, struct fetch *fetch,
			const struct birth_events *events, void *arg)
{
	struct birth *b = mem_alloc(sizeof(*b));

	b->control = control;
	b->company = company;
	b->turn = turn;
	b->fetch = fetch;
	b->events = events;
	b->arg = arg;
	b->again = evtimer_new(loop, on_again, b);
	if (!b->again)
		mem_out("a timer");
	return b;
}

void birth_free(struct birth *b)
{
	if (!b)
		return;
	event_free(b->again);
	buf_free(&b->sha);
	buf_free(&b->key);
	buf_free(&b->from);
	mem_free(b);
}

static void wait(struct birth *b)
{
	static const struct timeval delay = { .tv_usec = LOOK_MS * 1000 };
	struct err why;

	if (b->why.text[0] != '\0')
		err_set(&why, "a new company, waiting for a model that can be used: %s", b->why.text);
	else
		err_set(&why, "a new company, waiting for its first model: give it one with \"sdmctl activate\"");
	b->events->waiting(b->arg, &why);
	evtimer_add(b->again, &delay);
}

static void candidate(struct birth *b, struct str sha)
{
	buf_clear(&b->sha);
	buf_adds(&b->sha, sha);
	if (fetch_has(b->fetch, sha))
		birth_model_ready(b);
	else
		fetch_begin(b->fetch, sha);
}

/* The model that this entry of the commands activates; empty: none. */
static struct str read_command(struct birth *b, struct str reply, size_t *at)
{
	struct resp entry = resp_next(reply, at), id, fields;
	struct input in = { .kind = INPUT_COMMAND };
	struct pair pairs[PAIRS_MAX];

	if (entry.kind != RESP_ARRAY || entry.integer != 2) {
		words_skip(reply, at, entry);
		return (struct str){ 0 };
	}
	id = resp_next(reply, at);
	if (id.kind == RESP_STRING)
		entry_id_parse(id.text, &b->after);
	fields = resp_next(reply, at);
	for (int64_t i = 0; fields.kind == RESP_ARRAY && i + 1 < fields.integer; i += 2) {
		struct str name = resp_next(reply, at).text;
		struct str text = resp_next(reply, at).text;

		if (in.pair_count < PAIRS_MAX)
			pairs[in.pair_count++] = (struct pair){ name, text };
	}
	in.pairs = pairs;
	return turn_asks_model(&in);
}

static void on_commands(void *arg, const struct str *reply)
{
	struct birth *b = arg;
	struct resp got;
	size_t at = 0;

	if (!reply)
		return;
	got = resp_next(*reply, &at);
	for (int64_t i = 0; got.kind == RESP_ARRAY && i < got.integer; i++) {
		struct str sha = read_command(b, *reply, &at);

		if (sha.len != SHA_LEN)
			continue;
		candidate(b, sha);
		return;
	}
	if (got.kind == RESP_ARRAY && got.integer > 0)
		look(b);
	else
		wait(b);
}

static void look(struct birth *b)
{
	buf_clear(&b->from);
	buf_addc(&b->from, '(');
	entry_id_add(&b->from, b->after);
	link_call(b->control, 6,
		  (struct str[]){ STR("XRANGE"), key_text(&b->key, b->company, "commands"), buf_str(&b->from), STR("+"),
				  STR("COUNT"), STR("100") },
		  on_commands, b);
}

static void on_active(void *arg, const struct str *reply)
{
	struct birth *b = arg;
	struct resp got;
	size_t at = 0;

	if (!reply)
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_STRING && got.text.len == SHA_LEN)
		candidate(b, got.text);
	else if (got.kind == RESP_ERROR)
		wait(b);
	else
		look(b);
}

void birth_model_ready(struct birth *b)
{
	struct str sha = buf_str(&b->sha), packed;
	struct err why;

	if (!b->looking || !fetch_has(b->fetch, sha))
		return;
	if (fetch_text(b->fetch, sha, &packed, &why) == 0 && turn_start(b->turn, packed, sha, &why) == 0) {
		b->looking = false;
		fetch_forget(b->fetch);
		b->events->ready(b->arg);
		return;
	}
	fetch_forget(b->fetch);
	b->why = why;
	if (link_is_up(b->control))
		look(b);
}

void birth_start(struct birth *b)
{
	birth_stop(b);
	b->looking = true;
	b->why.text[0] = '\0';
	birth_link_up(b);
}

void birth_stop(struct birth *b)
{
	b->looking = false;
	evtimer_del(b->again);
	link_forget(b->control, b);
}

/* From the beginning each time: a model may have been stored after the command that names it. */
void birth_link_up(struct birth *b)
{
	if (!b->looking || !link_is_up(b->control))
		return;
	link_forget(b->control, b);
	b->after = (struct entry_id){ 0 };
	link_call(b->control, 2, (struct str[]){ STR("GET"), key_text(&b->key, b->company, "model:active") }, on_active, b);
}
