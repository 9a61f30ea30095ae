/* What must hold for any history: the order of arrival does not matter, parts add up to the whole, a closed period keeps what it
 * was. Seeded; a failure names its seed. */
#include "folded.h"

#include <stdio.h>

enum { SEEDS = 150, REPORTS = 60, WORDS_MAX = 240 };

static uint32_t below(uint64_t *seed, uint32_t n)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*seed >> 33) % n);
}

/* Revisions 1..n of every id; the content of a revision depends on (seed, id, revision) alone. */
static uint32_t history(uint64_t seed, char (*out)[WORDS_MAX])
{
	static const char *const sellers[] = { "seller=anna ", "seller=boris ", "" };
	uint32_t count = 0;

	for (uint32_t id = 0; count < REPORTS - 4; id++) {
		uint32_t revisions = 1 + below(&seed, 4);
		for (uint32_t rev = 1; rev <= revisions; rev++) {
			char *w = out[count++];
			if (below(&seed, 5) == 0) {
				snprintf(w, WORDS_MAX, "2026-06-01T00:00:00Z form=deal id=%u rev=%u op=retract", id, rev);
				continue;
			}
			snprintf(w, WORDS_MAX,
				 "2026-06-01T00:00:00Z form=deal id=%u rev=%u %sat=2026-05-%02uT%02u:00 kind=%s %samount=%d.%u "
				 "client=c%u",
				 id, rev, sellers[below(&seed, 3)], 1 + below(&seed, 28), below(&seed, 24),
				 below(&seed, 2) ? "won" : "lost", below(&seed, 2) ? "product=P1 " : "",
				 (int)below(&seed, 2000) - 500, below(&seed, 10000), below(&seed, 6));
		}
	}
	return count;
}

static struct fold *folded(char (*reports)[WORDS_MAX], const uint32_t *order, uint32_t count)
{
	struct fold *f = fold_new(NULL, 0);

	for (uint32_t i = 0; i < count; i++)
		fold_say(f, reports[order[i]]);
	return f;
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
static const char *const scopes[][2] = { { "seller", "anna" }, { "seller", "boris" },      { "team", "T1" },
					 { "team", "T2" },     { "company", "C" },         { "product", "P1" },
					 { "group", "G1" },    { "team_product", "T1|P1" } };
static const char *const kpis[] = { "revenue", "win_rate", "clients", "smallest", "largest", "middle", "mean", "last" };

static void dump(const struct fold *f, struct buf *out)
{
	static const char *const periods[] = { "2026-05", "2026-Q2", "2026-W20", "2026-05-07", "2026-05-08" };

	for (size_t s = 0; s < COUNT(scopes); s++)
		for (size_t k = 0; k < COUNT(kpis); k++)
			for (size_t p = 0; p < COUNT(periods); p++)
				buf_addf(out, "%s %s %s %s %lld\n", scopes[s][0], scopes[s][1], kpis[k], periods[p],
					 (long long)fold_figure(f, scopes[s][0], scopes[s][1], kpis[k], periods[p]));
}

static void shuffle(uint64_t *seed, uint32_t *order, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	for (uint32_t i = count - 1; i > 0; i--) {
		uint32_t j = below(seed, i + 1), kept = order[i];
		order[i] = order[j];
		order[j] = kept;
	}
}

static void any_order__with_repetitions__the_same_figures(void **state)
{
	static char reports[REPORTS][WORDS_MAX];
	uint32_t order[REPORTS], twice[2 * REPORTS];

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		uint64_t random = seed;
		uint32_t count = history(seed, reports);
		struct buf one = { 0 }, two = { 0 };
		shuffle(&random, order, count);
		struct fold *a = folded(reports, order, count);
		shuffle(&random, twice, count);
		shuffle(&random, twice + count, count);
		struct fold *b = folded(reports, twice, 2 * count);
		fold_restart(b);
		dump(a, &one);
		dump(b, &two);
		if (strcmp(one.ptr, two.ptr) != 0)
			fail_msg("seed %llu: the figures depend on the order of arrival", (unsigned long long)seed);
		buf_free(&one);
		buf_free(&two);
		fold_free(a);
		fold_free(b);
	}
}

static int64_t sum_of(const struct fold *f, const char *kind, const char *scope, const char *period)
{
	int64_t e4 = fold_figure(f, kind, scope, "revenue", period);

	return e4 == FOLD_NO_DATA ? 0 : e4;
}

