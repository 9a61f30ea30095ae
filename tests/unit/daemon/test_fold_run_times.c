/* When a length of time is over, as literal instants: weekends, the New Year holidays of 2026, leave, evenings, shortened days,
 * zones whose offset changes. */
#include "run_company.h"

#include "rules/wait.h"

#define COMPANY(zone, calendar, more)                                                                                            \
	"company: tiny\nlanguages: [ru, en]\ntime: log\nzone: " zone "\ncalendar: " calendar "\nperiods: [day, month]\n" more

static int64_t instant(const char *text)
{
	struct stamp t;

	assert_int_equal(stamp_parse(str_of(text), &t, NULL), 0);
	return t.instant_ms;
}

/* Asserts when `d`, begun on that day and moment, is over for anna; `expected` NULL: never. */
static void assert_end(const struct fold *f, enum count_of of, uint32_t count, const char *from_day, const char *from,
		       const char *expected)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	uint32_t scope = figures_scope(e, model_scope_kind(m, STR("seller")), STR("anna"));
	struct subject s;
	struct buf got = { 0 };
	int32_t day;

	assert_int_equal(date_parse(str_of(from_day), &day, NULL), 0);
	s = subject_of(e, 0, scope, (struct period){ PERIOD_MONTH, 2026 * 12 + 4 });
	int64_t end = wait_end(&s, (struct duration){ count, of }, day, instant(from));
	if (!expected) {
		assert_true(end == INT64_MAX);
		return;
	}
	assert_true(end != INT64_MAX);
	instant_add(&got, end);
	assert_string_equal(got.ptr, expected);
	buf_free(&got);
}

static struct fold *in(const char *company, const struct fold_file *more, size_t count)
{
	struct fold_file files[8] = { { "company.yaml", company } };

	if (count)
		memcpy(files + 1, more, count * sizeof(*more));
	return run_new_with("", "case:alert { to = 'head' }", files, 1 + count);
}

