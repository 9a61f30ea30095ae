/* The steps of a run that happen at once: each is done the first time that the run comes by, and never again. */
#include <string.h>

#include "lua/diary.h"

/* Was the step done before? Then what it returned is pushed. */
static bool done_before(lua_State *L, struct str key)
{
	limits_charge(L, 100);
	return journal_recall(L, ENTRY_STEP, key);
}

/* Keeps that it is done; it returns nothing. */
static int done(lua_State *L, struct str key)
{
	lua_pushboolean(L, true);
	journal_keep(L, ENTRY_STEP, key);
	return 0;
}

/* ---- telling ---- */
static void alert_add(lua_State *L, struct case_run *run, struct alert a)
{
	if (run->verdict->alert_count == ALERTS_MAX)
		luaL_error(L, "more than %d alerts in one run", ALERTS_MAX);
	run->alerts[run->verdict->alert_count++] = a;
}

static struct text read_why(lua_State *L, int at, const struct case_run *run)
{
	struct text why;

	lua_getfield(L, at, "why");
	if (lua_isnil(L, -1)) {
		reads_subject(L);
		why = wording_why(host_of(L), run->view, host_of(L)->out);
	} else {
		why = case_check_text(L, lua_gettop(L), "why");
	}
	lua_pop(L, 1);
	return why;
}

static struct str boss_of_head(lua_State *L, const struct case_run *run)
{
	struct str boss = person_boss_of_head(host_of(L), run->view->scope, run->view->day);

	return boss.len ? boss : STR("director");
}

/* `to_boss`: left out, `to` is the boss of the head. */
static int tell(lua_State *L, const char *step, enum alert_kind kind, bool to_boss)
{
	static const char *const options[] = { "to", "why", NULL };
	struct case_run *run = case_check(L);
	struct str to;

	case_check_options(L, 2, step, options);
	if (done_before(L, str_of(step)))
		return 0;
	to_boss = lua_getfield(L, 2, "to") == LUA_TNIL && to_boss;
	lua_pop(L, 1);
	to = to_boss ? boss_of_head(L, run) : case_read_to(L, 2, run->view);
	alert_add(L, run, (struct alert){ kind, to, read_why(L, 2, run) });
	return done(L, str_of(step));
}

static int case_alert(lua_State *L)
{
	return tell(L, "alert", ALERT_OPEN, false);
}

static int case_remind(lua_State *L)
{
	return tell(L, "remind", ALERT_REMINDER, false);
}

static int case_escalate(lua_State *L)
{
	return tell(L, "escalate", ALERT_ESCALATED, true);
}

static int case_note(lua_State *L)
{
	struct case_run *run = case_check(L);

	if (done_before(L, STR("note")))
		return 0;
	alert_add(L, run, (struct alert){ ALERT_HISTORY, STR(""), case_check_text(L, 2, "note") });
	return done(L, STR("note"));
}

static int case_worsen(lua_State *L)
{
	struct case_run *run = case_check(L);
	const char *word = luaL_checkstring(L, 2);
	enum severity severity = !strcmp(word, "red") ? SEVERITY_RED : !strcmp(word, "amber") ? SEVERITY_AMBER : SEVERITY_INFO;

	if (severity == SEVERITY_INFO)
		return luaL_error(L, "worsen: expected \"amber\" or \"red\", got \"%s\"", word);
	if (done_before(L, STR("worsen")))
		return 0;
	if (severity > run->verdict->severity)
		run->verdict->severity = severity;
	return done(L, STR("worsen"));
}

/* ---- giving out ---- */
static int32_t read_due(lua_State *L, int at)
{
	struct duration due;
	int32_t days = -1;

	lua_getfield(L, at, "due");
	if (!lua_isnil(L, -1)) {
		if (!quantity_read_duration(L, -1, &due) || due.of != COUNT_WORKDAYS)
			luaL_error(L, "due: expected sdm.workdays(n), got %s", sandbox_tostring(L, -1, NULL));
		days = (int32_t)due.days;
	}
	lua_pop(L, 1);
	return days;
}

/* The task of that name; its code of this use is pushed. */
static int give_out(lua_State *L, struct case_run *run, struct str name, struct task t)
{
	struct host *h = host_of(L);
	struct str key = arena_strf(h->out, "task:%.*s", STR_ARG(name));
	uint32_t use = journal_use(h->journal, ENTRY_STEP, key) + 1;

	if (run->verdict->task_count == TASKS_MAX)
		return luaL_error(L, "more than %d tasks in one run", TASKS_MAX);
	t.code = use == 1 ? name : arena_strf(h->out, "%.*s#%u", STR_ARG(name), use);
	run->tasks[run->verdict->task_count++] = t;
	host_push_str(L, t.code);
	journal_keep(L, ENTRY_STEP, key);
	return 1;
}

