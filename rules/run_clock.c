/* What the clock does with runs: their own timers, reminders of questions, and the escalation of cases on which nothing happens.
 */
#include "rules/alerts.h"
#include "rules/cases.h"
#include "rules/org.h"
#include "rules/run.h"
#include "rules/tasks.h"

/* The steps of a case's escalation, in their order. */
enum ladder { LADDER_REMIND, LADDER_BOSS, LADDER_TOP, LADDER_STEPS };

static struct duration ladder_step(const struct decision *d, uint32_t level)
{
	const struct duration steps[LADDER_STEPS] = { d->escalation.remind, d->escalation.boss, d->escalation.top };

	return level < LADDER_STEPS ? steps[level] : (struct duration){ 0 };
}

/* Puts a wait of the engine's own on the agenda, counted from the day and moment that it holds. */
static void arm(struct engine *e, uint32_t wait, const struct subject *s, struct duration d)
{
	struct wait_record *w = wait_at(e, wait);

	pool_touch(&e->waits, wait);
	w->after = (struct span_record){ (uint16_t)d.days, (uint16_t)d.of };
	wait_due(e, wait, d.days ? wait_end(s, d, w->day, w->from_ms) : INT64_MAX);
}

/* The next step that the decision has. */
static void ladder_arm(struct engine *e, uint32_t wait, const struct subject *s)
{
	struct run_record *r = run_at(e, wait_at(e, wait)->run - 1);

	while (r->level < LADDER_STEPS && !ladder_step(s->decision, r->level).days)
		r->level++;
	arm(e, wait, s, ladder_step(s->decision, r->level));
}

static bool has_ladder(const struct decision *d)
{
	return d->escalation.remind.days || d->escalation.boss.days || d->escalation.top.days;
}

static uint32_t engine_wait(struct engine *e, uint32_t case_number, enum wait_kind kind, int32_t day, int64_t ms)
{
	uint32_t wait = wait_add(e, run_need(e, case_number), kind, 0);

	wait_at(e, wait)->day = day;
	wait_at(e, wait)->from_ms = ms;
	return wait;
}

void ladder_begin(struct engine *e, uint32_t case_number, const struct flip *f)
{
	struct subject s = subject_of(e, f->decision, f->scope, f->period);
	uint32_t run = run_of(e, case_number);

	if (((const struct case_record *)pool_at(&e->cases, case_number))->acknowledged ||
	    (run != NONE && wait_of_kind(e, run, WAIT_LADDER, 0) != NONE))
		return;
	if (has_ladder(s.decision))
		ladder_arm(e, engine_wait(e, case_number, WAIT_LADDER, f->day, e->clock.now_ms), &s);
}

void overdue_begin(struct engine *e, uint32_t case_number, uint32_t task, const struct flip *f)
{
	struct subject s = subject_of(e, f->decision, f->scope, f->period);
	int32_t due = task_at(e, task)->due_day;

	if (!s.decision->escalation.overdue.days || due == DAY_NONE)
		return;
	uint32_t wait = engine_wait(e, case_number, WAIT_OVERDUE, due, e->clock.now_ms);

	wait_at(e, wait)->task = task + 1;
	arm(e, wait, &s, s.decision->escalation.overdue);
}

/* ---- what is due ---- */
static void fire_open(struct engine *e, uint32_t wait, const struct flip *now, struct flip_list *flips)
{
	struct str code = names_text(&e->codes, wait_at(e, wait)->name);
	struct flip opens = { .kind = FLIP_OPEN, .scope = now->scope, .day = now->day, .since = now->day };

	while (opens.decision < e->decisions->count && !str_eq(e->decisions->at[opens.decision].code, code))
		opens.decision++;
	if (opens.decision == e->decisions->count || !cases_would_open(e, &opens))
		return;
	struct subject s = subject_of(e, opens.decision, opens.scope, opens.period);

	subject_plan(&s, opens.day, &opens.figures);
	subject_fact(&s, opens.day, &opens.figures);
	*ARRAY_ADD(flips->list) = opens;
}

static void fire_wait(struct engine *e, uint32_t wait, struct flip_list *flips)
{
	enum wait_kind kind = (enum wait_kind)wait_at(e, wait)->kind;
	uint32_t run = wait_at(e, wait)->run - 1, case_number = run_at(e, run)->case_no - 1;
	struct flip now;

	wait_due(e, wait, INT64_MAX);
	bool known = run_flip(e, FLIP_REMIND, case_number, &now);
	if (kind == WAIT_OPEN) {
		if (known)
			fire_open(e, wait, &now, flips);
		wait_remove(e, wait);
		run_let_go(e, run);
		return;
	}
	if (!known)
		return;
	now.wait = wait + 1;
	if (kind == WAIT_TIMER) {
		wait_over(e, wait, now.day, (struct str){ 0 }, 0, (struct str){ 0 });
	} else {
		*ARRAY_ADD(flips->list) = now;
	}
}

