/* The manifest of a checkpoint: which pages, in which slots, make which state. docs/state.md describes the text. */
#pragma once
#include "base/mem.h"
#include "rules/engine.h"

enum { STATE_FORMAT = 1, NAMES_PIECE_BYTES = 64 << 10 };

struct manifest_section {
	struct str name;
	enum section_kind kind;
	uint32_t record_size; /* POOL */
	uint32_t count;       /* POOL: numbers given out; NAMES: names */
	uint32_t free_head;   /* POOL */
	uint32_t live;        /* POOL */
	uint64_t bytes;       /* NAMES: of text */
	uint8_t *slots;       /* POOL: one bit a page, lowest first */
	uint32_t pages;       /* POOL: as count and record size make them; NAMES: pieces */
};
struct manifest {
	uint64_t generation;
	char model[65];
	int64_t time_ms;
	struct entry_id reports, commands;
	uint64_t inputs;
	uint64_t turn;
	struct hash128 digest;
	bool has_state;
	struct hash128 state;
	uint64_t outputs[OUTPUT_STREAMS];
	struct str meta;
	struct manifest_section *sections;
	uint32_t section_count;
};

static inline bool slot_bit(const uint8_t *slots, uint32_t page)
{
	return slots[page / 8] >> (page % 8) & 1;
}
/* Pages of a pool with `count` records, and pieces of a text. */
uint32_t manifest_pool_pages(uint32_t record_size, uint32_t count);
uint32_t manifest_names_pieces(uint64_t bytes);

void manifest_add(struct buf *b, const struct manifest *m);
/* Everything that the result points to lives in `a`. Refuses a newer format. */
int manifest_parse(struct str text, struct arena *a, struct manifest *out, struct err *err);
