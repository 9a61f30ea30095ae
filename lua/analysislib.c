/* The analyses of a run: case:decompose(), case:mix(), case:contributors(), and what they share with analysis_view.c. They ask
 * the engine about the case's scope, period and day, as case:kpi() does; what they answer is a table of the script's own. */
#include <string.h>

#include "lua/analysis_ask.h"
#include "rules/contributors.h"
#include "rules/decompose.h"
#include "rules/kin.h"
#include "rules/mix.h"
#include "rules/period.h"

/* ---- what is asked ---- */

static uint32_t check_kpi(lua_State *L, const char *step)
{
	struct str code;
	uint32_t kpi;

	if (lua_type(L, 2) != LUA_TSTRING)
		luaL_error(L, "case:%s: expected the code of a KPI, got %s", step, luaL_typename(L, 2));
	code.ptr = lua_tolstring(L, 2, &code.len);
	kpi = model_kpi(host_of(L)->m, code);
	if (kpi == NONE)
		luaL_error(L, "case:%s: there is no KPI \"%s\"", step, code.ptr);
	return kpi;
}

/* The text of an option; empty: not given. */
static struct str option_text(lua_State *L, int at, const char *step, const char *name)
{
	struct str s = { NULL, 0 };

	if (!lua_istable(L, at))
		return s;
	lua_getfield(L, at, name);
	if (lua_type(L, -1) == LUA_TSTRING)
		s.ptr = lua_tolstring(L, -1, &s.len); /* the table keeps it */
	else if (!lua_isnil(L, -1))
		luaL_error(L, "case:%s: %s: expected a text, got %s", step, name, luaL_typename(L, -1));
	lua_pop(L, 1);
	return s;
}

bool analysis_choice(lua_State *L, const char *step, const char *name, const char *first, const char *second)
{
	struct str word = option_text(L, 3, step, name);
	bool is_second = str_eq(word, str_of(second));

	if (word.len && !is_second && !str_eq(word, str_of(first)))
		luaL_error(L, "case:%s: %s: expected \"%s\" or \"%s\", got \"%s\"", step, name, first, second, word.ptr);
	return is_second;
}

/* `against`: "plan", "previous" or a period as this company writes it; "peers" is the step's own matter. */
static void read_against(lua_State *L, int at, const char *step, struct question *q)
{
	const struct model *m = host_of(L)->m;
	struct str text = option_text(L, at, step, "against");
	struct err err;

	q->against_period = text.len && !str_eq(text, STR("plan")) && !str_eq(text, STR("peers"));
	if (str_eq(text, STR("peers")) && strcmp(step, "funnel") != 0)
		luaL_error(L, "case:%s: only a funnel can be held against peers; see case:peers", step);
	if (!q->against_period)
		return;
	q->against = (struct period){ q->period.kind, q->period.index - 1 };
	if (!str_eq(text, STR("previous")) && period_parse(m, q->period.kind, text, &q->against, &err) < 0)
		luaL_error(L, "case:%s: against: %s", step, err.text);
	if (!period_exists(m, q->against))
		luaL_error(L, "case:%s: against: there is no period before", step);
}

/* The gap of the case is the one to be analysed: judged at once, it is held against the plan of the days that have ended. */
static int32_t plan_day(const struct question *q, const struct view *v)
{
	struct figures f;

	if (!v->figures.has_plan)
		return v->day;
	question_figures(q, q->scope, v->kpi, &f);
	return f.elapsed == v->figures.elapsed ? v->day : v->day - 1;
}

bool analysis_against_peers(lua_State *L, const char *step)
{
	return str_eq(option_text(L, 3, step, "against"), STR("peers"));
}

struct question analysis_ask(lua_State *L, const char *step, const char *const *options)
{
	struct host *h = host_of(L);
	const struct view *v = case_check(L)->view;
	const struct decision *d = &h->list.at[v->decision];
	struct question q = { .engine = h->engine,
			      .scope = v->scope,
			      .kpi = check_kpi(L, step),
			      .period = v->period,
			      .calendar = d->calendar,
			      .level = d->level,
			      .day = v->day,
			      .plan_day = v->day };

