/* The schedule: duties as a consultant writes them, and what is said where they make no sense. */
#include "tiny_company.h"

static void load_schedule__defaults__and_the_table_of_duties(void **state)
{
	const struct file with[] = {
		{ "schedule.yaml",
		  "schedule:\n"
		  "  deal: {due: '19:00'}\n"
		  "  week: {form: deal, cadence: weekly, weekday: mon, due_in: next, due: '10:00', units: [T-1]}\n"
		  "  month: {form: deal, cadence: monthly, workday: 2, due: '24:00', lock_soft_days: 0}\n" },
		{ "kpis.yaml", "measures:\n"
			       "  revenue: {sum: amount, where: {kind: won}}\n"
			       "  missing: {facts: duty, sum: missing, where: {duty: deal}}\n"
			       "kpis:\n"
			       "  revenue: {formula: revenue, unit: money}\n"
			       "  win_rate: {formula: missing / revenue, unit: percent}\n" },
	};
	struct model *m = company_model(with, 2);
	const struct duty *d = m->duties;

	(void)state;
	assert_int_equal(m->duty_count, 3);
	assert_int_equal(m->duty_facts, 1);
	assert_str(m->fact_tables[1].code, "duty");
	assert_int_equal(m->fact_tables[1].column_count, 2); /* duty and missing: the others are read by nothing */
	assert_int_equal(m->measures[0].facts, 0);           /* the table of the forms need not be named */
	assert_true(m->forms[0].scheduled);
	assert_str(d[0].form, "deal");
	assert_int_equal(d[0].due_minute, 19 * 60);
	assert_int_equal(d[0].short_minutes, 60);
	assert_int_equal(d[0].remind_minutes, 120);
	assert_int_equal(d[0].grace_minutes, 60);
	assert_int_equal(d[0].lock_soft_days, -1);
	assert_true(d[0].once);
	assert_false(d[0].in_next);
	assert_true(d[1].in_next);
	assert_int_equal(d[1].weekday, 1);
	assert_int_equal(d[1].unit_count, 1);
	assert_true(d[2].in_next);
	assert_int_equal(d[2].nth, 2);
	assert_int_equal(d[2].due_minute, 1440);
	model_free(m);
}

static void load_schedule__none__and_nothing_is_scheduled(void **state)
{
	struct model *m = company_model(NULL, 0);

	(void)state;
	assert_int_equal(m->duty_count, 0);
	assert_int_equal(m->duty_facts, NONE);
	assert_int_equal(m->fact_table_count, 1);
	assert_false(m->forms[0].scheduled);
	model_free(m);
}

#define DUTY(text) "schedule:\n  daily: {" text "}\n"

static void load_schedule__mistakes__are_told_where_they_stand(void **state)
{
	(void)state;
	company_says("schedule.yaml", DUTY("due: '19:00'"), "schedule.yaml:2:3: unknown form \"daily\"\n");
	company_says("schedule.yaml", DUTY("form: deel, due: '19:00'"),
		     "schedule.yaml:2:17: unknown form \"deel\": did you mean \"deal\"?\n");
	company_says("schedule.yaml", DUTY("form: deal, due: '24:01'"),
		     "schedule.yaml:2:28: due: expected a local time like 19:00, got \"24:01\"\n");
	company_says("schedule.yaml", DUTY("form: deal, due: '19:00', units: [T-3]"),
		     "schedule.yaml:2:45: unknown unit \"T-3\": did you mean \"T-1\"?\n");
	company_says("schedule.yaml", DUTY("form: deal, due: '19:00', roles: [seller]"),
		     "schedule.yaml:2:45: no seller has the role \"seller\"\n");
	company_says("schedule.yaml", DUTY("form: deal, due: '19:00', lock_soft_days: 5, lock_hard_days: 4"),
		     "schedule.yaml:2:3: duty \"daily\": expected lock_soft_days not above lock_hard_days\n");
	company_says("schedule.yaml", DUTY("form: deal"),
		     "schedule.yaml:2:3: a duty \"daily\" has no \"due\": Local time in the seller's zone, like 19:00.\n");
}

static void load_schedule__measures_that_keep_values__are_refused(void **state)
{
	const struct file with[] = { { "schedule.yaml", "schedule: {}\n" },
				     { "kpis.yaml", "measures:\n"
						    "  revenue: {facts: deal, sum: amount}\n"
						    "  worst: {facts: duty, max: missing}\n"
						    "kpis:\n"
						    "  revenue: {formula: revenue}\n"
						    "  win_rate: {formula: worst}\n" } };
	struct bundle *b = company_bundle(with, 2);
	struct problems p = { 0 };
	struct buf said = { 0 };

	(void)state;
	assert_null(model_load(b, &p));
	problems_print(&p, &said);
	assert_string_equal(said.ptr,
			    "kpis.yaml:3:3: measure \"worst\": of the schedule's tables expected sum, count, average or ratio\n");
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_schedule__defaults__and_the_table_of_duties),
		cmocka_unit_test(load_schedule__none__and_nothing_is_scheduled),
		cmocka_unit_test(load_schedule__mistakes__are_told_where_they_stand),
		cmocka_unit_test(load_schedule__measures_that_keep_values__are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
