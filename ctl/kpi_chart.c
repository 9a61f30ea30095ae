#include "ctl/kpi_chart.h"
#include "ctl/canvas.h"
#include "ctl/columns.h"
#include "ctl/screen.h"
#include "rules/period.h"
#include <limits.h>

enum { ROWS = 11, TICKS = 3 };

struct point {
	bool has_fact, has_plan;
	int64_t fact_e4, plan_e4;
};
struct plot { /* of one chart */
	const struct kpi_chart *chart;
	const struct kpi_row *row;
	const struct kpi *kpi;
	ARRAY(struct point) points;
	int64_t low_e4, high_e4; /* of the upright axis */
	bool any;                /* number in it */
	unsigned label_width;
	unsigned mark; /* the column of the marked day; UINT_MAX: none */
	struct canvas *canvas;
	struct buf *out;
};

void kpi_chart_add_name(const struct kpi_chart *c, const struct kpi_row *row, bool kpi, struct buf *out)
{
	const struct model *m = engine_model(c->course.engine);
	struct buf id = { 0 }, text = { 0 };

	figures_scope_id(c->course.engine, row->scope, &id);
	wordbook_add_scope(c->words, &text, m->scope_kinds[figures_scope_kind(c->course.engine, row->scope)].code, buf_str(&id));
	if (kpi) {
		buf_adds(&text, STR(", "));
		wordbook_add_kpi(c->words, &text, m->kpis[row->kpi].code);
	}
	buf_add_visible(out, buf_str(&text), false);
	buf_free(&id);
	buf_free(&text);
}

/* ---- the numbers ---- */

static void widen(struct plot *p, int64_t e4)
{
	p->low_e4 = e4 < p->low_e4 ? e4 : p->low_e4;
	p->high_e4 = e4 > p->high_e4 ? e4 : p->high_e4;
	p->any = true;
}

static void read_points(struct plot *p, const struct course *course)
{
	for (int32_t day = course_from(course); day < course_to(course); day++) {
		struct point *point = ARRAY_ADD(p->points);
		struct figures f;

		course_at(course, day, &f);
		point->has_fact = ratio_scaled(f.fact, E4, &point->fact_e4);
		point->has_plan = f.has_plan && ratio_scaled(f.expected, E4, &point->plan_e4);
		if (point->has_fact)
			widen(p, point->fact_e4);
		if (point->has_plan)
			widen(p, point->plan_e4);
	}
	if (p->kpi->direction == DIRECTION_BAND) {
		widen(p, p->kpi->low_e4);
		widen(p, p->kpi->high_e4);
	}
}

/* ---- drawing ---- */

static int64_t x_of(const struct plot *p, size_t day)
{
	return (int64_t)(day * (p->canvas->wide - 1) / (p->points.count - 1));
}

static int64_t y_of(const struct plot *p, int64_t e4)
{
	i128 range = (i128)p->high_e4 - p->low_e4;

	return range > 0 ? (int64_t)num_div_round(((i128)e4 - p->low_e4) * (p->canvas->high - 1), range) : 0;
}

/* A day without its number is passed over; the line goes on to the next that has one. */
static void draw_course(struct plot *p, enum canvas_ink ink)
{
	int64_t x0 = 0, y0 = 0;
	bool begun = false;

	for (size_t i = 0; i < p->points.count; i++) {
		const struct point *point = &p->points.at[i];
		int64_t x = x_of(p, i), y = y_of(p, ink == INK_FACT ? point->fact_e4 : point->plan_e4);

		if (!(ink == INK_FACT ? point->has_fact : point->has_plan))
			continue;
		canvas_line(p->canvas, ink, begun ? x0 : x, begun ? y0 : y, x, y);
		x0 = x;
		y0 = y;
		begun = true;
	}
}

static void draw(struct plot *p)
{
	int64_t right = p->canvas->wide - 1;

	if (p->kpi->direction == DIRECTION_BAND) {
		canvas_line(p->canvas, INK_PLAN, 0, y_of(p, p->kpi->low_e4), right, y_of(p, p->kpi->low_e4));
		canvas_line(p->canvas, INK_PLAN, 0, y_of(p, p->kpi->high_e4), right, y_of(p, p->kpi->high_e4));
	} else {
		draw_course(p, INK_PLAN);
	}
	draw_course(p, INK_FACT);
}

/* ---- words around it ---- */

static void add_amount(const struct plot *p, struct buf *out, int64_t e4)
{
	wordbook_add_amount(p->chart->words, out, p->kpi->code, e4);
}

