#include "daemon/follow.h"
#include "daemon/words.h"
#include <event2/event.h>
#include <string.h>

enum { JOURNAL_COUNT = 500, RETRY_MS = 500 };

/* OFF. LOOK: the journal has been asked for, or will be. BEFORE: reports up to the entry come in. TAKE: its command comes in. */
enum follow_state { OFF, LOOK, BEFORE, TAKE };

struct follow {
	struct follow_parts of;
	const struct follow_events *events;
	void *arg;
	struct event *again;
	struct stream *stream;
	enum follow_state state;
	bool ending; /* `end` is given */
	struct fence end;
	bool reloaded;   /* a difference was met before: what is stored differs, not what this process had in memory */
	bool differs;    /* from the journal or the fence; said once */
	struct buf page; /* the journal's reply */
	size_t page_at;
	int64_t page_left; /* entries */
	bool page_full;    /* it held entries, so there may be more behind it */
	struct journal_entry entry;
	bool last;            /* `entry` is the fence's own position, behind the whole journal */
	uint64_t seen_inputs; /* journal entries up to here are done */
	/* a batch that waits for a model */
	struct stream_batch batch;
	uint32_t batch_at;
	bool batch_waits, read_failed;
	struct buf key, from;
};

static void look(struct follow *f);
static void next_entry(struct follow *f);

static void on_again(evutil_socket_t fd, short what, void *arg)
{
	struct follow *f = arg;

	(void)fd;
	(void)what;
	if (f->state == LOOK)
		look(f);
	else if (f->state != OFF && f->read_failed)
		follow_link_up(f);
	else if (f->state != OFF && f->batch_waits)
		fetch_begin(f->of.fetch, turn_asks_model(&f->batch.inputs[f->batch_at]));
}

struct follow *follow_new(const struct follow_parts *parts, const struct follow_events *events, void *arg)
{
	struct follow *f = mem_alloc(sizeof(*f));

	f->of = *parts;
	f->events = events;
	f->arg = arg;
	f->again = evtimer_new(parts->loop, on_again, f);
	if (!f->again)
		mem_out("a timer");
	return f;
}

void follow_free(struct follow *f)
{
	if (!f)
		return;
	event_free(f->again);
	buf_free(&f->page);
	buf_free(&f->key);
	buf_free(&f->from);
	mem_free(f);
}

static void later(struct follow *f, uint32_t ms)
{
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	evtimer_add(f->again, &delay);
}

static void trouble(struct follow *f, const struct err *why)
{
	follow_stop(f);
	f->events->trouble(f->arg, why);
}

static uint64_t inputs_now(const struct follow *f)
{
	return outbox_inputs(f->of.outbox, f->of.turn->engine);
}

/* ---- the journal ---- */

static void on_journal(void *arg, const struct str *reply)
{
	struct follow *f = arg;
	struct resp got;
	struct err why;

	if (!reply)
		return; /* follow_link_up() looks again */
	buf_clear(&f->page);
	buf_adds(&f->page, *reply);
	f->page_at = 0;
	got = resp_next(buf_str(&f->page), &f->page_at);
	if (got.kind != RESP_ARRAY) {
		words_unexpected(got, "entries of the journal", &why);
		log_warn(f->of.log, "follow", "the journal cannot be read (%s), trying again company=%.*s", why.text,
			 STR_ARG(f->of.company));
		later(f, RETRY_MS);
		return;
	}
	f->page_left = got.integer;
	f->page_full = got.integer > 0;
	next_entry(f);
}

static void look(struct follow *f)
{
	struct str count = STR("500");

	_Static_assert(JOURNAL_COUNT == 500, "as text");
	f->state = LOOK;
	if (!link_is_up(f->of.control))
		return;
	buf_clear(&f->from);
	buf_addf(&f->from, "(%llu-%llu", (unsigned long long)f->seen_inputs, (unsigned long long)UINT64_MAX);
	link_call(f->of.control, 6,
		  (struct str[]){ STR("XRANGE"), key_text(&f->key, f->of.company, "journal"), buf_str(&f->from), STR("+"),
				  STR("COUNT"), count },
		  on_journal, f);
}

