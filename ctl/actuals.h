/* Cases and figures of a state as fields with names, to be held against what a scenario expects. */
#pragma once
#include "ctl/match.h"
#include "rules/engine.h"

struct actuals {
	struct arena *arena; /* owns what they hold */
	ARRAY(struct actual) list;
};

/* All cases, open and closed, in the order of opening. */
void actuals_cases(struct actuals *out, struct engine *e);
/* The figure that a row asks for by scope, KPI, period and day: one entry, which always names these. */
void actuals_figure(struct actuals *out, const struct engine *e, const struct options *table, const struct record *row);