static void fire_run(struct engine *e, uint32_t run, struct flip_list *flips)
{
	struct run_record *r = run_at(e, run);
	struct flip now;

	pool_touch(&e->runs, run);
	r->wake_ms = INT64_MAX;
	if (!run_flip(e, FLIP_WAKE, r->case_no - 1, &now))
		return;
	now.moves = r->move != 0;
	r->move = 0;
	*ARRAY_ADD(flips->list) = now;
}

void run_fire(struct engine *e, struct flip_list *flips)
{
	struct agenda_entry first = *agenda_first(&e->agenda);

	agenda_pop(&e->agenda);
	if (first.kind == AGENDA_RUN)
		fire_run(e, first.number, flips);
	else
		fire_wait(e, first.number, flips);
}

/* ---- and what is then written ---- */
static struct str boss_of(const struct engine *e, struct str who, int32_t day)
{
	const struct domain *sellers = &e->domains.list.at[DOMAIN_SELLER];
	uint32_t number = names_find(&sellers->names, who);

	return org_boss(e->model, number ? domain_model_index(sellers, number) : NONE, who, day);
}

static void tell(struct engine *e, const struct flip *f, enum alert_kind kind, struct str to, struct str ask, struct arena *a,
		 struct update *out)
{
	if (to.len)
		alert_put(e, f->case_no - 1, f, &(struct telling){ .kind = kind, .to = to, .ask = ask }, a, out);
}

static void conclude_ask(struct engine *e, const struct flip *f, struct arena *a, struct update *out)
{
	struct wait_record *w = wait_at(e, f->wait - 1);
	struct subject s = subject_of(e, f->decision, f->scope, f->period);
	struct str ask = names_text(&e->codes, w->name);

	pool_touch(&e->waits, f->wait - 1);
	if (!w->reminded && w->after.count) {
		w->reminded = ASK_REMINDED;
		tell(e, f, ALERT_REMINDER, names_text(&e->codes, w->to), ask, a, out);
		if (w->escalate.count)
			wait_due(e, f->wait - 1,
				 wait_end(&s, (struct duration){ w->escalate.count, (enum count_of)w->escalate.of }, w->day,
					  w->from_ms));
		return;
	}
	w->reminded = ASK_ESCALATED;
	tell(e, f, ALERT_ESCALATED, names_text(&e->codes, w->escalate_to), ask, a, out);
}

static void conclude_ladder(struct engine *e, const struct flip *f, struct arena *a, struct update *out)
{
	struct subject s = subject_of(e, f->decision, f->scope, f->period);
	uint32_t run = wait_at(e, f->wait - 1)->run - 1;
	struct run_record *r = run_at(e, run);
	struct str to = names_text(&e->codes, ((struct case_record *)pool_at(&e->cases, f->case_no - 1))->to);
	struct str boss = boss_of(e, to, f->day), top = s.decision->escalation.top_to;

	pool_touch(&e->runs, run);
	if (r->level == LADDER_REMIND)
		tell(e, f, ALERT_REMINDER, to, (struct str){ 0 }, a, out);
	else
		tell(e, f, ALERT_ESCALATED, r->level == LADDER_BOSS && boss.len ? boss : top, (struct str){ 0 }, a, out);
	r->level++;
	ladder_arm(e, f->wait - 1, &s);
}

static void conclude_overdue(struct engine *e, const struct flip *f, struct arena *a, struct update *out)
{
	const struct decision *d = &e->decisions->at[f->decision];
	uint32_t task = wait_at(e, f->wait - 1)->task - 1;
	struct str boss = boss_of(e, names_text(&e->codes, task_at(e, task)->to), f->day);

	if (task_is_open(task_at(e, task)))
		alert_put(e, f->case_no - 1, f,
			  &(struct telling){
				  .kind = ALERT_ESCALATED, .to = boss.len ? boss : d->escalation.top_to, .task = task + 1 },
			  a, out);
	wait_remove(e, f->wait - 1);
}

void remind_conclude(struct engine *e, const struct flip *f, struct arena *a, struct update *out)
{
	switch (wait_at(e, f->wait - 1)->kind) {
	case WAIT_ASK:
		conclude_ask(e, f, a, out);
		break;
	case WAIT_LADDER:
		conclude_ladder(e, f, a, out);
		break;
	default:
		conclude_overdue(e, f, a, out);
	}
}
