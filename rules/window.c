#include "rules/window.h"

#include "rules/figures.h"
#include "rules/formula.h"
#include "rules/period.h"
#include "rules/store.h"

/* A bag is lent and copied only where days have to be taken away: it may hold a million members. */
static void part_begin(struct window_part *p, const struct measure *m, const struct cell *c)
{
	p->facts = c->facts;
	if (!aggregate_is_additive(m->aggregate)) {
		p->lent = cell_bag(p->store, c, m->slot);
		return;
	}
	p->sums[0] = c->sums[m->slot];
	if (m->aggregate == AGG_AVERAGE || m->aggregate == AGG_RATIO)
		p->sums[1] = c->sums[m->slot + 1];
}

static void part_take(struct window_part *p, const struct measure *m, const struct cell *c)
{
	p->facts -= c->facts;
	if (!aggregate_is_additive(m->aggregate)) {
		if (!p->bag) {
			p->bag = bag_new();
			bag_pour(p->bag, p->lent, 1);
		}
		bag_pour(p->bag, cell_bag(p->store, c, m->slot), -1);
		return;
	}
	p->sums[0] -= c->sums[m->slot];
	if (m->aggregate == AGG_AVERAGE || m->aggregate == AGG_RATIO)
		p->sums[1] -= c->sums[m->slot + 1];
}

enum taken { TAKE_FLOWS = 1, TAKE_STOCKS = 2 };

/* The facts of a whole period of a kept kind away from flows, stocks or both. */
static void period_take(struct window *w, struct period period, unsigned which)
{
	const struct model *m = w->engine->model;
	uint32_t kind = period_position(m, period.kind);

	for (uint32_t i = 0; i < w->part_count; i++) {
		struct window_part *p = &w->parts[i];
		const struct measure *measure = &m->measures[p->measure];
		const struct cell *c = which & (measure->stock ? TAKE_STOCKS : TAKE_FLOWS)
					       ? cell_find(p->store, w->scope, kind, period.index)
					       : NULL;
		if (c)
			part_take(p, measure, c);
	}
}

/* The longest kept period that begins on a day, at least the day itself. */
static struct period longest_from(const struct model *m, int32_t day)
{
	struct period longest = { PERIOD_DAY, day }, p;

	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (period_of(m, m->period_kinds[i], day, &p) && period_from(m, p) == day &&
		    period_to(m, p) > period_to(m, longest))
			longest = p;
	return longest;
}

/* What is dated after the window's day, up to `last`: of flows as far as the period goes, of stocks all of it, in large steps. */
static void later_take(struct window *w, int32_t last)
{
	const struct model *m = w->engine->model;
	int32_t from = period_from(m, w->period), end = period_to(m, w->period) - 1;
	int32_t until = w->day < end ? w->day : end;

	for (int32_t d = last < end ? last : end; d > until && d >= from; d--)
		period_take(w, (struct period){ PERIOD_DAY, d }, TAKE_FLOWS);
	if (!m->kpis[w->kpi].stock)
		return;
	for (int32_t d = until + 1; d <= last;) {
		struct period p = longest_from(m, d);
		period_take(w, p, TAKE_STOCKS);
		d = period_to(m, p);
	}
}

static struct ratio bag_value(const struct measure *m, const struct bag *b)
{
	if (m->aggregate == AGG_DISTINCT)
		return (struct ratio){ b ? (i128)bag_distinct(b) * E4 : 0, E4 };
	if (!b || !bag_total(b))
		return (struct ratio){ 0, 0 };
	switch (m->aggregate) {
	case AGG_LAST:
		return (struct ratio){ bag_last(b)->extra, E4 };
	case AGG_MIN:
		return (struct ratio){ bag_first(b)->hi, E4 };
	case AGG_MAX:
		return (struct ratio){ bag_last(b)->hi, E4 };
	default: /* the median: the middle one, or half way between the two in the middle */
		return (struct ratio){ bag_median_twice(b), 2 * E4 };
	}
}

/* A table without facts here counts as zero beside one that has some, but a figure without any facts is no figure. */
static struct ratio part_value(const struct window *w, const struct window_part *p)
{
	const struct measure *m = &w->engine->model->measures[p->measure];

	if (!w->known)
		return (struct ratio){ 0, 0 };
	if (!aggregate_is_additive(m->aggregate))
		return bag_value(m, p->bag ? p->bag : p->lent);
	if (m->aggregate == AGG_AVERAGE || m->aggregate == AGG_RATIO)
		return p->sums[1] < 0 ? (struct ratio){ -(i128)p->sums[0], -(i128)p->sums[1] }
				      : (struct ratio){ p->sums[0], p->sums[1] };
	return (struct ratio){ p->sums[0], E4 };
}

