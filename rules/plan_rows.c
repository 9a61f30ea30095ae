#include "rules/plan_book.h"
#include <stdlib.h>

/* A row on its way into the versions of its plan. */
struct given {
	uint32_t plan;
	uint32_t version;
	uint32_t order;
	int32_t day;
	int64_t target_e4;
};
typedef ARRAY(struct given) givens;

uint32_t plan_scope(struct plan_book *b, uint32_t scope_kind, const struct str *members)
{
	const struct scope_kind *kind = &b->model->scope_kinds[scope_kind];
	struct scope scope = { .kind = scope_kind };
	uint32_t slot = 0;

	for (uint32_t i = 0; i < kind->dim_count; i++) {
		const struct dim *dim = &kind->dims[i];

		if (dim->only != NONE)
			continue;
		struct domain *d = dim->kind == DIM_AXIS
					   ? domain_axis(b->domains, b->model, dim->axis)
					   : &b->domains->list.at[dim->kind == DIM_UNIT ? DOMAIN_UNIT : DOMAIN_SELLER];

		scope.members[slot] = names_add(&d->names, members[slot]);
		slot++;
	}
	return scope_intern(b->scopes, scope);
}

static void take_row(struct plan_book *b, givens *list, const struct plan_row *row)
{
	/* An amendment of what is over changes nothing any more. */
	if (row->valid_from >= period_to(b->model, row->period))
		return;
	struct plan_key key = { plan_scope(b, row->scope_kind, row->members), row->kpi, row->period, row->level };
	uint32_t n = plan_seek(b, key);

	if (n == NONE)
		n = plan_add(b, key);
	uint32_t order = (uint32_t)list->count;

	*ARRAY_ADD(*list) = (struct given){ n, row->version, order, row->valid_from, row->target_e4 };
}

static int given_order(const void *a, const void *b)
{
	const struct given *x = a, *y = b;

	if (x->plan != y->plan)
		return x->plan < y->plan ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->version != y->version)
		return x->version < y->version ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* One row a plan is the common case and needs no sorting. */
static bool is_in_order(const givens *list)
{
	for (size_t i = 1; i < list->count; i++)
		if (given_order(&list->at[i - 1], &list->at[i]) > 0)
			return false;
	return true;
}

/* From one day to the next the highest version in force holds, the later one of equals. Returns how many rows the plan has. */
static size_t take_versions(struct plan_book *b, const struct given *rows, size_t left)
{
	struct plan *p = &b->plans.at[rows->plan];
	uint32_t first = (uint32_t)b->versions.count, best = 0;
	size_t i = 0;

	for (; i < left && rows[i].plan == rows->plan; i++) {
		const struct given *g = &rows[i];

		if (g->version < best)
			continue;
		best = g->version;
		uint32_t count = (uint32_t)b->versions.count - first;
		struct plan_version *last = count ? &b->versions.at[first + count - 1] : NULL;

		if (last && last->day == g->day)
			last->target_e4 = g->target_e4;
		else if (!last || last->target_e4 != g->target_e4)
			*ARRAY_ADD(b->versions) = (struct plan_version){ g->target_e4, g->day };
	}
	*ARRAY_ADD(b->pieces) = (struct piece){
		.calendar = p->calendar,
		.from = period_from(b->model, p->key.period),
		.to = period_to(b->model, p->key.period),
		.versions = first,
		.version_count = (uint32_t)b->versions.count - first,
	};
	p->pieces = (uint32_t)b->pieces.count - 1;
	p->piece_count = 1;
	plan_make_steps(b, p);
	return i;
}

void plan_take_rows(struct plan_book *b, const struct plan_row *changes, uint32_t change_count)
{
	givens list = { 0 };

	for (uint32_t i = 0; i < b->model->plan_count; i++)
		take_row(b, &list, &b->model->plan[i]);
	for (uint32_t i = 0; i < change_count; i++)
		take_row(b, &list, &changes[i]);
	if (!is_in_order(&list))
		qsort(list.at, list.count, sizeof *list.at, given_order);
	for (size_t i = 0; i < list.count;)
		i += take_versions(b, &list.at[i], list.count - i);
	ARRAY_FREE(list);
}
