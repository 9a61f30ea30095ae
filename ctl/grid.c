#include "ctl/grid.h"
#include "ctl/columns.h"

void grid_row_begin(struct grid *g)
{
	(void)*ARRAY_ADD(g->rows);
	g->cell = 0;
}

void grid_cell_end(struct grid *g)
{
	struct grid_row *row = &g->rows.at[g->rows.count - 1];
	size_t begin = g->cell > 0 ? row->end[g->cell - 1] : g->rows.count > 1 ? row[-1].end[g->columns - 1] : 0;
	struct buf shown = { 0 };
	int width;

	buf_add_visible(&shown, (struct str){ g->text.ptr + begin, g->text.len - begin }, false);
	g->text.len = begin;
	buf_adds(&g->text, buf_str(&shown));
	buf_free(&shown);
	row->end[g->cell] = g->text.len;
	width = (int)columns_of((struct str){ g->text.ptr + begin, g->text.len - begin });
	if (width > g->width[g->cell])
		g->width[g->cell] = width;
	g->cell++;
}

void grid_print(const struct grid *g, const struct common *common, unsigned first, unsigned last, unsigned hidden,
		struct buf *out)
{
	size_t begin = 0;

	for (size_t r = 0; r < g->rows.count; r++) {
		for (unsigned c = 0; c < g->columns; c++) {
			struct str text = { g->text.ptr + begin, g->rows.at[r].end[c] - begin };
			bool number = c >= first && c <= last;

			begin = g->rows.at[r].end[c];
			if (c == hidden)
				continue;
			if (r == 0)
				common_colour(common, out, COLOUR_BOLD);
			if (c + 1 == g->columns)
				buf_adds(out, text);
			else
				common_cell(out, text, number ? -g->width[c] : g->width[c]);
			if (r == 0)
				common_colour(common, out, COLOUR_PLAIN);
			buf_adds(out, c + 1 < g->columns ? STR("  ") : STR(""));
		}
		while (out->ptr[out->len - 1] == ' ')
			out->len--;
		buf_addc(out, '\n');
		common_flush_large(out);
	}
}

void grid_free(struct grid *g)
{
	buf_free(&g->text);
	ARRAY_FREE(g->rows);
}
