#include "base/mem.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { BLOCK_BYTES = 64 * 1024, ARENA_ALIGN = 16, ARRAY_MIN = 8 };
/* From so many bytes on memory is the system's, which has it back as soon as it is freed: on the heap the former places of all
 * that has grown would stay. */
enum { LARGE_BYTES = 128 * 1024 };

struct block {
	struct block *next;
	size_t size;
	size_t used;
	_Alignas(ARENA_ALIGN) unsigned char bytes[];
};
struct arena {
	struct block *first;
	struct block *last;
	size_t bytes;
};

void mem_out(const char *what)
{
	fprintf(stderr, "out of memory: %s\n", what);
	exit(1);
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		mem_out("the system gives no more");
	return p;
}

void *mem_alloc_lines(size_t size)
{
	void *p = aligned_alloc(MEM_LINE, size);

	if (!p)
		mem_out("the system gives no more");
	return memset(p, 0, size);
}

/* Arrays that have grown large are looked at all over, too. */
static void advise(unsigned char *p, size_t size)
{
	size_t before = -(uintptr_t)p & (MEM_HUGE - 1);

	if (size >= 2 * (size_t)MEM_HUGE)
		madvise(p + before, (size - before) / MEM_HUGE * MEM_HUGE, MADV_HUGEPAGE);
}

void *mem_more(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		mem_out("the system gives no more");
	advise(p, size);
	return p;
}

void *mem_resize(void *old, size_t old_size, size_t size)
{
	unsigned char *p = mem_more(old, size);

	if (size > old_size)
		memset(p + old_size, 0, size - old_size);
	return p;
}

void mem_free(void *p)
{
	free(p);
}

static size_t whole_pages(size_t size)
{
	enum { PAGE = 4096 };

	return (size + PAGE - 1) / PAGE * PAGE;
}

static char *mapped(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		mem_out("the system gives no more");
	return p;
}

/* With room to spare, which is cut off so that a huge page may begin where it begins. */
static void *mapped_huge(size_t size)
{
	char *p = mapped(size + MEM_HUGE);
	size_t before = -(uintptr_t)p & (MEM_HUGE - 1);

	if (before)
		munmap(p, before);
	munmap(p + before + size, MEM_HUGE - before);
	madvise(p + before, size, MADV_HUGEPAGE); /* advice: where it is not taken, all is well */
	return p + before;
}

void *mem_alloc_large(size_t size)
{
	if (size < LARGE_BYTES)
		return mem_alloc(size);
	if (size > SIZE_MAX / 2)
		mem_out("a block too large");
	size = whole_pages(size);
	return size < MEM_HUGE ? mapped(size) : mapped_huge(size);
}

void mem_free_large(void *p, size_t size)
{
	if (size < LARGE_BYTES)
		mem_free(p);
	else if (p)
		munmap(p, whole_pages(size));
}

void *mem_resize_large(void *old, size_t old_size, size_t size)
{
	void *p;

	if (size < LARGE_BYTES && old_size < LARGE_BYTES)
		return mem_resize(old, old_size, size);
	p = mem_alloc_large(size);
	if (old_size)
		memcpy(p, old, old_size < size ? old_size : size);
	mem_free_large(old, old_size);
	return p;
}

char *mem_copy(struct str s)
{
	char *copy = mem_alloc(s.len + 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

/* The pointer is of any type, hence the copying of its bytes. */
void array_grow(void **at, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : ARRAY_MIN;
	void *p;

	if (more > SIZE_MAX / 2 / size)
		mem_out("a list too long");
	memcpy(&p, at, sizeof(p));
	p = mem_resize_large(p, *cap * size, more * size);
	memcpy(at, &p, sizeof(p));
	*cap = more;
}

static struct block *block_new(struct arena *a, size_t size)
{
	struct block *b;

	if (size > SIZE_MAX / 2)
		mem_out("a block too large");
	size = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	b = malloc(sizeof(*b) + size);
	if (!b)
		mem_out("the system gives no more");
	*b = (struct block){ .size = size };
	a->bytes += sizeof(*b) + size;
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = mem_alloc(sizeof(*a));

	a->first = a->last = block_new(a, 0);
	return a;
}

/* `align` is a power of two. */
static void *take(struct arena *a, size_t size, size_t align)
{
	struct block *b = a->last;
	size_t at = (b->used + align - 1) & ~(align - 1);

	if (size > SIZE_MAX / 2)
		mem_out("a block too large");
	if (at > b->size || b->size - at < size) {
		b->next = block_new(a, size);
		a->last = b = b->next;
		at = 0;
	}
	b->used = at + size;
	return b->bytes + at;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size, ARENA_ALIGN), 0, size);
}

struct str arena_str(struct arena *a, struct str s)
{
	char *copy = take(a, s.len + 1, 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return (struct str){ copy, s.len };
}

struct str arena_strf(struct arena *a, const char *format, ...)
{
	struct buf b = { 0 };
	struct str s;
	va_list args;

	va_start(args, format);
	buf_addv(&b, format, args);
	va_end(args);
	s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

static void arena_cut(struct arena *a)
{
	struct block *b = a->first->next;

	while (b) {
		struct block *next = b->next;

		a->bytes -= sizeof(*b) + b->size;
		free(b);
		b = next;
	}
	a->first->next = NULL;
	a->last = a->first;
}

void arena_reset(struct arena *a)
{
	arena_cut(a);
	a->first->used = 0;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_cut(a);
	free(a->first);
	mem_free(a);
}

size_t arena_bytes(const struct arena *a)
{
	return sizeof(*a) + a->bytes;
}
