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

/* May the model of this host be put in force as far as the engine's open runs go? Each is executed against its journal, with
 * nothing read or done, in the version in which it would go on; of more than 10,000 the first. -1: it names the cases and what
 * stops them. */
int host_takes_runs(struct host *h, const struct engine *e, struct err *err);

/* How often a decision, by its place in host_decisions(), was asked and how often it failed, since the host was made. */
struct host_tally {
	uint64_t calls, broken;
};
struct host_tally host_tally(const struct host *h, uint32_t decision);

/* ---- for `sdmctl test --coverage` ---- */
typedef void host_line(void *arg, struct str file, uint32_t line);
/* From now on `line` hears of each line of a decision file that runs while something is judged; NULL: of none. Off it costs
 * nothing, on it leaves budgets as they are. */
void host_watch_lines(struct host *h, host_line *line, void *arg);
/* Says the lines that hold code inside the functions of a decision file, in any order, some more than once. Nothing of one that
 * does not compile. */
void host_code_lines(struct str file, struct str text, host_line *line, void *arg);

/* ---- for `sdmctl run` ---- */
enum host_entry_kind { HOST_STEP = 1, HOST_READ, HOST_RESUME };
struct host_entry { /* of a run's journal (lua/diary.h) */
	enum host_entry_kind kind;
	uint32_t stretch;      /* from 0, as the case opened; HOST_RESUME: the one that it begins */
	struct str key, value; /* the value as text; valid during the call */
	bool met, is_new;      /* of a trial: it came to this entry, which the journal did not have before */
};
typedef void host_entry_heard(void *arg, const struct host_entry *x);
/* Says each entry in its order; false: the bytes are no journal. */
bool host_journal(struct str journal, host_entry_heard *heard, void *arg);
/* Executes an open case's run against the decision in force, as `run move` does, with no effect: *out says what it would come to,
 * or in `broken` where the two part. Then each entry is said, those of its journal and the new ones. `f` of run_flip_now(); *out
 * lives in `a`. */
void host_try_move(struct host *h, const struct engine *e, const struct flip *f, struct arena *a, struct verdict *out,
		   host_entry_heard *heard, void *arg);
