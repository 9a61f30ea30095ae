#include "ctl/backtest.h"
#include "ctl/backtest_plot.h"
#include "ctl/page.h"
#include "ctl/svg.h"

static void say(const struct backtest *t, struct buf *out, const char *key)
{
	struct buf text = { 0 };

	backtest_say(t, &text, key);
	html_add(out, str_trim(buf_str(&text)));
	buf_free(&text);
}

static void add_paragraph(const struct backtest *t, struct buf *out, const char *key)
{
	buf_adds(out, STR("<p class=\"note\">"));
	say(t, out, key);
	buf_adds(out, STR("</p>\n"));
}

/* ---- head ---- */

static void add_head(const struct backtest *t, struct buf *out)
{
	struct buf title = { 0 };

	backtest_say(t, &title, "backtest_page_title");
	page_begin(out, t->words.language, buf_str(&title));
	buf_free(&title);
	for (uint32_t i = 0; i < t->is->model_count; i++) {
		buf_addf(out, "<p><span class=\"key %s\"></span>%c: ", i == 0 ? "one" : "two", 'A' + (int)i);
		html_add(out, str_of(t->of[i].path));
		buf_addf(out, " <span class=\"soft code\">%.12s</span></p>\n", t->of[i].folder.bundle->sha);
	}
}

static void add_past(const struct backtest *t, struct buf *out)
{
	struct buf text = { 0 };

	backtest_add_past(t, &text);
	buf_adds(out, STR("<p class=\"soft\">"));
	html_add(out, buf_str(&text));
	buf_adds(out, STR("</p>\n"));
	buf_free(&text);
}

static void add_meaning(const struct backtest *t, struct buf *out)
{
	struct buf share = { 0 }, text = { 0 };

	catalog_add_percent(&share, t->words.language, t->is->missed_ppm, t->is->missed_ppm % (PPM / 100) ? 1 : 0);
	catalog_say(&text, t->words.language, "backtest_means_missed", &(struct catalog_arg){ "share", buf_str(&share) }, 1);
	buf_adds(out, STR("<p class=\"note\">"));
	html_add(out, buf_str(&text));
	buf_adds(out, STR("</p>\n"));
	add_paragraph(t, out, "backtest_means_precision");
	add_paragraph(t, out, "backtest_means_recall");
	add_paragraph(t, out, "backtest_means_lead");
	buf_free(&share);
	buf_free(&text);
}

/* ---- cases ---- */

static void add_opening(struct buf *out, const struct hindsight_case *c)
{
	buf_adds(out, STR("<td>"));
	if (c)
		date_add(out, c->opened_day);
	if (c && c->fate == FATE_MISSED)
		buf_addf(out, " (%d)", c->lead_days);
	buf_adds(out, STR("</td>"));
}

static void add_case(const struct backtest *t, struct buf *out, const struct backtest_match *x)
{
	const struct hindsight_case *any = x->a ? x->a : x->b;
	const struct hindsight *h = &t->of[x->a ? 0 : 1];
	struct buf name = { 0 };

	wordbook_add_scope(&t->words, &name, h->folder.model->scope_kinds[h->decisions[any->decision].decision->scope_kind].code,
			   any->scope);
	buf_adds(out, STR("<tr><th scope=\"row\">"));
	html_add(out, buf_str(&name));
	buf_adds(out, STR("</th><td>"));
	html_add(out, any->period);
	buf_adds(out, STR("</td>"));
	add_opening(out, x->a);
	if (t->is->model_count > 1)
		add_opening(out, x->b);
	buf_adds(out, STR("<td>"));
	say(t, out, backtest_fate(any->fate));
	buf_adds(out, STR("</td></tr>\n"));
	buf_free(&name);
}

static void add_cases(const struct backtest *t, struct buf *out, const struct backtest_row *r)
{
	if (r->matches.count == 0)
		return;
	buf_adds(out, STR("<details><summary>"));
	say(t, out, "backtest_page_cases");
	buf_addf(out,
		 "</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\"></th><th scope=\"col\"></th>%s</tr></thead>"
		 "<tbody>\n",
		 t->is->model_count > 1 ? "<th scope=\"col\">A</th><th scope=\"col\">B</th><th scope=\"col\"></th>"
					: "<th scope=\"col\">A</th><th scope=\"col\"></th>");
	for (size_t i = 0; i < r->matches.count; i++)
		add_case(t, out, &r->matches.at[i]);
	buf_adds(out, STR("</tbody></table></div></details>\n"));
}

