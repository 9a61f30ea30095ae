/* Plots as inline SVG for a page of ours: texts and shapes with classes that the page's style colours. Whole units; the page
 * scales.
 *
 *	svg_begin(&b, 120, STR("Lead time"));
 *	svg_rect(&b, 100, 8, 40, 14, "one");
 *	svg_end(&b);
 */
#pragma once
#include "base/str.h"

enum { SVG_WIDTH = 360 };

/* Text of a page: & < > " as entities, control characters and bytes that are not UTF-8 visible. */
void html_add(struct buf *b, struct str text);

void svg_begin(struct buf *b, int height, struct str label);
void svg_end(struct buf *b);
/* `anchor`: "start", "middle", "end". */
void svg_text(struct buf *b, int x, int y, const char *class, const char *anchor, struct str text);
void svg_line(struct buf *b, int x1, int y1, int x2, int y2, const char *class);
void svg_rect(struct buf *b, int x, int y, int width, int height, const char *class);
void svg_dot(struct buf *b, int x, int y, int radius, const char *class);
/* 0 .. `most` on `width` units; `most` > 0. */
int svg_place(int64_t n, int64_t most, int width);
/* The distance of the ticks of an axis up to `most`: 1, 2 or 5 times a power of ten, at most five of them. */
int64_t svg_tick(int64_t most);
