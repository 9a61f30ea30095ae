#include "model/source.h"

#include <string.h>

static const struct option source_options[] = {
	OPTION(struct source_doc, "table", table, OPTION_TEXT, .required = true,
	       .help = "A CSV file of the company's folder, or `data:` and a path under the data folder."),
	OPTION(struct source_doc, "where", where, OPTION_PAIRS,
	       .help = "Column: value or list of values; only such rows are taken."),
	OPTION(struct source_doc, "columns", columns, OPTION_PAIRS,
	       .help = "Option: name of the table's column; options not named here take the column of their own name, with ~ "
		       "none."),
	OPTION(struct source_doc, "set", set, OPTION_PAIRS, .help = "Option: value that every row gets."),
	OPTION(struct source_doc, "scale", scale, OPTION_PAIRS,
	       .help = "Only for plans. KPI unit: how the table writes targets: 1, e4 (1/10000), ppm (1/1000000), bp or "
		       "percent."),
	{ 0 },
};
const struct options source_table = { "a table source", "Rows taken from a CSV table.", sizeof(struct source_doc), source_options,
				      NULL };

enum { FROM_NOTHING = UINT32_MAX };

struct filling {
	struct option_reader *reader;
	const struct options *of;
	const struct table *table;
	const struct node *node;
	struct source_doc doc;
	uint32_t column[OPTIONS_MAX];          /* by option; FROM_NOTHING */
	const struct node *fixed[OPTIONS_MAX]; /* by option: its value in `set` */
};

void source_read(struct option_reader *r, const struct node *node, struct source_doc *out)
{
	memset(out, 0, sizeof(*out));
	out->head.place = node->place;
	out->head.of = &source_table;
	option_read(r, &source_table, node, out);
}

const struct table *source_parse(struct option_reader *r, const struct source_doc *doc)
{
	const struct bundle_file *f = doc->table.text.len ? bundle_find(r->bundle, doc->table.text) : NULL;
	struct nearest near = { .wanted = doc->table.text };

	if (doc->table.text.len == 0)
		return NULL;
	if (f)
		return table_parse(r->arena, f->path.ptr, f->text, r->problems);
	for (uint32_t i = 0; i < r->bundle->count; i++)
		nearest_offer(&near, r->bundle->files[i].path);
	spot_problem(r->problems, doc->table.place, "cannot find the table \"%.*s\"%s", STR_ARG(doc->table.text),
		     near.best.len                               ? nearest_text(&near)
		     : str_starts(doc->table.text, STR("data:")) ? ": paths after data: are looked up in the data folder"
								 : ": expected a file of the company's folder");
	return NULL;
}

static uint32_t column_named(struct filling *s, const struct node *name)
{
	struct nearest near = { .wanted = name->text };
	uint32_t c = name->kind == NODE_SCALAR ? table_column(s->table, name->text) : UINT32_MAX;

	if (c != UINT32_MAX)
		return c;
	for (uint32_t i = 0; i < s->table->column_count; i++)
		nearest_offer(&near, s->table->header[i]);
	spot_problem(s->reader->problems, name->place, "%s has no column \"%.*s\"%s", s->table->file, STR_ARG(name->text),
		     nearest_text(&near));
	return UINT32_MAX;
}

static bool option_is_cell(const struct option *o)
{
	return o->type < OPTION_ANY;
}

static bool option_is_number(const struct option *o)
{
	return o->number || o->type == OPTION_INT || o->type == OPTION_E4 || o->type == OPTION_SHARE;
}

/* The option that a key of `columns` or `set` speaks about; NULL after a problem. */
static const struct option *option_named(struct filling *s, const struct node *key)
{
	const struct option *o = option_find(s->of, key->text);
	struct nearest near = { .wanted = key->text };

	if (o && option_is_cell(o))
		return o;
	for (o = s->of->list; o->key; o++)
		if (option_is_cell(o))
			nearest_offer(&near, str_of(o->key));
	spot_problem(s->reader->problems, key->place, "unknown option \"%.*s\" of %s%s", STR_ARG(key->text), s->of->name,
		     nearest_text(&near));
	return NULL;
}

static void source_map(struct filling *s)
{
	for (uint32_t i = 0; s->of->list[i].key; i++)
		s->column[i] =
			option_is_cell(&s->of->list[i]) ? table_column(s->table, str_of(s->of->list[i].key)) : FROM_NOTHING;
	for (const struct node *c = s->doc.columns ? s->doc.columns->first : NULL; c; c = c->next) {
		const struct option *o = option_named(s, c->key);

		if (o)
			s->column[o - s->of->list] = c->kind == NODE_SCALAR && c->null ? FROM_NOTHING : column_named(s, c);
	}
	for (const struct node *c = s->doc.set ? s->doc.set->first : NULL; c; c = c->next) {
		const struct option *o = option_named(s, c->key);

		if (o && c->kind == NODE_SCALAR)
			s->fixed[o - s->of->list] = c;
		else if (o)
			spot_problem(s->reader->problems, c->place, "set: expected a text, got %s", node_what(c));
	}
}

struct filter {
	uint32_t column;
	const struct node *wanted;
};

static bool filter_takes(const struct filling *s, const struct filter *f, uint32_t row)
{
	struct str cell = table_cell(s->table, row, f->column);

	if (f->wanted->kind == NODE_SCALAR)
		return str_eq(cell, f->wanted->text);
	for (const struct node *c = f->wanted->first; c; c = c->next)
		if (c->kind == NODE_SCALAR && str_eq(cell, c->text))
			return true;
	return false;
}

