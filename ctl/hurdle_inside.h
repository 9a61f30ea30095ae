/* What the files of the hurdle share. Nobody else includes it. */
#pragma once
#include "ctl/hurdle.h"

enum { DAYS_SHOWN = 10 };
extern const char *const hurdle_names[]; /* by enum hindrance */
extern const char *const hurdle_parts[CONDITION_PARTS];
extern const char *const hurdle_stances[]; /* by enum missing */

const struct decision *hurdle_decision(const struct hurdle *x);
struct str hurdle_kpi(const struct hurdle *x);
/* How many days running the condition asks for; 0: it is not about days. */
uint32_t hurdle_days_asked(const struct hurdle *x);
/* These days, the latest last, at most `count`; how many there are. */
uint32_t hurdle_list_days(const struct hurdle *x, int32_t *out, uint32_t count);
