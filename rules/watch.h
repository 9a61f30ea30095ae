/* Watching: which decisions look at which cells, when they are judged, and what then flips.
 *
 * Two occasions: a report changed a cell that a decision watches at once; a day has ended and every decision looks at its
 * subjects. A condition is a pure function of the facts as they are known at that moment: "below on ten days running" is
 * asked of the days again each time, so that a late report or a correction is heard and nothing has to be remembered.
 */
#pragma once
#include "rules/state.h"

struct flip_list {
	ARRAY(struct flip) list;
};

void watch_bind(struct engine *e); /* after plans, scopes and cells are there; makes e->watch */
void watch_free(struct engine *e);

/* Is any decision judged at once on cells like this one? */
bool watch_wants(const struct engine *e, const struct store *s, const struct cell *c);
/* From fact_apply(): a cell has changed; store->changed says which measures. */
void watch_touch(struct engine *e, const struct store *s, const struct cell *c);
/* A report of this scope is to come: what watching it will read is asked for (see mem_soon()), in steps from 0 on, until it is
 * false that there is more. */
bool watch_soon(const struct engine *e, uint32_t scope, uint32_t step);
/* Judges what was touched since the last call. */
void watch_judge(struct engine *e, struct flip_list *out);
/* Judges every decision on the day that has ended in a zone. */
void watch_day(struct engine *e, uint32_t zone, int32_t day, struct flip_list *out);
/* Open cases whose period is over in a zone once `day` has ended. */
void watch_expire(struct engine *e, uint32_t zone, int32_t day, struct flip_list *out);
/* Plans have changed: cached bounds are void. Which cells are watched stays. */
void watch_renew(struct engine *e);
