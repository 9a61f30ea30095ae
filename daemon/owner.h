/* The lease: who is alive as the owner of a company. It decides when a stand-by takes over, nothing else: what may be committed
 * the fence decides. A lease left by a process of this machine that is gone is taken at once.
 */
#pragma once
#include "daemon/fence.h"
#include "daemon/link.h"

struct owner;
struct owner_events {
	void (*gained)(void *arg);
	void (*lost)(void *arg);                           /* another process holds it */
	void (*trouble)(void *arg, const struct err *why); /* Redis refuses to say or to set it; tried again */
};

/* The id is random, new for each process. */
struct owner *owner_new(struct event_base *loop, struct link *control, struct str company, uint32_t lease_ms,
			uint32_t stand_by_ms, const struct owner_events *events, void *arg);
void owner_free(struct owner *o);
void owner_start(struct owner *o); /* tries now, and again until it has it */
/* Gives the lease back, so that another need not wait; `done` follows, also without a connection. */
void owner_release(struct owner *o, void (*done)(void *arg));
/* The fence says otherwise: not the owner until Redis has been asked; `gained` follows where the lease is still its. */
void owner_doubt(struct owner *o);
/* The company stands still: the lease is kept, so that no stand-by goes on, and says why. owner_release() gives it back. */
void owner_stand_still(struct owner *o, const struct err *why);
bool owner_holds(const struct owner *o);
const char *owner_id(const struct owner *o);
void owner_link_up(struct owner *o);
