/* How many runs a company has, by the pools of its checkpoint in Redis: nothing is folded for it. */
#pragma once
#include "ctl/standing.h"

struct runcount {
	bool known; /* there is a checkpoint, and it could be read */
	uint32_t waiting, paused, stuck;
};
int runcount_read(struct runcount *out, struct server *s, const struct standing *now, struct err *err);
