#include "rules/cases.h"

#include "rules/alerts.h"
#include "rules/case_entry.h"
#include "rules/closed.h"
#include "rules/condition.h"
#include "rules/kin.h"
#include "rules/org.h"
#include "rules/period.h"
#include "rules/run.h"
#include "rules/stretch.h"
#include "rules/tasks.h"

/* ---- finding ---- */
struct case_key {
	const struct engine *engine;
	uint32_t decision, scope;
	struct period period;
};

static uint64_t case_hash(uint32_t decision, uint32_t scope, struct period p)
{
	uint32_t key[4] = { decision, scope, p.kind, (uint32_t)p.index };

	return hash64(key, sizeof(key), 4);
}

static struct case_record *case_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->cases, number);
}

static uint32_t decision_find(const struct engine *e, struct str code)
{
	for (uint32_t i = 0; i < e->decisions->count; i++)
		if (str_eq(e->decisions->at[i].code, code))
			return i;
	return NONE;
}

/* Whether the decision still watches what the case is about: another model may have given its code to another one. */
static bool is_watched(const struct engine *e, const struct case_record *c, const struct decision *d)
{
	return str_eq(e->model->kpis[d->kpi].code, names_text(&e->codes, c->kpi)) &&
	       str_eq(e->model->scope_kinds[d->scope_kind].code, names_text(&e->codes, c->scope_kind)) &&
	       str_eq(period_kind_code(e->model, d->period_kind), names_text(&e->codes, c->period_kind));
}

bool cases_identity(const struct engine *e, const struct case_record *c, uint32_t *out_decision, uint32_t *out_scope,
		    struct period *out_period)
{
	*out_decision = decision_find(e, names_text(&e->codes, c->decision));
	if (*out_decision != NONE && !is_watched(e, c, &e->decisions->at[*out_decision]))
		*out_decision = NONE;
	*out_scope = state_scope(e, c->scope_kind, c->members);
	out_period->kind = model_period_kind(e->model, names_text(&e->codes, c->period_kind));
	out_period->index = c->period;
	return *out_decision != NONE && *out_scope != NONE && out_period->kind != NONE && period_exists(e->model, *out_period);
}

static bool case_eq(const void *ctx, uint32_t number)
{
	const struct case_key *k = ctx;
	const struct case_place *place = &k->engine->case_places.at[number];

	return place->decision == k->decision && place->scope == k->scope && period_eq(place->period, k->period);
}

static uint64_t hash_of_case(const struct engine *e, uint32_t number)
{
	const struct case_place *place = &e->case_places.at[number];

	return case_hash(place->decision, place->scope, place->period);
}

/* Open or latched: of both there is one at most. INDEX_NONE: none. */
static uint32_t case_present(const struct engine *e, uint32_t decision, uint32_t scope, struct period period)
{
	struct case_key key = { e, decision, scope, period };

	return index_find(&e->case_index, case_hash(decision, scope, period), case_eq, &key);
}

uint32_t cases_find(const struct engine *e, uint32_t decision, uint32_t scope, struct period period)
{
	uint32_t found = case_present(e, decision, scope, period);

	return found == INDEX_NONE || case_at(e, found)->state != CASE_OPEN ? 0 : found + 1;
}

bool cases_latched(const struct engine *e, uint32_t decision, uint32_t scope, struct period period)
{
	uint32_t found = case_present(e, decision, scope, period);

	return found != INDEX_NONE && (case_at(e, found)->flags & CASE_LATCHED);
}

void cases_unlatch(struct engine *e, uint32_t decision, uint32_t scope, struct period period)
{
	uint32_t found = case_present(e, decision, scope, period);

	if (found == INDEX_NONE || !(case_at(e, found)->flags & CASE_LATCHED))
		return;
	index_remove(&e->case_index, hash_of_case(e, found), found);
	pool_touch(&e->cases, found);
	case_at(e, found)->flags &= ~(uint32_t)CASE_LATCHED;
}

static void index_case(struct engine *e, uint32_t number)
{
	struct case_place place;

	if (!cases_identity(e, case_at(e, number), &place.decision, &place.scope, &place.period))
		return;
	while (e->case_places.count <= number)
		*ARRAY_ADD(e->case_places) = (struct case_place){ 0 };
	e->case_places.at[number] = place;
	index_add(&e->case_index, hash_of_case(e, number), number);
}

