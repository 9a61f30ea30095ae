/* Would a report be taken? An engine of its own with the company's model, empty and without decisions, that takes reports as the
 * company's engine would: the same checks, the same reading rule, the same words.
 *
 * It knows only what it was given: what the company has counted already it cannot tell.
 */
#pragma once
#include "ctl/server.h"
#include "rules/engine.h"

struct probe;
/* `now_ms`: on wall time the present, on log time the moment that the log has reached; INT64_MIN: none yet. The model must
 * outlive it. */
struct probe *probe_new(const struct model *m, int64_t now_ms);
void probe_free(struct probe *p);
/* Takes a report. The answer is valid until the next one. */
const struct receipt *probe_take(struct probe *p, const struct pair *pairs, uint32_t count);
/* The moment to begin at: the present, or on log time what the journal says; INT64_MIN: nothing yet. */
int probe_moment(struct server *s, const struct model *m, int64_t *out_ms, struct err *err);
