/* The open cases and tasks of a company, without folding its log: those of the checkpoint, and what the streams say since.
 *
 * A case that opened without an alert, or that its own run closed, is known with the next checkpoint.
 */
#pragma once
#include "ctl/standing.h"
#include "rules/decision.h"

enum { SEVERITIES = SEVERITY_RED + 1 };

struct roll { /* by number of a case or task: how it stands, and 1; 0: it is not open */
	uint8_t *at;
	uint32_t count;
};
struct census {
	uint64_t cases[SEVERITIES]; /* open ones */
	uint64_t tasks;
	bool partial; /* more has been written since the checkpoint than is looked at */
	/* inside: as of the checkpoint read last */
	uint64_t generation;
	uint64_t written[OUTPUT_STREAMS];
	struct roll case_roll, task_roll;
};

/* Zeroed at first; keeps what it has read of a checkpoint for the next time. */
int census_read(struct census *c, struct server *s, const struct standing *now, struct err *err);
void census_free(struct census *c);
