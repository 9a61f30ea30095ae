/* The journal: what the ids of reports and commands alone do not say about the order of inputs. docs/state.md.
 *
 * An entry's id is <inputs>-<n>; n is given by Redis.
 */
#pragma once
#include "daemon/parcel.h"
#include "rules/engine.h"

enum journal_kind {
	JOURNAL_COMMAND,
	JOURNAL_TICK,
	JOURNAL_BOUND,
	JOURNAL_ACTIVATE,
	JOURNAL_PROGRESS,
	JOURNAL_OWNER,
	JOURNAL_CHECKPOINT,
	JOURNAL_KINDS
};
struct journal_entry {
	enum journal_kind kind;
	uint64_t inputs;          /* taken, this one included */
	struct entry_id reports;  /* last taken before it, or up to here */
	struct entry_id commands; /* last taken, this one included */
	int64_t time_ms;          /* engine time after it, INT64_MIN: none yet; TICK, BOUND: the time that it carries */
	bool clamped;             /* the entry id's own time lay before the time reached, or too far ahead: */
	int64_t clamped_ms;
	struct str sha;        /* ACTIVATE; OWNER: the model in force */
	struct str refused;    /* ACTIVATE: why; empty: it is in force */
	struct str owner;      /* OWNER */
	uint64_t epoch;        /* OWNER */
	struct hash128 digest; /* running, of all outputs */
	bool has_state;
	struct hash128 state; /* digest of the canonical state */
};

static inline bool journal_is_clock(const struct journal_entry *e)
{
	return e->kind == JOURNAL_TICK || e->kind == JOURNAL_BOUND;
}

/* Appends the XADD. */
void journal_add(struct parcel *p, struct str key, const struct journal_entry *e);
/* Reads one entry of an XRANGE reply at *at; texts point into the reply. */
int journal_read(struct str reply, size_t *at, struct journal_entry *out, struct err *err);
