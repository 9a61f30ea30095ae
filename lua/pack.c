/* Values of scripts as bytes and back. The tags and their order are stored: add at the end. */
#include <string.h>

#include "lua/diary.h"

enum tag {
	TAG_NIL = 1,
	TAG_FALSE,
	TAG_TRUE,
	TAG_INTEGER,
	TAG_FLOAT,
	TAG_TEXT,
	TAG_QUANTITY,
	TAG_DURATION,
	TAG_PERSON,
	TAG_TABLE,
	TAG_ANSWER, /* a table of an analysis */
};
enum { DEPTH_MAX = 16 };
typedef unsigned __int128 u128;

/* ---- numbers: seven bits a byte, the lowest first ---- */
static void add_u128(struct buf *b, u128 n)
{
	for (; n >= 0x80; n >>= 7)
		buf_addc(b, (char)(0x80 | (n & 0x7f)));
	buf_addc(b, (char)n);
}

static bool take_u128(struct str *s, u128 *out)
{
	*out = 0;
	for (unsigned shift = 0; s->len && shift < 128; shift += 7) {
		unsigned char c = (unsigned char)*s->ptr;

		s->ptr++;
		s->len--;
		*out |= (u128)(c & 0x7f) << shift;
		if (c < 0x80)
			return true;
	}
	return false;
}

void pack_add_number(struct buf *b, uint32_t n)
{
	add_u128(b, n);
}

bool pack_take_number(struct str *s, uint32_t *out)
{
	u128 n;

	if (!take_u128(s, &n) || n > UINT32_MAX)
		return false;
	*out = (uint32_t)n;
	return true;
}

static u128 zigzag(i128 n)
{
	return (u128)n << 1 ^ (n < 0 ? ~(u128)0 : 0);
}

static i128 unzigzag(u128 n)
{
	return (i128)(n >> 1 ^ (n & 1 ? ~(u128)0 : 0));
}

static void add_text(struct buf *b, struct str s)
{
	add_u128(b, s.len);
	buf_adds(b, s);
}

static bool take_text(struct str *s, struct str *out)
{
	u128 len;

	if (!take_u128(s, &len) || len > s->len)
		return false;
	*out = (struct str){ s->ptr, (size_t)len };
	s->ptr += len;
	s->len -= (size_t)len;
	return true;
}

/* ---- adding ---- */
static void add(lua_State *L, int at, struct buf *b, int depth);

static void add_table(lua_State *L, int at, struct buf *b, int depth)
{
	struct host *h = host_of(L);
	bool answer = lua_getmetatable(L, at) && lua_topointer(L, -1) == h->analysis_meta.identity;
	int top;

	lua_settop(L, at > lua_gettop(L) ? at : lua_gettop(L));
	buf_addc(b, answer ? TAG_ANSWER : TAG_TABLE);
	sandbox_push_inside(L, at);
	top = lua_gettop(L);
	sandbox_sort_keys(L, top);
	lua_Integer count = (lua_Integer)lua_rawlen(L, top + 1);

	add_u128(b, (u128)count);
	for (lua_Integer n = 1; n <= count; n++) {
		lua_rawgeti(L, top + 1, n);
		lua_pushvalue(L, -1);
		lua_rawget(L, top);
		add(L, top + 2, b, depth + 1);
		add(L, top + 3, b, depth + 1);
		lua_settop(L, top + 1);
	}
}

static void add_userdata(lua_State *L, int at, struct buf *b)
{
	struct quantity q;
	struct duration d;
	struct str id, unit;

	if (quantity_read(L, at, &q)) {
		buf_addc(b, TAG_QUANTITY);
		buf_addc(b, (char)q.kind);
		add_u128(b, zigzag(q.value.num));
		add_u128(b, (u128)q.value.den);
	} else if (quantity_read_duration(L, at, &d)) {
		buf_addc(b, TAG_DURATION);
		add_u128(b, d.days);
		add_u128(b, d.of);
	} else if (person_read(L, at, &id, &unit)) {
		buf_addc(b, TAG_PERSON);
		add_text(b, id);
		add_text(b, unit);
	} else {
		luaL_error(L, "a run cannot keep %s", sandbox_tostring(L, at, NULL));
	}
}

