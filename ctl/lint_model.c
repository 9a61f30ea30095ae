/* KPIs and fields that nobody needs. */
#include "ctl/lint.h"
#include "ctl/suite.h"
#include "model/documents.h"
#include "model/source.h"
#include "rules/capacity_norms.h"
#include "rules/entity_kind.h"
#include <string.h>

/* ---- KPIs ---- */

static void use_in_decisions(const struct lint *l, bool *used)
{
	const struct decisions *d = host_decisions(l->folder->host);

	for (uint32_t i = 0; i < d->count; i++)
		used[d->at[i].kpi] = true;
}

/* A text of the Lua files that is the code is taken for a use. */
static bool is_in_lua(const struct model *m, struct str code)
{
	struct buf quoted = { 0 };
	bool is = false;

	for (uint32_t q = 0; q < 2; q++) {
		buf_clear(&quoted);
		buf_addf(&quoted, "%c%.*s%c", "\"'"[q], STR_ARG(code), "\"'"[q]);
		for (uint32_t i = 0; i < m->source_count && !is; i++)
			is = memmem(m->sources[i].text.ptr, m->sources[i].text.len, quoted.ptr, quoted.len) != NULL;
	}
	buf_free(&quoted);
	return is;
}

static void use_in_norms(const struct capacity_norms *n, bool *used)
{
	uint32_t kpis[4];

	for (uint32_t i = 0; n && i < n->work_count; i++)
		if (n->work[i].clients.kpi != NONE)
			used[n->work[i].clients.kpi] = true;
	for (uint32_t i = 0; n && i < n->quota_count; i++)
		used[n->quotas[i].kpi] = true;
	for (uint32_t i = 0; n && i < n->cover_count; i++) {
		const struct cover_norm *c = &n->covers[i];

		memcpy(kpis, (uint32_t[]){ c->kpi, c->win.kpi, c->slip.kpi, c->open }, sizeof(kpis));
		for (uint32_t k = 0; k < 4; k++)
			if (kpis[k] != NONE)
				used[kpis[k]] = true;
	}
	for (uint32_t i = 0; n && i < n->category_count; i++)
		used[n->categories[i].kpi] = used[n->categories[i].amount] = true;
}

static void use_in_model(const struct model *m, bool *used)
{
	for (uint32_t i = 0; i < m->plan_count; i++)
		used[m->plan[i].kpi] = true;
	for (uint32_t i = 0; i < m->goal_weight_count; i++)
		used[m->goal_weights[i].kpi] = true;
	for (uint32_t i = 0; i < m->norm_count; i++)
		used[m->norms[i].kpi] = true;
	for (uint32_t i = 0; i < m->kpi_count; i++) {
		const struct kpi *k = &m->kpis[i];

		for (uint32_t n = 0; n < k->factor_count; n++)
			used[k->factors[n].kpi] = true;
		for (uint32_t n = 0; n < k->stage_count; n++)
			used[k->stages[n]] = true;
		used[i] = used[i] || is_in_lua(m, k->code);
	}
	use_in_norms(m->capacity, used);
}

static void use_in_rows(const struct model *m, const struct records *rows, bool *used)
{
	const struct options *table = expected_tables[EXPECTED_FIGURES];

	for (uint32_t i = 0; i < rows->count; i++) {
		uint32_t kpi = model_kpi(m, expected_field(rows->at[i], option_find(table, STR("kpi")))->text);

		if (kpi != NONE)
			used[kpi] = true;
	}
}

/* What a scenario asks for somebody looks at. Mistakes in scenarios are told when they are played. */
static void use_in_scenarios(const struct lint *l, bool *used)
{
	struct suites suites = { 0 };
	struct err err;

	if (suites_read(l->path, l->folder, &suites, &err) < 0)
		suites.list.count = 0;
	for (size_t i = 0; i < suites.list.count; i++)
		for (uint32_t n = 0; n < suites.list.at[i].doc->scenarios.count; n++) {
			const struct scenario_doc *s = suites.list.at[i].doc->scenarios.at[n];

			for (uint32_t k = 0; k < s->timeline.count; k++) {
				const struct expectation_doc *e = ((const struct moment_doc *)s->timeline.at[k])->expect;

				if (e)
					use_in_rows(l->folder->model, &e->lists[EXPECTED_FIGURES], used);
			}
		}
	suites_free(&suites);
}

static struct spot kpi_place(const struct lint *l, struct str code)
{
	const struct kpis_doc *d = l->docs->kpis;

	for (uint32_t i = 0; i < d->kpis.count; i++)
		if (str_eq(((const struct record *)d->kpis.at[i])->code.text, code))
			return ((const struct record *)d->kpis.at[i])->code.place;
	for (const struct node *n = d->use ? d->use->first : NULL; n; n = n->next)
		if (str_eq(n->key->text, code))
			return n->key->place;
	return (struct spot){ "kpis.yaml", 0, 0 };
}

static void lint_kpis(struct lint *l)
{
	const struct model *m = l->folder->model;
	bool *used = arena_alloc(l->arena, m->kpi_count + 1);

	use_in_decisions(l, used);
	use_in_model(m, used);
	use_in_scenarios(l, used);
	for (uint32_t i = 0; i < m->kpi_count; i++)
		if (!used[i])
			lint_find(l, LINT_KPI, kpi_place(l, m->kpis[i].code),
				  "KPI \"%.*s\": no decision, plan, goal, other KPI or scenario is about it; watch it, plan it, "
				  "or take "
				  "it out",
				  STR_ARG(m->kpis[i].code));
}

