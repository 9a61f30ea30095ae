#include "ctl/entityshow.h"

#include "ctl/grid.h"
#include "ctl/json.h"

/* ---- the table ---- */
enum shown {
	CELL_KEY,
	CELL_STAGE,
	CELL_SELLER,
	CELL_AMOUNT,
	CELL_BALANCE,
	CELL_SINCE,
	CELL_DAYS,
	CELL_OVER,
	CELL_AGE,
	CELL_DUE,
	CELL_OVERDUE,
	CELL_CLOSED,
	CELL_STEP,
	CELL_ACTIVITY,
	CELLS
};
static const char *const heads[CELLS] = {
	NULL, /* the kind */
	"entities_head_stage",
	"due_head_seller",
	"entities_head_amount",
	"entities_head_balance",
	"entities_head_since",
	"entities_head_days",
	"entities_head_over",
	"entities_head_age",
	"due_head_due",
	"entities_head_overdue",
	"entities_head_closed",
	"entities_head_step",
	"entities_head_activity",
};
struct table {
	const struct entityshow *show;
	struct grid grid;
	bool has[CELLS];
};

static const struct entity_kind *kind_of(const struct entityshow *s)
{
	return &s->words->model->entity_kinds[s->list->kind];
}

static void columns_choose(struct table *t, enum entity_wanted state)
{
	const struct entity_sight *x = &t->show->list->sight;
	bool open = state != ENTITY_CLOSED;
	const bool has[CELLS] = {
		[CELL_KEY] = true,
		[CELL_STAGE] = x->stage,
		[CELL_SELLER] = true,
		[CELL_AMOUNT] = x->amount,
		[CELL_BALANCE] = x->balance,
		[CELL_SINCE] = x->stage,
		[CELL_DAYS] = x->stage && open,
		[CELL_OVER] = x->over_age && open,
		[CELL_AGE] = true,
		[CELL_DUE] = x->due,
		[CELL_OVERDUE] = x->due && open,
		[CELL_CLOSED] = state != ENTITY_OPEN,
		[CELL_STEP] = x->next_step && open,
		[CELL_ACTIVITY] = x->silence && open,
	};

	for (int c = 0; c < CELLS; c++) {
		t->has[c] = has[c];
		t->grid.columns += has[c];
	}
}

static void say(const struct table *t, struct buf *b, const char *key)
{
	catalog_say(b, t->show->common->language, key, NULL, 0);
}

static void add_head(struct table *t)
{
	grid_row_begin(&t->grid);
	for (int c = 0; c < CELLS; c++) {
		if (!t->has[c])
			continue;
		if (c == CELL_KEY)
			buf_adds(&t->grid.text, kind_of(t->show)->title.in[t->show->common->language]);
		else
			say(t, &t->grid.text, heads[c]);
		grid_cell_end(&t->grid);
	}
}

static void add_amount(const struct table *t, int64_t e4, struct buf *b)
{
	if (e4 != COLUMN_ABSENT)
		entityfield_add_amount(t->show->words, t->show->list->sight.amount_type, e4, b);
}

static void add_day(int32_t day, struct buf *b)
{
	if (day != DAY_NONE)
		date_add(b, day);
}

static void add_days(int32_t days, struct buf *b)
{
	if (days > 0)
		buf_add_i64(b, days);
}

static void add_step(const struct table *t, const struct entity_seen *x, struct buf *b)
{
	add_day(x->next_step, b);
	if (!x->no_step)
		return;
	if (x->next_step == DAY_NONE) {
		say(t, b, "entities_no_step");
		return;
	}
	buf_addc(b, ' ');
	say(t, b, "entities_step_passed");
}

static void add_activity(const struct table *t, const struct entity_seen *x, struct buf *b)
{
	if (!x->open)
		return;
	say(t, b, x->silent ? "entities_silent" : "entities_active");
	if (!x->silent)
		return;
	buf_addc(b, ' ');
	date_add(b, x->silent_day);
}

static void add_days_cell(enum shown c, const struct entity_seen *x, struct buf *b)
{
	switch (c) {
	case CELL_SINCE:
		add_day(x->stage_day, b);
		return;
	case CELL_DAYS:
		if (x->open && x->stage != NONE)
			buf_add_i64(b, x->stage_days);
		return;
	case CELL_OVER:
		add_days(x->over_days, b);
		return;
	case CELL_AGE:
		buf_add_i64(b, x->age_days);
		return;
	case CELL_DUE:
		add_day(x->due, b);
		return;
	case CELL_OVERDUE:
		add_days(x->overdue_days, b);
		return;
	default:
		add_day(x->closed_day, b);
	}
}

static void add_cell(struct table *t, enum shown c, const struct entity_row *row)
{
	const struct entity_kind *k = kind_of(t->show);
	const struct entity_seen *x = &row->is;
	struct buf *b = &t->grid.text;

	switch (c) {
	case CELL_KEY:
		entityshow_add_key(t->show, row->key, b);
		return;
	case CELL_STAGE:
		if (x->stage != NONE)
			buf_adds(b, k->stages[x->stage].title.in[t->show->common->language]);
		return;
	case CELL_SELLER:
		wordbook_add_person(t->show->words, b, entity_seller(t->show->list->engine, x->seller));
		return;
	case CELL_AMOUNT:
		add_amount(t, x->amount_e4, b);
		return;
	case CELL_BALANCE:
		add_amount(t, x->balance_e4, b);
		return;
	case CELL_STEP:
		add_step(t, x, b);
		return;
	case CELL_ACTIVITY:
		add_activity(t, x, b);
		return;
	default:
		add_days_cell(c, x, b);
	}
}

