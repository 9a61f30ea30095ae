/* What one fact contributes to each measure. Measures with the same conditions share one evaluation of them. */
#include <string.h>

#include "rules/credit.h"
#include "rules/store.h"

static bool term_same(const struct condition *a, const struct condition *b)
{
	if (a->on_axis != b->on_axis || a->index != b->index || a->compare != b->compare || a->way != b->way ||
	    a->name_count != b->name_count || a->number_e4 != b->number_e4)
		return false;
	for (uint32_t i = 0; i < a->name_count; i++)
		if (!str_eq(a->names[i], b->names[i]))
			return false;
	return true;
}

static uint32_t predicate_find(const struct store *t, const struct measure *m)
{
	for (uint32_t p = 0; p < t->predicate_count; p++) {
		const struct predicate *q = &t->predicates[p];
		uint32_t same = 0;
		while (q->count == m->where_count && same < q->count && term_same(q->conditions[same].is, &m->where[same]))
			same++;
		if (q->count == m->where_count && same == q->count)
			return p;
	}
	return NONE;
}

static void predicate_bind(struct engine *e, struct store *t, const struct measure *m)
{
	struct predicate *p = &t->predicates[t->predicate_count++];

	p->count = m->where_count;
	p->conditions = mem_alloc(p->count * sizeof(*p->conditions));
	for (uint32_t i = 0; i < p->count; i++) {
		const struct condition *c = &m->where[i];
		p->conditions[i].is = c;
		p->conditions[i].numbers = mem_alloc(c->name_count * sizeof(uint32_t) + 1);
		struct domain *d = c->on_axis      ? domain_axis(&e->domains, e->model, t->is->axes[c->index])
				   : c->name_count ? domain_column(&e->domains, e->model, m->facts, c->index)
						   : NULL;
		for (uint32_t n = 0; n < c->name_count; n++)
			p->conditions[i].numbers[n] = names_add(&d->names, c->names[n]);
	}
}

void measures_bind(struct engine *e, struct store *t)
{
	t->measure_count = t->is->measure_count;
	t->measures = mem_alloc(t->measure_count * sizeof(*t->measures) + 1);
	t->predicates = mem_alloc(t->measure_count * sizeof(*t->predicates) + 1);
	for (uint32_t i = 0; i < t->measure_count; i++) {
		const struct measure *m = &e->model->measures[t->is->measures[i]];
		t->measures[i] = (struct bound_measure){ m, NONE };
		t->has_stock = t->has_stock || m->stock;
		if (!m->where_count)
			continue;
		t->measures[i].predicate = predicate_find(t, m);
		if (t->measures[i].predicate != NONE)
			continue;
		t->measures[i].predicate = t->predicate_count;
		predicate_bind(e, t, m);
	}
	t->deltas = mem_alloc(t->sum_count * sizeof(int64_t) + 1);
	t->holds = mem_alloc(t->predicate_count + 1);
	t->changed = mem_alloc(t->measure_count + 1);
}

void measures_free(struct store *t)
{
	for (uint32_t p = 0; p < t->predicate_count; p++) {
		for (uint32_t i = 0; i < t->predicates[p].count; i++)
			mem_free(t->predicates[p].conditions[i].numbers);
		mem_free(t->predicates[p].conditions);
	}
	mem_free(t->predicates);
	mem_free(t->measures);
	mem_free(t->deltas);
	mem_free(t->holds);
	mem_free(t->changed);
	t->predicates = NULL;
	t->measures = NULL;
	t->deltas = NULL;
	t->holds = NULL;
	t->changed = NULL;
	t->predicate_count = t->measure_count = 0;
}

static bool among(const struct bound_condition *c, uint32_t number)
{
	for (uint32_t i = 0; i < c->is->name_count; i++)
		if (c->numbers[i] == number)
			return true;
	return false;
}