static void add(lua_State *L, int at, struct buf *b, int depth)
{
	struct str s;
	double d;

	luaL_checkstack(L, 8, "values");
	if (depth > DEPTH_MAX)
		luaL_error(L, "a run cannot keep a table deeper than %d", DEPTH_MAX);
	switch (lua_type(L, at)) {
	case LUA_TNIL:
		buf_addc(b, TAG_NIL);
		break;
	case LUA_TBOOLEAN:
		buf_addc(b, lua_toboolean(L, at) ? TAG_TRUE : TAG_FALSE);
		break;
	case LUA_TNUMBER:
		buf_addc(b, lua_isinteger(L, at) ? TAG_INTEGER : TAG_FLOAT);
		d = lua_tonumber(L, at);
		if (lua_isinteger(L, at))
			add_u128(b, zigzag(lua_tointeger(L, at)));
		else
			buf_add(b, &d, sizeof(d));
		break;
	case LUA_TSTRING:
		buf_addc(b, TAG_TEXT);
		s.ptr = lua_tolstring(L, at, &s.len);
		add_text(b, s);
		break;
	case LUA_TTABLE:
		add_table(L, at, b, depth);
		break;
	case LUA_TUSERDATA:
		add_userdata(L, at, b);
		break;
	default:
		luaL_error(L, "a run cannot keep a %s", luaL_typename(L, at));
	}
}

void pack_add(lua_State *L, int at, struct buf *b)
{
	int top = lua_gettop(L);

	add(L, lua_absindex(L, at), b, 0);
	lua_settop(L, top);
}

/* ---- and back ---- */
static bool push(lua_State *L, struct str *s, int depth);

static bool push_table(lua_State *L, struct str *s, bool answer, int depth)
{
	u128 count;

	if (depth > DEPTH_MAX || !take_u128(s, &count) || count > s->len)
		return false;
	lua_createtable(L, 0, (int)count);
	for (; count; count--) {
		if (!push(L, s, depth + 1) || lua_isnil(L, -1))
			return false;
		if (!push(L, s, depth + 1))
			return false;
		lua_rawset(L, -3);
	}
	if (answer)
		host_set_meta(L, host_of(L)->analysis_meta);
	return true;
}

static bool push_quantity(lua_State *L, struct str *s)
{
	u128 kind, num, den;

	if (!take_u128(s, &kind) || kind > QUANTITY_MONEY || !take_u128(s, &num) || !take_u128(s, &den) || !den || (i128)den < 0)
		return false;
	quantity_push(L, (struct ratio){ unzigzag(num), (i128)den }, (enum quantity_kind)kind);
	return true;
}

static bool push_number(lua_State *L, struct str *s, enum tag tag)
{
	u128 n;
	double d;

	if (tag == TAG_FLOAT) {
		if (s->len < sizeof(d))
			return false;
		memcpy(&d, s->ptr, sizeof(d));
		s->ptr += sizeof(d);
		s->len -= sizeof(d);
		lua_pushnumber(L, d);
		return true;
	}
	if (!take_u128(s, &n))
		return false;
	lua_pushinteger(L, (lua_Integer)unzigzag(n));
	return true;
}

static bool push(lua_State *L, struct str *s, int depth)
{
	enum tag tag = s->len ? (enum tag)(unsigned char)*s->ptr : 0;
	struct str text, unit;
	u128 days, of;

	luaL_checkstack(L, 8, "values");
	if (!tag)
		return false;
	s->ptr++;
	s->len--;
	switch (tag) {
	case TAG_NIL:
		lua_pushnil(L);
		return true;
	case TAG_FALSE:
	case TAG_TRUE:
		lua_pushboolean(L, tag == TAG_TRUE);
		return true;
	case TAG_INTEGER:
	case TAG_FLOAT:
		return push_number(L, s, tag);
	case TAG_TEXT:
		if (!take_text(s, &text))
			return false;
		host_push_str(L, text);
		return true;
	case TAG_QUANTITY:
		return push_quantity(L, s);
	case TAG_DURATION:
		if (!take_u128(s, &days) || !take_u128(s, &of) || days > UINT32_MAX || of > COUNT_WORKHOURS)
			return false;
		quantity_push_duration(L, (struct duration){ (uint32_t)days, (enum count_of)of });
		return true;
	case TAG_PERSON:
		if (!take_text(s, &text) || !take_text(s, &unit))
			return false;
		person_push(L, text, unit);
		return true;
	case TAG_TABLE:
	case TAG_ANSWER:
		return push_table(L, s, tag == TAG_ANSWER, depth);
	}
	return false;
}

