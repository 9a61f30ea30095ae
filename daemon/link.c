#include "daemon/link.h"

#include "base/mem.h"
#include "daemon/resp.h"
#include "daemon/wire.h"

#include <assert.h>
#include <event2/event.h>
#include <hiredis/hiredis.h>
#include <string.h>

enum {
	RETRY_FIRST_MS = 50,
	RETRY_LAST_MS = 5000,
	OPEN_MS = 5000,     /* connect, TLS and greeting together */
	SILENCE_TICKS = 10, /* of a second each, with a reply owed */
	FORMAT_ARGS = 64,
};
/* Redis takes no command of more than 1 GiB, so that one entry always fits. */
static const size_t REPLY_BYTES_MAX = (size_t)3 << 29;

enum link_state { LINK_WAITING, LINK_OPENING, LINK_GREETING, LINK_IS_UP };

struct owed { /* replies to one link_call() or link_send() */
	link_reply done;
	void *arg;
	uint32_t left;
};

struct link {
	struct event_base *loop;
	struct arena *arena; /* the address's texts */
	struct link_address address;
	struct str name;
	struct str place; /* "redis at unix:/run/redis.sock" */
	link_changed changed;
	void *arg;
	enum link_state state;
	struct wire *wire;
	struct event *timer; /* by state: the next attempt, the end of patience, the look for silence */
	uint32_t retry_ms;
	uint32_t silent;
	bool heard;
	struct owed *owed; /* a ring */
	uint32_t owed_first, owed_count, owed_cap;
	struct resp_scan scan;
	size_t at;        /* bytes of wire_in() done with */
	size_t reply_len; /* of the reply in hand, behind `at` */
	bool busy;        /* inside a callback */
	struct err said;  /* the reason told last */
};

/* ---- replies owed ---- */

static void owed_grow(struct link *l)
{
	uint32_t cap = l->owed_cap ? l->owed_cap * 2 : 64;
	struct owed *ring = mem_alloc(cap * sizeof(*ring));

	for (uint32_t i = 0; i < l->owed_count; i++)
		ring[i] = l->owed[(l->owed_first + i) & (l->owed_cap - 1)];
	mem_free(l->owed);
	l->owed = ring;
	l->owed_cap = cap;
	l->owed_first = 0;
}

static void owe(struct link *l, link_reply done, void *arg, uint32_t commands)
{
	if (l->owed_count == l->owed_cap)
		owed_grow(l);
	if (l->owed_count == 0)
		l->silent = 0;
	l->owed[(l->owed_first + l->owed_count++) & (l->owed_cap - 1)] = (struct owed){ done, arg, commands };
}

/* Takes one reply off the first that waits. */
static struct owed settle(struct link *l)
{
	struct owed *first = &l->owed[l->owed_first];
	struct owed taken = *first;

	if (--first->left == 0) {
		l->owed_first = (l->owed_first + 1) & (l->owed_cap - 1);
		l->owed_count--;
	}
	return taken;
}

/* ---- down and up ---- */

static void set_timer(struct link *l, uint32_t ms)
{
	struct timeval after = { ms / 1000, (ms % 1000) * 1000 };

	event_add(l->timer, &after);
}

static void tell_down(struct link *l, bool was_up, const struct err *why)
{
	if (!was_up && strcmp(why->text, l->said.text) == 0)
		return;
	l->said = *why;
	l->changed(l->arg, LINK_DOWN, why);
}

/* Whatever the state: everything owed is answered with NULL, the next attempt is set. */
static void go_down(struct link *l, const struct err *reason)
{
	bool was_up = l->state == LINK_IS_UP;
	struct err why = *reason;

	err_chain(&why, "%.*s", STR_ARG(l->place));
	l->state = LINK_WAITING;
	wire_close(l->wire);
	l->scan = (struct resp_scan){ 0 };
	l->at = l->reply_len = 0;
	set_timer(l, l->retry_ms);
	l->retry_ms = l->retry_ms * 2 > RETRY_LAST_MS ? RETRY_LAST_MS : l->retry_ms * 2;
	bool outer = l->busy;
	l->busy = true;
	for (uint32_t n = l->owed_count; n > 0; n--) {
		l->owed[l->owed_first].left = 1;
		struct owed lost = settle(l);
		lost.done(lost.arg, NULL);
	}
	tell_down(l, was_up, &why);
	l->busy = outer;
}

static void go_down_because(struct link *l, const char *why)
{
	struct err err;

	err_set(&err, "%s", why);
	go_down(l, &err);
}

