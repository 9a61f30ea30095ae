/* A table for people: columns as wide as their widest cell, a head, numbers to the right. */
#pragma once
#include "base/mem.h"
#include "ctl/common.h"

enum { GRID_COLUMNS_MAX = 16 };

struct grid_row {
	size_t end[GRID_COLUMNS_MAX]; /* of each cell in `text`; the first begins where the row before ended */
};
struct grid {
	unsigned columns;
	struct buf text;             /* the cell in hand is written at its end */
	ARRAY(struct grid_row) rows; /* the first is the head */
	int width[GRID_COLUMNS_MAX];
	unsigned cell;
};

void grid_row_begin(struct grid *g);
/* What was written into `text` since the last one is a cell. */
void grid_cell_end(struct grid *g);
/* Columns from `first` to `last` are numbers; `hidden` is left out where it is a column. */
void grid_print(const struct grid *g, const struct common *c, unsigned first, unsigned last, unsigned hidden, struct buf *out);
void grid_free(struct grid *g);