/* The calendar days of the period, up to the window's day. */
static struct ratio days_value(const struct window *w)
{
	const struct model *m = w->engine->model;
	int32_t from = period_from(m, w->period), end = period_to(m, w->period);
	int32_t until = w->day < end ? w->day + 1 : end;

	return (struct ratio){ (i128)(until - from) * E4, w->known && until > from ? E4 : 0 };
}

static int64_t sample_of(const struct window *w, const struct kpi *k)
{
	int64_t e4 = 0;

	for (uint32_t n = 0; n < k->sample_count; n++)
		for (uint32_t i = 0; i < w->part_count; i++)
			if (w->parts[i].measure == k->samples[n])
				e4 += w->parts[i].sums[0];
	return e4 / E4;
}

static void evaluate(struct window *w)
{
	const struct kpi *k = &w->engine->model->kpis[w->kpi];
	const struct recipe *recipe = &w->engine->recipes[w->kpi];
	struct ratio values[FORMULA_MEASURES + 1];
	int64_t reported = 0; /* in the formula's table with the most facts, whatever they say */

	for (uint32_t i = 0; i < w->formula_count; i++)
		if (w->parts[i].facts > reported)
			reported = w->parts[i].facts;
	w->known = reported > 0 || w->has_stock;
	w->facts = k->sample_count ? sample_of(w, k) : reported;
	for (uint32_t i = 0; i < w->formula_count; i++)
		values[i] = part_value(w, &w->parts[i]);
	values[w->formula_count] = days_value(w);
	if (k->step_count == 1 && k->formula[0].op == OP_MEASURE) {
		w->fact = values[0];
		return;
	}
	if (!formula_eval(recipe->steps, k->step_count, values, &w->fact))
		w->fact = (struct ratio){ 0, 0 };
}

static void parts_find(struct window *w)
{
	const struct engine *e = w->engine;
	const struct recipe *r = &e->recipes[w->kpi];

	w->part_count = r->count;
	w->formula_count = r->formula_count;
	for (uint32_t i = 0; i < r->count; i++)
		w->parts[i] = (struct window_part){ .measure = r->measures[i],
						    .store = &e->stores[e->model->measures[r->measures[i]].facts] };
}

static int32_t heard_until(const struct engine *e, uint32_t scope, int32_t day)
{
	int32_t today = figures_today(e, scope);

	return day < today ? day : today;
}

bool window_open(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, int32_t day, struct window *out)
{
	const struct model *m = e->model;
	uint32_t kind = period_position(m, period.kind);
	const struct measure *measures = m->measures;
	const struct cell *c = NULL;
	int32_t last = DAY_MIN;
	bool any = false;

	/* Not cleared as a whole: its many parts are filled as they are found. */
	out->engine = e;
	out->scope = scope;
	out->kpi = kpi;
	out->period = period;
	out->day = m->kpis[kpi].foretold ? heard_until(e, scope, day) : day;
	out->has_stock = false;
	parts_find(out);
	for (uint32_t i = 0; i < out->part_count && kind != NONE; i++) {
		struct window_part *p = &out->parts[i];
		const struct measure *measure = &measures[p->measure];
		if (i == 0 || p->store != out->parts[i - 1].store || measure->stock != measures[out->parts[i - 1].measure].stock)
			c = measure->stock ? cell_find(p->store, scope, CELL_EVER, 0)
					   : cell_find(p->store, scope, kind, period.index);
		if (c)
			part_begin(p, measure, c);
		any = any || c;
		out->has_stock = out->has_stock || (measure->stock && c && c->facts > 0);
		if (p->store->last_day > last)
			last = p->store->last_day;
	}
	if (last > out->day || (m->kpis[kpi].stock && last >= period_to(m, period)))
		later_take(out, last);
	evaluate(out);
	return any;
}

bool window_back(struct window *w)
{
	if (w->day <= period_from(w->engine->model, w->period))
		return false;
	period_take(w, (struct period){ PERIOD_DAY, w->day }, TAKE_FLOWS | TAKE_STOCKS);
	w->day--;
	evaluate(w);
	return true;
}

void window_close(struct window *w)
{
	for (uint32_t i = 0; i < w->part_count; i++)
		bag_free(w->parts[i].bag);
	w->part_count = 0;
}
