/* What a run waits for, in words. */
#pragma once
#include "ctl/wordbook.h"
#include "rules/run_look.h"

/* As scripts name it: "reason", "timer", "cleared", "done:recovery_plan". */
struct str runwords_name(const struct wait_look *w);
/* "an answer to reason from s.akimov"; of a time when it is over. */
void runwords_add_wait(const struct wordbook *words, struct buf *b, const struct wait_look *w);
/* Those at which it stands, joined by "; ". */
void runwords_add_waits(const struct wordbook *words, struct buf *b, const struct run_look *look);
/* The same for programs: a list of objects. */
void runwords_add_json(struct buf *b, const struct run_look *look);
