#include "rules/kin.h"

#include "rules/org.h"
#include "rules/state.h"

/* A scope's place in one dimension. */
struct place_in {
	const struct dim *dim;
	uint32_t number; /* in the domain; 0: the dimension is a filter */
	uint32_t index;  /* in the model; NONE: not declared there */
};

static struct domain *domain_of(const struct engine *e, const struct dim *d)
{
	struct domains *all = (struct domains *)&e->domains;

	return d->kind == DIM_AXIS     ? domain_axis(all, e->model, d->axis)
	       : d->kind == DIM_SELLER ? &all->list.at[DOMAIN_SELLER]
				       : &all->list.at[DOMAIN_UNIT];
}

static uint32_t places_of(const struct engine *e, uint32_t scope, struct place_in out[SCOPE_DIMS])
{
	const struct scope *s = scope_at(&e->scopes, scope);
	const struct scope_kind *k = &e->model->scope_kinds[s->kind];
	uint32_t at = 0;

	for (uint32_t i = 0; i < k->dim_count; i++) {
		struct place_in *p = &out[i];

		*p = (struct place_in){ &k->dims[i], 0, k->dims[i].only };
		if (p->index != NONE)
			continue;
		p->number = s->members[at++];
		p->index = domain_model_index(domain_of(e, p->dim), p->number);
	}
	return k->dim_count;
}

static bool is_on_path(const uint32_t *path, uint32_t length, uint32_t wanted)
{
	for (uint32_t i = 0; i < length; i++)
		if (path[i] == wanted)
			return true;
	return false;
}

static bool is_in_unit(const struct model *m, uint32_t unit, uint32_t above, int32_t day)
{
	uint32_t path[ORG_DEPTH];
	int32_t from = DAY_MIN, to = DAY_NONE;

	return unit != NONE && is_on_path(path, org_path(m, unit, day, path, &from, &to), above);
}

/* Is `part` the same as `whole` in this dimension, or below it? */
static bool is_within(const struct engine *e, const struct place_in *part, const struct place_in *whole, int32_t day)
{
	const struct model *m = e->model;
	uint32_t path[ORG_DEPTH];
	int32_t from = DAY_MIN, to = DAY_NONE;

	if (part->dim->kind == DIM_SELLER && whole->dim->kind == DIM_UNIT)
		return part->index != NONE && whole->index != NONE &&
		       is_in_unit(m, org_unit_of(m, part->index, day), whole->index, day);
	if (part->dim->kind != whole->dim->kind || (part->dim->kind == DIM_AXIS && part->dim->axis != whole->dim->axis))
		return false;
	if (part->index == NONE || whole->index == NONE)
		return part->number && part->number == whole->number;
	if (part->index == whole->index)
		return true;
	if (part->dim->kind == DIM_UNIT)
		return is_in_unit(m, part->index, whole->index, day);
	return part->dim->kind == DIM_AXIS &&
	       is_on_path(path, axis_path(&m->axes[part->dim->axis], part->index, day, path, &from, &to), whole->index);
}

static bool is_part(const struct engine *e, uint32_t part, const struct place_in *whole, uint32_t whole_dims, int32_t day)
{
	struct place_in own[SCOPE_DIMS];
	uint32_t dims = places_of(e, part, own);

	for (uint32_t w = 0; w < whole_dims; w++) {
		bool found = false;

		for (uint32_t i = 0; i < dims && !found; i++)
			found = is_within(e, &own[i], &whole[w], day);
		if (!found)
			return false;
	}
	return true;
}

/* Another scope of its own kind is a part only in a tree, where a figure would count twice. */
void kin_below(const struct engine *e, uint32_t whole, uint32_t kind, int32_t day, scope_list *out)
{
	struct place_in places[SCOPE_DIMS];
	uint32_t dims = places_of(e, whole, places);

	if (kind == scope_at(&e->scopes, whole)->kind)
		return;
	for (uint32_t s = 0; s < e->scopes.list.count; s++)
		if (scope_at(&e->scopes, s)->kind == kind && is_part(e, s, places, dims, day))
			*ARRAY_ADD(*out) = s;
}

bool kin_kind_is_in_units(const struct model *m, uint32_t kind, uint32_t units)
{
	const struct scope_kind *part = &m->scope_kinds[kind], *whole = &m->scope_kinds[units];

	return kind != units && part->dim_count == 1 && whole->dim_count == 1 && part->dims[0].kind != DIM_AXIS &&
	       whole->dims[0].kind == DIM_UNIT && whole->dims[0].only == NONE;
}

