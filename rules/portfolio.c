#include "rules/portfolio.h"

#include "base/sort.h"
#include "rules/calendar.h"
#include "rules/entity_inside.h"
#include "rules/kin.h"
#include "rules/org.h"

/* ---- usual days in a stage, where the model does not say how many there may be ---- */
typedef ARRAY(int32_t) day_list;
struct usual_days {
	const struct entity_kind *kind;
	day_list *won; /* by stage: days of those that were won; NULL: not needed */
};

static bool usual_is_needed(const struct portfolio_question *q, const struct entity_kind *k)
{
	for (uint32_t s = 0; q->stale_e4 && s < k->stage_count; s++)
		if (k->stages[s].state == STAGE_OPEN && k->stages[s].max_days < 0)
			return true;
	return false;
}

static void usual_add(struct usual_days *u, const struct portfolio_question *q, uint32_t number, struct arena *scratch)
{
	int32_t *days = arena_alloc(scratch, (u->kind->stage_count + 1) * sizeof(*days));
	uint32_t count;
	const struct entity_now *course = entity_course(q->engine, q->kind, number, scratch, &count);

	while (count > 0 && course[count - 1].day > q->day)
		count--;
	if (!count || course[count - 1].stage == NONE || u->kind->stages[course[count - 1].stage].state != STAGE_WON)
		return;
	entity_stage_days(u->kind, course, count, q->day, days);
	for (uint32_t i = 0; i < count; i++) /* a stage once, though it may come again */
		if (course[i].stage != NONE && days[course[i].stage] >= 0) {
			*ARRAY_ADD(u->won[course[i].stage]) = days[course[i].stage];
			days[course[i].stage] = -1;
		}
}

static void usual_find(struct usual_days *u, const struct portfolio_question *q, struct arena *scratch)
{
	for (uint32_t n = 0; n < entity_count(q->engine, q->kind); n++) {
		arena_reset(scratch);
		usual_add(u, q, n, scratch);
	}
	for (uint32_t s = 0; s < u->kind->stage_count; s++) {
#define BEFORE(a, b) ((a) < (b))
		HEAP_SORT(int32_t, u->won[s].at, u->won[s].count, BEFORE);
#undef BEFORE
	}
}

/* Twice the days that a stage may take; -1: nobody knows. */
static int64_t twice_allowed(const struct usual_days *u, uint32_t stage)
{
	if (u->kind->stages[stage].max_days >= 0)
		return 2 * (int64_t)u->kind->stages[stage].max_days;
	if (!u->won || !u->won[stage].count)
		return -1;
	return (int64_t)u->won[stage].at[(u->won[stage].count - 1) / 2] + u->won[stage].at[u->won[stage].count / 2];
}

/* ---- whose it is ---- */
static uint32_t slot_of(const struct fact_table *t, uint32_t axis)
{
	for (uint32_t i = 0; i < t->axis_count; i++)
		if (t->axes[i] == axis)
			return i;
	return NONE;
}

static bool path_has(const uint32_t *path, uint32_t length, uint32_t wanted)
{
	for (uint32_t i = 0; i < length; i++)
		if (path[i] == wanted)
			return true;
	return false;
}

static bool is_in_unit(const struct engine *e, uint32_t seller, uint32_t unit, int32_t day)
{
	uint32_t path[ORG_DEPTH], own = seller == NONE ? NONE : org_unit_of(e->model, seller, day);
	int32_t from = DAY_MIN, to = DAY_NONE;

	return unit != NONE && own != NONE && path_has(path, org_path(e->model, own, day, path, &from, &to), unit);
}

static bool is_below_member(const struct engine *e, uint32_t axis, uint32_t number, uint32_t wanted, int32_t day)
{
	const struct domain *d = domain_axis((struct domains *)&e->domains, e->model, axis);
	uint32_t path[ORG_DEPTH], own = domain_model_index(d, number), above = domain_model_index(d, wanted);
	int32_t from = DAY_MIN, to = DAY_NONE;

	if (!number || number == wanted || own == NONE || above == NONE)
		return number && number == wanted;
	return path_has(path, axis_path(&e->model->axes[axis], own, day, path, &from, &to), above);
}

/* The number behind a dimension of the scope; `at` counts those that are part of its id. */
static uint32_t member_of(const struct engine *e, const struct scope *s, const struct dim *d, uint32_t *at)
{
	struct domains *all = (struct domains *)&e->domains;
	const struct domain *of;

	if (d->only == NONE)
		return s->members[(*at)++];
	of = d->kind == DIM_AXIS ? domain_axis(all, e->model, d->axis)
				 : &all->list.at[d->kind == DIM_SELLER ? DOMAIN_SELLER : DOMAIN_UNIT];
	return of->number_of[d->only];
}

