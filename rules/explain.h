/* What a case's decision saw, day by day, as the reports say now. Read-only. */
#pragma once
#include "rules/decision.h"
#include "rules/engine.h"
#include "rules/records.h"

/* A case by its number (C1 is 0), with what its codes stand for. */
struct explained {
	const struct engine *engine;
	const struct case_record *record;
	const struct decision
		*decision; /* NULL: the model no longer has it, or it watches another figure; then the rest is unset */
	uint32_t index;    /* of the decision */
	uint32_t scope;
	struct period period;
};
struct explained_day {
	int32_t day;
	bool is_workday; /* of the subject; of a decision by_day false too where it does not belong to the organisation */
	bool has_data;   /* enough facts for a verdict */
	/* The conditions to open and to stay open hold. Of a function in the decision's file: false, the file has to say. */
	bool holds, keeps;
	struct figures figures;
};

uint32_t explain_count(const struct engine *e); /* cases, open and closed */
/* false: there is no such case. Valid until the next input. */
bool explain_case(const struct engine *e, uint32_t number, struct explained *out);
/* The subject at the end of `day`, which must lie in the case's period. */
void explain_day(const struct explained *x, int32_t day, struct explained_day *out);
