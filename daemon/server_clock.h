/* The time of the Redis server, as it was heard last and as it must be now; and what entry ids may say of it. */
#pragma once
#include "daemon/log.h"
#include "daemon/turn.h"

struct server_clock {
	int64_t ms;      /* as heard last; 0: not yet */
	int64_t seen_ms; /* monotonic time of that */
	bool ahead_said; /* entry ids lie ahead of it, and that was told */
};

int64_t monotonic_ms(void);
void server_clock_heard(struct server_clock *c, int64_t redis_ms);
int64_t server_clock_now(const struct server_clock *c); /* 0: not heard yet */
bool server_clock_is_stale(const struct server_clock *c);
/* Before `in` is folded: whoever writes an entry may choose its id, so the fold must know how far this clock bears the id out.
 * Once in a while that is news, and becomes an input of its own. */
void server_clock_bound(struct server_clock *c, struct turn *t, const struct input *in, const struct log *log,
			struct str company);