/* A scope of what only facts say, crossed with people or not. */
static bool is_in_scope(const struct portfolio_question *q, const struct entity_now *n)
{
	const struct engine *e = q->engine;
	const struct fact_table *t = &e->model->fact_tables[e->model->entity_kinds[q->kind].facts];
	const struct scope *s = scope_at(&e->scopes, q->scope);
	const struct scope_kind *k = &e->model->scope_kinds[s->kind];
	uint32_t at = 0, seller = entity_seller_index(e, n->seller);

	for (uint32_t i = 0; i < k->dim_count; i++) {
		const struct dim *d = &k->dims[i];
		uint32_t wanted = member_of(e, s, d, &at), slot;

		if (d->kind == DIM_SELLER && n->seller != wanted)
			return false;
		if (d->kind == DIM_UNIT &&
		    !is_in_unit(e, seller, domain_model_index(&e->domains.list.at[DOMAIN_UNIT], wanted), q->day))
			return false;
		slot = d->kind == DIM_AXIS ? slot_of(t, d->axis) : 0;
		if (d->kind == DIM_AXIS && (slot == NONE || !is_below_member(e, d->axis, n->axes[slot], wanted, q->day)))
			return false;
	}
	return true;
}

static bool scope_is_of_sellers(const struct portfolio_question *q)
{
	const struct model *m = q->engine->model;
	const struct scope_kind *k = &m->scope_kinds[scope_at(&q->engine->scopes, q->scope)->kind];

	for (uint32_t i = 0; i < k->dim_count; i++)
		if (k->dims[i].kind == DIM_AXIS &&
		    slot_of(&m->fact_tables[m->entity_kinds[q->kind].facts], k->dims[i].axis) != NONE)
			return false;
	return true;
}

static bool is_held(const struct portfolio_question *q, bool of_sellers, const struct entity_now *n)
{
	uint32_t seller = entity_seller_index(q->engine, n->seller);

	if (!of_sellers)
		return is_in_scope(q, n);
	return seller != NONE && kin_has_seller(q->engine, q->scope, seller, q->day);
}

/* ---- how it stands ---- */
static int32_t workdays_after(const struct engine *e, uint32_t seller, int32_t due, int32_t day)
{
	int32_t from = DAY_MIN, to = DAY_NONE;
	const struct calendar *c = &e->model->calendars[org_calendar(e->model, seller, day, &from, &to)];

	return day >= due ? (int32_t)calendar_weight(c, PHASE_WORKDAYS, due + 1, day + 1)
			  : -(int32_t)calendar_weight(c, PHASE_WORKDAYS, day + 1, due + 1);
}

static int64_t weighted(const struct entity_kind *k, const struct holding *h)
{
	i128 num;

	if (h->amount_e4 == COLUMN_ABSENT || h->is.stage == NONE)
		return COLUMN_ABSENT;
	num = (i128)h->amount_e4 * k->stages[h->is.stage].probability_ppm;
	return (int64_t)((num < 0 ? num - 500000 : num + 500000) / 1000000);
}

static void see_classes(const struct portfolio_question *q, struct holding *h)
{
	const struct entity_store *s = &q->engine->entities[q->kind];

	h->abc = h->xyz = NONE;
	for (uint32_t at = entity_at(s, h->number)->first_class; at && class_at(s, at - 1)->day <= q->day;
	     at = class_at(s, at - 1)->next) {
		h->abc = class_at(s, at - 1)->abc;
		h->xyz = class_at(s, at - 1)->xyz;
	}
}

static void see_pushes(const struct entity_kind *k, const struct entity_now *course, struct holding *h)
{
	h->pushed_day = DAY_NONE;
	for (uint32_t i = 0; i < h->is.events; i++)
		if (entity_pushed(k, course, i)) {
			h->pushes++;
			h->pushed_day = course[i].day;
		}
}

static void see(const struct portfolio_question *q, const struct usual_days *u, const struct entity_now *course,
		struct holding *h)
{
	const struct entity_kind *k = u->kind;
	int64_t allowed = h->is.stage == NONE ? -1 : twice_allowed(u, h->is.stage);

	h->key = entity_key(q->engine, q->kind, h->number);
	h->amount_e4 = k->paid == NONE ? h->is.amount_e4 : h->is.balance_e4;
	h->weighted_e4 = weighted(k, h);
	h->age_days = h->is.stage == NONE ? h->is.age_days : h->is.stage_days;
	if (h->is.due != DAY_NONE)
		h->overdue = workdays_after(q->engine, entity_seller_index(q->engine, h->is.seller), h->is.due, q->day);
	h->stale = q->stale_e4 && h->is.open && allowed >= 0 && (i128)2 * h->age_days * E4 > (i128)q->stale_e4 * allowed;
	see_pushes(k, course, h);
	see_classes(q, h);
}

