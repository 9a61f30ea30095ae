#include "base/pool.h"
#include "base/mem.h"
#include <assert.h>
#include <string.h>

enum { PAGE_BYTES = 16 * 1024, PAGES_MIN = 8, PAGES_ALONE = 256 /* those behind come in slabs */ };

static size_t page_bytes(const struct pool *p)
{
	return (size_t)p->size << p->shift;
}

void pool_init(struct pool *p, const char *name, size_t size)
{
	assert(size >= 4 && size % 4 == 0 && size <= UINT32_MAX / 2);
	*p = (struct pool){ .name = name, .size = (uint32_t)size };
	while (page_bytes(p) * 2 <= PAGE_BYTES)
		p->shift++;
}

/* Of a page with its head, so that the next one in a slab is aligned too. */
static size_t page_stride(const struct pool *p)
{
	enum { ALIGN = _Alignof(struct page) };

	return (sizeof(struct page) + page_bytes(p) + ALIGN - 1) / ALIGN * ALIGN;
}

static uint32_t slab_pages(const struct pool *p)
{
	return page_stride(p) < MEM_HUGE ? (uint32_t)(MEM_HUGE / page_stride(p)) : 1;
}

static size_t slab_bytes(const struct pool *p)
{
	return page_stride(p) < MEM_HUGE ? MEM_HUGE : page_stride(p);
}

static struct page *page_new(struct pool *p, uint32_t n)
{
	if (n < PAGES_ALONE)
		return mem_alloc_lines(page_stride(p));
	uint32_t slab = (n - PAGES_ALONE) / slab_pages(p), at = (n - PAGES_ALONE) % slab_pages(p);
	if (slab >= p->slab_count) {
		p->slabs = mem_resize(p->slabs, p->slab_count * sizeof(*p->slabs), (slab + 1) * sizeof(*p->slabs));
		p->slab_count = slab + 1;
	}
	if (!p->slabs[slab])
		p->slabs[slab] = mem_alloc_large(slab_bytes(p));
	return (struct page *)((char *)p->slabs[slab] + at * page_stride(p));
}

static void page_free(struct pool *p, uint32_t n)
{
	struct page *page = p->pages[n];

	p->pages[n] = NULL;
	if (!page)
		return;
	mem_free(page->saved);
	if (n < PAGES_ALONE)
		mem_free(page);
	else
		memset(page, 0, page_stride(p));
}

void pool_free(struct pool *p)
{
	for (uint32_t i = 0; i < p->page_count; i++)
		page_free(p, i);
	for (uint32_t i = 0; i < p->slab_count; i++)
		mem_free_large(p->slabs[i], slab_bytes(p));
	mem_free(p->slabs);
	mem_free(p->pages);
	mem_free(p->lent);
	*p = (struct pool){ .name = p->name, .size = p->size, .shift = p->shift };
}

/* Makes the page exist; a new one counts as never stored. */
static struct page *page_need(struct pool *p, uint32_t n, enum page_state state)
{
	if (n >= p->page_cap) {
		uint64_t cap = p->page_cap ? p->page_cap : PAGES_MIN;

		while (cap <= n)
			cap *= 2;
		if (cap > UINT32_MAX)
			mem_out("a pool too large");
		p->pages = mem_resize(p->pages, p->page_cap * sizeof(*p->pages), cap * sizeof(*p->pages));
		p->page_cap = (uint32_t)cap;
	}
	if (n >= p->page_count)
		p->page_count = n + 1;
	if (!p->pages[n]) {
		p->pages[n] = page_new(p, n);
		p->pages[n]->state = state;
	}
	return p->pages[n];
}

void pool_page_change(struct pool *p, uint32_t page)
{
	struct page *changed = p->pages[page];

	if (changed->state == PAGE_FROZEN) {
		changed->saved = mem_alloc(page_bytes(p));
		memcpy(changed->saved, changed->bytes, page_bytes(p));
	}
	changed->state = PAGE_CHANGED;
	changed->has_digest = false;
}

void pool_change_all(struct pool *p)
{
	for (uint32_t page = 0; page < p->page_count; page++)
		pool_page_change(p, page);
}

