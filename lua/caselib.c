/* The `case` of a run: every field of the subject, its analyses, and the steps (telllib.c, waitlib.c). */
#include <string.h>

#include "lua/diary.h"

struct case_run *case_check(lua_State *L)
{
	struct case_run **run = host_test(L, 1, host_of(L)->case_meta);

	if (!run || !*run)
		luaL_error(L, "write case:step(...) with a colon, inside run");
	return *run;
}

struct str case_check_words(lua_State *L, int at, const char *what, size_t max)
{
	struct str s = { NULL, 0 };

	if (lua_type(L, at) == LUA_TSTRING)
		s.ptr = lua_tolstring(L, at, &s.len);
	else
		luaL_error(L, "%s: expected a text, got %s", what, luaL_typename(L, at));
	if (!s.len || s.len > max || !str_is_text(s))
		luaL_error(L, "%s: expected 1 to %d bytes of text", what, (int)max);
	limits_charge(L, s.len / 16);
	return arena_str(host_of(L)->out, s);
}

/* A text for both languages, or { en = ..., ru = ... } with at least one of them. */
struct text case_check_text(lua_State *L, int at, const char *what)
{
	struct text out;
	static const char *const names[LANGUAGES] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru" };

	if (!lua_istable(L, at)) {
		out.in[LANGUAGE_EN] = out.in[LANGUAGE_RU] = case_check_words(L, at, what, TEXT_MAX);
		return out;
	}
	for (int l = 0; l < LANGUAGES; l++) {
		out.in[l] = (struct str){ NULL, 0 };
		lua_getfield(L, at, names[l]);
		if (!lua_isnil(L, -1))
			out.in[l] = case_check_words(L, lua_gettop(L), what, TEXT_MAX);
		lua_pop(L, 1);
	}
	for (int l = 0; l < LANGUAGES; l++)
		if (!out.in[l].len)
			out.in[l] = out.in[1 - l];
	if (!out.in[0].len)
		luaL_error(L, "%s: expected a text or { en = ..., ru = ... }", what);
	return out;
}

void case_check_options(lua_State *L, int at, const char *step, const char *const *known)
{
	const char *unknown;

	luaL_checktype(L, at, LUA_TTABLE);
	unknown = sandbox_unknown_key(L, at, known);
	if (unknown)
		luaL_error(L, "case:%s has no option \"%s\"", step, unknown);
}

struct str case_read_to(lua_State *L, int at, const struct view *v)
{
	struct str to;

	lua_getfield(L, at, "to");
	if (lua_isnil(L, -1)) {
		to = person_head(host_of(L), v->scope, v->day);
		to = to.len ? to : STR("director");
	} else {
		to = person_check_to(L, lua_gettop(L));
	}
	lua_pop(L, 1);
	return to;
}

struct duration case_check_duration(lua_State *L, int at, const char *what)
{
	struct duration d = { 0 };

	if (!quantity_read_duration(L, at, &d) || !d.days)
		luaL_error(L, "%s: expected a duration like sdm.workdays(2), got %s", what, sandbox_tostring(L, at, NULL));
	return d;
}

bool case_is_code(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '_'))
			return false;
	return true;
}

static int case_close(lua_State *L)
{
	struct case_run *run = case_check(L);

	run->verdict->close = case_check_words(L, 2, "close", CODE_MAX);
	return 0;
}

/* Another KPI of the same scope, period and day. */
static int case_kpi(lua_State *L)
{
	struct host *h = host_of(L);
	struct case_run *run = case_check(L);
	const struct decision *d = &h->list.at[run->view->decision];
	struct str code;
	struct view *v;

	code.ptr = luaL_checklstring(L, 2, &code.len);
	uint32_t kpi = model_kpi(h->m, code);

	if (kpi == NONE)
		return luaL_error(L, "case:kpi: there is no KPI \"%s\"", code.ptr);
	limits_charge(L, 100);
	v = arena_alloc(h->out, sizeof(*v));
	*v = *run->view;
	v->kpi = kpi;
	if (!h->dry)
		figures_to_date(h->engine, v->scope, kpi, v->period, d->calendar, d->level, v->day, &v->figures);
	reads_kpi(L, v);
	subject_push(L, v);
	return 1;
}

