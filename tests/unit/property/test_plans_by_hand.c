/* Plans are what the rows in force on each day say, whichever way they came; their parts add up to the whole, over the days, over
 * the months and over the organisation. */
#include "by_hand_plan.h"
#include "retold.h"
#include "rules/plan.h"

#include <stdio.h>

enum { USUAL = 400, PLANS_SEEN = 20 };

/* ---- one engine's plans ---- */
struct plans_seen {
	const struct company *company;
	const struct engine *engine;
	struct chosen chosen;
	struct buf said;
	uint64_t compared, rolled_up, inexact, years;
};

static void say_plan(struct plans_seen *s, const struct plan_key *key, int32_t day)
{
	figures_scope_id(s->engine, key->scope, &s->said);
	buf_addf(&s->said, " of kind %s, k%u, level %d, ",
		 engine_model(s->engine)->scope_kinds[figures_scope_kind(s->engine, key->scope)].code.ptr, key->kpi, key->level);
	period_add(engine_model(s->engine), key->period, &s->said);
	buf_adds(&s->said, STR(" on "));
	date_add(&s->said, day);
}

static void say_ratio(struct buf *b, const char *who, i128 num, i128 den)
{
	buf_addf(b, "%s", who);
	num_add_i128(b, num);
	buf_addc(b, '/');
	num_add_i128(b, den);
}

static int kind_named(struct str code)
{
	int k = 0;

	while (!str_eq(code, str_of(kinds[k].code)))
		k++;
	return k;
}

/* Codes are a letter and a digit, the number of the member. */
static struct plan_wanted wanted_of(const struct plans_seen *s, const struct plan_key *key)
{
	const struct model *m = engine_model(s->engine);
	const struct kpi *kpi = &m->kpis[key->kpi];
	struct plan_wanted w = { .kind = kind_named(m->scope_kinds[figures_scope_kind(s->engine, key->scope)].code),
				 .kpi = kpi->code.ptr[1] - '0',
				 .level = key->level,
				 .adds_up = kpi->adds_up,
				 .grows = kpi->grows };
	struct buf id = { 0 };

	figures_scope_id(s->engine, key->scope, &id);
	struct str rest = buf_str(&id);
	for (int i = 0; rest.len; i++)
		w.members[i] = str_cut(&rest, '|').ptr[1] - '0';
	buf_free(&id);
	w.span = (struct period_span){ (int)key->period.kind, period_from(m, key->period), period_to(m, key->period) };
	return w;
}

/* Sums of many different fractions are rounded to 1/10000 by the engine where the exact one has no room. */
static bool is_near(struct fraction f, struct ratio r)
{
	int64_t e4;

	return f.den > 0 && ratio_scaled(r, E4, &e4) && llabs(fraction_round_e4(f) - e4) <= SELLERS + UNITS;
}

static void check_day(struct plans_seen *s, const struct plan *p, const struct plan_key *key, int32_t day)
{
	const struct plan_book *book = engine_plans(s->engine);
	struct plan_wanted w = wanted_of(s, key);
	struct hand_plan due = hand_plan(s->company, &w, day);
	int64_t elapsed, total, target = plan_target(p, day);
	struct ratio is = plan_to_date(book, p, NONE, day, &elapsed, &total);

	if (!w.grows)
		is = (struct ratio){ target, E4 };
	bool exact = fraction_is(due.expected, is) && due.expected.den > 0;
	s->compared++;
	s->rolled_up += plan_is_rolled_up(p);
	s->inexact += !exact;
	if (due.is && target == due.target_e4 && elapsed == due.elapsed && total == due.total &&
	    (exact || due.expected.den < 0 || is_near(due.expected, is)))
		return;
	say_plan(s, key, day);
	buf_addf(&s->said, ": by hand %lld and %lld of %lld", (long long)due.target_e4, (long long)due.elapsed,
		 (long long)due.total);
	say_ratio(&s->said, ", ", due.expected.num, due.expected.den);
	buf_addf(&s->said, "; by the engine %lld and %lld of %lld", (long long)target, (long long)elapsed, (long long)total);
	say_ratio(&s->said, ", ", is.num, is.den);
	buf_addc(&s->said, '\n');
}

