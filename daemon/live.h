/* Inputs as they come, turn by turn: reads, folds, seals, commits. docs/commit.md.
 *
 * Under low load a turn is one input and leaves at once; an alert never waits; otherwise a turn grows while the commit
 * before it is in flight, and waits a millisecond for more where reads are full. Where a turn ends changes no output.
 */
#pragma once
#include "daemon/checkpoint.h"
#include "daemon/commit.h"
#include "daemon/fetch.h"
#include "daemon/log.h"
#include "daemon/outbox.h"
#include "daemon/stream.h"
#include "daemon/timing.h"

struct live;
struct live_limits {
	uint32_t turn_inputs;
	uint32_t turn_delay_ms;
	uint32_t checkpoint_ms;
	uint32_t checkpoint_bytes;     /* in one commit */
	uint32_t confirm_replicas;     /* receipts say `upto` what so many have */
	bool keep_inputs;              /* reports and commands are never trimmed */
	uint32_t test_commit_delay_ms; /* each commit waits at random for up to so long; 0: no */
	uint64_t test_seed;
};
struct live_parts { /* all outlive it */
	struct event_base *loop;
	struct str company;
	struct turn *turn;
	struct outbox *outbox;
	struct fetch *fetch;
	struct commit *commit;
	struct checkpoint *checkpoint;
	const struct log *log;
	struct live_limits limits;
	struct timing *turns;         /* how long folding and encoding each turn took */
	void (*finished)(void *arg);  /* after live_finish(): the checkpoint at the fence is written */
	void (*committed)(void *arg); /* a turn is in Redis */
	void *arg;
};

struct live *live_new(const struct live_parts *parts);
void live_free(struct live *l);
/* The engine stands at the fence, and so do the commit and `stream`, whose events come here from now on.
 * `checkpoint_inputs`: of the checkpoint in Redis. */
void live_start(struct live *l, struct stream *stream, uint64_t checkpoint_inputs);
void live_stop(struct live *l);   /* at once; what is not committed is forgotten */
void live_finish(struct live *l); /* commits what is folded, then a whole checkpoint, then says `finished` */
bool live_is_running(const struct live *l);
const char *live_unread(const struct live *l); /* why inputs cannot be read; empty: they can */

void live_batch(struct live *l, const struct stream_batch *batch);
void live_idle(struct live *l, int64_t redis_ms);
void live_trouble(struct live *l, bool lost, const struct err *why);
void live_stream_up(struct live *l);
void live_committed(struct live *l);
void live_model_ready(struct live *l);
