/* Waits: what can wake a run, and what the engine does by the clock on an open case. A chain of each run. */
#pragma once
#include "rules/condition.h"
#include "rules/state.h"

static inline struct run_record *run_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->runs, number);
}
static inline struct wait_record *wait_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->waits, number);
}
/* The instant at which a length of time that began then is over for a subject. INT64_MAX: never. */
int64_t wait_end(const struct subject *s, struct duration d, int32_t from_day, int64_t from_ms);
/* The working hours between two instants, in 1/10000. */
int64_t wait_hours_e4(const struct subject *s, int64_t from_ms, int64_t to_ms);

/* A new one of a run, not due; its number. The record is the caller's to fill in; wait_due() puts it on the agenda. */
uint32_t wait_add(struct engine *e, uint32_t run, enum wait_kind kind, uint32_t name);
void wait_due(struct engine *e, uint32_t number, int64_t due_ms);
void wait_remove(struct engine *e, uint32_t number);
/* The run's wait of a name, or of a kind of the engine's own (`name` 0: any); NONE. */
uint32_t wait_find(const struct engine *e, uint32_t run, uint32_t name);
uint32_t wait_of_kind(const struct engine *e, uint32_t run, enum wait_kind kind, uint32_t task);

/* It is over: its run is woken where it stands at it. `value` and `note` may be empty, `by` 0. */
void wait_over(struct engine *e, uint32_t number, int32_t day, struct str value, uint32_t by, struct str note);
/* The run is to be executed now, as the next input. */
void run_wake(struct engine *e, uint32_t run);

/* What the clock finds next: false, nothing up to `until_ms`. */
bool waits_next(struct engine *e, int64_t until_ms, int64_t *out_due_ms);
/* Puts all runs and waits on the agenda. */
void waits_index(struct engine *e);
/* Another model is in force: when what has not ended yet ends. */
void waits_resolve(struct engine *e);
int waits_check(const struct engine *e, struct err *err);