static void go_up(struct link *l)
{
	l->state = LINK_IS_UP;
	l->retry_ms = RETRY_FIRST_MS;
	l->said.text[0] = '\0';
	l->heard = true;
	l->silent = 0;
	set_timer(l, 1000);
	l->changed(l->arg, LINK_UP, NULL);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct link *l = arg;

	(void)fd, (void)what;
	if (l->state == LINK_WAITING) {
		l->state = LINK_OPENING;
		set_timer(l, OPEN_MS);
		wire_open(l->wire);
	} else if (l->state != LINK_IS_UP) {
		go_down_because(l, l->state == LINK_OPENING ? "no connection within 5 s" : "connected, but no answer within 5 s");
	} else {
		l->silent = l->heard || l->owed_count == 0 ? 0 : l->silent + 1;
		l->heard = false;
		if (l->silent >= SILENCE_TICKS)
			go_down_because(l, "no answer for 10 s");
		else
			set_timer(l, 1000);
	}
}

/* ---- greeting: AUTH, SELECT, CLIENT SETNAME, PING ---- */

static void queue(struct link *l, size_t argc, const struct str *argv, link_reply done, void *arg)
{
	link_format(wire_out(l->wire), argc, argv);
	owe(l, done, arg, 1);
	wire_flush_soon(l->wire);
}

static void greet_name(void *arg, const struct str *reply)
{
	(void)arg, (void)reply; /* a name only; an ACL may forbid it */
}

static bool is_refusal(const struct str *reply, struct str *out)
{
	size_t at = 0;
	struct resp token = resp_next(*reply, &at);

	*out = token.text;
	return token.kind == RESP_ERROR;
}

static void greet_auth(void *arg, const struct str *reply)
{
	struct link *l = arg;
	struct str said;
	struct err why;
	struct str user = l->address.user.len > 0 ? l->address.user : STR("default");

	if (reply == NULL || l->state != LINK_GREETING || !is_refusal(reply, &said))
		return;
	if (str_starts(said, STR("WRONGPASS")))
		err_set(&why, "wrong user name or password for the Redis user \"%.*s\": %.*s", STR_ARG(user), STR_ARG(said));
	else
		err_set(&why, "Redis does not take the password of the user \"%.*s\": %.*s", STR_ARG(user), STR_ARG(said));
	go_down(l, &why);
}

static void greet_select(void *arg, const struct str *reply)
{
	struct link *l = arg;
	struct str said;
	struct err why;

	if (reply == NULL || l->state != LINK_GREETING || !is_refusal(reply, &said))
		return;
	err_set(&why, "Redis does not give database %u: %.*s", (unsigned)l->address.database, STR_ARG(said));
	go_down(l, &why);
}

static void greet_ping(void *arg, const struct str *reply)
{
	struct link *l = arg;
	struct str said;
	struct err why;

	if (reply == NULL || l->state != LINK_GREETING)
		return;
	if (!is_refusal(reply, &said) || str_starts(said, STR("NOPERM"))) {
		go_up(l);
		return;
	}
	if (str_starts(said, STR("NOAUTH")))
		err_set(&why, "Redis asks for a password and none is configured");
	else if (str_starts(said, STR("LOADING")))
		err_set(&why, "Redis is still loading its data");
	else
		err_set(&why, "Redis does not serve: %.*s", STR_ARG(said));
	go_down(l, &why);
}

static void on_open(void *arg)
{
	struct link *l = arg;
	const struct link_address *to = &l->address;
	struct buf number = { 0 };

	l->state = LINK_GREETING;
	if (to->password.len > 0 && to->user.len > 0)
		queue(l, 3, (struct str[]){ STR("AUTH"), to->user, to->password }, greet_auth, l);
	else if (to->password.len > 0)
		queue(l, 2, (struct str[]){ STR("AUTH"), to->password }, greet_auth, l);
	if (to->database > 0) {
		buf_add_i64(&number, to->database);
		queue(l, 2, (struct str[]){ STR("SELECT"), buf_str(&number) }, greet_select, l);
		buf_free(&number);
	}
	if (l->name.len > 0)
		queue(l, 3, (struct str[]){ STR("CLIENT"), STR("SETNAME"), l->name }, greet_name, l);
	queue(l, 1, (struct str[]){ STR("PING") }, greet_ping, l);
	wire_flush(l->wire);
}

/* ---- replies ---- */

/* One reply to whom it belongs. false: no whole one is there, or the link went down. */
static bool take_reply(struct link *l)
{
	struct buf *in = wire_in(l->wire);
	struct str rest = { in->ptr + l->at, in->len - l->at };
	struct err why;

	if (rest.len == 0)
		return false;
	enum resp_state state = resp_measure(rest, &l->scan, &l->reply_len, &why);
	if (state == RESP_MORE && rest.len <= REPLY_BYTES_MAX)
		return false;
	if (state == RESP_MORE)
		err_set(&why, "a reply of more than 1.5 GiB");
	else if (state == RESP_BROKEN)
		err_chain(&why, "what comes from there is not Redis's protocol (a TLS port, or another service?)");
	if (state == RESP_WHOLE && l->owed_count == 0) {
		state = RESP_BROKEN;
		err_set(&why, "Redis sent a reply that nobody asked for");
	}
	if (state != RESP_WHOLE) {
		go_down(l, &why);
		return false;
	}
	struct str reply = { rest.ptr, l->reply_len };
	struct owed first = settle(l);
	l->scan = (struct resp_scan){ 0 };
	first.done(first.arg, &reply);
	l->at += l->reply_len;
	l->reply_len = 0;
	return l->state >= LINK_GREETING;
}

