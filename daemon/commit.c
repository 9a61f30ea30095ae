#include "daemon/commit.h"
#include "base/mem.h"
#include "daemon/resp.h"
#include "daemon/words.h"
#include <event2/event.h>
#include <string.h>

enum { RETRY_MIN_MS = 50, RETRY_MAX_MS = 5000 };

/* STOPPED: no fence given. DOWN: the link is. ASKED: WATCH and GET are out. ARMED: watched. FLIGHT: a commit is out.
 * PAUSE: the timer asks again. BROKEN: for good. */
enum commit_state { STOPPED, DOWN, ASKED, ARMED, FLIGHT, PAUSE, BROKEN };
enum exec_answer { EXEC_NONE, EXEC_DONE, EXEC_NIL, EXEC_REFUSED, EXEC_INSIDE };

struct commit {
	struct link *link;
	struct str key;
	const struct commit_events *events;
	void *arg;
	struct event *again;
	enum commit_state state;
	struct fence present, next;
	uint32_t replicas, replicas_ms;
	struct fence replicated;            /* the last commit that enough replicas have */
	struct buf present_text, next_text; /* empty: there is no fence */
	struct buf multi, finish;           /* "MULTI"; "EXEC, WATCH fence, GET fence": made once */
	struct buf set;                     /* scratch: SET of the next fence */
	bool pending;                       /* `parcel` waits for its confirmation */
	struct parcel parcel;
	uint32_t reply; /* number of the reply that comes next */
	enum exec_answer answer;
	bool without_multi; /* MULTI itself was refused: what followed was executed outside of a transaction */
	struct err why;     /* of a refusal */
	struct err said;    /* the last reason told */
	int retry_ms;
	int64_t began_us; /* of the pending one */
	struct timing timing;
};

static void ask(struct commit *c);

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	struct commit *c = arg;

	(void)fd;
	(void)what;
	if (c->state == PAUSE)
		ask(c);
}

static void add_ask(const struct commit *c, struct buf *bytes)
{
	link_format(bytes, 2, (struct str[]){ STR("WATCH"), c->key });
	link_format(bytes, 2, (struct str[]){ STR("GET"), c->key });
}

struct commit *commit_new(struct event_base *loop, struct link *link, struct str key, const struct commit_events *events,
			  void *arg)
{
	struct commit *c = mem_alloc(sizeof(*c));

	c->link = link;
	c->key = (struct str){ mem_copy(key), key.len };
	link_format(&c->multi, 1, (struct str[]){ STR("MULTI") });
	link_format(&c->finish, 1, (struct str[]){ STR("EXEC") });
	add_ask(c, &c->finish);
	c->events = events;
	c->arg = arg;
	c->again = evtimer_new(loop, on_again, c);
	c->retry_ms = RETRY_MIN_MS;
	if (!c->again)
		mem_out("a timer");
	return c;
}

void commit_free(struct commit *c)
{
	if (!c)
		return;
	event_free(c->again);
	parcel_free(&c->parcel);
	buf_free(&c->present_text);
	buf_free(&c->next_text);
	buf_free(&c->multi);
	buf_free(&c->finish);
	buf_free(&c->set);
	mem_free((char *)c->key.ptr);
	mem_free(c);
}

static void say_waiting(struct commit *c)
{
	if (strcmp(c->said.text, c->why.text) == 0)
		return;
	c->said = c->why;
	c->events->waiting(c->arg, &c->why);
}

static void say_flowing(struct commit *c)
{
	if (c->said.text[0] == '\0')
		return;
	c->said.text[0] = '\0';
	c->events->flowing(c->arg);
}

static void pause_then_ask(struct commit *c)
{
	struct timeval delay = { .tv_sec = c->retry_ms / 1000, .tv_usec = c->retry_ms % 1000 * 1000 };

	c->state = PAUSE;
	c->retry_ms = c->retry_ms * 2 < RETRY_MAX_MS ? c->retry_ms * 2 : RETRY_MAX_MS;
	evtimer_add(c->again, &delay);
	err_chain(&c->why, "not taken, kept and tried again");
	say_waiting(c);
}

static void lost(struct commit *c)
{
	commit_stop(c);
	c->events->lost(c->arg);
}

static void confirmed(struct commit *c)
{
	struct buf was = c->present_text;

	c->present = c->next;
	c->present_text = c->next_text;
	c->next_text = was;
	c->pending = false;
	timing_more(&c->timing, timing_now_us() - c->began_us);
	timing_end(&c->timing);
	parcel_clear(&c->parcel);
	c->state = ARMED;
	c->retry_ms = RETRY_MIN_MS;
	if (c->replicas == 0) {
		c->replicated = c->present;
		say_flowing(c);
	}
	c->events->done(c->arg);
}

