/* Folding the log again, from its beginning or from states saved in the middle, gives the same state and the same outputs. And
 * what the units below report adds up to what the company reports, for every KPI that is not marked as one that does not. */
#include "by_hand.h"
#include "retold.h"

enum { USUAL = 400 };

static void say_difference(struct buf *said, const char *one, const char *two)
{
	size_t at = 0, line = 0;

	while (one[at] && one[at] == two[at]) {
		at++;
		line = one[at - 1] == '\n' ? at : line;
	}
	buf_addf(said, "once:  %.*s\nagain: %.*s\n", (int)strcspn(one + line, "\n"), one + line, (int)strcspn(two + line, "\n"),
		 two + line);
}

static const char *text_of(const struct buf *b)
{
	return b->len ? b->ptr : "";
}

static void log__folded_again_from_any_state__gives_the_same(void **state)
{
	static struct company c;
	static struct history h;
	struct seeds seeds = seeds_wanted(USUAL);
	static const char *const words[] = { "kind=open",     "kind=answer",    "kind=history", "kind=question_closed",
					     "kind=reminder", "kind=escalated", "kind=closed",  "late=yes" };
	enum { KINDS_TOLD = sizeof(words) / sizeof(*words) };
	size_t told[KINDS_TOLD] = { 0 };

	(void)state;
	for (uint64_t seed = seeds.from; seed <= seeds.to; seed++) {
		struct telling how = { .chosen = { seed + 5 }, .decisions = true };
		struct story_told story;
		struct buf said = { 0 };
		company_invent(&c, seed);
		history_invent(&c, &h);
		story_tell(&story, &c, &h, &how);
		struct fold *once = story_fold(&story, NULL, 0, seed);
		struct fold *again = story_fold(&story, &how.chosen, seed % 16 ? 8 : 100, seed);
		struct hash128 first = engine_state_digest(once->turn->engine), second = engine_state_digest(again->turn->engine);
		if (strcmp(text_of(&once->said), text_of(&again->said)) != 0)
			say_difference(&said, text_of(&once->said), text_of(&again->said));
		if (!hash128_eq(first, second))
			buf_adds(&said, STR("the states differ\n"));
		if (!hash128_eq(engine_digest(once->turn->engine), engine_digest(again->turn->engine)))
			buf_adds(&said, STR("the digests of the outputs differ\n"));
		if (said.len)
			seed_failed(seed, "folded again it is something else", &said);
		for (int k = 0; k < KINDS_TOLD; k++)
			told[k] += fold_count(once, words[k]);
		fold_free(once);
		fold_free(again);
		story_free(&story);
	}
	for (int k = 0; k < KINDS_TOLD; k++) {
		print_message("%zu %s\n", told[k], words[k]);
		assert_true(told[k] > 0 || seeds.to < seeds.from + USUAL - 1);
	}
}

/* ---- a whole and its parts ---- */
struct whole {
	const struct company *company;
	const struct history *history;
	const struct engine *engine;
	struct period_span span;
	struct buf said;
	uint64_t equal, marked;
};

static struct fraction figure_of(const struct whole *w, const char *kind, const char *id, uint32_t kpi)
{
	const struct model *m = engine_model(w->engine);
	uint32_t scope = figures_scope(w->engine, model_scope_kind(m, str_of(kind)), str_of(id));
	struct figures f = { 0 };
	struct period p;

	if (scope == NONE || !period_of(m, (uint32_t)w->span.kind, w->span.from, &p) ||
	    !figures_period(w->engine, scope, kpi, p, &f))
		return fraction_of(0, 0);
	return fraction_of(f.fact.num, f.fact.den);
}

/* What was reported by nobody's team, worked out by hand. */
static struct fraction figure_of_no_team(const struct whole *w, int kpi)
{
	const struct fact_said *facts[FACTS];
	int count = 0;

	for (int i = 0; i < w->history->fact_count; i++) {
		const struct fact_said *f = &w->history->facts[i];
		const struct stay *s = f->seller < 0 ? NULL : stay_on(&w->company->sellers, f->seller, f->day);
		if (!s || s->where < FIRST_TEAM)
			facts[count++] = f;
	}
	return hand_figure(w->company, kpi, facts, count, &w->span, DAY_NONE).fact;
}

static void check_whole(struct whole *w, int kpi)
{
	char code[] = { 'k', (char)('0' + kpi), 0 };
	uint32_t number = model_kpi(engine_model(w->engine), str_of(code));
	struct fraction sum = fraction_of(0, 1), all = figure_of(w, "company", "C0", number);

	for (int part = FIRST_TEAM - 1; part < UNITS; part++) {
		char id[] = { 'T', (char)('0' + part), 0 };
		struct fraction f = part < FIRST_TEAM ? figure_of_no_team(w, kpi) : figure_of(w, "team", id, number);
		sum = f.den > 0 ? fraction_add(sum, f) : sum;
	}
	bool same = all.den ? all.num == sum.num && all.den == sum.den : sum.num == 0;
	bool marked = !engine_model(w->engine)->kpis[number].adds_up;
	w->equal += same && !marked;
	w->marked += !same && marked;
	if (same || marked)
		return;
	buf_addf(&w->said, "k%d = ", kpi);
	kpi_add_formula(&w->company->kpis[kpi], &w->said);
	buf_adds(&w->said, STR(" is not marked, but is not the sum of the teams in "));
	span_add(w->company, &w->span, &w->said);
	buf_addc(&w->said, '\n');
}

static void company__of_kpis_that_are_not_marked__is_the_sum_of_its_teams(void **state)
{
	static struct company c;
	static struct history h;
	struct seeds seeds = seeds_wanted(USUAL);
	uint64_t equal = 0, marked = 0;

	(void)state;
	for (uint64_t seed = seeds.from; seed <= seeds.to; seed++) {
		struct telling how = { .chosen = { seed }, .plain = true };
		struct story_told story;
		company_invent(&c, seed);
		c.keeps_kind[0] = c.keeps_kind[2] = true;
		history_invent(&c, &h);
		story_tell(&story, &c, &h, &how);
		struct fold *f = story_fold(&story, NULL, 0, seed);
		struct whole w = { .company = &c, .history = &h, .engine = f->turn->engine };
		for (int kind = PERIOD_DAY; kind <= PERIOD_CUSTOM; kind++)
			for (int n = 0; n < 3 && c.keeps_period[kind]; n++)
				if (span_of(&c, kind, choose_between(&c.chosen, c.first_day, c.last_day), &w.span))
					for (int k = 0; k < KPIS; k++)
						check_whole(&w, k);
		if (w.said.len)
			seed_failed(seed, "a whole is not the sum of its parts", &w.said);
		equal += w.equal;
		marked += w.marked;
		fold_free(f);
		story_free(&story);
	}
	print_message("%llu wholes are the sum of their parts, %llu are not and are marked\n", (unsigned long long)equal,
		      (unsigned long long)marked);
	assert_true((equal > 0 && marked > 0) || !seeds_are_many(seeds));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log__folded_again_from_any_state__gives_the_same),
		cmocka_unit_test(company__of_kpis_that_are_not_marked__is_the_sum_of_its_teams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