void cases_index(struct engine *e)
{
	e->cases_open = 0;
	for (uint32_t i = 0; i < e->cases.count; i++) {
		e->cases_open += case_at(e, i)->state == CASE_OPEN;
		if (case_at(e, i)->state == CASE_OPEN || (case_at(e, i)->flags & CASE_LATCHED))
			index_case(e, i);
	}
}

/* ---- opening ---- */
static uint32_t case_begin(struct engine *e, const struct flip *f, enum severity severity)
{
	const struct decision *d = &e->decisions->at[f->decision];
	uint32_t number = pool_add(&e->cases);
	struct case_record c = {
		.period = f->period.index,
		.state = CASE_OPEN,
		.severity = severity,
		.since = f->since,
		.opened_day = f->day,
		.closed_day = DAY_NONE,
		.broken_day = DAY_NONE,
		.flags = d->shadow ? CASE_SHADOW : 0,
		.opened_ms = e->clock.now_ms,
	};

	/* One after the other: within an initializer any order would do, and the numbers of codes hang on it. */
	c.decision = state_code(e, d->code);
	c.scope_kind = state_code(e, e->model->scope_kinds[d->scope_kind].code);
	c.kpi = state_code(e, e->model->kpis[d->kpi].code);
	c.period_kind = state_code(e, period_kind_code(e->model, f->period.kind));
	state_members(e, f->scope, c.members);
	*case_at(e, number) = c;
	index_case(e, number);
	e->counters.cases_opened++;
	e->cases_open++;
	return number;
}

/* `f` NULL: nobody is told which questions this withdraws. */
static void case_end(struct engine *e, uint32_t number, const struct flip *f, int32_t day, struct str reason, struct arena *a,
		     struct update *out)
{
	struct case_record *c = case_at(e, number);

	if (number < e->case_places.count)
		index_remove(&e->case_index, hash_of_case(e, number), number);
	pool_touch(&e->cases, number);
	c->state = CASE_CLOSED;
	run_end(e, number, f, a, out);
	e->cases_open--;
	c->reason = state_code(e, reason);
	c->closed_day = day;
	c->closed_ms = e->clock.now_ms;
}

/* ---- writing ---- */
static void broken_put(struct engine *e, const struct flip *f, struct str broken, uint32_t number, struct arena *a,
		       struct update *out)
{
	struct text why = { .in = { broken, broken } };

	pool_touch(&e->cases, number);
	case_at(e, number)->broken_day = f->day;
	alert_put(e, number, f,
		  &(struct telling){ .kind = ALERT_BROKEN_RULE, .to = e->decisions->at[f->decision].owner, .why = &why }, a, out);
}

void cases_close(struct engine *e, uint32_t number, const struct flip *f, struct str reason, struct arena *a, struct update *out)
{
	case_end(e, number, f, f->day, reason, a, out);
	tasks_cancel(e, number, a, out);
	case_at(e, number)->flags |= CASE_LATCHED;
	index_case(e, number);
}

/* What a run has said, in the order alerts, tasks, questions. `later`: the case was told to somebody before. */
static void conclude_said(struct engine *e, uint32_t number, const struct flip *f, const struct verdict *v, bool later,
			  struct arena *a, struct update *out)
{
	for (uint32_t i = 0; i < v->alert_count; i++) {
		enum alert_kind kind = v->alerts[i].kind;

		alert_put(e, number, f,
			  &(struct telling){ .kind = kind == ALERT_OPEN && later ? ALERT_UPDATE : kind,
					     .to = v->alerts[i].to,
					     .why = &v->alerts[i].why },
			  a, out);
	}
	for (uint32_t i = 0; i < v->task_count; i++)
		overdue_begin(e, number, task_begin(e, number, f, &v->tasks[i], a, out), f);
	if (v->broken.len)
		broken_put(e, f, v->broken, number, a, out);
	else
		run_conclude(e, number, f, v, a, out);
}

/* To whom a run turns first: by an alert, where a note tells nobody, else by a question. */
static struct str turns_to(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->alert_count; i++)
		if (v->alerts[i].to.len)
			return v->alerts[i].to;
	for (uint32_t i = 0; i < v->run.wait_count; i++)
		if (v->run.waits[i].kind == WAIT_ASK)
			return v->run.waits[i].to;
	return (struct str){ 0 };
}

/* Keeps who hears of the case first. Is it now? */
static bool first_told(struct engine *e, uint32_t number, const struct verdict *v)
{
	struct str to = turns_to(v);

	if (case_at(e, number)->to || !to.len)
		return false;
	pool_touch(&e->cases, number);
	case_at(e, number)->to = state_code(e, to);
	return true;
}