static int case_task(lua_State *L)
{
	static const char *const options[] = { "to", "due", "title", NULL };
	struct case_run *run = case_check(L);
	struct str name = case_check_words(L, 2, "task", CODE_MAX);
	struct task t;

	if (memchr(name.ptr, '#', name.len))
		return luaL_error(L, "task: a name has no \"#\"");
	case_check_options(L, 3, "task", options);
	if (done_before(L, arena_strf(host_of(L)->out, "task:%.*s", STR_ARG(name))))
		return 1;
	t.to = case_read_to(L, 3, run->view);
	t.due_workdays = read_due(L, 3);
	lua_getfield(L, 3, "title");
	t.title = case_check_text(L, lua_gettop(L), "title");
	return give_out(L, run, name, t);
}

static int case_coach(lua_State *L)
{
	static const char *const options[] = { "to", "due", NULL };
	struct case_run *run = case_check(L);
	struct str skill = case_check_words(L, 2, "coach", CODE_MAX);
	struct text what = { .in = { skill, skill } }, who;
	const struct wording_arg args[] = { { "skill", &what, { 0, 0 }, 0 }, { "who", &who, { 0, 0 }, 0 } };
	struct task t;

	case_check_options(L, 3, "coach", options);
	if (done_before(L, STR("task:coach")))
		return 1;
	who = person_scope_title(host_of(L), run->view->scope, host_of(L)->out);
	t.to = case_read_to(L, 3, run->view);
	t.due_workdays = read_due(L, 3);
	t.title = wording_phrase(host_of(L), "run_coach", args, 2);
	return give_out(L, run, STR("coach"), t);
}

static int case_open_other(lua_State *L)
{
	struct host *h = host_of(L);
	struct case_run *run = case_check(L);
	struct str code = case_check_words(L, 2, "open", CODE_MAX);

	if (done_before(L, arena_strf(h->out, "open:%.*s", STR_ARG(code))))
		return 0;
	if (run->open_count == OPENS_MAX)
		return luaL_error(L, "more than %d cases opened in one run", OPENS_MAX);
	run->opens[run->open_count++] = code;
	return done(L, arena_strf(h->out, "open:%.*s", STR_ARG(code)));
}

/* ---- looking ---- */
/* What the function says is kept, not what it has read. */
static int case_checks(lua_State *L)
{
	struct host *h = host_of(L);
	struct case_run *run = case_check(L);
	struct str key = arena_strf(h->out, "check:%.*s", STR_ARG(case_check_words(L, 2, "check", CODE_MAX)));
	struct journal *j = h->journal;

	luaL_checktype(L, 3, LUA_TFUNCTION);
	if (done_before(L, key))
		return 1;
	h->journal = NULL;
	lua_pushvalue(L, 3);
	lua_rawgeti(L, LUA_REGISTRYINDEX, run->view_at);
	lua_rawgeti(L, LUA_REGISTRYINDEX, run->params);
	lua_call(L, 2, 1);
	h->journal = j;
	if (!lua_isboolean(L, -1))
		return luaL_error(L, "check: the function must return true or false, it returned %s", luaL_typename(L, -1));
	journal_keep(L, ENTRY_STEP, key);
	return 1;
}

/* For an edited file: has a run that goes on passed this place before the edit? */
static int case_patch(lua_State *L)
{
	struct host *h = host_of(L);
	struct str key = arena_strf(h->out, "patch:%.*s", STR_ARG(case_check_words(L, 2, "patch", CODE_MAX)));

	case_check(L);
	if (done_before(L, key))
		return 1;
	lua_pushboolean(L, !journal_unmet(h->journal).len);
	if (lua_toboolean(L, -1))
		journal_keep(L, ENTRY_STEP, key);
	return 1;
}

const luaL_Reg tell_steps[] = {
	{ "alert", case_alert },
	{ "remind", case_remind },
	{ "escalate", case_escalate },
	{ "note", case_note },
	{ "worsen", case_worsen },
	{ "task", case_task },
	{ "coach", case_coach },
	{ "open", case_open_other },
	{ "check", case_checks },
	{ "patch", case_patch },
	{ NULL, NULL },
};
