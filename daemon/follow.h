/* Folds the log after a checkpoint, guided by the journal, with outputs held back: recovery up to the fence, and a stand-by that
 * keeps up with the owner. docs/commit.md.
 */
#pragma once
#include "daemon/fence.h"
#include "daemon/fetch.h"
#include "daemon/journal.h"
#include "daemon/log.h"
#include "daemon/outbox.h"
#include "daemon/stream.h"

struct follow;
struct follow_events {
	/* The state is the fence's. `differs`: inputs or digest are not what the fence says; the operator has been told. */
	void (*reached)(void *arg, bool differs);
	void (*trouble)(void *arg, const struct err *why); /* it cannot go on; start again from the checkpoint */
};
struct follow_parts { /* all outlive it */
	struct event_base *loop;
	struct link *control;
	struct str company;
	struct turn *turn;
	struct outbox *outbox;
	struct fetch *fetch;
	const struct log *log;
	uint32_t look_ms; /* between two looks at the journal */
};

struct follow *follow_new(const struct follow_parts *parts, const struct follow_events *events, void *arg);
void follow_free(struct follow *f);
/* The engine has been loaded; `stream` stands where it does and gives its events to follow_stream_events(). Follows until told.
 */
void follow_start(struct follow *f, struct stream *stream);
/* The fence is ours and stands still: go to the end, then say `reached`. */
void follow_to(struct follow *f, const struct fence *end);
void follow_stop(struct follow *f);
void follow_model_ready(struct follow *f);
void follow_link_up(struct follow *f); /* the control link or the stream's */

/* The stream's events while following. */
void follow_batch(struct follow *f, const struct stream_batch *batch);
void follow_end(struct follow *f);
void follow_trouble(struct follow *f, bool lost, const struct err *why);
