/* A figure beside others and beside its own past. */
#include "ctl/json.h"
#include "ctl/sheet.h"
#include "rules/peers.h"
#include "rules/period.h"
#include "rules/trend.h"

static void add_value(const struct sheet *s, struct buf *b, struct ratio r)
{
	int64_t ppm;

	if (s->of == PEERS_FACT || !r.den)
		sheet_add_amount(s, b, s->q.kpi, r);
	else if (ratio_scaled(r, PPM, &ppm))
		catalog_add_percent(b, s->common->language, ppm, 1);
}

static void peers_json(struct sheet *s, const struct peers *p)
{
	int64_t scale = s->of == PEERS_FACT ? E4 : PPM;

	json_text(s->out, "among", s->circle == KIN_KIND ? STR("kind") : STR("unit"));
	json_text(s->out, "of", s->of == PEERS_FACT ? STR("fact") : STR("attainment_ppm"));
	json_number(s->out, "value", p->value, scale);
	json_whole(s->out, "place", p->place ? (int64_t)p->place : -1);
	json_whole(s->out, "count", p->count);
	json_whole(s->out, "without", p->without);
	json_number(s->out, "low", p->quartiles.low, scale);
	json_number(s->out, "median", p->quartiles.median, scale);
	json_number(s->out, "high", p->quartiles.high, scale);
}

static void add_count(struct sheet *s, const char *key, uint32_t n)
{
	struct buf number = { 0 };

	if (!n)
		return;
	buf_add_u64(&number, n);
	sheet_line(s, key, &(struct catalog_arg){ "n", buf_str(&number) }, 1);
	buf_free(&number);
}

static void add_place(struct sheet *s, struct buf *b, const struct peers *p)
{
	struct buf place = { 0 }, count = { 0 };

	buf_add_u64(&place, p->place);
	buf_add_u64(&count, p->count);
	catalog_say(b, s->common->language, "sheet_place_of",
		    (struct catalog_arg[]){ { "place", buf_str(&place) }, { "count", buf_str(&count) } }, 2);
	buf_free(&place);
	buf_free(&count);
}

void sheet_add_peers(struct sheet *s)
{
	enum { COLUMNS = 5 };
	static const char *const head[COLUMNS] = { "sheet_value", "sheet_place", "sheet_low", "sheet_median", "sheet_high" };
	struct grid g = { .columns = COLUMNS };
	struct peers p;
	enum analysis_outcome outcome = peers_of(s->arena, &s->q, s->circle, s->of, &p);

	if (!sheet_begin(s, "peers", outcome, NONE))
		return;
	if (s->common->json) {
		peers_json(s, &p);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	grid_row_begin(&g);
	add_value(s, &g.text, p.value);
	grid_cell_end(&g);
	if (p.place)
		add_place(s, &g.text, &p);
	grid_cell_end(&g);
	add_value(s, &g.text, p.quartiles.low);
	grid_cell_end(&g);
	add_value(s, &g.text, p.quartiles.median);
	grid_cell_end(&g);
	add_value(s, &g.text, p.quartiles.high);
	grid_cell_end(&g);
	sheet_grid(s, &g, 0);
	add_count(s, "sheet_without", p.without);
	sheet_end(s);
}

static void trend_json(struct sheet *s, const struct trend *t)
{
	struct buf period = { 0 };

	json_number(s->out, "slope", t->slope, E4);
	json_number(s->out, "mean", t->mean, E4);
	json_whole(s->out, "falling", t->falling);
	json_whole(s->out, "rising", t->rising);
	json_name(s->out, "points");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < t->count; i++) {
		buf_clear(&period);
		period_add(s->m, t->points[i].period, &period);
		buf_adds(s->out, i ? STR(",{") : STR("{"));
		json_text(s->out, "period", buf_str(&period));
		json_number(s->out, "value", t->points[i].value, E4);
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, ']');
	buf_free(&period);
}

void sheet_add_trend(struct sheet *s)
{
	enum { COLUMNS = 2 };
	static const char *const head[COLUMNS] = { "sheet_period", "sheet_value" };
	struct grid g = { .columns = COLUMNS };
	struct trend t;
	enum analysis_outcome outcome = trend_of(&s->q, s->periods, TREND_FACT, &t);

	if (!sheet_begin(s, "trend", outcome, NONE))
		return;
	if (s->common->json) {
		trend_json(s, &t);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	for (uint32_t i = 0; i < t.count; i++) {
		grid_row_begin(&g);
		period_add(s->m, t.points[i].period, &g.text);
		grid_cell_end(&g);
		sheet_add_amount(s, &g.text, s->q.kpi, t.points[i].value);
		grid_cell_end(&g);
	}
	grid_row_begin(&g);
	sheet_word(s, &g, "sheet_mean");
	sheet_amount(s, &g, s->q.kpi, t.mean);
	grid_row_begin(&g);
	sheet_word(s, &g, "sheet_slope");
	sheet_amount(s, &g, s->q.kpi, t.slope);
	sheet_grid(s, &g, 0);
	add_count(s, "sheet_falling", t.falling);
	add_count(s, "sheet_rising", t.rising);
	sheet_end(s);
}
