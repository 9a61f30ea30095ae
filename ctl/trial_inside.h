/* What the files of a trial share. */
#pragma once
#include "ctl/coverage.h"
#include "ctl/play.h"
#include "ctl/trial.h"

struct trial_result {
	const struct suite *suite;
	const struct scenario_doc *doc;
	uint32_t moments;
	struct played played;
	struct buf story;
	int64_t took_us;
};
struct trial {
	const struct common *common;
	const struct trial_options *options;
	struct trial_counts *counts;
	struct suites suites;
	ARRAY(struct trial_result) results;
	struct coverage *coverage; /* NULL: not asked for */
	struct buf out;
};

/* trial_print.c: to `out`, for people or as JSON. */
void trial_print_result(struct trial *t, const struct trial_result *r);
void trial_print_coverage(struct trial *t);
void trial_print_end(struct trial *t);
/* junit.c */
int junit_write(const struct trial *t, const char *path, struct err *err);
