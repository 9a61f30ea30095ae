#include "rules/decompose.h"

#include "rules/engine.h"

/* The only part without a base has what the others leave of the KPI's. */
static bool imply(struct decomposition *d, uint32_t at, struct ratio base)
{
	struct part *p = &d->parts[at];
	struct ratio left = base;

	for (uint32_t i = 0; i < d->count; i++) {
		const struct part *other = &d->parts[i];

		if (i != at && !(other->divides ? ratio_mul(left, other->base, &left) : ratio_div(left, other->base, &left)))
			return false;
	}
	if (p->divides && !ratio_div((struct ratio){ 1, 1 }, left, &left))
		return false;
	p->base = left;
	p->implied = true;
	return left.den != 0;
}

static enum analysis_outcome bases_fill(struct decomposition *d, struct ratio base)
{
	uint32_t without = NONE;

	for (uint32_t i = 0; i < d->count; i++) {
		if (d->parts[i].base.den)
			continue;
		d->at = d->parts[i].kpi;
		if (without != NONE || !base.den)
			return ANALYSIS_NO_BASE;
		without = i;
	}
	if (without != NONE && !imply(d, without, base))
		return ANALYSIS_NO_BASE;
	return ANALYSIS_DONE;
}

/* A conversion of no leads is no figure; what became of the leads tells it all. */
static enum analysis_outcome facts_fill(struct decomposition *d)
{
	bool zero = false;

	for (uint32_t i = 0; i < d->count; i++)
		zero = zero || (d->parts[i].fact.den && d->parts[i].fact.num == 0 && !d->parts[i].divides);
	for (uint32_t i = 0; i < d->count; i++) {
		d->parts[i].kept = !d->parts[i].fact.den;
		d->at = d->parts[i].kpi;
		if (d->parts[i].kept && !zero)
			return ANALYSIS_NO_DATA;
	}
	return ANALYSIS_DONE;
}

static bool is_further(int64_t effect, int64_t than, int64_t gap)
{
	uint64_t size = effect < 0 ? 0 - (uint64_t)effect : (uint64_t)effect;
	uint64_t other = than < 0 ? 0 - (uint64_t)than : (uint64_t)than;

	return gap < 0 ? effect < than : gap > 0 ? effect > than : size > other;
}

static enum analysis_outcome effects_fill(struct decomposition *d, enum effects_method method, struct ratio base)
{
	struct effect effects[FACTORS_MAX];
	int64_t product_e4;

	d->at = NONE;
	for (uint32_t i = 0; i < d->count; i++) {
		const struct part *p = &d->parts[i];

		effects[i] = (struct effect){ p->base, p->kept ? p->base : p->fact, p->divides, 0 };
		if (method == EFFECTS_LMDI && (effects[i].base.num <= 0 || effects[i].fact.num <= 0)) {
			d->at = p->kpi;
			return ANALYSIS_NOT_POSITIVE;
		}
	}
	if (!effects_of(method, effects, d->count, &product_e4, &d->fact_e4))
		return ANALYSIS_TOO_LARGE;
	d->base_e4 = product_e4;
	if ((base.den && !ratio_scaled(base, E4, &d->base_e4)) || __builtin_sub_overflow(product_e4, d->base_e4, &d->apart_e4) ||
	    __builtin_sub_overflow(d->fact_e4, d->base_e4, &d->gap_e4))
		return ANALYSIS_TOO_LARGE;
	d->largest = 0;
	for (uint32_t i = 0; i < d->count; i++) {
		d->parts[i].effect_e4 = effects[i].e4;
		if (is_further(effects[i].e4, effects[d->largest].e4, d->gap_e4))
			d->largest = i;
	}
	return ANALYSIS_DONE;
}

enum analysis_outcome decompose_chain(struct decomposition *d, enum effects_method method, struct ratio base)
{
	enum analysis_outcome outcome = bases_fill(d, base);

	if (outcome == ANALYSIS_DONE)
		outcome = facts_fill(d);
	return outcome == ANALYSIS_DONE ? effects_fill(d, method, base) : outcome;
}

enum analysis_outcome decompose(const struct question *q, enum effects_method method, struct decomposition *out)
{
	const struct kpi *k = &engine_model(q->engine)->kpis[q->kpi];
	struct ratio base, fact;

	*out = (struct decomposition){ .at = q->kpi };
	if (!k->factor_count)
		return ANALYSIS_NO_FACTORS;
	question_pair(q, q->scope, q->kpi, &base, &fact);
	if (!fact.den)
		return ANALYSIS_NO_DATA;
	out->count = k->factor_count;
	for (uint32_t i = 0; i < out->count; i++) {
		struct part *p = &out->parts[i];

		p->kpi = k->factors[i].kpi;
		p->divides = k->factors[i].divides;
		question_pair(q, q->scope, p->kpi, &p->base, &p->fact);
	}
	return decompose_chain(out, method, base);
}
