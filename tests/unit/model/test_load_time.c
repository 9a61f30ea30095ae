#include "rules/calendar.h"
#include "rules/period.h"
#include "tiny_company.h"

static const char ru[] =
	"day,kind\n2025-11-01,short\n2025-11-03,off\n2025-11-04,off\n2026-05-01,off\n2026-05-08,short\n2026-05-11,off\n";

static void load_time__shipped_calendar__has_its_exceptions_and_whole_years(void **state)
{
	const struct file with[] = { { "calendars/ru.csv", ru } };
	struct model *m = company_model(with, 1);
	const struct calendar *c = &m->calendars[model_calendar(m, STR("ru"))];

	assert_int_equal(calendar_hours(c, date_day(2025, 11, 1)), 7);
	assert_int_equal(calendar_hours(c, date_day(2025, 11, 3)), 0);
	assert_int_equal(calendar_hours(c, date_day(2026, 5, 4)), 8);
	assert_int_equal(calendar_hours(c, date_day(2026, 5, 9)), 0);
	assert_int_equal(calendar_weight(c, PHASE_WORKDAYS, date_day(2026, 5, 1), date_day(2026, 6, 1)), 19);
	assert_int_equal(c->data_from, date_day(2025, 1, 1));
	assert_int_equal(c->data_to, date_day(2027, 1, 1));
	model_free(m);
	(void)state;
}

static void load_time__own_calendar__wins_over_its_base(void **state)
{
	const struct file with[] = {
		{ "calendars.yaml", "calendars:\n"
				    "  six:\n"
				    "    based_on: ru\n"
				    "    week: [mon, tue, wed, thu, fri, sat]\n"
				    "    exceptions:\n"
				    "      - {day: 2026-05-11, kind: work}\n" },
		{ "calendars/ru.csv", ru },
		{ "company.yaml", "company: tiny\ncalendar: six\n" },
	};
	struct model *m = company_model(with, 3);
	const struct calendar *c = &m->calendars[m->calendar];

	assert_str(c->code, "six");
	assert_int_equal(calendar_hours(c, date_day(2026, 5, 1)), 0);
	assert_int_equal(calendar_hours(c, date_day(2026, 5, 11)), 8);
	assert_int_equal(calendar_hours(c, date_day(2026, 5, 16)), 8);
	assert_int_equal(calendar_hours(c, date_day(2026, 5, 17)), 0);
	model_free(m);
	(void)state;
}

static void load_time__empty_week__has_no_working_day(void **state)
{
	const struct file with[] = {
		{ "calendars.yaml", "calendars:\n  leave: {week: []}\n  same: {}\n" },
		{ "company.yaml", "company: tiny\ncalendar: leave\n" },
	};
	struct model *m = company_model(with, 2);

	assert_str(m->calendars[m->calendar].code, "leave");
	assert_false(calendar_is_workday(&m->calendars[m->calendar], date_day(2026, 11, 9)));
	assert_int_equal(
		calendar_weight(&m->calendars[m->calendar], PHASE_WORKDAYS, date_day(2026, 11, 9), date_day(2026, 11, 14)), 0);
	assert_true(calendar_is_workday(&m->calendars[model_calendar(m, STR("same"))], date_day(2026, 11, 9)));
	model_free(m);
	(void)state;
}

static void load_time__calendar_mistakes__are_named(void **state)
{
	company_says("calendars.yaml",
		     "calendars:\n"
		     "  our: {based_on: ruu, week: [mo], exceptions: [{day: 2026-02-30, kind: of}]}\n",
		     "calendars.yaml:2:19: unknown calendar \"ruu\": no shipped calendars were found; name the folder in which "
		     "calendars/ stands by --share, or set SDM_SHARE\n"
		     "calendars.yaml:2:31: week: expected mon, tue, wed, thu, fri, sat or sun, got \"mo\"\n"
		     "calendars.yaml:2:55: day: expected a date like 2026-11-22, got \"2026-02-30\"\n"
		     "calendars.yaml:2:73: kind: unknown \"of\": did you mean \"off\"?\n");
	(void)state;
}

static void load_time__unknown_zone__is_named(void **state)
{
	company_says("company.yaml", "company: tiny\nzone: Europe/Moskow\n",
		     "company.yaml:2:7: unknown time zone \"Europe/Moskow\": expected one like Europe/Moscow\n");
	(void)state;
}

static void load_periods__custom_sets__become_period_kinds(void **state)
{
	const struct file with = { "company.yaml", "company: tiny\n"
						   "periods: [month, quarter, year, campaign]\n"
						   "custom_periods:\n"
						   "  campaign:\n"
						   "    - {id: spring, from: 2026-03-01, to: 2026-04-15}\n"
						   "    - {id: winter, from: 2026-01-10, to: 2026-02-10}\n" };
	struct model *m = company_model(&with, 1);
	struct period p;

	assert_int_equal(m->period_kind_count, 5);
	assert_int_equal(m->period_kinds[0], PERIOD_DAY);
	assert_int_equal(m->period_kinds[4], PERIOD_CUSTOM);
	assert_str(m->customs[0].periods[0].code, "winter");
	assert_true(period_of(m, PERIOD_CUSTOM, date_day(2026, 4, 15), &p));
	assert_false(period_of(m, PERIOD_CUSTOM, date_day(2026, 4, 16), &p));
	model_free(m);
	(void)state;
}

static void load_periods__mistakes__are_named(void **state)
{
	company_says("company.yaml",
		     "company: tiny\n"
		     "periods: [month, quartr, year]\n"
		     "custom_periods:\n"
		     "  campaign:\n"
		     "    - {id: a, from: 2026-03-01, to: 2026-04-15}\n"
		     "    - {id: b, from: 2026-04-15, to: 2026-04-30}\n"
		     "    - {id: c, from: 2026-06-02, to: 2026-06-01}\n",
		     "company.yaml:2:18: unknown period kind \"quartr\": did you mean \"quarter\"?\n"
		     "company.yaml:4:3: periods \"a\" and \"b\" overlap\n"
		     "company.yaml:7:7: period \"c\" ends before it begins\n");
	(void)state;
}

static void load_periods__a_set_named_like_a_built_in_kind__is_refused(void **state)
{
	company_says(
		"company.yaml",
		"company: tiny\n"
		"custom_periods:\n"
		"  month:\n"
		"    - {id: a, from: 2026-03-01, to: 2026-04-15}\n"
		"  months:\n"
		"    - {id: a, from: 2026-03-01, to: 2026-04-15}\n"
		"  day:\n"
		"    - {id: a, from: 2026-03-01, to: 2026-04-15}\n",
		"company.yaml:3:3: custom periods may not be called \"month\": every company has periods of that name; give "
		"the set another one, like \"own_month\"\n"
		"company.yaml:7:3: custom periods may not be called \"day\": every company has periods of that name; give the "
		"set another one, like \"own_day\"\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_time__shipped_calendar__has_its_exceptions_and_whole_years),
		cmocka_unit_test(load_time__own_calendar__wins_over_its_base),
		cmocka_unit_test(load_time__empty_week__has_no_working_day),
		cmocka_unit_test(load_time__calendar_mistakes__are_named),
		cmocka_unit_test(load_time__unknown_zone__is_named),
		cmocka_unit_test(load_periods__custom_sets__become_period_kinds),
		cmocka_unit_test(load_periods__mistakes__are_named),
		cmocka_unit_test(load_periods__a_set_named_like_a_built_in_kind__is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
