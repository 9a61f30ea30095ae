#include "rules/credit.h"
#include "rules/entity_inside.h"

/* ---- finding ---- */
struct number_key {
	const struct entity_store *store;
	uint32_t number;
};

static bool name_eq(const void *ctx, uint32_t number)
{
	const struct number_key *k = ctx;

	return entity_at(k->store, number)->name == k->number;
}

static bool fact_eq(const void *ctx, uint32_t number)
{
	const struct number_key *k = ctx;

	return event_at(k->store, number)->fact == k->number;
}

uint32_t entity_named(const struct entity_store *s, uint32_t name)
{
	struct number_key k = { s, name };
	uint32_t found = name ? index_find(&s->by_name, number_hash(name), name_eq, &k) : INDEX_NONE;

	return found == INDEX_NONE ? NONE : found;
}

uint32_t event_of(const struct entity_store *s, uint32_t fact)
{
	struct number_key k = { s, fact };
	uint32_t found = index_find(&s->by_fact, number_hash(fact), fact_eq, &k);

	return found == INDEX_NONE ? NONE : found;
}

/* ---- the events of an entity ---- */
/* Where in the order of stages the event says that it is. */
static uint32_t stage_place(const struct engine *e, const struct entity_kind *k, const struct fact_record *f)
{
	uint32_t stage = entity_stage(e, k, f);

	return stage == NONE ? 0 : stage;
}

/* Events of one moment go through the stages in their order; where that does not tell either, by what no arrival changes. */
static bool event_before(const struct engine *e, const struct entity_store *s, const struct event_record *a,
			 const struct event_record *b)
{
	const struct store *t = &e->stores[s->is->facts];
	const struct fact_record *x = fact_at(t, a->fact - 1), *y = fact_at(t, b->fact - 1);

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms;
	uint32_t p = stage_place(e, s->is, x), q = stage_place(e, s->is, y);
	if (p != q)
		return p < q;
	return a->tie != b->tie ? a->tie < b->tie : a->line < b->line;
}

void event_insert(struct engine *e, struct entity_store *s, uint32_t number)
{
	struct event_record *v = event_at(s, number), *before = NULL;
	uint32_t at = entity_at(s, v->entity)->first_event, place = 0;

	while (at && event_before(e, s, event_at(s, at - 1), v)) {
		before = event_at(s, at - 1);
		place = at;
		at = before->next;
	}
	v->next = at;
	if (before) {
		pool_touch(&s->events, place - 1);
		before->next = number + 1;
	} else {
		pool_touch(&s->entities, v->entity);
		entity_at(s, v->entity)->first_event = number + 1;
	}
}

static void event_unlink(struct entity_store *s, uint32_t number)
{
	const struct event_record *v = event_at(s, number);
	struct entity_record *x = entity_at(s, v->entity);

	if (x->first_event == number + 1) {
		pool_touch(&s->entities, v->entity);
		x->first_event = v->next;
		return;
	}
	for (uint32_t at = x->first_event; at; at = event_at(s, at - 1)->next)
		if (event_at(s, at - 1)->next == number + 1) {
			pool_touch(&s->events, at - 1);
			event_at(s, at - 1)->next = v->next;
			return;
		}
}

static uint32_t event_remove(struct entity_store *s, uint32_t number)
{
	uint32_t entity = event_at(s, number)->entity;

	event_unlink(s, number);
	index_remove(&s->by_fact, number_hash(event_at(s, number)->fact), number);
	pool_remove(&s->events, number);
	return entity;
}

static uint32_t entity_of(struct entity_store *s, uint32_t name)
{
	uint32_t number = entity_named(s, name);

	if (number != NONE)
		return number;
	number = pool_add(&s->entities);
	entity_at(s, number)->name = name;
	index_add(&s->by_name, number_hash(name), number);
	return number;
}

uint32_t event_join(struct engine *e, struct entity_store *s, struct hash128 report, uint32_t line, uint32_t fact)
{
	const struct store *t = &e->stores[s->is->facts];
	const struct fact_record *f = fact_at(t, fact - 1);
	int64_t name = f->values[s->is->key];

	if (name == COLUMN_ABSENT || !credit_is_first(t, f)) /* who shares its credit last does not take it over */
		return NONE;
	uint32_t entity = entity_of(s, (uint32_t)name), number = pool_add(&s->events);
	*event_at(s, number) = (struct event_record){ .tie = report.lo, .line = line, .fact = fact, .entity = entity };
	index_add(&s->by_fact, number_hash(fact), number);
	event_insert(e, s, number);
	return entity;
}

static void entity_remove(struct entity_store *s, uint32_t number)
{
	for (uint32_t at = entity_at(s, number)->first_class, next; at; at = next) {
		next = class_at(s, at - 1)->next;
		pool_remove(&s->classes, at - 1);
	}
	index_remove(&s->by_name, number_hash(entity_at(s, number)->name), number);
	pool_remove(&s->entities, number);
}

