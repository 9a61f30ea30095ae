/* The reader of a company's two input streams, as DESIGN 4: reports and commands are read together and merge by the time of
 * their entry ids, commands first. A read cut short by COUNT merges only as far as nothing earlier can still come.
 *
 *	stream_next(s, wait_ms);   asks; exactly one of the four events follows, from the loop, never from inside stream_next()
 *
 * The owner asks for each read, so what it cannot take stays in Redis. A batch's bytes stay until stream_release(); asking
 * inside `batch` lets Redis prepare the next read while this one is folded. At most two batches are out: a third read waits
 * for a release.
 */
#pragma once
#include "daemon/entries.h"

struct event_base;
struct link;
struct stream;

struct stream_batch {
	const struct input *inputs; /* in their order, at least one */
	uint32_t count;
	bool more;        /* the streams held more than was read: catching up */
	int64_t redis_ms; /* what the time was when it was read; 0: not asked */
	uint32_t slot;    /* the stream's own mark */
};
struct stream_events {
	void (*batch)(void *arg, const struct stream_batch *batch);
	/* Both streams were empty at this Redis time: timers due by then may fire. */
	void (*idle)(void *arg, int64_t redis_ms);
	/* Everything up to the bounds of stream_until() has been handed over. */
	void (*end)(void *arg);
	/* This read failed. An error reply, or the connection was lost ("lost" set: ask again once the link is up). */
	void (*trouble)(void *arg, bool lost, const struct err *why);
};
struct stream_from {
	struct str company;
	struct entry_id reports, commands; /* the last ones taken already; 0-0: from the beginning */
	uint32_t live_count;               /* COUNT of a read, 0: 1000 */
	uint32_t behind_count;             /* COUNT after a full read, 0: 1000 */
};
enum { STREAM_WAIT_MAX_MS = 1000 };

/* `link` is the stream's alone (it blocks), and outlives it. Reads nothing yet. */
struct stream *stream_new(struct event_base *loop, struct link *link, const struct stream_from *from,
			  const struct stream_events *events, void *arg);
void stream_free(struct stream *s); /* no event follows */
/* `wait_ms`: how long the read may wait for an input, cut at STREAM_WAIT_MAX_MS; 0 where a timer is due. */
void stream_next(struct stream *s, int64_t wait_ms);
/* Gives the batch's memory back; batches may be released in any order. */
void stream_release(struct stream *s, const struct stream_batch *batch);
/* For recovery: from now on hand over only entries up to and including these ids, then say `end`, and do not wait. The bounds
 * may be moved on after `end` (what has been read beyond them is kept). ENTRY_ID_MAX twice: live again. Not while a read is
 * asked for. */
void stream_until(struct stream *s, struct entry_id reports, struct entry_id commands);
/* The last ids handed over. */
struct entry_id stream_at(const struct stream *s, enum input_kind kind);
