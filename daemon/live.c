#include "daemon/live.h"
#include "daemon/server_clock.h"
#include <event2/event.h>
#include <string.h>

enum {
	TURN_BYTES = 1 << 20, /* of outputs, after which a turn is full */
	FEW_INPUTS = 10,      /* a read of more than so many is load */
	LOOK_MS = 200,        /* for a checkpoint or progress that is due */
	RETRY_MIN_MS = 200,
	RETRY_MAX_MS = 5000,
	WAIT_MS = 1000,
	DIGEST_BYTES = 64 << 20, /* of changed pages that a checkpoint reads for the state's digest: some 10 ms */
	FINAL_PIECE_BYTES = 8 << 20,
	COMMAND_DAYS = 30, /* older ones are refused */
	QUEUE = 2,
};

struct live {
	struct live_parts of;
	struct stream *stream;
	bool running, finishing;
	struct stream_batch queue[QUEUE];
	uint32_t queued, at; /* batches; inputs of the first one that are folded */
	bool reading, read_failed;
	struct err said; /* why inputs could not be read; empty: they can */
	int64_t retry_ms;
	struct event *retry;
	bool loaded;      /* the last read was full enough to wait for more */
	bool alert_first; /* an alert is being committed: Redis answers the next read after it */
	int64_t tick_ms;  /* a tick to be taken once the queue is empty; 0: none */
	struct server_clock clock;
	bool waits; /* the next input is an activation that cannot be folded yet */
	bool patience_over;
	struct event *again;    /* fold on after the loop had its turn */
	struct event *patience; /* the millisecond under load, or the test's delay */
	struct event *look;
	int64_t checkpoint_ms; /* when the last one began */
	uint64_t checkpoint_inputs;
	struct entry_id checkpoint_at[2]; /* reports and commands in it, while it is written */
	uint64_t random;
};

static void pump(struct live *l);

static void arm(struct event *timer, int64_t ms)
{
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	evtimer_add(timer, &delay);
}

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	pump(arg);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	live_stream_up(arg);
}

static void on_patience(evutil_socket_t fd, short what, void *arg)
{
	struct live *l = arg;

	(void)fd;
	(void)what;
	l->patience_over = true;
	pump(l);
}

static void on_look(evutil_socket_t fd, short what, void *arg)
{
	struct live *l = arg;

	(void)fd;
	(void)what;
	if (!l->running)
		return;
	arm(l->look, LOOK_MS);
	pump(l);
}

struct live *live_new(const struct live_parts *parts)
{
	struct live *l = mem_alloc(sizeof(*l));

	l->of = *parts;
	l->random = parts->limits.test_seed;
	l->again = evtimer_new(parts->loop, on_again, l);
	l->patience = evtimer_new(parts->loop, on_patience, l);
	l->look = evtimer_new(parts->loop, on_look, l);
	l->retry = evtimer_new(parts->loop, on_retry, l);
	if (!l->retry || !l->again || !l->patience || !l->look)
		mem_out("a timer");
	return l;
}

void live_free(struct live *l)
{
	if (!l)
		return;
	event_free(l->again);
	event_free(l->patience);
	event_free(l->look);
	event_free(l->retry);
	mem_free(l);
}

/* ---- reading ---- */

static void read_more(struct live *l)
{
	const struct engine *e = l->of.turn->engine;
	int64_t wait = WAIT_MS;

	if (l->reading || l->read_failed || l->finishing || l->queued == QUEUE)
		return;
	if (server_clock_is_stale(&l->clock))
		wait = 0; /* a read that does not wait asks for the time */
	if (l->alert_first && commit_is_busy(l->of.commit))
		return;
	/* A timer that is due needs a read at once, unless its tick stands already and only waits for room in the turn. */
	if (engine_model(e)->time == TIME_WALL && engine_next_due_ms(e) != INT64_MAX && engine_next_due_ms(e) > l->tick_ms) {
		wait = engine_next_due_ms(e) - server_clock_now(&l->clock);
		wait = wait < 0 ? 0 : wait > WAIT_MS ? WAIT_MS : wait;
	}
	l->reading = true;
	stream_next(l->stream, wait);
}

static void read_done(struct live *l)
{
	l->reading = false;
	l->retry_ms = RETRY_MIN_MS;
	if (l->said.text[0] == '\0')
		return;
	l->said.text[0] = '\0';
	log_info(l->of.log, "live", "inputs can be read again company=%.*s", STR_ARG(l->of.company));
}

