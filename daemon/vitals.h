/* How a company does, at one moment: what STATUS=, /healthz and /metrics tell. Collected when somebody asks. */
#pragma once
#include "daemon/tally.h"
#include "daemon/timing.h"
#include "daemon/turn.h"

/* WAITING: for Redis, or for a first model. LOADING: until it is live or stands by. STOPPED: by an error, or about to end. */
enum vitals_state { VITALS_WAITING, VITALS_LOADING, VITALS_STANDBY, VITALS_LIVE, VITALS_STOPPED, VITALS_STATES };
struct vitals {
	struct str company;
	enum vitals_state state;
	const char *phase;   /* the same for people: "waiting for a model" */
	const char *trouble; /* why it cannot do its work now, valid until the loop goes on; empty: it can */
	struct tally_counts count;
	int64_t waiting[2];        /* reports, commands in Redis that are not yet taken; -1: not known */
	int64_t commit_age_ms;     /* since Redis confirmed the last one; -1: none by this process */
	int64_t checkpoint_age_ms; /* of the current one; -1: none */
	uint64_t checkpoint;       /* its generation */
	uint64_t inputs, turn;     /* as of the last commit */
	bool has_sizes;
	struct sizes sizes;
	int64_t runs_waiting, runs_paused, runs_stuck; /* where it has sizes */
	const struct timing *turns, *commits;
	const struct host *host; /* NULL: no model */
};
const char *vitals_state_name(enum vitals_state state);

struct company;
void company_vitals(const struct company *c, struct vitals *out);