static void say_differs(struct follow *f, const char *where)
{
	struct buf mine = { 0 }, theirs = { 0 };

	if (f->differs)
		return;
	f->differs = true;
	hash128_add(&mine, engine_digest(f->of.turn->engine));
	hash128_add(&theirs, f->entry.digest);
	log_error(f->of.log, "follow",
		  "the log folds to something else than was emitted (another version of sdmd, or entries removed from a stream); "
		  "what was "
		  "emitted stands; run \"sdmctl replay --verify\" company=%.*s at=%s inputs=%llu expected_inputs=%llu digest=%s "
		  "expected_digest=%s",
		  STR_ARG(f->of.company), where, (unsigned long long)inputs_now(f), (unsigned long long)f->entry.inputs, mine.ptr,
		  theirs.ptr);
	buf_free(&mine);
	buf_free(&theirs);
}

/* The first difference may come of Redis having gone back to an older state while a stand-by had followed the newer one, so
 * the checkpoint is loaded once more before it is believed. false: that is going on. */
static bool check(struct follow *f, const char *where)
{
	/* A command's entry was written before the timers that it sets off; those are compared with the next entry. */
	bool at_once = f->entry.kind == JOURNAL_COMMAND || f->entry.kind == JOURNAL_ACTIVATE;
	struct err why;

	if (inputs_now(f) == f->entry.inputs && (at_once || hash128_eq(engine_digest(f->of.turn->engine), f->entry.digest)))
		return true;
	if (f->reloaded) {
		say_differs(f, where);
		return true;
	}
	f->reloaded = true;
	err_set(&why, "the %s differs from what was folded at %llu inputs", where, (unsigned long long)inputs_now(f));
	trouble(f, &why);
	return false;
}

static void entry_done(struct follow *f)
{
	struct fence end = f->end;

	if (!check(f, f->last ? "fence" : "journal"))
		return;
	if (!f->last) {
		f->seen_inputs = f->entry.inputs;
		next_entry(f);
		return;
	}
	f->of.outbox->skew += end.inputs - inputs_now(f);
	if (entry_id_cmp(engine_last(f->of.turn->engine, INPUT_COMMAND), end.commands) != 0)
		say_differs(f, "fence");
	follow_stop(f);
	f->reloaded = false;
	f->events->reached(f->arg, f->differs);
}

/* ---- the streams ---- */

static void read_more(struct follow *f)
{
	f->read_failed = false;
	stream_next(f->stream, 0);
}

static void bounds(struct follow *f, struct entry_id reports, struct entry_id commands)
{
	stream_until(f->stream, reports, commands);
	read_more(f);
}

/* A model that the journal says was taken must be there; one that it says was refused is refused again. false: wait. */
static bool model_at_hand(struct follow *f, const struct input *in)
{
	struct str sha = turn_asks_model(in), text;
	struct err why;

	if (sha.len == 0)
		return true;
	if (f->entry.kind == JOURNAL_ACTIVATE && f->entry.refused.len > 0) {
		turn_refuse(f->of.turn, f->entry.refused);
		return true;
	}
	if (f->entry.kind != JOURNAL_ACTIVATE)
		return true; /* the engine refused it before it came to that */
	if (!fetch_has(f->of.fetch, sha)) {
		fetch_begin(f->of.fetch, sha);
		return false;
	}
	if (fetch_text(f->of.fetch, sha, &text, &why) == 0)
		return true;
	log_error(f->of.log, "follow", "waiting for a model that the log needs (%s), trying again company=%.*s", why.text,
		  STR_ARG(f->of.company));
	fetch_forget(f->of.fetch);
	later(f, RETRY_MS * 10);
	return false;
}

static void fold(struct follow *f)
{
	for (; f->batch_at < f->batch.count; f->batch_at++) {
		const struct input *in = &f->batch.inputs[f->batch_at];

		f->batch_waits = !model_at_hand(f, in);
		if (f->batch_waits)
			return;
		turn_take_of(f->of.turn, f->batch.inputs, f->batch.count, f->batch_at);
	}
	stream_release(f->stream, &f->batch);
	f->batch.count = 0;
	read_more(f);
}