static void check_plans(struct plans_seen *s)
{
	const struct plan_book *book = engine_plans(s->engine);
	size_t count = plan_count(book);

	for (size_t i = 0; i < count; i++) {
		struct plan_key key;
		const struct plan *p = plan_nth(book, i, &key);
		int32_t from = period_from(engine_model(s->engine), key.period),
			to = period_to(engine_model(s->engine), key.period);
		if (choose(&s->chosen, (uint32_t)count) >= PLANS_SEEN)
			continue;
		check_day(s, p, &key, to - 1);
		for (int n = 0; n < 2 && to - from > 1; n++)
			check_day(s, p, &key, choose_between(&s->chosen, from, to - 1));
	}
}

/* Nobody has a plan by hand whom the engine knows no plan of: asked for all units, and some periods. */
static void check_missing(struct plans_seen *s)
{
	const struct company *c = s->company;

	for (int i = 0; i < c->plan_count; i++) {
		const struct invented_plan *row = &c->plans[i];
		const struct model *m = engine_model(s->engine);
		struct buf id = { 0 };
		struct period p;
		char code[8];
		int kind = kinds[row->kind].dims[0].of == 's' && row->kind == 4 && c->keeps_kind[3] ? 3 : row->kind;
		int members[3] = { row->members[0], row->members[1], row->members[2] };
		if (kind == 3)
			members[0] = (int)choose(&s->chosen, UNITS);
		snprintf(code, sizeof(code), "k%d", row->kpi);
		const struct kpi *kpi = &m->kpis[model_kpi(m, str_of(code))];
		struct plan_wanted w = {
			kind, { members[0], members[1], members[2] }, row->kpi, row->level, row->period, kpi->adds_up, kpi->grows
		};
		scope_add(c, kind, members, &id);
		uint32_t scope = figures_scope(s->engine, model_scope_kind(m, str_of(kinds[kind].code)), buf_str(&id));
		assert_true(period_of(m, (uint32_t)row->period.kind, row->period.from, &p));
		bool is = scope != NONE && plan_find(engine_plans(s->engine), scope, model_kpi(m, str_of(code)), p, row->level);
		if (is != hand_plan(c, &w, row->period.to - 1).is) {
			span_add(c, &row->period, &id);
			buf_addf(&s->said, "%s %s: a plan by hand or by the engine alone\n", kinds[kind].code, id.ptr);
		}
		buf_free(&id);
	}
}

/* ---- parts ---- */
/* What is reached at the end of the last day is the target, and nothing before the first. */
static void check_days_add_up(struct plans_seen *s)
{
	const struct model *m = engine_model(s->engine);
	const struct plan_book *book = engine_plans(s->engine);

	for (size_t i = 0; i < plan_count(book); i++) {
		struct plan_key key;
		const struct plan *p = plan_nth(book, i, &key);
		int32_t from = period_from(m, key.period), last = period_to(m, key.period) - 1;
		struct ratio all = plan_to_date(book, p, NONE, last, NULL, NULL), target = { plan_target(p, last), E4 };
		if (plan_to_date(book, p, NONE, from - 1, NULL, NULL).num == 0 && ratio_cmp(all, target) == 0)
			continue;
		say_plan(s, &key, last);
		buf_adds(&s->said, STR(": the days do not add up to the whole\n"));
	}
}

