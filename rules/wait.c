#include "rules/wait.h"

#include <string.h>

#include "rules/calendar.h"
#include "rules/cases.h"
#include "rules/chunk.h"
#include "rules/tasks.h"

/* ---- lengths of time ---- */
enum { MINUTE_MS = 60000, HOURS_LOOK = 800 };

static int64_t due_instant(const struct subject *s, int32_t day, int64_t minute)
{
	const struct model *m = s->engine->model;

	if (day == DAY_NONE)
		return INT64_MAX;
	return zone_instant(m->zones[scope_zone(s->engine, s->scope, day)], day, (int32_t)minute * MINUTE_MS);
}

/* Walks the working hours from the instant on: those of a day begin at work_minute and are as many as its calendar says. */
static int64_t hours_end(const struct subject *s, uint32_t hours, int32_t day, int64_t from_ms)
{
	int64_t left = (int64_t)hours * 60 * MINUTE_MS;

	for (int32_t last = day + HOURS_LOOK; day < last; day++) {
		int64_t begins = due_instant(s, day, s->engine->model->work_minute);
		int64_t ends = begins + (int64_t)subject_hours(s, day) * 60 * MINUTE_MS;

		if (begins < from_ms)
			begins = from_ms;
		if (ends <= begins)
			continue;
		if (left <= ends - begins)
			return begins + left;
		left -= ends - begins;
	}
	return INT64_MAX;
}

int64_t wait_end(const struct subject *s, struct duration d, int32_t from_day, int64_t from_ms)
{
	int64_t due;

	if (d.of == COUNT_WORKHOURS)
		return hours_end(s, d.days, figures_date(s->engine, s->scope, from_ms), from_ms);
	if (d.of == COUNT_WORKDAYS)
		due = due_instant(s, subject_add_workdays(s, from_day, (int32_t)d.days), s->engine->model->due_minute);
	else
		due = due_instant(s, from_day + (int32_t)d.days, s->engine->model->due_minute);
	return due < from_ms ? from_ms : due;
}

/* ---- the chain ---- */
enum { AGENDA_SPARE = 1024 };

uint32_t wait_add(struct engine *e, uint32_t run, enum wait_kind kind, uint32_t name)
{
	uint32_t number = pool_add(&e->waits), *link = &run_at(e, run)->first_wait;

	*wait_at(e, number) = (struct wait_record){ .run = run + 1, .kind = (uint8_t)kind, .name = name, .due_ms = INT64_MAX };
	pool_touch(&e->runs, run);
	for (; *link; link = &wait_at(e, *link - 1)->next)
		if (!wait_at(e, *link - 1)->next)
			pool_touch(&e->waits, *link - 1);
	*link = number + 1;
	return number;
}

/* What was withdrawn long before its time would stay on the agenda until then. */
static void agenda_put(struct engine *e, int64_t due_ms, enum agenda_kind kind, uint32_t number)
{
	size_t live = (size_t)e->waits.live + e->runs.live;

	if (e->agenda.heap.count > 2 * live + AGENDA_SPARE) {
		e->agenda.heap.count = 0;
		waits_index(e);
		return;
	}
	agenda_add(&e->agenda, due_ms, kind, number);
}

void wait_due(struct engine *e, uint32_t number, int64_t due_ms)
{
	struct wait_record *w = wait_at(e, number);

	pool_touch(&e->waits, number);
	w->due_ms = due_ms;
	if (due_ms != INT64_MAX)
		agenda_put(e, due_ms, AGENDA_WAIT, number);
}

void wait_remove(struct engine *e, uint32_t number)
{
	struct wait_record *w = wait_at(e, number);
	uint32_t run = w->run - 1, *link = &run_at(e, run)->first_wait, before = NONE;

	for (; *link != number + 1; link = &wait_at(e, before)->next)
		before = *link - 1;
	if (before == NONE)
		pool_touch(&e->runs, run);
	else
		pool_touch(&e->waits, before);
	*link = w->next;
	chunks_free(&e->chunks, w->said);
	pool_remove(&e->waits, number);
}

uint32_t wait_find(const struct engine *e, uint32_t run, uint32_t name)
{
	for (uint32_t n = run_at(e, run)->first_wait; n; n = wait_at(e, n - 1)->next)
		if (wait_at(e, n - 1)->name == name && wait_at(e, n - 1)->kind <= WAIT_DONE)
			return n - 1;
	return NONE;
}

uint32_t wait_of_kind(const struct engine *e, uint32_t run, enum wait_kind kind, uint32_t task)
{
	for (uint32_t n = run_at(e, run)->first_wait; n; n = wait_at(e, n - 1)->next)
		if (wait_at(e, n - 1)->kind == kind && wait_at(e, n - 1)->task == task)
			return n - 1;
	return NONE;
}

/* ---- waking ---- */
void run_wake(struct engine *e, uint32_t run)
{
	struct run_record *r = run_at(e, run);

	if (r->wake_ms != INT64_MAX)
		return;
	pool_touch(&e->runs, run);
	r->wake_ms = e->clock.now_ms;
	agenda_put(e, r->wake_ms, AGENDA_RUN, run);
}

