/* Runs every decision file of the model once and collects what it declares. A file returns one decision or a list of them. */
#include <string.h>

#include "lua/rule.h"

static bool take_result(lua_State *L, int at, bool *returned)
{
	const uint32_t *draft = host_test(L, at, host_of(L)->draft_meta);

	if (draft)
		returned[*draft] = true;
	return draft != NULL;
}

/* The file's value is on top. */
static void check_result(lua_State *L, size_t first)
{
	struct host *h = host_of(L);
	bool *returned = arena_alloc(h->arena, h->list.count + 1);
	bool ok = take_result(L, -1, returned);

	if (!ok && lua_istable(L, -1)) {
		ok = true;
		for (lua_Integer i = 1; lua_geti(L, -1, i) != LUA_TNIL; i++) {
			if (!take_result(L, -1, returned))
				draft_complain(h, 0, "returns a list whose element %d is no decision", (int)i), ok = false;
			lua_pop(L, 1);
		}
		lua_pop(L, 1);
		if (!lua_rawlen(L, -1))
			ok = false;
	}
	if (!ok)
		draft_complain(h, 0, "expected \"return sdm.decision ...\" or a list of decisions at the end of the file");
	for (size_t n = first; ok && n < h->list.count; n++)
		if (!returned[n])
			draft_complain(h, 0, "decision \"%.*s\" is made but not returned", STR_ARG(h->list.at[n].code));
}

/* The file has run: its functions' upvalues are closed. */
static void record_memory(lua_State *L, size_t first)
{
	struct host *h = host_of(L);

	for (size_t n = first; n < h->rules.count; n++) {
		struct rule *r = &h->rules.at[n];
		int top = lua_gettop(L);
		const int refs[] = { r->when, r->clear, r->severity, r->run };

		for (size_t i = 0; i < sizeof(refs) / sizeof(refs[0]); i++)
			if (refs[i] != LUA_NOREF)
				lua_rawgeti(L, LUA_REGISTRYINDEX, refs[i]);
		r->memory = memory_record(L, top + 1);
	}
}

/* How many bytes the escape behind a backslash has if it means byte 0. */
static size_t zero_escape(struct str s)
{
	size_t n = 0;

	if (str_starts(s, STR("u{")))
		for (n = 2; n < s.len && s.ptr[n] == '0';)
			n++;
	if (n > 2)
		return n < s.len && s.ptr[n] == '}' ? n + 1 : 0;
	if (str_starts(s, STR("x00")))
		return 3;
	for (n = 0; n < 3 && n < s.len && s.ptr[n] == '0';)
		n++;
	return n == 3 || n == s.len || s.ptr[n] < '0' || s.ptr[n] > '9' ? n : 0;
}

/* Lua compares texts piece by piece between the bytes 0 in them: one instruction would take as long as a thousand. Wherever
 * they come from, they are written somewhere; `\` and what follows go together, as in a string. */
static void refuse_zeros(lua_State *L, const struct source *s, struct str text)
{
	int line = 1;

	for (size_t i = 0; i < text.len; i++) {
		struct str rest = { text.ptr + i + 1, text.len - i - 1 };

		if (!text.ptr[i] || (text.ptr[i] == '\\' && zero_escape(rest)))
			luaL_error(L, "%s:%d: a text cannot hold a byte 0", s->path.ptr, line);
		i += text.ptr[i] == '\\' && rest.len && rest.ptr[0] == '\\';
		line += text.ptr[i] == '\n';
	}
}

static int load_body(lua_State *L)
{
	struct host *h = host_of(L);
	const struct source *s = lua_touserdata(L, 1);
	size_t first = h->list.count;

	struct str text = s->text;

	if (str_starts(text, STR("\xef\xbb\xbf"))) /* as some editors begin a file */
		text = (struct str){ text.ptr + 3, text.len - 3 };
	refuse_zeros(L, s, text);
	lua_pushfstring(L, "@%s", s->path.ptr);
	if (luaL_loadbufferx(L, text.ptr, text.len, lua_tostring(L, -1), "t") != LUA_OK)
		return lua_error(L);
	sandbox_push_env(L);
	lua_setupvalue(L, -2, 1);
	lua_call(L, 0, 1);
	check_result(L, first);
	record_memory(L, first);
	return 0;
}

