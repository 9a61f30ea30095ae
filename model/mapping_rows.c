/* Rows: binding a mapping to a model and a header, and making the report of a row. */
#include <string.h>

#include "model/mapping.h"
#include "model/mapping_text.h"

/* ---- binding ---- */

/* Spreadsheets leave blanks around names. */
static uint32_t find_column(const struct table *t, struct str name)
{
	for (uint32_t i = 0; i < t->column_count; i++)
		if (str_eq(str_trim(t->header[i]), name))
			return i;
	return NONE;
}

static uint32_t need_column(const struct table *t, const struct ref *name, struct problems *problems)
{
	struct nearest near = { .wanted = name->text };
	uint32_t found = find_column(t, name->text);

	for (uint32_t i = 0; found == NONE && i < t->column_count; i++)
		nearest_offer(&near, str_trim(t->header[i]));
	if (found == NONE)
		spot_problem(problems, name->place, "%s has no column \"%.*s\"%s", t->file, STR_ARG(name->text),
			     nearest_text(&near));
	return found;
}

static const struct form_field *form_field(const struct form *f, struct str name)
{
	for (uint32_t i = 0; i < f->field_count; i++)
		if (str_eq(f->fields[i].name, name))
			return &f->fields[i];
	return NULL;
}

static bool is_common(struct str name)
{
	return str_eq(name, STR("seller")) || str_eq(name, STR("at")) || str_eq(name, STR("received_at")) ||
	       str_eq(name, STR("op"));
}

static enum feed_as as_type(const struct form_field *f)
{
	switch (f->type) {
	case FIELD_INT:
		return FEED_WHOLE;
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return FEED_NUMBER;
	case FIELD_DATE:
		return FEED_DATE;
	case FIELD_TIME:
		return FEED_TIME;
	default:
		return FEED_TEXT;
	}
}

static void need_field(const struct form *f, const struct feed_doc *doc, struct problems *problems)
{
	struct nearest near = { .wanted = doc->head.code.text };

	for (uint32_t i = 0; i < f->field_count; i++)
		nearest_offer(&near, f->fields[i].name);
	nearest_offer(&near, STR("seller"));
	nearest_offer(&near, STR("at"));
	spot_problem(problems, doc->head.code.place, "form \"%.*s\" has no field \"%.*s\"%s", STR_ARG(f->code),
		     STR_ARG(near.wanted), nearest_text(&near));
}

static void bind_feed(struct mapping *m, const struct form *form, struct str field, const struct feed_doc *doc,
		      struct problems *problems)
{
	const struct form_field *f = form_field(form, field);
	struct feed *x = &m->feeds[m->feed_count++];
	bool stamp = str_eq(field, STR("at")) || str_eq(field, STR("received_at"));

	*x = (struct feed){ .field = field, .doc = doc, .column = NONE, .time = NONE };
	x->as = stamp ? FEED_STAMP : str_eq(field, STR("rev")) ? FEED_WHOLE : f ? as_type(f) : FEED_TEXT;
	x->dates = mapping_dates_of(m->doc, doc);
	x->decimal = mapping_decimal_of(m->doc, doc);
	x->thousands = mapping_thousands_of(m->doc, doc);
	if (ref_given(&doc->column))
		x->column = need_column(m->table, &doc->column, problems);
	if (ref_given(&doc->time))
		x->time = need_column(m->table, &doc->time, problems);
	if (ref_given(&doc->time) && !stamp)
		spot_problem(problems, doc->time.place, "time: only `at` and `received_at` have a time of day");
}

/* What every report of the form must have. */
static void check_complete(const struct mapping *m, const struct form *form, struct problems *problems)
{
	const struct mapping_doc *doc = m->doc;
	bool has_at = false, has_seller = false;

	for (uint32_t i = 0; i < m->feed_count; i++) {
		has_at = has_at || str_eq(m->feeds[i].field, STR("at"));
		has_seller = has_seller || str_eq(m->feeds[i].field, STR("seller"));
	}
	if (!has_at)
		spot_problem(problems, doc->head.place, "fields: no column feeds \"at\"; it is the business time");
	if (!has_seller && form->seller == SELLER_REQUIRED)
		spot_problem(problems, doc->head.place, "fields: no column feeds \"seller\", which form \"%.*s\" needs",
			     STR_ARG(form->code));
	for (uint32_t i = 0; i < form->field_count; i++) {
		bool has = !form->fields[i].required;

		for (uint32_t k = 0; k < m->feed_count && !has; k++)
			has = str_eq(m->feeds[k].field, form->fields[i].name);
		if (!has)
			spot_problem(problems, doc->head.place, "fields: no column feeds \"%.*s\", which form \"%.*s\" needs",
				     STR_ARG(form->fields[i].name), STR_ARG(form->code));
	}
}

