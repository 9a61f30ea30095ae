/* Walks RESP2 bytes in place: no allocation, no copies. For the hot path (XREAD replies) and for replay files.
 *
 * resp_measure() says whether a whole value stands at the start of the bytes; resp_next() then steps through it as a flat
 * sequence of tokens. Hostile bytes give RESP_BROKEN, never an overrun: sizes and nesting are bounded.
 */
#pragma once
#include "base/err.h"
#include "base/str.h"

enum { RESP_DEPTH = 8, RESP_BULK_MAX = 512 << 20 /* as Redis itself */, RESP_ITEMS_MAX = 1 << 20 };
enum resp_kind { RESP_STRING, RESP_STATUS, RESP_ERROR, RESP_INTEGER, RESP_NIL, RESP_ARRAY };
struct resp {
	enum resp_kind kind;
	struct str text; /* STRING, STATUS, ERROR */
	int64_t integer; /* INTEGER; ARRAY: number of items */
};
enum resp_state { RESP_WHOLE, RESP_MORE, RESP_BROKEN };

/* *out_len: length of the first whole value. Remembers in *scan where to go on when more bytes have come (start with a
 * zeroed one, zero it after each value), so that a large reply is scanned once. */
struct resp_scan {
	size_t at;
	uint64_t open[RESP_DEPTH];
	unsigned depth;
};
enum resp_state resp_measure(struct str bytes, struct resp_scan *scan, size_t *out_len, struct err *err);
/* The token at *at inside a measured value; steps over it (an array's items follow as tokens of their own). */
struct resp resp_next(struct str bytes, size_t *at);
/* Takes up to `count` string tokens in a row, stops before one that is none; returns how many. */
size_t resp_strings(struct str bytes, size_t *at, struct str *out, size_t count);
/* Appends one command. By hand: every output passes here, and printf would cost more than all else about it. */
void resp_add_command(struct buf *b, size_t argc, const struct str *argv);
