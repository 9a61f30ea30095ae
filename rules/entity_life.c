/* Entities bound to a model, carried to another one, stored, restored and read. */
#include <string.h>

#include "rules/entity_inside.h"

void entities_bind(struct engine *e)
{
	e->entity_kind_count = e->model->entity_kind_count;
	e->entities = mem_alloc(e->entity_kind_count * sizeof(*e->entities) + 1);
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		e->entities[k].is = &e->model->entity_kinds[k];
		pool_init(&e->entities[k].entities, "entities", sizeof(struct entity_record));
		pool_init(&e->entities[k].events, "events", sizeof(struct event_record));
		pool_init(&e->entities[k].classes, "classes", sizeof(struct class_record));
	}
}

void entities_free(struct entity_store *kinds, uint32_t count)
{
	for (uint32_t k = 0; k < count; k++) {
		pool_free(&kinds[k].entities);
		pool_free(&kinds[k].events);
		pool_free(&kinds[k].classes);
		index_free(&kinds[k].by_name);
		index_free(&kinds[k].by_fact);
	}
	mem_free(kinds);
}

void entities_index(struct engine *e)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		struct entity_store *s = &e->entities[k];

		index_free(&s->by_name);
		index_free(&s->by_fact);
		for (uint32_t i = 0; i < s->entities.count; i++)
			if (entity_at(s, i)->name)
				index_add(&s->by_name, number_hash(entity_at(s, i)->name), i);
		for (uint32_t i = 0; i < s->events.count; i++)
			if (event_at(s, i)->fact)
				index_add(&s->by_fact, number_hash(event_at(s, i)->fact), i);
	}
}

static void chain_retire(struct engine *e, struct store *t, uint32_t *chain)
{
	for (uint32_t n = *chain, next; n; n = next) {
		next = fact_next(t, n);
		fact_weigh(t, n - 1, -1);
		fact_row(e, t, n - 1, -1);
		pool_remove(&t->facts, n - 1);
	}
	*chain = 0;
}

void entities_retire(struct engine *e)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		struct entity_store *s = &e->entities[k];

		for (uint32_t i = 0; i < s->entities.count; i++) {
			struct entity_record *x = entity_at(s, i);
			if (!x->name)
				continue;
			pool_touch(&s->entities, i);
			chain_retire(e, &e->stores[s->is->states], &x->first_state);
			chain_retire(e, &e->stores[s->is->steps], &x->first_step);
		}
	}
}

/* A kind that is new in the model begins with the facts that are there. */
static void events_gather(struct engine *e, uint32_t kind)
{
	struct entity_store *s = &e->entities[kind];
	const struct store *t = &e->stores[s->is->facts];

	for (uint32_t i = 0; i < e->ids.count; i++) {
		const struct id_record *id = pool_at(&e->ids, i);
		uint32_t form = id->form ? model_form(e->model, names_text(&e->forms, id->form)) : NONE, line = 0;
		if (form == NONE || e->model->forms[form].facts != s->is->facts)
			continue;
		for (uint32_t n = id->first_fact; n; n = fact_next(t, n))
			event_join(e, s, (struct hash128){ .lo = id->hash_lo, .hi = id->hash_hi }, line++, n);
	}
}

/* The stages may have another order. */
static void events_sort(struct engine *e, struct entity_store *s, uint32_t number)
{
	uint32_t chain = entity_at(s, number)->first_event, next;

	entity_at(s, number)->first_event = 0;
	for (; chain; chain = next) {
		next = event_at(s, chain - 1)->next;
		pool_touch(&s->events, chain - 1);
		event_insert(e, s, chain - 1);
	}
}

void entities_carry(struct engine *e, const struct model *old, struct entity_store *from, uint32_t count)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		struct entity_store *s = &e->entities[k];
		uint32_t before = model_entity_kind(old, s->is->code);

		s->untold = true;
		if (before >= count)
			continue;
		pool_free(&s->entities);
		pool_free(&s->events);
		pool_free(&s->classes);
		s->entities = from[before].entities;
		s->events = from[before].events;
		s->classes = from[before].classes;
		from[before].entities = from[before].events = from[before].classes = (struct pool){ 0 };
	}
	entities_index(e);
}

