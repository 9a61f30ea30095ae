/* What a run would do, in words: of a text that somebody tries out, nothing is done. */
#pragma once
#include "ctl/wordbook.h"
#include "rules/engine.h"

/* The things that `v` orders beyond the first so many; members of `seen` become the counts of all. `opened` is the severity with
 * which the case opens. */
struct wishes_seen {
	uint32_t alerts, tasks, waits, opens;
};
void wishes_add(const struct wordbook *w, const struct verdict *v, enum severity opened, struct wishes_seen *seen, struct buf *b);
