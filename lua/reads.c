/* What is read while a case is judged: figures and parameters, each once, in the order of first use, for the record of what a
 * case was judged by. Nothing is noted before a trigger is known to hold.
 */
#include <assert.h>
#include <string.h>

#include "lua/rule.h"

enum { NAMED_MAX = 8, VALUE_MAX = 256 };

struct named { /* parameters that the trigger being read names */
	struct str at[NAMED_MAX];
	uint32_t count;
};

void reads_open(lua_State *L)
{
	struct host *h = host_of(L);

	h->reading = arena_alloc(h->arena, sizeof(*h->reading));
	h->reading->kpi_noted = arena_alloc(h->arena, h->m->kpi_count * sizeof(*h->reading->kpi_noted) + 1);
	h->named = arena_alloc(h->arena, sizeof(*h->named));
}

/* ---- while judging ---- */

void reads_begin(struct host *h, const struct flip *f, struct rule *r)
{
	struct reading *x = h->reading;

	x->by = READER_NONE;
	x->flip++;
	x->figures = &f->figures;
	x->rule = r;
	x->declared = f->kind == FLIP_OPEN;
	x->subject_noted = x->declared ? x->flip : 0;
	x->count = x->left_out = 0;
}

uint32_t reads_line(lua_State *L)
{
	lua_Debug ar;

	/* A C function of ours may stand between: case:param() looks into the table p. */
	for (int level = 1; level <= 2 && lua_getstack(L, level, &ar); level++)
		if (lua_getinfo(L, "l", &ar) && ar.currentline > 0)
			return (uint32_t)ar.currentline;
	return 0;
}

/* NULL: there is no room for another one. */
static struct read *note(lua_State *L, enum read_kind kind)
{
	struct reading *x = host_of(L)->reading;
	struct read *r;

	if (x->count == READS_MAX) {
		x->left_out++;
		return NULL;
	}
	r = &x->at[x->count++];
	*r = (struct read){ .kind = kind, .by = x->by, .line = reads_line(L) };
	return r;
}

void reads_note_figures(lua_State *L)
{
	struct reading *x = host_of(L)->reading;
	struct read *r = note(L, READ_SUBJECT);

	x->subject_noted = x->flip;
	if (r)
		r->figures = x->figures;
}

void reads_kpi(lua_State *L, const struct view *v)
{
	struct reading *x = host_of(L)->reading;
	struct read *r;

	if (x->kpi_noted[v->kpi] == x->flip)
		return;
	x->kpi_noted[v->kpi] = x->flip;
	r = note(L, READ_KPI);
	if (!r)
		return;
	r->kpi = v->kpi;
	r->figures = &v->figures;
}

void reads_staff(lua_State *L, struct str of, struct str field, struct str text)
{
	struct host *h = host_of(L);
	struct reading *x = h->reading;
	struct str name = arena_strf(h->out, "%.*s%s%.*s", STR_ARG(of), of.len ? "." : "", STR_ARG(field));
	struct param_value *p;
	struct read *r;

	if (x->by == READER_NONE)
		return;
	for (uint32_t i = 0; i < x->count; i++)
		if (x->at[i].kind == READ_PARAM && str_eq(x->at[i].param->name, name))
			return;
	r = note(L, READ_PARAM);
	if (!r)
		return;
	p = arena_alloc(h->out, sizeof(*p));
	*p = (struct param_value){ name, text.len ? arena_str(h->out, str_head(text, VALUE_MAX)) : STR("-") };
	r->param = p;
}

static void note_param(lua_State *L, struct rule_param *p)
{
	struct reading *x = host_of(L)->reading;
	struct read *r;

	if (x->by == READER_NONE || p->noted == x->flip || (p->named && x->declared))
		return;
	p->noted = x->flip;
	r = note(L, READ_PARAM);
	if (r)
		r->param = &p->is;
}

/* Upvalues: the table of values, and for each name its place in rule.values, from 1. */
static int noted_index(lua_State *L)
{
	const struct rule *r = host_of(L)->reading->rule;
	lua_Integer place;

	lua_pushvalue(L, 2);
	lua_rawget(L, lua_upvalueindex(2));
	place = lua_tointeger(L, -1);
	if (!place)
		return luaL_error(L, "there is no \"%s\" here", sandbox_tostring(L, 2, NULL));
	assert(place <= r->value_count); /* nothing that a script holds outlasts a flip */
	note_param(L, &r->values[place - 1]);
	lua_settop(L, 2);
	lua_rawget(L, lua_upvalueindex(1));
	return 1;
}

void reads_unfold(lua_State *L)
{
	struct rule *r = host_of(L)->reading->rule;

	if (lua_tocfunction(L, -1) != noted_index)
		return;
	for (uint32_t n = 0; n < r->value_count; n++)
		note_param(L, &r->values[n]);
	lua_getupvalue(L, -1, 1);
	lua_remove(L, -2);
}

