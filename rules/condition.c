#include "rules/condition.h"

#include "base/wilson.h"
#include "rules/calendar.h"
#include "rules/org.h"
#include "rules/remainder.h"
#include "rules/store.h"
#include "rules/window.h"

/* The model index behind the first member of a kind of dimension; NONE: the scope has no such dimension. */
static uint32_t scope_member(const struct engine *e, uint32_t scope, enum dim_kind kind, uint32_t domain)
{
	const struct scope *s = scope_at(&e->scopes, scope);
	const struct scope_kind *k = &e->model->scope_kinds[s->kind];
	uint32_t at = 0;

	for (uint32_t i = 0; i < k->dim_count; i++) {
		if (k->dims[i].only != NONE)
			continue;
		if (k->dims[i].kind == kind)
			return domain_model_index(&e->domains.list.at[domain], s->members[at]);
		at++;
	}
	return NONE;
}

uint32_t scope_zone(const struct engine *e, uint32_t scope, int32_t day)
{
	uint32_t seller = scope_member(e, scope, DIM_SELLER, DOMAIN_SELLER);
	uint32_t unit = seller == NONE ? scope_member(e, scope, DIM_UNIT, DOMAIN_UNIT) : NONE;

	if (seller != NONE)
		return org_zone(e->model, seller, day);
	return unit != NONE ? org_unit_zone(e->model, unit, day) : e->model->zone;
}

struct subject subject_of(const struct engine *e, uint32_t decision, uint32_t scope, struct period period)
{
	const struct decision *d = &e->decisions->at[decision];

	return (struct subject){
		e, d, scope, period, period_position(e->model, period.kind), plan_find(e->plans, scope, d->kpi, period, d->level)
	};
}

/* The calendar by which a day counts. Narrows *from and *to to the days on which it is that one. Nobody works on a day of
 * absence, whatever calendar counts. */
static const struct calendar *subject_calendar(const struct subject *s, int32_t day, int32_t *from, int32_t *to)
{
	const struct model *m = s->engine->model;
	uint32_t calendar = s->decision->calendar;
	uint32_t seller = m->seller_absences.count ? scope_member(s->engine, s->scope, DIM_SELLER, DOMAIN_SELLER) : NONE;

	if (seller != NONE && org_is_absent(m, seller, day, from, to))
		return &m->calendars[m->calendar_count];

	if (calendar == NONE)
		calendar = plan_calendar(s->engine->plans, s->scope, s->decision->kpi, day, from, to);
	return &m->calendars[calendar];
}

int32_t subject_add_workdays(const struct subject *s, int32_t day, int32_t workdays)
{
	for (;;) {
		int32_t first = workdays > 0 ? day + 1 : day, from = DAY_MIN, to = DAY_NONE;
		const struct calendar *c = subject_calendar(s, first, &from, &to);
		int32_t due = calendar_add_workdays(c, day, workdays);

		if (due < to || to == DAY_NONE)
			return due;
		if (workdays > 0)
			workdays -= (int32_t)calendar_weight(c, PHASE_WORKDAYS, first, to);
		day = workdays > 0 ? to - 1 : to;
	}
}

/* The calendar around the day asked last. */
struct counting {
	const struct calendar *calendar;
	int32_t from, to;
};

static bool is_counted(const struct subject *s, struct counting *c, int32_t day)
{
	if (!c->calendar || day < c->from || day >= c->to) {
		c->from = DAY_MIN;
		c->to = DAY_NONE;
		c->calendar = subject_calendar(s, day, &c->from, &c->to);
	}
	return calendar_is_workday(c->calendar, day);
}

bool subject_is_workday(const struct subject *s, int32_t day)
{
	return is_counted(s, &(struct counting){ 0 }, day);
}

uint32_t subject_hours(const struct subject *s, int32_t day)
{
	int32_t from = DAY_MIN, to = DAY_NONE;

	return calendar_hours(subject_calendar(s, day, &from, &to), day);
}

bool subject_is_there(const struct subject *s, int32_t day)
{
	const struct model *m = s->engine->model;
	uint32_t seller = scope_member(s->engine, s->scope, DIM_SELLER, DOMAIN_SELLER);
	uint32_t unit = scope_member(s->engine, s->scope, DIM_UNIT, DOMAIN_UNIT);

	if (seller != NONE && org_unit_of(m, seller, day) == NONE)
		return false;
	return unit == NONE || (day >= m->units[unit].from && day < m->units[unit].to);
}

