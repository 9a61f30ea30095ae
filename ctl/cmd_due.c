/* sdmctl due: who owes which report by when. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/grid.h"
#include "ctl/json.h"
#include "ctl/wordbook.h"
#include "rules/due.h"
#include "rules/period.h"

enum { KEY_DAY = 0x2000, KEY_DUTY, KEY_SELLER, KEY_ALL };
enum { CELL_SELLER, CELL_ASKED, CELL_DUTY, CELL_PERIOD, CELL_DUE, CELL_STATUS, CELL_CAME, CELL_LOCK, CELLS };
enum { BACK_DAYS = 30, AHEAD_DAYS = 1 };

struct due_args {
	struct common common;
	struct chronicle chronicle;
	const char *day, *duty, *seller;
	bool all;
	/* resolved */
	const struct engine *engine;
	const struct model *m;
	struct wordbook words;
	int32_t from, to;
	struct grid table;
	struct buf out;
	uint64_t printed;
	bool stood_in; /* somebody is asked for another one's report */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct due_args *d = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		d->chronicle.common = &d->common;
		common_children(state, 3, &d->common);
		state->child_inputs[3] = &d->chronicle;
		return 0;
	case KEY_DAY:
		d->day = arg;
		return 0;
	case KEY_DUTY:
		d->duty = arg;
		return 0;
	case KEY_SELLER:
		d->seller = arg;
		return 0;
	case KEY_ALL:
		d->all = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- one line ---- */
static void add_text(struct due_args *d, struct str text)
{
	buf_adds(&d->table.text, text);
	grid_cell_end(&d->table);
}

static void add_phrase(struct due_args *d, const char *prefix, const char *name)
{
	struct buf key = { 0 };

	buf_addf(&key, "%s%s", prefix, name);
	catalog_say(&d->table.text, d->common.language, key.ptr, NULL, 0);
	grid_cell_end(&d->table);
	buf_free(&key);
}

static const char *const locks[] = { [DUE_OPEN] = "", [DUE_LOCKED_SOFT] = "soft", [DUE_LOCKED_HARD] = "hard" };

static void add_row(struct due_args *d, uint32_t duty, uint32_t seller, struct period p, const struct due *x)
{
	const struct text *title = &d->m->duties[duty].title;

	grid_row_begin(&d->table);
	wordbook_add_person(&d->words, &d->table.text, d->m->sellers[seller].code);
	grid_cell_end(&d->table);
	d->stood_in = d->stood_in || x->times.asked != seller;
	if (x->times.asked != seller)
		wordbook_add_person(&d->words, &d->table.text, d->m->sellers[x->times.asked].code);
	grid_cell_end(&d->table);
	add_text(d, title->in[d->common.language]);
	period_add(d->m, p, &d->table.text);
	grid_cell_end(&d->table);
	wordbook_add_instant(&d->words, &d->table.text, x->times.due_ms);
	grid_cell_end(&d->table);
	add_phrase(d, "due_", due_status_name(x->status));
	if (x->first_ms)
		wordbook_add_instant(&d->words, &d->table.text, x->first_ms);
	grid_cell_end(&d->table);
	if (x->lock == DUE_OPEN)
		grid_cell_end(&d->table);
	else
		add_phrase(d, "due_locked_", locks[x->lock]);
}

static void json_instant(struct buf *b, const char *name, int64_t ms)
{
	struct buf text = { 0 };

	if (ms == INT64_MAX)
		return;
	instant_add(&text, ms);
	json_text(b, name, buf_str(&text));
	buf_free(&text);
}

static void add_json(struct due_args *d, uint32_t duty, uint32_t seller, struct period p, const struct due *x)
{
	struct buf *b = &d->out, period = { 0 };

	period_add(d->m, p, &period);
	buf_addc(b, '{');
	json_text(b, "seller", d->m->sellers[seller].code);
	json_text(b, "asked", d->m->sellers[x->times.asked].code);
	json_text(b, "duty", d->m->duties[duty].code);
	json_text(b, "form", d->m->duties[duty].form);
	json_text(b, "period", buf_str(&period));
	json_text(b, "status", str_of(due_status_name(x->status)));
	json_instant(b, "due", x->times.due_ms);
	json_instant(b, "late_from", x->times.late_ms);
	if (x->first_ms)
		json_instant(b, "came", x->first_ms);
	json_instant(b, "lock_soft", x->times.soft_ms);
	json_instant(b, "lock_hard", x->times.hard_ms);
	json_text(b, "locked", str_of(locks[x->lock]));
	known_add_json(&d->chronicle.known, d->engine, b);
	buf_adds(b, STR("}\n"));
	buf_free(&period);
}

