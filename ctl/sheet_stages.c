/* The stages on the way to a KPI: where the money is lost, and what it takes to reach the plan. */
#include "ctl/json.h"
#include "ctl/sheet.h"
#include "rules/funnel.h"
#include "rules/need.h"

static void step_json(struct sheet *s, const struct funnel_step *x)
{
	if (x->from != NONE)
		json_text(s->out, "from", s->m->kpis[x->from].code);
	json_text(s->out, "to", s->m->kpis[x->to].code);
	json_number(s->out, "base", x->base, E4);
	json_number(s->out, "fact", x->fact, E4);
	sheet_json_e4(s, "effect", x->effect_e4);
	if (x->low_ppm >= 0) {
		json_whole(s->out, "low_ppm", x->low_ppm);
		json_whole(s->out, "high_ppm", x->high_ppm);
		buf_addf(s->out, ",\"sure\":%s", x->sure ? "true" : "false");
	}
}

static void funnel_json(struct sheet *s, const struct funnel *f)
{
	sheet_json_e4(s, "base", f->base_e4);
	sheet_json_e4(s, "fact", f->fact_e4);
	sheet_json_e4(s, "gap", f->gap_e4);
	json_whole(s->out, "worst", f->worst == NONE ? -1 : (int64_t)f->worst);
	json_name(s->out, "steps");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < f->count; i++) {
		buf_adds(s->out, i ? STR(",{") : STR("{"));
		step_json(s, &f->steps[i]);
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, ']');
}

static void add_rate(struct sheet *s, struct grid *g, const struct funnel_step *x, struct ratio r)
{
	int64_t ppm;

	if (x->from == NONE || x->to == s->q.kpi) {
		sheet_amount(s, g, x->to, r);
		return;
	}
	if (ratio_scaled(r, PPM, &ppm))
		catalog_add_percent(&g->text, s->common->language, ppm, 1);
	grid_cell_end(g);
}

static void add_bounds(struct sheet *s, struct grid *g, const struct funnel_step *x)
{
	if (x->low_ppm >= 0) {
		catalog_add_percent(&g->text, s->common->language, x->low_ppm, 1);
		buf_adds(&g->text, STR(" – "));
		catalog_add_percent(&g->text, s->common->language, x->high_ppm, 1);
	}
	grid_cell_end(g);
}

static void add_step(struct sheet *s, struct grid *g, const struct funnel *f, uint32_t i)
{
	const struct funnel_step *x = &f->steps[i];

	grid_row_begin(g);
	if (x->from != NONE) {
		wordbook_add_kpi(s->words, &g->text, s->m->kpis[x->from].code);
		buf_adds(&g->text, STR(" → "));
	}
	sheet_kpi(s, g, x->to);
	add_rate(s, g, x, x->base);
	add_rate(s, g, x, x->fact);
	add_bounds(s, g, x);
	sheet_e4(s, g, s->q.kpi, x->effect_e4);
	sheet_share(s, g, (struct ratio){ x->effect_e4, E4 }, (struct ratio){ f->gap_e4, E4 });
	sheet_word(s, g, i == f->worst ? "sheet_worst" : x->low_ppm >= 0 && !x->sure ? "sheet_unsure" : NULL);
}

void sheet_add_funnel(struct sheet *s)
{
	enum { COLUMNS = 7 };
	static const char *const head[COLUMNS] = { "sheet_stage",  "sheet_base",   "figure_fact", "sheet_bounds",
						   "sheet_effect", "sheet_of_gap", "sheet_remark" };
	struct grid g = { .columns = COLUMNS };
	struct funnel f;
	enum analysis_outcome outcome = funnel_of(&s->q, s->against_peers ? FUNNEL_PEERS : FUNNEL_BASE, s->circle, &f);

	if (!sheet_begin(s, "funnel", outcome, f.at))
		return;
	if (s->common->json) {
		funnel_json(s, &f);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	for (uint32_t i = 0; i < f.count; i++)
		add_step(s, &g, &f, i);
	grid_row_begin(&g);
	sheet_kpi(s, &g, s->q.kpi);
	sheet_e4(s, &g, s->q.kpi, f.base_e4);
	sheet_e4(s, &g, s->q.kpi, f.fact_e4);
	sheet_word(s, &g, NULL);
	sheet_e4(s, &g, s->q.kpi, f.gap_e4);
	sheet_word(s, &g, NULL);
	sheet_word(s, &g, NULL);
	sheet_grid(s, &g, COLUMNS - 2);
	sheet_end(s);
}

static void need_json(struct sheet *s, const struct need *n)
{
	static const char *const rates[] = { [NEED_FACT] = "fact", [NEED_AGAINST] = "against", [NEED_PLAN] = "plan" };

	sheet_json_e4(s, "left", n->left_e4);
	json_whole(s->out, "days", n->days);
	json_text(s->out, "rates", str_of(rates[n->rates]));
	json_name(s->out, "stages");
	buf_addc(s->out, '[');
	for (uint32_t i = n->count; i-- > 0;) {
		const struct need_level *x = &n->levels[i];

		buf_adds(s->out, i + 1 < n->count ? STR(",{") : STR("{"));
		json_text(s->out, "stage", s->m->kpis[x->kpi].code);
		json_number(s->out, "rate", x->rate, E4);
		json_whole(s->out, "count", x->count);
		json_whole(s->out, "per_day", x->per_day);
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, ']');
}

static void add_left(struct sheet *s, const struct need *n)
{
	static const char *const keys[] = {
		[NEED_FACT] = "sheet_left", [NEED_AGAINST] = "sheet_left_against", [NEED_PLAN] = "sheet_left_plan"
	};
	struct buf left = { 0 }, days = { 0 };

	sheet_add_amount(s, &left, s->q.kpi, (struct ratio){ n->left_e4, E4 });
	buf_add_i64(&days, n->days);
	sheet_line(s, keys[n->rates], (struct catalog_arg[]){ { "left", buf_str(&left) }, { "days", buf_str(&days) } }, 2);
	buf_free(&left);
	buf_free(&days);
}

void sheet_add_need(struct sheet *s)
{
	enum { COLUMNS = 4 };
	static const char *const head[COLUMNS] = { "sheet_stage", "sheet_rate", "sheet_count", "sheet_per_day" };
	struct grid g = { .columns = COLUMNS };
	struct need n;
	enum analysis_outcome outcome = need_of(&s->q, &n);

	if (!sheet_begin(s, "need", outcome, NONE))
		return;
	if (s->common->json) {
		need_json(s, &n);
		sheet_end(s);
		return;
	}
	add_left(s, &n);
	sheet_head(s, &g, head);
	for (uint32_t i = n.count; i-- > 0;) {
		const struct need_level *x = &n.levels[i];
		int64_t e4;

		grid_row_begin(&g);
		sheet_kpi(s, &g, x->kpi);
		if (i == 0)
			sheet_add_amount(s, &g.text, s->q.kpi, x->rate);
		else if (ratio_scaled(x->rate, E4, &e4))
			catalog_add_e4(&g.text, s->common->language, e4, 2);
		grid_cell_end(&g);
		catalog_add_whole(&g.text, s->common->language, x->count);
		grid_cell_end(&g);
		if (x->per_day >= 0)
			catalog_add_whole(&g.text, s->common->language, x->per_day);
		grid_cell_end(&g);
	}
	sheet_grid(s, &g, COLUMNS - 1);
	sheet_end(s);
}
