/* What the sellers of a scope can bring, month by month, and how many the target takes (domain model 2.8):
 *
 *	capacity = ramped x quota x attainment + sum over newcomers of quota x their month's share of the ramp
 *	FTE = target / (quota x attainment): 36.0 / (6.0 x 85 %) = 7.06, so 8; 8 x 6.0 = 48, and 36 / 48 = 75 % of it is enough
 *
 * By month and not by year, since who comes in autumn does not sell in spring.
 */
#pragma once
#include "rules/capacity_norms.h"
#include "rules/question.h"

struct capacity_month {
	struct period period;
	uint32_t ramped, newcomers; /* who belong to the scope on its last day and carry a quota */
	struct ratio amount;
};
enum { CAPACITY_MONTHS_MAX = 24 };
struct capacity {
	struct capacity_month months[CAPACITY_MONTHS_MAX];
	uint32_t count;
	struct ratio amount, quotas; /* of all months; full quotas of all who carry one, newcomers too */
	struct ratio target;         /* den 0: there is no plan, and none of what follows */
	struct ratio gap;            /* amount - target */
	struct ratio quota;          /* of one person over the period, by the first quota of the model that holds */
	struct ratio bring;          /* what he brings of it as a rule */
	struct ratio needed;         /* people: target / bring */
	int64_t heads;               /* rounded up */
	struct ratio factor;         /* attainment factor: target / (heads x quota) */
	struct ratio factor_now;     /* target / quotas */
};
/* Of a KPI for which capacity.yaml has quotas. A seller's first month is the one in which he begins.
 * ANALYSIS_NO_NORMS, ANALYSIS_NOT_MONTHS; ANALYSIS_NO_MEMBERS: nobody of the scope carries a quota, and there is no plan. */
enum analysis_outcome capacity_of(const struct question *q, struct capacity *out);
/* What so many ramped sellers and newcomers, whose shares of the ramp add up to `ramp_ppm`, bring in a month. */
bool capacity_amount(const struct quota_norm *n, uint32_t ramped, int64_t ramp_ppm, struct ratio *out);
/* From `amount`, `quotas`, `target`, `quota` and `bring` all that follows. */
enum analysis_outcome capacity_staff(struct capacity *c);
