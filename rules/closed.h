/* Closed periods: what was first said of them stays beside what later reports make of them.
 *
 * A period is closed when its last day and `closes_after_days` more have been judged in every zone of the company; a day is
 * never closed. Closed is for good: neither another model nor another zone opens a period again. The first report that
 * changes a figure of a closed period keeps it here as it stood; where nothing is kept, the present figure is the first one.
 * Records name their figure by codes, so they outlive the model. What another model makes of a period is not a report's doing
 * and keeps nothing.
 */
#pragma once
#include "rules/state.h"
#include "rules/watch.h"

/* ---- closed.c ---- */
bool closed_period(const struct engine *e, struct period p);
/* A day has ended somewhere, or the clocks have just been started. */
void closed_advance(struct engine *e);
/* Before a fact is added to (sign 1) or taken from the `cells` of a place and a period kind (its position): keeps the figure of
 * each KPI that this may change. store->changed says which measures it does. Called where the period ends by closed_to. */
void closed_keep(struct engine *e, const struct store *t, const struct place *p, uint32_t kind, const uint32_t *cells, int sign);
void closed_index(struct engine *e);
/* The record of a figure: its number; NONE. */
uint32_t closed_find(const struct engine *e, const struct figure_key *key);
void closed_remove(struct engine *e, uint32_t number);
static inline struct closed_record *closed_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->closed, number);
}
/* The present figure of the whole period: fact and facts. */
struct figures closed_now(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period);
struct ratio closed_ratio(const struct ratio_record *r);
struct ratio_record closed_ratio_record(struct ratio r);
bool closed_same(struct ratio a, struct ratio b); /* exactly; no data is the same as no data */

/* ---- closed_notes.c ---- */
/* The company's day has ended: a note for the latest case of each subject whose figure reads otherwise than a day ago, where
 * that case is closed. In the order of cases. */
void closed_notes(struct engine *e, int32_t day, struct flip_list *out);
