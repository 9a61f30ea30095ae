#include "ctl/chance.h"

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
static uint64_t scramble(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

uint64_t chance_next(struct chance *c)
{
	c->state += UINT64_C(0x9e3779b97f4a7c15);
	return scramble(c->state);
}

struct chance chance_seed(uint64_t seed)
{
	struct chance c = { seed };

	return (struct chance){ chance_next(&c) };
}

struct chance chance_of(struct chance from, uint64_t number)
{
	struct chance c = { chance_next(&from) ^ number };

	return (struct chance){ chance_next(&c) };
}

struct chance chance_of_word(struct chance from, struct str word)
{
	struct chance c = chance_of(from, word.len);

	for (size_t i = 0; i < word.len; i++)
		c = chance_of(c, (unsigned char)word.ptr[i]);
	return c;
}

uint64_t chance_below(struct chance *c, uint64_t count)
{
	/* The high half of a product: even but for less than 1 in 2^64 / count. */
	return (uint64_t)((unsigned __int128)chance_next(c) * count >> 64);
}

int64_t chance_between(struct chance *c, int64_t low, int64_t high)
{
	return low + (int64_t)chance_below(c, (uint64_t)(high - low) + 1);
}

bool chance_happens(struct chance *c, int64_t share_ppm)
{
	return (int64_t)chance_below(c, PPM) < share_ppm;
}

int64_t chance_normal_ppm(struct chance *c)
{
	enum { ADDED = 4 };
	int64_t sum_ppm = 0;

	for (int i = 0; i < ADDED; i++)
		sum_ppm += chance_between(c, -PPM, PPM);
	/* Four even numbers of -1 .. 1 have a variance of 4/3. */
	return sum_ppm * 866025 / PPM;
}
