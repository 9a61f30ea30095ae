/* sdmctl staff: units with their positions and vacancies, and sellers with what the model says of them on a day. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/grid.h"
#include "ctl/json.h"
#include "ctl/when.h"
#include "rules/level.h"
#include "rules/org.h"
#include "rules/period.h"
#include "rules/staffing.h"

enum { KEY_DAY = 0x2700, KEY_UNIT };
enum { UNIT_COLUMNS = 6, SELLER_COLUMNS = 7 };

struct staff_args {
	struct common common;
	struct chronicle chronicle;
	const char *day, *unit;
	/* resolved */
	const struct model *m;
	int32_t on;
	uint32_t of; /* unit */
	struct grid table;
	struct buf out;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct staff_args *s = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		s->chronicle.common = &s->common;
		common_children(state, 3, &s->common);
		state->child_inputs[3] = &s->chronicle;
		return 0;
	case KEY_DAY:
		s->day = arg;
		return 0;
	case KEY_UNIT:
		s->unit = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool is_in(const struct staff_args *s, uint32_t unit)
{
	uint32_t path[ORG_DEPTH];
	int32_t from = DAY_MIN, to = DAY_NONE;
	uint32_t length = unit == NONE ? 0 : org_path(s->m, unit, s->on, path, &from, &to);

	for (uint32_t i = 0; i < length; i++)
		if (path[i] == s->of)
			return true;
	return false;
}

/* ---- for people ---- */
static void table_begin(struct staff_args *s, const char *const *heads, unsigned count)
{
	struct buf key = { 0 };

	grid_free(&s->table);
	s->table = (struct grid){ .columns = count };
	grid_row_begin(&s->table);
	for (unsigned i = 0; i < count; i++) {
		buf_clear(&key);
		buf_addf(&key, "staff_head_%s", heads[i]);
		catalog_say(&s->table.text, s->common.language, key.ptr, NULL, 0);
		grid_cell_end(&s->table);
	}
	buf_free(&key);
}

static void cell_text(struct staff_args *s, struct str text)
{
	buf_adds(&s->table.text, text);
	grid_cell_end(&s->table);
}

static void cell_e4(struct staff_args *s, int64_t e4, unsigned decimals)
{
	catalog_add_e4(&s->table.text, s->common.language, e4, decimals);
	grid_cell_end(&s->table);
}

static void unit_row(struct staff_args *s, uint32_t unit)
{
	struct staffing x = staffing_of(s->m, unit, s->on);

	grid_row_begin(&s->table);
	cell_text(s, s->m->units[unit].title.in[s->common.language]);
	cell_e4(s, x.sellers * E4, 0);
	cell_e4(s, x.positions * E4, 0);
	cell_e4(s, x.fte_e4, x.fte_e4 % E4 ? 2 : 0);
	cell_e4(s, x.vacancies * E4, 0);
	cell_e4(s, x.vacant_fte_e4, x.vacant_fte_e4 % E4 ? 2 : 0);
}

static void cell_below_floor(struct staff_args *s, uint32_t seller)
{
	const struct model *m = s->m;
	struct buf *b = &s->table.text;
	bool any = false;

	for (uint32_t i = 0; i < m->competency_count; i++) {
		uint32_t rating = staffing_rating(m, seller, i, s->on);
		if (!rating || rating >= m->competencies[i].floor)
			continue;
		buf_addf(b, "%s%.*s %u", any ? ", " : "", STR_ARG(m->competencies[i].title.in[s->common.language]), rating);
		any = true;
	}
	grid_cell_end(&s->table);
}

