/* At which stage of a funnel the money is lost: the first stage's count, the conversion from each stage to the next, and what one
 * of the last stage brings, each by what it made of the KPI's gap (chain substitution). */
#pragma once
#include "rules/decompose.h"
#include "rules/kin.h"

struct funnel_step {
	uint32_t from;           /* stage; NONE: the count of the first stage itself */
	uint32_t to;             /* stage; of the last step the KPI itself */
	struct ratio base, fact; /* fact den 0: no data, since an earlier stage is zero */
	int64_t effect_e4;
	/* Of a conversion, the bounds of what it may really be, by Wilson: parts per million; -1: it is no share of a count. */
	int64_t low_ppm, high_ppm;
	bool sure; /* the base lies outside them */
};
enum funnel_against {
	FUNNEL_BASE,  /* the question's: plan or another period; stages without one are passed over */
	FUNNEL_PEERS, /* what the others make of as many at the first stage, all of them together */
};
struct funnel {
	struct funnel_step steps[FACTORS_MAX];
	uint32_t count;
	int64_t base_e4, fact_e4, gap_e4;
	uint32_t worst; /* step: the conversion that lost most; NONE: none lost anything */
	uint32_t at;    /* without an answer: the KPI at fault */
};
enum analysis_outcome funnel_of(const struct question *q, enum funnel_against against, enum kin_circle circle,
				struct funnel *out);
