/* The fold: inputs and timers in, findings and updates out. */
#include "rules/engine.h"

#include <assert.h>
#include <string.h>

#include "rules/cases.h"
#include "rules/classes.h"
#include "rules/closed.h"
#include "rules/command.h"
#include "rules/command_case.h"
#include "rules/entity.h"
#include "rules/held.h"
#include "rules/ledger.h"
#include "rules/lock.h"
#include "rules/mention.h"
#include "rules/output.h"
#include "rules/remark.h"
#include "rules/report.h"
#include "rules/run.h"
#include "rules/slot.h"
#include "rules/stretch.h"
#include "rules/tasks.h"
#include "rules/usual.h"
#include "rules/watch.h"

int entry_id_cmp(struct entry_id a, struct entry_id b)
{
	if (a.ms != b.ms)
		return a.ms < b.ms ? -1 : 1;
	return a.seq < b.seq ? -1 : a.seq > b.seq;
}

struct engine *engine_new(const struct model *m, const struct decisions *d)
{
	struct engine *e = mem_alloc(sizeof(*e));

	e->clock.now_ms = e->clock.bound_ms = e->clock.slots_ms = INT64_MIN;
	e->clock.closed_from = e->clock.closed_to = DAY_MIN;
	e->forgotten_latest = DAY_MIN;
	pool_init(&e->ids, "ids", sizeof(struct id_record));
	pool_init(&e->cases, "cases", sizeof(struct case_record));
	pool_init(&e->tasks, "tasks", sizeof(struct task_record));
	pool_init(&e->tokens, "tokens", sizeof(struct token_record));
	pool_init(&e->changes, "changes", sizeof(struct change_record));
	pool_init(&e->closed, "closed", sizeof(struct closed_record));
	pool_init(&e->stretches, "stretches", sizeof(struct stretch_record));
	pool_init(&e->reads, "reads", sizeof(struct read_record));
	pool_init(&e->read_figures, "read_figures", sizeof(struct read_figure_record));
	pool_init(&e->held, "held", sizeof(struct held_record));
	pool_init(&e->slots, "slots", sizeof(struct slot_record));
	pool_init(&e->covers, "covers", sizeof(struct cover_record));
	pool_init(&e->runs, "runs", sizeof(struct run_record));
	pool_init(&e->waits, "waits", sizeof(struct wait_record));
	pool_init(&e->chunks, "chunks", sizeof(struct chunk_record));
	pool_init(&e->pins, "pins", sizeof(struct pin_record));
	state_bind(e, m, d);
	state_derive(e);
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	state_unbind(e);
	pool_free(&e->ids);
	pool_free(&e->cases);
	pool_free(&e->tasks);
	pool_free(&e->tokens);
	pool_free(&e->changes);
	pool_free(&e->closed);
	pool_free(&e->stretches);
	pool_free(&e->reads);
	pool_free(&e->read_figures);
	pool_free(&e->held);
	pool_free(&e->slots);
	pool_free(&e->covers);
	pool_free(&e->runs);
	pool_free(&e->waits);
	pool_free(&e->chunks);
	pool_free(&e->pins);
	names_free(&e->codes);
	names_free(&e->forms);
	for (uint32_t i = 0; i < e->section_names.count; i++)
		mem_free(e->section_names.at[i]);
	ARRAY_FREE(e->section_names);
	domains_free(&e->domains);
	ARRAY_FREE(e->timers);
	ARRAY_FREE(e->forgotten);
	mem_free(e);
}

/* Timers that are not one of the days'. */
enum { SLOTS_TIMER = INT32_MAX, AGENDA_TIMER = INT32_MAX - 1 };

/* ---- time ---- */
/* Whoever writes an entry may choose its id: it tells the time only as far as the clock bears it out. */
static int64_t entry_time(const struct engine *e, struct entry_id id)
{
	int64_t bound = e->clock.bound_ms;

	if (bound != INT64_MIN && id.ms > (uint64_t)(bound + INPUT_AHEAD_MS))
		return bound + INPUT_AHEAD_MS;
	return id.ms <= (uint64_t)(DAY_MAX * DAY_MS) ? (int64_t)id.ms : e->clock.now_ms;
}

