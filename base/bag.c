#include "base/bag.h"
#include "base/mem.h"
#include <string.h>

/* Chunks grow by doubling, since most bags stay small. Neighbours that fit together well below the limit are joined, so
 * that taking away leaves no trail of small chunks.
 */
enum { CHUNK_MIN = 4, CHUNK_MAX = 128, CHUNK_JOIN = 96 };

struct chunk {
	struct bag_item *at; /* never empty */
	uint32_t count;
	uint32_t cap;
	int64_t total;
};
struct bag {
	ARRAY(struct chunk) chunks;
	size_t distinct;
	int64_t total;
};

struct bag *bag_new(void)
{
	return mem_alloc(sizeof(struct bag));
}

void bag_free(struct bag *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->chunks.count; i++)
		mem_free(b->chunks.at[i].at);
	ARRAY_FREE(b->chunks);
	mem_free(b);
}

static bool is_before(const struct bag_item *item, int64_t hi, int64_t lo)
{
	return item->hi != hi ? item->hi < hi : item->lo < lo;
}

/* The first chunk whose last element is not before the asked one, the last chunk when all are. */
static size_t chunk_find(const struct bag *b, int64_t hi, int64_t lo)
{
	size_t low = 0, high = b->chunks.count - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct chunk *c = &b->chunks.at[middle];

		if (is_before(&c->at[c->count - 1], hi, lo))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t item_find(const struct chunk *c, int64_t hi, int64_t lo)
{
	uint32_t low = 0, high = c->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (is_before(&c->at[middle], hi, lo))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void chunk_resize(struct chunk *c, uint32_t cap)
{
	c->at = mem_resize(c->at, c->cap * sizeof(*c->at), cap * sizeof(*c->at));
	c->cap = cap;
}

static void chunk_put(struct bag *b, size_t n, struct chunk c)
{
	(void)ARRAY_ADD(b->chunks);
	memmove(&b->chunks.at[n + 1], &b->chunks.at[n], (b->chunks.count - 1 - n) * sizeof(c));
	b->chunks.at[n] = c;
}

static void chunk_drop(struct bag *b, size_t n)
{
	mem_free(b->chunks.at[n].at);
	b->chunks.count--;
	memmove(&b->chunks.at[n], &b->chunks.at[n + 1], (b->chunks.count - n) * sizeof(struct chunk));
}

/* Moves the elements from `from` on into a new chunk after `n`. */
static void chunk_split(struct bag *b, size_t n, uint32_t from)
{
	struct chunk *c = &b->chunks.at[n];
	struct chunk next = { .count = c->count - from };

	chunk_resize(&next, CHUNK_MAX);
	memcpy(next.at, c->at + from, next.count * sizeof(*next.at));
	for (uint32_t i = 0; i < next.count; i++)
		next.total += next.at[i].count;
	c->count = from;
	c->total -= next.total;
	chunk_put(b, n + 1, next);
}

static bool chunk_join(struct bag *b, size_t n)
{
	struct chunk *c, *next;

	if (n + 1 >= b->chunks.count)
		return false;
	c = &b->chunks.at[n];
	next = c + 1;
	if (c->count + next->count > CHUNK_JOIN)
		return false;
	if (c->count + next->count > c->cap)
		chunk_resize(c, CHUNK_MAX);
	memcpy(c->at + c->count, next->at, next->count * sizeof(*c->at));
	c->count += next->count;
	c->total += next->total;
	chunk_drop(b, n + 1);
	return true;
}

static void item_put(struct bag *b, size_t n, uint32_t at, struct bag_item item)
{
	struct chunk *c = &b->chunks.at[n];

	if (c->count == CHUNK_MAX) {
		/* At the very end keep the chunk full: days and numbers often arrive in order. */
		uint32_t from = at == CHUNK_MAX ? CHUNK_MAX - 1 : CHUNK_MAX / 2;

		chunk_split(b, n, from);
		if (at > from) {
			n++;
			at -= from;
		}
		c = &b->chunks.at[n];
	} else if (c->count == c->cap) {
		chunk_resize(c, c->cap ? c->cap * 2 : CHUNK_MIN);
	}
	memmove(c->at + at + 1, c->at + at, (c->count - at) * sizeof(item));
	c->at[at] = item;
	c->count++;
	c->total += item.count;
	b->distinct++;
}

static void item_drop(struct bag *b, size_t n, uint32_t at)
{
	struct chunk *c = &b->chunks.at[n];

	c->total -= c->at[at].count;
	c->count--;
	memmove(c->at + at, c->at + at + 1, (c->count - at) * sizeof(*c->at));
	b->distinct--;
	if (c->count == 0)
		chunk_drop(b, n);
	else if (!chunk_join(b, n) && n > 0)
		chunk_join(b, n - 1);
}

bool bag_change(struct bag *b, int64_t hi, int64_t lo, int64_t extra, int64_t count)
{
	struct bag_item *item = NULL;
	size_t n = 0;
	uint32_t at = 0;
	int64_t total;

	if (count == 0)
		return true;
	if (__builtin_add_overflow(b->total, count, &total))
		return false;
	if (b->chunks.count == 0 && count > 0)
		chunk_put(b, 0, (struct chunk){ 0 });
	if (b->chunks.count) {
		struct chunk *c;

		n = b->chunks.count == 1 ? 0 : chunk_find(b, hi, lo);
		c = &b->chunks.at[n];
		at = item_find(c, hi, lo);
		if (at < c->count && c->at[at].hi == hi && c->at[at].lo == lo)
			item = &c->at[at];
	}
	if (!item) {
		if (count < 0)
			return false;
		item_put(b, n, at, (struct bag_item){ hi, lo, extra, count });
		b->total = total;
		return true;
	}
	if (item->count + (count < 0 ? count : 0) <= 0) {
		bool enough = item->count + count == 0;

		b->total -= item->count;
		item_drop(b, n, at);
		return enough;
	}
	item->count += count;
	b->chunks.at[n].total += count;
	b->total = total;
	return true;
}

size_t bag_distinct(const struct bag *b)
{
	return b->distinct;
}

int64_t bag_total(const struct bag *b)
{
	return b->total;
}

const struct bag_item *bag_first(const struct bag *b)
{
	return b->chunks.count ? b->chunks.at[0].at : NULL;
}

const struct bag_item *bag_last(const struct bag *b)
{
	const struct chunk *c;

	if (b->chunks.count == 0)
		return NULL;
	c = &b->chunks.at[b->chunks.count - 1];
	return &c->at[c->count - 1];
}

const struct bag_item *bag_nth(const struct bag *b, int64_t n)
{
	const struct chunk *c = b->chunks.at;
	const struct bag_item *item;

	if (n < 0 || n >= b->total)
		return NULL;
	for (; n >= c->total; c++)
		n -= c->total;
	for (item = c->at; n >= item->count; item++)
		n -= item->count;
	return item;
}

const struct bag_item *bag_next(const struct bag *b, struct bag_place *place)
{
	const struct chunk *c;

	if (place->chunk == b->chunks.count)
		return NULL;
	c = &b->chunks.at[place->chunk];
	const struct bag_item *item = &c->at[place->at++];
	if (place->at == c->count)
		*place = (struct bag_place){ place->chunk + 1, 0 };
	return item;
}

void bag_pour(struct bag *to, const struct bag *from, int sign)
{
	struct bag_place place = { 0 };
	const struct bag_item *item;

	while (from && (item = bag_next(from, &place)))
		bag_change(to, item->hi, item->lo, item->extra, sign * item->count);
}

i128 bag_median_twice(const struct bag *b)
{
	return (i128)bag_nth(b, (b->total - 1) / 2)->hi + bag_nth(b, b->total / 2)->hi;
}

size_t bag_bytes(const struct bag *b)
{
	size_t bytes = sizeof(*b) + b->chunks.cap * sizeof(struct chunk);

	for (size_t i = 0; i < b->chunks.count; i++)
		bytes += b->chunks.at[i].cap * sizeof(struct bag_item);
	return bytes;
}
