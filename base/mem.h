/* The heap and the arena. Both end the process with one line on stderr when memory is out: the supervisor
 * restarts the daemon and nothing is lost, since the log is the truth.
 */
#pragma once
#include "base/str.h"

#include <stdint.h>

void *mem_alloc(size_t size);                              /* zeroed */
void *mem_resize(void *old, size_t old_size, size_t size); /* what is added is zeroed */
void *mem_more(void *old, size_t size);                    /* what is added is not */
void mem_free(void *p);
enum { MEM_LINE = 64 };             /* bytes that the processor fetches at once */
void *mem_alloc_lines(size_t size); /* zeroed; begins with a line; a multiple of MEM_LINE */
/* Zeroed, for what grows to many megabytes and is looked at all over: from MEM_HUGE on in the system's huge pages, where it has
 * some to give. Freed with the size that was asked for. */
enum { MEM_HUGE = 2 << 20 };
void *mem_alloc_large(size_t size);
void mem_free_large(void *p, size_t size);
/* For what mem_alloc_large() gave, or NULL: what is added is zeroed, and takes no memory before it is used. */
void *mem_resize_large(void *old, size_t old_size, size_t size);
/* Asks the memory for a few lines that will soon be read or changed, and does not wait for them. */
static inline void mem_soon(const void *p, size_t size)
{
	const char *end = (const char *)p + size;

	for (const char *at = (const char *)p - ((uintptr_t)p & (MEM_LINE - 1)); at < end; at += MEM_LINE)
		__builtin_prefetch(at, 1);
}
_Noreturn void mem_out(const char *what); /* the end: "out of memory: what" */
char *mem_copy(struct str s);             /* NUL-terminated copy */

/* Things that end together: allocated one by one, given back at once. */
struct arena;
struct arena *arena_new(void);
void *arena_alloc(struct arena *a, size_t size);     /* zeroed, aligned to 16 */
struct str arena_str(struct arena *a, struct str s); /* a copy followed by a NUL */
struct str arena_strf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *a); /* everything given back; the first block is kept */
void arena_free(struct arena *a);
size_t arena_bytes(const struct arena *a);

/* A growing array in large memory: `ARRAY_ADD(list)` gives the address of a new zeroed element. */
#define ARRAY(type)                                                                                                              \
	struct {                                                                                                                 \
		type *at;                                                                                                        \
		size_t count;                                                                                                    \
		size_t cap;                                                                                                      \
	}
#define ARRAY_ADD(a)                                                                                                             \
	((a).count == (a).cap ? array_grow((void **)&(a).at, &(a).cap, sizeof(*(a).at)) : (void)0, &(a).at[(a).count++])
#define ARRAY_FREE(a) (mem_free_large((a).at, (a).cap * sizeof(*(a).at)), (a).at = NULL, (a).count = (a).cap = 0)
void array_grow(void **at, size_t *cap, size_t size);
