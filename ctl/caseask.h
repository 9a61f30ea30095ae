/* What is still to come of an open case: what it asks and how that is answered, what its run waits for, who has seen it. */
#pragma once
#include "ctl/caseshow.h"

/* Some lines; nothing where nobody is asked and nobody has seen it. */
void caseask_add(struct caseshow *s, const struct case_row *r);
/* The members `run`, `questions` and `acknowledged` of a case for programs, where there are any. */
void caseask_add_json(struct caseshow *s, const struct case_row *r);
