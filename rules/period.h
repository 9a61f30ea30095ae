/* Periods: which one a day falls into, where it begins and ends, and how it is written.
 *
 * Written forms: 2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026, or a custom period's code. A fiscal quarter or year that
 * does not begin in January is written with FY and the calendar year in which the fiscal year begins, with that in which it
 * ends, or with both, as model.fiscal_name says: FY2026-Q1, FY2027-Q1 or FY2026/27-Q1. One that begins in January lies in one
 * calendar year and has its plain name.
 */
#pragma once
#include "rules/model.h"

/* The period of `kind` that holds `day`; false: a custom set has none. */
bool period_of(const struct model *m, uint32_t kind, int32_t day, struct period *out);
/* false: a custom period by a place that its set does not have. */
bool period_exists(const struct model *m, struct period p);
int32_t period_from(const struct model *m, struct period p);
int32_t period_to(const struct model *m, struct period p); /* half-open */
void period_add(const struct model *m, struct period p, struct buf *b);
int period_parse(const struct model *m, uint32_t kind, struct str s, struct period *out, struct err *err);
static inline bool period_eq(struct period a, struct period b)
{
	return a.kind == b.kind && a.index == b.index;
}
/* Does its name leave open which days it has: a quarter or a year of a fiscal year that does not begin in January, a custom one?
 */
bool period_is_ambiguous(const struct model *m, struct period p);
/* How this company writes its kept kinds, one example each, joined by commas and "or"; for messages. */
void period_add_forms(const struct model *m, struct buf *b);
struct str period_kind_code(const struct model *m, uint32_t kind);