/* "decisions/x.lua:12: message" and a traceback: the first line says it, the line number goes where problems keep it. */
static void complain_error(struct host *h, const struct source *s, struct str text)
{
	struct str first = str_cut(&text, '\n'), rest = first, number;
	int64_t line = 0;

	if (str_starts(first, s->path) && first.len > s->path.len && first.ptr[s->path.len] == ':') {
		rest.ptr += s->path.len + 1;
		rest.len -= s->path.len + 1;
		number = str_cut(&rest, ':');
		if (num_parse_i64(number, &line, NULL) < 0)
			line = 0, rest = first;
	}
	rest = str_trim(rest);
	draft_complain(h, (int)line, "%.*s", STR_ARG(rest));
}

static void load_file(struct host *h, uint32_t n)
{
	size_t room = h->limits.used < HOST_MEMORY ? HOST_MEMORY - h->limits.used : 0;
	const struct quota quota = { room < LOAD_MEMORY ? room : LOAD_MEMORY, LOAD_CHURN, BLOCK_MAX,
				     h->load_left < LOAD_INSTRUCTIONS ? h->load_left : LOAD_INSTRUCTIONS };
	struct source *s = arena_alloc(h->arena, sizeof(*s));
	struct buf broken = { 0 };

	*s = h->m->sources[n];
	s->path = arena_str(h->arena, s->path);
	h->file = s->path.ptr;
	h->source = n;
	if (limits_call(h, quota, load_body, s, &broken) < 0) {
		complain_error(h, s, buf_str(&broken));
		h->decisions_gap = true;
	}
	h->load_left -= h->limits.spent < h->load_left ? h->limits.spent : h->load_left;
	buf_free(&broken);
}

static struct str code_at(const void *list, uint32_t n)
{
	return ((const struct decision *)list)[n].code;
}

static void resolve_inhibitors(struct host *h)
{
	for (size_t i = 0; i < h->inhibits.count; i++) {
		const struct inhibit *x = &h->inhibits.at[i];
		struct decision *d = &h->list.at[x->decision];
		uint32_t found = NONE;

		for (size_t n = 0; n < h->list.count; n++)
			if (str_eq(h->list.at[n].code, x->code))
				found = (uint32_t)n;
		h->file = h->rules.at[x->decision].file;
		if (found == NONE && h->decisions_gap)
			continue;
		if (found == NONE) {
			draft_complain(h, x->line, "inhibited_by: there is no decision \"%.*s\"%s", STR_ARG(x->code),
				       draft_nearest(h, x->code, code_at, h->list.at, (uint32_t)h->list.count));
			continue;
		}
		uint32_t *list = arena_alloc(h->arena, (d->inhibited_count + 1) * sizeof(*list));

		if (d->inhibited_count)
			memcpy(list, d->inhibited_by, d->inhibited_count * sizeof(*list));
		list[d->inhibited_count++] = found;
		d->inhibited_by = list;
	}
}

static void add_hashes(struct host *h)
{
	for (size_t n = 0; n < h->list.count; n++) {
		const struct source *s = &h->m->sources[h->rules.at[n].source];
		char hex[65];

		sha256_hex(s->text.ptr, s->text.len, hex);
		h->list.at[n].source_sha = arena_str(h->arena, str_of(hex));
		if (n && h->rules.at[n - 1].source == h->rules.at[n].source) {
			h->list.at[n].pin = h->list.at[n - 1].pin;
			h->list.at[n].pin_sha = h->list.at[n - 1].pin_sha;
			continue;
		}
		h->list.at[n].pin = pin_make(h, h->rules.at[n].source, h->arena);
		sha256_hex(h->list.at[n].pin.ptr, h->list.at[n].pin.len, hex);
		h->list.at[n].pin_sha = arena_str(h->arena, str_of(hex));
	}
}

static bool is_decision_file(struct str path)
{
	return str_starts(path, STR("decisions/")) && path.len > 4 && !memcmp(path.ptr + path.len - 4, ".lua", 4);
}

void load_files(struct host *h)
{
	h->load_left = HOST_INSTRUCTIONS;
	h->param_used = arena_alloc(h->arena, h->m->param_count + 1);
	for (uint32_t n = 0; n < h->m->source_count; n++)
		if (is_decision_file(h->m->sources[n].path))
			load_file(h, n);
	resolve_inhibitors(h);
	params_check_unused(h);
	add_hashes(h);
	h->decisions = (struct decisions){ h->list.at, (uint32_t)h->list.count };
}
