/* Holding what has come of a scenario so far against an expectation. */
#pragma once
#include "ctl/actuals.h"
#include "ctl/said.h"

struct failure {
	struct spot place;
	struct str what;    /* "expected an alert {...}" */
	struct str nearest; /* what is there that comes nearest; empty: nothing */
};
struct failures {
	struct arena *arena; /* owns the texts */
	ARRAY(struct failure) list;
};
struct expect {
	struct engine *engine;
	const struct said *said;
	size_t since;         /* what was said from here on counts, unless the expectation is about all so far */
	const char *since_at; /* when that was, for messages; NULL: the beginning */
	struct failures *failures;
	/* of what was said: an expectation has named it, so that it is no surprise */
	bool *named;
};

void expect_check(const struct expect *x, const struct expectation_doc *e);
void failure_add(struct failures *f, struct spot place, struct str nearest, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
