#include <string.h>

#include "model/loader.h"

enum { AXES_MAX = 16, FORM_FIELDS_MAX = 128 };

static struct fact_table *table_of(struct loader *l, struct str code)
{
	struct model *m = l->model;
	struct fact_table *tables = (struct fact_table *)m->fact_tables;

	for (uint32_t i = 0; i < m->fact_table_count; i++)
		if (str_eq(tables[i].code, code))
			return &tables[i];
	struct fact_table *t = &tables[m->fact_table_count++];
	t->code = load_keep(l, code);
	t->axes = load_array(l, AXES_MAX, sizeof(*t->axes));
	t->columns = load_array(l, FACT_COLUMNS_MAX, sizeof(*t->columns));
	return t;
}

/* The column `name`, added where it is new; NONE after a problem. `unread`: of which kind it is could not be read. */
static uint32_t column_of(struct loader *l, struct fact_table *t, struct str name, enum column_kind kind, bool unread,
			  struct spot place)
{
	struct column *columns = (struct column *)t->columns;
	struct table_gaps *gaps = &l->tables[t - l->model->fact_tables];

	for (uint32_t i = 0; i < t->column_count; i++) {
		if (!str_eq(columns[i].name, name))
			continue;
		if (gaps->kind[i] && !unread)
			columns[i].kind = kind;
		gaps->kind[i] = gaps->kind[i] && unread;
		if (columns[i].kind != kind && !unread)
			spot_problem(l->problems, place,
				     "field \"%.*s\" is %s here and %s in another form of the fact table \"%.*s\"", STR_ARG(name),
				     kind == COLUMN_TEXT ? "a text" : "a number", kind == COLUMN_TEXT ? "a number" : "a text",
				     STR_ARG(t->code));
		return i;
	}
	if (t->column_count == FACT_COLUMNS_MAX) {
		spot_problem(l->problems, place, "too many columns in one fact table: at most %d", FACT_COLUMNS_MAX);
		gaps->columns = true;
		return NONE;
	}
	gaps->kind[t->column_count] = unread;
	columns[t->column_count] = (struct column){ load_keep(l, name), kind };
	return t->column_count++;
}

static void field_axis(struct loader *l, const struct field_doc *d, struct fact_table *t, struct form_field *f)
{
	const struct ref *name = d->axis.text.len ? &d->axis : &d->head.code;
	const struct model *m = l->model;
	struct nearest near = { .wanted = name->text };

	f->axis = option_unread(d, &d->axis) ? NONE : model_axis(m, name->text);
	if (f->axis == NONE || m->axes[f->axis].source != AXIS_FIELD) {
		for (uint32_t i = 0; i < m->axis_count; i++)
			nearest_offer(&near, m->axes[i].code);
		if (f->axis != NONE || !(option_unread(d, &d->axis) || l->axis_gap))
			spot_problem(l->problems, name->place,
				     f->axis == NONE ? "unknown axis \"%.*s\"%s"
						     : "axis \"%.*s\" is `of: seller`: no report says it%s",
				     STR_ARG(name->text), nearest_text(&near));
		f->axis = NONE;
		column_of(l, t, name->text, COLUMN_TEXT, true, name->place); /* conditions may name it */
		return;
	}
	for (f->axis_slot = 0; f->axis_slot < t->axis_count; f->axis_slot++)
		if (t->axes[f->axis_slot] == f->axis)
			return;
	if (t->axis_count == AXES_MAX)
		spot_problem(l->problems, d->head.place, "too many axes on one fact table: at most %d", AXES_MAX);
	else
		((uint32_t *)t->axes)[t->axis_count++] = f->axis;
}

static void field_column(struct loader *l, const struct field_doc *d, struct fact_table *t, struct form_field *f)
{
	enum column_kind kind = f->type == FIELD_TEXT || f->type == FIELD_CHOICE ? COLUMN_TEXT : COLUMN_NUMBER;
	struct str name = d->column.text.len ? d->column.text : d->head.code.text;

	if (option_unread(d, &d->type) && d->axis.text.len) /* an axis, it seems */
		name = d->axis.text;
	f->column = column_of(l, t, name, kind, option_unread(d, &d->type), d->head.place);
}

