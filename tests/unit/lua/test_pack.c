/* Values of scripts as bytes: what goes in comes out, and bytes that are none are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

#include "lua/diary.h"

static struct company c;

static int begin(void **state)
{
	(void)state;
	company_load_body(&c, "when = sdm.below { share = 0.8 }, run = function(case) case:note('a') end");
	assert_non_null(c.host);
	return 0;
}

static int end(void **state)
{
	(void)state;
	company_free(&c);
	return 0;
}

/* The value on top goes through bytes: pushes what comes out, which packs to the same bytes. Every part of them is refused. */
static void round_trip(lua_State *L)
{
	struct buf b = { 0 }, again = { 0 };
	int top = lua_gettop(L);
	struct str rest;

	pack_add(L, -1, &b);
	assert_int_equal(lua_gettop(L), top);
	for (size_t part = 0; part < b.len; part++) {
		char *bytes = malloc(part + 1); /* of its own, so that a read beyond is seen */
		memcpy(bytes, b.ptr, part);
		rest = (struct str){ bytes, part };
		if (pack_push(L, &rest))
			fail_msg("%zu of %zu bytes are taken for a value", part, b.len);
		lua_settop(L, top);
		free(bytes);
	}
	rest = buf_str(&b);
	assert_true(pack_push(L, &rest));
	assert_int_equal(rest.len, 0);
	assert_int_equal(lua_gettop(L), top + 1);
	pack_add(L, -1, &again);
	assert_true(str_eq(buf_str(&b), buf_str(&again)));
	buf_free(&b);
	buf_free(&again);
}

static void pack__plain_values__come_back_as_they_were(void **state)
{
	static const lua_Integer integers[] = { 0, 1, -1, 63, 64, -64, -65, 1000000, LUA_MAXINTEGER, LUA_MININTEGER };
	static const double floats[] = { 0.0, -0.5, 1e300, -1e-300, 0.1 };
	lua_State *L = c.host->L;

	(void)state;
	lua_pushnil(L);
	round_trip(L);
	assert_true(lua_isnil(L, -1));
	for (int yes = 0; yes < 2; yes++) {
		lua_pushboolean(L, yes);
		round_trip(L);
		assert_int_equal(lua_toboolean(L, -1), yes);
	}
	for (size_t i = 0; i < sizeof(integers) / sizeof(*integers); i++) {
		lua_pushinteger(L, integers[i]);
		round_trip(L);
		assert_true(lua_isinteger(L, -1) && lua_tointeger(L, -1) == integers[i]);
	}
	for (size_t i = 0; i < sizeof(floats) / sizeof(*floats); i++) {
		lua_pushnumber(L, floats[i]);
		round_trip(L);
		assert_true(!lua_isinteger(L, -1) && lua_tonumber(L, -1) == floats[i]);
	}
	lua_settop(L, 0);
}

static void pack__texts__come_back_whatever_bytes_they_hold(void **state)
{
	static const struct str texts[] = { STR(""), STR("skill"), STR("a\0b"), STR("\xff\x80"), STR("План") };
	lua_State *L = c.host->L;
	char long_text[8000];

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	for (size_t i = 0; i <= sizeof(texts) / sizeof(*texts); i++) {
		struct str text = i < sizeof(texts) / sizeof(*texts) ? texts[i] : (struct str){ long_text, sizeof(long_text) };
		struct str got;

		lua_pushlstring(L, text.ptr, text.len);
		round_trip(L);
		got.ptr = lua_tolstring(L, -1, &got.len);
		assert_true(str_eq(got, text));
		lua_settop(L, 0);
	}
}

static void pack__quantities__keep_128_bits_their_sign_and_their_kind(void **state)
{
	const i128 large = ((i128)1 << 126) + 12345;
	const struct ratio ratios[] = { { 0, 1 }, { -1, 3 }, { 2100, 1 }, { large, 7 }, { -large, ((i128)1 << 125) + 1 } };
	lua_State *L = c.host->L;

	(void)state;
	for (size_t i = 0; i < sizeof(ratios) / sizeof(*ratios); i++) {
		struct quantity q;

		quantity_push(L, ratios[i], i % 2 ? QUANTITY_MONEY : QUANTITY_NUMBER);
		round_trip(L);
		assert_true(quantity_read(L, -1, &q));
		assert_true(q.value.num == ratios[i].num && q.value.den == ratios[i].den);
		assert_int_equal(q.kind, i % 2 ? QUANTITY_MONEY : QUANTITY_NUMBER);
		lua_settop(L, 0);
	}
}

