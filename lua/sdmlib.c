/* The module `sdm`: what a decision file is written with. */
#include "lua/rule.h"

static int push_scaled(lua_State *L, int64_t den, enum quantity_kind kind)
{
	struct quantity q = quantity_check(L, 1);
	struct ratio r;

	if (!ratio_div(q.value, (struct ratio){ den, 1 }, &r))
		return luaL_error(L, "the number does not fit");
	quantity_push(L, r, kind);
	return 1;
}

static int sdm_percent(lua_State *L)
{
	return push_scaled(L, 100, QUANTITY_PERCENT);
}

static int sdm_money(lua_State *L)
{
	return push_scaled(L, 1, QUANTITY_MONEY);
}

static int sdm_number(lua_State *L)
{
	return push_scaled(L, 1, QUANTITY_NUMBER);
}

static int push_days(lua_State *L, enum count_of of)
{
	lua_Integer n = luaL_checkinteger(L, 1);

	luaL_argcheck(L, n >= 0 && n <= 400, 1, "expected 0 to 400");
	quantity_push_duration(L, (struct duration){ (uint32_t)n, of });
	return 1;
}

static int sdm_days(lua_State *L)
{
	return push_days(L, COUNT_CALENDAR_DAYS);
}

static int sdm_workdays(lua_State *L)
{
	return push_days(L, COUNT_WORKDAYS);
}

static int sdm_workhours(lua_State *L)
{
	return push_days(L, COUNT_WORKHOURS);
}

/* `==` between an exact number and a plain one is always false in Lua; this is not. */
static int sdm_equal(lua_State *L)
{
	struct quantity a = quantity_check(L, 1), b = quantity_check(L, 2);

	lua_pushboolean(L, ratio_cmp(a.value, b.value) == 0);
	return 1;
}

static int sdm_decision(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TSTRING);
	lua_settop(L, 1);
	lua_pushcclosure(L, draft_make, 1);
	return 1;
}

void sdmlib_open(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "decision", sdm_decision }, { "behind", trigger_behind },   { "below", trigger_below },
		{ "above", trigger_above },   { "under", trigger_under },     { "percent", sdm_percent },
		{ "money", sdm_money },       { "number", sdm_number },       { "days", sdm_days },
		{ "workdays", sdm_workdays }, { "workhours", sdm_workhours }, { "format", wording_format },
		{ "equal", sdm_equal },       { "dtable", sdm_dtable },       { NULL, NULL },
	};

	lua_newtable(L);
	luaL_setfuncs(L, functions, 0);
	sandbox_freeze(L, -1, true);
}
