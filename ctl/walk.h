/* Reading a company's stream from one entry to another, page by page. */
#pragma once
#include "ctl/server.h"
#include "rules/engine.h"

struct walk_entry { /* valid during the call */
	struct entry_id id;
	const struct pair *pairs;
	uint32_t count;
};
/* false: that was enough. It may not ask the server anything. */
typedef bool (*walk_fn)(void *arg, const struct walk_entry *e);

/* All entries from `from` to `to`, both included ("-", "+", an entry id, "(" before one that is left out), oldest first. */
int walk_stream(struct server *s, const char *stream, struct str from, struct str to, walk_fn fn, void *arg, struct err *err);
/* Empty where there is none. */
struct str walk_field(const struct pair *pairs, uint32_t count, const char *name);