static int case_param(lua_State *L)
{
	struct case_run *run = case_check(L);

	lua_rawgeti(L, LUA_REGISTRYINDEX, run->params);
	lua_pushvalue(L, 2);
	lua_gettable(L, -2);
	return 1;
}

/* An analysis, by its place in analysis_steps, upvalue 1: what it answered is kept. It runs in this frame, so that its errors
 * name the script's line. */
static int noted_analysis(lua_State *L)
{
	struct host *h = host_of(L);
	const luaL_Reg *step = &analysis_steps[lua_tointeger(L, lua_upvalueindex(1))];
	struct buf *b = &h->key;
	int count = lua_gettop(L), results;
	struct str key;

	case_check(L);
	if (!h->journal) /* within a check */
		return step->func(L);
	buf_clear(b);
	buf_adds(b, str_of(step->name));
	for (int at = 2; at <= count; at++)
		pack_add(L, at, b);
	key = arena_str(h->out, buf_str(b));
	if (!journal_recall(L, ENTRY_READ, key)) {
		results = step->func(L);
		lua_createtable(L, results, 1);
		lua_insert(L, -1 - results);
		for (int n = results; n; n--)
			lua_rawseti(L, -1 - n, n);
		lua_pushinteger(L, results);
		lua_setfield(L, -2, "n");
		journal_keep(L, ENTRY_READ, key);
	}
	int at = lua_gettop(L);

	lua_getfield(L, at, "n");
	results = (int)lua_tointeger(L, -1);
	for (int n = 1; n <= results; n++)
		lua_rawgeti(L, at, n);
	return results;
}

/* The figures as the case opened. */
static int push_opened(lua_State *L, struct case_run *run)
{
	struct host *h = host_of(L);
	struct view *v = arena_alloc(h->out, sizeof(*v));

	*v = *run->view;
	v->opened = true;
	if (h->looked) {
		v->figures = h->looked->opened;
		v->day = h->looked->opened_day;
	}
	subject_push(L, v);
	return 1;
}

/* Upvalue 1: the steps that exist. */
static int case_index(lua_State *L)
{
	struct case_run *run = case_check(L);
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";

	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	if (!strcmp(name, "p")) {
		lua_rawgeti(L, LUA_REGISTRYINDEX, run->params);
		return 1;
	}
	if (!strcmp(name, "opened"))
		return push_opened(L, run);
	lua_rawgeti(L, LUA_REGISTRYINDEX, run->view_at);
	if (subject_field(L, run->view, lua_gettop(L), 2))
		return 1;
	return luaL_error(L, "a case has no \"%s\"", sandbox_tostring(L, 2, NULL));
}

void case_open(lua_State *L)
{
	static const luaL_Reg steps[] = { { "close", case_close }, { "kpi", case_kpi }, { "param", case_param }, { NULL, NULL } };
	static const luaL_Reg none[] = { { NULL, NULL } };

	wait_open(L);
	host_of(L)->case_meta = host_metatable(L, "case", none);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->case_meta.ref);
	lua_newtable(L);
	luaL_setfuncs(L, steps, 0);
	luaL_setfuncs(L, tell_steps, 0);
	luaL_setfuncs(L, wait_steps, 0);
	for (int n = 0; analysis_steps[n].name; n++) {
		lua_pushinteger(L, n);
		lua_pushcclosure(L, noted_analysis, 1);
		lua_setfield(L, -2, analysis_steps[n].name);
	}
	lua_pushcclosure(L, case_index, 1);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
}

void case_push(lua_State *L, struct case_run *run)
{
	*(struct case_run **)lua_newuserdatauv(L, sizeof(run), 0) = run;
	host_set_meta(L, host_of(L)->case_meta);
}
