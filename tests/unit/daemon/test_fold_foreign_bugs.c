/* What went wrong with dates in other programs, each as the rule that it broke. 2026-01-16 is a Friday. */
#include "folded.h"
#include "rules/org.h"

#define EACH_DAY                                                                                                                 \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant',\n"                                      \
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"      \
	"  for_ = sdm.workdays(1), clear_for = sdm.days(1), on_missing = 'open', severity = 'amber',\n"                          \
	"  run = function(case) case:alert { to = 'head' }\n"                                                                    \
	"    case:task('plan', { to = case.seller, due = sdm.workdays(2), title = 'Plan' }) end }\n"
#define COMPANY(more)                                                                                                            \
	"company: tiny\nlanguages: [en]\ntime: log\nzone: Europe/Moscow\ncalendar: mon-fri\n"                                    \
	"periods: [day, week, month, quarter, year]\n" more
#define ORG(zone_anna)                                                                                                           \
	"units:\n  - {id: C, type: company}\n"                                                                                   \
	"  - {id: T1, type: team, parent: C, head: head, zone: " zone_anna "}\n"                                                 \
	"  - {id: T2, type: team, parent: C, zone: Asia/Kamchatka}\n"                                                            \
	"  - {id: T3, type: team, parent: C}\n"                                                                                  \
	"sellers:\n  - {id: anna, unit: T1}\n  - {id: boris, unit: T2}\n  - {id: clara, unit: T3}\n"

/* anna lives 8 hours behind UTC, boris 12 ahead, clara and the company 3 ahead. */
static const struct fold_file far[] = {
	{ "company.yaml", COMPANY("") },
	{ "decisions/behind.lua", EACH_DAY },
	{ "org.yaml", ORG("America/Los_Angeles") },
	{ "plans.yaml", "plan:\n"
			"  - {scope: seller, member: anna, kpi: revenue, period: 2026-01, target: 2200}\n"
			"  - {scope: seller, member: boris, kpi: revenue, period: 2026-01, target: 2200}\n"
			"  - {scope: seller, member: clara, kpi: revenue, period: 2026-01, target: 2200}\n" },
	{ "zones/America/Los_Angeles", NULL },
	{ "zones/Asia/Kamchatka", NULL },
	{ "zones/Europe/Moscow", NULL },
};
enum { FAR = sizeof(far) / sizeof(*far), COMPANY_FILE = 0, ORG_FILE = 2 };

static uint32_t seller_scope(const struct fold *f, const char *seller)
{
	const struct engine *e = f->turn->engine;

	return figures_scope(e, model_scope_kind(engine_model(e), STR("seller")), str_of(seller));
}

static void assert_day(int32_t day, const char *expected)
{
	struct buf b = { 0 };

	date_add(&b, day);
	assert_string_equal(b.ptr, expected);
	buf_free(&b);
}

static int64_t instant(const char *text)
{
	struct stamp s;

	assert_int_equal(stamp_parse(str_of(text), &s, NULL), 0);
	return s.instant_ms;
}

static void assert_today(const struct fold *f, const char *seller, const char *expected)
{
	assert_day(figures_today(f->turn->engine, seller_scope(f, seller)), expected);
}

static struct fold *fold_far(const char *company, const char *org)
{
	struct fold_file with[FAR];

	memcpy(with, far, sizeof(with));
	with[COMPANY_FILE].text = company;
	with[ORG_FILE].text = org;
	return fold_new(with, FAR);
}

/* margince#2550: the record said overdue by the unit's day, the list on time by UTC's. */
static void one_today__of_the_fact_the_case_and_who_asks(void **state)
{
	struct fold *f = fold_new(far, FAR);
	const struct model *m = engine_model(f->turn->engine);

	(void)state;
	fold_say(f, "2026-01-15T13:00:00Z form=deal id=1 seller=boris at=2026-01-15T13:00:00Z kind=won amount=5");
	assert_today(f, "boris", "2026-01-16");
	assert_day(business_date(m, 1, instant("2026-01-15T13:00:00Z")), "2026-01-16");
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-01-16"), 50000);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-01-15"), FOLD_NO_DATA);
	fold_until(f, "2026-01-16T12:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open scope=boris day=2026-01-16"), 1);
	assert_today(f, "boris", "2026-01-17");
	fold_free(f);
}

