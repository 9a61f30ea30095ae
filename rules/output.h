/* Building the entries of the output streams, and the running digest over them. */
#pragma once
#include "rules/state.h"

enum { OUTPUT_PAIRS = 40 };
struct entry {
	struct arena *arena;
	struct pair pairs[OUTPUT_PAIRS];
	uint32_t count;
	struct buf scratch; /* given back by entry_put() */
};
void entry_begin(struct entry *x, struct arena *a);
/* Copies the text; `name` must live as long as the arena. */
void entry_add_pair(struct entry *x, struct str name, struct str text);
static inline void entry_add(struct entry *x, const char *name, struct str text)
{
	entry_add_pair(x, str_of(name), text);
}
void entry_add_number(struct entry *x, const char *name, const char *prefix, int64_t number); /* "C17" */
void entry_add_e4(struct entry *x, const char *name, int64_t e4);
void entry_add_day(struct entry *x, const char *name, int32_t day);
void entry_add_text(struct entry *x, const char *name, const struct model *m, const struct text *text); /* name.en, name.ru */
/* Appends the entry to the update and to the engine's digest, and leaves it empty. */
void entry_put(struct engine *e, struct entry *x, enum output_stream stream, struct update *out);
/* The receipt of a report or command, and its copy in `rejected` where it was refused. */
void receipt_put(struct engine *e, const struct findings *found, struct arena *a, struct update *out);
