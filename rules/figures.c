#include "rules/figures.h"

#include "rules/calendar.h"
#include "rules/state.h"
#include "rules/window.h"

const struct plan_book *engine_plans(const struct engine *e)
{
	return e->plans;
}

void figures_plan(const struct engine *e, const struct plan *plan, uint32_t kpi, uint32_t calendar, int32_t day,
		  struct figures *out)
{
	out->has_plan = true;
	out->target_e4 = plan_target(plan, day);
	out->expected = plan_to_date(e->plans, plan, calendar, day, &out->elapsed, &out->total);
	if (!e->model->kpis[kpi].grows)
		out->expected = (struct ratio){ out->target_e4, E4 };
}

static int64_t days_weight(const struct engine *e, uint32_t scope, uint32_t kpi, uint32_t calendar, enum phasing phasing,
			   int32_t from, int32_t to)
{
	int64_t weight = 0;

	for (int32_t day = from, end; day < to; day = end) {
		int32_t since = DAY_MIN, until = DAY_NONE;
		uint32_t own = calendar == NONE ? plan_calendar(e->plans, scope, kpi, day, &since, &until) : calendar;
		end = until < to ? until : to;
		weight += calendar_weight(&e->model->calendars[own], phasing, day, end);
	}
	return weight;
}

void figures_band(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar, int32_t day,
		  struct figures *out)
{
	int32_t from = period_from(e->model, period), to = period_to(e->model, period), end = day < to ? day + 1 : to;
	enum phasing phasing = e->model->phasing;

	out->total = days_weight(e, scope, kpi, calendar, phasing, from, to);
	if (!out->total) {
		phasing = PHASE_CALENDAR_DAYS;
		out->total = to - from;
	}
	out->elapsed = days_weight(e, scope, kpi, calendar, phasing, from, end);
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
	if (e->model->kpis[kpi].direction == DIRECTION_BAND)
		figures_band(e, scope, kpi, period, calendar, day == DAY_NONE || day > last ? last : day, out);
	else if (plan)
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

struct ratio figures_gap(const struct kpi *k, const struct figures *f)
{
	struct ratio gap, nearest = f->expected;

	if (!f->fact.den || (k->direction != DIRECTION_BAND && (!f->has_plan || !f->expected.den)))
		return none();
	if (k->direction == DIRECTION_BAND) {
		struct ratio low = { k->low_e4, E4 }, high = { k->high_e4, E4 };
		nearest = ratio_cmp(f->fact, low) < 0 ? low : ratio_cmp(f->fact, high) > 0 ? high : f->fact;
	}
	return ratio_sub(f->fact, nearest, &gap) ? gap : none();
}

/* How far outside, in widths of the band. */
static struct ratio band_deviation(const struct kpi *k, const struct figures *f)
{
	struct ratio gap = figures_gap(k, f), off;

	return gap.den && ratio_div(gap, (struct ratio){ (i128)k->high_e4 - k->low_e4, E4 }, &off) ? off : none();
}

static struct ratio band_attainment(const struct kpi *k, const struct figures *f)
{
	struct ratio off = band_deviation(k, f), left;

	off.num = off.num < 0 ? -off.num : off.num;
	if (!off.den || !ratio_sub((struct ratio){ 1, 1 }, off, &left))
		return none();
	return left.num < 0 ? (struct ratio){ 0, 1 } : left;
}

struct ratio figures_attainment(const struct kpi *k, const struct figures *f)
{
	struct ratio share, left;

	if (k->direction == DIRECTION_BAND)
		return band_attainment(k, f);
	if (!f->has_plan || !f->target_e4 || !f->fact.den || !ratio_div(f->fact, target_of(f), &share))
		return none();
	if ((k->direction == DIRECTION_DOWN) == (f->target_e4 < 0)) /* of a planned loss: by its size */
		return share;
	if (k->attainment == ATTAINMENT_INVERSE && f->target_e4 > 0)
		return share.num > 0 && ratio_div((struct ratio){ 1, 1 }, share, &left) ? left : none();
	if (!ratio_sub((struct ratio){ 2, 1 }, share, &left))
		return none();
	return left.num < 0 ? (struct ratio){ 0, 1 } : left;
}

struct ratio figures_deviation(const struct kpi *k, const struct figures *f)
{
	struct ratio share, off;

	if (k->direction == DIRECTION_BAND)
		return band_deviation(k, f);
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

	if ((!f->has_plan && k->direction != DIRECTION_BAND) || !f->fact.den)
		return STR("no_data");
	if (!attainment.den) { /* of a plan of zero, or by plan / fact of nothing, there is no share */
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