void live_batch(struct live *l, const struct stream_batch *batch)
{
	read_done(l);
	if (l->finishing) {
		stream_release(l->stream, batch);
		return;
	}
	l->tick_ms = 0;
	if (batch->redis_ms > 0)
		server_clock_heard(&l->clock, batch->redis_ms);
	l->loaded = batch->more || batch->count > FEW_INPUTS;
	l->queue[l->queued++] = *batch;
	if (l->loaded) /* Redis prepares the next read while this one is folded */
		read_more(l);
	pump(l);
	read_more(l); /* few inputs: an alert must not stand behind a read */
}

void live_idle(struct live *l, int64_t redis_ms)
{
	read_done(l);
	l->loaded = false;
	server_clock_heard(&l->clock, redis_ms);
	l->tick_ms = l->finishing ? 0 : redis_ms;
	pump(l);
	read_more(l);
}

void live_trouble(struct live *l, bool lost, const struct err *why)
{
	l->reading = false;
	l->read_failed = true;
	if (!lost && strcmp(l->said.text, why->text) != 0) {
		l->said = *why;
		log_warn(l->of.log, "live", "inputs cannot be read (%s), trying again company=%.*s", why->text,
			 STR_ARG(l->of.company));
	}
	arm(l->retry, l->retry_ms);
	l->retry_ms = l->retry_ms * 2 < RETRY_MAX_MS ? l->retry_ms * 2 : RETRY_MAX_MS;
}

void live_stream_up(struct live *l)
{
	if (!l->running)
		return;
	l->read_failed = false;
	read_more(l);
}

/* ---- folding ---- */

static bool turn_is_full(const struct live *l)
{
	return l->of.outbox->inputs >= l->of.limits.turn_inputs || l->of.outbox->parcel.bytes.len >= TURN_BYTES;
}

/* An activation waits for its bundle, and for the end of a running checkpoint, whose sections it may exchange. */
static bool must_wait(struct live *l, const struct input *in)
{
	struct str sha = turn_asks_model(in);

	if (sha.len == 0)
		return false;
	if (!fetch_has(l->of.fetch, sha)) {
		if (!l->waits)
			fetch_begin(l->of.fetch, sha);
		return true;
	}
	return checkpoint_is_running(l->of.checkpoint);
}

/* false: nothing is there that could be folded now. */
static bool fold_one(struct live *l)
{
	struct turn *t = l->of.turn;
	struct input tick = { .kind = INPUT_TICK, .time_ms = l->tick_ms };

	if (l->queued > 0) {
		const struct input *in = &l->queue[0].inputs[l->at];

		l->waits = must_wait(l, in);
		if (l->waits)
			return false;
		server_clock_bound(&l->clock, t, in, l->of.log, l->of.company);
		turn_take_of(t, l->queue[0].inputs, l->queue[0].count, l->at);
		if (turn_asks_model(in).len > 0)
			fetch_forget(l->of.fetch);
		if (++l->at == l->queue[0].count) {
			stream_release(l->stream, &l->queue[0]);
			l->queue[0] = l->queue[1];
			l->queued--;
			l->at = 0;
		}
		return true;
	}
	if (l->tick_ms == 0 || engine_model(t->engine)->time != TIME_WALL || engine_next_due_ms(t->engine) > l->tick_ms)
		return false;
	l->tick_ms = 0;
	turn_take(t, &tick);
	return true;
}

/* ---- sealing ---- */

static bool checkpoint_is_due(const struct live *l)
{
	uint64_t inputs = outbox_inputs(l->of.outbox, l->of.turn->engine);

	if (checkpoint_is_running(l->of.checkpoint) || inputs == l->checkpoint_inputs || l->waits)
		return false;
	return l->finishing || monotonic_ms() - l->checkpoint_ms >= (int64_t)l->of.limits.checkpoint_ms;
}

