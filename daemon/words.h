/* Reading back what the daemon itself has written to Redis: numbers, digests, and the texts of a reply. */
#pragma once
#include "base/hash.h"
#include "daemon/resp.h"
#include "rules/engine.h"

/* Only decimal digits. false: not a number, or too large. */
bool words_u64(struct str s, uint64_t *out);
bool words_i64(struct str s, int64_t *out);
/* 32 hex digits as hash128_add() writes them. */
bool words_digest(struct str s, struct hash128 *out);
/* Why a reply is not what was asked for: the error's own text, else what came instead. Always -1. */
int words_unexpected(struct resp got, const char *expected, struct err *err);
/* Steps over the rest of a value whose first token has been read: the items of an array, nothing for others. */
void words_skip(struct str reply, size_t *at, struct resp first);
