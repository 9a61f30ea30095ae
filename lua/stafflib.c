/* What the model says of sellers by date: levels, norms, the ramp of newcomers, ratings, positions. */
#include "lua/analysis_ask.h"
#include "rules/goal.h"
#include "rules/level.h"
#include "rules/period.h"
#include "rules/staffing.h"

/* Instructions that a day of a norm and a seller, position or competency looked at stand for. */
enum { NORM_DAY_COST = 10, STAFF_COST = 5 };

enum field { FIELD_LEVEL, FIELD_RAMP_MONTH, FIELD_POSITION, FIELD_RATINGS, FIELD_BELOW_FLOOR, FIELDS };
static const char *const field_names[FIELDS] = { "level", "ramp_month", "position", "ratings", "below_floor" };

/* What is rated, in the order of the model; only below the floor. */
static bool is_told(const struct competency *c, uint32_t rating, enum field field)
{
	return rating && (field == FIELD_RATINGS || rating < c->floor);
}

/* Code of the level or position; empty: none. */
static struct str code_of(const struct model *m, uint32_t seller, int32_t day, enum field field)
{
	uint32_t level = field == FIELD_LEVEL ? level_on(m, seller, day) : NONE;
	uint32_t position = field == FIELD_POSITION ? staffing_held(m, seller, day) : NONE;

	return level != NONE ? m->levels[level].code : position != NONE ? m->positions[position].code : STR("");
}

/* The field in words, as it is noted. */
static struct str words_of(struct host *h, uint32_t seller, int32_t day, enum field field)
{
	struct buf b = { 0 };

	if (field == FIELD_LEVEL || field == FIELD_POSITION)
		return code_of(h->m, seller, day, field);
	if (field == FIELD_RAMP_MONTH && level_ramp_month(h->m, seller, day))
		buf_add_u64(&b, level_ramp_month(h->m, seller, day));
	for (uint32_t i = 0; field >= FIELD_RATINGS && i < h->m->competency_count; i++) {
		const struct competency *c = &h->m->competencies[i];
		uint32_t rating = staffing_rating(h->m, seller, i, day);
		if (is_told(c, rating, field))
			buf_addf(&b, "%s%.*s %u", b.len ? ", " : "", STR_ARG(c->code), rating);
	}
	return wording_take(h->out, &b);
}

/* ratings: competency to rating; below_floor: a list of competencies. */
static void push_competencies(lua_State *L, uint32_t seller, int32_t day, enum field field)
{
	const struct model *m = host_of(L)->m;
	lua_Integer n = 0;

	lua_newtable(L);
	for (uint32_t i = 0; seller != NONE && i < m->competency_count; i++) {
		uint32_t rating = staffing_rating(m, seller, i, day);
		if (!is_told(&m->competencies[i], rating, field))
			continue;
		host_push_str(L, m->competencies[i].code);
		if (field == FIELD_BELOW_FLOOR) {
			lua_rawseti(L, -2, ++n);
			continue;
		}
		lua_pushinteger(L, rating);
		lua_rawset(L, -3);
	}
}

bool staff_field(lua_State *L, struct str id, uint32_t seller, int32_t day, struct str key)
{
	struct host *h = host_of(L);
	enum field field = 0;

	while (field < FIELDS && !str_eq(key, str_of(field_names[field])))
		field++;
	if (field == FIELDS)
		return false;
	limits_charge(L, h->m->competency_count * STAFF_COST);
	reads_staff(L, id, key, seller == NONE ? STR("") : words_of(h, seller, day, field));
	if (field >= FIELD_RATINGS)
		push_competencies(L, seller, day, field);
	else if (seller == NONE)
		lua_pushnil(L);
	else if (field == FIELD_RAMP_MONTH && level_ramp_month(h->m, seller, day))
		lua_pushinteger(L, level_ramp_month(h->m, seller, day));
	else if (code_of(h->m, seller, day, field).len)
		host_push_str(L, code_of(h->m, seller, day, field));
	else
		lua_pushnil(L);
	return true;
}

/* A number of the subject, noted under its name. */
static void note_number(lua_State *L, const char *name, int64_t e4)
{
	struct buf b = { 0 };

	num_add_e4(&b, e4);
	reads_staff(L, STR(""), str_of(name), wording_take(host_of(L)->out, &b));
}

bool staff_push_count(lua_State *L, const struct view *v, bool vacancies)
{
	struct host *h = host_of(L);
	uint32_t unit = person_in_scope(h, v->scope, DIM_UNIT);
	struct staffing s;

	if (unit == NONE)
		return false;
	limits_charge(L, ((size_t)h->m->seller_count + h->m->position_count) * STAFF_COST);
	s = staffing_of(h->m, unit, v->day);
	note_number(L, vacancies ? "vacancies" : "headcount", (vacancies ? s.vacancies : s.sellers) * E4);
	lua_pushinteger(L, vacancies ? s.vacancies : s.sellers);
	return true;
}

struct ratio staff_norm(lua_State *L, const struct view *v)
{
	struct host *h = host_of(L);
	uint32_t seller = h->m->norm_count ? person_in_scope(h, v->scope, DIM_SELLER) : NONE;
	struct ratio norm;
	int64_t e4;

	if (seller == NONE)
		return (struct ratio){ 0, 0 };
	limits_charge(L, (size_t)(period_to(h->m, v->period) - period_from(h->m, v->period)) * NORM_DAY_COST);
	norm = level_norm(h->m, seller, v->kpi, v->period, v->day);
	if (ratio_scaled(norm, E4, &e4))
		note_number(L, "norm", e4);
	return norm;
}

void staff_push_goals(lua_State *L, const struct view *v)
{
	struct host *h = host_of(L);

	limits_charge(L, (size_t)h->m->goal_weight_count * ANALYSIS_FIGURE);
	lua_newtable(L);
	for (uint32_t i = 0; i < h->m->goal_count; i++) {
		struct ratio r = goal_attainment(h->engine, i, v->scope, v->period, v->day);
		struct buf b = { 0 };
		int64_t percent_e4;

		if (!ratio_scaled(r, 100 * E4, &percent_e4))
			continue;
		num_add_e4(&b, percent_e4);
		buf_adds(&b, STR(" %"));
		reads_staff(L, STR("goals"), h->m->goals[i].code, wording_take(h->out, &b));
		host_push_str(L, h->m->goals[i].code);
		quantity_push(L, r, QUANTITY_PERCENT);
		lua_rawset(L, -3);
	}
}
