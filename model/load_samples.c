/* Samples: counts of the facts behind the KPIs that ask for a smallest one. They are measures like any other, of a name that no
 * author can write, so that adding up, carrying over to another model and storing need nothing of their own. */
#include <string.h>

#include "base/hash.h"
#include "model/loader.h"
#include "rules/formula.h"

typedef ARRAY(struct condition) conditions;
typedef ARRAY(struct measure) measures;

static bool condition_same(const struct condition *a, const struct condition *b)
{
	if (a->on_axis != b->on_axis || a->index != b->index || a->compare != b->compare || a->name_count != b->name_count ||
	    a->number_e4 != b->number_e4)
		return false;
	for (uint32_t i = 0; i < a->name_count; i++)
		if (!str_eq(a->names[i], b->names[i]))
			return false;
	return true;
}

/* `ways`: in the same ways too. */
static bool conditions_same(const struct condition *a, uint32_t a_count, const conditions *b, bool ways)
{
	bool same = a_count == b->count;

	for (uint32_t i = 0; same && i < a_count; i++)
		same = condition_same(&a[i], &b->at[i]) && (!ways || a[i].way == b->at[i].way);
	return same;
}

/* Which facts a measure takes. */
static void taken_by(const struct measure *x, conditions *out)
{
	for (uint32_t i = 0; i < x->where_count; i++)
		*ARRAY_ADD(*out) = x->where[i];
	if (x->aggregate != AGG_COUNT)
		*ARRAY_ADD(*out) = (struct condition){ .index = x->aggregate == AGG_RATIO ? x->divisor : x->column,
						       .compare = COMPARE_GIVEN };
}

/* One more way to be taken, unless there is the same. */
static void way_add(conditions *ways, uint32_t *count, const conditions *way)
{
	for (uint32_t first = 0, end; first < ways->count; first = end) {
		for (end = first; end < ways->count && ways->at[end].way == ways->at[first].way;)
			end++;
		if (conditions_same(&ways->at[first], end - first, way, false))
			return;
	}
	for (uint32_t i = 0; i < way->count; i++) {
		struct condition *c = ARRAY_ADD(*ways);

		*c = way->at[i];
		c->way = *count;
	}
	(*count)++;
}

static bool is_among(const uint32_t *list, uint32_t count, uint32_t n)
{
	uint32_t i = 0;

	while (i < count && list[i] != n)
		i++;
	return i < count;
}

/* The facts of a table that any of these measures takes: conditions in ways; none: every fact. In the order of the measures, not
 * of the formula. */
static void ways_of(const struct model *m, uint32_t facts, const uint32_t *counted, uint32_t count, conditions *out)
{
	uint32_t ways = 0;

	for (uint32_t i = 0; i < m->measure_count; i++) {
		const struct measure *x = &m->measures[i];
		conditions way = { 0 };

		if (x->facts != facts || !is_among(counted, count, i))
			continue;
		taken_by(x, &way);
		if (way.count == 0) {
			out->count = 0;
			return;
		}
		way_add(out, &ways, &way);
		ARRAY_FREE(way);
	}
}

/* A count of the same facts, the author's own or one made before; NONE. A stock counts those of other periods too. */
static uint32_t count_find(const measures *all, uint32_t facts, const conditions *where)
{
	for (uint32_t i = 0; i < all->count; i++) {
		const struct measure *x = &all->at[i];

		if (x->facts == facts && x->aggregate == AGG_COUNT && !x->stock &&
		    conditions_same(x->where, x->where_count, where, true))
			return i;
	}
	return NONE;
}

/* By what it counts, so that another model's sample of the same facts is known as the same measure. */
static struct str sample_code(struct loader *l, const struct fact_table *t, const conditions *where)
{
	struct buf b = { 0 };

