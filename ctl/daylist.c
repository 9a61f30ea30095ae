#include "ctl/daylist.h"
#include "ctl/json.h"

enum { WIDTH_DAY = 18, WIDTH_AMOUNT = 18, WIDTH_SHARE = 12 };

static const struct kpi *kpi_of(const struct daylist *l)
{
	return &l->words->model->kpis[l->of->decision->kpi];
}

/* ---- for people ---- */

static void put_cell(const struct daylist *l, struct buf *text, int width)
{
	common_cell(l->out, buf_str(text), width);
	buf_adds(l->out, STR("  "));
	buf_clear(text);
}

static void put_amount(const struct daylist *l, struct buf *text, struct ratio r)
{
	int64_t e4;

	if (ratio_scaled(r, E4, &e4))
		wordbook_add_amount(l->words, text, kpi_of(l)->code, e4);
	put_cell(l, text, -WIDTH_AMOUNT);
}

static const char *verdict(const struct daylist *l, const struct explained_day *d, bool opening)
{
	const struct decision *decision = l->of->decision;
	struct duration duration = opening ? decision->when_for : decision->clear_for;

	if (!d->is_workday && duration.days && duration.of == COUNT_WORKDAYS)
		return "explain_day_off";
	if ((opening ? decision->when.kind : decision->clear.kind) == TRIGGER_FUNCTION)
		return "explain_file_says";
	if (!d->has_data)
		return "explain_too_little";
	return opening ? (d->holds ? "explain_holds" : "explain_holds_not") : d->keeps ? "explain_keeps" : "explain_keeps_not";
}

void daylist_titles(const struct daylist *l)
{
	static const char *const keys[] = { "head_day", "figure_fact", "figure_to_date", "figure_gap", "figure_deviation" };
	struct buf text = { 0 };

	for (unsigned i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		catalog_say(&text, l->words->language, keys[i], NULL, 0);
		put_cell(l, &text, i == 0 ? WIDTH_DAY : i == 4 ? -WIDTH_SHARE : -WIDTH_AMOUNT);
	}
	l->out->len -= 2;
	buf_addc(l->out, '\n');
	buf_free(&text);
}

void daylist_add(const struct daylist *l, int32_t day, bool opening)
{
	const struct kpi *k = kpi_of(l);
	struct buf text = { 0 };
	struct explained_day d;
	int64_t ppm;

	explain_day(l->of, day, &d);
	catalog_add_day(&text, l->words->language, day);
	put_cell(l, &text, WIDTH_DAY);
	put_amount(l, &text, d.figures.fact);
	put_amount(l, &text, d.figures.has_plan ? d.figures.expected : (struct ratio){ 0, 0 });
	put_amount(l, &text,
		   d.figures.has_plan || k->direction == DIRECTION_BAND ? figures_gap(k, &d.figures) : (struct ratio){ 0, 0 });
	if (ratio_scaled(figures_deviation(k, &d.figures), PPM, &ppm))
		catalog_add_percent(&text, l->words->language, ppm, 1);
	put_cell(l, &text, -WIDTH_SHARE);
	catalog_say(l->out, l->words->language, verdict(l, &d, opening), NULL, 0);
	buf_addc(l->out, '\n');
	buf_free(&text);
}

/* ---- for programs ---- */

void daylist_add_json(const struct daylist *l, int32_t day)
{
	const struct kpi *k = kpi_of(l);
	struct explained_day d;
	struct buf *b = l->out;

	explain_day(l->of, day, &d);
	buf_addc(b, '{');
	json_day(b, "day", day);
	json_number(b, "fact", d.figures.fact, E4);
	if (d.figures.has_plan) {
		json_number(b, "plan", (struct ratio){ d.figures.target_e4, E4 }, E4);
		json_number(b, "expected", d.figures.expected, E4);
		json_number(b, "gap", figures_gap(k, &d.figures), E4);
		json_number(b, "deviation_ppm", figures_deviation(k, &d.figures), PPM);
	}
	buf_addf(b, ",\"workday\":%s", d.is_workday ? "true" : "false");
	if (d.has_data && l->of->decision->when.kind != TRIGGER_FUNCTION)
		buf_addf(b, ",\"holds\":%s", d.holds ? "true" : "false");
	if (d.has_data && l->of->decision->clear.kind != TRIGGER_FUNCTION)
		buf_addf(b, ",\"keeps\":%s", d.keeps ? "true" : "false");
	buf_addc(b, '}');
}