static void seller_row(struct staff_args *s, uint32_t seller)
{
	const struct model *m = s->m;
	enum language l = s->common.language;
	uint32_t level = level_on(m, seller, s->on), month = level_ramp_month(m, seller, s->on);
	uint32_t position = staffing_held(m, seller, s->on);

	grid_row_begin(&s->table);
	cell_text(s, m->sellers[seller].title.in[l]);
	cell_text(s, m->units[org_unit_of(m, seller, s->on)].title.in[l]);
	cell_text(s, position == NONE ? STR("") : m->positions[position].title.in[l]);
	cell_text(s, level == NONE ? STR("") : m->levels[level].title.in[l]);
	if (month)
		buf_addf(&s->table.text, "%u", month);
	grid_cell_end(&s->table);
	if (month)
		catalog_add_percent(&s->table.text, l, level_plan_ppm(m, seller, s->on), 0);
	grid_cell_end(&s->table);
	cell_below_floor(s, seller);
}

static void show_tables(struct staff_args *s)
{
	static const char *const unit_heads[UNIT_COLUMNS] = { "unit", "sellers", "positions", "fte", "vacancies", "vacant_fte" };
	static const char *const seller_heads[SELLER_COLUMNS] = { "seller", "unit", "position",   "level",
								  "month",  "plan", "below_floor" };

	table_begin(s, unit_heads, UNIT_COLUMNS);
	for (uint32_t i = 0; i < s->m->unit_count; i++)
		if (is_in(s, i) && s->on >= s->m->units[i].from && s->on < s->m->units[i].to)
			unit_row(s, i);
	grid_print(&s->table, &s->common, 1, UNIT_COLUMNS - 1, UNIT_COLUMNS, &s->out);
	buf_addc(&s->out, '\n');
	table_begin(s, seller_heads, SELLER_COLUMNS);
	for (uint32_t i = 0; i < s->m->seller_count; i++)
		if (is_in(s, org_unit_of(s->m, i, s->on)))
			seller_row(s, i);
	grid_print(&s->table, &s->common, 4, 5, SELLER_COLUMNS, &s->out);
}

/* ---- for programs ---- */
static void unit_json(struct staff_args *s, uint32_t unit)
{
	struct staffing x = staffing_of(s->m, unit, s->on);
	struct buf *b = &s->out;
	bool any = false;

	buf_addc(b, '{');
	json_text(b, "unit", s->m->units[unit].code);
	json_day(b, "day", s->on);
	json_whole(b, "sellers", x.sellers);
	json_whole(b, "positions", x.positions);
	json_e4(b, "fte", x.fte_e4);
	json_whole(b, "vacancies", x.vacancies);
	json_e4(b, "vacant_fte", x.vacant_fte_e4);
	json_name(b, "vacant");
	buf_addc(b, '[');
	for (uint32_t i = 0; i < s->m->position_count; i++) {
		const struct position_row *p = staffing_position(s->m, i, s->on);
		if (!p || p->unit != unit || staffing_holder(s->m, i, s->on) != NONE)
			continue;
		buf_adds(b, any ? STR(",") : STR(""));
		buf_add_json(b, s->m->positions[i].code);
		any = true;
	}
	buf_adds(b, STR("]}\n"));
}

/* A member under a code of the model, which may be any text. */
static void json_code(struct buf *b, struct str code)
{
	buf_adds(b, b->ptr[b->len - 1] == '{' ? STR("") : STR(","));
	buf_add_json(b, code);
	buf_addc(b, ':');
}

static void ratings_json(struct staff_args *s, uint32_t seller)
{
	struct buf *b = &s->out;

	json_name(b, "ratings");
	buf_addc(b, '{');
	for (uint32_t i = 0; i < s->m->competency_count; i++) {
		uint32_t rating = staffing_rating(s->m, seller, i, s->on);
		if (!rating)
			continue;
		json_code(b, s->m->competencies[i].code);
		buf_add_u64(b, rating);
	}
	buf_addc(b, '}');
}