static void field_choices(struct loader *l, const struct field_doc *d, struct form_field *f)
{
	struct str *choices = load_array(l, d->of.count, sizeof(*choices));

	if (option_unread(d, &d->of) || option_unread(d, &d->type)) /* without choices any value will do */
		return;
	for (uint32_t i = 0; i < d->of.count; i++)
		choices[i] = load_keep(l, d->of.at[i].text);
	f->choices = choices;
	f->choice_count = d->of.count;
	if ((f->type == FIELD_CHOICE) != (d->of.count > 0))
		spot_problem(l->problems, d->head.place, "field \"%.*s\": %s", STR_ARG(d->head.code.text),
			     f->type == FIELD_CHOICE ? "a choice needs its values: `of: [a, b]`"
						     : "`of` is for fields of type choice");
}

static void field_name_check(struct loader *l, const struct ref *where, struct str name)
{
	static const char *const taken[] = { "form", "id", "rev", "op", "seller", "at", "received_at" };

	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		if (str_eq(name, str_of(taken[i])))
			spot_problem(l->problems, where->place, "every report has a field \"%s\" already", taken[i]);
}

static void field_plain(struct loader *l, const struct field_doc *d, struct fact_table *t, struct form_field *f)
{
	struct table_gaps *gaps = &l->tables[t - l->model->fact_tables];

	*f = (struct form_field){
		.name = load_keep(l, d->head.code.text),
		.title = load_title(l, &d->title, d->head.code.text),
		.type = (enum field_type)d->type,
		.required = d->required,
		.personal = d->personal,
		.min_e4 = d->min_e4,
		.max_e4 = d->max_e4,
		.length_max = (uint32_t)d->length,
		.axis = NONE,
		.axis_slot = NONE,
		.column = NONE,
		.said = NONE,
		.entity = NONE,
	};
	field_name_check(l, &d->head.code, f->name);
	if (d->min_e4 > d->max_e4)
		spot_problem(l->problems, d->head.place, "field \"%.*s\": min lies above max", STR_ARG(f->name));
	field_choices(l, d, f);
	gaps->columns = gaps->columns || option_unread(d, &d->column) || option_unread(d, &d->axis);
	if (f->type == FIELD_AXIS)
		field_axis(l, d, t, f);
	else if (f->type != FIELD_LINES)
		field_column(l, d, t, f);
}

static void field_lines(struct loader *l, const struct field_doc *d, struct fact_table *t, struct form_field *f)
{
	struct form_field *lines = load_array(l, d->fields.count, sizeof(*lines));
	struct table_gaps *gaps = &l->tables[t - l->model->fact_tables];

	gaps->columns = gaps->columns || option_unread(d, &d->fields);
	if (d->fields.count == 0 && !option_unread(d, &d->fields))
		spot_problem(l->problems, d->head.place, "field \"%.*s\": lines need `fields`", STR_ARG(f->name));
	for (uint32_t i = 0; i < d->fields.count; i++) {
		const struct field_doc *x = d->fields.at[i];

		field_plain(l, x, t, &lines[i]);
		if (lines[i].type == FIELD_LINES)
			spot_problem(l->problems, x->head.place, "field \"%.*s\": lines cannot hold lines",
				     STR_ARG(lines[i].name));
	}
	f->lines = lines;
	f->line_field_count = d->fields.count;
	f->lines_max = (uint32_t)d->lines_max;
}

