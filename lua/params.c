/* Parameters of a decision: the file gives name, default and by it the type; the company's model may give another value. */
#include <string.h>

#include "lua/rule.h"

enum { NAMES_MAX = 64 };

static struct str skip_blanks(struct host *h, struct str s)
{
	struct buf b = { 0 };
	struct str out;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == ' ')
			continue;
		if (i + 1 < s.len && (unsigned char)s.ptr[i] == 0xC2 && (unsigned char)s.ptr[i + 1] == 0xA0)
			i++; /* no-break space */
		else
			buf_addc(&b, s.ptr[i]);
	}
	out = arena_str(h->arena, buf_str(&b));
	buf_free(&b);
	return out;
}

static int push_quantity(lua_State *L, struct str s, enum quantity_kind kind, struct err *err)
{
	struct ratio r = { 0, E4 };
	int64_t e4;

	s = skip_blanks(host_of(L), s);
	if (kind == QUANTITY_PERCENT) {
		if (!s.len || s.ptr[s.len - 1] != '%')
			return err_set(err, "expected a percentage like \"7 %%\"");
		s.len--;
		r.den *= 100;
	}
	if (num_parse_e4(s, &e4, err) < 0)
		return -1;
	r.num = e4;
	quantity_push(L, r, kind);
	return 0;
}

static int push_duration(lua_State *L, struct str s, struct duration d, struct err *err)
{
	struct str number = str_cut(&s, ' '), unit = str_trim(s);
	int64_t days;

	if (num_parse_i64(number, &days, err) < 0)
		return err_chain(err, "expected a duration like \"3 workdays\"");
	if (days < 0 || days > 400)
		return err_set(err, "expected 0 to 400 days, got %lld", (long long)days);
	if (str_eq(unit, STR("workdays")) || str_eq(unit, STR("workday")))
		d.of = COUNT_WORKDAYS;
	else if (str_eq(unit, STR("days")) || str_eq(unit, STR("day")))
		d.of = COUNT_CALENDAR_DAYS;
	else if (str_eq(unit, STR("workhours")) || str_eq(unit, STR("workhour")))
		d.of = COUNT_WORKHOURS;
	else if (unit.len)
		return err_set(err, "expected \"days\", \"workdays\" or \"workhours\", got \"%.*s\"", STR_ARG(unit));
	d.days = (uint32_t)days;
	quantity_push_duration(L, d);
	return 0;
}

/* Pushes what `s` means where the default at -1 stands. */
static int push_override(lua_State *L, struct str s, struct err *err)
{
	struct quantity q;
	struct duration d;
	int64_t n;

	s = str_trim(s);
	switch (lua_type(L, -1)) {
	case LUA_TBOOLEAN:
		if (!str_eq(s, STR("true")) && !str_eq(s, STR("false")))
			return err_set(err, "expected true or false, got \"%.*s\"", STR_ARG(s));
		lua_pushboolean(L, str_eq(s, STR("true")));
		return 0;
	case LUA_TSTRING:
		if (!str_is_text(s))
			return err_set(err, "expected a text without control characters");
		host_push_str(L, s);
		return 0;
	case LUA_TNUMBER:
		if (num_parse_i64(skip_blanks(host_of(L), s), &n, err) < 0)
			return -1;
		lua_pushinteger(L, n);
		return 0;
	default:
		if (quantity_read_duration(L, -1, &d))
			return push_duration(L, s, d, err);
		quantity_read(L, -1, &q);
		return push_quantity(L, s, q.kind, err);
	}
}

/* The default at -1 as a parameter's value: floats become exact. false: no parameter can have it. */
static bool settle_default(lua_State *L)
{
	struct quantity q;
	struct duration d;

	if (lua_isboolean(L, -1) || lua_type(L, -1) == LUA_TSTRING || lua_isinteger(L, -1) || quantity_read_duration(L, -1, &d))
		return true;
	if (!quantity_read(L, -1, &q))
		return false;
	lua_pop(L, 1);
	quantity_push(L, q.value, q.kind);
	return true;
}

static void complain_place(struct host *h, const struct decision_param *p, const char *text)
{
	char *file = mem_copy(p->place);
	uint32_t at[2] = { 0, 0 };

	/* file:line:column, from the right, since a file's name may hold a colon */
	for (int n = 1; n >= 0; n--) {
		char *colon = strrchr(file, ':');
		int64_t number;

		if (!colon || num_parse_i64(str_of(colon + 1), &number, NULL) < 0 || number < 0 || number > INT32_MAX)
			break;
		at[n] = (uint32_t)number;
		*colon = 0;
	}
	if (!at[0] && at[1]) { /* only a line */
		at[0] = at[1];
		at[1] = 0;
	}
	problems_add(h->problems, file, at[0], at[1], "decision \"%.*s\", parameter \"%.*s\": %s", STR_ARG(p->decision),
		     STR_ARG(p->name), text);
	mem_free(file);
}

/* The default of `name` is on top; replaces it by what the model says. A default that is not `good` does not tell the type. */
static void apply_override(lua_State *L, struct str decision, struct str name, bool good)
{
	struct host *h = host_of(L);
	struct err err = { "" };

	for (uint32_t i = 0; i < h->m->param_count; i++) {
		const struct decision_param *p = &h->m->params[i];

		if (!str_eq(p->decision, decision) || !str_eq(p->name, name))
			continue;
		h->param_used[i] = true;
		if (!good)
			continue;
		if (push_override(L, p->value, &err) < 0)
			complain_place(h, p, err.text);
		else
			lua_replace(L, -2);
	}
}

