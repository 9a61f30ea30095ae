/* A calendar that changes on a day: how working days are counted and the plan is held against. May 2026, the 1st is a Friday;
 * Monday to Friday has 10 working days up to the 14th, Monday to Saturday 14 from the 15th on; the plan of anna is 2400, so 100 a
 * day. */
#include "folded.h"

#define RULE(due)                                                                                                                \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant',\n"                                      \
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"      \
	"  for_ = sdm.workdays(3), clear_for = sdm.days(1), on_missing = 'open', severity = 'amber',\n"                          \
	"  run = function(case) case:alert { to = 'head' }\n"                                                                    \
	"    case:task('plan', { to = case.seller, due = sdm.workdays(" due "), title = 'Plan' }) end }\n"

static const struct fold_file changing[] = {
	{ "calendars.yaml", "calendars: {six: {week: [mon, tue, wed, thu, fri, sat]}}\n" },
	{ "decisions/behind.lua", RULE("2") },
	{ "org.yaml", "units:\n"
		      "  - {id: C, type: company}\n"
		      "  - {id: T1, type: team, parent: C, head: head, valid_to: 2026-05-14}\n"
		      "  - {id: T1, type: team, parent: C, head: head, calendar: six, valid_from: 2026-05-15}\n"
		      "  - {id: T2, type: team, parent: C}\n"
		      "sellers:\n"
		      "  - {id: anna, unit: T1}\n"
		      "  - {id: boris, unit: T2}\n" },
	{ "plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2400}\n" },
};
enum { CHANGING = sizeof(changing) / sizeof(*changing) };

/* 880 is 80 % of 1100: exactly enough on the 15th, too little from Saturday the 16th on; Sunday does not count. */
static void six_day_week_from_the_15th__a_saturday_is_one_of_three_days_running(void **state)
{
	struct fold *f = fold_new(changing, CHANGING);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=880");
	fold_until(f, "2026-05-10T00:00:00Z");
	fold_restart(f);
	fold_until(f, "2026-05-19T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-20T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-16 day=2026-05-19 fact=880 expected=1400 plan=2400"), 1);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-21"), 1);
	fold_free(f);
	(void)state;
}

/* 560 is 80 % of 700: below from Tuesday the 12th on. Two working days after Thursday the 14th are Friday and Saturday. */
static void task_given_out_before_the_change__is_due_by_the_calendars_of_the_days_after(void **state)
{
	struct fold *f = fold_new(changing, CHANGING);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=560");
	fold_until(f, "2026-05-15T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-12 day=2026-05-14 fact=560 expected=1000"), 1);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-16"), 1);
	fold_free(f);
	(void)state;
}

/* Twelve working days after Tuesday the 5th: 6, 7, 8, 11 to 14, then 15, 16, 18, 19 and 20. */
static void task_due_long_after_the_change__counts_each_day_by_its_own_calendar(void **state)
{
	struct fold_file with[CHANGING];

	memcpy(with, changing, sizeof(with));
	with[1].text = RULE("12");
	struct fold *f = fold_new(with, CHANGING);

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-06T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-01 day=2026-05-05 expected=300"), 1);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-20"), 1);
	fold_free(f);
	(void)state;
}

/* Under 21 equal days of 2400 the 5th was held against 342.8571; the change makes the month's whole weight 24. The facts stay. */
static void change_activated_in_mid_month__the_facts_stay_and_the_plan_to_date_has_the_new_total(void **state)
{
	const struct fold_file before[] = { changing[0], changing[1], changing[3] };
	struct fold *f = fold_new(before, 3);
	struct buf words = { 0 };

	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=250");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	buf_addf(&words, "command=activate token=a by=boss sha=%s", fold_offer(f, changing, CHANGING));
	fold_command(f, words.ptr);
	fold_until(f, "2026-05-08T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-09T00:00:00Z");

	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), 2500000);
	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-06 day=2026-05-08 fact=250 expected=600"), 1);
	buf_free(&words);
	fold_free(f);
	(void)state;
}