static bool term_holds(const struct bound_condition *c, const struct tuple_record *tuple, const int64_t *values)
{
	int64_t limit = c->is->number_e4;
	int64_t value = c->is->on_axis ? tuple->axes[c->is->index] : values[c->is->index];

	if (!c->is->on_axis && value == COLUMN_ABSENT)
		return c->is->compare == COMPARE_NOT_IN;
	switch (c->is->compare) {
	case COMPARE_IN:
		return among(c, (uint32_t)value);
	case COMPARE_NOT_IN:
		return !among(c, (uint32_t)value);
	case COMPARE_LT:
		return value < limit;
	case COMPARE_LE:
		return value <= limit;
	case COMPARE_GT:
		return value > limit;
	case COMPARE_GE:
		return value >= limit;
	case COMPARE_EQ:
		return value == limit;
	case COMPARE_NE:
		return value != limit;
	case COMPARE_GIVEN:
		return true;
	}
	return false;
}

static bool predicate_holds(const struct predicate *p, const struct tuple_record *tuple, const int64_t *values)
{
	uint32_t i = 0;

	if (p->count == 1) /* the usual one */
		return term_holds(p->conditions, tuple, values);
	while (i < p->count) {
		uint32_t way = p->conditions[i].is->way;
		while (i < p->count && p->conditions[i].is->way == way && term_holds(&p->conditions[i], tuple, values))
			i++;
		if (i == p->count || p->conditions[i].is->way != way)
			return true;
		while (i < p->count && p->conditions[i].is->way == way)
			i++;
	}
	return p->count == 0;
}

static int64_t column_value(const int64_t *values, uint32_t column)
{
	return values[column] == COLUMN_ABSENT ? 0 : values[column];
}

static void contribute(const struct measure *m, const int64_t *values, int64_t *delta)
{
	switch (m->aggregate) {
	case AGG_COUNT:
		delta[0] = E4;
		break;
	case AGG_AVERAGE:
		delta[0] = column_value(values, m->column);
		delta[1] = values[m->column] == COLUMN_ABSENT ? 0 : E4;
		break;
	case AGG_RATIO:
		delta[0] = column_value(values, m->column);
		delta[1] = column_value(values, m->divisor);
		break;
	default:
		break;
	}
}

void measures_of(struct store *t, const struct tuple_record *tuple, const int64_t *values)
{
	const struct bound_measure *measures = t->measures;
	int64_t *deltas = t->deltas;
	uint8_t *holds = t->holds, *changed = t->changed;

	t->contributed = 0;
	memset(deltas, 0, t->sum_count * sizeof(int64_t));
	for (uint32_t p = 0, count = t->predicate_count; p < count; p++)
		holds[p] = predicate_holds(&t->predicates[p], tuple, values);
	for (uint32_t i = 0, count = t->measure_count; i < count; i++) {
		const struct measure *m = measures[i].is;
		bool counts = measures[i].predicate == NONE || holds[measures[i].predicate];

		changed[i] = counts;
		if (counts && m->aggregate == AGG_SUM)
			deltas[m->slot] = column_value(values, m->column);
		else if (counts)
			contribute(m, values, &deltas[m->slot]);
	}
	if (t->is->sign && values[t->is->sign - 1] < 0)
		for (uint32_t s = 0; s < t->sum_count; s++)
			deltas[s] = -deltas[s];
	if (t->is->credit_column && values[t->is->credit_column - 1] != COLUMN_ABSENT)
		credit_divide(t, values[t->is->credit_column - 1]);
}

bool measure_item(const struct store *t, const struct measure *m, const struct fact_record *f, struct bag_item *out)
{
	int64_t value = f->values[m->column];

	if (value == COLUMN_ABSENT)
		return false;
	*out = (struct bag_item){ .hi = value, .count = credit_weight(t, f) };
	if (m->aggregate == AGG_LAST)
		*out = (struct bag_item){ .hi = f->at_ms, .lo = value, .extra = value, .count = out->count };
	return true;
}
