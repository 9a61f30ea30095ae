/* What the cells of a decision that is judged at once are held against. */
#include "rules/condition.h"
#include "rules/period.h"
#include "rules/store.h"
#include "rules/watch_parts.h"

bool decision_is_by_plan(const struct engine *e, const struct decision *d)
{
	return d->when.kind == TRIGGER_BEHIND && e->model->kpis[d->kpi].direction != DIRECTION_BAND;
}

struct bound_key {
	const struct watch *watch;
	uint32_t decision, scope;
};

static bool bound_eq(const void *ctx, uint32_t number)
{
	const struct bound_key *k = ctx;
	const struct bound *b = &k->watch->bounds.at[number];

	return b->decision == k->decision && b->scope == k->scope;
}

static uint64_t bound_hash(uint32_t decision, uint32_t scope)
{
	uint64_t x = ((uint64_t)decision << 32 | scope) * UINT64_C(0x9e3779b97f4a7c15);

	return x ^ (x >> 29);
}

static struct bound *bound_of(struct engine *e, uint32_t decision, uint32_t scope)
{
	struct watch *w = e->watch;
	struct bound_key key = { w, decision, scope };
	uint64_t hash = bound_hash(decision, scope);
	uint32_t found = index_find(&w->bound_index, hash, bound_eq, &key);

	if (found == INDEX_NONE) {
		found = (uint32_t)w->bounds.count;
		*ARRAY_ADD(w->bounds) = (struct bound){ .decision = decision, .scope = scope, .until_ms = INT64_MIN };
		index_add(&w->bound_index, hash, found);
	}
	return &w->bounds.at[found];
}

static void bound_plan(struct engine *e, struct bound *b, const struct subject *s)
{
	struct watch *w = e->watch;
	enum direction direction = e->model->kpis[s->decision->kpi].direction;
	bool down = direction == DIRECTION_DOWN; /* what today may cost is today's from the morning on */

	b->plan = s->plan;
	b->held = s->plan || direction == DIRECTION_BAND;
	if (!b->held)
		return;
	if (!b->figures) {
		ARRAY_ADD(w->plans);
		b->figures = (uint32_t)w->plans.count;
	}
	subject_plan(s, down ? b->day : b->day - 1, &w->plans.at[b->figures - 1]);
}

/* Brings a bound to the present day; false: nothing can flip for this scope now. */
static bool bound_renew(struct engine *e, struct bound *b)
{
	const struct decision *d = &e->decisions->at[b->decision];
	struct period period;

	if (e->clock.now_ms < b->until_ms)
		return b->possible;
	uint32_t zone = scope_zone(e, b->scope, state_today(e, e->model->zone));
	b->day = state_today(e, zone);
	b->until_ms = e->today[zone].to_ms;
	b->quiet = false;
	b->possible = period_of(e->model, d->period_kind, b->day, &period);
	if (!b->possible)
		return false;
	b->period = period.index;
	struct subject subject = subject_of(e, b->decision, b->scope, period);
	bound_plan(e, b, &subject);
	b->possible = !decision_is_by_plan(e, d) || b->plan;
	return b->possible;
}

bool bound_grows_quiet(const struct engine *e, const struct decision *d)
{
	const struct kpi *k = &e->model->kpis[d->kpi];
	bool below = d->when.kind == TRIGGER_BEHIND
			     ? k->direction != DIRECTION_DOWN && !d->when.gap_e4
			     : d->when.kind == TRIGGER_VALUE && (d->when.compare == COMPARE_LT || d->when.compare == COMPARE_LE);

	return below && k->step_count == 1 && k->additive && !k->min_sample;
}

static bool is_quiet(const struct engine *e, const struct bound *b, const struct store *s, const struct cell *c)
{
	const struct kpi *k = &e->model->kpis[e->decisions->at[b->decision].kpi];

	return b->quiet && c->facts > 0 && s->last_day <= b->day &&
	       c->sums[e->model->measures[k->formula[0].measure].slot] >= b->quiet_e4;
}

void bound_touch(struct engine *e, uint32_t decision, const struct store *s, const struct cell *c)
{
	struct watch *w = e->watch;
	struct bound *b = bound_of(e, decision, c->scope);

	if (b->touched || !bound_renew(e, b) || (b->period != c->index && c->kind != CELL_EVER) || is_quiet(e, b, s, c))
		return;
	b->touched = true;
	*ARRAY_ADD(w->touched) = (uint32_t)(b - w->bounds.at);
}

/* ---- of reports to come ---- */
static const struct bound *bound_guess(const struct watch *w, uint32_t decision, uint32_t scope)
{
	uint32_t found = index_guess(&w->bound_index, bound_hash(decision, scope));

	return found == INDEX_NONE ? NULL : &w->bounds.at[found];
}

static bool bound_soon(const struct engine *e, const struct group *g, uint32_t scope, uint32_t step)
{
	enum { FIND = 0, LOOK = 1, PLAN = 2 };
	const struct watch *w = e->watch;
	uint32_t decision = g->decisions.at[0], kind = period_position(e->model, g->period_kind);
	struct period period = { g->period_kind, kind == NONE ? 0 : e->spans[kind].index };

	if (step == FIND) {
		index_soon(&w->bound_index, bound_hash(decision, scope));
		return true;
	}
	const struct bound *b = bound_guess(w, decision, scope);
	if (step == LOOK) {
		if (b)
			mem_soon(b, sizeof(*b));
		return true;
	}
	bool holds = b && e->clock.now_ms < b->until_ms;
	if (step == PLAN && kind != NONE && !(holds && b->quiet))
		index_soon(&e->stores[g->store].cell_index, cell_hash(scope, kind, period.index));
	if (holds)
		return false;
	if (step == PLAN)
		mem_soon(scope_at(&e->scopes, scope), sizeof(struct scope));
	plan_soon(e->plans, (struct plan_key){ scope, g->kpi, period, e->decisions->at[decision].level }, step - PLAN);
	return step + 1 < PLAN + PLAN_STEPS;
}

bool watch_soon(const struct engine *e, uint32_t scope, uint32_t step)
{
	enum { GROUPS = 8 }; /* more of them cost more than they save */
	const struct watch *w = e->watch;
	const numbers *groups = &w->by_kind[scope_kind_at(&e->scopes, scope)];
	bool more = false;

	for (uint32_t i = 0; i < groups->count && i < GROUPS; i++)
		more = bound_soon(e, &w->groups.at[groups->at[i]], scope, step) || more;
	return more;
}
