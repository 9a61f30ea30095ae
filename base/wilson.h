/* Wilson's bounds of a share: what the true rate behind `hits` of `trials` may be, with 95 % confidence (z = 1.96).
 *
 *	4 of 30: 5.3 % to 29.7 %; 40 of 300, the same 13.3 %: 9.9 % to 17.6 %
 */
#pragma once
#include "base/num.h"

/* Exact and rounded half away from zero to parts per million. false: no trials, hits outside 0 .. trials, or more trials than
 * 2^37, of which the squares do not fit. */
bool wilson_bounds(int64_t hits, int64_t trials, int64_t *out_low_ppm, int64_t *out_high_ppm);

/* Does the upper bound lie below a rate, the lower one above it? Exact, without rounding a bound; counts in 1/10000 like the
 * rate, since some are shared out. false too: no trials, hits outside 0 .. trials, or more trials than 2^30 x 10000. */
bool wilson_is_below(int64_t hits_e4, int64_t trials_e4, int64_t rate_e4);
bool wilson_is_above(int64_t hits_e4, int64_t trials_e4, int64_t rate_e4);
