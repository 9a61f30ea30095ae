/* Where a period will end, by several methods: together they say how sure a forecast is. */
#pragma once
#include "rules/question.h"

enum landing_method {
	LANDING_RUN_RATE, /* fact per unit of elapsed weight, over the whole weight */
	LANDING_PLAN,     /* the fact's share of plan to date, of the whole plan: it follows the plan's season */
	LANDING_RECENT,   /* the fact, and the rate of the last LANDING_DAYS days for what is left */
	LANDING_PREVIOUS, /* the period before went on from the same day in this proportion */
	LANDING_WEIGHTED, /* the fact, and of what is open in each category of the forecast its weight (capacity.yaml) */
	LANDING_METHODS
};
enum { LANDING_DAYS = 7 };
struct landing {
	struct ratio by[LANDING_METHODS]; /* den 0: this method has no answer */
	struct ratio low, high;           /* of them */
	struct ratio target;              /* den 0: there is no plan */
	uint32_t categories;              /* that the model has for this KPI on the day */
};
/* Of a KPI that adds up over the days. ANALYSIS_NO_DATA: no method has an answer. */
enum analysis_outcome landing_of(const struct question *q, struct landing *out);
