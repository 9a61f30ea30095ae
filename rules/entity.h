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
/* The code and the model index behind entity_now.seller: empty for 0, NONE where the model has him no more. */
struct str entity_seller(const struct engine *e, uint32_t seller);
uint32_t entity_seller_index(const struct engine *e, uint32_t seller);
struct str entity_text(const struct engine *e, uint32_t kind, uint32_t column, int64_t value);   /* of a text column */
struct str entity_member(const struct engine *e, uint32_t kind, uint32_t slot, uint32_t member); /* entity_now.axes[slot] */

/* How an entity stands at the end of a day. What its kind does not have is DAY_NONE, COLUMN_ABSENT, 0 or false. */
struct entity_seen {
	uint32_t events; /* up to that day */
	bool open;
	int32_t born, heard_day; /* of the first event and of the last */
	int32_t closed_day;      /* on which it ceased to be open; DAY_NONE: it is */
	int32_t age_days;        /* since its first event, up to the day or to closed_day */
	uint32_t seller;         /* domain number; 0: nobody's */
	uint32_t stage;          /* in kind->stages; NONE */
	int32_t stage_day, stage_days;
	int32_t due, next_step;
	int64_t amount_e4, balance_e4; /* balance: less what was paid */
	/* of an open one */
	int32_t over_days;    /* in its stage beyond max_days */
	int32_t overdue_days; /* past `due` */
	bool no_step;         /* no next step, or one that lies in the past */
	bool silent;
	int32_t silent_day; /* the first day of silence if nothing comes; DAY_NONE: never */
};
/* false: nothing was heard of it by then, or the number is free. `scratch` is used and may be reset. */
bool entity_look(const struct engine *e, uint32_t kind, uint32_t number, int32_t day, struct arena *scratch,
		 struct entity_seen *out);
/* The same of its course, which is `count` long. */
bool entity_stands(const struct entity_kind *k, const struct entity_now *course, uint32_t count, int32_t day,
		   struct entity_seen *out);

/* How long it was open in each stage of its kind: `out_days[stage]`, kind->stage_count of them. The course ends with `day`. */
void entity_stage_days(const struct entity_kind *k, const struct entity_now *course, uint32_t count, int32_t day,
		       int32_t *out_days);
/* Was what is due moved to a later day by the event behind course[at], while it was open? By how many days; 0: no. */
int32_t entity_pushed(const struct entity_kind *k, const struct entity_now *course, uint32_t at);
