/* ABC and XYZ: at the end of each period every entity is put in a class by its share of the whole, and in one by how evenly it
 * comes.
 *
 * ABC: in falling order of their sums over the last periods, A are those before whom less than the first share of the whole lies
 * (80 %), B those before whom less than the second lies (95 %), C the rest and whoever has no sum above zero. Equal sums go by
 * key. XYZ: by the coefficient of variation of the sums of those periods (standard deviation of the population / mean): X up to
 * the first limit, Y up to the second, Z above it and whoever has no sum above zero.
 *
 * Told by what is known then: a later correction changes the class from the next period's end on. [Practice of ABC-XYZ analysis]
 */
#pragma once
#include "rules/watch.h"

/* A day has ended in the company's zone. Where a period ends with it, classes hold from the next day on, and what is judged at
 * once by them is judged. */
void entities_classify(struct engine *e, int32_t day, struct flip_list *flips);
