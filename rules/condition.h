/* Conditions: whether a trigger holds for a scope on a day, and on days running. Pure functions of the facts and plans. */
#pragma once
#include "rules/figures.h"
#include "rules/state.h"

/* What a condition is asked about. */
struct subject {
	const struct engine *engine;
	const struct decision *decision;
	uint32_t scope;
	struct period period;
	uint32_t kind;           /* of the period, its position in model.period_kinds */
	const struct plan *plan; /* NULL: none */
};
struct subject subject_of(const struct engine *e, uint32_t decision, uint32_t scope, struct period period);
/* The zone by whose midnight a scope's day ends. */
uint32_t scope_zone(const struct engine *e, uint32_t scope, int32_t day);
bool subject_is_workday(const struct subject *s, int32_t day);
uint32_t subject_hours(const struct subject *s, int32_t day); /* that are worked on it */
/* calendar_add_workdays() for 0 or more of them, by the calendar that counts on each of the days. */
int32_t subject_add_workdays(const struct subject *s, int32_t day, int32_t workdays);

/* Do the seller and the unit that the scope is about belong to the organisation on that day? */
bool subject_is_there(const struct subject *s, int32_t day);
/* Is the decision about sellers of this one's role? */
bool subject_has_role(const struct subject *s);

/* Are there facts, and enough of them for a verdict? */
bool condition_has_data(const struct subject *s, const struct figures *f);
/* Does `t` hold for these figures? */
bool condition_holds(const struct subject *s, const struct trigger *t, const struct figures *f);
/* May what `t` keeps open close? Missing data, or too few facts, under MISSING_HOLD let nothing open and nothing clear. */
bool condition_cleared(const struct subject *s, const struct trigger *t, const struct figures *f);
/* The parts of a subject's figures: plan-to-date at the end of `day`, and the facts dated up to `day`; of a decision by_day those
 * of that day alone, and no plan. */
void subject_plan(const struct subject *s, int32_t day, struct figures *out);
void subject_fact(const struct subject *s, int32_t day, struct figures *out);
/* Does `t` (or, `negated`, its opposite) hold on `d` days running that end with `day`, all inside the period? *out_since: the
 * first of them; *out_figures: those of `day`. */
bool condition_runs(const struct subject *s, const struct trigger *t, bool negated, struct duration d, int32_t day,
		    int32_t *out_since, struct figures *out_figures);
