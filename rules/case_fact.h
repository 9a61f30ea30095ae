/* What decisions came to, as facts that measures count like any others: in the table `case` one when a case closes, in the table
 * `task` one when a task is done, cancelled or its due day has ended without either. A model has these tables where one of its
 * measures names them and no form feeds one of that name; else none of this costs anything.
 *
 * A fact says nothing that the records of cases and tasks do not hold, so another model gets its facts anew. They count from the
 * next end of a day on: no decision is judged at once by them.
 */
#pragma once
#include "rules/case_columns.h"
#include "rules/state.h"

/* The case has just been closed. */
void case_fact_add(struct engine *e, uint32_t case_number);
/* The task's state or due day has changed. */
void task_fact_renew(struct engine *e, uint32_t task);
/* The company's `day` has ended: what was due by then and is still open is overdue. */
void task_facts_overdue(struct engine *e, int32_t day);
/* Another model is bound, its tables are empty and nothing is derived yet. */
void case_facts_renew(struct engine *e);
/* Does the engine itself fill the table of that number in the model? */
bool case_facts_are(const struct model *m, uint32_t facts);
void case_facts_each(const struct engine *e, const struct store *t, void (*visit)(struct store *t, uint32_t fact, void *arg),
		     void *arg);
int case_facts_check(const struct engine *e, struct err *err);
