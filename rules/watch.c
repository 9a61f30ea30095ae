#include "rules/watch.h"

#include "rules/by_day.h"
#include "rules/cases.h"
#include "rules/store.h"
#include "rules/watch_order.h"
#include "rules/watch_parts.h"

/* ---- binding ---- */
static void planned_bind(struct engine *e)
{
	struct watch *w = e->watch;
	struct plan_key key;

	w->planned = mem_alloc(e->decisions->count * sizeof(*w->planned) + 1);
	for (size_t n = 0; n < plan_count(e->plans); n++) {
		plan_nth(e->plans, n, &key);
		uint32_t kind = scope_at(&e->scopes, key.scope)->kind;
		for (uint32_t i = 0; i < e->decisions->count; i++) {
			const struct decision *d = &e->decisions->at[i];
			if (d->kpi == key.kpi && d->scope_kind == kind && d->period_kind == key.period.kind &&
			    d->level == key.level)
				*ARRAY_ADD(w->planned[i]) = (struct planned){ key.period.index, key.scope };
		}
	}
	for (uint32_t i = 0; i < e->decisions->count; i++)
		planned_sort(e, w->planned[i].at, w->planned[i].count);
}

/* Whom the model names is watched from the start, whether or not anything was reported. */
static void scopes_declare(struct engine *e)
{
	for (uint32_t k = 0; k < e->model->scope_kind_count; k++) {
		const struct scope_kind *kind = &e->model->scope_kinds[k];
		if (kind->dim_count != 1 || kind->dims[0].kind == DIM_AXIS)
			continue;
		bool sellers = kind->dims[0].kind == DIM_SELLER;
		const struct domain *d = &e->domains.list.at[sellers ? DOMAIN_SELLER : DOMAIN_UNIT];
		uint32_t count = sellers ? e->model->seller_count : e->model->unit_count;
		for (uint32_t i = 0; i < count; i++)
			if (sellers || kind->dims[0].level == NONE || e->model->units[i].type == kind->dims[0].level)
				scope_intern(&e->scopes, (struct scope){ k, { d->number_of[i] } });
	}
}

static bool at_once(const struct decision *d)
{
	return !d->when_for.days || !d->clear_for.days || d->when.by_day;
}

static struct group *group_of(struct engine *e, const struct decision *d, uint32_t store)
{
	struct watch *w = e->watch;
	const struct kpi *k = &e->model->kpis[d->kpi];

	for (uint32_t i = 0; i < w->groups.count; i++) {
		struct group *g = &w->groups.at[i];
		if (g->kpi == d->kpi && g->scope_kind == d->scope_kind && g->period_kind == d->period_kind && g->store == store)
			return g;
	}
	struct group *g = ARRAY_ADD(w->groups);
	*g = (struct group){ .scope_kind = d->scope_kind, .period_kind = d->period_kind, .store = store, .kpi = d->kpi };
	g->stock = k->stock && e->stores[store].has_stock;
	for (uint32_t s = 0; s < k->step_count && g->position_count < FORMULA_MEASURES; s++)
		if (k->formula[s].op == OP_MEASURE && e->model->measures[k->formula[s].measure].facts == store)
			g->positions[g->position_count++] = e->positions[k->formula[s].measure];
	*ARRAY_ADD(w->by_kind[d->scope_kind]) = (uint32_t)(w->groups.count - 1);
	return g;
}

static void groups_bind(struct engine *e)
{
	e->watch->by_kind = mem_alloc(e->model->scope_kind_count * sizeof(numbers) + 1);
	for (uint32_t i = 0; i < e->decisions->count; i++) {
		const struct decision *d = &e->decisions->at[i];
		const struct kpi *k = &e->model->kpis[d->kpi];
		if (!at_once(d))
			continue;
		for (uint32_t s = 0; s < e->store_count; s++) {
			bool concerns = false;
			for (uint32_t x = 0; x < k->step_count; x++)
				concerns = concerns || (k->formula[x].op == OP_MEASURE &&
							e->model->measures[k->formula[x].measure].facts == s);
			if (!concerns)
				continue;
			*ARRAY_ADD(group_of(e, d, s)->decisions) = i;
		}
	}
}

void watch_renew(struct engine *e)
{
	watch_free(e);
	e->watch = mem_alloc(sizeof(*e->watch));
	e->watch->order = mem_alloc(e->decisions->count * sizeof(*e->watch->order) + 1);
	decisions_sort(e, e->watch->order);
	scopes_declare(e);
	e->watch->scopes = mem_alloc(e->model->scope_kind_count * sizeof(numbers) + 1);
	planned_bind(e);
	groups_bind(e);
}

void watch_bind(struct engine *e)
{
	watch_renew(e);
	for (uint32_t s = 0; s < e->store_count; s++)
		for (uint32_t i = 0; i < e->stores[s].cells.count; i++) {
			struct cell *c = pool_at(&e->stores[s].cells, i);
			c->watched = watch_wants(e, &e->stores[s], c);
		}
}

