/* A decision as the engine sees it: what it watches and when it opens and clears. Made by the Lua host from the
 * company's decision files; `run` stays in Lua. Names and API: docs/decisions.md.
 */
#pragma once
#include "rules/model.h"

enum trigger_kind {
	TRIGGER_BEHIND,   /* fact-to-date against plan-to-date */
	TRIGGER_VALUE,    /* the KPI's value against a limit */
	TRIGGER_FUNCTION, /* a Lua function says */
};
struct trigger {
	enum trigger_kind kind;
	/* TRIGGER_BEHIND holds where fact < share_ppm of plan-to-date (with `or_equal`: <=) and the gap and the elapsed
	 * share are reached. For a KPI whose direction is down the comparison is turned round: fact > share (behind by 10 % is
	 * then a share of 110 %). Of a plan-to-date of 0 there is no share: the gap alone decides, without one it does not hold.
	 * For a KPI with a band it holds where fact is outside by more than (by at least) 1 - share of its width. */
	int64_t share_ppm;
	bool or_equal;
	int64_t gap_e4;      /* smallest |plan-to-date - fact|, 0: any */
	int64_t elapsed_ppm; /* smallest elapsed share of the period's weight, 0: any */
	/* TRIGGER_VALUE: value `compare` limit_e4 (COMPARE_LT .. COMPARE_GE); `by_day`: the value of each day by itself, see
	 * rules/by_day.h */
	enum compare compare;
	int64_t limit_e4;
	bool by_day;
	/* Holds only where it is no chance: the 95 % bound of the fact (base/wilson.h) on the plan's side misses the whole plan,
	 * of TRIGGER_VALUE the limit. Only of a KPI that is a conversion, and never of `clear`. */
	bool sure;
	/* TRIGGER_BEHIND: where the subject's usual rest of the period is known, the fact and that rest are held against the
	 * whole plan, else the fact against plan-to-date. Only of a KPI that adds up over the days. */
	bool usual;
	uint32_t line; /* where it stands in the decision's file; 0: not known */
};
enum count_of { COUNT_CALENDAR_DAYS, COUNT_WORKDAYS, COUNT_WORKHOURS /* not of a condition */ };
/* "Holds on `days` running, each judged when it has ended". days == 0: judged at once, at every report. */
struct duration {
	uint32_t days;
	enum count_of of;
};
enum severity { SEVERITY_INFO, SEVERITY_AMBER, SEVERITY_RED };
enum missing { MISSING_HOLD, MISSING_CLEAR, MISSING_OPEN };

/* What the engine does by itself while nothing happens on an open case. Lengths of 0: not. */
struct escalation {
	struct duration remind, boss, top; /* since the last progress */
	struct duration overdue;           /* since a task was due */
	struct str top_to;
};

struct param_value {
	struct str name;
	struct str text; /* as a model would give it: "7 %", "3 workdays" */
};

struct decision {
	struct str code;
	struct text title;
	struct str owner;
	struct str file;       /* "decisions/plan_lag.lua" */
	struct str source_sha; /* of the file */
	uint32_t kpi;
	uint32_t scope_kind;
	uint32_t period_kind;
	const struct str *roles; /* of sellers, whom alone it is about; NULL: everybody */
	uint32_t role_count;
	uint32_t calendar; /* for phasing and working days; NONE: the plan's own */
	enum plan_level level;
	struct trigger when; /* by_day: `clear` is too, and when_for has days */
	struct duration when_for;
	const struct param_value *const *named; /* the parameters that a declared `when` and `for_` name */
	uint32_t named_count;
	struct trigger clear; /* holds while the case must stay open: cleared = !clear */
	struct duration clear_for;
	enum severity severity; /* unless the file has a function */
	bool severity_by_function;
	enum missing on_missing;
	bool shadow;    /* on trial: nobody hears of its cases */
	bool runs_move; /* its runs that wait are taken over to another version when that is put in force, where they can be */
	struct escalation escalation;
	struct str pin;               /* what its runs are executed from: the file and its parameters, see rules/pin.h */
	struct str pin_sha;           /* of that */
	const uint32_t *inhibited_by; /* decision indices */
	uint32_t inhibited_count;
};
struct decisions {
	const struct decision *at;
	uint32_t count;
};
