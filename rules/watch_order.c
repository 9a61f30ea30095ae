#include "rules/watch_order.h"

#include <string.h>

#include "base/sort.h"

static int scope_order(const struct engine *e, uint32_t a, uint32_t b)
{
	return memcmp(scope_at(&e->scopes, a)->members, scope_at(&e->scopes, b)->members,
		      sizeof(scope_at(&e->scopes, a)->members));
}

static bool planned_before(const struct engine *e, struct planned a, struct planned b)
{
	return a.period != b.period ? a.period < b.period : scope_order(e, a.scope, b.scope) < 0;
}

void planned_sort(const struct engine *e, struct planned *list, size_t count)
{
#define BEFORE(a, b) planned_before(e, a, b)
	HEAP_SORT(struct planned, list, count, BEFORE);
#undef BEFORE
}

void scopes_sort(const struct engine *e, uint32_t *list, size_t count)
{
#define BEFORE(a, b) (scope_order(e, a, b) < 0)
	HEAP_SORT(uint32_t, list, count, BEFORE);
#undef BEFORE
}

/* Whether all that keep a decision quiet have their place already. */
static bool is_next(const struct decision *d, const bool *placed)
{
	for (uint32_t i = 0; i < d->inhibited_count; i++)
		if (!placed[d->inhibited_by[i]])
			return false;
	return true;
}

void decisions_sort(const struct engine *e, uint32_t *out)
{
	uint32_t count = e->decisions->count, first = 0;
	bool *placed = mem_alloc(count * sizeof(*placed) + 1);

	for (uint32_t n = 0; n < count; n++) {
		while (placed[first])
			first++;
		uint32_t next = first;
		while (next < count && (placed[next] || !is_next(&e->decisions->at[next], placed)))
			next++;
		out[n] = next < count ? next : first;
		placed[out[n]] = true;
	}
	mem_free(placed);
}
