/* sdmctl goals: how far a scope has come with the goals of the strategy, KPI by KPI. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/grid.h"
#include "ctl/json.h"
#include "ctl/kpi_note.h"
#include "ctl/when.h"
#include "rules/goal.h"
#include "rules/period.h"

enum { KEY_SCOPE = 0x2800, KEY_PERIOD, KEY_PERIOD_KIND, KEY_DAY };
enum { COLUMNS = 4 };

struct goals_args {
	struct common common;
	struct chronicle chronicle;
	const char *scope_text, *period_text, *period_kind, *day_text;
	/* resolved */
	const struct engine *engine;
	const struct model *m;
	uint32_t scope;
	struct period period;
	int32_t day;
	struct grid table;
	struct kpi_conventions conventions;
	struct buf out;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct goals_args *g = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		g->chronicle.common = &g->common;
		common_children(state, 3, &g->common);
		state->child_inputs[3] = &g->chronicle;
		return 0;
	case KEY_SCOPE:
		g->scope_text = arg;
		return 0;
	case KEY_PERIOD:
		g->period_text = arg;
		return 0;
	case KEY_PERIOD_KIND:
		g->period_kind = arg;
		return 0;
	case KEY_DAY:
		g->day_text = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int resolve(struct goals_args *g, struct err *err)
{
	g->engine = g->chronicle.turn->engine;
	g->m = engine_model(g->engine);
	if (when_scope(g->engine, g->scope_text, &g->scope, err) < 0 ||
	    when_period(g->engine, g->period_kind, g->period_text, &g->period, err) < 0 ||
	    when_day(g->day_text, &g->day, err) < 0)
		return -1;
	g->day = when_as_of(g->engine, g->scope, g->day, g->period);
	g->day = g->day == DAY_NONE ? period_to(g->m, g->period) - 1 : g->day;
	return 0;
}

static bool weighs(const struct goals_args *g, uint32_t weight, uint32_t goal)
{
	const struct goal_weight *w = &g->m->goal_weights[weight];

	return w->goal == goal && g->day >= w->from && g->day < w->to;
}

/* ---- for people ---- */
static void cell_percent(struct goals_args *g, struct ratio r)
{
	int64_t ppm;

	if (ratio_scaled(r, PPM, &ppm))
		catalog_add_percent(&g->table.text, g->common.language, ppm, 1);
	else
		catalog_say(&g->table.text, g->common.language, "status_no_data", NULL, 0);
	grid_cell_end(&g->table);
}

static void row(struct goals_args *g, struct str goal, struct str kpi, int64_t weight_ppm, struct ratio attainment)
{
	grid_row_begin(&g->table);
	buf_adds(&g->table.text, goal);
	grid_cell_end(&g->table);
	buf_adds(&g->table.text, kpi);
	grid_cell_end(&g->table);
	cell_percent(g, (struct ratio){ weight_ppm, PPM });
	cell_percent(g, attainment);
}

static void goal_rows(struct goals_args *g, uint32_t goal)
{
	enum language l = g->common.language;

	row(g, g->m->goals[goal].title.in[l], STR(""), PPM, goal_attainment(g->engine, goal, g->scope, g->period, g->day));
	for (uint32_t i = 0; i < g->m->goal_weight_count; i++) {
		const struct goal_weight *w = &g->m->goal_weights[i];
		if (!weighs(g, i, goal))
			continue;
		row(g, STR(""), g->m->kpis[w->kpi].title.in[l], w->weight_ppm,
		    goal_part(g->engine, w->kpi, g->scope, g->period, g->day));
		kpi_conventions_add(&g->conventions, g->m, w->kpi);
	}
}

static void show_table(struct goals_args *g)
{
	static const char *const heads[COLUMNS] = { "goals_head_goal", "goals_head_kpi", "goals_head_weight",
						    "goals_head_attainment" };
	struct wordbook words = { .language = g->common.language, .model = g->m };

	grid_row_begin(&g->table);
	for (unsigned i = 0; i < COLUMNS; i++) {
		catalog_say(&g->table.text, g->common.language, heads[i], NULL, 0);
		grid_cell_end(&g->table);
	}
	for (uint32_t i = 0; i < g->m->goal_count; i++)
		goal_rows(g, i);
	grid_print(&g->table, &g->common, 2, 3, COLUMNS, &g->out);
	kpi_conventions_say(&g->conventions, &words, &g->out);
}

/* ---- for programs ---- */
static void goal_json(struct goals_args *g, uint32_t goal)
{
	struct buf *b = &g->out, text = { 0 };
	bool any = false;

	buf_addc(b, '{');
	json_text(b, "goal", g->m->goals[goal].code);
	json_text(b, "scope", str_of(g->scope_text));
	period_add(g->m, g->period, &text);
	json_text(b, "period", buf_str(&text));
	json_day(b, "day", g->day);
	json_number(b, "attainment_ppm", goal_attainment(g->engine, goal, g->scope, g->period, g->day), PPM);
	json_name(b, "parts");
	buf_addc(b, '[');
	for (uint32_t i = 0; i < g->m->goal_weight_count; i++) {
		const struct goal_weight *w = &g->m->goal_weights[i];
		if (!weighs(g, i, goal))
			continue;
		buf_adds(b, any ? STR(",{") : STR("{"));
		json_text(b, "kpi", g->m->kpis[w->kpi].code);
		json_whole(b, "weight_ppm", w->weight_ppm);
		json_number(b, "attainment_ppm", goal_part(g->engine, w->kpi, g->scope, g->period, g->day), PPM);
		kpi_conventions_add_json(&g->m->kpis[w->kpi], b);
		buf_addc(b, '}');
		any = true;
	}
	buf_adds(b, STR("]}\n"));
	buf_free(&text);
}

static int show(struct goals_args *g)
{
	if (!g->m->goal_count)
		return common_complain(STATUS_NO, "the model has no goals: it has no strategy.yaml");
	for (uint32_t i = 0; g->common.json && i < g->m->goal_count; i++)
		goal_json(g, i);
	if (!g->common.json)
		show_table(g);
	common_flush(&g->out);
	return STATUS_OK;
}

static const struct argp_option options[] = {
	{ "scope", KEY_SCOPE, "KIND=ID", 0, "Whose figures: seller=s.vlasov, branch=msk; of a cross A|B", 0 },
	{ "period", KEY_PERIOD, "PERIOD", 0, "2026-11, 2026-Q4...; default the month in which the log ends", 0 },
	{ "period-kind", KEY_PERIOD_KIND, "KIND", 0, "week, month, quarter, year, or a custom one", 0 },
	{ "day", KEY_DAY, "DAY", 0, "As known at the end of this day; default today, or the whole of a period that is over", 0 },
	{ 0 },
};

int cmd_goals(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = { options,
					  parse,
					  CHRONICLE_USAGE,
					  "How far a scope has come with the goals of the strategy:\n"
					  "sdmctl goals --company acme --scope branch=msk --period 2026-10",
					  children,
					  NULL,
					  NULL };
	struct goals_args g = { .table = { .columns = COLUMNS } };
	struct err err;
	int status;

	common_init(&g.common);
	argp_parse(&argp, argc, argv, 0, NULL, &g);
	status = chronicle_open(&g.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = resolve(&g, &err) < 0 ? common_complain(STATUS_USAGE, "%s", err.text) : show(&g);
	chronicle_close(&g.chronicle);
	grid_free(&g.table);
	buf_free(&g.out);
	return status;
}
