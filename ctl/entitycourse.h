/* The history of one entity: its events with what each of them changed, how long it was in each stage, how often it was put off.
 */
#pragma once
#include "ctl/entityshow.h"

/* Under the table of the one row that the list has... */
void entitycourse_add(const struct entityshow *s, const struct entity_row *row);
/* ...or as further members of its object. */
void entitycourse_json(const struct entityshow *s, const struct entity_row *row);
