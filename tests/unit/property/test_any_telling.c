/* However a history is told, the final figures are those that the facts add up to by hand: in any order, with repetitions, under
 * another organisation, other trees, calendars and formulas at first. */
#include "by_hand.h"
#include "retold.h"

#include <stdio.h>

enum { USUAL = 800, SPANS = 96 };
/* Percent of the figures looked at: where facts are in the period, and where there are none. */
enum { SHARE_FULL = 35, SHARE_EMPTY = 2 };

/* A figure as it must be. */
struct cell_due {
	int kind, members[3], kpi;
	struct period_span span;
	int32_t until; /* DAY_NONE: the whole period */
	struct hand_figure due;
	bool is_told; /* against the plan, as in the first telling: the plans themselves are worked out in test_plans_by_hand.c */
	struct ratio attainment, deviation;
};
typedef ARRAY(struct cell_due) sheet;

/* ---- by hand ---- */
static int members_of(const struct company *c, const struct invented_dim *d, int n, int *out)
{
	int most = d->of == 's'   ? SELLERS
		   : d->of == 'u' ? UNITS
		   : d->of == 'h' ? HOMES
		   : d->of == 'c' ? CHANNELS
				  : PRODUCTS + (c->open_products ? STRANGERS : 0);
	int level = d->of == 'u' && n < most ? c->unit_type[n] : n >= GROUPS;

	*out = d->only >= 0 || d->level < 0 || level == d->level ? n : -1;
	return d->only >= 0 ? 1 : most;
}

static int spans_of(const struct company *c, struct period_span out[SPANS])
{
	int count = 0;

	for (int kind = 0; kind <= PERIOD_CUSTOM; kind++)
		for (int32_t day = c->first_day - 7; c->keeps_period[kind] && day < c->last_day + 30 && count < SPANS; day++) {
			struct period_span span;
			if (span_of(c, kind, day, &span) && (kind != PERIOD_DAY || (day - c->first_day) % 5 == 0)) {
				out[count++] = span;
				day = span.to - 1;
			}
		}
	return count;
}

static bool is_empty(const struct fact_said *const *facts, int count, const struct period_span *span)
{
	for (int i = 0; i < count; i++)
		if (facts[i]->day >= span->from && facts[i]->day < span->to)
			return false;
	return true;
}

static void sheet_add(struct company *c, const struct history *h, int kind, const int *members, sheet *out)
{
	const struct fact_said *facts[FACTS];
	struct period_span spans[SPANS];
	int count = 0, span_count = spans_of(c, spans);

	for (int i = 0; i < h->fact_count; i++)
		if (hand_counts(c, kind, members, &h->facts[i]))
			facts[count++] = &h->facts[i];
	for (int s = 0; s < span_count; s++) {
		if (!choose_share(&c->chosen, is_empty(facts, count, &spans[s]) ? SHARE_EMPTY : SHARE_FULL))
			continue;
		int32_t until =
			choose_share(&c->chosen, 70) ? DAY_NONE : choose_between(&c->chosen, spans[s].from, spans[s].to - 1);
		for (int k = 0; k < KPIS; k++) {
			struct cell_due cell = { .kind = kind, .kpi = k, .span = spans[s], .until = until };
			memcpy(cell.members, members, sizeof(cell.members));
			cell.due = hand_figure(c, k, facts, count, &spans[s], until);
			*ARRAY_ADD(*out) = cell;
		}
	}
}

static void sheet_make(struct company *c, const struct history *h, sheet *out)
{
	for (int kind = 0; kind < KINDS; kind++) {
		const struct invented_kind *k = &kinds[kind];
		int n[3] = { 0 }, most[3] = { 1, 1, 1 };
		for (bool more = c->keeps_kind[kind]; more;) {
			int members[3] = { 0 }, at = 0;
			bool is_one = true;
			for (int i = 0; i < k->dim_count; i++) {
				int member;
				most[i] = members_of(c, &k->dims[i], n[i], &member);
				is_one = is_one && member >= 0;
				if (k->dims[i].only < 0)
					members[at++] = member;
			}
			if (is_one)
				sheet_add(c, h, kind, members, out);
			int d = 0;
			while (d < 3 && ++n[d] >= most[d])
				n[d++] = 0;
			more = d < 3;
		}
	}
}

/* ---- by the engine ---- */
static struct period period_due(const struct company *c, const struct model *m, const struct period_span *span)
{
	struct buf text = { 0 };
	struct err err;
	struct period p;

