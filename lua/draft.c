/* One `sdm.decision "code" { ... }` of a file becomes a struct decision and a struct rule. Everything wrong with it is
 * reported, not only the first thing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lua/rule.h"
#include "rules/period.h"

enum { KEYS_MAX = 16 }; /* misspelt ones looked at */

struct draft { /* being read: the table stands at index 1, the parameters at `params` */
	lua_State *L;
	struct host *h;
	int line;
	int params;
	struct decision *d;
	struct rule *r;
};

void draft_complain(struct host *h, int line, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	problems_add(h->problems, h->file, (uint32_t)line, 0, "%s", text);
}

static uint32_t nearest_of(struct str got, struct str (*name)(const void *list, uint32_t n), const void *list, uint32_t count)
{
	unsigned best = got.len > 6 ? 3 : 2;
	uint32_t found = NONE;

	for (uint32_t i = 0; i < count; i++) {
		unsigned distance = str_distance(got, name(list, i), best);

		if (distance < best || (found == NONE && distance == best)) {
			best = distance;
			found = i;
		}
	}
	return found;
}

const char *draft_nearest(struct host *h, struct str got, struct str (*name)(const void *list, uint32_t n), const void *list,
			  uint32_t count)
{
	uint32_t found = nearest_of(got, name, list, count);

	return found == NONE ? "" : arena_strf(h->arena, "; did you mean \"%.*s\"?", STR_ARG(name(list, found))).ptr;
}

static struct str known_at(const void *list, uint32_t n)
{
	return str_of(((const char *const *)list)[n]);
}

/* The text field `name` of the table at `at`; empty and a complaint where it is no text. */
static struct str read_text(struct draft *t, int at, const char *name, bool required)
{
	struct str s = { "", 0 };

	lua_getfield(t->L, at, name);
	if (lua_type(t->L, -1) == LUA_TSTRING) {
		s.ptr = lua_tolstring(t->L, -1, &s.len);
		s = arena_str(t->h->arena, s);
	} else if (required || !lua_isnil(t->L, -1)) {
		draft_complain(t->h, t->line, "%s: expected a text, got %s", name, luaL_typename(t->L, -1));
	}
	lua_pop(t->L, 1);
	return s;
}