/* Reports do not move the clock far ahead. In log time such a report is refused; in wall time it is the entry id that cannot
 * be right, and a tick brings the true time. A report that is refused for anything but its time has arrived all the same: when a
 * day ends must not hang on whether a report is taken, which is known only when the timers due before it have fired. */
static int64_t time_of(const struct engine *e, const struct input *in)
{
	int64_t now = e->clock.now_ms, ms = now;

	if (in->kind == INPUT_BOUND)
		return now;
	if (in->kind == INPUT_TICK || in->kind == INPUT_TIMER)
		return in->time_ms > now ? in->time_ms : now;
	if (e->model->time == TIME_WALL)
		ms = entry_time(e, in->id);
	else if (in->kind == INPUT_REPORT && report_received_at(e->model, in, &ms) < 1)
		ms = now;
	if (now != INT64_MIN && ms - now > REPORT_CLOCK_JUMP_MS)
		return now;
	return ms > now ? ms : now;
}

static bool timer_before(const struct day_timer *a, const struct day_timer *b)
{
	return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->expire < b->expire;
}

static uint32_t timer_first(const struct engine *e)
{
	uint32_t first = NONE;

	for (uint32_t i = 0; i < e->timers.count; i++)
		if (e->timers.at[i].zone != NONE && (first == NONE || timer_before(&e->timers.at[i], &e->timers.at[first])))
			first = i;
	return first;
}

int64_t engine_next_due_ms(const struct engine *e)
{
	const struct agenda_entry *next = agenda_first(&e->agenda); /* at the earliest: it may not stand any more */
	int64_t due = next && next->due_ms < e->slots_next_ms ? next->due_ms : e->slots_next_ms;
	uint32_t first = timer_first(e);

	return first == NONE || due < e->timers.at[first].due_ms ? due : e->timers.at[first].due_ms;
}

/* The first clock command whose report has been taken, or clock_count. */
static uint32_t clock_due(const struct engine *e)
{
	const struct clockwork *c = &e->clock;
	uint32_t i = 0;

	while (i < c->clock_count && entry_id_cmp(c->report, c->clocks[i].after) < 0)
		i++;
	return i;
}

static void clock_done(struct clockwork *c, uint32_t number)
{
	if (c->clocks[number].until_ms > c->now_ms)
		c->now_ms = c->clocks[number].until_ms;
	c->clock_count--;
	memmove(&c->clocks[number], &c->clocks[number + 1], (c->clock_count - number) * sizeof(*c->clocks));
}

static bool timer_due(struct engine *e, int64_t until, struct input *out_due)
{
	if (until == INT64_MIN)
		return false;
	if (e->clock.now_ms == INT64_MIN) {
		timers_start(e, until);
		tokens_start(e, until);
	}
	uint32_t first = timer_first(e);
	int64_t next = INT64_MAX;
	bool wakes = waits_next(e, until, &next);
	if (wakes && next < e->slots_next_ms && (first == NONE || next <= e->timers.at[first].due_ms)) {
		*out_due = (struct input){ .kind = INPUT_TIMER, .time_ms = next, .timer = AGENDA_TIMER };
		return true;
	}
	/* A grace that ends at midnight is told before the day is judged. */
	if (e->slots_next_ms <= until && (first == NONE || e->slots_next_ms <= e->timers.at[first].due_ms)) {
		*out_due = (struct input){ .kind = INPUT_TIMER, .time_ms = e->slots_next_ms, .timer = SLOTS_TIMER };
		return true;
	}
	if (first == NONE || e->timers.at[first].due_ms > until)
		return false;
	*out_due = (struct input){ .kind = INPUT_TIMER, .time_ms = e->timers.at[first].due_ms, .timer = first };
	return true;
}

bool engine_due(struct engine *e, const struct input *next, struct input *out_due)
{
	return timer_due(e, time_of(e, next), out_due);
}

