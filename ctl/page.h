/* A page that can be sent by mail: one HTML file in the light or dark colours of its reader, with plots as inline SVG (ctl/svg.h)
 * and nothing from outside.
 *
 *	page_begin(&b, LANGUAGE_EN, STR("What decisions are worth"));
 *	buf_adds(&b, STR("<section>...</section>\n"));
 *	page_end(&b);
 */
#pragma once
#include "base/catalog.h"
#include "base/err.h"

void page_begin(struct buf *out, enum language l, struct str title);
void page_end(struct buf *out);
/* Writes it to a file, whose name the error says. */
int page_write(const char *path, const struct buf *page, struct err *err);