/* ---- which are wanted ---- */
static bool is_where(const struct portfolio_question *q, const struct entity_now *n)
{
	for (uint32_t i = 0; i < q->where_count; i++) {
		const struct portfolio_where *w = &q->where[i];
		struct str is = w->slot != NONE ? entity_member(q->engine, q->kind, w->slot, n->axes[w->slot])
						: entity_text(q->engine, q->kind, w->column, n->values[w->column]);

		if (!str_eq(is, w->is))
			return false;
	}
	return true;
}

static bool something_is_wrong(const struct portfolio_question *q, const struct holding *h)
{
	if (!q->stale_e4 && !q->no_step && !q->silent && !q->overdue && !q->pushed_least)
		return true;
	return h->stale || (q->no_step && h->is.no_step) || (q->silent && h->is.silent) ||
	       (q->overdue && h->is.open && h->is.due != DAY_NONE && h->overdue >= q->overdue_least) ||
	       (q->pushed_least && h->pushes >= q->pushed_least);
}

/* ---- the list ---- */
static int64_t measure_of(enum portfolio_order order, const struct holding *h)
{
	switch (order) {
	case PORTFOLIO_BY_AMOUNT:
		return h->amount_e4;
	case PORTFOLIO_BY_WEIGHTED:
		return h->weighted_e4;
	case PORTFOLIO_BY_OVERDUE:
		return h->is.due == DAY_NONE ? INT64_MIN : h->overdue;
	default:
		return h->age_days;
	}
}

static bool comes_before(enum portfolio_order order, const struct holding *a, const struct holding *b)
{
	int64_t x = measure_of(order, a), y = measure_of(order, b); /* COLUMN_ABSENT is the smallest number */

	return x == y ? str_cmp(a->key, b->key) < 0 : x > y;
}

static void put_in_place(struct portfolio *p, const struct portfolio_question *q, const struct holding *h)
{
	uint32_t at = p->listed;

	if (p->listed == q->limit && (!p->listed || !comes_before(q->order, h, &p->at[p->listed - 1])))
		return;
	if (p->listed < q->limit)
		p->listed++;
	else
		at--;
	for (; at > 0 && comes_before(q->order, h, &p->at[at - 1]); at--)
		p->at[at] = p->at[at - 1];
	p->at[at] = *h;
}

static i128 or_nothing(int64_t e4)
{
	return e4 == COLUMN_ABSENT ? 0 : e4;
}

static i128 shared(enum portfolio_order order, const struct holding *h)
{
	return or_nothing(order == PORTFOLIO_BY_WEIGHTED ? h->weighted_e4 : h->amount_e4);
}

static void take(const struct portfolio_question *q, const struct holding *h, struct portfolio *p)
{
	p->of++;
	p->of_amount_e4 += or_nothing(h->amount_e4);
	if (!something_is_wrong(q, h))
		return;
	p->count++;
	p->amount_e4 += or_nothing(h->amount_e4);
	p->weighted_e4 += or_nothing(h->weighted_e4);
	p->listed_sum_e4 += shared(q->order, h);
	put_in_place(p, q, h);
}

static void look_at(const struct portfolio_question *q, const struct usual_days *u, bool of_sellers, uint32_t number,
		    struct arena *scratch, struct portfolio *p)
{
	uint32_t count;
	const struct entity_now *course = entity_course(q->engine, q->kind, number, scratch, &count);
	struct holding h = { .number = number };

	if (!entity_stands(u->kind, course, count, q->day, &h.is) || (!h.is.open && !q->closed_too) ||
	    (q->stage != NONE && h.is.stage != q->stage) || !is_held(q, of_sellers, &course[h.is.events - 1]) ||
	    !is_where(q, &course[h.is.events - 1]))
		return;
	see(q, u, course, &h);
	take(q, &h, p);
}

void portfolio_read(const struct portfolio_question *q, struct portfolio *out)
{
	const struct entity_kind *k = &q->engine->model->entity_kinds[q->kind];
	bool of_sellers = scope_is_of_sellers(q);
	struct arena *a = arena_new(), *scratch = arena_new();
	struct usual_days u = { .kind = k };
	uint32_t first = q->key.len ? entity_find(q->engine, q->kind, q->key) : 0;
	uint32_t end = q->key.len ? first + (first != NONE) : entity_count(q->engine, q->kind);

	*out = (struct portfolio){ .listed = 0 };
	if (usual_is_needed(q, k)) {
		u.won = arena_alloc(a, k->stage_count * sizeof(*u.won));
		usual_find(&u, q, scratch);
	}
	for (uint32_t n = first; n < end; n++) {
		arena_reset(scratch);
		look_at(q, &u, of_sellers, n, scratch, out);
	}
	for (uint32_t i = 0; i < out->listed; i++)
		out->listed_e4 += shared(q->order, &out->at[i]);
	for (uint32_t s = 0; u.won && s < k->stage_count; s++)
		ARRAY_FREE(u.won[s]);
	arena_free(scratch);
	arena_free(a);
}
