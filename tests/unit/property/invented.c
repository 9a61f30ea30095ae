#include "invented.h"

#include <string.h>

#include "base/date.h"

static int32_t day_in(struct company *c)
{
	return choose_between(&c->chosen, c->first_day, c->last_day);
}

/* ---- time ---- */
static void invent_calendar(struct invented_calendar *x, int worked)
{
	*x = (struct invented_calendar){ 0 };
	for (int d = 0; d < worked; d++)
		x->week[d] = true;
}

static void invent_exceptions(struct company *c, struct invented_calendar *x)
{
	static const int hours[] = { 0, 0, 7, 8 };
	int count = (int)choose(&c->chosen, EXCEPTIONS + 1);

	for (int i = 0; i < count; i++) {
		int32_t day = day_in(c);
		bool known = false;
		for (int k = 0; k < x->exception_count; k++)
			known = known || x->exceptions[k].day == day;
		if (known)
			continue;
		x->exceptions[x->exception_count].day = day;
		x->exceptions[x->exception_count++].hours_x8 = hours[choose(&c->chosen, 4)];
	}
}

static void invent_calendars(struct company *c)
{
	invent_calendar(&c->calendars[0], 5);
	invent_calendar(&c->calendars[1], 7);
	invent_calendar(&c->calendars[2], 6);
	invent_exceptions(c, &c->calendars[2]);
	if (choose_share(&c->chosen, 50)) {
		c->calendars[2].yearly_month = 5;
		c->calendars[2].yearly_day = 1 + (int)choose(&c->chosen, 12);
	}
	/* A calendar on which whole months are off now and then. */
	invent_calendar(&c->calendars[3], choose_share(&c->chosen, 30) ? 0 : 5);
	invent_exceptions(c, &c->calendars[3]);
}

static void invent_campaigns(struct company *c)
{
	int32_t day = c->first_day + (int32_t)choose(&c->chosen, 10);

	for (int i = 0; i < 3; i++) {
		int32_t to = day + 1 + (int32_t)choose(&c->chosen, 25);
		c->campaigns[c->campaign_count++] = (struct stay){ .who = i, .from = day, .to = to };
		day = to + (int32_t)choose(&c->chosen, 12);
	}
}

static void invent_time(struct company *c)
{
	c->fiscal_month = choose_share(&c->chosen, 40) ? 1 : 1 + (int)choose(&c->chosen, 12);
	c->fiscal_name = choose(&c->chosen, 3);
	c->phasing = choose(&c->chosen, 3);
	c->plan_rests = choose_share(&c->chosen, 40);
	c->calendar = (int)choose(&c->chosen, CALENDARS);
	c->first_day = date_day(2026, 3, 10) + (int32_t)choose(&c->chosen, 20);
	c->last_day = c->first_day + 40 + (int32_t)choose(&c->chosen, 40);
	c->keeps_period[PERIOD_DAY] = true;
	for (int kind = PERIOD_WEEK; kind <= PERIOD_CUSTOM; kind++)
		c->keeps_period[kind] = kind == PERIOD_MONTH || choose_share(&c->chosen, 50);
	invent_campaigns(c);
}

/* ---- who is where ---- */
static int row_calendar(struct company *c, uint32_t percent)
{
	return choose_share(&c->chosen, percent) ? (int)choose(&c->chosen, CALENDARS) : -1;
}

static void stay_add(struct stays *s, struct stay one)
{
	if (one.from < one.to && s->count < STAYS)
		s->at[s->count++] = one;
}

/* One after the other from `from` on, at one of `first` .. `first + count - 1` or, where chosen, nowhere. */
static void invent_stays(struct company *c, struct stays *s, int who, int first, uint32_t count, uint32_t gaps)
{
	int32_t from = gaps && choose_share(&c->chosen, 30) ? day_in(c) : DAY_MIN;

	for (int moves = (int)choose(&c->chosen, 3); moves >= 0; moves--) {
		int32_t to = moves || (gaps && choose_share(&c->chosen, 20)) ? day_in(c) : DAY_NONE;
		struct stay one = { who, first + (int)choose(&c->chosen, count), -1, from, to };
		one.calendar = row_calendar(c, 25);
		stay_add(s, one);
		from = from > to ? from : to;
		if (gaps && to != DAY_NONE && choose_share(&c->chosen, gaps))
			from += 1 + (int32_t)choose(&c->chosen, 10);
	}
}

