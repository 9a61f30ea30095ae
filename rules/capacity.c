#include "rules/capacity.h"

#include "rules/engine.h"
#include "rules/kin.h"
#include "rules/period.h"

bool capacity_amount(const struct quota_norm *n, uint32_t ramped, int64_t ramp_ppm, struct ratio *out)
{
	i128 shares_ppm = (i128)ramped * n->attainment_ppm + ramp_ppm;

	out->den = E4 * PPM;
	return num_mul_i128(n->month_e4, shares_ppm, &out->num);
}

enum analysis_outcome capacity_staff(struct capacity *c)
{
	struct ratio all;

	if (!c->target.den)
		return ANALYSIS_DONE;
	if (!ratio_sub(c->amount, c->target, &c->gap) || !ratio_div(c->target, c->quotas, &c->factor_now) ||
	    !ratio_div(c->target, c->bring, &c->needed))
		return ANALYSIS_TOO_LARGE;
	if (!c->needed.den)
		return ANALYSIS_DONE; /* no quota of one person holds all the period */
	if (!ratio_ceil(c->needed, &c->heads) || !ratio_mul(c->quota, (struct ratio){ c->heads, 1 }, &all) ||
	    !ratio_div(c->target, all, &c->factor))
		return ANALYSIS_TOO_LARGE;
	return ANALYSIS_DONE;
}

static bool carries(const struct quota_norm *n, const struct seller *s)
{
	for (uint32_t i = 0; i < n->role_count; i++)
		if (str_eq(n->roles[i], s->role))
			return true;
	return n->role_count == 0;
}

/* His months before this one; more than any ramp has where he was always there. */
static int32_t months_before(const struct model *m, const struct seller *s, struct period month)
{
	struct period first;

	if (s->from == DAY_MIN || !period_of(m, PERIOD_MONTH, s->from, &first))
		return RAMP_MONTHS_MAX;
	return month.index - first.index;
}

static bool month_add(const struct question *q, const struct quota_norm *n, struct capacity_month *out, struct ratio *quotas)
{
	const struct model *m = engine_model(q->engine);
	int32_t last = period_to(m, out->period) - 1;
	uint32_t ramped = 0, newcomers = 0;
	struct ratio amount, full;
	int64_t ramp_ppm = 0;

	for (uint32_t i = 0; i < m->seller_count; i++) {
		int32_t before = months_before(m, &m->sellers[i], out->period);

		if (!carries(n, &m->sellers[i]) || !kin_has_seller(q->engine, q->scope, i, last))
			continue;
		if (before >= 0 && (uint32_t)before < n->ramp_count) {
			newcomers++;
			ramp_ppm += n->ramp_ppm[before];
		} else {
			ramped++;
		}
	}
	out->ramped += ramped;
	out->newcomers += newcomers;
	full = (struct ratio){ (i128)n->month_e4 * (ramped + newcomers), E4 };
	return capacity_amount(n, ramped, ramp_ppm, &amount) && ratio_add(out->amount, amount, &out->amount) &&
	       ratio_add(*quotas, full, quotas);
}

/* What one person has by the first quota that holds at the end of the month. */
static bool month_take(const struct question *q, struct capacity *c, struct capacity_month *month, uint32_t *known)
{
	const struct model *m = engine_model(q->engine);
	int32_t last = period_to(m, month->period) - 1;
	bool first = true;

	month->amount = (struct ratio){ 0, 1 };
	for (uint32_t i = 0; i < m->capacity->quota_count; i++) {
		const struct quota_norm *n = &m->capacity->quotas[i];
		struct ratio bring;

		if (n->kpi != q->kpi || !norm_holds(n->from, n->to, last))
			continue;
		if (!month_add(q, n, month, &c->quotas))
			return false;
		if (first && (!capacity_amount(n, 1, 0, &bring) || !ratio_add(c->bring, bring, &c->bring) ||
			      !ratio_add(c->quota, (struct ratio){ n->month_e4, E4 }, &c->quota)))
			return false;
		*known += first;
		first = false;
	}
	return ratio_add(c->amount, month->amount, &c->amount);
}

/* Does the period begin and end with a month? */
static enum analysis_outcome months_find(const struct model *m, struct period whole, struct capacity *c)
{
	int32_t day = period_from(m, whole), to = period_to(m, whole);

	while (day < to) {
		struct period month;

		if (c->count == CAPACITY_MONTHS_MAX)
			return ANALYSIS_TOO_LARGE;
		if (!period_of(m, PERIOD_MONTH, day, &month) || period_from(m, month) != day || period_to(m, month) > to)
			return ANALYSIS_NOT_MONTHS;
		c->months[c->count++].period = month;
		day = period_to(m, month);
	}
	return ANALYSIS_DONE;
}

static bool has_quota(const struct model *m, uint32_t kpi)
{
	for (uint32_t i = 0; m->capacity && i < m->capacity->quota_count; i++)
		if (m->capacity->quotas[i].kpi == kpi)
			return true;
	return false;
}

enum analysis_outcome capacity_of(const struct question *q, struct capacity *out)
{
	const struct model *m = engine_model(q->engine);
	enum analysis_outcome outcome;
	struct figures f;
	uint32_t known = 0;

	*out = (struct capacity){ .amount = { 0, 1 }, .quotas = { 0, 1 }, .quota = { 0, 1 }, .bring = { 0, 1 } };
	if (!has_quota(m, q->kpi))
		return ANALYSIS_NO_NORMS;
	outcome = months_find(m, q->period, out);
	if (outcome != ANALYSIS_DONE)
		return outcome;
	for (uint32_t i = 0; i < out->count; i++)
		if (!month_take(q, out, &out->months[i], &known))
			return ANALYSIS_TOO_LARGE;
	if (known < out->count)
		return ANALYSIS_NO_NORMS;
	question_figures(q, q->scope, q->kpi, &f);
	if (f.has_plan)
		out->target = (struct ratio){ f.target_e4, E4 };
	if (!f.has_plan && out->quotas.num == 0)
		return ANALYSIS_NO_MEMBERS;
	return capacity_staff(out);
}
