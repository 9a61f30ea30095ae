/* Conversions: KPIs that say which part of what was counted came through. Of a few a share says little, so a trigger may ask
 * whether it could be chance.
 *
 *	won / (won + lost), clients_won / clients_met
 */
#pragma once
#include "rules/model.h"

/* Is the KPI a quotient of two counts of which the upper is part of the lower? A count is the number of facts, of different
 * values, or a sum of whole numbers, or such counts added up. Each one above the line must have one below it that it is part of:
 * itself, one of the same facts whose `where` holds wherever its own does, or of what reached a stage those that entered the
 * stage it came from. */
bool kpi_is_conversion(const struct model *m, const struct kpi *k);
