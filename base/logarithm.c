#include "base/logarithm.h"

typedef unsigned __int128 u128;

#define LN2_E18 ((i128)693147180559945309)
enum { FRACTION_BITS = 62, MANTISSA_BITS = 63, DECIMALS_MOST = 18, DECIMALS_LEAST = 4 };
#define ONE ((i128)1 << FRACTION_BITS)
#define E18 ((i128)1000000000000000000)

/* n as m * 2^shift with m in [2^62, 2^63). What is cut off is less than 2^-62 of it. */
static uint64_t mantissa(u128 n, int *out_shift)
{
	int shift = 0;

	for (; n >> MANTISSA_BITS; n >>= 1)
		shift++;
	for (; !(n >> (MANTISSA_BITS - 1)); n <<= 1)
		shift--;
	*out_shift = shift;
	return (uint64_t)n;
}

/* 1 + x^2/3 + x^4/5 + ..., which is artanh(x) / x, for |x| <= 1/2; both with FRACTION_BITS. */
static i128 artanh_per_x(int64_t x)
{
	i128 square = (i128)x * x >> FRACTION_BITS, power = ONE, sum = 0;

	for (int odd = 1; power; odd += 2) {
		sum += power / odd;
		power = power * square >> FRACTION_BITS;
	}
	return sum;
}

bool logarithm_of(struct ratio r, int64_t *out_e15)
{
	int up, down;
	uint64_t n, d;

	if (r.num <= 0 || r.den <= 0)
		return false;
	n = mantissa((u128)r.num, &up);
	d = mantissa((u128)r.den, &down);
	/* n/d lies between 1/2 and 2: ln = 2 artanh((n - d) / (n + d)), the argument at most a third. */
	i128 x = num_div_round(((i128)n - (i128)d) * ONE, (i128)n + (i128)d);
	i128 half = x * artanh_per_x((int64_t)x) >> FRACTION_BITS;

	*out_e15 = (int64_t)num_div_round(num_div_round(half * E18, ONE / 2) + (up - down) * LN2_E18, 1000);
	return true;
}

static int64_t power_of_ten(unsigned decimals)
{
	int64_t scale = 1;

	while (decimals--)
		scale *= 10;
	return scale;
}

/* With as many decimals as fit. */
static bool scale_up(struct ratio r, struct logarithmic_mean *out)
{
	for (unsigned decimals = DECIMALS_MOST; decimals >= DECIMALS_LEAST; decimals--)
		if (ratio_scaled(r, power_of_ten(decimals), &out->scaled)) {
			out->decimals = decimals;
			return true;
		}
	return false;
}

bool logarithmic_mean_of(struct ratio a, struct ratio b, struct logarithmic_mean *out)
{
	struct ratio sum, difference, share;
	int64_t x, e15;

	if (a.num <= 0 || a.den <= 0 || b.num <= 0 || b.den <= 0)
		return false;
	if (!ratio_add(a, b, &sum) || !ratio_sub(a, b, &difference) || !ratio_div(difference, sum, &share) ||
	    !ratio_scaled(share, (int64_t)ONE, &x))
		return false;
	if (x >= -ONE / 2 && x <= ONE / 2) { /* (a + b) / 2 * x / artanh(x): nothing cancels */
		if (!ratio_mul(sum, (struct ratio){ 1, 2 }, &sum) || !scale_up(sum, out))
			return false;
		out->scaled = (int64_t)num_div_round((i128)out->scaled * ONE, artanh_per_x(x));
		return true;
	}
	if (!ratio_div(a, b, &share) || !logarithm_of(share, &e15) || !scale_up(difference, out))
		return false;
	out->scaled = (int64_t)num_div_round((i128)out->scaled * LOGARITHM_SCALE, e15);
	return true;
}
