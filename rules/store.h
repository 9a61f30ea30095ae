/* One fact table's memory: leaves (tuples, rows), the facts behind them, and the cells derived from them.
 *
 * A fact is added to or taken from its row and, in the same step, every cell of its scopes and periods: O(scopes x periods),
 * whatever the number of sellers.
 */
#pragma once
#include "rules/report.h"
#include "rules/state.h"

void store_init(struct store *t, const struct fact_table *is);
void store_free(struct store *t);

/* Gives a decoded fact a record (names what was not named yet, finds its leaf); returns its number. The fact counts nowhere
 * until fact_apply(). */
uint32_t fact_keep(struct engine *e, struct store *t, const struct report *r, const struct fact *f);
void fact_apply(struct engine *e, struct store *t, uint32_t fact, int sign);
/* In its row alone: where cells are yet to be made. */
void fact_row(struct engine *e, struct store *t, uint32_t fact, int sign);
static inline struct fact_record *fact_at(const struct store *t, uint32_t number)
{
	return pool_at(&t->facts, number);
}
static inline struct row_record *row_at(const struct store *t, uint32_t number)
{
	return pool_at(&t->rows, number);
}
/* A restored chain of facts, number + 1: all of it is there, and it ends. */
bool facts_are_sound(const struct store *t, uint32_t chain);
/* value.c: the bag's elements of a fact that is about to be forgotten live on as values. */
void fact_outlive(struct store *t, uint32_t fact);
void values_index(struct store *t);

/* weigh.c */
/* Which sum would become too large, at which of a report's facts. */
struct overflow {
	const struct measure *measure;
	uint32_t column; /* whose value it adds up; NONE: it counts */
	uint32_t fact;
};
/* Adds the |contributions| of decoded facts to the table's magnitudes; false: a sum could overflow, and nothing was added. */
bool facts_weigh(struct store *t, const struct report *r, struct overflow *out);
/* Adds those of a fact with a record, or takes them away. What was there before always fits again. */
void fact_weigh(struct store *t, uint32_t fact, int sign);
bool fact_weighs(struct store *t, uint32_t fact, struct overflow *out); /* likewise, of a new one; false: nothing was added */
/* What a fact contributes, into t->deltas and t->changed. A fact is weighed and then counted: the second time it is there. */
void contributions_of(struct store *t, uint32_t fact);

/* derived */
void store_index(struct store *t);                  /* the indices of tuples, rows and values */
void store_fill(struct engine *e, struct store *t); /* the cells, from rows, facts and values; ids must be there */
void store_forget_cells(struct store *t);
/* NULL: nothing was ever reported there. `kind` is a position in model.period_kinds. */
const struct cell *cell_find(const struct store *t, uint32_t scope, uint32_t kind, int32_t index);
/* NULL: of a measure that is not kept there. */
struct bag *cell_bag(const struct store *t, const struct cell *c, uint32_t slot);

/* place.c: the scopes in which the facts of a tuple count on a day. */
struct place *place_of(struct engine *e, struct store *t, uint32_t tuple, int32_t day);
void places_free(struct store *t);
void place_kinds(struct engine *e, struct store *t); /* fills t->kinds */
/* The period index that a place's cells of a kind are of; the cells follow. */
static inline uint32_t *place_period(const struct place *p, uint32_t kind)
{
	return p->scopes + p->scope_count + (size_t)kind * (1 + p->scope_count);
}

/* measure.c: what a fact contributes, into t->deltas, t->holds, t->changed. */
void measures_bind(struct engine *e, struct store *t);
void measures_free(struct store *t);
void measures_of(struct store *t, const struct tuple_record *tuple, const int64_t *values);
/* The bag element of a bag measure: false when the fact has none. Of facts of the same moment the greatest value is the
 * last, so that the order of arrival does not matter. */
bool measure_item(const struct store *t, const struct measure *m, const struct fact_record *f, struct bag_item *out);

/* ---- by what the indices find them ---- */
static inline size_t tuple_size(const struct store *t)
{
	return (1 + t->is->axis_count) * sizeof(uint32_t);
}

static inline uint64_t tuple_hash(const struct store *t, const void *numbers)
{
	return hash64(numbers, tuple_size(t), 2);
}

static inline uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0x9e3779b97f4a7c15);
	x ^= x >> 29;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	return x ^ (x >> 32);
}

static inline uint64_t row_hash(uint32_t tuple, int32_t day)
{
	return mix((uint64_t)tuple << 32 | (uint32_t)day);
}

static inline uint64_t cell_hash(uint32_t scope, uint32_t kind, int32_t index)
{
	return mix((uint64_t)scope << 32 | (uint32_t)index) + kind * UINT64_C(0x9e3779b97f4a7c15);
}
