/* How long something took, again and again: the histogram that /metrics shows. Costs a few additions each time.
 *
 *	timing_more(t, us);   a part of one that is going on
 *	timing_end(t);        it is over
 */
#pragma once
#include <stdint.h>

enum { TIMING_BOUNDS = 11 };
struct timing {
	uint64_t counts[TIMING_BOUNDS + 1]; /* by bound, the last one beyond them all; not cumulated */
	uint64_t sum_us;
	int64_t longest_us;
	int64_t open_us;  /* of the one that is going on */
	int64_t ended_us; /* monotonic time at which the last one was over; 0: none yet */
};
extern const uint32_t timing_bounds_us[TIMING_BOUNDS];

int64_t timing_now_us(void); /* monotonic */
void timing_more(struct timing *t, int64_t us);
void timing_end(struct timing *t);
