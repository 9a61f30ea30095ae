/* Triggers on the figures of single days, whom they are about, and in which order decisions are judged. May 2026, calendar
 * Monday to Friday: 1 May is a Friday, the 4th a Monday. */
#include "folded.h"

#define RULE(code, days, more)                                                                                                   \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision '" code "' { api = 1, title = 'T', owner = 'consultant',\n"                                         \
	"  watch = { kpi = 'reports', each = 'seller', period = 'quarter', roles = { 'seller' } },\n"                            \
	"  when = sdm.under { value = 1, by_day = true }, for_ = sdm.workdays(" days "), on_missing = 'open',\n" more            \
	"  run = function(case) case:alert { to = case.seller } end }\n"

static const struct fold_file kpis = { "kpis.yaml", "measures:\n"
						    "  revenue: {sum: amount, where: {kind: won}}\n"
						    "  reports: {count: yes}\n"
						    "kpis:\n"
						    "  revenue: {formula: revenue, unit: money}\n"
						    "  reports: {formula: reports, unit: count}\n" };
static const struct fold_file no_other = { "decisions/behind.lua", NULL };
static const struct fold_file missing = { "decisions/missing.lua", RULE("missing", "1", "") };
static const struct fold_file org = { "org.yaml", "units:\n"
						  "  - {id: C, type: company}\n"
						  "  - {id: T1, type: team, parent: C, head: head}\n"
						  "sellers:\n"
						  "  - {id: anna, unit: T1, role: seller}\n"
						  "  - {id: boris, unit: T1, role: head}\n" };

#define NEW(rule, people) fold_new((struct fold_file[]){ kpis, no_other, rule, people }, 4)
#define ANNA(at, day) at "T18:00:00Z form=deal id=" day " seller=anna at=" day " kind=lost"

static void no_report__is_told_when_the_working_day_has_ended(void **state)
{
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_until(f, "2026-05-04T23:59:59Z"); /* Saturday and Sunday are no working days */
	assert_int_equal(fold_count(f, "alerts"), 0);
	fold_until(f, "2026-05-05T00:00:00Z");

	assert_int_equal(
		fold_count(f, "alerts case=C1 kind=open scope=anna period=2026-Q2 since=2026-05-04 day=2026-05-04 fact=0"), 1);
	assert_int_equal(fold_count(f, "alerts"), 1); /* boris has another role */
	fold_free(f);
}

static void figures_of_other_days__do_not_make_up_for_it(void **state)
{
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_say(f, "2026-05-01T19:00:00Z form=deal id=again seller=anna at=2026-05-01 kind=lost");
	fold_say(f, "2026-05-04T19:00:00Z form=deal id=ahead seller=anna at=2026-05-05 kind=lost");
	fold_until(f, "2026-05-05T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-04"), 1);
	fold_free(f);
}

static void late_report__closes_at_once_with_the_day_it_is_of(void **state)
{
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_until(f, "2026-05-05T00:00:00Z");
	fold_say(f, ANNA("2026-05-05", "2026-05-04"));

	assert_int_equal(
		fold_count(f, "alerts kind=resolved case=C1 day=2026-05-04 fact=1 why.en=reports, anna, 2026-05-04: fact 1"), 1);
	fold_free(f);
}

static void report_of_today__leaves_the_gap_until_the_days_asked_for_are_there(void **state)
{
	static const struct fold_file two = { "decisions/missing.lua", RULE("missing", "1", "clear_for = sdm.workdays(2),\n") };
	struct fold *f = NEW(two, org);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_until(f, "2026-05-05T00:00:00Z");
	fold_say(f, ANNA("2026-05-05", "2026-05-05"));
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=resolved"), 0);
	fold_say(f, ANNA("2026-05-06", "2026-05-06"));

	assert_int_equal(fold_count(f, "alerts kind=resolved day=2026-05-06"), 1);
	fold_free(f);
}

static void report_of_today__is_enough_where_clear_for_is_left_out(void **state)
{
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_until(f, "2026-05-05T00:00:00Z");
	fold_say(f, ANNA("2026-05-05", "2026-05-05"));

	assert_int_equal(fold_count(f, "alerts kind=resolved day=2026-05-05"), 1);
	fold_free(f);
}

