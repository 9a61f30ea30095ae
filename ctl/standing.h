/* How a company stands, by its own keys in Redis: who serves it, with which model, how far it is, how much waits. Needs no
 *daemon.
 *
 *	struct arena *a = arena_new();
 *	if (standing_read(&now, a, &server, &err) == 0 && standing_is_served(&now)) ...
 */
#pragma once
#include "ctl/server.h"
#include "daemon/fence.h"
#include "daemon/manifest.h"

enum { STANDING_WAITING_MOST = 1000 };

struct standing {
	struct str owner;   /* the daemon's id; empty: none */
	int64_t lease_ms;   /* how long its lease still holds; -1: for ever */
	struct str machine; /* where it runs: daemon/process.h */
	uint64_t pid, started_at;
	struct str stopped; /* why it stands still; empty: it does not */
	struct str model;   /* SHA-256; empty: none in force */
	bool has_fence, has_checkpoint;
	struct fence fence;
	struct manifest checkpoint;
};

/* Texts live in `a`. -1: no answer, or a key that cannot be read. */
int standing_read(struct standing *out, struct arena *a, struct server *s, struct err *err);
/* A daemon owns it and does not stand still. */
bool standing_is_served(const struct standing *s);
/* Served, but without model or fence. Redis cannot tell a company that is new from one that lost everything while its daemon
 * ran: the lease alone comes back. */
bool standing_is_lost(const struct standing *s);

/* How many entries of a stream stand behind a position, counted up to STANDING_WAITING_MOST. */
int standing_waiting(struct server *s, const char *stream, struct entry_id taken, uint64_t *out, struct err *err);