/* ---- as text ---- */
static bool say(struct str *s, struct buf *out, int depth);

static bool say_table(struct str *s, struct buf *out, int depth)
{
	u128 count;

	if (!take_u128(s, &count) || count > s->len)
		return false;
	buf_addc(out, '{');
	for (u128 n = 0; n < count; n++) {
		buf_adds(out, n > 0 ? STR(", ") : STR(""));
		if (!say(s, out, depth + 1))
			return false;
		buf_adds(out, STR(": "));
		if (!say(s, out, depth + 1))
			return false;
	}
	buf_addc(out, '}');
	return true;
}

static bool say_quantity(struct str *s, struct buf *out)
{
	u128 kind, num, den;
	int64_t e4;

	if (!take_u128(s, &kind) || kind > QUANTITY_MONEY || !take_u128(s, &num) || !take_u128(s, &den) || !den)
		return false;
	if (ratio_scaled((struct ratio){ unzigzag(num), (i128)den }, kind == QUANTITY_PERCENT ? 100 * E4 : E4, &e4))
		num_add_e4(out, e4);
	buf_adds(out, kind == QUANTITY_PERCENT ? STR("%") : STR(""));
	return true;
}

static bool say_duration(struct str *s, struct buf *out)
{
	static const char *const words[] = {
		[COUNT_CALENDAR_DAYS] = "days", [COUNT_WORKDAYS] = "workdays", [COUNT_WORKHOURS] = "workhours"
	};
	u128 days, of;

	if (!take_u128(s, &days) || !take_u128(s, &of) || days > UINT32_MAX || of > COUNT_WORKHOURS)
		return false;
	buf_addf(out, "%u %s", (uint32_t)days, words[of]);
	return true;
}

static bool say_number(struct str *s, struct buf *out, enum tag tag)
{
	u128 n;
	double d;

	if (tag == TAG_FLOAT) {
		if (s->len < sizeof(d))
			return false;
		memcpy(&d, s->ptr, sizeof(d));
		s->ptr += sizeof(d);
		s->len -= sizeof(d);
		buf_addf(out, "%.14g", d);
		return true;
	}
	if (!take_u128(s, &n))
		return false;
	buf_addf(out, "%lld", (long long)unzigzag(n));
	return true;
}

static bool say(struct str *s, struct buf *out, int depth)
{
	enum tag tag = s->len && depth <= DEPTH_MAX ? (enum tag)(unsigned char)*s->ptr : 0;
	struct str text, unit;

	if (!tag)
		return false;
	s->ptr++;
	s->len--;
	switch (tag) {
	case TAG_NIL:
		buf_adds(out, STR("nil"));
		return true;
	case TAG_FALSE:
	case TAG_TRUE:
		buf_adds(out, tag == TAG_TRUE ? STR("true") : STR("false"));
		return true;
	case TAG_INTEGER:
	case TAG_FLOAT:
		return say_number(s, out, tag);
	case TAG_TEXT:
		if (!take_text(s, &text))
			return false;
		buf_adds(out, text);
		return true;
	case TAG_QUANTITY:
		return say_quantity(s, out);
	case TAG_DURATION:
		return say_duration(s, out);
	case TAG_PERSON:
		if (!take_text(s, &text) || !take_text(s, &unit))
			return false;
		buf_adds(out, text.len ? text : unit);
		return true;
	case TAG_TABLE:
	case TAG_ANSWER:
		return say_table(s, out, depth);
	}
	return false;
}

bool pack_say(struct str *s, struct buf *out)
{
	return say(s, out, 0);
}

bool pack_push(lua_State *L, struct str *s)
{
	return push(L, s, 0);
}
