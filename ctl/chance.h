/* Chance by number: the same seed and the same words give the same numbers, on any machine. No floating point.
 *
 * A chance is made of another one and a word or a number, so that what is drawn for one report does not depend on how much
 * was drawn for others:
 *
 *	struct chance c = chance_of(chance_of_word(seed, STR("daily")), day);
 *	int64_t calls = 18 * (PPM + chance_normal_ppm(&c) / 10) / PPM;
 */
#pragma once
#include "base/num.h"

struct chance {
	uint64_t state; /* of splitmix64 */
};
struct chance chance_seed(uint64_t seed);
struct chance chance_of(struct chance from, uint64_t number);
struct chance chance_of_word(struct chance from, struct str word);

uint64_t chance_next(struct chance *c);
/* 0 <= n < count; count > 0. */
uint64_t chance_below(struct chance *c, uint64_t count);
/* low <= n <= high. */
int64_t chance_between(struct chance *c, int64_t low, int64_t high);
/* Happens with this share. */
bool chance_happens(struct chance *c, int64_t share_ppm);
/* Near to a standard normal one, in millionths: four even ones added up, so never beyond 3.464102. */
int64_t chance_normal_ppm(struct chance *c);