/* One of `names`, a NULL-ended list, as its position; `otherwise` where the field is absent. */
static uint32_t read_choice(struct draft *t, int at, const char *name, const char *const *names, uint32_t otherwise)
{
	struct str s = read_text(t, at, name, false);
	struct buf known = { 0 };
	uint32_t n;

	if (!s.len)
		return otherwise;
	for (n = 0; names[n]; n++)
		if (str_eq(s, str_of(names[n])))
			return n;
	for (uint32_t i = 0; i < n; i++)
		buf_addf(&known, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", names[i]);
	draft_complain(t->h, t->line, "%s = \"%.*s\": expected %.*s%s", name, STR_ARG(s), STR_ARG(buf_str(&known)),
		       draft_nearest(t->h, s, known_at, names, n));
	buf_free(&known);
	return otherwise;
}

/* A key that is taken for another one. */
struct misspelt {
	struct str key;
	const char *meant;
};

/* An unknown key is taken for the nearest one where that is left out, so that what it says is checked as well. */
static void check_keys(struct draft *t, int at, const char *where, const char *const *known)
{
	struct misspelt taken[KEYS_MAX];
	uint32_t count = 0, taken_count = 0;

	while (known[count])
		count++;
	for (lua_pushnil(t->L); lua_next(t->L, at); lua_pop(t->L, 1)) {
		struct str key = STR("[...]");
		uint32_t n = 0;

		if (lua_type(t->L, -2) == LUA_TSTRING)
			key.ptr = lua_tolstring(t->L, -2, &key.len);
		while (n < count && !str_eq(key, str_of(known[n])))
			n++;
		if (n < count)
			continue;
		draft_complain(t->h, t->line, "%sunknown key \"%.*s\"%s", where, STR_ARG(key),
			       draft_nearest(t->h, key, known_at, known, count));
		n = nearest_of(key, known_at, known, count);
		if (n != NONE && taken_count < KEYS_MAX)
			taken[taken_count++] = (struct misspelt){ key, known[n] };
	}
	for (uint32_t i = 0; i < taken_count; i++) {
		if (lua_getfield(t->L, at, taken[i].meant) == LUA_TNIL) {
			lua_pushlstring(t->L, taken[i].key.ptr, taken[i].key.len);
			lua_rawget(t->L, at);
			lua_setfield(t->L, at, taken[i].meant);
		}
		lua_pop(t->L, 1);
	}
}

static const char *const languages[] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru", NULL };

static void read_titles(struct draft *t, struct text *out)
{
	const struct model *m = t->h->m;

	check_keys(t, lua_gettop(t->L), "title: ", languages);
	for (int l = 0; l < LANGUAGES; l++)
		out->in[l] = read_text(t, lua_gettop(t->L), languages[l], false);
	for (int l = 0; l < LANGUAGES; l++) {
		const char *other = languages[1 - l];

		if (out->in[l].len || !out->in[1 - l].len)
			continue;
		out->in[l] = out->in[1 - l];
		if (m->speaks[l])
			problems_warn(t->h->problems, t->h->file, (uint32_t)t->line, 0,
				      "title: no text in \"%s\", a language of the company; the one in \"%s\" is shown instead",
				      languages[l], other);
	}
}

static void read_title(struct draft *t)
{
	struct text *out = &t->d->title;

	lua_getfield(t->L, 1, "title");
	if (lua_istable(t->L, -1)) {
		read_titles(t, out);
	} else if (lua_type(t->L, -1) == LUA_TSTRING) {
		out->in[LANGUAGE_EN] = out->in[LANGUAGE_RU] = read_text(t, 1, "title", true);
	}
	if (!out->in[0].len)
		draft_complain(t->h, t->line, "title: expected { en = \"...\", ru = \"...\" }");
	lua_pop(t->L, 1);
}

static struct str kpi_at(const void *m, uint32_t n)
{
	return ((const struct model *)m)->kpis[n].code;
}

static struct str kind_at(const void *m, uint32_t n)
{
	return ((const struct model *)m)->scope_kinds[n].code;
}

static struct str calendar_at(const void *m, uint32_t n)
{
	return ((const struct model *)m)->calendars[n].code;
}

static struct str period_at(const void *m, uint32_t n)
{
	return period_kind_code(m, ((const struct model *)m)->period_kinds[n]);
}

/* A code of the model: `find` gives its index. With a `gap` in the list it may be right though it is not there. */
static uint32_t read_code(struct draft *t, int at, const char *name, uint32_t (*find)(const struct model *, struct str),
			  struct str (*code)(const void *, uint32_t), uint32_t count, bool gap)
{
	struct str s = read_text(t, at, name, true);
	uint32_t found = s.len ? find(t->h->m, s) : NONE;

	if (s.len && found == NONE && !gap)
		draft_complain(t->h, t->line, "watch: %s = \"%.*s\": the model has none of that name%s", name, STR_ARG(s),
			       draft_nearest(t->h, s, code, t->h->m, count));
	return found;
}

static struct str role_at(const void *m, uint32_t n)
{
	return ((const struct model *)m)->sellers[n].role;
}

static void check_role(struct draft *t, struct str role)
{
	const struct model *m = t->h->m;

	for (uint32_t i = 0; i < m->seller_count; i++)
		if (str_eq(m->sellers[i].role, role))
			return;
	if (m->gaps.roles)
		return;
	draft_complain(t->h, t->line, "watch: roles: no seller of the model is \"%.*s\"%s", STR_ARG(role),
		       draft_nearest(t->h, role, role_at, m, m->seller_count));
}

static bool is_about_sellers(const struct draft *t)
{
	const struct scope_kind *k = &t->h->m->scope_kinds[t->d->scope_kind];

	for (uint32_t i = 0; i < k->dim_count; i++)
		if (k->dims[i].kind == DIM_SELLER)
			return true;
	return false;
}

/* roles = { "seller", ... } of the table at `at`. */
static void read_roles(struct draft *t, int at)
{
	uint32_t count = 0;

	lua_getfield(t->L, at, "roles");
	if (lua_isnil(t->L, -1))
		return;
	if (!lua_istable(t->L, -1) || lua_rawlen(t->L, -1) == 0) {
		draft_complain(t->h, t->line, "watch: roles: expected { \"role\", ... }, got %s", luaL_typename(t->L, -1));
		return;
	}
	if (t->d->scope_kind != NONE && !is_about_sellers(t))
		draft_complain(t->h, t->line, "watch: roles: only where `each` is about sellers");
	struct str *roles = arena_alloc(t->h->arena, lua_rawlen(t->L, -1) * sizeof(*roles));

	for (lua_Integer i = 1; lua_rawgeti(t->L, -1, i) == LUA_TSTRING && count < lua_rawlen(t->L, -2); i++) {
		struct str role;

		role.ptr = lua_tolstring(t->L, -1, &role.len);
		roles[count] = arena_str(t->h->arena, role);
		check_role(t, roles[count++]);
		lua_pop(t->L, 1);
	}
	if (!lua_isnil(t->L, -1))
		draft_complain(t->h, t->line, "watch: roles: expected texts, got %s", luaL_typename(t->L, -1));
	t->d->roles = roles;
	t->d->role_count = count;
}

static void read_watch(struct draft *t)
{
	static const char *const keys[] = { "kpi", "each", "period", "level", "calendar", "roles", NULL };
	static const char *const levels[] = { "target", "threshold", "stretch", NULL };
	const struct model *m = t->h->m;
	struct decision *d = t->d;
	bool kept = false;

	lua_getfield(t->L, 1, "watch");
	int at = lua_gettop(t->L);

	if (!lua_istable(t->L, at)) {
		draft_complain(t->h, t->line, "watch: expected { kpi = \"...\", each = \"...\", period = \"...\" }");
		lua_pop(t->L, 1);
		return;
	}
	check_keys(t, at, "watch: ", keys);
	d->kpi = read_code(t, at, "kpi", model_kpi, kpi_at, m->kpi_count, m->gaps.kpis);
	d->scope_kind = read_code(t, at, "each", model_scope_kind, kind_at, m->scope_kind_count, m->gaps.scope_kinds);
	d->period_kind = read_code(t, at, "period", model_period_kind, period_at, m->period_kind_count, m->gaps.period_kinds);
	d->level = (enum plan_level)read_choice(t, at, "level", levels, LEVEL_TARGET);
	for (uint32_t i = 0; i < m->period_kind_count; i++)
		kept |= m->period_kinds[i] == d->period_kind;
	if (d->period_kind != NONE && !kept && !m->gaps.period_kinds)
		draft_complain(t->h, t->line, "watch: the model keeps no figures by this period; add it to the model's periods");
	d->calendar = NONE;
	lua_getfield(t->L, at, "calendar");
	if (!lua_isnil(t->L, -1))
		d->calendar = read_code(t, at, "calendar", model_calendar, calendar_at, m->calendar_count, m->gaps.calendars);
	read_roles(t, at);
	lua_settop(t->L, at - 1);
}

/* Behind by 10 % means 110 % of the plan where less is better. */
static void turn_round(const struct draft *t, struct trigger *out)
{
	bool down = t->d->kpi != NONE && t->h->m->kpis[t->d->kpi].direction == DIRECTION_DOWN;

	if (down && out->kind == TRIGGER_BEHIND && out->or_equal) /* sdm.behind; sdm.below names the share itself */
		out->share_ppm = 2 * PPM - out->share_ppm;
}

/* A trigger or a function; the function's reference goes to *ref. */
static void read_trigger(struct draft *t, const char *name, bool closing, struct trigger *out, int *ref)
{
	lua_getfield(t->L, 1, name);
	if (trigger_is(t->L, -1)) {
		trigger_compile(t->L, lua_gettop(t->L), t->params, closing, t->line, out);
		turn_round(t, out);
	} else if (lua_isfunction(t->L, -1)) {
		*out = (struct trigger){ .kind = TRIGGER_FUNCTION, .line = reads_line_defined(t->L, -1) };
		lua_pushvalue(t->L, -1);
		*ref = luaL_ref(t->L, LUA_REGISTRYINDEX);
	} else if (!closing || !lua_isnil(t->L, -1)) {
		draft_complain(t->h, t->line,
			       "%s: expected sdm.behind{...}, sdm.below{...}, sdm.above{...}, sdm.under{...} or a "
			       "function(s, p), got %s",
			       name, luaL_typename(t->L, -1));
	}
	lua_pop(t->L, 1);
}

static void read_duration(struct draft *t, const char *name, struct duration *out)
{
	lua_getfield(t->L, 1, name);
	if (!lua_isnil(t->L, -1) && params_resolve(t->L, t->params, name, t->line) &&
	    (!quantity_read_duration(t->L, -1, out) || out->of == COUNT_WORKHOURS))
		draft_complain(t->h, t->line, "%s: expected sdm.days(n) or sdm.workdays(n), got %s", name,
			       luaL_typename(t->L, -1));
	lua_pop(t->L, 1);
}

static void read_severity(struct draft *t)
{
	static const char *const names[] = { "info", "amber", "red", NULL };

	lua_getfield(t->L, 1, "severity");
	t->d->severity_by_function = lua_isfunction(t->L, -1);
	if (t->d->severity_by_function) {
		t->d->severity = SEVERITY_AMBER;
		t->r->severity = luaL_ref(t->L, LUA_REGISTRYINDEX);
		return;
	}
	lua_pop(t->L, 1);
	t->d->severity = (enum severity)read_choice(t, 1, "severity", names, SEVERITY_AMBER);
}

static void read_run(struct draft *t)
{
	lua_getfield(t->L, 1, "run");
	if (lua_isfunction(t->L, -1)) {
		t->r->run = luaL_ref(t->L, LUA_REGISTRYINDEX);
		return;
	}
	if (!lua_isnil(t->L, -1))
		draft_complain(t->h, t->line, "run: expected function(case) ... end, got %s", luaL_typename(t->L, -1));
	lua_pop(t->L, 1);
}

static void read_inhibitors(struct draft *t)
{
	lua_getfield(t->L, 1, "inhibited_by");
	if (lua_istable(t->L, -1)) {
		for (lua_Integer i = 1; lua_rawgeti(t->L, -1, i) != LUA_TNIL; i++) {
			struct str s = { "", 0 };

			if (lua_type(t->L, -1) == LUA_TSTRING)
				s.ptr = lua_tolstring(t->L, -1, &s.len);
			*ARRAY_ADD(t->h->inhibits) =
				(struct inhibit){ (uint32_t)(t->h->list.count - 1), arena_str(t->h->arena, s), t->line };
			lua_pop(t->L, 1);
		}
		lua_pop(t->L, 1);
	} else if (!lua_isnil(t->L, -1)) {
		draft_complain(t->h, t->line, "inhibited_by: expected { \"code\", ... }, got %s", luaL_typename(t->L, -1));
	}
	lua_pop(t->L, 1);
}

static void read_api(struct draft *t)
{
	static const char *const keys[] = { "api",        "title",  "owner",     "params",     "watch",    "when",
					    "clear",      "for_",   "clear_for", "on_missing", "severity", "inhibited_by",
					    "escalation", "shadow", "versions",  "run",        NULL };

	check_keys(t, 1, "", keys);
	lua_getfield(t->L, 1, "api");
	if (lua_tointeger(t->L, -1) != 1)
		draft_complain(t->h, t->line, "api: expected 1, the only version so far");
	lua_pop(t->L, 1);
}

static void read_missing(struct draft *t)
{
	static const char *const names[] = { "hold", "clear", "open", NULL };

	lua_getfield(t->L, 1, "on_missing");
	if (lua_isnil(t->L, -1))
		problems_warn(t->h->problems, t->h->file, (uint32_t)t->line, 0,
			      "on_missing: say what no data means: \"hold\" (assumed), \"clear\" or \"open\"");
	lua_pop(t->L, 1);
	t->d->on_missing = (enum missing)read_choice(t, 1, "on_missing", names, MISSING_HOLD);
}

/* What the engine can carry out of what was written. */
static void check_triggers(struct draft *t)
{
	bool by_function = t->d->when.kind == TRIGGER_FUNCTION;

	if (by_function != (t->d->clear.kind == TRIGGER_FUNCTION))
		draft_complain(t->h, t->line, "clear: expected %s, as in when",
			       by_function ? "a function" : "a declared trigger");
	if (by_function && (t->d->when_for.days || t->d->clear_for.days))
		draft_complain(t->h, t->line,
			       "for_, clear_for: only with a declared trigger, a function is asked anew each time");
	if (t->d->when.by_day != t->d->clear.by_day && !by_function)
		draft_complain(t->h, t->line, "clear: expected by_day as in when");
	if (t->d->when.by_day && !t->d->when_for.days)
		draft_complain(t->h, t->line, "for_: by_day needs it, like sdm.workdays(1): a day is judged when it has ended");
}

static void read_all(struct draft *t)
{
	struct decision *d = t->d;

	read_api(t);
	read_title(t);
	d->owner = read_text(t, 1, "owner", true);
	params_push(t->L, d->code, 1, t->line);
	t->params = lua_gettop(t->L);
	lua_pushvalue(t->L, t->params);
	t->r->params = luaL_ref(t->L, LUA_REGISTRYINDEX);
	reads_add_params(t->L, t->params, t->r);
	read_watch(t);
	read_trigger(t, "when", false, &d->when, &t->r->when);
	read_duration(t, "for_", &d->when_for);
	reads_settle(t->h, t->r, d);
	d->clear = d->when;    /* a case closes when its trigger holds no more */
	d->clear.sure = false; /* by the figure itself: it must not close because a sample has become unsure */
	read_trigger(t, "clear", true, &d->clear, &t->r->clear);
	read_duration(t, "clear_for", &d->clear_for);
	check_triggers(t);
	read_missing(t);
	trigger_check_sure(t->h, t->line, d);
	trigger_check_usual(t->h, t->line, d);
	read_severity(t);
	read_inhibitors(t);
	conduct_read(t->L, t->params, t->line, d);
	read_run(t);
}

static void check_code(struct draft *t, struct str code)
{
	if (!code.len || code.len > CODE_MAX || !case_is_code(code))
		draft_complain(t->h, t->line, "decision \"%.*s\": a code is made of a-z, 0-9 and _, at most %d", STR_ARG(code),
			       CODE_MAX);
	for (size_t i = 0; i + 1 < t->h->list.count; i++)
		if (str_eq(t->h->list.at[i].code, code))
			draft_complain(t->h, t->line, "decision \"%.*s\" stands in %s already", STR_ARG(code),
				       t->h->rules.at[i].file);
}

int draft_make(lua_State *L)
{
	struct draft t = { .L = L, .h = host_of(L) };
	struct str code;
	lua_Debug ar;

	if (!t.h->problems)
		return luaL_error(L, "sdm.decision: only while a decision file is loaded");
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	if (lua_getstack(L, 1, &ar) && lua_getinfo(L, "l", &ar))
		t.line = ar.currentline;
	code.ptr = lua_tolstring(L, lua_upvalueindex(1), &code.len);
	t.d = ARRAY_ADD(t.h->list);
	t.r = ARRAY_ADD(t.h->rules);
	*t.r = (struct rule){ .file = t.h->file, .source = t.h->source, .when = LUA_NOREF, .clear = LUA_NOREF };
	t.r->severity = t.r->run = t.r->params = t.r->memory = t.r->noted = LUA_NOREF;
	t.d->code = arena_str(t.h->arena, code);
	t.d->file = str_of(t.h->file);
	t.d->kpi = t.d->scope_kind = t.d->period_kind = t.d->calendar = NONE;
	check_code(&t, code);
	read_all(&t);
	*(uint32_t *)lua_newuserdatauv(L, sizeof(uint32_t), 0) = (uint32_t)(t.h->list.count - 1);
	host_set_meta(L, host_of(L)->draft_meta);
	return 1;
}
