#include <string.h>

#include "model/loader.h"
#include "rules/period.h"

struct draft_plan {
	ARRAY(struct plan_row) rows;
	struct names seen; /* one row for each scope, KPI, period, level, version and date */
};

static uint32_t scope_named(struct loader *l, const struct ref *ref)
{
	struct nearest near = { .wanted = ref->text };
	uint32_t kind = model_scope_kind(l->model, ref->text);

	if (kind != NONE || ref->text.len == 0)
		return kind;
	for (uint32_t i = 0; i < l->model->scope_kind_count; i++)
		nearest_offer(&near, l->model->scope_kinds[i].code);
	spot_problem(l->problems, ref->place, "unknown scope \"%.*s\"%s", STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}

static uint32_t kpi_named(struct loader *l, const struct ref *ref)
{
	struct nearest near = { .wanted = ref->text };
	uint32_t kpi = model_kpi(l->model, ref->text);

	if (kpi != NONE || ref->text.len == 0)
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
		if (n == NONE || dim->level == NONE || m->units[n].type == dim->level)
			return n != NONE;
		spot_problem(l->problems, part->place, "unit \"%.*s\" is no %.*s", STR_ARG(part->text),
			     STR_ARG(m->unit_types[dim->level]));
		return false;
	default:
		if (m->axes[dim->axis].open && names_find(&l->members[dim->axis], part->text) == 0)
			return true;
		n = load_find(l, &l->members[dim->axis], part, "member");
		if (n == NONE || dim->level == NONE || m->axes[dim->axis].members[n].level == dim->level)
			return n != NONE;
		spot_problem(l->problems, part->place, "\"%.*s\" is no %.*s", STR_ARG(part->text),
			     STR_ARG(m->axes[dim->axis].levels[dim->level]));
		return false;
	}
}

/* A plan for a seller or a unit that is not there on any day of the period is a plan for nobody. */
static bool members_present(struct loader *l, const struct plan_row *row, struct spot place)
{
	const struct model *m = l->model;
	const struct scope_kind *k = &m->scope_kinds[row->scope_kind];
	int32_t from = period_from(m, row->period), to = period_to(m, row->period);

	for (uint32_t i = 0, n = 0; i < k->dim_count; n += k->dims[i].only == NONE, i++) {
		const struct names *names = k->dims[i].kind == DIM_SELLER ? &l->sellers : &l->units;
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

/* Splits "T-1|Bikes" and checks each part. */
static bool members_read(struct loader *l, uint32_t kind, const struct ref *ref, struct str out[SCOPE_DIMS])
{
	const struct scope_kind *k = &l->model->scope_kinds[kind];
	struct str rest = ref->text;
	uint32_t n = 0, wanted = 0, got = ref->text.len > 0;
	bool good = true;

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
		out[n++] = load_keep(l, part.text);
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
	spot_problem(l->problems, ref->place,
		     kind == NONE ? "unknown period kind \"%.*s\"%s" : "the company keeps no period \"%.*s\"%s",
		     STR_ARG(ref->text), nearest_text(&near));
	return NONE;
}

static bool period_read(struct loader *l, const struct plan_doc *d, struct period *out)
{
	const struct model *m = l->model;
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
		spot_problem(l->problems, d->period.place, "period: %s", err.text);
		return false;
	}
	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (period_parse(m, m->period_kinds[i], d->period.text, out, NULL) == 0)
			return true;
	spot_problem(l->problems, d->period.place,
		     "period: expected 2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026 or a custom period of a kind that is kept, "
		     "got \"%.*s\"",
		     STR_ARG(d->period.text));
	return false;
}

/* How a table writes the targets of KPIs of a unit: the factor to 1/10000 as mul/div. */
static bool scale_read(struct loader *l, const struct node *source, enum unit_of_measure unit, int64_t *mul, int64_t *div)
{
	static const char *const units[] = { "money", "number", "count", "percent", "days", "hours" };
	static const struct {
		const char *name;
		int64_t div;
	} scales[] = { { "1", 1 }, { "e4", 10000 }, { "ppm", 1000000 }, { "bp", 10000 }, { "percent", 100 } };
	const struct node *n = node_get(node_get(source, "scale"), units[unit]);

	*mul = *div = 1;
	if (!n)
		return true;
	for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++)
		if (n->kind == NODE_SCALAR && str_eq(n->text, str_of(scales[i].name))) {
			*div = scales[i].div;
			return true;
		}
	spot_problem(l->problems, n->place, "scale: expected 1, e4, ppm, bp or percent");
	return false;
}

