/* case:entities(): the deals, clients, invoices of the case's scope as a list to work through. */
#include <string.h>

#include "lua/analysis_ask.h"
#include "rules/org.h"
#include "rules/portfolio.h"

enum {
	LIST_DEFAULT = 20,
	ENTITIES_LOOKED_AT = 4, /* so many, in scope or not, cost one instruction */
	ROW_COST = 50,
	NAMED_MAX = 10, /* in the text of the list */
	FIELDS_MAX = 16,
};
struct asked {
	struct portfolio_question q;
	const struct entity_kind *kind;
	const struct fact_table *facts;
	struct portfolio_where fields[FIELDS_MAX]; /* to be told of each */
	uint32_t field_count;
};

/* ---- what is asked ---- */
static bool option_is_there(lua_State *L, const char *name)
{
	if (!lua_istable(L, 3))
		return false;
	lua_getfield(L, 3, name);
	if (!lua_isnil(L, -1))
		return true;
	lua_pop(L, 1);
	return false;
}

static bool option_flag(lua_State *L, const char *name)
{
	bool is = option_is_there(L, name);

	if (!is)
		return false;
	if (!lua_isboolean(L, -1))
		luaL_error(L, "case:entities: %s: expected true or false", name);
	is = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return is;
}

static bool option_whole(lua_State *L, const char *name, int least, int most, int *out)
{
	int whole;

	if (!option_is_there(L, name))
		return false;
	whole = lua_isinteger(L, -1) ? (int)lua_tointeger(L, -1) : least - 1;
	if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < least || lua_tointeger(L, -1) > most)
		luaL_error(L, "case:entities: %s: expected a whole number from %d to %d", name, least, most);
	lua_pop(L, 1);
	*out = whole;
	return true;
}

static struct str option_words(lua_State *L, const char *name)
{
	struct str s = { NULL, 0 };

	if (!option_is_there(L, name))
		return s;
	s = case_check_words(L, lua_gettop(L), name, CODE_MAX);
	lua_pop(L, 1);
	return s;
}

static void read_stale(lua_State *L, struct portfolio_question *q)
{
	struct quantity times;
	int64_t most = 1000;

	if (!option_is_there(L, "stale"))
		return;
	if (!quantity_read(L, lua_gettop(L), &times) || times.value.num <= 0 || times.value.num > times.value.den * most)
		luaL_error(L, "case:entities: stale: expected how many times the days of the stage, like 1.5");
	q->stale_e4 = (int64_t)((times.value.num * E4 + times.value.den - 1) / times.value.den);
	lua_pop(L, 1);
}

static bool field_is_personal(const struct form_field *fields, uint32_t count, const struct portfolio_where *w)
{
	for (uint32_t i = 0; i < count; i++)
		if (fields[i].personal && (w->slot != NONE ? fields[i].type == FIELD_AXIS && fields[i].axis_slot == w->slot
							   : fields[i].type != FIELD_AXIS && fields[i].column == w->column))
			return true;
	return false;
}

static bool is_personal(const struct asked *ask, const struct model *m, const struct portfolio_where *w)
{
	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *f = &m->forms[i];

		if (f->facts != ask->kind->facts)
			continue;
		if (field_is_personal(f->fields, f->field_count, w) ||
		    (f->lines != NONE && field_is_personal(f->fields[f->lines].lines, f->fields[f->lines].line_field_count, w)))
			return true;
	}
	return false;
}

/* Finds the field called by the string at `at`. */
static struct portfolio_where read_field(lua_State *L, const struct asked *ask, int at)
{
	const struct model *m = host_of(L)->m;
	struct portfolio_where w = { NONE, NONE, { 0 } };
	struct str name = { NULL, 0 };

	if (lua_type(L, at) == LUA_TSTRING)
		name.ptr = lua_tolstring(L, at, &name.len);
	for (uint32_t i = 0; i < ask->facts->column_count; i++)
		if (str_eq(ask->facts->columns[i].name, name))
			w.column = i;
	for (uint32_t i = 0; w.column == NONE && i < ask->facts->axis_count; i++)
		if (str_eq(m->axes[ask->facts->axes[i]].code, name))
			w.slot = i;
	if (w.column == NONE && w.slot == NONE)
		luaL_error(L, "case:entities: the events of \"%s\" have no field \"%s\"", ask->kind->code.ptr,
			   sandbox_tostring(L, at, NULL));
	if (is_personal(ask, m, &w))
		luaL_error(L, "case:entities: the field \"%s\" is personal: no decision reads it", name.ptr);
	return w;
}

