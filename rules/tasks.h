/* Tasks: given out by a case's run, done by somebody, cancelled with their case. Each change is an entry of the stream `tasks`.
 */
#pragma once
#include "rules/run_look.h"
#include "rules/state.h"

static inline struct task_record *task_at(const struct engine *e, uint32_t number)
{
	return pool_at(&e->tasks, number);
}
static inline bool task_is_open(const struct task_record *t)
{
	return t->state != TASK_DONE && t->state != TASK_CANCELLED;
}
void tasks_index(struct engine *e);
/* The latest task of a case, number + 1; before it e->task_before. 0: none. */
uint32_t tasks_of(const struct engine *e, uint32_t case_number);
/* The case's task of that code; NONE. */
uint32_t task_find(const struct engine *e, uint32_t case_number, uint32_t code);
/* Gives one out; returns its number. `f`: what has woken the run. */
uint32_t task_begin(struct engine *e, uint32_t case_number, const struct flip *f, const struct task *task, struct arena *a,
		    struct update *out);
/* Writes how it stands. `by`, `note`, `title`: empty, NULL: nothing to say of it. */
void task_put(struct engine *e, uint32_t number, const struct text *title, struct str by, struct str note, struct arena *a,
	      struct update *out);
/* A case that is over needs no tasks: those still open are withdrawn with it. */
void tasks_cancel(struct engine *e, uint32_t case_number, struct arena *a, struct update *out);
/* After an activation: open tasks that are due in so many working days get the day that this is now, unless the one they had is
 * over or the new one would be. */
void tasks_due_again(struct engine *e, struct arena *a, struct update *out);
enum task_state task_state_named(struct str name); /* 0: none */
