#include "lua/tryout.h"

#include "lua/show.h"

/* Shows what the text has given, a line each. */
static int tried(lua_State *L, int status, lua_KContext at)
{
	struct tryout *t = (struct tryout *)at;
	int count = lua_gettop(L);

	(void)status;
	for (int n = 1; n <= count; n++) {
		show_value(L, n, t->what->language, t->shown);
		buf_addc(t->shown, '\n');
	}
	return 0;
}

static int load(lua_State *L, struct tryout *t, const char *begin)
{
	buf_clear(&t->text);
	buf_addf(&t->text, "%.*s%s%.*s", STR_ARG(t->what->before), begin, STR_ARG(t->what->text));
	return luaL_loadbufferx(L, t->text.ptr, t->text.len, "=try", "t");
}

/* Upvalue 1: the case. What the environment has beside the sandbox's own. */
static void push_env(lua_State *L)
{
	struct host *h = host_of(L);

	sandbox_push_env(L);
	lua_pushliteral(L, "case");
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_rawset(L, -3);
	lua_pushliteral(L, "s");
	lua_rawgeti(L, LUA_REGISTRYINDEX, h->view);
	lua_rawset(L, -3);
	lua_pushliteral(L, "p");
	lua_rawgeti(L, LUA_REGISTRYINDEX, h->rules.at[h->current->decision].params);
	lua_rawset(L, -3);
	lua_pushliteral(L, "sdm");
	lua_getfield(L, LUA_REGISTRYINDEX, "sdm.module");
	lua_rawset(L, -3);
}

static int try_it(lua_State *L)
{
	struct tryout *t = lua_touserdata(L, 1);

	buf_clear(t->shown);
	lua_settop(L, 0);
	if (load(L, t, "return ") != LUA_OK) {
		lua_settop(L, 0);
		if (load(L, t, "") != LUA_OK)
			return lua_error(L);
	}
	push_env(L);
	lua_setupvalue(L, -2, 1);
	lua_callk(L, 0, LUA_MULTRET, (lua_KContext)t, tried);
	return tried(L, LUA_OK, (lua_KContext)t);
}

void tryout_push(lua_State *L, struct tryout *t, struct case_run *run)
{
	case_push(L, run);
	lua_pushcclosure(L, try_it, 1);
	lua_pushlightuserdata(L, t);
}