bool engine_clock_due(struct engine *e, int64_t until_ms, struct input *out_due)
{
	const struct clockwork *k = &e->clock;
	int64_t now;

	/* What the input has woken goes on before the next one. */
	if (k->now_ms != INT64_MIN && waits_next(e, k->now_ms, &now)) {
		*out_due = (struct input){ .kind = INPUT_TIMER, .time_ms = now, .timer = AGENDA_TIMER };
		return true;
	}
	for (uint32_t c = clock_due(e); c < k->clock_count && k->clocks[c].until_ms <= until_ms; c = clock_due(e)) {
		if (timer_due(e, k->clocks[c].until_ms, out_due))
			return true;
		clock_done(&e->clock, c);
	}
	return false;
}

int64_t engine_time_with(const struct engine *e, const struct input *next)
{
	int64_t ms = next ? time_of(e, next) : e->clock.now_ms;
	uint32_t c = clock_due(e);

	return c < e->clock.clock_count && e->clock.clocks[c].until_ms > ms ? e->clock.clocks[c].until_ms : ms;
}

static void observe_day(struct engine *e, uint32_t number, struct flip_list *flips)
{
	struct day_timer *t = &e->timers.at[number];
	const struct zone *z = e->model->zones[t->zone];
	int32_t day = t->ended + 1;

	e->counters.timers++;
	if (!t->expire) {
		watch_day(e, t->zone, day, flips);
		t->expire = true;
		return;
	}
	watch_expire(e, t->zone, day, flips);
	t->expire = false;
	t->ended = day;
	t->due_ms = zone_instant(z, day + 2, 0);
	closed_advance(e);
	if (t->zone == e->model->zone) {
		closed_notes(e, day, flips);
		ledger_sweep(e);
		slots_sweep(e, day);
		entities_sweep(e, day);
		entities_classify(e, day, flips);
		tokens_sweep(e);
	}
}

static void observe_timer(struct engine *e, const struct input *in, struct flip_list *flips)
{
	if (in->timer < AGENDA_TIMER) {
		observe_day(e, (uint32_t)in->timer, flips);
		return;
	}
	e->counters.timers++;
	if (in->timer == AGENDA_TIMER) {
		run_fire(e, flips);
		return;
	}
	slots_fire(e, in->time_ms);
	watch_judge(e, flips);
}

/* ---- observe ---- */
static void observe_remarks(struct engine *e, const struct report *report, struct receipt *out)
{
	if (report->remarks.count)
		remarks_tell(&report->remarks, out);
	held_note(e, report, out);
}

static void observe_report(struct engine *e, const struct input *in, struct arena *a, struct receipt *out)
{
	struct report report;

	*out = (struct receipt){ .answer = ANSWER_ACCEPTED };
	e->counters.reports++;
	if (e->clock.now_ms == INT64_MIN)
		refuse(a, out, "V17", "clock", STR("received_at"),
		       "the first report of a company needs a time: received_at on log time, else a true entry id");
	else if (report_decode(e, in, a, &report, out) &&
		 (!e->model->forms[report.form].scheduled || lock_allows(e, &report, a, out))) {
		if (e->model->forms[report.form].mentions)
			mentions_note(e, a, &report);
		if (e->model->forms[report.form].usuals)
			usuals_note(e, a, &report);
		out->answer = ledger_take(e, &report, in->id, a, out);
		if (out->answer == ANSWER_ACCEPTED && e->model->forms[report.form].scheduled)
			slot_note(e, &report);
		if (out->answer == ANSWER_ACCEPTED && (report.remarks.count || e->held.live))
			observe_remarks(e, &report, out);
		out->wanted = e->model->forms[report.form].receipts;
		e->counters.duplicates += out->answer == ANSWER_DUPLICATE;
		e->counters.superseded += out->answer == ANSWER_SUPERSEDED;
	}
	e->counters.rejected += out->answer == ANSWER_REJECTED;
	if (out->answer == ANSWER_ACCEPTED && !out->wanted)
		return;
	report_identify(in, out);
}

