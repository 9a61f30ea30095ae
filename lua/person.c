/* Who is behind a scope: its codes taken apart, titles, and persons with the way up to their heads. */
#include <stdlib.h>
#include <string.h>

#include "lua/diary.h"
#include "rules/org.h"

/* ---- codes to model indices ---- */

static struct str seller_code(const struct model *m, uint32_t n)
{
	return m->sellers[n].code;
}

static struct str unit_code(const struct model *m, uint32_t n)
{
	return m->units[n].code;
}

typedef struct str (*code_of)(const struct model *m, uint32_t n);
struct sorting {
	const struct model *m;
	code_of code;
};

static int compare_codes(const void *a, const void *b, void *sorting)
{
	const struct sorting *s = sorting;

	return str_cmp(s->code(s->m, *(const uint32_t *)a), s->code(s->m, *(const uint32_t *)b));
}

static void index_codes(struct lookup *l, const struct model *m, code_of code, uint32_t count)
{
	struct sorting s = { m, code };

	l->order = mem_alloc(count * sizeof(*l->order) + 1);
	l->count = count;
	for (uint32_t n = 0; n < count; n++)
		l->order[n] = n;
	qsort_r(l->order, count, sizeof(*l->order), compare_codes, &s);
}

void person_index_codes(struct host *h)
{
	index_codes(&h->sellers, h->m, seller_code, h->m->seller_count);
	index_codes(&h->units, h->m, unit_code, h->m->unit_count);
}

