/* The agenda: which run or wait the clock has to look at next. A heap beside the records, which alone say when something is due:
 * what it holds and no record bears out any more is passed over. */
#pragma once
#include "base/mem.h"

enum agenda_kind { AGENDA_RUN, AGENDA_WAIT }; /* of one moment in this order, then by number */
struct agenda_entry {
	int64_t due_ms;
	uint32_t kind;
	uint32_t number; /* of the record */
};
struct agenda {
	ARRAY(struct agenda_entry) heap;
};

void agenda_add(struct agenda *a, int64_t due_ms, enum agenda_kind kind, uint32_t number);
/* The first one; NULL: there is none. */
const struct agenda_entry *agenda_first(const struct agenda *a);
void agenda_pop(struct agenda *a);
void agenda_free(struct agenda *a);