static uint32_t source_filters(struct filling *s, struct filter out[TABLE_COLUMNS_MAX])
{
	uint32_t n = 0;

	for (const struct node *c = s->doc.where ? s->doc.where->first : NULL; c && n < TABLE_COLUMNS_MAX; c = c->next) {
		uint32_t column = column_named(s, c->key);

		if (c->kind == NODE_MAP)
			spot_problem(s->reader->problems, c->place, "where: expected a value or a list of values, got a mapping");
		else if (column != UINT32_MAX)
			out[n++] = (struct filter){ column, c };
	}
	return n;
}

/* What every row must have and no column gives, said once. */
static bool source_lacks(const struct filling *s)
{
	size_t before = s->reader->problems->errors;
	const struct spot header = { s->table->file, 1, 0 };

	for (uint32_t i = 0; s->of->list[i].key; i++) {
		const struct option *o = &s->of->list[i];
		struct nearest near = { .wanted = str_of(o->key) };

		if (!o->required || s->fixed[i] || s->column[i] != FROM_NOTHING)
			continue;
		for (uint32_t c = 0; c < s->table->column_count; c++)
			nearest_offer(&near, s->table->header[c]);
		spot_problem(s->reader->problems, header, "%s needs \"%s\", and there is no such column%s", s->of->name, o->key,
			     nearest_text(&near));
	}
	return s->reader->problems->errors > before;
}

static void *source_row(struct filling *s, uint32_t row)
{
	bool given[OPTIONS_MAX] = { false };
	struct record *rec = option_defaults(s->reader, s->of, table_place(s->table, row, 0));

	rec->source = s->node;
	for (uint32_t i = 0; s->of->list[i].key; i++) {
		const struct option *o = &s->of->list[i];
		struct str cell = { 0 };

		if (s->fixed[i]) {
			option_take(s->reader, s->of, o, s->fixed[i]->text, s->fixed[i]->place, rec);
			given[i] = true;
			continue;
		}
		if (s->column[i] != FROM_NOTHING)
			cell = str_trim(table_cell(s->table, row, s->column[i]));
		if (s->table->separator != ',' && option_is_number(o))
			cell = table_number(s->reader->arena, cell);
		if (cell.len == 0)
			continue;
		option_take(s->reader, s->of, o, cell, table_place(s->table, row, s->column[i]), rec);
		given[i] = true;
	}
	option_required(s->reader, s->of, rec, given);
	return rec;
}

struct rows {
	ARRAY(void *) list;
};

static bool source_take(struct option_reader *r, const struct options *of, const struct node *node, struct rows *rows)
{
	struct filter filters[TABLE_COLUMNS_MAX];
	struct filling s = { .reader = r, .of = of, .node = node };
	uint32_t filter_count, taken = 0;
	size_t before;

	source_read(r, node, &s.doc);
	s.table = source_parse(r, &s.doc);
	if (!s.table)
		return false;
	before = r->problems->errors;
	source_map(&s);
	filter_count = source_filters(&s, filters);
	if (r->problems->errors > before || option_unread(&s.doc, &s.doc.where) || option_unread(&s.doc, &s.doc.columns) ||
	    option_unread(&s.doc, &s.doc.set) || source_lacks(&s)) /* each row would repeat it */
		return false;
	for (uint32_t row = 0; row < s.table->row_count; row++) {
		bool takes = true;

		for (uint32_t f = 0; f < filter_count && takes; f++)
			takes = filter_takes(&s, &filters[f], row);
		if (!takes)
			continue;
		*ARRAY_ADD(rows->list) = source_row(&s, row);
		taken++;
	}
	if (taken == 0)
		spot_warning(r->problems, node->place, "no row of \"%.*s\" is taken", STR_ARG(s.doc.table.text));
	return !s.table->ragged && s.doc.head.unread == 0;
}

/* By any option that only a source has, so that `table` may be the misspelt one. */
static bool is_source(const struct node *n)
{
	return node_get(n, "table") || node_get(n, "columns") || node_get(n, "set") || node_get(n, "scale");
}

/* A row written in place. */
static bool row_take(struct option_reader *r, const struct options *of, const struct node *node, struct rows *rows)
{
	struct record *rec = option_defaults(r, of, node->place);

	option_read(r, of, node, rec);
	*ARRAY_ADD(rows->list) = rec;
	return rec->unread != UINT32_MAX && !option_unread(rec, &rec->code);
}

bool source_rows(struct option_reader *r, const struct option *o, const struct node *node, struct records *out)
{
	const struct node *first = node->kind == NODE_LIST ? node->first : node;
	struct rows rows = { 0 };
	bool whole = true;

	if (node->kind == NODE_MAP && !is_source(node)) {
		spot_problem(r->problems, node->place, "%s: expected a list, or a mapping with \"table\"", o->key);
		return false;
	}
	for (const struct node *c = first; c; c = node->kind == NODE_LIST ? c->next : NULL)
		whole = (is_source(c) ? source_take(r, o->of, c, &rows) : row_take(r, o->of, c, &rows)) && whole;
	out->at = arena_alloc(r->arena, (rows.list.count + 1) * sizeof(*out->at));
	if (rows.list.count > 0)
		memcpy(out->at, rows.list.at, rows.list.count * sizeof(*out->at));
	out->count = (uint32_t)rows.list.count;
	ARRAY_FREE(rows.list);
	return whole;
}
