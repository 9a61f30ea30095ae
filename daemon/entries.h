/* Stream entries out of Redis's replies, in place: an input's texts are views of the reply's bytes. */
#pragma once
#include "base/err.h"
#include "rules/engine.h"

/* An entry with more fields than this comes with this many and one: whoever takes it refuses it. */
enum { ENTRIES_PAIRS_MAX = INPUT_PAIRS };
#define ENTRY_ID_MAX ((struct entry_id){ UINT64_MAX, UINT64_MAX })

/* "1700000000000-5". false: not an id. A missing sequence is 0. */
bool entry_id_parse(struct str s, struct entry_id *out);
void entry_id_add(struct buf *b, struct entry_id id);

struct entries { /* of one stream */
	struct input *inputs;
	uint32_t count, cap;
	struct pair *pairs;
	size_t pair_count, pair_cap;
};
void entries_clear(struct entries *e); /* keeps the memory */
void entries_free(struct entries *e);
/* Appends the entries of one array of [id, [field, value, ...]] at *at, as XREAD and XRANGE give it. */
int entries_decode(struct entries *e, enum input_kind kind, struct str reply, size_t *at, struct err *err);
/* A whole XREAD reply over the two streams; a nil one has no entries. Clears both first. */
int entries_decode_read(struct str reply, struct str reports_key, struct str commands_key, struct entries *reports,
			struct entries *commands, struct err *err);