static uint32_t find_code(const struct lookup *l, const struct model *m, code_of code, struct str wanted)
{
	uint32_t lo = 0, hi = l->count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(code(m, l->order[mid]), wanted);

		if (!c)
			return l->order[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NONE;
}

static uint32_t find_member(const struct axis *a, struct str code)
{
	for (uint32_t n = 0; n < a->member_count; n++)
		if (str_eq(a->members[n].code, code))
			return n;
	return NONE;
}

/* ---- a scope taken apart ---- */

struct part {
	enum dim_kind kind;
	uint32_t axis;
	struct str code;
	uint32_t index; /* in the model; NONE: not declared there */
	bool fixed;     /* a filter of the kind, no part of the id */
};

struct str person_scope_id(struct host *h, uint32_t scope, struct arena *a)
{
	struct buf b = { 0 };

	figures_scope_id(h->engine, scope, &b);
	return wording_take(a, &b);
}

static uint32_t scope_parts(struct host *h, uint32_t scope, struct arena *a, struct part out[SCOPE_DIMS])
{
	const struct scope_kind *kind = &h->m->scope_kinds[figures_scope_kind(h->engine, scope)];
	struct str id = person_scope_id(h, scope, a);

	for (uint32_t n = 0; n < kind->dim_count; n++) {
		const struct dim *d = &kind->dims[n];
		struct part *p = &out[n];

		*p = (struct part){ d->kind, d->axis, { "", 0 }, d->only, d->only != NONE };
		if (!p->fixed)
			p->code = str_cut(&id, '|');
		if (p->fixed)
			continue;
		if (d->kind == DIM_SELLER)
			p->index = find_code(&h->sellers, h->m, seller_code, p->code);
		else if (d->kind == DIM_UNIT)
			p->index = find_code(&h->units, h->m, unit_code, p->code);
		else
			p->index = find_member(&h->m->axes[d->axis], p->code);
	}
	return kind->dim_count;
}

static struct str part_title(struct host *h, const struct part *p, int language)
{
	if (p->index == NONE)
		return p->code;
	if (p->kind == DIM_SELLER)
		return h->m->sellers[p->index].title.in[language];
	if (p->kind == DIM_UNIT)
		return h->m->units[p->index].title.in[language];
	return h->m->axes[p->axis].members[p->index].title.in[language];
}

struct text person_scope_title(struct host *h, uint32_t scope, struct arena *a)
{
	struct part parts[SCOPE_DIMS];
	uint32_t count = scope_parts(h, scope, a, parts);
	struct text out;
	struct buf b = { 0 };

	for (int l = 0; l < LANGUAGES; l++) {
		buf_clear(&b);
		for (uint32_t n = 0; n < count; n++) {
			struct str title = part_title(h, &parts[n], l);

			if (parts[n].fixed && count > 1)
				continue;
			if (b.len)
				buf_adds(&b, STR(", "));
			buf_adds(&b, title.len ? title : parts[n].code);
		}
		out.in[l] = arena_str(a, buf_str(&b));
	}
	buf_free(&b);
	return out;
}

/* ---- persons ---- */

struct person {
	uint32_t unit; /* where to look for the superior; NONE: nowhere */
	int32_t day;
	uint32_t len;
	char id[];
};

static void push_person(lua_State *L, struct str id, uint32_t unit, int32_t day)
{
	struct person *p = lua_newuserdatauv(L, sizeof(*p) + id.len + 1, 0);

	p->unit = unit;
	p->day = day;
	p->len = (uint32_t)id.len;
	memcpy(p->id, id.ptr, id.len);
	p->id[id.len] = 0;
	host_set_meta(L, host_of(L)->person_meta);
}

/* The first head on the way up from `unit` who is not `self`. */
static struct str head_above(struct host *h, uint32_t unit, int32_t day, struct str self, uint32_t *out_unit)
{
	uint32_t path[ORG_DEPTH];
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t depth = unit == NONE ? 0 : org_path(h->m, unit, day, path, &from, &to);

	for (uint32_t n = 0; n < depth; n++) {
		struct str head = h->m->units[path[n]].head;

		if (head.len && !str_eq(head, self)) {
			*out_unit = path[n];
			return head;
		}
	}
	*out_unit = NONE;
	return (struct str){ "", 0 };
}

static struct str find_head(struct host *h, uint32_t scope, int32_t day, uint32_t *out_unit)
{
	struct part parts[SCOPE_DIMS];
	uint32_t count = scope_parts(h, scope, h->out, parts);

	*out_unit = NONE;
	for (uint32_t n = 0; n < count; n++) {
		if (parts[n].index == NONE || parts[n].kind == DIM_AXIS)
			continue;
		if (parts[n].kind == DIM_SELLER)
			return head_above(h, org_unit_of(h->m, parts[n].index, day), day, h->m->sellers[parts[n].index].code,
					  out_unit);
		return head_above(h, parts[n].index, day, (struct str){ "", 0 }, out_unit);
	}
	return (struct str){ "", 0 };
}

struct str person_head(struct host *h, uint32_t scope, int32_t day)
{
	uint32_t unit;

	return find_head(h, scope, day, &unit);
}

struct str person_boss_of_head(struct host *h, uint32_t scope, int32_t day)
{
	uint32_t unit;
	struct str head = find_head(h, scope, day, &unit);

	return head_above(h, unit, day, head, &unit);
}

static struct person *check_person(lua_State *L, int at)
{
	struct person *p = host_test(L, at, host_of(L)->person_meta);

	if (!p)
		luaL_error(L, "expected a person, got %s", luaL_typename(L, at));
	return p;
}

static void push_boss(lua_State *L, const struct person *p, struct str id)
{
	uint32_t unit;
	struct str boss = head_above(host_of(L), p->unit, p->day, id, &unit);

	if (boss.len)
		push_person(L, boss, unit, p->day);
	else
		lua_pushnil(L);
}

static int person_index(lua_State *L)
{
	struct host *h = host_of(L);
	const struct person *p = check_person(L, 1);
	struct str id = { p->id, p->len }, key = { luaL_checkstring(L, 2), 0 }, noted;
	uint32_t seller = find_code(&h->sellers, h->m, seller_code, id);

	key.len = strlen(key.ptr);
	if (str_eq(key, STR("id"))) {
		host_push_str(L, id);
		return 1;
	}
	if (str_eq(key, STR("title"))) {
		subject_push_text(L, seller != NONE ? h->m->sellers[seller].title : (struct text){ { id, id } });
		return 1;
	}
	noted = h->journal ? arena_strf(h->out, "@%.*s.%.*s", STR_ARG(id), STR_ARG(str_head(key, CODE_MAX))) : key;
	if (h->journal && journal_recall(L, ENTRY_READ, noted))
		return 1;
	if (str_eq(key, STR("boss")))
		push_boss(L, p, id);
	else if (!staff_field(L, id, seller, p->day, key))
		return luaL_error(L, "a person has no \"%s\"", key.ptr);
	if (h->journal)
		journal_keep(L, ENTRY_READ, noted);
	return 1;
}

static int person_tostring(lua_State *L)
{
	lua_pushstring(L, check_person(L, 1)->id);
	return 1;
}

static int person_eq(lua_State *L)
{
	lua_pushboolean(L, !strcmp(check_person(L, 1)->id, check_person(L, 2)->id));
	return 1;
}

bool person_read(lua_State *L, int at, struct str *out_id, struct str *out_unit)
{
	const struct person *p = host_test(L, at, host_of(L)->person_meta);

	if (!p)
		return false;
	*out_id = (struct str){ p->id, p->len };
	*out_unit = p->unit == NONE ? STR("") : host_of(L)->m->units[p->unit].code;
	return true;
}

void person_push(lua_State *L, struct str id, struct str unit)
{
	struct host *h = host_of(L);

	push_person(L, id, unit.len ? find_code(&h->units, h->m, unit_code, unit) : NONE, h->current->day);
}

struct str person_check_to(lua_State *L, int at)
{
	const struct person *p = host_test(L, at, host_of(L)->person_meta);
	struct str to = { NULL, 0 };

	if (p)
		to = (struct str){ p->id, p->len };
	else if (lua_type(L, at) == LUA_TSTRING)
		to.ptr = lua_tolstring(L, at, &to.len);
	else
		luaL_error(L, "to: expected a person like case.head or a role like \"director\", got %s", luaL_typename(L, at));
	if (!to.len || to.len > TO_MAX || !str_is_text(to))
		luaL_error(L, "to: expected 1 to %d bytes of text", TO_MAX);
	return arena_str(host_of(L)->out, to);
}

uint32_t person_in_scope(struct host *h, uint32_t scope, enum dim_kind kind)
{
	struct part parts[SCOPE_DIMS];
	uint32_t count = scope_parts(h, scope, h->out, parts);

	for (uint32_t n = 0; n < count; n++)
		if (parts[n].kind == kind)
			return parts[n].index;
	return NONE;
}

void person_push_head(lua_State *L, const struct view *v)
{
	uint32_t unit;
	struct str head = find_head(host_of(L), v->scope, v->day, &unit);

	if (head.len)
		push_person(L, head, unit, v->day);
	else
		lua_pushnil(L);
}

void person_push_seller(lua_State *L, const struct view *v)
{
	struct host *h = host_of(L);
	struct part parts[SCOPE_DIMS];
	uint32_t count = scope_parts(h, v->scope, h->out, parts);

	for (uint32_t n = 0; n < count; n++) {
		if (parts[n].kind != DIM_SELLER)
			continue;
		struct str code = parts[n].index != NONE ? h->m->sellers[parts[n].index].code : parts[n].code;

		push_person(L, code, parts[n].index != NONE ? org_unit_of(h->m, parts[n].index, v->day) : NONE, v->day);
		return;
	}
	lua_pushnil(L);
}

void person_push_substitute(lua_State *L, const struct view *v)
{
	struct host *h = host_of(L);
	struct part parts[SCOPE_DIMS];
	uint32_t count = scope_parts(h, v->scope, h->out, parts), who = NONE;
	int32_t from = DAY_MIN, to = DAY_NONE;

	for (uint32_t n = 0; n < count && who == NONE; n++)
		if (parts[n].kind == DIM_SELLER && parts[n].index != NONE)
			who = org_substitute(h->m, parts[n].index, v->day, &from, &to);
	if (who != NONE)
		push_person(L, h->m->sellers[who].code, org_unit_of(h->m, who, v->day), v->day);
	else
		lua_pushnil(L);
}

void person_open(lua_State *L)
{
	static const luaL_Reg person[] = { { "__index", person_index },
					   { "__tostring", person_tostring },
					   { "__concat", sandbox_concat },
					   { "__eq", person_eq },
					   { NULL, NULL } };

	host_of(L)->person_meta = host_metatable(L, "person", person);
}
