#include "ctl/backtest_plot.h"

#include "ctl/svg.h"

enum { LEFT = 26, RIGHT = 132, ROW = 26, BAR = 15, TOP = 8, PLOT = SVG_WIDTH - LEFT - RIGHT };

static const char *const model_classes[BACKTEST_MODELS] = { "one", "two" };
static const struct str model_names[BACKTEST_MODELS] = { { "A", 1 }, { "B", 1 } };

static const struct hindsight_decision *side(const struct backtest_row *r, uint32_t which)
{
	return which == 0 ? r->a : r->b;
}

static void begin(const struct backtest *t, struct buf *out, const char *title, int height)
{
	struct buf text = { 0 };

	backtest_say(t, &text, title);
	buf_adds(out, STR("<figure><figcaption>"));
	html_add(out, buf_str(&text));
	buf_adds(out, STR("</figcaption>"));
	svg_begin(out, height, buf_str(&text));
	buf_free(&text);
}

static void end(struct buf *out)
{
	svg_end(out);
	buf_adds(out, STR("</figure>\n"));
}

static void add_number(const struct backtest *t, struct buf *out, int x, int y, int64_t n)
{
	struct buf text = { 0 };

	catalog_add_whole(&text, t->words.language, n);
	svg_text(out, x, y, "value", "start", buf_str(&text));
	buf_free(&text);
}

static void add_axis(const struct backtest *t, struct buf *out, int64_t most, int bottom)
{
	for (int64_t n = 0, step = svg_tick(most); n <= most; n += step) {
		int x = LEFT + svg_place(n, most, PLOT);
		struct buf text = { 0 };

		svg_line(out, x, TOP - 4, x, bottom, "grid");
		catalog_add_whole(&text, t->words.language, n);
		svg_text(out, x, bottom + 13, "small", "middle", buf_str(&text));
		buf_free(&text);
	}
}

/* ---- cases: in both, and in this one alone ---- */

static void add_case_bar(const struct backtest *t, const struct backtest_row *r, struct buf *out, uint32_t which, int64_t most)
{
	const struct hindsight_decision *d = side(r, which);
	int y = TOP + ROW * (int)which, both = svg_place(r->both, most, PLOT),
	    all = svg_place((int64_t)d->cases.count, most, PLOT);

	if (t->is->model_count == 1)
		both = 0;
	svg_text(out, LEFT - 8, y + BAR - 3, "", "end", model_names[which]);
	svg_rect(out, LEFT, y, both, BAR, "three");
	svg_rect(out, LEFT + both, y, all - both, BAR, model_classes[which]);
	add_number(t, out, LEFT + all + 5, y + BAR - 3, (int64_t)d->cases.count);
}

void backtest_plot_cases(const struct backtest *t, const struct backtest_row *r, struct buf *out)
{
	int rows = (int)t->is->model_count, bottom = TOP + ROW * rows;
	int64_t most = 1;

	for (uint32_t i = 0; i < t->is->model_count; i++)
		if (side(r, i) && (int64_t)side(r, i)->cases.count > most)
			most = (int64_t)side(r, i)->cases.count;
	begin(t, out, "backtest_cases", bottom + (rows > 1 ? 36 : 18));
	add_axis(t, out, most, bottom);
	for (uint32_t i = 0; i < t->is->model_count; i++)
		if (side(r, i))
			add_case_bar(t, r, out, i, most);
	if (rows > 1) {
		struct buf text = { 0 };

		backtest_say(t, &text, "backtest_both");
		svg_rect(out, LEFT, bottom + 22, 9, 9, "three");
		svg_text(out, LEFT + 14, bottom + 30, "small", "start", str_trim(buf_str(&text)));
		buf_free(&text);
	}
	end(out);
}

/* ---- precision and recall, with the share of missed plans as a line ---- */

static void add_share_bar(const struct backtest *t, struct buf *out, uint32_t which, int y, uint64_t n, uint64_t of)
{
	int wide = of > 0 ? svg_place((int64_t)n, (int64_t)of, PLOT) : 0;
	struct buf text = { 0 };

	svg_text(out, LEFT - 8, y + BAR - 3, "", "end", model_names[which]);
	svg_rect(out, LEFT, y, wide, BAR, model_classes[which]);
	backtest_add_share(t, &text, n, of);
	svg_text(out, LEFT + PLOT + 6, y + BAR - 3, "value", "start", buf_str(&text));
	buf_free(&text);
}

static void add_share_title(const struct backtest *t, struct buf *out, const char *key, int y)
{
	struct buf text = { 0 };

	backtest_say(t, &text, key);
	svg_text(out, LEFT, y, "", "start", buf_str(&text));
	buf_free(&text);
}

