/* What an analysis is asked about: a KPI of a scope and period as known on a day, and what it is held against. */
#pragma once
#include "rules/figures.h"

struct question {
	const struct engine *engine;
	uint32_t scope;
	uint32_t kpi;
	struct period period;
	uint32_t calendar; /* NONE: the plan's own */
	enum plan_level level;
	int32_t day;         /* DAY_NONE: the whole period, however dated */
	int32_t plan_day;    /* plan to date as of its end: the day, or the one before where today is not over (record 7) */
	bool against_period; /* else against the plan */
	struct period against;
};
/* Why an analysis has no answer. */
enum analysis_outcome {
	ANALYSIS_DONE,
	ANALYSIS_NO_FACTORS,   /* the model says none */
	ANALYSIS_NO_STAGES,    /* likewise */
	ANALYSIS_NO_DATA,      /* a figure that it needs has no data */
	ANALYSIS_NO_BASE,      /* there is nothing to hold one against */
	ANALYSIS_NOT_POSITIVE, /* LMDI takes logarithms */
	ANALYSIS_NOT_ADDITIVE, /* the KPI does not add up over members */
	ANALYSIS_NO_MEMBERS,   /* the scope has no parts of the kind */
	ANALYSIS_NO_PEERS,     /* fewer than two have a figure */
	ANALYSIS_TOO_LARGE,    /* an exact result does not fit */
	ANALYSIS_NO_NORMS,     /* capacity.yaml says none that hold here */
	ANALYSIS_NOT_MONTHS,   /* the period is not made of whole months */
	ANALYSIS_UNREACHABLE,  /* nothing is won, or all is put off: no pipeline would do */
};

/* "no_factors", "too_large"...; empty: there is an answer. */
struct str analysis_why(enum analysis_outcome outcome);

/* A KPI's figures in the scope and period of the question. */
void question_figures(const struct question *q, uint32_t scope, uint32_t kpi, struct figures *out);
/* What it is held against: plan to date as in figures_gap(), or what the other period was as many days after its beginning, the
 * whole of it where the whole is asked about. den 0: nothing. */
struct ratio question_base(const struct question *q, uint32_t scope, uint32_t kpi);
/* What is left of the full period's plan, not below 0: all of it where there is no fact yet. ANALYSIS_NO_BASE,
 * ANALYSIS_TOO_LARGE. */
enum analysis_outcome question_left(const struct question *q, int64_t *out_left_e4);
/* ANALYSIS_NO_BASE, ANALYSIS_NO_DATA where one of the two is missing. */
enum analysis_outcome question_gap(const struct question *q, struct ratio *out_base, struct ratio *out_fact);
/* Both, of any scope and KPI. */
void question_pair(const struct question *q, uint32_t scope, uint32_t kpi, struct ratio *out_base, struct ratio *out_fact);
