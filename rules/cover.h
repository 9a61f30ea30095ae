/* How much must be open to reach what is left of the plan (domain model 2.8), since only a part of it is won, and of that a part
 * comes too late:
 *
 *	need = 1 / (win rate x (1 - slippage)); 1 800 000 left at 25 % and 20 % take 5.0 times as much, 9 000 000
 */
#pragma once
#include "rules/capacity_norms.h"
#include "rules/question.h"

struct cover {
	struct ratio win, slip;
	struct ratio need;   /* times what is left */
	int64_t left_e4;     /* of the plan */
	struct ratio amount; /* that must be open: left x need */
	struct ratio open;   /* that is; den 0: no data, or the model says no KPI for it */
	struct ratio times;  /* open / left; den 0 also where nothing is left */
	struct ratio lack;   /* amount - open, below 0: there is more than is needed */
	uint32_t at;         /* the KPI at fault; NONE */
};
/* By the row of capacity.yaml for the KPI that holds on the day asked, or on the period's last one. ANALYSIS_NO_NORMS,
 * ANALYSIS_NO_BASE: there is no plan; ANALYSIS_NO_DATA: a rate has none; ANALYSIS_UNREACHABLE. */
enum analysis_outcome cover_of(const struct question *q, struct cover *out);
/* The same from the rates, what is left and what is open. */
enum analysis_outcome cover_fill(struct cover *c);