/* At the top, in the middle and at the bottom. */
static int64_t tick_e4(const struct plot *p, int tick)
{
	return (int64_t)(p->high_e4 - ((i128)p->high_e4 - p->low_e4) * tick / (TICKS - 1));
}

static void measure_labels(struct plot *p)
{
	struct buf text = { 0 };

	for (int tick = 0; tick < TICKS; tick++) {
		buf_clear(&text);
		add_amount(p, &text, tick_e4(p, tick));
		p->label_width = (unsigned)columns_of(buf_str(&text)) > p->label_width ? (unsigned)columns_of(buf_str(&text))
										       : p->label_width;
	}
	buf_free(&text);
}

static void add_rows(const struct plot *p)
{
	bool utf8 = p->chart->common->utf8;

	for (unsigned row = 0; row < ROWS; row++) {
		bool ticked = row % ((ROWS - 1) / (TICKS - 1)) == 0;
		struct buf label = { 0 };

		if (ticked)
			add_amount(p, &label, tick_e4(p, (int)(row / ((ROWS - 1) / (TICKS - 1)))));
		common_cell(p->out, buf_str(&label), -(int)p->label_width);
		buf_adds(p->out, utf8 ? (ticked ? STR(" ┤") : STR(" │")) : (ticked ? STR(" +") : STR(" |")));
		canvas_add_row(p->canvas, p->chart->common, row, p->mark, p->out);
		while (p->out->ptr[p->out->len - 1] == ' ')
			p->out->len--;
		buf_addc(p->out, '\n');
		buf_free(&label);
	}
}

static void add_blanks(struct buf *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_addc(out, ' ');
}

/* The days at both ends; below them the one that is marked. */
static void add_days(const struct plot *p, const struct course *course)
{
	enum language l = p->chart->common->language;
	size_t margin = p->label_width + 2, all = p->canvas->columns, left, right;
	struct buf first = { 0 }, last = { 0 };
	struct str arrow = p->chart->common->utf8 ? STR("▲") : STR("^");

	catalog_add_day(&first, l, course_from(course));
	catalog_add_day(&last, l, course_to(course) - 1);
	left = columns_of(buf_str(&first));
	right = columns_of(buf_str(&last));
	add_blanks(p->out, margin);
	common_cell(p->out, buf_str(&first), (int)(left + 1 + right < all ? all - right : left + 1));
	buf_addf(p->out, "%s\n", last.ptr);
	if (p->mark != UINT_MAX) {
		buf_clear(&first);
		catalog_add_day(&first, l, course_mark(course));
		left = columns_of(buf_str(&first)) + 1;
		if (p->mark + 1 + left > all && margin + p->mark >= left) {
			add_blanks(p->out, margin + p->mark - left);
			buf_addf(p->out, "%s %.*s\n", first.ptr, STR_ARG(arrow));
		} else {
			add_blanks(p->out, margin + p->mark);
			buf_addf(p->out, "%.*s %s\n", STR_ARG(arrow), first.ptr);
		}
	}
	buf_free(&first);
	buf_free(&last);
}

static void add_key(const struct plot *p, enum canvas_ink ink)
{
	bool utf8 = p->chart->common->utf8;

	common_colour(p->chart->common, p->out, ink == INK_FACT ? COLOUR_GREEN : COLOUR_YELLOW);
	buf_adds(p->out, ink == INK_FACT ? (utf8 ? STR("⠤⠤") : STR("##")) : (utf8 ? STR("⠄⠠") : STR("..")));
	common_colour(p->chart->common, p->out, COLOUR_PLAIN);
	buf_addc(p->out, ' ');
}

/* What the lines are, with their figures as in the table. */
static void add_legend(const struct plot *p)
{
	const struct figures *f = &p->row->figures;
	enum language l = p->chart->common->language;
	int64_t e4;

	add_blanks(p->out, p->label_width + 2);
	add_key(p, INK_FACT);
	catalog_say(p->out, l, "figure_fact", NULL, 0);
	buf_addc(p->out, ' ');
	if (ratio_scaled(f->fact, E4, &e4))
		add_amount(p, p->out, e4);
	else
		catalog_say(p->out, l, "status_no_data", NULL, 0);
	if (p->kpi->direction == DIRECTION_BAND) {
		struct buf low = { 0 }, high = { 0 };

		add_amount(p, &low, p->kpi->low_e4);
		add_amount(p, &high, p->kpi->high_e4);
		buf_adds(p->out, STR("   "));
		add_key(p, INK_PLAN);
		catalog_say(p->out, l, "chart_band",
			    (struct catalog_arg[]){ { "low", buf_str(&low) }, { "high", buf_str(&high) } }, 2);
		buf_free(&low);
		buf_free(&high);
	} else if (f->has_plan && ratio_scaled(f->expected, E4, &e4)) {
		buf_adds(p->out, STR("   "));
		add_key(p, INK_PLAN);
		catalog_say(p->out, l, p->kpi->grows ? "figure_to_date" : "figure_plan", NULL, 0);
		buf_addc(p->out, ' ');
		add_amount(p, p->out, e4);
	}
	buf_addc(p->out, '\n');
}

