/* The schedule: who owes which report by when, what comes of it, and what is locked. The company's clock is Moscow's, three hours
 * ahead of UTC; 4 May 2026 is a Monday and a shortened day is Friday, 8 May. */
#include "folded.h"

#include <stdio.h>

static const char calendars[] = "calendars:\n"
				"  ours: {exceptions: [{day: 2026-05-08, kind: short}, {day: 2026-05-11, kind: off},\n"
				"                      {day: 2026-06-12, kind: off}]}\n"
				"  leave: {week: []}\n";
static const char company[] = "company: tiny\ntitle: {ru: Малая, en: Tiny}\nlanguages: [ru, en]\ntime: log\nzone: Europe/Moscow\n"
			      "calendar: ours\nphasing: workdays\nperiods: [day, week, month, quarter]\n";
static const char org[] =
	"units:\n"
	"  - {id: C, type: company, head: director}\n"
	"  - {id: T1, type: team, parent: C, head: head}\n"
	"  - {id: T2, type: team, parent: C, head: other}\n"
	"sellers:\n"
	"  - {id: anna, unit: T1, role: seller, valid_to: 2026-05-20}\n"
	"  - {id: anna, unit: T1, role: seller, calendar: leave, valid_from: 2026-05-21, valid_to: 2026-05-22}\n"
	"  - {id: anna, unit: T1, role: seller, valid_from: 2026-05-23}\n"
	"  - {id: boris, unit: T2, role: seller, valid_from: 2026-05-06}\n"
	"  - {id: head, unit: T1, role: head}\n";
static const char forms[] = "forms:\n"
			    "  deal:\n"
			    "    seller: optional\n"
			    "    fields:\n"
			    "      kind: {type: choice, of: [won, lost]}\n"
			    "      product: axis\n"
			    "      client: text\n"
			    "      amount: money\n"
			    "  weekly: {facts: deal, fields: {amount: money}}\n"
			    "  monthly: {facts: deal, fields: {amount: money}}\n";
static const char kpis[] = "measures:\n"
			   "  revenue: {facts: deal, sum: amount}\n"
			   "  due: {facts: duty, sum: due, where: {duty: daily}}\n"
			   "  on_time: {facts: duty, sum: on_time, where: {duty: daily}}\n"
			   "  late: {facts: duty, sum: late, where: {duty: daily}}\n"
			   "  missing: {facts: duty, sum: missing, where: {duty: daily}}\n"
			   "  soon: {facts: reminder, count: yes, where: {duty: daily}}\n"
			   "  other_due: {facts: duty, count: yes, where: {duty: {not: [daily]}}}\n"
			   "kpis:\n"
			   "  revenue: {formula: revenue, unit: money}\n"
			   "  due: {formula: due, unit: count}\n"
			   "  on_time: {formula: on_time, unit: count}\n"
			   "  late: {formula: late, unit: count}\n"
			   "  missing: {formula: missing, unit: count}\n"
			   "  soon: {formula: soon, unit: count, direction: down}\n"
			   "  rep_ontime: {formula: on_time / due, unit: percent, plan_rollup: same}\n"
			   "  other_due: {formula: other_due, unit: count}\n";
#define DAILY                                                                                                                    \
	"schedule:\n"                                                                                                            \
	"  daily: {form: deal, roles: [seller], due: '19:00', grace_min: 60, lock_soft_days: 2, lock_hard_days: 5}\n"
#define FILES(schedule)                                                                                                          \
	{                                                                                                                        \
		{ "calendars.yaml", calendars }, { "company.yaml", company }, { "org.yaml", org }, { "forms.yaml", forms },      \
			{ "kpis.yaml", kpis }, { "schedule.yaml", schedule }, { "zones/Europe/Moscow", NULL },                   \
	}
enum { COUNT = 7 };

static struct fold *started(const char *schedule)
{
	const struct fold_file with[COUNT] = FILES(schedule);
	struct fold *f = fold_new(with, COUNT);

	fold_say(f,
		 "2026-05-04T09:00:00+03:00 form=deal id=0 at=2026-05-04 kind=won amount=1"); /* nobody's: it starts the clock */
	return f;
}