void engine_observe(struct engine *e, const struct input *in, struct arena *a, struct findings *out)
{
	struct flip_list flips = { 0 };
	struct receipt *receipt = NULL;

	*out = (struct findings){ .input = in };
	e->clock.now_ms = time_of(e, in);
	out->now_ms = e->clock.now_ms;
	if (in->kind == INPUT_TIMER) {
		observe_timer(e, in, &flips);
	} else {
		e->clock.inputs++;
	}
	if (in->kind == INPUT_TICK || in->kind == INPUT_BOUND)
		e->clock.bound_ms = in->time_ms;
	if (in->kind == INPUT_REPORT) {
		e->clock.report = in->id;
		receipt = arena_alloc(a, sizeof(*receipt));
		observe_report(e, in, a, receipt);
		watch_judge(e, &flips);
	} else if (in->kind == INPUT_COMMAND) {
		e->clock.command = in->id;
		e->counters.commands++;
		receipt = arena_alloc(a, sizeof(*receipt));
		command_take(e, in, a, receipt, out, &flips);
	}
	out->receipt = receipt;
	out->flip_count = (uint32_t)flips.list.count;
	e->counters.flips += flips.list.count;
	if (flips.list.count) {
		struct flip *copy = arena_alloc(a, flips.list.count * sizeof(*copy));
		memcpy(copy, flips.list.at, flips.list.count * sizeof(*copy));
		out->flips = copy;
	}
	ARRAY_FREE(flips.list);
}

void engine_conclude(struct engine *e, const struct findings *found, const struct verdicts *said, struct arena *a,
		     struct update *out)
{
	enum input_kind kind = found->input->kind;

	*out = (struct update){ .journal = kind == INPUT_COMMAND || kind == INPUT_TICK || kind == INPUT_BOUND };
	if (found->receipt)
		receipt_put(e, found, a, out);
	if (found->receipt && found->receipt->took_token && found->receipt->answer == ANSWER_REJECTED)
		token_give_back(e, found->receipt->id);
	if (found->activate_sha.len && found->receipt->answer == ANSWER_ACCEPTED) {
		cases_withdraw(e, a, out);
		tasks_due_again(e, a, out);
		waits_resolve(e);
		runs_move(e);
	}
	assert(said->count == found->flip_count);
	for (uint32_t i = 0; i < found->flip_count; i++) {
		if (found->flips[i].kind == FLIP_TOLD) {
			told_conclude(e, &found->flips[i], found->input, a, out);
			continue;
		}
		uint32_t opened = cases_conclude(e, &found->flips[i], &said->at[i], a, out);
		if (opened)
			stretch_keep(e, opened - 1, found->input, &found->flips[i], &said->at[i]);
	}
}

/* ---- reading ---- */
const struct model *engine_model(const struct engine *e)
{
	return e->model;
}

const struct decisions *engine_decisions(const struct engine *e)
{
	return e->decisions;
}

int64_t engine_now_ms(const struct engine *e)
{
	return e->clock.now_ms;
}

int64_t engine_bound_ms(const struct engine *e)
{
	return e->clock.bound_ms;
}

uint64_t engine_inputs(const struct engine *e)
{
	return e->clock.inputs;
}

struct entry_id engine_last(const struct engine *e, enum input_kind kind)
{
	return kind == INPUT_COMMAND ? e->clock.command : e->clock.report;
}

struct hash128 engine_digest(const struct engine *e)
{
	return e->clock.digest;
}

struct counters engine_counters(const struct engine *e)
{
	struct counters c = e->counters;

	c.outputs = e->clock.outputs;
	return c;
}

struct sizes engine_sizes(const struct engine *e)
{
	struct sizes s = { .ids = e->ids.live, .cases_open = e->cases_open, .tasks = e->tasks.live };

	for (uint32_t i = 0; i < e->store_count; i++) {
		s.facts += e->stores[i].facts.live;
		s.rows += e->stores[i].rows.live;
		s.cells += e->stores[i].cells.live;
	}
	return s;
}
