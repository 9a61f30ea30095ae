/* JSON lines as a table: one object a line, of the members that the mapping names. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/mapping.h"

/* A number that was written with at most so many digits comes back from a double as it was. */
enum { EXACT_DIGITS = 15, LINE_BYTES_MAX = 1 << 20 };

struct json_rows {
	struct arena *arena;
	const char *file;
	struct problems *problems;
	ARRAY(struct str) columns;
	ARRAY(bool) seen; /* of each column: some object has it */
	ARRAY(struct str) cells;
	ARRAY(uint32_t) lines;
	uint32_t line;
	uint32_t left_out;
};

static void add_column(struct json_rows *j, const struct ref *name)
{
	if (!ref_given(name) || name->text.len == 0)
		return;
	for (size_t i = 0; i < j->columns.count; i++)
		if (str_eq(j->columns.at[i], name->text))
			return;
	*ARRAY_ADD(j->columns) = name->text;
	(void)*ARRAY_ADD(j->seen);
}

static void add_columns(struct json_rows *j, const struct mapping_doc *m)
{
	for (uint32_t i = 0; m->id && i < m->id->columns.count; i++)
		add_column(j, &m->id->columns.at[i]);
	if (m->rev)
		add_column(j, &m->rev->column);
	for (uint32_t i = 0; i < m->fields.count; i++) {
		const struct feed_doc *f = m->fields.at[i];

		add_column(j, &f->column);
		add_column(j, &f->time);
	}
}

static bool row_problem(struct json_rows *j, struct str column, const char *text)
{
	struct spot at = { j->file, j->line, 0 };

	if (column.len > 0)
		spot_problem(j->problems, at, "\"%.*s\": %s", STR_ARG(column), text);
	else
		spot_problem(j->problems, at, "%s", text);
	return false;
}

/* As it was written, but for zeros at the end. */
static bool real_text(struct json_rows *j, const json_t *value, struct str column, struct str *out)
{
	double number = json_real_value(value);
	char text[64];

	snprintf(text, sizeof(text), "%.*g", EXACT_DIGITS, number);
	if (strtod(text, NULL) != number || strchr(text, 'e'))
		return row_problem(j, column, "the number cannot be read exactly: write it in quotes");
	*out = arena_str(j->arena, str_of(text));
	return true;
}

static bool value_text(struct json_rows *j, const json_t *value, struct str column, struct str *out)
{
	char *dumped;

	switch (json_typeof(value)) {
	case JSON_STRING:
		*out = arena_str(j->arena, (struct str){ json_string_value(value), json_string_length(value) });
		return true;
	case JSON_INTEGER:
		*out = arena_strf(j->arena, "%lld", (long long)json_integer_value(value));
		return true;
	case JSON_REAL:
		return real_text(j, value, column, out);
	case JSON_TRUE:
	case JSON_FALSE:
		*out = json_is_true(value) ? STR("true") : STR("false");
		return true;
	case JSON_ARRAY: /* lines of a report */
		dumped = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS));
		*out = arena_str(j->arena, str_of(dumped));
		free(dumped);
		return true;
	case JSON_OBJECT:
		return row_problem(j, column, "expected a text, a number or a list of lines, got an object");
	default:
		return true; /* null is no value */
	}
}

static bool object_row(struct json_rows *j, const json_t *object)
{
	bool good = true;

	for (size_t i = 0; i < j->columns.count; i++) {
		struct str *cell = ARRAY_ADD(j->cells);
		const json_t *value = json_object_get(object, arena_str(j->arena, j->columns.at[i]).ptr);

		*cell = (struct str){ 0 };
		j->seen.at[i] = j->seen.at[i] || value;
		if (value && !value_text(j, value, j->columns.at[i], cell))
			good = false;
	}
	return good;
}

static void take_line(struct json_rows *j, struct str text)
{
	size_t start = j->cells.count;
	json_error_t why;
	struct buf b = { 0 };
	json_t *object;
	bool good = false;

	if (text.len > LINE_BYTES_MAX) {
		row_problem(j, (struct str){ 0 }, "the line is too long: at most 1 MiB");
		j->left_out++;
		return;
	}
	object = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
	if (!object) {
		buf_addf(&b, "not proper JSON: %s", why.text);
		spot_problem(j->problems, (struct spot){ j->file, j->line, why.column > 0 ? (uint32_t)why.column : 0 }, "%s",
			     b.ptr);
		buf_free(&b);
	} else if (!json_is_object(object)) {
		row_problem(j, (struct str){ 0 }, "expected an object, {\"column\": value}");
	} else {
		good = object_row(j, object);
	}
	json_decref(object);
	if (good)
		*ARRAY_ADD(j->lines) = j->line;
	else
		j->cells.count = start;
	j->left_out += !good;
}

static const struct table *rows_done(struct json_rows *j)
{
	struct table *t = arena_alloc(j->arena, sizeof(*t));
	struct str *header = arena_alloc(j->arena, (j->columns.count + 1) * sizeof(*header));
	struct str *cells = arena_alloc(j->arena, (j->cells.count + 1) * sizeof(*cells));
	uint32_t *lines = arena_alloc(j->arena, (j->lines.count + 1) * sizeof(*lines));

	if (j->columns.count > 0)
		memcpy(header, j->columns.at, j->columns.count * sizeof(*header));
	if (j->cells.count > 0)
		memcpy(cells, j->cells.at, j->cells.count * sizeof(*cells));
	if (j->lines.count > 0)
		memcpy(lines, j->lines.at, j->lines.count * sizeof(*lines));
	*t = (struct table){
		.file = j->file,
		.header = header,
		.column_count = (uint32_t)j->columns.count,
		.cells = cells,
		.lines = lines,
		.row_count = (uint32_t)j->lines.count,
		.ragged = j->left_out,
	};
	return t;
}

/* A name mistyped in the mapping, or one that the file always leaves out. */
static void warn_unseen(const struct json_rows *j)
{
	for (size_t i = 0; j->lines.count > 0 && i < j->columns.count; i++)
		if (!j->seen.at[i])
			spot_warning(j->problems, (struct spot){ j->file, 0, 0 }, "no object has \"%.*s\"",
				     STR_ARG(j->columns.at[i]));
}

const struct table *mapping_json_rows(struct arena *a, const struct mapping_doc *m, const char *file, struct str text,
				      struct problems *problems)
{
	struct json_rows j = { .arena = a, .file = arena_str(a, str_of(file)).ptr, .problems = problems };
	const struct table *t = NULL;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = (struct str){ text.ptr + 3, text.len - 3 };
	add_columns(&j, m);
	while (text.len > 0 && j.lines.count < TABLE_ROWS_MAX) {
		struct str line = str_trim(str_cut(&text, '\n'));

		j.line++;
		if (line.len > 0)
			take_line(&j, line);
	}
	if (text.len > 0)
		spot_problem(problems, (struct spot){ j.file, j.line + 1, 0 }, "the file is too long: at most %d rows",
			     TABLE_ROWS_MAX);
	else
		t = rows_done(&j);
	warn_unseen(&j);
	ARRAY_FREE(j.seen);
	ARRAY_FREE(j.columns);
	ARRAY_FREE(j.cells);
	ARRAY_FREE(j.lines);
	return t;
}