static void retracted_report__of_the_day_that_closed_it__is_missing_again_when_its_day_ends(void **state)
{
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-05-04", "2026-05-04"));
	fold_say(f, "2026-05-04T19:00:00Z form=deal id=2026-05-04 rev=2 op=retract");
	fold_until(f, "2026-05-05T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-04"), 1);
	fold_free(f);
}

static void two_days__begin_with_the_companys_first_day(void **state)
{
	static const struct fold_file two = { "decisions/missing.lua", RULE("missing", "2", "") };
	struct fold *f = NEW(two, org);

	(void)state;
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=1 seller=boris at=2026-05-05 kind=lost");
	fold_until(f, "2026-05-06T00:00:00Z"); /* what was before the 5th was nobody's to report */
	assert_int_equal(fold_count(f, "alerts"), 0);
	fold_until(f, "2026-05-07T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-05 day=2026-05-06"), 1);
	fold_free(f);
}

static void newcomer_and_leaver__are_asked_for_their_own_days(void **state)
{
	static const struct fold_file people = { "org.yaml", "units:\n"
							     "  - {id: C, type: company}\n"
							     "  - {id: T1, type: team, parent: C, head: head}\n"
							     "sellers:\n"
							     "  - {id: anna, unit: T1, role: seller, valid_from: 2026-05-06}\n"
							     "  - {id: boris, unit: T1, role: seller, valid_to: 2026-05-05}\n" };
	struct fold *f = NEW(missing, people);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=boris at=2026-05-04 kind=lost");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open scope=boris since=2026-05-05"), 1);
	fold_until(f, "2026-05-07T00:00:00Z"); /* he has left and owes nothing */

	assert_int_equal(fold_count(f, "alerts kind=resolved scope=boris"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna since=2026-05-06"), 1);
	fold_until(f, "2026-05-12T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open scope=boris"), 1);
	fold_free(f);
}

static void leave__entered_afterwards__takes_the_case_back(void **state)
{
	static const struct fold_file leave = { "calendars.yaml", "calendars:\n  leave: {week: []}\n" };
	static const struct fold_file away = { "org.yaml", "units:\n"
							   "  - {id: C, type: company}\n"
							   "  - {id: T1, type: team, parent: C, head: head}\n"
							   "sellers:\n"
							   "  - {id: anna, unit: T1, role: seller, valid_to: 2026-05-03}\n"
							   "  - {id: anna, unit: T1, role: seller, calendar: leave, "
							   "valid_from: 2026-05-04, valid_to: 2026-05-08}\n"
							   "  - {id: anna, unit: T1, role: seller, valid_from: 2026-05-09}\n"
							   "  - {id: boris, unit: T1, role: head}\n" };
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_until(f, "2026-05-05T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	fold_activate(f, (struct fold_file[]){ kpis, no_other, missing, away, leave }, 5, "leave");
	fold_until(f, "2026-05-06T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=resolved case=C1"), 1);
	fold_until(f, "2026-05-11T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	fold_until(f, "2026-05-12T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-11"), 1);
	fold_free(f);
}

/* `first` stands before the decision that keeps it quiet, and both would open when the same day ends. */
static const struct fold_file quiet = {
	"decisions/first.lua",
	"local sdm = require 'sdm'\n"
	"return sdm.decision 'first' { api = 1, title = 'T', owner = 'consultant', inhibited_by = { 'missing' },\n"
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 10 },\n"
	"  for_ = sdm.workdays(1), on_missing = 'open', run = function(case) case:alert { to = 'head' } end }\n"
};

static void inhibitor__is_judged_before_what_it_keeps_quiet(void **state)
{
	struct fold *f = fold_new((struct fold_file[]){ kpis, no_other, missing, org, quiet }, 5);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_say(f, "2026-05-01T19:00:00Z form=deal id=won seller=anna at=2026-05-01 kind=won amount=10");
	fold_say(f, "2026-05-01T19:00:00Z form=deal id=hers seller=boris at=2026-05-01 kind=won amount=10");
	fold_say(f, "2026-05-04T19:00:00Z form=deal id=won rev=2 op=retract");
	fold_until(f, "2026-05-05T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open decision=missing scope=anna covers.en=T"), 1);
	assert_int_equal(fold_count(f, "alerts decision=first"), 0);
	fold_say(f, ANNA("2026-05-05", "2026-05-04"));
	fold_until(f, "2026-05-06T00:00:00Z"); /* no report of the 5th either: a case of its own */
	assert_int_equal(fold_count(f, "alerts kind=open decision=missing since=2026-05-05"), 1);
	assert_int_equal(fold_count(f, "alerts decision=first"), 0);
	fold_say(f, ANNA("2026-05-06", "2026-05-05"));
	fold_say(f, ANNA("2026-05-06", "2026-05-06"));
	fold_until(f, "2026-05-07T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open decision=first scope=anna since=2026-05-06"), 1);
	assert_int_equal(fold_count(f, "alerts decision=first covers.en"), 0);
	fold_free(f);
}

