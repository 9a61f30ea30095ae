#include "ctl/svg.h"

#include "ctl/xml.h"

void html_add(struct buf *b, struct str text)
{
	struct buf visible = { 0 };

	buf_add_visible(&visible, text, false);
	xml_add(b, buf_str(&visible));
	buf_free(&visible);
}

void svg_begin(struct buf *b, int height, struct str label)
{
	buf_addf(b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", SVG_WIDTH, height);
	html_add(b, label);
	buf_adds(b, STR("\">"));
}

void svg_end(struct buf *b)
{
	buf_adds(b, STR("</svg>\n"));
}

void svg_text(struct buf *b, int x, int y, const char *class, const char *anchor, struct str text)
{
	buf_addf(b, "<text x=\"%d\" y=\"%d\" class=\"%s\" text-anchor=\"%s\">", x, y, class, anchor);
	html_add(b, text);
	buf_adds(b, STR("</text>"));
}

void svg_line(struct buf *b, int x1, int y1, int x2, int y2, const char *class)
{
	buf_addf(b, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"%s\"/>", x1, y1, x2, y2, class);
}

void svg_rect(struct buf *b, int x, int y, int width, int height, const char *class)
{
	buf_addf(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s\"/>", x, y, width, height, class);
}

void svg_dot(struct buf *b, int x, int y, int radius, const char *class)
{
	buf_addf(b, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" class=\"%s\"/>", x, y, radius, class);
}

int svg_place(int64_t n, int64_t most, int width)
{
	return (int)((n * width + most / 2) / most);
}

int64_t svg_tick(int64_t most)
{
	static const int64_t steps[] = { 1, 2, 5 };
	int64_t power = 1;

	for (;; power *= 10)
		for (int i = 0; i < 3; i++)
			if (most / (steps[i] * power) <= 5)
				return steps[i] * power;
}