void entities_tell(struct engine *e)
{
	struct overflow full;

	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		struct entity_store *s = &e->entities[k];

		if (!s->untold)
			continue;
		s->untold = false;
		if (!s->entities.count)
			events_gather(e, k);
		for (uint32_t i = 0; i < s->entities.count; i++) {
			if (!entity_at(s, i)->name)
				continue;
			events_sort(e, s, i);
			entity_tell(e, k, i, fact_row, &full); /* entities_fit() has seen that it does */
		}
	}
}

/* ---- may another model tell them? ---- */
/* No more facts than this come of one event, classes aside: its spells, begun and ended, and its steps. */
static int64_t facts_most(const struct entity_kind *k)
{
	return 2 * (2 * (int64_t)k->ages.count + k->overdue.count + 5) + k->stage_count + 6;
}

static i128 size_of(int64_t value)
{
	return value == COLUMN_ABSENT ? 0 : value < 0 ? -(i128)value : value;
}

/* The largest sum of what is carried that the events of this kind could come to. */
static i128 sum_most(const struct engine *e, const struct entity_store *s)
{
	const struct store *t = &e->stores[s->is->facts];
	i128 most = (i128)s->events.live * E4 * TIMELINE_AHEAD_DAYS * 100;

	for (uint32_t i = 0; i < s->entities.count; i++) {
		i128 largest[FACT_COLUMNS_MAX] = { 0 }, all = 0;
		int64_t events = 0;
		for (uint32_t at = entity_at(s, i)->name ? entity_at(s, i)->first_event : 0; at; at = event_at(s, at - 1)->next) {
			const struct fact_record *f = fact_at(t, event_at(s, at - 1)->fact - 1);
			for (uint32_t c = 0; c < t->is->column_count; c++)
				if (t->is->columns[c].kind == COLUMN_NUMBER)
					largest[c] += size_of(f->values[c]);
			events++;
		}
		for (uint32_t c = 0; c < t->is->column_count; c++)
			all = largest[c] > all ? largest[c] : all;
		most += all * events;
	}
	return most;
}

static bool str_same(const struct model *old, uint32_t a, const struct model *m, uint32_t b)
{
	return str_eq(old->fact_tables[a].code, m->fact_tables[b].code);
}

int entities_fit(const struct engine *e, const struct model *m, struct err *err)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		const struct entity_store *s = &e->entities[k];
		uint32_t at = model_entity_kind(m, s->is->code);
		const struct entity_kind *now = at == NONE ? NULL : &m->entity_kinds[at];

		if (!s->entities.live)
			continue;
		if (!now)
			return err_set(err, "there are entities of kind \"%.*s\", and the new model has no such kind",
				       STR_ARG(s->is->code));
		if (!str_same(e->model, s->is->facts, m, now->facts) ||
		    !str_eq(e->model->fact_tables[s->is->facts].columns[s->is->key].name,
			    m->fact_tables[now->facts].columns[now->key].name))
			return err_set(err,
				       "entities of kind \"%.*s\" have been counted; their `facts` and `key` stay as they are",
				       STR_ARG(s->is->code));
		if (sum_most(e, s) * facts_most(now) > INT64_MAX)
			return err_set(err,
				       "the amounts of entities of kind \"%.*s\" are too large to be counted anew under another "
				       "model",
				       STR_ARG(s->is->code));
	}
	return 0;
}

/* ---- stored and restored ---- */
static bool classes_are_sound(const struct entity_store *s, uint32_t number)
{
	uint32_t steps = 0;

	for (uint32_t at = entity_at(s, number)->first_class; at; at = class_at(s, at - 1)->next)
		if (at > s->classes.count || ++steps > s->classes.count || class_at(s, at - 1)->abc >= CLASSES ||
		    class_at(s, at - 1)->xyz >= CLASSES)
			return false;
	return true;
}

