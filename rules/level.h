/* Levels of sellers: what is expected of them on a day, and how far a newcomer is. All arguments are model indices.
 *
 * A newcomer's months are calendar months; the one in which he is hired is the first. After the last month of his level's
 * ramp, and where he has no day of hire, everything is full.
 */
#pragma once
#include "rules/model.h"

uint32_t level_on(const struct model *m, uint32_t seller, int32_t day); /* NONE: of none that day */
/* Which month since hire a day lies in; 0: no newcomer any more, not hired yet, or it is not said when. */
uint32_t level_ramp_month(const struct model *m, uint32_t seller, int32_t day);
/* What part of a full plan or norm he has then. */
int64_t level_plan_ppm(const struct model *m, uint32_t seller, int32_t day);
int64_t level_norm_ppm(const struct model *m, uint32_t seller, int32_t day);
/* What the norms of a KPI come to for a seller in a period up to and with `day`: for each working day on which he is at work a
 * day's norm or, of a week's or month's, that day's part of it; each by his level and ramp of that day. The norm of the period's
 * own kind counts, else the one for the shortest time. den 0: there is none on any of the days. */
struct ratio level_norm(const struct model *m, uint32_t seller, uint32_t kpi, struct period period, int32_t day);
