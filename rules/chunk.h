/* Bytes of any length in a pool of small records, for what a checkpoint must hold and no field has room for. */
#pragma once
#include "base/pool.h"
#include "rules/records.h"

/* Puts the bytes at the end of the chain that *first begins (0: none yet) and that holds *length bytes already. */
void chunks_append(struct pool *chunks, uint32_t *first, uint32_t *length, struct str bytes);
/* A copy in `a`; `first` may be 0. */
struct str chunks_text(const struct pool *chunks, uint32_t first, uint32_t length, struct arena *a);
void chunks_free(struct pool *chunks, uint32_t first);
/* Is there a whole chain of so many bytes? */
bool chunks_are_sound(const struct pool *chunks, uint32_t first, uint32_t length);