/* A decree of 13 May: the 14th and 15th are off. The month has 19 working days then, nine of them before the decree. */
static const struct fold_file decreed[] = {
	{ "calendars.yaml", "calendars: {our: {exceptions: [{day: 2026-05-14, kind: off}, {day: 2026-05-15, kind: off}]}}\n" },
	{ "company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: our\n"
			  "periods: [day, week, month, quarter]\n" },
	{ "decisions/behind.lua", RULE("8") },
	{ "plans.yaml", "plan:\n"
			"  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2100}\n"
			"  - {scope: seller, member: anna, kpi: revenue, period: 2026-04, target: 2200}\n" },
};
enum { DECREED = sizeof(decreed) / sizeof(*decreed) };

static int64_t plan_by(const struct fold *f, const char *period, const char *date)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	struct figures figures;
	struct period p;
	int32_t day;
	int64_t e4;

	assert_int_equal(period_parse(m, PERIOD_MONTH, str_of(period), &p, NULL), 0);
	assert_int_equal(date_parse(str_of(date), &day, NULL), 0);
	figures_to_date(e, figures_scope(e, model_scope_kind(m, STR("seller")), STR("anna")), model_kpi(m, STR("revenue")), p,
			NONE, LEVEL_TARGET, day, &figures);
	assert_true(ratio_scaled(figures.expected, E4, &e4));
	return e4;
}

static struct fold *before_decree(const char *rule)
{
	struct fold_file before[DECREED];
	struct fold *f;

	memcpy(before, decreed, sizeof(before));
	before[0].text = "calendars: {our: {}}\n";
	before[2].text = rule;
	f = fold_new(before, DECREED);
	fold_say(f, "2026-04-20T08:00:00Z form=deal id=0 seller=anna at=2026-04-20 kind=won amount=2200");
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");
	fold_until(f, "2026-05-13T12:00:00Z");
	return f;
}

static void decree_within_the_month__the_plan_is_phased_anew_and_keeps_its_total(void **state)
{
	struct fold *f = before_decree(RULE("8"));
	int64_t total = 0, before = 0;

	(void)state;
	assert_int_equal(plan_by(f, "2026-05", "2026-05-13"), 9000000);
	fold_activate(f, decreed, DECREED, "decree");

	assert_int_equal(plan_by(f, "2026-05", "2026-05-13"), 9947368);
	assert_int_equal(plan_by(f, "2026-05", "2026-05-15"), 9947368);
	assert_int_equal(plan_by(f, "2026-05", "2026-05-18"), 11052632);
	assert_int_equal(plan_by(f, "2026-05", "2026-05-31"), 21000000);
	for (int day = 1; day <= 31; day++) {
		char date[] = "2026-05-00";

		date[8] = (char)('0' + day / 10);
		date[9] = (char)('0' + day % 10);
		total += plan_by(f, "2026-05", date) - before;
		before = plan_by(f, "2026-05", date);
	}
	assert_int_equal(total, 21000000);
	fold_free(f);
}

static void decree_within_the_month__closed_months_and_facts_stay(void **state)
{
	struct fold *f = before_decree(RULE("8"));

	(void)state;
	fold_activate(f, decreed, DECREED, "decree");

	assert_int_equal(plan_by(f, "2026-04", "2026-04-15"), 11000000);
	assert_int_equal(plan_by(f, "2026-04", "2026-04-30"), 22000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-04"), 22000000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 100000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-04"), FOLD_STANDS);
	assert_int_equal(fold_count(f, "alerts"), 1); /* the one of 5 May, about May */
	fold_free(f);
}

