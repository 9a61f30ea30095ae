/* What helps against a refusal: what the form expects of the field at fault, the known names that are near, what to do. */
#pragma once
#include "ctl/refusal.h"
#include "rules/model.h"

/* The declaration of the field "amount" or, of a line, "sales[2].amount"; NULL: none such. */
const struct form_field *advice_field(const struct model *m, struct str form, struct str field);
/* "a number like 12.50, from 0", in words of the language; nothing where it cannot be said. */
void advice_add_expected(struct buf *b, enum language l, const struct model *m, struct str form, struct str field);
/* The text of the field at fault, as it was sent; made in the refusals' arena. */
struct str advice_text(struct arena *a, const struct refusal *r, struct str field);
/* Known names near to what was sent, nearest first, at most ADVICE_NAMES. */
enum { ADVICE_NAMES = 3 };
uint32_t advice_names(const struct model *m, const struct refusal *r, struct arena *a, struct str out[ADVICE_NAMES]);
