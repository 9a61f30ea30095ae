/* Notes: what closed cases hear of corrections. Anna's plan for May 2026 is 2100; the case about it opens on the 5th and expires
 * with 1 June 00:00, when May is closed. Its steps: alert, task, alert, task. */
#include "folded.h"

#define NBSP "\xC2\xA0"

/* The case C1 of anna has expired; the present is 2 June. */
static struct fold *after_may(const struct fold_file *with, size_t count)
{
	struct fold *f = fold_new(with, count);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");
	fold_until(f, "2026-06-02T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=expired case=C1 scope=anna day=2026-05-31"), 1);
	return f;
}

static void correction__of_a_closed_period__is_noted_when_the_day_ends(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=1039.5");
	assert_int_equal(fold_count(f, "alerts kind=note"), 0);
	fold_until(f, "2026-06-03T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note"), 1);
	assert_int_equal(fold_count(f,
				    "alerts case=C1 step=5 decision=behind scope_kind=seller scope=anna kpi=revenue "
				    "period=2026-05 severity=amber kind=note to=head since=2026-05-01 day=2026-06-02 "
				    "fact=1049.5 first_closed=10 plan=2100 expected=2100 deviation_ppm=-500238 title.en=Behind "
				    "at=2026-06-03T00:00:00.000Z"),
			 1);
	fold_free(f);
}

static void note__says_both_figures_in_both_languages(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=1039.5");
	fold_until(f, "2026-06-03T00:00:00Z");

	assert_non_null(strstr(f->said.ptr, " why.en=revenue, anna, 2026-05: corrected after the period had closed; RUB" NBSP
					    "10 at closing, RUB" NBSP "1,049.50 now "));
	assert_non_null(strstr(f->said.ptr,
			       " why.ru=revenue, anna, 2026-05: данные исправлены после закрытия периода; при закрытии — 10" NBSP
			       "₽, сейчас — 1" NBSP "049,50" NBSP "₽ "));
	fold_free(f);
}

static void note__after_a_retraction_of_everything__says_no_data(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=1 rev=2 op=retract");
	fold_until(f, "2026-06-03T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note fact= first_closed=10"), 1);
	assert_non_null(strstr(f->said.ptr, "RUB" NBSP "10 at closing, no data now"));
	assert_non_null(strstr(f->said.ptr, "при закрытии — 10" NBSP "₽, сейчас — нет данных"));
	fold_free(f);
}

static void corrections_of_a_day__make_one_note__and_the_next_day_another(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=5");
	fold_say(f, "2026-06-02T12:00:00Z form=deal id=3 seller=anna at=2026-05-28 kind=won amount=6");
	fold_say(f, "2026-06-02T13:00:00Z form=deal id=2 rev=2 seller=anna at=2026-05-29 kind=won amount=7");
	fold_until(f, "2026-06-03T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=note step=5 fact=23 first_closed=10"), 1);
	fold_say(f, "2026-06-03T11:00:00Z form=deal id=2 rev=3 op=retract");
	fold_until(f, "2026-06-06T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note step=6 day=2026-06-03 fact=16 first_closed=10"), 1);
	assert_int_equal(fold_count(f, "alerts kind=note"), 2);
	fold_free(f);
}

static void changed_and_back__the_same_day__is_not_noted(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=5");
	fold_say(f, "2026-06-02T12:00:00Z form=deal id=2 rev=2 op=retract");
	fold_until(f, "2026-06-04T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note"), 0);
	fold_free(f);
}

static void changed_back__after_a_note__is_noted_once_more(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=5");
	fold_until(f, "2026-06-03T00:00:00Z");
	fold_say(f, "2026-06-03T12:00:00Z form=deal id=2 rev=2 op=retract");
	fold_until(f, "2026-06-05T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note fact=15 first_closed=10"), 1);
	assert_int_equal(fold_count(f, "alerts kind=note fact=10 first_closed=10"), 1);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_STANDS);
	fold_free(f);
}

