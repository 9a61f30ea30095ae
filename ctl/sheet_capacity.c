/* What the people of a scope can bring, how many its clients take, and how much pipeline its plan needs. */
#include "ctl/json.h"
#include "ctl/sheet.h"
#include "rules/capacity.h"
#include "rules/cover.h"
#include "rules/period.h"
#include "rules/workload.h"

/* Two decimals, of what is no whole number. */
static void add_number(const struct sheet *s, struct buf *b, struct ratio r)
{
	int64_t e4;

	if (ratio_scaled(r, E4, &e4))
		catalog_add_e4(b, s->common->language, e4, e4 % E4 ? 2 : 0);
	else
		catalog_say(b, s->common->language, "status_no_data", NULL, 0);
}

static void number(const struct sheet *s, struct grid *g, struct ratio r)
{
	if (r.den)
		add_number(s, &g->text, r);
	grid_cell_end(g);
}

static void add_share(const struct sheet *s, struct buf *b, struct ratio r)
{
	int64_t ppm;

	if (ratio_scaled(r, PPM, &ppm))
		catalog_add_percent(b, s->common->language, ppm, 1);
	else
		catalog_say(b, s->common->language, "status_no_data", NULL, 0);
}

/* ---- workload ---- */

static void workload_json(struct sheet *s, const struct workload *w)
{
	json_name(s->out, "parts");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < w->count; i++) {
		const struct workload_part *p = &w->parts[i];

		buf_adds(s->out, i ? STR(",{") : STR("{"));
		json_text(s->out, "segment", p->norm->segment);
		json_number(s->out, "clients", p->clients, E4);
		json_number(s->out, "hours", p->hours, E4);
		json_number(s->out, "own", p->own, E4);
		buf_addc(s->out, '}');
	}
	buf_addc(s->out, ']');
	json_number(s->out, "month", w->month, E4);
	json_number(s->out, "hours", w->hours, E4);
	json_number(s->out, "needed", w->needed, E4);
	json_whole(s->out, "heads", w->heads);
	json_number(s->out, "load_ppm", w->load, PPM);
	json_whole(s->out, "have", w->have);
	json_number(s->out, "load_now_ppm", w->load_now, PPM);
}

static void workload_line(struct sheet *s, const struct workload *w)
{
	struct buf text[5] = { { 0 } };

	add_number(s, &text[0], w->needed);
	buf_add_i64(&text[1], w->heads);
	add_share(s, &text[2], w->load);
	buf_add_i64(&text[3], w->have);
	add_share(s, &text[4], w->load_now);
	sheet_line(s, w->have ? "sheet_heads" : "sheet_heads_alone",
		   (struct catalog_arg[]){ { "needed", buf_str(&text[0]) },
					   { "heads", buf_str(&text[1]) },
					   { "load", buf_str(&text[2]) },
					   { "have", buf_str(&text[3]) },
					   { "now", buf_str(&text[4]) } },
		   5);
	for (int i = 0; i < 5; i++)
		buf_free(&text[i]);
}

void sheet_add_workload(struct sheet *s)
{
	enum { COLUMNS = 4 };
	static const char *const head[COLUMNS] = { "sheet_segment", "sheet_clients", "sheet_hours", "sheet_hours_own" };
	struct grid g = { .columns = COLUMNS };
	struct workload w;
	enum analysis_outcome outcome = workload_of(&s->q, &w);

	if (!sheet_begin(s, "workload", outcome, NONE))
		return;
	if (s->common->json) {
		workload_json(s, &w);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	for (uint32_t i = 0; i < w.count; i++) {
		const struct workload_part *p = &w.parts[i];

		grid_row_begin(&g);
		buf_adds(&g.text, p->norm->title.in[s->common->language]);
		grid_cell_end(&g);
		add_number(s, &g.text, p->clients);
		grid_cell_end(&g);
		number(s, &g, p->hours);
		number(s, &g, p->own);
	}
	sheet_grid(s, &g, COLUMNS - 1);
	workload_line(s, &w);
	sheet_end(s);
}

/* ---- capacity ---- */

static void add_month(const struct sheet *s, struct buf *b, const struct capacity_month *x)
{
	period_add(s->m, x->period, b);
}

static void capacity_json(struct sheet *s, const struct capacity *c)
{
	struct buf month = { 0 };

	json_name(s->out, "months");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < c->count; i++) {
		buf_adds(s->out, i ? STR(",{") : STR("{"));
		buf_clear(&month);
		add_month(s, &month, &c->months[i]);
		json_text(s->out, "month", buf_str(&month));
		json_whole(s->out, "ramped", c->months[i].ramped);
		json_whole(s->out, "newcomers", c->months[i].newcomers);
		json_number(s->out, "amount", c->months[i].amount, E4);
		buf_addc(s->out, '}');
	}
	buf_free(&month);
	buf_addc(s->out, ']');
	json_number(s->out, "amount", c->amount, E4);
	json_number(s->out, "target", c->target, E4);
	json_number(s->out, "gap", c->gap, E4);
	json_number(s->out, "needed", c->needed, E4);
	json_whole(s->out, "heads", c->heads);
	json_number(s->out, "factor_ppm", c->factor, PPM);
	json_number(s->out, "factor_now_ppm", c->factor_now, PPM);
}

