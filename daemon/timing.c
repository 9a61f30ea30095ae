#include "daemon/timing.h"

#include <time.h>

const uint32_t timing_bounds_us[TIMING_BOUNDS] = { 250, 500, 1000, 2500, 5000, 10000, 25000, 100000, 250000, 1000000, 5000000 };

int64_t timing_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void timing_more(struct timing *t, int64_t us)
{
	t->open_us += us;
}

void timing_end(struct timing *t)
{
	int bound = 0;

	while (bound < TIMING_BOUNDS && t->open_us > timing_bounds_us[bound])
		bound++;
	t->counts[bound]++;
	t->sum_us += (uint64_t)t->open_us;
	if (t->open_us > t->longest_us)
		t->longest_us = t->open_us;
	t->open_us = 0;
	t->ended_us = timing_now_us();
}
