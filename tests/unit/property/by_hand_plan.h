/* Plans worked out by hand, one day after the other: what a version leaves goes over the weight that is left, a unit without a
 * plan of its own gets each day what those who are below it on that day get. */
#pragma once
#include "by_hand.h"

struct plan_wanted {
	int kind, members[3], kpi;
	enum plan_level level;
	struct period_span span;
	bool adds_up; /* the KPI's plans are summed over the organisation */
	bool grows;   /* and spread over the days */
};
struct hand_plan {
	bool is;
	int64_t target_e4; /* in force on the day */
	struct fraction expected;
	int64_t elapsed, total;
};
struct hand_plan hand_plan(const struct company *c, const struct plan_wanted *w, int32_t day);
