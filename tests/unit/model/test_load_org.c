#include "rules/org.h"
#include "tiny_company.h"

static uint32_t unit_calendar(const struct model *m, uint32_t unit, int32_t day)
{
	int32_t from = DAY_MIN, to = DAY_NONE;

	return org_unit_calendar(m, unit, day, &from, &to);
}

static void load_org__root_written_second__comes_first(void **state)
{
	struct model *m = company_model(NULL, 0);

	assert_int_equal(m->unit_count, 3);
	assert_str(m->units[0].code, "C-1");
	assert_str(m->units[1].code, "T-1");
	assert_str(m->unit_types[m->units[0].type], "company");
	assert_int_equal(org_unit_zone(m, 1, date_day(2026, 5, 1)), m->zone);
	assert_int_equal(unit_calendar(m, 1, date_day(2026, 5, 1)), m->calendar);
	model_free(m);
	(void)state;
}

static void load_org__two_rows_of_a_seller__are_the_membership_history(void **state)
{
	struct model *m = company_model(NULL, 0);

	assert_int_equal(m->seller_count, 2);
	assert_int_equal(org_unit_of(m, 1, date_day(2026, 3, 31)), 1);
	assert_int_equal(org_unit_of(m, 1, date_day(2026, 4, 1)), 2);
	assert_int_equal(m->sellers[1].from, DAY_MIN);
	assert_int_equal(m->sellers[1].to, DAY_NONE);
	model_free(m);
	(void)state;
}

static void load_org__seller_without_a_title__has_his_code_which_is_kept_once(void **state)
{
	struct model *m = company_model(NULL, 0);
	const struct seller *s = &m->sellers[1];

	assert_true(str_eq(s->title.in[0], s->code));
	assert_ptr_equal(s->title.in[0].ptr, s->code.ptr);
	assert_ptr_equal(s->title.in[1].ptr, s->code.ptr);
	assert_ptr_not_equal(s->title.in[0].ptr, m->sellers[0].title.in[0].ptr);
	model_free(m);
	(void)state;
}

static void load_org__calendar_of_the_parent__is_inherited(void **state)
{
	const struct file with = { "org.yaml", "units:\n"
					       "  - {id: C-1, type: company, calendar: every-day}\n"
					       "  - {id: T-1, type: team, parent: C-1}\n"
					       "  - {id: T-2, type: team, parent: T-1, calendar: mon-fri}\n"
					       "sellers: [{id: anna, unit: T-1}]\n" };
	struct model *m = company_model(&with, 1);

	assert_str(m->calendars[unit_calendar(m, 1, date_day(2026, 5, 1))].code, "every-day");
	assert_str(m->calendars[unit_calendar(m, 2, date_day(2026, 5, 1))].code, "mon-fri");
	model_free(m);
	(void)state;
}

static const char *calendar_on(const struct model *m, uint32_t unit, int32_t month, int32_t day)
{
	return m->calendars[unit_calendar(m, unit, date_day(2026, month, day))].code.ptr;
}

