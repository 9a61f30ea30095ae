/* What the host must know of a run to execute it again, and people who look at one. Read only; valid between inputs. */
#pragma once
#include "rules/engine.h"
#include "rules/records.h"

struct wait_look {
	struct str name; /* its key in the run */
	enum wait_kind kind;
	uint32_t over; /* as which of its run, from 1; 0: not yet */
	int32_t day;   /* over: on which */
	struct str value, by, note;
	bool awaited;           /* the run stands at it */
	int64_t from_ms;        /* when it was made */
	int64_t due_ms;         /* TIMER: when it is over; INT64_MAX: never, or it is no timer */
	struct str to, options; /* ASK: options joined by '|'; empty: any text */
	uint32_t task;          /* DONE: the task's number + 1; 0: there was none */
};
struct run_look {
	bool paused;           /* its rule broke */
	int64_t since_ms;      /* when it came to where it stands */
	struct str journal;    /* what the host has said of it so far, made by it alone */
	uint32_t entries;      /* of the journal */
	struct str pin_sha;    /* of what it is executed from: run_pin() */
	struct figures opened; /* as the case opened, on opened_day */
	int32_t opened_day;
	const struct wait_look *waits; /* those of the script */
	uint32_t wait_count;
};
/* The run of an open case, its number + 1; texts and lists live in `a`. false: the case has none that waits or is paused. */
bool run_look(const struct engine *e, uint32_t case_no, struct arena *a, struct run_look *out);
/* The first case with a run that waits or is paused after case number + 1 `after`, its number + 1; 0: there is none. */
uint32_t runs_next(const struct engine *e, uint32_t after);
struct str case_decision(const struct engine *e, uint32_t case_no); /* its code; `case_no` is number + 1 */
/* Who was the first to do something about an open case, and when; false: nobody yet. */
bool run_seen_by(const struct engine *e, uint32_t case_no, struct str *out_by, int64_t *out_ms);
/* What would wake the run of an open case at this moment. false: the model no longer has what the case is about. */
bool run_flip_now(const struct engine *e, uint32_t case_no, struct flip *out);
/* The tasks of a case in the order in which they were given out: how many; *out, in `a`, has the number + 1 of each. */
uint32_t tasks_look(const struct engine *e, uint32_t case_no, struct arena *a, const uint32_t **out);
/* "in_progress"; NULL: no such state. */
const char *task_state_name(enum task_state state);
/* The text of what that run is executed from, in `a`. */
struct str run_pin(const struct engine *e, uint32_t case_no, struct arena *a);
/* Runs that wait for nothing that can come: there must be none. */
uint32_t runs_stuck(const struct engine *e);
struct run_counts {
	uint32_t waiting, paused;
};
struct run_counts runs_count(const struct engine *e);
