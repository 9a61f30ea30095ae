/* The `case` of a run: every field of the subject, and the steps. Steps that wait for days are named here so that a file
 * which uses them is told so by name; the run is a coroutine of the host already, so files need not change for them.
 */
#include <string.h>

#include "lua/rule.h"

struct case_run *case_check(lua_State *L)
{
	struct case_run **run = host_test(L, 1, host_of(L)->case_meta);

	if (!run || !*run)
		luaL_error(L, "write case:step(...) with a colon, inside run");
	return *run;
}

static struct str check_words(lua_State *L, int at, const char *what, size_t max)
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
static struct text check_text(lua_State *L, int at, const char *what)
{
	struct text out;
	static const char *const names[LANGUAGES] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru" };

	if (!lua_istable(L, at)) {
		out.in[LANGUAGE_EN] = out.in[LANGUAGE_RU] = check_words(L, at, what, TEXT_MAX);
		return out;
	}
	for (int l = 0; l < LANGUAGES; l++) {
		out.in[l] = (struct str){ NULL, 0 };
		lua_getfield(L, at, names[l]);
		if (!lua_isnil(L, -1))
			out.in[l] = check_words(L, lua_gettop(L), what, TEXT_MAX);
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

static struct str read_to(lua_State *L, int at, const struct view *v)
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

static int case_alert(lua_State *L)
{
	static const char *const options[] = { "to", "why", NULL };
	struct case_run *run = case_check(L);
	struct alert a;

	case_check_options(L, 2, "alert", options);
	limits_charge(L, 100);
	if (run->verdict->alert_count == ALERTS_MAX)
		return luaL_error(L, "more than %d alerts in one run", ALERTS_MAX);
	a.to = read_to(L, 2, run->view);
	lua_getfield(L, 2, "why");
	if (lua_isnil(L, -1)) {
		reads_subject(L);
		a.why = wording_why(host_of(L), run->view, host_of(L)->out);
	} else {
		a.why = check_text(L, lua_gettop(L), "why");
	}
	run->alerts[run->verdict->alert_count++] = a;
	return 0;
}

/* The n-th use of a name is "name#n", so that every task has a key of its own. */
static struct str task_code(lua_State *L, const struct case_run *run, struct str name)
{
	uint32_t uses = 1;

	for (uint32_t n = 0; n < run->verdict->task_count; n++) {
		struct str code = run->tasks[n].code;

		uses += str_starts(code, name) && (code.len == name.len || code.ptr[name.len] == '#');
	}
	return uses == 1 ? name : arena_strf(host_of(L)->out, "%.*s#%u", STR_ARG(name), uses);
}

static int case_task(lua_State *L)
{
	static const char *const options[] = { "to", "due", "title", NULL };
	struct case_run *run = case_check(L);
	struct duration due;
	struct task t;

	t.code = check_words(L, 2, "task", CODE_MAX);
	if (memchr(t.code.ptr, '#', t.code.len))
		return luaL_error(L, "task: a name has no \"#\"");
	case_check_options(L, 3, "task", options);
	limits_charge(L, 100);
	if (run->verdict->task_count == TASKS_MAX)
		return luaL_error(L, "more than %d tasks in one run", TASKS_MAX);
	t.to = read_to(L, 3, run->view);
	t.due_workdays = -1;
	lua_getfield(L, 3, "due");
	if (!lua_isnil(L, -1)) {
		if (!quantity_read_duration(L, -1, &due) || due.of != COUNT_WORKDAYS)
			return luaL_error(L, "due: expected sdm.workdays(n), got %s", sandbox_tostring(L, -1, NULL));
		t.due_workdays = (int32_t)due.days;
	}
	lua_getfield(L, 3, "title");
	t.title = check_text(L, lua_gettop(L), "title");
	t.code = task_code(L, run, t.code);
	run->tasks[run->verdict->task_count++] = t;
	host_push_str(L, t.code);
	return 1;
}

static int case_close(lua_State *L)
{
	struct case_run *run = case_check(L);

	run->verdict->close = check_words(L, 2, "close", CODE_MAX);
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

/* Upvalue 1: the steps that exist. */
static int case_index(lua_State *L)
{
	static const char *const later[] = { "ask",      "wait", "first", "all",   "timer",      "check", "cleared",
					     "escalate", "open", "coach", "patch", "restart_as", NULL };
	struct case_run *run = case_check(L);
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";

	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	if (!strcmp(name, "p")) {
		lua_rawgeti(L, LUA_REGISTRYINDEX, run->params);
		return 1;
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, run->view_at);
	if (subject_field(L, run->view, lua_gettop(L), 2))
		return 1;
	for (const char *const *l = later; *l; l++)
		if (!strcmp(*l, name))
			return luaL_error(L,
					  "case:%s is not available in this version of sdmd; there are alert, task, close, kpi, "
					  "param and the analyses",
					  name);
	return luaL_error(L, "a case has no \"%s\"", sandbox_tostring(L, 2, NULL));
}

void case_open(lua_State *L)
{
	static const luaL_Reg steps[] = { { "alert", case_alert }, { "task", case_task },   { "close", case_close },
					  { "kpi", case_kpi },     { "param", case_param }, { NULL, NULL } };
	static const luaL_Reg none[] = { { NULL, NULL } };

	host_of(L)->case_meta = host_metatable(L, "case", none);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->case_meta.ref);
	lua_newtable(L);
	luaL_setfuncs(L, steps, 0);
	luaL_setfuncs(L, analysis_steps, 0);
	lua_pushcclosure(L, case_index, 1);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
}

void case_push(lua_State *L, struct case_run *run)
{
	*(struct case_run **)lua_newuserdatauv(L, sizeof(run), 0) = run;
	host_set_meta(L, host_of(L)->case_meta);
}
