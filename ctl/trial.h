/* Running the scenarios of a company's folder and telling how they went: for `sdmctl test`, and before `sdmctl activate`. */
#pragma once
#include "ctl/folder.h"

struct trial_options {
	const char *against; /* where a Redis is; NULL: in this process */
	const char *program; /* sdmd for it; NULL: beside this program, else in PATH */
	uint32_t turn_inputs;
	const char *filter; /* only scenarios whose name, or file's name, has this text; NULL: all */
	const char *junit;  /* file to write; NULL: none */
	bool verbose;       /* each timeline with what happened */
	bool coverage;
	int coverage_min; /* percent that each decision must reach; 0: any */
	bool brief;       /* only what fails, and one line at the end */
	bool silent;      /* nothing of scenarios that can be played */
};
struct trial_counts {
	uint32_t passed, failed, skipped;
	bool none; /* the folder has no scenarios at all */
};

/* STATUS_OK, STATUS_NO where a scenario failed or something is not covered, STATUS_AWAY where it could not be found out; the
 * reason has been told. */
int trial_run(const char *path, const struct folder *f, const struct common *c, const struct trial_options *o,
	      struct trial_counts *out);
/* Plays them in silence, and says only why that cannot be done (-1). What they show goes to `coverage`, made of the folder. */
struct coverage;
int trial_cover(const char *path, const struct folder *f, const struct common *c, struct coverage *coverage,
		struct trial_counts *out);
