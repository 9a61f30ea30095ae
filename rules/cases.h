/* Cases and tasks: what flips and verdicts do to the state, and what is written of it. */
#pragma once
#include "rules/state.h"
#include "rules/watch.h"

void cases_index(struct engine *e); /* the open ones and the latched ones, from their records */
/* The open case of an identity: its number + 1; 0: none. */
uint32_t cases_find(const struct engine *e, uint32_t decision, uint32_t scope, struct period period);
/* A case that its own run has closed stays latched: no other one opens for its subject until the trigger has been seen false. */
bool cases_latched(const struct engine *e, uint32_t decision, uint32_t scope, struct period period);
void cases_unlatch(struct engine *e, uint32_t decision, uint32_t scope, struct period period);
/* The decision (NONE: no longer in the model), scope (NONE) and period of a case. */
bool cases_identity(const struct engine *e, const struct case_record *c, uint32_t *out_decision, uint32_t *out_scope,
		    struct period *out_period);
/* After an activation: closes the open cases whose decision, scope or period the model no longer has. */
void cases_withdraw(struct engine *e, struct arena *a, struct update *out);
/* Would a case of that decision and scope open on f->day, nothing kept it quiet? Fills in the period. */
bool cases_would_open(struct engine *e, struct flip *f);
/* Closes an open case for a reason of its run's or of somebody's who has closed it. No other one opens for its subject until its
 * trigger has been seen false. */
void cases_close(struct engine *e, uint32_t number, const struct flip *f, struct str reason, struct arena *a, struct update *out);
/* Writes what a flip and its verdict come to. Returns the number + 1 of a case that it opens; 0: none. */
uint32_t cases_conclude(struct engine *e, const struct flip *f, const struct verdict *v, struct arena *a, struct update *out);
