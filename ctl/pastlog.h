/* A company's past as inputs on which any model can be tried: a file of XADD commands, the rows of a foreign file with a mapping,
 *or the log that Redis keeps. Models that were put in force in it are passed over: the one on trial stays.
 *
 *	pastlog_open(&p, &err);
 *	pastlog_fold(&p, &fold, &err);    once for each model
 *	pastlog_close(&p);
 *
 * Nothing is written anywhere.
 */
#pragma once
#include "ctl/fold.h"
#include "ctl/server.h"

struct pastlog {
	const struct common *common;
	const char *file;  /* NULL: the log in Redis */
	const char *map;   /* how the file's rows become reports (docs/import.md); NULL: it holds XADD commands */
	const char *until; /* then time passes up to this instant; NULL: it stays where the past leaves it */
	/* inside */
	struct server server;
	struct arena *arena;
	ARRAY(struct input) inputs; /* of Redis: merged as the daemon merges them */
	uint64_t skipped;           /* activations passed over, of the last fold */
	struct problems problems;   /* of mapping and rows, of the last fold */
};

/* Reads what there is in Redis; of a file nothing yet. */
int pastlog_open(struct pastlog *p, struct err *err);
void pastlog_close(struct pastlog *p);
/* All of it, with the model that the fold has begun with. -1: it cannot be read, or `problems` says what is wrong with mapping or
 * rows and `err` is empty. */
int pastlog_fold(struct pastlog *p, struct fold *f, struct err *err);

/* ---- pastlog_rows.c ---- */
int pastlog_fold_rows(struct pastlog *p, struct fold *f, struct err *err);
