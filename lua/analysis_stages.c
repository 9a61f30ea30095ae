/* case:funnel() and case:need(): the stages on the way to a KPI, as they went and as they would have to go. */
#include "lua/analysis_ask.h"
#include "rules/funnel.h"
#include "rules/need.h"

/* "Meetings → Deals won"; of the first stage its own title. */
static struct text step_title(struct host *h, const struct funnel_step *x)
{
	struct text out = h->m->kpis[x->to].title;

	for (int l = 0; l < LANGUAGES && x->from != NONE; l++) {
		struct buf b = { 0 };

		buf_adds(&b, h->m->kpis[x->from].title.in[l]);
		buf_adds(&b, STR(" → "));
		buf_adds(&b, h->m->kpis[x->to].title.in[l]);
		out.in[l] = wording_take(h->out, &b);
	}
	return out;
}

static void push_step(lua_State *L, const struct question *q, const struct funnel *f, const struct funnel_step *x)
{
	struct host *h = host_of(L);
	enum unit_of_measure money = h->m->kpis[q->kpi].unit;
	enum unit_of_measure unit = x->from == NONE ? h->m->kpis[x->to].unit : x->to == q->kpi ? money : UOM_PERCENT;
	struct ratio effect = { x->effect_e4, E4 }, gap = { f->gap_e4, E4 }, share;
	struct text title = step_title(h, x);

	lua_newtable(L);
	if (x->from != NONE) {
		host_push_str(L, h->m->kpis[x->from].code);
		lua_setfield(L, -2, "from");
	}
	host_push_str(L, h->m->kpis[x->to].code);
	lua_setfield(L, -2, "to");
	analysis_set_text(L, "title", title);
	analysis_set_ratio(L, "base", x->base, unit);
	analysis_set_ratio(L, "fact", x->fact, unit);
	analysis_set_ratio(L, "effect", effect, money);
	if (ratio_div(effect, gap, &share))
		analysis_set_ratio(L, "share", share, UOM_PERCENT);
	if (x->low_ppm >= 0) {
		analysis_set_ratio(L, "low", (struct ratio){ x->low_ppm, PPM }, UOM_PERCENT);
		analysis_set_ratio(L, "high", (struct ratio){ x->high_ppm, PPM }, UOM_PERCENT);
	}
	lua_pushboolean(L, x->sure);
	lua_setfield(L, -2, "sure");
	analysis_finish(L, wording_phrase(h, "analysis_part",
					  (struct wording_arg[]){ { .name = "factor", .text = &title },
								  { .name = "fact", .amount = x->fact, .unit = unit },
								  { .name = "base", .amount = x->base, .unit = unit },
								  { .name = "effect", .amount = effect, .unit = money },
								  { .name = "gap", .amount = gap, .unit = money } },
					  5));
}

static void push_funnel(lua_State *L, const struct question *q, const struct funnel *f)
{
	struct host *h = host_of(L);
	const struct kpi *k = &h->m->kpis[q->kpi];
	const struct funnel_step *worst = &f->steps[f->worst == NONE ? 0 : f->worst];
	struct text title = step_title(h, worst);

	lua_newtable(L);
	lua_createtable(L, (int)f->count, 0);
	for (uint32_t i = 0; i < f->count; i++) {
		push_step(L, q, f, &f->steps[i]);
		lua_rawseti(L, -2, i + 1);
	}
	if (f->worst != NONE) {
		lua_rawgeti(L, -1, f->worst + 1);
		lua_setfield(L, -3, "most");
	}
	lua_setfield(L, -2, "steps");
	analysis_set_e4(L, "base", f->base_e4, k->unit);
	analysis_set_e4(L, "fact", f->fact_e4, k->unit);
	analysis_set_e4(L, "gap", f->gap_e4, k->unit);
	analysis_finish(L, wording_phrase(h, f->worst == NONE ? "analysis_funnel_whole" : "analysis_funnel",
					  (struct wording_arg[]){
						  { .name = "kpi", .text = &k->title },
						  { .name = "gap", .amount = { f->gap_e4, E4 }, .unit = k->unit },
						  { .name = "step", .text = &title },
						  { .name = "effect", .amount = { worst->effect_e4, E4 }, .unit = k->unit } },
					  4));
}

static size_t peers_cost(const struct question *q, enum kin_circle circle, uint32_t figures)
{
	scope_list list = { 0 };
	size_t count;

	kin_beside(q->engine, q->scope, circle, q->day, &list);
	count = list.count;
	ARRAY_FREE(list);
	return count * figures * ANALYSIS_FIGURE;
}

