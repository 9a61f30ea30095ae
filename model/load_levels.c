/* levels.yaml: the levels before the sellers who have them, their norms once the KPIs are there, and ramped plans. */
#include <string.h>

#include "model/load_targets.h"
#include "rules/level.h"
#include "rules/period.h"

enum { RAMP_MONTHS_MAX = 60 };

/* The part of a level's row in its ramp; NULL after a problem. */
static struct ramp_month *ramp_place(struct loader *l, const struct ramp_doc *d, struct ramp_month *ramps,
				     const struct ramp_doc **given)
{
	uint32_t level = load_find(l, &l->levels, &d->level, "level");
	size_t at = (size_t)level * RAMP_MONTHS_MAX + (size_t)d->month - 1;

	if (level == NONE || d->head.unread)
		return NULL;
	if (given[at])
		spot_problem(l->problems, d->head.place, "month %d of level \"%.*s\" is given twice", (int)d->month,
			     STR_ARG(d->level.text));
	given[at] = d;
	return &ramps[at];
}

static void ramp_load(struct loader *l, struct seller_level *levels)
{
	const struct records *rows = &l->docs.levels->ramp;
	size_t places = (size_t)l->model->level_count * RAMP_MONTHS_MAX;
	struct ramp_month *ramps = load_array(l, places, sizeof(*ramps));
	const struct ramp_doc **given = arena_alloc(l->scratch, (places + 1) * sizeof(*given));
	bool gap = option_unread(l->docs.levels, rows);

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct ramp_doc *d = rows->at[i];
		struct ramp_month *month = ramp_place(l, d, ramps, given);

		gap = gap || d->head.unread;
		if (month)
			*month = (struct ramp_month){ d->plan_ppm, d->norm_ppm };
	}
	for (uint32_t i = 0; i < l->model->level_count; i++) {
		levels[i].ramp = &ramps[(size_t)i * RAMP_MONTHS_MAX];
		for (uint32_t n = 0; n < RAMP_MONTHS_MAX; n++) {
			const struct ramp_doc *d = given[(size_t)i * RAMP_MONTHS_MAX + n];

			if (!d)
				continue;
			if (n > levels[i].ramp_months && !gap)
				spot_problem(l->problems, d->head.place,
					     "ramp of level \"%.*s\": month %u is given and month %u is not",
					     STR_ARG(levels[i].code), n + 1, levels[i].ramp_months + 1);
			levels[i].ramp_months = n + 1;
		}
	}
}

void load_levels(struct loader *l)
{
	const struct records *rows = &l->docs.levels->levels;
	struct seller_level *levels = load_array(l, rows->count, sizeof(*levels));

	l->levels.gap = option_unread(l->docs.levels, rows);
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct level_doc *d = rows->at[i];

		names_add(&l->levels.names, d->head.code.text);
		levels[i].code = load_keep(l, d->head.code.text);
		levels[i].title = load_title(l, &d->title, d->head.code.text);
	}
	l->model->levels = levels;
	l->model->level_count = rows->count;
	ramp_load(l, levels);
}

/* ---- norms ---- */
static bool norm_read(struct loader *l, const struct norm_doc *d, struct norm *out)
{
	const struct model *m = l->model;

	*out = (struct norm){ load_find(l, &l->levels, &d->level, "level"),
			      load_kpi(l, &d->kpi),
			      (enum norm_per)d->per,
			      0,
			      d->from,
			      load_until(d->to) };
	if (d->head.unread || out->level == NONE || out->kpi == NONE)
		return false;
	if (d->from > d->to) {
		spot_problem(l->problems, d->head.place, "valid_to lies before valid_from");
		return false;
	}
	if (m->kpis[out->kpi].step_count > 0 && !m->kpis[out->kpi].grows) {
		spot_problem(l->problems, d->kpi.place, "norm of \"%.*s\": it does not add up over the days",
			     STR_ARG(d->kpi.text));
		return false;
	}
	if (!unit_read(l, &d->norm, "norm", m->kpis[out->kpi].unit, 1, &out->norm_e4))
		return false;
	if (out->norm_e4 >= 0)
		return true;
	spot_problem(l->problems, d->norm.place, "norm: expected a number that is not negative, got \"%.*s\"",
		     STR_ARG(d->norm.text));
	return false;
}

void load_norms(struct loader *l)
{
	const struct records *rows = &l->docs.levels->norms;
	struct norm *norms = load_array(l, rows->count, sizeof(*norms)), norm;
	uint32_t count = 0;

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct norm_doc *d = rows->at[i];
		bool twice = false;

		if (!norm_read(l, d, &norm))
			continue;
		for (uint32_t k = 0; k < count; k++)
			twice = twice || (norms[k].level == norm.level && norms[k].kpi == norm.kpi && norms[k].per == norm.per &&
					  norms[k].from < norm.to && norm.from < norms[k].to);
		if (twice)
			spot_problem(
				l->problems, d->head.place,
				"level \"%.*s\" has two norms of \"%.*s\" on the same days: end the earlier one the day before",
				STR_ARG(d->level.text), STR_ARG(d->kpi.text));
		norms[count++] = norm;
	}
	l->model->norms = norms;
	l->model->norm_count = count;
}

/* ---- ramped plans ---- */
static uint32_t seller_of(struct loader *l, const struct plan_row *row)
{
	const struct scope_kind *k = &l->model->scope_kinds[row->scope_kind];

	for (uint32_t i = 0, n = 0; i < k->dim_count; n += k->dims[i].only == NONE, i++)
		if (k->dims[i].kind == DIM_SELLER)
			return names_find(&l->sellers.names, row->members[n]) - 1;
	return NONE;
}

/* What of a full target makes no sense in parts. */
static const char *ramp_fault(const struct model *m, const struct plan_row *row, uint32_t seller)
{
	uint32_t kind = row->period.kind;

	if (seller == NONE)
		return "a ramped plan is a seller's; a unit's is the sum of its members'";
	if (kind != PERIOD_DAY && kind != PERIOD_WEEK && kind != PERIOD_MONTH)
		return "a ramped plan is one of a day, a week or a month; `sums` make a quarter of its months";
	if (m->kpis[row->kpi].step_count > 0 && !m->kpis[row->kpi].grows)
		return "a KPI that does not add up over the days has no ramped plan";
	return NULL;
}

void ramp_apply(struct loader *l, const struct plan_doc *d, struct plan_row *row)
{
	const struct model *m = l->model;
	uint32_t seller = seller_of(l, row);
	const char *fault = ramp_fault(m, row, seller);

	if (fault) {
		spot_problem(l->problems, d->head.place, "%s", fault);
		return;
	}
	int32_t from = period_from(m, row->period), hired = m->sellers[seller].hired;
	int32_t day = hired != DAY_NONE && hired > from && hired < period_to(m, row->period) ? hired : from;
	if (hired != DAY_NONE && level_on(m, seller, day) == NONE && !l->levels.gap)
		spot_warning(l->problems, d->head.place, "seller \"%.*s\" has no level then: the plan is the full one",
			     STR_ARG(m->sellers[seller].code));
	row->target_e4 = (int64_t)num_div_round((i128)row->target_e4 * level_plan_ppm(m, seller, day), PPM);
}