static void add_title(const struct plot *p)
{
	buf_addc(p->out, '\n');
	common_colour(p->chart->common, p->out, COLOUR_BOLD);
	kpi_chart_add_name(p->chart, p->row, true, p->out);
	buf_adds(p->out, STR(", "));
	period_add(engine_model(p->chart->course.engine), p->chart->course.in, p->out);
	common_colour(p->chart->common, p->out, COLOUR_PLAIN);
	buf_addc(p->out, '\n');
}

bool kpi_chart_add_course(const struct kpi_chart *c, const struct kpi_row *row, unsigned columns, struct buf *out)
{
	struct course course = c->course;
	struct plot p = { .chart = c, .row = row, .kpi = &engine_model(c->course.engine)->kpis[row->kpi], .out = out };
	int32_t marked;
	bool drawable;

	course.scope = row->scope;
	course.kpi = row->kpi;
	course.as_of = row->as_of;
	read_points(&p, &course);
	measure_labels(&p);
	drawable = p.any && p.points.count > 1 && p.label_width + 2 + KPI_COLUMNS_MIN / 2 <= columns;
	if (drawable) {
		p.canvas = canvas_new(columns - p.label_width - 2, ROWS, c->common->utf8);
		marked = course_mark(&course);
		p.mark = marked == DAY_NONE || marked < course_from(&course)
				 ? UINT_MAX
				 : (unsigned)x_of(&p, (size_t)(marked - course_from(&course))) * p.canvas->columns /
					   p.canvas->wide;
		draw(&p);
		add_title(&p);
		add_rows(&p);
		add_days(&p, &course);
		add_legend(&p);
		canvas_free(p.canvas);
	}
	ARRAY_FREE(p.points);
	return drawable;
}

static bool has_deviation(const struct kpi_chart *c, const struct kpi_row *row)
{
	return figures_deviation(&engine_model(c->course.engine)->kpis[row->kpi], &row->figures).den != 0;
}

static void add_courses(const struct kpi_chart *c, unsigned columns, struct buf *out)
{
	bool few = c->count <= KPI_CHARTS_MAX, any = false;
	struct buf n = { 0 };

	for (size_t i = 0; few && i < c->count; i++)
		any = kpi_chart_add_course(c, &c->rows[i], columns, out) || any;
	if (!any) {
		buf_add_i64(&n, KPI_CHARTS_MAX);
		buf_addc(out, '\n');
		catalog_say(out, c->common->language, few ? "chart_nothing" : "chart_too_many",
			    &(struct catalog_arg){ "n", buf_str(&n) }, 1);
		buf_addc(out, '\n');
	}
	buf_free(&n);
}

/* Rows that are held against nothing make room for those that are. */
void kpi_chart_add(const struct kpi_chart *c, struct buf *out)
{
	ARRAY(struct kpi_row) held = { 0 };
	struct kpi_chart drawn = *c;
	unsigned columns, rows;

	screen_size(&columns, &rows);
	columns = columns < KPI_COLUMNS_MIN ? KPI_COLUMNS_MIN : columns > KPI_COLUMNS_MAX ? KPI_COLUMNS_MAX : columns;
	for (size_t i = 0; i < c->count; i++)
		if (has_deviation(c, &c->rows[i]))
			*ARRAY_ADD(held) = c->rows[i];
	if (held.count > 0) {
		drawn.rows = held.at;
		drawn.count = held.count;
	}
	drawn.one_kpi = true;
	for (size_t i = 1; i < drawn.count; i++)
		drawn.one_kpi = drawn.one_kpi && drawn.rows[i].kpi == drawn.rows[0].kpi;
	if (held.count > 1)
		kpi_chart_add_bars(&drawn, columns, out);
	add_courses(&drawn, columns, out);
	ARRAY_FREE(held);
}