	if (!lua_isnoneornil(L, 3))
		case_check_options(L, 3, step, options);
	read_against(L, 3, step, &q);
	limits_charge(L, ANALYSIS_FIGURE);
	q.plan_day = plan_day(&q, v);
	return q;
}

void analysis_note(lua_State *L, const struct question *q, uint32_t kpi)
{
	struct view *v;

	if (kpi == case_check(L)->view->kpi) {
		reads_subject(L);
		return;
	}
	v = arena_alloc(host_of(L)->out, sizeof(*v));
	*v = *case_check(L)->view;
	v->kpi = kpi;
	question_figures(q, q->scope, kpi, &v->figures);
	reads_kpi(L, v);
}

/* ---- decompose ---- */

static void push_part(lua_State *L, const struct question *q, const struct decomposition *d, const struct part *p)
{
	struct host *h = host_of(L);
	const struct kpi *k = &h->m->kpis[q->kpi], *factor = &h->m->kpis[p->kpi];
	struct ratio effect = { p->effect_e4, E4 }, gap = { d->gap_e4, E4 }, share;

	lua_newtable(L);
	host_push_str(L, factor->code);
	lua_setfield(L, -2, "factor");
	analysis_set_text(L, "title", factor->title);
	analysis_set_ratio(L, "base", p->base, factor->unit);
	analysis_set_ratio(L, "fact", p->fact, factor->unit);
	analysis_set_ratio(L, "effect", effect, k->unit);
	if (ratio_div(effect, gap, &share))
		analysis_set_ratio(L, "share", share, UOM_PERCENT);
	lua_pushboolean(L, p->implied);
	lua_setfield(L, -2, "implied");
	analysis_finish(L, wording_phrase(h, "analysis_part",
					  (struct wording_arg[]){ { .name = "factor", .text = &factor->title },
								  { .name = "fact", .amount = p->fact, .unit = factor->unit },
								  { .name = "base", .amount = p->base, .unit = factor->unit },
								  { .name = "effect", .amount = effect, .unit = k->unit },
								  { .name = "gap", .amount = gap, .unit = k->unit } },
					  5));
}

static void push_decomposition(lua_State *L, const struct question *q, const struct decomposition *d)
{
	struct host *h = host_of(L);
	const struct kpi *k = &h->m->kpis[q->kpi];
	const struct part *largest = &d->parts[d->largest];

	lua_newtable(L);
	lua_createtable(L, (int)d->count, 0);
	for (uint32_t i = 0; i < d->count; i++) {
		push_part(L, q, d, &d->parts[i]);
		lua_rawseti(L, -2, i + 1);
	}
	lua_rawgeti(L, -1, d->largest + 1);
	lua_setfield(L, -3, "most");
	lua_setfield(L, -2, "parts");
	analysis_set_e4(L, "base", d->base_e4, k->unit);
	analysis_set_e4(L, "fact", d->fact_e4, k->unit);
	analysis_set_e4(L, "gap", d->gap_e4, k->unit);
	analysis_set_e4(L, "apart", d->apart_e4, k->unit);
	analysis_finish(L, wording_phrase(h, "analysis_decomposition",
					  (struct wording_arg[]){
						  { .name = "kpi", .text = &k->title },
						  { .name = "gap", .amount = { d->gap_e4, E4 }, .unit = k->unit },
						  { .name = "factor", .text = &h->m->kpis[largest->kpi].title },
						  { .name = "effect", .amount = { largest->effect_e4, E4 }, .unit = k->unit } },
					  4));
}

