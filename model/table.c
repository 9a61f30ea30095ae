#include "model/table.h"

#include <csv.h>
#include <string.h>

struct reading {
	struct arena *arena;
	const char *file;
	struct problems *problems;
	ARRAY(struct str) cells;
	ARRAY(uint32_t) lines;
	uint32_t line;     /* of the byte being read */
	uint32_t row_line; /* on which the present row began */
	size_t row_start;  /* its first cell */
	uint32_t columns;  /* of the header; 0: not read yet */
	bool ragged;
	bool failed;
};

static void reading_cell(void *bytes, size_t len, void *ctx)
{
	struct reading *r = ctx;
	struct str s = { bytes, len };

	if (r->failed)
		return;
	if (r->cells.count - r->row_start >= TABLE_COLUMNS_MAX) {
		spot_problem(r->problems, (struct spot){ r->file, r->row_line, 0 }, "too many columns: at most %d",
			     TABLE_COLUMNS_MAX);
		r->failed = true;
		return;
	}
	if (len > TABLE_CELL_MAX || !str_is_text(s)) { /* one message: in another encoding every cell would be wrong */
		spot_problem(r->problems, (struct spot){ r->file, r->row_line, (uint32_t)(r->cells.count - r->row_start) + 1 },
			     "expected text in UTF-8 without control characters, at most %d bytes: save the table as UTF-8",
			     TABLE_CELL_MAX);
		r->failed = true;
		return;
	}
	*ARRAY_ADD(r->cells) = arena_str(r->arena, s);
}

/* A spreadsheet of a country with decimal commas separates by semicolons. */
static void reading_header(struct reading *r, uint32_t columns)
{
	struct str only = r->cells.at[r->row_start];
	const char *other = columns > 1                                    ? NULL
			    : only.len && memchr(only.ptr, ';', only.len)  ? "semicolons"
			    : only.len && memchr(only.ptr, '\t', only.len) ? "tabs"
									   : NULL;

	r->columns = columns;
	if (!other)
		return;
	spot_problem(r->problems, (struct spot){ r->file, r->row_line, 0 },
		     "the columns are separated by %s: expected commas, and a point in decimal numbers", other);
	r->failed = true;
}

static void reading_row(int end, void *ctx)
{
	struct reading *r = ctx;
	size_t n = r->cells.count - r->row_start;

	(void)end;
	if (r->failed || n == 0)
		return;
	if (r->columns == 0) {
		reading_header(r, (uint32_t)n);
	} else if (n != r->columns) {
		if (n > 1 || r->cells.at[r->row_start].len > 0) {
			spot_problem(r->problems, (struct spot){ r->file, r->row_line, 0 },
				     "expected %u cells as in the header, got %zu", r->columns, n);
			r->ragged = true;
		}
		r->cells.count = r->row_start;
	} else if (r->lines.count >= TABLE_ROWS_MAX) {
		spot_problem(r->problems, (struct spot){ r->file, r->row_line, 0 }, "the table is too long: at most %d rows",
			     TABLE_ROWS_MAX);
		r->failed = true;
	} else {
		*ARRAY_ADD(r->lines) = r->row_line;
	}
	r->row_start = r->cells.count;
}

/* libcsv does not tell lines, so the text goes in line by line; its state tells whether a quoted cell goes on. */
enum { ROW_NOT_BEGUN = 0 };
static int reading_feed(struct reading *r, struct csv_parser *csv, struct str text)
{
	while (text.len > 0 && !r->failed) {
		const char *end = memchr(text.ptr, '\n', text.len);
		size_t n = end ? (size_t)(end - text.ptr) + 1 : text.len;

		r->line++;
		if (csv->pstate == ROW_NOT_BEGUN)
			r->row_line = r->line;
		if (csv_parse(csv, text.ptr, n, reading_cell, reading_row, r) != n)
			return -1;
		text.ptr += n;
		text.len -= n;
	}
	return csv_fini(csv, reading_cell, reading_row, r);
}

static const struct table *reading_done(struct reading *r)
{
	struct table *t;
	struct str *cells;
	uint32_t *lines;

	if (r->columns == 0) {
		spot_problem(r->problems, (struct spot){ r->file, 1, 0 }, "expected a header line with the names of the columns");
		return NULL;
	}
	t = arena_alloc(r->arena, sizeof(*t));
	cells = arena_alloc(r->arena, r->cells.count * sizeof(*cells));
	memcpy(cells, r->cells.at, r->cells.count * sizeof(*cells));
	lines = arena_alloc(r->arena, (r->lines.count + 1) * sizeof(*lines));
	if (r->lines.count > 0)
		memcpy(lines, r->lines.at, r->lines.count * sizeof(*lines));
	*t = (struct table){ r->file, cells, r->columns, cells + r->columns, lines, (uint32_t)r->lines.count, r->ragged };
	for (uint32_t i = 0; i < t->column_count; i++)
		if (table_column(t, cells[i]) != i) {
			spot_problem(r->problems, (struct spot){ r->file, 1, i + 1 }, "column \"%.*s\" is given twice",
				     STR_ARG(cells[i]));
			return NULL;
		}
	return t;
}

const struct table *table_parse(struct arena *a, const char *file, struct str text, struct problems *problems)
{
	struct reading r = { .arena = a, .file = arena_str(a, str_of(file)).ptr, .problems = problems };
	const struct table *t = NULL;
	struct csv_parser csv;

	if (str_starts(text, STR("\xef\xbb\xbf"))) {
		text.ptr += 3;
		text.len -= 3;
	}
	if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return NULL;
	if (reading_feed(&r, &csv, text) != 0)
		problems_add(problems, r.file, r.line, 0, "not valid CSV: a quote opens or ends in the wrong place");
	else if (!r.failed)
		t = reading_done(&r);
	csv_free(&csv);
	ARRAY_FREE(r.cells);
	ARRAY_FREE(r.lines);
	return t;
}

uint32_t table_column(const struct table *t, struct str name)
{
	for (uint32_t i = 0; i < t->column_count; i++)
		if (str_eq(t->header[i], name))
			return i;
	return UINT32_MAX;
}

struct str table_cell(const struct table *t, uint32_t row, uint32_t column)
{
	return t->cells[(size_t)row * t->column_count + column];
}

struct spot table_place(const struct table *t, uint32_t row, uint32_t column)
{
	return (struct spot){ t->file, t->lines[row], column + 1 };
}
