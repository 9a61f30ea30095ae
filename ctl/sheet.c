#include "ctl/sheet.h"

#include "ctl/json.h"

static void say(const struct sheet *s, struct buf *b, const char *prefix, const char *name, const struct catalog_arg *args,
		size_t count)
{
	struct buf key = { 0 };

	buf_addf(&key, "%s_%s", prefix, name);
	catalog_say(b, s->common->language, key.ptr, args, count);
	buf_free(&key);
}

static void add_reason(struct sheet *s, enum analysis_outcome outcome, uint32_t kpi)
{
	struct buf title = { 0 };

	wordbook_add_kpi(s->words, &title, s->m->kpis[kpi].code);
	buf_adds(s->out, STR("  "));
	say(s, s->out, "analysis", analysis_why(outcome).ptr, &(struct catalog_arg){ "kpi", buf_str(&title) }, 1);
	buf_addc(s->out, '\n');
	buf_free(&title);
}

bool sheet_begin(struct sheet *s, const char *name, enum analysis_outcome outcome, uint32_t kpi)
{
	bool done = outcome == ANALYSIS_DONE;

	kpi = kpi == NONE ? s->q.kpi : kpi;
	s->answers += done;
	if (s->common->json) {
		json_name(s->out, name);
		buf_addc(s->out, '{');
		if (!done) {
			json_text(s->out, "why", analysis_why(outcome));
			json_text(s->out, "kpi", s->m->kpis[kpi].code);
			buf_addc(s->out, '}');
		}
		return done;
	}
	buf_addc(s->out, '\n');
	common_colour(s->common, s->out, COLOUR_BOLD);
	say(s, s->out, "sheet", name, NULL, 0);
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_addc(s->out, '\n');
	if (!done)
		add_reason(s, outcome, kpi);
	return done;
}

void sheet_end(struct sheet *s)
{
	if (s->common->json)
		buf_addc(s->out, '}');
	common_flush_large(s->out);
}

void sheet_head(const struct sheet *s, struct grid *g, const char *const *keys)
{
	grid_row_begin(g);
	for (unsigned i = 0; i < g->columns; i++)
		sheet_word(s, g, keys[i]);
}

void sheet_word(const struct sheet *s, struct grid *g, const char *key)
{
	if (key)
		catalog_say(&g->text, s->common->language, key, NULL, 0);
	grid_cell_end(g);
}

void sheet_add_amount(const struct sheet *s, struct buf *b, uint32_t kpi, struct ratio r)
{
	int64_t e4;

	if (ratio_scaled(r, E4, &e4))
		wordbook_add_amount(s->words, b, s->m->kpis[kpi].code, e4);
	else
		catalog_say(b, s->common->language, "status_no_data", NULL, 0);
}

void sheet_amount(const struct sheet *s, struct grid *g, uint32_t kpi, struct ratio r)
{
	if (r.den)
		sheet_add_amount(s, &g->text, kpi, r);
	grid_cell_end(g);
}

void sheet_e4(const struct sheet *s, struct grid *g, uint32_t kpi, int64_t e4)
{
	wordbook_add_amount(s->words, &g->text, s->m->kpis[kpi].code, e4);
	grid_cell_end(g);
}

void sheet_share(const struct sheet *s, struct grid *g, struct ratio part, struct ratio whole)
{
	struct ratio share;
	int64_t ppm;

	if (ratio_div(part, whole, &share) && ratio_scaled(share, PPM, &ppm))
		catalog_add_percent(&g->text, s->common->language, ppm, 1);
	grid_cell_end(g);
}

void sheet_kpi(const struct sheet *s, struct grid *g, uint32_t kpi)
{
	wordbook_add_kpi(s->words, &g->text, s->m->kpis[kpi].code);
	grid_cell_end(g);
}

void sheet_scope(const struct sheet *s, struct grid *g, uint32_t scope)
{
	struct buf id = { 0 };

	figures_scope_id(s->q.engine, scope, &id);
	wordbook_add_scope(s->words, &g->text, s->m->scope_kinds[figures_scope_kind(s->q.engine, scope)].code, buf_str(&id));
	grid_cell_end(g);
	buf_free(&id);
}

void sheet_grid(struct sheet *s, struct grid *g, unsigned last_number)
{
	grid_print(g, s->common, 1, last_number, GRID_COLUMNS_MAX, s->out);
	grid_free(g);
}

void sheet_line(struct sheet *s, const char *key, const struct catalog_arg *args, size_t count)
{
	buf_adds(s->out, STR("  "));
	catalog_say(s->out, s->common->language, key, args, count);
	buf_addc(s->out, '\n');
}

void sheet_json_scope(struct sheet *s, uint32_t scope)
{
	struct buf id = { 0 };

	figures_scope_id(s->q.engine, scope, &id);
	json_text(s->out, "scope_kind", s->m->scope_kinds[figures_scope_kind(s->q.engine, scope)].code);
	json_text(s->out, "scope", buf_str(&id));
	buf_free(&id);
}

void sheet_json_e4(struct sheet *s, const char *name, int64_t e4)
{
	json_number(s->out, name, (struct ratio){ e4, E4 }, E4);
}
