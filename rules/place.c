/* The scopes in which a tuple's facts count: every combination of its dimensions' members, for the days on which the dated
 * trees stay the same. */
#include <string.h>

#include "rules/org.h"
#include "rules/store.h"

enum { PATH_MAX_MEMBERS = ORG_DEPTH };

/* The members that one dimension offers: domain numbers. */
struct offer {
	uint32_t numbers[PATH_MAX_MEMBERS];
	uint32_t count;
};

static uint32_t axis_slot(const struct store *t, uint32_t axis)
{
	for (uint32_t i = 0; i < t->is->axis_count; i++)
		if (t->is->axes[i] == axis)
			return i;
	return NONE;
}

static bool kind_reached(const struct model *m, const struct store *t, const struct scope_kind *k)
{
	for (uint32_t i = 0; i < k->dim_count; i++) {
		const struct dim *d = &k->dims[i];
		bool seller_wanted = d->kind == DIM_SELLER || (d->kind == DIM_AXIS && m->axes[d->axis].source == AXIS_SELLER);
		if (seller_wanted && !t->is->has_seller && (m->owner_axis == NONE || axis_slot(t, m->owner_axis) == NONE))
			return false;
		if (d->kind == DIM_AXIS && m->axes[d->axis].source == AXIS_FIELD && axis_slot(t, d->axis) == NONE)
			return false;
	}
	return true;
}

void place_kinds(struct engine *e, struct store *t)
{
	t->kinds = mem_alloc(e->model->scope_kind_count * sizeof(uint32_t) + 1);
	t->kind_count = 0;
	for (uint32_t k = 0; k < e->model->scope_kind_count; k++)
		if (kind_reached(e->model, t, &e->model->scope_kinds[k]))
			t->kinds[t->kind_count++] = k;
}

/* The parent of a child on a day; the place holds no longer than that link. */
static uint32_t parent_of(const struct links *l, uint32_t child, int32_t day, struct place *p)
{
	int32_t from, to;
	uint32_t parent = links_parent(l, child, day, &from, &to);

	p->from = from > p->from ? from : p->from;
	p->to = to < p->to ? to : p->to;
	return parent;
}

static void offer_units(struct engine *e, const struct dim *d, uint32_t seller, int32_t day, struct offer *out, struct place *p)
{
	const struct model *m = e->model;
	uint32_t path[ORG_DEPTH], unit = 0, length;

	if (seller != NONE) {
		unit = parent_of(&m->seller_units, seller, day, p);
		if (unit == NONE)
			unit = 0; /* outside his employment a seller's facts belong to the company alone */
	}
	length = org_path(m, unit, day, path, &p->from, &p->to);
	for (uint32_t i = 0; i < length; i++)
		if (d->level == NONE || m->units[path[i]].type == d->level)
			out->numbers[out->count++] = e->domains.list.at[DOMAIN_UNIT].number_of[path[i]];
}

/* The member of the axis for this tuple, as a domain number; *out_index: its model index, NONE for an undeclared one. */
static uint32_t axis_member_of(struct engine *e, struct store *t, uint32_t axis, const struct tuple_record *tuple,
			       uint32_t seller, int32_t day, struct place *p, uint32_t *out_index)
{
	const struct axis *x = &e->model->axes[axis];
	const struct domain *d = domain_axis(&e->domains, e->model, axis);

	if (x->source == AXIS_FIELD) {
		uint32_t number = tuple->axes[axis_slot(t, axis)];
		*out_index = number ? domain_model_index(d, number) : NONE;
		return number;
	}
	*out_index = seller == NONE ? NONE : parent_of(&x->seller_links, seller, day, p);
	if (*out_index == NONE && seller != NONE)
		*out_index = x->default_member;
	return *out_index == NONE ? 0 : d->number_of[*out_index];
}

static void offer_axis(struct engine *e, struct store *t, const struct dim *d, const struct tuple_record *tuple, uint32_t seller,
		       int32_t day, struct offer *out, struct place *p)
{
	const struct axis *x = &e->model->axes[d->axis];
	uint32_t path[ORG_DEPTH], index;
	uint32_t number = axis_member_of(e, t, d->axis, tuple, seller, day, p, &index);

	if (!number)
		return;
	if (index == NONE) {
		if (d->only == NONE && (d->level == NONE || d->level == x->level_count - 1))
			out->numbers[out->count++] = number;
		return;
	}
	uint32_t length = axis_path(x, index, day, path, &p->from, &p->to);
	for (uint32_t i = 0; i < length; i++) {
		if (d->only != NONE ? path[i] != d->only : d->level != NONE && x->members[path[i]].level != d->level)
			continue;
		out->numbers[out->count++] = domain_axis(&e->domains, e->model, d->axis)->number_of[path[i]];
	}
}

typedef ARRAY(uint32_t) scope_list;

