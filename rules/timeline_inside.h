/* What the files of timelines share. */
#pragma once
#include "rules/timeline.h"

struct teller {
	struct engine *engine;
	const struct entity_kind *kind;
	const struct fact_table *facts; /* of the events */
	const struct hearing *hearing;
	const struct entity_now *course; /* after each event */
	struct arena *arena;
	struct telling *states, *steps;
};

/* By insertion: an entity has few events. */
static inline void days_insert(int32_t *days, uint32_t count, int32_t value)
{
	uint32_t i = count;

	for (; i > 0 && days[i - 1] > value; i--)
		days[i] = days[i - 1];
	days[i] = value;
}

static inline int32_t date_in(const struct entity_now *n, uint32_t column)
{
	return column == NONE || n->values[column] == COLUMN_ABSENT ? DAY_NONE : (int32_t)(n->values[column] / E4);
}

/* timeline.c */
/* A fact of the entity as it is after an event, dated `day`, with no value given. */
int64_t *tell(struct teller *t, struct telling *to, uint32_t table, const struct entity_now *n, int32_t day);
int64_t name_in(struct teller *t, uint32_t table, uint32_t column, struct str text); /* its number in the column's domain */
/* A value of the events' column `from` as one of another table's column. */
int64_t carry(struct teller *t, uint32_t from, uint32_t table, uint32_t to, int64_t value);
/* The period that holds a day, of the kind by which `due` is looked at; false: a custom set has none there, or no day is given.
 */
bool expected_period(const struct teller *t, int32_t day, struct period *out);

/* timeline_spells.c: from an event to the next one, or on. */
void spells_tell(struct teller *t, uint32_t event);
/* timeline_steps.c */
void steps_tell(struct teller *t, uint32_t event);
void class_steps_tell(struct teller *t);
