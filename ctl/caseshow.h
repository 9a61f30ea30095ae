/* Cases as people and programs read them. */
#pragma once
#include "ctl/caselist.h"
#include "ctl/wordbook.h"

struct caseshow {
	const struct common *common;
	struct caselist *list;
	struct wordbook words;
	struct buf *out;
};

/* A case in a few lines: what, about whom, since when, why, what there is to do. */
void caseshow_row(struct caseshow *s, const struct case_row *r);
/* The same with its course: each alert, task and note as it came, and the end; and what it was judged by. */
void caseshow_whole(struct caseshow *s, const struct case_row *r);
/* One JSON object on a line; `course`: with everything that was said. */
void caseshow_json(struct caseshow *s, const struct case_row *r, bool course);