/* What the norms come to in the month up to the day. */
static void norms_json(struct staff_args *s, uint32_t seller)
{
	struct period month;
	struct buf *b = &s->out;

	json_name(b, "norms");
	buf_addc(b, '{');
	for (uint32_t k = 0; k < s->m->kpi_count && period_of(s->m, PERIOD_MONTH, s->on, &month); k++) {
		struct ratio norm = s->m->norm_count ? level_norm(s->m, seller, k, month, s->on) : (struct ratio){ 0, 0 };
		int64_t e4;
		if (!ratio_scaled(norm, E4, &e4))
			continue;
		json_code(b, s->m->kpis[k].code);
		num_add_e4(b, e4);
	}
	buf_addc(b, '}');
}

static void seller_json(struct staff_args *s, uint32_t seller)
{
	const struct model *m = s->m;
	uint32_t level = level_on(m, seller, s->on), month = level_ramp_month(m, seller, s->on);
	uint32_t position = staffing_held(m, seller, s->on);
	struct buf *b = &s->out;

	buf_addc(b, '{');
	json_text(b, "seller", m->sellers[seller].code);
	json_day(b, "day", s->on);
	json_text(b, "unit", m->units[org_unit_of(m, seller, s->on)].code);
	json_text(b, "position", position == NONE ? STR("") : m->positions[position].code);
	json_text(b, "level", level == NONE ? STR("") : m->levels[level].code);
	json_day(b, "hired", m->sellers[seller].hired);
	json_whole(b, "ramp_month", month ? (int64_t)month : -1);
	json_whole(b, "plan_ppm", level_plan_ppm(m, seller, s->on));
	json_whole(b, "norm_ppm", level_norm_ppm(m, seller, s->on));
	norms_json(s, seller);
	ratings_json(s, seller);
	buf_adds(b, STR("}\n"));
}

static void show_json(struct staff_args *s)
{
	for (uint32_t i = 0; i < s->m->unit_count; i++)
		if (is_in(s, i) && s->on >= s->m->units[i].from && s->on < s->m->units[i].to)
			unit_json(s, i);
	for (uint32_t i = 0; i < s->m->seller_count; i++)
		if (is_in(s, org_unit_of(s->m, i, s->on)))
			seller_json(s, i);
}

static int resolve(struct staff_args *s, struct err *err)
{
	const struct engine *e = s->chronicle.turn->engine;

	s->m = engine_model(e);
	for (uint32_t i = 1; s->unit && i <= s->m->unit_count; i++)
		s->of = str_eq(s->m->units[i - 1].code, str_of(s->unit)) ? i : s->of;
	if (s->unit && !s->of)
		return err_set(err, "no unit \"%s\" in the model", s->unit);
	s->of -= s->of ? 1 : 0;
	if (when_day(s->day, &s->on, err) < 0)
		return -1;
	s->on = s->on == DAY_NONE ? figures_today(e, NONE) : s->on;
	return s->on != DAY_NONE ? 0 : err_set(err, "the company has had no input yet, so that it is no day; give --day");
}

static int show(struct staff_args *s)
{
	if (s->common.json)
		show_json(s);
	else
		show_tables(s);
	common_flush(&s->out);
	return STATUS_OK;
}

static const struct argp_option options[] = {
	{ "day", KEY_DAY, "DAY", 0, "As of this day; default today", 0 },
	{ "unit", KEY_UNIT, "CODE", 0, "A unit and all below it; default the whole company", 0 },
	{ 0 },
};

int cmd_staff(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		CHRONICLE_USAGE,
		"Who is there and who is missing: positions and vacancies of units, levels, ramp and ratings "
		"of sellers:\n"
		"sdmctl staff --company acme --unit msk",
		children,
		NULL,
		NULL
	};
	struct staff_args s = { 0 };
	struct err err;
	int status;

	common_init(&s.common);
	argp_parse(&argp, argc, argv, 0, NULL, &s);
	status = chronicle_open(&s.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = resolve(&s, &err) < 0 ? common_complain(STATUS_USAGE, "%s", err.text) : show(&s);
	chronicle_close(&s.chronicle);
	grid_free(&s.table);
	buf_free(&s.out);
	return status;
}
