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

/* What a declared condition asks for, in this order. */
enum condition_part {
	PART_NONE,
	PART_DATA,   /* that anything is reported, or counts as zero */
	PART_SAMPLE, /* enough facts */
	PART_SURE,
	PART_VALUE, /* against the limit */
	PART_ELAPSED,
	PART_PLAN,  /* a plan-to-date; not of a band */
	PART_SHARE, /* behind by so much of it; of a band: outside by so much of its width */
	PART_GAP,
	CONDITION_PARTS
};
/* The first part of `t`, which is declared, that these figures miss; PART_NONE: it holds. */
enum condition_part condition_missed(const struct subject *s, const struct trigger *t, const struct figures *f);
/* One part by itself, whatever others say, of those that `t` asks for. */
bool condition_part_holds(const struct subject *s, const struct trigger *t, const struct figures *f, enum condition_part part);
/* The figures whose fact and expected `t` compares: f, or where what usually still comes counts, *room with that in it; NULL:
 * they are too large. */
const struct figures *condition_figures(const struct trigger *t, const struct figures *f, struct figures *room);
/* By how much they are on the bad side, below 0 on the good one; of a band the size of the gap. den 0: too large. */
struct ratio condition_gap(const struct kpi *k, const struct figures *f);

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
/* The day as of whose plan the facts of a day that is not over are judged: what today may cost is today's from the morning on,
 * what it is to bring only when it has ended. */
int32_t subject_plan_day(const struct subject *s, int32_t today);
/* Does `t` (or, `negated`, its opposite) hold on `d` days running that end with `day`, all inside the period? *out_since: the
 * first of them; *out_figures: those of `day`. */
bool condition_runs(const struct subject *s, const struct trigger *t, bool negated, struct duration d, int32_t day,
		    int32_t *out_since, struct figures *out_figures);
