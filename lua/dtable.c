/* sdm.dtable: decision tables. Rows of conditions on named values; the first row whose conditions all hold is taken.
 *
 *	local answers = sdm.dtable {
 *	  { when = { gap = "> 10 %", cause = "volume" }, does = "calls" },
 *	  { when = { gap = "> 10 %" }, does = "talk" },
 *	  { does = "nothing" },
 *	}
 *	local row = answers:match { gap = gap.share, cause = cause }
 *
 * A table is made while its file is loaded, and lies in the memory of the model. A row that no values can come to is refused
 * then, and with `unique = true` two rows that may both hold. In a run the number of the row that was taken stands in the
 * journal, so that an edited table does not change what a run has done.
 */
#include <string.h>

#include "lua/diary.h"
#include "lua/dtable.h"

/* ---- reading a table ---- */
static struct str text_at(lua_State *L, int at)
{
	struct str s;

	s.ptr = lua_tolstring(L, at, &s.len);
	return arena_str(host_of(L)->arena, s);
}

/* Comparisons, separated by commas, all of which must hold. */
static void read_comparisons(lua_State *L, uint32_t row, struct str s, struct row_condition *c)
{
	for (size_t from = 0, to; from <= s.len; from = to + 1) {
		to = from;
		while (to < s.len && s.ptr[to] != ',')
			to++;
		if (!span_narrow(&c->span, (struct str){ s.ptr + from, to - from }))
			luaL_error(
				L,
				"dtable: row %d: %s: expected a comparison like \"> 10 %%\" or \"> 10 %%, <= 20 %%\", got \"%s\"",
				(int)row, c->name.ptr, s.ptr);
	}
	if (span_is_empty(&c->span))
		luaL_error(L, "dtable: row %d: %s: \"%s\" never holds", (int)row, c->name.ptr, s.ptr);
}

static void add_word(lua_State *L, uint32_t row, struct row_condition *c)
{
	if (lua_type(L, -1) != LUA_TSTRING)
		luaL_error(L, "dtable: row %d: %s: expected a list of words", (int)row, c->name.ptr);
	if (c->word_count == WORDS_MAX)
		luaL_error(L, "dtable: row %d: %s: more than %d words", (int)row, c->name.ptr, WORDS_MAX);
	c->words[c->word_count++] = text_at(L, -1);
}

/* Reads the condition on top; returns how it was written. */
static struct str read_condition(lua_State *L, uint32_t row, struct row_condition *c)
{
	struct arena *a = host_of(L)->arena;
	struct str said = { "", 0 };
	struct quantity q;

	c->on_words = true;
	if (lua_type(L, -1) == LUA_TBOOLEAN) {
		c->words[c->word_count++] = lua_toboolean(L, -1) ? STR("true") : STR("false");
	} else if (lua_type(L, -1) == LUA_TSTRING) {
		add_word(L, row, c);
		if (span_is_comparison(c->words[0])) {
			c->on_words = false;
			read_comparisons(L, row, c->words[0], c);
		}
	} else if (lua_type(L, -1) == LUA_TTABLE) {
		sandbox_push_inside(L, lua_gettop(L));
		for (lua_Integer n = 1; lua_rawgeti(L, -1, n) != LUA_TNIL; n++) {
			add_word(L, row, c);
			lua_pop(L, 1);
		}
		lua_pop(L, 2);
		if (!c->word_count)
			luaL_error(L, "dtable: row %d: %s: expected a list of words", (int)row, c->name.ptr);
	} else if (quantity_read(L, -1, &q)) {
		c->on_words = false;
		c->span = span_at(q.value);
		said = arena_strf(a, "= %s", sandbox_tostring(L, -1, NULL));
		lua_pop(L, 1);
	} else {
		luaL_error(L, "dtable: row %d: %s: expected a number, a word, a list of words, true or false, or a comparison",
			   (int)row, c->name.ptr);
	}
	for (uint32_t i = 0; i < c->word_count; i++)
		said = arena_strf(a, "%.*s%s%.*s", STR_ARG(said), i ? " / " : "", STR_ARG(c->words[i]));
	return arena_strf(a, "%.*s %.*s", STR_ARG(c->name), STR_ARG(said));
}

