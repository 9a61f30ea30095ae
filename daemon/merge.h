/* How the two input streams become one order: by the milliseconds of their entry ids, a command before a report of the same
 * millisecond. Where a read was cut short, what may still have something earlier before it is left for the next read.
 */
#pragma once
#include "rules/engine.h"

struct merge_side {
	const struct input *inputs; /* in the order of their ids */
	uint32_t count;
	bool cut; /* the stream holds more after these */
};
/* Writes the merged order to `out` (room for both counts) and says how many came from each side. */
uint32_t merge_inputs(const struct merge_side *reports, const struct merge_side *commands, struct input *out,
		      uint32_t *out_reports, uint32_t *out_commands);