void wait_over(struct engine *e, uint32_t number, int32_t day, struct str value, uint32_t by, struct str note)
{
	struct wait_record *w = wait_at(e, number);
	uint32_t run = w->run - 1;

	pool_touch(&e->waits, number);
	pool_touch(&e->runs, run);
	w->over = ++run_at(e, run)->over_count;
	w->over_day = day;
	w->by = by;
	w->due_ms = INT64_MAX;
	if (value.len || note.len) {
		chunks_append(&e->chunks, &w->said, &w->said_bytes, value);
		chunks_append(&e->chunks, &w->said, &w->said_bytes, (struct str){ "", 1 });
		chunks_append(&e->chunks, &w->said, &w->said_bytes, note);
	}
	if (w->awaited && run_at(e, run)->state == RUN_WAITING)
		run_wake(e, run);
}

/* ---- the agenda ---- */
static bool entry_stands(const struct engine *e, const struct agenda_entry *x)
{
	if (x->kind == AGENDA_RUN)
		return x->number < e->runs.count && run_at(e, x->number)->case_no && run_at(e, x->number)->wake_ms == x->due_ms;
	return x->number < e->waits.count && wait_at(e, x->number)->run && wait_at(e, x->number)->due_ms == x->due_ms;
}

bool waits_next(struct engine *e, int64_t until_ms, int64_t *out_due_ms)
{
	const struct agenda_entry *first;

	while ((first = agenda_first(&e->agenda)) && !entry_stands(e, first))
		agenda_pop(&e->agenda);
	if (!first || first->due_ms > until_ms)
		return false;
	*out_due_ms = first->due_ms;
	return true;
}

void waits_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->runs.count; i++)
		if (run_at(e, i)->case_no && run_at(e, i)->wake_ms != INT64_MAX)
			agenda_add(&e->agenda, run_at(e, i)->wake_ms, AGENDA_RUN, i);
	for (uint32_t i = 0; i < e->waits.count; i++)
		if (wait_at(e, i)->run && wait_at(e, i)->due_ms != INT64_MAX)
			agenda_add(&e->agenda, wait_at(e, i)->due_ms, AGENDA_WAIT, i);
}

static struct duration duration_of(struct span_record s)
{
	return (struct duration){ s.count, (enum count_of)s.of };
}

/* What a task's being overdue is counted from moves with the day on which it is due. */
static void follow_task(struct engine *e, uint32_t number)
{
	struct wait_record *w = wait_at(e, number);
	int32_t due_day = w->kind == WAIT_OVERDUE ? task_at(e, w->task - 1)->due_day : w->from_day;

	if (due_day == w->from_day || due_day == DAY_NONE)
		return;
	pool_touch(&e->waits, number);
	w->from_day = due_day;
}

/* Also of what would never have ended: the calendar may have got its first working day. */
static void resolve_again(struct engine *e, uint32_t number)
{
	const struct wait_record *w = wait_at(e, number);
	const struct run_record *r = run_at(e, w->run - 1);
	bool escalates = w->kind == WAIT_ASK && (w->reminded || !w->after.count);
	struct duration d = duration_of(escalates ? w->escalate : w->after);
	uint32_t decision, scope;
	struct period period;

	if (w->over || w->kind == WAIT_OPEN || w->reminded == ASK_ESCALATED || !d.days ||
	    !cases_identity(e, pool_at(&e->cases, r->case_no - 1), &decision, &scope, &period))
		return;
	follow_task(e, number);
	struct subject s = subject_of(e, decision, scope, period);
	int64_t due = wait_end(&s, d, w->from_day, w->from_ms);

	if (due < e->clock.now_ms)
		due = e->clock.now_ms;
	if (due != w->due_ms && w->due_ms > e->clock.now_ms)
		wait_due(e, number, due);
}

void waits_resolve(struct engine *e)
{
	for (uint32_t i = 0; i < e->waits.count; i++)
		if (wait_at(e, i)->run)
			resolve_again(e, i);
}

/* ---- checking ---- */
static bool wait_is_sound(const struct engine *e, const struct wait_record *w)
{
	const uint32_t codes[] = { w->name, w->to, w->options, w->escalate_to, w->by };
	bool sound = w->run <= e->runs.count && run_at(e, w->run - 1)->case_no && w->next <= e->waits.count &&
		     w->kind >= WAIT_TIMER && w->kind <= WAIT_OVERDUE && w->task <= e->tasks.count &&
		     w->after.of <= COUNT_WORKHOURS && w->escalate.of <= COUNT_WORKHOURS;

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		sound = sound && codes[i] <= e->codes.count;
	return sound && chunks_are_sound(&e->chunks, w->said, w->said_bytes);
}

int waits_check(const struct engine *e, struct err *err)
{
	uint32_t chained = 0, live = 0;

	for (uint32_t i = 0; i < e->waits.count; i++) {
		const struct wait_record *w = wait_at(e, i);

		live += w->run != 0;
		if (w->run && !wait_is_sound(e, w))
			return err_set(err, "record %u of what runs wait for makes no sense", i);
	}
	for (uint32_t i = 0; i < e->runs.count; i++)
		for (uint32_t n = run_at(e, i)->case_no ? run_at(e, i)->first_wait : 0; n && chained <= live;
		     n = wait_at(e, n - 1)->next, chained++)
			if (n > e->waits.count || wait_at(e, n - 1)->run != i + 1)
				return err_set(err, "run %u waits for what is not its own", i);
	return chained == live ? 0 : err_set(err, "%u records of what runs wait for belong to no run", live - chained);
}
