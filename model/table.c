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
	char separator;
	uint32_t ragged;
	bool failed;
};

static bool has_controls(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x20 && s.ptr[i] != '\t' && s.ptr[i] != '\r' && s.ptr[i] != '\n')
			return true;
	return false;
}

/* false after a problem: one, since in another encoding every cell would be wrong. */
static bool cell_is_good(struct reading *r, struct str s)
{
	struct spot at = { r->file, r->row_line, (uint32_t)(r->cells.count - r->row_start) + 1 };

	if (at.column > TABLE_COLUMNS_MAX)
		spot_problem(r->problems, (struct spot){ r->file, r->row_line, 0 }, "too many columns: at most %d",
			     TABLE_COLUMNS_MAX);
	else if (s.len > TABLE_CELL_MAX)
		spot_problem(r->problems, at, "the cell is too long: at most %d bytes", TABLE_CELL_MAX);
	else if (has_controls(s))
		spot_problem(r->problems, at, "expected text without control characters: save the table as UTF-8");
	else if (!str_is_text(s))
		spot_problem(
			r->problems, at,
			"the table is not in UTF-8, Windows-1251 perhaps: save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)");
	else
		return true;
	return false;
}

static void reading_cell(void *bytes, size_t len, void *ctx)
{
	struct reading *r = ctx;
	struct str s = { bytes, len };

	if (r->failed)
		return;
	if (cell_is_good(r, s))
		*ARRAY_ADD(r->cells) = arena_str(r->arena, s);
	else
		r->failed = true;
}

/* Spreadsheets end a table with rows of separators alone. */
static bool row_is_empty(const struct reading *r)
{
	for (size_t i = r->row_start; i < r->cells.count; i++)
		if (r->cells.at[i].len > 0)
			return false;
	return true;
}

static void reading_row(int end, void *ctx)
{
	struct reading *r = ctx;
	size_t n = r->cells.count - r->row_start;

	(void)end;
	if (r->failed || n == 0)
		return;
	if (r->columns == 0) {
		r->columns = (uint32_t)n;
	} else if (row_is_empty(r)) {
		r->cells.count = r->row_start;
	} else if (n != r->columns) {
		spot_problem(r->problems, (struct spot){ r->file, r->row_line, 0 }, "expected %u cells as in the header, got %zu",
			     r->columns, n);
		r->ragged++;
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
	*t = (struct table){ r->file,      cells,    r->columns, cells + r->columns, lines, (uint32_t)r->lines.count,
			     r->separator, r->ragged };
	for (uint32_t i = 0; i < t->column_count; i++)
		if (table_column(t, cells[i]) != i) {
			spot_problem(r->problems, (struct spot){ r->file, 1, i + 1 }, "column \"%.*s\" is given twice",
				     STR_ARG(cells[i]));
			return NULL;
		}
	return t;
}

static const struct {
	char mark;
	const char *name;
} separators[] = { { ',', "commas" }, { ';', "semicolons" }, { '\t', "tabs" } };
enum { SEPARATORS = sizeof(separators) / sizeof(*separators) };

/* Which of the separators stand in the first line that has anything, outside quotes, as bits; `out_line`: its number. */
static unsigned header_separators(struct str text, uint32_t *out_line)
{
	unsigned found = 0;
	bool quoted = false, any = false;

	*out_line = 1;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!quoted && any && (c == '\n' || c == '\r'))
			break;
		*out_line += !any && c == '\n';
		any = any || (c != '\n' && c != '\r');
		quoted = quoted != (c == '"');
		for (unsigned k = 0; k < SEPARATORS && !quoted; k++)
			found |= (unsigned)(c == separators[k].mark) << k;
	}
	return found;
}

/* The separator by the header: a comma where it has one column. 0 after a problem. */
static char separator_of(struct reading *r, struct str text)
{
	const char *names[SEPARATORS];
	unsigned found = header_separators(text, &r->row_line), count = 0;
	char mark = ',';

	for (unsigned k = 0; k < SEPARATORS; k++) {
		if (!(found >> k & 1))
			continue;
		names[count++] = separators[k].name;
		mark = separators[k].mark;
	}
	if (count < 2)
		return mark;
	spot_problem(r->problems, (struct spot){ r->file, r->row_line, 0 },
		     "the header has %s and %s: separate columns by one of them, and put a name that holds the other in quotes",
		     names[0], names[1]);
	return '\0';
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
	r.separator = separator_of(&r, text);
	if (!r.separator || csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return NULL;
	csv_set_delim(&csv, (unsigned char)r.separator);
	if (reading_feed(&r, &csv, text) != 0)
		problems_add(problems, r.file, r.line, 0, "not valid CSV: a quote opens or ends in the wrong place");
	else if (!r.failed)
		t = reading_done(&r);
	csv_free(&csv);
	ARRAY_FREE(r.cells);
	ARRAY_FREE(r.lines);
	return t;
}

struct str table_cut_digits(struct str *s)
{
	struct str digits = { s->ptr, 0 };

	while (digits.len < s->len && s->ptr[digits.len] >= '0' && s->ptr[digits.len] <= '9')
		digits.len++;
	s->ptr += digits.len;
	s->len -= digits.len;
	return digits;
}

bool table_cut_space(struct str *s)
{
	static const char *const spaces[] = { " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89" };

	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
		struct str space = str_of(spaces[i]);

		if (!str_starts(*s, space))
			continue;
		s->ptr += space.len;
		s->len -= space.len;
		return true;
	}
	return false;
}

struct str table_number(struct arena *a, struct str cell)
{
	struct str rest = cell, part;
	struct buf b = { 0 };
	bool good;

	if (str_starts(rest, STR("-"))) {
		buf_addc(&b, '-');
		rest = (struct str){ rest.ptr + 1, rest.len - 1 };
	}
	part = table_cut_digits(&rest);
	good = part.len > 0;
	buf_adds(&b, part);
	for (bool grouped = part.len <= 3; good && grouped && rest.len > 1;) {
		struct str after = rest;

		if (!table_cut_space(&after) || (part = table_cut_digits(&after)).len != 3)
			break;
		buf_adds(&b, part);
		rest = after;
	}
	if (str_starts(rest, STR(",")) || str_starts(rest, STR("."))) {
		rest = (struct str){ rest.ptr + 1, rest.len - 1 };
		part = table_cut_digits(&rest);
		good = good && part.len > 0;
		buf_addc(&b, '.');
		buf_adds(&b, part);
	}
	while (table_cut_space(&rest))
		;
	if (str_eq(rest, STR("%"))) {
		buf_addc(&b, '%');
		rest.len = 0;
	}
	part = good && rest.len == 0 ? arena_str(a, buf_str(&b)) : cell;
	buf_free(&b);
	return part;
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
