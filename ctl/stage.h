/* Where a script is played: a fold in this process, or a real sdmd with its Redis. Each play begins with a company that has
 * nothing. What has been said stands in `said` once stage_settle() has returned.
 */
#pragma once
#include "ctl/folder.h"
#include "ctl/said.h"
#include "daemon/turn.h"

struct stage_kind;
struct stage {
	const struct stage_kind *kind;
	uint32_t turn_inputs;
	struct said said;
	/* In process alone, may be NULL: each input and timer as it is taken, and NULL when a play begins. */
	void (*took)(void *arg, struct turn *t, const struct taken *what);
	void *took_arg;
};
struct stage_kind {
	bool plays_wall; /* can turn a clock */
	/* The models that will be activated too, the first is in force; they outlive the play. */
	int (*begin)(struct stage *s, const struct folder *const *models, size_t count, struct err *err);
	int (*take)(struct stage *s, const struct input *in, struct err *err);
	int (*settle)(struct stage *s, struct err *err);
	int (*restart)(struct stage *s, struct err *err);
	/* The state after all that was taken; valid until the next call. NULL: it cannot be had, or is not what was said. */
	struct engine *(*engine)(struct stage *s, struct err *err);
	int (*end)(struct stage *s, struct err *err); /* of the play; -1: it did not end well */
	void (*free)(struct stage *s);
};

/* stage_fold.c */
struct stage *stage_fold_new(uint32_t turn_inputs);
/* stage_daemon.c. Plays with keys of the company's own, so the Redis at `place` must have none of it. `program`: sdmd, NULL: the
 * one beside this program, else in PATH. The arguments outlive it.
 */
struct stage *stage_daemon_new(const struct common *c, const char *place, const char *program, uint32_t turn_inputs);
