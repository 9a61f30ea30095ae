/* What an alert says beside its reason: what is asked, what was answered, by whom. */
#pragma once
#include "ctl/listing.h"

/* "reason: skill; by Akimov; note: new in the team", without a line end; false and nothing where there is none of it. */
bool told_add(const struct listing *l, struct buf *b, const struct listing_entry *e);
/* Does an alert of this kind speak of the figures? Those that say what people have asked and done do not. */
bool told_has_figures(struct str kind);
/* The colour of a task's state: to be done, done, or no matter any more. */
enum colour told_task_colour(struct str state);
