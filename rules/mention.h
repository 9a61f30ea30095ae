/* Fields that name an entity: a report about a deal of which no event has come is held until somebody has looked at it. */
#pragma once
#include "rules/report.h"

/* Adds a remark for each field that names an unknown one. Judged when the report is taken: the entity's first event may be on its
 * way. */
void mentions_note(const struct engine *e, struct arena *a, struct report *r);