static int case_decompose(lua_State *L)
{
	static const char *const options[] = { "method", "against", NULL };
	struct question q = analysis_ask(L, "decompose", options);
	const struct kpi *k = &host_of(L)->m->kpis[q.kpi];
	bool lmdi = analysis_choice(L, "decompose", "method", "chain", "lmdi");
	enum analysis_outcome outcome;
	struct decomposition d;

	limits_charge(L, (k->factor_count + 1) * ANALYSIS_FIGURE);
	outcome = decompose(&q, lmdi ? EFFECTS_LMDI : EFFECTS_CHAIN, &d);
	analysis_note(L, &q, q.kpi);
	for (uint32_t i = 0; i < k->factor_count; i++)
		analysis_note(L, &q, k->factors[i].kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "decompose", d.at == NONE ? q.kpi : d.at, outcome);
	push_decomposition(L, &q, &d);
	return 1;
}

/* ---- over the parts of the scope ---- */

uint32_t analysis_by(lua_State *L, const char *step, const struct question *q)
{
	struct host *h = host_of(L);
	struct str code = option_text(L, 3, step, "by");
	uint32_t kind = code.len ? model_scope_kind(h->m, code) : NONE;
	scope_list list = { 0 };
	size_t count;

	if (code.len && kind == NONE)
		luaL_error(L, "case:%s: by: there is no scope kind \"%s\"", step, code.ptr);
	limits_charge(L, figures_scope_count(q->engine) / ANALYSIS_SCOPES);
	if (kind == NONE)
		kind = kin_kind_below(q->engine, q->scope, contributors_day(q));
	if (kind == NONE)
		return NONE;
	kin_below(q->engine, q->scope, kind, contributors_day(q), &list);
	count = list.count;
	ARRAY_FREE(list);
	limits_charge(L, count * ANALYSIS_FIGURE);
	return kind;
}

static void push_contributor(lua_State *L, const struct question *q, const struct contributors *c, const struct contributor *m)
{
	struct host *h = host_of(L);
	enum unit_of_measure unit = h->m->kpis[q->kpi].unit;
	struct ratio gap = { m->gap_e4, E4 }, whole = { c->gap_e4, E4 }, share;
	struct text title = person_scope_title(h, m->scope, h->out);

	lua_newtable(L);
	host_push_str(L, person_scope_id(h, m->scope, h->out));
	lua_setfield(L, -2, "scope");
	analysis_set_text(L, "title", title);
	analysis_set_ratio(L, "base", m->base, unit);
	analysis_set_ratio(L, "fact", m->fact, unit);
	analysis_set_ratio(L, "gap", gap, unit);
	if (ratio_div(gap, whole, &share))
		analysis_set_ratio(L, "share", share, UOM_PERCENT);
	analysis_finish(L, wording_phrase(h, "analysis_contributor",
					  (struct wording_arg[]){ { .name = "scope", .text = &title },
								  { .name = "part", .amount = gap, .unit = unit },
								  { .name = "gap", .amount = whole, .unit = unit } },
					  3));
}

/* "Anna -50, Boris -30" of those that make most of the gap, as far as a text may reach. */
static struct text key_words(struct host *h, const struct question *q, const struct contributors *c)
{
	enum { NAMED_MAX = 10 };
	struct text out;

	for (int l = 0; l < LANGUAGES; l++) {
		struct buf b = { 0 };

		for (uint32_t i = 0; i < c->key_count && i < NAMED_MAX; i++) {
			buf_adds(&b, i ? STR(", ") : STR(""));
			buf_adds(&b, person_scope_title(h, c->at[i].scope, h->out).in[l]);
			buf_addc(&b, ' ');
			wording_add(&b, (struct ratio){ c->at[i].gap_e4, E4 }, h->m->kpis[q->kpi].unit, h->m->currency,
				    (enum language)l);
		}
		if (c->key_count > NAMED_MAX)
			buf_adds(&b, STR(", ..."));
		out.in[l] = wording_take(h->out, &b);
	}
	return out;
}

