/* Strings <-> dense numbers from 1, never forgotten, numbered in the order of arrival. 0 means "none". */
#pragma once
#include "base/hash.h"
#include "base/str.h"

struct names {
	struct buf text;  /* every name followed by a NUL, in order */
	uint32_t *offset; /* of name n at offset[n - 1] */
	uint32_t count;
	uint32_t cap;
	struct index index;
};
uint32_t names_find(const struct names *n, struct str name); /* 0: not there */
/* A name will soon be looked for (see mem_soon()): first its hash, then a guess at its number, 0, and then at its text. */
uint64_t names_soon(const struct names *n, struct str name);
uint32_t names_guess_soon(const struct names *n, uint64_t hash);
void names_text_soon(const struct names *n, uint32_t id);
uint32_t names_add(struct names *n, struct str name);      /* finds or adds; the name holds no NUL */
struct str names_text(const struct names *n, uint32_t id); /* empty for 0 */
void names_free(struct names *n);
size_t names_bytes(const struct names *n);
