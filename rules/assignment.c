#include "rules/assignment.h"

#include "rules/contributors.h"
#include "rules/engine.h"
#include "rules/kin.h"
#include "rules/plan.h"

static bool parts_add(const struct question *q, const scope_list *parts, struct assignment *out)
{
	int32_t day = contributors_day(q);

	for (size_t i = 0; i < parts->count; i++) {
		const struct plan *plan = plan_find(engine_plans(q->engine), parts->at[i], q->kpi, q->period, q->level);

		if (!plan) {
			out->without++;
			continue;
		}
		out->count++;
		if (!num_add_i64(out->parts_e4, plan_target(plan, day), &out->parts_e4))
			return false;
	}
	return true;
}

enum analysis_outcome assignment_of(const struct question *q, uint32_t by, struct assignment *out)
{
	const struct plan *own = plan_find(engine_plans(q->engine), q->scope, q->kpi, q->period, q->level);
	scope_list parts = { 0 };
	bool fits;

	*out = (struct assignment){ 0 };
	if (!engine_model(q->engine)->kpis[q->kpi].additive)
		return ANALYSIS_NOT_ADDITIVE;
	if (!own)
		return ANALYSIS_NO_BASE;
	out->own_e4 = plan_target(own, contributors_day(q));
	out->rolled_up = plan_is_rolled_up(own);
	kin_below(q->engine, q->scope, by, contributors_day(q), &parts);
	fits = parts_add(q, &parts, out);
	ARRAY_FREE(parts);
	if (!fits)
		return ANALYSIS_TOO_LARGE;
	if (!out->count)
		return ANALYSIS_NO_MEMBERS;
	if (out->own_e4 <= 0)
		return ANALYSIS_NO_BASE;
	out->ratio = (struct ratio){ out->parts_e4, out->own_e4 };
	if (ratio_cmp(out->ratio, (struct ratio){ 1, 1 }) < 0)
		out->state = ASSIGNMENT_UNDER;
	else if (ratio_cmp(out->ratio, (struct ratio){ ASSIGNMENT_HIGH_PPM, PPM }) > 0)
		out->state = ASSIGNMENT_OVER;
	return ANALYSIS_DONE;
}