static bool events_are_sound(const struct engine *e, const struct entity_store *s, uint32_t number)
{
	const struct store *t = &e->stores[s->is->facts];
	uint32_t steps = 0;

	for (uint32_t at = entity_at(s, number)->first_event; at; at = event_at(s, at - 1)->next) {
		if (at > s->events.count || ++steps > s->events.count)
			return false;
		const struct event_record *v = event_at(s, at - 1);
		if (v->entity != number || !v->fact || v->fact > t->facts.count || fact_at(t, v->fact - 1)->row >= t->rows.count)
			return false;
	}
	return steps > 0;
}

int entities_check(const struct engine *e, struct err *err)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		const struct entity_store *s = &e->entities[k];

		for (uint32_t i = 0; i < s->entities.count; i++)
			if (entity_at(s, i)->name && (!events_are_sound(e, s, i) || !classes_are_sound(s, i) ||
						      !facts_are_sound(&e->stores[s->is->states], entity_at(s, i)->first_state) ||
						      !facts_are_sound(&e->stores[s->is->steps], entity_at(s, i)->first_step)))
				return err_set(err, "record %u of entities of kind \"%.*s\" makes no sense", i,
					       STR_ARG(s->is->code));
	}
	return 0;
}

/* ---- all facts that nobody else owns ---- */
static void chain_each(struct store *t, uint32_t chain, fact_visit visit, void *to)
{
	for (; chain; chain = fact_next(t, chain))
		visit(t, chain - 1, to);
}

static bool visited_before(const struct engine *e, uint32_t kind, uint32_t fact)
{
	for (uint32_t k = 0; k < kind; k++)
		if (e->entities[k].is->facts == e->entities[kind].is->facts && event_of(&e->entities[k], fact) != NONE)
			return true;
	return false;
}

void entities_each_fact(struct engine *e, struct store *t, fact_visit visit, void *to)
{
	for (uint32_t k = 0; k < e->entity_kind_count; k++) {
		const struct entity_store *s = &e->entities[k];

		for (uint32_t i = 0; i < s->entities.count; i++) {
			const struct entity_record *x = entity_at(s, i);
			if (x->name && &e->stores[s->is->states] == t)
				chain_each(t, x->first_state, visit, to);
			if (x->name && &e->stores[s->is->steps] == t)
				chain_each(t, x->first_step, visit, to);
		}
		for (uint32_t i = 0; i < s->events.count && &e->stores[s->is->facts] == t; i++)
			if (event_at(s, i)->settled && !visited_before(e, k, event_at(s, i)->fact))
				visit(t, event_at(s, i)->fact - 1, to);
	}
}

/* ---- reading ---- */
uint32_t entity_find(const struct engine *e, uint32_t kind, struct str key)
{
	const struct entity_kind *k = &e->model->entity_kinds[kind];
	const struct domain *d = domain_column((struct domains *)&e->domains, e->model, k->facts, k->key);

	return entity_named(&e->entities[kind], names_find(&d->names, key));
}

uint32_t entity_count(const struct engine *e, uint32_t kind)
{
	return e->entities[kind].entities.count;
}

const struct entity_now *entity_course(const struct engine *e, uint32_t kind, uint32_t number, struct arena *a,
				       uint32_t *out_count)
{
	const struct heard *events;

	*out_count = events_list(e, &e->entities[kind], number, a, &events);
	return timeline_course(e, kind, events, *out_count, a);
}

struct str entity_key(const struct engine *e, uint32_t kind, uint32_t number)
{
	const struct entity_kind *k = &e->model->entity_kinds[kind];
	const struct domain *d = domain_column((struct domains *)&e->domains, e->model, k->facts, k->key);

	return domain_text(d, entity_at(&e->entities[kind], number)->name);
}
