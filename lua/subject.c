/* The view `s` of whom a decision judges: figures computed when they are read. One view
 * with its quantities serves every flip, so that a trigger allocates nothing.
 */
#include "lua/diary.h"
#include "rules/period.h"

/* The first VIEW_SLOTS are quantities, kept in the view's user values. */
enum view_field {
	V_FACT = 1,
	V_TARGET,
	V_EXPECTED,
	V_LOW,
	V_HIGH,
	V_GAP,
	V_DEVIATION,
	V_ATTAINMENT,
	V_RUN_RATE,
	V_LANDING,
	V_LANDING_USUAL,
	V_REQUIRED_RATE,
	V_NORM,
	V_ELAPSED,
	V_TOTAL,
	V_FACTS,
	V_MISSING,
	V_HEADCOUNT,
	V_VACANCIES,
	V_GOALS,
	V_SCOPE,
	V_TITLE,
	V_KPI,
	V_KPI_TITLE,
	V_PERIOD,
	V_DAY,
	V_SINCE,
	V_HEAD,
	V_SELLER,
	V_SUBSTITUTE,
};
static const struct view_name {
	const char *name;
	enum view_field field;
} view_names[] = {
	{ "fact", V_FACT },
	{ "target", V_TARGET },
	{ "plan", V_TARGET },
	{ "expected", V_EXPECTED },
	{ "low", V_LOW },
	{ "high", V_HIGH },
	{ "gap", V_GAP },
	{ "deviation", V_DEVIATION },
	{ "attainment", V_ATTAINMENT },
	{ "run_rate", V_RUN_RATE },
	{ "landing", V_LANDING },
	{ "landing_usual", V_LANDING_USUAL },
	{ "required_rate", V_REQUIRED_RATE },
	{ "norm", V_NORM },
	{ "elapsed", V_ELAPSED },
	{ "total", V_TOTAL },
	{ "facts", V_FACTS },
	{ "missing", V_MISSING },
	{ "headcount", V_HEADCOUNT },
	{ "vacancies", V_VACANCIES },
	{ "goals", V_GOALS },
	{ "scope", V_SCOPE },
	{ "subject", V_SCOPE },
	{ "title", V_TITLE },
	{ "kpi", V_KPI },
	{ "kpi_title", V_KPI_TITLE },
	{ "period", V_PERIOD },
	{ "day", V_DAY },
	{ "since", V_SINCE },
	{ "head", V_HEAD },
	{ "seller", V_SELLER },
	{ "substitute", V_SUBSTITUTE },
};

void subject_push_text(lua_State *L, struct text t)
{
	lua_createtable(L, 0, LANGUAGES);
	host_push_str(L, t.in[LANGUAGE_EN]);
	lua_setfield(L, -2, "en");
	host_push_str(L, t.in[LANGUAGE_RU]);
	lua_setfield(L, -2, "ru");
}

static struct ratio view_ratio(const struct kpi *k, const struct figures *f, enum view_field field)
{
	struct ratio none = { 0, 0 };
	bool band = k->direction == DIRECTION_BAND;

	switch (field) {
	case V_FACT:
		return f->fact;
	case V_TARGET:
		return f->has_plan ? (struct ratio){ f->target_e4, E4 } : none;
	case V_EXPECTED:
		return f->has_plan ? f->expected : none;
	case V_LOW:
		return band ? (struct ratio){ k->low_e4, E4 } : none;
	case V_HIGH:
		return band ? (struct ratio){ k->high_e4, E4 } : none;
	case V_GAP:
		return figures_gap(k, f);
	case V_DEVIATION:
		return figures_deviation(k, f);
	case V_ATTAINMENT:
		return figures_attainment(k, f);
	case V_RUN_RATE:
		return figures_run_rate(k, f);
	case V_LANDING:
		return figures_landing(k, f);
	case V_LANDING_USUAL:
		return ratio_add(f->fact, f->rest, &none) ? none : (struct ratio){ 0, 0 };
	default:
		return figures_required_rate(k, f);
	}
}

static void push_number(lua_State *L, const struct view *v, int at, enum view_field field)
{
	const struct kpi *k = &host_of(L)->m->kpis[v->kpi];
	struct ratio r = field == V_NORM ? staff_norm(L, v) : view_ratio(k, &v->figures, field);
	enum quantity_kind kind = k->unit == UOM_MONEY     ? QUANTITY_MONEY
				  : k->unit == UOM_PERCENT ? QUANTITY_PERCENT
							   : QUANTITY_NUMBER;

	if (field == V_DEVIATION || field == V_ATTAINMENT)
		kind = QUANTITY_PERCENT;
	if (!r.den) {
		lua_pushnil(L);
	} else if (lua_getiuservalue(L, at, field) == LUA_TUSERDATA) {
		/* Within one flip it is the same number again, and no script keeps a value longer than a flip. */
		quantity_store(lua_touserdata(L, -1), r, kind);
	} else {
		lua_pop(L, 1);
		quantity_push(L, r, kind);
		lua_pushvalue(L, -1);
		lua_setiuservalue(L, at, field);
	}
}