static uint32_t conclude_open(struct engine *e, const struct flip *f, const struct verdict *v, struct arena *a,
			      struct update *out)
{
	uint32_t number = case_begin(e, f, v->severity);
	bool told = first_told(e, number, v) || v->task_count || v->broken.len;

	conclude_said(e, number, f, v, false, a, out);
	if (v->broken.len)
		run_pause(e, number, f);
	if (v->close.len)
		cases_close(e, number, f, v->close, a, out);
	else if (told)
		ladder_begin(e, number, f);
	return number + 1;
}

/* A run has gone on. */
static void conclude_wake(struct engine *e, const struct flip *f, const struct verdict *v, struct arena *a, struct update *out)
{
	uint32_t number = f->case_no - 1;

	if (!v->broken.len && v->severity > case_at(e, number)->severity) {
		pool_touch(&e->cases, number);
		case_at(e, number)->severity = v->severity;
	}
	bool told = first_told(e, number, v);

	conclude_said(e, number, f, v, !told, a, out);
	if (v->broken.len && f->moves)
		run_stay(e, number);
	else if (v->broken.len)
		run_pause(e, number, f);
	if (told && !v->close.len)
		ladder_begin(e, number, f);
	if (!v->close.len)
		return;
	alert_put(e, number, f,
		  &(struct telling){
			  .kind = ALERT_CLOSED, .to = names_text(&e->codes, case_at(e, number)->to), .reason = v->close },
		  a, out);
	cases_close(e, number, f, v->close, a, out);
}

/* Why a case closes whose condition to clear it holds. Where it would not have opened by what is known now of the days that were
 * judged then, nothing has recovered: its plan was another, or its facts were. */
static struct str closing_reason(const struct engine *e, const struct flip *f)
{
	const struct case_record *c = case_at(e, f->case_no - 1);
	struct subject s = subject_of(e, f->decision, f->scope, f->period);
	const struct trigger *when = &s.decision->when;
	struct figures opened, now = { 0 };
	int32_t since;

	if (when->kind == TRIGGER_FUNCTION || when->by_day || !s.decision->when_for.days ||
	    condition_runs(&s, when, false, s.decision->when_for, c->opened_day, &since, &now) ||
	    !stretch_opened(e, f->case_no - 1, &opened))
		return STR("recovered");
	subject_plan(&s, c->opened_day, &now);
	return closed_same(opened.expected, now.expected) ? STR("void") : STR("superseded");
}

static void conclude_close(struct engine *e, const struct flip *f, const struct text *why, struct arena *a, struct update *out)
{
	bool expired = f->kind == FLIP_EXPIRE;
	uint32_t number = f->case_no - 1;
	struct str reason = expired ? STR("expired_unresolved") : closing_reason(e, f);
	bool recovered = str_eq(reason, STR("recovered"));

	if (recovered && run_takes_clear(e, number, f->day))
		return;
	case_end(e, number, f, f->day, reason, a, out);
	alert_put(e, number, f,
		  &(struct telling){ .kind = expired ? ALERT_EXPIRED : ALERT_RESOLVED,
				     .to = names_text(&e->codes, case_at(e, number)->to),
				     .why = why,
				     .reason = expired || recovered ? STR("") : reason },
		  a, out);
	tasks_cancel(e, number, a, out);
}

/* Another decision's open case about the same subject, or about a unit that it belongs to, keeps this one quiet. */
static bool is_inhibited(const struct engine *e, const struct flip *f)
{
	const struct decision *d = &e->decisions->at[f->decision];
	struct period period;

	for (uint32_t i = 0; i < d->inhibited_count; i++) {
		const struct decision *by = &e->decisions->at[d->inhibited_by[i]];
		uint32_t about = by->scope_kind == d->scope_kind ? f->scope : kin_unit_above(e, f->scope, by->scope_kind, f->day);
		uint32_t open = about != NONE && period_of(e->model, by->period_kind, f->day, &period)
					? cases_find(e, d->inhibited_by[i], about, period)
					: 0;

		if (open && !(case_at(e, open - 1)->flags & CASE_SHADOW))
			return true;
	}
	return false;
}

bool cases_would_open(struct engine *e, struct flip *f)
{
	const struct decision *d = &e->decisions->at[f->decision];

	return scope_at(&e->scopes, f->scope)->kind == d->scope_kind && period_of(e->model, d->period_kind, f->day, &f->period) &&
	       case_present(e, f->decision, f->scope, f->period) == INDEX_NONE;
}

