/* Keyed hashes, digests, and an index from a hash to a dense number. */
#pragma once
#include "base/str.h"

struct hash128 {
	uint64_t lo;
	uint64_t hi;
};

uint64_t hash64(const void *bytes, size_t len, uint64_t key);
struct hash128 hash128(const void *bytes, size_t len, uint64_t key); /* XXH3 with a seed */
static inline bool hash128_eq(struct hash128 a, struct hash128 b)
{
	return a.lo == b.lo && a.hi == b.hi;
}
void hash128_add(struct buf *b, struct hash128 h); /* 32 hex digits */
/* 64 hex digits of SHA-256 and a NUL. */
void sha256_hex(const void *bytes, size_t len, char out[65]);

/* Open addressing from a 64-bit hash, of which the low half is used, to a uint32_t below INDEX_NUMBER_MAX; the records live
 * elsewhere, so equality is asked of the caller. 8 bytes a slot, half to 3/4 full. Order of slots is never observable. All zero
 * is an empty one.
 */
struct index {
	uint64_t *slots; /* high 32 bits: the hash, low: number + 1; 0 is free, UINT32_MAX in the low half is a gravestone */
	uint32_t size;   /* slots: any number, so that an index need not double to grow */
	uint32_t used;   /* gravestones included */
	uint32_t live;
};
typedef bool (*index_eq)(const void *ctx, uint32_t number);
#define INDEX_NONE UINT32_MAX
#define INDEX_NUMBER_MAX (UINT32_MAX - 1)
#define INDEX_GRAVESTONE UINT32_MAX

/* Where a hash belongs: slots stand in the order of hashes, whatever the size. */
static inline uint32_t index_home(const struct index *x, uint32_t hash)
{
	return (uint32_t)((uint64_t)hash * x->size >> 32);
}

static inline uint32_t index_after(const struct index *x, uint32_t at)
{
	return at + 1 == x->size ? 0 : at + 1;
}

/* INDEX_NONE: not there. Nearly all that is asked of `eq` is equal: other hashes share the place, but hardly ever all 32 bits. */
static inline uint32_t index_find(const struct index *x, uint64_t hash, index_eq eq, const void *ctx)
{
	if (!x->slots)
		return INDEX_NONE;
	for (uint32_t at = index_home(x, (uint32_t)hash);; at = index_after(x, at)) {
		uint64_t slot = x->slots[at];

		if (slot == 0)
			return INDEX_NONE;
		if (slot >> 32 == (uint32_t)hash && (uint32_t)slot != INDEX_GRAVESTONE && eq(ctx, (uint32_t)slot - 1))
			return (uint32_t)slot - 1;
	}
}

/* This hash will soon be looked for: see mem_soon(). */
static inline void index_soon(const struct index *x, uint64_t hash)
{
	if (x->slots)
		__builtin_prefetch(&x->slots[index_home(x, (uint32_t)hash)], 1);
}

/* The number that index_find() will ask about first; INDEX_NONE. A guess, for it may be another one's. */
static inline uint32_t index_guess(const struct index *x, uint64_t hash)
{
	if (!x->slots)
		return INDEX_NONE;
	for (uint32_t at = index_home(x, (uint32_t)hash);; at = index_after(x, at)) {
		uint64_t slot = x->slots[at];

		if (slot == 0)
			return INDEX_NONE;
		if (slot >> 32 == (uint32_t)hash && (uint32_t)slot != INDEX_GRAVESTONE)
			return (uint32_t)slot - 1;
	}
}

void index_reserve(struct index *x, uint32_t count); /* room for so many more */

/* The caller has looked: it is not there. */
static inline void index_add(struct index *x, uint64_t hash, uint32_t number)
{
	uint32_t at;

	if (x->used >= x->size / 4 * 3)
		index_reserve(x, 1);
	at = index_home(x, (uint32_t)hash);
	while (x->slots[at] != 0 && (uint32_t)x->slots[at] != INDEX_GRAVESTONE)
		at = index_after(x, at);
	x->used += x->slots[at] == 0;
	x->live++;
	x->slots[at] = hash << 32 | (number + 1);
}
void index_remove(struct index *x, uint64_t hash, uint32_t number); /* nothing happens when it is not there */
void index_free(struct index *x);
size_t index_bytes(const struct index *x);
