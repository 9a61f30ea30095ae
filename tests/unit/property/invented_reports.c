#include "invented_reports.h"

#include "base/date.h"

/* Few days and few amounts, so that facts meet in cells and moments are shared. */
static int32_t day_said(struct company *c)
{
	int32_t day = c->first_day + (int32_t)choose(&c->chosen, 9) * ((c->last_day - c->first_day) / 8);

	return choose_share(&c->chosen, 20) ? choose_between(&c->chosen, c->first_day, c->last_day) : day;
}

static int64_t amount_said(struct company *c)
{
	if (choose_share(&c->chosen, 15))
		return NOT_GIVEN;
	if (choose_share(&c->chosen, 50))
		return ((int64_t)choose(&c->chosen, 9) - 2) * 100 * E4;
	return (int64_t)choose(&c->chosen, 20000000) - 4000000;
}

static int or_none(struct company *c, uint32_t count)
{
	return choose_share(&c->chosen, 20) ? -1 : (int)choose(&c->chosen, count);
}

static void invent_fact(struct company *c, struct fact_said *f)
{
	f->kind = or_none(c, FACT_KINDS);
	f->product = or_none(c, (uint32_t)(PRODUCTS + (c->open_products ? STRANGERS : 0)));
	f->client = or_none(c, CLIENTS);
	f->amount_e4 = f->of_visits ? NOT_GIVEN : amount_said(c);
	f->units_e4 = f->of_visits || choose_share(&c->chosen, 15) ? NOT_GIVEN : ((int64_t)choose(&c->chosen, 7) - 1) * E4;
	f->hours_e4 = f->of_visits && choose_share(&c->chosen, 85) ? (int64_t)choose(&c->chosen, 9) * E4 / 4 : NOT_GIVEN;
	if (f->of_visits)
		f->kind = f->product = -1;
}

static void invent_report(struct company *c, struct report_said *r)
{
	struct fact_said common = { .of_visits = r->form == 2, .seller = (int)choose(&c->chosen, SELLERS), .day = day_said(c) };

	if (r->form == 0 && choose_share(&c->chosen, 20))
		common.seller = -1;
	common.minute = choose_share(&c->chosen, 30) ? -1 : 8 * 60 + (int)choose(&c->chosen, 5) * 30;
	common.channel = or_none(c, CHANNELS);
	r->fact_count = r->form == 1 ? (int)choose(&c->chosen, LINES + 1) : 1;
	for (int i = 0; i < r->fact_count; i++) {
		r->facts[i] = common;
		invent_fact(c, &r->facts[i]);
	}
	if (!r->fact_count) /* its day is written all the same */
		r->facts[0] = common;
}

static void count_in(struct history *h, const struct report_said *r)
{
	for (int i = 0; i < r->fact_count && !r->retract; i++)
		h->facts[h->fact_count++] = r->facts[i];
}

void history_invent(struct company *c, struct history *h)
{
	int wanted = 20 + (int)choose(&c->chosen, 60);

	h->count = h->fact_count = 0;
	for (int id = 0; h->count < wanted; id++) {
		int revisions = choose_share(&c->chosen, 50) ? 1 : 1 + (int)choose(&c->chosen, 4), rev = 0;
		int form = choose_share(&c->chosen, 55) ? 0 : 1 + (int)choose(&c->chosen, 2);
		struct report_said *r = NULL;
		while (revisions-- > 0) {
			r = &h->reports[h->count++];
			*r = (struct report_said){ .form = form, .id = id };
			r->rev = rev += 1 + (int)choose(&c->chosen, 2);
			r->retract = choose_share(&c->chosen, 15);
			invent_report(c, r);
		}
		count_in(h, r);
	}
}

static void add_word(struct buf *b, bool json, const char *name, const char *value)
{
	buf_addf(b, json ? ",\"%s\":\"%s\"" : " %s=%s", name, value);
}

static void add_number(struct buf *b, bool json, const char *name, int64_t e4)
{
	struct buf text = { 0 };

	if (e4 == NOT_GIVEN)
		return;
	num_add_e4(&text, e4);
	add_word(b, json, name, text.ptr);
	buf_free(&text);
}

static void add_member(const struct company *c, struct buf *b, bool json, const char *name, char of, int member)
{
	struct buf text = { 0 };

	if (member < 0)
		return;
	member_add(c, of, member, &text);
	add_word(b, json, name, text.ptr);
	buf_free(&text);
}

static void add_fact(const struct company *c, const struct fact_said *f, bool json, struct buf *b)
{
	static const char *const kind_codes[] = { "won", "lost", "open" };
	static const char *const clients[CLIENTS] = { "alfa", "beta", "gamma", "delta", "omega", "sigma" };

	if (f->kind >= 0)
		add_word(b, json, "kind", kind_codes[f->kind]);
	add_member(c, b, json, "product", 'p', f->product);
	if (f->client >= 0)
		add_word(b, json, "client", clients[f->client]);
	add_number(b, json, "amount", f->amount_e4);
	add_number(b, json, "units", f->units_e4);
	add_number(b, json, "hours", f->hours_e4);
}

static void add_lines(const struct company *c, const struct report_said *r, struct buf *b)
{
	buf_adds(b, STR(" lines='["));
	for (int i = 0; i < r->fact_count; i++) {
		struct buf line = { 0 };
		add_fact(c, &r->facts[i], true, &line);
		buf_addf(b, "%s{%s}", i ? "," : "", line.len ? line.ptr + 1 : "");
		buf_free(&line);
	}
	buf_adds(b, STR("]'"));
}

void report_add(const struct company *c, const struct report_said *r, struct buf *b)
{
	static const char *const codes[] = { "deal", "daily", "visit" };
	const struct fact_said *f = &r->facts[0];

	buf_addf(b, "form=%s id=%d rev=%d", codes[r->form], r->id, r->rev);
	if (r->retract) {
		buf_adds(b, STR(" op=retract"));
		return;
	}
	if (f->seller >= 0)
		buf_addf(b, " seller=s%d", f->seller);
	buf_adds(b, STR(" at="));
	date_add(b, f->day);
	if (f->minute >= 0)
		buf_addf(b, "T%02d:%02d", f->minute / 60, f->minute % 60);
	add_member(c, b, false, "channel", 'c', f->channel);
	if (r->form == 1)
		add_lines(c, r, b);
	else
		add_fact(c, f, false, b);
}
