#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/match.h"

static const struct pair late_alert[] = {
	{ STR("case"), STR("C2") },
	{ STR("decision"), STR("plan_lag") },
	{ STR("scope"), STR("s.vlasov") },
	{ STR("severity"), STR("red") },
	{ STR("fact"), STR("199000") },
	{ STR("expected"), STR("617272.7273") },
	{ STR("deviation_ppm"), STR("-677614") },
	{ STR("why.en"), STR("He is behind plan by 67.8%") },
	{ STR("why.ru"), STR("Он отстаёт от плана на 67,8 %") },
	{ STR("at"), STR("2026-10-09T19:00:00.000Z") },
};
static const struct pair share_alert[] = { { STR("decision"), STR("discount") }, { STR("fact"), STR("0.2221") } };
static const struct actual late = { late_alert, sizeof(late_alert) / sizeof(*late_alert) };
static const struct actual shared = { share_alert, 2 };

struct fixture {
	struct arena *arena;
	struct match match;
	const struct records *rows;
};

static void expect_rows(struct fixture *f, const char *rows)
{
	struct problems problems = { 0 };
	struct buf text = { 0 };
	struct scenarios_doc *d;
	struct moment_doc *m;

	f->arena = arena_new();
	buf_addf(&text, "title: T\nscenarios: [{name: N, timeline: [{at: 2026-10-10, expect: {alerts: [%s]}}]}]\n", rows);
	d = scenario_read(f->arena, "x.yaml", buf_str(&text), &problems);
	assert_int_equal(problems.count, 0);
	m = ((struct scenario_doc *)d->scenarios.at[0])->timeline.at[0];
	f->rows = &m->expect->lists[EXPECTED_ALERTS];
	f->match = (struct match){ expected_tables[EXPECTED_ALERTS], zone_utc() };
	buf_free(&text);
}

static void end(struct fixture *f)
{
	zone_free((struct zone *)f->match.zone);
	arena_free(f->arena);
}

static void misfits(const char *row, const struct actual *a, uint32_t expected)
{
	struct fixture f;

	expect_rows(&f, row);
	assert_int_equal(match_misfits(&f.match, f.rows->at[0], a), expected);
	end(&f);
}

static void match_misfits__only_fields_given_count(void **state)
{
	(void)state;
	misfits("{decision: plan_lag}", &late, 0);
	misfits("{decision: plan_lag, severity: amber, kind: open}", &late, 2);
}

static void match_misfits__numbers__are_compared_as_numbers(void **state)
{
	(void)state;
	misfits("{fact: 199000.00}", &late, 0);
	misfits("{fact: 199000.01}", &late, 1);
	misfits("{expected: 617272.7273}", &late, 0);
	misfits("{expected: 617272.73}", &late, 1);
	misfits("{fact: 22.21%}", &shared, 0);
	misfits("{fact: 22%}", &shared, 0);
	misfits("{fact: 22.3%}", &shared, 1);
}

static void match_misfits__a_percentage__is_rounded_as_it_is_written(void **state)
{
	(void)state;
	misfits("{deviation: -67.7614%}", &late, 0);
	misfits("{deviation: -67.76%}", &late, 0);
	misfits("{deviation: -67.8%}", &late, 0);
	misfits("{deviation: -68 %}", &late, 0);
	misfits("{deviation: -67.7%}", &late, 1);
	misfits("{deviation: 67.8%}", &late, 1);
	misfits("{deviation: -67.8%}", &shared, 1);
}

static void match_misfits__of_a_sentence__a_part_in_any_language_is_enough(void **state)
{
	(void)state;
	misfits("{why: behind plan}", &late, 0);
	misfits("{why: отстаёт от плана}", &late, 0);
	misfits("{why: ahead of plan}", &late, 1);
	misfits("{scope: s.vlas}", &late, 1);
}

static void match_misfits__an_instant__is_the_same_in_any_zone(void **state)
{
	(void)state;
	misfits("{at: 2026-10-09T19:00}", &late, 0);
	misfits("{at: 2026-10-10T00:00+05:00}", &late, 0);
	misfits("{at: 2026-10-09T19:01}", &late, 1);
}

static void match_rows__a_row_that_would_fit_two__leaves_one_to_the_row_that_needs_it(void **state)
{
	(void)state;
	static const struct pair a[] = { { STR("decision"), STR("x") }, { STR("to"), STR("anna") } };
	static const struct pair b[] = { { STR("decision"), STR("x") }, { STR("to"), STR("boris") } };
	static const struct actual entries[] = { { a, 2 }, { b, 2 } };
	struct fixture f;
	uint32_t entry_of[4];

	expect_rows(&f, "{decision: x}, {decision: x, to: anna}");
	match_rows(&f.match, f.rows, entries, 2, entry_of);
	assert_int_equal(entry_of[0], 1);
	assert_int_equal(entry_of[1], 0);
	end(&f);

	expect_rows(&f, "{decision: x}, {decision: x}, {decision: x}");
	match_rows(&f.match, f.rows, entries, 2, entry_of);
	assert_int_equal(entry_of[0], 0);
	assert_int_equal(entry_of[1], 1);
	assert_int_equal(entry_of[2], UINT32_MAX);
	end(&f);
}

static void match_add__says_the_row_the_entry_and_where_they_differ(void **state)
{
	(void)state;
	struct fixture f;
	struct buf said = { 0 };

	expect_rows(&f, "{decision: plan_lag, severity: amber, deviation: -5%, to: x}");
	match_add_row(&f.match, f.rows->at[0], &said);
	assert_string_equal(said.ptr, "{decision: plan_lag, severity: amber, to: x, deviation: -5%}");
	buf_clear(&said);
	match_add_entry(&f.match, NULL, &late, &said);
	assert_string_equal(said.ptr, "{case: C2, decision: plan_lag, scope: s.vlasov, severity: red, fact: 199000, expected: "
				      "617272.7273, deviation: -67.7614%, at: \"2026-10-09T19:00:00.000Z\"}");
	buf_clear(&said);
	match_add_misfits(&f.match, f.rows->at[0], &late, &said);
	assert_string_equal(said.ptr, "severity is red, to is not there, deviation is -67.7614%");
	buf_free(&said);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(match_misfits__only_fields_given_count),
		cmocka_unit_test(match_misfits__numbers__are_compared_as_numbers),
		cmocka_unit_test(match_misfits__a_percentage__is_rounded_as_it_is_written),
		cmocka_unit_test(match_misfits__of_a_sentence__a_part_in_any_language_is_enough),
		cmocka_unit_test(match_misfits__an_instant__is_the_same_in_any_zone),
		cmocka_unit_test(match_rows__a_row_that_would_fit_two__leaves_one_to_the_row_that_needs_it),
		cmocka_unit_test(match_add__says_the_row_the_entry_and_where_they_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