static void fact_that_the_kpi_leaves_out__is_not_noted(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=lost amount=5");
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=3 seller=boris at=2026-05-29 kind=won amount=5");
	fold_until(f, "2026-06-04T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note"), 0);
	fold_free(f);
}

static void correction__of_a_period_that_goes_on__is_not_noted(void **state)
{
	static const struct fold_file later = { "company.yaml",
						"company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\n"
						"calendar: mon-fri\nphasing: workdays\nperiods: [day, month]\n"
						"closes_after_days: 5\n" };
	struct fold *f = after_may(&later, 1);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=5");
	fold_until(f, "2026-06-10T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=note"), 0);

	fold_say(f, "2026-06-10T11:00:00Z form=deal id=3 seller=anna at=2026-05-29 kind=won amount=1");
	fold_until(f, "2026-06-11T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=note fact=16 first_closed=15"), 1);
	fold_free(f);
}

static void case__of_a_closed_period__does_not_reopen(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=2100");
	fold_until(f, "2026-06-02T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open period=2026-05"), 0);
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-06-10T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts period=2026-05"), 0);
	fold_free(f);
}

/* Judged at every report; closes as soon as the figure is high enough. */
static const struct fold_file at_once = {
	"decisions/behind.lua",
	"local sdm = require 'sdm'\n"
	"return sdm.decision 'low' { api = 1, title = { en = 'Low', ru = 'Мало' }, owner = 'consultant',\n"
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 100 },\n"
	"  on_missing = 'hold', severity = 'red', run = function(case) case:alert { to = 'head' } end }\n",
};

static void several_cases_of_one_subject__the_latest_is_told(void **state)
{
	struct fold *f = fold_new(&at_once, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=50");
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=50");
	assert_int_equal(fold_count(f, "alerts kind=resolved case=C1"), 1);
	fold_say(f, "2026-05-06T08:00:00Z form=deal id=3 seller=anna at=2026-05-06 kind=won amount=-1");
	assert_int_equal(fold_count(f, "alerts kind=open case=C2"), 1);
	fold_say(f, "2026-05-07T08:00:00Z form=deal id=3 rev=2 op=retract");
	fold_until(f, "2026-06-02T10:00:00Z");
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 rev=2 op=retract");
	fold_until(f, "2026-06-03T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note"), 1);
	assert_int_equal(fold_count(f, "alerts kind=note case=C2 severity=red fact=50 first_closed=100"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open"), 2);
	fold_free(f);
}

static void notes__stand_in_the_order_of_their_cases(void **state)
{
	static const struct fold_file with[] = {
		{ "decisions/behind.lua",
		  "local sdm = require 'sdm'\nlocal function low(code, each) return sdm.decision(code) { api = 1, title = code,\n"
		  "  owner = 'consultant', watch = { kpi = 'revenue', each = each, period = 'month' },\n"
		  "  when = sdm.under { value = 100 }, on_missing = 'hold', run = function(case) case:alert { to = 'head' } end "
		  "} "
		  "end\n"
		  "return { low('of_team', 'team'), low('of_seller', 'seller') }\n" },
	};
	struct fold *f = fold_new(with, 1);
	const char *first, *second, *third;

	(void)state;
	fold_say(f, "2026-05-18T08:00:00Z form=deal id=1 seller=boris at=2026-05-18 kind=won amount=99");
	fold_say(f, "2026-05-19T08:00:00Z form=deal id=2 seller=anna at=2026-05-19 kind=won amount=1");
	fold_until(f, "2026-06-02T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=expired"), 4);
	fold_clear(f);
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 rev=2 seller=anna at=2026-05-19 kind=won amount=2");
	fold_say(f, "2026-06-02T12:00:00Z form=deal id=1 rev=2 seller=boris at=2026-05-18 kind=won amount=98");
	fold_until(f, "2026-06-03T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note"), 4);
	first = strstr(f->said.ptr, "case=C1");
	second = strstr(f->said.ptr, "case=C2");
	third = strstr(f->said.ptr, "case=C3");
	assert_true(first && second > first && third > second && strstr(f->said.ptr, "case=C4") > third);
	fold_free(f);
}

