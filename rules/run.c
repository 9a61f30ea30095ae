#include "rules/run.h"

#include <string.h>

#include "rules/alerts.h"
#include "rules/cases.h"
#include "rules/chunk.h"
#include "rules/closed.h"
#include "rules/period.h"
#include "rules/pin.h"
#include "rules/stretch.h"
#include "rules/tasks.h"

/* ---- finding ---- */
uint32_t run_of(const struct engine *e, uint32_t case_number)
{
	return case_number < e->case_runs.count && e->case_runs.at[case_number] ? e->case_runs.at[case_number] - 1 : NONE;
}

static void run_index(struct engine *e, uint32_t case_number, uint32_t run_no)
{
	while (e->case_runs.count <= case_number)
		*ARRAY_ADD(e->case_runs) = 0;
	e->case_runs.at[case_number] = run_no;
}

void runs_index(struct engine *e)
{
	for (uint32_t i = 0; i < e->runs.count; i++)
		if (run_at(e, i)->case_no)
			run_index(e, run_at(e, i)->case_no - 1, i + 1);
	waits_index(e);
}

uint32_t run_need(struct engine *e, uint32_t case_number)
{
	uint32_t number = run_of(e, case_number);

	if (number != NONE)
		return number;
	number = pool_add(&e->runs);
	*run_at(e, number) = (struct run_record){ .case_no = case_number + 1, .state = RUN_OVER, .wake_ms = INT64_MAX };
	run_index(e, case_number, number + 1);
	return number;
}

bool run_flip(const struct engine *e, enum flip_kind kind, uint32_t case_number, struct flip *out)
{
	const struct case_record *c = pool_at(&e->cases, case_number);
	bool down;
	struct subject s;
	int32_t last;

	*out = (struct flip){ .kind = kind, .case_no = case_number + 1, .since = c->since };
	if (!cases_identity(e, c, &out->decision, &out->scope, &out->period))
		return false;
	s = subject_of(e, out->decision, out->scope, out->period);
	last = period_to(e->model, out->period) - 1;
	out->day = figures_today(e, out->scope);
	down = e->model->kpis[s.decision->kpi].direction == DIRECTION_DOWN;
	if (out->day > last)
		subject_plan(&s, last, &out->figures);
	else
		subject_plan(&s, down ? out->day : out->day - 1, &out->figures);
	subject_fact(&s, out->day < last ? out->day : last, &out->figures);
	return true;
}

/* ---- what an execution has come to ---- */
static struct span_record span_of(struct duration d)
{
	return (struct span_record){ (uint16_t)d.days, (uint16_t)d.of };
}

static void ask_put(struct engine *e, uint32_t wait, enum alert_kind kind, const struct text *question, const struct flip *f,
		    struct arena *a, struct update *out)
{
	const struct wait_record *w = wait_at(e, wait);

	alert_put(e, run_at(e, w->run - 1)->case_no - 1, f,
		  &(struct telling){ .kind = kind,
				     .to = names_text(&e->codes, w->to),
				     .why = question,
				     .ask = names_text(&e->codes, w->name),
				     .options = names_text(&e->codes, w->options) },
		  a, out);
}

static void asked_note(struct engine *e, uint32_t case_number)
{
	struct case_record *c = pool_at(&e->cases, case_number);

	pool_touch(&e->cases, case_number);
	c->questions++;
}

static void ask_begin(struct engine *e, uint32_t wait, const struct wait_wish *wish, const struct subject *s,
		      const struct flip *f, struct arena *a, struct update *out)
{
	struct wait_record *w = wait_at(e, wait);
	struct duration first = wish->after.days ? wish->after : wish->escalate;

	w->to = state_code(e, wish->to);
	w->options = state_code(e, wish->options);
	w->escalate_to = state_code(e, wish->escalate_to);
	w->escalate = span_of(wish->escalate);
	if (first.days)
		wait_due(e, wait, wait_end(s, first, w->day, w->from_ms));
	asked_note(e, run_at(e, w->run - 1)->case_no - 1);
	ask_put(e, wait, ALERT_QUESTION, &wish->question, f, a, out);
}