static void begin_checkpoint(struct live *l)
{
	struct outbox *o = l->of.outbox;
	struct engine *e = l->of.turn->engine;
	struct manifest head = {
		.reports = engine_last(e, INPUT_REPORT),
		.commands = engine_last(e, INPUT_COMMAND),
		.inputs = outbox_inputs(o, e),
		.turn = commit_fence(l->of.commit)->turn + 1,
		.digest = engine_digest(e),
	};
	struct journal_entry note = { 0 };

	memcpy(head.model, engine_model(e)->sha, sizeof(head.model));
	memcpy(head.outputs, o->numbers, sizeof(head.outputs));
	head.has_state = engine_state_digest_within(e, l->finishing ? SIZE_MAX : DIGEST_BYTES, &head.state);
	note.has_state = head.has_state;
	note.state = head.state;
	outbox_note(o, e, JOURNAL_CHECKPOINT, &note);
	checkpoint_begin(l->of.checkpoint, e, &head);
	o->journal_entries = 0;
	l->checkpoint_ms = monotonic_ms();
	l->checkpoint_inputs = head.inputs;
	l->checkpoint_at[0] = head.reports;
	l->checkpoint_at[1] = head.commands;
}

/* What a complete checkpoint covers and no correction can touch any more. In log time entry ids do not tell the time. */
static void trim_inputs(struct live *l)
{
	const struct engine *e = l->of.turn->engine;
	const struct model *m = engine_model(e);
	int64_t days = COMMAND_DAYS, oldest_ms;
	struct entry_id oldest;

	if (l->of.limits.keep_inputs || m->time != TIME_WALL || engine_now_ms(e) == INT64_MIN)
		return;
	for (uint32_t i = 0; i < m->form_count; i++)
		days = m->forms[i].corrections_days > days ? m->forms[i].corrections_days : days;
	oldest_ms = engine_now_ms(e) - (days + 1) * DAY_MS;
	if (oldest_ms <= 0)
		return;
	oldest = (struct entry_id){ (uint64_t)oldest_ms, 0 };
	outbox_trim_inputs(l->of.outbox, entry_id_cmp(oldest, l->checkpoint_at[0]) < 0 ? oldest : l->checkpoint_at[0],
			   entry_id_cmp(oldest, l->checkpoint_at[1]) < 0 ? oldest : l->checkpoint_at[1]);
}

static void seal(struct live *l)
{
	struct outbox *o = l->of.outbox;
	struct engine *e = l->of.turn->engine;
	struct fence next = *commit_fence(l->of.commit);
	const struct fence *had = commit_confirmed(l->of.commit);
	bool due = checkpoint_is_due(l);

	l->alert_first = o->urgent && !l->loaded;
	if (l->of.limits.confirm_replicas == 0 && !l->alert_first)
		outbox_seal(o, e, engine_last(e, INPUT_REPORT), engine_last(e, INPUT_COMMAND), monotonic_ms(),
			    server_clock_now(&l->clock));
	else
		outbox_seal(o, e, had->reports, had->commands, monotonic_ms(), server_clock_now(&l->clock));
	if (due)
		begin_checkpoint(l);
	if (checkpoint_is_running(l->of.checkpoint) &&
	    checkpoint_write(l->of.checkpoint, l->finishing ? FINAL_PIECE_BYTES : l->of.limits.checkpoint_bytes, &o->parcel)) {
		outbox_trim_journal(o);
		trim_inputs(l);
	}
	next.turn++;
	next.digest = engine_digest(e);
	next.reports = engine_last(e, INPUT_REPORT);
	next.commands = engine_last(e, INPUT_COMMAND);
	next.inputs = outbox_inputs(o, e);
	evtimer_del(l->patience);
	l->patience_over = false;
	commit_send(l->of.commit, &o->parcel, &next);
}

/* Something is confirmed that no receipt covers yet. */
static bool owes_receipt(const struct live *l)
{
	return entry_id_cmp(commit_confirmed(l->of.commit)->reports, l->of.outbox->upto) != 0;
}

/* Also where Redis is away: there is nothing more to tell it. */
static bool is_all_written(const struct live *l)
{
	const struct outbox *o = l->of.outbox;

	return !commit_is_busy(l->of.commit) && o->inputs == 0 && o->parcel.commands == 0 && !owes_receipt(l) &&
	       !checkpoint_is_running(l->of.checkpoint) && outbox_inputs(o, l->of.turn->engine) == l->checkpoint_inputs;
}

/* Replicas have not confirmed the last commit: another one asks them again. */
static bool awaits_replicas(const struct live *l)
{
	return l->of.limits.confirm_replicas > 0 &&
	       entry_id_cmp(commit_confirmed(l->of.commit)->reports, commit_fence(l->of.commit)->reports) != 0;
}

