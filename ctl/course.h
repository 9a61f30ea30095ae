/* A KPI of a scope from day to day of a period: the engine's own figures as of each day. */
#pragma once
#include "rules/engine.h"
#include "rules/figures.h"

struct course {
	const struct engine *engine;
	uint32_t scope, kpi;
	struct period in;
	uint32_t calendar; /* NONE: the plan's own */
	int32_t as_of;     /* days after it have no fact; DAY_NONE: all have */
};

int32_t course_from(const struct course *c);
int32_t course_to(const struct course *c); /* half-open */
/* The day up to which there are facts, to be marked; DAY_NONE: up to the end. */
int32_t course_mark(const struct course *c);
/* As figures_to_date(); fact.den 0 after `as_of`. */
void course_at(const struct course *c, int32_t day, struct figures *out);
/* `"points":[{"day":...,"fact":...,"expected":...}]` as a member of an object; what does not add up over the days has no
 * "expected". */
void course_add_json(const struct course *c, struct buf *b);
