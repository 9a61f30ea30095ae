#include "rules/mix.h"

#include "rules/contributors.h"
#include "rules/engine.h"
#include "rules/kin.h"

/* Sums in 1/10000; quantities with no more digits than reports have are exact. */
struct totals {
	int64_t base_quantity, base_amount, quantity, amount;
	int64_t at_base_prices; /* what the new quantities would have brought */
};

static bool add(struct ratio r, int64_t *sum)
{
	int64_t e4 = 0;

	return (!r.den || ratio_scaled(r, E4, &e4)) && !__builtin_add_overflow(*sum, e4, sum);
}

static bool is_zero(struct ratio r)
{
	return !r.den || !r.num;
}

/* What the member's new quantity would have brought at its old price. */
static bool at_base_price(const struct mix_member *m, struct ratio *out)
{
	*out = m->amount;
	if (is_zero(m->base_quantity))
		return true;
	*out = (struct ratio){ 0, 1 };
	if (is_zero(m->quantity) || is_zero(m->base_amount))
		return true;
	return ratio_div(m->base_amount, m->base_quantity, out) && ratio_mul(*out, m->quantity, out);
}

bool mix_of_members(const struct mix_member *members, uint32_t count, struct mix *out)
{
	struct totals t = { 0 };
	int64_t at_new_volume;

	out->members = out->left_out = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct mix_member *m = &members[i];
		struct ratio at_base;

		if (is_zero(m->base_quantity) && !is_zero(m->base_amount)) {
			out->left_out++;
			continue;
		}
		out->members++;
		if (!at_base_price(m, &at_base) || !add(m->base_quantity, &t.base_quantity) ||
		    !add(m->base_amount, &t.base_amount) || !add(m->quantity, &t.quantity) || !add(m->amount, &t.amount) ||
		    !add(at_base, &t.at_base_prices))
			return false;
	}
	if (t.base_quantity <= 0)
		return false;
	struct ratio volume = { (i128)t.base_amount * t.quantity, (i128)t.base_quantity * E4 };

	return ratio_scaled(volume, E4, &at_new_volume) &&
	       !__builtin_sub_overflow(at_new_volume, t.base_amount, &out->volume_e4) &&
	       !__builtin_sub_overflow(t.at_base_prices, at_new_volume, &out->mix_e4) &&
	       !__builtin_sub_overflow(t.amount, t.at_base_prices, &out->price_e4);
}

static bool rest_fill(struct ratio base, struct ratio fact, struct mix *out)
{
	i128 rest;

	if (!ratio_scaled(base, E4, &out->base_e4) || !ratio_scaled(fact, E4, &out->fact_e4) ||
	    __builtin_sub_overflow(out->fact_e4, out->base_e4, &out->gap_e4))
		return false;
	rest = (i128)out->gap_e4 - out->volume_e4 - out->mix_e4 - out->price_e4;
	out->rest_e4 = (int64_t)rest;
	return out->rest_e4 == rest;
}

enum analysis_outcome mix_of(struct arena *a, const struct question *q, uint32_t by, struct mix *out)
{
	const struct model *m = engine_model(q->engine);
	const struct kpi *k = &m->kpis[q->kpi];
	scope_list scopes = { 0 };
	struct mix_member *members;
	struct ratio base, fact;
	uint32_t count = 0;

	*out = (struct mix){ .kpi = NONE };
	if (k->factor_count != 2 || k->factors[0].divides || k->factors[1].divides)
		return ANALYSIS_NO_FACTORS;
	out->kpi = k->factors[0].kpi;
	if (!k->additive || !m->kpis[out->kpi].additive)
		return ANALYSIS_NOT_ADDITIVE;
	enum analysis_outcome outcome = question_gap(q, &base, &fact);
	if (outcome != ANALYSIS_DONE)
		return outcome;
	kin_below(q->engine, q->scope, by, contributors_day(q), &scopes);
	members = arena_alloc(a, scopes.count * sizeof(*members) + 1);
	for (size_t i = 0; i < scopes.count; i++) {
		struct mix_member *x = &members[count];

		*x = (struct mix_member){ .scope = scopes.at[i] };
		question_pair(q, x->scope, out->kpi, &x->base_quantity, &x->quantity);
		question_pair(q, x->scope, q->kpi, &x->base_amount, &x->amount);
		count += !is_zero(x->base_quantity) || !is_zero(x->base_amount) || !is_zero(x->quantity) || !is_zero(x->amount);
	}
	ARRAY_FREE(scopes);
	if (!count)
		return ANALYSIS_NO_MEMBERS;
	bool based = false;

	for (uint32_t i = 0; i < count; i++)
		based = based || !is_zero(members[i].base_quantity);
	if (!based)
		return ANALYSIS_NO_BASE;
	return mix_of_members(members, count, out) && rest_fill(base, fact, out) ? ANALYSIS_DONE : ANALYSIS_TOO_LARGE;
}