uint32_t pool_add(struct pool *p)
{
	uint32_t number;

	p->live++;
	if (p->free_head) {
		void *record;

		number = p->free_head - 1;
		pool_touch(p, number);
		record = pool_at(p, number);
		memcpy(&p->free_head, record, sizeof(p->free_head));
		memset(record, 0, sizeof(p->free_head));
		return number;
	}
	if (p->count >= UINT32_MAX - 1)
		mem_out("a pool too large");
	number = p->count++;
	page_need(p, number >> p->shift, PAGE_CHANGED);
	pool_touch(p, number);
	return number;
}

void pool_remove(struct pool *p, uint32_t number)
{
	void *record = pool_at(p, number);

	assert(number < p->count && p->live > 0);
	pool_touch(p, number);
	memset(record, 0, p->size);
	memcpy(record, &p->free_head, sizeof(p->free_head));
	p->free_head = number + 1;
	p->live--;
}

size_t pool_bytes(const struct pool *p)
{
	size_t bytes = p->page_cap * sizeof(*p->pages) + (p->lent ? page_bytes(p) : 0);

	for (uint32_t i = 0; i < p->page_count; i++) {
		if (p->pages[i])
			bytes += page_stride(p) + (p->pages[i]->saved ? page_bytes(p) : 0);
	}
	return bytes;
}

static void lent_back(struct pool *p)
{
	mem_free(p->lent);
	p->lent = NULL;
}

void pool_freeze(struct pool *p)
{
	lent_back(p);
	p->frozen_count = p->count;
	p->take_next = 0;
	for (uint32_t i = 0; i < p->page_count; i++) {
		struct page *page = p->pages[i];

		if (page->state == PAGE_CHANGED || page->state == PAGE_DIGESTED)
			page->state = PAGE_FROZEN;
		mem_free(page->saved);
		page->saved = NULL;
	}
}

/* Bytes of a page that holds numbers below `count`. */
static size_t used_bytes(const struct pool *p, uint32_t n, uint32_t count)
{
	uint64_t first = (uint64_t)n << p->shift;
	uint64_t records = count > first ? count - first : 0;

	if (records > UINT64_C(1) << p->shift)
		records = UINT64_C(1) << p->shift;
	return (size_t)records * p->size;
}

bool pool_take(struct pool *p, uint32_t *out_page, struct str *out_bytes)
{
	lent_back(p);
	for (; p->take_next < p->page_count; p->take_next++) {
		struct page *page = p->pages[p->take_next];

		if (page->state != PAGE_FROZEN && !page->saved)
			continue;
		if (page->state == PAGE_FROZEN)
			page->state = PAGE_SAME;
		p->lent = page->saved;
		page->saved = NULL;
		*out_page = p->take_next++;
		*out_bytes = (struct str){ p->lent ? p->lent : (void *)page->bytes, used_bytes(p, *out_page, p->frozen_count) };
		return true;
	}
	return false;
}

int pool_put(struct pool *p, uint32_t page, struct str bytes)
{
	struct page *put;

	if (bytes.len > page_bytes(p) || bytes.len % p->size != 0 || page > UINT32_MAX >> p->shift || page > UINT32_MAX / 4)
		return -1;
	put = page_need(p, page, PAGE_SAME);
	put->state = PAGE_SAME;
	put->has_digest = false;
	if (bytes.len)
		memcpy(put->bytes, bytes.ptr, bytes.len);
	memset(put->bytes + bytes.len, 0, page_bytes(p) - bytes.len);
	return 0;
}

void pool_restored(struct pool *p, uint32_t count, uint32_t free_head, uint32_t live)
{
	uint32_t pages = (uint32_t)(((uint64_t)count + (UINT32_C(1) << p->shift) - 1) >> p->shift);

	for (uint32_t i = 0; i < pages; i++)
		page_need(p, i, PAGE_SAME);
	for (; p->page_count > pages; p->page_count--) {
		page_free(p, p->page_count - 1);
	}
	p->count = count;
	p->free_head = free_head;
	p->live = live;
}

struct str pool_page(const struct pool *p, uint32_t n)
{
	return (struct str){ (const char *)p->pages[n]->bytes, used_bytes(p, n, p->count) };
}

struct hash128 pool_page_digest(struct pool *p, uint32_t n)
{
	struct page *page = p->pages[n];
	struct str bytes = pool_page(p, n);

	if (page->has_digest)
		return page->digest;
	page->digest = hash128(bytes.ptr, bytes.len, 0);
	page->has_digest = true;
	if (page->state == PAGE_CHANGED)
		page->state = PAGE_DIGESTED;
	return page->digest;
}
