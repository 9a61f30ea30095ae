#include "rules/effects.h"

#include "base/logarithm.h"

/* The product where the first `taken` factors have their new values. */
static bool product(const struct effect *effects, uint32_t count, uint32_t taken, struct ratio *out)
{
	*out = (struct ratio){ 1, 1 };
	for (uint32_t i = 0; i < count; i++) {
		struct ratio value = i < taken ? effects[i].fact : effects[i].base;

		if (!(effects[i].divides ? ratio_div(*out, value, out) : ratio_mul(*out, value, out)))
			return false;
	}
	return out->den != 0;
}

bool effects_base(const struct effect *effects, uint32_t count, struct ratio *out)
{
	return product(effects, count, 0, out);
}

static bool chain(struct effect *effects, uint32_t count, int64_t base_e4)
{
	int64_t before_e4 = base_e4, now_e4;
	struct ratio now;

	for (uint32_t i = 0; i < count; i++) {
		if (!product(effects, count, i + 1, &now) || !ratio_scaled(now, E4, &now_e4) ||
		    __builtin_sub_overflow(now_e4, before_e4, &effects[i].e4))
			return false;
		before_e4 = now_e4;
	}
	return true;
}

static bool change(const struct effect *x, int64_t *out_e15)
{
	struct ratio times;

	if (x->base.num <= 0 || x->fact.num <= 0 || !ratio_div(x->fact, x->base, &times) || !logarithm_of(times, out_e15))
		return false;
	*out_e15 = x->divides ? -*out_e15 : *out_e15;
	return true;
}

/* mean * logarithm in 1/10000 */
static bool share_e4(struct logarithmic_mean mean, i128 e15, int64_t *out)
{
	i128 scale = LOGARITHM_SCALE, n;

	for (unsigned decimals = 4; decimals < mean.decimals; decimals++)
		scale *= 10;
	if (!num_mul_i128(mean.scaled, e15, &n))
		return false;
	n = num_div_round(n, scale);
	*out = (int64_t)n;
	return *out == n;
}

static bool lmdi(struct effect *effects, uint32_t count, struct ratio base, struct ratio fact, int64_t gap_e4)
{
	struct logarithmic_mean mean;
	int64_t before_e4 = 0, now_e4, e15;
	i128 sum = 0;

	if (!logarithmic_mean_of(fact, base, &mean))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (!change(&effects[i], &e15))
			return false;
		sum += e15;
		now_e4 = gap_e4;
		if ((i + 1 < count && !share_e4(mean, sum, &now_e4)) || __builtin_sub_overflow(now_e4, before_e4, &effects[i].e4))
			return false;
		before_e4 = now_e4;
	}
	return true;
}

bool effects_of(enum effects_method method, struct effect *effects, uint32_t count, int64_t *out_base_e4, int64_t *out_fact_e4)
{
	struct ratio base, fact;
	int64_t gap_e4;

	if (!product(effects, count, 0, &base) || !product(effects, count, count, &fact) ||
	    !ratio_scaled(base, E4, out_base_e4) || !ratio_scaled(fact, E4, out_fact_e4) ||
	    __builtin_sub_overflow(*out_fact_e4, *out_base_e4, &gap_e4))
		return false;
	return method == EFFECTS_CHAIN ? chain(effects, count, *out_base_e4) : lmdi(effects, count, base, fact, gap_e4);
}
