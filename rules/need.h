/* What it takes to reach the plan: the remainder turned back through the funnel, stage by stage, and per working day that is
 *left.
 *
 *	1 800 000 left / 50 000 a deal = 36 deals / 20 % = 180 leads; on 9 working days 20 leads a day
 */
#pragma once
#include "rules/question.h"

struct need_level { /* of a stage */
	uint32_t kpi;
	struct ratio rate; /* of the next stage, or of the KPI for the last, to one of this */
	int64_t count;     /* rounded up at each stage */
	int64_t per_day;   /* rounded up; -1: there is no working day left */
};
enum need_rates { NEED_FACT, NEED_AGAINST, NEED_PLAN }; /* where the rates are from */
struct need {
	int64_t left_e4; /* of the target; 0: it is reached, and nothing is needed */
	int64_t days;    /* working days left, by the calendar of the scope */
	enum need_rates rates;
	struct need_level levels[STAGES_MAX]; /* the last stage first; those without a figure are passed over */
	uint32_t count;
};
/* By the rates of the period so far, or where the question is against another period by that one's; where there are none by the
 * plan's. */
enum analysis_outcome need_of(const struct question *q, struct need *out);
/* The same from the figures of stages, the last first, and of the KPI they lead to. Those not above zero are passed over; none
 * above zero is ANALYSIS_NO_DATA. */
enum analysis_outcome need_fill(struct need *n, const uint32_t *stages, const struct ratio *figures, uint32_t count,
				struct ratio whole);