/* Which parameters the decision has is not known: nothing is said of those that the model gives or a trigger names. */
static void params_unknown(struct host *h, struct str decision)
{
	h->params_gap = true;
	for (uint32_t i = 0; i < h->m->param_count; i++)
		if (str_eq(h->m->params[i].decision, decision))
			h->param_used[i] = true;
}

void params_push(lua_State *L, struct str decision, int at, int line)
{
	lua_newtable(L);
	int out = lua_gettop(L);

	host_of(L)->params_gap = false;
	lua_getfield(L, at, "params");
	if (lua_isnil(L, -1)) {
		lua_settop(L, out);
		sandbox_freeze(L, out, true);
		return;
	}
	if (!lua_istable(L, -1)) {
		draft_complain(host_of(L), line, "params: expected a table of names and defaults, got a %s",
			       luaL_typename(L, -1));
		params_unknown(host_of(L), decision);
		lua_settop(L, out);
		return;
	}
	sandbox_sort_keys(L, -1);
	for (lua_Integer i = 1; lua_rawgeti(L, out + 2, i) != LUA_TNIL; i++) {
		struct str name = { NULL, 0 };

		if (lua_type(L, -1) == LUA_TSTRING)
			name.ptr = lua_tolstring(L, -1, &name.len);
		lua_pushvalue(L, -1);
		lua_rawget(L, out + 1);
		if (!name.len || !settle_default(L)) {
			draft_complain(host_of(L), line,
				       "params: \"%s\": expected name = default, the default a sdm.percent, sdm.money, "
				       "sdm.days, sdm.workdays, number, text, true or false",
				       sandbox_tostring(L, -2, NULL));
			apply_override(L, decision, name, false);
			host_of(L)->params_gap = true;
			lua_settop(L, out + 2);
			continue;
		}
		apply_override(L, decision, name, true);
		lua_rawset(L, out);
	}
	lua_settop(L, out);
	sandbox_freeze(L, out, true);
}

static struct str name_at(const void *list, uint32_t n)
{
	return ((const struct str *)list)[n];
}

/* The keys of the table on top: they live as long as it. */
static uint32_t names_of(lua_State *L, struct str names[NAMES_MAX])
{
	uint32_t count = 0;

	if (!lua_istable(L, -1))
		return 0;
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
		if (count < NAMES_MAX)
			names[count].ptr = lua_tolstring(L, -2, &names[count].len), count++;
	return count;
}

bool params_resolve(lua_State *L, int params, const char *what, int line)
{
	struct host *h = host_of(L);
	struct str names[NAMES_MAX], got;
	uint32_t count;

	if (lua_type(L, -1) != LUA_TSTRING)
		return true;
	got.ptr = lua_tolstring(L, -1, &got.len);
	sandbox_push_inside(L, params);
	lua_pushvalue(L, -2);
	if (lua_rawget(L, -2) != LUA_TNIL) {
		reads_name(h, got);
		lua_replace(L, -3);
		lua_pop(L, 1);
		return true;
	}
	lua_pop(L, 1);
	count = names_of(L, names);
	if (!h->params_gap)
		draft_complain(h, line, "%s = \"%.*s\": there is no such parameter%s", what, STR_ARG(got),
			       draft_nearest(h, got, name_at, names, count));
	lua_pop(L, 1);
	return false;
}

static struct str decision_at(const void *list, uint32_t n)
{
	return ((const struct decision *)list)[n].code;
}

/* Its file is wrong itself, so that nothing can be said of its parameters. */
static bool decision_is_broken(const struct host *h, struct str decision)
{
	struct str path = arena_strf(h->arena, "decisions/%.*s.lua", STR_ARG(decision));

	for (size_t i = 0; i < h->problems->count; i++)
		if (!h->problems->at[i].warning && str_eq(str_of(h->problems->at[i].file), path))
			return true;
	return false;
}

static const char *nearest_param(struct host *h, size_t decision, struct str got)
{
	struct str names[NAMES_MAX];
	const char *nearest;

	lua_rawgeti(h->L, LUA_REGISTRYINDEX, h->rules.at[decision].params);
	sandbox_push_inside(h->L, lua_gettop(h->L));
	nearest = draft_nearest(h, got, name_at, names, names_of(h->L, names));
	lua_pop(h->L, 2);
	return nearest;
}

void params_check_unused(struct host *h)
{
	for (uint32_t i = 0; i < h->m->param_count; i++) {
		const struct decision_param *p = &h->m->params[i];
		size_t d = 0;
		struct str text;

		if (h->param_used[i])
			continue;
		while (d < h->list.count && !str_eq(h->list.at[d].code, p->decision))
			d++;
		if (d == h->list.count && (h->decisions_gap || decision_is_broken(h, p->decision)))
			continue;
		if (d < h->list.count)
			text = arena_strf(h->arena, "the decision has no such parameter%s", nearest_param(h, d, p->name));
		else
			text = arena_strf(h->arena, "there is no such decision%s",
					  draft_nearest(h, p->decision, decision_at, h->list.at, (uint32_t)h->list.count));
		complain_place(h, p, text.ptr);
	}
}