/* ---- figures that do not add up ---- */
static const struct fold_file of_the_mean = {
	"decisions/behind.lua",
	"local sdm = require 'sdm'\n"
	"return sdm.decision 'low' { api = 1, title = { en = 'Low', ru = 'Мало' }, owner = 'consultant',\n"
	"  watch = { kpi = 'mean', each = 'seller', period = 'month' }, when = sdm.under { value = 100 },\n"
	"  on_missing = 'hold', run = function(case) case:alert { to = 'head' } end }\n",
};

static void change_too_small_to_be_written__waits_until_it_shows(void **state)
{
	struct fold *f = fold_new(&of_the_mean, 1);

	(void)state;
	for (int i = 1; i <= 3; i++) {
		struct buf words = { 0 };
		buf_addf(&words, "2026-05-20T08:00:00Z form=deal id=%d seller=anna at=2026-05-20 kind=won amount=1", i);
		fold_say(f, words.ptr);
		buf_free(&words);
	}
	fold_until(f, "2026-06-02T10:00:00Z");
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-20 kind=won amount=1.0001");
	fold_until(f, "2026-06-03T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=note"), 0); /* 1.00003 */
	fold_say(f, "2026-06-03T11:00:00Z form=deal id=2 rev=2 seller=anna at=2026-05-20 kind=won amount=1.0001");
	fold_until(f, "2026-06-04T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note fact=1.0001 first_closed=1"), 1); /* 1.00007 */
	fold_free(f);
}

/* ---- other models ---- */
static void decision_gone__its_cases_hear_nothing(void **state)
{
	static const struct fold_file gone = { "decisions/behind.lua", NULL };
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=5");
	fold_activate(f, &gone, 1, "a");
	fold_until(f, "2026-06-04T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=note"), 0);
	fold_free(f);
}

#define CAMPAIGN(last)                                                                                                           \
	{                                                                                                                        \
		"company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: mon-fri\n"     \
				"custom_periods:\n  campaign:\n    - {id: may, from: 2026-05-04, to: " last "}\n"                \
	}

/* The period that the case is about has been made shorter and is over at once; its case closes when the day ends. */
static void open_case__of_a_closed_period__is_not_noted(void **state)
{
	static const struct fold_file decision = {
		"decisions/behind.lua",
		"local sdm = require 'sdm'\n"
		"return sdm.decision 'low' { api = 1, title = 'Low', owner = 'consultant',\n"
		"  watch = { kpi = 'revenue', each = 'seller', period = 'campaign' }, when = sdm.under { value = 100 },\n"
		"  on_missing = 'hold', run = function(case) case:alert { to = 'head' } end }\n"
	};
	const struct fold_file longer[] = { CAMPAIGN("2026-05-31"), decision };
	const struct fold_file shorter[] = { CAMPAIGN("2026-05-08"), decision };
	struct fold *f = fold_new(longer, 2);

	(void)state;
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=1 seller=anna at=2026-05-05 kind=won amount=10");
	fold_until(f, "2026-05-12T10:00:00Z");
	fold_activate(f, shorter, 2, "a");
	fold_say(f, "2026-05-12T11:00:00Z form=deal id=2 seller=anna at=2026-05-06 kind=won amount=1");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "may"), 100000);
	fold_until(f, "2026-05-14T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=expired case=C1 fact=11"), 1);
	assert_int_equal(fold_count(f, "alerts kind=note"), 0);
	fold_free(f);
}

#define ISLANDS(zone)                                                                                                            \
	{ "company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: Pacific/Kiritimati\n" },            \
		{ "org.yaml", "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, zone: " zone "}\n"        \
			      "sellers:\n  - {id: anna, unit: T1}\n" },                                                          \
		{ "zones/Pacific/Kiritimati", NULL }, { "zones/Pacific/Honolulu", NULL }, at_once_islands

