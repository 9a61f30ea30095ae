/* The cases of a state as a reader sees them: an engine's records, with their codes as texts. */
#pragma once
#include "rules/engine.h"
#include "rules/records.h"

struct casebook {
	const struct engine *engine;
	const struct model *model;
	const struct pool *cases;
	const struct pool *tasks;
	const struct pool *stretches, *reads, *read_figures;
	const struct names *codes;
};

/* Valid until the next input. */
struct casebook casebook_of(struct engine *e);
uint32_t casebook_count(const struct casebook *b);
/* NULL: there is none of this number. */
const struct case_record *casebook_at(const struct casebook *b, uint32_t number);
/* How many tasks a case has, and in `a` the number + 1 of each in the order in which they were given out: "T" and that is its id.
 */
uint32_t casebook_tasks(const struct casebook *b, uint32_t number, struct arena *a, const uint32_t **out);
const struct task_record *casebook_task(const struct casebook *b, uint32_t task);
/* What the case was judged by when it opened; NULL: an older sdmd did not keep it. */
const struct stretch_record *casebook_opening(const struct casebook *b, uint32_t number);
/* for (n = 0; n < stretch->read_count; n++). Its figures: NULL where it is a parameter. */
const struct read_record *casebook_read(const struct casebook *b, const struct stretch_record *s, uint32_t n);
const struct read_figure_record *casebook_figure(const struct casebook *b, const struct read_record *r);
struct str casebook_text(const struct casebook *b, uint32_t code);
/* The members of its scope, joined by |. */
void casebook_add_scope(const struct casebook *b, const struct case_record *c, struct buf *out);
void casebook_add_period(const struct casebook *b, const struct case_record *c, struct buf *out);
