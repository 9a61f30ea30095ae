#include "rules/store.h"

#include <string.h>

#include "rules/closed.h"
#include "rules/entity.h"
#include "rules/period.h"
#include "rules/watch.h"

/* ---- the keys that the indices ask about ---- */
struct tuple_key {
	const struct store *store;
	const uint32_t *numbers; /* seller, then axes */
};

static bool tuple_eq(const void *ctx, uint32_t number)
{
	const struct tuple_key *key = ctx;

	return memcmp(pool_at(&key->store->tuples, number), key->numbers, tuple_size(key->store)) == 0;
}

struct row_key {
	const struct store *store;
	uint32_t tuple;
	int32_t day;
};

static bool row_eq(const void *ctx, uint32_t number)
{
	const struct row_key *key = ctx;
	const struct row_record *r = row_at(key->store, number);

	return r->tuple == key->tuple && r->day == key->day;
}

struct cell_key {
	const struct store *store;
	uint32_t scope, kind;
	int32_t index;
};

static bool cell_eq(const void *ctx, uint32_t number)
{
	const struct cell_key *key = ctx;
	const struct cell *c = pool_at(&key->store->cells, number);

	return c->scope == key->scope && c->kind == key->kind && c->index == key->index;
}

/* ---- life ---- */
void store_init(struct store *t, const struct fact_table *is)
{
	*t = (struct store){ .is = is, .last_day = DAY_MIN };
	for (uint32_t c = 0; c < is->column_count; c++)
		t->has_texts = t->has_texts || is->columns[c].kind == COLUMN_TEXT;
	pool_init(&t->tuples, "tuples", tuple_size(t));
	pool_init(&t->facts, "facts", sizeof(struct fact_record) + is->column_count * sizeof(int64_t));
	pool_init(&t->values, "values", sizeof(struct value_record));
}

void store_forget_cells(struct store *t)
{
	for (uint32_t i = 0; i < t->bags.count; i++)
		bag_free(t->bags.at[i]);
	ARRAY_FREE(t->bags);
	places_free(t);
	pool_free(&t->cells);
	index_free(&t->cell_index);
	t->last_day = DAY_MIN;
}

void store_free(struct store *t)
{
	store_forget_cells(t);
	measures_free(t);
	mem_free(t->kinds);
	mem_free(t->magnitude);
	pool_free(&t->tuples);
	pool_free(&t->rows);
	pool_free(&t->facts);
	pool_free(&t->values);
	index_free(&t->tuple_index);
	index_free(&t->row_index);
	index_free(&t->value_index);
}

/* ---- storing a fact ---- */
static uint32_t number_of(struct names *names, struct name_ref ref)
{
	return ref.number || !ref.text.len ? ref.number : names_add(names, ref.text);
}

static uint32_t tuple_of(struct engine *e, struct store *t, const struct report *r, const struct fact *f)
{
	uint32_t numbers[1 + AXES_MAX];
	struct tuple_key key = { t, numbers };

	numbers[0] = f->seller ? f->seller : r->seller;
	for (uint32_t i = 0; i < t->is->axis_count; i++)
		numbers[1 + i] = number_of(&domain_axis(&e->domains, e->model, t->is->axes[i])->names, f->axes[i]);
	uint64_t hash = tuple_hash(t, numbers);
	uint32_t found = index_find(&t->tuple_index, hash, tuple_eq, &key);
	if (found != INDEX_NONE)
		return found;
	found = pool_add(&t->tuples);
	memcpy(pool_at(&t->tuples, found), numbers, tuple_size(t));
	index_add(&t->tuple_index, hash, found);
	return found;
}

static uint32_t row_of(struct store *t, uint32_t tuple, int32_t day, struct place *place)
{
	struct row_key key = { t, tuple, day };

	if (place->last_row && row_eq(&key, place->last_row - 1))
		return place->last_row - 1;
	uint64_t hash = row_hash(tuple, day);
	uint32_t found = index_find(&t->row_index, hash, row_eq, &key);
	if (found == INDEX_NONE) {
		found = pool_add(&t->rows);
		row_at(t, found)->tuple = tuple;
		row_at(t, found)->day = day;
		index_add(&t->row_index, hash, found);
	}
	place->last_row = found + 1;
	return found;
}