/* ---- taking a report ---- */
typedef ARRAY(uint32_t) entity_list;

static void affected(entity_list *list, uint32_t entity)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i] == entity)
			return;
	if (entity != NONE)
		*ARRAY_ADD(*list) = entity;
}

static void chain_leave(struct store *t, struct entity_store *s, uint32_t chain, entity_list *list)
{
	for (uint32_t n = chain; n; n = fact_next(t, n)) {
		uint32_t event = event_of(s, n);
		if (event != NONE)
			affected(list, event_remove(s, event));
	}
}

static void chain_join(struct engine *e, struct store *t, struct entity_store *s, struct hash128 report, uint32_t chain,
		       entity_list *list)
{
	uint32_t line = 0;

	for (uint32_t n = chain; n; n = fact_next(t, n))
		affected(list, event_join(e, s, report, line++, n));
}

static bool kind_take(struct engine *e, uint32_t kind, struct store *t, struct hash128 report, uint32_t old, uint32_t now,
		      struct overflow *full)
{
	struct entity_store *s = &e->entities[kind];
	entity_list list = { 0 };
	bool fits = true;
	size_t i;

	chain_leave(t, s, old, &list);
	chain_join(e, t, s, report, now, &list);
	for (i = 0; fits && i < list.count; i++)
		fits = entity_tell(e, kind, list.at[i], fact_apply, full);
	for (i = 0; fits && i < list.count; i++)
		if (!entity_at(s, list.at[i])->first_event)
			entity_remove(s, list.at[i]);
	ARRAY_FREE(list);
	return fits;
}

bool entities_take(struct engine *e, struct store *t, struct hash128 report, uint32_t old, uint32_t now, struct overflow *full)
{
	struct overflow again;
	uint32_t kind;

	for (kind = 0; kind < e->entity_kind_count; kind++)
		if (feeds(e, kind, t) && !kind_take(e, kind, t, report, old, now, full))
			break;
	if (kind == e->entity_kind_count)
		return true;
	for (kind++; kind-- > 0;) /* what was there before fits again */
		if (feeds(e, kind, t))
			kind_take(e, kind, t, report, now, old, &again);
	return false;
}

/* ---- forgetting ---- */
bool entities_settle(struct engine *e, struct store *t, uint32_t fact)
{
	bool needed = false;

	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		struct entity_store *s = &e->entities[k];
		uint32_t event = feeds(e, k, t) ? event_of(s, fact) : NONE;
		if (event == NONE)
			continue;
		pool_touch(&s->events, event);
		event_at(s, event)->settled = 1;
		needed = true;
	}
	return needed;
}

static bool is_settled(const struct entity_store *s, uint32_t number)
{
	for (uint32_t at = entity_at(s, number)->first_event; at; at = event_at(s, at - 1)->next)
		if (!event_at(s, at - 1)->settled)
			return false;
	return true;
}

static bool others_need(const struct engine *e, const struct store *t, uint32_t fact)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++)
		if (feeds(e, k, t) && event_of(&e->entities[k], fact) != NONE)
			return true;
	return false;
}

static void chain_outlive(struct store *t, uint32_t chain)
{
	for (uint32_t n = chain, next; n; n = next) {
		next = fact_next(t, n);
		fact_outlive(t, n - 1);
		pool_remove(&t->facts, n - 1);
	}
}

/* Its facts go on counting. */
static void entity_let_go(struct engine *e, struct entity_store *s, uint32_t number)
{
	struct store *t = &e->stores[s->is->facts];
	struct entity_record *x = entity_at(s, number);

	while (x->first_event) {
		uint32_t event = x->first_event - 1, fact = event_at(s, event)->fact;
		event_remove(s, event);
		if (others_need(e, t, fact))
			continue;
		fact_outlive(t, fact - 1);
		pool_remove(&t->facts, fact - 1);
	}
	chain_outlive(&e->stores[s->is->states], x->first_state);
	chain_outlive(&e->stores[s->is->steps], x->first_step);
	entity_remove(s, number);
}

void entities_sweep(struct engine *e, int32_t today)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		struct entity_store *s = &e->entities[k];

		for (uint32_t i = (uint32_t)(today - DAY_MIN) % ENTITY_SWEEPS; i < s->entities.count; i += ENTITY_SWEEPS) {
			struct arena *a;
			uint32_t count;

			if (!entity_at(s, i)->name || !is_settled(s, i))
				continue;
			a = arena_new();
			const struct entity_now *course = entity_course(e, k, i, a, &count);
			if (!entity_is_open(s->is, &course[count - 1]))
				entity_let_go(e, s, i);
			arena_free(a);
		}
	}
}
