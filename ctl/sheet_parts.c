/* Where a gap comes from: its factors, price, volume and mix, and who makes it. */
#include "ctl/json.h"
#include "ctl/sheet.h"
#include "rules/contributors.h"
#include "rules/decompose.h"
#include "rules/mix.h"

static struct ratio of_e4(int64_t e4)
{
	return (struct ratio){ e4, E4 };
}

/* "," between the objects of a list. */
static void item_begin(struct sheet *s, uint32_t at)
{
	buf_adds(s->out, at ? STR(",{") : STR("{"));
}

static void json_whole_gap(struct sheet *s, int64_t base_e4, int64_t fact_e4, int64_t gap_e4)
{
	sheet_json_e4(s, "base", base_e4);
	sheet_json_e4(s, "fact", fact_e4);
	sheet_json_e4(s, "gap", gap_e4);
}

/* A last row of a name and what it makes of the gap. */
static void row_of(struct sheet *s, struct grid *g, const char *key, unsigned blank, int64_t part_e4, int64_t gap_e4)
{
	grid_row_begin(g);
	sheet_word(s, g, key);
	while (blank--)
		sheet_word(s, g, NULL);
	sheet_e4(s, g, s->q.kpi, part_e4);
	sheet_share(s, g, of_e4(part_e4), of_e4(gap_e4));
}

/* ---- factors ---- */

static void decomposition_json(struct sheet *s, const struct decomposition *d)
{
	json_text(s->out, "method", s->method == EFFECTS_LMDI ? STR("lmdi") : STR("chain"));
	json_whole_gap(s, d->base_e4, d->fact_e4, d->gap_e4);
	sheet_json_e4(s, "apart", d->apart_e4);
	json_text(s->out, "largest", s->m->kpis[d->parts[d->largest].kpi].code);
	json_name(s->out, "parts");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < d->count; i++) {
		const struct part *p = &d->parts[i];

		item_begin(s, i);
		json_text(s->out, "factor", s->m->kpis[p->kpi].code);
		json_number(s->out, "base", p->base, E4);
		json_number(s->out, "fact", p->fact, E4);
		sheet_json_e4(s, "effect", p->effect_e4);
		buf_addf(s->out, ",\"divides\":%s,\"implied\":%s}", p->divides ? "true" : "false", p->implied ? "true" : "false");
	}
	buf_addc(s->out, ']');
}