/* The conditions of `when`, on top, in the order of their names. */
static void read_when(lua_State *L, uint32_t number, struct row *r)
{
	struct arena *a = host_of(L)->arena;
	struct row_condition *at = arena_alloc(a, CONDITIONS_MAX * sizeof(*at));
	int top;

	if (lua_type(L, -1) != LUA_TTABLE)
		luaL_error(L, "dtable: row %d: when: expected a table like { gap = \"> 10 %%\" }", (int)number);
	memset(at, 0, CONDITIONS_MAX * sizeof(*at));
	sandbox_push_inside(L, lua_gettop(L));
	top = lua_gettop(L);
	sandbox_sort_keys(L, top);
	for (lua_Integer n = 1; lua_rawgeti(L, top + 1, n) != LUA_TNIL; n++) {
		if (lua_type(L, -1) != LUA_TSTRING)
			luaL_error(L, "dtable: row %d: when: expected names, like { gap = \"> 10 %%\" }", (int)number);
		if (r->count == CONDITIONS_MAX)
			luaL_error(L, "dtable: row %d: more than %d conditions", (int)number, CONDITIONS_MAX);
		at[r->count].name = text_at(L, -1);
		lua_rawget(L, top);
		struct str said = read_condition(L, number, &at[r->count]);

		r->said = arena_strf(a, "%.*s%s%.*s", STR_ARG(r->said), r->count ? ", " : "", STR_ARG(said));
		r->count++;
		lua_settop(L, top + 1);
	}
	r->at = at;
	lua_settop(L, top - 1);
}

static void read_row(lua_State *L, struct dtable *t)
{
	struct row *r = &t->rows[t->count];
	uint32_t number = t->count + 1;
	int at = lua_gettop(L);

	if (t->count == ROWS_MAX)
		luaL_error(L, "dtable: more than %d rows", ROWS_MAX);
	if (lua_type(L, at) != LUA_TTABLE)
		luaL_error(L, "dtable: row %d: expected a table like { when = { gap = \"> 10 %%\" }, does = \"talk\" }",
			   (int)number);
	if (lua_getfield(L, at, "number") != LUA_TNIL || lua_getfield(L, at, "text") != LUA_TNIL)
		luaL_error(L, "dtable: row %d: \"number\" and \"text\" are what match adds; call it otherwise", (int)number);
	*r = (struct row){ .said = { "", 0 } };
	if (lua_getfield(L, at, "when") != LUA_TNIL)
		read_when(L, number, r);
	lua_settop(L, at);
	for (uint32_t i = 0; i < t->count; i++)
		if (row_covers(&t->rows[i], r))
			luaL_error(L, "dtable: row %d is never reached: row %d holds wherever it does", (int)number, (int)i + 1);
	t->count++;
}

static void check_unique(lua_State *L, const struct dtable *t)
{
	for (uint32_t a = 0; a < t->count; a++)
		for (uint32_t b = a + 1; b < t->count; b++)
			if (!rows_apart(&t->rows[a], &t->rows[b]))
				luaL_error(L, "dtable: rows %d and %d may both hold: \"%s\" and \"%s\"", (int)a + 1, (int)b + 1,
					   t->rows[a].said.ptr, t->rows[b].said.ptr);
}

int sdm_dtable(lua_State *L)
{
	struct host *h = host_of(L);
	struct dtable *t;

	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	if (h->out != h->arena)
		return luaL_error(L, "dtable: make it at the head of the file, not in a function that judges");
	t = arena_alloc(h->arena, sizeof(*t));
	t->count = 0;
	for (lua_Integer n = 1; lua_geti(L, 1, n) != LUA_TNIL; n++) {
		read_row(L, t);
		lua_settop(L, 1);
	}
	lua_settop(L, 1);
	if (!t->count)
		return luaL_error(L, "dtable: expected rows, like { when = { gap = \"> 10 %%\" }, does = \"talk\" }");
	lua_getfield(L, 1, "unique");
	if (lua_toboolean(L, -1))
		check_unique(L, t);
	lua_settop(L, 1);
	sandbox_freeze(L, 1, false);
	*(struct dtable **)lua_newuserdatauv(L, sizeof(t), 1) = t;
	lua_pushvalue(L, 1);
	lua_setiuservalue(L, -2, 1);
	host_set_meta(L, h->dtable_meta);
	return 1;
}

