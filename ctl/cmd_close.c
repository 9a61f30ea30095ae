/* sdmctl close: a case is closed by hand. */
#include "ctl/about_case.h"
#include "ctl/commands.h"

int cmd_close(int argc, char **argv)
{
	static const struct about_case what = {
		.command = "close",
		.fields = { "case", "reason" },
		.usage = "CASE REASON",
		.doc = "Closes a case and ends its run: sdmctl close C17 not_confirmed. Its questions are withdrawn, its open "
		       "tasks "
		       "cancelled.",
	};

	return about_case(argc, argv, &what);
}
