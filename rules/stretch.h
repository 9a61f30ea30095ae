/* What was read: of each case that opens, what woke its decision, which file judged it, and every figure and parameter that
 * trigger, severity and run went by. A part of the state that no later report changes: docs/records/011-what-was-read.md.
 */
#pragma once
#include "rules/state.h"

/* Keeps with the case just opened what the flip and its verdict were made of, at most READS_MAX reads. */
void stretch_keep(struct engine *e, uint32_t case_number, const struct input *in, const struct flip *f, const struct verdict *v);
/* Keeps the figures of a flip, as what a case was opened by: their number + 1 in read_figures; and looks at them again: the day.
 */
uint32_t stretch_figure(struct engine *e, uint32_t case_number, const struct flip *f);
int32_t stretch_figure_look(const struct engine *e, uint32_t figure, struct figures *out);
/* What a declared trigger saw on the day judged when the case opened; false: nothing was kept. */
bool stretch_opened(const struct engine *e, uint32_t case_number, struct figures *out);
void stretch_figure_drop(struct engine *e, uint32_t figure); /* unless the case was judged by it too */
/* Of a state just loaded: every reference and number must make sense. */
int stretch_check(const struct engine *e, struct err *err);