static void invent_organisation(struct company *c)
{
	c->units.count = c->sellers.count = 0;
	stay_add(&c->units, (struct stay){ 0, -1, row_calendar(c, 40), DAY_MIN, DAY_NONE });
	for (int u = 1; u < UNITS; u++) {
		c->unit_type[u] = u < FIRST_TEAM ? 1 : 2;
		invent_stays(c, &c->units, u, 0, u < FIRST_TEAM ? 1 : FIRST_TEAM, 0);
	}
	for (int s = 0; s < SELLERS; s++) {
		int count = c->sellers.count;
		invent_stays(c, &c->sellers, s, 0, UNITS, 30);
		if (c->sellers.count == count)
			stay_add(&c->sellers, (struct stay){ s, 0, -1, DAY_MIN, DAY_NONE });
	}
}

static void invent_absences(struct company *c)
{
	c->absences.count = 0;
	for (int s = 0; s < SELLERS; s++) {
		int32_t from = day_in(c);
		if (choose_share(&c->chosen, 50))
			stay_add(&c->absences, (struct stay){ s, 0, -1, from, from + 1 + (int32_t)choose(&c->chosen, 40) });
	}
}

/* Members without a row under a parent stand alone: `where` -1. */
static void invent_axes(struct company *c)
{
	c->products.count = c->homes.count = 0;
	for (int p = 0; p < GROUPS; p++)
		stay_add(&c->products, (struct stay){ p, -1, -1, DAY_MIN, DAY_NONE });
	for (int p = GROUPS; p < PRODUCTS; p++) {
		if (choose_share(&c->chosen, 20))
			stay_add(&c->products, (struct stay){ p, -1, -1, DAY_MIN, DAY_NONE });
		else
			invent_stays(c, &c->products, p, 0, GROUPS, 0);
	}
	for (int s = 0; s < SELLERS; s++)
		if (choose_share(&c->chosen, 80))
			invent_stays(c, &c->homes, s, 0, HOMES, 40);
	c->default_home = choose_share(&c->chosen, 50) ? (int)choose(&c->chosen, HOMES) : -1;
}

/* ---- what is computed ---- */
static void invent_conditions(struct company *c, struct invented_measure *m)
{
	if (choose_share(&c->chosen, 50))
		m->kinds = 1 + choose(&c->chosen, 6);
	if (choose_share(&c->chosen, 20))
		m->channel = (int)choose(&c->chosen, CHANNELS);
	if (choose_share(&c->chosen, 20))
		m->not_product = GROUPS + (int)choose(&c->chosen, PRODUCTS - GROUPS);
	if (choose_share(&c->chosen, 25)) {
		m->sign = ">L!"[choose(&c->chosen, 3)];
		m->limit_e4 = ((int64_t)choose(&c->chosen, 7) - 2) * 100 * E4;
	}
}

static void invent_measure(struct company *c, struct invented_measure *m)
{
	*m = (struct invented_measure){ .channel = -1, .not_product = -1 };
	m->of_visits = choose_share(&c->chosen, 20);
	m->aggregate = choose(&c->chosen, AGG_DISTINCT + 1);
	m->column = m->of_visits ? COLUMN_HOURS : choose_share(&c->chosen, 60) ? COLUMN_AMOUNT : COLUMN_UNITS;
	m->divisor = COLUMN_UNITS;
	if (m->aggregate == AGG_RATIO) {
		m->of_visits = false;
		m->column = COLUMN_AMOUNT;
	}
	if (m->aggregate == AGG_DISTINCT && choose_share(&c->chosen, 70))
		m->column = COLUMN_CLIENT;
	m->stock = (m->aggregate == AGG_SUM || m->aggregate == AGG_COUNT) && choose_share(&c->chosen, 25);
	if (!m->of_visits)
		invent_conditions(c, m);
	else if (choose_share(&c->chosen, 30))
		m->channel = (int)choose(&c->chosen, CHANNELS);
}