static void workdays__over_a_weekend(void **state)
{
	struct fold *f = in(COMPANY("UTC", "mon-fri", ""), NULL, 0);

	(void)state;
	assert_end(f, COUNT_WORKDAYS, 1, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-15T18:00:00.000Z");
	assert_end(f, COUNT_WORKDAYS, 2, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-18T18:00:00.000Z");
	assert_end(f, COUNT_WORKDAYS, 1, "2026-05-16", "2026-05-16T10:00:00Z", "2026-05-18T18:00:00.000Z");
	assert_end(f, COUNT_CALENDAR_DAYS, 2, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-16T18:00:00.000Z");
	/* Asked for later than it would be over: at once. */
	assert_end(f, COUNT_CALENDAR_DAYS, 1, "2026-05-14", "2026-05-15T20:00:00Z", "2026-05-15T20:00:00.000Z");
	fold_free(f);
}

static void due_time__is_the_companys(void **state)
{
	struct fold *f = in(COMPANY("UTC", "mon-fri", "due_time: \"10:30\"\nwork_starts: \"08:00\"\n"), NULL, 0);

	(void)state;
	assert_end(f, COUNT_WORKDAYS, 1, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-15T10:30:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 1, "2026-05-14", "2026-05-13T22:00:00Z", "2026-05-14T09:00:00.000Z");
	fold_free(f);
}

static void workhours__over_the_evening_and_the_weekend(void **state)
{
	struct fold *f = in(COMPANY("UTC", "mon-fri", ""), NULL, 0);

	(void)state;
	assert_end(f, COUNT_WORKHOURS, 4, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-14T14:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 7, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-14T17:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 8, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-15T10:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 4, "2026-05-15", "2026-05-15T15:30:00Z", "2026-05-18T11:30:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 1, "2026-05-16", "2026-05-16T12:00:00Z", "2026-05-18T10:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 2, "2026-05-14", "2026-05-14T06:00:00Z", "2026-05-14T11:00:00.000Z");
	fold_free(f);
}

/* The literal days of the Russian calendar, as an own one: from the 1st to the 9th of January 2026 nobody works, the 8th of May
 * is an hour shorter, the 11th is off. */
static const struct fold_file russian = { "calendars.yaml",
					  "calendars:\n  ours:\n    based_on: mon-fri\n    exceptions:\n"
					  "      - {day: 2026-01-01, kind: off}\n      - {day: 2026-01-02, kind: off}\n"
					  "      - {day: 2026-01-05, kind: off}\n      - {day: 2026-01-06, kind: off}\n"
					  "      - {day: 2026-01-07, kind: off}\n      - {day: 2026-01-08, kind: off}\n"
					  "      - {day: 2026-01-09, kind: off}\n      - {day: 2026-05-08, kind: short}\n"
					  "      - {day: 2026-05-11, kind: off}\n" };

static void new_year_holidays__are_none_of_the_days(void **state)
{
	struct fold *f = in(COMPANY("UTC", "ours", ""), &russian, 1);

	(void)state;
	assert_end(f, COUNT_WORKDAYS, 1, "2025-12-31", "2025-12-31T12:00:00Z", "2026-01-12T18:00:00.000Z");
	assert_end(f, COUNT_WORKDAYS, 5, "2025-12-30", "2025-12-30T12:00:00Z", "2026-01-15T18:00:00.000Z");
	assert_end(f, COUNT_CALENDAR_DAYS, 5, "2025-12-31", "2025-12-31T12:00:00Z", "2026-01-05T18:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 9, "2025-12-31", "2025-12-31T13:00:00Z", "2026-01-12T14:00:00.000Z");
	fold_free(f);
}

static void shortened_day__has_an_hour_less(void **state)
{
	struct fold *f = in(COMPANY("UTC", "ours", ""), &russian, 1);

	(void)state;
	assert_end(f, COUNT_WORKHOURS, 7, "2026-05-08", "2026-05-08T09:00:00Z", "2026-05-08T16:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 8, "2026-05-08", "2026-05-08T09:00:00Z", "2026-05-12T10:00:00.000Z");
	assert_end(f, COUNT_WORKDAYS, 1, "2026-05-08", "2026-05-08T09:00:00Z", "2026-05-12T18:00:00.000Z");
	fold_free(f);
}

static void leave_of_the_seller__is_none_of_the_days_and_hours(void **state)
{
	static const struct fold_file away = { "absences.yaml",
					       "absences:\n  - {seller: anna, from: 2026-05-13, to: 2026-05-15}\n" };
	struct fold *f = in(COMPANY("UTC", "mon-fri", ""), &away, 1);

	(void)state;
	assert_end(f, COUNT_WORKDAYS, 3, "2026-05-11", "2026-05-11T10:00:00Z", "2026-05-19T18:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 10, "2026-05-12", "2026-05-12T10:00:00Z", "2026-05-18T12:00:00.000Z");
	assert_end(f, COUNT_CALENDAR_DAYS, 3, "2026-05-11", "2026-05-11T10:00:00Z", "2026-05-14T18:00:00.000Z");
	fold_free(f);
}

/* Berlin goes from +1 to +2 on the 29th of March 2026 and back on the 25th of October. */
static void zone__whose_offset_changes(void **state)
{
	static const struct fold_file zone = { "zones/Europe/Berlin", NULL };
	struct fold *f = in(COMPANY("Europe/Berlin", "mon-fri", ""), &zone, 1);

	(void)state;
	assert_end(f, COUNT_WORKDAYS, 1, "2026-03-26", "2026-03-26T10:00:00Z", "2026-03-27T17:00:00.000Z");
	assert_end(f, COUNT_WORKDAYS, 2, "2026-03-26", "2026-03-26T10:00:00Z", "2026-03-30T16:00:00.000Z");
	assert_end(f, COUNT_CALENDAR_DAYS, 1, "2026-10-24", "2026-10-24T10:00:00Z", "2026-10-25T17:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 9, "2026-03-27", "2026-03-27T08:00:00Z", "2026-03-30T08:00:00.000Z");
	fold_free(f);
}

static void nobody_ever_works__it_is_never_over(void **state)
{
	static const struct fold_file never = { "calendars.yaml", "calendars: {ours: {week: []}}\n" };
	struct fold *f = in(COMPANY("UTC", "ours", ""), &never, 1);

	(void)state;
	assert_end(f, COUNT_WORKDAYS, 1, "2026-05-14", "2026-05-14T10:00:00Z", NULL);
	assert_end(f, COUNT_WORKHOURS, 1, "2026-05-14", "2026-05-14T10:00:00Z", NULL);
	assert_end(f, COUNT_CALENDAR_DAYS, 1, "2026-05-14", "2026-05-14T10:00:00Z", "2026-05-15T18:00:00.000Z");
	fold_free(f);
}

static void a_month_without_a_working_day__is_passed_over(void **state)
{
	static const struct fold_file late = { "calendars.yaml",
					       "calendars: {ours: {week: [], exceptions: [{day: 2026-07-01, kind: work}]}}\n" };
	struct fold *f = in(COMPANY("UTC", "ours", ""), &late, 1);

	(void)state;
	assert_end(f, COUNT_WORKDAYS, 1, "2026-05-14", "2026-05-14T10:00:00Z", "2026-07-01T18:00:00.000Z");
	assert_end(f, COUNT_WORKHOURS, 3, "2026-05-14", "2026-05-14T10:00:00Z", "2026-07-01T12:00:00.000Z");
	fold_free(f);
}

/* ---- what the engine does by itself; May 2026, the 1st is a Friday ---- */
#define LADDER                                                                                                                   \
	"escalation = { remind = sdm.workdays(1), boss = sdm.workdays(2), overdue = sdm.workdays(2), top = sdm.workdays(5) },"

static void ladder__reminds_tells_the_boss_and_the_director(void **state)
{
	struct fold *f = run_new_with(LADDER, "case:alert { to = 'head' }", NULL, 0);

	(void)state;
	run_until(f, "2026-05-29T00:00:00Z");
	assert_told(f, "alerts", "kind to at day",
		    "open head 2026-05-02T00:00:00.000Z 2026-05-01\n"
		    "reminder head 2026-05-04T18:00:00.000Z 2026-05-04\n"
		    "escalated dora 2026-05-05T18:00:00.000Z 2026-05-05\n"
		    "escalated director 2026-05-08T18:00:00.000Z 2026-05-08\n");
	fold_free(f);
}

static void ladder__stops_with_the_first_who_does_something(void **state)
{
	struct fold *f = run_new_with(LADDER, "case:alert { to = 'head' }", NULL, 0);

	(void)state;
	run_until(f, "2026-05-04T20:00:00Z");
	run_command(f, "command=acknowledge by=head case=C1 note=seen");
	run_command(f, "command=acknowledge by=head case=C1");
	run_until(f, "2026-05-29T00:00:00Z");
	assert_told(f, "alerts", "kind to by note",
		    "open head - -\nreminder head - -\nacknowledged head head seen\nacknowledged head head -\n");
	fold_free(f);
}

static void ladder__of_a_run_that_only_asks__reminds_whom_it_asked(void **state)
{
	struct fold *f = run_new_with(LADDER, "case:note('quiet') case:wait(case:ask('reason', { to = 'head' }))", NULL, 0);

	(void)state;
	run_until(f, "2026-05-06T00:00:00Z");
	assert_told(f, "alerts", "kind to ask", "history - -\nquestion head reason\nreminder head -\nescalated dora -\n");
	fold_free(f);
}

static void ladder__where_there_is_no_boss_the_director_hears(void **state)
{
	static const struct fold_file org = {
		"org.yaml", "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, head: head}\n"
			    "sellers:\n  - {id: anna, unit: T1}\n"
	};
	struct fold *f = run_new_with(LADDER, "case:alert { to = 'head' }", &org, 1);

	(void)state;
	run_until(f, "2026-05-06T00:00:00Z");
	assert_told(f, "alerts", "kind to", "open head\nreminder head\nescalated director\n");
	fold_free(f);
}

static void overdue_task__is_told_to_the_boss_of_who_has_it(void **state)
{
	struct fold *f = run_new_with("escalation = { overdue = sdm.workdays(2) },",
				      "case:task('a', { to = case.seller, due = sdm.workdays(1), title = 'A' })"
				      " case:task('b', { to = 'head', due = sdm.workdays(2), title = 'B' })"
				      " case:task('c', { to = 'head', due = sdm.workdays(2), title = 'C' })"
				      " case:task('d', { to = 'head', title = 'D' })",
				      NULL, 0);

	(void)state;
	run_command(f, "command=task by=head task=T3 state=done");
	fold_clear(f);
	run_until(f, "2026-05-29T00:00:00Z");
	assert_told(f, "alerts", "kind to task at",
		    "escalated head T1 2026-05-06T18:00:00.000Z\nescalated dora T2 2026-05-07T18:00:00.000Z\n");
	assert_int_equal(fold_records(f, "waits"), 0);
	fold_free(f);
}

static void overdue__follows_a_due_day_that_a_holiday_has_moved(void **state)
{
	static const struct fold_file company = { "company.yaml", COMPANY("UTC", "ours", "") };
	struct fold_file before[] = { { "calendars.yaml", "calendars: {ours: {based_on: mon-fri}}\n" }, company };
	struct fold_file after[] = { { "calendars.yaml",
				       "calendars: {ours: {based_on: mon-fri, exceptions: [{day: 2026-05-05, kind: off}]}}\n" },
				     company };
	const char *keys = "escalation = { overdue = sdm.workdays(1) },";
	const char *run = "case:task('a', { to = 'head', due = sdm.workdays(2), title = 'A' })";
	struct fold *f = run_new_with(keys, run, before, 2);

	(void)state;
	run_until(f, "2026-05-04T12:00:00Z");
	run_edit(f, keys, run, after, 2, "off");
	assert_told(f, "tasks", "due", "2026-05-05\n2026-05-06\n");
	run_until(f, "2026-05-29T00:00:00Z");
	assert_told(f, "alerts", "kind to at", "escalated dora 2026-05-07T18:00:00.000Z\n");
	fold_free(f);
}

static void ask__reminds_once_and_then_tells_somebody_else(void **state)
{
	struct fold *f = run_new("case:wait(case:ask('reason', { to = 'head', remind = sdm.workhours(4),"
				 " escalate = { after = sdm.workdays(2), to = case.head.boss } }))");

	(void)state;
	run_until(f, "2026-05-29T00:00:00Z");
	assert_told(f, "alerts", "kind to ask at",
		    "question head reason 2026-05-02T00:00:00.000Z\n"
		    "reminder head reason 2026-05-04T13:00:00.000Z\n"
		    "escalated dora reason 2026-05-05T18:00:00.000Z\n");
	fold_free(f);
}

static void ask__answered__is_reminded_of_no_more(void **state)
{
	struct fold *f = run_new("case:wait(case:ask('reason', { to = 'head', remind = sdm.workhours(4),"
				 " escalate = { after = sdm.workdays(2), to = 'dora' } })) case:wait(sdm.days(20))");

	(void)state;
	run_until(f, "2026-05-04T13:30:00Z");
	run_command(f, "command=answer by=head case=C1 ask=reason value=leave");
	fold_clear(f);
	run_until(f, "2026-05-20T00:00:00Z");
	assert_told(f, "alerts", "kind", "");
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workdays__over_a_weekend),
		cmocka_unit_test(due_time__is_the_companys),
		cmocka_unit_test(workhours__over_the_evening_and_the_weekend),
		cmocka_unit_test(new_year_holidays__are_none_of_the_days),
		cmocka_unit_test(shortened_day__has_an_hour_less),
		cmocka_unit_test(leave_of_the_seller__is_none_of_the_days_and_hours),
		cmocka_unit_test(zone__whose_offset_changes),
		cmocka_unit_test(nobody_ever_works__it_is_never_over),
		cmocka_unit_test(a_month_without_a_working_day__is_passed_over),
		cmocka_unit_test(ladder__reminds_tells_the_boss_and_the_director),
		cmocka_unit_test(ladder__stops_with_the_first_who_does_something),
		cmocka_unit_test(ladder__of_a_run_that_only_asks__reminds_whom_it_asked),
		cmocka_unit_test(ladder__where_there_is_no_boss_the_director_hears),
		cmocka_unit_test(overdue_task__is_told_to_the_boss_of_who_has_it),
		cmocka_unit_test(overdue__follows_a_due_day_that_a_holiday_has_moved),
		cmocka_unit_test(ask__reminds_once_and_then_tells_somebody_else),
		cmocka_unit_test(ask__answered__is_reminded_of_no_more),
	};

	return RUN_TESTS(tests);
}