static void kind_scopes(struct engine *e, struct store *t, uint32_t kind, const struct tuple_record *tuple, uint32_t seller,
			int32_t day, struct place *p, scope_list *list)
{
	const struct scope_kind *k = &e->model->scope_kinds[kind];
	const struct domain *sellers = &e->domains.list.at[DOMAIN_SELLER];
	struct offer offers[SCOPE_DIMS] = { 0 };
	uint32_t turn[SCOPE_DIMS] = { 0 }, i;

	for (i = 0; i < k->dim_count; i++) {
		if (k->dims[i].kind == DIM_SELLER && (tuple->seller || seller != NONE))
			offers[i].numbers[offers[i].count++] = tuple->seller ? tuple->seller : sellers->number_of[seller];
		else if (k->dims[i].kind == DIM_UNIT)
			offer_units(e, &k->dims[i], seller, day, &offers[i], p);
		else if (k->dims[i].kind == DIM_AXIS)
			offer_axis(e, t, &k->dims[i], tuple, seller, day, &offers[i], p);
		if (!offers[i].count)
			return;
	}
	do {
		struct scope scope = { .kind = kind };
		uint32_t at = 0;
		for (i = 0; i < k->dim_count; i++)
			if (k->dims[i].only == NONE)
				scope.members[at++] = offers[i].numbers[turn[i]];
		*ARRAY_ADD(*list) = scope_intern(&e->scopes, scope);
		for (i = 0; i < k->dim_count && ++turn[i] == offers[i].count; i++)
			turn[i] = 0;
	} while (i < k->dim_count);
}

/* Whose a tuple's facts are on a day: the seller's who is named, else the owner's of the client. */
static uint32_t seller_of(struct engine *e, const struct store *t, const struct tuple_record *tuple, int32_t day, struct place *p)
{
	const struct model *m = e->model;
	uint32_t slot = m->owner_axis == NONE || tuple->seller ? NONE : axis_slot(t, m->owner_axis), client;

	if (slot == NONE)
		return tuple->seller ? domain_model_index(&e->domains.list.at[DOMAIN_SELLER], tuple->seller) : NONE;
	client = tuple->axes[slot] ? domain_model_index(domain_axis(&e->domains, m, m->owner_axis), tuple->axes[slot]) : NONE;
	return client == NONE ? NONE : parent_of(&m->axes[m->owner_axis].owners, client, day, p);
}

static void place_grow(struct store *t, uint32_t tuple)
{
	uint32_t cap = t->place_cap ? t->place_cap : 64;

	while (cap <= tuple)
		cap *= 2;
	if (cap == t->place_cap)
		return;
	t->places = mem_resize_large(t->places, t->place_cap * sizeof(*t->places), cap * sizeof(*t->places));
	t->place_cap = cap;
}

enum { SLAB_FIRST = 64 * 1024 };

static size_t slab_bytes(size_t n)
{
	return n < 5 ? (size_t)SLAB_FIRST << n : MEM_HUGE;
}

/* Room for `count` numbers that stays where it is until places_free(). */
static uint32_t *room_take(struct store *t, uint32_t count)
{
	uint32_t *room;

	if (count + 1 > MEM_HUGE / sizeof(*room))
		mem_out("a place in too many scopes");
	while (count + 1 > t->slab_left) {
		size_t bytes = slab_bytes(t->place_slabs.count);

		*ARRAY_ADD(t->place_slabs) = mem_alloc_large(bytes);
		t->slab_left = (uint32_t)(bytes / sizeof(*room));
	}
	room = t->place_slabs.at[t->place_slabs.count - 1] + slab_bytes(t->place_slabs.count - 1) / sizeof(*room) - t->slab_left;
	t->slab_left -= count + 1;
	*room = count;
	return room + 1;
}

void places_free(struct store *t)
{
	for (size_t i = 0; i < t->place_slabs.count; i++)
		mem_free_large(t->place_slabs.at[i], slab_bytes(i));
	ARRAY_FREE(t->place_slabs);
	mem_free_large(t->places, t->place_cap * sizeof(*t->places));
	t->places = NULL;
	t->place_cap = t->slab_left = 0;
}

struct place *place_of(struct engine *e, struct store *t, uint32_t tuple, int32_t day)
{
	scope_list list = { 0 };

	place_grow(t, tuple);
	struct place *p = &t->places[tuple];
	if (p->scopes && day >= p->from && day < p->to)
		return p;
	const struct tuple_record *rec = pool_at(&t->tuples, tuple);
	*p = (struct place){ .from = DAY_MIN, .to = DAY_NONE, .last_row = p->last_row, .scopes = p->scopes };
	uint32_t seller = seller_of(e, t, rec, day, p);
	for (uint32_t i = 0; i < t->kind_count; i++)
		kind_scopes(e, t, t->kinds[i], rec, seller, day, p, &list);
	p->scope_count = (uint32_t)list.count;
	uint32_t numbers = p->scope_count + (p->scope_count + 1) * e->model->period_kind_count;
	if (!p->scopes || p->scopes[-1] < numbers)
		p->scopes = room_take(t, numbers);
	for (uint32_t k = 0; k < e->model->period_kind_count; k++)
		*place_period(p, k) = PLACE_NONE;
	if (list.count)
		memcpy(p->scopes, list.at, list.count * sizeof(uint32_t));
	ARRAY_FREE(list);
	return p;
}
