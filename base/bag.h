/* An ordered multiset: (hi, lo) -> count, with an extra number per element. Serves distinct counts, min, max, median
 * and last. Elements stand sorted by (hi, lo) in chunks, so an update moves at most a chunk.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/num.h"

struct bag_item {
	int64_t hi;
	int64_t lo;
	int64_t extra; /* belongs to the element; set at its first addition */
	int64_t count; /* > 0 */
};
struct bag;
struct bag *bag_new(void);
void bag_free(struct bag *b);
/* Adds `count` (negative takes away; taking away more than there is clamps to none and returns false). */
bool bag_change(struct bag *b, int64_t hi, int64_t lo, int64_t extra, int64_t count);
size_t bag_distinct(const struct bag *b);
int64_t bag_total(const struct bag *b);
const struct bag_item *bag_first(const struct bag *b); /* NULL: empty */
const struct bag_item *bag_last(const struct bag *b);
/* The element at position n (0-based) counting repetitions. NULL: out of range. */
const struct bag_item *bag_nth(const struct bag *b, int64_t n);
/* Walks the elements in their order, each once: begin with a place of { 0 }. NULL: that was the last. The bag must not change
 * meanwhile. */
struct bag_place {
	size_t chunk;
	uint32_t at;
};
const struct bag_item *bag_next(const struct bag *b, struct bag_place *place);
/* Adds all that `from` has, or takes it away: sign 1 or -1. `from` may be NULL: it has nothing. */
void bag_pour(struct bag *to, const struct bag *from, int sign);
/* Twice the median of the hi: the sum of the two in the middle, which are one where they are odd. Not of an empty bag. */
i128 bag_median_twice(const struct bag *b);
size_t bag_bytes(const struct bag *b);
