/* What the schedule says of a report that comes: late, not expected, handed in already, locked. And the word of a head that lets
 *a report be corrected once between the soft lock and the hard one:
 *
 *	command=approve form id [reason]      by: the head of the seller's unit or of one above it
 */
#pragma once
#include "rules/report.h"

/* Of a report of a scheduled form that was understood. false: refused. What is only said becomes remarks of the report. What the
 * reading rule answers by itself, a duplicate or an older revision, is let through. */
bool lock_allows(struct engine *e, struct report *r, struct arena *a, struct receipt *why);
bool command_approve(struct engine *e, const struct input *in, struct arena *a, struct receipt *r);
