/* Slots: of each duty, seller and period whether a report has come, when, and what that came to. Stored, since it is told by the
 * order of inputs and not by the model.
 *
 * When the grace of a period ends, a fact is added to the table `duty`: due, and on time or missing. A report that comes later
 * turns missing into late; a retraction of the only one turns it back. From the moment of the reminder until then, or until a
 * report comes, there is a fact in the table `reminder` instead. Measures count these facts like any others.
 */
#pragma once
#include "rules/duty.h"
#include "rules/report.h"

/* NONE: no report has come and no grace has ended. `seller`: model index. */
uint32_t slot_find(const struct engine *e, uint32_t duty, uint32_t seller, struct period p);
/* The slot that a report's id is counted in, NONE; and its cover. */
struct cover_record *slot_cover(const struct engine *e, struct hash128 key, uint32_t *out_number);
/* Where its fact is. */
struct store *slot_store(const struct engine *e, const struct slot_record *s);
/* A report of a scheduled form was taken: it joins the slot of its day, and leaves that in which it was before. */
void slot_note(struct engine *e, const struct report *r);
/* The id is forgotten; what its slot has come to stays. */
void slot_forget(struct engine *e, struct hash128 key);

/* Finds when something is due next. */
void slots_plan(struct engine *e);
void slots_start(struct engine *e, int64_t ms); /* what falls on later moments is the first to be judged */
/* The timer of that moment: all slots that come near or whose grace ends now. */
void slots_fire(struct engine *e, int64_t ms);
/* Once a day: drops some of those behind their form's horizon; each comes round within SLOT_SWEEPS days. */
enum { SLOT_SWEEPS = 16 };
void slots_sweep(struct engine *e, int32_t today);
void slots_index(struct engine *e);
int slots_check(const struct engine *e, struct err *err);
