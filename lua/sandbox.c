/* What a decision file can see: an allow-list. Absent on purpose: pcall, xpcall, coroutine, load, setmetatable, raw*,
 * collectgarbage, io, os, debug, math.random; string patterns, whose worst case nothing bounds. See docs/decisions.md.
 */
#include <stdlib.h>
#include <string.h>

#include <lualib.h>

#include "lua/rule.h"

void *host_test(lua_State *L, int at, struct meta meta)
{
	const void *has;

	if (lua_type(L, at) != LUA_TUSERDATA || !lua_getmetatable(L, at))
		return NULL;
	has = lua_topointer(L, -1);
	lua_pop(L, 1);
	return has == meta.identity ? lua_touserdata(L, at) : NULL;
}

struct meta host_metatable(lua_State *L, const char *name, const luaL_Reg *methods)
{
	struct meta meta;

	lua_newtable(L);
	luaL_setfuncs(L, methods, 0);
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pushstring(L, name);
	lua_setfield(L, -2, "__name");
	meta.identity = lua_topointer(L, -1);
	meta.ref = luaL_ref(L, LUA_REGISTRYINDEX);
	return meta;
}

void host_set_meta(lua_State *L, struct meta meta)
{
	lua_rawgeti(L, LUA_REGISTRYINDEX, meta.ref);
	lua_setmetatable(L, -2);
}

void host_push_str(lua_State *L, struct str s)
{
	lua_pushlstring(L, s.len ? s.ptr : "", s.len);
}

/* ---- read-only tables: an empty table whose metatable holds the content ---- */

static int refuse_write(lua_State *L)
{
	return luaL_error(L, "cannot set \"%s\": this table is read-only; make a local table", sandbox_tostring(L, 2, NULL));
}

static int refuse_global(lua_State *L)
{
	return luaL_error(L, "cannot set global \"%s\": write \"local %s\"", sandbox_tostring(L, 2, NULL),
			  sandbox_tostring(L, 2, NULL));
}

static int refuse_unknown(lua_State *L)
{
	return luaL_error(L, "there is no \"%s\" here", sandbox_tostring(L, 2, NULL));
}

static int inside_length(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
	return 1;
}

static void lock(lua_State *L, lua_CFunction on_write)
{
	lua_pushcfunction(L, on_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
}

static void freeze(lua_State *L, int at, bool strict, int depth)
{
	luaL_checkstack(L, 8, "table");
	if (depth > 32)
		luaL_error(L, "a table of a decision file is nested deeper than 32");
	if (lua_getmetatable(L, at)) { /* frozen already, or a value of ours */
		lua_pop(L, 1);
		return;
	}
	lua_createtable(L, 0, 5); /* the metatable, set at once so that a cycle ends */
	int meta = lua_gettop(L);

	lua_newtable(L);
	int inside = lua_gettop(L);

	lua_pushvalue(L, meta);
	lua_setmetatable(L, at);
	lua_pushnil(L);
	while (lua_next(L, at)) {
		if (lua_istable(L, -1))
			freeze(L, lua_gettop(L), strict, depth + 1);
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, inside);
		lua_pushvalue(L, -1);
		lua_pushnil(L);
		lua_rawset(L, at); /* clearing a field during a traversal is allowed */
	}
	lua_pushvalue(L, inside);
	lua_pushcclosure(L, inside_length, 1);
	lua_setfield(L, meta, "__len");
	if (strict) {
		lua_createtable(L, 0, 1);
		lua_pushcfunction(L, refuse_unknown);
		lua_setfield(L, -2, "__index");
		lua_setmetatable(L, inside);
	}
	lua_pushvalue(L, inside);
	lua_setfield(L, meta, "__index");
	lua_settop(L, meta);
	lock(L, refuse_write);
	lua_pop(L, 1);
}

void sandbox_freeze(lua_State *L, int at, bool strict)
{
	freeze(L, lua_absindex(L, at), strict, 0);
}

void sandbox_push_inside(lua_State *L, int at)
{
	at = lua_absindex(L, at);
	if (lua_getmetatable(L, at)) {
		lua_getfield(L, -1, "__index");
		lua_remove(L, -2);
		reads_unfold(L);
		if (lua_istable(L, -1))
			return;
		lua_pop(L, 1);
	}
	lua_pushvalue(L, at);
}

void sandbox_push_env(lua_State *L)
{
	lua_newtable(L);
	lua_createtable(L, 0, 3);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->globals);
	lua_setfield(L, -2, "__index");
	lock(L, refuse_global);
	lua_setmetatable(L, -2);
}

/* ---- basic functions that differ from the stock ones ---- */