/* ---- which ---- */
static bool is_wanted(const struct due_args *d, const struct due *x)
{
	if (x->times.due_day == DAY_NONE || x->times.due_day < d->from || x->times.due_day > d->to || x->status == DUE_NOT)
		return false;
	if (d->all || d->day)
		return true;
	return x->status >= DUE_EXPECTED && x->status <= DUE_MISSING && x->lock != DUE_LOCKED_HARD;
}

static void take(struct due_args *d, uint32_t duty, uint32_t seller)
{
	struct period p, last;
	struct due x;

	for (duty_periods(d->m, duty, d->from, d->to, &p, &last); p.index <= last.index; p.index++) {
		due_look(d->engine, duty, seller, p, &x);
		if (!is_wanted(d, &x))
			continue;
		d->printed++;
		if (d->common.json)
			add_json(d, duty, seller, p, &x);
		else
			add_row(d, duty, seller, p, &x);
	}
}

static int resolve(struct due_args *d, struct err *err)
{
	int32_t today;
	bool known = !d->seller;

	d->engine = d->chronicle.turn->engine;
	d->m = engine_model(d->engine);
	d->words = (struct wordbook){ .language = d->common.language, .model = d->m };
	today = figures_today(d->engine, NONE);
	if (d->duty && model_duty(d->m, str_of(d->duty)) == NONE)
		return err_set(err, "no duty \"%s\" in the schedule", d->duty);
	for (uint32_t i = 0; i < d->m->seller_count; i++)
		known = known || str_eq(d->m->sellers[i].code, str_of(d->seller));
	if (!known)
		return err_set(err, "no seller \"%s\" in the model", d->seller);
	if (d->day) {
		if (date_parse(str_of(d->day), &d->from, err) < 0)
			return err_chain(err, "--day");
		d->to = d->from;
		return 0;
	}
	if (today == DAY_NONE)
		return err_set(err, "the company has had no input yet, so that it is no day; give --day");
	d->to = today + AHEAD_DAYS;
	d->from = d->to - AHEAD_DAYS - BACK_DAYS;
	return 0;
}

static void add_head(struct due_args *d)
{
	static const char *const heads[CELLS] = { "seller", "asked", "report", "period", "due", "status", "came", "lock" };

	grid_row_begin(&d->table);
	for (int i = 0; i < CELLS; i++)
		add_phrase(d, "due_head_", heads[i]);
}

static int show(struct due_args *d)
{
	if (!d->common.json)
		add_head(d);
	for (uint32_t duty = 0; duty < d->m->duty_count; duty++)
		for (uint32_t s = 0; s < d->m->seller_count; s++)
			if ((!d->duty || str_eq(d->m->duties[duty].code, str_of(d->duty))) &&
			    (!d->seller || str_eq(d->m->sellers[s].code, str_of(d->seller))))
				take(d, duty, s);
	if (!d->common.json)
		known_add(&d->chronicle.known, &d->words, d->engine, &d->out);
	if (!d->common.json && d->printed > 0)
		grid_print(&d->table, &d->common, CELLS, 0, d->stood_in ? CELLS : CELL_ASKED, &d->out);
	if (!d->common.json && d->printed == 0) {
		catalog_say(&d->out, d->common.language, d->m->duty_count ? "due_nothing" : "due_no_schedule", NULL, 0);
		buf_addc(&d->out, '\n');
	}
	common_flush(&d->out);
	return STATUS_OK;
}

static const struct argp_option options[] = {
	{ "day", KEY_DAY, "DAY", 0, "What is due on this day, handed in or not", 0 },
	{ "duty", KEY_DUTY, "CODE", 0, "One duty of the schedule", 0 },
	{ "seller", KEY_SELLER, "ID", 0, "One seller", 0 },
	{ "all", KEY_ALL, NULL, 0, "What has been handed in, who is exempt and what is locked too", 0 },
	{ 0 },
};

int cmd_due(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		CHRONICLE_USAGE,
		"Who owes which report by when: what is missing of the last 30 days and not locked, and what is "
		"due today and tomorrow:\n"
		"sdmctl due --company acme",
		children,
		NULL,
		NULL
	};
	struct due_args d = { .table = { .columns = CELLS } };
	struct err err;
	int status;

	common_init(&d.common);
	argp_parse(&argp, argc, argv, 0, NULL, &d);
	status = chronicle_open(&d.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = resolve(&d, &err) < 0 ? common_complain(STATUS_USAGE, "%s", err.text) : show(&d);
	chronicle_close(&d.chronicle);
	grid_free(&d.table);
	buf_free(&d.out);
	return status;
}