static bool target_read(struct loader *l, const struct plan_doc *d, const struct kpi *k, int64_t *out_e4)
{
	struct str s = d->target.text;
	bool percent = k->unit == UOM_PERCENT && s.len > 0 && s.ptr[s.len - 1] == '%';
	int64_t mul, div, n;

	if (s.len == 0 || !scale_read(l, d->head.source, k->unit, &mul, &div))
		return false;
	if (percent) {
		s = str_trim((struct str){ s.ptr, s.len - 1 });
		div = 100;
	}
	if (num_parse_e4(s, &n, NULL) < 0) {
		spot_problem(l->problems, d->target.place, "target: expected a number with at most 4 decimals, got \"%.*s\"",
			     STR_ARG(d->target.text));
		return false;
	}
	if (n % div != 0) {
		spot_problem(l->problems, d->target.place, "target: \"%.*s\" is finer than 1/10000 of a unit",
			     STR_ARG(d->target.text));
		return false;
	}
	*out_e4 = n / div * mul;
	return true;
}

static void plan_push(struct loader *l, struct draft_plan *out, const struct plan_row *row, struct spot place)
{
	uint32_t before = out->seen.count;
	struct buf key = { 0 };

	buf_addf(&key, "%u|%u|%u|%d|%d|%u|%d", row->scope_kind, row->kpi, row->period.kind, row->period.index, row->level,
		 row->version, row->valid_from);
	for (uint32_t i = 0; i < SCOPE_DIMS; i++)
		buf_addf(&key, "|%.*s", STR_ARG(row->members[i]));
	if (names_add(&out->seen, buf_str(&key)) <= before) {
		buf_clear(&key);
		period_add(l->model, row->period, &key);
		spot_problem(l->problems, place,
			     "the plan of \"%.*s\" for %s in %.*s is given twice: keep one, or give the later a version",
			     STR_ARG(row->members[0]), l->model->kpis[row->kpi].code.ptr, STR_ARG(buf_str(&key)));
	}
	buf_free(&key);
	*ARRAY_ADD(out->rows) = *row;
}

enum { MONTHS_MAX = 12 };

/* The weights of a profile in 1/10000; their number, 0 after a problem. */
static uint32_t profile_read(struct loader *l, const struct profile_doc *d, int64_t weights[MONTHS_MAX])
{
	uint32_t n = 0, percents = 0;
	int64_t sum = 0;

	for (const struct node *w = d->weights ? d->weights->first : NULL; w; w = w->next) {
		struct str s = w->text;
		bool percent = w->kind == NODE_SCALAR && s.len > 0 && s.ptr[s.len - 1] == '%';

		percents += percent;
		s.len -= percent;
		if (n == MONTHS_MAX || w->kind != NODE_SCALAR || num_parse_e4(s, &weights[n], NULL) < 0 || weights[n] < 0 ||
		    weights[n] > 100000000 * E4) {
			spot_problem(l->problems, w->place,
				     "weights: expected up to 12 numbers or percentages that are not negative");
			return 0;
		}
		sum += weights[n++];
	}
	if (n == 0 || sum == 0) {
		spot_problem(l->problems, d->head.place, "profile \"%.*s\" has no weight", STR_ARG(d->head.code.text));
		return 0;
	}
	if (percents > 0 && (percents != n || sum != 100 * E4)) {
		struct buf b = { 0 };

		num_add_e4(&b, sum);
		spot_problem(l->problems, d->weights->place,
			     "weights of profile \"%.*s\" add up to %s%s: expected percentages that add up to 100%%",
			     STR_ARG(d->head.code.text), b.ptr, percents == n ? "%" : " with only some of them percentages");
		buf_free(&b);
		return 0;
	}
	return n;
}

