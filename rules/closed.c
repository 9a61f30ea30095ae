#include "rules/closed.h"

#include <string.h>

#include "rules/period.h"
#include "rules/store.h"
#include "rules/window.h"

/* ---- which periods are closed ---- */
void closed_advance(struct engine *e)
{
	struct clockwork *c = &e->clock;
	int32_t ended = DAY_NONE;

	for (uint32_t i = 0; i < e->timers.count; i++)
		if (e->timers.at[i].zone != NONE && e->timers.at[i].ended < ended)
			ended = e->timers.at[i].ended;
	if (ended == DAY_MIN || ended == DAY_NONE) /* a clock that stands still */
		return;
	int32_t to = ended + 1 - e->model->closes_after_days;
	if (c->closed_to == DAY_MIN)
		c->closed_from = c->closed_to = to;
	else if (to > c->closed_to)
		c->closed_to = to;
}

bool closed_period(const struct engine *e, struct period p)
{
	if (p.kind == PERIOD_DAY || !period_exists(e->model, p))
		return false;
	int32_t to = period_to(e->model, p);
	return to > e->clock.closed_from && to <= e->clock.closed_to;
}

/* ---- finding ---- */
static uint64_t key_hash(const struct figure_key *key)
{
	return hash64(key, sizeof(*key), 7);
}

struct asked_key {
	const struct engine *engine;
	const struct figure_key *key;
};

static bool key_eq(const void *ctx, uint32_t number)
{
	const struct asked_key *asked = ctx;

	return memcmp(&closed_at(asked->engine, number)->of, asked->key, sizeof(*asked->key)) == 0;
}

uint32_t closed_find(const struct engine *e, const struct figure_key *key)
{
	struct asked_key asked = { e, key };

	return index_find(&e->closed_index, key_hash(key), key_eq, &asked);
}

void closed_index(struct engine *e)
{
	index_reserve(&e->closed_index, e->closed.live);
	e->closed_changed = 0;
	for (uint32_t i = 0; i < e->closed.count; i++) {
		const struct closed_record *r = closed_at(e, i);
		if (!r->of.kpi)
			continue;
		index_add(&e->closed_index, key_hash(&r->of), i);
		e->closed_changed += r->changed;
	}
}

void closed_remove(struct engine *e, uint32_t number)
{
	index_remove(&e->closed_index, key_hash(&closed_at(e, number)->of), number);
	pool_remove(&e->closed, number);
}

/* ---- exact figures as records ---- */
struct ratio closed_ratio(const struct ratio_record *r)
{
	return (struct ratio){ (i128)r->num_hi * ((i128)1 << 64) + r->num_lo, (i128)r->den_hi * ((i128)1 << 64) + r->den_lo };
}

struct ratio_record closed_ratio_record(struct ratio r)
{
	return (struct ratio_record){ (uint64_t)r.num, (int64_t)(r.num >> 64), (uint64_t)r.den, (int64_t)(r.den >> 64) };
}

bool closed_same(struct ratio a, struct ratio b)
{
	return !a.den || !b.den ? a.den == b.den : ratio_cmp(a, b) == 0;
}

struct figures closed_now(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period)
{
	struct figures f = { 0 };
	struct window w;

	if (window_open(e, scope, kpi, period, DAY_NONE, &w)) {
		f.fact = w.fact;
		f.facts = w.facts;
	}
	window_close(&w);
	return f;
}

/* ---- keeping ---- */
/* A fact that a KPI's measures leave out still tells "no data" from zero when it is the first one, or the last one goes. */
static bool is_changed(const struct engine *e, const struct store *t, const struct kpi *k, bool appears)
{
	for (uint32_t s = 0; s < k->step_count; s++) {
		uint32_t measure = k->formula[s].measure;
		if (k->formula[s].op == OP_MEASURE && &e->stores[e->model->measures[measure].facts] == t &&
		    (appears || t->changed[e->positions[measure]]))
			return true;
	}
	return false;
}

