/* The same history told in different ways: in its order or in any other, with repetitions, under a model that was wrong at first,
 * with restarts and days that end in between. */
#pragma once
#include "invented_reports.h"
#include "tests/unit/daemon/folded.h"

struct telling {
	struct chosen chosen;
	bool plain;     /* everything in its order, once, under the right model from the start */
	bool decisions; /* with a decision that opens cases */
};
/* What happens, step by step, so that it can be folded again. */
enum step_kind { STEP_REPORT, STEP_COMMAND, STEP_TALK, STEP_MODEL, STEP_CLOCK };
struct told_step {
	enum step_kind kind;
	struct buf words;
};
struct story_told {
	ARRAY(struct told_step) steps;
	struct company before; /* the model at the start */
	struct company right;
	bool decisions;
};
void story_tell(struct story_told *s, const struct company *c, const struct history *h, struct telling *how);
void story_free(struct story_told *s);
/* Folds a story. `restarts`: percent of the steps after which the state is copied into a new engine, as a checkpoint would be.
 * Fails the test where anything was rejected. */
struct fold *story_fold(const struct story_told *s, struct chosen *chosen, uint32_t restarts, uint64_t seed);

/* The seeds to try: those that the environment variable SEEDS says ("7" or "1-20000"), else 1 .. usual. */
struct seeds {
	uint64_t from, to;
};
struct seeds seeds_wanted(uint64_t usual);
/* So many that each thing looked for must have occurred. */
static inline bool seeds_are_many(struct seeds s)
{
	return s.to >= s.from + 50;
}
/* Fails: names the seed, what differs and how to try it again. */
void seed_failed(uint64_t seed, const char *what, const struct buf *said) __attribute__((noreturn));