const char *sandbox_tostring(lua_State *L, int at, size_t *out_len)
{
	switch (lua_type(L, at)) {
	case LUA_TUSERDATA:
		if (luaL_getmetafield(L, at, "__tostring") != LUA_TNIL) {
			lua_pop(L, 1);
			return luaL_tolstring(L, at, out_len);
		}
		/* fall through */
	case LUA_TTABLE:
	case LUA_TFUNCTION:
	case LUA_TTHREAD:
	case LUA_TLIGHTUSERDATA:
		lua_pushstring(L, luaL_typename(L, at));
		return lua_tolstring(L, -1, out_len);
	case LUA_TNUMBER:
		if (lua_tonumber(L, at) != lua_tonumber(L, at)) { /* its sign differs between machines */
			lua_pushliteral(L, "nan");
			return lua_tolstring(L, -1, out_len);
		}
		/* fall through */
	default:
		return luaL_tolstring(L, at, out_len);
	}
}

int sandbox_concat(lua_State *L)
{
	for (int at = 1; at <= 2; at++) {
		if (lua_type(L, at) != LUA_TSTRING && lua_type(L, at) != LUA_TNUMBER && lua_type(L, at) != LUA_TUSERDATA)
			return luaL_error(L, "attempt to concatenate a %s value", luaL_typename(L, at));
		sandbox_tostring(L, at, NULL);
	}
	lua_concat(L, 2);
	return 1;
}

static int base_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	sandbox_tostring(L, 1, NULL);
	return 1;
}

static int base_tonumber(lua_State *L)
{
	size_t len;
	struct quantity q;

	luaL_checkany(L, 1);
	if (lua_type(L, 1) == LUA_TSTRING) {
		const char *text = lua_tolstring(L, 1, &len);

		if (len > 64 || !lua_stringtonumber(L, text))
			lua_pushnil(L);
		return 1;
	}
	if (quantity_read(L, 1, &q))
		lua_pushvalue(L, 1);
	else
		lua_pushnil(L);
	return 1;
}

struct sort_key {
	int type;
	bool is_integer;
	lua_Integer integer;
	lua_Number number;
	struct str text;
};

static int compare_keys(const void *pa, const void *pb)
{
	const struct sort_key *a = pa, *b = pb;
	const int rank[] = { [LUA_TNUMBER] = 0, [LUA_TSTRING] = 1, [LUA_TBOOLEAN] = 2 };

	if (a->type != b->type)
		return rank[a->type] - rank[b->type];
	if (a->type == LUA_TSTRING)
		return str_cmp(a->text, b->text);
	if (a->is_integer && b->is_integer)
		return (a->integer > b->integer) - (a->integer < b->integer);
	return (a->number > b->number) - (a->number < b->number);
}

static struct sort_key read_key(lua_State *L, int at)
{
	struct sort_key k = { .type = lua_type(L, at) };

	switch (k.type) {
	case LUA_TNUMBER:
		k.is_integer = lua_isinteger(L, at);
		k.integer = lua_tointeger(L, at);
		k.number = lua_tonumber(L, at);
		break;
	case LUA_TSTRING:
		k.text.ptr = lua_tolstring(L, at, &k.text.len);
		break;
	case LUA_TBOOLEAN:
		k.number = lua_toboolean(L, at);
		break;
	default:
		luaL_error(L, "pairs: a key that is a %s has no place in an order; use numbers or strings",
			   lua_typename(L, k.type));
	}
	return k;
}

const char *sandbox_unknown_key(lua_State *L, int at, const char *const *known)
{
	const char *first = NULL;

	at = lua_absindex(L, at);
	for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1)) {
		const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "[...]";
		const char *const *k = known;

		while (*k && strcmp(*k, name) != 0)
			k++;
		if (!*k && (!first || strcmp(name, first) < 0))
			first = name;
	}
	return first;
}

void sandbox_sort_keys(lua_State *L, int at)
{
	size_t count = 0, n = 0;

	at = lua_absindex(L, at);
	for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1))
		count++;
	limits_charge(L, 20 + count * 8); /* an empty table may have room for thousands, and all of it is looked at */
	lua_createtable(L, (int)count, 0);
	struct sort_key *keys = lua_newuserdatauv(L, count ? count * sizeof(*keys) : 1, 0);

	for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1))
		keys[n++] = read_key(L, -2);
	qsort(keys, count, sizeof(*keys), compare_keys);
	for (n = 0; n < count; n++) {
		if (keys[n].type == LUA_TSTRING)
			host_push_str(L, keys[n].text);
		else if (keys[n].type == LUA_TBOOLEAN)
			lua_pushboolean(L, keys[n].number != 0);
		else if (keys[n].is_integer)
			lua_pushinteger(L, keys[n].integer);
		else
			lua_pushnumber(L, keys[n].number);
		lua_rawseti(L, -3, (lua_Integer)n + 1);
	}
	lua_pop(L, 1);
}

static int pairs_step(lua_State *L)
{
	lua_Integer n = lua_tointeger(L, lua_upvalueindex(3));

	for (;;) {
		n++;
		if (lua_rawgeti(L, lua_upvalueindex(2), n) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, -1);
		if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
			break;
		lua_pop(L, 2); /* removed since */
	}
	lua_pushinteger(L, n);
	lua_replace(L, lua_upvalueindex(3));
	return 2;
}