/* R-1 changes on 18 May; T-1 is in it until 9 June, then in the company; T-2 has one of its own in July alone. */
static void load_org__calendar_of_a_parent_that_changes__is_inherited_day_by_day(void **state)
{
	const struct file with[] = {
		{ "calendars.yaml", "calendars: {six: {week: [mon, tue, wed, thu, fri, sat]}}\n" },
		{ "org.yaml", "units:\n"
			      "  - {id: C-1, type: company}\n"
			      "  - {id: R-1, type: region, parent: C-1, calendar: every-day, valid_to: 2026-05-17}\n"
			      "  - {id: R-1, type: region, parent: C-1, calendar: six, valid_from: 2026-05-18}\n"
			      "  - {id: T-1, type: team, parent: R-1, valid_to: 2026-06-09}\n"
			      "  - {id: T-1, type: team, parent: C-1, valid_from: 2026-06-10}\n"
			      "  - {id: T-2, type: team, parent: R-1, valid_from: 2026-05-01, valid_to: 2026-06-30}\n"
			      "  - {id: T-2, type: team, parent: R-1, calendar: mon-fri, valid_from: 2026-07-01, valid_to: "
			      "2026-07-31}\n"
			      "  - {id: T-2, type: team, parent: R-1, valid_from: 2026-08-01}\n"
			      "sellers: [{id: anna, unit: T-1}]\n" },
	};
	struct model *m = company_model(with, 2);
	int32_t from = DAY_MIN, to = DAY_NONE;

	assert_string_equal(calendar_on(m, 1, 5, 17), "every-day");
	assert_string_equal(calendar_on(m, 1, 5, 18), "six");
	assert_string_equal(calendar_on(m, 2, 5, 17), "every-day");
	assert_string_equal(calendar_on(m, 2, 5, 18), "six");
	assert_string_equal(calendar_on(m, 2, 6, 9), "six");
	assert_string_equal(calendar_on(m, 2, 6, 10), "mon-fri");
	assert_string_equal(calendar_on(m, 3, 5, 17), "every-day");
	assert_string_equal(calendar_on(m, 3, 6, 30), "six");
	assert_string_equal(calendar_on(m, 3, 7, 1), "mon-fri");
	assert_string_equal(calendar_on(m, 3, 7, 31), "mon-fri");
	assert_string_equal(calendar_on(m, 3, 8, 1), "six");
	org_unit_calendar(m, 2, date_day(2026, 6, 1), &from, &to);
	assert_int_equal(from, date_day(2026, 5, 18));
	assert_int_equal(to, date_day(2026, 6, 10));
	model_free(m);
	(void)state;
}

/* T-1 begins on 20 May, ends on 31 July and pauses in June; R-1 changes on 1 July. */
static void load_org__day_without_a_row__counts_as_the_next_one_after_the_last_as_that(void **state)
{
	const struct file with = { "org.yaml",
				   "units:\n"
				   "  - {id: C-1, type: company}\n"
				   "  - {id: R-1, type: region, parent: C-1, calendar: mon-fri, valid_to: 2026-06-30}\n"
				   "  - {id: R-1, type: region, parent: C-1, calendar: every-day, valid_from: 2026-07-01}\n"
				   "  - {id: T-1, type: team, parent: R-1, valid_from: 2026-05-20, valid_to: 2026-05-31}\n"
				   "  - {id: T-1, type: team, parent: R-1, valid_from: 2026-07-01, valid_to: 2026-07-31}\n"
				   "sellers: [{id: anna, unit: T-1, valid_from: 2026-05-20, valid_to: 2026-05-31}]\n" };
	const struct file none = { "plans.yaml", NULL };
	struct model *m = company_model((const struct file[]){ with, none }, 2);

	assert_string_equal(calendar_on(m, 2, 5, 1), "mon-fri");
	assert_string_equal(calendar_on(m, 2, 5, 31), "mon-fri");
	assert_string_equal(calendar_on(m, 2, 6, 1), "every-day");
	assert_string_equal(calendar_on(m, 2, 7, 31), "every-day");
	assert_string_equal(calendar_on(m, 2, 8, 1), "every-day");
	model_free(m);
	(void)state;
}

static void load_org__calendar_of_a_seller__is_that_of_the_row(void **state)
{
	const struct file with = { "org.yaml", "units:\n"
					       "  - {id: C-1, type: company}\n"
					       "  - {id: T-1, type: team, parent: C-1}\n"
					       "sellers:\n"
					       "  - {id: boris, unit: T-1}\n"
					       "  - {id: anna, unit: T-1, valid_to: 2026-05-17}\n"
					       "  - {id: anna, unit: T-1, calendar: every-day, valid_from: 2026-05-18, valid_to: "
					       "2026-06-30}\n"
					       "  - {id: anna, unit: T-1, valid_from: 2026-07-01}\n" };
	struct model *m = company_model(&with, 1);
	uint32_t every_day = model_calendar(m, STR("every-day"));

	assert_int_equal(m->seller_calendars.count, 1);
	assert_int_equal(links_parent(&m->seller_calendars, 1, date_day(2026, 5, 17), NULL, NULL), NONE);
	assert_int_equal(links_parent(&m->seller_calendars, 1, date_day(2026, 5, 18), NULL, NULL), every_day);
	assert_int_equal(links_parent(&m->seller_calendars, 1, date_day(2026, 6, 30), NULL, NULL), every_day);
	assert_int_equal(links_parent(&m->seller_calendars, 1, date_day(2026, 7, 1), NULL, NULL), NONE);
	assert_int_equal(links_parent(&m->seller_calendars, 0, date_day(2026, 6, 1), NULL, NULL), NONE);
	model_free(m);
	(void)state;
}

