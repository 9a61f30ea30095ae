#include "base/catalog.h"
#include "base/date.h"
#include "base/num.h"

#define NO_BREAK_SPACE "\xc2\xa0"
#define MINUS "\xe2\x88\x92"

/* What CLDR writes for the currencies that companies here may have; any other stands with its code. */
static const struct {
	const char *code;
	const char *sign[LANGUAGES];
} currencies[] = {
	{ "RUB", { "RUB", "₽" } }, { "USD", { "$", "$" } }, { "EUR", { "€", "€" } },     { "GBP", { "£", "£" } },
	{ "INR", { "₹", "₹" } },     { "KZT", { "₸", "₸" } }, { "CNY", { "CN¥", "CN¥" } },
};

static void add_grouped(struct buf *b, enum language l, uint64_t n)
{
	char digits[20];
	unsigned count = 0;

	do
		digits[count++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	while (count > 0) {
		buf_addc(b, digits[--count]);
		if (count > 0 && count % 3 == 0)
			buf_adds(b, l == LANGUAGE_RU ? STR(NO_BREAK_SPACE) : STR(","));
	}
}

static void add_minus(struct buf *b, enum language l)
{
	buf_adds(b, l == LANGUAGE_RU ? STR(MINUS) : STR("-"));
}

/* |e4| rounded; false: it is zero after rounding and has no sign. */
static bool round_magnitude(int64_t e4, unsigned decimals, uint64_t *out_whole, uint64_t *out_part)
{
	static const uint64_t steps[] = { 10000, 1000, 100, 10, 1 };
	uint64_t step = steps[decimals < 4 ? decimals : 4];
	uint64_t magnitude = e4 < 0 ? 0 - (uint64_t)e4 : (uint64_t)e4;
	uint64_t rounded = magnitude / step + (magnitude % step * 2 >= step);

	*out_whole = rounded / (E4 / step);
	*out_part = rounded % (E4 / step);
	return rounded > 0;
}

static void add_magnitude(struct buf *b, enum language l, uint64_t whole, uint64_t part, unsigned decimals)
{
	add_grouped(b, l, whole);
	if (decimals > 0)
		buf_addf(b, "%c%0*llu", l == LANGUAGE_RU ? ',' : '.', (int)decimals, (unsigned long long)part);
}

void catalog_add_e4(struct buf *b, enum language l, int64_t e4, unsigned decimals)
{
	catalog_add_money(b, l, e4, (struct str){ 0 }, decimals);
}

void catalog_add_whole(struct buf *b, enum language l, int64_t n)
{
	if (n < 0)
		add_minus(b, l);
	add_grouped(b, l, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

static struct str currency_sign(enum language l, struct str code)
{
	for (size_t i = 0; i < sizeof(currencies) / sizeof(*currencies); i++)
		if (str_eq(code, str_of(currencies[i].code)))
			return str_of(currencies[i].sign[l]);
	return code;
}

void catalog_add_money(struct buf *b, enum language l, int64_t e4, struct str currency, unsigned decimals)
{
	struct str sign = currency_sign(l, currency);
	uint64_t whole, part;

	decimals = decimals < 4 ? decimals : 4;
	if (round_magnitude(e4, decimals, &whole, &part) && e4 < 0)
		add_minus(b, l);
	if (l == LANGUAGE_EN && sign.len > 0) {
		buf_adds(b, sign);
		/* A code is set off from the number, a sign is not. */
		if (sign.ptr[sign.len - 1] >= 'A' && sign.ptr[sign.len - 1] <= 'Z')
			buf_adds(b, STR(NO_BREAK_SPACE));
	}
	add_magnitude(b, l, whole, part, decimals);
	if (l == LANGUAGE_RU && sign.len > 0)
		buf_addf(b, NO_BREAK_SPACE "%.*s", STR_ARG(sign));
}

void catalog_add_percent(struct buf *b, enum language l, int64_t ppm, unsigned decimals)
{
	/* A millionth is a ten-thousandth of a percent. */
	catalog_add_e4(b, l, ppm, decimals);
	buf_adds(b, l == LANGUAGE_RU ? STR(NO_BREAK_SPACE "%") : STR("%"));
}

void catalog_add_day(struct buf *b, enum language l, int32_t day)
{
	struct civil c = date_civil(day);
	struct buf key = { 0 }, number = { 0 }, year = { 0 };

	buf_addf(&key, "day_in_month_%d", c.month);
	buf_add_i64(&number, c.day);
	buf_add_i64(&year, c.year);
	catalog_say(b, l, key.ptr, (struct catalog_arg[]){ { "day", buf_str(&number) }, { "year", buf_str(&year) } }, 2);
	buf_free(&key);
	buf_free(&number);
	buf_free(&year);
}
