/* What each factor did to a product that went from one value to another: the parts add up to the difference, to the last digit.
 *
 *	90 x 18 % x 52 000 instead of 100 x 20 % x 50 000, in chain: -100 000, -90 000, +32 400, in all -157 600
 */
#pragma once
#include "base/num.h"

enum effects_method {
	EFFECTS_CHAIN, /* chain substitution: one factor after the other takes its new value, so their order matters */
	EFFECTS_LMDI,  /* logarithmic mean Divisia index: no order */
};
struct effect {
	struct ratio base, fact; /* den > 0; to take logarithms of both they are above zero */
	bool divides;
	int64_t e4; /* out, in 1/10000 */
};

/* Fills `e4` and the rounded products. Running totals are rounded and an effect is the difference of two of them, so the rest of
 * rounding, less than 1/10000 for each, lies in the effects themselves. false: a product does not fit, divides by zero, or has no
 * logarithm. */
bool effects_of(enum effects_method method, struct effect *effects, uint32_t count, int64_t *out_base_e4, int64_t *out_fact_e4);
/* The product of the bases. */
bool effects_base(const struct effect *effects, uint32_t count, struct ratio *out);
