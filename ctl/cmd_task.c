/* sdmctl task: how a task stands now. */
#include "ctl/about_case.h"
#include "ctl/commands.h"

int cmd_task(int argc, char **argv)
{
	static const struct about_case what = {
		.command = "task",
		.fields = { "task", "state" },
		.usage = "TASK STATE",
		.doc = "Says how a task stands: accepted, in_progress, done, returned or cancelled. sdmctl task T5 done. One "
		       "that is "
		       "done can be "
		       "returned: it is to be done again.",
	};

	return about_case(argc, argv, &what);
}
