/* The keys `escalation`, what sdmd does by itself while nothing happens on an open case, and `shadow`, whether anybody hears of
 * it. */
#include "lua/rule.h"

static void read_part(lua_State *L, struct host *h, int line, int params, const char *name, struct duration *out)
{
	lua_getfield(L, 1, "escalation");
	lua_getfield(L, -1, name);
	if (!lua_isnil(L, -1) && params_resolve(L, params, name, line) && (!quantity_read_duration(L, -1, out) || !out->days))
		draft_complain(h, line, "escalation: %s: expected a duration like sdm.workdays(2), got %s", name,
			       luaL_typename(L, -1));
}

static void read_escalation(lua_State *L, int params, int line, struct escalation *out)
{
	static const char *const keys[] = { "remind", "boss", "overdue", "top", "top_to", NULL };
	struct host *h = host_of(L);
	int top = lua_gettop(L);

	out->top_to = STR("director");
	if (lua_getfield(L, 1, "escalation") == LUA_TTABLE) {
		const char *unknown = sandbox_unknown_key(L, -1, keys);

		if (unknown)
			draft_complain(h, line, "escalation: unknown key \"%s\"", unknown);
		read_part(L, h, line, params, "remind", &out->remind);
		read_part(L, h, line, params, "boss", &out->boss);
		read_part(L, h, line, params, "overdue", &out->overdue);
		read_part(L, h, line, params, "top", &out->top);
		lua_settop(L, top + 1);
		if (lua_getfield(L, -1, "top_to") == LUA_TSTRING)
			out->top_to = arena_str(h->arena, str_of(lua_tostring(L, -1)));
		else if (!lua_isnil(L, -1))
			draft_complain(h, line, "escalation: top_to: expected a person's or role's code");
	} else if (!lua_isnil(L, -1)) {
		draft_complain(h, line, "escalation: expected { remind = sdm.workdays(1), boss = sdm.workdays(2), ... }, got %s",
			       luaL_typename(L, -1));
	}
	lua_settop(L, top);
}

static bool read_shadow(lua_State *L, int params, int line)
{
	bool shadow = false;

	lua_getfield(L, 1, "shadow");
	if (!lua_isnil(L, -1) && params_resolve(L, params, "shadow", line)) {
		shadow = lua_toboolean(L, -1);
		if (!lua_isboolean(L, -1))
			draft_complain(host_of(L), line,
				       "shadow: expected true, false or a parameter that is one of them, got %s",
				       luaL_typename(L, -1));
	}
	lua_pop(L, 1);
	return shadow;
}

static bool read_versions(lua_State *L, int line)
{
	const char *word;
	bool moves;

	lua_getfield(L, 1, "versions");
	word = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
	moves = word && !strcmp(word, "move");
	if (!lua_isnil(L, -1) && !moves && (!word || strcmp(word, "keep") != 0))
		draft_complain(host_of(L), line, "versions: expected \"keep\" or \"move\", got %s",
			       sandbox_tostring(L, -1, NULL));
	lua_settop(L, lua_gettop(L) - 1);
	return moves;
}

void conduct_read(lua_State *L, int params, int line, struct decision *d)
{
	read_escalation(L, params, line, &d->escalation);
	d->shadow = read_shadow(L, params, line);
	d->runs_move = read_versions(L, line);
}
