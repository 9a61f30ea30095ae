/* Fields whose values are held against what is usual: a report far above the median of the seller's own values of the days
 * before it is held until somebody has looked at it.
 *
 * The values are those of the field's column, whichever form of the table brought them, on the days before the report's date;
 * of a correction without those that it corrects. A median of zero or less, or too few values, says
 * nothing; so does a report without a seller, or one whose credit is shared.
 */
#pragma once
#include "rules/report.h"

/* Adds a remark for each such field, about the first of several lines. Judged when the report is taken, by what was taken before:
 * what comes later, of the same days too, changes nothing. O(days) and the values on them. */
void usuals_note(struct engine *e, struct arena *a, struct report *r);
