#include "ctl/columns.h"

struct span {
	uint32_t first, last;
	unsigned columns;
};
static const struct span spans[] = {
	{ 0x300, 0x36f, 0 },     { 0x483, 0x489, 0 },     { 0x1100, 0x115f, 2 },   { 0x200b, 0x200f, 0 },
	{ 0x20d0, 0x20f0, 0 },   { 0x2e80, 0xa4cf, 2 },   { 0xac00, 0xd7a3, 2 },   { 0xf900, 0xfaff, 2 },
	{ 0xfe00, 0xfe0f, 0 },   { 0xfe30, 0xfe6f, 2 },   { 0xff00, 0xff60, 2 },   { 0xffe0, 0xffe6, 2 },
	{ 0x1f300, 0x1f64f, 2 }, { 0x1f680, 0x1f6ff, 2 }, { 0x1f900, 0x1faff, 2 }, { 0x20000, 0x3fffd, 2 },
};

static unsigned columns_of_code(uint32_t code)
{
	for (size_t i = 0; i < sizeof(spans) / sizeof(*spans) && code >= spans[i].first; i++)
		if (code <= spans[i].last)
			return spans[i].columns;
	return 1;
}

/* "\033[31m": up to its letter. */
static size_t escape_bytes(struct str s)
{
	size_t n = 2;

	if (s.len < 2 || s.ptr[0] != '\033' || s.ptr[1] != '[')
		return 0;
	while (n < s.len && (s.ptr[n] < '@' || s.ptr[n] > '~'))
		n++;
	return n < s.len ? n + 1 : n;
}

struct str columns_next(struct str *rest, unsigned *out_columns)
{
	struct str piece = { rest->ptr, escape_bytes(*rest) };
	uint32_t code;

	*out_columns = 0;
	if (piece.len == 0 && rest->len > 0) {
		unsigned char lead = (unsigned char)rest->ptr[0];

		code = lead < 0x80 ? lead : lead < 0xe0 ? lead & 0x1f : lead < 0xf0 ? lead & 0xf : lead & 7;
		for (piece.len = 1; piece.len < rest->len && ((unsigned char)rest->ptr[piece.len] & 0xc0) == 0x80; piece.len++)
			code = code << 6 | ((unsigned char)rest->ptr[piece.len] & 0x3f);
		*out_columns = columns_of_code(code);
	}
	rest->ptr += piece.len;
	rest->len -= piece.len;
	return piece;
}

size_t columns_of(struct str s)
{
	size_t all = 0;
	unsigned columns;

	while (s.len > 0) {
		columns_next(&s, &columns);
		all += columns;
	}
	return all;
}

void columns_add_head(struct buf *b, struct str line, size_t columns)
{
	bool full = false;

	while (line.len > 0) {
		unsigned wide;
		struct str piece = columns_next(&line, &wide);

		full = full || wide > columns;
		if (full && piece.ptr[0] != '\033')
			continue;
		buf_adds(b, piece);
		columns -= full ? 0 : wide;
	}
}
