/* A CSV table: a header line and rows, each knowing its line.
 *
 * UTF-8, quoted with ", separated by commas, semicolons or tabs, as the header is; a byte order mark is dropped. Rows with more
 * or fewer cells than the header are problems and left out; empty lines and rows of empty cells are skipped.
 */
#pragma once
#include "model/yaml.h"

enum { TABLE_COLUMNS_MAX = 64, TABLE_ROWS_MAX = 2000000, TABLE_CELL_MAX = 65536 };

struct table {
	const char *file;
	const struct str *header;
	uint32_t column_count;
	const struct str *cells; /* row after row */
	const uint32_t *lines;   /* of each row */
	uint32_t row_count;
	char separator;  /* , ; or tab */
	uint32_t ragged; /* rows that were left out, each after a problem */
};

/* NULL after a problem was added that leaves no table at all (no header, a name given twice). Made in `a`. */
const struct table *table_parse(struct arena *a, const char *file, struct str text, struct problems *problems);
/* The position of a column; UINT32_MAX: there is none. */
uint32_t table_column(const struct table *t, struct str name);
struct str table_cell(const struct table *t, uint32_t row, uint32_t column);
/* A number as tables without commas between the cells write it, with a decimal comma and spaces between thousands ("1 234,5 %"),
 * in the plain form ("1234.5%"), made in `a`; whatever is no such number as it is. */
struct str table_number(struct arena *a, struct str cell);
/* Cuts the digits off the front. */
struct str table_cut_digits(struct str *s);
/* Cuts a space off the front, a no-break or a thin one as well. */
bool table_cut_space(struct str *s);
/* File, line and the column's position (from 1) of a cell. */
struct spot table_place(const struct table *t, uint32_t row, uint32_t column);