static void transmit(struct commit *c);

/* What the fence says decides, whatever EXEC said. */
static void decide(struct commit *c, struct resp got)
{
	struct str now = got.kind == RESP_STRING ? got.text : (struct str){ 0 };

	if (c->answer == EXEC_INSIDE) {
		c->state = BROKEN;
		c->events->broken(c->arg, &c->why);
		return;
	}
	if (got.kind != RESP_STRING && got.kind != RESP_NIL) {
		words_unexpected(got, "the fence", &c->why);
		pause_then_ask(c);
		return;
	}
	if (c->pending && str_eq(now, buf_str(&c->next_text))) {
		confirmed(c);
		return;
	}
	if (!str_eq(now, buf_str(&c->present_text)) || c->answer == EXEC_DONE) {
		lost(c);
		return;
	}
	if (c->answer == EXEC_REFUSED) {
		pause_then_ask(c);
		return;
	}
	c->state = ARMED;
	if (c->pending)
		transmit(c);
}

/* Replies: MULTI, EXEC, WATCH, GET. */
static void on_asked(void *arg, const struct str *reply)
{
	struct commit *c = arg;
	struct resp got;
	size_t at = 0;
	uint32_t n;

	if (!reply || c->state != ASKED)
		return;
	got = resp_next(*reply, &at);
	n = c->reply++;
	if (n == 0)
		c->why.text[0] = '\0';
	if (n < 3 && got.kind == RESP_ERROR && c->why.text[0] == '\0')
		words_unexpected(got, "OK", &c->why);
	if (n < 3)
		return;
	if (c->why.text[0] != '\0') {
		pause_then_ask(c);
		return;
	}
	c->answer = EXEC_NONE;
	decide(c, got);
}

/* An empty transaction goes first: where a user may not call MULTI, the commands of a commit would be executed one by one. */
static void ask(struct commit *c)
{
	struct buf bytes = { 0 };

	if (!link_is_up(c->link)) {
		c->state = DOWN;
		return;
	}
	c->state = ASKED;
	c->reply = 0;
	link_format(&bytes, 1, (struct str[]){ STR("MULTI") });
	link_format(&bytes, 1, (struct str[]){ STR("EXEC") });
	add_ask(c, &bytes);
	link_send(c->link, buf_str(&bytes), 4, on_asked, c);
	buf_free(&bytes);
}

/* "XADD sdm:{acme}:alerts" of the commit's command `number`; the SET of the fence is its last one. */
static void add_command(const struct commit *c, int64_t number, struct buf *out)
{
	struct str bytes = buf_str(&c->parcel.bytes);
	size_t at = 0;

	if (number >= (int64_t)c->parcel.commands) {
		buf_addf(out, "SET %.*s", STR_ARG(c->key));
		return;
	}
	for (int64_t i = 0; i < number; i++)
		words_skip(bytes, &at, resp_next(bytes, &at));
	resp_next(bytes, &at);
	buf_adds(out, resp_next(bytes, &at).text);
	buf_addc(out, ' ');
	buf_adds(out, resp_next(bytes, &at).text);
}

static void refused_inside(struct commit *c, int64_t number, struct str why)
{
	struct buf command = { 0 };

	add_command(c, number, &command);
	c->answer = EXEC_INSIDE;
	err_set(&c->why, "%s was refused inside a commit whose other commands were executed: %.*s", command.ptr, STR_ARG(why));
	buf_free(&command);
}

static void check_exec(struct commit *c, struct str reply)
{
	size_t at = 0;
	struct resp exec = resp_next(reply, &at);

	if (exec.kind == RESP_NIL) {
		c->answer = EXEC_NIL;
		return;
	}
	if (exec.kind == RESP_ERROR) {
		c->answer = c->without_multi ? EXEC_INSIDE : EXEC_REFUSED;
		if (c->why.text[0] == '\0')
			words_unexpected(exec, "an answer to EXEC", &c->why);
		return;
	}
	if (exec.kind != RESP_ARRAY || exec.integer != (int64_t)c->parcel.commands + 1) {
		c->answer = EXEC_INSIDE;
		words_unexpected(exec, "an array of all answers to EXEC", &c->why);
		return;
	}
	c->answer = EXEC_DONE;
	for (int64_t i = 0; i < exec.integer; i++) {
		struct resp item = resp_next(reply, &at);

		if (item.kind == RESP_ERROR) {
			refused_inside(c, i, item.text);
			return;
		}
		words_skip(reply, &at, item);
	}
}