static int case_contributors(lua_State *L)
{
	static const char *const options[] = { "by", "against", NULL };
	struct host *h = host_of(L);
	struct question q = analysis_ask(L, "contributors", options);
	uint32_t by = analysis_by(L, "contributors", &q);
	enum unit_of_measure unit = h->m->kpis[q.kpi].unit;
	struct contributors c;
	enum analysis_outcome outcome = contributors_of(h->out, &q, by, &c);

	analysis_note(L, &q, q.kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "contributors", q.kpi, outcome);
	lua_newtable(L);
	lua_createtable(L, (int)c.count, 0);
	for (uint32_t i = 0; i < c.count; i++) {
		push_contributor(L, &q, &c, &c.at[i]);
		lua_rawseti(L, -2, i + 1);
	}
	lua_rawgeti(L, -1, 1);
	lua_setfield(L, -3, "most");
	lua_setfield(L, -2, "members");
	analysis_set_count(L, "key", c.key_count);
	analysis_set_e4(L, "base", c.base_e4, unit);
	analysis_set_e4(L, "fact", c.fact_e4, unit);
	analysis_set_e4(L, "gap", c.gap_e4, unit);
	analysis_set_e4(L, "rest", c.rest_e4, unit);
	struct text key = key_words(h, &q, &c);

	analysis_finish(L, wording_phrase(h, c.key_count ? "analysis_contributors" : "analysis_no_contributors",
					  (struct wording_arg[]){ { .name = "kpi", .text = &h->m->kpis[q.kpi].title },
								  { .name = "gap", .amount = { c.gap_e4, E4 }, .unit = unit },
								  { .name = "who", .text = &key } },
					  3));
	return 1;
}

static int case_mix(lua_State *L)
{
	static const char *const options[] = { "by", "against", NULL };
	struct host *h = host_of(L);
	struct question q = analysis_ask(L, "mix", options);
	uint32_t by = analysis_by(L, "mix", &q);
	const struct kpi *k = &h->m->kpis[q.kpi];
	struct mix x;
	enum analysis_outcome outcome = mix_of(h->out, &q, by, &x);

	analysis_note(L, &q, q.kpi);
	if (x.kpi != NONE)
		analysis_note(L, &q, x.kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "mix", q.kpi, outcome);
	lua_newtable(L);
	analysis_set_e4(L, "base", x.base_e4, k->unit);
	analysis_set_e4(L, "fact", x.fact_e4, k->unit);
	analysis_set_e4(L, "gap", x.gap_e4, k->unit);
	analysis_set_e4(L, "volume", x.volume_e4, k->unit);
	analysis_set_e4(L, "mix", x.mix_e4, k->unit);
	analysis_set_e4(L, "price", x.price_e4, k->unit);
	analysis_set_e4(L, "rest", x.rest_e4, k->unit);
	analysis_finish(
		L, wording_phrase(h, "analysis_mix",
				  (struct wording_arg[]){ { .name = "kpi", .text = &k->title },
							  { .name = "gap", .amount = { x.gap_e4, E4 }, .unit = k->unit },
							  { .name = "volume", .amount = { x.volume_e4, E4 }, .unit = k->unit },
							  { .name = "mix", .amount = { x.mix_e4, E4 }, .unit = k->unit },
							  { .name = "price", .amount = { x.price_e4, E4 }, .unit = k->unit } },
				  5));
	return 1;
}

const luaL_Reg analysis_steps[] = { { "decompose", case_decompose },
				    { "contributors", case_contributors },
				    { "mix", case_mix },
				    { "peers", analysis_peers },
				    { "trend", analysis_trend },
				    { "funnel", analysis_funnel },
				    { "need", analysis_need },
				    { "landings", analysis_landings },
				    { "assignment", analysis_assignment },
				    { "workload", analysis_workload },
				    { "capacity", analysis_capacity },
				    { "coverage", analysis_coverage },
				    { "entities", analysis_entities },
				    { NULL, NULL } };
