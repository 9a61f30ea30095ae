#include "rules/figures.h"
#include "rules/state.h"
#include "rules/store.h"

bool figures_days(const struct engine *e, int32_t *out_first, int32_t *out_last)
{
	int32_t first = DAY_NONE, last = DAY_MIN;

	for (uint32_t s = 0; s < e->store_count; s++) {
		const struct pool *rows = &e->stores[s].rows;

		for (uint32_t i = 0; i < rows->count; i++) {
			const struct row_record *row = pool_at(rows, i);

			if (row->facts == 0) /* removed, or everything in it was retracted */
				continue;
			first = row->day < first ? row->day : first;
			last = row->day > last ? row->day : last;
		}
	}
	*out_first = first;
	*out_last = last;
	return first <= last;
}
