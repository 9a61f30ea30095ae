/* What the model says of sellers by date: levels, norms, the ramp of newcomers. */
#include "lua/rule.h"
#include "rules/level.h"
#include "rules/period.h"

enum { NORM_DAY_COST = 10 }; /* instructions that a day of a norm stands for */

bool staff_field(lua_State *L, uint32_t seller, int32_t day, struct str key)
{
	const struct model *m = host_of(L)->m;
	uint32_t level = seller == NONE ? NONE : level_on(m, seller, day);

	if (str_eq(key, STR("level"))) {
		if (level == NONE)
			lua_pushnil(L);
		else
			host_push_str(L, m->levels[level].code);
	} else if (str_eq(key, STR("ramp_month"))) {
		uint32_t month = seller == NONE ? 0 : level_ramp_month(m, seller, day);
		if (month)
			lua_pushinteger(L, month);
		else
			lua_pushnil(L);
	} else {
		return false;
	}
	return true;
}

struct ratio staff_norm(lua_State *L, const struct view *v)
{
	struct host *h = host_of(L);
	uint32_t seller = h->m->norm_count ? person_in_scope(h, v->scope, DIM_SELLER) : NONE;

	if (seller == NONE)
		return (struct ratio){ 0, 0 };
	limits_charge(L, (size_t)(period_to(h->m, v->period) - period_from(h->m, v->period)) * NORM_DAY_COST);
	return level_norm(h->m, seller, v->kpi, v->period, v->day);
}