static bool has_work_without_inputs(const struct live *l)
{
	const struct outbox *o = l->of.outbox;

	if (l->queued > 0 && !l->waits)
		return false;
	return checkpoint_is_running(l->of.checkpoint) || checkpoint_is_due(l) || owes_receipt(l) || awaits_replicas(l) ||
	       (outbox_inputs(o, l->of.turn->engine) != o->journal_inputs && monotonic_ms() - o->journal_ms >= PROGRESS_MS);
}

/* splitmix64 */
static uint64_t next_random(struct live *l)
{
	uint64_t z = l->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* false: waiting a little makes the turn larger, or a test says so. */
static bool patience(struct live *l)
{
	uint32_t test_ms = l->of.limits.test_commit_delay_ms;
	bool now = l->of.outbox->urgent || turn_is_full(l) || l->finishing || l->waits || !l->loaded;

	if (l->patience_over || (now && test_ms == 0) || (!now && l->of.limits.turn_delay_ms == 0))
		return true;
	if (!evtimer_pending(l->patience, NULL))
		arm(l->patience, test_ms > 0 ? (int64_t)(next_random(l) % (test_ms + 1)) : l->of.limits.turn_delay_ms);
	return false;
}

/* true: a turn is over. */
static bool work(struct live *l)
{
	struct outbox *o = l->of.outbox;
	bool more = true;

	while (more && !turn_is_full(l) && !(o->urgent && commit_is_armed(l->of.commit)))
		more = fold_one(l);
	if (l->finishing && is_all_written(l)) {
		live_stop(l);
		l->of.finished(l->of.arg);
		return false;
	}
	if (!commit_is_armed(l->of.commit))
		return false;
	if (!((o->inputs > 0 || o->parcel.commands > 0) ? patience(l) : has_work_without_inputs(l)))
		return false;
	seal(l);
	if (l->queued > 0 || l->tick_ms > 0)
		arm(l->again, 0);
	read_more(l);
	return true;
}

static void pump(struct live *l)
{
	int64_t began_us = timing_now_us();
	bool over = l->running && work(l);

	timing_more(l->of.turns, timing_now_us() - began_us);
	if (over)
		timing_end(l->of.turns);
}

/* ---- from outside ---- */

void live_start(struct live *l, struct stream *stream, uint64_t checkpoint_inputs)
{
	const struct engine *e = l->of.turn->engine;

	l->stream = stream;
	l->running = true;
	l->finishing = l->reading = l->read_failed = l->waits = l->loaded = l->patience_over = l->alert_first = false;
	l->queued = l->at = 0;
	l->retry_ms = RETRY_MIN_MS;
	l->said.text[0] = '\0';
	l->tick_ms = 0;
	l->clock = (struct server_clock){ 0 };
	l->checkpoint_ms = monotonic_ms();
	l->checkpoint_inputs = checkpoint_inputs;
	outbox_restart(l->of.outbox, e);
	/* The receipt for the last turns may never have gone out: it is given again. */
	l->of.outbox->upto = (struct entry_id){ 0 };
	l->of.outbox->held_back = false;
	stream_until(stream, ENTRY_ID_MAX, ENTRY_ID_MAX);
	arm(l->look, LOOK_MS);
	read_more(l);
}

void live_stop(struct live *l)
{
	l->running = false;
	evtimer_del(l->again);
	evtimer_del(l->patience);
	evtimer_del(l->look);
	evtimer_del(l->retry);
}

void live_finish(struct live *l)
{
	if (!l->running || l->finishing)
		return;
	l->finishing = true;
	l->tick_ms = 0;
	l->waits = false;
	for (; l->queued > 0; l->queued--)
		stream_release(l->stream, &l->queue[l->queued - 1]);
	pump(l);
}

bool live_is_running(const struct live *l)
{
	return l->running;
}

const char *live_unread(const struct live *l)
{
	return l->said.text;
}

void live_committed(struct live *l)
{
	if (!l->running)
		return;
	l->alert_first = false;
	l->of.committed(l->of.arg);
	pump(l);
	if (l->running)
		read_more(l);
}

void live_model_ready(struct live *l)
{
	if (l->running)
		pump(l);
}