/* Eight working days after Tuesday the 5th: the 15th; without the 14th and 15th the 19th. */
static void decree_within_the_month__what_is_due_after_it_is_due_later_and_told(void **state)
{
	struct fold *f = before_decree(RULE("8"));

	(void)state;
	assert_int_equal(fold_count(f, "tasks case=C1 task=T1 state=open due=2026-05-15"), 1);
	fold_clear(f);
	fold_activate(f, decreed, DECREED, "decree");
	assert_int_equal(fold_count(f, "tasks case=C1 task=T1 state=open due=2026-05-19"), 1);
	assert_int_equal(fold_count(f, "tasks"), 1);
	fold_restart(f);
	fold_activate(f, decreed, DECREED, "again");

	assert_int_equal(fold_count(f, "tasks"), 1);
	fold_free(f);
}

static void decree_within_the_month__what_has_been_due_stays(void **state)
{
	struct fold_file with[DECREED];
	struct fold *f = before_decree(RULE("2"));

	(void)state;
	memcpy(with, decreed, sizeof(with));
	with[0].text = "calendars: {our: {exceptions: [{day: 2026-05-07, kind: off}]}}\n";
	with[2].text = RULE("2");
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-07"), 1);
	fold_clear(f);
	fold_activate(f, with, DECREED, "decree");

	assert_int_equal(fold_count(f, "tasks"), 0);
	fold_free(f);
}

/* Saturday the 16th is worked, Monday the 11th is not: a report is due on the one and not on the other. */
static void working_saturday__a_report_is_due_by_the_calendar_not_by_the_day_of_the_week(void **state)
{
	const struct fold_file with[] = {
		{ "calendars.yaml",
		  "calendars: {our: {exceptions: [{day: 2026-05-11, kind: off}, {day: 2026-05-16, kind: work}]}}\n" },
		{ "company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [en]\ntime: log\nzone: UTC\ncalendar: our\n"
				  "periods: [day, month]\n" },
		{ "decisions/behind.lua", NULL },
		{ "decisions/silent.lua",
		  "local sdm = require 'sdm'\n"
		  "return sdm.decision 'silent' { api = 1, title = 'Silent', owner = 'consultant',\n"
		  "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'open',\n"
		  "  when = sdm.under { value = 1, by_day = true }, for_ = sdm.workdays(1),\n"
		  "  run = function(case) case:alert { to = case.seller } end }\n" },
		{ "org.yaml", "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C}\n"
			      "  - {id: T2, type: team, parent: C}\nsellers:\n  - {id: anna, unit: T1}\n" },
	};
	struct fold *f = fold_new(with, 5);

	(void)state;
	fold_say(f, "2026-05-08T18:00:00Z form=deal id=8 seller=anna at=2026-05-08 kind=won amount=5");
	fold_until(f, "2026-05-12T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts"), 0);
	for (int day = 12; day <= 15; day++) {
		struct buf words = { 0 };

		buf_addf(&words, "2026-05-%dT18:00:00Z form=deal id=%d seller=anna at=2026-05-%d kind=won amount=5", day, day,
			 day);
		fold_say(f, words.ptr);
		buf_free(&words);
	}
	fold_until(f, "2026-05-16T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts"), 0);
	fold_until(f, "2026-05-17T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open scope=anna since=2026-05-16 day=2026-05-16"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(six_day_week_from_the_15th__a_saturday_is_one_of_three_days_running),
		cmocka_unit_test(task_given_out_before_the_change__is_due_by_the_calendars_of_the_days_after),
		cmocka_unit_test(task_due_long_after_the_change__counts_each_day_by_its_own_calendar),
		cmocka_unit_test(change_activated_in_mid_month__the_facts_stay_and_the_plan_to_date_has_the_new_total),
		cmocka_unit_test(decree_within_the_month__the_plan_is_phased_anew_and_keeps_its_total),
		cmocka_unit_test(decree_within_the_month__closed_months_and_facts_stay),
		cmocka_unit_test(decree_within_the_month__what_is_due_after_it_is_due_later_and_told),
		cmocka_unit_test(decree_within_the_month__what_has_been_due_stays),
		cmocka_unit_test(working_saturday__a_report_is_due_by_the_calendar_not_by_the_day_of_the_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
