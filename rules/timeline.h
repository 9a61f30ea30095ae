/* What the events of an entity come to: the facts of its kind's two tables (entity_kind.h).
 *
 * A pure function of the events and the model. Whatever changes with the days alone (ages, overdue, silence) is told in advance,
 * as facts of days to come; the next event takes back what has not come to pass. So no clock has to look at entities, and a
 * figure of a day asks only for facts dated up to it.
 *
 * Of days later than TIMELINE_AHEAD_DAYS after an event nothing is told.
 */
#pragma once
#include "rules/entity_kind.h"
#include "rules/records.h"
#include "rules/state.h"

enum { TIMELINE_AHEAD_DAYS = 1100 };

/* One event. */
struct heard {
	const struct fact_record *fact;
	const struct tuple_record *tuple;
	int32_t day;
};
/* In which classes it was put (classes.h), from a day on; by day. */
struct classed {
	int32_t day;
	uint32_t abc, xyz; /* places in abc_names, xyz_names */
};
struct hearing {
	const struct heard *events; /* in their order */
	uint32_t count;
	const struct classed *classes;
	uint32_t class_count;
};
/* One fact to be kept: names are numbers of the domains of its table. */
struct told {
	int32_t day;
	int64_t at_ms; /* local */
	uint32_t seller;
	const uint32_t *axes;
	const int64_t *values;
};
struct telling {
	struct told *at;
	uint32_t count, cap;
};

/* What the entity is after an event. */
struct entity_now {
	int32_t day, born, stage_day; /* of the event, of the first one, on which it entered its stage */
	int64_t at_ms;
	uint32_t seller;
	uint32_t axes[AXES_MAX];
	uint32_t stage;                   /* in kind->stages; NONE: none yet */
	int32_t silent_day;               /* on which silence begins if nothing comes; DAY_NONE: never */
	int64_t values[FACT_COLUMNS_MAX]; /* by column of the events' table; COLUMN_ABSENT */
};
/* The stage that an event says, in kind->stages; NONE: none of them. */
uint32_t entity_stage(const struct engine *e, const struct entity_kind *k, const struct fact_record *f);
bool entity_is_open(const struct entity_kind *k, const struct entity_now *n);

/* Names not seen before get their numbers. Both tellings live in the arena; what earlier events told stands before what later
 * ones did. */
void timeline_tell(struct engine *e, uint32_t kind, const struct hearing *h, struct arena *a, struct telling *states,
		   struct telling *steps);
/* What the entity is after each event: `count` of them, in the arena. */
const struct entity_now *timeline_course(const struct engine *e, uint32_t kind, const struct heard *events, uint32_t count,
					 struct arena *a);
