/* `string` without patterns. Stock find, match, gmatch and gsub can run for minutes between two instructions; find is
 * plain here, and split, replace, trim, starts and ends serve for what remains.
 */
#include <stdio.h>
#include <string.h>

#include "lua/rule.h"

/* Every function here looks at a text once: charged by its length. */
static struct str check_text(lua_State *L, int at)
{
	struct str s;

	s.ptr = luaL_checklstring(L, at, &s.len);
	limits_charge(L, s.len / 16);
	return s;
}

static int text_find(lua_State *L)
{
	struct str s = check_text(L, 1);
	struct str what = check_text(L, 2);
	lua_Integer from = luaL_optinteger(L, 3, 1);

	if (from < 0)
		from = (lua_Integer)s.len + from + 1;
	if (from < 1)
		from = 1;
	if ((size_t)from > s.len + 1) {
		lua_pushnil(L);
		return 1;
	}
	const char *hit = what.len ? memmem(s.ptr + from - 1, s.len - (size_t)from + 1, what.ptr, what.len) : s.ptr + from - 1;

	if (!hit) {
		lua_pushnil(L);
		return 1;
	}
	lua_pushinteger(L, hit - s.ptr + 1);
	lua_pushinteger(L, hit - s.ptr + (lua_Integer)what.len);
	return 2;
}

static int text_starts(lua_State *L)
{
	struct str s = check_text(L, 1);

	lua_pushboolean(L, str_starts(s, check_text(L, 2)));
	return 1;
}

static int text_ends(lua_State *L)
{
	struct str s = check_text(L, 1);
	struct str end = check_text(L, 2);

	lua_pushboolean(L, s.len >= end.len && !memcmp(s.ptr + s.len - end.len, end.ptr, end.len));
	return 1;
}

static int text_trim(lua_State *L)
{
	host_push_str(L, str_trim(check_text(L, 1)));
	return 1;
}

static int text_split(lua_State *L)
{
	struct str s = check_text(L, 1);
	struct str sep = check_text(L, 2);
	lua_Integer n = 0;

	luaL_argcheck(L, sep.len > 0, 2, "the separator is empty");
	lua_newtable(L);
	for (;;) {
		limits_charge(L, 1);

		const char *hit = s.len ? memmem(s.ptr, s.len, sep.ptr, sep.len) : NULL;
		size_t len = hit ? (size_t)(hit - s.ptr) : s.len;

		lua_pushlstring(L, s.len ? s.ptr : "", len);
		lua_rawseti(L, -2, ++n);
		if (!hit)
			return 1;
		s.ptr = hit + sep.len;
		s.len -= len + sep.len;
	}
}

static void check_room(lua_State *L, size_t len)
{
	if (len > STRING_MAX)
		luaL_error(L, "the text would be longer than %d bytes", STRING_MAX);
}

static int text_replace(lua_State *L)
{
	struct str s = check_text(L, 1);
	struct str what = check_text(L, 2);
	struct str by = check_text(L, 3);
	size_t hits = 0;
	const char *p = s.ptr, *hit;
	luaL_Buffer b;

	luaL_argcheck(L, what.len > 0, 2, "the text to replace is empty");
	for (; (hit = memmem(p, s.len - (size_t)(p - s.ptr), what.ptr, what.len)); p = hit + what.len)
		hits++;
	check_room(L, s.len - hits * what.len + hits * by.len);
	limits_charge(L, hits);
	luaL_buffinit(L, &b);
	for (p = s.ptr; (hit = memmem(p, s.len - (size_t)(p - s.ptr), what.ptr, what.len)); p = hit + what.len) {
		luaL_addlstring(&b, p, (size_t)(hit - p));
		luaL_addlstring(&b, by.ptr, by.len);
	}
	luaL_addlstring(&b, p, s.len - (size_t)(p - s.ptr));
	luaL_pushresult(&b);
	lua_pushinteger(L, (lua_Integer)hits);
	return 2;
}

static int text_rep(lua_State *L)
{
	struct str s = check_text(L, 1);
	lua_Integer n = luaL_checkinteger(L, 2);
	struct str sep = { "", 0 };
	luaL_Buffer b;

	if (!lua_isnoneornil(L, 3))
		sep = check_text(L, 3);
	if (n <= 0 || !(s.len + sep.len)) {
		lua_pushliteral(L, "");
		return 1;
	}
	check_room(L, n > STRING_MAX ? STRING_MAX + 1 : (size_t)n * (s.len + sep.len));
	limits_charge(L, (size_t)n);
	luaL_buffinit(L, &b);
	for (lua_Integer i = 0; i < n; i++) {
		luaL_addlstring(&b, s.ptr, s.len);
		if (i + 1 < n)
			luaL_addlstring(&b, sep.ptr, sep.len);
	}
	luaL_pushresult(&b);
	return 1;
}

