/* `table`: the stock functions, each charged for the elements it touches, and a sort whose order is defined: stable, and by
 * one comparison of our own where the script gives none.
 */
#include <lualib.h>

#include "lua/rule.h"

static lua_Integer check_list(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_Integer n = luaL_len(L, 1);

	limits_charge(L, n > 0 ? (size_t)n : 0);
	return n;
}

/* Upvalue 1 is the stock function. */
static int charged(lua_State *L)
{
	check_list(L);
	int count = lua_gettop(L);

	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, count, LUA_MULTRET);
	return lua_gettop(L);
}

/* The elements between the third and the fourth argument may be more than the table seems to have: it may have holes. */
static int charged_range(lua_State *L)
{
	lua_Integer from = luaL_optinteger(L, 3, 1), to = luaL_optinteger(L, 4, 0);

	if (to > from)
		limits_charge(L, (size_t)to - (size_t)from);
	return charged(L);
}

static int unpack(lua_State *L)
{
	lua_Integer from = luaL_optinteger(L, 2, 1), to = lua_isnoneornil(L, 3) ? check_list(L) : luaL_checkinteger(L, 3);

	luaL_checktype(L, 1, LUA_TTABLE);
	if (to < from)
		return 0;
	if (from < 1 || to > 10000 || to - from >= 200)
		return luaL_error(L, "table.unpack: at most 200 values, from positions 1 to 10000");
	luaL_checkstack(L, (int)(to - from) + 1, "table.unpack");
	for (lua_Integer i = from; i <= to; i++)
		lua_geti(L, 1, i);
	return (int)(to - from) + 1;
}

/* Is the value at -1 to stand before the one at -2? */
static bool goes_before(lua_State *L)
{
	bool before;

	limits_charge(L, 1);
	if (lua_isnil(L, 2))
		return lua_compare(L, -1, -2, LUA_OPLT);
	lua_pushvalue(L, 2);
	lua_pushvalue(L, -2);
	lua_pushvalue(L, -4);
	lua_call(L, 2, 1);
	before = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return before;
}

/* Merges from[lo, mid) and from[mid, hi) into the table at `to`. */
static void merge(lua_State *L, int from, int to, lua_Integer lo, lua_Integer mid, lua_Integer hi)
{
	lua_Integer a = lo, b = mid;

	for (lua_Integer out = lo; out < hi; out++) {
		bool second = a >= mid;

		if (a < mid && b < hi) {
			lua_rawgeti(L, from, a);
			lua_rawgeti(L, from, b);
			second = goes_before(L);
			lua_pop(L, 2);
		}
		lua_rawgeti(L, from, second ? b++ : a++);
		lua_rawseti(L, to, out);
	}
}

static int sort(lua_State *L)
{
	lua_Integer n = check_list(L);
	int from = 3, to = 4;

	lua_settop(L, 2);
	if (n > 0)
		luaL_argcheck(L, n < INT32_MAX, 1, "too long");
	lua_createtable(L, (int)(n > 0 ? n : 0), 0);
	lua_createtable(L, (int)(n > 0 ? n : 0), 0);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 1, i);
		lua_rawseti(L, from, i);
	}
	for (lua_Integer width = 1; width < n; width *= 2) {
		for (lua_Integer lo = 1; lo <= n; lo += 2 * width) {
			lua_Integer mid = lo + width <= n ? lo + width : n + 1, hi = lo + 2 * width <= n ? lo + 2 * width : n + 1;

			merge(L, from, to, lo, mid, hi);
		}
		from = 7 - from;
		to = 7 - to;
	}
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, from, i);
		lua_seti(L, 1, i);
	}
	return 0;
}

void tablelib_open(lua_State *L)
{
	static const luaL_Reg stock[] = {
		{ "concat", charged_range }, { "insert", charged }, { "remove", charged }, { NULL, NULL }
	};

	lua_pushcfunction(L, luaopen_table);
	lua_call(L, 0, 1);
	lua_newtable(L);
	for (const luaL_Reg *f = stock; f->name; f++) {
		lua_getfield(L, -2, f->name);
		lua_pushcclosure(L, f->func, 1);
		lua_setfield(L, -2, f->name);
	}
	lua_pushcfunction(L, sort);
	lua_setfield(L, -2, "sort");
	lua_pushcfunction(L, unpack);
	lua_setfield(L, -2, "unpack");
	lua_remove(L, -2);
	sandbox_freeze(L, -1, true);
}
