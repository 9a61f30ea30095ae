/* In which order subjects and decisions are judged: by codes and by the model, never by numbers that a restart gives anew. */
#pragma once
#include "rules/state.h"

/* A planned subject of a decision. */
struct planned {
	int32_t period;
	uint32_t scope;
};

void planned_sort(const struct engine *e, struct planned *list, size_t count); /* by period, then members */
void scopes_sort(const struct engine *e, uint32_t *list, size_t count);        /* by members */
/* The decisions as they are judged when a day has ended, `e->decisions->count` numbers into `out`: those that keep others quiet
 * before these, else as they stand in the model. Of a circle the one that stands first is first. */
void decisions_sort(const struct engine *e, uint32_t *out);
