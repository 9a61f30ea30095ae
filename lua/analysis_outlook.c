/* case:landings() and case:assignment(): where the period will end, and whether the plans below make the plan. */
#include "lua/analysis_ask.h"
#include "rules/assignment.h"
#include "rules/capacity_norms.h"
#include "rules/contributors.h"
#include "rules/landing.h"

static size_t category_count(const struct engine *e)
{
	const struct capacity_norms *norms = engine_model(e)->capacity;

	return norms ? norms->category_count : 0;
}

int analysis_landings(lua_State *L)
{
	static const char *const options[] = { NULL };
	static const char *const names[LANDING_METHODS] = { [LANDING_RUN_RATE] = "run_rate",
							    [LANDING_PLAN] = "plan",
							    [LANDING_RECENT] = "recent",
							    [LANDING_PREVIOUS] = "previous",
							    [LANDING_WEIGHTED] = "weighted" };
	struct question q = analysis_ask(L, "landings", options);
	const struct kpi *k = &host_of(L)->m->kpis[q.kpi];
	enum analysis_outcome outcome;
	struct landing x;

	limits_charge(L, (LANDING_METHODS + 1 + category_count(q.engine)) * ANALYSIS_FIGURE);
	outcome = landing_of(&q, &x);
	analysis_note(L, &q, q.kpi);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "landings", q.kpi, outcome);
	lua_newtable(L);
	for (int i = 0; i < LANDING_METHODS; i++)
		analysis_set_ratio(L, names[i], x.by[i], k->unit);
	analysis_set_ratio(L, "low", x.low, k->unit);
	analysis_set_ratio(L, "high", x.high, k->unit);
	analysis_set_ratio(L, "target", x.target, k->unit);
	analysis_finish(L, wording_phrase(host_of(L), "analysis_landing",
					  (struct wording_arg[]){ { .name = "kpi", .text = &k->title },
								  { .name = "low", .amount = x.low, .unit = k->unit },
								  { .name = "high", .amount = x.high, .unit = k->unit },
								  { .name = "plan", .amount = x.target, .unit = k->unit } },
					  4));
	return 1;
}

int analysis_assignment(lua_State *L)
{
	static const char *const options[] = { "by", NULL };
	static const char *const states[] = {
		[ASSIGNMENT_FITS] = "fits", [ASSIGNMENT_UNDER] = "under", [ASSIGNMENT_OVER] = "over"
	};
	struct question q = analysis_ask(L, "assignment", options);
	const struct kpi *k = &host_of(L)->m->kpis[q.kpi];
	struct assignment x;
	enum analysis_outcome outcome = assignment_of(&q, analysis_by(L, "assignment", &q), &x);

	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "assignment", q.kpi, outcome);
	lua_newtable(L);
	analysis_set_e4(L, "own", x.own_e4, k->unit);
	analysis_set_e4(L, "parts", x.parts_e4, k->unit);
	analysis_set_ratio(L, "ratio", x.ratio, UOM_PERCENT);
	analysis_set_count(L, "count", x.count);
	analysis_set_count(L, "without", x.without);
	lua_pushboolean(L, x.rolled_up);
	lua_setfield(L, -2, "rolled_up");
	lua_pushstring(L, states[x.state]);
	lua_setfield(L, -2, "state");
	analysis_finish(L,
			wording_phrase(host_of(L), "analysis_assignment",
				       (struct wording_arg[]){ { .name = "kpi", .text = &k->title },
							       { .name = "parts", .amount = { x.parts_e4, E4 }, .unit = k->unit },
							       { .name = "own", .amount = { x.own_e4, E4 }, .unit = k->unit },
							       { .name = "ratio", .amount = x.ratio, .unit = UOM_PERCENT } },
				       4));
	return 1;
}
