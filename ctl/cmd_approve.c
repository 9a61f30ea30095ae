/* sdmctl approve: a head lets a report be corrected after the soft lock. */
#include "ctl/about_report.h"
#include "ctl/commands.h"

int cmd_approve(int argc, char **argv)
{
	static const struct argp_option options[] = {
		ABOUT_FORM,
		ABOUT_ID,
		{ "reason", ABOUT_FIRST + 2, "TEXT", 0, "Why, for those who ask later", 0 },
		{ 0 },
	};

	return about_report(argc, argv, "approve", options,
			    "Approves one correction of a report between the soft lock and the hard one; `--by' "
			    "heads the seller's unit or one above it.");
}
