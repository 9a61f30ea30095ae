/* Which factor of a KPI brought it off its plan, and by how much: factor analysis by the factors that the model declares.
 *
 *	struct decomposition d;
 *	if (decompose(&question, EFFECTS_CHAIN, &d) == ANALYSIS_DONE)
 *		... d.parts[d.largest].effect_e4 of d.gap_e4 ...
 */
#pragma once
#include "rules/effects.h"
#include "rules/question.h"

struct part { /* a factor's */
	uint32_t kpi;
	bool divides;
	bool implied; /* it has no base of its own: what those of the KPI and the other factors leave */
	bool kept;    /* it has no data, since another factor is zero: its base stands for it */
	struct ratio base;
	struct ratio fact; /* den 0 where it is `kept` */
	int64_t effect_e4;
};
struct decomposition {
	int64_t base_e4, fact_e4, gap_e4; /* of the KPI; the gap is what the effects and `apart_e4` add up to */
	int64_t apart_e4;                 /* the product of the factors' bases less the KPI's base: plans that do not agree */
	struct part parts[FACTORS_MAX];
	uint32_t count;
	uint32_t largest; /* part: of the effects in the gap's direction the greatest; of no gap the greatest at all */
	uint32_t at;      /* without an answer: the KPI at fault; NONE */
};
enum analysis_outcome decompose(const struct question *q, enum effects_method method, struct decomposition *out);
/* The same of a chain that the caller has filled: kpi, divides, base and fact of each part. `base`: the KPI's, den 0 where it is
 * what the parts make it. */
enum analysis_outcome decompose_chain(struct decomposition *d, enum effects_method method, struct ratio base);
