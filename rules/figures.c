#include "rules/figures.h"

#include "rules/state.h"
#include "rules/window.h"

const struct plan_book *engine_plans(const struct engine *e)
{
	return e->plans;
}

/* Distinct members add up over the days too, though not over members of the organisation. */
static bool grows(const struct model *m, const struct kpi *k)
{
	return k->additive || (k->step_count == 1 && k->formula[0].op == OP_MEASURE &&
			       m->measures[k->formula[0].measure].aggregate == AGG_DISTINCT);
}

void figures_plan(const struct engine *e, const struct plan *plan, uint32_t kpi, uint32_t calendar, int32_t day,
		  struct figures *out)
{
	out->has_plan = true;
	out->target_e4 = plan_target(plan, day);
	out->expected = plan_to_date(e->plans, plan, calendar, day, &out->elapsed, &out->total);
	if (!grows(e->model, &e->model->kpis[kpi]))
		out->expected = (struct ratio){ out->target_e4, E4 };
}

static bool fill(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar,
		 enum plan_level level, int32_t day, struct figures *out)
{
	const struct plan *plan = plan_find(e->plans, scope, kpi, period, level);
	int32_t last = period_to(e->model, period) - 1;
	struct window w;
	bool any = window_open(e, scope, kpi, period, day, &w);

	*out = (struct figures){ .fact = any ? w.fact : (struct ratio){ 0, 0 },
				 .facts = any ? w.facts : 0,
				 .has_plan = plan != NULL };
	window_close(&w);
	if (plan)
		figures_plan(e, plan, kpi, calendar, day == DAY_NONE || day > last ? last : day, out);
	return out->fact.den != 0;
}

bool figures_period(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, struct figures *out)
{
	return fill(e, scope, kpi, period, NONE, LEVEL_TARGET, DAY_NONE, out);
}

bool figures_to_date(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar,
		     enum plan_level level, int32_t day, struct figures *out)
{
	return fill(e, scope, kpi, period, calendar, level, day, out);
}

static struct ratio none(void)
{
	return (struct ratio){ 0, 0 };
}

static struct ratio target_of(const struct figures *f)
{
	return f->has_plan ? (struct ratio){ f->target_e4, E4 } : none();
}

struct ratio figures_attainment(const struct kpi *k, const struct figures *f)
{
	struct ratio share, left;

	if (!f->has_plan || !f->target_e4 || !f->fact.den || !ratio_div(f->fact, target_of(f), &share))
		return none();
	if ((k->direction == DIRECTION_DOWN) == (f->target_e4 < 0)) /* of a planned loss: by its size */
		return share;
	if (!ratio_sub((struct ratio){ 2, 1 }, share, &left))
		return none();
	return left.num < 0 ? (struct ratio){ 0, 1 } : left;
}

struct ratio figures_deviation(const struct kpi *k, const struct figures *f)
{
	struct ratio share, off;

	if (!f->has_plan || !f->expected.den || !f->expected.num || !f->fact.den || !ratio_div(f->fact, f->expected, &share))
		return none();
	bool down = (k->direction == DIRECTION_DOWN) != (f->expected.num < 0); /* of a planned loss: by its size */
	struct ratio one = { 1, 1 };
	return (down ? ratio_sub(one, share, &off) : ratio_sub(share, one, &off)) ? off : none();
}

struct ratio figures_run_rate(const struct kpi *k, const struct figures *f)
{
	struct ratio rate;

	return k->additive && f->elapsed > 0 && f->fact.den && ratio_div(f->fact, (struct ratio){ f->elapsed, 1 }, &rate)
		       ? rate
		       : none();
}

struct ratio figures_landing(const struct kpi *k, const struct figures *f)
{
	struct ratio rate = figures_run_rate(k, f), landing;

	return rate.den && ratio_mul(rate, (struct ratio){ f->total, 1 }, &landing) ? landing : none();
}

struct ratio figures_required_rate(const struct kpi *k, const struct figures *f)
{
	struct ratio left, rate;

	if (!k->additive || !f->has_plan || !f->fact.den || f->total <= f->elapsed || !ratio_sub(target_of(f), f->fact, &left))
		return none();
	return ratio_div(left, (struct ratio){ f->total - f->elapsed, 1 }, &rate) ? rate : none();
}

struct str figures_status(const struct kpi *k, const struct figures *f)
{
	static const struct {
		struct ratio at_least;
		struct str status;
	} bands[] = {
		{ { 1, 1 }, { "met", 3 } },
		{ { 90, 100 }, { "below_100", 9 } },
		{ { 75, 100 }, { "below_90", 8 } },
	};
	struct ratio attainment = figures_attainment(k, f);

	if (!f->has_plan || !f->fact.den)
		return STR("no_data");
	if (!attainment.den) { /* a plan of zero has no shares */
		int over = ratio_cmp(f->fact, target_of(f));
		return (k->direction == DIRECTION_DOWN ? over <= 0 : over >= 0) ? STR("met") : STR("not_met");
	}
	for (unsigned i = 0; i < sizeof(bands) / sizeof(*bands); i++)
		if (ratio_cmp(attainment, bands[i].at_least) >= 0)
			return bands[i].status;
	return STR("below_75");
}

static struct domain *dim_domain(const struct engine *e, const struct dim *d)
{
	struct domains *all = (struct domains *)&e->domains;

	if (d->kind == DIM_AXIS)
		return domain_axis(all, e->model, d->axis);
	return &all->list.at[d->kind == DIM_SELLER ? DOMAIN_SELLER : DOMAIN_UNIT];
}

uint32_t figures_scope(const struct engine *e, uint32_t kind, struct str id)
{
	const struct scope_kind *k = &e->model->scope_kinds[kind];
	struct scope scope = { .kind = kind };
	uint32_t at = 0;

	for (uint32_t i = 0; i < k->dim_count; i++) {
		if (k->dims[i].only != NONE)
			continue;
		scope.members[at] = names_find(&dim_domain(e, &k->dims[i])->names, str_cut(&id, '|'));
		if (!scope.members[at++])
			return NONE;
	}
	return id.len ? NONE : scope_find(&e->scopes, scope);
}

void figures_scope_id(const struct engine *e, uint32_t scope, struct buf *out)
{
	const struct scope *s = scope_at(&e->scopes, scope);
	const struct scope_kind *k = &e->model->scope_kinds[s->kind];
	uint32_t at = 0;

	for (uint32_t i = 0; i < k->dim_count; i++) {
		if (k->dims[i].only != NONE)
			continue;
		if (at)
			buf_addc(out, '|');
		buf_adds(out, domain_text(dim_domain(e, &k->dims[i]), s->members[at++]));
	}
}

uint32_t figures_scope_kind(const struct engine *e, uint32_t scope)
{
	return scope_at(&e->scopes, scope)->kind;
}

uint32_t figures_scope_count(const struct engine *e)
{
	return (uint32_t)e->scopes.list.count;
}
