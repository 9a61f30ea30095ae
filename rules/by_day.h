/* Conditions on the figures of single days, each by itself: `by_day` triggers. "No report on two working days running" is one.
 *
 * A day is judged when it has ended, and only where it counts: a working day, if the decision's `for_` counts those, on which
 * the seller or unit belongs to the organisation. Days before the company's first report or command are not asked for.
 */
#pragma once
#include "rules/condition.h"

/* Does this day count? */
bool by_day_is_judged(const struct subject *s, int32_t day);
/* Does the trigger hold on as many judged days running as `for_` says, the last of which is `day`, all inside the period?
 * *out_since: the first of them; *out_figures: those of `day`. */
bool by_day_runs(const struct subject *s, int32_t day, int32_t *out_since, struct figures *out_figures);
/* May a case that holds since `since` close? Where the last days judged up to `day`, as many as `clear_for` says (left out: one),
 * are all clear, or all since `since`: what is handed in late counts. A day that is not `over` counts once it is clear. Whoever
 * has left owes nothing. *out_day: the last day that counted, *out_figures: those of it. */
bool by_day_cleared(const struct subject *s, int32_t since, int32_t day, bool over, int32_t *out_day,
		    struct figures *out_figures);
