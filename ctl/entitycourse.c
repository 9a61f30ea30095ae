#include "ctl/entitycourse.h"

#include "ctl/grid.h"
#include "ctl/json.h"

enum { CELL_DAY, CELL_STAGE, CELL_CHANGES, CELLS };

struct history {
	const struct entityshow *show;
	const struct engine *engine;
	const struct entity_kind *kind;
	uint32_t kind_number;
	const struct fact_table *facts;
	struct arena *arena;
	const struct entity_now *course;
	uint32_t count;
	struct entityfield columns[FACT_COLUMNS_MAX], axes[AXES_MAX];
};

static void history_open(struct history *h, const struct entityshow *s, const struct entity_row *row)
{
	const struct model *m = s->words->model;
	const struct entity_kind *k = &m->entity_kinds[s->list->kind];

	*h = (struct history){ .show = s,
			       .engine = s->list->engine,
			       .kind = k,
			       .kind_number = s->list->kind,
			       .facts = &m->fact_tables[k->facts],
			       .arena = arena_new() };
	h->course = entity_course(h->engine, h->kind_number, row->number, h->arena, &h->count);
	h->count = row->is.events;
	for (uint32_t c = 0; c < h->facts->column_count; c++)
		h->columns[c] = entityfield_of(m, k->facts, c);
	for (uint32_t i = 0; i < h->facts->axis_count; i++)
		h->axes[i] = entityfield_of_axis(m, k->facts, i);
}

/* ---- what an event changed ---- */
/* A value before and after it; neither is there where it is absent. */
struct change {
	const struct entityfield *field; /* NULL: the seller */
	uint32_t column, slot;           /* one of them, or NONE */
	int64_t before, after;
};
typedef void (*change_visit)(struct history *h, const struct change *c, void *to);

static int64_t number_or_absent(uint32_t number)
{
	return number ? number : COLUMN_ABSENT;
}

static void changes_each(struct history *h, uint32_t at, change_visit visit, void *to)
{
	const struct entity_now *n = &h->course[at], *before = at ? n - 1 : NULL;
	struct change c = { NULL, NONE, NONE, before ? number_or_absent(before->seller) : COLUMN_ABSENT,
			    number_or_absent(n->seller) };

	if (c.before != c.after)
		visit(h, &c, to);
	for (uint32_t i = 0; i < h->facts->axis_count; i++) {
		c = (struct change){ &h->axes[i], NONE, i, before ? number_or_absent(before->axes[i]) : COLUMN_ABSENT,
				     number_or_absent(n->axes[i]) };
		if (!h->axes[i].personal && c.before != c.after)
			visit(h, &c, to);
	}
	for (uint32_t i = 0; i < h->facts->column_count; i++) {
		c = (struct change){ &h->columns[i], i, NONE, before ? before->values[i] : COLUMN_ABSENT, n->values[i] };
		if (!h->columns[i].personal && i != h->kind->key && c.before != c.after)
			visit(h, &c, to);
	}
}

/* ---- for people ---- */
static void add_value(struct history *h, const struct change *c, int64_t value, struct buf *b)
{
	const struct wordbook *w = h->show->words;

	if (c->column != NONE)
		entityfield_add(w, h->engine, h->kind_number, c->column, c->field, value, b);
	else if (c->slot != NONE)
		wordbook_add_member(w, b, h->facts->axes[c->slot],
				    entity_member(h->engine, h->kind_number, c->slot, (uint32_t)value));
	else
		wordbook_add_person(w, b, entity_seller(h->engine, (uint32_t)value));
}

struct cell_text {
	struct buf *all;
	size_t begin;
};