static uint32_t conclude_asked(struct engine *e, const struct flip *f, const struct verdict *v, bool open, struct arena *a,
			       struct update *out)
{
	uint32_t present = open ? f->case_no - 1 : case_present(e, f->decision, f->scope, f->period);

	if (v->broken.len && present != INDEX_NONE) {
		if (case_at(e, present)->broken_day != f->day)
			broken_put(e, f, v->broken, present, a, out);
	} else if (open) {
		if (v->holds)
			conclude_close(e, f, &v->why, a, out);
	} else if (!v->broken.len && !v->holds) {
		cases_unlatch(e, f->decision, f->scope, f->period);
	} else if (present == INDEX_NONE && (v->broken.len || !is_inhibited(e, f))) {
		return conclude_open(e, f, v, a, out);
	}
	return 0;
}

uint32_t cases_conclude(struct engine *e, const struct flip *f, const struct verdict *v, struct arena *a, struct update *out)
{
	bool open = f->case_no && case_at(e, f->case_no - 1)->state == CASE_OPEN;

	/* For a closed period nothing opens any more: a zone that joined late may still live in it. */
	if (!open && f->kind != FLIP_NOTE && closed_period(e, f->period))
		return 0;
	switch (f->kind) {
	case FLIP_OPEN:
		return is_inhibited(e, f) ? 0 : conclude_open(e, f, v, a, out);
	case FLIP_CLEAR:
	case FLIP_EXPIRE:
		if (open)
			conclude_close(e, f, &v->why, a, out);
		break;
	case FLIP_ASK:
		return conclude_asked(e, f, v, open, a, out);
	case FLIP_NOTE:
		alert_put(e, f->case_no - 1, f,
			  &(struct telling){ .kind = ALERT_NOTE,
					     .to = names_text(&e->codes, case_at(e, f->case_no - 1)->to),
					     .why = &v->why },
			  a, out);
		break;
	case FLIP_WAKE:
		if (open)
			conclude_wake(e, f, v, a, out);
		break;
	case FLIP_REMIND:
		if (open)
			remind_conclude(e, f, a, out);
		break;
	case FLIP_TOLD:
		break; /* told_conclude() */
	}
	return 0;
}

/* ---- when the model is exchanged ---- */
static const struct text *withdrawn_why(uint32_t decision, uint32_t scope)
{
#define WORDS(s)                                                                                                                 \
	{                                                                                                                        \
		s, sizeof(s) - 1                                                                                                 \
	}
	static const struct text whys[] = {
		{ .in[LANGUAGE_EN] = WORDS("the model no longer has this decision"),
		  .in[LANGUAGE_RU] = WORDS("в модели больше нет этого алгоритма решения") },
		{ .in[LANGUAGE_EN] = WORDS("the model no longer has this scope"),
		  .in[LANGUAGE_RU] = WORDS("в модели больше нет этой области учёта") },
		{ .in[LANGUAGE_EN] = WORDS("the model no longer has this period"),
		  .in[LANGUAGE_RU] = WORDS("в модели больше нет этого периода") },
	};
#undef WORDS
	return &whys[decision == NONE ? 0 : scope == NONE ? 1 : 2];
}

static void withdraw(struct engine *e, uint32_t number, const struct text *why, struct arena *a, struct update *out)
{
	struct entry x;
	int32_t today = state_today(e, e->model->zone);

	case_end(e, number, NULL, today, STR("withdrawn"), a, out);
	case_entry_begin(e, &x, number, a);
	entry_add(&x, "kind", str_of(alert_kind_name(ALERT_WITHDRAWN)));
	entry_add(&x, "to", names_text(&e->codes, case_at(e, number)->to));
	entry_add_day(&x, "since", case_at(e, number)->since);
	entry_add_day(&x, "day", today);
	entry_add_text(&x, "why", e->model, why);
	case_entry_add_instant(e, &x);
	case_entry_put(e, &x, number, OUTPUT_ALERTS, out);
	tasks_cancel(e, number, a, out);
}

void cases_withdraw(struct engine *e, struct arena *a, struct update *out)
{
	for (uint32_t n = 0; n < e->cases.count; n++) {
		uint32_t decision, scope;
		struct period period;

		if (case_at(e, n)->state == CASE_OPEN && !cases_identity(e, case_at(e, n), &decision, &scope, &period))
			withdraw(e, n, withdrawn_why(decision, scope), a, out);
	}
}
