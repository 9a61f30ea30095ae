#include "rules/entity_kind.h"

const struct str state_columns[STATE_COLUMNS] = {
	{ "sign", 4 },    { "stage", 5 },    { "age", 3 },     { "stage_age", 9 }, { "over_age", 8 },
	{ "overdue", 7 }, { "due_now", 7 },  { "no_step", 7 }, { "activity", 8 },  { "abc", 3 },
	{ "xyz", 3 },     { "weighted", 8 }, { "balance", 7 },
};
const struct str step_columns[STEP_COLUMNS] = {
	{ "step", 4 }, { "from", 4 }, { "to", 2 }, { "state", 5 }, { "days", 4 }, { "age", 3 },
};
const struct str step_kinds[STEP_KINDS] = {
	{ "created", 7 }, { "entered", 7 }, { "reached", 7 },  { "pushed", 6 }, { "expected", 8 },
	{ "slipped", 7 }, { "silent", 6 },  { "returned", 8 }, { "abc", 3 },    { "xyz", 3 },
};
const struct str abc_names[CLASSES] = { { "A", 1 }, { "B", 1 }, { "C", 1 } };
const struct str xyz_names[CLASSES] = { { "X", 1 }, { "Y", 1 }, { "Z", 1 } };
const struct str stage_states[STAGE_LOST + 1] = { { "open", 4 }, { "won", 3 }, { "lost", 4 } };

void bucket_add(const struct buckets *b, int32_t days, struct buf *out)
{
	uint32_t n = 0;

	while (n < b->count && days >= b->bounds[n])
		n++;
	int32_t from = n ? b->bounds[n - 1] : 0;

	buf_add_i64(out, from);
	if (n == b->count)
		buf_addc(out, '+');
	else if (b->bounds[n] - 1 > from)
		buf_addf(out, "-%d", b->bounds[n] - 1);
}