static void load_org__overlapping_rows_of_a_unit__are_refused_once(void **state)
{
	company_says("org.yaml",
		     "units:\n"
		     "  - {id: C-1, type: company}\n"
		     "  - {id: C-1, type: company, calendar: every-day, valid_from: 2026-03-01}\n"
		     "  - {id: T-1, type: team, parent: C-1, calendar: mon-fri}\n"
		     "  - {id: T-1, type: team, parent: C-1, calendar: every-day}\n"
		     "sellers:\n"
		     "  - {id: anna, unit: T-1, calendar: mon-fri}\n"
		     "  - {id: anna, unit: C-1, calendar: every-day, valid_from: 2026-03-01}\n",
		     "org.yaml:3:5: \"C-1\" has two rows from 2026-03-01 on: end the earlier one the day before\n"
		     "org.yaml:5:5: \"T-1\" has two rows from the beginning on: end the earlier one the day before\n"
		     "org.yaml:8:5: \"anna\" has two units from 2026-03-01 on: end the earlier one the day before\n");
	(void)state;
}

static void load_org__overlapping_membership__is_refused(void **state)
{
	company_says("org.yaml",
		     "units:\n"
		     "  - {id: C-1, type: company}\n"
		     "  - {id: T-1, type: team, parent: C-1}\n"
		     "  - {id: T-2, type: team, parent: C-1}\n"
		     "sellers:\n"
		     "  - {id: anna, unit: T-1, valid_to: 2026-03-31}\n"
		     "  - {id: anna, unit: T-2, valid_from: 2026-03-31}\n",
		     "org.yaml:7:5: \"anna\" has two units from 2026-03-31 on: end the earlier one the day before\n");
	(void)state;
}

static void load_org__cycle_on_some_days__is_refused(void **state)
{
	company_says("org.yaml",
		     "units:\n"
		     "  - {id: C-1, type: company}\n"
		     "  - {id: T-1, type: team, parent: C-1, valid_to: 2026-04-30}\n"
		     "  - {id: T-1, type: team, parent: T-2, valid_from: 2026-05-01}\n"
		     "  - {id: T-2, type: team, parent: C-1, valid_to: 2026-05-09}\n"
		     "  - {id: T-2, type: team, parent: T-1, valid_from: 2026-05-10}\n"
		     "sellers: [{id: anna, unit: T-1}]\n",
		     "org.yaml:4:5: unit \"T-1\" is above itself on 2026-05-10: a tree has no cycles\n"
		     "org.yaml:6:5: unit \"T-2\" is above itself on 2026-05-10: a tree has no cycles\n");
	(void)state;
}

static void load_org__units_below_a_cycle__are_not_told_too(void **state)
{
	company_says("org.yaml",
		     "units:\n"
		     "  - {id: T-3, type: team, parent: T-1}\n"
		     "  - {id: C-1, type: company}\n"
		     "  - {id: T-1, type: team, parent: T-2}\n"
		     "  - {id: T-2, type: team, parent: T-1}\n"
		     "  - {id: T-4, type: team, parent: T-3}\n"
		     "sellers: [{id: anna, unit: T-1}]\n",
		     "org.yaml:4:5: unit \"T-1\" is above itself: a tree has no cycles\n"
		     "org.yaml:5:5: unit \"T-2\" is above itself: a tree has no cycles\n");
	(void)state;
}

static void load_org__swapped_places_on_other_days__is_no_cycle(void **state)
{
	const struct file with = { "org.yaml", "units:\n"
					       "  - {id: C-1, type: company}\n"
					       "  - {id: T-1, type: team, parent: C-1, valid_to: 2026-04-30}\n"
					       "  - {id: T-1, type: team, parent: T-2, valid_from: 2026-05-01}\n"
					       "  - {id: T-2, type: team, parent: T-1, valid_to: 2026-04-30}\n"
					       "  - {id: T-2, type: team, parent: C-1, valid_from: 2026-05-01}\n"
					       "sellers: [{id: anna, unit: T-1}]\n" };
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->unit_parents.count, 4);
	model_free(m);
	(void)state;
}

