/* The steps of a run that wait, and what they wait for. A wait is made at once and is over some day; case:wait(), case:first()
 * and case:all() stop the run until then: its coroutine yields and is dropped, and at the next wake the run is executed again. */
#include <string.h>

#include "lua/diary.h"

enum { OPTIONS_MAX = 16, PARTS_MAX = 16, TEXT_ROOM = 600 };

struct wait_ref {   /* a wait as scripts hold it */
	bool spent; /* the run has come past it */
	uint32_t len;
	char name[];
};

/* ---- making one ---- */
static void push_ref(lua_State *L, struct str name)
{
	struct wait_ref *r = lua_newuserdatauv(L, sizeof(*r) + name.len + 1, 0);

	r->spent = false;
	r->len = (uint32_t)name.len;
	memcpy(r->name, name.ptr, name.len);
	r->name[name.len] = 0;
	host_set_meta(L, host_of(L)->wait_meta);
}

/* The wait `base` of this use, pushed; where it is new, its wish is to be filled in, else NULL. */
static struct wait_wish *make(lua_State *L, struct case_run *run, enum wait_kind kind, struct str base)
{
	struct host *h = host_of(L);
	struct str key = arena_strf(h->out, "wait:%.*s", STR_ARG(base)), name;
	bool known = journal_recall(L, ENTRY_STEP, key);
	struct wait_wish *wish = NULL;
	uint32_t use;

	limits_charge(L, 100);
	if (!known) {
		if (run->wait_count == WAITS_MAX)
			luaL_error(L, "more than %d waits between two stops of a run", WAITS_MAX);
		lua_pushboolean(L, true);
		journal_keep(L, ENTRY_STEP, key);
		wish = &run->waits[run->wait_count++];
	}
	lua_pop(L, 1);
	use = journal_use(h->journal, ENTRY_STEP, key);
	name = use == 1 ? base : arena_strf(h->out, "%.*s#%u", STR_ARG(base), use);
	if (wish)
		*wish = (struct wait_wish){ .kind = kind, .name = name };
	push_ref(L, name);
	return wish;
}

static int case_timer(lua_State *L)
{
	struct case_run *run = case_check(L);
	struct duration d = case_check_duration(L, 2, "timer");
	struct wait_wish *wish = make(L, run, WAIT_TIMER, STR(":timer"));

	if (wish)
		wish->after = d;
	return 1;
}

static int case_cleared(lua_State *L)
{
	struct case_run *run = case_check(L);

	run->asks_cleared = true;
	make(L, run, WAIT_CLEARED, STR(":cleared"));
	return 1;
}

static int case_done(lua_State *L)
{
	struct case_run *run = case_check(L);
	struct str task = case_check_words(L, 2, "done", CODE_MAX);
	/* That of "plan#2" is none of the second wait for "plan". */
	const char *end = memchr(task.ptr, '#', task.len) ? "/" : "";
	struct wait_wish *wish = make(L, run, WAIT_DONE, arena_strf(host_of(L)->out, ":done:%.*s%s", STR_ARG(task), end));

	if (wish)
		wish->task = task;
	return 1;
}

static struct duration option_duration(lua_State *L, int at, const char *name, const char *step)
{
	struct duration d = { 0 };

	lua_getfield(L, at, name);
	if (!lua_isnil(L, -1))
		d = case_check_duration(L, lua_gettop(L), step);
	lua_pop(L, 1);
	return d;
}

/* A list of words, joined. */
static struct str check_options(lua_State *L, int at)
{
	struct str all = { "", 0 };

	lua_getfield(L, at, "options");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return all;
	}
	luaL_checktype(L, -1, LUA_TTABLE);
	for (lua_Integer n = 1; lua_geti(L, -1, n) != LUA_TNIL; n++) {
		struct str word = case_check_words(L, lua_gettop(L), "options", CODE_MAX);

		if (n > OPTIONS_MAX || memchr(word.ptr, '|', word.len))
			luaL_error(L, "options: expected at most %d words without \"|\"", OPTIONS_MAX);
		all = arena_strf(host_of(L)->out, "%.*s%s%.*s", STR_ARG(all), n > 1 ? "|" : "", STR_ARG(word));
		lua_pop(L, 1);
	}
	lua_pop(L, 2);
	if (!all.len || all.len > TEXT_ROOM)
		luaL_error(L, "options: expected a list of words like { \"market\", \"skill\" }");
	return all;
}

