/* Remarks: what is said about a report that was understood. A rule of its form that does not hold is one; so is a report that
 * comes late or on a day on which none is expected (duty.h).
 */
#pragma once
#include "rules/report.h"

/* Appends one; its texts live in the arena. */
void remark_add(struct arena *a, struct remarks *list, const struct remark *r);
/* Asks the form's rules. A rule of lines that several lines do not keep is one remark, about the first of them. What cannot be
 * told, since a number is not given or the result is too large, holds. false: a rule of the class reject does not hold. */
bool remarks_of_rules(struct arena *a, const struct form *form, const struct fact *common, struct report *out,
		      struct receipt *why);
/* What the answer becomes, and the gravest first. */
void remarks_tell(const struct remarks *list, struct receipt *out);