void follow_batch(struct follow *f, const struct stream_batch *batch)
{
	if (f->state == OFF)
		return;
	f->batch = *batch;
	f->batch_at = 0;
	fold(f);
}

void follow_model_ready(struct follow *f)
{
	if (f->state != OFF && f->batch_waits)
		fold(f);
}

static void take_clock(struct follow *f)
{
	struct input clock = { .kind = f->entry.kind == JOURNAL_TICK ? INPUT_TICK : INPUT_BOUND, .time_ms = f->entry.time_ms };

	turn_take(f->of.turn, &clock);
	entry_done(f);
}

void follow_end(struct follow *f)
{
	if (f->state == TAKE) {
		entry_done(f);
		return;
	}
	if (f->state != BEFORE)
		return;
	if (journal_is_clock(&f->entry) && !f->last) {
		take_clock(f);
	} else if (f->last || f->entry.kind == JOURNAL_COMMAND || f->entry.kind == JOURNAL_ACTIVATE) {
		f->state = TAKE;
		bounds(f, f->entry.reports, f->entry.commands);
	} else {
		entry_done(f);
	}
}

void follow_trouble(struct follow *f, bool lost, const struct err *why)
{
	if (f->state == OFF)
		return;
	f->read_failed = true;
	if (!lost)
		log_warn(f->of.log, "follow", "the log cannot be read (%s), trying again company=%.*s", why->text,
			 STR_ARG(f->of.company));
	later(f, RETRY_MS);
}

/* The entry after the one done; at the end of the journal the fence, or another look later. */
static void next_entry(struct follow *f)
{
	struct err why;

	f->last = false;
	while (f->page_left > 0) {
		f->page_left--;
		if (journal_read(buf_str(&f->page), &f->page_at, &f->entry, &why) < 0) {
			trouble(f, &why);
			return;
		}
		if (f->entry.kind == JOURNAL_OWNER || f->entry.inputs <= inputs_now(f)) {
			f->seen_inputs = f->entry.inputs;
			continue;
		}
		f->state = BEFORE;
		bounds(f, f->entry.reports, engine_last(f->of.turn->engine, INPUT_COMMAND));
		return;
	}
	if (f->page_full) {
		f->page_full = false;
		look(f);
		return;
	}
	if (!f->ending) {
		f->state = LOOK;
		later(f, f->of.look_ms);
		return;
	}
	if (inputs_now(f) > f->end.inputs) {
		err_set(&why, "Redis holds an older state (%llu inputs) than was followed (%llu)",
			(unsigned long long)f->end.inputs, (unsigned long long)inputs_now(f));
		trouble(f, &why);
		return;
	}
	f->last = true;
	f->entry = (struct journal_entry){ .kind = JOURNAL_PROGRESS,
					   .inputs = f->end.inputs,
					   .reports = f->end.reports,
					   .commands = f->end.commands,
					   .digest = f->end.digest };
	f->state = BEFORE;
	bounds(f, f->end.reports, engine_last(f->of.turn->engine, INPUT_COMMAND));
}

/* ---- from outside ---- */

void follow_start(struct follow *f, struct stream *stream)
{
	f->stream = stream;
	f->ending = f->differs = f->batch_waits = f->read_failed = false;
	f->batch.count = 0;
	f->seen_inputs = inputs_now(f);
	f->page_left = 0;
	look(f);
}

void follow_to(struct follow *f, const struct fence *end)
{
	f->ending = true;
	f->end = *end;
	if (f->state == LOOK) {
		evtimer_del(f->again);
		link_forget(f->of.control, f);
		look(f);
	}
}

void follow_stop(struct follow *f)
{
	f->state = OFF;
	evtimer_del(f->again);
	link_forget(f->of.control, f);
	buf_clear(&f->page);
	f->page_left = 0;
}

void follow_link_up(struct follow *f)
{
	if (f->state == LOOK) {
		evtimer_del(f->again);
		link_forget(f->of.control, f);
		look(f);
	} else if (f->state != OFF && f->read_failed) {
		evtimer_del(f->again);
		read_more(f);
	}
}
