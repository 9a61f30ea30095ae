/* What `sdmctl worth` does: what became of the cases of each decision, and what of those about which nothing was done.
 * docs/worth.md
 */
#pragma once
#include "ctl/casebook.h"
#include "ctl/common.h"
#include "ctl/wordbook.h"

enum { WORTH_FEW = 10 }; /* fewer cases than that tell little, and it is said */

struct worth_options {
	const struct common *common;
	const char *decision; /* NULL: all */
	int32_t from, to;     /* closed on a day from here to there, both included */
};

enum worth_group {
	WORTH_ACTED, /* somebody did something about it */
	WORTH_IDLE,  /* nobody did, though it was told */
	WORTH_TRIAL, /* nobody heard of it, and nobody acted */
	WORTH_GROUPS
};
/* Cases whose gap is known at both ends and was bad when they opened, in the KPI's unit, 1/10000. `missed`: by how much they were
 * behind; closing further ahead than the plan is no less than 0. */
struct worth_gaps {
	uint32_t count;
	i128 missed_opened, missed_closed;
};
typedef ARRAY(int64_t) worth_values;

struct worth_row {
	uint32_t code;                   /* of the decision, in codes */
	const struct decision *decision; /* NULL: the model no longer has it */
	uint32_t kpi;                    /* of its latest case, in codes */
	uint32_t open, closed, trial;    /* cases; trial: closed ones of a decision on trial, in none of the others */
	uint32_t acted, repeats, not_confirmed, voided;
	uint32_t tasks, tasks_done, questions, answered;
	worth_values hours;               /* to the first who did something, of `acted`, rising */
	worth_values opened, closed_gaps; /* fact - plan-to-date, of cases that have both and are not void; rising */
	struct worth_gaps gaps[WORTH_GROUPS];
};
struct worth {
	struct worth_options is;
	struct casebook book;
	struct wordbook words;
	ARRAY(struct worth_row) rows; /* those with cases, in the order of the model, those that are gone last */
};

/* -1: no such decision, in the model or among the cases. */
int worth_read(struct worth *w, struct engine *e, struct err *err);
void worth_free(struct worth *w);

bool worth_median(const worth_values *v, int64_t *out); /* false: of none */
i128 worth_sum(const worth_values *v);
/* What was closed of the gaps; false: there were none. Less than 0 where they grew. */
bool worth_recovered_ppm(const struct worth_gaps *g, int64_t *out);
/* Of the gap closed after action, less that on trial, in millionths; false: one of them has no cases. */
bool worth_difference_ppm(const struct worth_row *r, int64_t *out);

/* ---- worth_print.c ---- */
void worth_print(const struct worth *w, struct buf *out);
void worth_json(const struct worth *w, struct buf *out);
void worth_say(const struct worth *w, struct buf *out, const char *key);
void worth_add_title(const struct worth *w, struct buf *out, const struct worth_row *r);
void worth_add_count(const struct worth *w, struct buf *out, uint64_t n);
void worth_add_share(const struct worth *w, struct buf *out, uint64_t n, uint64_t of); /* "9 of 12 = 75.0 %" */
void worth_add_hours(const struct worth *w, struct buf *out, const struct worth_row *r);
void worth_add_gap(const struct worth *w, struct buf *out, const struct worth_row *r, const worth_values *v);
void worth_add_recovered(const struct worth *w, struct buf *out, const struct worth_gaps *g);
void worth_add_difference(const struct worth *w, struct buf *out, const struct worth_row *r);
const char *worth_group_key(enum worth_group g);

/* ---- worth_page.c: all of it as one page that needs nothing from outside ---- */
void worth_page(const struct worth *w, struct buf *out);