static void load_org__seventeen_levels__are_too_many(void **state)
{
	struct buf text = { 0 };

	buf_adds(&text, STR("units:\n  - {id: C-1, type: company}\n"));
	for (int i = 2; i <= 17; i++)
		buf_addf(&text, "  - {id: C-%d, type: company, parent: C-%d}\n", i, i - 1);
	buf_adds(&text, STR("  - {id: T-1, type: team, parent: C-1}\nsellers: [{id: anna, unit: T-1}]\n"));

	company_says("org.yaml", text.ptr,
		     "org.yaml:18:5: unit \"C-17\" lies too deep: at most 16 levels, or a cycle above it\n");
	buf_free(&text);
	(void)state;
}

static void load_org__unknown_references__offer_the_nearest(void **state)
{
	company_says(
		"org.yaml",
		"unit_types: [company, team]\n"
		"units:\n"
		"  - {id: C-1, type: company}\n"
		"  - {id: T-1, type: taem, parent: C1}\n"
		"  - {id: T-2, type: team}\n"
		"  - {type: team, parent: C-1}\n"
		"sellers: [{id: anna, unit: T-11, valid_from: 2026-13-01}, {id: boris, unit: T-1, valid_from: 2026-02-01, "
		"valid_to: 2026-01-31}]\n",
		"org.yaml:4:21: unknown unit type \"taem\": did you mean \"team\"?\n"
		"org.yaml:4:35: unknown unit \"C1\": did you mean \"C-1\"?\n"
		"org.yaml:5:5: unit \"T-2\" has no parent, but the root is \"C-1\" already: give it one\n"
		"org.yaml:6:5: unit has no \"id\": Code of the unit. Several rows of one unit with other dates are its history.\n"
		"org.yaml:7:28: unknown unit \"T-11\": did you mean \"T-1\"?\n"
		"org.yaml:7:46: valid_from: expected a date like 2026-11-22, got \"2026-13-01\"\n"
		"org.yaml:7:59: valid_to lies before valid_from\n");
	(void)state;
}

static void load_org__seller_before_the_unit__is_warned_about(void **state)
{
	company_says("org.yaml",
		     "units:\n"
		     "  - {id: C-1, type: company}\n"
		     "  - {id: T-1, type: team, parent: C-1, valid_from: 2026-01-01}\n"
		     "sellers: [{id: anna, unit: T-1}]\n",
		     "org.yaml:4:11: warning: seller \"anna\" belongs to unit \"T-1\" on days on which the unit is not there\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_org__root_written_second__comes_first),
		cmocka_unit_test(load_org__two_rows_of_a_seller__are_the_membership_history),
		cmocka_unit_test(load_org__seller_without_a_title__has_his_code_which_is_kept_once),
		cmocka_unit_test(load_org__calendar_of_the_parent__is_inherited),
		cmocka_unit_test(load_org__calendar_of_a_parent_that_changes__is_inherited_day_by_day),
		cmocka_unit_test(load_org__day_without_a_row__counts_as_the_next_one_after_the_last_as_that),
		cmocka_unit_test(load_org__calendar_of_a_seller__is_that_of_the_row),
		cmocka_unit_test(load_org__overlapping_rows_of_a_unit__are_refused_once),
		cmocka_unit_test(load_org__overlapping_membership__is_refused),
		cmocka_unit_test(load_org__cycle_on_some_days__is_refused),
		cmocka_unit_test(load_org__units_below_a_cycle__are_not_told_too),
		cmocka_unit_test(load_org__swapped_places_on_other_days__is_no_cycle),
		cmocka_unit_test(load_org__seventeen_levels__are_too_many),
		cmocka_unit_test(load_org__unknown_references__offer_the_nearest),
		cmocka_unit_test(load_org__seller_before_the_unit__is_warned_about),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
