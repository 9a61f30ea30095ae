#include "model/mapping.h"

#include "model/yaml.h"

static const char *const format_choices[] = { "csv", "json", NULL };
static const char *const date_choices[] = { "ISO", "YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", NULL };
static const char *const decimal_choices[] = { "point", "comma", NULL };
static const char *const thousands_choices[] = { "none", "space", "point", "comma", NULL };
static const char *const others_choices[] = { "refuse", "keep", NULL };

static const struct option identity_options[] = {
	OPTION(struct identity_doc, "columns", columns, OPTION_CODES,
	       .help = "Columns whose texts, joined, are the id: one, or a list. They must name one report for good."),
	OPTION(struct identity_doc, "hash", hash, OPTION_FLAG, .preset = "no",
	       .help = "Instead: a fingerprint of the whole row. Rows that are the same are then one report."),
	OPTION(struct identity_doc, "prefix", prefix, OPTION_TEXT, .help = "What stands before it, like `shop7-`."),
	OPTION(struct identity_doc, "join", join, OPTION_TEXT, .preset = "-",
	       .help = "What stands between the texts of columns."),
	{ 0 },
};
static const struct options identity_table = { "an id", "How the ids of the reports are made.", sizeof(struct identity_doc),
					       identity_options, NULL };

static const struct option feed_options[] = {
	OPTION(struct feed_doc, "column", column, OPTION_TEXT, .help = "Column of the file, by its name in the header."),
	OPTION(struct feed_doc, "time", time, OPTION_TEXT, .help = "Column with the time of day that belongs to the date."),
	OPTION(struct feed_doc, "constant", constant, OPTION_TEXT, .help = "Instead of a column: the same text in every report."),
	OPTION(struct feed_doc, "default", otherwise, OPTION_TEXT, .help = "What an empty cell stands for."),
	OPTION(struct feed_doc, "values", values, OPTION_PAIRS,
	       .help = "Text of the file: text of the report, like {Anna Smith: anna}; ~ is no value."),
	OPTION(struct feed_doc, "others", others, OPTION_CHOICE, .choices = others_choices, .preset = "refuse",
	       .help = "What becomes of texts that are not among `values`."),
	OPTION(struct feed_doc, "dates", dates, OPTION_WORD, .choices = date_choices,
	       .help = "How its dates are written; left out: as the mapping says."),
	OPTION(struct feed_doc, "decimal", decimal, OPTION_WORD, .choices = decimal_choices,
	       .help = "What stands before its decimals; left out: as the mapping says."),
	OPTION(struct feed_doc, "thousands", thousands, OPTION_WORD, .choices = thousands_choices,
	       .help = "What stands between its thousands; left out: as the mapping says."),
	{ 0 },
};
static const struct options feed_table = { "a field", "What feeds one field of the report.", sizeof(struct feed_doc),
					   feed_options, "column" };

static const struct option mapping_options[] = {
	OPTION(struct mapping_doc, "form", form, OPTION_CODE, .required = true,
	       .help = "Form of the reports; `sale.v2` names a version."),
	OPTION(struct mapping_doc, "format", format, OPTION_WORD, .choices = format_choices,
	       .help = "What the file is; left out: JSON lines where its name ends with .json, .jsonl or .ndjson, else CSV."),
	OPTION(struct mapping_doc, "id", id, OPTION_RECORD, .of = &identity_table, .required = true,
	       .help = "How ids are made; the same row must give the same id each time."),
	OPTION(struct mapping_doc, "rev", rev, OPTION_RECORD, .of = &feed_table,
	       .help = "Where revisions come from; 1 where it is left out."),
	OPTION(struct mapping_doc, "fields", fields, OPTION_MAP, .of = &feed_table, .required = true,
	       .help = "Field of the report: what feeds it. `seller`, `at`, `received_at`, `op` and the form's own fields."),
	OPTION(struct mapping_doc, "dates", dates, OPTION_CHOICE, .choices = date_choices, .preset = "ISO",
	       .help = "How dates are written, a time of day may follow. ISO: as reports have them, 2026-11-22T18:00:00+03:00."),
	OPTION(struct mapping_doc, "decimal", decimal, OPTION_CHOICE, .choices = decimal_choices, .preset = "point",
	       .help = "What stands before the decimals of numbers."),
	OPTION(struct mapping_doc, "thousands", thousands, OPTION_CHOICE, .choices = thousands_choices, .preset = "none",
	       .help = "What stands between the thousands of numbers."),
	OPTION(struct mapping_doc, "empty", empty, OPTION_CODES,
	       .help = "Texts that are no value, like [\"-\", n/a]; an empty cell always is none."),
	{ 0 },
};
const struct options mapping_table = { "a mapping", "How rows become reports of one form.", sizeof(struct mapping_doc),
				       mapping_options, NULL };

