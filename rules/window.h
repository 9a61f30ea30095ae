/* A window on a KPI of one scope and period: its figures up to a day, walking back day by day.
 *
 *	struct window w;
 *	if (window_open(e, scope, kpi, period, day, &w))
 *		do { ... w.fact ... } while (window_back(&w));
 *	window_close(&w);
 */
#pragma once
#include "rules/state.h"

enum { WINDOW_MEASURES = 2 * FORMULA_MEASURES };
struct window_part { /* a measure of the formula, or a count of the KPI's sample */
	uint32_t measure;
	struct store *store;
	int64_t sums[2];
	int64_t facts;
	const struct bag *lent; /* AGG_LAST, MIN, MAX, MEDIAN, DISTINCT: the cell's own; NULL: nothing there */
	struct bag *bag;        /* the same without the days taken away; NULL: none were */
};
struct window {
	const struct engine *engine;
	uint32_t scope, kpi;
	struct period period;
	int32_t day; /* facts dated up to and with this day count */
	struct ratio fact;
	int64_t facts; /* behind it, as in struct figures */
	bool known;    /* false: no data. A stock of whom anything was ever reported is known, before that too: it was 0 */
	struct window_part parts[WINDOW_MEASURES];
	bool has_stock;                     /* facts of any day stand behind one of its stocks */
	uint32_t part_count, formula_count; /* the formula's measures stand first */
};
/* false: nothing was ever reported there (the window is closed). `day` DAY_NONE: the whole period, however dated. */
bool window_open(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, int32_t day, struct window *out);
/* To the day before; false where that is outside the period. */
bool window_back(struct window *w);
void window_close(struct window *w);
