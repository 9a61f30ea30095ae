/* Over-assignment: how much more is planned for the parts of a scope than for the scope itself. A little is a reserve against
 * those who miss their plans; less than the whole cannot reach it.
 */
#pragma once
#include "rules/question.h"

#define ASSIGNMENT_HIGH_PPM INT64_C(1250000)
enum assignment_state {
	ASSIGNMENT_FITS,
	ASSIGNMENT_UNDER, /* the parts' plans do not make the whole */
	ASSIGNMENT_OVER,  /* they make more than ASSIGNMENT_HIGH_PPM of it */
};
struct assignment {
	int64_t own_e4, parts_e4; /* the full period's targets */
	struct ratio ratio;       /* parts / own; turned round it is the attainment factor */
	uint32_t count, without;  /* parts that have a plan, and that have none */
	bool rolled_up;           /* the scope's plan is the sum of its members' in the first place */
	enum assignment_state state;
};
/* Over the parts of the kind `by` (NONE: there is none) of a KPI that adds up. */
enum analysis_outcome assignment_of(const struct question *q, uint32_t by, struct assignment *out);