static void figure_keep(struct engine *e, const struct figure_key *key, uint32_t scope, uint32_t kpi, struct period period)
{
	uint32_t number = closed_find(e, key);

	if (number == NONE) {
		struct figures f = closed_now(e, scope, kpi, period);
		struct ratio_record first = closed_ratio_record(f.fact);
		number = pool_add(&e->closed);
		*closed_at(e, number) = (struct closed_record){ .of = *key, .facts = f.facts, .first = first, .told = first };
		index_add(&e->closed_index, key_hash(key), number);
	}
	if (closed_at(e, number)->changed)
		return;
	pool_touch(&e->closed, number);
	closed_at(e, number)->changed = 1;
	e->closed_changed++;
}

static void scope_keep(struct engine *e, const struct store *t, uint32_t scope, struct period period, bool appears, bool stocks)
{
	const struct model *m = e->model;
	struct figure_key key = { .period = period.index };

	for (uint32_t k = 0; k < m->kpi_count; k++) {
		if ((stocks && !m->kpis[k].stock) || !is_changed(e, t, &m->kpis[k], appears))
			continue;
		if (!key.scope_kind) {
			key.scope_kind = state_code(e, m->scope_kinds[scope_at(&e->scopes, scope)->kind].code);
			key.period_kind = state_code(e, period_kind_code(m, period.kind));
			state_members(e, scope, key.members);
		}
		key.kpi = state_code(e, m->kpis[k].code);
		figure_keep(e, &key, scope, k, period);
	}
}

/* A stock changes in all the closed periods that follow as well. */
static void stocks_keep(struct engine *e, const struct store *t, uint32_t scope, struct period period, bool appears)
{
	for (period.index++; period_exists(e->model, period) && period_to(e->model, period) <= e->clock.closed_to; period.index++)
		if (period_to(e->model, period) > e->clock.closed_from)
			scope_keep(e, t, scope, period, appears, true);
}

void closed_keep(struct engine *e, const struct store *t, const struct place *p, uint32_t kind, const uint32_t *cells, int sign)
{
	struct period period = { e->model->period_kinds[kind], e->spans[kind].index };
	int64_t lone = sign > 0 ? 0 : 1;

	if (period.kind == PERIOD_DAY)
		return;
	for (uint32_t s = 0; s < p->scope_count; s++) {
		const struct cell *c = pool_at(&t->cells, cells[s] - 1), *ever;
		if (e->spans[kind].to > e->clock.closed_from)
			scope_keep(e, t, p->scopes[s], period, c->facts == lone, false);
		if (!t->has_stock)
			continue;
		ever = cell_find(t, p->scopes[s], CELL_EVER, 0);
		stocks_keep(e, t, p->scopes[s], period, !ever || ever->facts == lone);
	}
}

/* ---- reading ---- */
static bool key_of(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, struct figure_key *out)
{
	const struct model *m = e->model;
	struct buf id = { 0 };
	uint32_t at = 0;

	*out = (struct figure_key){
		.scope_kind = names_find(&e->codes, m->scope_kinds[scope_at(&e->scopes, scope)->kind].code),
		.kpi = names_find(&e->codes, m->kpis[kpi].code),
		.period_kind = names_find(&e->codes, period_kind_code(m, period.kind)),
		.period = period.index,
	};
	bool known = out->scope_kind && out->kpi && out->period_kind;
	figures_scope_id(e, scope, &id);
	for (struct str rest = buf_str(&id); known && rest.len && at < SCOPE_DIMS; at++) {
		out->members[at] = names_find(&e->codes, str_cut(&rest, '|'));
		known = out->members[at] != 0;
	}
	buf_free(&id);
	return known;
}

enum first_closed figures_first_closed(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period,
				       struct figures *out)
{
	struct figure_key key;

	*out = (struct figures){ 0 };
	if (!closed_period(e, period))
		return FIRST_CLOSED_OPEN;
	struct figures now = closed_now(e, scope, kpi, period);
	uint32_t number = key_of(e, scope, kpi, period, &key) ? closed_find(e, &key) : NONE;
	*out = now;
	if (number == NONE)
		return FIRST_CLOSED_STANDS;
	out->fact = closed_ratio(&closed_at(e, number)->first);
	out->facts = closed_at(e, number)->facts;
	return closed_same(out->fact, now.fact) ? FIRST_CLOSED_STANDS : FIRST_CLOSED_RESTATED;
}