static unsigned cell_place(const struct table *t, enum shown c)
{
	unsigned place = 0;

	for (int i = 0; i < (int)c; i++)
		place += t->has[i];
	return place;
}

void entityshow_table(const struct entityshow *s, enum entity_wanted state, size_t count)
{
	struct table t = { .show = s };

	columns_choose(&t, state);
	add_head(&t);
	for (size_t i = 0; i < count; i++) {
		grid_row_begin(&t.grid);
		for (int c = 0; c < CELLS; c++) {
			if (!t.has[c])
				continue;
			add_cell(&t, (enum shown)c, &s->list->rows.at[i]);
			grid_cell_end(&t.grid);
		}
	}
	grid_print(&t.grid, s->common, cell_place(&t, CELL_AMOUNT), cell_place(&t, CELL_CLOSED + 1) - 1, t.grid.columns, s->out);
	grid_free(&t.grid);
}

void entityshow_add_key(const struct entityshow *s, struct str key, struct buf *b)
{
	if (s->list->sight.key)
		buf_adds(b, key);
	else
		catalog_say(b, s->common->language, "entities_personal", NULL, 0);
}

/* ---- under it ---- */
static void say_with(const struct entityshow *s, const char *key, const char *name, struct buf *text)
{
	catalog_say(s->out, s->common->language, key, &(struct catalog_arg){ name, buf_str(text) }, 1);
	buf_clear(text);
}

/* A sum that no amount can hold is not said. */
static void say_sum(const struct entityshow *s, const char *key, i128 sum, struct buf *text)
{
	if (sum < -(i128)INT64_MAX || sum > INT64_MAX)
		return;
	entityfield_add_amount(s->words, s->list->sight.amount_type, (int64_t)sum, text);
	buf_adds(s->out, STR(", "));
	say_with(s, key, "amount", text);
}

void entityshow_say_day(const struct entityshow *s)
{
	struct buf text = { 0 };

	catalog_add_day(&text, s->common->language, s->list->day);
	say_with(s, "as_of_day", "day", &text);
	buf_free(&text);
}

void entityshow_totals(const struct entityshow *s, size_t shown)
{
	const struct entitylist *l = s->list;
	struct buf text = { 0 };

	common_colour(s->common, s->out, COLOUR_DIM);
	entityshow_say_day(s);
	buf_adds(s->out, STR(": "));
	catalog_add_whole(&text, s->common->language, (int64_t)l->rows.count);
	say_with(s, "entities_total", "n", &text);
	if (l->sight.amount)
		say_sum(s, "entities_sum", l->amount, &text);
	if (l->sight.balance)
		say_sum(s, "entities_balance", l->balance, &text);
	if (shown < l->rows.count) {
		buf_adds(s->out, STR("; "));
		catalog_add_whole(&text, s->common->language, (int64_t)(l->rows.count - shown));
		say_with(s, "entities_left_out", "n", &text);
	}
	common_colour(s->common, s->out, COLOUR_PLAIN);
	buf_addc(s->out, '\n');
	buf_free(&text);
}

/* ---- for programs ---- */
static struct str state_of(const struct entity_kind *k, const struct entity_seen *x)
{
	if (x->open)
		return STR("open");
	return x->stage == NONE ? STR("paid") : stage_states[k->stages[x->stage].state];
}

static void json_amount(struct buf *b, const char *name, int64_t e4)
{
	json_number(b, name, (struct ratio){ e4, e4 == COLUMN_ABSENT ? 0 : E4 }, E4);
}

static void json_flag(struct buf *b, const char *name, bool yes)
{
	json_name(b, name);
	buf_adds(b, yes ? STR("true") : STR("false"));
}

static void add_json_open(const struct entityshow *s, const struct entity_seen *x)
{
	const struct entity_sight *sight = &s->list->sight;
	struct buf *b = s->out;

	if (sight->over_age) {
		json_flag(b, "over_age", x->over_days > 0);
		json_whole(b, "over_age_days", x->over_days);
	}
	if (sight->due)
		json_whole(b, "overdue_days", x->overdue_days);
	if (sight->next_step)
		json_flag(b, "no_step", x->no_step);
	if (!sight->silence)
		return;
	json_text(b, "activity", x->silent ? STR("silent") : STR("active"));
	json_day(b, "silent_from", x->silent_day);
}

void entityshow_json(const struct entityshow *s, const struct entity_row *row)
{
	const struct entity_kind *k = kind_of(s);
	const struct entity_sight *sight = &s->list->sight;
	const struct entity_seen *x = &row->is;
	struct buf *b = s->out;

	json_text(b, "kind", k->code);
	if (sight->key)
		json_text(b, "key", row->key);
	json_day(b, "day", s->list->day);
	json_text(b, "state", state_of(k, x));
	if (sight->stage && x->stage != NONE) {
		json_text(b, "stage", k->stages[x->stage].code);
		json_day(b, "stage_since", x->stage_day);
		json_whole(b, "stage_days", x->stage_days);
	}
	json_text(b, "seller", entity_seller(s->list->engine, x->seller));
	if (sight->amount)
		json_amount(b, "amount", x->amount_e4);
	if (sight->balance)
		json_amount(b, "balance", x->balance_e4);
	json_day(b, "first_event", x->born);
	json_day(b, "last_event", x->heard_day);
	json_day(b, "closed", x->closed_day);
	json_whole(b, "age_days", x->age_days);
	if (sight->due)
		json_day(b, "due", x->due);
	if (sight->next_step)
		json_day(b, "next_step", x->next_step);
	if (x->open)
		add_json_open(s, x);
}
