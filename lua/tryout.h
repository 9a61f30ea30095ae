/* A text that somebody tries out, executed in the sandbox. */
#pragma once
#include "lua/rule.h"

struct tryout {
	const struct host_tried *what;
	struct buf *shown;
	struct buf text; /* being loaded */
};
/* Pushes a function that executes it, and its argument. */
void tryout_push(lua_State *L, struct tryout *t, struct case_run *run);
