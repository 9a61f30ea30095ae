/* Views of bytes and a growing buffer.
 *
 * `struct str` never owns; whoever made the bytes says how long they live. `struct buf` owns its bytes on the
 * heap and is always followed by a NUL, so that `buf.ptr` prints.
 *
 *	struct buf b = { 0 };
 *	buf_addf(&b, "%.*s: %d rows", STR_ARG(name), n);
 *	buf_free(&b);
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *ptr; /* not NUL-terminated; may be NULL when len is 0 */
	size_t len;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).len, (s).ptr

/* NULL gives the empty string. Of a literal the compiler knows the length. */
static inline struct str str_of(const char *cstr)
{
	return (struct str){ cstr, cstr ? strlen(cstr) : 0 };
}
static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
/* The same, for what every report is compared with: texts of up to 16 bytes without a call. */
static inline bool str_eq_short(struct str a, struct str b)
{
	uint64_t a8[2], b8[2];
	uint32_t a4[2], b4[2];

	if (a.len != b.len)
		return false;
	if (a.len < 4 || a.len > 16)
		return str_eq(a, b);
	if (a.len < 8) {
		memcpy(&a4[0], a.ptr, 4), memcpy(&a4[1], a.ptr + a.len - 4, 4);
		memcpy(&b4[0], b.ptr, 4), memcpy(&b4[1], b.ptr + a.len - 4, 4);
		return a4[0] == b4[0] && a4[1] == b4[1];
	}
	memcpy(&a8[0], a.ptr, 8), memcpy(&a8[1], a.ptr + a.len - 8, 8);
	memcpy(&b8[0], b.ptr, 8), memcpy(&b8[1], b.ptr + a.len - 8, 8);
	return a8[0] == b8[0] && a8[1] == b8[1];
}
int str_cmp(struct str a, struct str b); /* bytewise; a prefix comes first */
bool str_starts(struct str s, struct str prefix);
/* Cut `s` at the first `sep`: returns what stands before it and leaves the rest in `*s` (empty when there is none). */
struct str str_cut(struct str *s, char sep);
struct str str_trim(struct str s);
/* Valid UTF-8 without control characters (C0, DEL, C1) other than tab, CR, LF. */
bool str_is_text(struct str s);
/* At most `max` bytes of the beginning, not cut inside a UTF-8 character; for messages. */
struct str str_head(struct str s, size_t max);
/* Edits (a byte put in, taken out or replaced) needed to turn a into b, at most `limit`+1; for "did you mean". Texts
 * over 255 bytes are never near: `limit`+1 unless they are equal.
 */
unsigned str_distance(struct str a, struct str b, unsigned limit);

struct buf {
	char *ptr;
	size_t len;
	size_t cap;
};

void buf_grow(struct buf *b, size_t more); /* for buf_reserve() only */
static inline void buf_reserve(struct buf *b, size_t more)
{
	if (b->cap - b->len <= more)
		buf_grow(b, more);
}

static inline void buf_add(struct buf *b, const void *bytes, size_t len)
{
	buf_reserve(b, len);
	if (len)
		memcpy(b->ptr + b->len, bytes, len);
	b->len += len;
	b->ptr[b->len] = '\0';
}

static inline void buf_adds(struct buf *b, struct str s)
{
	buf_add(b, s.ptr, s.len);
}

static inline void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_addv(struct buf *b, const char *format, va_list args);
void buf_add_i64(struct buf *b, int64_t n); /* decimal digits */
void buf_add_u64(struct buf *b, uint64_t n);
void buf_add_digits(struct buf *b, uint64_t n, unsigned width); /* with zeros in front, `width` digits at least */
void buf_add_json(struct buf *b, struct str s); /* a JSON string with its quotes; bytes that are not UTF-8 as U+FFFD */
/* The same, with at most `max` bytes between the quotes; false where not the whole text fits. */
bool buf_add_json_head(struct buf *b, struct str s, size_t max);
/* For a terminal: control characters as \u001b, bytes that are not UTF-8 as U+FFFD; line feeds stay where `lines`. */
void buf_add_visible(struct buf *b, struct str s, bool lines);
void buf_clear(struct buf *b); /* keeps the memory */
void buf_free(struct buf *b);
static inline struct str buf_str(const struct buf *b)
{
	return (struct str){ b->ptr, b->len };
}
