/* Where a figure is going: its last periods that are over, the slope of the line through them, and how many fell running. */
#pragma once
#include "base/mem.h"
#include "rules/question.h"

enum { TREND_PERIODS_MAX = 60 };
enum trend_by { TREND_FACT, TREND_ATTAINMENT };
struct trend_point {
	struct period period;
	struct ratio value; /* den 0: no data */
};
struct trend {
	struct trend_point points[TREND_PERIODS_MAX]; /* the oldest first */
	uint32_t count;
	uint32_t with;      /* points that have a value */
	struct ratio slope; /* a period, by least squares */
	struct ratio mean;
	uint32_t falling, rising; /* of the last steps so many running went down, up; a period without data ends them */
};
/* `count` periods up to the question's own, or the one before where that still goes on on its day: the figure, or with
 * TREND_ATTAINMENT what part of the period's plan it is. Values are rounded to 10^-6, where they are large to 10^-4, before the
 * line is drawn through them. ANALYSIS_NO_DATA: fewer than two have a value. */
enum analysis_outcome trend_of(const struct question *q, uint32_t count, enum trend_by by, struct trend *out);
/* The same of points that the caller has filled. */
enum analysis_outcome trend_draw(struct trend *t);
