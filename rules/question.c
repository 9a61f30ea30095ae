#include "rules/question.h"

#include "rules/engine.h"
#include "rules/period.h"
#include "rules/plan.h"

struct str analysis_why(enum analysis_outcome outcome)
{
	switch (outcome) {
	case ANALYSIS_NO_FACTORS:
		return STR("no_factors");
	case ANALYSIS_NO_STAGES:
		return STR("no_stages");
	case ANALYSIS_NO_DATA:
		return STR("no_data");
	case ANALYSIS_NO_BASE:
		return STR("no_base");
	case ANALYSIS_NOT_POSITIVE:
		return STR("not_positive");
	case ANALYSIS_NOT_ADDITIVE:
		return STR("not_additive");
	case ANALYSIS_NO_MEMBERS:
		return STR("no_members");
	case ANALYSIS_NO_PEERS:
		return STR("no_peers");
	case ANALYSIS_TOO_LARGE:
		return STR("too_large");
	case ANALYSIS_NO_NORMS:
		return STR("no_norms");
	case ANALYSIS_NOT_MONTHS:
		return STR("not_months");
	case ANALYSIS_UNREACHABLE:
		return STR("unreachable");
	case ANALYSIS_DONE:
		break;
	}
	return STR("");
}

void question_figures(const struct question *q, uint32_t scope, uint32_t kpi, struct figures *out)
{
	figures_to_date(q->engine, scope, kpi, q->period, q->calendar, q->level, q->day, out);
	if (out->has_plan && q->plan_day != q->day)
		figures_plan(q->engine, plan_find(engine_plans(q->engine), scope, kpi, q->period, q->level), kpi, q->calendar,
			     q->plan_day, out);
}

/* The day of the other period that is as far from its beginning. */
static int32_t day_against(const struct question *q)
{
	const struct model *m = engine_model(q->engine);
	int32_t to = period_to(m, q->against), day = period_from(m, q->against) + (q->day - period_from(m, q->period));

	return q->day == DAY_NONE || q->day + 1 >= period_to(m, q->period) || day + 1 >= to ? DAY_NONE : day;
}

static struct ratio base_of(const struct question *q, uint32_t scope, uint32_t kpi, const struct figures *f)
{
	struct figures then;

	if (!q->against_period)
		return f->has_plan ? f->expected : (struct ratio){ 0, 0 };
	figures_to_date(q->engine, scope, kpi, q->against, q->calendar, q->level, day_against(q), &then);
	return then.fact;
}

struct ratio question_base(const struct question *q, uint32_t scope, uint32_t kpi)
{
	struct figures f;

	question_figures(q, scope, kpi, &f);
	return base_of(q, scope, kpi, &f);
}

void question_pair(const struct question *q, uint32_t scope, uint32_t kpi, struct ratio *out_base, struct ratio *out_fact)
{
	struct figures f;

	question_figures(q, scope, kpi, &f);
	*out_fact = f.fact;
	*out_base = base_of(q, scope, kpi, &f);
}

enum analysis_outcome question_gap(const struct question *q, struct ratio *out_base, struct ratio *out_fact)
{
	question_pair(q, q->scope, q->kpi, out_base, out_fact);
	return !out_base->den ? ANALYSIS_NO_BASE : !out_fact->den ? ANALYSIS_NO_DATA : ANALYSIS_DONE;
}

enum analysis_outcome question_left(const struct question *q, int64_t *out_left_e4)
{
	struct figures f;
	struct ratio left;

	question_figures(q, q->scope, q->kpi, &f);
	if (!f.has_plan)
		return ANALYSIS_NO_BASE;
	if (!f.fact.den)
		f.fact = (struct ratio){ 0, E4 };
	if (!ratio_sub((struct ratio){ f.target_e4, E4 }, f.fact, &left) || !ratio_scaled(left, E4, out_left_e4))
		return ANALYSIS_TOO_LARGE;
	*out_left_e4 = *out_left_e4 > 0 ? *out_left_e4 : 0;
	return ANALYSIS_DONE;
}
