/* What the host must know of a run to execute it again. Read only; valid between inputs. */
#pragma once
#include "rules/engine.h"

struct wait_look {
	struct str name; /* its key in the run */
	enum wait_kind kind;
	uint32_t over; /* as which of its run, from 1; 0: not yet */
	int32_t day;   /* over: on which */
	struct str value, by, note;
};
struct run_look {
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
/* The text of what that run is executed from, in `a`. */
struct str run_pin(const struct engine *e, uint32_t case_no, struct arena *a);
/* Runs that wait for nothing that can come: there must be none. */
uint32_t runs_stuck(const struct engine *e);
struct run_counts {
	uint32_t waiting, paused;
};
struct run_counts runs_count(const struct engine *e);
