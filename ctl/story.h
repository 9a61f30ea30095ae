/* A scenario as it went, for people: each moment, and below it what was said. */
#pragma once
#include "ctl/said.h"
#include "ctl/script.h"

struct story {
	struct buf *out; /* NULL: nobody wants it */
	size_t told;     /* of what was said */
};
void story_add(struct story *s, const struct deed *d, const struct said *said);
