#include "ctl/page.h"
#include "ctl/svg.h"
#include "ctl/worth.h"

enum { LEFT = 118, RIGHT = 112, ROW = 26, BAR = 15, TOP = 8, PLOT = SVG_WIDTH - LEFT - RIGHT };

static void say(const struct worth *w, struct buf *out, const char *key)
{
	struct buf text = { 0 };

	worth_say(w, &text, key);
	html_add(out, buf_str(&text));
	buf_free(&text);
}

static void add_html(struct buf *out, struct buf *text)
{
	html_add(out, buf_str(text));
	buf_free(text);
}

static void label(const struct worth *w, struct buf *out, int y, const char *key)
{
	struct buf text = { 0 };

	worth_say(w, &text, key);
	svg_text(out, LEFT - 8, y + BAR - 3, "small", "end", buf_str(&text));
	buf_free(&text);
}

static void figure_begin(const struct worth *w, struct buf *out, const char *key, int height)
{
	struct buf text = { 0 };

	worth_say(w, &text, key);
	buf_adds(out, STR("<figure><figcaption>"));
	html_add(out, buf_str(&text));
	buf_adds(out, STR("</figcaption>"));
	svg_begin(out, height, buf_str(&text));
	buf_free(&text);
}

static void figure_end(struct buf *out)
{
	svg_end(out);
	buf_adds(out, STR("</figure>\n"));
}

static void add_quarters(struct buf *out, int bottom)
{
	for (int quarter = 0; quarter <= 4; quarter++)
		svg_line(out, LEFT + PLOT * quarter / 4, TOP - 4, LEFT + PLOT * quarter / 4, bottom, "grid");
}

/* ---- what was done about them ---- */
static void share_bar(const struct worth *w, struct buf *out, int row, const char *key, uint64_t n, uint64_t of)
{
	int y = TOP + ROW * row;
	struct buf text = { 0 };

	label(w, out, y, key);
	svg_rect(out, LEFT, y, of ? svg_place((int64_t)n, (int64_t)of, PLOT) : 0, BAR, "one");
	worth_add_share(w, &text, n, of);
	svg_text(out, LEFT + PLOT + 6, y + BAR - 3, "value", "start", buf_str(&text));
	buf_free(&text);
}

static void plot_shares(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	const struct {
		const char *key;
		uint64_t n, of;
	} bars[] = {
		{ "worth_page_acted", r->acted, r->closed },
		{ "worth_page_tasks", r->tasks_done, r->tasks },
		{ "worth_page_answers", r->answered, r->questions },
		{ "worth_page_repeats", r->repeats, r->closed },
		{ "worth_page_not_confirmed", r->not_confirmed, r->closed },
		{ "worth_page_void", r->voided, r->closed },
	};
	int count = sizeof(bars) / sizeof(*bars);

	figure_begin(w, out, "worth_page_shares", TOP + ROW * count);
	add_quarters(out, TOP + ROW * count - 6);
	for (int i = 0; i < count; i++)
		share_bar(w, out, i, bars[i].key, bars[i].n, bars[i].of);
	figure_end(out);
}

/* ---- how much of the gap was closed: a gap that grew has a bar to the left of zero ---- */
static int64_t most_of(const struct worth_row *r)
{
	int64_t most = PPM;

	for (int g = 0; g < WORTH_GROUPS; g++) {
		int64_t ppm;

		if (worth_recovered_ppm(&r->gaps[g], &ppm) && -ppm > most)
			most = -ppm;
	}
	return most;
}

static bool any_grew(const struct worth_row *r)
{
	bool any = false;

	for (int g = 0; g < WORTH_GROUPS; g++) {
		int64_t ppm;

		any = any || (worth_recovered_ppm(&r->gaps[g], &ppm) && ppm < 0);
	}
	return any;
}

/* "64.0 % (12)": there is no room for more beside a bar. */
static void add_recovered(const struct worth *w, struct buf *out, const struct worth_gaps *g)
{
	int64_t ppm;

	if (!worth_recovered_ppm(g, &ppm)) {
		worth_say(w, out, "worth_none");
		return;
	}
	catalog_add_percent(out, w->words.language, ppm, 1);
	buf_adds(out, STR(" ("));
	worth_add_count(w, out, g->count);
	buf_addc(out, ')');
}

static bool any_few(const struct worth_row *r)
{
	bool any = false;

	for (int g = 0; g < WORTH_GROUPS; g++)
		any = any || (r->gaps[g].count > 0 && r->gaps[g].count < WORTH_FEW);
	return any;
}

static void recovered_bar(const struct worth *w, struct buf *out, const struct worth_row *r, enum worth_group g, int zero,
			  int wide)
{
	static const char *const classes[WORTH_GROUPS] = { "one", "three", "two" };
	static const char *const keys[WORTH_GROUPS] = { "worth_page_after", "worth_page_without", "worth_page_trial" };
	int y = TOP + ROW * (int)g;
	struct buf text = { 0 };
	int64_t ppm;

	label(w, out, y, keys[g]);
	if (worth_recovered_ppm(&r->gaps[g], &ppm)) {
		int length = svg_place(ppm < 0 ? -ppm : ppm, most_of(r), wide);

		svg_rect(out, ppm < 0 ? zero - length : zero, y, length, BAR, classes[g]);
	}
	add_recovered(w, &text, &r->gaps[g]);
	svg_text(out, LEFT + PLOT + 6, y + BAR - 3, "value", "start", buf_str(&text));
	buf_free(&text);
}