/* Replies: MULTI, one for each command, SET, EXEC, WATCH, GET. */
static void on_commit(void *arg, const struct str *reply)
{
	struct commit *c = arg;
	uint32_t n, exec = c->parcel.commands + 2;
	size_t at = 0;

	if (!reply || c->state != FLIGHT)
		return;
	n = c->reply++;
	if (n < exec) {
		struct resp queued = resp_next(*reply, &at);

		if (queued.kind == RESP_ERROR && c->why.text[0] == '\0')
			words_unexpected(queued, "QUEUED", &c->why);
		c->without_multi |= n == 0 && queued.kind == RESP_ERROR;
	} else if (n == exec) {
		check_exec(c, *reply);
	} else if (n == exec + 2) {
		decide(c, resp_next(*reply, &at));
	}
}

/* Stands behind GET, so `present` is the commit that it is about. */
static void on_replicated(void *arg, const struct str *reply)
{
	struct commit *c = arg;
	struct resp got;
	size_t at = 0;

	if (!reply || c->state == STOPPED)
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_INTEGER && got.integer >= (int64_t)c->replicas) {
		c->replicated = c->present;
		say_flowing(c);
		return;
	}
	if (got.kind == RESP_INTEGER)
		err_set(&c->why, "%lld replicas have the commit, confirm_replicas asks for %u: no receipt goes out until then",
			(long long)got.integer, c->replicas);
	else
		words_unexpected(got, "the number of replicas", &c->why);
	say_waiting(c);
}

static void add_wait(struct commit *c)
{
	struct buf replicas = { 0 }, ms = { 0 }, bytes = { 0 };

	buf_addf(&replicas, "%u", c->replicas);
	buf_addf(&ms, "%u", c->replicas_ms);
	link_format(&bytes, 3, (struct str[]){ STR("WAIT"), buf_str(&replicas), buf_str(&ms) });
	link_send(c->link, buf_str(&bytes), 1, on_replicated, c);
	buf_free(&replicas);
	buf_free(&ms);
	buf_free(&bytes);
}

static void transmit(struct commit *c)
{
	c->state = FLIGHT;
	c->reply = 0;
	c->answer = EXEC_NONE;
	c->without_multi = false;
	c->why.text[0] = '\0';
	link_send(c->link, buf_str(&c->multi), 1, on_commit, c);
	if (c->parcel.commands > 0)
		link_send(c->link, buf_str(&c->parcel.bytes), c->parcel.commands, on_commit, c);
	buf_clear(&c->set);
	resp_add_command(&c->set, 3, (struct str[]){ STR("SET"), c->key, buf_str(&c->next_text) });
	link_send(c->link, buf_str(&c->set), 1, on_commit, c);
	link_send(c->link, buf_str(&c->finish), 3, on_commit, c);
	if (c->replicas > 0)
		add_wait(c);
	link_flush(c->link);
}

void commit_start(struct commit *c, const struct fence *present)
{
	commit_stop(c);
	c->present = *present;
	c->replicated = c->replicas == 0 ? *present : (struct fence){ 0 };
	if (present->epoch > 0)
		fence_add(&c->present_text, present);
	ask(c);
}

void commit_stop(struct commit *c)
{
	c->state = STOPPED;
	c->pending = false;
	link_forget(c->link, c);
	c->retry_ms = RETRY_MIN_MS;
	c->said.text[0] = '\0';
	parcel_clear(&c->parcel);
	buf_clear(&c->present_text);
	buf_clear(&c->next_text);
	evtimer_del(c->again);
}

void commit_send(struct commit *c, struct parcel *p, const struct fence *next)
{
	parcel_swap(&c->parcel, p);
	parcel_clear(p);
	c->next = *next;
	buf_clear(&c->next_text);
	fence_add(&c->next_text, next);
	c->pending = true;
	c->began_us = timing_now_us();
	if (c->state == ARMED)
		transmit(c);
}

void commit_confirm(struct commit *c, uint32_t replicas, uint32_t ms)
{
	c->replicas = replicas;
	c->replicas_ms = ms;
}

const struct fence *commit_confirmed(const struct commit *c)
{
	return &c->replicated;
}

const char *commit_trouble(const struct commit *c)
{
	return c->said.text;
}

const struct timing *commit_timing(const struct commit *c)
{
	return &c->timing;
}

bool commit_is_busy(const struct commit *c)
{
	return c->pending;
}

bool commit_is_armed(const struct commit *c)
{
	return c->state == ARMED && !c->pending;
}

const struct fence *commit_fence(const struct commit *c)
{
	return &c->present;
}

void commit_link_changed(struct commit *c, enum link_change change)
{
	if (c->state == STOPPED || c->state == BROKEN)
		return;
	evtimer_del(c->again);
	if (change == LINK_DOWN)
		c->state = DOWN;
	else
		ask(c);
}
