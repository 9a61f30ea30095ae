#include "ctl/entityfield.h"

/* ---- who they are ---- */
struct wanted {
	uint32_t column, slot; /* one of them NONE */
};

static bool is_it(const struct form_field *f, const struct wanted *w)
{
	return w->column != NONE ? f->column == w->column : f->type == FIELD_AXIS && f->axis_slot == w->slot;
}

/* Several forms may feed a table: the first one names the field, each may call it personal. */
static void look_at(const struct form_field *fields, uint32_t count, const struct wanted *w, bool *found, struct entityfield *out)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct form_field *f = &fields[i];

		if (!is_it(f, w))
			continue;
		out->personal = out->personal || f->personal;
		if (*found)
			continue;
		*found = true;
		out->title = f->title;
		out->type = f->type;
	}
}

static void look_through(const struct model *m, uint32_t facts, const struct wanted *w, struct entityfield *out)
{
	bool found = false;

	for (int l = 0; l < LANGUAGES; l++)
		out->title.in[l] = out->name;
	for (uint32_t i = 0; i < m->form_count; i++) {
		const struct form *form = &m->forms[i];

		if (form->facts != facts)
			continue;
		look_at(form->fields, form->field_count, w, &found, out);
		if (form->lines != NONE)
			look_at(form->fields[form->lines].lines, form->fields[form->lines].line_field_count, w, &found, out);
	}
}

struct entityfield entityfield_of(const struct model *m, uint32_t facts, uint32_t column)
{
	const struct fact_table *t = &m->fact_tables[facts];
	struct entityfield out = { .type = FIELD_TEXT, .personal = column == NONE };

	if (column == NONE)
		return out;
	out.name = t->columns[column].name;
	out.type = t->columns[column].kind == COLUMN_NUMBER ? FIELD_NUMBER : FIELD_TEXT;
	look_through(m, facts, &(struct wanted){ column, NONE }, &out);
	return out;
}

struct entityfield entityfield_of_axis(const struct model *m, uint32_t facts, uint32_t slot)
{
	struct entityfield out = { .name = m->axes[m->fact_tables[facts].axes[slot]].code, .type = FIELD_AXIS };

	look_through(m, facts, &(struct wanted){ NONE, slot }, &out);
	return out;
}

/* ---- their values ---- */
void entityfield_add_amount(const struct wordbook *w, enum field_type type, int64_t e4, struct buf *b)
{
	catalog_add_money(b, w->language, e4, type == FIELD_MONEY ? w->model->currency : (struct str){ 0 }, e4 % E4 ? 2 : 0);
}

static void add_time(int64_t value, struct buf *b)
{
	buf_addf(b, "%02d:%02d", (int)(value / E4 / 60), (int)(value / E4 % 60));
}

static void add_text(const struct wordbook *w, const struct engine *e, uint32_t kind, uint32_t column, int64_t value,
		     struct buf *b)
{
	const struct entity_kind *k = &w->model->entity_kinds[kind];
	struct str text = entity_text(e, kind, column, value);

	for (uint32_t s = 0; column == k->stage && s < k->stage_count; s++)
		if (str_eq(k->stages[s].code, text))
			text = k->stages[s].title.in[w->language];
	buf_adds(b, text);
}

void entityfield_add(const struct wordbook *w, const struct engine *e, uint32_t kind, uint32_t column,
		     const struct entityfield *f, int64_t value, struct buf *b)
{
	switch (f->type) {
	case FIELD_INT:
	case FIELD_NUMBER:
	case FIELD_MONEY:
		entityfield_add_amount(w, f->type, value, b);
		return;
	case FIELD_DATE:
		date_add(b, (int32_t)(value / E4));
		return;
	case FIELD_TIME:
		add_time(value, b);
		return;
	case FIELD_FLAG:
		catalog_say(b, w->language, value ? "entities_yes" : "entities_no", NULL, 0);
		return;
	default:
		add_text(w, e, kind, column, value, b);
	}
}

void entityfield_add_json(const struct engine *e, uint32_t kind, uint32_t column, const struct entityfield *f, int64_t value,
			  struct buf *b)
{
	struct buf text = { 0 };

	switch (f->type) {
	case FIELD_INT:
	case FIELD_NUMBER:
	case FIELD_MONEY:
		num_add_e4(&text, value);
		break;
	case FIELD_DATE:
		date_add(&text, (int32_t)(value / E4));
		break;
	case FIELD_TIME:
		add_time(value, &text);
		break;
	case FIELD_FLAG:
		buf_adds(b, value ? STR("true") : STR("false"));
		return;
	default:
		buf_adds(&text, entity_text(e, kind, column, value));
	}
	buf_add_json(b, buf_str(&text));
	buf_free(&text);
}
