/* What `sdmctl backtest` does: folds a past with one or two models, holds their cases against one another and against what became
 * of the subjects, and tells it: docs/backtest.md.
 */
#pragma once
#include "ctl/hindsight.h"

enum { BACKTEST_MODELS = 2, BACKTEST_PAIRS_MAX = 64, BACKTEST_DECISIONS_MAX = 64 };

struct backtest_pair { /* decisions of different codes that stand for one another */
	struct str a, b;
};
struct backtest_options {
	struct common common;
	const char *models[BACKTEST_MODELS];
	uint32_t model_count;
	const char *reports, *map, *until;
	struct backtest_pair pairs[BACKTEST_PAIRS_MAX];
	uint32_t pair_count;
	struct str decisions[BACKTEST_DECISIONS_MAX]; /* only these; none: all */
	uint32_t decision_count;
	int64_t missed_ppm;
	bool cases;
	const char *page; /* NULL: none */
};

int backtest_run(const struct backtest_options *o); /* the exit status */

/* ---- for the parts of it ---- */
struct backtest_match { /* a case of one model, and the one of the other about the same; NULL: there is none */
	const struct hindsight_case *a, *b;
};
struct backtest_row { /* a decision of one model beside that of the other; NULL: it has none */
	const struct hindsight_decision *a, *b;
	ARRAY(struct backtest_match) matches; /* those of A as they opened, then what only B has */
	uint32_t both, only_a, only_b;
};
struct backtest {
	const struct backtest_options *is;
	struct wordbook words; /* of model A */
	struct hindsight of[BACKTEST_MODELS];
	ARRAY(struct backtest_row) rows;
};

/* ---- backtest_match.c ---- */
/* The decisions asked for side by side, and their cases. The usage error of a code that no model has: -1. */
int backtest_match(struct backtest *t, struct err *err);
void backtest_unmatch(struct backtest *t);
/* Whether a decision of A (0) or B (1) counts: none was asked for, or this one was, under its own or its pair's code. */
bool backtest_asks(const struct backtest_options *o, uint32_t which, struct str code);

/* ---- backtest_print.c, backtest_json.c ---- */
void backtest_print(const struct backtest *t, struct buf *out);
void backtest_json(const struct backtest *t, struct buf *out);
/* Phrases without arguments, "12 of 33 = 36.4 %" ("none" of 0), a person, a title; as people read them. */
void backtest_say(const struct backtest *t, struct buf *out, const char *key);
void backtest_add_share(const struct backtest *t, struct buf *out, uint64_t n, uint64_t of);
void backtest_add_title(const struct backtest *t, struct buf *out, const struct decision *d);
void backtest_add_past(const struct backtest *t, struct buf *out);
/* The load of a model in one sentence. */
void backtest_add_load(const struct backtest *t, struct buf *out, uint32_t which);
const char *backtest_fate(enum fate fate); /* the key of its phrase */

/* ---- backtest_page.c: all of it as one page with plots that needs nothing from outside ---- */
void backtest_page(const struct backtest *t, struct buf *out);
