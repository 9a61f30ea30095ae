#include "ctl/backtest.h"
#include "ctl/backtest_plot.h"
#include "ctl/svg.h"

static const char style[] =
	":root{color-scheme:light dark;--page:#f9f9f7;--card:#fcfcfb;--ink:#0b0b0b;--soft:#52514e;--grid:#e1e0d9;"
	"--one:#2a78d6;--two:#1baf7a;--three:#8b8a82;--box:#dedcd2}\n"
	"@media(prefers-color-scheme:dark){:root{--page:#0d0d0d;--card:#1a1a19;--ink:#fff;--soft:#c3c2b7;--grid:#2c2c2a;"
	"--one:#3987e5;--two:#199e70;--three:#6f6d66;--box:#3a3936}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0 auto;padding:16px;max-width:1120px;background:var(--page);color:var(--ink);font:15px/1.45 "
	"system-ui,sans-serif}\n"
	"h1{font-size:22px;margin:4px 0}h2{font-size:17px;margin:28px 0 8px}p{margin:4px 0}\n"
	".soft,.note{color:var(--soft)}.note{font-size:13px}.code{font-family:monospace;font-weight:normal}\n"
	".plots{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));align-items:start}\n"
	"figure{margin:0;padding:12px;background:var(--card);border:1px solid var(--grid);border-radius:6px}\n"
	"figcaption{font-weight:600;margin-bottom:6px}svg{width:100%;height:auto;display:block}\n"
	"svg text{font:11px system-ui,sans-serif;fill:var(--ink)}svg .small{font-size:10px;fill:var(--soft)}svg "
	".value{font-weight:600}\n"
	"svg .grid{stroke:var(--grid)}svg .round{stroke:var(--ink);stroke-width:2}svg .box{fill:var(--box)}\n"
	".one{fill:var(--one)}.two{fill:var(--two)}.three{fill:var(--three)}circle{fill-opacity:.55}\n"
	".key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}\n"
	".key.one{background:var(--one)}.key.two{background:var(--two)}\n"
	".scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13px}\n"
	"th,td{text-align:left;font-weight:normal;padding:4px 10px 4px 0;border-bottom:1px solid "
	"var(--grid);vertical-align:top}\n"
	"thead th{color:var(--soft)}td{font-variant-numeric:tabular-nums}details{margin:12px 0}summary{cursor:pointer}\n";

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
	static const char *const tags[] = { [LANGUAGE_EN] = "en", [LANGUAGE_RU] = "ru" };

	buf_addf(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", tags[t->words.language]);
	buf_adds(out, STR("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"));
	say(t, out, "backtest_page_title");
	buf_addf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", style);
	say(t, out, "backtest_page_title");
	buf_adds(out, STR("</h1>\n"));
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
	buf_adds(out, STR("</section>\n</body>\n</html>\n"));
}
