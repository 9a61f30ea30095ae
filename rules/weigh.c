/* Whether a sum could overflow: |contributions| are added up before anything of a report is kept. */
#include "rules/store.h"

void contributions_of(struct store *t, uint32_t fact)
{
	const struct fact_record *f = fact_at(t, fact);

	if (t->contributed == fact + 1)
		return;
	measures_of(t, pool_at(&t->tuples, row_at(t, f->row)->tuple), f->values);
	t->contributed = fact + 1;
}

/* The slot that could overflow, and nothing was added; NONE. */
static uint32_t deltas_weigh(struct store *t, int sign)
{
	uint32_t slot, full;

	for (slot = 0; slot < t->sum_count; slot++) {
		int64_t weight = t->deltas[slot] < 0 ? -t->deltas[slot] : t->deltas[slot];
		int64_t sum;
		if (__builtin_add_overflow(t->magnitude[slot], sign < 0 ? -weight : weight, &sum))
			break;
		t->magnitude[slot] = sum;
	}
	if (slot == t->sum_count)
		return NONE;
	for (full = slot; slot-- > 0;)
		t->magnitude[slot] -= t->deltas[slot] < 0 ? -t->deltas[slot] : t->deltas[slot];
	return full;
}

static void overflow_name(const struct store *t, uint32_t slot, struct overflow *out)
{
	for (uint32_t i = 0; i < t->measure_count; i++) {
		const struct measure *m = t->measures[i].is;

		if (!aggregate_is_additive(m->aggregate) || slot < m->slot || slot >= m->slot + measure_width(m))
			continue;
		out->measure = m;
		out->column = slot == m->slot ? m->column : m->aggregate == AGG_RATIO ? m->divisor : NONE;
	}
}

/* What a decoded fact will contribute. A name not seen before is none that a condition asks for, so any number that no name
 * has stands for it. */
static void decoded_contributions(struct store *t, const struct fact *f)
{
	uint32_t tuple[1 + AXES_MAX] = { 0 }; /* no condition asks for the seller */
	int64_t values[FACT_COLUMNS_MAX];

	for (uint32_t i = 0; i < t->is->axis_count; i++)
		tuple[1 + i] = f->axes[i].number;
	if (!t->has_texts) {
		measures_of(t, (const struct tuple_record *)tuple, f->values);
		return;
	}
	for (uint32_t c = 0; c < t->is->column_count; c++)
		if (t->is->columns[c].kind == COLUMN_NUMBER)
			values[c] = f->values[c];
		else
			values[c] = f->texts[c].number || f->texts[c].text.len ? (int64_t)f->texts[c].number : COLUMN_ABSENT;
	measures_of(t, (const struct tuple_record *)tuple, values);
}

bool facts_weigh(struct store *t, const struct report *r, struct overflow *out)
{
	uint32_t n, full = NONE;

	for (n = 0; n < r->fact_count; n++) {
		decoded_contributions(t, &r->facts[n]);
		full = deltas_weigh(t, 1);
		if (full != NONE)
			break;
	}
	if (n == r->fact_count)
		return true;
	*out = (struct overflow){ .fact = n };
	overflow_name(t, full, out);
	while (n-- > 0) {
		decoded_contributions(t, &r->facts[n]);
		deltas_weigh(t, -1);
	}
	return false;
}

void fact_weigh(struct store *t, uint32_t fact, int sign)
{
	contributions_of(t, fact);
	deltas_weigh(t, sign);
}

bool fact_weighs(struct store *t, uint32_t fact, struct overflow *out)
{
	uint32_t full;

	contributions_of(t, fact);
	full = deltas_weigh(t, 1);
	if (full == NONE)
		return true;
	*out = (struct overflow){ 0 };
	overflow_name(t, full, out);
	out->column = NONE;
	return false;
}
