/* The cases of a state as a reader sees them: an engine's records, with their codes as texts. */
#pragma once
#include "rules/engine.h"
#include "rules/records.h"

struct casebook {
	const struct model *model;
	const struct pool *cases;
	const struct pool *tasks;
	const struct names *codes;
};

/* Valid until the next input. */
struct casebook casebook_of(struct engine *e);
uint32_t casebook_count(const struct casebook *b);
/* NULL: there is none of this number. */
const struct case_record *casebook_at(const struct casebook *b, uint32_t number);
/* The tasks of a case: for (t = first; (task = casebook_task(b, number, t)); t++). A task's id is "T" and t + 1. */
uint32_t casebook_first_task(const struct casebook *b, uint32_t number);
const struct task_record *casebook_task(const struct casebook *b, uint32_t number, uint32_t task);
struct str casebook_text(const struct casebook *b, uint32_t code);
/* The members of its scope, joined by |. */
void casebook_add_scope(const struct casebook *b, const struct case_record *c, struct buf *out);
void casebook_add_period(const struct casebook *b, const struct case_record *c, struct buf *out);