static bool group_fits(const struct engine *e, const struct group *g, const struct store *s, const struct cell *c)
{
	return &e->stores[g->store] == s &&
	       (g->stock || c->kind == CELL_EVER ? g->stock && c->kind == CELL_EVER
						 : g->period_kind == e->model->period_kinds[c->kind]);
}

bool watch_wants(const struct engine *e, const struct store *s, const struct cell *c)
{
	const numbers *groups = e->watch ? &e->watch->by_kind[scope_kind_at(&e->scopes, c->scope)] : NULL;

	for (uint32_t i = 0; groups && i < groups->count; i++)
		if (group_fits(e, &e->watch->groups.at[groups->at[i]], s, c))
			return true;
	return false;
}

void watch_free(struct engine *e)
{
	struct watch *w = e->watch;

	if (!w)
		return;
	for (uint32_t i = 0; i < e->decisions->count; i++)
		ARRAY_FREE(w->planned[i]);
	for (uint32_t k = 0; k < e->model->scope_kind_count; k++) {
		ARRAY_FREE(w->scopes[k]);
		ARRAY_FREE(w->by_kind[k]);
	}
	for (uint32_t i = 0; i < w->groups.count; i++)
		ARRAY_FREE(w->groups.at[i].decisions);
	mem_free(w->order);
	mem_free(w->planned);
	mem_free(w->scopes);
	mem_free(w->by_kind);
	ARRAY_FREE(w->groups);
	ARRAY_FREE(w->bounds);
	ARRAY_FREE(w->plans);
	ARRAY_FREE(w->touched);
	index_free(&w->bound_index);
	mem_free(w);
	e->watch = NULL;
}

/* ---- at once ---- */
void watch_touch(struct engine *e, const struct store *s, const struct cell *c)
{
	const struct watch *w = e->watch;
	const numbers *groups = &w->by_kind[scope_kind_at(&e->scopes, c->scope)];

	for (uint32_t i = 0; i < groups->count; i++) {
		const struct group *g = &w->groups.at[groups->at[i]];
		bool changed = false;
		if (!group_fits(e, g, s, c))
			continue;
		for (uint32_t p = 0; p < g->position_count && !changed; p++)
			changed = s->changed[g->positions[p]];
		for (uint32_t d = 0; changed && d < g->decisions.count; d++)
			bound_touch(e, g->decisions.at[d], s, c);
	}
}

static void flip_add(struct flip_list *out, enum flip_kind kind, uint32_t decision, const struct subject *s, uint32_t case_no,
		     int32_t since, int32_t day, const struct figures *f)
{
	bool latched = kind == FLIP_ASK && !case_no && cases_latched(s->engine, decision, s->scope, s->period);
	*ARRAY_ADD(out->list) = (struct flip){ .kind = kind,
					       .decision = decision,
					       .scope = s->scope,
					       .period = s->period,
					       .case_no = case_no,
					       .since = since,
					       .day = day,
					       .figures = *f,
					       .latched = latched };
}

/* An open case of single days: `day` is today, or with `over` the day that has ended. */
static void by_day_judge(const struct subject *s, uint32_t decision, uint32_t open, int32_t day, bool over, struct flip_list *out)
{
	const struct case_record *c = pool_at(&s->engine->cases, open - 1);
	struct figures f;
	int32_t last;

	if (by_day_cleared(s, c->since, day, over, &last, &f))
		flip_add(out, FLIP_CLEAR, decision, s, open, last, last, &f);
}

static void bound_judge(struct engine *e, struct bound *b, struct flip_list *out)
{
	const struct decision *d = &e->decisions->at[b->decision];
	struct period period = { d->period_kind, b->period };
	struct subject s = { e, d, b->scope, period, period_position(e->model, period.kind), b->plan };
	struct figures f = { 0 };
	uint32_t open = cases_find(e, b->decision, s.scope, s.period);

	if (!open && (d->when.by_day || !subject_has_role(&s)))
		return;
	if (d->when.by_day) {
		by_day_judge(&s, b->decision, open, b->day, false, out);
		return;
	}
	if (b->held)
		f = e->watch->plans.at[b->figures - 1];
	subject_fact(&s, b->day, &f);
	b->quiet = false;
	if (d->when.kind == TRIGGER_FUNCTION) {
		flip_add(out, FLIP_ASK, b->decision, &s, open, b->day, b->day, &f);
	} else if (!open && !d->when_for.days) {
		if (condition_holds(&s, &d->when, &f)) {
			if (!cases_latched(e, b->decision, s.scope, s.period))
				flip_add(out, FLIP_OPEN, b->decision, &s, 0, b->day, b->day, &f);
			return;
		}
		if (f.fact.den)
			cases_unlatch(e, b->decision, s.scope, s.period);
		b->quiet = f.facts > 0 && f.fact.den == E4 && bound_grows_quiet(e, d);
		b->quiet_e4 = (int64_t)f.fact.num;
	} else if (open && !d->clear_for.days && condition_cleared(&s, &d->clear, &f)) {
		flip_add(out, FLIP_CLEAR, b->decision, &s, open, b->day, b->day, &f);
	}
}

