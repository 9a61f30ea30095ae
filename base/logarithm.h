/* The natural logarithm in whole numbers: the same on every machine, where the C library's differ in their last digits. */
#pragma once
#include "base/num.h"

#define LOGARITHM_SCALE INT64_C(1000000000000000)

/* ln(r) in 10^-15, less than 10^-15 off; 0 of 1. false: r is not above zero. */
bool logarithm_of(struct ratio r, int64_t *out_e15);
/* The logarithmic mean (a - b) / (ln a - ln b) of two positive ratios, a itself where they are equal: `scaled` / 10^decimals, of
 * 18 digits or so, but at least 4 decimals. It is well conditioned where the two are nearly equal. false: one is not positive, or
 * it does not fit. */
struct logarithmic_mean {
	int64_t scaled;
	unsigned decimals;
};
bool logarithmic_mean_of(struct ratio a, struct ratio b, struct logarithmic_mean *out);
