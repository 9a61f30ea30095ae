#include "rules/goal.h"

#include "rules/engine.h"

struct ratio goal_part(const struct engine *e, uint32_t kpi, uint32_t scope, struct period period, int32_t day)
{
	struct figures f;

	figures_to_date(e, scope, kpi, period, NONE, LEVEL_TARGET, day, &f);
	return f.fact.den ? figures_attainment(&engine_model(e)->kpis[kpi], &f) : (struct ratio){ 0, 0 };
}

struct ratio goal_attainment(const struct engine *e, uint32_t goal, uint32_t scope, struct period period, int32_t day)
{
	const struct model *m = engine_model(e);
	struct ratio sum = { 0, 0 }, part;

	for (uint32_t i = 0; i < m->goal_weight_count; i++) {
		const struct goal_weight *w = &m->goal_weights[i];

		if (w->goal != goal || day < w->from || day >= w->to)
			continue;
		part = goal_part(e, w->kpi, scope, period, day);
		if (!part.den || !ratio_mul(part, (struct ratio){ w->weight_ppm, PPM }, &part))
			return (struct ratio){ 0, 0 };
		if (!sum.den)
			sum = part;
		else if (!ratio_add(sum, part, &sum))
			return (struct ratio){ 0, 0 };
	}
	return sum;
}
