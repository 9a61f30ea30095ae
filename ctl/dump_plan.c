#include "ctl/dump.h"
#include "rules/period.h"
#include "rules/plan.h"

enum { BELOW_DAYS = 10, BP = 10000 };

static void add_plan(struct dump *d, const struct plan_key *key)
{
	const struct model *m = engine_model(d->engine);
	const struct kpi *k = &m->kpis[key->kpi];
	struct figures f;
	int64_t attainment;

	figures_period(d->engine, key->scope, key->kpi, key->period, &f);
	dump_begin(d, "plan");
	dump_scope(d, key->scope);
	dump_text(d, k->code);
	dump_text(d, period_kind_code(m, key->period.kind));
	dump_period(d, key->period);
	dump_number(d, f.target_e4);
	dump_number(d, f.fact.num);
	dump_number(d, f.fact.den);
	if (ratio_scaled(figures_attainment(k, &f), BP, &attainment))
		dump_number(d, attainment);
	else
		dump_text(d, (struct str){ 0 });
	dump_text(d, figures_status(k, &f));
	dump_end(d);
}

/* "Ten days running below 80 %", one for each calendar, fed day by day. */
struct run {
	int32_t since; /* of the run that goes on; DAY_NONE: none */
	int32_t first, confirmed, recovered;
};

static void run_take(struct run *r, int32_t day, bool below)
{
	if (r->first == DAY_NONE) {
		r->since = !below ? DAY_NONE : r->since == DAY_NONE ? day : r->since;
		if (!below || day - r->since + 1 < BELOW_DAYS)
			return;
		r->first = r->since;
		r->confirmed = day;
	} else if (!below && r->recovered == DAY_NONE) {
		r->recovered = day;
	}
}

static bool is_below(struct ratio fact, struct ratio expected)
{
	struct ratio bound;

	return expected.den != 0 && ratio_mul(expected, (struct ratio){ 80, 100 }, &bound) && ratio_cmp(fact, bound) < 0;
}

static void add_key(struct dump *d, const struct plan_key *key)
{
	dump_scope(d, key->scope);
	dump_text(d, engine_model(d->engine)->kpis[key->kpi].code);
	dump_period(d, key->period);
}

static void add_day(struct dump *d, const struct plan *p, const struct plan_key *key, uint32_t calendar, int32_t day,
		    struct ratio fact, struct run *run)
{
	const struct plan_book *book = engine_plans(d->engine);
	int64_t elapsed, total, fact_e4 = 0;
	struct ratio expected = plan_to_date(book, p, calendar, day, &elapsed, &total);
	bool below = is_below(fact, expected);

	ratio_scaled(fact, E4, &fact_e4);
	run_take(run, day, below);
	dump_begin(d, "ptd");
	add_key(d, key);
	dump_day(d, day);
	dump_text(d, engine_model(d->engine)->calendars[calendar].code);
	dump_number(d, fact_e4);
	dump_number(d, plan_target(p, day));
	dump_number(d, elapsed);
	dump_number(d, total);
	dump_number(d, plan_to_date_e4(book, p, calendar, day));
	dump_number(d, below);
	dump_end(d);
}

static void add_days(struct dump *d, const struct plan *p, const struct plan_key *key)
{
	const struct model *m = engine_model(d->engine);
	struct run *runs = mem_alloc((m->calendar_count + 1) * sizeof(*runs));
	int32_t from = period_from(m, key->period), to = period_to(m, key->period);

	for (uint32_t c = 0; c < m->calendar_count; c++)
		runs[c] = (struct run){ DAY_NONE, DAY_NONE, DAY_NONE, DAY_NONE };
	for (int32_t day = from; day < to; day++) {
		struct figures f;
		bool any = figures_to_date(d->engine, key->scope, key->kpi, key->period, NONE, key->level, day, &f);
		struct ratio fact = any ? f.fact : (struct ratio){ 0, 1 };

		for (uint32_t c = 0; c < m->calendar_count; c++)
			add_day(d, p, key, c, day, fact, &runs[c]);
	}
	for (uint32_t c = 0; c < m->calendar_count; c++) {
		dump_begin(d, "below");
		add_key(d, key);
		dump_text(d, m->calendars[c].code);
		dump_day(d, runs[c].first);
		dump_day(d, runs[c].confirmed);
		dump_day(d, runs[c].recovered);
		dump_end(d);
	}
	mem_free(runs);
}

void dump_plans(struct dump *d)
{
	const struct plan_book *book = engine_plans(d->engine);
	struct plan_key key;

	for (size_t n = 0; n < plan_count(book); n++) {
		const struct plan *p = plan_nth(book, n, &key);

		if (key.level != LEVEL_TARGET)
			continue;
		add_plan(d, &key);
		if (engine_model(d->engine)->kpis[key.kpi].additive)
			add_days(d, p, &key);
	}
}
