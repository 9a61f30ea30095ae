/* Numbers and reasons as a person reads them, in English and Russian, without the host's locale. */
#include <assert.h>
#include <string.h>

#include "base/catalog.h"
#include "lua/rule.h"
#include "rules/period.h"

#define NBSP "\xC2\xA0"
#define MINUS "\xE2\x88\x92"
enum { WHY_BYTES = 512 };

struct str wording_take(struct arena *a, struct buf *b)
{
	struct str s = arena_str(a, buf_str(b));

	buf_free(b);
	return s;
}

/* n / 10^decimals with thousands apart: 1,234.50 or 1 234,50. `trim`: without zeros at the end. */
static void add_decimal(struct buf *b, int64_t n, int decimals, bool trim, enum language l)
{
	char digits[24];
	int count = 0;
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	if (n < 0)
		buf_adds(b, l == LANGUAGE_RU ? STR(MINUS) : STR("-"));
	for (; count < decimals + 1 || rest; rest /= 10)
		digits[count++] = (char)('0' + rest % 10);
	int last = 0;

	while (trim && last < decimals && digits[last] == '0')
		last++;
	for (int at = count - 1; at >= last; at--) {
		buf_addc(b, digits[at]);
		if (at == decimals && at > last)
			buf_addc(b, l == LANGUAGE_RU ? ',' : '.');
		else if (at > decimals && (at - decimals) % 3 == 0)
			buf_adds(b, l == LANGUAGE_RU ? STR(NBSP) : STR(","));
	}
}

static void add_scaled(struct buf *b, struct ratio r, int decimals, bool trim, enum language l)
{
	int64_t scale = 1, n;

	for (int i = 0; i < decimals; i++)
		scale *= 10;
	if (ratio_scaled(r, scale, &n))
		add_decimal(b, n, decimals, trim, l);
	else
		buf_adds(b, STR("?"));
}

static void add_money(struct buf *b, struct ratio r, struct str currency, enum language l)
{
	int64_t cents, e4;

	if (ratio_scaled(r, 100, &cents) && !__builtin_mul_overflow(cents, E4 / 100, &e4))
		catalog_add_money(b, l, e4, currency, cents % 100 == 0 ? 0 : 2);
	else
		buf_adds(b, STR("?"));
}

void wording_add(struct buf *b, struct ratio r, enum unit_of_measure u, struct str currency, enum language l)
{
	if (!r.den) {
		buf_adds(b, l == LANGUAGE_RU ? STR("нет данных") : STR("no data"));
		return;
	}
	switch (u) {
	case UOM_MONEY:
		add_money(b, r, currency, l);
		return;
	case UOM_PERCENT:
		if (ratio_mul(r, (struct ratio){ 100, 1 }, &r))
			add_scaled(b, r, 1, false, l);
		else
			buf_adds(b, STR("?"));
		buf_adds(b, l == LANGUAGE_RU ? STR(NBSP "%") : STR("%"));
		return;
	case UOM_DAYS:
		add_scaled(b, r, 1, true, l);
		buf_adds(b, l == LANGUAGE_RU ? STR(NBSP "дн.") : STR(NBSP "days"));
		return;
	case UOM_HOURS:
		add_scaled(b, r, 1, true, l);
		buf_adds(b, l == LANGUAGE_RU ? STR(NBSP "ч") : STR(NBSP "hours"));
		return;
	case UOM_NUMBER:
	case UOM_COUNT:
		add_scaled(b, r, 2, true, l);
	}
}

static void add_day(struct buf *b, int32_t day, enum language l)
{
	struct civil c = date_civil(day);

	if (l != LANGUAGE_RU) {
		date_add(b, day);
		return;
	}
	buf_add_digits(b, (uint32_t)c.day, 2);
	buf_addc(b, '.');
	buf_add_digits(b, (uint32_t)c.month, 2);
	buf_addc(b, '.');
	buf_add_digits(b, (uint32_t)c.year, 4);
}

struct words {
	const char *by, *fact, *expected, *low, *high, *deviation, *since;
};
static const struct words words[LANGUAGES] = {
	[LANGUAGE_EN] = { " by ", ": fact ", ", plan to date ", ", band from ", " to ", ", deviation ", ", since " },
	[LANGUAGE_RU] = { " на ", ": факт ", ", план на дату ", ", норма от ", " до ", ", отклонение ", ", с " },
};

