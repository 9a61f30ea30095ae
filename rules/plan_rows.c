#include "rules/plan_book.h"
#include <stdlib.h>

/* A row on its way into the versions of its plan. */
struct given {
	uint32_t plan;
	uint32_t version;
	uint32_t order; /* of one version and day the last one counts: a month's own row more than what its year gives it */
	int32_t day;
	int64_t target_e4;
	uint32_t profile;
};
enum { ORDER_YEAR, ORDER_QUARTER, ORDER_ROWS };
typedef ARRAY(struct given) givens;
typedef ARRAY(uint32_t) version_numbers;

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

static uint32_t plan_of(struct plan_book *b, struct plan_key key)
{
	uint32_t n = plan_seek(b, key);

	return n == NONE ? plan_add(b, key) : n;
}

static void take_row(struct plan_book *b, givens *list, const struct plan_row *row)
{
	/* An amendment of what is over changes nothing any more. */
	if (row->valid_from >= period_to(b->model, row->period))
		return;
	struct plan_key key = { plan_scope(b, row->scope_kind, row->members), row->kpi, row->period, row->level };
	uint32_t n = plan_of(b, key), order = ORDER_ROWS + (uint32_t)list->count;

	*ARRAY_ADD(*list) = (struct given){ n, row->version, order, row->valid_from, row->target_e4, row->profile };
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

/* From one day to the next the highest version in force holds, the later one of equals. `numbers`: those of the versions made. */
static size_t take_versions(struct plan_book *b, const struct given *rows, size_t left, version_numbers *numbers)
{
	struct plan *p = &b->plans.at[rows->plan];
	uint32_t first = (uint32_t)b->versions.count, best = 0;
	size_t i = 0;

	numbers->count = 0;
	for (; i < left && rows[i].plan == rows->plan; i++) {
		const struct given *g = &rows[i];

		if (g->version < best)
			continue;
		best = g->version;
		uint32_t count = (uint32_t)b->versions.count - first;
		struct plan_version *last = count ? &b->versions.at[first + count - 1] : NULL;
		struct plan_version v = { g->target_e4, g->day, g->profile || !last ? g->profile : last->profile };

		if (last && last->target_e4 == v.target_e4 && last->profile == v.profile)
			continue;
		if (last && last->day == g->day) {
			*last = v;
			numbers->at[count - 1] = g->version;
			continue;
		}
		*ARRAY_ADD(b->versions) = v;
		*ARRAY_ADD(*numbers) = g->version;
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

/* What a year or quarter with a profile gives its months are rows like any other, of the version that gives them. */
static void give_months(struct plan_book *b, uint32_t plan, const version_numbers *numbers, givens *list)
{
	struct plan whole = b->plans.at[plan];
	struct season_month months[PROFILE_MONTHS];

	for (uint32_t i = 0; i < numbers->count; i++) {
		struct plan_version v = b->versions.at[whole.steps + i];
		uint32_t count = season_months(b, &whole, &v, months);

		for (uint32_t k = 0; k < count; k++) {
			struct plan_key key = whole.key;

			key.period = months[k].month;
			uint32_t n = plan_of(b, key), order = whole.key.period.kind == PERIOD_YEAR ? ORDER_YEAR : ORDER_QUARTER;

			*ARRAY_ADD(*list) = (struct given){ n, numbers->at[i], order, v.day, months[k].target_e4, 0 };
		}
	}
}

static void sort_givens(givens *list)
{
	if (!is_in_order(list))
		qsort(list->at, list->count, sizeof *list->at, given_order);
}

static bool may_have_profile(const struct plan_book *b, const struct given *g)
{
	uint32_t kind = b->plans.at[g->plan].key.period.kind;

	return b->model->profile_count > 0 && (kind == PERIOD_YEAR || kind == PERIOD_QUARTER);
}

/* Takes the plans that may have a profile, or all others. Returns whether any gave rows to its months, which then stand behind
 * the `count` rows of the list. */
static void take_plans(struct plan_book *b, givens *list, bool with_profile)
{
	version_numbers numbers = { 0 };
	size_t count = list->count;

	for (size_t i = 0; i < count;) {
		struct given first = list->at[i];
		size_t next = i + 1;

		if (may_have_profile(b, &first) == with_profile) {
			next = i + take_versions(b, &list->at[i], count - i, &numbers);
			if (with_profile)
				give_months(b, first.plan, &numbers, list);
		}
		i = next;
	}
	ARRAY_FREE(numbers);
}

void plan_take_rows(struct plan_book *b, const struct plan_row *changes, uint32_t change_count)
{
	givens list = { 0 };

	for (uint32_t i = 0; i < b->model->plan_count; i++)
		take_row(b, &list, &b->model->plan[i]);
	for (uint32_t i = 0; i < change_count; i++)
		take_row(b, &list, &changes[i]);
	sort_givens(&list);
	take_plans(b, &list, true);
	sort_givens(&list);
	take_plans(b, &list, false);
	ARRAY_FREE(list);
}
