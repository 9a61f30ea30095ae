/* Exchanging the model: what is told by facts already taken is carried over, what a new measure needs is added up from them.
 *
 * Carried over are tuples, facts and leaves of every table. A measure whose definition is unchanged keeps its sums; a new or
 * changed one is added up from the facts still kept (those behind the corrections horizon are not), so its earlier figures
 * may be incomplete.
 */
#include "rules/activate.h"

#include <string.h>

#include "rules/case_fact.h"
#include "rules/credit.h"
#include "rules/entity.h"
#include "rules/period.h"
#include "rules/slot.h"
#include "rules/store.h"
#include "rules/watch.h"

/* ---- carrying over ---- */
/* Same numbers, other width: copies `count` records through `each`, the free list with them. */
static void facts_copy(const struct store *from, struct store *to)
{
	for (uint32_t i = 0; i < from->facts.count; i++) {
		uint32_t number = pool_add(&to->facts);
		const struct fact_record *old = fact_at(from, i);
		struct fact_record *f = fact_at(to, number);
		memcpy(f, old, sizeof(*f));
		for (uint32_t c = 0; c < to->is->column_count; c++) {
			uint32_t at = activate_column(from->is, to->is->columns[c].name);
			f->values[c] = at == NONE ? COLUMN_ABSENT : old->values[at];
		}
	}
	pool_restored(&to->facts, from->facts.count, from->facts.free_head, from->facts.live);
}

static void rows_copy(const struct model *old, const struct store *from, const struct model *m, struct store *to)
{
	for (uint32_t i = 0; i < from->rows.count; i++) {
		const struct row_record *r = row_at(from, i);
		struct row_record *n = row_at(to, pool_add(&to->rows));
		memcpy(n, r, sizeof(*n));
	}
	for (uint32_t i = 0; i < to->measure_count; i++) {
		const struct measure *x = to->measures[i].is, *y = activate_measure(old, from->is, m, x);
		if (!y || !aggregate_is_additive(x->aggregate))
			continue;
		for (uint32_t s = 0; s < measure_width(x); s++) {
			to->magnitude[x->slot + s] = from->magnitude[y->slot + s];
			for (uint32_t r = 0; r < from->rows.count; r++)
				row_at(to, r)->sums[x->slot + s] = row_at(from, r)->sums[y->slot + s];
		}
	}
}

static void values_copy(const struct model *old, const struct store *from, const struct model *m, struct store *to)
{
	for (uint32_t i = 0; i < to->measure_count; i++) {
		const struct measure *x = to->measures[i].is, *y = activate_measure(old, from->is, m, x);
		if (!y || aggregate_is_additive(x->aggregate))
			continue;
		for (uint32_t v = 0; v < from->values.count; v++) {
			struct value_record value = *(const struct value_record *)pool_at(&from->values, v);
			if (value.bag != y->slot)
				continue;
			value.bag = x->slot;
			value.count *= store_whole(to) / store_whole(from);
			*(struct value_record *)pool_at(&to->values, pool_add(&to->values)) = value;
		}
	}
}

/* What the measures in `fresh` come to in one fact. */
static void measures_add(struct store *to, uint32_t fact, void *which)
{
	const uint8_t *fresh = which;
	struct row_record *row = row_at(to, fact_at(to, fact)->row);

	measures_of(to, pool_at(&to->tuples, row->tuple), fact_at(to, fact)->values);
	for (uint32_t i = 0; i < to->measure_count; i++)
		for (uint32_t s = 0; fresh[i] && s < measure_width(to->measures[i].is); s++) {
			int64_t delta = to->deltas[to->measures[i].is->slot + s];
			row->sums[to->measures[i].is->slot + s] += delta;
			to->magnitude[to->measures[i].is->slot + s] += delta < 0 ? -delta : delta;
		}
}

