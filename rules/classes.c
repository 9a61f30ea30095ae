#include "rules/classes.h"

#include "base/sort.h"
#include "rules/entity_inside.h"
#include "rules/period.h"
#include "rules/watch.h"

/* What an entity came to over the periods, and where that puts it. */
struct share {
	uint32_t entity;
	i128 sum;
	uint32_t abc, xyz;
};
struct shares {
	const struct engine *engine;
	uint32_t kind;
	struct share *at;
	uint32_t count;
	i128 total; /* of the sums above zero */
};

/* ---- how evenly ---- */
static i128 size_of(i128 x)
{
	return x < 0 ? -x : x;
}

/* CV = sqrt(n * sum of squares - square of the sum) / sum. */
static uint32_t evenness(const struct classing *c, const i128 *of_period, i128 sum)
{
	const i128 most = (i128)1 << 56; /* their squares can be added up; larger ones lose their last digits */
	i128 squares = 0, whole = 0;
	uint32_t shift = 0, n;

	if (sum <= 0)
		return CLASSES - 1;
	for (int32_t i = 0; i < c->over; i++)
		while (size_of(of_period[i]) >> shift > most)
			shift++;
	for (int32_t i = 0; i < c->over; i++) {
		i128 x = of_period[i] / ((i128)1 << shift);
		squares += x * x;
		whole += x;
	}
	struct ratio cv2 = { c->over * squares - whole * whole, whole * whole };
	for (n = 0; n < CLASSES - 1; n++)
		if (cv2.den > 0 &&
		    ratio_cmp(cv2, (struct ratio){ (i128)c->xyz_ppm[n] * c->xyz_ppm[n], (i128)1000000 * 1000000 }) <= 0)
			break;
	return n;
}

/* ---- what share ---- */
/* Where a day lies among the periods that end with `last`; false: before them, or behind. */
static bool place_of_day(const struct engine *e, const struct classing *c, struct period last, int32_t day, int32_t *out)
{
	struct period p;

	if (!period_of(e->model, c->each, day, &p))
		return false;
	*out = p.index - (last.index - c->over + 1);
	return *out >= 0 && *out < c->over;
}

static void share_of(const struct engine *e, const struct entity_store *s, struct period last, struct share *x)
{
	const struct classing *c = &s->is->classing;
	const struct store *t = &e->stores[s->is->facts];
	i128 of_period[CLASS_PERIODS_MAX] = { 0 };
	int32_t place;

	for (uint32_t at = entity_at(s, x->entity)->first_event; at; at = event_at(s, at - 1)->next) {
		const struct fact_record *f = fact_at(t, event_at(s, at - 1)->fact - 1);
		if (f->values[c->of] == COLUMN_ABSENT || !place_of_day(e, c, last, row_at(t, f->row)->day, &place))
			continue;
		of_period[place] += f->values[c->of];
		x->sum += f->values[c->of];
	}
	x->xyz = evenness(c, of_period, x->sum);
}

static bool comes_first(const struct shares *all, const struct share *a, const struct share *b)
{
	if (a->sum != b->sum)
		return a->sum > b->sum;
	return str_cmp(entity_key(all->engine, all->kind, a->entity), entity_key(all->engine, all->kind, b->entity)) < 0;
}
#define COMES_FIRST(a, b) comes_first(all, &(a), &(b))

static void shares_class(const struct shares *all, const struct classing *c)
{
	i128 before = 0;

	HEAP_SORT(struct share, all->at, all->count, COMES_FIRST);
	for (uint32_t i = 0; i < all->count; i++) {
		struct share *x = &all->at[i];
		uint32_t n = 0;

		while (n < CLASSES - 1 && before * 1000000 >= all->total * c->abc_ppm[n])
			n++;
		x->abc = x->sum > 0 ? n : CLASSES - 1;
		before += x->sum > 0 ? x->sum : 0;
	}
}

/* ---- and that it is told ---- */
static uint32_t last_class(const struct entity_store *s, uint32_t entity)
{
	uint32_t at = entity_at(s, entity)->first_class;

	while (at && class_at(s, at - 1)->next)
		at = class_at(s, at - 1)->next;
	return at;
}

static void class_chain(struct entity_store *s, uint32_t entity, uint32_t last, uint32_t next)
{
	if (last) {
		pool_touch(&s->classes, last - 1);
		class_at(s, last - 1)->next = next;
	} else {
		pool_touch(&s->entities, entity);
		entity_at(s, entity)->first_class = next;
	}
}

static void class_put(struct engine *e, uint32_t kind, const struct share *x, int32_t day)
{
	struct entity_store *s = &e->entities[kind];
	uint32_t last = last_class(s, x->entity), number;
	struct overflow full;

	if (last && class_at(s, last - 1)->abc == x->abc && class_at(s, last - 1)->xyz == x->xyz)
		return;
	number = pool_add(&s->classes);
	*class_at(s, number) = (struct class_record){ .day = day, .abc = x->abc, .xyz = x->xyz };
	class_chain(s, x->entity, last, number + 1);
	if (entity_tell(e, kind, x->entity, fact_apply, &full))
		return;
	class_chain(s, x->entity, last, 0); /* a sum would overflow: it stays in its class */
	pool_remove(&s->classes, number);
}

static void kind_classify(struct engine *e, uint32_t kind, struct period last, int32_t day)
{
	struct entity_store *s = &e->entities[kind];
	struct shares all = { .engine = e, .kind = kind, .at = mem_alloc(s->entities.live * sizeof(*all.at) + 1) };

	for (uint32_t i = 0; i < s->entities.count; i++) {
		struct share *x = &all.at[all.count];
		if (!entity_at(s, i)->name)
			continue;
		*x = (struct share){ .entity = i };
		share_of(e, s, last, x);
		all.total += x->sum > 0 ? x->sum : 0;
		all.count++;
	}
	shares_class(&all, &s->is->classing);
	for (uint32_t i = 0; i < all.count; i++)
		class_put(e, kind, &all.at[i], day + 1);
	mem_free(all.at);
}

void entities_classify(struct engine *e, int32_t day, struct flip_list *flips)
{
	bool any = false;
	struct period p;

	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		const struct classing *c = &e->entities[k].is->classing;
		if (!c->kept || !period_of(e->model, c->each, day, &p) || period_to(e->model, p) != day + 1)
			continue;
		kind_classify(e, k, p, day);
		any = true;
	}
	if (any)
		watch_judge(e, flips);
}
