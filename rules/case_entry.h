/* The parts of the entries about a case. */
#pragma once
#include "rules/output.h"

/* Begins an entry with what every one about a case says: which case, its next step, and about whom. By codes: the model may not
 * know them any more. */
void case_entry_begin(struct engine *e, struct entry *x, uint32_t number, struct arena *a);
void case_entry_add_figures(struct engine *e, struct entry *x, const struct flip *f);
/* The titles of the decisions that a case of the decision `by` keeps quiet, where there are any. */
void case_entry_add_covers(struct engine *e, struct entry *x, uint32_t by);
/* Appends it, unless nobody is to hear of the case. */
void case_entry_put(struct engine *e, struct entry *x, uint32_t number, enum output_stream stream, struct update *out);
void case_entry_add_instant(struct engine *e, struct entry *x); /* the present */
