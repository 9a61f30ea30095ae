/* The fence: one line that says who may commit for a company and how far the company is. docs/commit.md. */
#pragma once
#include "base/hash.h"
#include "rules/engine.h"

enum { OWNER_ID_LEN = 16 };

struct fence {
	uint64_t epoch;          /* changes of owner; 0: no fence yet */
	uint64_t turn;           /* commits */
	struct hash128 digest;   /* running, of all outputs */
	struct entry_id reports; /* last taken */
	struct entry_id commands;
	uint64_t inputs;              /* taken so far */
	char owner[OWNER_ID_LEN + 1]; /* hex digits */
};

/* "epoch turn digest reports commands inputs owner" */
void fence_add(struct buf *b, const struct fence *f);
int fence_parse(struct str text, struct fence *out, struct err *err);