uint32_t fact_keep(struct engine *e, struct store *t, const struct report *r, const struct fact *f)
{
	uint32_t tuple = tuple_of(e, t, r, f);
	struct place *place = place_of(e, t, tuple, r->day);

	uint32_t row = row_of(t, tuple, r->day, place);
	uint32_t number = pool_add(&t->facts);
	struct fact_record *rec = fact_at(t, number);

	t->contributed = 0; /* the number may have been another fact's */
	rec->row = row;
	rec->at_ms = r->at_ms;
	memcpy(rec->values, f->values, t->is->column_count * sizeof(*rec->values));
	for (uint32_t c = 0; t->has_texts && c < t->is->column_count; c++) {
		if (t->is->columns[c].kind == COLUMN_NUMBER)
			continue;
		uint32_t name =
			number_of(&domain_column(&e->domains, e->model, (uint32_t)(t - e->stores), c)->names, f->texts[c]);
		rec->values[c] = name ? (int64_t)name : COLUMN_ABSENT;
	}
	return number;
}

bool facts_are_sound(const struct store *t, uint32_t chain)
{
	uint32_t steps = 0;

	for (uint32_t n = chain; n; n = fact_at(t, n - 1)->next)
		if (n > t->facts.count || fact_at(t, n - 1)->row >= t->rows.count || ++steps > t->facts.count)
			return false;
	return true;
}

/* ---- counting a fact ---- */
/* Bags that no KPI reads stand in the cells that their measure is made for alone. */
static void cell_bags_make(struct engine *e, struct store *t, struct cell *c)
{
	size_t first = t->bags.count;

	c->sums[t->sum_count] = (int64_t)first + 1;
	for (uint32_t b = 0; b < t->bag_count; b++)
		*ARRAY_ADD(t->bags) = NULL;
	for (uint32_t i = 0; i < t->measure_count; i++) {
		const struct measure *m = t->measures[i].is;
		bool there = !m->days_of || (scope_at(&e->scopes, c->scope)->kind == m->days_of - 1 && c->kind != CELL_EVER &&
					     e->model->period_kinds[c->kind] == PERIOD_DAY);
		if (!aggregate_is_additive(m->aggregate) && there)
			t->bags.at[first + m->slot] = bag_new();
	}
}

static uint32_t cell_make(struct engine *e, struct store *t, uint32_t scope, uint32_t kind, int32_t index)
{
	struct cell_key key = { t, scope, kind, index };
	uint64_t hash = cell_hash(scope, kind, index);
	uint32_t found = index_find(&t->cell_index, hash, cell_eq, &key);

	if (found != INDEX_NONE)
		return found;
	found = pool_add(&t->cells);
	struct cell *c = pool_at(&t->cells, found);
	c->scope = scope;
	c->kind = kind & CELL_EVER;
	c->watched = watch_wants(e, t, c);
	c->index = index;
	if (t->bag_count)
		cell_bags_make(e, t, c);
	index_add(&t->cell_index, hash, found);
	return found;
}

static const struct span *span_of(struct engine *e, uint32_t kind, int32_t day)
{
	struct span *s = &e->spans[kind];
	struct period period;

	if (day >= s->from && day < s->to)
		return s;
	*s = (struct span){ .from = day,
			    .to = day + 1,
			    .exists = period_of(e->model, e->model->period_kinds[kind], day, &period) };
	if (s->exists)
		*s = (struct span){ period_from(e->model, period), period_to(e->model, period), period.index, true };
	return s;
}

/* The cells of a place for the period of `kind` that holds `day`, number + 1 each; NULL: no such period. */
static const uint32_t *cells_of(struct engine *e, struct store *t, struct place *p, uint32_t kind, int32_t day, uint32_t *scratch)
{
	uint32_t *cached = place_period(p, kind), *cells = scratch;
	const struct span *span = span_of(e, kind, day);

	if (!span->exists)
		return NULL;
	if (*cached == (uint32_t)span->index)
		return cached + 1;
	if (*cached == PLACE_NONE || span->index > (int32_t)*cached) { /* the present moves on; a look back does not disturb it */
		*cached = (uint32_t)span->index;
		cells = cached + 1;
	}
	for (uint32_t s = 0; s < p->scope_count; s++)
		cells[s] = cell_make(e, t, p->scopes[s], kind, span->index) + 1;
	return cells;
}

