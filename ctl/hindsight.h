/* What one model would have made of a past, and how right it was: the cases that its decisions opened, held against what became
 * of the subjects that they watch. Folds in this process, with a listener as the only sink.
 *
 * A *subject* is a scope and a period with a plan that a decision watches. It is judged when its period is over: *missed* where
 * the KPI's final attainment is below the share asked for. A case is *right* where its subject was missed; a missed subject is
 * *found* where a case about it opened before its period's last day was over. Formulas: docs/backtest.md.
 */
#pragma once
#include "ctl/burden.h"
#include "ctl/casebook.h"
#include "ctl/pastlog.h"

enum fate {
	FATE_NOT_OVER, /* the period goes on where the past ends */
	FATE_UNKNOWN,  /* no plan, no data, or the past begins within the period */
	FATE_MET,
	FATE_MISSED,
};
struct hindsight_subject {
	uint32_t scope;
	struct period period;
	enum fate fate;
	bool found; /* a case about it opened in time */
};
struct hindsight_case {
	uint32_t number; /* in the casebook; a case's id is "C" and number + 1 */
	uint32_t decision;
	struct str scope, period, to; /* as texts, in the arena */
	enum fate fate;
	int32_t opened_day, closed_day; /* DAY_NONE: it is open */
	int32_t lead_days;              /* from its opening to the period's last day */
};
struct hindsight_decision {
	const struct decision *decision;
	ARRAY(struct hindsight_subject) subjects; /* in the order of (scope, period) */
	ARRAY(uint32_t) cases;                    /* numbers in hindsight.cases, as they opened */
	ARRAY(int32_t) leads;                     /* of right cases, the shortest first */
	uint32_t right, wrong, undecided;         /* cases */
	uint32_t missed, met, not_over, unknown;  /* subjects */
	uint32_t found;                           /* of the missed */
};
struct hindsight {
	const char *path; /* of the model's folder */
	struct folder folder;
	struct fold fold;
	struct arena *arena;
	struct casebook book;
	int64_t missed_ppm;
	ARRAY(struct hindsight_case) cases; /* as they opened */
	struct hindsight_decision *decisions;
	uint32_t decision_count;
	struct burden burden;
	int32_t first_day, last_day; /* of the past: of its first fact, of its end */
	struct counters counters;
	uint32_t broken; /* alerts about rules that broke */
};

/* Folds the past with the folder's model. The exit status; what is wrong has been said. `wanted` (may be NULL): whether the
 * alerts of a decision count for the load. Free it in any case; it must not move before. */
typedef bool hindsight_wants(void *arg, struct str decision);
int hindsight_run(struct hindsight *h, const char *path, struct pastlog *log, int64_t missed_ppm, hindsight_wants *wanted,
		  void *arg);
void hindsight_free(struct hindsight *h);
/* NULL: the model has no decision of this code. */
const struct hindsight_decision *hindsight_find(const struct hindsight *h, struct str code);

/* ---- hindsight_judge.c ---- */
/* From the state in which the past ends. */
void hindsight_judge(struct hindsight *h);

/* The nearest rank: the smallest number that at least `percent` of the `count` ones do not exceed. They stand in order, the
 * smallest first; count > 0. */
int32_t hindsight_rank(const int32_t *at, size_t count, unsigned percent);