void sheet_add_decomposition(struct sheet *s)
{
	enum { COLUMNS = 6 };
	static const char *const head[COLUMNS] = { "sheet_factor", "sheet_base",   "figure_fact",
						   "sheet_effect", "sheet_of_gap", "sheet_remark" };
	struct grid g = { .columns = COLUMNS };
	struct decomposition d;
	enum analysis_outcome outcome = decompose(&s->q, s->method, &d);

	if (!sheet_begin(s, "decomposition", outcome, d.at))
		return;
	if (s->common->json) {
		decomposition_json(s, &d);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	for (uint32_t i = 0; i < d.count; i++) {
		const struct part *p = &d.parts[i];

		grid_row_begin(&g);
		sheet_kpi(s, &g, p->kpi);
		sheet_amount(s, &g, p->kpi, p->base);
		sheet_amount(s, &g, p->kpi, p->fact);
		sheet_e4(s, &g, s->q.kpi, p->effect_e4);
		sheet_share(s, &g, of_e4(p->effect_e4), of_e4(d.gap_e4));
		sheet_word(s, &g, p->implied ? "sheet_implied" : p->kept ? "status_no_data" : NULL);
	}
	if (d.apart_e4) {
		row_of(s, &g, "sheet_apart", 2, d.apart_e4, d.gap_e4);
		sheet_word(s, &g, NULL);
	}
	grid_row_begin(&g);
	sheet_kpi(s, &g, s->q.kpi);
	sheet_e4(s, &g, s->q.kpi, d.base_e4);
	sheet_e4(s, &g, s->q.kpi, d.fact_e4);
	sheet_e4(s, &g, s->q.kpi, d.gap_e4);
	sheet_word(s, &g, NULL);
	sheet_word(s, &g, NULL);
	sheet_grid(s, &g, COLUMNS - 2);
	sheet_end(s);
}

/* ---- price, volume, mix ---- */

void sheet_add_mix(struct sheet *s)
{
	enum { COLUMNS = 3 };
	static const char *const head[COLUMNS] = { "sheet_what", "sheet_effect", "sheet_of_gap" };
	struct grid g = { .columns = COLUMNS };
	struct mix x = { .kpi = NONE };
	enum analysis_outcome outcome = mix_of(s->arena, &s->q, s->by, &x);

	if (!sheet_begin(s, "mix", outcome, NONE))
		return;
	if (s->common->json) {
		json_text(s->out, "by", s->m->scope_kinds[s->by].code);
		json_text(s->out, "quantity", s->m->kpis[x.kpi].code);
		json_whole_gap(s, x.base_e4, x.fact_e4, x.gap_e4);
		sheet_json_e4(s, "volume", x.volume_e4);
		sheet_json_e4(s, "mix", x.mix_e4);
		sheet_json_e4(s, "price", x.price_e4);
		sheet_json_e4(s, "rest", x.rest_e4);
	} else {
		sheet_head(s, &g, head);
		row_of(s, &g, "sheet_volume", 0, x.volume_e4, x.gap_e4);
		row_of(s, &g, "sheet_mix_part", 0, x.mix_e4, x.gap_e4);
		row_of(s, &g, "sheet_price", 0, x.price_e4, x.gap_e4);
		if (x.rest_e4)
			row_of(s, &g, "sheet_rest", 0, x.rest_e4, x.gap_e4);
		row_of(s, &g, "sheet_gap", 0, x.gap_e4, x.gap_e4);
		sheet_grid(s, &g, COLUMNS - 1);
	}
	sheet_end(s);
}

/* ---- who ---- */

static void contributors_json(struct sheet *s, const struct contributors *c)
{
	json_text(s->out, "by", s->m->scope_kinds[s->by].code);
	json_whole_gap(s, c->base_e4, c->fact_e4, c->gap_e4);
	sheet_json_e4(s, "rest", c->rest_e4);
	json_whole(s->out, "key", c->key_count);
	json_name(s->out, "members");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < c->count; i++) {
		item_begin(s, i);
		sheet_json_scope(s, c->at[i].scope);
		json_number(s->out, "base", c->at[i].base, E4);
		json_number(s->out, "fact", c->at[i].fact, E4);
		sheet_json_e4(s, "gap", c->at[i].gap_e4);
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, ']');
}

static void contributors_print(struct sheet *s, const struct contributors *c)
{
	enum { COLUMNS = 6, ROWS_MAX = 40 };
	static const char *const head[COLUMNS] = { "head_scope",   "sheet_base",   "figure_fact",
						   "sheet_effect", "sheet_of_gap", "sheet_remark" };
	struct grid g = { .columns = COLUMNS };
	int64_t rest_e4 = c->rest_e4;

	sheet_head(s, &g, head);
	for (uint32_t i = 0; i < c->count; i++) {
		if (i >= ROWS_MAX && i >= c->key_count) {
			rest_e4 += c->at[i].gap_e4;
			continue;
		}
		grid_row_begin(&g);
		sheet_scope(s, &g, c->at[i].scope);
		sheet_amount(s, &g, s->q.kpi, c->at[i].base);
		sheet_amount(s, &g, s->q.kpi, c->at[i].fact);
		sheet_e4(s, &g, s->q.kpi, c->at[i].gap_e4);
		sheet_share(s, &g, of_e4(c->at[i].gap_e4), of_e4(c->gap_e4));
		sheet_word(s, &g, i < c->key_count ? "sheet_key" : !c->at[i].fact.den ? "status_no_data" : NULL);
	}
	if (rest_e4) {
		row_of(s, &g, "sheet_rest", 2, rest_e4, c->gap_e4);
		sheet_word(s, &g, NULL);
	}
	grid_row_begin(&g);
	sheet_word(s, &g, "sheet_gap");
	sheet_e4(s, &g, s->q.kpi, c->base_e4);
	sheet_e4(s, &g, s->q.kpi, c->fact_e4);
	sheet_e4(s, &g, s->q.kpi, c->gap_e4);
	sheet_word(s, &g, NULL);
	sheet_word(s, &g, NULL);
	sheet_grid(s, &g, COLUMNS - 2);
}

void sheet_add_contributors(struct sheet *s)
{
	struct contributors c;
	enum analysis_outcome outcome = contributors_of(s->arena, &s->q, s->by, &c);

	if (!sheet_begin(s, "contributors", outcome, NONE))
		return;
	if (s->common->json)
		contributors_json(s, &c);
	else
		contributors_print(s, &c);
	sheet_end(s);
}
