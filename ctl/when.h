/* Which scope, period and day a command's options mean, of a company that has been folded. */
#pragma once
#include "rules/engine.h"

/* "seller=s.vlasov"; of a cross "team_product=T-1|Bikes". */
int when_scope(const struct engine *e, const char *text, uint32_t *out, struct err *err);
/* `text` NULL: the period of the company's day at the log's last moment. `kind` NULL: the first that reads the text, or months
 * where the model keeps them. */
int when_period(const struct engine *e, const char *kind, const char *text, struct period *out, struct err *err);
/* The day that --day gives; `text` NULL: DAY_NONE. */
int when_day(const char *text, int32_t *out, struct err *err);
/* As of which day the figures of a scope are asked for: `asked`, else its today within a period that goes on, since that is held
 * against its plan to date; else DAY_NONE, the whole period. */
int32_t when_as_of(const struct engine *e, uint32_t scope, int32_t asked, struct period in);
