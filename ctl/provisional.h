/* Plans of a model whose days somebody must still decide: phased by days for which a calendar is not given, as next year's before
 * its days off are decreed, or without any working day. */
#pragma once
#include "base/str.h"
#include "rules/model.h"

/* Lines for people; nothing where there is no such plan. */
void provisional_add(const struct model *m, struct buf *out);
/* The same as members of a JSON object: "provisional", a list of {"calendar":...,"given_until":...,"plans":...}, and
 * "plans_without_working_day". */
void provisional_add_json(const struct model *m, struct buf *out);