static void fields_load(struct loader *l, const struct form_doc *d, struct fact_table *t, struct form *form)
{
	struct form_field *fields = load_array(l, d->fields.count + 1, sizeof(*fields)); /* one more for shared credit */
	struct table_gaps *gaps = &l->tables[t - l->model->fact_tables];

	form->fields = fields;
	form->lines = NONE;
	gaps->columns = gaps->columns || option_unread(d, &d->fields);
	if (d->fields.count > FORM_FIELDS_MAX) {
		spot_problem(l->problems, d->head.place, "too many fields: at most %d", FORM_FIELDS_MAX);
		gaps->columns = true;
		return;
	}
	form->field_count = d->fields.count;
	for (uint32_t i = 0; i < d->fields.count; i++) {
		const struct field_doc *x = d->fields.at[i];

		field_plain(l, x, t, &fields[i]);
		if (fields[i].type != FIELD_LINES) {
			if (x->fields.count > 0 && option_unread(x, &x->type))
				gaps->columns = true;
			else if (x->fields.count > 0)
				spot_problem(l->problems, x->head.place, "field \"%.*s\": `fields` is for type lines",
					     STR_ARG(fields[i].name));
			continue;
		}
		if (form->lines != NONE)
			spot_problem(l->problems, x->head.place, "a form has at most one field of type lines");
		form->lines = i;
		field_lines(l, x, t, &fields[i]);
	}
}

static struct form_field credit_field(struct loader *l, const struct ref *name, enum field_type type)
{
	static const struct text untitled;

	return (struct form_field){ .name = load_keep(l, name->text),
				    .title = load_title(l, &untitled, name->text),
				    .type = type,
				    .required = true,
				    .min_e4 = E4,
				    .max_e4 = CREDIT_WHOLE_BP * E4,
				    .length_max = 256,
				    .axis = NONE,
				    .axis_slot = NONE,
				    .column = NONE,
				    .said = NONE };
}

/* The field with the shares comes after the form's own; which part a fact is stands in a column that nothing else can name. */
static void credit_load(struct loader *l, const struct credit_doc *d, struct fact_table *t, struct form *form)
{
	struct form_field *lines = load_array(l, CREDIT_FIELDS, sizeof(*lines)), *field;

	field_name_check(l, &d->lines, d->lines.text);
	for (uint32_t i = 0; i < form->field_count; i++)
		if (str_eq(form->fields[i].name, d->lines.text))
			spot_problem(l->problems, d->lines.place, "the form has a field \"%.*s\" already",
				     STR_ARG(d->lines.text));
	if (str_eq(d->seller.text, d->share.text))
		spot_problem(l->problems, d->head.place, "credit: seller and share must have different names");
	lines[CREDIT_SELLER] = credit_field(l, &d->seller, FIELD_TEXT);
	lines[CREDIT_SHARE] = credit_field(l, &d->share, FIELD_INT);
	field = (struct form_field *)&form->fields[form->field_count++];
	*field = credit_field(l, &d->lines, FIELD_LINES);
	field->required = d->required;
	field->lines = lines;
	field->line_field_count = CREDIT_FIELDS;
	field->lines_max = CREDIT_SELLERS_MAX;
	form->credit = (struct credit){ form->field_count, (enum credit_count)d->count };
	t->has_seller = true;
	t->credit_column = column_of(l, t, STR("part of the credit"), COLUMN_NUMBER, false, d->head.place) + 1;
}

/* "daily.v2" -> "daily", 2. */
static struct str version_of(struct loader *l, const struct form_doc *d, uint32_t *out_version)
{
	struct str rest = d->head.code.text, code = str_cut(&rest, '.');
	int64_t n = 1;

	if (rest.len > 0) {
		struct str digits = { rest.ptr + 1, rest.len - 1 };

		if (rest.ptr[0] != 'v' || num_parse_i64(digits, &n, NULL) < 0 || n < 1 || n > 999999)
			spot_problem(l->problems, d->head.code.place, "form \"%.*s\": expected a code, or code.vN for version N",
				     STR_ARG(d->head.code.text));
		n = n < 1 || n > 999999 || rest.ptr[0] != 'v' ? 0 : n;
	}
	*out_version = (uint32_t)n;
	return code;
}

