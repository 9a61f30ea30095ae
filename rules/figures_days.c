#include "rules/condition.h"
#include "rules/figures.h"
#include "rules/plan.h"
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

int32_t figures_date(const struct engine *e, uint32_t scope, int64_t instant_ms)
{
	const struct model *m = e->model;
	int32_t day = zone_day(m->zones[m->zone], instant_ms);

	return scope == NONE ? day : zone_day(m->zones[scope_zone(e, scope, day)], instant_ms);
}

int32_t figures_today(const struct engine *e, uint32_t scope)
{
	return e->clock.now_ms == INT64_MIN ? DAY_NONE : figures_date(e, scope, e->clock.now_ms);
}

int32_t figures_given_until(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar)
{
	const struct plan *plan = plan_find(e->plans, scope, kpi, period, LEVEL_TARGET);
	uint32_t found = plan && e->model->kpis[kpi].grows ? plan_provisional(e->plans, plan, calendar) : NONE;

	return found == NONE ? DAY_NONE : e->model->calendars[found].data_to - 1;
}

bool figures_plan_is_spread(const struct engine *e, uint32_t scope, uint32_t kpi, struct period period, uint32_t calendar)
{
	const struct plan *plan = plan_find(e->plans, scope, kpi, period, LEVEL_TARGET);

	return plan && e->model->kpis[kpi].grows && period.kind != PERIOD_DAY && plan_has_no_weight(e->plans, plan, calendar);
}
