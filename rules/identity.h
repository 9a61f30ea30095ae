/* Is one formula the product of others, whatever is reported? By their values modulo a prime at points that nobody has chosen:
 * formulas that differ agree there about once in 10^18. Averages, medians and other measures are taken as they stand, so
 * `sum / count` is not `average`. */
#pragma once
#include "rules/model.h"

/* Of a KPI whose formula and factors, and theirs, are there. */
bool identity_holds(const struct kpi *kpis, const struct kpi *k);
