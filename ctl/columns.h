/* Columns that a text takes on a terminal: letters one, those of East Asia and pictures two, accents that are added to the letter
 * before them none, and escape sequences for colours none.
 */
#pragma once
#include "base/str.h"

/* The next character or escape sequence of UTF-8 text; `*rest` goes on behind it. Empty: the end. */
struct str columns_next(struct str *rest, unsigned *out_columns);
size_t columns_of(struct str s);
/* As much of a line's beginning as fits; escape sequences are kept to the end, so that a colour that was begun ends. */
void columns_add_head(struct buf *b, struct str line, size_t columns);
