#include "base/wilson.h"

enum { Z_NUM = 49, Z_DEN = 25 }; /* 1.96 */
#define TRIALS_MAX (INT64_C(1) << 37)
#define TRIALS_E4_MAX ((INT64_C(1) << 30) * E4)
#define HALVES (2 * PPM) /* half parts per million, so that rounding is a comparison too */

/* Does a rate of half/HALVES lie outside the bounds or on one of them? They solve n (p - k/n)^2 = z^2 p (1 - p). */
static bool is_outside(int64_t hits, int64_t trials, int64_t half)
{
	i128 off = (i128)hits * HALVES - (i128)trials * half;

	return off * off * (Z_DEN * Z_DEN) >= (i128)trials * half * (HALVES - half) * (Z_NUM * Z_NUM);
}

/* The lower bound of `hits`: it is rounded up from p - 1/2 on, so the greatest p with p - 1/2 not above the bound. */
static int64_t low_ppm(int64_t hits, int64_t trials)
{
	int64_t from = 0, to = num_div_round((i128)hits * PPM, trials) + 1;

	while (to - from > 1) {
		int64_t middle = (from + to) / 2, half = 2 * middle - 1;

		if ((i128)half * trials <= (i128)hits * HALVES && is_outside(hits, trials, half))
			from = middle;
		else
			to = middle;
	}
	return from;
}

/* The upper bound: the greatest p with p - 1/2 not above it. */
static int64_t high_ppm(int64_t hits, int64_t trials)
{
	int64_t from = hits * PPM / trials, to = PPM + 1;

	while (to - from > 1) {
		int64_t middle = (from + to) / 2, half = 2 * middle - 1;
		bool above = (i128)half * trials > (i128)hits * HALVES;
		i128 off = (i128)hits * HALVES - (i128)trials * half;
		bool on_it = off * off * (Z_DEN * Z_DEN) == (i128)trials * half * (HALVES - half) * (Z_NUM * Z_NUM);

		if (!above || on_it || !is_outside(hits, trials, half))
			from = middle;
		else
			to = middle;
	}
	return from;
}

bool wilson_bounds(int64_t hits, int64_t trials, int64_t *out_low_ppm, int64_t *out_high_ppm)
{
	if (trials <= 0 || trials > TRIALS_MAX || hits < 0 || hits > trials)
		return false;
	*out_low_ppm = low_ppm(hits, trials);
	*out_high_ppm = high_ppm(hits, trials);
	return true;
}

/* Above k/n a rate p lies beyond the upper bound where n (p - k/n)^2 > z^2 p (1 - p). */
bool wilson_is_below(int64_t hits_e4, int64_t trials_e4, int64_t rate_e4)
{
	if (trials_e4 <= 0 || trials_e4 > TRIALS_E4_MAX || hits_e4 < 0 || hits_e4 > trials_e4 || rate_e4 <= 0)
		return false;
	if (rate_e4 > E4)
		return true;
	i128 off = (i128)trials_e4 * rate_e4 - (i128)hits_e4 * E4;

	return off > 0 && off * off * (Z_DEN * Z_DEN) > (i128)trials_e4 * E4 * rate_e4 * (E4 - rate_e4) * (Z_NUM * Z_NUM);
}

bool wilson_is_above(int64_t hits_e4, int64_t trials_e4, int64_t rate_e4)
{
	int64_t left_e4;

	return !__builtin_sub_overflow((int64_t)E4, rate_e4, &left_e4) && hits_e4 <= trials_e4 && hits_e4 >= 0 &&
	       wilson_is_below(trials_e4 - hits_e4, trials_e4, left_e4);
}
