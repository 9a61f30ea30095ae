/* Refused reports and commands, and the report as it was sent: out of the stream `reports` while it stands there, else out of
 * what `rejected` keeps of it, where that is the whole.
 */
#pragma once
#include "ctl/server.h"
#include "rules/engine.h"

enum original {
	ORIGINAL_SENT, /* the entry itself */
	ORIGINAL_KEPT, /* rebuilt from `content`: the same names and texts */
	ORIGINAL_CUT,  /* only the beginning is left: `pairs` has as much as there is */
	ORIGINAL_LOST, /* `content` does not say what it was, byte by byte */
};
struct refusal {
	struct entry_id entry; /* of the report or command */
	bool is_command;
	const struct pair *said; /* the fields of its entry in `rejected` */
	uint32_t said_count;
	enum original original;
	const struct pair *pairs; /* as it was sent */
	uint32_t pair_count;
	bool repeated; /* the same report was refused again later */
};
struct refusals {
	struct arena *arena;        /* owns all texts */
	ARRAY(struct refusal) list; /* in the order of refusal */
};

/* Those of these entries, or, where there are none, all reports with this rule. */
int refusals_find(struct refusals *r, struct server *s, const struct entry_id *entries, size_t count, const char *rule,
		  struct err *err);
void refusals_free(struct refusals *r);
/* A field of its entry in `rejected`; of the original. Empty where there is none. */
struct str refusal_said(const struct refusal *r, const char *name);

/* What `content` holds; for refusals_find() and the tests. */
enum original refusal_read_content(struct arena *a, struct str content, const struct pair **out, uint32_t *out_count);