/* What the new measures come to in the facts still kept. */
static void new_measures(struct engine *e, const struct model *old, const struct store *from, struct store *to)
{
	for (uint32_t i = 0; i < to->measure_count; i++)
		to->changed[i] = aggregate_is_additive(to->measures[i].is->aggregate) &&
				 !activate_measure(old, from->is, e->model, to->measures[i].is);
	uint8_t *fresh = mem_alloc(to->measure_count + 1);
	memcpy(fresh, to->changed, to->measure_count);
	for (uint32_t n = 0; e->model->duty_facts != NONE && n < e->slots.count; n++) {
		const struct slot_record *s = pool_at(&e->slots, n);
		if (s->seller && s->fact && slot_store(e, s) == to)
			measures_add(to, s->fact - 1, fresh);
	}
	for (uint32_t n = 0; n < e->ids.count; n++) {
		const struct id_record *id = pool_at(&e->ids, n);
		uint32_t form = id->form ? model_form(e->model, names_text(&e->forms, id->form)) : NONE;
		if (form == NONE || &e->stores[e->model->forms[form].facts] != to)
			continue;
		for (uint32_t f = id->first_fact; f; f = fact_at(to, f - 1)->next)
			measures_add(to, f - 1, fresh);
	}
	entities_each_fact(e, to, measures_add, fresh);
	mem_free(fresh);
}

/* A custom period is stored by its place in its set, which may be another in the new model. One that is gone is minus the number
 * of its code, so that entries can name it and a later model may bring it back. */
static int32_t place_now(struct engine *e, const struct model *m, uint32_t kind_code, int32_t index)
{
	struct str kind = names_text(&e->codes, kind_code), code;
	uint32_t before = model_period_kind(e->model, kind), now = model_period_kind(m, kind);
	struct period p = { before, index };

	if (before < PERIOD_CUSTOM)
		return index;
	if (index < 0)
		code = names_text(&e->codes, (uint32_t)-index);
	else if (before != NONE && period_exists(e->model, p))
		code = e->model->customs[before - PERIOD_CUSTOM].periods[index].code;
	else
		return index;
	if (now != NONE && period_parse(m, now, code, &p, NULL) == 0)
		return p.index;
	return -(int32_t)state_code(e, code);
}

static void periods_carry(struct engine *e, const struct model *m)
{
	for (uint32_t i = 0; i < e->cases.count; i++) {
		struct case_record *c = pool_at(&e->cases, i);
		int32_t now = place_now(e, m, c->period_kind, c->period);
		if (now == c->period)
			continue;
		pool_touch(&e->cases, i);
		c->period = now;
	}
	for (uint32_t i = 0; i < e->changes.count; i++) {
		struct change_record *c = pool_at(&e->changes, i);
		int32_t now = place_now(e, m, c->period_kind, c->period);
		if (now == c->period)
			continue;
		pool_touch(&e->changes, i);
		c->period = now;
	}
	for (uint32_t i = 0; i < e->closed.count; i++) {
		struct closed_record *r = pool_at(&e->closed, i);
		int32_t now = r->of.kpi ? place_now(e, m, r->of.period_kind, r->of.period) : r->of.period;
		if (now == r->of.period)
			continue;
		pool_touch(&e->closed, i);
		r->of.period = now;
	}
}

int engine_activate(struct engine *e, const struct model *m, const struct decisions *d, struct err *err)
{
	const struct model *old = e->model;
	struct store *stores = e->stores;
	struct entity_store *entities = e->entities;
	uint32_t count = e->store_count, kind_count = e->entity_kind_count;

	if (activate_fits(e, m, err) < 0)
		return -1;
	entities_retire(e);
	periods_carry(e, m);
	state_forget(e);
	e->stores = NULL;
	e->store_count = 0;
	e->entities = NULL;
	state_bind(e, m, d);
	entities_carry(e, old, entities, kind_count);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = activate_table(m, stores[i].is->code);
		if (at != NONE && !case_facts_are(old, i) && !case_facts_are(m, at)) {
			struct store *to = &e->stores[at];
			pool_free(&to->tuples);
			to->tuples = stores[i].tuples;
			stores[i].tuples = (struct pool){ 0 };
			facts_copy(&stores[i], to);
			rows_copy(old, &stores[i], m, to);
			values_copy(old, &stores[i], m, to);
			new_measures(e, old, &stores[i], to);
		}
		store_free(&stores[i]);
	}
	mem_free(stores);
	entities_free(entities, kind_count);
	case_facts_renew(e);
	state_derive(e);
	if (e->clock.now_ms != INT64_MIN)
		timers_start(e, e->clock.now_ms);
	return 0;
}