static void read_escalate(lua_State *L, int at, const struct case_run *run, struct wait_wish *wish)
{
	static const char *const options[] = { "after", "to", NULL };

	lua_getfield(L, at, "escalate");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return;
	}
	case_check_options(L, lua_gettop(L), "ask: escalate", options);
	wish->escalate = option_duration(L, lua_gettop(L), "after", "escalate");
	wish->escalate_to = case_read_to(L, lua_gettop(L), run->view);
	if (!wish->escalate.days)
		luaL_error(L, "escalate: expected { after = sdm.workdays(2), to = ... }");
	lua_pop(L, 1);
}

static int ask(lua_State *L, const char *step, const char *const *known, const char *question, bool approves)
{
	struct case_run *run = case_check(L);
	struct str name = case_check_words(L, 2, step, CODE_MAX);
	struct wait_wish *wish;
	int handle;

	if (!case_is_code(name))
		return luaL_error(L, "%s: a question's name is made of a-z, 0-9 and _", step);
	case_check_options(L, 3, step, known);
	wish = make(L, run, WAIT_ASK, name);
	handle = lua_gettop(L);
	if (!wish)
		return 1;
	wish->to = case_read_to(L, 3, run->view);
	wish->options = approves ? STR("approved|returned") : check_options(L, 3);
	wish->after = option_duration(L, 3, "remind", "remind");
	lua_getfield(L, 3, question);
	wish->question = lua_isnil(L, -1) ? (struct text){ .in = { name, name } } : case_check_text(L, lua_gettop(L), question);
	read_escalate(L, 3, run, wish);
	lua_pushvalue(L, handle);
	return 1;
}

static int case_ask(lua_State *L)
{
	static const char *const known[] = { "to", "question", "options", "remind", "escalate", NULL };

	return ask(L, "ask", known, "question", false);
}

static int case_approve(lua_State *L)
{
	static const char *const known[] = { "to", "what", "remind", "escalate", NULL };

	return ask(L, "approve", known, "what", true);
}

/* ---- stopping at it ---- */
struct part {
	struct str key; /* of first and all */
	struct wait_ref *ref;
	const struct wait_look *over; /* NULL: not yet */
};
struct stop {
	struct part parts[PARTS_MAX];
	uint32_t count, over;
	struct str key; /* in the journal */
};

static struct wait_ref *check_ref(lua_State *L, int at, const char *step)
{
	struct wait_ref *r = host_test(L, at, host_of(L)->wait_meta);

	if (!r)
		luaL_error(L, "%s: expected a wait, like case:timer(...) or case:ask(...), got %s", step, luaL_typename(L, at));
	else if (r->spent)
		luaL_error(L, "%s: the run has come past this wait already; make another one", step);
	return r;
}

static void stop_add(lua_State *L, struct stop *s, struct str key, struct wait_ref *ref)
{
	const struct run_look *look = host_of(L)->looked;
	struct part *p;

	if (s->count == PARTS_MAX)
		luaL_error(L, "a run waits for at most %d things at once", PARTS_MAX);
	p = &s->parts[s->count++];
	*p = (struct part){ .key = key, .ref = ref };
	for (uint32_t n = 0; look && n < look->wait_count; n++)
		if (look->waits[n].over && str_eq(look->waits[n].name, (struct str){ ref->name, ref->len }))
			p->over = &look->waits[n];
	s->over += p->over != NULL;
}

/* The table of waits at 3, in the order of its keys. */
static void stop_read(lua_State *L, struct stop *s, const char *step)
{
	struct host *h = host_of(L);

	*s = (struct stop){ .key = arena_strf(h->out, "%s:%.*s", step, STR_ARG(case_check_words(L, 2, step, CODE_MAX))) };
	luaL_checktype(L, 3, LUA_TTABLE);
	lua_settop(L, 3);
	sandbox_sort_keys(L, 3);
	for (lua_Integer n = 1; lua_rawgeti(L, 4, n) != LUA_TNIL; n++) {
		struct str key;

		if (lua_type(L, -1) != LUA_TSTRING)
			luaL_error(L, "%s: expected names for what it waits for, like { answer = case:ask(...) }", step);
		key.ptr = lua_tolstring(L, -1, &key.len);
		key = arena_str(h->out, key);
		lua_rawget(L, 3);
		stop_add(L, s, key, check_ref(L, lua_gettop(L), step));
		lua_settop(L, 4);
	}
	lua_settop(L, 3);
	if (!s->count)
		luaL_error(L, "%s: there is nothing to wait for", step);
}

static void set_words(lua_State *L, const char *name, struct str s)
{
	if (!s.len)
		return;
	host_push_str(L, s);
	lua_setfield(L, -2, name);
}

