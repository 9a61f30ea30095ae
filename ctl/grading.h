/* The cases of an engine held against the right answers: each planted problem found, about its subject and within its days, and
 * no case that they do not explain.
 */
#pragma once
#include "ctl/casebook.h"
#include "ctl/planted.h"

struct grade {
	const struct planted *planted;
	uint32_t case_no; /* number + 1 of the first case that fits; 0: none */
	bool recovered;   /* all that fit have closed as recovered */
	bool is_right;
};
struct grading {
	const struct plantings *plantings;
	struct casebook book;
	struct grade *at;            /* one for each problem planted */
	ARRAY(uint32_t) unexplained; /* numbers of cases */
	uint32_t consequences;       /* cases that an answer allows */
	uint32_t found;
	uint32_t refused;   /* reports that were not accepted; the caller counts them */
	struct str refusal; /* of the first */
};

/* Refers to the engine until it is freed. */
void grading_make(struct grading *out, const struct plantings *p, struct engine *e);
void grading_free(struct grading *g);
bool grading_is_good(const struct grading *g);
/* For people, or a JSON object a line. */
void grading_print(const struct grading *g, const struct common *c, struct buf *out);
void grading_json(const struct grading *g, struct buf *out);
