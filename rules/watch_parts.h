/* Inside of watching; for rules/watch*.c only. */
#pragma once
#include "rules/plan.h"
#include "rules/watch.h"
#include "rules/watch_order.h"

typedef ARRAY(uint32_t) numbers;

/* Decisions judged at once that watch one KPI for one scope kind and period kind. */
struct group {
	uint32_t scope_kind, period_kind, store;
	uint32_t positions[FORMULA_MEASURES]; /* the KPI's measures in store->measures */
	uint32_t position_count;
	uint32_t kpi;
	bool stock; /* changes with facts of any period */
	numbers decisions;
};
/* What a cell is held against until the day ends: the plan is looked up once a day, so that a report costs a comparison. */
struct bound {
	uint32_t decision, scope;
	int64_t until_ms;        /* for which the rest holds */
	const struct plan *plan; /* NULL: none */
	int64_t quiet_e4;        /* `quiet`: where nothing is open and the sum is not below this, the trigger does not hold */
	int32_t day;
	int32_t period;   /* its index */
	uint32_t figures; /* in watch->plans, number + 1; 0: none yet */
	bool held;        /* against a plan or a band, as figures say */
	bool possible;    /* the trigger could hold today at all */
	bool quiet;
	bool touched;
};
struct watch {
	uint32_t *order;                 /* of the decisions when a day has ended */
	ARRAY(struct planned) * planned; /* by decision, sorted by period, then members */
	numbers *scopes;                 /* by scope kind, sorted by members */
	uint32_t scopes_seen;            /* how many of e->scopes those lists hold */
	ARRAY(struct group) groups;
	numbers *by_kind; /* groups by scope kind */
	ARRAY(struct bound) bounds;
	ARRAY(struct figures) plans; /* of bounds that have one: the plan's part as of the days that have ended */
	struct index bound_index;
	numbers touched;
};

/* ---- watch_bound.c ---- */
bool decision_is_by_plan(const struct engine *e, const struct decision *d);
/* A cell has changed that the decision watches: its bound is brought to the present day and stands among w->touched if it could
 * flip now. */
void bound_touch(struct engine *e, uint32_t decision, const struct store *s, const struct cell *c);
/* A trigger that holds below a limit of a plain sum: once it does not hold, more cannot make it hold before the day ends. */
bool bound_grows_quiet(const struct engine *e, const struct decision *d);
