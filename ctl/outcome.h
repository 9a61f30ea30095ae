/* What becomes of many reports: receipts read as they come, until a position says that all have been taken.
 *
 *	outcome_begin(&o, server, err);            before the first is sent
 *	...                                        o.ids, o.count: the entries sent, in the order of their ids
 *	outcome_wait(&o, wait_ms, &end, err);
 */
#pragma once
#include "ctl/server.h"
#include "rules/engine.h"

enum outcome_end { OUTCOME_ALL, OUTCOME_OWNERLESS, OUTCOME_LATE };
struct outcome {
	struct server *server;
	const struct entry_id *ids; /* ours; may grow between calls */
	size_t count;
	struct entry_id upto; /* all reports up to here have been taken */
	/* A receipt of one of ours: its place in `ids`, and the receipt; NULL: none wanted. */
	void (*answered)(void *arg, size_t which, enum answer answer, const struct pair *pairs, uint32_t pair_count);
	void *arg;
	uint64_t counts[ANSWER_REJECTED +
			1];   /* of ours, by answer; accepted ones have no receipt as a rule, see outcome_accepted() */
	struct entry_id seen; /* inside: the last receipt read */
};

/* Remembers where the receipts end now. */
int outcome_begin(struct outcome *o, struct server *s, struct err *err);
/* Reads the receipts that are there. */
int outcome_look(struct outcome *o, struct err *err);
/* Until all of ours are taken, nobody serves the company, or `wait_ms` are over without any progress. */
int outcome_wait(struct outcome *o, int wait_ms, enum outcome_end *out, struct err *err);
/* How many of ours have been taken, and how many of these simply counted. */
size_t outcome_taken(const struct outcome *o);
uint64_t outcome_accepted(const struct outcome *o);