/* Two sums at a time: this is what a report does most often. */
typedef int64_t two_sums __attribute__((vector_size(16), aligned(8), may_alias));

static inline void sums_add(int64_t *to, const int64_t *deltas, uint32_t count, int sign)
{
	if (sign > 0) {
		for (uint32_t n = count / 2; n > 0; n--, deltas += 2, to += 2)
			*(two_sums *)to += *(const two_sums *)deltas;
		if (count % 2)
			*to += *deltas;
	} else {
		for (uint32_t n = count / 2; n > 0; n--, deltas += 2, to += 2)
			*(two_sums *)to -= *(const two_sums *)deltas;
		if (count % 2)
			*to -= *deltas;
	}
}

static void cell_bags_change(struct store *t, const struct cell *c, const struct fact_record *f, int sign)
{
	struct bag_item item;

	for (uint32_t i = 0; i < t->measure_count; i++) {
		const struct measure *m = t->measures[i].is;
		struct bag *bag = aggregate_is_additive(m->aggregate) ? NULL : cell_bag(t, c, m->slot);
		if (bag && t->changed[i] && measure_item(t, m, f, &item))
			bag_change(bag, item.hi, item.lo, item.extra, sign * item.count);
	}
}

static void cells_change(struct engine *e, struct store *t, struct cell *const *cells, uint32_t count,
			 const struct fact_record *f, int sign)
{
	for (uint32_t i = 0; i < count; i++) {
		struct cell *c = cells[i];

		c->facts += sign;
		sums_add(c->sums, t->deltas, t->sum_count, sign);
		if (t->bag_count)
			cell_bags_change(t, c, f, sign);
		if (c->watched)
			watch_touch(e, t, c);
	}
}

static struct cell *cell_ever(struct engine *e, struct store *t, uint32_t scope)
{
	return pool_at(&t->cells, cell_make(e, t, scope, CELL_EVER, 0));
}

static struct row_record *row_change(struct store *t, uint32_t fact, int sign)
{
	uint32_t number = fact_at(t, fact)->row;
	struct row_record *row = row_at(t, number);

	contributions_of(t, fact);
	pool_touch(&t->rows, number);
	row->facts += sign;
	sums_add(row->sums, t->deltas, t->sum_count, sign);
	return row;
}

void fact_row(struct engine *e, struct store *t, uint32_t fact, int sign)
{
	(void)e;
	row_change(t, fact, sign);
}

void fact_apply(struct engine *e, struct store *t, uint32_t fact, int sign)
{
	enum { SCRATCH = 256, AT_ONCE = 64 };
	uint32_t scratch[SCRATCH], *more = NULL, count = 0;
	struct cell *cells[AT_ONCE];
	const struct fact_record *f = fact_at(t, fact);
	const struct row_record *row = row_change(t, fact, sign);
	int32_t day = row->day;
	struct place *p = place_of(e, t, row->tuple, day);

	if (day > t->last_day)
		t->last_day = day;
	if (p->scope_count > SCRATCH)
		more = mem_alloc(p->scope_count * sizeof(uint32_t));
	/* A seller's cells lie anywhere in memory: they are called for together before the first is changed. */
	for (uint32_t k = 0; k < e->model->period_kind_count; k++) {
		const uint32_t *numbers = cells_of(e, t, p, k, day, more ? more : scratch);

		if (numbers && e->spans[k].to <= e->clock.closed_to)
			closed_keep(e, t, p, k, numbers, sign);
		for (uint32_t s = 0; numbers && s < p->scope_count; s++) {
			if (count == AT_ONCE) {
				cells_change(e, t, cells, count, f, sign);
				count = 0;
			}
			cells[count] = pool_at(&t->cells, numbers[s] - 1);
			mem_soon(cells[count++], t->cells.size);
		}
	}
	cells_change(e, t, cells, count, f, sign);
	for (uint32_t s = 0; t->has_stock && s < p->scope_count; s++) {
		cells[0] = cell_ever(e, t, p->scopes[s]);
		cells_change(e, t, cells, 1, f, sign);
	}
	mem_free(more);
}