/* A field that the form gives no title is called by what it is of the entity. */
static const char *role_of(const struct entity_kind *k, uint32_t column)
{
	const struct {
		uint32_t column;
		const char *head;
	} roles[] = {
		{ k->stage, "entities_head_stage" },    { k->amount, "entities_head_amount" }, { k->due, "due_head_due" },
		{ k->next_step, "entities_head_step" }, { k->paid, "entities_head_paid" },
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (column != NONE && roles[i].column == column)
			return roles[i].head;
	return NULL;
}

static void add_name(struct history *h, const struct change *c, struct buf *b)
{
	enum language l = h->show->common->language;
	const char *head = c->field ? role_of(h->kind, c->column) : "due_head_seller";

	if (head && (!c->field || str_eq(c->field->title.in[l], c->field->name)))
		catalog_say(b, l, head, NULL, 0);
	else
		buf_adds(b, c->field->title.in[l]);
}

static void add_change(struct history *h, const struct change *c, void *to)
{
	const struct cell_text *cell = to;

	if (cell->all->len > cell->begin)
		buf_adds(cell->all, STR("; "));
	add_name(h, c, cell->all);
	buf_adds(cell->all, STR(": "));
	if (c->before != COLUMN_ABSENT) {
		add_value(h, c, c->before, cell->all);
		buf_adds(cell->all, STR(" -> "));
	}
	add_value(h, c, c->after, cell->all);
}

static void add_heads(struct history *h, struct grid *g)
{
	static const char *const heads[CELLS] = { "entities_head_day", "entities_head_stage", "entities_head_changes" };

	grid_row_begin(g);
	for (int i = 0; i < CELLS; i++) {
		if (i == CELL_STAGE && !h->show->list->sight.stage)
			continue;
		catalog_say(&g->text, h->show->common->language, heads[i], NULL, 0);
		grid_cell_end(g);
	}
}

static void add_event(struct history *h, struct grid *g, uint32_t at)
{
	const struct entity_now *n = &h->course[at];
	enum language l = h->show->common->language;
	struct cell_text cell = { &g->text, 0 };

	grid_row_begin(g);
	date_add(&g->text, n->day);
	grid_cell_end(g);
	if (h->show->list->sight.stage) {
		if (n->stage != NONE)
			buf_adds(&g->text, h->kind->stages[n->stage].title.in[l]);
		grid_cell_end(g);
	}
	cell.begin = g->text.len;
	changes_each(h, at, add_change, &cell);
	if (g->text.len == cell.begin)
		catalog_say(&g->text, l, "entities_no_change", NULL, 0);
	grid_cell_end(g);
}

static int32_t *stage_days(struct history *h)
{
	int32_t *days = arena_alloc(h->arena, (h->kind->stage_count + 1) * sizeof(*days));

	entity_stage_days(h->kind, h->course, h->count, h->show->list->day, days);
	return days;
}

/* Was it in this stage while it was open? */
static bool was_in(const struct history *h, uint32_t stage)
{
	for (uint32_t i = 0; i < h->count; i++)
		if (h->course[i].stage == stage && entity_is_open(h->kind, &h->course[i]))
			return true;
	return false;
}

static void add_stages(struct history *h)
{
	enum language l = h->show->common->language;
	const int32_t *days = stage_days(h);
	struct buf list = { 0 };

	for (uint32_t s = 0; s < h->kind->stage_count; s++) {
		if (!was_in(h, s))
			continue;
		buf_adds(&list, list.len > 0 ? STR(", ") : STR(""));
		buf_adds(&list, h->kind->stages[s].title.in[l]);
		buf_addc(&list, ' ');
		buf_add_i64(&list, days[s]);
	}
	if (list.len > 0) {
		catalog_say(h->show->out, l, "entities_in_stages", &(struct catalog_arg){ "list", buf_str(&list) }, 1);
		buf_addc(h->show->out, '\n');
	}
	buf_free(&list);
}

static void count_pushes(const struct history *h, int64_t *out_times, int64_t *out_days)
{
	*out_times = *out_days = 0;
	for (uint32_t i = 0; i < h->count; i++) {
		int32_t days = entity_pushed(h->kind, h->course, i);

		*out_times += days > 0;
		*out_days += days;
	}
}

static void add_pushes(struct history *h)
{
	enum language l = h->show->common->language;
	struct buf times = { 0 }, days = { 0 };
	int64_t n, sum;

	count_pushes(h, &n, &sum);
	if (n > 0) {
		buf_add_i64(&times, n);
		catalog_count(&days, l, "n_days", sum);
		catalog_say(h->show->out, l, "entities_pushed",
			    (struct catalog_arg[]){ { "times", buf_str(&times) }, { "days", buf_str(&days) } }, 2);
		buf_addc(h->show->out, '\n');
	}
	buf_free(&times);
	buf_free(&days);
}

void entitycourse_add(const struct entityshow *s, const struct entity_row *row)
{
	struct grid g = { .columns = s->list->sight.stage ? CELLS : CELLS - 1 };
	struct history h;

	history_open(&h, s, row);
	add_heads(&h, &g);
	for (uint32_t i = 0; i < h.count; i++)
		add_event(&h, &g, i);
	buf_addc(s->out, '\n');
	grid_print(&g, s->common, CELLS, 0, CELLS, s->out);
	grid_free(&g);
	buf_addc(s->out, '\n');
	entityshow_say_day(s);
	buf_addc(s->out, '\n');
	if (s->list->sight.stage)
		add_stages(&h);
	if (s->list->sight.due)
		add_pushes(&h);
	arena_free(h.arena);
}

/* ---- for programs ---- */
static void json_value(struct history *h, const struct change *c, const char *name, int64_t value, struct buf *b)
{
	json_name(b, name);
	if (value == COLUMN_ABSENT)
		buf_adds(b, STR("null"));
	else if (c->column != NONE)
		entityfield_add_json(h->engine, h->kind_number, c->column, c->field, value, b);
	else if (c->slot != NONE)
		buf_add_json(b, entity_member(h->engine, h->kind_number, c->slot, (uint32_t)value));
	else
		buf_add_json(b, entity_seller(h->engine, (uint32_t)value));
}

static void add_change_json(struct history *h, const struct change *c, void *to)
{
	struct buf *b = to;

	buf_adds(b, b->ptr[b->len - 1] == '[' ? STR("{") : STR(",{"));
	json_text(b, "field", c->field ? c->field->name : STR("seller"));
	json_value(h, c, "before", c->before, b);
	json_value(h, c, "after", c->after, b);
	buf_addc(b, '}');
}

static void add_event_json(struct history *h, uint32_t at)
{
	const struct entity_now *n = &h->course[at];
	int32_t pushed = entity_pushed(h->kind, h->course, at);
	struct buf *b = h->show->out;

	buf_addc(b, '{');
	json_day(b, "day", n->day);
	if (h->show->list->sight.stage && n->stage != NONE)
		json_text(b, "stage", h->kind->stages[n->stage].code);
	if (h->show->list->sight.due && pushed > 0)
		json_whole(b, "pushed_days", pushed);
	json_name(b, "changes");
	buf_addc(b, '[');
	changes_each(h, at, add_change_json, b);
	buf_adds(b, STR("]}"));
}

static void add_stages_json(struct history *h)
{
	const int32_t *days = stage_days(h);
	struct buf *b = h->show->out;

	json_name(b, "stages");
	buf_addc(b, '[');
	for (uint32_t s = 0; s < h->kind->stage_count; s++) {
		if (!was_in(h, s))
			continue;
		buf_adds(b, b->ptr[b->len - 1] == '[' ? STR("{") : STR(",{"));
		json_text(b, "stage", h->kind->stages[s].code);
		json_whole(b, "days", days[s]);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

void entitycourse_json(const struct entityshow *s, const struct entity_row *row)
{
	struct history h;
	int64_t times, days;

	history_open(&h, s, row);
	if (s->list->sight.stage)
		add_stages_json(&h);
	if (s->list->sight.due) {
		count_pushes(&h, &times, &days);
		json_whole(s->out, "pushes", times);
		json_whole(s->out, "pushed_days", days);
	}
	json_name(s->out, "events");
	buf_addc(s->out, '[');
	for (uint32_t i = 0; i < h.count; i++) {
		buf_adds(s->out, i ? STR(",") : STR(""));
		add_event_json(&h, i);
	}
	buf_addc(s->out, ']');
	arena_free(h.arena);
}
