/* Entities of a list as a table or as JSON. */
#pragma once
#include "ctl/entitylist.h"

struct entityshow {
	const struct common *common;
	const struct wordbook *words;
	const struct entitylist *list;
	struct buf *out;
};

/* Heads and the first `count` rows; the columns are those that the kind and the state asked for have. */
void entityshow_table(const struct entityshow *s, enum entity_wanted state, size_t count);
/* "as of ...: how many, what sum" under it. */
void entityshow_totals(const struct entityshow *s, size_t shown);
void entityshow_say_day(const struct entityshow *s); /* "as of ..." */
/* The members of one object without its braces: what an entity is. */
void entityshow_json(const struct entityshow *s, const struct entity_row *row);
/* The key; where it is personal, the word for that. */
void entityshow_add_key(const struct entityshow *s, struct str key, struct buf *b);