static void read_where(lua_State *L, struct asked *ask)
{
	int keys;

	if (!option_is_there(L, "where"))
		return;
	luaL_checktype(L, -1, LUA_TTABLE);
	sandbox_sort_keys(L, lua_gettop(L));
	keys = lua_gettop(L);
	for (int n = 1; lua_rawgeti(L, keys, n) != LUA_TNIL; n++) {
		struct portfolio_where w = read_field(L, ask, lua_gettop(L));

		if (w.column != NONE && ask->facts->columns[w.column].kind == COLUMN_NUMBER)
			luaL_error(L, "case:entities: where: the field \"%s\" is no text", lua_tostring(L, -1));
		if (ask->q.where_count == PORTFOLIO_WHERE_MAX)
			luaL_error(L, "case:entities: where: at most %d fields", PORTFOLIO_WHERE_MAX);
		lua_getfield(L, keys - 1, lua_tostring(L, -1));
		w.is = case_check_words(L, lua_gettop(L), "where", TEXT_MAX);
		ask->q.where[ask->q.where_count++] = w;
		lua_settop(L, keys);
	}
	lua_settop(L, keys - 2);
}

static void read_fields(lua_State *L, struct asked *ask)
{
	int list;

	if (!option_is_there(L, "fields"))
		return;
	luaL_checktype(L, -1, LUA_TTABLE);
	list = lua_gettop(L);
	for (int n = 1; lua_geti(L, list, n) != LUA_TNIL; n++) {
		if (ask->field_count == FIELDS_MAX)
			luaL_error(L, "case:entities: fields: at most %d", FIELDS_MAX);
		ask->fields[ask->field_count++] = read_field(L, ask, lua_gettop(L));
		lua_settop(L, list);
	}
	lua_settop(L, list - 1);
}

static void read_stage(lua_State *L, struct asked *ask)
{
	struct str code = option_words(L, "stage");

	for (uint32_t s = 0; code.len && s < ask->kind->stage_count; s++)
		if (str_eq(ask->kind->stages[s].code, code))
			ask->q.stage = s;
	if (code.len && ask->q.stage == NONE)
		luaL_error(L, "case:entities: \"%s\" has no stage \"%s\"", ask->kind->code.ptr, code.ptr);
}

static enum portfolio_order read_order(lua_State *L)
{
	static const char *const orders[] = { "amount", "weighted", "overdue", "age", NULL };
	struct str word = option_words(L, "sort");
	uint32_t order = 0;

	while (word.len && orders[order] && !str_eq(word, str_of(orders[order])))
		order++;
	if (!orders[order])
		luaL_error(L, "case:entities: sort: expected \"amount\", \"weighted\", \"overdue\" or \"age\", got \"%s\"",
			   word.ptr);
	return (enum portfolio_order)order;
}

static void read_kind(lua_State *L, struct asked *ask)
{
	const struct model *m = host_of(L)->m;
	struct str code = { NULL, 0 };
	struct portfolio_where key = { NONE, NONE, { 0 } };

	code.ptr = luaL_checklstring(L, 2, &code.len);
	ask->q.kind = model_entity_kind(m, code);
	if (ask->q.kind == NONE)
		luaL_error(L, "case:entities: the model has no entities \"%s\"", code.ptr);
	ask->kind = &m->entity_kinds[ask->q.kind];
	ask->facts = &m->fact_tables[ask->kind->facts];
	key.column = ask->kind->key;
	if (is_personal(ask, m, &key))
		luaL_error(L, "case:entities: the key of \"%s\" is personal: no decision reads it", code.ptr);
}

static void read_asked(lua_State *L, struct asked *ask)
{
	static const char *const options[] = { "id",     "state",   "stage",  "where", "stale", "without_next_step",
					       "silent", "overdue", "pushed", "sort",  "limit", "fields",
					       NULL };
	const struct view *v = case_check(L)->view;
	struct portfolio_question *q = &ask->q;
	int whole = LIST_DEFAULT;
	struct str state;

	q->engine = host_of(L)->engine;
	q->scope = v->scope;
	q->day = v->day;
	q->stage = NONE;
	read_kind(L, ask);
	if (!lua_isnoneornil(L, 3))
		case_check_options(L, 3, "entities", options);
	state = option_words(L, "state");
	q->closed_too = str_eq(state, STR("any"));
	if (state.len && !q->closed_too && !str_eq(state, STR("open")))
		luaL_error(L, "case:entities: state: expected \"open\" or \"any\", got \"%s\"", state.ptr);
	q->key = option_words(L, "id");
	read_stage(L, ask);
	read_where(L, ask);
	read_stale(L, q);
	q->no_step = option_flag(L, "without_next_step");
	q->silent = option_flag(L, "silent");
	q->overdue = option_whole(L, "overdue", -400, 10000, &q->overdue_least);
	if (option_whole(L, "pushed", 1, 1000, &whole))
		q->pushed_least = (uint32_t)whole;
	q->order = read_order(L);
	whole = LIST_DEFAULT;
	option_whole(L, "limit", 0, PORTFOLIO_MAX, &whole);
	q->limit = (uint32_t)whole;
	read_fields(L, ask);
}