#define at_once_islands                                                                                                          \
	{                                                                                                                        \
		"decisions/behind.lua",                                                                                          \
			"local sdm = require 'sdm'\n"                                                                            \
			"return sdm.decision 'low' { api = 1, title = 'Low', owner = 'consultant',\n"                            \
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 100 },\n"  \
			"  on_missing = 'hold', run = function(case) case:alert { to = 'head' } end }\n"                         \
	}

/* May is over for the company when a team joins for which its last day has just begun. */
static void zone_that_joins_late__opens_nothing_for_a_closed_period(void **state)
{
	static const struct fold_file before[] = { ISLANDS("Pacific/Kiritimati") };
	static const struct fold_file after[] = { ISLANDS("Pacific/Honolulu") };
	struct fold *f = fold_new(before, 5);

	(void)state;
	fold_say(f, "2026-05-20T08:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100");
	fold_until(f, "2026-05-31T10:30:00Z");
	fold_activate(f, after, 5, "a");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 2);
	fold_say(f, "2026-05-31T10:31:00Z form=deal id=2 seller=anna at=2026-05-31 kind=won amount=-1");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	fold_until(f, "2026-06-03T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts"), 0);
	fold_free(f);
}

/* ---- restart ---- */
static void restart__between_correction_and_day_end__notes_the_same(void **state)
{
	struct fold *steady = after_may(NULL, 0), *restarted = after_may(NULL, 0);
	struct fold *const both[] = { steady, restarted };

	(void)state;
	for (int i = 0; i < 2; i++) {
		fold_say(both[i], "2026-06-02T11:00:00Z form=deal id=3 seller=boris at=2026-05-29 kind=won amount=5");
		fold_say(both[i], "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=5");
		fold_say(both[i], "2026-06-02T12:00:00Z form=deal id=3 rev=2 op=retract");
		if (both[i] == restarted)
			fold_restart(restarted);
		fold_until(both[i], "2026-06-03T00:00:00Z");
		fold_say(both[i], "2026-06-03T12:00:00Z form=deal id=4 seller=anna at=2026-05-28 kind=won amount=5");
		fold_until(both[i], "2026-06-04T00:00:00Z");
	}
	struct hash128 a = engine_state_digest(steady->turn->engine), b = engine_state_digest(restarted->turn->engine);
	assert_true(hash128_eq(a, b));
	assert_int_equal(fold_count(steady, "alerts kind=note"), 2);
	assert_string_equal(steady->said.ptr, restarted->said.ptr);
	fold_free(steady);
	fold_free(restarted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(correction__of_a_closed_period__is_noted_when_the_day_ends),
		cmocka_unit_test(note__says_both_figures_in_both_languages),
		cmocka_unit_test(note__after_a_retraction_of_everything__says_no_data),
		cmocka_unit_test(corrections_of_a_day__make_one_note__and_the_next_day_another),
		cmocka_unit_test(changed_and_back__the_same_day__is_not_noted),
		cmocka_unit_test(changed_back__after_a_note__is_noted_once_more),
		cmocka_unit_test(fact_that_the_kpi_leaves_out__is_not_noted),
		cmocka_unit_test(correction__of_a_period_that_goes_on__is_not_noted),
		cmocka_unit_test(case__of_a_closed_period__does_not_reopen),
		cmocka_unit_test(several_cases_of_one_subject__the_latest_is_told),
		cmocka_unit_test(notes__stand_in_the_order_of_their_cases),
		cmocka_unit_test(change_too_small_to_be_written__waits_until_it_shows),
		cmocka_unit_test(decision_gone__its_cases_hear_nothing),
		cmocka_unit_test(open_case__of_a_closed_period__is_not_noted),
		cmocka_unit_test(zone_that_joins_late__opens_nothing_for_a_closed_period),
		cmocka_unit_test(restart__between_correction_and_day_end__notes_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
