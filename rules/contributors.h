/* Who makes a gap: the parts of a scope by what each lacks or has over, and the few that make most of it (Pareto). */
#pragma once
#include "rules/question.h"

struct contributor {
	uint32_t scope;
	struct ratio base, fact; /* fact den 0: no data, which adds nothing; base den 0: likewise of another period */
	int64_t gap_e4;
};
enum { CONTRIBUTORS_SHARE_PPM = 800000 };
struct contributors {
	const struct contributor *at; /* those that pull with the gap first, the furthest first */
	uint32_t count;
	uint32_t key_count; /* so many of the first make 80 % of the gap; all that pull with it, where even they do not */
	int64_t base_e4, fact_e4, gap_e4; /* of the scope itself */
	int64_t rest_e4;                  /* the gap less all of theirs: who has no plan, is no longer there, and rounding */
};
/* The parts of the kind `by` (NONE: there is none) as of the question's day (the last of the period where it asks about the
 * whole). Those without a base to be held against are left to the rest. */
enum analysis_outcome contributors_of(struct arena *a, const struct question *q, uint32_t by, struct contributors *out);
/* The day by which the question looks at the organisation. */
int32_t contributors_day(const struct question *q);