void backtest_plot_shares(const struct backtest *t, const struct backtest_row *r, struct buf *out)
{
	int rows = (int)t->is->model_count, half = 18 + ROW * rows;
	int bottom = TOP + 2 * half;

	begin(t, out, "backtest_page_shares", bottom + 4);
	for (int quarter = 0; quarter <= 4; quarter++)
		svg_line(out, LEFT + PLOT * quarter / 4, TOP, LEFT + PLOT * quarter / 4, bottom, "grid");
	add_share_title(t, out, "backtest_precision", TOP + 10);
	add_share_title(t, out, "backtest_recall", TOP + half + 10);
	for (uint32_t i = 0; i < t->is->model_count; i++) {
		const struct hindsight_decision *d = side(r, i);
		int y = TOP + 18 + ROW * (int)i;
		uint64_t plans;

		if (!d)
			continue;
		add_share_bar(t, out, i, y, d->right, (uint64_t)d->right + d->wrong);
		add_share_bar(t, out, i, y + half, d->found, d->missed);
		plans = (uint64_t)d->missed + d->met;
		if (plans > 0) {
			int x = LEFT + svg_place(d->missed, (int64_t)plans, PLOT);

			svg_line(out, x, y - 3, x, y + BAR + 3, "round");
		}
	}
	svg_end(out);
	buf_adds(out, STR("<p class=\"note\">"));
	backtest_say(t, out, "backtest_page_always");
	buf_adds(out, STR("</p></figure>\n"));
}

/* ---- lead times: a dot for each right case, a box from quartile to quartile ---- */

static int64_t longest(const struct backtest *t, const struct backtest_row *r)
{
	int64_t most = 1;

	for (uint32_t i = 0; i < t->is->model_count; i++) {
		const struct hindsight_decision *d = side(r, i);

		if (d && d->leads.count > 0 && d->leads.at[d->leads.count - 1] > most)
			most = d->leads.at[d->leads.count - 1];
	}
	return most;
}

static int lead_place(int32_t days, int64_t most)
{
	return LEFT + svg_place(days > 0 ? days : 0, most, PLOT);
}

static void add_leads(const struct backtest *t, struct buf *out, const struct hindsight_decision *d, uint32_t which, int64_t most)
{
	int y = TOP + 34 * (int)which;
	int lower = lead_place(hindsight_rank(d->leads.at, d->leads.count, 25), most);
	int upper = lead_place(hindsight_rank(d->leads.at, d->leads.count, 75), most);
	int32_t median = hindsight_rank(d->leads.at, d->leads.count, 50);

	svg_rect(out, lower, y + 2, upper - lower + 1, 18, "box");
	for (size_t i = 0; i < d->leads.count; i++)
		svg_dot(out, lead_place(d->leads.at[i], most), y + 11, 3, model_classes[which]);
	svg_line(out, lead_place(median, most), y - 1, lead_place(median, most), y + 23, "round");
	add_number(t, out, LEFT + PLOT + 8, y + 15, median);
}

void backtest_plot_leads(const struct backtest *t, const struct backtest_row *r, struct buf *out)
{
	int bottom = TOP + 34 * (int)t->is->model_count;
	int64_t most = longest(t, r);

	begin(t, out, "backtest_lead", bottom + 18);
	add_axis(t, out, most, bottom);
	for (uint32_t i = 0; i < t->is->model_count; i++) {
		svg_text(out, LEFT - 8, TOP + 34 * (int)i + 15, "", "end", model_names[i]);
		if (side(r, i) && side(r, i)->leads.count > 0)
			add_leads(t, out, side(r, i), i, most);
	}
	end(out);
}

/* ---- load: on how many days a person gets so many alerts ---- */

void backtest_plot_load(const struct backtest *t, struct buf *out)
{
	enum { LINE = 13 };
	int each = LINE * (int)t->is->model_count + 7, bottom = TOP + each * BURDEN_SHOWN;
	int64_t most = 1;

	for (uint32_t i = 0; i < t->is->model_count; i++)
		for (int n = 1; n <= BURDEN_SHOWN; n++)
			most = (int64_t)t->of[i].burden.classes[n] > most ? (int64_t)t->of[i].burden.classes[n] : most;
	begin(t, out, "backtest_page_load", bottom + 18);
	add_axis(t, out, most, bottom);
	for (int n = 1; n <= BURDEN_SHOWN; n++) {
		int y = TOP + each * (n - 1);
		struct buf text = { 0 };

		buf_addf(&text, n < BURDEN_SHOWN ? "%d" : "%d+", n);
		svg_text(out, LEFT - 8, y + 10, "small", "end", buf_str(&text));
		buf_free(&text);
		for (uint32_t i = 0; i < t->is->model_count; i++) {
			int64_t days = (int64_t)t->of[i].burden.classes[n];
			int wide = svg_place(days, most, PLOT);

			if (days == 0)
				continue;
			svg_rect(out, LEFT, y + LINE * (int)i, wide > 0 ? wide : 1, LINE - 2, model_classes[i]);
			add_number(t, out, LEFT + wide + 4, y + LINE * (int)i + LINE - 3, days);
		}
	}
	end(out);
}
