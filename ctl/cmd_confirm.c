/* sdmctl confirm: somebody has looked at a report that is held and says that it is right. */
#include "ctl/about_report.h"
#include "ctl/commands.h"

int cmd_confirm(int argc, char **argv)
{
	static const struct argp_option options[] = {
		ABOUT_FORM,
		ABOUT_ID,
		{ "rev", ABOUT_FIRST + 2, "N", 0, "Only if this revision is the one that is held", 0 },
		{ "reason", ABOUT_FIRST + 3, "TEXT", 0, "Why, for those who ask later", 0 },
		{ 0 },
	};

	return about_report(
		argc, argv, "confirm", options,
		"Confirms a report that is held: what it reports, which counts already, is right. See `sdmctl receipts'.");
}