static void push_day(lua_State *L, int32_t day)
{
	struct buf b = { 0 };

	date_add(&b, day);
	host_push_str(L, wording_take(host_of(L)->out, &b));
}

static void push_period(lua_State *L, const struct view *v)
{
	struct buf b = { 0 };

	period_add(host_of(L)->m, v->period, &b);
	host_push_str(L, wording_take(host_of(L)->out, &b));
}

static void push_words(lua_State *L, const struct view *v, enum view_field field)
{
	struct host *h = host_of(L);

	limits_charge(L, 50); /* their memory is the turn's, which Lua's limits do not see */
	switch (field) {
	case V_SCOPE:
		host_push_str(L, person_scope_id(h, v->scope, h->out));
		break;
	case V_TITLE:
		subject_push_text(L, person_scope_title(h, v->scope, h->out));
		break;
	case V_KPI:
		host_push_str(L, h->m->kpis[v->kpi].code);
		break;
	case V_KPI_TITLE:
		subject_push_text(L, h->m->kpis[v->kpi].title);
		break;
	case V_PERIOD:
		push_period(L, v);
		break;
	case V_DAY:
		push_day(L, v->day);
		break;
	case V_SINCE:
		push_day(L, v->since);
		break;
	case V_HEAD:
		person_push_head(L, v);
		break;
	case V_SUBSTITUTE:
		person_push_substitute(L, v);
		break;
	default:
		person_push_seller(L, v);
	}
}

static void push_field(lua_State *L, const struct view *v, int at, enum view_field field)
{
	if (field <= V_MISSING && v == host_of(L)->current)
		reads_subject(L);
	if (field <= (enum view_field)VIEW_SLOTS)
		push_number(L, v, at, field);
	else if (field == V_ELAPSED)
		lua_pushinteger(L, v->figures.elapsed);
	else if (field == V_TOTAL)
		lua_pushinteger(L, v->figures.total);
	else if (field == V_FACTS)
		lua_pushinteger(L, v->figures.facts);
	else if (field == V_MISSING)
		lua_pushboolean(L, !v->figures.fact.den);
	else if (field == V_GOALS)
		staff_push_goals(L, v);
	else if (field != V_HEADCOUNT && field != V_VACANCIES)
		push_words(L, v, field);
	else if (!staff_push_count(L, v, field == V_VACANCIES))
		lua_pushnil(L);
}

/* Names stay what they are; whatever else is there today may be another tomorrow. */
static bool is_noted(const struct view *v, enum view_field field)
{
	return !v->opened && (field <= V_GOALS || field >= V_DAY);
}

bool subject_field(lua_State *L, const struct view *v, int at, int key)
{
	struct host *h = host_of(L);
	struct str noted = { NULL, 0 };

	lua_rawgeti(L, LUA_REGISTRYINDEX, h->fields);
	lua_pushvalue(L, key);
	lua_rawget(L, -2);
	enum view_field field = (enum view_field)lua_tointeger(L, -1);

	lua_pop(L, 2);
	if (!field)
		return false;
	if (h->journal && is_noted(v, field)) {
		noted = arena_strf(h->out, "%.*s.%s", STR_ARG(v == h->current ? STR("") : h->m->kpis[v->kpi].code),
				   lua_tostring(L, key));
		if (journal_recall(L, ENTRY_READ, noted))
			return true;
	}
	push_field(L, v, at, field);
	if (noted.len)
		journal_keep(L, ENTRY_READ, noted);
	return true;
}

static int view_index(lua_State *L)
{
	const struct view **v = host_test(L, 1, host_of(L)->view_meta);

	if (!v)
		return luaL_error(L, "expected a subject");
	if (!subject_field(L, *v, 1, 2))
		return luaL_error(L, "a subject has no field \"%s\"", sandbox_tostring(L, 2, NULL));
	return 1;
}

void subject_push(lua_State *L, const struct view *v)
{
	*(const struct view **)lua_newuserdatauv(L, sizeof(v), VIEW_SLOTS) = v;
	host_set_meta(L, host_of(L)->view_meta);
}

void subject_forget(lua_State *L)
{
	lua_rawgeti(L, LUA_REGISTRYINDEX, host_of(L)->view);
	for (int n = 1; n <= VIEW_SLOTS; n++) {
		lua_pushnil(L);
		lua_setiuservalue(L, -2, n);
	}
	lua_pop(L, 1);
}

void subject_open(lua_State *L)
{
	static const luaL_Reg view[] = { { "__index", view_index }, { NULL, NULL } };
	struct host *h = host_of(L);

	h->view_meta = host_metatable(L, "view", view);
	lua_newtable(L);
	for (size_t n = 0; n < sizeof(view_names) / sizeof(view_names[0]); n++) {
		lua_pushinteger(L, view_names[n].field);
		lua_setfield(L, -2, view_names[n].name);
	}
	h->fields = luaL_ref(L, LUA_REGISTRYINDEX);
	h->current = arena_alloc(h->arena, sizeof(*h->current));
	subject_push(L, h->current);
	h->view = luaL_ref(L, LUA_REGISTRYINDEX);
}