static void add_why(struct buf *b, struct host *h, const struct view *v, struct str title, enum language l)
{
	const struct kpi *k = &h->m->kpis[v->kpi];
	const struct words *w = &words[l];
	struct ratio deviation = figures_deviation(k, &v->figures);

	buf_adds(b, k->title.in[l].len ? k->title.in[l] : k->code);
	buf_adds(b, STR(", "));
	buf_adds(b, title);
	buf_adds(b, STR(", "));
	if (!h->list.at[v->decision].when.by_day) {
		period_add(h->m, v->period, b);
		buf_adds(b, str_of(w->by));
	}
	add_day(b, v->day, l);
	buf_adds(b, str_of(w->fact));
	wording_add(b, v->figures.fact, k->unit, h->m->currency, l);
	if (v->figures.has_plan && v->figures.expected.den) {
		buf_adds(b, str_of(w->expected));
		wording_add(b, v->figures.expected, k->unit, h->m->currency, l);
	}
	if (k->direction == DIRECTION_BAND) {
		buf_adds(b, str_of(w->low));
		wording_add(b, (struct ratio){ k->low_e4, E4 }, k->unit, h->m->currency, l);
		buf_adds(b, str_of(w->high));
		wording_add(b, (struct ratio){ k->high_e4, E4 }, k->unit, h->m->currency, l);
	}
	if (deviation.den) {
		buf_adds(b, str_of(w->deviation));
		wording_add(b, deviation, UOM_PERCENT, h->m->currency, l);
	}
	if (v->since < v->day) {
		buf_adds(b, str_of(w->since));
		add_day(b, v->since, l);
	}
}

struct text wording_why(struct host *h, const struct view *v, struct arena *a)
{
	struct text title = person_scope_title(h, v->scope, a), out;

	struct buf b = { 0 };

	buf_reserve(&b, WHY_BYTES);
	for (int l = 0; l < LANGUAGES; l++) {
		buf_clear(&b);
		add_why(&b, h, v, title.in[l], (enum language)l);
		out.in[l] = arena_str(a, buf_str(&b));
	}
	buf_free(&b);
	return out;
}

/* The figures of a closed period were corrected. */
struct text wording_note(struct host *h, const struct view *v, struct ratio first_closed, struct arena *a)
{
	struct text title = person_scope_title(h, v->scope, a), out;
	const struct kpi *k = &h->m->kpis[v->kpi];

	for (int l = 0; l < LANGUAGES; l++) {
		struct buf b = { 0 }, period = { 0 }, first = { 0 }, now = { 0 };

		period_add(h->m, v->period, &period);
		wording_add(&first, first_closed, k->unit, h->m->currency, (enum language)l);
		wording_add(&now, v->figures.fact, k->unit, h->m->currency, (enum language)l);
		catalog_say(&b, (enum language)l, "note_restated",
			    (struct catalog_arg[]){ { "kpi", k->title.in[l].len ? k->title.in[l] : k->code },
						    { "scope", title.in[l] },
						    { "period", buf_str(&period) },
						    { "first", buf_str(&first) },
						    { "now", buf_str(&now) } },
			    5);
		out.in[l] = wording_take(a, &b);
		buf_free(&period);
		buf_free(&first);
		buf_free(&now);
	}
	return out;
}

enum { PHRASE_ARGS = 8 };

struct text wording_phrase(struct host *h, const char *key, const struct wording_arg *args, size_t count)
{
	struct text out;

	assert(count <= PHRASE_ARGS);
	for (int l = 0; l < LANGUAGES; l++) {
		struct catalog_arg said[PHRASE_ARGS];
		struct buf amounts[PHRASE_ARGS] = { 0 }, b = { 0 };

		for (size_t i = 0; i < count; i++) {
			if (!args[i].text)
				wording_add(&amounts[i], args[i].amount, args[i].unit, h->m->currency, (enum language)l);
			said[i] = (struct catalog_arg){ args[i].name, args[i].text ? args[i].text->in[l] : buf_str(&amounts[i]) };
		}
		catalog_say(&b, (enum language)l, key, said, count);
		out.in[l] = wording_take(h->out, &b);
		for (size_t i = 0; i < count; i++)
			buf_free(&amounts[i]);
	}
	return out;
}

/* sdm.format(number, unit, language): unit and language may be left out. */
int wording_format(lua_State *L)
{
	static const char *const units[] = { "money", "number", "count", "percent", "days", "hours", NULL };
	static const char *const by_kind[] = {
		[QUANTITY_NUMBER] = "number", [QUANTITY_PERCENT] = "percent", [QUANTITY_MONEY] = "money"
	};
	static const char *const languages[] = { "en", "ru", NULL };
	struct host *h = host_of(L);
	struct quantity q = quantity_check(L, 1);
	int unit = luaL_checkoption(L, 2, by_kind[q.kind], units);
	int language = luaL_checkoption(L, 3, languages[h->m->language], languages);
	struct buf b = { 0 };

	limits_charge(L, 50);
	wording_add(&b, q.value, (enum unit_of_measure)unit, h->m->currency, (enum language)language);
	host_push_str(L, wording_take(h->out, &b));
	return 1;
}
