#include "rules/landing.h"

#include "rules/capacity_norms.h"
#include "rules/contributors.h"
#include "rules/engine.h"
#include "rules/period.h"

static struct ratio none(void)
{
	return (struct ratio){ 0, 0 };
}

/* a / b * c */
static struct ratio proportion(struct ratio a, struct ratio b, struct ratio c)
{
	struct ratio r;

	return a.den && b.den && b.num > 0 && c.den && ratio_div(a, b, &r) && ratio_mul(r, c, &r) ? r : none();
}

static struct ratio by_plan(const struct figures *f)
{
	return f->has_plan ? proportion(f->fact, f->expected, (struct ratio){ f->target_e4, E4 }) : none();
}

/* Of the period's first days the last ones are all there were. */
static struct ratio by_recent(const struct question *q, const struct figures *now)
{
	struct question before = *q;
	struct ratio made = now->fact, rest;
	int64_t elapsed = now->elapsed;
	struct figures then;

	if (q->day == DAY_NONE || !now->fact.den)
		return none();
	before.day = q->day - LANDING_DAYS;
	before.plan_day = q->plan_day - LANDING_DAYS;
	if (before.day >= period_from(engine_model(q->engine), q->period)) {
		question_figures(&before, q->scope, q->kpi, &then);
		elapsed -= then.elapsed;
		if (then.fact.den && !ratio_sub(now->fact, then.fact, &made))
			return none();
	}
	rest = proportion(made, (struct ratio){ elapsed, 1 }, (struct ratio){ now->total - now->elapsed, 1 });
	return rest.den && ratio_add(now->fact, rest, &rest) ? rest : none();
}

static struct ratio by_previous(const struct question *q, const struct figures *now)
{
	const struct model *m = engine_model(q->engine);
	struct question before = *q;
	struct figures whole;

	before.against_period = true;
	before.against = (struct period){ q->period.kind, q->period.index - 1 };
	if (!period_exists(m, before.against))
		return none();
	figures_period(q->engine, q->scope, q->kpi, before.against, &whole);
	return proportion(now->fact, question_base(&before, q->scope, q->kpi), whole.fact);
}

/* What is open in each category, by its weight. A category in which nothing is open adds nothing; where none has data there is no
 * forecast. */
static struct ratio by_categories(const struct question *q, const struct figures *now, uint32_t *out_count)
{
	const struct capacity_norms *norms = engine_model(q->engine)->capacity;
	struct ratio sum = now->fact.den ? now->fact : (struct ratio){ 0, 1 };
	bool open = false;

	for (uint32_t i = 0; norms && i < norms->category_count; i++) {
		const struct category_norm *n = &norms->categories[i];
		struct ratio amount;

		if (n->kpi != q->kpi || !norm_holds(n->from, n->to, contributors_day(q)))
			continue;
		++*out_count;
		amount = norm_value(q, (struct norm_figure){ n->amount, 0 });
		open = open || amount.den;
		if (amount.den &&
		    (!ratio_mul(amount, (struct ratio){ n->weight_ppm, PPM }, &amount) || !ratio_add(sum, amount, &sum)))
			return none();
	}
	return open ? sum : none();
}

enum analysis_outcome landing_of(const struct question *q, struct landing *out)
{
	const struct kpi *k = &engine_model(q->engine)->kpis[q->kpi];
	struct figures f;

	*out = (struct landing){ 0 };
	if (!k->additive)
		return ANALYSIS_NOT_ADDITIVE;
	question_figures(q, q->scope, q->kpi, &f);
	out->target = f.has_plan ? (struct ratio){ f.target_e4, E4 } : none();
	out->by[LANDING_RUN_RATE] = figures_landing(k, &f);
	out->by[LANDING_PLAN] = by_plan(&f);
	out->by[LANDING_RECENT] = by_recent(q, &f);
	out->by[LANDING_PREVIOUS] = by_previous(q, &f);
	out->by[LANDING_WEIGHTED] = by_categories(q, &f, &out->categories);
	for (int i = 0; i < LANDING_METHODS; i++) {
		struct ratio r = out->by[i];

		if (!r.den)
			continue;
		if (!out->low.den || ratio_cmp(r, out->low) < 0)
			out->low = r;
		if (!out->high.den || ratio_cmp(r, out->high) > 0)
			out->high = r;
	}
	return out->low.den ? ANALYSIS_DONE : ANALYSIS_NO_DATA;
}
