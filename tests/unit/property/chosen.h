/* Seeded choices: the same seed makes the same company and the same history on every machine. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct chosen {
	uint64_t seed;
};
static inline uint32_t choose(struct chosen *c, uint32_t n) /* 0 .. n - 1 */
{
	c->seed = c->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(((c->seed >> 32) * n) >> 32);
}

static inline bool choose_share(struct chosen *c, uint32_t percent)
{
	return choose(c, 100) < percent;
}

static inline int32_t choose_between(struct chosen *c, int32_t least, int32_t most)
{
	return least + (int32_t)choose(c, (uint32_t)(most - least + 1));
}

static inline void shuffle(struct chosen *c, uint32_t *order, uint32_t count)
{
	for (uint32_t i = count; i > 1; i--) {
		uint32_t j = choose(c, i), kept = order[i - 1];

		order[i - 1] = order[j];
		order[j] = kept;
	}
}