/* Today is not over: what is there so far is held against the plan of the days that have ended. */
void watch_judge(struct engine *e, struct flip_list *out)
{
	struct watch *w = e->watch;

	for (uint32_t i = 0; i < w->touched.count; i++) {
		struct bound *b = &w->bounds.at[w->touched.at[i]];
		b->touched = false;
		bound_judge(e, b, out);
	}
	w->touched.count = 0;
}

/* ---- when a day has ended ---- */
/* One judged day on which the trigger is false lets a case open again. */
static void latch_judge(struct engine *e, uint32_t decision, const struct subject *s, int32_t day)
{
	const struct decision *d = &e->decisions->at[decision];
	struct figures f = { 0 };

	if (d->when_for.days && d->when_for.of == COUNT_WORKDAYS && !subject_is_workday(s, day))
		return;
	subject_fact(s, day, &f);
	subject_plan(s, day, &f);
	if (f.fact.den && !condition_holds(s, &d->when, &f))
		cases_unlatch(e, decision, s->scope, s->period);
}

static void day_judge(struct engine *e, uint32_t decision, uint32_t scope, struct period period, int32_t day,
		      struct flip_list *out)
{
	const struct decision *d = &e->decisions->at[decision];
	struct subject s = subject_of(e, decision, scope, period);
	uint32_t open = cases_find(e, decision, scope, period);
	struct figures f = { 0 };
	int32_t since = day;

	if (!open && !subject_has_role(&s))
		return;
	if (d->when.kind == TRIGGER_FUNCTION) {
		subject_fact(&s, day, &f);
		subject_plan(&s, day, &f);
		if (f.fact.den || open)
			flip_add(out, FLIP_ASK, decision, &s, open, day, day, &f);
	} else if (!open && cases_latched(e, decision, scope, period)) {
		latch_judge(e, decision, &s, day);
	} else if (d->when.by_day && open) {
		by_day_judge(&s, decision, open, day, true, out);
	} else if (!open && (d->when.by_day ? by_day_runs(&s, day, &since, &f)
					    : condition_runs(&s, &d->when, false, d->when_for, day, &since, &f))) {
		flip_add(out, FLIP_OPEN, decision, &s, 0, since, day, &f);
	} else if (open && condition_runs(&s, &d->clear, true, d->clear_for, day, &since, &f)) {
		flip_add(out, FLIP_CLEAR, decision, &s, open, since, day, &f);
	}
}

static void scopes_list(struct engine *e)
{
	struct watch *w = e->watch;

	if (w->scopes_seen == e->scopes.list.count)
		return;
	for (; w->scopes_seen < e->scopes.list.count; w->scopes_seen++)
		*ARRAY_ADD(w->scopes[scope_at(&e->scopes, w->scopes_seen)->kind]) = w->scopes_seen;
	for (uint32_t k = 0; k < e->model->scope_kind_count; k++)
		scopes_sort(e, w->scopes[k].at, w->scopes[k].count);
}

void watch_day(struct engine *e, uint32_t zone, int32_t day, struct flip_list *out)
{
	struct watch *w = e->watch;
	struct period period;

	scopes_list(e);
	for (uint32_t n = 0; n < e->decisions->count; n++) {
		uint32_t i = w->order[n];
		const struct decision *d = &e->decisions->at[i];
		if (!period_of(e->model, d->period_kind, day, &period))
			continue;
		if (!decision_is_by_plan(e, d)) {
			const numbers *scopes = &w->scopes[d->scope_kind];
			for (uint32_t k = 0; k < scopes->count; k++)
				if (scope_zone(e, scopes->at[k], day) == zone)
					day_judge(e, i, scopes->at[k], period, day, out);
			continue;
		}
		size_t low = 0, high = w->planned[i].count;
		while (low < high) {
			size_t middle = (low + high) / 2;
			if (w->planned[i].at[middle].period < period.index)
				low = middle + 1;
			else
				high = middle;
		}
		for (; low < w->planned[i].count && w->planned[i].at[low].period == period.index; low++)
			if (scope_zone(e, w->planned[i].at[low].scope, day) == zone)
				day_judge(e, i, w->planned[i].at[low].scope, period, day, out);
	}
}

void watch_expire(struct engine *e, uint32_t zone, int32_t day, struct flip_list *out)
{
	for (uint32_t n = 0; n < e->cases.count; n++) {
		const struct case_record *c = pool_at(&e->cases, n);
		uint32_t decision, scope;
		struct period period;
		struct figures f = { 0 };

		if (c->state != CASE_OPEN || !cases_identity(e, c, &decision, &scope, &period))
			continue;
		if (period_to(e->model, period) > day + 1 || scope_zone(e, scope, day) != zone)
			continue;
		struct subject s = subject_of(e, decision, scope, period);
		subject_fact(&s, period_to(e->model, period) - 1, &f);
		subject_plan(&s, period_to(e->model, period) - 1, &f);
		flip_add(out, FLIP_EXPIRE, decision, &s, n + 1, c->since, day, &f);
	}
}
