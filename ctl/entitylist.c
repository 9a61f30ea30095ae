#include "ctl/entitylist.h"

#include "base/sort.h"
#include "rules/org.h"

struct entity_sight entity_sight_of(const struct model *m, uint32_t kind)
{
	const struct entity_kind *k = &m->entity_kinds[kind];
	struct entityfield amount = entityfield_of(m, k->facts, k->amount);
	struct entity_sight out = {
		.key = !entityfield_of(m, k->facts, k->key).personal,
		.stage = !entityfield_of(m, k->facts, k->stage).personal,
		.amount = !amount.personal,
		.due = !entityfield_of(m, k->facts, k->due).personal,
		.next_step = !entityfield_of(m, k->facts, k->next_step).personal,
		.silence = k->silence.kept,
		.amount_type = amount.type,
	};

	out.balance = out.amount && !entityfield_of(m, k->facts, k->paid).personal;
	for (uint32_t s = 0; s < k->stage_count; s++)
		out.over_age = out.over_age || (out.stage && k->stages[s].max_days >= 0);
	return out;
}

static bool unit_has(const struct model *m, uint32_t unit, uint32_t seller, int32_t day)
{
	uint32_t path[ORG_DEPTH], own = seller == NONE ? NONE : org_unit_of(m, seller, day), length;
	int32_t from = DAY_MIN, to = DAY_NONE;

	length = own == NONE ? 0 : org_path(m, own, day, path, &from, &to);
	for (uint32_t i = 0; i < length; i++)
		if (path[i] == unit)
			return true;
	return false;
}

bool entity_is_wanted(const struct model *m, const struct entity_filter *f, uint32_t seller, const struct entity_seen *x,
		      int32_t day)
{
	if (f->state != ENTITY_ALL && x->open != (f->state == ENTITY_OPEN))
		return false;
	if ((f->stage != NONE && x->stage != f->stage) || (f->seller != NONE && seller != f->seller))
		return false;
	if ((f->over_age && !x->over_days) || (f->overdue && !x->overdue_days) || (f->no_step && !x->no_step) ||
	    (f->silent && !x->silent))
		return false;
	return f->unit == NONE || unit_has(m, f->unit, seller, day);
}

bool entity_comes_before(enum entity_order order, const struct entity_row *a, const struct entity_row *b)
{
	const struct entity_seen *x = &a->is, *y = &b->is;

	if (order == ENTITY_BY_AMOUNT && x->amount_e4 != y->amount_e4)
		return x->amount_e4 > y->amount_e4; /* COLUMN_ABSENT is the smallest number */
	if (order == ENTITY_BY_AGE && x->age_days != y->age_days)
		return x->age_days > y->age_days;
	if (order == ENTITY_BY_DUE && x->due != y->due)
		return x->due < y->due;
	return str_cmp(a->key, b->key) < 0;
}

static void take(struct entitylist *l, const struct entity_row *row)
{
	*ARRAY_ADD(l->rows) = *row;
	if (row->is.amount_e4 != COLUMN_ABSENT)
		l->amount += row->is.amount_e4;
	if (row->is.balance_e4 != COLUMN_ABSENT)
		l->balance += row->is.balance_e4;
}

void entitylist_read(struct entitylist *l, const struct entity_filter *f, enum entity_order order)
{
	const struct model *m = engine_model(l->engine);
	struct arena *scratch = arena_new();

	l->sight = entity_sight_of(m, l->kind);
	for (uint32_t n = 0; n < entity_count(l->engine, l->kind); n++) {
		struct entity_row row = { .number = n };

		arena_reset(scratch);
		if (!entity_look(l->engine, l->kind, n, l->day, scratch, &row.is))
			continue;
		l->known++;
		if (!entity_is_wanted(m, f, entity_seller_index(l->engine, row.is.seller), &row.is, l->day))
			continue;
		row.key = entity_key(l->engine, l->kind, n);
		take(l, &row);
	}
	arena_free(scratch);
#define BEFORE(a, b) entity_comes_before(order, &(a), &(b))
	HEAP_SORT(struct entity_row, l->rows.at, l->rows.count, BEFORE);
#undef BEFORE
}

void entitylist_free(struct entitylist *l)
{
	ARRAY_FREE(l->rows);
}