static void wait_begin(struct engine *e, uint32_t run, const struct wait_wish *wish, const struct flip *f, struct arena *a,
		       struct update *out)
{
	uint32_t case_number = run_at(e, run)->case_no - 1;
	uint32_t wait = wait_add(e, run, wish->kind, state_code(e, wish->name)), task;
	struct subject s = subject_of(e, f->decision, f->scope, f->period);
	struct wait_record *w = wait_at(e, wait);

	w->day = f->day;
	w->from_ms = e->clock.now_ms;
	w->after = span_of(wish->after);
	if (wish->kind == WAIT_TIMER)
		wait_due(e, wait, wait_end(&s, wish->after, f->day, e->clock.now_ms));
	if (wish->kind == WAIT_ASK)
		ask_begin(e, wait, wish, &s, f, a, out);
	if (wish->kind != WAIT_DONE)
		return;
	task = task_find(e, case_number, state_code(e, wish->task));
	w->task = task == NONE ? 0 : task + 1;
	if (task == NONE || !task_is_open(task_at(e, task)))
		wait_over(e, wait, f->day,
			  task == NONE ? STR("cancelled") : str_of(task_state_name((enum task_state)task_at(e, task)->state)), 0,
			  (struct str){ 0 });
}

/* A question that was answered stays, so that later answers are told from those to nothing; whatever else lost is gone. */
static void wait_spend(struct engine *e, uint32_t run, struct str name, const struct flip *f, struct arena *a, struct update *out)
{
	uint32_t wait = wait_find(e, run, state_code(e, name));

	if (wait == NONE || (wait_at(e, wait)->kind == WAIT_ASK && wait_at(e, wait)->over))
		return;
	if (wait_at(e, wait)->kind == WAIT_ASK)
		ask_put(e, wait, ALERT_QUESTION_CLOSED, NULL, f, a, out);
	wait_remove(e, wait);
}

static void stand(struct engine *e, uint32_t run, const struct run_said *said)
{
	for (uint32_t n = run_at(e, run)->first_wait; n; n = wait_at(e, n - 1)->next) {
		struct wait_record *w = wait_at(e, n - 1);
		bool awaited = false;

		for (uint32_t i = 0; i < said->awaited_count && w->kind <= WAIT_DONE; i++)
			awaited = awaited || str_eq(names_text(&e->codes, w->name), said->awaited[i]);
		if (awaited != w->awaited)
			pool_touch(&e->waits, n - 1);
		w->awaited = awaited;
	}
}

/* Only the engine's own waits are left to it. */
static void script_end(struct engine *e, uint32_t run, const struct flip *f, struct arena *a, struct update *out)
{
	struct run_record *r = run_at(e, run);

	pool_touch(&e->runs, run);
	for (uint32_t n = r->first_wait, next; n; n = next) {
		const struct wait_record *w = wait_at(e, n - 1);

		next = w->next;
		if (w->kind > WAIT_DONE)
			continue;
		if (w->kind == WAIT_ASK && !w->over && f)
			ask_put(e, n - 1, ALERT_QUESTION_CLOSED, NULL, f, a, out);
		wait_remove(e, n - 1);
	}
	chunks_free(&e->chunks, r->journal);
	r->journal = r->journal_bytes = r->entries = r->closes = r->move = 0;
	r->wake_ms = INT64_MAX;
	r->state = RUN_OVER;
	if (r->opened_figure)
		stretch_figure_drop(e, r->opened_figure);
	r->opened_figure = 0;
	if (r->pin)
		pin_drop(e, r->pin);
	r->pin = 0;
}

/* The other decisions' cases that it has opened still open. */
static void run_drop(struct engine *e, uint32_t run)
{
	for (uint32_t n = run_at(e, run)->first_wait, next; n; n = next) {
		next = wait_at(e, n - 1)->next;
		if (wait_at(e, n - 1)->kind != WAIT_OPEN)
			wait_remove(e, n - 1);
	}
	run_let_go(e, run);
}