bool subject_has_role(const struct subject *s)
{
	const struct decision *d = s->decision;
	uint32_t seller = d->role_count ? scope_member(s->engine, s->scope, DIM_SELLER, DOMAIN_SELLER) : NONE;

	for (uint32_t i = 0; seller != NONE && i < d->role_count; i++)
		if (str_eq(s->engine->model->sellers[seller].role, d->roles[i]))
			return true;
	return !d->role_count;
}

static const struct kpi *subject_kpi(const struct subject *s)
{
	return &s->engine->model->kpis[s->decision->kpi];
}

void subject_plan(const struct subject *s, int32_t day, struct figures *f)
{
	const struct decision *d = s->decision;

	f->has_plan = s->plan != NULL && !d->when.by_day;
	f->rest = (struct ratio){ 0, 0 };
	if (s->plan && (d->when.usual || d->clear.usual))
		f->rest = remainder_usual(s->engine, s->scope, d->kpi, s->period, d->calendar, day);
	if (s->decision->when.by_day)
		return;
	if (subject_kpi(s)->direction == DIRECTION_BAND)
		figures_band(s->engine, s->scope, s->decision->kpi, s->period, s->decision->calendar, day, f);
	else if (s->plan)
		figures_plan(s->engine, s->plan, s->decision->kpi, s->decision->calendar, day, f);
}

/* The stance on missing data: with MISSING_OPEN nothing reported counts as zero. */
static void figures_fact(const struct subject *s, const struct window *w, bool any, struct figures *f)
{
	f->fact = any ? w->fact : (struct ratio){ 0, 0 };
	f->facts = any ? w->facts : 0;
	if (!f->fact.den && s->decision->on_missing == MISSING_OPEN)
		f->fact = (struct ratio){ 0, E4 };
}

/* The common case, a plain sum with nothing dated ahead, without a window. */
static bool plain_fact(const struct subject *s, int32_t day, struct figures *f)
{
	const struct engine *e = s->engine;
	const struct kpi *k = subject_kpi(s);

	if (k->step_count != 1 || !k->additive)
		return false;
	const struct measure *m = &e->model->measures[k->formula[0].measure];
	const struct store *store = &e->stores[m->facts];
	if (store->last_day > day)
		return false;
	const struct cell *c = cell_find(store, s->scope, s->kind, s->period.index);
	bool any = c && c->facts;
	f->facts = !any ? 0 : k->sample_count ? c->sums[e->model->measures[k->samples[0]].slot] / E4 : c->facts;
	f->fact = any ? (struct ratio){ c->sums[m->slot], E4 }
		      : (struct ratio){ 0, s->decision->on_missing == MISSING_OPEN ? E4 : 0 };
	return true;
}

void subject_fact(const struct subject *s, int32_t day, struct figures *out)
{
	struct subject of = *s;
	struct window w;

	if (s->decision->when.by_day) {
		of.period = (struct period){ PERIOD_DAY, day };
		of.kind = period_position(s->engine->model, PERIOD_DAY);
	}
	if (plain_fact(&of, day, out))
		return;
	bool any = window_open(of.engine, of.scope, of.decision->kpi, of.period, day, &w);
	figures_fact(&of, &w, any, out);
	window_close(&w);
}

static bool share_is_missed(const struct figures *f, const struct trigger *t, bool down)
{
	/* Of a planned loss the share is taken by its size: 10 % behind -100 is -110. */
	int64_t share_ppm = f->expected.num < 0 ? 2 * PPM - t->share_ppm : t->share_ppm;
	struct ratio limit;

	if (!ratio_mul(f->expected, (struct ratio){ share_ppm, PPM }, &limit))
		return false;
	int order = ratio_cmp(f->fact, limit);
	return compare_holds(down ? (t->or_equal ? COMPARE_GE : COMPARE_GT) : (t->or_equal ? COMPARE_LE : COMPARE_LT), order);
}

/* Of a band: outside it by more than a share of its width. */
static bool outside_holds(const struct kpi *k, const struct trigger *t, const struct figures *f)
{
	struct ratio off = figures_deviation(k, f), gap = figures_gap(k, f);
	int64_t least_ppm = t->share_ppm < PPM ? PPM - t->share_ppm : 0;

	if (!off.den || !off.num)
		return false;
	off.num = off.num < 0 ? -off.num : off.num;
	gap.num = gap.num < 0 ? -gap.num : gap.num;
	return compare_holds(t->or_equal ? COMPARE_GE : COMPARE_GT, ratio_cmp(off, (struct ratio){ least_ppm, PPM })) &&
	       ratio_cmp(gap, (struct ratio){ t->gap_e4, E4 }) >= 0;
}

