/* What `sdmctl simulate` does: invents the reports, sends them where they are wanted, tells the right answers or holds the cases
 * against them.
 */
#pragma once
#include "ctl/common.h"

struct simulate_options {
	struct common common;
	const char *path;     /* of the model's folder */
	const char *out;      /* file for the reports, NULL: none */
	const char *answers;  /* file for the answers, NULL: they are shown */
	const char *to_redis; /* company to which the reports go, NULL: none */
	int64_t seed;
	int32_t from, to; /* DAY_NONE: as the document says */
	bool play;
};

int simulate_run(const struct simulate_options *o); /* the exit status */