void run_let_go(struct engine *e, uint32_t run)
{
	uint32_t case_number = run_at(e, run)->case_no - 1;

	if (run_at(e, run)->first_wait || ((const struct case_record *)pool_at(&e->cases, case_number))->state == CASE_OPEN)
		return;
	run_index(e, case_number, 0);
	pool_remove(&e->runs, run);
}

static void run_begin(struct engine *e, uint32_t run, const struct flip *f)
{
	const struct decision *d = &e->decisions->at[f->decision];
	struct run_record *r = run_at(e, run);
	uint32_t pin = pin_take(e, d->pin, d->pin_sha);

	pool_touch(&e->runs, run);
	if (r->pin)
		pin_drop(e, r->pin);
	r->pin = pin;
	if (!r->opened_figure)
		r->opened_figure = stretch_figure(e, r->case_no - 1, f);
}

static void open_others(struct engine *e, uint32_t case_number, const struct run_said *said)
{
	bool shadow = ((const struct case_record *)pool_at(&e->cases, case_number))->flags & CASE_SHADOW;

	for (uint32_t i = 0; !shadow && i < said->open_count; i++) {
		uint32_t wait = wait_add(e, run_need(e, case_number), WAIT_OPEN, state_code(e, said->opens[i]));

		wait_due(e, wait, e->clock.now_ms);
	}
}

static void journal_keep(struct engine *e, uint32_t run, const struct run_said *said)
{
	struct run_record *r = run_at(e, run);

	pool_touch(&e->runs, run);
	if (said->moved) {
		chunks_free(&e->chunks, r->journal);
		r->journal = r->journal_bytes = r->entries = 0;
	}
	chunks_append(&e->chunks, &r->journal, &r->journal_bytes, said->journal);
	r->entries += said->entries;
	r->closes |= said->asks_cleared;
	r->state = RUN_WAITING;
}

void run_conclude(struct engine *e, uint32_t case_number, const struct flip *f, const struct verdict *v, struct arena *a,
		  struct update *out)
{
	const struct run_said *said = &v->run;
	uint32_t run = run_of(e, case_number);

	open_others(e, case_number, said);
	if (said->waiting) {
		run = run_need(e, case_number);
		if (!run_at(e, run)->pin || said->moved)
			run_begin(e, run, f);
	}
	if (run == NONE || run_at(e, run)->case_no != case_number + 1)
		return;
	for (uint32_t i = 0; i < said->spent_count; i++)
		wait_spend(e, run, said->spent[i], f, a, out);
	if (!said->waiting) {
		script_end(e, run, f, a, out);
		return;
	}
	journal_keep(e, run, said);
	uint32_t over = run_at(e, run)->over_count;
	for (uint32_t i = 0; i < said->wait_count; i++)
		wait_begin(e, run, &said->waits[i], f, a, out);
	stand(e, run, said);
	if (run_at(e, run)->over_count != over) /* it waits for what is there already */
		run_wake(e, run);
}

void run_pause(struct engine *e, uint32_t case_number, const struct flip *f)
{
	uint32_t run = run_need(e, case_number);

	if (!run_at(e, run)->pin)
		run_begin(e, run, f);
	pool_touch(&e->runs, run);
	run_at(e, run)->state = RUN_PAUSED;
}

void run_stay(struct engine *e, uint32_t case_number)
{
	uint32_t run = run_of(e, case_number);

	if (run == NONE || run_at(e, run)->state != RUN_WAITING)
		return;
	for (uint32_t n = run_at(e, run)->first_wait; n; n = wait_at(e, n - 1)->next)
		if (wait_at(e, n - 1)->awaited && wait_at(e, n - 1)->over)
			run_wake(e, run);
}

void run_end(struct engine *e, uint32_t case_number, const struct flip *f, struct arena *a, struct update *out)
{
	uint32_t run = run_of(e, case_number);

	if (run == NONE)
		return;
	script_end(e, run, f, a, out);
	run_drop(e, run);
}

