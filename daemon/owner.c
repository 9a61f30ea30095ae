#include "daemon/owner.h"
#include "base/mem.h"
#include "daemon/parcel.h"
#include "daemon/process.h"
#include "daemon/words.h"
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

struct owner {
	struct link *control;
	struct str company;
	uint32_t lease_ms, stand_by_ms;
	const struct owner_events *events;
	void *arg;
	struct event *timer;
	bool started, holds;
	void (*released)(void *arg);
	char id[OWNER_ID_LEN + 1];
	char machine[PROCESS_MACHINE_MAX]; /* boot and pid namespace: pids mean the same there */
	struct buf lease;                  /* "id machine pid start", then "stopped" and why where the company stands still */
	struct buf key;
};

static void describe(struct owner *o)
{
	unsigned char random[OWNER_ID_LEN / 2];

	process_machine(o->machine);
	if (getentropy(random, sizeof(random)) < 0)
		mem_out("random numbers");
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(o->id + i * 2, 3, "%02x", random[i]);
	buf_addf(&o->lease, "%s %s %ld %llu", o->id, o->machine, (long)getpid(), process_started_at(getpid()));
}

static bool is_mine(const struct owner *o, struct str lease)
{
	return str_eq(str_cut(&lease, ' '), str_of(o->id));
}

/* Held by a process of this machine that is no more. */
static bool holder_is_gone(const struct owner *o, struct str lease)
{
	struct str rest = lease;
	uint64_t pid, start, now;

	str_cut(&rest, ' ');
	if (!str_eq(str_cut(&rest, ' '), str_of(o->machine)) || o->machine[0] == '/')
		return false;
	if (!words_u64(str_cut(&rest, ' '), &pid) || !words_u64(str_cut(&rest, ' '), &start) || pid > INT32_MAX || start == 0)
		return false;
	now = process_started_at((long)pid);
	/* A service may not see the processes of others in /proc (ProtectProc=). */
	return now != 0 ? now != start : kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

static struct str lease_key(struct owner *o)
{
	return key_text(&o->key, o->company, "lease");
}

static void later(struct owner *o, uint32_t ms)
{
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	evtimer_add(o->timer, &delay);
}

static void call(struct owner *o, size_t argc, const struct str *argv, link_reply done)
{
	link_call(o->control, argc, argv, done, o);
}

static void gained(struct owner *o)
{
	later(o, o->lease_ms / 3);
	if (o->holds)
		return;
	o->holds = true;
	o->events->gained(o->arg);
}

static void refused(struct owner *o)
{
	later(o, o->stand_by_ms);
	if (!o->holds)
		return;
	o->holds = false;
	o->events->lost(o->arg);
}

static void trouble(struct owner *o, struct resp got)
{
	struct err why;

	later(o, o->stand_by_ms);
	words_unexpected(got, "the lease", &why);
	o->events->trouble(o->arg, &why);
}

static void on_set(void *arg, const struct str *reply)
{
	struct owner *o = arg;
	struct resp got;
	size_t at = 0;

	if (!reply)
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_STATUS)
		gained(o);
	else if (got.kind == RESP_ERROR)
		trouble(o, got);
	else
		later(o, o->stand_by_ms);
}

/* `how`: NX where nobody holds it, XX in the place of one who is gone or of its own former text. */
static void set_lease(struct owner *o, struct str how)
{
	struct buf ms = { 0 };

	buf_addf(&ms, "%u", o->lease_ms);
	call(o, 6, (struct str[]){ STR("SET"), lease_key(o), buf_str(&o->lease), how, STR("PX"), buf_str(&ms) }, on_set);
	buf_free(&ms);
}

static void on_extended(void *arg, const struct str *reply)
{
	struct owner *o = arg;
	struct resp got;
	size_t at = 0;

	if (!reply)
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_INTEGER && got.integer == 1)
		gained(o);
	else if (got.kind == RESP_INTEGER) /* it ran out in between */
		set_lease(o, STR("NX"));
	else
		trouble(o, got);
}

static void on_lease(void *arg, const struct str *reply)
{
	struct owner *o = arg;
	struct buf ms = { 0 };
	struct resp got;
	size_t at = 0;

	if (!reply)
		return;
	got = resp_next(*reply, &at);
	if (got.kind == RESP_NIL) {
		set_lease(o, STR("NX"));
	} else if (got.kind != RESP_STRING) {
		trouble(o, got);
	} else if (str_eq(got.text, buf_str(&o->lease))) {
		buf_addf(&ms, "%u", o->lease_ms);
		call(o, 3, (struct str[]){ STR("PEXPIRE"), lease_key(o), buf_str(&ms) }, on_extended);
		buf_free(&ms);
	} else if (is_mine(o, got.text) || (!o->holds && holder_is_gone(o, got.text))) {
		set_lease(o, STR("XX"));
	} else {
		refused(o);
	}
}

static void look(struct owner *o)
{
	if (!link_is_up(o->control))
		return;
	link_forget(o->control, o);
	call(o, 2, (struct str[]){ STR("GET"), lease_key(o) }, on_lease);
}

static void released(struct owner *o)
{
	void (*done)(void *arg) = o->released;

	o->released = NULL;
	o->holds = false;
	if (done)
		done(o->arg);
}

static void on_deleted(void *arg, const struct str *reply)
{
	struct owner *o = arg;

	(void)reply;
	released(o);
}

static void on_lease_to_release(void *arg, const struct str *reply)
{
	struct owner *o = arg;
	struct resp got;
	size_t at = 0;

	if (reply)
		got = resp_next(*reply, &at);
	if (reply && got.kind == RESP_STRING && is_mine(o, got.text))
		call(o, 2, (struct str[]){ STR("DEL"), lease_key(o) }, on_deleted);
	else
		released(o);
}

void owner_release(struct owner *o, void (*done)(void *arg))
{
	o->started = false;
	o->released = done;
	evtimer_del(o->timer);
	link_forget(o->control, o);
	if (link_is_up(o->control))
		call(o, 2, (struct str[]){ STR("GET"), lease_key(o) }, on_lease_to_release);
	else
		released(o);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct owner *o = arg;

	(void)fd;
	(void)what;
	if (!o->started)
		return;
	/* Asked again even if an answer never comes; what does come re-arms the timer. */
	later(o, o->stand_by_ms);
	look(o);
}

struct owner *owner_new(struct event_base *loop, struct link *control, struct str company, uint32_t lease_ms,
			uint32_t stand_by_ms, const struct owner_events *events, void *arg)
{
	struct owner *o = mem_alloc(sizeof(*o));

	o->control = control;
	o->company = company;
	o->lease_ms = lease_ms;
	o->stand_by_ms = stand_by_ms;
	o->events = events;
	o->arg = arg;
	o->timer = evtimer_new(loop, on_timer, o);
	if (!o->timer)
		mem_out("a timer");
	describe(o);
	return o;
}

void owner_free(struct owner *o)
{
	if (!o)
		return;
	event_free(o->timer);
	buf_free(&o->key);
	buf_free(&o->lease);
	mem_free(o);
}

void owner_start(struct owner *o)
{
	o->started = true;
	later(o, o->stand_by_ms);
	look(o);
}

void owner_doubt(struct owner *o)
{
	o->holds = false;
	look(o);
}

void owner_stand_still(struct owner *o, const struct err *why)
{
	buf_addf(&o->lease, " stopped %s", why->text);
	look(o);
}

bool owner_holds(const struct owner *o)
{
	return o->holds;
}

const char *owner_id(const struct owner *o)
{
	return o->id;
}

void owner_link_up(struct owner *o)
{
	if (o->started)
		look(o);
}
