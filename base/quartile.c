#include "base/quartile.h"

#include <stdlib.h>

static int by_size(const void *a, const void *b)
{
	return ratio_cmp(*(const struct ratio *)a, *(const struct ratio *)b);
}

static bool quartile(const struct ratio *sorted, uint32_t count, uint32_t q, struct ratio *out)
{
	uint64_t at = (uint64_t)(count - 1) * q;
	const struct ratio *below = &sorted[at / 4];
	struct ratio step;

	*out = *below;
	if (at % 4 == 0)
		return true;
	return ratio_sub(below[1], *below, &step) && ratio_mul(step, (struct ratio){ (i128)(at % 4), 4 }, &step) &&
	       ratio_add(*below, step, out);
}

bool quartiles_of(struct ratio *values, uint32_t count, struct quartiles *out)
{
	qsort(values, count, sizeof(*values), by_size);
	return quartile(values, count, 1, &out->low) && quartile(values, count, 2, &out->median) &&
	       quartile(values, count, 3, &out->high);
}
