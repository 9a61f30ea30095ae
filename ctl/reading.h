/* A decision's declared condition in words: "revenue below 85% of the plan to date, 3 working days running". */
#pragma once
#include "ctl/wordbook.h"
#include "rules/decision.h"

void reading_add(const struct wordbook *w, struct buf *b, const struct decision *d, const struct trigger *t,
		 struct duration for_);
