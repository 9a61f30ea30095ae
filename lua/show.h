/* Values of a decision file in the API's own words, for people who try things out. */
#pragma once
#include "lua/rule.h"

/* The value at `at`; of a subject, a case and an analysis field by field. `out` outlives an error that this leaves by. */
void show_value(lua_State *L, int at, enum language l, struct buf *out);
