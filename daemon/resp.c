#include "daemon/resp.h"

#include <assert.h>

enum {
	LINE_MAX_BYTES = 64 << 10,
	NUMBER_DIGITS_MAX = 19,
	COUNT_BYTES = 24, /* "$", 20 digits, a line end */
};

/* One token's parse: `at` moves behind it only when it is whole. */
struct cursor {
	const char *at;
	const char *end;
	const char *broken; /* what is wrong there */
};

static enum resp_state broken(struct cursor *c, const char *why)
{
	c->broken = why;
	return RESP_BROKEN;
}

/* [-]digits CRLF at c->at. */
static inline enum resp_state take_number(struct cursor *c, int64_t *out)
{
	const char *p = c->at;
	bool negative = p < c->end && *p == '-';
	uint64_t n = 0;

	p += negative;
	const char *digits = p;
	while (p < c->end && (unsigned char)(*p - '0') <= 9) {
		if (p - digits == NUMBER_DIGITS_MAX)
			return broken(c, "a number of more than 19 digits");
		n = n * 10 + (unsigned char)(*p++ - '0');
	}
	if (n > (uint64_t)INT64_MAX + negative)
		return broken(c, "a number beyond 64 bits");
	if (c->end - p < 2)
		return p < c->end && *p != '\r' ? broken(c, "expected a number") : RESP_MORE;
	if (p == digits || p[0] != '\r' || p[1] != '\n')
		return broken(c, "expected a number and a line end");
	c->at = p + 2;
	*out = (int64_t)(negative ? 0 - n : n);
	return RESP_WHOLE;
}

static enum resp_state take_line(struct cursor *c, struct str *out)
{
	const char *p = c->at;

	while (p < c->end && *p != '\r') {
		if (p - c->at == LINE_MAX_BYTES)
			return broken(c, "a line of more than 64 KiB");
		p++;
	}
	if (c->end - p < 2)
		return RESP_MORE;
	if (p[1] != '\n')
		return broken(c, "a carriage return without a line feed");
	*out = (struct str){ c->at, (size_t)(p - c->at) };
	c->at = p + 2;
	return RESP_WHOLE;
}

static inline enum resp_state take_bulk(struct cursor *c, struct resp *out)
{
	int64_t len;
	enum resp_state state = take_number(c, &len);

	if (state != RESP_WHOLE)
		return state;
	if (len == -1) {
		out->kind = RESP_NIL;
		return RESP_WHOLE;
	}
	if (len < 0 || len > RESP_BULK_MAX)
		return broken(c, "a string's length below 0 or above 512 MiB");
	if (c->end - c->at < len + 2)
		return RESP_MORE;
	if (c->at[len] != '\r' || c->at[len + 1] != '\n')
		return broken(c, "a string that does not end where it should");
	out->kind = RESP_STRING;
	out->text = (struct str){ c->at, (size_t)len };
	c->at += len + 2;
	return RESP_WHOLE;
}

/* The usual token of a stream entry, a string of at most 99 bytes, by the shortest way: "$5\r\n" and "$12\r\n" are looked at as
 * one little-endian word. false: take the long one. */
static inline bool take_short(struct cursor *c, struct str *out)
{
	static const uint64_t one = 0x0a0d0024, one_mask = 0xffff00ff, two = 0x0a0d000024, two_mask = 0xffff0000ff;
	const char *p = c->at;
	uint64_t head;
	uint16_t tail;
	size_t len;

	if ((size_t)(c->end - p) < sizeof(head))
		return false;
	memcpy(&head, p, sizeof(head));
	len = (unsigned char)(p[1] - '0');
	if (len > 9)
		return false;
	if ((head & one_mask) == one) {
		p += 4;
	} else {
		size_t second = (unsigned char)(p[2] - '0');

		if ((head & two_mask) != two || second > 9)
			return false;
		len = len * 10 + second;
		p += 5;
	}
	if ((size_t)(c->end - p) < len + sizeof(tail))
		return false;
	memcpy(&tail, p + len, sizeof(tail));
	if (tail != 0x0a0d)
		return false;
	*out = (struct str){ p, len };
	c->at = p + len + sizeof(tail);
	return true;
}

static inline enum resp_state take_array(struct cursor *c, struct resp *out)
{
	const char *p = c->at;

	/* the usual one: "2\r\n" */
	if (c->end - p >= 3 && (unsigned char)(p[0] - '0') <= 9 && p[1] == '\r' && p[2] == '\n') {
		out->kind = RESP_ARRAY;
		out->integer = p[0] - '0';
		c->at = p + 3;
		return RESP_WHOLE;
	}
	enum resp_state state = take_number(c, &out->integer);
	if (state != RESP_WHOLE)
		return state;
	if (out->integer < -1 || out->integer > RESP_ITEMS_MAX)
		return broken(c, "an array's length below 0 or above 1,048,576");
	out->kind = out->integer < 0 ? RESP_NIL : RESP_ARRAY;
	return RESP_WHOLE;
}

