/* Values of options that are kept as they were written, since whether they were given matters and they are compared later: what
 * a scenario expects. Here is only what they may look like.
 */
#pragma once
#include "model/option.h"

/* Of OPTION_DATE, OPTION_STAMP, OPTION_DECIMAL, OPTION_PERCENT; OPTION_WORD is checked by its reader. */
bool literal_is_valid(const struct option *o, struct str s);
/* "-12.5%", "-12.5 %": the number before the sign, and how many decimals it has. false: it is no percentage. */
bool literal_percent(struct str s, int64_t *out_e4, unsigned *out_decimals);
