/* The problems that the seed plants, and so the right answers: which decision must open a case about whom, between which days,
 * and whether that case must close as recovered. They come from what is planted alone; no engine is asked.
 */
#pragma once
#include "ctl/blueprint.h"

struct planted {
	const struct mishap *mishap;
	struct str scope_kind, scope;
	uint32_t subject;   /* seller or unit of the model */
	int32_t start, end; /* of the problem, the last day included */
	int32_t after;      /* last day of the recovery; `end` where there is none */
	int32_t opens_from, opens_to;
};
struct plantings {
	const struct blueprint *blueprint;
	struct planted *at;
	uint32_t count;
};

/* Plants each problem of the document once, in whole months of from..to, on different subjects. -1: one of them cannot be, told
 * among the blueprint's problems. Lives in the blueprint's arena. */
int planted_draw(struct blueprint *b, struct plantings *out);
/* Does a problem or its recovery touch these reports of a seller on a day? Nothing else then happens to them. */
bool planted_touches(const struct plantings *p, uint32_t habit, uint32_t seller, int32_t day);
bool planted_leaves_out(const struct plantings *p, uint32_t habit, uint32_t seller, int32_t day);
/* What a field comes to, in parts of what it would. */
int64_t planted_share_ppm(const struct plantings *p, uint32_t habit, uint32_t content, uint32_t seller, int32_t day);
/* May a case of this decision about a scope (its members joined by |) be a consequence of this problem? */
bool planted_explains(const struct plantings *p, const struct planted *is, struct str decision, struct str scope, int32_t opened);
/* planted_print.c: a row of a table for people, and an object for programs, both without their end, so that more may follow. */
void planted_print_head(struct buf *out);
void planted_print(const struct planted *p, struct buf *out);
void planted_json(const struct planted *p, struct buf *out);