	span_add(c, span, &text);
	if (period_parse(m, (uint32_t)span->kind, buf_str(&text), &p, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(period_from(m, p), span->from);
	assert_int_equal(period_to(m, p), span->to);
	buf_free(&text);
	return p;
}

static void cell_say(const struct company *c, const struct cell_due *cell, const struct figures *f, struct buf *said)
{
	buf_addf(said, "%s ", kinds[cell->kind].code);
	scope_add(c, cell->kind, cell->members, said);
	buf_addf(said, " k%d = ", cell->kpi);
	kpi_add_formula(&c->kpis[cell->kpi], said);
	buf_adds(said, STR(" in "));
	span_add(c, &cell->span, said);
	if (cell->until != DAY_NONE) {
		buf_adds(said, STR(" until "));
		date_add(said, cell->until);
	}
	buf_adds(said, STR(": by hand "));
	num_add_i128(said, cell->due.fact.num);
	buf_addc(said, '/');
	num_add_i128(said, cell->due.fact.den);
	buf_addf(said, " of %lld facts, by the engine ", (long long)cell->due.facts);
	num_add_i128(said, f->fact.num);
	buf_addc(said, '/');
	num_add_i128(said, f->fact.den);
	buf_addf(said, " of %lld\n", (long long)f->facts);
}

static void attained_say(const struct company *c, const struct cell_due *cell, const struct figures *f, struct buf *said)
{
	cell_say(c, cell, f, said);
	buf_adds(said, STR("which is another share of its plan than in the first telling\n"));
}

static uint32_t scope_due(const struct company *c, const struct engine *e, const struct cell_due *cell)
{
	struct buf id = { 0 };

	scope_add(c, cell->kind, cell->members, &id);
	uint32_t scope = figures_scope(e, model_scope_kind(engine_model(e), str_of(kinds[cell->kind].code)), buf_str(&id));
	buf_free(&id);
	return scope;
}

static bool same(struct ratio a, struct ratio b)
{
	return a.den == 0 || b.den == 0 ? a.den == b.den : ratio_cmp(a, b) == 0;
}

/* Every telling attains the same. */
static bool attains(struct cell_due *cell, const struct kpi *k, const struct figures *is)
{
	struct ratio attainment = figures_attainment(k, is), deviation = figures_deviation(k, is);

	if (!cell->is_told) {
		cell->is_told = true;
		cell->attainment = attainment;
		cell->deviation = deviation;
	}
	return same(cell->attainment, attainment) && same(cell->deviation, deviation);
}

static void sheet_check(const struct company *c, const sheet *due, const struct fold *f, struct buf *said)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	uint32_t scope = NONE;
	struct period p = { 0 };

	for (size_t i = 0; i < due->count; i++) {
		struct cell_due *cell = &due->at[i];
		struct figures is = { 0 };
		char code[8];
		if (cell->kpi == 0) {
			scope = scope_due(c, e, cell);
			p = period_due(c, m, &cell->span);
		}
		snprintf(code, sizeof(code), "k%d", cell->kpi);
		uint32_t kpi = model_kpi(m, str_of(code));
		if (scope != NONE)
			figures_to_date(e, scope, kpi, p, NONE, LEVEL_TARGET, cell->until, &is);
		if (!fraction_is(cell->due.fact, is.fact) || cell->due.facts != is.facts)
			cell_say(c, cell, &is, said);
		else if (!attains(cell, &m->kpis[kpi], &is))
			attained_say(c, cell, &is, said);
	}
}

static void check_telling(const struct company *c, const struct history *h, const sheet *due, bool plain, uint64_t seed)
{
	struct telling how = { .chosen = { seed + 77 }, .plain = plain };
	struct story_told story;
	struct buf said = { 0 };

	story_tell(&story, c, h, &how);
	struct fold *f = story_fold(&story, &how.chosen, plain ? 0 : 2, seed);
	sheet_check(c, due, f, &said);
	if (said.len)
		seed_failed(seed, plain ? "told plainly, figures differ" : "told wildly, figures differ", &said);
	fold_free(f);
	story_free(&story);
}

static void any_telling__the_figures_are_those_added_up_by_hand(void **state)
{
	static struct company c;
	static struct history h;
	struct seeds seeds = seeds_wanted(USUAL);
	uint64_t figures = 0, told = 0;

	(void)state;
	for (uint64_t seed = seeds.from; seed <= seeds.to; seed++) {
		sheet due = { 0 };
		company_invent(&c, seed);
		history_invent(&c, &h);
		sheet_make(&c, &h, &due);
		check_telling(&c, &h, &due, true, seed);
		check_telling(&c, &h, &due, false, seed);
		for (size_t i = 0; i < due.count; i++)
			told += due.at[i].due.fact.den > 0;
		figures += due.count;
		ARRAY_FREE(due);
	}
	print_message("%llu figures, %llu of them with data, each in two tellings\n", (unsigned long long)figures,
		      (unsigned long long)told);
	assert_true(told * 4 > figures || !seeds_are_many(seeds));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_telling__the_figures_are_those_added_up_by_hand) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