static int base_pairs(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	sandbox_push_inside(L, 1);
	sandbox_sort_keys(L, -1);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, pairs_step, 3);
	return 1;
}

static int base_next(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 2);
	sandbox_push_inside(L, 1);
	sandbox_sort_keys(L, 3);
	lua_Integer n = 1;

	if (!lua_isnil(L, 2)) {
		struct sort_key after = read_key(L, 2);

		for (; lua_rawgeti(L, 4, n) != LUA_TNIL; n++, lua_pop(L, 1)) {
			struct sort_key k = read_key(L, -1);

			if (compare_keys(&k, &after) > 0)
				break;
		}
		lua_pop(L, 1);
	}
	if (lua_rawgeti(L, 4, n) == LUA_TNIL)
		return 1;
	lua_pushvalue(L, -1);
	lua_rawget(L, 3);
	return 2;
}

static int base_require(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);

	if (strcmp(name, "sdm") != 0)
		return luaL_error(L, "require \"%s\": there is no such module; a decision file has \"sdm\"", name);
	lua_getfield(L, LUA_REGISTRYINDEX, "sdm.module");
	return 1;
}

static void copy_fields(lua_State *L, int from, int to, const char *const *names)
{
	for (; *names; names++) {
		lua_getfield(L, from, *names);
		lua_setfield(L, to, *names);
	}
}

/* A function of `utf8` looks at the whole text; upvalue 1 is the stock one. */
static int charged_text(lua_State *L)
{
	int count = lua_gettop(L);

	limits_charge(L, lua_type(L, 1) == LUA_TSTRING ? lua_rawlen(L, 1) / 8 : 0);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, count, LUA_MULTRET);
	return lua_gettop(L);
}

/* Not 0: see refuse_zeros() in lua/decision_files.c. */
static int utf8_char(lua_State *L)
{
	for (int at = 1; at <= lua_gettop(L); at++)
		luaL_argcheck(L, luaL_checkinteger(L, at) != 0, at, "a text cannot hold a byte 0");
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, 1);
	return 1;
}

static void open_utf8(lua_State *L, int globals)
{
	static const struct luaL_Reg functions[] = { { "char", utf8_char },         { "codes", charged_text },
						     { "codepoint", charged_text }, { "len", charged_text },
						     { "offset", charged_text },    { NULL, NULL } };

	lua_pushcfunction(L, luaopen_utf8);
	lua_call(L, 0, 1);
	lua_newtable(L);
	for (const luaL_Reg *f = functions; f->name; f++) {
		lua_getfield(L, -2, f->name);
		lua_pushcclosure(L, f->func, 1);
		lua_setfield(L, -2, f->name);
	}
	sandbox_freeze(L, -1, false);
	lua_setfield(L, globals, "utf8");
	lua_pop(L, 1);
}

/* Opens a stock library and keeps what is named. */
static void open_part(lua_State *L, int globals, const char *module, lua_CFunction open, const char *const *names)
{
	lua_pushcfunction(L, open);
	lua_pushstring(L, module);
	lua_call(L, 1, 1);
	lua_newtable(L);
	copy_fields(L, lua_gettop(L) - 1, lua_gettop(L), names);
	sandbox_freeze(L, -1, false);
	lua_setfield(L, globals, module);
	lua_pop(L, 1);
}

void sandbox_open(lua_State *L)
{
	static const char *const basic[] = { "assert", "error", "ipairs", "select", "type", NULL };
	/* Left out: what libm may round differently elsewhere, and random. */
	static const char *const math[] = { "abs",  "ceil", "floor",      "fmod",       "max",  "min", "tointeger",
					    "type", "ult",  "maxinteger", "mininteger", "huge", NULL };
	static const luaL_Reg ours[] = { { "tostring", base_tostring }, { "tonumber", base_tonumber }, { "pairs", base_pairs },
					 { "next", base_next },         { "require", base_require },   { NULL, NULL } };

	lua_newtable(L);
	int globals = lua_gettop(L);

	lua_pushcfunction(L, luaopen_base);
	lua_call(L, 0, 1);
	copy_fields(L, globals + 1, globals, basic);
	lua_pop(L, 1);
	luaL_setfuncs(L, ours, 0);
	open_part(L, globals, "math", luaopen_math, math);
	open_utf8(L, globals);
	textlib_open(L);
	lua_setfield(L, globals, "string");
	tablelib_open(L);
	lua_setfield(L, globals, "table");
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, refuse_unknown);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, globals);
	host_of(L)->globals = luaL_ref(L, LUA_REGISTRYINDEX);
	/* Whatever luaopen_base left among Lua's own globals goes, loaders included. */
	lua_newtable(L);
	lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}
