#include "base/str.h"
#include "base/mem.h"
#include <stdio.h>
#include <string.h>

enum { DISTANCE_MAX = 255, BUF_MIN = 240, FORMAT_MIN = 64, DIGITS_MAX = 20 };

int str_cmp(struct str a, struct str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.ptr, b.ptr, len) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq((struct str){ s.ptr, prefix.len }, prefix);
}

struct str str_cut(struct str *s, char sep)
{
	const char *at = s->len ? memchr(s->ptr, sep, s->len) : NULL;
	struct str head = *s;

	if (!at) {
		*s = (struct str){ NULL, 0 };
		return head;
	}
	head.len = (size_t)(at - s->ptr);
	*s = (struct str){ at + 1, s->len - head.len - 1 };
	return head;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len && is_blank(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Bytes of the UTF-8 character at `p`, 0 when it is none (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF). */
static size_t utf8_len(const unsigned char *p, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (left < len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	if (p[0] == 0xed)
		high = 0x9f;
	if (p[0] == 0xf0)
		low = 0x90;
	if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	return len;
}

/* C0, DEL, and C1, which terminals obey as they do ESC and a letter. */
static bool is_control(const unsigned char *p, size_t len)
{
	return len == 1 ? p[0] < 0x20 || p[0] == 0x7f : len == 2 && p[0] == 0xc2 && p[1] < 0xa0;
}

/* Eight bytes of printable ASCII: all from 0x20 to 0x7e. */
static bool is_plain(const unsigned char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return ((word | (word + ones) | (word - ones * 0x20)) & high) == 0;
}

bool str_is_text(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t i = 0;

	while (s.len - i >= 8 && is_plain(p + i))
		i += 8;
	while (i < s.len) {
		if (p[i] >= 0x20 && p[i] < 0x7f) {
			i++;
			continue;
		}
		size_t len = utf8_len(p + i, s.len - i);

		if (len == 0 || (is_control(p + i, len) && p[i] != '\t' && p[i] != '\r' && p[i] != '\n'))
			return false;
		i += len;
	}
	return true;
}

struct str str_head(struct str s, size_t max)
{
	if (s.len <= max)
		return s;
	s.len = max;
	while (s.len && max - s.len < 3 && ((unsigned char)s.ptr[s.len] & 0xc0) == 0x80)
		s.len--;
	return s;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned str_distance(struct str a, struct str b, unsigned limit)
{
	unsigned row[DISTANCE_MAX + 1];

	if (str_eq(a, b))
		return 0;
	if (a.len > DISTANCE_MAX || b.len > DISTANCE_MAX)
		return limit + 1;
	for (unsigned j = 0; j <= b.len; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			unsigned replaced = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);

			diagonal = row[j];
			row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
		}
	}
	return least(row[b.len], limit + 1);
}

void buf_grow(struct buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : BUF_MIN;

	if (more >= SIZE_MAX / 2 - b->len)
		mem_out("a text too long");
	while (cap <= b->len + more)
		cap *= 2;
	b->ptr = mem_more(b->ptr, cap);
	b->cap = cap;
}

void buf_addv(struct buf *b, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	buf_reserve(b, FORMAT_MIN);
	len = vsnprintf(b->ptr + b->len, b->cap - b->len, format, args);
	if (len < 0) {
		len = 0;
		b->ptr[b->len] = '\0';
	} else if ((size_t)len >= b->cap - b->len) {
		buf_reserve(b, (size_t)len);
		vsnprintf(b->ptr + b->len, b->cap - b->len, format, again);
	}
	b->len += (size_t)len;
	va_end(again);
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_addv(b, format, args);
	va_end(args);
}

void buf_add_digits(struct buf *b, uint64_t n, unsigned width)
{
	char digits[DIGITS_MAX];
	size_t at = sizeof(digits), least_at = sizeof(digits) - (width < DIGITS_MAX ? width : DIGITS_MAX);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n || at > least_at);
	buf_add(b, digits + at, sizeof(digits) - at);
}

void buf_add_u64(struct buf *b, uint64_t n)
{
	buf_add_digits(b, n, 1);
}

void buf_add_i64(struct buf *b, int64_t n)
{
	if (n < 0)
		buf_addc(b, '-');
	buf_add_digits(b, n < 0 ? -(uint64_t)n : (uint64_t)n, 1);
}

static void add_code(struct buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	buf_add(b, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
}

/* The letter of a short escape, 0: it has none. */
static char json_letter(unsigned char c)
{
	static const char letters[] = "\bb\ff\nn\rr\tt\"\"\\\\";

	for (size_t i = 0; i + 1 < sizeof(letters); i += 2)
		if ((unsigned char)letters[i] == c)
			return letters[i + 1];
	return 0;
}

static void add_json_escape(struct buf *b, unsigned char c)
{
	if (json_letter(c))
		buf_add(b, (char[]){ '\\', json_letter(c) }, 2);
	else
		add_code(b, c);
}

void buf_add_visible(struct buf *b, struct str s, bool lines)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	for (size_t i = 0; i < s.len;) {
		size_t len = utf8_len(p + i, s.len - i);

		if (len == 0)
			buf_adds(b, STR("\xef\xbf\xbd"));
		else if (is_control(p + i, len) && !(lines && p[i] == '\n'))
			add_code(b, p[i + len - 1]);
		else
			buf_add(b, p + i, len);
		i += len ? len : 1;
	}
}

void buf_add_json(struct buf *b, struct str s)
{
	buf_add_json_head(b, s, SIZE_MAX);
}

bool buf_add_json_head(struct buf *b, struct str s, size_t max)
{
	static const struct str unknown = { "\xef\xbf\xbd", 3 };
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t done = 0, i = 0; /* what stands before `done` has been added */

	buf_addc(b, '"');
	while (i < s.len) {
		size_t len = utf8_len(p + i, s.len - i);
		bool plain = len && p[i] >= 0x20 && p[i] != '"' && p[i] != '\\';
		size_t takes = plain ? len : !len ? unknown.len : json_letter(p[i]) ? 2 : 6;

		if (takes > max)
			break;
		max -= takes;
		if (plain) {
			i += len;
			continue;
		}
		buf_add(b, p + done, i - done);
		if (len)
			add_json_escape(b, p[i]);
		else
			buf_adds(b, unknown);
		done = ++i;
	}
	if (i > done)
		buf_add(b, p + done, i - done);
	buf_addc(b, '"');
	return i == s.len;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->ptr)
		b->ptr[0] = '\0';
}

void buf_free(struct buf *b)
{
	mem_free(b->ptr);
	*b = (struct buf){ 0 };
}
