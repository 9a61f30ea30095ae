/* sdmctl answer: what a case's run has asked. */
#include "ctl/about_case.h"
#include "ctl/commands.h"

int cmd_answer(int argc, char **argv)
{
	static const struct about_case what = {
		.command = "answer",
		.fields = { "case", "ask", "value" },
		.usage = "CASE ASK VALUE",
		.doc = "Answers a question of a case: sdmctl answer C17 reason skill. `sdmctl cases' with the case's id lists "
		       "what it "
		       "asks.",
	};

	return about_case(argc, argv, &what);
}