static const struct form *bind_form(const struct mapping_doc *doc, const struct model *m, struct problems *problems)
{
	struct nearest near = { .wanted = doc->form.text };
	uint32_t form = model_form(m, doc->form.text);

	for (uint32_t i = 0; form == NONE && i < m->form_count; i++)
		nearest_offer(&near, m->forms[i].code);
	if (form == NONE)
		spot_problem(problems, doc->form.place, "no form \"%.*s\" in the model%s", STR_ARG(doc->form.text),
			     nearest_text(&near));
	return form == NONE ? NULL : &m->forms[form];
}

int mapping_bind(struct mapping *out, const struct mapping_doc *doc, const struct model *m, const struct table *t,
		 struct arena *a, struct problems *problems)
{
	size_t before = problems->errors;
	const struct form *form = bind_form(doc, m, problems);
	uint32_t *columns;

	if (!form || !doc->id || doc->fields.count >= MAPPING_FEEDS_MAX)
		return -1;
	columns = arena_alloc(a, doc->id->columns.count * sizeof(*columns) + 1);
	*out = (struct mapping){ .doc = doc, .table = t, .form = doc->form.text, .id_columns = columns };
	for (uint32_t i = 0; i < doc->id->columns.count; i++)
		columns[i] = need_column(t, &doc->id->columns.at[i], problems);
	if (doc->rev)
		bind_feed(out, form, STR("rev"), doc->rev, problems);
	for (uint32_t i = 0; i < doc->fields.count; i++) {
		const struct feed_doc *f = doc->fields.at[i];

		if (!is_common(f->head.code.text) && !form_field(form, f->head.code.text))
			need_field(form, f, problems);
		else
			bind_feed(out, form, f->head.code.text, f, problems);
	}
	if (problems->errors == before)
		check_complete(out, form, problems);
	return problems->errors > before ? -1 : 0;
}

/* ---- a row ---- */

/* Members of an object have no position. */
static struct spot place_of(const struct table *t, uint32_t row, uint32_t column)
{
	struct spot at = table_place(t, row, column);

	at.column = t->separator ? at.column : 0;
	return at;
}

struct row_reader {
	const struct mapping *m;
	uint32_t row;
	struct arena *arena;
	struct problems *problems;
	bool failed;
};

static void row_problem(struct row_reader *r, const struct feed *f, const char *text)
{
	struct str column;
	struct spot at = mapping_place(r->m, r->row, f->field, &column);

	spot_problem(r->problems, at, "%.*s (column \"%.*s\"): %s", STR_ARG(f->field), STR_ARG(column), text);
	r->failed = true;
}

static bool is_empty(const struct mapping_doc *doc, struct str s)
{
	for (uint32_t i = 0; i < doc->empty.count; i++)
		if (str_eq(s, doc->empty.at[i].text))
			return true;
	return s.len == 0;
}

static struct str trimmed(struct str s)
{
	while (table_cut_space(&s))
		;
	return str_trim(s);
}

static struct str cell_of(const struct row_reader *r, uint32_t column)
{
	struct str s = { 0 };

	if (column != NONE)
		s = trimmed(table_cell(r->m->table, r->row, column));
	if (is_empty(r->m->doc, s))
		s.len = 0;
	return s;
}

/* What `values` makes of a text; false: it stays as it is. */
static bool take_value(struct row_reader *r, const struct feed *f, struct str *text)
{
	struct nearest near = { .wanted = *text };
	struct buf b = { 0 };

	for (const struct node *v = f->doc->values ? f->doc->values->first : NULL; v; v = v->next) {
		nearest_offer(&near, v->key->text);
		if (!str_eq(v->key->text, *text))
			continue;
		*text = v->text;
		if (v->null)
			text->len = 0;
		return true;
	}
	if (!f->doc->values || f->doc->others == 1)
		return false;
	buf_addf(&b, "\"%.*s\" is not among its values%s", STR_ARG(str_head(*text, 80)), nearest_text(&near));
	row_problem(r, f, b.ptr);
	buf_free(&b);
	return true;
}

