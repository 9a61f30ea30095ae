#include "lua/show.h"

#include "lua/api.h"

enum { SHOW_DEPTH = 3, SHOW_ENTRIES = 100, SHOW_BYTES = 32 * 1024 };

struct show {
	enum language language;
	struct buf *out;
	int depth;
};

static void value(lua_State *L, int at, struct show *s);

static void new_line(const struct show *s)
{
	buf_addc(s->out, '\n');
	for (int n = 0; n < s->depth; n++)
		buf_adds(s->out, STR("  "));
}

/* "name = " of a table's key, "[1] = " of one that is no name. */
static void add_key(lua_State *L, int at, const struct show *s)
{
	int top = lua_gettop(L);

	lua_pushvalue(L, at);
	buf_addf(s->out, lua_type(L, at) == LUA_TSTRING ? "%s = " : "[%s] = ", sandbox_tostring(L, top + 1, NULL));
	lua_settop(L, top);
}

static void add_quantity(lua_State *L, const struct quantity *q, const struct show *s)
{
	static const enum unit_of_measure units[] = {
		[QUANTITY_NUMBER] = UOM_NUMBER, [QUANTITY_PERCENT] = UOM_PERCENT, [QUANTITY_MONEY] = UOM_MONEY
	};

	wording_add(s->out, q->value, units[q->kind], host_of(L)->m->currency, s->language);
}

/* A text in the language of the reader, of { en =, ru = }. */
static void add_words(lua_State *L, int at, const struct show *s)
{
	if (lua_getfield(L, at, s->language == LANGUAGE_RU ? "ru" : "en") == LUA_TSTRING)
		buf_adds(s->out, str_of(lua_tostring(L, -1)));
	lua_pop(L, 1);
}

static void add_person(lua_State *L, int at, const struct show *s)
{
	lua_getfield(L, at, "title");
	add_words(L, lua_gettop(L), s);
	lua_getfield(L, at, "id");
	buf_addf(s->out, " (%s)", lua_tostring(L, -1));
	lua_pop(L, 2);
}

/* "Sam Seller, Revenue, 2026-10". */
static void add_head(lua_State *L, int at, const struct show *s)
{
	lua_getfield(L, at, "title");
	add_words(L, lua_gettop(L), s);
	buf_adds(s->out, STR(", "));
	lua_getfield(L, at, "kpi_title");
	add_words(L, lua_gettop(L), s);
	lua_getfield(L, at, "period");
	buf_addf(s->out, ", %s", lua_tostring(L, -1));
	lua_pop(L, 3);
}

/* The fields that are declared for it and are not nil; of a case some are steps. */
static void add_subject(lua_State *L, int at, struct show *s)
{
	for (uint32_t n = 0; api_class(n); n++) {
		if (!str_eq(str_of(api_class(n)->name), STR("sdm.subject")))
			continue;
		for (const struct api_entry *x = api_class(n)->entries; x->name; x++) {
			struct str name = str_of(x->name);

			if (name.ptr[name.len - 1] == '?')
				name.len--;
			host_push_str(L, name);
			if (lua_gettable(L, at) != LUA_TNIL && !lua_isfunction(L, -1)) {
				new_line(s);
				buf_addf(s->out, "%.*s = ", STR_ARG(name));
				value(L, lua_gettop(L), s);
			}
			lua_pop(L, 1);
		}
	}
}

static bool is_hidden(lua_State *L, int at)
{
	struct str key = { NULL, 0 };

	if (lua_type(L, at) != LUA_TSTRING)
		return false;
	key.ptr = lua_tolstring(L, at, &key.len);
	return str_eq(key, STR("words")) || str_eq(key, STR("most")); /* of an answer: its text(), and what largest() gives */
}

static void add_table(lua_State *L, int at, struct show *s, bool answer)
{
	int inside, keys;

	sandbox_push_inside(L, at);
	inside = lua_gettop(L);
	sandbox_sort_keys(L, inside);
	keys = lua_gettop(L);
	for (lua_Integer n = 1; lua_rawgeti(L, keys, n) != LUA_TNIL; n++) {
		if (n > SHOW_ENTRIES || s->out->len > SHOW_BYTES) {
			new_line(s);
			buf_adds(s->out, STR("..."));
			break;
		}
		if (!answer || !is_hidden(L, lua_gettop(L))) {
			new_line(s);
			add_key(L, lua_gettop(L), s);
			lua_pushvalue(L, -1);
			lua_rawget(L, inside);
			value(L, lua_gettop(L), s);
		}
		lua_settop(L, keys);
	}
	lua_settop(L, inside - 1);
}

static bool is_words(lua_State *L, int at)
{
	bool is = lua_getfield(L, at, "en") == LUA_TSTRING && lua_getfield(L, at, "ru") == LUA_TSTRING;

	lua_settop(L, at);
	return is;
}

static void add_answer(lua_State *L, int at, struct show *s)
{
	lua_pushliteral(L, "words");
	lua_rawget(L, at);
	if (lua_istable(L, -1))
		add_words(L, lua_gettop(L), s);
	else if (s->out->len && s->out->ptr[s->out->len - 1] == ' ')
		s->out->len--; /* the blank after "=" */
	lua_pop(L, 1);
	s->depth++;
	add_table(L, at, s, true);
	s->depth--;
}

static bool has_meta(lua_State *L, int at, struct meta meta)
{
	bool has = lua_getmetatable(L, at) && lua_topointer(L, -1) == meta.identity;

	lua_settop(L, at);
	return has;
}

static void value_of_table(lua_State *L, int at, struct show *s)
{
	struct meta answer = host_of(L)->analysis_meta;

	if (!lua_getmetatable(L, at) && is_words(L, at)) {
		add_words(L, at, s);
		return;
	}
	lua_settop(L, at);
	if (s->depth >= SHOW_DEPTH) {
		buf_adds(s->out, STR("..."));
	} else if (has_meta(L, at, answer)) {
		add_answer(L, at, s);
	} else {
		size_t begun = s->out->len;

		buf_addc(s->out, '{');
		s->depth++;
		add_table(L, at, s, false);
		s->depth--;
		if (s->out->len > begun + 1)
			new_line(s);
		buf_addc(s->out, '}');
	}
}

static void value(lua_State *L, int at, struct show *s)
{
	struct host *h = host_of(L);
	struct quantity q;

	luaL_checkstack(L, 8, "value");
	limits_charge(L, 20);
	if (lua_type(L, at) == LUA_TUSERDATA && quantity_read(L, at, &q)) {
		add_quantity(L, &q, s);
	} else if (host_test(L, at, h->person_meta)) {
		add_person(L, at, s);
	} else if (host_test(L, at, h->view_meta) || host_test(L, at, h->case_meta)) {
		add_head(L, at, s);
		s->depth++;
		add_subject(L, at, s);
		s->depth--;
	} else if (lua_istable(L, at)) {
		value_of_table(L, at, s);
	} else {
		buf_adds(s->out, str_of(sandbox_tostring(L, at, NULL)));
		lua_settop(L, at);
	}
}

void show_value(lua_State *L, int at, enum language l, struct buf *out)
{
	struct show s = { l, out, 0 };

	lua_settop(L, lua_gettop(L) > at ? lua_gettop(L) : at);
	lua_pushvalue(L, at);
	value(L, lua_gettop(L), &s);
	lua_pop(L, 1);
}
