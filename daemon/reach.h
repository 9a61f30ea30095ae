/* How far a stream goes, as XINFO STREAM tells it without counting anything. */
#pragma once
#include "rules/engine.h"

struct reach {
	bool known;
	struct entry_id last; /* 0-0: it has never had an entry */
	uint64_t added, length;
};
/* A reply to XINFO STREAM. A stream that is not there is known: nobody has written into it. */
struct reach reach_read(struct str reply);
/* Entries behind `at`, with `taken` entries taken up to there. Those deleted before they were taken still count. */
uint64_t reach_waiting(const struct reach *r, struct entry_id at, uint64_t taken);
