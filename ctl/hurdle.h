/* What stands in the way of a case, for people and for programs. */
#pragma once
#include "ctl/known.h"
#include "lua/host.h"
#include "rules/why_not.h"

struct hurdle {
	const struct common *common;
	const struct wordbook *words;
	struct buf *out;
	struct why_not why;
	/* hurdle_ask() */
	bool asked; /* the file was; then `said` is its answer */
	struct verdict said;
};

/* Where the decision's file has to say, asks it. What it says lives in `a`. */
void hurdle_ask(struct hurdle *x, struct host *h, struct arena *a);
void hurdle_add(const struct hurdle *x, const struct known *k);
void hurdle_add_json(const struct hurdle *x, const struct known *k);