static const struct profile_doc *profile_find(struct loader *l, const struct ref *ref)
{
	const struct records *rows = &l->docs.plans->profiles;
	struct nearest near = { .wanted = ref->text };

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct profile_doc *d = rows->at[i];

		if (str_eq(d->head.code.text, ref->text))
			return d;
		nearest_offer(&near, d->head.code.text);
	}
	spot_problem(l->problems, ref->place, "unknown profile \"%.*s\"%s", STR_ARG(ref->text), nearest_text(&near));
	return NULL;
}

/* The months of a year or a quarter get their parts by cumulative rounding, so that they add up to the whole. */
static void plan_spread(struct loader *l, const struct plan_doc *d, const struct plan_row *whole, struct draft_plan *out)
{
	const struct profile_doc *profile = profile_find(l, &d->profile);
	uint32_t months = whole->period.kind == PERIOD_YEAR ? 12 : whole->period.kind == PERIOD_QUARTER ? 3 : 0;
	int64_t weights[MONTHS_MAX], total = 0, sum = 0, before = 0;
	struct plan_row part = *whole;

	if (!profile)
		return;
	if (months == 0 || profile_read(l, profile, weights) != months) {
		spot_problem(l->problems, d->profile.place,
			     "profile \"%.*s\": expected a year with 12 weights or a quarter with 3", STR_ARG(d->profile.text));
		return;
	}
	for (uint32_t i = 0; i < months; i++)
		total += weights[i];
	period_of(l->model, PERIOD_MONTH, period_from(l->model, whole->period), &part.period);
	for (uint32_t i = 0; i < months; i++, part.period.index++) {
		int64_t until;

		sum += weights[i];
		until = (int64_t)num_div_round((i128)whole->target_e4 * sum, total);
		part.target_e4 = until - before;
		before = until;
		plan_push(l, out, &part, d->head.place);
	}
}

static void plan_load(struct loader *l, const struct plan_doc *d, struct draft_plan *out)
{
	struct plan_row row = {
		.scope_kind = scope_named(l, &d->scope),
		.kpi = kpi_named(l, &d->kpi),
		.level = (enum plan_level)d->level,
		.valid_from = d->valid_from,
		.version = (uint32_t)d->version,
		.reason = load_keep(l, d->reason.text),
		.approver = load_keep(l, d->approver.text),
	};
	bool good = period_read(l, d, &row.period);

	if (row.scope_kind != NONE)
		good = members_read(l, row.scope_kind, &d->member, row.members) && good;
	if (row.kpi != NONE)
		good = target_read(l, d, &l->model->kpis[row.kpi], &row.target_e4) && good;
	if (!good || row.scope_kind == NONE || row.kpi == NONE || !members_present(l, &row, d->member.place))
		return;
	plan_push(l, out, &row, d->head.place);
	if (d->profile.text.len > 0)
		plan_spread(l, d, &row, out);
}

struct draft_sums {
	ARRAY(struct plan_sum) list;
};

static void sum_load(struct loader *l, const struct sum_doc *d, struct draft_sums *out)
{
	const struct model *m = l->model;
	const struct ref *gives_period = d->gives_period.text.len ? &d->gives_period : &d->period;
	struct plan_sum sum = { .from_kind = scope_named(l, &d->of), .to_kind = scope_named(l, &d->gives) };
	bool all = d->period.text.len == 0;

	if (sum.from_kind == NONE || sum.to_kind == NONE)
		return;
	if (sum.from_kind != sum.to_kind && !members_read(l, sum.to_kind, &d->member, sum.to_members))
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
	int64_t weights[MONTHS_MAX];

	for (uint32_t i = 0; i < d->profiles.count; i++)
		profile_read(l, d->profiles.at[i], weights);
	for (uint32_t i = 0; i < d->plan.count; i++)
		plan_load(l, d->plan.at[i], &plan);
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