/* odoo#23346: what was due today was overdue at 16:00 in Vancouver. The day ends at 08:00Z, 21:00Z and 12:00Z. */
static void day__ends_at_local_midnight_for_utc_minus_8_plus_3_and_plus_12(void **state)
{
	static const struct {
		const char *seller, *at_23_59, *at_00_01, *report, *today;
	} days[] = {
		{ "boris", "2026-01-16T11:59:00Z", "2026-01-16T12:01:00Z", "kind=open scope=boris", "2026-01-16" },
		{ "clara", "2026-01-16T20:59:00Z", "2026-01-16T21:01:00Z", "kind=open scope=clara", "2026-01-16" },
		{ "anna", "2026-01-17T07:59:00Z", "2026-01-17T08:01:00Z", "kind=open scope=anna", "2026-01-16" },
	};
	struct fold *f = fold_new(far, FAR);

	(void)state;
	fold_say(f, "2026-01-16T09:00:00Z form=deal id=1 seller=anna at=2026-01-01 kind=won amount=1");
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		fold_until(f, days[i].at_23_59);
		assert_int_equal(fold_count(f, days[i].report), 0);
		assert_today(f, days[i].seller, "2026-01-16");
		fold_until(f, days[i].at_00_01);
		assert_int_equal(fold_count(f, days[i].report), 1);
		assert_today(f, days[i].seller, "2026-01-17");
	}
	assert_int_equal(fold_count(f, "alerts kind=open day=2026-01-16"), 3);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-01-20"), 3);
	fold_free(f);
}

static void report__one_minute_before_and_after_local_midnight__counts_on_each_day(void **state)
{
	struct fold *f = fold_new(far, FAR);

	(void)state;
	fold_say(f, "2026-01-16T07:59:00Z form=deal id=1 seller=anna at=2026-01-16T07:59:00Z kind=won amount=1");
	fold_say(f, "2026-01-16T08:01:00Z form=deal id=2 seller=anna at=2026-01-16T08:01:00Z kind=won amount=2");
	fold_say(f, "2026-01-16T11:59:00Z form=deal id=3 seller=boris at=2026-01-16T11:59:00Z kind=won amount=3");
	fold_say(f, "2026-01-16T12:01:00Z form=deal id=4 seller=boris at=2026-01-16T12:01:00Z kind=won amount=4");
	fold_say(f, "2026-01-16T20:59:00Z form=deal id=5 seller=clara at=2026-01-16T20:59:00Z kind=won amount=5");
	fold_say(f, "2026-01-16T21:01:00Z form=deal id=6 seller=clara at=2026-01-16T21:01:00Z kind=won amount=6");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-01-15"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-01-16"), 20000);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-01-16"), 30000);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-01-17"), 40000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-01-16"), 50000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-01-17"), 60000);
	/* odoo#25845: the total of the dashboard was another than that of the report. */
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-01-15"), 10000);
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-01-16"), 100000);
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-01-17"), 100000);
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-01"), 210000);
	fold_free(f);
}

/* osTicket#6023: a month's filter ended at 00:00 of its last day. */
static void period__holds_its_last_day_up_to_the_last_moment(void **state)
{
	struct fold *f = fold_new(far, FAR);

	(void)state;
	fold_say(f, "2026-01-31T20:59:59Z form=deal id=1 seller=clara at=2026-01-31T23:59:59.999+03:00 kind=won amount=1");
	fold_say(f, "2026-01-31T21:00:00Z form=deal id=2 seller=clara at=2026-02-01T00:00:00+03:00 kind=won amount=2");

	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-01"), 10000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-02"), 20000);
	fold_free(f);
}

/* jetpack#38316: a contact late on 30 September came to be one of October when the zone was changed. */
static void business_date__is_frozen_when_the_report_is_taken(void **state)
{
	struct fold_file moved[FAR];
	struct fold *f = fold_new(far, FAR);

	(void)state;
	memcpy(moved, far, sizeof(moved));
	moved[ORG_FILE].text = ORG("Asia/Kamchatka");
	fold_say(f, "2026-01-31T23:30:00Z form=deal id=1 seller=anna at=2026-01-31T23:30:00Z kind=won amount=1");
	fold_activate(f, moved, FAR, "anna-moves");
	fold_say(f, "2026-01-31T23:40:00Z form=deal id=2 seller=anna at=2026-01-31T23:40:00Z kind=won amount=2");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-01-31"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-01"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-02"), 20000);
	fold_restart(f);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-01"), 10000);
	fold_free(f);
}

