/* What the events of an entity come to, exchanged for what they came to before. */
#include <string.h>

#include "rules/entity_inside.h"

uint32_t events_list(const struct engine *e, const struct entity_store *s, uint32_t number, struct arena *a,
		     const struct heard **out)
{
	const struct store *t = &e->stores[s->is->facts];
	uint32_t count = 0, i = 0;
	struct heard *list;

	for (uint32_t at = entity_at(s, number)->first_event; at; at = event_at(s, at - 1)->next)
		count++;
	list = arena_alloc(a, (count + 1) * sizeof(*list));
	for (uint32_t at = entity_at(s, number)->first_event; at; at = event_at(s, at - 1)->next) {
		const struct fact_record *f = fact_at(t, event_at(s, at - 1)->fact - 1);
		const struct row_record *row = row_at(t, f->row);
		list[i++] = (struct heard){ f, pool_at(&t->tuples, row->tuple), row->day };
	}
	*out = list;
	return count;
}

static void hearing_of(const struct engine *e, const struct entity_store *s, uint32_t number, struct arena *a,
		       struct hearing *out)
{
	struct classed *list;

	*out = (struct hearing){ 0 };
	out->count = events_list(e, s, number, a, &out->events);
	for (uint32_t at = entity_at(s, number)->first_class; at; at = class_at(s, at - 1)->next)
		out->class_count++;
	list = arena_alloc(a, (out->class_count + 1) * sizeof(*list));
	out->classes = list;
	for (uint32_t at = entity_at(s, number)->first_class; at; at = class_at(s, at - 1)->next)
		*list++ = (struct classed){ class_at(s, at - 1)->day, class_at(s, at - 1)->abc, class_at(s, at - 1)->xyz };
}

static bool told_already(const struct store *t, uint32_t fact, const struct told *x)
{
	const struct fact_record *f = fact_at(t, fact - 1);
	const struct row_record *row = row_at(t, f->row);
	const struct tuple_record *tuple = pool_at(&t->tuples, row->tuple);

	return row->day == x->day && f->at_ms == x->at_ms && tuple->seller == x->seller &&
	       memcmp(tuple->axes, x->axes, t->is->axis_count * sizeof(*x->axes)) == 0 &&
	       memcmp(f->values, x->values, t->is->column_count * sizeof(*x->values)) == 0;
}

static uint32_t told_keep(struct engine *e, struct store *t, const struct told *x, struct arena *a)
{
	struct name_ref *axes = arena_alloc(a, (t->is->axis_count + 1) * sizeof(*axes));
	struct name_ref *texts = arena_alloc(a, (t->is->column_count + 1) * sizeof(*texts));
	struct fact fact = { .axes = axes, .texts = texts, .values = (int64_t *)x->values };
	struct report of = { .seller = x->seller, .day = x->day, .at_ms = x->at_ms, .facts = &fact, .fact_count = 1 };

	for (uint32_t i = 0; i < t->is->axis_count; i++)
		axes[i].number = x->axes[i];
	for (uint32_t c = 0; c < t->is->column_count; c++)
		if (t->is->columns[c].kind == COLUMN_TEXT && x->values[c] != COLUMN_ABSENT)
			texts[c].number = (uint32_t)x->values[c];
	return fact_keep(e, t, &of, &fact) + 1;
}

/* One table's part of an entity's telling: the chain up to `kept` stays, what hangs behind it is exchanged. */
struct exchange {
	struct store *store;
	uint32_t kept;      /* the last fact that stays, number + 1; 0: none */
	uint32_t old, now;  /* chains, number + 1 */
	uint32_t now_count; /* of `now`, that have been weighed */
};

static void exchange_find(struct engine *e, struct store *t, uint32_t first, const struct telling *x, struct arena *a,
			  struct exchange *out)
{
	uint32_t same = 0, last = 0;

	*out = (struct exchange){ .store = t, .old = first };
	while (out->old && same < x->count && told_already(t, out->old, &x->at[same])) {
		out->kept = out->old;
		out->old = fact_next(t, out->old);
		same++;
	}
	for (; same < x->count; same++) {
		uint32_t fact = told_keep(e, t, &x->at[same], a);
		if (last)
			fact_at(t, last - 1)->next = fact;
		else
			out->now = fact;
		last = fact;
	}
}

static bool exchange_weigh(struct exchange *x, struct overflow *full)
{
	uint32_t n;

	for (n = x->old; n; n = fact_next(x->store, n))
		fact_weigh(x->store, n - 1, -1);
	for (n = x->now; n; n = fact_next(x->store, n), x->now_count++)
		if (!fact_weighs(x->store, n - 1, full))
			return false;
	return true;
}

static void exchange_undo(struct exchange *x)
{
	uint32_t weighed = x->now_count, next;

	for (uint32_t n = x->now; n; n = next, weighed -= weighed > 0) {
		next = fact_next(x->store, n);
		if (weighed)
			fact_weigh(x->store, n - 1, -1);
		pool_remove(&x->store->facts, n - 1);
	}
	for (uint32_t n = x->old; n; n = fact_next(x->store, n))
		fact_weigh(x->store, n - 1, 1);
}

static void exchange_do(struct engine *e, struct exchange *x, uint32_t *first, fact_count_in count)
{
	struct store *t = x->store;
	uint32_t next;

	for (uint32_t n = x->old; n; n = next) {
		next = fact_next(t, n);
		count(e, t, n - 1, -1);
		pool_remove(&t->facts, n - 1);
	}
	for (uint32_t n = x->now; n; n = fact_next(t, n))
		count(e, t, n - 1, 1);
	if (!x->kept) {
		*first = x->now;
		return;
	}
	pool_touch(&t->facts, x->kept - 1);
	fact_at(t, x->kept - 1)->next = x->now;
}

bool entity_tell(struct engine *e, uint32_t kind, uint32_t number, fact_count_in count, struct overflow *full)
{
	struct entity_store *s = &e->entities[kind];
	struct store *states = &e->stores[s->is->states], *steps = &e->stores[s->is->steps];
	struct arena *a = arena_new();
	struct telling state_list, step_list;
	struct exchange state, step;
	struct hearing hearing;
	bool fits;

	hearing_of(e, s, number, a, &hearing);
	timeline_tell(e, kind, &hearing, a, &state_list, &step_list);
	exchange_find(e, states, entity_at(s, number)->first_state, &state_list, a, &state);
	exchange_find(e, steps, entity_at(s, number)->first_step, &step_list, a, &step);
	fits = exchange_weigh(&state, full);
	fits = exchange_weigh(&step, full) && fits;
	if (fits) {
		struct entity_record *x = entity_at(s, number);
		pool_touch(&s->entities, number);
		exchange_do(e, &state, &x->first_state, count);
		exchange_do(e, &step, &x->first_step, count);
	} else {
		exchange_undo(&state);
		exchange_undo(&step);
	}
	arena_free(a);
	return fits;
}
