#include "rules/trend.h"

#include "rules/engine.h"
#include "rules/period.h"

/* All values as whole numbers of 1/scale. */
static bool values_scale(const struct trend *t, int64_t scale, int64_t out[TREND_PERIODS_MAX])
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->points[i].value.den && !ratio_scaled(t->points[i].value, scale, &out[i]))
			return false;
	return true;
}

static void steps_count(struct trend *t)
{
	int last = 0;

	t->falling = t->rising = 0;
	for (uint32_t i = t->count; i-- > 1;) {
		struct ratio now = t->points[i].value, before = t->points[i - 1].value;
		int step = now.den && before.den ? ratio_cmp(now, before) : 0;

		if (!step || (last && (step < 0) != (last < 0)))
			return;
		last = step;
		if (step < 0)
			t->falling++;
		else
			t->rising++;
	}
}

enum analysis_outcome trend_draw(struct trend *t)
{
	int64_t values[TREND_PERIODS_MAX] = { 0 }, scale = PPM;
	i128 n = 0, sum_x = 0, sum_xx = 0, sum_y = 0, sum_xy = 0;

	if (!values_scale(t, scale, values)) {
		scale = E4;
		if (!values_scale(t, scale, values))
			return ANALYSIS_TOO_LARGE;
	}
	for (uint32_t i = 0; i < t->count; i++) {
		if (!t->points[i].value.den)
			continue;
		n++;
		sum_x += i;
		sum_xx += (i128)i * i;
		sum_y += values[i];
		sum_xy += (i128)i * values[i];
	}
	t->with = (uint32_t)n;
	steps_count(t);
	if (n < 2)
		return ANALYSIS_NO_DATA;
	t->slope = (struct ratio){ n * sum_xy - sum_x * sum_y, (n * sum_xx - sum_x * sum_x) * scale };
	t->mean = (struct ratio){ sum_y, n * scale };
	return ANALYSIS_DONE;
}

enum analysis_outcome trend_of(const struct question *q, uint32_t count, enum trend_by by, struct trend *out)
{
	const struct model *m = engine_model(q->engine);
	struct period last = q->period;
	uint32_t found = 0;

	*out = (struct trend){ 0 };
	if (q->day != DAY_NONE && q->day + 1 < period_to(m, last))
		last.index--;
	for (uint32_t i = 0; i < count && i < TREND_PERIODS_MAX; i++) {
		struct period p = { last.kind, last.index - (int32_t)i };

		if (!period_exists(m, p))
			break;
		found++;
	}
	out->count = found;
	for (uint32_t i = 0; i < found; i++) {
		struct trend_point *x = &out->points[i];
		struct figures f;

		x->period = (struct period){ last.kind, last.index - (int32_t)(found - 1 - i) };
		figures_period(q->engine, q->scope, q->kpi, x->period, &f);
		x->value = by == TREND_FACT ? f.fact : figures_attainment(&m->kpis[q->kpi], &f);
	}
	return trend_draw(out);
}
