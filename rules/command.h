/* Commands: what managers, sdmctl and the daemon's HTTP side ask of a company. Each carries who gave it (`by`) and a token;
 * the same token takes effect once within TOKEN_DAYS.
 *
 *	command=clock    after=<report entry id> until=<instant>   log time only
 *	command=clock    cancel=<report entry id, or all>
 *	command=plan     scope_kind scope kpi period_kind period target [level] [valid_from] [reason]
 *	command=confirm  form id [rev] [reason]                     of a report that is held (held.h)
 *	command=approve  form id [reason]                           of a correction after the soft lock (lock.h)
 *	command=activate sha=<of a stored bundle>
 *
 * and those about cases, in command_case.h.
 */
#pragma once
#include "rules/state.h"
#include "rules/watch.h"

enum { TOKEN_DAYS = 30 };

void command_take(struct engine *e, const struct input *in, struct arena *a, struct receipt *out, struct findings *found,
		  struct flip_list *flips);
/* The text of a field, empty where it is not there. For the files of command*.c. */
struct str command_field(const struct input *in, const char *name);
/* The report that the fields form and id name; false: they do not, and *r says so. */
bool command_report(const struct engine *e, const struct input *in, struct arena *a, struct hash128 *out_key, struct receipt *r);

/* ---- command_plan.c ---- */
bool command_plan(struct engine *e, const struct input *in, struct arena *a, struct receipt *r);
/* The plan changes as rows for the plan book. */
struct plan_row *changes_rows(const struct engine *e, struct arena *a, uint32_t *out_count);
/* Of a command that was refused after all: it had no effect and may come again, mended. */
void token_give_back(struct engine *e, struct str token);
void tokens_index(struct engine *e);
/* Before the first input there is no time: tokens taken till then count from `ms` on. */
void tokens_start(struct engine *e, int64_t ms);
void tokens_sweep(struct engine *e);