/* The whole, and how many people its target takes. */
static void capacity_line(struct sheet *s, const struct capacity *c)
{
	struct buf text[5] = { { 0 } };

	if (!c->needed.den)
		return;
	add_number(s, &text[0], c->needed);
	buf_add_i64(&text[1], c->heads);
	add_share(s, &text[2], c->factor);
	sheet_add_amount(s, &text[3], s->q.kpi, c->target);
	add_share(s, &text[4], c->factor_now);
	sheet_line(s, c->factor_now.den ? "sheet_staff" : "sheet_staff_alone",
		   (struct catalog_arg[]){ { "needed", buf_str(&text[0]) },
					   { "heads", buf_str(&text[1]) },
					   { "factor", buf_str(&text[2]) },
					   { "target", buf_str(&text[3]) },
					   { "now", buf_str(&text[4]) } },
		   5);
	for (int i = 0; i < 5; i++)
		buf_free(&text[i]);
}

void sheet_add_capacity(struct sheet *s)
{
	enum { COLUMNS = 5 };
	static const char *const head[COLUMNS] = { "sheet_month", "sheet_ramped", "sheet_newcomers", "sheet_bring",
						   "sheet_of_plan" };
	struct grid g = { .columns = COLUMNS };
	struct capacity c;
	enum analysis_outcome outcome = capacity_of(&s->q, &c);

	if (!sheet_begin(s, "capacity", outcome, NONE))
		return;
	if (s->common->json) {
		capacity_json(s, &c);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	for (uint32_t i = 0; i < c.count; i++) {
		grid_row_begin(&g);
		add_month(s, &g.text, &c.months[i]);
		grid_cell_end(&g);
		number(s, &g, (struct ratio){ c.months[i].ramped, 1 });
		number(s, &g, (struct ratio){ c.months[i].newcomers, 1 });
		sheet_amount(s, &g, s->q.kpi, c.months[i].amount);
		sheet_word(s, &g, NULL);
	}
	grid_row_begin(&g);
	sheet_word(s, &g, "sheet_in_all");
	sheet_word(s, &g, NULL);
	sheet_word(s, &g, NULL);
	sheet_amount(s, &g, s->q.kpi, c.amount);
	sheet_share(s, &g, c.amount, c.target);
	sheet_grid(s, &g, COLUMNS - 1);
	capacity_line(s, &c);
	sheet_end(s);
}

/* ---- coverage ---- */

static void coverage_json(struct sheet *s, const struct cover *c)
{
	json_number(s->out, "win_ppm", c->win, PPM);
	json_number(s->out, "slip_ppm", c->slip, PPM);
	json_number(s->out, "need", c->need, E4);
	sheet_json_e4(s, "left", c->left_e4);
	json_number(s->out, "amount", c->amount, E4);
	json_number(s->out, "open", c->open, E4);
	json_number(s->out, "times", c->times, E4);
	json_number(s->out, "lack", c->lack, E4);
}

void sheet_add_coverage(struct sheet *s)
{
	enum { COLUMNS = 7 };
	static const char *const head[COLUMNS] = { "sheet_to_cover",  "sheet_win",  "sheet_slip",      "sheet_need_times",
						   "sheet_need_open", "sheet_open", "sheet_open_times" };
	struct grid g = { .columns = COLUMNS };
	struct cover c;
	enum analysis_outcome outcome = cover_of(&s->q, &c);

	if (!sheet_begin(s, "coverage", outcome, c.at))
		return;
	if (s->common->json) {
		coverage_json(s, &c);
		sheet_end(s);
		return;
	}
	sheet_head(s, &g, head);
	grid_row_begin(&g);
	sheet_e4(s, &g, s->q.kpi, c.left_e4);
	sheet_share(s, &g, c.win, (struct ratio){ 1, 1 });
	sheet_share(s, &g, c.slip, (struct ratio){ 1, 1 });
	number(s, &g, c.need);
	sheet_amount(s, &g, s->q.kpi, c.amount);
	sheet_amount(s, &g, s->q.kpi, c.open);
	number(s, &g, c.times);
	sheet_grid(s, &g, COLUMNS - 1);
	sheet_end(s);
}
