/* The story of one input, in the order in which it happens; the daemon, `sdmctl replay` and the tests tell it with another
 * source and another sink.
 *
 *	turn_start(t, packed_bundle, sha, err);
 *	while (next(&input)) turn_take(t, &input);
 *
 * Does no I/O: what an activation needs is asked of `models`, which has fetched it before.
 */
#pragma once
#include "lua/host.h"
#include "model/bundle.h"

/* What happened with one input or timer; valid during the sink's call. */
struct taken {
	const struct input *input;
	const struct findings *found;
	const struct verdicts *said;
	const struct update *update;
	struct str refused; /* an activation was refused: why */
};
struct turn_events {
	void (*taken)(void *arg, const struct taken *what);
	/* The packed bundle of a model. -1 with the reason where there is none. */
	int (*model)(void *arg, struct str sha, struct str *out_packed, struct err *err);
};

struct turn {
	struct engine *engine; /* NULL until turn_start() */
	struct host *host;
	struct model *model;
	struct arena *arena;
	const struct turn_events *events;
	void *arg;
	struct buf refuse_next; /* see turn_refuse() */
	struct str company;     /* whose log this is; empty: the first model says. It must outlive the turn */
};

struct turn *turn_new(const struct turn_events *events, void *arg);
void turn_free(struct turn *t);
/* A new engine with this model; any former one is dropped. `sha` is what the bundle must be; empty: any. */
int turn_start(struct turn *t, struct str packed, struct str sha, struct err *err);
void turn_drop(struct turn *t); /* the engine and its model */
/* The model of a bundle and the host of its decisions, or neither: then all that is wrong with both is among `problems`. */
int turn_build(const struct bundle *b, struct problems *problems, struct model **out_model, struct host **out_host);
/* Timers due before the input fire first; the input; then a clock command that has become due. */
void turn_take(struct turn *t, const struct input *in);
/* The same, but a clock command that goes further than `until_ms` stays due. */
void turn_take_until(struct turn *t, const struct input *in, int64_t until_ms);
/* The same for inputs[at] of a batch that is taken in order: what those behind it will touch is asked of the memory ahead. */
void turn_take_of(struct turn *t, const struct input *inputs, uint32_t count, uint32_t at);
/* The next activation was refused when it happened, for this reason: a refold takes the same decision. */
void turn_refuse(struct turn *t, struct str why);
/* The model that a command asks for; empty: it is no activation. */
struct str turn_asks_model(const struct input *in);
