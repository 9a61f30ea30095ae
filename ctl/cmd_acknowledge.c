/* sdmctl acknowledge: somebody has seen a case. */
#include "ctl/about_case.h"
#include "ctl/commands.h"

int cmd_acknowledge(int argc, char **argv)
{
	static const struct about_case what = {
		.command = "acknowledge",
		.fields = { "case" },
		.usage = "CASE",
		.doc = "Says that a case has been seen, so that nobody is reminded of it and nobody above hears of it.",
	};

	return about_case(argc, argv, &what);
}