static void restart__in_the_middle__changes_nothing(void **state)
{
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-05-01", "2026-05-01"));
	fold_until(f, "2026-05-05T00:00:00Z");
	fold_restart(f);
	fold_say(f, ANNA("2026-05-05", "2026-05-04"));

	assert_int_equal(fold_count(f, "alerts kind=resolved case=C1"), 1);
	fold_free(f);
}

static void period_over__the_case_expires_and_is_never_noted(void **state)
{
	struct fold *f = NEW(missing, org);

	(void)state;
	fold_say(f, ANNA("2026-06-29", "2026-06-29"));
	fold_until(f, "2026-07-01T00:00:00Z"); /* none on Tuesday the 30th, the quarter's last day */
	assert_int_equal(fold_count(f, "alerts kind=open since=2026-06-30"), 1);
	assert_int_equal(fold_count(f, "alerts kind=expired day=2026-06-30 fact=0"), 1);
	fold_say(f, ANNA("2026-07-01", "2026-06-30"));
	fold_until(f, "2026-07-03T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note"), 0);
	fold_free(f);
}

static void inhibited__by_a_case_of_the_sellers_team__stays_quiet(void **state)
{
	static const struct fold_file two = {
		"decisions/behind.lua",
		"local sdm = require 'sdm'\n"
		"local function under(code, each, value, by)\n"
		"  return sdm.decision(code) { api = 1, title = { en = code, ru = code }, owner = 'consultant',\n"
		"    watch = { kpi = 'revenue', each = each, period = 'month' }, when = sdm.under { value = value },\n"
		"    for_ = sdm.days(1), on_missing = 'hold', inhibited_by = by, run = function(case) case:alert { to = 'head' } "
		"end }\n"
		"end\n"
		"return { under('single', 'seller', 100, { 'whole' }), under('whole', 'team', 50) }\n",
	};
	struct fold *f = fold_new(&two, 1);

	(void)state;
	fold_say(f, "2026-05-18T08:00:00Z form=deal id=1 seller=anna at=2026-05-18 kind=won amount=10");
	fold_say(f, "2026-05-18T08:00:00Z form=deal id=2 seller=boris at=2026-05-18 kind=won amount=60");
	fold_until(f, "2026-05-20T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open decision=whole scope=T1 covers.en=single"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open decision=whole"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open decision=single scope=anna"), 0);
	assert_int_equal(fold_count(f, "alerts kind=open decision=single scope=boris"), 1); /* of another team by now */
	fold_say(f, "2026-05-20T08:00:00Z form=deal id=3 seller=anna at=2026-05-20 kind=won amount=45");
	fold_until(f, "2026-05-22T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open decision=single scope=anna fact=55"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_report__is_told_when_the_working_day_has_ended),
		cmocka_unit_test(figures_of_other_days__do_not_make_up_for_it),
		cmocka_unit_test(late_report__closes_at_once_with_the_day_it_is_of),
		cmocka_unit_test(report_of_today__leaves_the_gap_until_the_days_asked_for_are_there),
		cmocka_unit_test(report_of_today__is_enough_where_clear_for_is_left_out),
		cmocka_unit_test(retracted_report__of_the_day_that_closed_it__is_missing_again_when_its_day_ends),
		cmocka_unit_test(two_days__begin_with_the_companys_first_day),
		cmocka_unit_test(newcomer_and_leaver__are_asked_for_their_own_days),
		cmocka_unit_test(leave__entered_afterwards__takes_the_case_back),
		cmocka_unit_test(inhibitor__is_judged_before_what_it_keeps_quiet),
		cmocka_unit_test(inhibited__by_a_case_of_the_sellers_team__stays_quiet),
		cmocka_unit_test(restart__in_the_middle__changes_nothing),
		cmocka_unit_test(period_over__the_case_expires_and_is_never_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