static void assert_day(const struct fold *f, const char *who, const char *day, int64_t on_time, int64_t late, int64_t missing)
{
	assert_int_equal(fold_figure(f, "seller", who, "on_time", day), on_time * 10000);
	assert_int_equal(fold_figure(f, "seller", who, "late", day), late * 10000);
	assert_int_equal(fold_figure(f, "seller", who, "missing", day), missing * 10000);
	assert_int_equal(fold_figure(f, "seller", who, "due", day), 10000);
}

/* ---- due, grace, late ---- */
static void before_the_grace_has_ended__nothing_is_known(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_until(f, "2026-05-04T19:59:59+03:00");
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05-04"), FOLD_NO_DATA);
	fold_until(f, "2026-05-04T20:00:00+03:00");

	assert_day(f, "anna", "2026-05-04", 0, 0, 1);
	assert_int_equal(fold_figure(f, "team", "T1", "missing", "2026-05-04"), 10000);
	assert_int_equal(fold_figure(f, "company", "C", "due", "2026-05-04"),
			 10000); /* boris begins on the 6th, the head owes none */
	fold_free(f);
}

static void report_in_the_last_second_of_the_grace__is_on_time(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_say(f, "2026-05-04T19:59:59+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_until(f, "2026-05-04T20:00:00+03:00");

	assert_int_equal(f->said.len, strlen(f->said.ptr));
	assert_int_equal(fold_count(f, "receipts form=deal"), 0);
	assert_day(f, "anna", "2026-05-04", 1, 0, 0);
	fold_free(f);
}

static void report_after_the_grace__is_late__counts_on_its_day__and_stays_late_when_corrected(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_say(f, "2026-05-04T20:00:00+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");

	assert_int_equal(fold_count(f, "receipts entry=2-0 answer=warned rule=V07 field=at key=late class=warn "
				       "params={\"duty\":\"daily\",\"period\":\"2026-05-04\",\"due\":\"2026-05-04T16:00:00."
				       "000Z\",\"minutes\":\"60\"}"),
			 1);
	assert_day(f, "anna", "2026-05-04", 0, 1, 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-04"), 50000);
	fold_clear(f);
	fold_say(f, "2026-05-05T10:00:00+03:00 form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=6");
	assert_int_equal(f->said.len, 0);
	assert_day(f, "anna", "2026-05-04", 0, 1, 0);
	fold_restart(f);
	assert_day(f, "anna", "2026-05-04", 0, 1, 0);
	fold_free(f);
}

static void retracted__is_missing_again__and_late_when_it_comes_back(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_say(f, "2026-05-04T18:00:00+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_until(f, "2026-05-05T00:00:00+03:00");
	assert_day(f, "anna", "2026-05-04", 1, 0, 0);
	fold_say(f, "2026-05-05T10:00:00+03:00 form=deal id=1 rev=2 op=retract");
	assert_day(f, "anna", "2026-05-04", 0, 0, 1);
	fold_say(f, "2026-05-05T11:00:00+03:00 form=deal id=1 rev=3 seller=anna at=2026-05-04 kind=won amount=5");

	assert_day(f, "anna", "2026-05-04", 0, 1, 0);
	fold_free(f);
}

static void moved_to_another_day__leaves_a_hole_and_fills_one(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_say(f, "2026-05-05T18:00:00+03:00 form=deal id=1 seller=anna at=2026-05-05 kind=won amount=5");
	fold_until(f, "2026-05-06T00:00:00+03:00");
	fold_say(f, "2026-05-06T09:00:00+03:00 form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=5");

	assert_day(f, "anna", "2026-05-04", 0, 1, 0);
	assert_day(f, "anna", "2026-05-05", 0, 0, 1);
	assert_int_equal(fold_count(f, "receipts answer=warned key=late"), 1);
	fold_free(f);
}

static void shares_of_a_month__are_of_what_was_due(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_say(f, "2026-05-04T18:00:00+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won");
	fold_say(f, "2026-05-05T21:00:00+03:00 form=deal id=2 seller=anna at=2026-05-05 kind=won");
	fold_say(f, "2026-05-06T18:00:00+03:00 form=deal id=3 seller=anna at=2026-05-06 kind=won");
	fold_until(f, "2026-05-08T00:00:00+03:00");

	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05"), 40000);
	assert_int_equal(fold_figure(f, "seller", "anna", "rep_ontime", "2026-05"), 5000); /* 2 of 4 */
	assert_int_equal(fold_figure(f, "company", "C", "rep_ontime", "2026-05"), 3333);   /* 2 of 6 */
	fold_free(f);
}

static void reminder__stands_from_two_hours_before__until_a_report_or_the_end_of_the_grace(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_until(f, "2026-05-06T16:59:59+03:00");
	assert_int_equal(fold_figure(f, "company", "C", "soon", "2026-05-06"), FOLD_NO_DATA);
	fold_until(f, "2026-05-06T17:00:00+03:00");
	assert_int_equal(fold_figure(f, "company", "C", "soon", "2026-05-06"), 20000);
	assert_int_equal(fold_figure(f, "company", "C", "missing", "2026-05-06"), FOLD_NO_DATA);
	fold_restart(f);
	fold_say(f, "2026-05-06T18:00:00+03:00 form=deal id=1 seller=anna at=2026-05-06 kind=won amount=5");
	assert_int_equal(fold_figure(f, "company", "C", "soon", "2026-05-06"), 10000);
	fold_say(f, "2026-05-06T18:30:00+03:00 form=deal id=1 rev=2 op=retract"); /* nobody is reminded twice */
	assert_int_equal(fold_figure(f, "company", "C", "soon", "2026-05-06"), 10000);
	fold_until(f, "2026-05-06T20:00:00+03:00");

	assert_int_equal(fold_figure(f, "company", "C", "soon", "2026-05-06"), FOLD_NO_DATA);
	assert_day(f, "anna", "2026-05-06", 0, 0, 1);
	assert_day(f, "boris", "2026-05-06", 0, 0, 1);
	fold_restart(f);
	fold_free(f);
}

/* ---- working days ---- */
static void shortened_day__is_due_an_hour_earlier__days_off_not_at_all(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_until(f, "2026-05-08T18:59:59+03:00");
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05-08"), FOLD_NO_DATA);
	fold_until(f, "2026-05-08T19:00:00+03:00");
	assert_day(f, "anna", "2026-05-08", 0, 0, 1);
	fold_until(f, "2026-05-12T00:00:00+03:00");

	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05-09"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05-11"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05"), 50000);
	fold_free(f);
}

static void on_leave__is_exempt__a_report_of_that_day_is_taken_and_flagged__V10(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_say(f, "2026-05-21T12:00:00+03:00 form=deal id=1 seller=anna at=2026-05-21 kind=won amount=5");
	fold_say(f, "2026-05-23T12:00:00+03:00 form=deal id=2 seller=anna at=2026-05-23 kind=won amount=7");
	fold_until(f, "2026-05-25T00:00:00+03:00");

	assert_int_equal(fold_count(f,
				    "receipts entry=2-0 answer=warned rule=V10 field=at key=exempt class=warn "
				    "params={\"duty\":\"daily\",\"period\":\"2026-05-21\",\"due\":\"2026-05-21T16:00:00.000Z\"}"),
			 1);
	assert_int_equal(fold_count(f, "receipts entry=3-0 answer=warned rule=V10 field=at key=not_expected class=warn"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05-21"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05-22"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-21"), 50000);
	fold_free(f);
}

static void weekly_due_on_a_day_off__moves_to_the_working_day_before(void **state)
{
	struct fold *f =
		started("schedule:\n  weekly: {cadence: weekly, weekday: fri, due: '17:00', grace_min: 0, roles: [seller]}\n");

	(void)state;
	fold_until(f, "2026-05-08T15:59:59+03:00"); /* a shortened Friday: 16:00 */
	assert_int_equal(fold_figure(f, "company", "C", "other_due", "2026-05"), FOLD_NO_DATA);
	fold_until(f, "2026-05-08T16:00:00+03:00");
	assert_int_equal(fold_figure(f, "company", "C", "other_due", "2026-05-08"), 20000);
	fold_until(f, "2026-06-11T16:59:59+03:00"); /* Friday the 12th is off: Thursday */
	assert_int_equal(fold_figure(f, "company", "C", "other_due", "2026-06"), 20000);
	fold_until(f, "2026-06-11T17:00:00+03:00");
	assert_int_equal(fold_figure(f, "company", "C", "other_due", "2026-06-11"), 20000);
	fold_free(f);
}

static void weekly_due_on_monday__is_for_the_week_before(void **state)
{
	struct fold *f = started("schedule:\n  weekly: {cadence: weekly, weekday: mon, due_in: next, roll: next, due: '10:00', "
				 "grace_min: 0, units: [T1], roles: [seller]}\n");

	(void)state;
	fold_say(f, "2026-05-08T15:00:00+03:00 form=weekly id=1 seller=anna at=2026-05-08 amount=5");
	fold_until(f, "2026-05-12T09:59:59+03:00"); /* Monday the 11th is off: Tuesday */
	assert_int_equal(fold_figure(f, "company", "C", "other_due", "2026-05"),
			 10000); /* of the week before the company began */
	fold_until(f, "2026-05-12T10:00:00+03:00");
	assert_int_equal(fold_figure(f, "company", "C", "other_due", "2026-05-12"), 10000);
	assert_int_equal(fold_figure(f, "company", "C", "other_due", "2026-05"), 20000);
	fold_free(f);
}

static void monthly_due_on_the_second_working_day_of_the_next_month(void **state)
{
	struct fold *f = started("schedule:\n  monthly: {cadence: monthly, workday: 2, due: '12:00', grace_min: 30, units: [T1], "
				 "roles: [seller]}\n");

	(void)state;
	fold_say(f, "2026-05-29T15:00:00+03:00 form=monthly id=1 seller=anna at=2026-05-31 amount=5");
	fold_until(f, "2026-06-02T12:29:59+03:00");
	assert_int_equal(fold_figure(f, "seller", "anna", "other_due", "2026-06"), FOLD_NO_DATA);
	fold_until(f, "2026-06-02T12:30:00+03:00");
	assert_int_equal(fold_figure(f, "seller", "anna", "other_due", "2026-06-02"), 10000);
	fold_free(f);
}

/* ---- one report for a period ---- */
static void second_report_of_a_day_with_another_id__is_rejected__V09(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_say(f, "2026-05-04T18:00:00+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_say(f, "2026-05-04T18:05:00+03:00 form=deal id=2 seller=anna at=2026-05-04 kind=won amount=6");
	fold_say(f, "2026-05-04T18:06:00+03:00 form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=6");
	fold_say(f, "2026-05-04T18:07:00+03:00 form=deal id=3 seller=head at=2026-05-04 kind=won amount=7"); /* owes none */
	fold_say(f, "2026-05-04T18:08:00+03:00 form=deal id=4 seller=head at=2026-05-04 kind=won amount=8");

	assert_int_equal(fold_count(f, "receipts entry=3-0 answer=rejected rule=V09 field=id key=already_submitted"), 1);
	assert_int_equal(fold_count(f, "receipts"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-04"), 60000);
	fold_free(f);
}

/* ---- locks ---- */
/* Of Monday, the 4th, corrections are free through Wednesday and need the head through Tuesday, the 12th: the 11th is off. */
static struct fold *handed_in(void)
{
	struct fold *f = started(DAILY);

	fold_say(f, "2026-05-04T18:00:00+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	return f;
}

static void correction_before_the_soft_lock__is_free(void **state)
{
	struct fold *f = handed_in();

	(void)state;
	fold_say(f, "2026-05-06T23:59:59+03:00 form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=6");

	assert_int_equal(fold_count(f, "receipts form=deal"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-04"), 60000);
	fold_free(f);
}

static void correction_after_the_soft_lock__needs_the_word_of_a_head__once(void **state)
{
	struct fold *f = handed_in();

	(void)state;
	fold_say(f, "2026-05-07T00:00:00+03:00 form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=6");
	assert_int_equal(fold_count(f, "receipts entry=3-0 answer=rejected rule=V16 field=rev key=needs_approval"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-04"), 50000);

	fold_command(f, "command=approve token=a by=other form=deal id=1");
	fold_command(f, "command=approve token=b by=anna form=deal id=1");
	fold_command(f, "command=approve token=c by=head form=deal id=2");
	assert_int_equal(fold_count(f, "receipts id=a answer=rejected rule=C08 field=by key=not_the_head"), 1);
	assert_int_equal(fold_count(f, "receipts id=b answer=rejected rule=C08 field=by key=not_the_head"), 1);
	assert_int_equal(fold_count(f, "receipts id=c answer=rejected rule=C08 field=id key=not_owed"), 1);
	fold_command(f, "command=approve token=d by=head form=deal id=1");
	assert_int_equal(fold_count(f, "receipts id=d answer=accepted"), 1);
	fold_restart(f);
	fold_clear(f);
	fold_say(f, "2026-05-07T09:00:00+03:00 form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=6");
	assert_int_equal(f->said.len, 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05-04"), 60000);

	fold_say(f, "2026-05-07T10:00:00+03:00 form=deal id=1 rev=3 op=retract");
	assert_int_equal(fold_count(f, "receipts answer=rejected rule=V16 key=needs_approval"), 1);
	fold_command(f, "command=approve token=e by=director form=deal id=1");
	fold_say(f, "2026-05-07T10:01:00+03:00 form=deal id=1 rev=3 op=retract");
	assert_day(f, "anna", "2026-05-04", 0, 0, 1);
	fold_free(f);
}

static void after_the_hard_lock__nothing_is_taken__but_what_came_before_is_a_duplicate(void **state)
{
	struct fold *f = handed_in();

	(void)state;
	fold_until(f, "2026-05-12T00:00:00+03:00");
	fold_clear(f);
	fold_say(f, "2026-05-12T23:59:59+03:00 form=deal id=9 seller=anna at=2026-05-05 kind=won amount=6");
	assert_int_equal(fold_count(f, "receipts answer=warned key=late"), 1);
	fold_say(f, "2026-05-13T00:00:00+03:00 form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=6");
	fold_say(f, "2026-05-13T00:00:01+03:00 form=deal id=1 rev=2 op=retract");
	fold_command(f, "command=approve token=a by=head form=deal id=1");
	fold_say(f, "2026-05-13T00:00:02+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");

	assert_int_equal(fold_count(f, "receipts answer=rejected rule=V07 field=at key=locked"), 2);
	assert_int_equal(fold_count(f, "receipts id=a answer=rejected rule=C08 field=id key=locked"), 1);
	assert_int_equal(fold_count(f, "receipts answer=duplicate"), 1);
	assert_int_equal(
		fold_count(f, "rejected of=report text=daily 2026-05-04 is locked since 2026-05-12T21:00:00.000Z: nothing of"),
		2);
	assert_day(f, "anna", "2026-05-04", 1, 0, 0);
	fold_free(f);
}

static void missing_through_the_hard_lock__stays_missing(void **state)
{
	struct fold *f = started(DAILY);

	(void)state;
	fold_until(f, "2026-05-13T00:00:00+03:00");
	fold_say(f, "2026-05-13T00:00:01+03:00 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");

	assert_int_equal(fold_count(f, "receipts answer=rejected rule=V07 key=locked"), 1);
	assert_day(f, "anna", "2026-05-04", 0, 0, 1);
	fold_free(f);
}

/* ---- models ---- */
static void schedule_that_comes_later__begins_then(void **state)
{
	const struct fold_file without[COUNT] = FILES("schedule: {}\n"), with[COUNT] = FILES(DAILY);
	struct fold *f = fold_new(without, COUNT);

	(void)state;
	fold_say(f, "2026-05-04T09:00:00+03:00 form=deal id=0 at=2026-05-04 kind=won amount=1");
	fold_until(f, "2026-05-06T12:00:00+03:00");
	fold_activate(f, with, COUNT, "m");
	fold_until(f, "2026-05-07T00:00:00+03:00");

	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05"), 10000);
	assert_day(f, "anna", "2026-05-06", 0, 0, 1);
	fold_restart(f);
	fold_until(f, "2026-05-08T00:00:00+03:00");
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05"), 20000);
	fold_free(f);
}

static void measure_that_comes_later__counts_what_has_been_judged(void **state)
{
	static const char more[] = "measures:\n"
				   "  revenue: {facts: deal, sum: amount}\n"
				   "  due: {facts: duty, sum: due, where: {duty: daily}}\n"
				   "  on_time: {facts: duty, sum: on_time}\n"
				   "  all: {facts: duty, count: yes}\n"
				   "kpis:\n"
				   "  revenue: {formula: revenue, unit: money}\n"
				   "  due: {formula: due, unit: count}\n"
				   "  on_time: {formula: on_time, unit: count}\n"
				   "  all: {formula: all, unit: count}\n";
	struct fold_file with[COUNT] = FILES(DAILY);
	struct fold *f = handed_in();

	(void)state;
	fold_until(f, "2026-05-07T00:00:00+03:00");
	with[4].text = more;
	fold_activate(f, with, COUNT, "m");

	assert_int_equal(fold_figure(f, "seller", "anna", "all", "2026-05"), 30000);
	assert_int_equal(fold_figure(f, "seller", "anna", "on_time", "2026-05"), 10000);
	fold_restart(f);
	fold_free(f);
}

/* ---- a long time ---- */
static void year__slots_are_forgotten_behind_the_horizon__figures_stay(void **state)
{
	struct fold *f = handed_in();

	(void)state;
	for (int month = 6; month <= 12; month++) {
		char until[40];

		snprintf(until, sizeof(until), "2026-%02d-01T00:00:00+03:00", month);
		fold_until(f, until);
	}
	assert_int_equal(fold_records(f, "slots"), 294);
	fold_until(f, "2027-06-01T00:00:00+03:00");
	fold_until(f, "2027-09-01T00:00:00+03:00");
	assert_int_equal(fold_figure(f, "seller", "anna", "on_time", "2026-05"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "due", "2026-05"), 170000);
	assert_in_range(fold_records(f, "slots"), 594, 620); /* 400 days and 16 to be swept */
	fold_restart(f);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_grace_has_ended__nothing_is_known),
		cmocka_unit_test(report_in_the_last_second_of_the_grace__is_on_time),
		cmocka_unit_test(report_after_the_grace__is_late__counts_on_its_day__and_stays_late_when_corrected),
		cmocka_unit_test(retracted__is_missing_again__and_late_when_it_comes_back),
		cmocka_unit_test(moved_to_another_day__leaves_a_hole_and_fills_one),
		cmocka_unit_test(shares_of_a_month__are_of_what_was_due),
		cmocka_unit_test(reminder__stands_from_two_hours_before__until_a_report_or_the_end_of_the_grace),
		cmocka_unit_test(shortened_day__is_due_an_hour_earlier__days_off_not_at_all),
		cmocka_unit_test(on_leave__is_exempt__a_report_of_that_day_is_taken_and_flagged__V10),
		cmocka_unit_test(weekly_due_on_a_day_off__moves_to_the_working_day_before),
		cmocka_unit_test(weekly_due_on_monday__is_for_the_week_before),
		cmocka_unit_test(monthly_due_on_the_second_working_day_of_the_next_month),
		cmocka_unit_test(second_report_of_a_day_with_another_id__is_rejected__V09),
		cmocka_unit_test(correction_before_the_soft_lock__is_free),
		cmocka_unit_test(correction_after_the_soft_lock__needs_the_word_of_a_head__once),
		cmocka_unit_test(after_the_hard_lock__nothing_is_taken__but_what_came_before_is_a_duplicate),
		cmocka_unit_test(missing_through_the_hard_lock__stays_missing),
		cmocka_unit_test(schedule_that_comes_later__begins_then),
		cmocka_unit_test(measure_that_comes_later__counts_what_has_been_judged),
		cmocka_unit_test(year__slots_are_forgotten_behind_the_horizon__figures_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