/* What was read of people stands in the flip's scratch memory, parameters of an older file go with it. */
static const struct param_value *param_copy(struct arena *a, const struct param_value *p)
{
	struct param_value *copy = arena_alloc(a, sizeof(*copy));

	*copy = (struct param_value){ arena_str(a, p->name), arena_str(a, p->text) };
	return copy;
}

struct reads reads_take(struct host *h, struct arena *a)
{
	const struct reading *x = h->reading;
	struct reads out = { .count = x->count, .left_out = x->left_out };

	if (x->count) {
		struct read *at = arena_alloc(a, x->count * sizeof(*at));

		memcpy(at, x->at, x->count * sizeof(*at));
		for (uint32_t i = 0; i < x->count; i++)
			if (at[i].kind == READ_KPI) /* it stands in the flip's scratch memory */
				at[i].figures =
					memcpy(arena_alloc(a, sizeof(*at[i].figures)), at[i].figures, sizeof(*at[i].figures));
			else if (at[i].kind == READ_PARAM)
				at[i].param = param_copy(a, at[i].param);
		out.at = at;
	}
	return out;
}

/* ---- while loading ---- */

uint32_t reads_line_defined(lua_State *L, int at)
{
	lua_Debug ar;

	lua_pushvalue(L, at);
	lua_getinfo(L, ">S", &ar);
	return ar.linedefined > 0 ? (uint32_t)ar.linedefined : 0;
}

/* What the state keeps is text: a script may put any bytes into its names and values. */
static struct str text_kept(struct host *h, struct str s)
{
	s = arena_str(h->arena, str_head(s, VALUE_MAX));
	return str_is_text(s) ? s : STR("?");
}

/* The value on top as a model would give it. */
static struct str value_text(lua_State *L)
{
	struct host *h = host_of(L);
	struct quantity q;
	struct str s;

	if (lua_type(L, -1) == LUA_TUSERDATA && quantity_read(L, -1, &q) && q.kind == QUANTITY_PERCENT) {
		ratio_mul(q.value, (struct ratio){ 100, 1 }, &q.value);
		quantity_push(L, q.value, QUANTITY_NUMBER);
		lua_pushfstring(L, "%s %%", sandbox_tostring(L, -1, NULL));
	} else {
		sandbox_tostring(L, -1, NULL);
	}
	s.ptr = lua_tolstring(L, -1, &s.len);
	return text_kept(h, s);
}

/* Pushes name -> place and fills r->values. The table of values at `inside`, its keys in order at `keys`. */
static void list_values(lua_State *L, int inside, int keys, struct rule *r)
{
	struct host *h = host_of(L);
	int places;

	r->value_count = (uint32_t)lua_rawlen(L, keys);
	r->values = arena_alloc(h->arena, r->value_count * sizeof(*r->values) + 1);
	lua_createtable(L, 0, (int)r->value_count);
	places = lua_gettop(L);
	for (uint32_t n = 0; n < r->value_count; n++) {
		struct param_value *p = &r->values[n].is;

		lua_rawgeti(L, keys, n + 1);
		p->name.ptr = lua_tolstring(L, -1, &p->name.len);
		p->name = text_kept(h, p->name);
		lua_pushvalue(L, -1);
		lua_rawget(L, inside);
		p->text = value_text(L);
		lua_settop(L, places + 1);
		lua_pushinteger(L, n + 1);
		lua_rawset(L, places);
	}
}

void reads_add_params(lua_State *L, int params, struct rule *r)
{
	int top = lua_gettop(L);

	host_of(L)->named->count = 0;
	sandbox_push_inside(L, params);
	sandbox_sort_keys(L, top + 1);
	list_values(L, top + 1, top + 2, r);
	lua_newtable(L); /* as frozen as the one it stands for */
	lua_newtable(L);
	if (!lua_getmetatable(L, params)) /* of a decision whose params were refused */
		lua_newtable(L);
	for (lua_pushnil(L); lua_next(L, top + 6);) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, top + 5);
	}
	lua_pop(L, 1);
	lua_pushvalue(L, top + 1);
	lua_pushvalue(L, top + 3);
	lua_pushcclosure(L, noted_index, 2);
	lua_setfield(L, top + 5, "__index");
	lua_setmetatable(L, top + 4);
	r->noted = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_settop(L, top);
}

void reads_name(struct host *h, struct str name)
{
	if (h->named->count < NAMED_MAX)
		h->named->at[h->named->count++] = arena_str(h->arena, name);
}

void reads_settle(struct host *h, struct rule *r, struct decision *d)
{
	const struct param_value **list = arena_alloc(h->arena, NAMED_MAX * sizeof(*list));

	for (uint32_t i = 0; i < h->named->count; i++)
		for (uint32_t n = 0; n < r->value_count; n++) {
			if (r->values[n].named || !str_eq(r->values[n].is.name, h->named->at[i]))
				continue;
			r->values[n].named = true;
			list[d->named_count++] = &r->values[n].is;
		}
	d->named = list;
}