/* ---- what is answered ---- */
static void set_date(lua_State *L, const char *name, int32_t day)
{
	struct buf b = { 0 };

	if (day == DAY_NONE)
		return;
	date_add(&b, day);
	host_push_str(L, wording_take(host_of(L)->out, &b));
	lua_setfield(L, -2, name);
}

static void set_flag(lua_State *L, const char *name, bool is)
{
	lua_pushboolean(L, is);
	lua_setfield(L, -2, name);
}

static void set_word(lua_State *L, const char *name, struct str word)
{
	host_push_str(L, word);
	lua_setfield(L, -2, name);
}

static void set_money(lua_State *L, const char *name, int64_t e4)
{
	if (e4 != COLUMN_ABSENT)
		analysis_set_e4(L, name, e4, UOM_MONEY);
}

static enum field_type type_of(const struct model *m, uint32_t facts, uint32_t column)
{
	for (uint32_t i = 0; i < m->form_count; i++)
		for (uint32_t n = 0; m->forms[i].facts == facts && n < m->forms[i].field_count; n++)
			if (m->forms[i].fields[n].type != FIELD_AXIS && m->forms[i].fields[n].column == column)
				return m->forms[i].fields[n].type;
	return FIELD_NUMBER;
}

static void push_value(lua_State *L, const struct asked *ask, const struct portfolio_where *w, const struct entity_now *n)
{
	const struct host *h = host_of(L);
	int64_t e4 = w->column == NONE ? 0 : n->values[w->column];
	enum field_type type;

	if (w->slot != NONE || ask->facts->columns[w->column].kind != COLUMN_NUMBER) {
		struct str text = w->slot != NONE ? entity_member(h->engine, ask->q.kind, w->slot, n->axes[w->slot])
						  : entity_text(h->engine, ask->q.kind, w->column, e4);

		if (text.len)
			host_push_str(L, text);
		else
			lua_pushnil(L);
		return;
	}
	type = type_of(h->m, ask->kind->facts, w->column);
	if (e4 == COLUMN_ABSENT)
		lua_pushnil(L);
	else if (type == FIELD_FLAG)
		lua_pushboolean(L, e4 != 0);
	else if (type == FIELD_DATE) {
		struct buf b = { 0 };

		date_add(&b, (int32_t)(e4 / E4));
		host_push_str(L, wording_take(host_of(L)->out, &b));
	} else
		quantity_push(L, (struct ratio){ e4, E4 }, type == FIELD_MONEY ? QUANTITY_MONEY : QUANTITY_NUMBER);
}

static struct str field_name(lua_State *L, const struct asked *ask, const struct portfolio_where *w)
{
	return w->slot != NONE ? host_of(L)->m->axes[ask->facts->axes[w->slot]].code : ask->facts->columns[w->column].name;
}

static void push_fields(lua_State *L, const struct asked *ask, const struct holding *x)
{
	struct host *h = host_of(L);
	uint32_t count;
	const struct entity_now *course;

	if (!ask->field_count)
		return;
	course = entity_course(h->engine, ask->q.kind, x->number, h->out, &count);
	lua_newtable(L);
	for (uint32_t i = 0; i < ask->field_count; i++) {
		host_push_str(L, field_name(L, ask, &ask->fields[i]));
		push_value(L, ask, &ask->fields[i], &course[x->is.events - 1]);
		lua_rawset(L, -3);
	}
	lua_setfield(L, -2, "fields");
}

static void push_owner(lua_State *L, const struct asked *ask, const struct holding *x)
{
	const struct host *h = host_of(L);
	uint32_t seller = entity_seller_index(h->engine, x->is.seller);
	uint32_t unit = seller == NONE ? NONE : org_unit_of(h->m, seller, ask->q.day);

	if (!x->is.seller)
		return;
	person_push(L, entity_seller(h->engine, x->is.seller), unit == NONE ? STR("") : h->m->units[unit].code);
	lua_setfield(L, -2, "owner");
}

static void push_stage(lua_State *L, const struct asked *ask, const struct holding *x)
{
	const struct stage *s;

	if (x->is.stage == NONE)
		return;
	s = &ask->kind->stages[x->is.stage];
	set_word(L, "stage", s->code);
	set_word(L, "state", stage_states[s->state]);
	analysis_set_ratio(L, "probability", (struct ratio){ s->probability_ppm, 1000000 }, UOM_PERCENT);
}

