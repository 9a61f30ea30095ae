/* What a decision saw of its subject day by day, as the reports say now: a table for people, objects for programs. */
#pragma once
#include "ctl/wordbook.h"
#include "rules/explain.h"

struct daylist {
	const struct common *common;
	const struct wordbook *words;
	const struct explained *of;
	struct buf *out;
};

void daylist_titles(const struct daylist *d);
/* `opening`: whether the condition to open holds, else whether that to stay open does. */
void daylist_add(const struct daylist *d, int32_t day, bool opening);
/* {"day":...}: figures, and what both conditions say. */
void daylist_add_json(const struct daylist *d, int32_t day);
