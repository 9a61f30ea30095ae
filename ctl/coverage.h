/* What scenarios have shown of each decision: which situations it came into and which lines of its file ran. Hears of everything
 * that a fold in this process takes; decisions that a scenario changes count where their file is the folder's.
 */
#pragma once
#include "ctl/folder.h"
#include "daemon/turn.h"

enum situation {
	SITUATION_OPENS,
	SITUATION_QUIET, /* judged in a scenario, and no case of it opened there */
	SITUATION_CLEARS,
	SITUATION_EXPIRES,
	SITUATION_INHIBITED,
	SITUATION_CORRECTED, /* closed after the figure on which it had opened was corrected */
	SITUATIONS,
};
struct coverage_row {
	struct str decision, file;
	bool seen[SITUATIONS];
	bool inhibitable; /* else SITUATION_INHIBITED does not count */
	uint32_t lines, lines_run;
};

struct coverage;
struct coverage *coverage_new(const struct folder *base);
void coverage_free(struct coverage *c);
/* For a stage; `what` NULL: a play begins. The arg is the coverage. */
void coverage_took(void *coverage, struct turn *t, const struct taken *what);
void coverage_play_ends(struct coverage *c);

const char *coverage_word(enum situation s); /* "opens" */
uint32_t coverage_count(const struct coverage *c);
void coverage_row(const struct coverage *c, uint32_t n, struct coverage_row *out);
/* The lower of the two shares, of situations and of lines, in percent, rounded down. */
unsigned coverage_percent(const struct coverage_row *r);
/* The first line not run from `line` on; 0: none. */
uint32_t coverage_missed(const struct coverage *c, uint32_t n, uint32_t line);