/* Pushes what a wait gave. */
static void push_given(lua_State *L, const struct wait_look *w)
{
	struct buf b = { 0 };

	lua_createtable(L, 0, 4);
	set_words(L, "value", w->value);
	set_words(L, "by", w->by);
	set_words(L, "note", w->note);
	date_add(&b, w->day);
	set_words(L, "day", wording_take(host_of(L)->out, &b));
}

/* The run has come past all of them. */
static void spend(lua_State *L, struct case_run *run, const struct stop *s)
{
	for (uint32_t n = 0; n < s->count; n++) {
		s->parts[n].ref->spent = true;
		if (run->spent_count == SPENT_MAX)
			luaL_error(L, "a run comes past more than %d waits at once", SPENT_MAX);
		run->spent[run->spent_count++] =
			arena_str(host_of(L)->out, (struct str){ s->parts[n].ref->name, s->parts[n].ref->len });
	}
}

static bool recall_stop(lua_State *L, const struct stop *s)
{
	if (!journal_recall(L, ENTRY_RESUME, s->key))
		return false;
	for (uint32_t n = 0; n < s->count; n++)
		s->parts[n].ref->spent = true;
	return true;
}

static int stand(lua_State *L, struct case_run *run, const struct stop *s)
{
	run->awaited_count = 0;
	for (uint32_t n = 0; n < s->count; n++)
		if (!s->parts[n].over)
			run->awaited[run->awaited_count++] =
				arena_str(host_of(L)->out, (struct str){ s->parts[n].ref->name, s->parts[n].ref->len });
	run->waiting = !run->verdict->close.len; /* a case that is closed waits for nothing */
	return lua_yield(L, 0);
}

static int case_wait(lua_State *L)
{
	struct case_run *run = case_check(L);
	struct stop s = { .key = STR("wait") };
	struct duration d;

	lua_settop(L, 2);
	if (quantity_read_duration(L, 2, &d)) {
		struct wait_wish *wish = make(L, run, WAIT_TIMER, STR(":timer"));

		if (wish)
			wish->after = d;
		lua_replace(L, 2);
	}
	stop_add(L, &s, (struct str){ 0 }, check_ref(L, 2, "wait"));
	if (recall_stop(L, &s))
		return 1;
	if (!s.over)
		return stand(L, run, &s);
	push_given(L, s.parts[0].over);
	spend(L, run, &s);
	journal_keep(L, ENTRY_RESUME, s.key);
	return 1;
}

static int case_first(lua_State *L)
{
	struct case_run *run = case_check(L);
	const struct part *first = NULL;
	struct stop s;

	stop_read(L, &s, "first");
	if (recall_stop(L, &s))
		return 1;
	for (uint32_t n = 0; n < s.count; n++)
		if (s.parts[n].over && (!first || s.parts[n].over->over < first->over->over))
			first = &s.parts[n];
	if (!first)
		return stand(L, run, &s);
	push_given(L, first->over);
	set_words(L, "key", first->key);
	spend(L, run, &s);
	journal_keep(L, ENTRY_RESUME, s.key);
	return 1;
}

static int case_all(lua_State *L)
{
	struct case_run *run = case_check(L);
	struct stop s;

	stop_read(L, &s, "all");
	if (recall_stop(L, &s))
		return 1;
	if (s.over < s.count)
		return stand(L, run, &s);
	lua_createtable(L, 0, (int)s.count);
	for (uint32_t n = 0; n < s.count; n++) {
		host_push_str(L, s.parts[n].key);
		push_given(L, s.parts[n].over);
		lua_rawset(L, -3);
	}
	spend(L, run, &s);
	journal_keep(L, ENTRY_RESUME, s.key);
	return 1;
}

static int ref_tostring(lua_State *L)
{
	struct wait_ref *r = host_test(L, 1, host_of(L)->wait_meta);

	lua_pushfstring(L, "wait %s", r ? r->name : "");
	return 1;
}

const luaL_Reg wait_steps[] = {
	{ "timer", case_timer },     { "ask", case_ask },   { "approve", case_approve },
	{ "cleared", case_cleared }, { "done", case_done }, { "wait", case_wait },
	{ "first", case_first },     { "all", case_all },   { NULL, NULL },
};

void wait_open(lua_State *L)
{
	static const luaL_Reg ref[] = { { "__tostring", ref_tostring }, { "__concat", sandbox_concat }, { NULL, NULL } };

	host_of(L)->wait_meta = host_metatable(L, "wait", ref);
}
