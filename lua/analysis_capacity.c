/* case:workload(), case:capacity() and case:coverage(): how many people the clients and the plan take, how much pipeline. */
#include "lua/analysis_ask.h"
#include "rules/capacity.h"
#include "rules/cover.h"
#include "rules/period.h"
#include "rules/workload.h"

static size_t per_seller(const struct question *q)
{
	return engine_model(q->engine)->seller_count / ANALYSIS_SCOPES;
}

static void push_part(lua_State *L, const struct workload_part *p)
{
	lua_newtable(L);
	host_push_str(L, p->norm->segment);
	lua_setfield(L, -2, "segment");
	analysis_set_text(L, "title", p->norm->title);
	analysis_set_ratio(L, "clients", p->clients, UOM_NUMBER);
	analysis_set_ratio(L, "hours", p->hours, UOM_NUMBER);
	host_set_meta(L, host_of(L)->analysis_meta);
}

static void push_workload(lua_State *L, const struct workload *w)
{
	struct ratio two_places = w->needed;
	int64_t centi;

	if (ratio_scaled(w->needed, 100, &centi))
		two_places = (struct ratio){ centi, 100 };
	lua_newtable(L);
	lua_createtable(L, (int)w->count, 0);
	for (uint32_t i = 0; i < w->count; i++) {
		push_part(L, &w->parts[i]);
		lua_rawseti(L, -2, i + 1);
	}
	lua_setfield(L, -2, "parts");
	analysis_set_ratio(L, "hours", w->hours, UOM_NUMBER);
	analysis_set_ratio(L, "month", w->month, UOM_NUMBER);
	analysis_set_ratio(L, "needed", w->needed, UOM_NUMBER);
	analysis_set_count(L, "heads", w->heads);
	analysis_set_ratio(L, "load", w->load, UOM_PERCENT);
	analysis_set_count(L, "have", w->have);
	analysis_set_ratio(L, "load_now", w->load_now, UOM_PERCENT);
	analysis_finish(L,
			wording_phrase(host_of(L), "analysis_workload",
				       (struct wording_arg[]){ { .name = "needed", .amount = two_places, .unit = UOM_NUMBER },
							       { .name = "heads", .amount = { w->heads, 1 }, .unit = UOM_COUNT },
							       { .name = "have", .amount = { w->have, 1 }, .unit = UOM_COUNT } },
				       3));
}

/* Of the scope, whatever the KPI: that of the case stands for it. */
int analysis_workload(lua_State *L)
{
	static const char *const options[] = { NULL };
	struct host *h = host_of(L);
	enum analysis_outcome outcome;
	struct workload w;
	struct question q;

	host_push_str(L, h->m->kpis[case_check(L)->view->kpi].code);
	lua_insert(L, 2);
	q = analysis_ask(L, "workload", options);
	limits_charge(L, WORKLOAD_PARTS_MAX * ANALYSIS_FIGURE + per_seller(&q));
	outcome = workload_of(&q, &w);
	for (uint32_t i = 0; i < w.count; i++)
		if (w.parts[i].norm->clients.kpi != NONE)
			analysis_note(L, &q, w.parts[i].norm->clients.kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "workload", q.kpi, outcome);
	push_workload(L, &w);
	return 1;
}

static void push_months(lua_State *L, const struct capacity *c, enum unit_of_measure unit)
{
	lua_createtable(L, (int)c->count, 0);
	for (uint32_t i = 0; i < c->count; i++) {
		struct buf month = { 0 };

		period_add(host_of(L)->m, c->months[i].period, &month);
		struct str name = wording_take(host_of(L)->out, &month);

		lua_newtable(L);
		host_push_str(L, name);
		lua_setfield(L, -2, "month");
		analysis_set_count(L, "ramped", c->months[i].ramped);
		analysis_set_count(L, "newcomers", c->months[i].newcomers);
		analysis_set_ratio(L, "amount", c->months[i].amount, unit);
		host_set_meta(L, host_of(L)->analysis_meta);
		lua_rawseti(L, -2, i + 1);
	}
	lua_setfield(L, -2, "months");
}

int analysis_capacity(lua_State *L)
{
	static const char *const options[] = { NULL };
	struct host *h = host_of(L);
	struct question q = analysis_ask(L, "capacity", options);
	const struct kpi *k = &h->m->kpis[q.kpi];
	enum analysis_outcome outcome;
	struct capacity c;

	limits_charge(L, ANALYSIS_FIGURE + CAPACITY_MONTHS_MAX * per_seller(&q));
	outcome = capacity_of(&q, &c);
	analysis_note(L, &q, q.kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "capacity", q.kpi, outcome);
	lua_newtable(L);
	push_months(L, &c, k->unit);
	analysis_set_ratio(L, "amount", c.amount, k->unit);
	analysis_set_ratio(L, "target", c.target, k->unit);
	analysis_set_ratio(L, "gap", c.gap, k->unit);
	analysis_set_ratio(L, "needed", c.needed, UOM_NUMBER);
	if (c.needed.den)
		analysis_set_count(L, "heads", c.heads);
	analysis_set_ratio(L, "factor", c.factor, UOM_PERCENT);
	analysis_set_ratio(L, "factor_now", c.factor_now, UOM_PERCENT);
	analysis_finish(L,
			wording_phrase(h, c.needed.den ? "analysis_capacity" : "analysis_capacity_alone",
				       (struct wording_arg[]){ { .name = "kpi", .text = &k->title },
							       { .name = "amount", .amount = c.amount, .unit = k->unit },
							       { .name = "plan", .amount = c.target, .unit = k->unit },
							       { .name = "heads", .amount = { c.heads, 1 }, .unit = UOM_COUNT } },
				       4));
	return 1;
}

int analysis_coverage(lua_State *L)
{
	static const char *const options[] = { NULL };
	struct host *h = host_of(L);
	struct question q = analysis_ask(L, "coverage", options);
	const struct kpi *k = &h->m->kpis[q.kpi];
	enum analysis_outcome outcome;
	struct cover c;

	limits_charge(L, 4 * ANALYSIS_FIGURE);
	outcome = cover_of(&q, &c);
	analysis_note(L, &q, q.kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "coverage", c.at == NONE ? q.kpi : c.at, outcome);
	lua_newtable(L);
	analysis_set_ratio(L, "win", c.win, UOM_PERCENT);
	analysis_set_ratio(L, "slip", c.slip, UOM_PERCENT);
	analysis_set_ratio(L, "need", c.need, UOM_NUMBER);
	analysis_set_e4(L, "left", c.left_e4, k->unit);
	analysis_set_ratio(L, "amount", c.amount, k->unit);
	analysis_set_ratio(L, "open", c.open, k->unit);
	analysis_set_ratio(L, "times", c.times, UOM_NUMBER);
	analysis_set_ratio(L, "lack", c.lack, k->unit);
	analysis_finish(L,
			wording_phrase(h, c.open.den ? "analysis_coverage" : "analysis_coverage_alone",
				       (struct wording_arg[]){ { .name = "kpi", .text = &k->title },
							       { .name = "left", .amount = { c.left_e4, E4 }, .unit = k->unit },
							       { .name = "amount", .amount = c.amount, .unit = k->unit },
							       { .name = "open", .amount = c.open, .unit = k->unit } },
				       4));
	return 1;
}
