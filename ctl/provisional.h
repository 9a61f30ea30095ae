/* Plans of a model that are phased by days for which a calendar is not given: next year's, before its days off are decreed. */
#pragma once
#include "base/str.h"
#include "rules/model.h"

/* One line for each such calendar, for people; nothing where there is none. */
void provisional_add(const struct model *m, struct buf *out);
/* The same as a JSON list of {"calendar":...,"given_until":...,"plans":...}. */
void provisional_add_json(const struct model *m, struct buf *out);
