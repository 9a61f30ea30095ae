/* What usually still comes between a day and a period's end: learned from the subject's own earlier periods, as they are known on
 * that day, never from later ones.
 *
 *	rest = remainder_usual(e, scope, kpi, period, NONE, day);
 *	landing = fact + rest
 *
 * Of each earlier period it is what came on as many last working days as are left now, so a quarter that is won in its last weeks
 * is expected to be won there again.
 */
#pragma once
#include "rules/figures.h"

enum { REMAINDER_PERIODS = 4 }; /* so many of them, the latest ones, are looked at */

/* The mean over the earlier periods, in plain units; den 0: there is none to learn from. One counts only where it has a figure
 * other than zero and its beginning is in the log: the period before it has one too, or the company began on its first working
 * day. `calendar` NONE: that of the plan. Of a KPI that adds up over the days. */
struct ratio remainder_usual(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar,
			     int32_t day);