/* mozilla/donate#1846: a payment of 12 October, 17:27, got a close date of the 13th. */
static void date_without_a_time__is_never_converted(void **state)
{
	struct fold *f = fold_new(far, FAR);

	(void)state;
	fold_say(f, "2026-01-13T03:27:00Z form=deal id=1 seller=anna at=2026-01-12 kind=won amount=1");
	fold_say(f, "2026-01-13T03:28:00Z form=deal id=2 seller=boris at=2026-01-12 kind=won amount=2");
	fold_say(f, "2026-01-13T03:29:00Z form=deal id=3 seller=anna at=2026-01-12T23:59 kind=won amount=4");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-01-12"), 50000);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-01-12"), 20000);
	fold_free(f);
}

static bool is_date(struct str s)
{
	return date_parse(s, &(int32_t){ 0 }, NULL) == 0;
}

/* meerkat-crm#104: a date was sent as midnight UTC, and shown as the day before. */
static void dates__are_year_month_day_on_every_stream(void **state)
{
	static const char *const names[] = { " since=", " day=", " due=" };
	struct fold *f = fold_new(far, FAR);
	uint32_t seen = 0;

	(void)state;
	fold_say(f, "2026-01-16T09:00:00Z form=deal id=1 seller=anna at=2026-01-01 kind=won amount=1");
	fold_until(f, "2026-02-03T00:00:00Z");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (const char *at = strstr(f->said.ptr, names[i]); at; at = strstr(at + 1, names[i]), seen++) {
			at += strlen(names[i]);
			assert_true(is_date((struct str){ at, 10 }));
			assert_true(at[10] == ' ' || at[10] == '\n');
		}
	assert_true(seen >= 15);
	fold_free(f);
}

/* autotask-dashboards-os#9: the vendor's zone was taken for the user's. Ten in the evening of the 15th in New York is the 16th
 * in Moscow; a time without an offset is the seller's own. */
static void time_with_an_offset_of_another_zone__is_dated_where_the_seller_is(void **state)
{
	struct fold *f = fold_new(far, FAR);

	(void)state;
	fold_say(f, "2026-01-16T04:00:00Z form=deal id=1 seller=clara at=2026-01-15T22:00:00-05:00 kind=won amount=1");
	fold_say(f, "2026-01-16T04:00:01Z form=deal id=2 seller=clara at=2026-01-15T22:00:00 kind=won amount=2");

	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-01-16"), 10000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-01-15"), 20000);
	fold_free(f);
}

/* frappe/crm#834: "15 hours ago" just after it was made. */
static void age__of_what_has_just_begun__is_nothing_in_any_zone(void **state)
{
	static const char *const sellers[] = { "boris", "clara", "anna" };
	struct fold *f = fold_new(far, FAR);

	(void)state;
	fold_say(f, "2026-01-16T09:00:00Z form=deal id=1 seller=anna at=2026-01-01 kind=won amount=1");
	for (size_t i = 0; i < 3; i++) {
		const struct engine *e = f->turn->engine;
		uint32_t scope = seller_scope(f, sellers[i]);

		fold_until(f, i == 0 ? "2026-01-16T12:00:00Z" : i == 1 ? "2026-01-16T21:00:00Z" : "2026-01-17T08:00:00Z");
		assert_int_equal(figures_today(e, scope) - figures_date(e, scope, engine_now_ms(e)), 0);
	}
	fold_free(f);
}

/* tutanota#1780 (week 53 of 2020 shown at 3 to 9 January 2021), pgbadger#163 and tine20#468 (a Sunday in the next week). */
static void week__begins_on_monday_and_ends_with_sunday_in_number_and_figures(void **state)
{
	struct fold *f = fold_new(far, FAR);
	const struct model *m = engine_model(f->turn->engine);
	struct period week;

	(void)state;
	fold_say(f, "2026-01-16T09:00:00Z form=deal id=1 seller=clara at=2026-01-04 kind=won amount=1");
	fold_say(f, "2026-01-16T09:01:00Z form=deal id=2 seller=clara at=2026-01-05 kind=won amount=2");
	fold_say(f, "2026-01-16T09:02:00Z form=deal id=3 seller=clara at=2026-01-11 kind=won amount=4");

	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-W01"), 10000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-W02"), 60000);
	assert_int_equal(period_parse(m, PERIOD_WEEK, STR("2020-W53"), &week, NULL), 0);
	assert_day(period_from(m, week), "2020-12-28");
	assert_day(period_to(m, week), "2021-01-04");
	fold_free(f);
}

