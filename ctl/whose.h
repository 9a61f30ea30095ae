/* Which case or task a moment of a scenario means: it names a decision and whom the case is about. */
#pragma once
#include "model/scenario.h"
#include "rules/engine.h"

/* The field ("case" or "task") and the id that a command needs, in `a`. The latest case, an open one first; of it the task of
 * that code. false: there is none. */
bool whose_find(struct engine *e, const struct told_doc *about, struct arena *a, struct pair *out);