/* ---- fields ---- */

/* Of a fact table: which columns, and which places of axes, something reads. */
struct readers {
	bool columns[FACT_COLUMNS_MAX];
	bool *axes;
};

static void read_by_measure(const struct measure *m, struct readers *r)
{
	if (m->column < FACT_COLUMNS_MAX)
		r->columns[m->column] = true;
	if (m->aggregate == AGG_RATIO)
		r->columns[m->divisor] = true;
	for (uint32_t i = 0; i < m->where_count; i++) {
		if (m->where[i].on_axis)
			r->axes[m->where[i].index] = true;
		else
			r->columns[m->where[i].index] = true;
	}
}

static void read_by_entity(const struct entity_kind *k, struct readers *all)
{
	const uint32_t own[] = { k->key, k->stage, k->due, k->next_step, k->amount, k->paid };
	struct readers *r = &all[k->facts];

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (own[i] != NONE)
			r->columns[own[i]] = true;
	if (k->classing.kept)
		r->columns[k->classing.of] = true;
	for (uint32_t i = 0; i < k->carried_count; i++) {
		const struct carried *c = &k->carried[i];

		if ((c->state < FACT_COLUMNS_MAX && all[k->states].columns[c->state]) ||
		    (c->step < FACT_COLUMNS_MAX && all[k->steps].columns[c->step]))
			r->columns[c->from] = true;
	}
}

static struct readers *readers_of(struct lint *l)
{
	const struct model *m = l->folder->model;
	struct readers *all = arena_alloc(l->arena, (m->fact_table_count + 1) * sizeof(*all));

	for (uint32_t i = 0; i < m->fact_table_count; i++)
		all[i].axes = arena_alloc(l->arena, m->axis_count + 1);
	for (uint32_t i = 0; i < m->measure_count; i++)
		read_by_measure(&m->measures[i], &all[m->measures[i].facts]);
	for (uint32_t i = 0; i < m->entity_kind_count; i++)
		read_by_entity(&m->entity_kinds[i], all);
	return all;
}

static bool is_axis_of_scopes(const struct model *m, uint32_t axis)
{
	for (uint32_t i = 0; i < m->scope_kind_count; i++)
		for (uint32_t n = 0; n < m->scope_kinds[i].dim_count; n++)
			if (m->scope_kinds[i].dims[n].kind == DIM_AXIS && m->scope_kinds[i].dims[n].axis == axis)
				return true;
	return m->owner_axis == axis;
}

/* What is written for people to read, and who somebody is, need no measure. */
static bool is_for_people(const struct form_field *f)
{
	return f->personal || f->type == FIELD_TEXT || f->type == FIELD_DATE || f->type == FIELD_TIME || f->type == FIELD_LINES;
}

static bool is_read(const struct model *m, const struct readers *r, const struct form_field *f)
{
	if (is_for_people(f) || f->said != NONE || f->usual || f->entity != NONE)
		return true;
	if (f->type == FIELD_AXIS)
		return is_axis_of_scopes(m, f->axis) || (f->axis_slot != NONE && r->axes[f->axis_slot]);
	return f->column != NONE && r->columns[f->column];
}

static const struct form_field *field_of(const struct form_field *list, uint32_t count, struct str name)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_eq(list[i].name, name))
			return &list[i];
	return NULL;
}

static void lint_fields_of(struct lint *l, const struct records *docs, const struct form_field *list, uint32_t count,
			   const struct readers *r, struct str form)
{
	for (uint32_t i = 0; i < docs->count; i++) {
		const struct record *d = docs->at[i];
		const struct form_field *f = field_of(list, count, d->code.text);

		if (f && !is_read(l->folder->model, r, f))
			lint_find(l, LINT_FIELD, d->code.place,
				  "field \"%.*s\" of form \"%.*s\": no measure, rule, entity or scope reads it, so it is filled "
				  "in for "
				  "nothing; use it, or take it out",
				  STR_ARG(f->name), STR_ARG(form));
	}
}

static void lint_form(struct lint *l, const struct form_doc *d, const struct readers *all)
{
	const struct model *m = l->folder->model;
	uint32_t n = model_form(m, d->head.code.text);
	const struct form *form = n == NONE ? NULL : &m->forms[n];

	if (!form)
		return;
	lint_fields_of(l, &d->fields, form->fields, form->field_count, &all[form->facts], d->head.code.text);
	if (form->lines == NONE)
		return;
	for (uint32_t i = 0; i < d->fields.count; i++) {
		const struct field_doc *f = d->fields.at[i];
		const struct form_field *lines = &form->fields[form->lines];

		if (str_eq(f->head.code.text, lines->name))
			lint_fields_of(l, &f->fields, lines->lines, lines->line_field_count, &all[form->facts],
				       d->head.code.text);
	}
}

void lint_model(struct lint *l)
{
	const struct readers *all = readers_of(l);

	lint_kpis(l);
	for (uint32_t i = 0; i < l->docs->forms->forms.count; i++)
		lint_form(l, l->docs->forms->forms.at[i], all);
}
