/* sdmctl kpi: figures of scopes against their plans, as a table. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/grid.h"
#include "ctl/json.h"
#include "ctl/kpi_chart.h"
#include "ctl/kpi_note.h"
#include "ctl/when.h"
#include "rules/period.h"
#include <string.h>

enum { KEY_SCOPE_KIND = 0x2000, KEY_SCOPE, KEY_KPI, KEY_PERIOD, KEY_PERIOD_KIND, KEY_DAY, KEY_CALENDAR, KEY_CHART };
enum {
	CELL_SCOPE,
	CELL_KPI,
	CELL_PERIOD,
	CELL_FACT,
	CELL_FIRST_CLOSED, /* left out where nothing was restated */
	CELL_PLAN,
	CELL_TO_DATE,
	CELL_DEVIATION,
	CELL_ATTAINMENT,
	CELL_LANDING,
	CELL_STATUS,
	CELLS
};

struct kpi_args {
	struct common common;
	struct chronicle chronicle;
	const char *scope_kind, *scope, *kpi, *period, *period_kind, *day, *calendar;
	bool chart;
	/* resolved */
	const struct engine *engine;
	const struct model *m;
	struct wordbook words;
	uint32_t only_kind, only_kpi, use_calendar; /* NONE: any, the plan's own */
	struct period in;
	int32_t asked_day;               /* DAY_NONE: none was asked for */
	int32_t today, as_of;            /* of the scope shown; DAY_NONE: the whole period */
	int32_t first_as_of, last_as_of; /* of all shown: scopes of other zones may have another today */
	struct kpi_note note, notes;     /* of the row shown, of all */
	struct grid table;
	ARRAY(struct kpi_row) rows; /* to be drawn */
	struct buf out;
	uint64_t printed, restated;
	bool with_parts;     /* scopes are shown beside others that are parts of them */
	uint32_t first_kind; /* of the scopes shown; NONE: none yet */
	kpi_names not_added; /* KPIs shown that do not add up over members */
	struct kpi_conventions conventions;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct kpi_args *k = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		k->chronicle.common = &k->common;
		common_children(state, 3, &k->common);
		state->child_inputs[3] = &k->chronicle;
		return 0;
	case KEY_SCOPE_KIND:
		k->scope_kind = arg;
		return 0;
	case KEY_SCOPE:
		k->scope = arg;
		return 0;
	case KEY_KPI:
		k->kpi = arg;
		return 0;
	case KEY_PERIOD:
		k->period = arg;
		return 0;
	case KEY_PERIOD_KIND:
		k->period_kind = arg;
		return 0;
	case KEY_DAY:
		k->day = arg;
		return 0;
	case KEY_CALENDAR:
		k->calendar = arg;
		return 0;
	case KEY_CHART:
		k->chart = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- what was asked for ---- */

static int named(const char *text, uint32_t found, const char *what, uint32_t *out, struct err *err)
{
	*out = text ? found : NONE;
	return text && found == NONE ? err_set(err, "no %s \"%s\" in the model", what, text) : 0;
}

static void turn_to_scope(struct kpi_args *k, uint32_t scope)
{
	k->today = figures_today(k->engine, scope);
	k->as_of = when_as_of(k->engine, scope, k->asked_day, k->in);
}

static int resolve(struct kpi_args *k, struct err *err)
{
	k->engine = k->chronicle.turn->engine;
	k->m = engine_model(k->engine);
	k->words = (struct wordbook){ .language = k->common.language, .model = k->m };
	if (named(k->scope_kind, k->scope_kind ? model_scope_kind(k->m, str_of(k->scope_kind)) : NONE, "scope kind",
		  &k->only_kind, err) < 0)
		return -1;
	if (named(k->kpi, k->kpi ? model_kpi(k->m, str_of(k->kpi)) : NONE, "KPI", &k->only_kpi, err) < 0)
		return -1;
	if (named(k->calendar, k->calendar ? model_calendar(k->m, str_of(k->calendar)) : NONE, "calendar", &k->use_calendar,
		  err) < 0)
		return -1;
	if (when_period(k->engine, k->period_kind, k->period, &k->in, err) < 0)
		return -1;
	return when_day(k->day, &k->asked_day, err);
}

/* Asked about the whole period, not about a day inside it? */
static bool is_whole(const struct kpi_args *k)
{
	return k->as_of == DAY_NONE || k->as_of + 1 >= period_to(k->m, k->in);
}

/* Is the period over, as far as was asked? Before its end it is held against plan to date, not against the whole plan. */
static bool is_over(const struct kpi_args *k)
{
	return is_whole(k) && (k->day || k->today == DAY_NONE || k->today >= period_to(k->m, k->in));
}

/* ---- the table ---- */

static void add_head(struct kpi_args *k)
{
	static const char *const keys[CELLS] = { "head_scope",        "head_kpi",       "head_period",    "figure_fact",
						 "first_closed",      "figure_plan",    "figure_to_date", "figure_deviation",
						 "figure_attainment", "figure_landing", "figure_status" };

	grid_row_begin(&k->table);
	for (int i = 0; i < CELLS; i++) {
		catalog_say(&k->table.text, k->common.language, keys[i], NULL, 0);
		grid_cell_end(&k->table);
	}
}

static void add_amount(struct kpi_args *k, struct str kpi, struct ratio r)
{
	int64_t e4;

	if (ratio_scaled(r, E4, &e4))
		wordbook_add_amount(&k->words, &k->table.text, kpi, e4);
	grid_cell_end(&k->table);
}

static void add_share(struct kpi_args *k, struct ratio r)
{
	int64_t ppm;

	if (ratio_scaled(r, PPM, &ppm))
		catalog_add_percent(&k->table.text, k->common.language, ppm, 1);
	grid_cell_end(&k->table);
}

static void add_first_closed(struct kpi_args *k, struct str kpi, const struct figures *first)
{
	if (first && !first->fact.den)
		catalog_say(&k->table.text, k->common.language, "status_no_data", NULL, 0);
	add_amount(k, kpi, first ? first->fact : (struct ratio){ 0, 0 });
}

static void add_row(struct kpi_args *k, uint32_t scope, uint32_t n, const struct figures *f, const struct figures *first)
{
	const struct kpi *kpi = &k->m->kpis[n];
	struct ratio target = { f->target_e4, f->has_plan ? E4 : 0 };
	bool band = kpi->direction == DIRECTION_BAND;
	struct buf id = { 0 }, key = { 0 };
	struct buf *b = &k->table.text;

	figures_scope_id(k->engine, scope, &id);
	grid_row_begin(&k->table);
	wordbook_add_scope(&k->words, b, k->m->scope_kinds[figures_scope_kind(k->engine, scope)].code, buf_str(&id));
	grid_cell_end(&k->table);
	wordbook_add_kpi(&k->words, b, kpi->code);
	grid_cell_end(&k->table);
	period_add(k->m, k->in, b);
	if (kpi_note_is_any(&k->note))
		buf_addc(b, '*');
	grid_cell_end(&k->table);
	add_amount(k, kpi->code, f->fact);
	add_first_closed(k, kpi->code, first);
	add_amount(k, kpi->code, target);
	add_amount(k, kpi->code, f->has_plan && kpi->additive ? f->expected : (struct ratio){ 0, 0 });
	add_share(k, kpi->additive || band ? figures_deviation(kpi, f) : (struct ratio){ 0, 0 });
	add_share(k, figures_attainment(kpi, f));
	add_amount(k, kpi->code, figures_landing(kpi, f));
	buf_addf(&key, "status_%.*s", STR_ARG(figures_status(kpi, f)));
	if ((f->has_plan || band) && is_over(k))
		catalog_say(b, k->common.language, key.ptr, NULL, 0);
	grid_cell_end(&k->table);
	buf_free(&id);
	buf_free(&key);
}

static void say_days(struct kpi_args *k, const char *key, int32_t first, int32_t last)
{
	struct buf days = { 0 };

	wordbook_add_span(&k->words, &days, first, last);
	catalog_say(&k->out, k->common.language, key, &(struct catalog_arg){ "day", buf_str(&days) }, 1);
	buf_addc(&k->out, '\n');
	buf_free(&days);
}

static void add_days(struct kpi_args *k)
{
	if (period_is_ambiguous(k->m, k->in)) {
		period_add(k->m, k->in, &k->out);
		buf_adds(&k->out, STR(": "));
		wordbook_add_span(&k->words, &k->out, period_from(k->m, k->in), period_to(k->m, k->in) - 1);
		buf_addc(&k->out, '\n');
	}
	if (k->first_as_of != DAY_NONE)
		say_days(k, "as_of_day", k->first_as_of, k->last_as_of);
}

static struct course course_of(const struct kpi_args *k, uint32_t scope, uint32_t kpi)
{
	return (struct course){ k->engine, scope, kpi, k->in, k->use_calendar, k->as_of };
}

static void print_charts(struct kpi_args *k)
{
	struct kpi_chart c = { .common = &k->common,
			       .words = &k->words,
			       .course = course_of(k, NONE, NONE),
			       .rows = k->rows.at,
			       .count = k->rows.count };

	kpi_chart_add(&c, &k->out);
}

/* ---- for programs ---- */

static void add_json_key(struct kpi_args *k, uint32_t scope, const struct kpi *kpi)
{
	struct buf text = { 0 };
	struct buf *b = &k->out;

	json_text(b, "scope_kind", k->m->scope_kinds[figures_scope_kind(k->engine, scope)].code);
	figures_scope_id(k->engine, scope, &text);
	json_text(b, "scope", buf_str(&text));
	json_text(b, "kpi", kpi->code);
	json_name(b, "additive");
	buf_adds(b, kpi->adds_up ? STR("true") : STR("false"));
	json_name(b, "additive_over_days");
	buf_adds(b, kpi->additive ? STR("true") : STR("false"));
	buf_clear(&text);
	period_add(k->m, k->in, &text);
	json_text(b, "period_kind", period_kind_code(k->m, k->in.kind));
	json_text(b, "period", buf_str(&text));
	json_day(b, "first_day", period_from(k->m, k->in));
	json_day(b, "last_day", period_to(k->m, k->in) - 1);
	buf_clear(&text);
	if (k->as_of != DAY_NONE)
		date_add(&text, k->as_of);
	json_text(b, "day", buf_str(&text));
	known_add_json(&k->chronicle.known, k->engine, b);
	buf_free(&text);
}

/* A plan that is none, of nothing or negative, has the same attainment by either convention. */
static bool is_by_convention(const struct figures *f)
{
	return f->has_plan && f->target_e4 > 0;
}

static void add_json(struct kpi_args *k, uint32_t scope, uint32_t n, const struct figures *f, const struct figures *first)
{
	const struct kpi *kpi = &k->m->kpis[n];
	struct buf *b = &k->out;

	buf_addc(b, '{');
	add_json_key(k, scope, kpi);
	json_number(b, "fact", f->fact, E4);
	buf_addf(b, ",\"facts\":%lld", (long long)f->facts);
	if (first) {
		json_number(b, "first_closed", first->fact, E4);
		buf_addf(b, ",\"first_closed_facts\":%lld", (long long)first->facts);
	}
	if (kpi->direction == DIRECTION_BAND) {
		json_number(b, "low", (struct ratio){ kpi->low_e4, E4 }, E4);
		json_number(b, "high", (struct ratio){ kpi->high_e4, E4 }, E4);
		json_number(b, "deviation_ppm", figures_deviation(kpi, f), PPM);
		json_number(b, "attainment_ppm", figures_attainment(kpi, f), PPM);
	}
	if (f->has_plan) {
		json_number(b, "plan", (struct ratio){ f->target_e4, E4 }, E4);
		json_number(b, "attainment_ppm", figures_attainment(kpi, f), PPM);
		if (is_by_convention(f))
			kpi_conventions_add_json(kpi, b);
	}
	if ((f->has_plan || kpi->direction == DIRECTION_BAND) && is_over(k))
		json_text(b, "status", figures_status(kpi, f));
	if (f->has_plan && kpi->additive) {
		json_number(b, "expected", f->expected, E4);
		json_number(b, "deviation_ppm", figures_deviation(kpi, f), PPM);
		json_number(b, "run_rate", figures_run_rate(kpi, f), E4);
		json_number(b, "landing", figures_landing(kpi, f), E4);
		json_number(b, "required_rate", figures_required_rate(kpi, f), E4);
	}
	kpi_note_add_json(&k->note, b);
	if (k->chart) {
		struct course course = course_of(k, scope, n);

		course_add_json(&course, b);
	}
	buf_adds(b, STR("}\n"));
	common_flush_large(b);
}

/* ---- what stands under the table ---- */

/* Is a whole shown with its parts: scopes of several kinds, or of one that has units or members of all levels? */
static void note_parts(struct kpi_args *k, uint32_t kind)
{
	const struct scope_kind *s = &k->m->scope_kinds[kind];

	if (k->first_kind == NONE)
		k->first_kind = kind;
	k->with_parts = k->with_parts || (kind != k->first_kind && !k->scope);
	for (uint32_t i = 0; i < s->dim_count && !k->scope; i++)
		k->with_parts =
			k->with_parts || (s->dims[i].kind != DIM_SELLER && s->dims[i].level == NONE && s->dims[i].only == NONE);
}

static void add_foot(struct kpi_args *k)
{
	kpi_note_add_foot(&k->notes, k->common.language, &k->out);
	kpi_conventions_say(&k->conventions, &k->words, &k->out);
	if (k->with_parts)
		kpi_names_say(&k->not_added, &k->words, "figures_not_added", &k->out);
}

static void note_row(struct kpi_args *k, uint32_t scope, uint32_t kpi, const struct figures *f)
{
	k->note = kpi_note_of(k->engine, scope, kpi, k->in, k->use_calendar);
	kpi_note_merge(&k->notes, &k->note);
	note_parts(k, figures_scope_kind(k->engine, scope));
	if (!k->m->kpis[kpi].adds_up)
		kpi_names_add(&k->not_added, kpi);
	if (is_by_convention(f))
		kpi_conventions_add(&k->conventions, k->m, kpi);
	if (k->as_of == DAY_NONE)
		return;
	k->first_as_of = k->as_of < k->first_as_of ? k->as_of : k->first_as_of;
	k->last_as_of = k->as_of > k->last_as_of ? k->as_of : k->last_as_of;
}

static void take_scope(struct kpi_args *k, uint32_t scope)
{
	turn_to_scope(k, scope);
	for (uint32_t n = 0; n < k->m->kpi_count; n++) {
		struct figures f, first;
		bool restated;

		if (k->only_kpi != NONE && n != k->only_kpi)
			continue;
		figures_to_date(k->engine, scope, n, k->in, k->use_calendar, LEVEL_TARGET, k->as_of, &f);
		restated = is_whole(k) && figures_first_closed(k->engine, scope, n, k->in, &first) == FIRST_CLOSED_RESTATED;
		if (f.fact.den == 0 && !f.has_plan && !restated)
			continue;
		note_row(k, scope, n, &f);
		k->printed++;
		k->restated += restated;
		if (k->common.json)
			add_json(k, scope, n, &f, restated ? &first : NULL);
		else
			add_row(k, scope, n, &f, restated ? &first : NULL);
		if (k->chart && !k->common.json)
			*ARRAY_ADD(k->rows) = (struct kpi_row){ scope, n, k->as_of, f };
	}
}

/* Without a kind: the units, as the shortest answer to "how are we doing". */
static bool kind_is_wanted(const struct kpi_args *k, uint32_t kind)
{
	const struct scope_kind *s = &k->m->scope_kinds[kind];

	return k->only_kind != NONE ? kind == k->only_kind : k->scope ? true : s->dim_count == 1 && s->dims[0].kind == DIM_UNIT;
}

static int show(struct kpi_args *k)
{
	struct buf id = { 0 };

	if (!k->common.json)
		add_head(k);
	for (uint32_t kind = 0; kind < k->m->scope_kind_count; kind++) {
		if (!kind_is_wanted(k, kind))
			continue;
		for (uint32_t s = 0; s < figures_scope_count(k->engine); s++) {
			if (figures_scope_kind(k->engine, s) != kind)
				continue;
			buf_clear(&id);
			figures_scope_id(k->engine, s, &id);
			if (!k->scope || str_eq(buf_str(&id), str_of(k->scope)))
				take_scope(k, s);
		}
	}
	if (!k->common.json)
		known_add(&k->chronicle.known, &k->words, k->engine, &k->out);
	if (!k->common.json && k->printed > 0) {
		add_days(k);
		grid_print(&k->table, &k->common, CELL_FACT, CELL_STATUS - 1, k->restated > 0 ? CELLS : CELL_FIRST_CLOSED,
			   &k->out);
		add_foot(k);
		if (k->chart)
			print_charts(k);
	}
	if (!k->common.json && k->printed == 0) {
		catalog_say(&k->out, k->common.language, "no_figures", NULL, 0);
		buf_addc(&k->out, '\n');
	}
	common_flush(&k->out);
	buf_free(&id);
	return k->printed > 0 ? STATUS_OK : STATUS_NO;
}

static const struct argp_option options[] = {
	{ "scope-kind", KEY_SCOPE_KIND, "KIND", 0, "seller, branch...; default the units", 0 },
	{ "scope", KEY_SCOPE, "ID", 0, "One scope; of a cross A|B", 0 },
	{ "kpi", KEY_KPI, "KPI", 0, "One KPI", 0 },
	{ "period", KEY_PERIOD, "PERIOD", 0,
	  "2026-11, 2026-Q4, 2026-W47, 2026, of a fiscal year FY2026-Q4, FY2026; default the month in which the log ends", 0 },
	{ "period-kind", KEY_PERIOD_KIND, "KIND", 0, "week, month, quarter, year, or a custom one", 0 },
	{ "day", KEY_DAY, "DAY", 0, "As of the end of this day; default today, or the whole of a period that is over", 0 },
	{ "calendar", KEY_CALENDAR, "CODE", 0, "For plan to date; default the plan's own", 0 },
	{ "chart", KEY_CHART, NULL, 0,
	  "Draw too: fact against plan from day to day for at most four rows, deviations as bars for several; with --json the "
	  "days' "
	  "figures",
	  0 },
	{ 0 },
};

int cmd_kpi(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = { options,
					  parse,
					  CHRONICLE_USAGE,
					  "Shows figures against their plans, of a file's history or of a company in Redis:\n"
					  "sdmctl kpi --company acme --scope-kind seller --kpi revenue --period 2026-10",
					  children,
					  NULL,
					  NULL };
	struct kpi_args k = { .table = { .columns = CELLS },
			      .first_as_of = DAY_NONE,
			      .last_as_of = DAY_MIN,
			      .first_kind = NONE,
			      .notes = { .given_until = DAY_NONE } };
	struct err err;
	int status;

	common_init(&k.common);
	argp_parse(&argp, argc, argv, 0, NULL, &k);
	status = chronicle_open(&k.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = resolve(&k, &err) < 0 ? common_complain(STATUS_USAGE, "%s", err.text) : show(&k);
	chronicle_close(&k.chronicle);
	grid_free(&k.table);
	ARRAY_FREE(k.rows);
	ARRAY_FREE(k.not_added);
	buf_free(&k.out);
	return status;
}
