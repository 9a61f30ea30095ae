/* KPI formulas: measures, constants, + - * / and brackets, abs(a), min(a, b), max(a, b), if(a, b), period_days(), compiled to
 * reverse Polish and evaluated exactly. Of what has no data all of them have none; if(a, b) is b where a is above 0, else no
 * data. */
#pragma once
#include "rules/model.h"

/* Compiles "won / (won + lost)" into steps in `a`; unknown names are an error that says the nearest measure and the
 * column in the text (1-based) in *out_column. */
int formula_compile(struct arena *a, struct str text, const struct measure *measures, uint32_t measure_count,
		    const struct step **out_steps, uint32_t *out_count, uint32_t *out_column, struct err *err);
/* abs, min, max, if: those of values, which rules between fields have too. */
bool formula_is_function(struct str name);
/* A linear combination (sums, differences, constants times measures) of additive measures (AGG_SUM, AGG_COUNT). */
bool formula_is_additive(const struct step *steps, uint32_t count, const struct measure *measures);
/* One of its measures is a stock. */
bool formula_has_stock(const struct step *steps, uint32_t count, const struct measure *measures);
/* The measures whose facts stand behind the formula's value, each once: those that something is divided by, else all. */
uint32_t formula_sampled(const struct step *steps, uint32_t count, uint32_t out[FORMULA_MEASURES]);
/* `values[i]` is the value of measure i, or the days where the step says so. All ratios are of plain units: a quantity q_e4 is
 * {q_e4, E4}, no data is den 0. A quotient of two plain quantities keeps them as they are: {n_e4, d_e4} (so numerator and
 * denominator can be shown); a sum or difference of plain quantities stays {.., E4}. A zero denominator gives den 0 and true;
 * overflow false. */
bool formula_eval(const struct step *steps, uint32_t count, const struct ratio *values, struct ratio *out);