/* The first ones read every column, so that another model finds all of them kept. */
static void invent_measures(struct company *c)
{
	static const struct invented_measure keepers[KEEPERS] = {
		{ false, AGG_SUM, COLUMN_AMOUNT, 0, false, 0, -1, -1, 0, 0 },
		{ false, AGG_COUNT, 0, 0, false, 1 << KIND_WON, -1, -1, 0, 0 },
		{ false, AGG_SUM, COLUMN_UNITS, 0, false, 0, -1, -1, 0, 0 },
		{ false, AGG_DISTINCT, COLUMN_CLIENT, 0, false, 0, -1, -1, 0, 0 },
		{ true, AGG_SUM, COLUMN_HOURS, 0, false, 0, -1, -1, 0, 0 },
		{ true, AGG_DISTINCT, COLUMN_CLIENT, 0, false, 0, -1, -1, 0, 0 },
	};

	memcpy(c->measures, keepers, sizeof(keepers));
	for (int i = KEEPERS; i < MEASURES; i++)
		invent_measure(c, &c->measures[i]);
}

static void invent_formula(struct company *c, struct invented_kpi *k)
{
	static const enum op ops[] = { OP_ADD, OP_SUB, OP_DIV, OP_DIV, OP_MUL };
	int depth = 0, wanted = 1 + (int)choose(&c->chosen, 4);

	if (choose_share(&c->chosen, 40))
		wanted = 1;
	while (k->count < STEPS && (wanted || depth > 1)) {
		struct invented_step *s = &k->steps[k->count++];
		if (depth > 1 && (!wanted || choose_share(&c->chosen, 50))) {
			s->op = ops[choose(&c->chosen, 5)];
			depth--;
			continue;
		}
		*s = (struct invented_step){ .op = OP_MEASURE, .measure = (int)choose(&c->chosen, MEASURES) };
		if (k->count > 1 && choose_share(&c->chosen, 20))
			*s = (struct invented_step){ .op = OP_CONST, .e4 = (1 + choose(&c->chosen, 40)) * E4 / 4 };
		wanted--;
		depth++;
	}
}

static bool has_stock(const struct company *c, const struct invented_kpi *k)
{
	for (int i = 0; i < k->count; i++)
		if (k->steps[i].op == OP_MEASURE && c->measures[k->steps[i].measure].stock)
			return true;
	return false;
}

/* The first two are sums, so that their plans have profiles. */
static void invent_kpis(struct company *c)
{
	for (int i = 0; i < KPIS; i++) {
		struct invented_kpi *k = &c->kpis[i];
		*k = (struct invented_kpi){ .calendar = choose_share(&c->chosen, 15) ? (int)choose(&c->chosen, CALENDARS) : -1 };
		if (i < 2)
			k->steps[k->count++] = (struct invented_step){ .op = OP_MEASURE, .measure = i };
		else
			invent_formula(c, k);
		if (!has_stock(c, k) && choose_share(&c->chosen, 25))
			k->min_sample = 1 + (int)choose(&c->chosen, 3);
	}
}

/* ---- plans ---- */
static bool seller_is_there(const struct company *c, int seller, const struct period_span *span)
{
	for (int32_t day = span->from; day < span->to; day++)
		if (stay_on(&c->sellers, seller, day))
			return true;
	return false;
}

static int member_count(char of)
{
	return of == 's' ? SELLERS : of == 'u' ? UNITS : of == 'p' ? PRODUCTS : of == 'h' ? HOMES : CHANNELS;
}

/* A member of the dimension's level. */
static int choose_member(struct company *c, const struct invented_dim *d)
{
	for (;;) {
		int member = (int)choose(&c->chosen, (uint32_t)member_count(d->of));
		int level = d->of == 'u' ? c->unit_type[member] : d->of == 'p' ? member >= GROUPS : -1;
		if (d->level < 0 || level == d->level)
			return member;
	}
}

/* Kinds whose plans everybody may have; that of all units shows what the others give. */
static int choose_kind(struct company *c)
{
	for (;;) {
		int kind = choose_share(&c->chosen, 60) ? 4 : (int)choose(&c->chosen, KINDS);
		if (c->keeps_kind[kind] && strcmp(kinds[kind].code, "unit") != 0)
			return kind;
	}
}

static int choose_period_kind(struct company *c)
{
	for (;;) {
		int kind = (int)choose(&c->chosen, PERIOD_CUSTOM + 1);
		if (c->keeps_period[kind])
			return kind;
	}
}

static bool same_plan(const struct invented_plan *a, const struct invented_plan *b)
{
	return a->kind == b->kind && memcmp(a->members, b->members, sizeof(a->members)) == 0 && a->kpi == b->kpi &&
	       a->period.kind == b->period.kind && a->period.from == b->period.from && a->level == b->level;
}

