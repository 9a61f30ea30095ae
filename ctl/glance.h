/* What one look at a company's keys in Redis tells beside its standing: what waits and how long, how long its streams are, what
 * its daemon uses, the last alert, and, with the look before it, how fast it takes reports and commands.
 */
#pragma once
#include "ctl/standing.h"
#include "daemon/entries.h"
#include "daemon/process.h"
#include "daemon/reach.h"

enum glance_stream {
	GLANCE_REPORTS,
	GLANCE_COMMANDS,
	GLANCE_ALERTS,
	GLANCE_TASKS,
	GLANCE_RECEIPTS,
	GLANCE_REJECTED,
	GLANCE_JOURNAL,
	GLANCE_STREAMS
};
const char *glance_stream_name(enum glance_stream stream);

struct glance_waiting {
	uint64_t entries;
	bool or_more;
	int64_t since_ms; /* by the entry id of the one that waits longest; 0: none waits */
};
struct glance_rates { /* in 1/10000 a second since the look before; -1: not known */
	int64_t reports, commands, commits, rejected;
	int64_t cpu_ppm; /* of one processor */
};
struct glance {
	int64_t at_ms; /* monotonic; 0: nothing was read */
	struct arena *arena;
	struct standing now;
	struct reach streams[GLANCE_STREAMS];
	int64_t bytes[GLANCE_STREAMS];    /* in Redis's memory; -1: not known */
	struct glance_waiting waiting[2]; /* reports, commands */
	bool has_use;                     /* the daemon runs on this machine */
	struct process_use use;
	struct buf alert_reply;
	struct entries alert; /* the last one, or none */
	struct glance_rates rates;
};

/* `before`: the former look; its at_ms may be 0. What Redis does not let a user see is left unknown. */
int glance_read(struct glance *out, const struct glance *before, struct server *s, struct err *err);
void glance_free(struct glance *g);
