/* What the files of entities share. */
#pragma once
#include "rules/entity.h"

static inline struct entity_record *entity_at(const struct entity_store *s, uint32_t number)
{
	return pool_at(&s->entities, number);
}

static inline struct event_record *event_at(const struct entity_store *s, uint32_t number)
{
	return pool_at(&s->events, number);
}

static inline struct class_record *class_at(const struct entity_store *s, uint32_t number)
{
	return pool_at(&s->classes, number);
}

static inline uint64_t number_hash(uint32_t number)
{
	uint64_t x = number * UINT64_C(0x9e3779b97f4a7c15);

	return x ^ (x >> 29);
}

/* Are the table's facts events of this kind? */
static inline bool feeds(const struct engine *e, uint32_t kind, const struct store *t)
{
	return &e->stores[e->entities[kind].is->facts] == t;
}

/* The next of a chain; both by number + 1. */
static inline uint32_t fact_next(const struct store *t, uint32_t fact)
{
	return fact_at(t, fact - 1)->next;
}

/* entity.c; facts by number + 1 */
uint32_t entity_named(const struct entity_store *s, uint32_t name); /* by the number of its key; NONE */
uint32_t event_of(const struct entity_store *s, uint32_t fact);     /* the event that the fact is; NONE */
void event_insert(struct engine *e, struct entity_store *s, uint32_t number);
/* The entity that it is an event of; NONE: the fact names none of this kind. */
uint32_t event_join(struct engine *e, struct entity_store *s, struct hash128 report, uint32_t line, uint32_t fact);

/* entity_tell.c */
/* Its events in their order; the list lives in the arena. */
uint32_t events_list(const struct engine *e, const struct entity_store *s, uint32_t number, struct arena *a,
		     const struct heard **out);
/* How a fact is counted: with its cells or in its row alone. */
typedef void (*fact_count_in)(struct engine *e, struct store *t, uint32_t fact, int sign);
/* false: a sum could overflow, and nothing has changed. */
bool entity_tell(struct engine *e, uint32_t kind, uint32_t number, fact_count_in count, struct overflow *full);
