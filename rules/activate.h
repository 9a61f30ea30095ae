/* For the files of rules/ alone: whether a model can follow another, and which measures they share. */
#pragma once
#include "rules/state.h"

/* Fails, naming what stands in the way, where facts, cases or plan changes could not be carried over. Changes nothing. */
int activate_fits(const struct engine *e, const struct model *m, struct err *err);
/* NONE: not in the model, not in the table. */
uint32_t activate_table(const struct model *m, struct str code);
uint32_t activate_column(const struct fact_table *t, struct str name);
/* The measure of the table `from` of the old model that says the same as `x` of the new one; NULL: `x` is new or changed. */
const struct measure *activate_measure(const struct model *old, const struct fact_table *from, const struct model *m,
				       const struct measure *x);
