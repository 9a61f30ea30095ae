/* Entities: deals, clients, invoices. Their events are facts of the table that their kind names; what those come to
 * (timeline.h) is counted in the kind's own tables, and told anew with each event.
 *
 * An event is its report's: a correction replaces it, a retraction takes it away. When the report is forgotten the event stays
 * and keeps the fact, until the entity is closed and all its reports are forgotten.
 */
#pragma once
#include "rules/store.h"
#include "rules/timeline.h"

/* A report's facts in the place of those it had (chains, number + 1; 0: none), as events; both are kept, and counted as the
 * caller sees fit. false: a sum could overflow, and nothing has changed. */
bool entities_take(struct engine *e, struct store *t, struct hash128 report, uint32_t old, uint32_t now, struct overflow *full);
/* The report is forgotten. false: no entity has the fact, nobody needs it. */
bool entities_settle(struct engine *e, struct store *t, uint32_t fact);
/* Once a day: lets go some of those that are closed and whose reports are forgotten; each comes round within ENTITY_SWEEPS days.
 */
enum { ENTITY_SWEEPS = 16 };
void entities_sweep(struct engine *e, int32_t today);

/* ---- life ---- */
void entities_bind(struct engine *e); /* empty, as the model has them */
void entities_free(struct entity_store *kinds, uint32_t count);
void entities_index(struct engine *e);
/* Another model comes: what the events came to under the old one is taken out of its tables, before they are carried over... */
void entities_retire(struct engine *e);
/* ...then the events are taken over, */
void entities_carry(struct engine *e, const struct model *old, struct entity_store *from, uint32_t count);
/* ...and told anew where the indices of all tables are there and no cell is. */
void entities_tell(struct engine *e);
/* Could all sums of what the events come to under this model become too large? */
int entities_fit(const struct engine *e, const struct model *m, struct err *err);
int entities_check(const struct engine *e, struct err *err);
/* All facts that belong to entities alone: those of the kinds' own tables, and events whose reports are forgotten. */
typedef void (*fact_visit)(struct store *t, uint32_t fact, void *to);
void entities_each_fact(struct engine *e, struct store *t, fact_visit visit, void *to);

/* ---- reading; valid between inputs ---- */
uint32_t entity_find(const struct engine *e, uint32_t kind, struct str key); /* NONE */
uint32_t entity_count(const struct engine *e, uint32_t kind);                /* numbers given out; some are free */
/* What the entity is and was, after each of its events in their order; `*out_count` 0: the number is free. In the arena. */
const struct entity_now *entity_course(const struct engine *e, uint32_t kind, uint32_t number, struct arena *a,
				       uint32_t *out_count);
struct str entity_key(const struct engine *e, uint32_t kind, uint32_t number);