int analysis_funnel(lua_State *L)
{
	static const char *const options[] = { "against", "among", NULL };
	struct question q = analysis_ask(L, "funnel", options);
	enum kin_circle circle = analysis_choice(L, "funnel", "among", "unit", "kind") ? KIN_KIND : KIN_SIBLINGS;
	enum funnel_against against = analysis_against_peers(L, "funnel") ? FUNNEL_PEERS : FUNNEL_BASE;
	const struct kpi *k = &host_of(L)->m->kpis[q.kpi];
	enum analysis_outcome outcome;
	struct funnel f;

	limits_charge(L, (k->stage_count + 1) * ANALYSIS_FIGURE);
	if (against == FUNNEL_PEERS) {
		limits_charge(L, figures_scope_count(q.engine) / ANALYSIS_SCOPES);
		limits_charge(L, peers_cost(&q, circle, k->stage_count + 1));
	}
	outcome = funnel_of(&q, against, circle, &f);
	analysis_note(L, &q, q.kpi);
	for (uint32_t i = 0; i < k->stage_count; i++)
		analysis_note(L, &q, k->stages[i]);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "funnel", f.at == NONE ? q.kpi : f.at, outcome);
	push_funnel(L, &q, &f);
	return 1;
}

/* "Calls 12, Meetings 3" */
static struct text a_day(struct host *h, const struct need *n)
{
	struct text out;

	for (int l = 0; l < LANGUAGES; l++) {
		struct buf b = { 0 };

		for (uint32_t i = n->count; i-- > 0;) {
			const struct need_level *x = &n->levels[i];

			buf_adds(&b, b.len ? STR(", ") : STR(""));
			buf_adds(&b, h->m->kpis[x->kpi].title.in[l]);
			buf_addc(&b, ' ');
			buf_add_i64(&b, x->per_day < 0 ? x->count : x->per_day);
		}
		out.in[l] = wording_take(h->out, &b);
	}
	return out;
}

static void push_level(lua_State *L, const struct need_level *x)
{
	const struct kpi *k = &host_of(L)->m->kpis[x->kpi];

	lua_newtable(L);
	host_push_str(L, k->code);
	lua_setfield(L, -2, "stage");
	analysis_set_text(L, "title", k->title);
	analysis_set_ratio(L, "rate", x->rate, UOM_NUMBER);
	analysis_set_count(L, "count", x->count);
	if (x->per_day >= 0)
		analysis_set_count(L, "per_day", x->per_day);
	host_set_meta(L, host_of(L)->analysis_meta);
}

int analysis_need(lua_State *L)
{
	static const char *const options[] = { "against", NULL };
	static const char *const rates[] = { [NEED_FACT] = "fact", [NEED_AGAINST] = "against", [NEED_PLAN] = "plan" };
	struct host *h = host_of(L);
	struct question q = analysis_ask(L, "need", options);
	const struct kpi *k = &h->m->kpis[q.kpi];
	enum analysis_outcome outcome;
	struct need n;

	limits_charge(L, 2 * (k->stage_count + 1) * ANALYSIS_FIGURE);
	outcome = need_of(&q, &n);
	analysis_note(L, &q, q.kpi);
	for (uint32_t i = 0; i < k->stage_count; i++)
		analysis_note(L, &q, k->stages[i]);
	if (outcome != ANALYSIS_DONE)
		return analysis_refuse(L, "need", q.kpi, outcome);
	lua_newtable(L);
	lua_createtable(L, (int)n.count, 0);
	for (uint32_t i = 0; i < n.count; i++) {
		push_level(L, &n.levels[i]);
		lua_rawseti(L, -2, n.count - i);
	}
	lua_setfield(L, -2, "stages");
	analysis_set_e4(L, "left", n.left_e4, k->unit);
	analysis_set_count(L, "days", n.days);
	lua_pushstring(L, rates[n.rates]);
	lua_setfield(L, -2, "rates");
	struct text what = a_day(h, &n);

	analysis_finish(L,
			wording_phrase(h, n.days ? "analysis_need" : "analysis_need_over",
				       (struct wording_arg[]){ { .name = "kpi", .text = &k->title },
							       { .name = "left", .amount = { n.left_e4, E4 }, .unit = k->unit },
							       { .name = "days", .amount = { n.days, 1 }, .unit = UOM_COUNT },
							       { .name = "what", .text = &what } },
				       4));
	return 1;
}
