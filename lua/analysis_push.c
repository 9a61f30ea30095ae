/* What analyses answer, as tables of Lua: exact figures by name, a text in both languages, and the largest part. */
#include <stdio.h>
#include <string.h>

#include "lua/rule.h"

/* What the model would have to say; NULL: the reports do. */
static const char *model_lacks(enum analysis_outcome outcome)
{
	switch (outcome) {
	case ANALYSIS_NO_FACTORS:
		return "needs `factors` of the KPI in kpis.yaml";
	case ANALYSIS_NO_STAGES:
		return "needs `stages` of the KPI in kpis.yaml";
	case ANALYSIS_NOT_ADDITIVE:
		return "needs a KPI that adds up over members";
	case ANALYSIS_NO_NORMS:
		return "needs rows of capacity.yaml that hold here on that day";
	case ANALYSIS_NOT_MONTHS:
		return "needs a period of whole months";
	default:
		return NULL;
	}
}

int analysis_refuse(lua_State *L, const char *step, uint32_t kpi, enum analysis_outcome outcome)
{
	const struct kpi *k = &host_of(L)->m->kpis[kpi];
	const char *lacks = model_lacks(outcome);
	char key[32];

	if (lacks)
		return luaL_error(L, "case:%s(\"%s\"): it %s", step, k->code.ptr, lacks);
	snprintf(key, sizeof(key), "analysis_%.*s", STR_ARG(analysis_why(outcome)));
	lua_pushnil(L);
	subject_push_text(L, wording_phrase(host_of(L), key, &(struct wording_arg){ .name = "kpi", .text = &k->title }, 1));
	return 2;
}

void analysis_set_ratio(lua_State *L, const char *name, struct ratio r, enum unit_of_measure unit)
{
	if (!r.den)
		return;
	quantity_push(L, r, unit == UOM_MONEY ? QUANTITY_MONEY : unit == UOM_PERCENT ? QUANTITY_PERCENT : QUANTITY_NUMBER);
	lua_setfield(L, -2, name);
}

void analysis_set_e4(lua_State *L, const char *name, int64_t e4, enum unit_of_measure unit)
{
	analysis_set_ratio(L, name, (struct ratio){ e4, E4 }, unit);
}

void analysis_set_text(lua_State *L, const char *name, struct text t)
{
	subject_push_text(L, t);
	lua_setfield(L, -2, name);
}

void analysis_set_count(lua_State *L, const char *name, int64_t n)
{
	lua_pushinteger(L, n);
	lua_setfield(L, -2, name);
}

void analysis_finish(lua_State *L, struct text t)
{
	analysis_set_text(L, "words", t);
	host_set_meta(L, host_of(L)->analysis_meta);
}

static int answer_field(lua_State *L, const char *method, const char *name)
{
	if (!lua_istable(L, 1))
		return luaL_error(L, "write answer:%s() with a colon", method);
	lua_pushstring(L, name);
	lua_rawget(L, 1);
	return 1;
}

static int answer_text(lua_State *L)
{
	return answer_field(L, "text", "words");
}

/* nil where nothing goes that way. */
static int answer_largest(lua_State *L)
{
	return answer_field(L, "largest", "most");
}

/* Upvalue 1: the methods. What has no figure is nil; any other name is a slip. */
static int answer_index(lua_State *L)
{
	static const char *const maybe[] = {
		"base",        "fact",    "share",          "value",    "place",     "gap",    "slope",        "low",
		"high",        "per_day", "from",           "run_rate", "plan",      "recent", "previous",     "weighted",
		"target",      "clients", "hours",          "load",     "load_now",  "needed", "heads",        "factor",
		"factor_now",  "open",    "times",          "lack",     "stage",     "state",  "amount",       "balance",
		"probability", "due",     "expected_close", "overdue",  "next_step", "pushed", "silent_after", "abc",
		"xyz",         "owner",   "fields",         NULL
	};
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";

	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	for (const char *const *m = maybe; *m; m++)
		if (!strcmp(*m, name))
			return 1;
	return luaL_error(L, "this answer has no \"%s\"", sandbox_tostring(L, 2, NULL));
}

void analysis_open(lua_State *L)
{
	static const luaL_Reg methods[] = { { "text", answer_text }, { "largest", answer_largest }, { NULL, NULL } };
	static const luaL_Reg none[] = { { NULL, NULL } };

	host_of(L)->analysis_meta = host_metatable(L, "answer", none);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->analysis_meta.ref);
	lua_newtable(L);
	luaL_setfuncs(L, methods, 0);
	lua_pushcclosure(L, answer_index, 1);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
}
