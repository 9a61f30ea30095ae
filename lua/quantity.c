/* Exact values for scripts: `quantity` with the arithmetic and comparisons of Lua, and `duration`. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/rule.h"

void quantity_store(void *userdata, struct ratio r, enum quantity_kind kind)
{
	struct quantity q = { r, kind };

	memcpy(userdata, &q, sizeof(q));
}

void quantity_push(lua_State *L, struct ratio r, enum quantity_kind kind)
{
	quantity_store(lua_newuserdatauv(L, sizeof(struct quantity), 0), r, kind);
	host_set_meta(L, host_of(L)->quantity_meta);
}

/* digits x 10^exponent */
static bool decimal(int64_t digits, int exponent, struct ratio *out)
{
	*out = (struct ratio){ digits, 1 };
	if (exponent > 18 || exponent < -30)
		return false;
	for (; exponent > 0; exponent--)
		out->num *= 10;
	for (; exponent < 0; exponent++)
		out->den *= 10;
	return true;
}

bool quantity_of_float(double d, struct ratio *out)
{
	char text[40], *e;
	double scale = 1;
	int digits = 15;

	if (!isfinite(d))
		return false;
	/* n / 10^k is rounded once, as reading the literal was, so the first k that gives `d` back is its shortest decimal. */
	for (int k = 0; k <= 15 && fabs(d * scale) < 0x1p52; k++) {
		int64_t n = (int64_t)(d * scale + (d < 0 ? -0.5 : 0.5));

		if ((double)n / scale == d)
			return decimal(n, -k, out);
		scale *= 10;
	}
	do
		snprintf(text, sizeof(text), "%.*e", digits - 1, d);
	while (strtod(text, NULL) != d && ++digits <= 17);
	e = strchr(text, 'e');
	*e = 0;
	char *dot = strchr(text, '.');

	memmove(dot, dot + 1, strlen(dot));
	return decimal(strtoll(text, NULL, 10), (int)strtol(e + 1, NULL, 10) - (digits - 1), out);
}

bool quantity_read(lua_State *L, int at, struct quantity *out)
{
	const void *q;

	out->kind = QUANTITY_NUMBER;
	switch (lua_type(L, at)) {
	case LUA_TNUMBER:
		if (lua_isinteger(L, at)) {
			out->value = (struct ratio){ lua_tointeger(L, at), 1 };
			return true;
		}
		return quantity_of_float(lua_tonumber(L, at), &out->value);
	case LUA_TUSERDATA:
		q = host_test(L, at, host_of(L)->quantity_meta);
		if (q)
			memcpy(out, q, sizeof(*out));
		return q != NULL;
	default:
		return false;
	}
}

struct quantity quantity_check(lua_State *L, int at)
{
	struct quantity q = { { 0, 1 }, QUANTITY_NUMBER };

	if (!quantity_read(L, at, &q))
		luaL_error(L, "expected a number, got %s%s", sandbox_tostring(L, at, NULL),
			   lua_isnil(L, at) ? ": a figure without data is nil; ask \"if s.fact then\" first" : "");
	return q;
}

static int arithmetic(lua_State *L, bool (*op)(struct ratio, struct ratio, struct ratio *), bool keeps_kind)
{
	struct quantity a = quantity_check(L, 1), b = quantity_check(L, 2);
	struct ratio r;

	if (!op(a.value, b.value, &r))
		return luaL_error(L, "the result does not fit an exact number");
	if (!r.den)
		return luaL_error(L, "division by zero");
	quantity_push(L, r, keeps_kind && a.kind == b.kind ? a.kind : QUANTITY_NUMBER);
	return 1;
}

static int quantity_add(lua_State *L)
{
	return arithmetic(L, ratio_add, true);
}

static int quantity_sub(lua_State *L)
{
	return arithmetic(L, ratio_sub, true);
}

static int quantity_mul(lua_State *L)
{
	return arithmetic(L, ratio_mul, false);
}

static int quantity_div(lua_State *L)
{
	return arithmetic(L, ratio_div, false);
}

static int quantity_neg(lua_State *L)
{
	struct quantity q = quantity_check(L, 1);

	if (!ratio_sub((struct ratio){ 0, 1 }, q.value, &q.value))
		return luaL_error(L, "the result does not fit an exact number");
	quantity_push(L, q.value, q.kind);
	return 1;
}

static int compare(lua_State *L)
{
	struct quantity a = quantity_check(L, 1), b = quantity_check(L, 2);

	return ratio_cmp(a.value, b.value);
}

static int quantity_lt(lua_State *L)
{
	lua_pushboolean(L, compare(L) < 0);
	return 1;
}

static int quantity_le(lua_State *L)
{
	lua_pushboolean(L, compare(L) <= 0);
	return 1;
}

static int quantity_eq(lua_State *L)
{
	struct quantity a, b;

	lua_pushboolean(L, quantity_read(L, 1, &a) && quantity_read(L, 2, &b) && ratio_cmp(a.value, b.value) == 0);
	return 1;
}

/* At most four decimals, rounded half away from zero, like every quantity that leaves the engine. */
static int quantity_tostring(lua_State *L)
{
	struct quantity q = quantity_check(L, 1);
	struct buf b = { 0 };
	char text[64];
	int64_t e4;

	if (!ratio_scaled(q.value, E4, &e4)) {
		lua_pushliteral(L, "a number out of range");
		return 1;
	}
	num_add_e4(&b, e4);
	snprintf(text, sizeof(text), "%s", b.ptr);
	buf_free(&b);
	lua_pushstring(L, text);
	return 1;
}

void quantity_push_duration(lua_State *L, struct duration d)
{
	*(struct duration *)lua_newuserdatauv(L, sizeof(d), 0) = d;
	host_set_meta(L, host_of(L)->duration_meta);
}

bool quantity_read_duration(lua_State *L, int at, struct duration *out)
{
	const struct duration *d = host_test(L, at, host_of(L)->duration_meta);

	if (d)
		*out = *d;
	return d != NULL;
}

static int duration_tostring(lua_State *L)
{
	struct duration d;

	if (!quantity_read_duration(L, 1, &d))
		return luaL_error(L, "expected a duration");
	lua_pushfstring(L, "%d %s", (int)d.days,
			d.of == COUNT_WORKDAYS    ? "workdays"
			: d.of == COUNT_WORKHOURS ? "workhours"
						  : "days");
	return 1;
}

static int duration_eq(lua_State *L)
{
	struct duration a, b;

	lua_pushboolean(L,
			quantity_read_duration(L, 1, &a) && quantity_read_duration(L, 2, &b) && a.days == b.days && a.of == b.of);
	return 1;
}

void quantity_open(lua_State *L)
{
	static const luaL_Reg quantity[] = {
		{ "__add", quantity_add },
		{ "__sub", quantity_sub },
		{ "__mul", quantity_mul },
		{ "__div", quantity_div },
		{ "__unm", quantity_neg },
		{ "__lt", quantity_lt },
		{ "__le", quantity_le },
		{ "__eq", quantity_eq },
		{ "__tostring", quantity_tostring },
		{ "__concat", sandbox_concat },
		{ NULL, NULL },
	};
	static const luaL_Reg duration[] = { { "__tostring", duration_tostring }, { "__eq", duration_eq }, { NULL, NULL } };
	struct host *h = host_of(L);

	h->quantity_meta = host_metatable(L, "quantity", quantity);
	h->duration_meta = host_metatable(L, "duration", duration);
}