static void parts__days_and_teams__add_up_to_the_whole(void **state)
{
	static char reports[REPORTS][WORDS_MAX];
	uint32_t order[REPORTS];

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		uint64_t random = seed;
		uint32_t count = history(seed, reports);
		shuffle(&random, order, count);
		struct fold *f = folded(reports, order, count);
		int64_t days = 0, whole = sum_of(f, "company", "C", "2026-05");
		for (int d = 1; d <= 31; d++) {
			char day[32];
			snprintf(day, sizeof(day), "2026-05-%02d", d);
			days += sum_of(f, "company", "C", day);
		}
		if (days != whole || sum_of(f, "company", "C", "2026-Q2") != whole)
			fail_msg("seed %llu: the days do not add up", (unsigned long long)seed);
		int64_t sellers = sum_of(f, "seller", "anna", "2026-05") + sum_of(f, "seller", "boris", "2026-05");
		if (sellers != sum_of(f, "team", "T1", "2026-05") + sum_of(f, "team", "T2", "2026-05"))
			fail_msg("seed %llu: the sellers do not add up to their teams", (unsigned long long)seed);
		fold_free(f);
	}
}

/* ---- closed periods ---- */
/* The figures of May and of one of its weeks as first closed. */
static void dump_first(const struct fold *f, struct buf *out)
{
	static const char *const periods[] = { "2026-05", "2026-W20" };

	for (size_t s = 0; s < COUNT(scopes); s++)
		for (size_t k = 0; k < COUNT(kpis); k++)
			for (size_t p = 0; p < COUNT(periods); p++) {
				int64_t e4 = fold_first_closed(f, scopes[s][0], scopes[s][1], kpis[k], periods[p]);
				if (e4 == FOLD_STANDS)
					e4 = fold_figure(f, scopes[s][0], scopes[s][1], kpis[k], periods[p]);
				buf_addf(out, "%s %s %s %s %lld\n", scopes[s][0], scopes[s][1], kpis[k], periods[p],
					 (long long)e4);
			}
}

/* A report of the history as it arrives on another day. */
static void say_on(struct fold *f, const char *day, const char *report)
{
	char words[WORDS_MAX];

	snprintf(words, sizeof(words), "%s%s", day, report + strlen("2026-06-01"));
	fold_say(f, words);
}

/* The first half comes in May, the other one after it; a day ends in between. */
static struct fold *folded_over_the_end_of_may(char (*reports)[WORDS_MAX], const uint32_t *order, uint32_t count, bool restarting,
					       struct buf *out_closed)
{
	struct fold *f = fold_new(NULL, 0);

	fold_say(f, "2026-05-01T00:00:00Z form=deal id=none op=retract");
	for (uint32_t i = 0; i < count / 2; i++)
		say_on(f, "2026-05-31", reports[i]);
	fold_until(f, "2026-06-01T00:00:00Z");
	dump_first(f, out_closed);
	for (uint32_t i = 0; i < count - count / 2; i++) {
		if (restarting && i % 7 == 0)
			fold_restart(f);
		say_on(f, i < count / 4 ? "2026-06-01" : "2026-06-02", reports[count / 2 + order[i]]);
	}
	return f;
}

static void closed_period__after_any_corrections__keeps_its_figures(void **state)
{
	static char reports[REPORTS][WORDS_MAX];
	uint32_t order[REPORTS];

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		uint64_t random = seed;
		uint32_t count = history(seed, reports);
		struct buf before = { 0 }, after = { 0 }, other = { 0 };
		shuffle(&random, order, count - count / 2);
		struct fold *a = folded_over_the_end_of_may(reports, order, count, false, &before);
		dump_first(a, &after);
		if (strcmp(before.ptr, after.ptr) != 0)
			fail_msg("seed %llu: a closed period forgot its figures", (unsigned long long)seed);
		struct fold *b = folded_over_the_end_of_may(reports, order, count, true, &other);
		fold_until(a, "2026-06-05T00:00:00Z");
		fold_until(b, "2026-06-05T00:00:00Z");
		buf_clear(&after);
		dump_first(a, &after);
		if (strcmp(before.ptr, after.ptr) != 0)
			fail_msg("seed %llu: a day-end took figures of a closed period", (unsigned long long)seed);
		struct hash128 one = engine_state_digest(a->turn->engine), two = engine_state_digest(b->turn->engine);
		if (!hash128_eq(one, two) || strcmp(a->said.ptr, b->said.ptr) != 0)
			fail_msg("seed %llu: a restart changed something", (unsigned long long)seed);
		buf_free(&before);
		buf_free(&after);
		buf_free(&other);
		fold_free(a);
		fold_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order__with_repetitions__the_same_figures),
		cmocka_unit_test(parts__days_and_teams__add_up_to_the_whole),
		cmocka_unit_test(closed_period__after_any_corrections__keeps_its_figures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
