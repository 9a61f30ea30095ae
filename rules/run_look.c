#include "rules/run_look.h"

#include "rules/chunk.h"
#include "rules/pin.h"
#include "rules/run.h"
#include "rules/stretch.h"
#include "rules/tasks.h"

static int64_t stands_since(const struct engine *e, const struct run_record *r)
{
	int64_t since = ((const struct case_record *)pool_at(&e->cases, r->case_no - 1))->opened_ms;

	for (uint32_t n = r->first_wait; n; n = wait_at(e, n - 1)->next)
		if (wait_at(e, n - 1)->awaited && wait_at(e, n - 1)->from_ms > since)
			since = wait_at(e, n - 1)->from_ms;
	return since;
}

static void look_said(const struct engine *e, const struct wait_record *w, struct arena *a, struct wait_look *out)
{
	struct str said = chunks_text(&e->chunks, w->said, w->said_bytes, a);

	out->value = str_cut(&said, '\0');
	out->note = said;
	out->by = names_text(&e->codes, w->by);
}

static struct wait_look look_wait(const struct engine *e, const struct wait_record *w, struct arena *a)
{
	struct wait_look out = {
		.name = names_text(&e->codes, w->name),
		.kind = (enum wait_kind)w->kind,
		.over = w->over,
		.day = w->day,
		.awaited = w->awaited != 0,
		.from_ms = w->from_ms,
		.due_ms = w->kind == WAIT_TIMER ? w->due_ms : INT64_MAX,
		.to = names_text(&e->codes, w->to),
		.options = names_text(&e->codes, w->options),
		.task = w->kind == WAIT_DONE ? w->task : 0,
	};

	if (w->over)
		look_said(e, w, a, &out);
	return out;
}

bool run_look(const struct engine *e, uint32_t case_no, struct arena *a, struct run_look *out)
{
	uint32_t run = run_of(e, case_no - 1), count = 0;
	const struct run_record *r = run == NONE ? NULL : run_at(e, run);
	struct wait_look *waits;

	if (!r || r->state == RUN_OVER)
		return false;
	for (uint32_t n = r->first_wait; n; n = wait_at(e, n - 1)->next)
		count += wait_at(e, n - 1)->kind <= WAIT_DONE;
	waits = arena_alloc(a, count * sizeof(*waits) + 1);
	*out = (struct run_look){
		.paused = r->state == RUN_PAUSED,
		.since_ms = stands_since(e, r),
		.journal = chunks_text(&e->chunks, r->journal, r->journal_bytes, a),
		.entries = r->entries,
		.pin_sha = pin_sha(e, r->pin),
		.waits = waits,
	};
	out->opened_day = stretch_figure_look(e, r->opened_figure, &out->opened);
	for (uint32_t n = r->first_wait; n; n = wait_at(e, n - 1)->next)
		if (wait_at(e, n - 1)->kind <= WAIT_DONE)
			waits[out->wait_count++] = look_wait(e, wait_at(e, n - 1), a);
	return true;
}

bool run_seen_by(const struct engine *e, uint32_t case_no, struct str *out_by, int64_t *out_ms)
{
	const struct case_record *c = pool_at(&e->cases, case_no - 1);

	if (c->state != CASE_OPEN || !c->acknowledged)
		return false;
	*out_by = names_text(&e->codes, c->acknowledged);
	*out_ms = c->acknowledged_ms;
	return true;
}

bool run_flip_now(const struct engine *e, uint32_t case_no, struct flip *out)
{
	return run_flip(e, FLIP_WAKE, case_no - 1, out);
}

uint32_t tasks_look(const struct engine *e, uint32_t case_no, struct arena *a, const uint32_t **out)
{
	uint32_t count = 0, *list;

	for (uint32_t n = tasks_of(e, case_no - 1); n; n = e->task_before.at[n - 1])
		count++;
	*out = list = arena_alloc(a, count * sizeof(*list) + 1);
	for (uint32_t n = tasks_of(e, case_no - 1), i = count; n; n = e->task_before.at[n - 1])
		list[--i] = n;
	return count;
}

/* ---- all of them ---- */
struct str run_pin(const struct engine *e, uint32_t case_no, struct arena *a)
{
	return pin_text(e, run_at(e, run_of(e, case_no - 1))->pin, a);
}

uint32_t runs_next(const struct engine *e, uint32_t after)
{
	for (uint32_t n = after; n < e->case_runs.count; n++)
		if (e->case_runs.at[n] && run_at(e, e->case_runs.at[n] - 1)->state != RUN_OVER)
			return n + 1;
	return 0;
}

struct str case_decision(const struct engine *e, uint32_t case_no)
{
	return names_text(&e->codes, ((const struct case_record *)pool_at(&e->cases, case_no - 1))->decision);
}

static bool has_waker(const struct engine *e, const struct run_record *r)
{
	if (r->wake_ms != INT64_MAX)
		return true;
	for (uint32_t n = r->first_wait; n; n = wait_at(e, n - 1)->next) {
		const struct wait_record *w = wait_at(e, n - 1);

		if (w->awaited && !w->over && (w->kind != WAIT_TIMER || w->due_ms != INT64_MAX))
			return true;
	}
	return false;
}

uint32_t runs_stuck(const struct engine *e)
{
	uint32_t stuck = 0;

	for (uint32_t i = 0; i < e->runs.count; i++)
		stuck += run_at(e, i)->case_no && run_at(e, i)->state == RUN_WAITING && !has_waker(e, run_at(e, i));
	return stuck;
}

struct run_counts runs_count(const struct engine *e)
{
	struct run_counts c = { 0 };

	for (uint32_t i = 0; i < e->runs.count; i++) {
		c.waiting += run_at(e, i)->case_no && run_at(e, i)->state == RUN_WAITING;
		c.paused += run_at(e, i)->case_no && run_at(e, i)->state == RUN_PAUSED;
	}
	return c;
}