static void push_holding(lua_State *L, const struct asked *ask, const struct holding *x)
{
	lua_newtable(L);
	set_word(L, "id", x->key);
	set_flag(L, "open", x->is.open);
	push_stage(L, ask, x);
	set_money(L, "amount", x->is.amount_e4);
	if (ask->kind->paid != NONE)
		set_money(L, "balance", x->is.balance_e4);
	set_money(L, "weighted", x->weighted_e4);
	analysis_set_count(L, "age", x->age_days);
	analysis_set_count(L, "pushes", x->pushes);
	set_date(L, "pushed", x->pushed_day);
	set_date(L, "due", x->is.due);
	set_date(L, "expected_close", x->is.due);
	if (x->is.due != DAY_NONE && x->is.open)
		analysis_set_count(L, "overdue", x->overdue);
	set_date(L, "next_step", x->is.next_step);
	set_date(L, "last_contact", x->is.heard_day);
	analysis_set_count(L, "idle", ask->q.day - x->is.heard_day);
	if (x->is.silent_day != DAY_NONE)
		analysis_set_count(L, "silent_after", x->is.silent_day - x->is.heard_day);
	set_flag(L, "no_step", x->is.no_step);
	set_flag(L, "silent", x->is.silent);
	set_flag(L, "stale", x->stale);
	if (x->abc != NONE)
		set_word(L, "abc", abc_names[x->abc]);
	if (x->xyz != NONE)
		set_word(L, "xyz", xyz_names[x->xyz]);
	push_owner(L, ask, x);
	push_fields(L, ask, x);
	host_set_meta(L, host_of(L)->analysis_meta);
}

/* "D-1 150,000 (Offer), D-2 100,000 (Lead)" of the first ones. */
static struct text list_words(struct host *h, const struct asked *ask, const struct portfolio *p)
{
	struct text out;

	for (int l = 0; l < LANGUAGES; l++) {
		struct buf b = { 0 };

		for (uint32_t i = 0; i < p->listed && i < NAMED_MAX; i++) {
			const struct holding *x = &p->at[i];

			buf_adds(&b, i ? STR(", ") : STR(""));
			buf_adds(&b, x->key);
			if (x->amount_e4 != COLUMN_ABSENT) {
				buf_addc(&b, ' ');
				wording_add(&b, (struct ratio){ x->amount_e4, E4 }, UOM_MONEY, h->m->currency, (enum language)l);
			}
			if (x->is.stage != NONE)
				buf_addf(&b, " (%.*s)", STR_ARG(ask->kind->stages[x->is.stage].title.in[l]));
		}
		if (p->count > NAMED_MAX || p->count > p->listed)
			buf_adds(&b, STR(", ..."));
		out.in[l] = wording_take(h->out, &b);
	}
	return out;
}

static void push_portfolio(lua_State *L, const struct asked *ask, const struct portfolio *p)
{
	struct host *h = host_of(L);
	struct text who = list_words(h, ask, p);

	lua_newtable(L);
	lua_createtable(L, (int)p->listed, 0);
	for (uint32_t i = 0; i < p->listed; i++) {
		push_holding(L, ask, &p->at[i]);
		lua_rawseti(L, -2, i + 1);
	}
	lua_setfield(L, -2, "list");
	analysis_set_count(L, "count", p->count);
	analysis_set_count(L, "of", p->of);
	analysis_set_ratio(L, "amount", (struct ratio){ p->amount_e4, E4 }, UOM_MONEY);
	analysis_set_ratio(L, "of_amount", (struct ratio){ p->of_amount_e4, E4 }, UOM_MONEY);
	analysis_set_ratio(L, "weighted", (struct ratio){ p->weighted_e4, E4 }, UOM_MONEY);
	if (p->listed_sum_e4 > 0)
		analysis_set_ratio(L, "share", (struct ratio){ p->listed_e4, p->listed_sum_e4 }, UOM_PERCENT);
	analysis_finish(
		L, wording_phrase(h, p->count ? "analysis_entities" : "analysis_no_entities",
				  (struct wording_arg[]){ { .name = "kind", .text = &ask->kind->title },
							  { .name = "count", .amount = { p->count, 1 }, .unit = UOM_COUNT },
							  { .name = "of", .amount = { p->of, 1 }, .unit = UOM_COUNT },
							  { .name = "amount", .amount = { p->amount_e4, E4 }, .unit = UOM_MONEY },
							  { .name = "who", .text = &who } },
				  5));
}

int analysis_entities(lua_State *L)
{
	struct host *h = host_of(L);
	struct asked *ask = arena_alloc(h->out, sizeof(*ask));
	struct portfolio *p = arena_alloc(h->out, sizeof(*p));
	size_t rounds;

	read_asked(L, ask);
	rounds = ask->q.stale_e4 ? 2 : 1;
	if (!ask->q.key.len)
		limits_charge(L, rounds * entity_count(h->engine, ask->q.kind) / ENTITIES_LOOKED_AT);
	limits_charge(L, ANALYSIS_FIGURE);
	portfolio_read(&ask->q, p);
	limits_charge(L, p->listed * ROW_COST);
	push_portfolio(L, ask, p);
	return 1;
}
