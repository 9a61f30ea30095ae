/* A receipt in words: what became of a report or command, and why it was refused. */
#pragma once
#include "ctl/listing.h"

/* "report daily d-17: refused: ... (V03)" and a line end. */
void answer_add(const struct listing *l, struct buf *b, const struct listing_entry *e);
/* Only the reason: the phrase of its key, and the English message where it says more. */
void answer_add_reason(const struct listing *l, struct buf *b, const struct listing_entry *e);