static void author_load(struct loader *l, const struct form_doc *d, struct form *form)
{
	struct nearest near = { .wanted = d->author.text };

	form->author = NONE;
	if (!d->author.text.len)
		return;
	for (uint32_t i = 0; i < form->field_count; i++) {
		nearest_offer(&near, form->fields[i].name);
		if (str_eq(form->fields[i].name, d->author.text))
			form->author = i;
	}
	if (option_unread(d, &d->fields))
		return;
	if (form->author == NONE) {
		spot_problem(l->problems, d->author.place, "author: form \"%.*s\" has no field \"%.*s\"%s", STR_ARG(form->code),
			     STR_ARG(d->author.text), nearest_text(&near));
		return;
	}
	const struct field_doc *field = d->fields.at[form->author];

	if (form->fields[form->author].type != FIELD_TEXT && !option_unread(field, &field->type))
		spot_problem(l->problems, d->author.place, "author: expected a field of type text");
	else if (form->seller == SELLER_NONE && !option_unread(d, &d->seller))
		spot_problem(l->problems, d->author.place, "author: form \"%.*s\" has no seller to hand in for",
			     STR_ARG(form->code));
}

static void form_load(struct loader *l, const struct form_doc *d, struct form *form)
{
	struct fact_table *t;

	form->code = load_keep(l, version_of(l, d, &form->version));
	for (const struct form *other = l->model->forms; other < form; other++)
		if (str_eq(other->code, form->code) && other->version == form->version)
			spot_problem(l->problems, d->head.code.place, "form \"%.*s\" is given twice", STR_ARG(d->head.code.text));
	t = table_of(l, d->facts.text.len ? d->facts.text : form->code);
	form->title = load_title(l, &d->title, form->code);
	form->facts = (uint32_t)(t - l->model->fact_tables);
	for (const struct form *other = l->model->forms; other < form && !option_unread(d, &d->facts); other++)
		if (str_eq(other->code, form->code) && other->facts != form->facts)
			spot_problem(
				l->problems, d->head.code.place,
				"form \"%.*s\": all versions of a form feed one fact table; give this form a code of its own",
				STR_ARG(d->head.code.text));
	form->from = d->from;
	form->to = load_until(d->to);
	if (form->from >= form->to && !option_unread(d, &d->from) && !option_unread(d, &d->to))
		spot_problem(l->problems, d->head.place, "valid_to lies before valid_from");
	form->seller = (enum seller_role)d->seller;
	form->ignore_unknown = d->unknown == 1;
	form->receipts = d->receipts;
	form->corrections_days = (uint32_t)d->corrections_days;
	form->future_days = (int32_t)d->future_days;
	t->has_seller = t->has_seller || form->seller != SELLER_NONE;
	fields_load(l, d, t, form);
	if (d->credit)
		credit_load(l, d->credit, t, form);
	author_load(l, d, form);
	load_rules(l, d, form);
	load_usuals(l, d, form);
}

void load_forms(struct loader *l)
{
	const struct records *rows = &l->docs.forms->forms;
	struct form *forms = load_array(l, rows->count, sizeof(*forms));

	uint32_t own = 4 + 2 * l->docs.entities->entities.count; /* of the schedule, of cases and of entities */

	l->model->fact_tables = load_array(l, rows->count + own, sizeof(*l->model->fact_tables));
	l->tables = arena_alloc(l->scratch, (rows->count + own + 1) * sizeof(*l->tables));
	l->table_gap = option_unread(l->docs.forms, &l->docs.forms->forms);
	l->model->forms = forms;
	for (uint32_t i = 0; i < rows->count; i++) {
		const struct form_doc *d = rows->at[i];

		form_load(l, d, &forms[i]);
		l->model->form_count = i + 1;
		l->table_gap = l->table_gap || option_unread(d, &d->facts);
	}
	l->forms_tables = l->model->fact_table_count;
	for (uint32_t i = 0; i < l->model->fact_table_count && l->table_gap; i++)
		l->tables[i].columns = true; /* a form that is not read may feed it */
}
