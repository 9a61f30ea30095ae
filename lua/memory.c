/* No memory between calls. A local of a decision file that its functions share would survive from one flip to the next and
 * be lost at a restart: the same input would then get another verdict. Tables there become read-only when the file is
 * loaded; the other values are compared after every call.
 */
#include <string.h>

#include "lua/rule.h"

/* Stack of the three below: 1 the record, 2 the tables and functions seen. */
static bool seen(lua_State *L, int at)
{
	bool was;

	lua_pushvalue(L, at);
	was = lua_rawget(L, 2) != LUA_TNIL;
	lua_pop(L, 1);
	lua_pushvalue(L, at);
	lua_pushboolean(L, 1);
	lua_rawset(L, 2);
	return was;
}

static void record(lua_State *L, int at, int depth);

/* Adds {function, upvalue, is nil, value} for each upvalue: a nil would end the array. */
static void record_function(lua_State *L, int fn, int depth)
{
	for (int n = 1; lua_getupvalue(L, fn, n); n++) {
		int value = lua_gettop(L);

		if (lua_istable(L, value) && !lua_iscfunction(L, fn))
			sandbox_freeze(L, value, false);
		record(L, value, depth + 1);

		lua_Integer end = (lua_Integer)lua_rawlen(L, 1);

		lua_pushvalue(L, fn);
		lua_rawseti(L, 1, end + 1);
		lua_pushinteger(L, n);
		lua_rawseti(L, 1, end + 2);
		lua_pushboolean(L, lua_isnil(L, value));
		lua_rawseti(L, 1, end + 3);
		if (lua_isnil(L, value))
			lua_pushboolean(L, 0);
		else
			lua_pushvalue(L, value);
		lua_rawseti(L, 1, end + 4);
		lua_settop(L, value - 1);
	}
}

static void record(lua_State *L, int at, int depth)
{
	luaL_checkstack(L, 8, "functions");
	if (depth > 32)
		luaL_error(L, "tables and functions of a decision file refer to each other deeper than 32");
	if (!lua_istable(L, at) && !lua_isfunction(L, at))
		return;
	sandbox_push_inside(L, at);
	if (!seen(L, lua_gettop(L))) {
		int inside = lua_gettop(L);

		if (lua_isfunction(L, inside))
			record_function(L, inside, depth);
		else
			for (lua_pushnil(L); lua_next(L, inside); lua_pop(L, 1))
				record(L, lua_gettop(L), depth + 1);
	}
	lua_pop(L, 1);
}

/* The sandbox's own tables hold nothing that a script can change. */
static void mark_own(lua_State *L)
{
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->globals);
	int globals = lua_gettop(L);

	seen(L, globals);
	for (lua_pushnil(L); lua_next(L, globals); lua_pop(L, 1)) {
		sandbox_push_inside(L, -1);
		seen(L, lua_gettop(L));
		if (lua_istable(L, -1))
			for (lua_pushnil(L); lua_next(L, globals + 3); lua_pop(L, 1))
				seen(L, lua_gettop(L));
		lua_pop(L, 1);
	}
	lua_getfield(L, LUA_REGISTRYINDEX, "sdm.module");
	sandbox_push_inside(L, -1);
	seen(L, lua_gettop(L));
	lua_settop(L, globals - 1);
}

static int record_all(lua_State *L)
{
	int top = lua_gettop(L);

	lua_newtable(L);
	lua_insert(L, 1);
	lua_newtable(L);
	lua_insert(L, 2);
	mark_own(L);
	for (int at = 3; at <= top + 2; at++)
		record(L, at, 0);
	lua_settop(L, 1);
	return 1;
}

int memory_record(lua_State *L, int first)
{
	int count = lua_gettop(L) - first + 1;

	lua_pushcfunction(L, record_all);
	lua_insert(L, first);
	lua_call(L, count, 1);
	if (!lua_rawlen(L, -1)) {
		lua_pop(L, 1);
		return LUA_NOREF;
	}
	return luaL_ref(L, LUA_REGISTRYINDEX);
}

void memory_check(lua_State *L, int ref, const char *file)
{
	if (ref == LUA_NOREF)
		return;
	lua_rawgeti(L, LUA_REGISTRYINDEX, ref);
	int record = lua_gettop(L);
	lua_Integer count = (lua_Integer)lua_rawlen(L, record);
	const char *changed = NULL;

	for (lua_Integer i = 1; i < count; i += 4) {
		lua_rawgeti(L, record, i);
		lua_rawgeti(L, record, i + 1);
		int n = (int)lua_tointeger(L, -1);

		lua_rawgeti(L, record, i + 2);
		if (lua_toboolean(L, -1))
			lua_pushnil(L);
		else
			lua_rawgeti(L, record, i + 3);
		const char *name = lua_getupvalue(L, record + 1, n);

		if (!lua_rawequal(L, -1, -2)) {
			lua_pushvalue(L, -2);
			lua_setupvalue(L, record + 1, n);
			/* Of several the first by name: the record's order differs between processes. */
			if (!changed || strcmp(name, changed) < 0)
				changed = name;
		}
		lua_settop(L, record);
	}
	lua_settop(L, record - 1);
	if (changed)
		luaL_error(L,
			   "%s: local %s of the file was changed by a call; a restart would lose that, so nothing may be kept "
			   "between calls",
			   file, *changed ? changed : "iterator");
}
