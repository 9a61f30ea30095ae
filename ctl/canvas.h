/* A small drawing on a terminal: two courses as dots, eight to a letter in braille, one to a letter in ASCII. The one course is
 * drawn whole and the other one dotted, so that they part without colours too.
 */
#pragma once
#include "ctl/common.h"

enum canvas_ink { INK_FACT, INK_PLAN, INKS };
struct canvas {
	unsigned columns, rows; /* letters */
	unsigned wide, high;    /* dots; 0, 0 is at the bottom on the left */
	bool utf8;
	uint8_t *dots[INKS]; /* by letter */
};

struct canvas *canvas_new(unsigned columns, unsigned rows, bool utf8);
void canvas_free(struct canvas *c);
/* Dots outside are left out. */
void canvas_line(struct canvas *c, enum canvas_ink ink, int64_t x0, int64_t y0, int64_t x1, int64_t y1);
/* A row of letters, the top one is 0. `mark`: where the letter in this column is empty, a line upright; UINT_MAX: none. */
void canvas_add_row(const struct canvas *c, const struct common *common, unsigned row, unsigned mark, struct buf *out);
