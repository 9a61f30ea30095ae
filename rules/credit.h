/* Several sellers who share the credit for what a report brings, in basis points.
 *
 * Each fact of such a report is kept once for every sharer, whole, beside the part of it that is his: from and to which
 * basis point, in the order of the report. Conditions are asked of the whole; sums get round(whole x to) - round(whole x
 * from), so the parts add up to the whole exactly, whoever's scopes they meet in again. Of 10 000 bp a count gets the part
 * of 1; smallest, largest, latest, middle and different values are those of the whole, and the parts weigh as one.
 */
#pragma once
#include "rules/report.h"

/* The field with the shares into the report's facts: each becomes as many as there are sharers. */
bool credit_decode(struct engine *e, struct arena *a, const struct form *form, struct str text, struct report *out,
		   struct receipt *why);
/* Makes of what a whole fact would contribute (store.deltas) what the part does. `part`: from its fact's credit column. */
void credit_divide(struct store *t, int64_t part);
/* Is the fact the first part of its report's, or whole? */
bool credit_is_first(const struct store *t, const struct fact_record *f);
/* How much a whole fact weighs in the bags of a table, and a fact of it. */
int64_t store_whole(const struct store *t);
int64_t credit_weight(const struct store *t, const struct fact_record *f);