static void convert(struct row_reader *r, const struct feed *f, struct str *text)
{
	struct err err;
	int rc = 0;

	switch (f->as) {
	case FEED_WHOLE:
	case FEED_NUMBER:
		rc = mapping_number(r->arena, *text, f->decimal, f->thousands, f->as == FEED_WHOLE, text, &err);
		break;
	case FEED_DATE:
	case FEED_STAMP:
		rc = mapping_date(r->arena, *text, cell_of(r, f->time), f->dates, f->as == FEED_DATE, text, &err);
		break;
	case FEED_TIME:
		rc = mapping_time(r->arena, *text, text, &err);
		break;
	case FEED_TEXT:
		break;
	}
	if (rc < 0)
		row_problem(r, f, err.text);
}

/* Empty: the field is left out. */
static struct str feed_text(struct row_reader *r, const struct feed *f)
{
	struct str text;

	if (ref_given(&f->doc->constant))
		return f->doc->constant.text;
	text = cell_of(r, f->column);
	if (text.len == 0)
		return f->doc->otherwise.text;
	if (!take_value(r, f, &text))
		convert(r, f, &text);
	return text;
}

static struct str hash_of(const struct row_reader *r)
{
	const struct table *t = r->m->table;
	struct buf b = { 0 }, text = { 0 };
	struct str out;

	for (uint32_t i = 0; i < t->column_count; i++) {
		struct str cell = table_cell(t, r->row, i);

		buf_addf(&b, "%zu:", cell.len);
		buf_adds(&b, cell);
	}
	hash128_add(&text, hash128(b.ptr, b.len, 1));
	out = arena_str(r->arena, buf_str(&text));
	buf_free(&b);
	buf_free(&text);
	return out;
}

static struct str identity_of(struct row_reader *r)
{
	const struct identity_doc *id = r->m->doc->id;
	struct buf b = { 0 };
	struct str out;

	buf_adds(&b, id->prefix.text);
	if (id->hash)
		buf_adds(&b, hash_of(r));
	for (uint32_t i = 0; i < id->columns.count; i++) {
		struct str cell = cell_of(r, r->m->id_columns[i]);

		if (i > 0)
			buf_adds(&b, id->join.text);
		buf_adds(&b, cell);
		if (cell.len > 0)
			continue;
		spot_problem(r->problems, place_of(r->m->table, r->row, r->m->id_columns[i]),
			     "id (column \"%.*s\"): it is empty; every row needs an id of its own",
			     STR_ARG(id->columns.at[i].text));
		r->failed = true;
	}
	out = arena_str(r->arena, buf_str(&b));
	buf_free(&b);
	return out;
}

const struct pair *mapping_row(const struct mapping *m, uint32_t row, struct arena *a, uint32_t *out_count,
			       struct problems *problems)
{
	struct row_reader r = { m, row, a, problems, false };
	struct pair *pairs = arena_alloc(a, (m->feed_count + 2) * sizeof(*pairs));
	uint32_t n = 0;

	pairs[n++] = (struct pair){ STR("form"), m->form };
	pairs[n++] = (struct pair){ STR("id"), identity_of(&r) };
	for (uint32_t i = 0; i < m->feed_count; i++) {
		struct str text = feed_text(&r, &m->feeds[i]);

		if (text.len > 0)
			pairs[n++] = (struct pair){ m->feeds[i].field, text };
	}
	*out_count = n;
	return r.failed ? NULL : pairs;
}

struct spot mapping_place(const struct mapping *m, uint32_t row, struct str field, struct str *out_column)
{
	struct str name = field;
	uint32_t column = NONE;

	name = str_cut(&name, '[');
	for (uint32_t i = 0; i < m->feed_count; i++)
		if (str_eq(m->feeds[i].field, name))
			column = m->feeds[i].column;
	if (str_eq(name, STR("id")) && m->doc->id->columns.count > 0)
		column = m->id_columns[0];
	*out_column = (struct str){ 0 };
	if (column == NONE)
		return (struct spot){ m->table->file, m->table->lines[row], 0 };
	*out_column = str_trim(m->table->header[column]);
	return place_of(m->table, row, column);
}