static void on_bytes(void *arg)
{
	struct link *l = arg;
	struct buf *in = wire_in(l->wire);

	l->heard = true;
	l->busy = true;
	while (take_reply(l))
		;
	l->busy = false;
	if (l->at == 0)
		return;
	in->len -= l->at;
	memmove(in->ptr, in->ptr + l->at, in->len);
	l->at = 0;
}

static void on_lost(void *arg, const struct err *why)
{
	go_down(arg, why);
}

/* ---- for everybody ---- */

static struct str describe(struct arena *a, const struct link_address *address)
{
	const char *tls = address->tls ? " (TLS)" : "";

	if (address->unix_path.len > 0)
		return arena_strf(a, "redis at unix:%.*s%s", STR_ARG(address->unix_path), tls);
	return arena_strf(a, "redis at %.*s:%u%s", STR_ARG(address->host), (unsigned)address->port, tls);
}

static void own_texts(struct link *l)
{
	struct link_address *to = &l->address;
	struct str *texts[] = { &to->unix_path, &to->host,      &to->user,     &to->password,
				&to->ca_file,   &to->cert_file, &to->key_file, &to->server_name };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_str(l->arena, *texts[i]);
}

struct link *link_new(struct event_base *loop, const struct link_address *address, const char *name, link_changed changed,
		      void *arg)
{
	static const struct wire_events events = { on_open, on_bytes, on_lost };
	struct link *l = mem_alloc(sizeof(*l));

	l->loop = loop;
	l->arena = arena_new();
	l->address = *address;
	own_texts(l);
	l->name = arena_str(l->arena, str_of(name));
	l->place = describe(l->arena, &l->address);
	l->changed = changed;
	l->arg = arg;
	l->retry_ms = RETRY_FIRST_MS;
	l->wire = wire_new(loop, &l->address, &events, l);
	l->timer = event_new(loop, -1, 0, on_timer, l);
	set_timer(l, 0);
	return l;
}

void link_free(struct link *l)
{
	if (l == NULL)
		return;
	assert(!l->busy);
	wire_free(l->wire);
	event_free(l->timer);
	mem_free(l->owed);
	arena_free(l->arena);
	mem_free(l);
}

bool link_is_up(const struct link *l)
{
	return l->state == LINK_IS_UP;
}

struct str link_place(const struct link *l)
{
	return l->place;
}

const char *link_trouble(const struct link *l)
{
	return l->said.text;
}

void link_call(struct link *l, size_t argc, const struct str *argv, link_reply done, void *arg)
{
	assert(l->state == LINK_IS_UP);
	queue(l, argc, argv, done, arg);
}

void link_send(struct link *l, struct str bytes, uint32_t commands, link_reply done, void *arg)
{
	assert(l->state == LINK_IS_UP && commands > 0);
	buf_adds(wire_out(l->wire), bytes);
	owe(l, done, arg, commands);
	wire_flush_soon(l->wire);
}

void link_flush(struct link *l)
{
	wire_flush(l->wire);
}

void link_take(struct link *l, struct buf *io)
{
	struct buf *in = wire_in(l->wire);
	size_t done = l->at + l->reply_len;
	struct buf given = *io;

	assert(l->reply_len > 0);
	buf_clear(&given);
	buf_add(&given, in->ptr + done, in->len - done);
	*io = *in;
	*in = given;
	l->at = l->reply_len = 0;
}

size_t link_unsent(const struct link *l)
{
	return wire_unsent(l->wire);
}

void link_format(struct buf *b, size_t argc, const struct str *argv)
{
	const char *few[FORMAT_ARGS];
	size_t few_lens[FORMAT_ARGS] = { 0 };
	bool many = argc > FORMAT_ARGS;
	const char **texts = many ? mem_alloc(argc * sizeof(*texts)) : few;
	size_t *lens = many ? mem_alloc(argc * sizeof(*lens)) : few_lens;
	char *command = NULL;
	int len;

	for (size_t i = 0; i < argc; i++) {
		texts[i] = argv[i].len > 0 ? argv[i].ptr : "";
		lens[i] = argv[i].len;
	}
	len = redisFormatCommandArgv(&command, (int)argc, texts, lens);
	assert(len > 0);
	buf_add(b, command, (size_t)len);
	redisFreeCommand(command);
	if (many) {
		mem_free(texts);
		mem_free(lens);
	}
}

static void drop_answer(void *arg, const struct str *reply)
{
	(void)arg, (void)reply;
}

void link_forget(struct link *l, const void *arg)
{
	for (uint32_t i = 0; i < l->owed_count; i++) {
		struct owed *owed = &l->owed[(l->owed_first + i) & (l->owed_cap - 1)];

		if (owed->arg == arg)
			owed->done = drop_answer;
	}
}