static inline enum resp_state take_token(struct cursor *c, struct resp *out)
{
	if (c->at == c->end)
		return RESP_MORE;
	char type = *c->at++;
	if (type == '$')
		return take_bulk(c, out);
	if (type == '*')
		return take_array(c, out);
	if (type == ':') {
		out->kind = RESP_INTEGER;
		return take_number(c, &out->integer);
	}
	if (type != '+' && type != '-')
		return broken(c, "expected one of + - : $ *");
	out->kind = type == '+' ? RESP_STATUS : RESP_ERROR;
	return take_line(c, &out->text);
}

static inline void skip_short(struct cursor *c, uint64_t *left)
{
	uint64_t n = *left;
	struct str text;

	while (n > 0 && take_short(c, &text))
		n--;
	*left = n;
}

/* An array whose items are all there is itself an item that is there. */
static inline void close_arrays(struct resp_scan *scan)
{
	while (scan->depth > 0 && scan->open[scan->depth - 1] == 0) {
		scan->depth--;
		if (scan->depth > 0)
			scan->open[scan->depth - 1]--;
	}
}

enum resp_state resp_measure(struct str bytes, struct resp_scan *scan, size_t *out_len, struct err *err)
{
	struct cursor c = { bytes.ptr + scan->at, bytes.ptr + bytes.len, NULL };

	do {
		struct resp token = { 0 };
		enum resp_state state = take_token(&c, &token);

		if (state == RESP_MORE)
			return state;
		if (state == RESP_WHOLE && token.kind == RESP_ARRAY && token.integer > 0) {
			if (scan->depth < RESP_DEPTH)
				scan->open[scan->depth++] = (uint64_t)token.integer;
			else
				state = broken(&c, "arrays nested more than 8 deep");
		} else if (scan->depth > 0) {
			scan->open[scan->depth - 1]--;
		}
		if (state == RESP_BROKEN) {
			err_set(err, "byte %zu of a Redis value: %s", scan->at, c.broken);
			return state;
		}
		if (scan->depth > 0)
			skip_short(&c, &scan->open[scan->depth - 1]);
		close_arrays(scan);
		scan->at = (size_t)(c.at - bytes.ptr);
	} while (scan->depth > 0);
	*out_len = scan->at;
	return RESP_WHOLE;
}

struct resp resp_next(struct str bytes, size_t *at)
{
	struct cursor c = { bytes.ptr + *at, bytes.ptr + bytes.len, NULL };
	struct resp out = { 0 };
	enum resp_state state = take_token(&c, &out);

	assert(state == RESP_WHOLE);
	(void)state;
	*at = (size_t)(c.at - bytes.ptr);
	return out;
}

size_t resp_strings(struct str bytes, size_t *at, struct str *out, size_t count)
{
	struct cursor c = { bytes.ptr + *at, bytes.ptr + bytes.len, NULL };
	size_t n = 0;

	while (n < count) {
		if (!take_short(&c, &out[n])) {
			size_t here = (size_t)(c.at - bytes.ptr);
			struct resp token = resp_next(bytes, &here);

			if (token.kind != RESP_STRING)
				break;
			out[n] = token.text;
			c.at = bytes.ptr + here;
		}
		n++;
	}
	*at = (size_t)(c.at - bytes.ptr);
	return n;
}

static inline char *put_count(char *to, char kind, size_t n)
{
	char digits[COUNT_BYTES];
	size_t at = sizeof(digits);

	*to++ = kind;
	while (n >= 10) {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	}
	*to++ = (char)('0' + n); /* most words are shorter than ten bytes */
	while (at < sizeof(digits))
		*to++ = digits[at++];
	*to++ = '\r';
	*to++ = '\n';
	return to;
}

/* Room for the whole command first, then no more questions: each output passes here. */
void resp_add_command(struct buf *b, size_t argc, const struct str *argv)
{
	size_t room = COUNT_BYTES;

	for (size_t i = 0; i < argc; i++)
		room += COUNT_BYTES + argv[i].len + 2;
	buf_reserve(b, room);
	char *to = put_count(b->ptr + b->len, '*', argc);
	for (size_t i = 0; i < argc; i++) {
		to = put_count(to, '$', argv[i].len);
		if (argv[i].len)
			memcpy(to, argv[i].ptr, argv[i].len);
		to += argv[i].len;
		*to++ = '\r';
		*to++ = '\n';
	}
	*to = '\0';
	b->len = (size_t)(to - b->ptr);
}
