/* Figures worked out by hand: straight loops over what was said, day by day. Slow, and shares nothing with the engine but the
 * type of a fraction. */
#pragma once
#include "base/num.h"
#include "invented_reports.h"

/* A reduced fraction. den 0: no data; den -1: too large to be told exactly. */
struct fraction {
	i128 num, den;
};
struct fraction fraction_of(i128 num, i128 den);
struct fraction fraction_add(struct fraction a, struct fraction b);
struct fraction fraction_sub(struct fraction a, struct fraction b);
struct fraction fraction_mul(struct fraction a, struct fraction b);
struct fraction fraction_div(struct fraction a, struct fraction b); /* by zero: no data */
int64_t fraction_round_e4(struct fraction f);                       /* half away from zero */
static inline bool fraction_is(struct fraction f, struct ratio r)
{
	return f.den < 0 || (f.den == 0 ? r.den == 0 : r.den > 0 && ratio_cmp((struct ratio){ f.num, f.den }, r) == 0);
}

/* ---- by_hand.c ---- */
/* Does the fact count for the scope? Members as in the id. */
bool hand_counts(const struct company *c, int kind, const int *members, const struct fact_said *f);
/* The units above a unit or seller on a day, itself first; -1 ends. A fact without a seller, or of one who is in no unit, is the
 * company's. */
enum { HAND_PATH = 5 };
void hand_units(const struct company *c, int unit, int32_t day, int out[HAND_PATH]);

struct hand_figure {
	struct fraction fact;
	int64_t facts;
};
/* Of `facts` of the scope, as known at the end of `until`. `known` of the mask: numbers of facts that count for the scope. */
struct hand_figure hand_figure(const struct company *c, int kpi, const struct fact_said *const *facts, int count,
			       const struct period_span *span, int32_t until);