/* akaunting#1834, frappe/books#375, moment-fquarter#15: the quarter was the calendar's, or that of a year from April. */
static void quarter__is_that_of_the_fiscal_year(void **state)
{
	struct fold *f = fold_far(COMPANY("fiscal_year_starts: 2\n"), far[ORG_FILE].text);

	(void)state;
	fold_say(f, "2026-02-01T09:00:00Z form=deal id=1 seller=clara at=2026-01-31 kind=won amount=4");
	fold_say(f, "2026-05-02T09:01:00Z form=deal id=2 seller=clara at=2026-04-30 kind=won amount=1");
	fold_say(f, "2026-05-02T09:02:00Z form=deal id=3 seller=clara at=2026-05-01 kind=won amount=2");

	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "FY2026-Q1"), 10000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "FY2026-Q2"), 20000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "FY2025-Q4"), 40000);
	fold_free(f);
}

/* woocommerce-admin#5091, erpnext#49490: only the fiscal years that somebody had thought of. */
static void fiscal_year__may_begin_in_any_month(void **state)
{
	(void)state;
	for (int month = 1; month <= 12; month++) {
		struct buf company = { 0 };

		buf_addf(&company, "%sfiscal_year_starts: %d\n", COMPANY(""), month);
		struct fold *f = fold_far(company.ptr, far[ORG_FILE].text);
		struct period year;

		assert_true(period_of(engine_model(f->turn->engine), PERIOD_YEAR, date_day(2026, month, 1), &year));
		assert_int_equal(period_from(engine_model(f->turn->engine), year), date_day(2026, month, 1));
		fold_free(f);
		buf_free(&company);
	}
}

/* lubridate#1196: a fiscal year from January was shown as 2024/25. */
static void fiscal_year__from_january__is_one_calendar_year(void **state)
{
	struct fold *f = fold_far(COMPANY("fiscal_year_named: both\n"), far[ORG_FILE].text);

	(void)state;
	fold_say(f, "2026-01-16T09:00:00Z form=deal id=1 seller=clara at=2026-01-16 kind=won amount=1");
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026"), 10000);
	assert_int_equal(fold_figure(f, "seller", "clara", "revenue", "2026-Q1"), 10000);
	fold_free(f);
}

/* alertmanager#5447: windows counted from the end of the month broke where a day has 23 or 25 hours. In Los Angeles that is
 * 8 March 2026, a Sunday: two working days after Friday the 6th are Tuesday the 10th, which ends at 07:00Z, not at 08:00Z. */
static void days__are_counted_as_dates_where_the_clock_changes(void **state)
{
	struct fold_file march[FAR];
	struct fold *f;

	(void)state;
	memcpy(march, far, sizeof(march));
	march[3].text = "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-03, target: 2200}\n";
	f = fold_new(march, FAR);
	fold_say(f, "2026-03-06T17:00:00Z form=deal id=1 seller=anna at=2026-03-06 kind=won amount=1");
	fold_until(f, "2026-03-07T08:00:00Z");
	assert_int_equal(fold_count(f, "tasks state=open due=2026-03-10"), 1);
	fold_until(f, "2026-03-11T06:59:59Z");
	assert_today(f, "anna", "2026-03-10");
	fold_until(f, "2026-03-11T07:00:00Z");
	assert_today(f, "anna", "2026-03-11");

	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_today__of_the_fact_the_case_and_who_asks),
		cmocka_unit_test(day__ends_at_local_midnight_for_utc_minus_8_plus_3_and_plus_12),
		cmocka_unit_test(report__one_minute_before_and_after_local_midnight__counts_on_each_day),
		cmocka_unit_test(period__holds_its_last_day_up_to_the_last_moment),
		cmocka_unit_test(business_date__is_frozen_when_the_report_is_taken),
		cmocka_unit_test(date_without_a_time__is_never_converted),
		cmocka_unit_test(dates__are_year_month_day_on_every_stream),
		cmocka_unit_test(time_with_an_offset_of_another_zone__is_dated_where_the_seller_is),
		cmocka_unit_test(age__of_what_has_just_begun__is_nothing_in_any_zone),
		cmocka_unit_test(week__begins_on_monday_and_ends_with_sunday_in_number_and_figures),
		cmocka_unit_test(quarter__is_that_of_the_fiscal_year),
		cmocka_unit_test(fiscal_year__may_begin_in_any_month),
		cmocka_unit_test(fiscal_year__from_january__is_one_calendar_year),
		cmocka_unit_test(days__are_counted_as_dates_where_the_clock_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
