/* What the model says of sellers by date: levels, norms, the ramp of newcomers, ratings, positions. */
#include "lua/rule.h"
#include "rules/level.h"
#include "rules/period.h"
#include "rules/staffing.h"

/* Instructions that a day of a norm and a seller, position or competency looked at stand for. */
enum { NORM_DAY_COST = 10, STAFF_COST = 5 };

/* Competency: rating, of those in which he is rated. */
static void push_ratings(lua_State *L, uint32_t seller, int32_t day)
{
	const struct model *m = host_of(L)->m;

	limits_charge(L, m->competency_count * STAFF_COST);
	lua_newtable(L);
	for (uint32_t i = 0; seller != NONE && i < m->competency_count; i++) {
		uint32_t rating = staffing_rating(m, seller, i, day);
		if (!rating)
			continue;
		host_push_str(L, m->competencies[i].code);
		lua_pushinteger(L, rating);
		lua_rawset(L, -3);
	}
}

/* Codes of the competencies in which he is rated below the floor, as the model lists them. */
static void push_below_floor(lua_State *L, uint32_t seller, int32_t day)
{
	const struct model *m = host_of(L)->m;
	lua_Integer n = 0;

	limits_charge(L, m->competency_count * STAFF_COST);
	lua_newtable(L);
	for (uint32_t i = 0; seller != NONE && i < m->competency_count; i++) {
		uint32_t rating = staffing_rating(m, seller, i, day);
		if (!rating || rating >= m->competencies[i].floor)
			continue;
		host_push_str(L, m->competencies[i].code);
		lua_rawseti(L, -2, ++n);
	}
}

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
	} else if (str_eq(key, STR("position"))) {
		uint32_t position = seller == NONE ? NONE : staffing_held(m, seller, day);
		if (position == NONE)
			lua_pushnil(L);
		else
			host_push_str(L, m->positions[position].code);
	} else if (str_eq(key, STR("ratings"))) {
		push_ratings(L, seller, day);
	} else if (str_eq(key, STR("below_floor"))) {
		push_below_floor(L, seller, day);
	} else {
		return false;
	}
	return true;
}

bool staff_push_count(lua_State *L, const struct view *v, bool vacancies)
{
	struct host *h = host_of(L);
	uint32_t unit = person_in_scope(h, v->scope, DIM_UNIT);
	struct staffing s;

	if (unit == NONE)
		return false;
	limits_charge(L, ((size_t)h->m->seller_count + h->m->position_count) * STAFF_COST);
	s = staffing_of(h->m, unit, v->day);
	lua_pushinteger(L, vacancies ? s.vacancies : s.sellers);
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