/* ---- figures that have no plot ---- */

static void add_count(const struct backtest *t, struct buf *out, const char *key, const struct backtest_row *r,
		      uint64_t (*count)(const struct hindsight_decision *d))
{
	buf_adds(out, STR("<tr><th scope=\"row\">"));
	say(t, out, key);
	buf_adds(out, STR("</th>"));
	for (uint32_t i = 0; i < t->is->model_count; i++) {
		const struct hindsight_decision *d = i == 0 ? r->a : r->b;

		buf_adds(out, STR("<td>"));
		if (d)
			catalog_add_whole(out, t->words.language, (int64_t)count(d));
		buf_adds(out, STR("</td>"));
	}
	buf_adds(out, STR("</tr>\n"));
}

static uint64_t undecided(const struct hindsight_decision *d)
{
	return d->undecided;
}

static uint64_t left_out(const struct hindsight_decision *d)
{
	return (uint64_t)d->not_over + d->unknown;
}

static void add_rest(const struct backtest *t, struct buf *out, const struct backtest_row *r)
{
	buf_adds(out, STR("<div class=\"scroll\"><table><thead><tr><th scope=\"col\"></th><th scope=\"col\">A</th>"));
	if (t->is->model_count > 1)
		buf_adds(out, STR("<th scope=\"col\">B</th>"));
	buf_adds(out, STR("</tr></thead><tbody>\n"));
	add_count(t, out, "backtest_undecided", r, undecided);
	add_count(t, out, "backtest_left_out", r, left_out);
	buf_adds(out, STR("</tbody></table></div>\n"));
}

/* ---- ---- */

static void add_decision(const struct backtest *t, struct buf *out, const struct backtest_row *r)
{
	const struct decision *d = (r->a ? r->a : r->b)->decision;
	struct buf title = { 0 };

	backtest_add_title(t, &title, d);
	buf_adds(out, STR("<section><h2>"));
	html_add(out, buf_str(&title));
	buf_addf(out, " <span class=\"soft code\">%.*s", STR_ARG(d->code));
	if (r->a && r->b && !str_eq(d->code, r->b->decision->code))
		buf_addf(out, " / %.*s", STR_ARG(r->b->decision->code));
	buf_adds(out, STR("</span></h2>\n<div class=\"plots\">\n"));
	backtest_plot_cases(t, r, out);
	backtest_plot_shares(t, r, out);
	backtest_plot_leads(t, r, out);
	buf_adds(out, STR("</div>\n"));
	add_rest(t, out, r);
	add_cases(t, out, r);
	buf_adds(out, STR("</section>\n"));
	buf_free(&title);
}

static void add_load(const struct backtest *t, struct buf *out)
{
	buf_adds(out, STR("<section><h2>"));
	say(t, out, "backtest_load");
	buf_adds(out, STR("</h2>\n"));
	for (uint32_t i = 0; i < t->is->model_count; i++) {
		struct buf text = { 0 };

		backtest_add_load(t, &text, i);
		buf_addf(out, "<p><span class=\"key %s\"></span>%c: ", i == 0 ? "one" : "two", 'A' + (int)i);
		html_add(out, buf_str(&text));
		buf_adds(out, STR("</p>\n"));
		buf_free(&text);
	}
	buf_adds(out, STR("<div class=\"plots\">\n"));
	backtest_plot_load(t, out);
	buf_adds(out, STR("</div></section>\n"));
}

void backtest_page(const struct backtest *t, struct buf *out)
{
	add_head(t, out);
	add_past(t, out);
	for (size_t i = 0; i < t->rows.count; i++)
		add_decision(t, out, &t->rows.at[i]);
	add_load(t, out);
	buf_adds(out, STR("<section>\n"));
	add_meaning(t, out);
	buf_adds(out, STR("</section>\n"));
	page_end(out);
}