static void plan_add_row(struct company *c, struct invented_plan p)
{
	bool known = false;

	for (int i = 0; i < c->plan_count; i++)
		known = known || (same_plan(&c->plans[i], &p) && c->plans[i].version >= p.version);
	if (!known && c->plan_count < PLANS)
		c->plans[c->plan_count++] = p;
}

static int choose_profile(struct company *c, const struct invented_plan *p)
{
	bool months = p->period.kind == PERIOD_YEAR || p->period.kind == PERIOD_QUARTER;

	return months && p->kpi < 2 && choose_share(&c->chosen, 60) ? p->period.kind == PERIOD_YEAR ? 1 : 2 : 0;
}

/* No two plans share a version: months have rows of their own beside those that a year's profile gives them. */
static void invent_plan(struct company *c, int version)
{
	struct invented_plan p = { .kpi = (int)choose(&c->chosen, 5), .valid_from = DAY_MIN, .version = version };
	p.kind = choose_kind(c);
	const struct invented_kind *k = &kinds[p.kind];

	for (int i = 0, at = 0; i < k->dim_count; i++)
		if (k->dims[i].only < 0)
			p.members[at++] = choose_member(c, &k->dims[i]);
	if (!span_of(c, choose_period_kind(c), day_in(c), &p.period))
		return;
	if (k->dims[0].of == 's' && !seller_is_there(c, p.members[0], &p.period))
		return;
	p.level = choose_share(&c->chosen, 85) ? LEVEL_TARGET : choose(&c->chosen, LEVELS);
	p.target_e4 = (int64_t)choose(&c->chosen, 2000000) * (choose_share(&c->chosen, 50) ? 1 : 10000);
	if (choose_share(&c->chosen, 8))
		p.target_e4 = -p.target_e4;
	p.profile = choose_profile(c, &p);
	plan_add_row(c, p);
	for (int more = choose_share(&c->chosen, 45) ? 1 + (int)choose(&c->chosen, 3) : 0; more > 0; more--) {
		p.version++;
		p.valid_from = choose_between(&c->chosen, p.period.from, p.period.to - 1);
		p.target_e4 += ((int64_t)choose(&c->chosen, 2000) - 700) * E4;
		p.profile = choose_share(&c->chosen, 80) ? 0 : choose_profile(c, &p);
		p.command = more == 1 && choose_share(&c->chosen, 40);
		if (p.command)
			p.profile = 0;
		plan_add_row(c, p);
	}
}

static void invent_plans(struct company *c)
{
	for (int i = 0; i < 12; i++)
		c->profile[0][i] = (int)choose(&c->chosen, 130);
	for (int i = 0; i < 3; i++)
		c->profile[1][i] = 1 + (int)choose(&c->chosen, 50);
	c->profile[0][choose(&c->chosen, 12)] = 50;
	for (int i = 0; i < PLANS / 2; i++)
		invent_plan(c, 1 + 4 * i);
}

void company_invent(struct company *c, uint64_t seed)
{
	*c = (struct company){ .chosen = { seed * 2 + 1 } };
	choose(&c->chosen, 2);
	invent_time(c);
	invent_calendars(c);
	invent_organisation(c);
	invent_absences(c);
	c->open_products = choose_share(&c->chosen, 50);
	invent_axes(c);
	for (int k = 0; k < KINDS; k++)
		c->keeps_kind[k] = k == 4 || choose_share(&c->chosen, 60);
	invent_measures(c);
	invent_kpis(c);
	invent_plans(c);
}

void company_mistake(struct company *c, const struct company *of)
{
	struct invented_measure kept[KEEPERS];

	*c = *of;
	memcpy(kept, c->measures, sizeof(kept));
	invent_calendars(c);
	invent_organisation(c);
	invent_absences(c);
	invent_axes(c);
	invent_measures(c);
	invent_kpis(c);
	memcpy(c->measures, kept, sizeof(kept));
	c->phasing = choose(&c->chosen, 3);
	c->plan_rests = !c->plan_rests;
	c->plan_count = 0;
	for (int i = 0; i < of->plan_count; i++)
		if (!of->plans[i].command && choose_share(&c->chosen, 50) && of->plans[i].valid_from == DAY_MIN &&
		    (kinds[of->plans[i].kind].dims[0].of != 's' ||
		     seller_is_there(c, of->plans[i].members[0], &of->plans[i].period)))
			c->plans[c->plan_count++] = of->plans[i];
}