uint32_t kin_unit_above(const struct engine *e, uint32_t scope, uint32_t kind, int32_t day)
{
	const struct domain *units = &e->domains.list.at[DOMAIN_UNIT];
	uint32_t path[ORG_DEPTH], length, unit;
	int32_t from = DAY_MIN, to = DAY_NONE;
	struct place_in own[SCOPE_DIMS];

	if (!kin_kind_is_in_units(e->model, scope_at(&e->scopes, scope)->kind, kind))
		return NONE;
	places_of(e, scope, own);
	unit = own[0].index != NONE && own[0].dim->kind == DIM_SELLER ? org_unit_of(e->model, own[0].index, day) : own[0].index;
	length = unit == NONE ? 0 : org_path(e->model, unit, day, path, &from, &to);
	for (uint32_t i = 0; i < length; i++) {
		uint32_t found = scope_find(&e->scopes, (struct scope){ .kind = kind, .members = { units->number_of[path[i]] } });

		if (found != NONE)
			return found;
	}
	return NONE;
}

uint32_t kin_kind_below(const struct engine *e, uint32_t whole, int32_t day)
{
	struct place_in places[SCOPE_DIMS];
	uint32_t dims = places_of(e, whole, places), own = scope_at(&e->scopes, whole)->kind, first = NONE;

	for (uint32_t s = 0; s < e->scopes.list.count; s++) {
		uint32_t kind = scope_at(&e->scopes, s)->kind;

		if (kind != own && kind < first && is_part(e, s, places, dims, day))
			first = kind;
	}
	return first;
}

/* The member above; `out_known` false: there is none to be beside. */
static uint32_t parent_of(const struct engine *e, const struct place_in *p, int32_t day, bool *out_known)
{
	const struct model *m = e->model;

	*out_known = p->index != NONE || p->dim->kind == DIM_AXIS;
	if (p->index == NONE)
		return NONE;
	if (p->dim->kind == DIM_UNIT)
		return links_parent(&m->unit_parents, p->index, day, NULL, NULL);
	if (p->dim->kind == DIM_AXIS)
		return links_parent(&m->axes[p->dim->axis].parents, p->index, day, NULL, NULL);
	uint32_t unit = org_unit_of(m, p->index, day);

	*out_known = unit != NONE;
	return unit;
}

void kin_beside(const struct engine *e, uint32_t scope, enum kin_circle circle, int32_t day, scope_list *out)
{
	struct place_in own[SCOPE_DIMS], other[SCOPE_DIMS];
	const struct scope *is = scope_at(&e->scopes, scope);
	uint32_t dims = places_of(e, scope, own), first = 0, above;
	bool known, other_known;

	while (first < dims && !own[first].number)
		first++;
	above = first < dims ? parent_of(e, &own[first], day, &known) : NONE;
	if (first == dims || (circle == KIN_SIBLINGS && !known))
		return;
	for (uint32_t s = 0; s < e->scopes.list.count; s++) {
		bool beside = scope_at(&e->scopes, s)->kind == is->kind;

		if (!beside)
			continue;
		places_of(e, s, other);
		for (uint32_t i = first + 1; i < dims; i++)
			beside = beside && other[i].number == own[i].number;
		if (beside && circle == KIN_SIBLINGS)
			beside = parent_of(e, &other[first], day, &other_known) == above && other_known;
		if (beside)
			*ARRAY_ADD(*out) = s;
	}
}

static bool is_seller_in(const struct model *m, const struct place_in *p, uint32_t seller, int32_t day)
{
	const struct axis *axis = p->dim->kind == DIM_AXIS ? &m->axes[p->dim->axis] : NULL;
	uint32_t path[ORG_DEPTH], member;
	int32_t from = DAY_MIN, to = DAY_NONE;

	if (p->index == NONE)
		return false;
	if (p->dim->kind == DIM_SELLER)
		return p->index == seller;
	if (p->dim->kind == DIM_UNIT)
		return is_in_unit(m, org_unit_of(m, seller, day), p->index, day);
	member = axis->source == AXIS_SELLER ? links_parent(&axis->seller_links, seller, day, NULL, NULL) : NONE;
	return member != NONE && is_on_path(path, axis_path(axis, member, day, path, &from, &to), p->index);
}

bool kin_has_seller(const struct engine *e, uint32_t scope, uint32_t seller, int32_t day)
{
	struct place_in places[SCOPE_DIMS];
	uint32_t dims = places_of(e, scope, places);

	for (uint32_t i = 0; i < dims; i++)
		if (!is_seller_in(e->model, &places[i], seller, day))
			return false;
	return org_unit_of(e->model, seller, day) != NONE;
}
