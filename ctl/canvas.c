#include "ctl/canvas.h"
#include "base/mem.h"

enum { BRAILLE_WIDE = 2, BRAILLE_HIGH = 4, BRAILLE_FIRST = 0x2800, PLAN_EVERY = 3 };

struct canvas *canvas_new(unsigned columns, unsigned rows, bool utf8)
{
	struct canvas *c = mem_alloc(sizeof(*c));

	c->columns = columns;
	c->rows = rows;
	c->utf8 = utf8;
	c->wide = columns * (utf8 ? BRAILLE_WIDE : 1);
	c->high = rows * (utf8 ? BRAILLE_HIGH : 1);
	for (int i = 0; i < INKS; i++)
		c->dots[i] = mem_alloc((size_t)columns * rows + 1);
	return c;
}

void canvas_free(struct canvas *c)
{
	if (!c)
		return;
	for (int i = 0; i < INKS; i++)
		mem_free(c->dots[i]);
	mem_free(c);
}

static void dot(struct canvas *c, enum canvas_ink ink, int64_t x, int64_t y)
{
	/* Unicode numbers the dots of a letter column by column, the bottom row last. */
	static const uint8_t bits[BRAILLE_HIGH][BRAILLE_WIDE] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
	};
	unsigned wide = c->utf8 ? BRAILLE_WIDE : 1, high = c->utf8 ? BRAILLE_HIGH : 1, from_top;

	if (x < 0 || y < 0 || x >= c->wide || y >= c->high)
		return;
	from_top = c->high - 1 - (unsigned)y;
	c->dots[ink][from_top / high * c->columns + (unsigned)x / wide] |= bits[from_top % high][(unsigned)x % wide];
}

static int64_t between(int64_t x0, int64_t y0, int64_t x1, int64_t y1, int64_t x)
{
	return x1 == x0 ? y1 : y0 + (int64_t)((__int128)(y1 - y0) * (x - x0) / (x1 - x0));
}

void canvas_line(struct canvas *c, enum canvas_ink ink, int64_t x0, int64_t y0, int64_t x1, int64_t y1)
{
	int64_t y = y0;

	for (int64_t x = x0; x <= x1; x++) {
		int64_t next = between(x0, y0, x1, y1, x), step = next < y ? -1 : 1;

		for (; ink == INK_FACT && y != next; y += step)
			dot(c, ink, x, y);
		y = next;
		if (ink == INK_FACT || !c->utf8 || x % PLAN_EVERY == 0)
			dot(c, ink, x, y);
	}
}

static void add_braille(struct buf *out, uint8_t dots)
{
	unsigned code = BRAILLE_FIRST + dots;
	char bytes[3] = { (char)(0xe0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3f)), (char)(0x80 | (code & 0x3f)) };

	buf_add(out, bytes, sizeof(bytes));
}

void canvas_add_row(const struct canvas *c, const struct common *common, unsigned row, unsigned mark, struct buf *out)
{
	for (unsigned column = 0; column < c->columns; column++) {
		uint8_t fact = c->dots[INK_FACT][row * c->columns + column], plan = c->dots[INK_PLAN][row * c->columns + column];

		if (!fact && !plan) {
			buf_adds(out, column != mark ? STR(" ") : c->utf8 ? STR("┊") : STR(":"));
			continue;
		}
		common_colour(common, out, fact ? COLOUR_GREEN : COLOUR_YELLOW);
		if (c->utf8)
			add_braille(out, fact | plan);
		else
			buf_addc(out, fact ? '#' : '.');
		common_colour(common, out, COLOUR_PLAIN);
	}
}
