/* A dense store of records of one size with stable numbers, in pages that a checkpoint can take one by one.
 *
 * Records are plain memory with explicit field sizes, little-endian, no pointers: a page's bytes are what is stored.
 * Call pool_touch() before the first change of a record; pool_add() and pool_remove() do it themselves.
 *
 * Checkpoint: pool_freeze() fixes the present content of all pages changed since the last freeze. Until a frozen page is
 * taken, a touch of it first saves its bytes (copy on write), so the whole is as of the freeze however long it takes.
 *
 * Pages never move: an address from pool_at() is good as long as the pool.
 */
#pragma once
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"

enum page_state {
	PAGE_SAME,     /* nothing to store */
	PAGE_CHANGED,  /* since the last freeze */
	PAGE_DIGESTED, /* the same, but not since its digest was taken */
	PAGE_FROZEN,   /* not changed since the freeze and not yet taken */
};
struct page {
	enum page_state state;
	bool has_digest; /* `digest` is that of its bytes as they are now */
	struct hash128 digest;
	void *saved; /* its bytes as of the freeze, where it was changed before it was taken; otherwise NULL */
	_Alignas(MEM_LINE) unsigned char bytes[];
};
struct pool {
	const char *name;
	uint32_t size;      /* bytes of a record, a multiple of 4, at least 4 */
	uint32_t shift;     /* 1 << shift records a page */
	uint32_t count;     /* numbers given out so far, removed ones included */
	uint32_t free_head; /* number + 1 of the first removed record, 0: none; its first 4 bytes hold the next */
	uint32_t live;
	struct page **pages;
	uint32_t page_count;
	uint32_t page_cap;
	void **slabs; /* of many pages each, where the pool is large */
	uint32_t slab_count;
	uint32_t frozen_count; /* `count` as of the freeze */
	uint32_t take_next;    /* pages before it have been taken */
	void *lent;            /* saved bytes that pool_take() gave out last */
};

/* `size` > 0; pages are of about 16 KiB and a power of two records. */
void pool_init(struct pool *p, const char *name, size_t size);
void pool_free(struct pool *p);
uint32_t pool_add(struct pool *p);                    /* a zeroed record; reuses the last removed number first */
void pool_remove(struct pool *p, uint32_t number);    /* zeroes it */
void pool_page_change(struct pool *p, uint32_t page); /* for pool_touch() only */
void pool_change_all(struct pool *p);                 /* as if every record had been touched */
size_t pool_bytes(const struct pool *p);

/* `number` must have been given out. */
static inline void *pool_at(const struct pool *p, uint32_t number)
{
	uint32_t in_page = number & ((UINT32_C(1) << p->shift) - 1);

	return p->pages[number >> p->shift]->bytes + (size_t)in_page * p->size;
}

static inline void pool_touch(struct pool *p, uint32_t number)
{
	if (p->pages[number >> p->shift]->state != PAGE_CHANGED)
		pool_page_change(p, number >> p->shift);
}

/* This record will soon be changed: see mem_soon(). */
static inline void pool_soon(const struct pool *p, uint32_t number)
{
	const struct page *page = p->pages[number >> p->shift];
	const unsigned char *record = pool_at(p, number);

	__builtin_prefetch(page, 1);
	mem_soon(record, p->size);
}

/* Pages of an earlier freeze that nobody took are frozen again, as they are now. `count`, `free_head` and `live` are the
 * caller's to note at this moment.
 */
void pool_freeze(struct pool *p);
/* The next frozen page: its number, and its bytes as of the freeze (valid until the pool changes). false: all taken. */
bool pool_take(struct pool *p, uint32_t *out_page, struct str *out_bytes);
/* Puts a stored page back; pages may come in any order. Call pool_restored() with the stored header afterwards. -1: the
 * bytes are not whole records that fit a page, or no pool has so many pages.
 */
int pool_put(struct pool *p, uint32_t page, struct str bytes);
void pool_restored(struct pool *p, uint32_t count, uint32_t free_head, uint32_t live);
/* Bytes of page `n` as they are now, only the part that holds given-out numbers. */
struct str pool_page(const struct pool *p, uint32_t n);
/* Digest of those bytes, kept until the page changes. */
struct hash128 pool_page_digest(struct pool *p, uint32_t n);
static inline bool pool_page_has_digest(const struct pool *p, uint32_t n)
{
	return p->pages[n]->has_digest;
}
