#include "ctl/columns.h"
#include "ctl/kpi_chart.h"

enum { NAME_MAX = 32, SHARE_WIDTH = 10, GAPS = 4, BAR_MIN = 11, FULL_PPM = 1000000 };

struct bars {
	const struct kpi_chart *chart;
	size_t name_max;
	int name_width;
	unsigned half;    /* columns on either side of the middle */
	int64_t full_ppm; /* what a whole side stands for */
	struct buf *out;
};

static bool deviation_ppm(const struct kpi_chart *c, const struct kpi_row *row, int64_t *out)
{
	return ratio_scaled(figures_deviation(&engine_model(c->course.engine)->kpis[row->kpi], &row->figures), PPM, out);
}

static size_t shown(const struct kpi_chart *c)
{
	return c->count < KPI_BARS_MAX ? c->count : KPI_BARS_MAX;
}

static void add_name(const struct bars *b, const struct kpi_row *row, struct buf *out)
{
	struct buf whole = { 0 };

	kpi_chart_add_name(b->chart, row, !b->chart->one_kpi, &whole);
	columns_add_head(out, buf_str(&whole), b->name_max);
	buf_free(&whole);
}

/* The widest name and the largest deviation, of which more than 100% is cut. */
static void measure(struct bars *b, unsigned columns)
{
	struct buf name = { 0 };
	size_t room = columns - SHARE_WIDTH - GAPS - BAR_MIN;

	b->name_max = room < NAME_MAX ? room : NAME_MAX;
	for (size_t i = 0; i < shown(b->chart); i++) {
		int64_t ppm;

		buf_clear(&name);
		add_name(b, &b->chart->rows[i], &name);
		b->name_width = (int)columns_of(buf_str(&name)) > b->name_width ? (int)columns_of(buf_str(&name)) : b->name_width;
		if (!deviation_ppm(b->chart, &b->chart->rows[i], &ppm))
			continue;
		ppm = ppm < 0 ? -ppm : ppm;
		b->full_ppm = ppm > b->full_ppm ? ppm : b->full_ppm;
	}
	b->full_ppm = b->full_ppm > FULL_PPM ? FULL_PPM : b->full_ppm;
	b->half = ((columns - (unsigned)b->name_width - SHARE_WIDTH - GAPS) - 1) / 2;
	buf_free(&name);
}

/* Half letters on one side that a deviation fills; one at least, so that it is seen. */
static unsigned length_of(const struct bars *b, int64_t ppm)
{
	int64_t size = ppm < 0 ? -ppm : ppm;
	unsigned most = b->half * 2, halves;

	if (size == 0 || b->full_ppm == 0)
		return 0;
	halves = size >= b->full_ppm ? most : (unsigned)(size * most / b->full_ppm);
	return halves > 0 ? halves : 1;
}

static void add_side(const struct bars *b, unsigned halves, bool left, bool cut)
{
	bool utf8 = b->chart->common->utf8;
	unsigned whole = halves / 2, part = halves % 2;
	struct str half = !utf8 ? STR("-") : left ? STR("▐") : STR("▌");

	for (unsigned i = whole + part; left && i < b->half; i++)
		buf_addc(b->out, ' ');
	if (left && part)
		buf_adds(b->out, half);
	for (unsigned i = 0; i < whole; i++) {
		bool end = cut && i == (left ? 0 : whole - 1);

		buf_adds(b->out, end && utf8 ? (left ? STR("◀") : STR("▶"))
				 : end       ? (left ? STR("<") : STR(">"))
				 : utf8      ? STR("█")
					     : STR("#"));
	}
	if (!left && part)
		buf_adds(b->out, half);
	for (unsigned i = whole + part; !left && i < b->half; i++)
		buf_addc(b->out, ' ');
}

static void add_bar(const struct bars *b, const struct kpi_row *row)
{
	const struct common *common = b->chart->common;
	bool band = engine_model(b->chart->course.engine)->kpis[row->kpi].direction == DIRECTION_BAND, known, cut;
	struct buf name = { 0 }, share = { 0 };
	int64_t ppm = 0;

	known = deviation_ppm(b->chart, row, &ppm);
	cut = ppm > FULL_PPM || ppm < -FULL_PPM;
	add_name(b, row, &name);
	common_cell(b->out, buf_str(&name), b->name_width);
	buf_adds(b->out, STR("  "));
	common_colour(common, b->out, ppm < 0 || (band && ppm) ? COLOUR_RED : COLOUR_GREEN);
	add_side(b, ppm < 0 ? length_of(b, ppm) : 0, true, cut);
	common_colour(common, b->out, COLOUR_PLAIN);
	buf_adds(b->out, common->utf8 ? STR("│") : STR("|"));
	common_colour(common, b->out, band && ppm ? COLOUR_RED : COLOUR_GREEN);
	add_side(b, ppm > 0 ? length_of(b, ppm) : 0, false, cut);
	common_colour(common, b->out, COLOUR_PLAIN);
	if (known)
		catalog_add_percent(&share, common->language, ppm, 1);
	else
		buf_addc(&share, '-');
	buf_adds(b->out, STR("  "));
	common_cell(b->out, buf_str(&share), -SHARE_WIDTH);
	buf_addc(b->out, '\n');
	buf_free(&name);
	buf_free(&share);
}

void kpi_chart_add_bars(const struct kpi_chart *c, unsigned columns, struct buf *out)
{
	struct bars b = { .chart = c, .out = out };
	struct buf n = { 0 };

	measure(&b, columns);
	buf_addc(out, '\n');
	common_colour(c->common, out, COLOUR_BOLD);
	catalog_say(out, c->common->language, "figure_deviation", NULL, 0);
	common_colour(c->common, out, COLOUR_PLAIN);
	buf_addc(out, '\n');
	for (size_t i = 0; i < shown(c); i++) {
		add_bar(&b, &c->rows[i]);
		common_flush_large(out);
	}
	if (shown(c) < c->count) {
		buf_add_u64(&n, c->count - shown(c));
		catalog_say(out, c->common->language, "chart_more", &(struct catalog_arg){ "n", buf_str(&n) }, 1);
		buf_addc(out, '\n');
	}
	buf_free(&n);
}
