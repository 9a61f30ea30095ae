/* The one gate through which anything is written for a company: a transaction under the fence. docs/commit.md.
 *
 *	commit_start(c, &present);         what the fence must say now
 *	commit_send(c, &parcel, &next);    the parcel is taken over; exactly one event follows, however long it takes
 *
 * A commit that Redis cannot take (memory, disk, read-only, loading, gone) is kept and sent again; one that it took twice
 * cannot exist.
 */
#pragma once
#include "daemon/fence.h"
#include "daemon/link.h"
#include "daemon/parcel.h"
#include "daemon/timing.h"

struct commit;
struct commit_events {
	void (*done)(void *arg); /* the commit is in Redis */
	void (*lost)(void *arg); /* the fence is somebody else's, or Redis holds an older state: drop the memory */
	/* Redis executed the transaction and refused a part of it. Nothing more is committed. */
	void (*broken)(void *arg, const struct err *why);
	void (*waiting)(void *arg, const struct err *why); /* it is tried again; said once for each reason */
	void (*flowing)(void *arg);                        /* after `waiting`: nothing stands in the way any more */
};

/* `link` is the commit's alone and outlives it. `key`: the fence's. */
struct commit *commit_new(struct event_base *loop, struct link *link, struct str key, const struct commit_events *events,
			  void *arg);
void commit_free(struct commit *c); /* no event follows */
/* From now on commits are made on top of this fence; epoch 0: there must be none. Watches it as soon as the link is up.
 * Any former commit must be done. */
void commit_start(struct commit *c, const struct fence *present);
void commit_stop(struct commit *c); /* forgets everything; what is in flight may still happen */
/* From now on each commit is followed by WAIT for so many replicas, at most `ms`; 0: none. Commits go on without them. */
void commit_confirm(struct commit *c, uint32_t replicas, uint32_t ms);
/* The last commit that enough replicas have (all of them where none are asked for); epoch 0: none yet. */
const struct fence *commit_confirmed(const struct commit *c);
/* Not while busy. Takes over the parcel's content and leaves an empty one. */
void commit_send(struct commit *c, struct parcel *p, const struct fence *next);
/* Why Redis does not take commits, or replicas do not confirm them; empty: nothing stands in the way. */
const char *commit_trouble(const struct commit *c);
/* From commit_send() to Redis's answer, however often it was sent. */
const struct timing *commit_timing(const struct commit *c);
bool commit_is_busy(const struct commit *c);
bool commit_is_armed(const struct commit *c);             /* watched and nothing in flight: a commit would leave at once */
const struct fence *commit_fence(const struct commit *c); /* as of the last commit done */
void commit_link_changed(struct commit *c, enum link_change change); /* the owner of the link passes it on */