/* ---- deriving ---- */
void store_index(struct store *t)
{
	index_reserve(&t->tuple_index, t->tuples.count);
	index_reserve(&t->row_index, t->rows.count);
	for (uint32_t i = 0; i < t->tuples.count; i++)
		index_add(&t->tuple_index, tuple_hash(t, pool_at(&t->tuples, i)), i);
	for (uint32_t i = 0; i < t->rows.count; i++)
		index_add(&t->row_index, row_hash(row_at(t, i)->tuple, row_at(t, i)->day), i);
	values_index(t);
}

/* Every cell of a row, through `each`. */
typedef void (*cell_visit)(struct store *t, struct cell *c, const void *what, int sign);

static void cells_each(struct engine *e, struct store *t, const struct row_record *row, cell_visit each, const void *what,
		       int sign)
{
	struct place *p = place_of(e, t, row->tuple, row->day);
	uint32_t *scratch = mem_alloc((p->scope_count + 1) * sizeof(uint32_t));

	for (uint32_t k = 0; k < e->model->period_kind_count; k++) {
		const uint32_t *cells = cells_of(e, t, p, k, row->day, scratch);
		for (uint32_t s = 0; cells && s < p->scope_count; s++)
			each(t, pool_at(&t->cells, cells[s] - 1), what, sign);
	}
	for (uint32_t s = 0; t->has_stock && s < p->scope_count; s++)
		each(t, cell_ever(e, t, p->scopes[s]), what, sign);
	mem_free(scratch);
}

static void add_row(struct store *t, struct cell *c, const void *what, int sign)
{
	const struct row_record *row = what;

	c->facts += row->facts;
	sums_add(c->sums, row->sums, t->sum_count, sign);
}

static void add_fact(struct store *t, struct cell *c, const void *what, int sign)
{
	cell_bags_change(t, c, what, sign);
}

static void add_value(struct store *t, struct cell *c, const void *what, int sign)
{
	const struct value_record *v = what;
	struct bag *bag = cell_bag(t, c, v->bag);

	if (bag)
		bag_change(bag, v->hi, v->lo, v->extra, v->count * sign);
}

static void fill_fact(struct store *t, uint32_t fact, void *engine)
{
	const struct fact_record *f = fact_at(t, fact);

	measures_of(t, pool_at(&t->tuples, row_at(t, f->row)->tuple), f->values);
	cells_each(engine, t, row_at(t, f->row), add_fact, f, 1);
}

static void fill_bags(struct engine *e, struct store *t)
{
	for (uint32_t i = 0; i < e->ids.count; i++) {
		const struct id_record *id = pool_at(&e->ids, i);
		uint32_t form = id->form ? model_form(e->model, names_text(&e->forms, id->form)) : NONE;
		if (form == NONE || &e->stores[e->model->forms[form].facts] != t)
			continue;
		for (uint32_t n = id->first_fact; n; n = fact_at(t, n - 1)->next)
			fill_fact(t, n - 1, e);
	}
	entities_each_fact(e, t, fill_fact, e);
	for (uint32_t i = 0; i < t->values.count; i++) {
		const struct value_record *v = pool_at(&t->values, i);
		cells_each(e, t, row_at(t, v->row), add_value, v, 1);
	}
}

void store_fill(struct engine *e, struct store *t)
{
	pool_init(&t->cells, "cells", sizeof(struct cell) + (t->sum_count + (t->bag_count > 0)) * sizeof(int64_t));
	for (uint32_t i = 0; i < t->rows.count; i++) {
		const struct row_record *row = row_at(t, i);
		cells_each(e, t, row, add_row, row, 1);
		if (row->facts && row->day > t->last_day)
			t->last_day = row->day;
	}
	if (t->bag_count)
		fill_bags(e, t);
}

const struct cell *cell_find(const struct store *t, uint32_t scope, uint32_t kind, int32_t index)
{
	struct cell_key key = { t, scope, kind, index };
	uint32_t found = index_find(&t->cell_index, cell_hash(scope, kind, index), cell_eq, &key);

	return found == INDEX_NONE ? NULL : pool_at(&t->cells, found);
}

struct bag *cell_bag(const struct store *t, const struct cell *c, uint32_t slot)
{
	return t->bags.at[c->sums[t->sum_count] - 1 + slot];
}
