/* What company.c (connections, start and stop), company_work.c (what it does next) and company_take_over.c share, and what
 * vitals.c shows; nobody else includes it. */
#pragma once
#include "daemon/backlog.h"
#include "daemon/birth.h"
#include "daemon/company.h"
#include "daemon/follow.h"
#include "daemon/lag.h"
#include "daemon/live.h"
#include "daemon/owner.h"
#include "daemon/recover.h"
#include "daemon/vitals.h"

enum { COMPANY_RETRY_MIN_MS = 200, COMPANY_RETRY_MAX_MS = 5000 };

/* CONNECT: no Redis yet. LOAD: the checkpoint comes in. NEW: there is none, a model is looked for. BORN: the first commit is on
 * its way. FOLLOW: folds along as a stand-by. TAKE_OVER: the fence is being written. CATCH_UP: folds to the fence. */
enum phase { CONNECT, LOAD, NEW, BORN, FOLLOW, TAKE_OVER, CATCH_UP, LIVE, STOPPING, STOPPED, BROKEN };

struct company {
	struct event_base *loop;
	const struct settings *settings;
	const struct log *log;
	struct str name;
	enum phase phase;
	struct link *control, *writer, *reader;
	struct turn *turn;
	struct outbox *outbox;
	struct checkpoint *checkpoint;
	struct commit *commit;
	struct fetch *fetch;
	struct recover *recover;
	struct follow *follow;
	struct live *live;
	struct owner *owner;
	struct birth *birth;
	struct stream *stream;
	struct lag *lag;
	struct backlog *backlog; /* NULL: nobody may ask */
	struct tally tally;
	struct timing turns;
	struct parcel parcel; /* of a take-over */
	struct fence next;    /* of a take-over */
	uint64_t checkpoint_inputs;
	bool checkpoints_missed; /* the former owner wrote some after this state was loaded */
	struct event *again;
	struct event *runs_look; /* NULL: not live yet */
	int retry_ms;
	struct err said;
	struct buf key;
};

/* Makes all parts; the connections and the name are there. */
void company_make_parts(struct company *c);
/* Drops the memory and begins again from the checkpoint. */
void company_load(struct company *c);
void company_drop(struct company *c);
/* The same, later, where one of the parts cannot go on: says why. */
void company_load_later(struct company *c, const char *what, const struct err *why);
/* Writes the fence, for an owner that has followed the log. */
void company_take_over(struct company *c);
void company_taken_over(struct company *c); /* the fence is in Redis */
/* Rings c->again, with back-off. */
void company_later(struct company *c);
/* Said once until something else goes wrong or it works again. */
void company_say(struct company *c, const char *what, const struct err *why);
void company_call(struct company *c, size_t argc, const struct str *argv, link_reply done);
void company_release(struct company *c); /* the lease; STOPPED follows */
/* company_runs.c: an error line where runs are stuck; looks again once a minute. */
void company_look_at_runs(struct company *c);
void company_runs_free(struct company *c);
static inline bool company_is_over(const struct company *c)
{
	return c->phase == STOPPED || c->phase == BROKEN;
}