/* ---- matching ---- */
/* `at`: the table of values. */
static bool condition_met(lua_State *L, int at, const struct row_condition *c)
{
	struct quantity q;
	bool met;

	limits_charge(L, 4);
	host_push_str(L, c->name);
	switch (lua_rawget(L, at)) {
	case LUA_TNIL:
		met = false; /* no data is no word and no number */
		break;
	case LUA_TBOOLEAN:
		met = c->on_words && condition_has_word(c, lua_toboolean(L, -1) ? STR("true") : STR("false"));
		break;
	case LUA_TSTRING:
		if (!c->on_words)
			return luaL_error(L, "match: %s: expected a number, got \"%s\"", c->name.ptr, lua_tostring(L, -1));
		met = condition_has_word(c, (struct str){ lua_tostring(L, -1), lua_rawlen(L, -1) });
		break;
	default:
		if (!quantity_read(L, -1, &q) || c->on_words)
			return luaL_error(L, "match: %s: expected %s, got %s", c->name.ptr, c->on_words ? "a word" : "a number",
					  sandbox_tostring(L, -1, NULL));
		struct span value = span_at(q.value);

		met = span_within(&value, &c->span);
	}
	lua_pop(L, 1);
	return met;
}

/* The number of the first row that holds, from 1; 0: none does. */
static uint32_t find_row(lua_State *L, int at, const struct dtable *t)
{
	for (uint32_t n = 0; n < t->count; n++) {
		uint32_t met = 0;

		while (met < t->rows[n].count && condition_met(L, at, &t->rows[n].at[met]))
			met++;
		if (met == t->rows[n].count)
			return n + 1;
	}
	return 0;
}

static void check_names(lua_State *L, int at, const struct dtable *t)
{
	sandbox_sort_keys(L, at);
	for (lua_Integer i = 1; lua_rawgeti(L, at + 1, i) != LUA_TNIL; i++, lua_pop(L, 1)) {
		bool known = false;

		if (lua_type(L, -1) == LUA_TSTRING)
			for (uint32_t n = 0; n < t->count && !known; n++)
				known = row_names(&t->rows[n], (struct str){ lua_tostring(L, -1), lua_rawlen(L, -1) }) != NULL;
		if (!known)
			luaL_error(L, "match: no row asks for \"%s\"", sandbox_tostring(L, -1, NULL));
	}
	lua_settop(L, at);
}

/* Pushes what the row has, its number and its conditions as a text; `rows`: where the table's rows stand. */
static void push_row(lua_State *L, int rows, const struct dtable *t, uint32_t number)
{
	const struct row *r = &t->rows[number - 1];
	const struct text said = { .in = { r->said, r->said } };
	const struct wording_arg args[] = { { .name = "number", .amount = { number, 1 }, .unit = UOM_COUNT },
					    { .name = "conditions", .text = &said } };
	int top;

	lua_newtable(L);
	top = lua_gettop(L);
	lua_geti(L, rows, number);
	sandbox_push_inside(L, top + 1);
	for (lua_pushnil(L); lua_next(L, top + 2);) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, top);
	}
	lua_settop(L, top);
	lua_pushnil(L);
	lua_setfield(L, top, "when");
	analysis_set_count(L, "number", number);
	analysis_set_text(L, "text", wording_phrase(host_of(L), r->count ? "dtable_row" : "dtable_else", args, 2));
}

static int dtable_match(lua_State *L)
{
	struct host *h = host_of(L);
	struct dtable **t = host_test(L, 1, h->dtable_meta);
	const struct str key = STR("match");
	uint32_t number;

	if (!t)
		return luaL_error(L, "write t:match { ... } with a colon");
	luaL_checktype(L, 2, LUA_TTABLE);
	lua_settop(L, 2);
	sandbox_push_inside(L, 2);
	check_names(L, 3, *t);
	if (h->journal && journal_recall(L, ENTRY_STEP, key)) {
		number = (uint32_t)lua_tointeger(L, -1);
		if (number > (*t)->count)
			return luaL_error(L, "match: the run has taken row %d, which the table no longer has", (int)number);
	} else {
		number = find_row(L, 3, *t);
		lua_pushinteger(L, number);
		if (h->journal)
			journal_keep(L, ENTRY_STEP, key);
	}
	lua_settop(L, 3);
	if (!number) {
		lua_pushnil(L);
		return 1;
	}
	lua_getiuservalue(L, 1, 1);
	push_row(L, 4, *t, number);
	return 1;
}

void dtable_open(lua_State *L)
{
	static const luaL_Reg none[] = { { NULL, NULL } };
	static const luaL_Reg methods[] = { { "match", dtable_match }, { NULL, NULL } };

	host_of(L)->dtable_meta = host_metatable(L, "dtable", none);
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->dtable_meta.ref);
	lua_newtable(L);
	luaL_setfuncs(L, methods, 0);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
}
