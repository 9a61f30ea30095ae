#include "rules/need.h"

#include "rules/calendar.h"
#include "rules/engine.h"
#include "rules/period.h"
#include "rules/plan.h"

static bool level_fill(struct need_level *x, struct ratio wanted, struct ratio figure, struct ratio next, int64_t days)
{
	struct ratio count;

	if (!ratio_div(next, figure, &x->rate) || !ratio_div(wanted, x->rate, &count) || !ratio_ceil(count, &x->count))
		return false;
	x->per_day = days > 0 ? x->count / days + (x->count % days > 0) : -1;
	return true;
}

enum analysis_outcome need_fill(struct need *n, const uint32_t *stages, const struct ratio *figures, uint32_t count,
				struct ratio whole)
{
	struct ratio wanted = { n->left_e4, E4 }, next = whole;

	n->count = 0;
	if (whole.den <= 0 || whole.num <= 0)
		return ANALYSIS_NO_DATA;
	for (uint32_t i = 0; i < count; i++) {
		struct need_level *x = &n->levels[n->count];

		if (figures[i].den <= 0 || figures[i].num <= 0)
			continue;
		x->kpi = stages[i];
		if (!level_fill(x, wanted, figures[i], next, n->days))
			return ANALYSIS_TOO_LARGE;
		wanted = (struct ratio){ x->count, 1 };
		next = figures[i];
		n->count++;
	}
	return n->count ? ANALYSIS_DONE : ANALYSIS_NO_DATA;
}

/* Working days after those that the plan to date counts. */
static int64_t days_left(const struct question *q)
{
	const struct model *m = engine_model(q->engine);
	int32_t from = period_from(m, q->period), to = period_to(m, q->period);
	int64_t days = 0;

	if (q->day == DAY_NONE)
		return 0;
	from = q->plan_day + 1 > from ? q->plan_day + 1 : from;
	for (int32_t day = from, end; day < to; day = end) {
		int32_t since = DAY_MIN, until = DAY_NONE;
		uint32_t calendar = q->calendar;

		if (calendar == NONE)
			calendar = plan_calendar(engine_plans(q->engine), q->scope, q->kpi, day, &since, &until);
		end = until < to ? until : to;
		days += calendar_weight(&m->calendars[calendar], PHASE_WORKDAYS, day, end);
	}
	return days;
}

static struct ratio figure_of(const struct question *q, uint32_t kpi, enum need_rates rates)
{
	struct question at = *q;
	struct ratio base, fact;

	at.against_period = rates == NEED_AGAINST;
	question_pair(&at, q->scope, kpi, &base, &fact);
	return rates == NEED_FACT ? fact : base;
}

static enum analysis_outcome fill_by(const struct question *q, const struct kpi *k, enum need_rates rates, struct need *out)
{
	uint32_t stages[STAGES_MAX];
	struct ratio figures[STAGES_MAX];

	out->rates = rates;
	for (uint32_t i = 0; i < k->stage_count; i++) {
		stages[i] = k->stages[k->stage_count - 1 - i];
		figures[i] = figure_of(q, stages[i], rates);
	}
	return need_fill(out, stages, figures, k->stage_count, figure_of(q, q->kpi, rates));
}

enum analysis_outcome need_of(const struct question *q, struct need *out)
{
	const struct kpi *k = &engine_model(q->engine)->kpis[q->kpi];
	enum analysis_outcome outcome;

	*out = (struct need){ 0 };
	if (!k->stage_count)
		return ANALYSIS_NO_STAGES;
	outcome = question_left(q, &out->left_e4);
	if (outcome != ANALYSIS_DONE)
		return outcome;
	out->days = days_left(q);
	outcome = fill_by(q, k, q->against_period ? NEED_AGAINST : NEED_FACT, out);
	return outcome == ANALYSIS_NO_DATA ? fill_by(q, k, NEED_PLAN, out) : outcome;
}
