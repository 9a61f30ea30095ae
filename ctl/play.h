/* Playing a script on a stage: what is to be done moment by moment, and what is expected held against what has come of it.
 *
 * Beside the expectations a play fails where a report or command was refused, or a rule broke, and no expectation up to the next
 * one names that receipt or alert: a slip in a timeline must not look like a quiet day.
 */
#pragma once
#include "ctl/expect.h"
#include "ctl/script.h"
#include "ctl/stage.h"

struct played_failure {
	struct failure is;
	struct str at;   /* of the moment, as written */
	uint32_t moment; /* 0: none in particular */
};
struct played {
	struct failures failures; /* owns the texts */
	ARRAY(struct played_failure) list;
	bool skipped; /* this stage cannot play it */
};

/* -1: it could not be played to its end. `story` (may be NULL) gets the timeline with what happened, for people. Free *out. */
int play(const struct script *script, struct stage *stage, struct played *out, struct buf *story, struct err *err);
void played_free(struct played *p);
