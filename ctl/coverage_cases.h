/* Which situations the decisions come into while a fold goes on; a part of ctl/coverage.h. */
#pragma once
#include "ctl/coverage.h"

struct coverage_cases;
typedef void coverage_saw(void *arg, struct str decision, enum situation s);

struct coverage_cases *coverage_cases_new(void);
void coverage_cases_free(struct coverage_cases *c);
void coverage_cases_take(struct coverage_cases *c, struct engine *e, const struct taken *what, coverage_saw *saw, void *arg);
/* The play is over: says who stayed quiet, and forgets it. */
void coverage_cases_end(struct coverage_cases *c, coverage_saw *saw, void *arg);