/* ---- what happens to it ---- */
bool run_takes_clear(struct engine *e, uint32_t case_number, int32_t day)
{
	uint32_t run = run_of(e, case_number);

	if (run == NONE || run_at(e, run)->state != RUN_WAITING || !run_at(e, run)->closes)
		return false;
	for (uint32_t n = run_at(e, run)->first_wait; n; n = wait_at(e, n - 1)->next)
		if (wait_at(e, n - 1)->kind == WAIT_CLEARED && !wait_at(e, n - 1)->over)
			wait_over(e, n - 1, day, (struct str){ 0 }, 0, (struct str){ 0 });
	return true;
}

void run_acknowledge(struct engine *e, uint32_t case_number, struct str by)
{
	struct case_record *c = pool_at(&e->cases, case_number);
	uint32_t run = run_of(e, case_number), ladder = run == NONE ? NONE : wait_of_kind(e, run, WAIT_LADDER, 0);
	struct flip now;

	if (c->acknowledged)
		return;
	pool_touch(&e->cases, case_number);
	c->acknowledged = state_code(e, by);
	c->acknowledged_ms = e->clock.now_ms;
	if (run_flip(e, FLIP_TOLD, case_number, &now)) {
		struct subject s = subject_of(e, now.decision, now.scope, now.period);

		c->acknowledged_e4 = wait_hours_e4(&s, c->opened_ms, c->acknowledged_ms);
	}
	if (ladder != NONE)
		wait_remove(e, ladder);
}

void runs_move(struct engine *e)
{
	struct flip now;

	for (uint32_t i = 0; i < e->runs.count; i++) {
		struct run_record *r = run_at(e, i);

		if (!r->case_no || r->state == RUN_OVER || !run_flip(e, FLIP_WAKE, r->case_no - 1, &now) ||
		    !e->decisions->at[now.decision].runs_move ||
		    str_eq(pin_sha(e, r->pin), e->decisions->at[now.decision].pin_sha))
			continue;
		pool_touch(&e->runs, i);
		r->move = 1;
		run_wake(e, i);
	}
}

void run_task_changed(struct engine *e, uint32_t task, struct str by)
{
	uint32_t case_number = task_at(e, task)->case_no - 1, run = run_of(e, case_number);
	struct flip now;

	if (run == NONE || task_is_open(task_at(e, task)) || !run_flip(e, FLIP_TOLD, case_number, &now))
		return;
	for (uint32_t n = run_at(e, run)->first_wait; n; n = wait_at(e, n - 1)->next) {
		const struct wait_record *w = wait_at(e, n - 1);

		if (w->kind == WAIT_DONE && !w->over && w->task == task + 1)
			wait_over(e, n - 1, now.day, str_of(task_state_name((enum task_state)task_at(e, task)->state)),
				  by.len ? state_code(e, by) : 0, (struct str){ 0 });
	}
	uint32_t overdue = wait_of_kind(e, run, WAIT_OVERDUE, task + 1);

	if (overdue != NONE)
		wait_remove(e, overdue);
}

/* ---- checking ---- */
static bool run_is_sound(const struct engine *e, const struct run_record *r)
{
	bool live = r->state == RUN_WAITING || r->state == RUN_PAUSED;

	return r->case_no <= e->cases.count && (live || r->state == RUN_OVER) && r->first_wait <= e->waits.count &&
	       (live ? r->pin && r->pin <= e->pins.count && r->opened_figure : !r->pin) &&
	       r->opened_figure <= e->read_figures.count && chunks_are_sound(&e->chunks, r->journal, r->journal_bytes);
}

int runs_check(const struct engine *e, struct err *err)
{
	for (uint32_t i = 0; i < e->runs.count; i++)
		if (run_at(e, i)->case_no && !run_is_sound(e, run_at(e, i)))
			return err_set(err, "record %u of runs makes no sense", i);
	return pins_check(e, err) < 0 ? -1 : waits_check(e, err);
}
