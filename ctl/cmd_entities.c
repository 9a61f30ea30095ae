/* sdmctl entities: deals, clients, invoices: how they stand, and what became of each. */
#include "ctl/chronicle.h"
#include "ctl/commands.h"
#include "ctl/entitycourse.h"
#include "ctl/grid.h"
#include "ctl/json.h"
#include "ctl/when.h"
#include "model/spot.h"
#include "rules/figures.h"
#include <string.h>

enum {
	KEY_OPEN = 0x2000,
	KEY_CLOSED,
	KEY_ALL,
	KEY_STAGE,
	KEY_SELLER,
	KEY_UNIT,
	KEY_OVER_AGE,
	KEY_OVERDUE,
	KEY_NO_STEP,
	KEY_SILENT,
	KEY_SORT,
	KEY_LIMIT,
	KEY_DAY,
};
enum { WORDS_MAX = 3 };
#define NO_ORDER ((enum entity_order)(ENTITY_BY_KEY + 1))

struct entities_args {
	struct common common;
	struct chronicle chronicle;
	unsigned word_count; /* seen so far */
	bool has_source;     /* the first of them */
	const char *kind, *key;
	const char *stage, *seller, *unit, *day;
	struct entity_filter filter;
	enum entity_order order;
	uint64_t limit;       /* 0: all */
	const char *for_list; /* an option given that makes no sense elsewhere */
	/* resolved */
	const struct model *m;
	struct wordbook words;
	struct entitylist list;
	struct buf out;
};

static const struct argp_option options[] = {
	{ "open", KEY_OPEN, NULL, 0, "Those that are open (default)", 0 },
	{ "closed", KEY_CLOSED, NULL, 0, "Those that are won, lost or paid", 0 },
	{ "all", KEY_ALL, NULL, 0, "Both", 0 },
	{ "stage", KEY_STAGE, "CODE", 0, "Only in this stage", 0 },
	{ "seller", KEY_SELLER, "CODE", 0, "Only of this seller", 0 },
	{ "unit", KEY_UNIT, "CODE", 0, "Only of sellers who are in this unit, or in one below it, on that day", 0 },
	{ "over-age", KEY_OVER_AGE, NULL, 0, "Only those that are longer in their stage than it allows", 0 },
	{ "overdue", KEY_OVERDUE, NULL, 0, "Only those that are past what they were due on", 0 },
	{ "no-step", KEY_NO_STEP, NULL, 0, "Only those without a next step, or with one that lies in the past", 0 },
	{ "silent", KEY_SILENT, NULL, 0, "Only those of which nothing was heard for too long", 0 },
	{ "sort", KEY_SORT, "BY", 0, "amount (default where there is one), age, due or key", 0 },
	{ "limit", KEY_LIMIT, "N", 0, "At most N; default 0: all. The totals are those of all", 0 },
	{ "day", KEY_DAY, "DAY", 0, "As known at the end of this day by the events up to it; default today", 0 },
	{ 0 },
};

/* ---- the command line ---- */
/* SOURCE KIND [KEY]; the company may be named by an option or the environment instead. Options have been read by now. */
static void take_word(struct argp_state *state, struct entities_args *x, const char *word)
{
	int all = 1 + state->argc - state->next;
	const char *company = x->common.company;

	if (x->word_count++ == 0) {
		x->has_source = x->chronicle.model_count > 0 || !company || all == WORDS_MAX || strcmp(word, company) == 0;
		if (x->has_source && x->chronicle.model_count > 0)
			x->chronicle.file = word;
		else if (x->has_source)
			x->common.company = word;
		if (x->has_source)
			return;
	}
	if (!x->kind)
		x->kind = word;
	else if (!x->key)
		x->key = word;
	else
		argp_error(state, "one company or file, one kind and one key at a time");
}

static void take_order(struct argp_state *state, struct entities_args *x, const char *arg)
{
	static const char *const names[] = {
		[ENTITY_BY_AMOUNT] = "amount", [ENTITY_BY_AGE] = "age", [ENTITY_BY_DUE] = "due", [ENTITY_BY_KEY] = "key"
	};

	for (int i = 0; i <= ENTITY_BY_KEY; i++) {
		if (strcmp(arg, names[i]) != 0)
			continue;
		x->order = (enum entity_order)i;
		return;
	}
	argp_error(state, "--sort: expected amount, age, due or key, got \"%s\"", arg);
}

