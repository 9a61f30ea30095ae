/* Why no case of a decision is open about a subject: what stands in its way, asked by the rule that the engine judges by, of the
 * facts and plans as they are known now. Read-only.
 *
 *	why_not(e, decision, scope, period, DAY_NONE, &w);
 *	if (w.first == HINDRANCE_FUNCTION && the host says that w.flip holds)
 *		why_not_held(&w);
 */
#pragma once
#include "rules/condition.h"
#include "rules/explain.h"

/* In the order in which they are looked at. */
enum hindrance {
	HINDRANCE_NONE,      /* a case opens when it is judged next, if this stays so */
	HINDRANCE_AHEAD,     /* nothing of the period has been judged yet */
	HINDRANCE_OPEN,      /* its own case is open */
	HINDRANCE_NO_PLAN,   /* nothing to be held against */
	HINDRANCE_ROLE,      /* it is about sellers of other roles */
	HINDRANCE_LATCHED,   /* its run or a command has closed the case, and the trigger has not been seen false since */
	HINDRANCE_CONDITION, /* a part of the condition */
	HINDRANCE_DAYS,      /* it holds, but not on enough days running */
	HINDRANCE_FUNCTION,  /* the decision's file has to say */
	HINDRANCE_INHIBITED, /* another decision's open case keeps it quiet */
	HINDRANCE_OVER,      /* nothing opens any more for a period that is over */
};
struct why_not {
	struct explained of; /* its record is NULL */
	enum hindrance first;
	uint32_t case_no;         /* OPEN, LATCHED, INHIBITED: number + 1 */
	uint32_t past;            /* the latest closed case of this identity that opened by that day: number + 1; 0: none */
	int32_t day;              /* the last day judged; DAY_NONE: none */
	bool today;               /* it is not over yet */
	int32_t since;            /* DAYS: the first of the days running on which it holds */
	struct figures figures;   /* of that day */
	enum condition_part part; /* CONDITION */
	struct flip flip;         /* FUNCTION: what the file is asked */
};

/* `day`: as of its end; DAY_NONE: now. The scope is of the decision's kind. */
void why_not(const struct engine *e, uint32_t decision, uint32_t scope, struct period period, int32_t day, struct why_not *out);
/* The file has said that it holds: *w goes on with what else may be in the way. */
void why_not_held(struct why_not *w);
/* The day before `day` that counts for the decision's days running; DAY_NONE: there is none in the period. */
int32_t why_not_before(const struct why_not *w, int32_t day);
/* A part of the condition on that day; false: it is not asked for. *out_is: what is there, *out_limit: what it is held against;
 * den 0: nothing that could be shown. SAMPLE: facts; ELAPSED: shares; SHARE: deviations, of a band their sizes; else in the KPI's
 * unit. */
bool why_not_part(const struct why_not *w, enum condition_part part, bool *out_holds, struct ratio *out_is,
		  struct ratio *out_limit);