/* Digits of a width or precision: at most two. */
static size_t count_digits(lua_State *L, const char *p)
{
	size_t n = strspn(p, "0123456789");

	if (n > 2)
		luaL_error(L, "string.format: a width or precision has at most two digits");
	return n;
}

/* Pushes the argument at `at` converted as *spec says (what follows the %); returns what follows the conversion. */
static const char *push_conversion(lua_State *L, const char *spec, int at)
{
	char form[16] = "%", out[512];
	size_t len = strspn(spec, "-+ #0");
	int made = 0;

	if (len > 4)
		luaL_error(L, "string.format: too many flags");
	len += count_digits(L, spec + len);
	if (spec[len] == '.')
		len += 1 + count_digits(L, spec + len + 1);
	memcpy(form + 1, spec, len);
	switch (spec[len]) {
	case 's':
		sandbox_tostring(L, at, NULL);
		if (!len)
			return spec + 1;
		form[len + 1] = 's';
		made = snprintf(out, sizeof(out), form, lua_tostring(L, -1));
		lua_pop(L, 1);
		break;
	case 'd':
	case 'i':
	case 'x':
	case 'X':
		memcpy(form + len + 1, "ll", 2);
		form[len + 3] = spec[len];
		made = snprintf(out, sizeof(out), form, (long long)luaL_checkinteger(L, at));
		break;
	case 'f':
	case 'e':
	case 'g':
		form[len + 1] = spec[len];
		made = snprintf(out, sizeof(out), form, (double)luaL_checknumber(L, at));
		break;
	default:
		luaL_error(L, "string.format: %%%c is not known; use %%s %%d %%x %%f %%e %%g", spec[len]);
	}
	limits_charge(L, (size_t)(made > 0 ? made : 0) / 8);
	if (made < 0 || (size_t)made >= sizeof(out))
		luaL_error(L, "string.format: a text of more than 511 bytes cannot have a width");
	lua_pushlstring(L, out, (size_t)made);
	return spec + len + 1;
}

static int text_format(lua_State *L)
{
	struct str form = check_text(L, 1);
	const char *p = form.ptr, *end = form.ptr + form.len;
	int at = 1, top = lua_gettop(L);

	lua_pushliteral(L, "");
	while (p < end) {
		const char *mark = memchr(p, '%', (size_t)(end - p));

		lua_pushlstring(L, p, (size_t)((mark ? mark : end) - p));
		lua_concat(L, 2);
		if (!mark)
			break;
		if (mark[1] == '%') {
			lua_pushliteral(L, "%");
			p = mark + 2;
		} else {
			if (++at > top)
				return luaL_error(L, "string.format: no value for conversion %d", at - 1);
			p = push_conversion(L, mark + 1, at);
		}
		check_room(L, lua_rawlen(L, -1) + lua_rawlen(L, -2));
		limits_charge(L, 1 + lua_rawlen(L, -2) / 16);
		lua_concat(L, 2);
	}
	return 1;
}

static int text_sub(lua_State *L)
{
	struct str s = check_text(L, 1);
	lua_Integer from = luaL_checkinteger(L, 2), to = luaL_optinteger(L, 3, -1), len = (lua_Integer)s.len;

	if (from < 0)
		from = from < -len ? 1 : len + from + 1;
	if (from < 1)
		from = 1;
	if (to < 0)
		to = to < -len ? 0 : len + to + 1;
	if (to > len)
		to = len;
	lua_pushlstring(L, from <= to ? s.ptr + from - 1 : "", from <= to ? (size_t)(to - from + 1) : 0);
	return 1;
}

static int text_len(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)check_text(L, 1).len);
	return 1;
}

/* ASCII only: what a locale would do to other letters differs between hosts. */
static int change_case(lua_State *L, char first, char last, int by)
{
	struct str s = check_text(L, 1);
	luaL_Buffer b;
	char *out = luaL_buffinitsize(L, &b, s.len);

	for (size_t i = 0; i < s.len; i++)
		out[i] = (char)(s.ptr[i] >= first && s.ptr[i] <= last ? s.ptr[i] + by : s.ptr[i]);
	luaL_pushresultsize(&b, s.len);
	return 1;
}

static int text_upper(lua_State *L)
{
	return change_case(L, 'a', 'z', 'A' - 'a');
}

static int text_lower(lua_State *L)
{
	return change_case(L, 'A', 'Z', 'a' - 'A');
}

void textlib_open(lua_State *L)
{
	static const luaL_Reg functions[] = { { "find", text_find }, { "starts", text_starts }, { "ends", text_ends },
					      { "trim", text_trim }, { "split", text_split },   { "replace", text_replace },
					      { "rep", text_rep },   { "format", text_format }, { "sub", text_sub },
					      { "len", text_len },   { "upper", text_upper },   { "lower", text_lower },
					      { NULL, NULL } };

	lua_newtable(L);
	luaL_setfuncs(L, functions, 0);
	sandbox_freeze(L, -1, true);
	lua_pushliteral(L, "");
	lua_createtable(L, 0, 2);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}
