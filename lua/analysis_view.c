/* case:peers() and case:trend(): a figure beside others, and beside its own past. */
#include "lua/analysis_ask.h"
#include "rules/peers.h"
#include "rules/period.h"
#include "rules/trend.h"

static void push_quartiles(lua_State *L, const struct peers *p, enum unit_of_measure unit)
{
	struct ratio gap;

	analysis_set_ratio(L, "value", p->value, unit);
	analysis_set_ratio(L, "low", p->quartiles.low, unit);
	analysis_set_ratio(L, "median", p->quartiles.median, unit);
	analysis_set_ratio(L, "high", p->quartiles.high, unit);
	if (p->value.den && ratio_sub(p->value, p->quartiles.median, &gap))
		analysis_set_ratio(L, "gap", gap, unit);
	analysis_set_count(L, "count", p->count);
	analysis_set_count(L, "without", p->without);
	if (p->place)
		analysis_set_count(L, "place", p->place);
}

static size_t peer_count(const struct question *q, enum kin_circle circle)
{
	scope_list list = { 0 };
	size_t count;

	kin_beside(q->engine, q->scope, circle, q->day, &list);
	count = list.count;
	ARRAY_FREE(list);
	return count;
}

int analysis_peers(lua_State *L)
{
	static const char *const options[] = { "among", "of", NULL };
	struct host *h = host_of(L);
	struct question q = analysis_ask(L, "peers", options);
	enum kin_circle circle = analysis_choice(L, "peers", "among", "unit", "kind") ? KIN_KIND : KIN_SIBLINGS;
	enum peers_by by = analysis_choice(L, "peers", "of", "fact", "attainment") ? PEERS_ATTAINMENT : PEERS_FACT;
	const struct kpi *k = &h->m->kpis[q.kpi];
	enum unit_of_measure unit = by == PEERS_FACT ? k->unit : UOM_PERCENT;
	enum analysis_outcome outcome;
	struct peers p;

	limits_charge(L, figures_scope_count(q.engine) / ANALYSIS_SCOPES);
	limits_charge(L, peer_count(&q, circle) * ANALYSIS_FIGURE);
	outcome = peers_of(h->out, &q, circle, by, &p);
	analysis_note(L, &q, q.kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "peers", q.kpi, outcome);
	lua_newtable(L);
	push_quartiles(L, &p, unit);
	analysis_finish(L,
			wording_phrase(h, p.place ? "analysis_peers" : "analysis_peers_alone",
				       (struct wording_arg[]){ { .name = "kpi", .text = &k->title },
							       { .name = "value", .amount = p.value, .unit = unit },
							       { .name = "place", .amount = { p.place, 1 }, .unit = UOM_COUNT },
							       { .name = "count", .amount = { p.count, 1 }, .unit = UOM_COUNT },
							       { .name = "low", .amount = p.quartiles.low, .unit = unit },
							       { .name = "median", .amount = p.quartiles.median, .unit = unit },
							       { .name = "high", .amount = p.quartiles.high, .unit = unit } },
				       7));
	return 1;
}

static void push_points(lua_State *L, const struct trend *t, enum unit_of_measure unit)
{
	lua_createtable(L, (int)t->count, 0);
	for (uint32_t i = 0; i < t->count; i++) {
		struct buf period = { 0 };

		period_add(host_of(L)->m, t->points[i].period, &period);
		struct str name = wording_take(host_of(L)->out, &period);

		lua_newtable(L);
		host_push_str(L, name);
		lua_setfield(L, -2, "period");
		analysis_set_ratio(L, "value", t->points[i].value, unit);
		host_set_meta(L, host_of(L)->analysis_meta);
		lua_rawseti(L, -2, i + 1);
	}
	lua_setfield(L, -2, "points");
}

int analysis_trend(lua_State *L)
{
	static const char *const options[] = { "of", NULL };
	struct host *h = host_of(L);
	lua_Integer count = luaL_checkinteger(L, 3);

	lua_remove(L, 3);
	if (count < 2 || count > TREND_PERIODS_MAX)
		return luaL_error(L, "case:trend: expected 2 to %d periods", TREND_PERIODS_MAX);
	struct question q = analysis_ask(L, "trend", options);
	const struct kpi *k = &h->m->kpis[q.kpi];
	enum trend_by by = analysis_choice(L, "trend", "of", "fact", "attainment") ? TREND_ATTAINMENT : TREND_FACT;
	enum unit_of_measure unit = by == TREND_FACT ? k->unit : UOM_PERCENT;
	enum analysis_outcome outcome;
	struct trend t;

	limits_charge(L, (size_t)count * ANALYSIS_FIGURE);
	outcome = trend_of(&q, (uint32_t)count, by, &t);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "trend", q.kpi, outcome);
	lua_newtable(L);
	push_points(L, &t, unit);
	analysis_set_ratio(L, "slope", t.slope, unit);
	analysis_set_ratio(L, "mean", t.mean, unit);
	analysis_set_count(L, "count", t.with);
	analysis_set_count(L, "falling", t.falling);
	analysis_set_count(L, "rising", t.rising);
	analysis_finish(L, wording_phrase(h,
					  t.falling  ? "analysis_falling"
					  : t.rising ? "analysis_rising"
						     : "analysis_trend",
					  (struct wording_arg[]){
						  { .name = "kpi", .text = &k->title },
						  { .name = "count", .amount = { t.with, 1 }, .unit = UOM_COUNT },
						  { .name = "slope", .amount = t.slope, .unit = unit },
						  { .name = "steps", .amount = { t.falling + t.rising, 1 }, .unit = UOM_COUNT } },
					  4));
	return 1;
}
