/* The reports of an invented company in the order of their arrival, with all that happens to reports: late ones, missing ones,
 * corrections, reports entered twice and taken back. The same blueprint and the same problems give the same bytes.
 */
#pragma once
#include "ctl/planted.h"
#include "rules/engine.h"

struct mail {
	int64_t at_ms;   /* of its arrival */
	uint64_t number; /* in the order of making, for those of one moment */
	const struct pair *pairs;
	uint32_t pair_count;
};
struct mailbag {
	const struct plantings *plantings;
	struct arena *arena;
	ARRAY(struct mail) list;
	int64_t end_ms; /* the last day is over everywhere: what would arrive later is not in it */
	uint64_t made;
};

/* -1: a seller has no plan that the reports are to follow, or they are too many. Free it in any case. */
enum { MAILBAG_MAX = 5000000 };
int mailbag_fill(struct mailbag *out, const struct plantings *p, struct err *err);
void mailbag_free(struct mailbag *m);
/* One XADD of a report to a company's stream, as replay files and Redis take it. The id is `*` on log time. */
void mailbag_add_command(const struct mailbag *m, const struct mail *one, struct str company, struct buf *out);
/* One JSON object and a line end. */
void mailbag_add_json(const struct mail *one, struct buf *out);
/* 2026-10-05T18:21:07+03:00, local time of a zone. */
void mailbag_add_local(struct buf *out, const struct zone *z, int64_t instant_ms);
/* The end, as `--until` takes it. */
void mailbag_add_end(const struct mailbag *m, struct buf *out);
