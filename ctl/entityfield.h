/* The fields that an entity's events may have, as people know them, and their values. What a form marks as personal is shown to
 * nobody.
 */
#pragma once
#include "ctl/wordbook.h"
#include "rules/entity.h"

struct entityfield {
	struct str name;
	struct text title; /* as the first form that has it says; the name where none does */
	enum field_type type;
	bool personal;
};
/* Of a column of a fact table, or of one of its axes; `m` owns the texts. A column NONE is personal: there is nothing to show. */
struct entityfield entityfield_of(const struct model *m, uint32_t facts, uint32_t column);
struct entityfield entityfield_of_axis(const struct model *m, uint32_t facts, uint32_t slot);

/* Amounts in the model's currency where the field is one of money. */
void entityfield_add_amount(const struct wordbook *w, enum field_type type, int64_t e4, struct buf *b);
/* Value of a column that is there, for people and for programs: dates as 2026-11-22, numbers for programs as decimals in a text.
 */
void entityfield_add(const struct wordbook *w, const struct engine *e, uint32_t kind, uint32_t column,
		     const struct entityfield *f, int64_t value, struct buf *b);
void entityfield_add_json(const struct engine *e, uint32_t kind, uint32_t column, const struct entityfield *f, int64_t value,
			  struct buf *b);
