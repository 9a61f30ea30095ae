/* A fold in this process: the daemon's turn, with another source and another sink.
 *
 * Inputs come from a file (fold_file()) or, by ctl/refold.h, from Redis. With `outputs` set every entry that the daemon would
 * write is kept as one JSON line, by way of the daemon's own outbox in turns of `turn_inputs`.
 */
#pragma once
#include "ctl/folder.h"
#include "ctl/known.h"
#include "daemon/outbox.h"
#include "daemon/turn.h"

struct fold_entry {        /* of an output stream; valid during the call */
	struct str stream; /* "alerts" */
	const struct pair *pairs;
	uint32_t count;
};

struct fold {
	struct turn *turn;
	struct folder *models; /* the first is in force at the start; others by their sha, for activations */
	uint32_t model_count;
	struct buf packed;     /* the bundle last asked for */
	struct outbox *outbox; /* NULL: outputs are counted only */
	uint32_t turn_inputs;
	uint32_t in_turn;
	struct buf outputs;       /* JSON lines, as many as are not yet written */
	int out_fd;               /* where they go */
	ARRAY(struct pair) pairs; /* of the entry in hand */
	int64_t started_ms;
	/* set after fold_start(), each may be NULL */
	void (*wrote)(void *arg, const struct fold_entry *entry); /* when its turn ends; needs turn_inputs > 0 */
	void (*took)(void *arg, const struct taken *what);        /* each input and timer at once */
	void *arg;
	struct known *known;
	bool one_model;   /* the first model stays in force: activations are passed over */
	uint64_t skipped; /* that were */
};

/* `models` must outlive it. `out_fd` -1: no outputs are written; turns are made all the same where turn_inputs > 0. */
int fold_start(struct fold *f, struct folder *models, uint32_t model_count, uint32_t turn_inputs, int out_fd, struct err *err);
void fold_end(struct fold *f);
void fold_take(struct fold *f, const struct input *in);
/* The rest of a turn, and what is left of the outputs. */
int fold_finish(struct fold *f, struct err *err);
/* All inputs of a file; with `known` as far as they were known then. */
int fold_file(struct fold *f, const char *path, struct err *err);
/* Lets time pass: "2017-10-01T00:00:00", local time of the company where it has no offset. */
int fold_until(struct fold *f, const char *instant, struct err *err);
/* Takes the state out as a checkpoint would hold it and goes on with what comes of putting it back. */
int fold_reload(struct fold *f, struct err *err);