static void pack__durations_and_persons__come_back(void **state)
{
	lua_State *L = c.host->L;
	struct duration d;
	struct str id, unit;

	(void)state;
	quantity_push_duration(L, (struct duration){ 300, COUNT_WORKHOURS });
	round_trip(L);
	assert_true(quantity_read_duration(L, -1, &d));
	assert_int_equal(d.days, 300);
	assert_int_equal(d.of, COUNT_WORKHOURS);
	person_push(L, STR("H-1"), STR("T-1"));
	round_trip(L);
	assert_true(person_read(L, -1, &id, &unit));
	assert_true(str_eq(id, STR("H-1")) && str_eq(unit, STR("T-1")));
	lua_settop(L, 0);
}

static void pack__nested_tables__come_back_in_one_order(void **state)
{
	lua_State *L = c.host->L;

	(void)state;
	assert_int_equal(
		luaL_loadstring(L, "return { 3, 2, 1, { deep = { deeper = { -5, 'x', true } } }, b = 1.5, a = 'é', [-7] = {} }"),
		LUA_OK);
	lua_call(L, 0, 1);
	round_trip(L);
	assert_int_equal(lua_rawlen(L, -1), 4);
	lua_rawgeti(L, -1, 4);
	lua_getfield(L, -1, "deep");
	lua_getfield(L, -1, "deeper");
	lua_rawgeti(L, -1, 1);
	assert_int_equal(lua_tointeger(L, -1), -5);
	lua_settop(L, 0);
}

static void pack__answer_of_an_analysis__is_one_again(void **state)
{
	lua_State *L = c.host->L;

	(void)state;
	lua_newtable(L);
	lua_pushinteger(L, 4);
	lua_setfield(L, -2, "count");
	host_set_meta(L, c.host->analysis_meta);
	round_trip(L);
	assert_true(lua_getmetatable(L, -1));
	assert_true(lua_topointer(L, -1) == c.host->analysis_meta.identity);
	lua_settop(L, 0);
}

static int pack_it(lua_State *L)
{
	struct buf *b = lua_touserdata(L, lua_upvalueindex(1));

	pack_add(L, 1, b);
	return 0;
}

static void assert_refused(lua_State *L, const char *said)
{
	struct buf b = { 0 };

	lua_pushlightuserdata(L, &b);
	lua_pushcclosure(L, pack_it, 1);
	lua_insert(L, 1);
	assert_int_equal(lua_pcall(L, 1, 0, 0), LUA_ERRRUN);
	assert_non_null(strstr(lua_tostring(L, -1), said));
	lua_settop(L, 0);
	buf_free(&b);
}

static void pack__what_cannot_be_kept__is_an_error(void **state)
{
	lua_State *L = c.host->L;

	(void)state;
	lua_pushcfunction(L, pack_it);
	assert_refused(L, "a run cannot keep a function");
	lua_newtable(L);
	for (int depth = 0; depth < 20; depth++) {
		lua_newtable(L);
		lua_insert(L, -2);
		lua_setfield(L, -2, "in");
	}
	assert_refused(L, "a run cannot keep a table deeper than 16");
}

static void pack_push__of_bytes_that_are_none__says_so(void **state)
{
	static const struct str none[] = {
		STR("\0"),
		STR("\x0c"),
		STR("\xff\xff\xff"),
		STR("\x07\x63\x02\x01"),         /* a quantity of a kind that there is not */
		STR("\x07\x00\x02\x00"),         /* divided by nothing */
		STR("\x08\x05\x09"),             /* counted by no calendar */
		STR("\x0a\xff\xff\xff\xff\x7f"), /* more entries than bytes */
		STR("\x0a\x01\x01\x01"),         /* nil as a key */
		STR("\x06\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
	};
	lua_State *L = c.host->L;
	struct buf deep = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct str rest = none[i];

		assert_false(pack_push(L, &rest));
		lua_settop(L, 0);
	}
	for (int i = 0; i < 30000; i++)
		buf_adds(&deep, STR("\x0a\x01"));
	struct str rest = buf_str(&deep);
	assert_false(pack_push(L, &rest));
	lua_settop(L, 0);
	buf_free(&deep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pack__plain_values__come_back_as_they_were),
		cmocka_unit_test(pack__texts__come_back_whatever_bytes_they_hold),
		cmocka_unit_test(pack__quantities__keep_128_bits_their_sign_and_their_kind),
		cmocka_unit_test(pack__durations_and_persons__come_back),
		cmocka_unit_test(pack__nested_tables__come_back_in_one_order),
		cmocka_unit_test(pack__answer_of_an_analysis__is_one_again),
		cmocka_unit_test(pack__what_cannot_be_kept__is_an_error),
		cmocka_unit_test(pack_push__of_bytes_that_are_none__says_so),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
