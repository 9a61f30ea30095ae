#include <string.h>

#include "model/loader.h"

/* Could the name be one whose declaration was not read? */
static bool dim_in_gap(const struct loader *l, struct str name)
{
	struct str level = name, head = str_cut(&level, '.');
	uint32_t axis = model_axis(l->model, head);

	if (str_eq(head, STR("unit")))
		return l->unit_types.gap;
	if (axis == NONE)
		return l->axis_gap;
	const struct axis_doc *d = l->docs.axes->axes.at[axis];

	return option_unread(d, &d->levels);
}

/* Everything that `of` may name, for "did you mean". */
static void dim_unknown(struct loader *l, const struct ref *ref)
{
	const struct model *m = l->model;
	struct nearest near = { .wanted = ref->text };

	if (dim_in_gap(l, ref->text))
		return;
	nearest_offer(&near, STR("seller"));
	nearest_offer(&near, STR("unit"));
	for (uint32_t i = 0; i < m->unit_type_count; i++)
		nearest_offer(&near, arena_strf(l->scratch, "unit.%.*s", STR_ARG(m->unit_types[i])));
	for (uint32_t i = 0; i < m->axis_count; i++) {
		nearest_offer(&near, m->axes[i].code);
		for (uint32_t k = 0; k < m->axes[i].level_count; k++)
			nearest_offer(&near, arena_strf(l->scratch, "%.*s.%.*s", STR_ARG(m->axes[i].code),
							STR_ARG(m->axes[i].levels[k])));
	}
	spot_problem(l->problems, ref->place, "of: expected seller, unit, unit.<type>, <axis> or <axis>.<level>, got \"%.*s\"%s",
		     STR_ARG(ref->text), nearest_text(&near));
}

static uint32_t position(const struct str *list, uint32_t count, struct str wanted)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_eq(list[i], wanted))
			return i;
	return NONE;
}

static bool dim_read(struct loader *l, const struct ref *ref, struct dim *out)
{
	const struct model *m = l->model;
	struct str level = ref->text;
	struct str head = str_cut(&level, '.');

	*out = (struct dim){ DIM_SELLER, NONE, NONE, NONE };
	if (str_eq(ref->text, STR("seller")))
		return true;
	if (str_eq(head, STR("unit"))) {
		out->kind = DIM_UNIT;
		out->level = level.len ? position(m->unit_types, m->unit_type_count, level) : NONE;
	} else {
		out->kind = DIM_AXIS;
		out->axis = model_axis(m, head);
		if (out->axis != NONE && level.len)
			out->level = position(m->axes[out->axis].levels, m->axes[out->axis].level_count, level);
	}
	if ((out->kind == DIM_AXIS && out->axis == NONE) || (level.len && out->level == NONE)) {
		dim_unknown(l, ref);
		return false;
	}
	return true;
}

/* false: which member is meant is not known. */
static bool dim_filter(struct loader *l, const struct node *n, struct dim *out)
{
	struct ref axis = { n->key->text, n->key->place }, member = { n->text, n->place };

	*out = (struct dim){ DIM_AXIS, model_axis(l->model, axis.text), NONE, NONE };
	if (out->axis == NONE) {
		dim_unknown(l, &axis);
		return false;
	}
	if (n->kind != NODE_SCALAR) {
		spot_problem(l->problems, n->place, "where: expected one member, got %s", node_what(n));
		return false;
	}
	out->only = load_find(l, &l->members[out->axis], &member, "member");
	if (out->only != NONE)
		out->level = l->model->axes[out->axis].members[out->only].level;
	return out->only != NONE;
}

/* false: its members cannot be told. */
static bool scope_load(struct loader *l, const struct scope_doc *d, struct scope_kind *k)
{
	uint32_t filters = d->where ? d->where->count : 0;
	bool good = d->head.unread == 0;

	k->code = load_keep(l, d->head.code.text);
	k->title = load_title(l, &d->title, k->code);
	if (option_unread(d, &d->of))
		return false;
	if (d->of.count == 0 || d->of.count + filters > SCOPE_DIMS) {
		spot_problem(l->problems, d->head.place, "scope \"%.*s\": expected 1 to %d dimensions, `where` included, got %u",
			     STR_ARG(k->code), SCOPE_DIMS, d->of.count + filters);
		return false;
	}
	for (uint32_t i = 0; i < d->of.count; i++) {
		bool read = dim_read(l, &d->of.at[i], &k->dims[k->dim_count]);

		k->dim_count += read;
		good = good && read;
	}
	for (const struct node *n = d->where ? d->where->first : NULL; n; n = n->next)
		good = dim_filter(l, n, &k->dims[k->dim_count++]) && good;
	return good;
}

/* Without scopes.yaml: sellers, each type of unit, each level of each axis. */
static void scopes_by_default(struct loader *l)
{
	struct model *m = l->model;
	uint32_t n = 1 + m->unit_type_count, axis_levels = 0;
	struct scope_kind *kinds;

	for (uint32_t i = 0; i < m->axis_count; i++)
		axis_levels += m->axes[i].level_count;
	kinds = load_array(l, n + axis_levels, sizeof(*kinds));
	m->scope_kinds = kinds;
	kinds[0] = (struct scope_kind){ .code = STR("seller"), .dims = { { DIM_SELLER, NONE, NONE, NONE } }, .dim_count = 1 };
	for (uint32_t i = 0; i < m->unit_type_count; i++)
		kinds[1 + i] =
			(struct scope_kind){ .code = m->unit_types[i], .dims = { { DIM_UNIT, NONE, i, NONE } }, .dim_count = 1 };
	for (uint32_t i = 0; i < m->axis_count; i++)
		for (uint32_t k = 0; k < m->axes[i].level_count; k++)
			kinds[n++] = (struct scope_kind){ .code = m->axes[i].levels[k],
							  .dims = { { DIM_AXIS, i, k, NONE } },
							  .dim_count = 1 };
	for (uint32_t i = 0; i < n; i++) {
		struct text none = { 0 };

		kinds[i].title = load_title(l, &none, kinds[i].code);
		m->scope_kind_count = i;
		if (model_scope_kind(m, kinds[i].code) != NONE && !m->gaps.scope_kinds)
			spot_problem(l->problems, l->docs.axes->head.place, "\"%.*s\" names two scopes: write scopes.yaml",
				     STR_ARG(kinds[i].code));
	}
	m->scope_kind_count = n;
}

void load_scopes(struct loader *l)
{
	const struct scopes_doc *d = l->docs.scopes;
	const struct records *rows = &d->scopes;
	struct scope_kind *kinds = load_array(l, rows->count, sizeof(*kinds));
	bool *gap = &l->model->gaps.scope_kinds;

	*gap = option_unread(d, &d->scopes);
	if (rows->count == 0) {
		scopes_by_default(l);
		*gap = *gap || l->unit_types.gap || l->axis_gap;
		for (uint32_t i = 0; i < l->model->axis_count; i++) {
			const struct axis_doc *axis = l->docs.axes->axes.at[i];

			*gap = *gap || option_unread(axis, &axis->levels);
		}
		return;
	}
	l->scope_faulty = arena_alloc(l->scratch, rows->count * sizeof(*l->scope_faulty));
	for (uint32_t i = 0; i < rows->count; i++)
		l->scope_faulty[i] = !scope_load(l, rows->at[i], &kinds[i]);
	l->model->scope_kinds = kinds;
	l->model->scope_kind_count = rows->count;
}