static void plot_recovered(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	int bottom = TOP + ROW * WORTH_GROUPS, wide = any_grew(r) ? PLOT / 2 : PLOT, zero = LEFT + PLOT - wide;
	struct buf text = { 0 }, few = { 0 };

	figure_begin(w, out, "worth_page_recovered", bottom + 4);
	svg_line(out, zero, TOP - 4, zero, bottom, "round");
	for (int g = 0; g < WORTH_GROUPS; g++)
		recovered_bar(w, out, r, (enum worth_group)g, zero, wide);
	svg_end(out);
	buf_adds(out, STR("<p class=\"note\">"));
	say(w, out, "worth_difference");
	buf_adds(out, STR(": "));
	worth_add_difference(w, &text, r);
	add_html(out, &text);
	buf_adds(out, STR("</p>"));
	if (any_few(r)) {
		buf_addf(&few, "%d", WORTH_FEW);
		catalog_say(&text, w->words.language, "worth_page_few", &(struct catalog_arg){ "n", buf_str(&few) }, 1);
		buf_adds(out, STR("<p class=\"note\">"));
		add_html(out, &text);
		buf_adds(out, STR("</p>"));
	}
	buf_adds(out, STR("</figure>\n"));
	buf_free(&few);
}

/* ---- figures in words ---- */
static void fact_begin(const struct worth *w, struct buf *out, const char *key)
{
	buf_adds(out, STR("<tr><th scope=\"row\">"));
	say(w, out, key);
	buf_adds(out, STR("</th><td>"));
}

static void add_facts(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	struct buf text = { 0 };

	buf_adds(out, STR("<div class=\"scroll\"><table><tbody>\n"));
	fact_begin(w, out, "worth_hours");
	worth_add_hours(w, &text, r);
	add_html(out, &text);
	buf_adds(out, STR("</td></tr>\n"));
	fact_begin(w, out, "worth_gap_opened");
	worth_add_gap(w, &text, r, &r->opened);
	add_html(out, &text);
	buf_adds(out, STR("</td></tr>\n"));
	fact_begin(w, out, "worth_gap_closed");
	worth_add_gap(w, &text, r, &r->closed_gaps);
	add_html(out, &text);
	buf_adds(out, STR("</td></tr>\n</tbody></table></div>\n"));
}

static void add_counts(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	struct buf closed = { 0 }, open = { 0 }, trial = { 0 }, text = { 0 };

	worth_add_count(w, &closed, r->closed);
	worth_add_count(w, &open, r->open);
	worth_add_count(w, &trial, r->trial);
	catalog_say(&text, w->words.language, "worth_page_counts",
		    (struct catalog_arg[]){
			    { "closed", buf_str(&closed) }, { "open", buf_str(&open) }, { "trial", buf_str(&trial) } },
		    3);
	buf_adds(out, STR("<p class=\"soft\">"));
	add_html(out, &text);
	buf_adds(out, STR("</p>\n"));
	buf_free(&closed);
	buf_free(&open);
	buf_free(&trial);
}

static void add_row(const struct worth *w, struct buf *out, const struct worth_row *r)
{
	struct buf title = { 0 };

	worth_add_title(w, &title, r);
	buf_adds(out, STR("<section><h2>"));
	add_html(out, &title);
	buf_adds(out, STR(" <span class=\"soft code\">"));
	html_add(out, casebook_text(&w->book, r->code));
	buf_adds(out, STR("</span></h2>\n"));
	add_counts(w, out, r);
	buf_adds(out, STR("<div class=\"plots\">\n"));
	plot_shares(w, out, r);
	plot_recovered(w, out, r);
	buf_adds(out, STR("</div>\n"));
	add_facts(w, out, r);
	buf_adds(out, STR("</section>\n"));
}

static void add_note(const struct worth *w, struct buf *out, const char *key)
{
	buf_adds(out, STR("<p class=\"note\">"));
	say(w, out, key);
	buf_adds(out, STR("</p>\n"));
}

void worth_page(const struct worth *w, struct buf *out)
{
	struct buf title = { 0 };

	worth_say(w, &title, "worth_page_title");
	page_begin(out, w->words.language, buf_str(&title));
	buf_adds(out, STR("<p>"));
	html_add(out, w->book.model->title.in[w->words.language]);
	buf_adds(out, STR("</p>\n"));
	for (size_t i = 0; i < w->rows.count; i++)
		add_row(w, out, &w->rows.at[i]);
	buf_adds(out, STR("<section>\n"));
	add_note(w, out, "worth_means_recovered");
	add_note(w, out, "worth_means_trial");
	buf_adds(out, STR("</section>\n"));
	page_end(out);
	buf_free(&title);
}
