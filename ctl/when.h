/* Which period and which day a command's options mean, of a company that has been folded. */
#pragma once
#include "rules/engine.h"

/* The company's local day of the log's last moment; DAY_NONE: nothing yet. */
int32_t when_today(const struct engine *e);
/* `text` NULL: the period of that day. `kind` NULL: the first that reads the text, or months where the model keeps them. */
int when_period(const struct engine *e, const char *kind, const char *text, struct period *out, struct err *err);
/* `text` NULL: today within a period that goes on, since it is held against its plan to date; else DAY_NONE, the whole period. */
int when_day(const struct engine *e, const char *text, struct period in, int32_t *out, struct err *err);