/* The only plan of its scope and KPI has a profile: its months are all that its months are made of. */
static bool is_alone(const struct company *c, const struct invented_plan *row)
{
	for (int i = 0; i < c->plan_count; i++) {
		const struct invented_plan *p = &c->plans[i];
		if (p->kind == row->kind && memcmp(p->members, row->members, sizeof(p->members)) == 0 && p->kpi == row->kpi &&
		    p->level == row->level && (p->period.kind != row->period.kind || p->period.from != row->period.from))
			return false;
	}
	return row->profile && row->valid_from == DAY_MIN;
}

static uint32_t scope_of(const struct plans_seen *s, const struct invented_plan *row)
{
	struct buf id = { 0 };

	scope_add(s->company, row->kind, row->members, &id);
	uint32_t scope =
		figures_scope(s->engine, model_scope_kind(engine_model(s->engine), str_of(kinds[row->kind].code)), buf_str(&id));
	buf_free(&id);
	return scope;
}

static void check_months_add_up(struct plans_seen *s, const struct invented_plan *row)
{
	const struct model *m = engine_model(s->engine);
	struct plan_key key = {
		scope_of(s, row), row->kpi ? model_kpi(m, STR("k1")) : model_kpi(m, STR("k0")), { 0 }, row->level
	};
	int32_t on = choose_between(&s->chosen, row->period.from, row->period.to - 1);
	int64_t sum = 0;

	for (int32_t day = row->period.from; day < row->period.to; day = period_to(m, key.period)) {
		assert_true(period_of(m, PERIOD_MONTH, day, &key.period));
		const struct plan *month = plan_find(engine_plans(s->engine), key.scope, key.kpi, key.period, key.level);
		assert_non_null(month);
		sum += plan_target(month, on);
	}
	assert_true(period_of(m, (uint32_t)row->period.kind, row->period.from, &key.period));
	int64_t whole = plan_target(plan_find(engine_plans(s->engine), key.scope, key.kpi, key.period, key.level), on);
	s->years++;
	if (sum == whole)
		return;
	say_plan(s, &key, on);
	buf_addf(&s->said, ": the months come to %lld of %lld\n", (long long)sum, (long long)whole);
}

static void check_telling(const struct company *c, const struct history *h, bool plain, uint64_t seed, struct plans_seen *all)
{
	struct telling how = { .chosen = { seed + 13 }, .plain = plain };
	struct story_told story;

	story_tell(&story, c, h, &how);
	struct fold *f = story_fold(&story, &how.chosen, plain ? 0 : 2, seed);
	struct plans_seen s = { .company = c, .engine = f->turn->engine, .chosen = { seed } };
	check_plans(&s);
	check_missing(&s);
	check_days_add_up(&s);
	for (int i = 0; i < c->plan_count; i++)
		if (is_alone(c, &c->plans[i]))
			check_months_add_up(&s, &c->plans[i]);
	if (s.said.len)
		seed_failed(seed, plain ? "told plainly, plans differ" : "told wildly, plans differ", &s.said);
	all->compared += s.compared;
	all->rolled_up += s.rolled_up;
	all->inexact += s.inexact;
	all->years += s.years;
	fold_free(f);
	story_free(&story);
}

static void any_telling__the_plans_are_those_worked_out_by_hand(void **state)
{
	static struct company c;
	static struct history h;
	struct seeds seeds = seeds_wanted(USUAL);
	struct plans_seen all = { 0 };

	(void)state;
	for (uint64_t seed = seeds.from; seed <= seeds.to; seed++) {
		company_invent(&c, seed);
		history_invent(&c, &h);
		h.count = h.count < 8 ? h.count : 8;
		check_telling(&c, &h, true, seed, &all);
		check_telling(&c, &h, false, seed, &all);
	}
	print_message("%llu plans on a day, %llu of them sums, %llu not told exactly; %llu wholes of months\n",
		      (unsigned long long)all.compared, (unsigned long long)all.rolled_up, (unsigned long long)all.inexact,
		      (unsigned long long)all.years);
	assert_true(all.inexact * 20 <= all.compared || !seeds_are_many(seeds));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_telling__the_plans_are_those_worked_out_by_hand) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
