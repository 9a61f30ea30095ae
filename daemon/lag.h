/* Moves a consumer group `sdmd` along with what has been taken from a stream, so that the usual tools show the lag. It is a
 * display only: nothing reads it back, and what fails is tried again at the next second.
 */
#pragma once
#include "daemon/log.h"
#include "rules/engine.h"

struct event_base;
struct lag;
struct link;

/* `link` and `log` outlive it. `key`: the stream's full key. What Redis does not let it show is logged once. */
struct lag *lag_new(struct event_base *loop, struct link *link, struct str key, const struct log *log);
void lag_free(struct lag *g);
/* Everything up to `id` is taken and committed: `entries` since the stream's first one. Told to Redis at most once a second. */
void lag_move(struct lag *g, struct entry_id id, uint64_t entries);
