/* Median and quartiles of exact values: on the line through the sorted values, as spreadsheets' QUARTILE.INC (КВАРТИЛЬ.ВКЛ) has
 *it.
 *
 *	1 2 3 4: 1.75, 2.5, 3.25
 */
#pragma once
#include "base/num.h"

struct quartiles {
	struct ratio low, median, high;
};
/* Sorts `values`, each with den > 0; at least one. Quartile q stands at place (count - 1) * q / 4 of them, counted from 0;
 * between two it lies as far along as the place does. false: one cannot be computed exactly. */
bool quartiles_of(struct ratio *values, uint32_t count, struct quartiles *out);
