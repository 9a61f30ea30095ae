/* Entries of the stream `alerts`: what somebody is told about a case. */
#pragma once
#include "rules/output.h"

struct telling {
	enum alert_kind kind;
	struct str to;          /* empty: nobody in particular */
	const struct text *why; /* NULL: nothing more to say */
	struct str ask;         /* of a question and what became of it: its name in the run */
	struct str options;     /* joined by '|' */
	struct str value;       /* an answer */
	struct str by, note;    /* of what somebody has done */
	struct str reason;      /* CLOSED */
	uint32_t task;          /* of a task: number + 1 */
	bool late;              /* ANSWER: another one came before it */
};
void alert_put(struct engine *e, uint32_t number, const struct flip *f, const struct telling *t, struct arena *a,
	       struct update *out);
/* "open", "resolved", ... */
const char *alert_kind_name(enum alert_kind kind);
