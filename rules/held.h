/* Held reports: taken provisionally, since a rule of the class hold does not hold, until somebody confirms them. What they report
 * counts meanwhile. A correction or retraction ends the hold; so does the command confirm, and then the record says who it was:
 *
 *	command=confirm form id [rev] [reason]
 */
#pragma once
#include "rules/report.h"

/* A report was taken: it ends the hold of the revision before, and begins one where `r` says that it is held. */
void held_note(struct engine *e, const struct report *report, const struct receipt *r);
/* The id is forgotten, and what was held of it. */
void held_forget(struct engine *e, struct hash128 key);
bool command_confirm(struct engine *e, const struct input *in, struct arena *a, struct receipt *r);
void held_index(struct engine *e);
/* Of a state just loaded: every reference must make sense. */
int held_check(const struct engine *e, struct err *err);