/* ---- what was chosen ---- */

static uint32_t chosen(const struct ref *r, const char *const *choices, uint32_t otherwise)
{
	for (uint32_t i = 0; choices[i]; i++)
		if (str_eq(r->text, str_of(choices[i])))
			return i;
	return otherwise;
}

enum mapping_dates mapping_dates_of(const struct mapping_doc *m, const struct feed_doc *f)
{
	return (enum mapping_dates)chosen(&f->dates, date_choices, m->dates);
}

enum mapping_decimal mapping_decimal_of(const struct mapping_doc *m, const struct feed_doc *f)
{
	return (enum mapping_decimal)chosen(&f->decimal, decimal_choices, m->decimal);
}

enum mapping_thousands mapping_thousands_of(const struct mapping_doc *m, const struct feed_doc *f)
{
	return (enum mapping_thousands)chosen(&f->thousands, thousands_choices, m->thousands);
}

bool mapping_is_json(const struct mapping_doc *m, struct str path)
{
	static const char *const endings[] = { ".json", ".jsonl", ".ndjson" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings) && !ref_given(&m->format); i++) {
		struct str ending = str_of(endings[i]);

		if (path.len > ending.len && str_eq((struct str){ path.ptr + path.len - ending.len, ending.len }, ending))
			return true;
	}
	return str_eq(m->format.text, STR("json"));
}

/* ---- what the table cannot say ---- */

static void check_values(const struct feed_doc *f, struct problems *problems)
{
	for (const struct node *v = f->values ? f->values->first : NULL; v; v = v->next)
		if (v->kind != NODE_SCALAR)
			spot_problem(problems, v->place, "values: expected one text for \"%.*s\", got %s", STR_ARG(v->key->text),
				     node_what(v));
}

static void check_feed(const struct feed_doc *f, struct str name, struct problems *problems)
{
	if (option_unread(f, &f->column) || option_unread(f, &f->constant))
		return;
	if (ref_given(&f->column) == ref_given(&f->constant))
		spot_problem(problems, f->head.place, "%.*s: give either a column or a constant", STR_ARG(name));
	if (ref_given(&f->constant) && (f->values || ref_given(&f->time) || ref_given(&f->otherwise)))
		spot_problem(problems, f->head.place, "%.*s: a constant stands alone, without values, time and default",
			     STR_ARG(name));
	check_values(f, problems);
}

static void check_identity(const struct identity_doc *id, struct problems *problems)
{
	if (option_unread(id, &id->columns) || option_unread(id, &id->hash))
		return;
	if ((id->columns.count > 0) == id->hash)
		spot_problem(problems, id->head.place, "id: give either columns or `hash: yes`");
}

static void check_mapping(struct mapping_doc *m, struct problems *problems)
{
	static const char *const made[] = { "form", "id", "rev" };

	if (m->id)
		check_identity(m->id, problems);
	if (m->rev)
		check_feed(m->rev, STR("rev"), problems);
	for (uint32_t i = 0; i < m->fields.count; i++) {
		const struct feed_doc *f = m->fields.at[i];

		for (size_t k = 0; k < sizeof(made) / sizeof(*made); k++)
			if (str_eq(f->head.code.text, str_of(made[k])))
				spot_problem(problems, f->head.code.place, "fields: `%s` stands beside `fields`, not in it",
					     made[k]);
		check_feed(f, f->head.code.text, problems);
	}
	if (m->fields.count > MAPPING_FEEDS_MAX - 1)
		spot_problem(problems, m->head.place, "fields: at most %d", MAPPING_FEEDS_MAX - 1);
}

struct mapping_doc *mapping_read(struct arena *a, const char *file, struct str text, struct problems *problems)
{
	static const struct bundle no_files;
	struct option_reader r = { .arena = a, .problems = problems, .bundle = &no_files };
	size_t before = problems->errors;
	const struct node *root = yaml_parse(a, file, text, problems);
	struct mapping_doc *m;

	if (!root) {
		if (problems->errors == before)
			problems_add(problems, file, 0, 0, "this file is empty: a mapping needs form, id and fields");
		return NULL;
	}
	m = option_defaults(&r, &mapping_table, root->place);
	option_read(&r, &mapping_table, root, m);
	check_mapping(m, problems);
	return m;
}
