#include "daemon/merge.h"

/* More reports may follow in the last one's millisecond; a command of that millisecond comes before all of them. */
static bool command_is_safe(const struct merge_side *reports, uint64_t ms)
{
	return !reports->cut || (reports->count > 0 && ms <= reports->inputs[reports->count - 1].id.ms);
}

static bool report_is_safe(const struct merge_side *commands, uint64_t ms)
{
	return !commands->cut || (commands->count > 0 && ms < commands->inputs[commands->count - 1].id.ms);
}

uint32_t merge_inputs(const struct merge_side *reports, const struct merge_side *commands, struct input *out,
		      uint32_t *out_reports, uint32_t *out_commands)
{
	uint32_t r = 0, c = 0;

	for (;;) {
		const struct input *report = r < reports->count ? &reports->inputs[r] : NULL;
		const struct input *command = c < commands->count ? &commands->inputs[c] : NULL;

		if (command && (report == NULL || command->id.ms <= report->id.ms)) {
			if (!command_is_safe(reports, command->id.ms))
				break;
			out[r + c] = *command;
			c++;
		} else {
			if (report == NULL || !report_is_safe(commands, report->id.ms))
				break;
			out[r + c] = *report;
			r++;
		}
	}
	*out_reports = r;
	*out_commands = c;
	return r + c;
}
