#include <string.h>

#include "model/load_targets.h"
#include "rules/period.h"

struct draft_plan {
	ARRAY(struct plan_row) rows;
	struct names seen;
};

uint32_t load_scope_kind(struct loader *l, const struct ref *ref)
{
	struct nearest near = { .wanted = ref->text };
	uint32_t kind = model_scope_kind(l->model, ref->text);

	if (kind != NONE || ref->text.len == 0 || l->model->gaps.scope_kinds)
		return kind;
	for (uint32_t i = 0; i < l->model->scope_kind_count; i++)
		nearest_offer(&near, l->model->scope_kinds[i].code);
	spot_problem(l->problems, ref->place, "unknown scope \"%.*s\"%s", STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}

uint32_t load_kpi(struct loader *l, const struct ref *ref)
{
	struct nearest near = { .wanted = ref->text };
	uint32_t kpi = model_kpi(l->model, ref->text);

	if (kpi != NONE || ref->text.len == 0 || l->model->gaps.kpis)
		return kpi;
	for (uint32_t i = 0; i < l->model->kpi_count; i++)
		nearest_offer(&near, l->model->kpis[i].code);
	spot_problem(l->problems, ref->place, "unknown kpi \"%.*s\"%s", STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}

static bool member_known(struct loader *l, const struct dim *dim, const struct ref *part)
{
	const struct model *m = l->model;
	uint32_t n;

	switch (dim->kind) {
	case DIM_SELLER:
		return load_find(l, &l->sellers, part, "seller") != NONE;
	case DIM_UNIT:
		n = load_find(l, &l->units, part, "unit");
		if (n == NONE || dim->level == NONE || m->units[n].type == dim->level || m->units[n].type == NONE)
			return n != NONE;
		spot_problem(l->problems, part->place, "unit \"%.*s\" is no %.*s", STR_ARG(part->text),
			     STR_ARG(m->unit_types[dim->level]));
		return false;
	default:
		if (m->axes[dim->axis].open && names_find(&l->members[dim->axis].names, part->text) == 0 &&
		    (dim->level == NONE || dim->level == m->axes[dim->axis].level_count - 1))
			return true;
		n = load_find(l, &l->members[dim->axis], part, "member");
		if (n == NONE || dim->level == NONE || m->axes[dim->axis].members[n].level == dim->level ||
		    m->axes[dim->axis].members[n].level == NONE)
			return n != NONE;
		spot_problem(l->problems, part->place, "\"%.*s\" is no %.*s", STR_ARG(part->text),
			     STR_ARG(m->axes[dim->axis].levels[dim->level]));
		return false;
	}
}

/* Are the dates of the period not those that were written? */
static bool period_in_gap(const struct loader *l, uint32_t kind)
{
	return l->period_gap && kind >= PERIOD_QUARTER;
}

/* A plan for a seller or a unit that is not there on any day of the period is a plan for nobody. */
static bool members_present(struct loader *l, const struct plan_row *row, struct spot place)
{
	const struct model *m = l->model;
	const struct scope_kind *k = &m->scope_kinds[row->scope_kind];
	int32_t from = period_from(m, row->period), to = period_to(m, row->period);

	if (period_in_gap(l, row->period.kind))
		return true;
	for (uint32_t i = 0, n = 0; i < k->dim_count; n += k->dims[i].only == NONE, i++) {
		const struct names *names = k->dims[i].kind == DIM_SELLER ? &l->sellers.names : &l->units.names;
		uint32_t at = k->dims[i].kind == DIM_AXIS ? 0 : names_find(names, row->members[n]);
		struct buf text = { 0 };

		if (at == 0)
			continue;
		if (k->dims[i].kind == DIM_SELLER ? m->sellers[at - 1].from < to && m->sellers[at - 1].to > from
						  : m->units[at - 1].from < to && m->units[at - 1].to > from)
			continue;
		period_add(m, row->period, &text);
		spot_problem(l->problems, place, "\"%.*s\" is not there on any day of %s: a plan for nobody",
			     STR_ARG(row->members[n]), text.ptr);
		buf_free(&text);
		return false;
	}
	return true;
}

/* Of a seller the model has it already. */
static struct str member_code(struct loader *l, const struct dim *dim, struct str text)
{
	uint32_t seller = dim->kind == DIM_SELLER ? names_find(&l->sellers.names, text) : 0;

	return seller ? l->model->sellers[seller - 1].code : load_keep(l, text);
}

bool load_members(struct loader *l, uint32_t kind, const struct ref *ref, struct str out[SCOPE_DIMS])
{
	const struct scope_kind *k = &l->model->scope_kinds[kind];
	struct str rest = ref->text;
	uint32_t n = 0, wanted = 0, got = ref->text.len > 0;
	bool good = true;

	if (l->scope_faulty && l->scope_faulty[kind])
		return false;
	for (uint32_t i = 0; i < k->dim_count; i++)
		wanted += k->dims[i].only == NONE;
	for (size_t i = 0; i < ref->text.len; i++)
		got += ref->text.ptr[i] == '|';
	if (got != wanted) {
		spot_problem(l->problems, ref->place, "scope \"%.*s\" expects %u member%s joined by |, got \"%.*s\"",
			     STR_ARG(k->code), wanted, wanted == 1 ? "" : "s", STR_ARG(ref->text));
		return false;
	}
	for (uint32_t i = 0; i < k->dim_count; i++) {
		struct ref part = { .place = ref->place };

		if (k->dims[i].only != NONE)
			continue;
		part.text = str_trim(str_cut(&rest, '|'));
		good = member_known(l, &k->dims[i], &part) && good;
		out[n++] = member_code(l, &k->dims[i], part.text);
	}
	return good;
}

static uint32_t period_kind_named(struct loader *l, const struct ref *ref)
{
	const struct model *m = l->model;
	struct nearest near = { .wanted = ref->text };
	uint32_t kind = model_period_kind(m, ref->text);

	for (uint32_t i = 0; i < m->period_kind_count; i++) {
		if (m->period_kinds[i] == kind)
			return kind;
		nearest_offer(&near, period_kind_code(m, m->period_kinds[i]));
	}
	if (m->gaps.period_kinds)
		return NONE;
	spot_problem(l->problems, ref->place,
		     kind == NONE ? "unknown period kind \"%.*s\"%s" : "the company keeps no period \"%.*s\"%s",
		     STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}

static bool period_read(struct loader *l, const struct plan_doc *d, struct period *out)
{
	const struct model *m = l->model;
	struct buf forms = { 0 };
	struct err err;
	uint32_t kind;

	if (d->period.text.len == 0)
		return false;
	if (d->period_kind.text.len > 0) {
		kind = period_kind_named(l, &d->period_kind);
		if (kind == NONE)
			return false;
		if (period_parse(m, kind, d->period.text, out, &err) == 0)
			return true;
		if (!period_in_gap(l, kind))
			spot_problem(l->problems, d->period.place, "period: %s", err.text);
		return false;
	}
	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (period_parse(m, m->period_kinds[i], d->period.text, out, NULL) == 0)
			return true;
	if (m->gaps.period_kinds || l->period_gap)
		return false;
	period_add_forms(m, &forms);
	spot_problem(l->problems, d->period.place, "period: expected one of a kind that is kept, like %s, got \"%.*s\"",
		     forms.ptr, STR_ARG(d->period.text));
	buf_free(&forms);
	return false;
}

/* One row for each scope, KPI, period, level, version and date; false after a problem. */
static bool plan_once(struct loader *l, struct draft_plan *out, const struct plan_row *row, const struct record *from)
{
	uint32_t before = out->seen.count;
	struct buf key = { 0 };

	buf_addf(&key, "%u|%u|%u|%d|%d|%u|%d", row->scope_kind, row->kpi, row->period.kind, row->period.index, row->level,
		 row->version, row->valid_from);
	for (uint32_t i = 0; i < SCOPE_DIMS; i++)
		buf_addf(&key, "|%.*s", STR_ARG(row->members[i]));
	bool twice = from->unread == 0 && names_add(&out->seen, buf_str(&key)) <= before;

	if (twice) {
		buf_clear(&key);
		period_add(l->model, row->period, &key);
		spot_problem(l->problems, from->place,
			     "the plan of \"%.*s\" for %s in %.*s is given twice: keep one, or give the later a version",
			     STR_ARG(row->members[0]), l->model->kpis[row->kpi].code.ptr, STR_ARG(buf_str(&key)));
	}
	buf_free(&key);
	return !twice;
}

/* The months that a profile gives plans to have no rows of their own of the same version. */
static void months_once(struct loader *l, struct draft_plan *out, const struct plan_row *whole, const struct record *from)
{
	struct plan_row part = *whole;

	period_of(l->model, PERIOD_MONTH, period_from(l->model, whole->period), &part.period);
	for (uint32_t i = 0; i < l->model->profiles[whole->profile - 1].month_count; i++, part.period.index++)
		plan_once(l, out, &part, from);
}

/* The profile `n` of a row into it; false after a problem. */
static bool profile_given(struct loader *l, const struct plan_doc *d, uint32_t n, struct plan_row *row)
{
	uint32_t months = row->period.kind == PERIOD_YEAR ? 12 : row->period.kind == PERIOD_QUARTER ? 3 : 0;

	if (n == NONE || l->model->profiles[n].month_count == 0)
		return false;
	if (months == 0 || l->model->profiles[n].month_count != months) {
		spot_problem(l->problems, d->profile.place,
			     "profile \"%.*s\": expected a year with 12 weights or a quarter with 3", STR_ARG(d->profile.text));
		return false;
	}
	if (l->model->kpis[row->kpi].step_count > 0 && !l->model->kpis[row->kpi].grows) {
		spot_problem(l->problems, d->profile.place, "profile \"%.*s\": \"%.*s\" does not add up over the months",
			     STR_ARG(d->profile.text), STR_ARG(l->model->kpis[row->kpi].code));
		return false;
	}
	row->profile = n + 1;
	return true;
}

static bool has_plans(struct loader *l, const struct plan_doc *d, uint32_t kpi)
{
	if (l->model->kpis[kpi].direction != DIRECTION_BAND)
		return true;
	spot_problem(l->problems, d->kpi.place, "kpi \"%.*s\" is held against its band: it has no plan", STR_ARG(d->kpi.text));
	return false;
}

static const struct str *members_keep(struct loader *l, const struct str members[SCOPE_DIMS])
{
	uint32_t count = 0;
	struct str *kept;

	while (count < SCOPE_DIMS && members[count].len)
		count++;
	kept = load_array(l, count, sizeof(*kept));
	memcpy(kept, members, count * sizeof(*kept));
	return kept;
}

static void plan_load(struct loader *l, const struct plan_doc *d, struct draft_plan *out)
{
	struct str members[SCOPE_DIMS] = { 0 };
	struct plan_row row = {
		.scope_kind = load_scope_kind(l, &d->scope),
		.kpi = load_kpi(l, &d->kpi),
		.level = (enum plan_level)d->level,
		.valid_from = d->valid_from,
		.version = (uint32_t)d->version,
		.members = members,
	};
	uint32_t profile = d->profile.text.len > 0 ? profile_find(l, &d->profile) : NONE;
	bool good = period_read(l, d, &row.period);

	if (option_unread(d, &d->member))
		good = false;
	else if (row.scope_kind != NONE)
		good = load_members(l, row.scope_kind, &d->member, members) && good;
	if (row.kpi != NONE)
		good = has_plans(l, d, row.kpi) && target_read(l, d, l->docs.kpis->kpis.at[row.kpi], &row.target_e4) && good;
	if (!good || row.scope_kind == NONE || row.kpi == NONE || !members_present(l, &row, d->member.place))
		return;
	if (d->ramped)
		ramp_apply(l, d, &row);
	good = profile_given(l, d, profile, &row);
	if (plan_once(l, out, &row, &d->head) && good)
		months_once(l, out, &row, &d->head);
	row.members = members_keep(l, members);
	*ARRAY_ADD(out->rows) = row;
}

struct draft_sums {
	ARRAY(struct plan_sum) list;
};

static void sum_load(struct loader *l, const struct sum_doc *d, struct draft_sums *out)
{
	const struct model *m = l->model;
	const struct ref *gives_period = d->gives_period.text.len ? &d->gives_period : &d->period;
	const struct ref member = { d->member.text, d->member.text.len ? d->member.place : d->head.place };
	struct plan_sum sum = { .from_kind = load_scope_kind(l, &d->of), .to_kind = load_scope_kind(l, &d->gives) };
	bool all = d->period.text.len == 0;

	if (sum.from_kind == NONE || sum.to_kind == NONE || d->head.unread != 0)
		return;
	if (sum.from_kind != sum.to_kind && !load_members(l, sum.to_kind, &member, sum.to_members))
		return;
	if (sum.from_kind == sum.to_kind && (d->member.text.len > 0 || str_eq(d->period.text, gives_period->text))) {
		spot_problem(l->problems, d->head.place,
			     "a sum over the same scope adds up periods: expected `period` and another `gives_period`");
		return;
	}
	if (all && d->gives_period.text.len > 0) {
		spot_problem(l->problems, d->head.place, "gives_period needs `period`");
		return;
	}
	if (!all) {
		sum.from_period_kind = period_kind_named(l, &d->period);
		sum.to_period_kind = period_kind_named(l, gives_period);
		*ARRAY_ADD(out->list) = sum;
		return;
	}
	for (uint32_t i = 0; i < m->period_kind_count; i++) {
		sum.from_period_kind = sum.to_period_kind = m->period_kinds[i];
		*ARRAY_ADD(out->list) = sum;
	}
}

void load_plans(struct loader *l)
{
	const struct plans_doc *d = l->docs.plans;
	struct draft_plan plan = { 0 };
	struct draft_sums sums = { 0 };
	struct plan_row *rows;
	struct plan_sum *sum_list;
	const struct node *source = NULL;

	profiles_load(l);
	for (uint32_t i = 0; i < d->plan.count; i++) {
		const struct plan_doc *row = d->plan.at[i];

		if (row->head.source != source) /* once for all rows of a table */
			scale_check(l, row->head.source);
		source = row->head.source;
		plan_load(l, row, &plan);
	}
	for (uint32_t i = 0; i < d->sums.count; i++)
		sum_load(l, d->sums.at[i], &sums);
	rows = load_array(l, plan.rows.count, sizeof(*rows));
	sum_list = load_array(l, sums.list.count, sizeof(*sum_list));
	if (plan.rows.count > 0)
		memcpy(rows, plan.rows.at, plan.rows.count * sizeof(*rows));
	if (sums.list.count > 0)
		memcpy(sum_list, sums.list.at, sums.list.count * sizeof(*sum_list));
	l->model->plan = rows;
	l->model->plan_count = (uint32_t)plan.rows.count;
	l->model->plan_sums = sum_list;
	l->model->plan_sum_count = (uint32_t)sums.list.count;
	ARRAY_FREE(plan.rows);
	ARRAY_FREE(sums.list);
	names_free(&plan.seen);
}