static error_t parse_filter(int key, char *arg, struct argp_state *state)
{
	struct entities_args *x = state->input;

	switch (key) {
	case KEY_OPEN:
		x->filter.state = ENTITY_OPEN;
		return 0;
	case KEY_CLOSED:
		x->filter.state = ENTITY_CLOSED;
		return 0;
	case KEY_ALL:
		x->filter.state = ENTITY_ALL;
		return 0;
	case KEY_STAGE:
		x->stage = arg;
		return 0;
	case KEY_SELLER:
		x->seller = arg;
		return 0;
	case KEY_UNIT:
		x->unit = arg;
		return 0;
	case KEY_OVER_AGE:
		x->filter.over_age = true;
		return 0;
	case KEY_OVERDUE:
		x->filter.overdue = true;
		return 0;
	case KEY_NO_STEP:
		x->filter.no_step = true;
		return 0;
	case KEY_SILENT:
		x->filter.silent = true;
		return 0;
	case KEY_SORT:
		take_order(state, x, arg);
		return 0;
	case KEY_LIMIT:
		x->limit = (uint64_t)common_number(state, "--limit", arg, 0, INT64_C(1000000000));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Which of the options of a list the key is; NULL: none of them. */
static const char *option_of_list(int key)
{
	for (size_t i = 0; options[i].name; i++)
		if (options[i].key == key && key != KEY_DAY)
			return options[i].name;
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct entities_args *x = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		x->chronicle.common = &x->common;
		common_children(state, 3, &x->common);
		state->child_inputs[3] = &x->chronicle;
		return 0;
	case KEY_DAY:
		x->day = arg;
		return 0;
	case ARGP_KEY_ARG:
		take_word(state, x, arg);
		return 0;
	case ARGP_KEY_END:
		if ((x->key || !x->kind) && x->for_list)
			argp_error(state, "--%s is for the list of a kind%s", x->for_list, x->key ? ", not for one entity" : "");
		return 0;
	default:
		if (option_of_list(key))
			x->for_list = option_of_list(key);
		return parse_filter(key, arg, state);
	}
}

/* ---- what was asked for ---- */
static int resolve_kind(struct entities_args *x, struct err *err)
{
	struct nearest near = { .wanted = str_of(x->kind) };

	x->list.kind = model_entity_kind(x->m, str_of(x->kind));
	if (x->list.kind != NONE)
		return 0;
	for (uint32_t i = 0; i < x->m->entity_kind_count; i++)
		nearest_offer(&near, x->m->entity_kinds[i].code);
	return err_set(err, "no kind \"%s\" in entities.yaml%s", x->kind, nearest_text(&near));
}

static int resolve_stage(struct entities_args *x, const struct entity_kind *k, struct err *err)
{
	struct nearest near = { .wanted = str_of(x->stage) };

	for (uint32_t i = 0; x->stage && i < k->stage_count; i++) {
		if (str_eq(k->stages[i].code, near.wanted))
			x->filter.stage = i;
		nearest_offer(&near, k->stages[i].code);
	}
	if (x->stage && x->filter.stage == NONE)
		return err_set(err, "no stage \"%s\" of %s%s", x->stage, x->kind, nearest_text(&near));
	return 0;
}

static int resolve_seller(struct entities_args *x, struct err *err)
{
	struct nearest near = { .wanted = str_of(x->seller) };

	for (uint32_t i = 0; x->seller && i < x->m->seller_count; i++) {
		if (str_eq(x->m->sellers[i].code, near.wanted))
			x->filter.seller = i;
		nearest_offer(&near, x->m->sellers[i].code);
	}
	if (x->seller && x->filter.seller == NONE)
		return err_set(err, "no seller \"%s\" in the model%s", x->seller, nearest_text(&near));
	return 0;
}

static int resolve_unit(struct entities_args *x, struct err *err)
{
	struct nearest near = { .wanted = str_of(x->unit) };

	for (uint32_t i = 0; x->unit && i < x->m->unit_count; i++) {
		if (str_eq(x->m->units[i].code, near.wanted))
			x->filter.unit = i;
		nearest_offer(&near, x->m->units[i].code);
	}
	if (x->unit && x->filter.unit == NONE)
		return err_set(err, "no unit \"%s\" in the model%s", x->unit, nearest_text(&near));
	return 0;
}

/* What is asked of a kind it must have, and may show. */
static int resolve_sight(struct entities_args *x, struct err *err)
{
	const struct entity_sight has = entity_sight_of(x->m, x->list.kind);
	const struct {
		bool asked, has;
		const char *option, *what;
	} needs[] = {
		{ x->stage != NULL, has.stage, "--stage", "stages" },
		{ x->filter.over_age, has.over_age, "--over-age", "stage with max_days" },
		{ x->filter.overdue, has.due, "--overdue", "due date" },
		{ x->filter.no_step, has.next_step, "--no-step", "next step" },
		{ x->filter.silent, has.silence, "--silent", "silent_after" },
		{ x->order == ENTITY_BY_AMOUNT, has.amount, "--sort amount", "amount" },
		{ x->order == ENTITY_BY_DUE, has.due, "--sort due", "due date" },
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (needs[i].asked && !needs[i].has)
			return err_set(err, "%s: %s has no %s to be shown", needs[i].option, x->kind, needs[i].what);
	if (x->order == NO_ORDER)
		x->order = has.amount ? ENTITY_BY_AMOUNT : ENTITY_BY_AGE;
	return 0;
}

static int resolve(struct entities_args *x, struct err *err)
{
	x->list.engine = x->chronicle.turn->engine;
	x->m = engine_model(x->list.engine);
	x->words = (struct wordbook){ .language = x->common.language, .model = x->m };
	if (when_day(x->day, &x->list.day, err) < 0)
		return -1;
	if (!x->day)
		x->list.day = figures_today(x->list.engine, NONE);
	if (!x->kind)
		return 0;
	return resolve_kind(x, err) < 0 || resolve_sight(x, err) < 0 ||
			       resolve_stage(x, &x->m->entity_kinds[x->list.kind], err) < 0 || resolve_seller(x, err) < 0 ||
			       resolve_unit(x, err) < 0
		       ? -1
		       : 0;
}

/* ---- the answers ---- */
static void say_line(struct entities_args *x, const char *key, const char *name, struct str text)
{
	catalog_say(&x->out, x->common.language, key, &(struct catalog_arg){ name, text }, 1);
	buf_addc(&x->out, '\n');
}

static void say_nothing_known(struct entities_args *x)
{
	struct buf day = { 0 };

	if (x->list.day != DAY_NONE)
		catalog_add_day(&day, x->common.language, x->list.day);
	say_line(x, x->list.day == DAY_NONE ? "entities_none" : "entities_none_by", "day", buf_str(&day));
	buf_free(&day);
}

/* Open ones were asked for, for nobody said otherwise, and all are closed: that is no failure. */
static bool is_plain(const struct entities_args *x)
{
	const struct entity_filter *f = &x->filter;

	return f->state == ENTITY_OPEN && f->stage == NONE && f->seller == NONE && f->unit == NONE && !f->over_age &&
	       !f->overdue && !f->no_step && !f->silent;
}

static int show_none(struct entities_args *x)
{
	struct buf n = { 0 };
	bool plain = is_plain(x);

	catalog_add_whole(&n, x->common.language, (int64_t)x->list.known);
	if (x->common.json)
		;
	else if (x->list.known == 0)
		say_nothing_known(x);
	else if (plain)
		say_line(x, "entities_none_open", "n", buf_str(&n));
	else
		say_line(x, "nothing_matches", "n", buf_str(&n));
	buf_free(&n);
	return x->list.known == 0 || plain ? STATUS_OK : STATUS_NO;
}

static int show_list(struct entities_args *x, const struct entityshow *s)
{
	size_t count;

	entitylist_read(&x->list, &x->filter, x->order);
	count = x->limit > 0 && x->limit < x->list.rows.count ? x->limit : x->list.rows.count;
	if (x->list.rows.count == 0)
		return show_none(x);
	for (size_t i = 0; i < count && x->common.json; i++) {
		buf_addc(&x->out, '{');
		entityshow_json(s, &x->list.rows.at[i]);
		buf_adds(&x->out, STR("}\n"));
		common_flush_large(&x->out);
	}
	if (!x->common.json) {
		entityshow_table(s, x->filter.state, count);
		entityshow_totals(s, count);
	}
	return STATUS_OK;
}

/* Keys are told as near only where they may be told at all. */
static int complain_unknown(const struct entities_args *x)
{
	struct nearest near = { .wanted = str_of(x->key) };

	for (uint32_t n = 0; n < entity_count(x->list.engine, x->list.kind) && x->list.sight.key; n++)
		nearest_offer(&near, entity_key(x->list.engine, x->list.kind, n));
	return common_complain(STATUS_NO, "no %s \"%s\"%s", x->kind, x->key, nearest_text(&near));
}

static int show_one(struct entities_args *x, const struct entityshow *s)
{
	struct entity_row row = { .number = entity_find(x->list.engine, x->list.kind, str_of(x->key)) };
	struct arena *scratch = arena_new();
	bool seen;

	x->list.sight = entity_sight_of(x->m, x->list.kind);
	seen = row.number != NONE && entity_look(x->list.engine, x->list.kind, row.number, x->list.day, scratch, &row.is);
	arena_free(scratch);
	if (row.number == NONE)
		return complain_unknown(x);
	if (!seen)
		return common_complain(STATUS_NO, "%s \"%s\" had not been heard of by then", x->kind, x->key);
	row.key = entity_key(x->list.engine, x->list.kind, row.number);
	*ARRAY_ADD(x->list.rows) = row;
	if (!x->common.json) {
		entityshow_table(s, row.is.open ? ENTITY_OPEN : ENTITY_CLOSED, 1);
		entitycourse_add(s, &row);
		return STATUS_OK;
	}
	buf_addc(&x->out, '{');
	entityshow_json(s, &row);
	entitycourse_json(s, &row);
	buf_adds(&x->out, STR("}\n"));
	return STATUS_OK;
}

/* ---- the kinds, where none is named ---- */
static void add_kind_json(struct entities_args *x, const struct entity_kind *k)
{
	buf_addc(&x->out, '{');
	json_text(&x->out, "kind", k->code);
	json_text(&x->out, "title", k->title.in[x->common.language]);
	json_day(&x->out, "day", x->list.day);
	json_whole(&x->out, "open", (int64_t)x->list.rows.count);
	json_whole(&x->out, "all", (int64_t)x->list.known);
	buf_adds(&x->out, STR("}\n"));
}

static void add_kind(struct entities_args *x, const struct entity_kind *k, struct grid *g)
{
	grid_row_begin(g);
	buf_adds(&g->text, k->code);
	grid_cell_end(g);
	buf_adds(&g->text, k->title.in[x->common.language]);
	grid_cell_end(g);
	catalog_add_whole(&g->text, x->common.language, (int64_t)x->list.rows.count);
	grid_cell_end(g);
	catalog_add_whole(&g->text, x->common.language, (int64_t)x->list.known);
	grid_cell_end(g);
}

static int show_kinds(struct entities_args *x)
{
	static const char *const heads[] = { "entities_head_kind", "entities_head_title", "entities_head_open",
					     "entities_head_all" };
	struct grid g = { .columns = sizeof(heads) / sizeof(*heads) };

	grid_row_begin(&g);
	for (unsigned i = 0; i < g.columns; i++) {
		catalog_say(&g.text, x->common.language, heads[i], NULL, 0);
		grid_cell_end(&g);
	}
	for (uint32_t k = 0; k < x->m->entity_kind_count; k++) {
		entitylist_free(&x->list);
		x->list.known = 0;
		x->list.kind = k;
		entitylist_read(&x->list, &x->filter, ENTITY_BY_KEY);
		if (x->common.json)
			add_kind_json(x, &x->m->entity_kinds[k]);
		else
			add_kind(x, &x->m->entity_kinds[k], &g);
	}
	if (!x->common.json && x->m->entity_kind_count > 0)
		grid_print(&g, &x->common, 2, 3, g.columns, &x->out);
	else if (!x->common.json)
		say_line(x, "entities_no_kinds", "n", (struct str){ 0 });
	grid_free(&g);
	return STATUS_OK;
}

static int show(struct entities_args *x)
{
	const struct entityshow s = { &x->common, &x->words, &x->list, &x->out };
	int status = !x->kind ? show_kinds(x) : x->key ? show_one(x, &s) : show_list(x, &s);

	common_flush(&x->out);
	return status;
}

int cmd_entities(int argc, char **argv)
{
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, COMMON_MODEL, CHRONICLE_CHILD, { 0 } };
	static const struct argp argp = {
		options,
		parse,
		"COMPANY [KIND [KEY]]\nFILE --model DIR [KIND [KEY]]",
		"Lists deals, clients, invoices and the like as they stand; of one its history; without a kind, the kinds:\n"
		"sdmctl entities acme deal --overdue --sort due; sdmctl entities acme deal D-17",
		children,
		NULL,
		NULL
	};
	struct entities_args x = { .filter = { .stage = NONE, .seller = NONE, .unit = NONE }, .order = NO_ORDER };
	struct err err;
	int status;

	common_init(&x.common);
	argp_parse(&argp, argc, argv, 0, NULL, &x);
	status = chronicle_open(&x.chronicle, 0, -1);
	if (status == STATUS_OK)
		status = resolve(&x, &err) < 0 ? common_complain(STATUS_USAGE, "%s", err.text) : show(&x);
	entitylist_free(&x.list);
	chronicle_close(&x.chronicle);
	buf_free(&x.out);
	return status;
}
