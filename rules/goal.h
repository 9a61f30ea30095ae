/* How far a strategy goal is reached: the attainments of its KPIs by their weights on a day. */
#pragma once
#include "rules/figures.h"

/* Of a goal for a scope and period as of a day, target level: sum of weight x attainment. den 0: a KPI of the goal has no
 * attainment there, or the goal has no weights that day. */
struct ratio goal_attainment(const struct engine *e, uint32_t goal, uint32_t scope, struct period period, int32_t day);
/* The attainment of one KPI; den 0: none. */
struct ratio goal_part(const struct engine *e, uint32_t kpi, uint32_t scope, struct period period, int32_t day);