	for (uint32_t i = 0; i < where->count; i++) {
		const struct condition *c = &where->at[i];

		buf_addf(&b, "%u %d %d %lld ", c->way, c->on_axis, (int)c->compare, (long long)c->number_e4);
		buf_adds(&b, c->on_axis ? l->model->axes[t->axes[c->index]].code : t->columns[c->index].name);
		for (uint32_t n = 0; n < c->name_count; n++)
			buf_addf(&b, "\n%.*s", STR_ARG(c->names[n]));
		buf_addc(&b, '\n');
	}
	struct str code =
		arena_strf(l->arena, "sample %.*s %016llx", STR_ARG(t->code), (unsigned long long)hash64(b.ptr, b.len, 0));

	buf_free(&b);
	return code;
}

static uint32_t sum_slots(const measures *all, uint32_t facts)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < all->count; i++)
		if (all->at[i].facts == facts && aggregate_is_additive(all->at[i].aggregate))
			count += measure_width(&all->at[i]);
	return count;
}

static uint32_t sample_make(struct loader *l, measures *all, uint32_t facts, const conditions *where)
{
	struct condition *list = load_array(l, where->count, sizeof(*list));

	memcpy(list, where->at, where->count * sizeof(*list));
	struct measure sample = {
		.code = sample_code(l, &l->model->fact_tables[facts], where),
		.facts = facts,
		.aggregate = AGG_COUNT,
		.column = NONE,
		.divisor = NONE,
		.where = list,
		.where_count = (uint32_t)where->count,
		.is_sample = true,
		.slot = sum_slots(all, facts),
	};
	*ARRAY_ADD(*all) = sample;
	return (uint32_t)all->count - 1;
}

static void kpi_samples(struct loader *l, struct kpi *k, measures *all)
{
	uint32_t counted[FORMULA_MEASURES], count = formula_sampled(k->formula, k->step_count, counted);
	uint32_t *samples = load_array(l, count, sizeof(*samples));

	for (uint32_t f = 0; f < l->model->fact_table_count; f++) {
		conditions where = { 0 };
		bool any = false;

		for (uint32_t i = 0; i < count; i++)
			any = any || l->model->measures[counted[i]].facts == f;
		if (!any)
			continue;
		ways_of(l->model, f, counted, count, &where);
		uint32_t at = count_find(all, f, &where);

		samples[k->sample_count++] = at != NONE ? at : sample_make(l, all, f, &where);
		ARRAY_FREE(where);
	}
	k->samples = samples;
}

static void table_extend(struct loader *l, struct fact_table *t, const struct measure *made, size_t count)
{
	uint32_t facts = (uint32_t)(t - l->model->fact_tables);
	uint32_t *list = load_array(l, t->measure_count + count, sizeof(*list));

	memcpy(list, t->measures, t->measure_count * sizeof(*list));
	for (uint32_t i = 0; i < count; i++)
		if (made[i].facts == facts)
			list[t->measure_count++] = l->model->measure_count + i;
	t->measures = list;
}

void load_measures_add(struct loader *l, const struct measure *made, size_t count)
{
	struct model *m = l->model;
	struct measure *list = load_array(l, m->measure_count + count, sizeof(*list));

	if (count == 0)
		return;
	for (uint32_t f = 0; f < m->fact_table_count; f++)
		table_extend(l, (struct fact_table *)&m->fact_tables[f], made, count);
	memcpy(list, m->measures, m->measure_count * sizeof(*list));
	memcpy(list + m->measure_count, made, count * sizeof(*list));
	m->measures = list;
	m->measure_count += (uint32_t)count;
}

void load_samples(struct loader *l)
{
	struct model *m = l->model;
	measures all = { 0 };

	if (l->problems->errors > 0) /* it will never count anything */
		return;
	for (uint32_t i = 0; i < m->measure_count; i++)
		*ARRAY_ADD(all) = m->measures[i];
	for (uint32_t i = 0; i < m->kpi_count; i++)
		if (m->kpis[i].min_sample > 0)
			kpi_samples(l, (struct kpi *)&m->kpis[i], &all);
	if (all.count > m->measure_count)
		load_measures_add(l, all.at + m->measure_count, all.count - m->measure_count);
	ARRAY_FREE(all);
}
