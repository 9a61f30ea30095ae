/* Folds a company's log out of Redis up to its fence, without touching anything there: from the company's first entry where the
 * log still reaches back to it, else from the checkpoint. The journal guides it and is compared at every entry: docs/state.md.
 * Or up to an instant of the past: ctl/known.h.
 */
#pragma once
#include "ctl/known.h"
#include "ctl/server.h"
#include "daemon/entries.h"
#include "daemon/fence.h"
#include "daemon/journal.h"
#include "daemon/manifest.h"
#include "daemon/turn.h"

struct refold {
	struct server *server;
	struct turn *turn;
	struct fence fence;         /* folded up to here */
	bool from_checkpoint;       /* else from the company's first entry */
	struct manifest checkpoint; /* inputs 0: there is none */
	bool refuse_checkpoint;     /* asked for: the whole log or nothing */
	bool use_checkpoint;        /* asked for: do not go further back */
	struct known *known;        /* asked for: not as it is now; may be NULL */
	uint64_t compared;          /* journal entries and positions that agreed */
	uint64_t agreed_inputs;     /* at the last of them */
	bool differs;
	struct err where; /* where they part, the first place */
	bool has_holes;   /* other numbers of inputs: the log is not what was taken */
	/* inside */
	struct arena *arena;
	uint64_t skew; /* inputs of the fence that a checkpoint's engine does not count */
	struct entries entries;
	struct buf journal, page, model;
	struct str refused;         /* by the journal entry in hand */
	bool took;                  /* an input; then: */
	struct hash128 after_input; /* the outputs' digest after the last one, before the timers that it set off */
};

/* The wishes use_checkpoint, refuse_checkpoint and known are read from *r; the rest is filled. -1: it cannot be folded at all, or
 * does not say what was known then. */
int refold_run(struct refold *r, struct server *s, struct err *err);
void refold_free(struct refold *r);
