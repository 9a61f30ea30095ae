/* A foreign file's ways of writing a number, a date or a time, turned into the one that reports have. Each gives the text in `a`,
 * or fails and says what was expected.
 */
#pragma once
#include "base/err.h"
#include "model/mapping.h"

/* "1 234,50" as "1234.50". `whole`: "12,00" as "12". More than four decimals stay where they are no zeros. */
int mapping_number(struct arena *a, struct str s, enum mapping_decimal decimal, enum mapping_thousands thousands, bool whole,
		   struct str *out, struct err *err);
/* "22.11.2026 9:30" as "2026-11-22 09:30". `day_only`: midnight is left out. `time`: of another column, may be empty. */
int mapping_date(struct arena *a, struct str s, struct str time, enum mapping_dates dates, bool day_only, struct str *out,
		 struct err *err);
/* "9:30", "09:30:00" as "09:30". */
int mapping_time(struct arena *a, struct str s, struct str *out, struct err *err);