/* What the period will come to, against its whole plan. */
static bool land(const struct figures *f, struct figures *out)
{
	*out = *f;
	out->expected = (struct ratio){ f->target_e4, E4 };
	return ratio_add(f->fact, f->rest, &out->fact);
}

static bool behind_holds(const struct subject *s, const struct trigger *t, const struct figures *f)
{
	const struct kpi *k = subject_kpi(s);
	bool down = k->direction == DIRECTION_DOWN;
	struct figures landed;
	struct ratio gap;

	if (f->total <= 0 || (i128)f->elapsed * PPM < (i128)f->total * t->elapsed_ppm)
		return false;
	if (k->direction == DIRECTION_BAND)
		return outside_holds(k, t, f);
	if (!f->has_plan || !f->expected.den)
		return false;
	if (t->usual && f->rest.den) {
		if (!land(f, &landed))
			return false;
		f = &landed;
	}
	/* Nothing is a share of a plan-to-date of 0: there the gap alone decides. */
	if (f->expected.num ? !share_is_missed(f, t, down) : !t->gap_e4)
		return false;
	if (!t->gap_e4)
		return true;
	if (!(down ? ratio_sub(f->fact, f->expected, &gap) : ratio_sub(f->expected, f->fact, &gap)))
		return false;
	return ratio_cmp(gap, (struct ratio){ t->gap_e4, E4 }) >= 0;
}

bool condition_has_data(const struct subject *s, const struct figures *f)
{
	const struct kpi *k = subject_kpi(s);

	return f->fact.den && (f->facts >= k->min_sample || s->decision->on_missing == MISSING_OPEN);
}

/* A conversion's fact is its two counts, as the formula gives them. */
static bool is_sure(const struct subject *s, const struct trigger *t, const struct figures *f)
{
	bool by_value = t->kind == TRIGGER_VALUE;
	bool below =
		by_value ? t->compare == COMPARE_LT || t->compare == COMPARE_LE : subject_kpi(s)->direction != DIRECTION_DOWN;
	int64_t rate_e4 = by_value ? t->limit_e4 : f->target_e4;

	if (f->fact.den > INT64_MAX || f->fact.num > INT64_MAX || f->fact.num < 0)
		return false;
	return below ? wilson_is_below((int64_t)f->fact.num, (int64_t)f->fact.den, rate_e4)
		     : wilson_is_above((int64_t)f->fact.num, (int64_t)f->fact.den, rate_e4);
}

bool condition_holds(const struct subject *s, const struct trigger *t, const struct figures *f)
{
	if (!condition_has_data(s, f) || (t->sure && !is_sure(s, t, f)))
		return false;
	if (t->kind == TRIGGER_VALUE)
		return compare_holds(t->compare, ratio_cmp(f->fact, (struct ratio){ t->limit_e4, E4 }));
	return t->kind == TRIGGER_BEHIND && behind_holds(s, t, f);
}

bool condition_cleared(const struct subject *s, const struct trigger *t, const struct figures *f)
{
	return condition_has_data(s, f) ? !condition_holds(s, t, f) : s->decision->on_missing == MISSING_CLEAR;
}

bool condition_runs(const struct subject *s, const struct trigger *t, bool negated, struct duration d, int32_t day,
		    int32_t *out_since, struct figures *out_figures)
{
	struct counting c = { 0 };
	uint32_t left = d.days ? d.days : 1;
	struct window w;
	bool any = window_open(s->engine, s->scope, s->decision->kpi, s->period, day, &w), holds = true, first = true;

	if (d.days && d.of == COUNT_WORKDAYS && !is_counted(s, &c, day))
		holds = false; /* judged on working days alone */
	while (holds && left) {
		struct figures f = { 0 };
		if (d.days && d.of == COUNT_WORKDAYS && !is_counted(s, &c, w.day)) {
			holds = window_back(&w);
			continue;
		}
		figures_fact(s, &w, any, &f);
		subject_plan(s, w.day, &f);
		if (first)
			*out_figures = f;
		first = false;
		holds = negated ? condition_cleared(s, t, &f) : condition_holds(s, t, &f);
		*out_since = w.day;
		if (holds && --left)
			holds = window_back(&w);
	}
	window_close(&w);
	return holds;
}
