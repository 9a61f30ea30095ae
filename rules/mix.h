/* Price, volume and mix: a KPI that is a quantity times a price, over the members of an axis. Did we sell less, cheaper, or
 *something else?
 *
 *	volume = (Q1 - Q0) V0 / Q0, mix = sum (q1 - Q1 q0 / Q0) p0, price = sum q1 (p1 - p0)
 */
#pragma once
#include "rules/question.h"

struct mix_member {
	uint32_t scope;
	struct ratio base_quantity, base_amount, quantity, amount; /* plain units */
};
struct mix {
	int64_t base_e4, fact_e4, gap_e4; /* of the scope itself */
	int64_t volume_e4, mix_e4, price_e4;
	int64_t rest_e4;   /* what the members do not have: the four add up to the gap */
	uint32_t members;  /* that count */
	uint32_t left_out; /* with an amount planned but no quantity, so that they have no price: in the rest */
	uint32_t kpi;      /* the quantity's */
};
/* The sums of the members' effects. Each member's price effect is rounded to 1/10000, the mix takes the rest, so that the three
 * add up to the difference of the amounts. A member of no quantity before counts at its new price, so all it brings is mix.
 * false: there was no quantity before, or an exact sum does not fit. Counts out->members and left_out. */
bool mix_of_members(const struct mix_member *members, uint32_t count, struct mix *out);
/* Of a KPI with two factors, the first being the quantity, over the parts of the kind `by` (NONE: there is none). */
enum analysis_outcome mix_of(struct arena *a, const struct question *q, uint32_t by, struct mix *out);
