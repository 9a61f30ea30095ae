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
/* A value as it stands in the bytes, of a table only how many pairs follow. */
struct packed {
	enum tag tag;
	lua_Integer whole;      /* INTEGER */
	double real;            /* FLOAT */
	struct str text, unit;  /* TEXT; PERSON: his id, and the unit */
	struct quantity amount; /* QUANTITY */
	struct duration length; /* DURATION */
	u128 pairs;             /* TABLE, ANSWER */
};

static bool take_real(struct str *s, double *out)
{
	if (s->len < sizeof(*out))
		return false;
	memcpy(out, s->ptr, sizeof(*out));
	s->ptr += sizeof(*out);
	s->len -= sizeof(*out);
	return true;
}

static bool take_whole(struct str *s, lua_Integer *out)
{
	u128 n;

	if (!take_u128(s, &n))
		return false;
	*out = (lua_Integer)unzigzag(n);
	return true;
}

static bool take_amount(struct str *s, struct quantity *out)
{
	u128 kind, num, den;

	if (!take_u128(s, &kind) || kind > QUANTITY_MONEY || !take_u128(s, &num) || !take_u128(s, &den) || !den || (i128)den < 0)
		return false;
	*out = (struct quantity){ { unzigzag(num), (i128)den }, (enum quantity_kind)kind };
	return true;
}

static bool take_length(struct str *s, struct duration *out)
{
	u128 days, of;

	if (!take_u128(s, &days) || !take_u128(s, &of) || days > UINT32_MAX || of > COUNT_WORKHOURS)
		return false;
	*out = (struct duration){ (uint32_t)days, (enum count_of)of };
	return true;
}

static bool take(struct str *s, int depth, struct packed *out)
{
	if (!s->len)
		return false;
	out->tag = (enum tag)(unsigned char)*s->ptr;
	s->ptr++;
	s->len--;
	switch (out->tag) {
	case TAG_NIL:
	case TAG_FALSE:
	case TAG_TRUE:
		return true;
	case TAG_INTEGER:
		return take_whole(s, &out->whole);
	case TAG_FLOAT:
		return take_real(s, &out->real);
	case TAG_TEXT:
		return take_text(s, &out->text);
	case TAG_QUANTITY:
		return take_amount(s, &out->amount);
	case TAG_DURATION:
		return take_length(s, &out->length);
	case TAG_PERSON:
		return take_text(s, &out->text) && take_text(s, &out->unit);
	case TAG_TABLE:
	case TAG_ANSWER:
		return depth <= DEPTH_MAX && take_u128(s, &out->pairs) && out->pairs <= s->len;
	}
	return false;
}

static bool push(lua_State *L, struct str *s, int depth);

static bool push_table(lua_State *L, struct str *s, const struct packed *x, int depth)
{
	lua_createtable(L, 0, (int)x->pairs);
	for (u128 n = 0; n < x->pairs; n++) {
		if (!push(L, s, depth + 1) || lua_isnil(L, -1))
			return false;
		if (!push(L, s, depth + 1))
			return false;
		lua_rawset(L, -3);
	}
	if (x->tag == TAG_ANSWER)
		host_set_meta(L, host_of(L)->analysis_meta);
	return true;
}

static bool push(lua_State *L, struct str *s, int depth)
{
	struct packed x;

	luaL_checkstack(L, 8, "values");
	if (!take(s, depth, &x))
		return false;
	switch (x.tag) {
	case TAG_NIL:
		lua_pushnil(L);
		break;
	case TAG_FALSE:
	case TAG_TRUE:
		lua_pushboolean(L, x.tag == TAG_TRUE);
		break;
	case TAG_INTEGER:
		lua_pushinteger(L, x.whole);
		break;
	case TAG_FLOAT:
		lua_pushnumber(L, x.real);
		break;
	case TAG_TEXT:
		host_push_str(L, x.text);
		break;
	case TAG_QUANTITY:
		quantity_push(L, x.amount.value, x.amount.kind);
		break;
	case TAG_DURATION:
		quantity_push_duration(L, x.length);
		break;
	case TAG_PERSON:
		person_push(L, x.text, x.unit);
		break;
	case TAG_TABLE:
	case TAG_ANSWER:
		return push_table(L, s, &x, depth);
	}
	return true;
}

bool pack_push(lua_State *L, struct str *s)
{
	return push(L, s, 0);
}

/* ---- as text ---- */
static bool say(struct str *s, struct buf *out, int depth);

static bool say_table(struct str *s, struct buf *out, const struct packed *x, int depth)
{
	buf_addc(out, '{');
	for (u128 n = 0; n < x->pairs; n++) {
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

static void say_amount(struct buf *out, const struct quantity *q)
{
	bool percent = q->kind == QUANTITY_PERCENT;
	int64_t e4;

	if (ratio_scaled(q->value, percent ? 100 * E4 : E4, &e4))
		num_add_e4(out, e4);
	buf_adds(out, percent ? STR("%") : STR(""));
}

static bool say(struct str *s, struct buf *out, int depth)
{
	static const char *const units[] = {
		[COUNT_CALENDAR_DAYS] = "days", [COUNT_WORKDAYS] = "workdays", [COUNT_WORKHOURS] = "workhours"
	};
	struct packed x;

	if (!take(s, depth, &x))
		return false;
	switch (x.tag) {
	case TAG_NIL:
		buf_adds(out, STR("nil"));
		break;
	case TAG_FALSE:
	case TAG_TRUE:
		buf_adds(out, x.tag == TAG_TRUE ? STR("true") : STR("false"));
		break;
	case TAG_INTEGER:
		buf_addf(out, "%lld", (long long)x.whole);
		break;
	case TAG_FLOAT:
		buf_addf(out, "%.14g", x.real);
		break;
	case TAG_TEXT:
		buf_adds(out, x.text);
		break;
	case TAG_QUANTITY:
		say_amount(out, &x.amount);
		break;
	case TAG_DURATION:
		buf_addf(out, "%u %s", x.length.days, units[x.length.of]);
		break;
	case TAG_PERSON:
		buf_adds(out, x.text.len ? x.text : x.unit);
		break;
	case TAG_TABLE:
	case TAG_ANSWER:
		return say_table(s, out, &x, depth);
	}
	return true;
}

bool pack_say(struct str *s, struct buf *out)
{
	return say(s, out, 0);
}
