/* How many reports and commands wait in Redis, for /healthz and /metrics: asks once a second how far the streams go.
 *
 * XINFO STREAM tells how many entries were ever added, so that nothing is counted and a million costs as much as one. Entries
 * deleted before they were taken (XDEL, a trimming by others) still count, until everything behind them is taken.
 */
#pragma once
#include "daemon/log.h"
#include "rules/engine.h"

struct event_base;
struct backlog;
struct link;

/* `link`, `company` and `log` outlive it. What Redis does not let it see is logged once. */
struct backlog *backlog_new(struct event_base *loop, struct link *link, struct str company, const struct log *log);
void backlog_free(struct backlog *b); /* NULL is fine */
/* Entries behind `at`, with `taken` entries taken up to there. -1: not known now; NULL: never. */
int64_t backlog_waiting(const struct backlog *b, enum input_kind stream, struct entry_id at, uint64_t taken);
