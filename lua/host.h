/* The Lua host: loads a company's decision files and runs them behind one protected crossing.
 *
 * It reads the engine and returns verdicts; it never changes state. A script's error, runaway loop or hunger for memory
 * ends as verdict.broken for that decision; the others go on.
 */
#pragma once
#include "rules/engine.h"

struct host;
struct problems;

/* Compiles every Lua source under decisions/ of the model and collects what they declare. Errors go to `problems` (file,
 * line, message, all at once) and give NULL, and so does a faulty model, whose decisions are only checked. The model must outlive
 * the host. */
struct host *host_new(const struct model *m, struct problems *problems);
void host_free(struct host *h);
const struct decisions *host_decisions(const struct host *h); /* owned by the host */

/* One verdict for each flip. `e` is read only. Lives in `a`. */
void host_judge(struct host *h, const struct engine *e, const struct findings *found, struct arena *a, struct verdicts *out);
