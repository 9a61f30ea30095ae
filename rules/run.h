/* Runs: what is still to come of an open case. A run's script is executed by the host at each wake (FLIP_WAKE) and says where it
 * stands; here is kept what can wake it, what it has said so far, and what the engine does by itself while nothing happens.
 */
#pragma once
#include "rules/run_look.h"
#include "rules/wait.h"
#include "rules/watch.h"

uint32_t run_of(const struct engine *e, uint32_t case_number); /* NONE: there is none */
uint32_t run_need(struct engine *e, uint32_t case_number);     /* the same, made where there is none */
void runs_index(struct engine *e);
int runs_check(const struct engine *e, struct err *err);
/* A flip about an open case as things are now. false: the model no longer has what it is about. */
bool run_flip(const struct engine *e, enum flip_kind kind, uint32_t case_number, struct flip *out);

/* ---- concluding ---- */
/* What the execution of a case's run has come to, at its opening or after a wake. The case is open. */
void run_conclude(struct engine *e, uint32_t case_number, const struct flip *f, const struct verdict *v, struct arena *a,
		  struct update *out);
/* The rule broke: the run is executed again on command alone. */
void run_pause(struct engine *e, uint32_t case_number, const struct flip *f);
/* It does not fit the version to which it was to be taken over: it goes on as it was. */
void run_stay(struct engine *e, uint32_t case_number);
/* The case is over, and its run with it. `f`: what has ended it, told to whom a question was put; NULL: nobody is. */
void run_end(struct engine *e, uint32_t case_number, const struct flip *f, struct arena *a, struct update *out);
/* The case would close as recovered: true where its run closes it instead, which is woken where it waits for that. */
bool run_takes_clear(struct engine *e, uint32_t case_number, int32_t day);
/* Somebody has done something about the case: whom it was told to need not be reminded any more. */
void run_acknowledge(struct engine *e, uint32_t case_number, struct str by);
/* A task is no longer open, or is so again. */
void run_task_changed(struct engine *e, uint32_t task, struct str by);

/* Another model is in force: runs of decisions that want it are taken over to it. */
void runs_move(struct engine *e);
/* Drops the run of a closed case once nothing is left of it. */
void run_let_go(struct engine *e, uint32_t run);

/* ---- run_clock.c ---- */
/* The agenda's first entry, which is due. */
void run_fire(struct engine *e, struct flip_list *flips);
/* Begins what the decision's escalation asks for: of a case of which somebody hears just now, and of a task just
 * given out. */
void ladder_begin(struct engine *e, uint32_t case_number, const struct flip *f);
void overdue_begin(struct engine *e, uint32_t case_number, uint32_t task, const struct flip *f);
void remind_conclude(struct engine *e, const struct flip *f, struct arena *a, struct update *out);
