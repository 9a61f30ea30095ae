/* Absences: what days of leave do to working days that a decision counts, to due days and, where the model says so, to plans.
 * May 2026: the 1st is a Friday; Monday to Friday has 21 working days and the plan of anna is 2100, so 100 a day. She is away
 * from Monday the 4th to Friday the 8th. */
#include "folded.h"

#define RULE                                                                                                                     \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant',\n"                                      \
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) },\n"      \
	"  for_ = sdm.workdays(3), clear_for = sdm.days(1), on_missing = 'open', severity = 'amber',\n"                          \
	"  run = function(case) case:alert { to = 'head' }\n"                                                                    \
	"    case:task('plan', { to = case.seller, due = sdm.workdays(2), title = 'Plan' }) end }\n"
#define SILENT                                                                                                                   \
	"local sdm = require 'sdm'\n"                                                                                            \
	"return sdm.decision 'silent' { api = 1, title = 'Silent', owner = 'consultant',\n"                                      \
	"  watch = { kpi = 'reports', each = 'seller', period = 'month' },\n"                                                    \
	"  when = sdm.under { value = 1, by_day = true }, for_ = sdm.workdays(1), on_missing = 'open',\n"                        \
	"  run = function(case) case:alert { to = case.seller } end }\n"
#define COMPANY(more) "company: tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: mon-fri\nperiods: [day, month]\n" more

static const struct fold_file away[] = {
	{ "absences.yaml", "absences:\n  - {seller: anna, from: 2026-05-04, to: 2026-05-08}\n" },
	{ "decisions/behind.lua", RULE },
	{ "org.yaml", "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, head: head}\n"
		      "  - {id: T2, type: team, parent: C}\n"
		      "sellers:\n  - {id: anna, unit: T1}\n  - {id: boris, unit: T1}\n" },
	{ "company.yaml", COMPANY("") },
};
enum { AWAY = sizeof(away) / sizeof(*away) };

static int64_t expected_e4(const struct fold *f, const char *kind, const char *id, const char *date, int64_t *out_total)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	uint32_t scope = figures_scope(e, model_scope_kind(m, str_of(kind)), str_of(id));
	struct figures figures;
	struct period may;
	int32_t day;
	int64_t e4;

	assert_int_equal(period_parse(m, PERIOD_MONTH, STR("2026-05"), &may, NULL), 0);
	assert_int_equal(date_parse(str_of(date), &day, NULL), 0);
	figures_to_date(e, scope, model_kpi(m, STR("revenue")), may, NONE, LEVEL_TARGET, day, &figures);
	assert_true(ratio_scaled(figures.expected, E4, &e4));
	*out_total = figures.total;
	return e4;
}

/* Behind on Friday the 1st; the next two working days are Monday the 11th and Tuesday the 12th. Two more after it: the 14th. */
static void days_of_leave__are_none_of_the_days_running_nor_of_those_until_due(void **state)
{
	struct fold *f = fold_new(away, AWAY);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");
	fold_until(f, "2026-05-12T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-13T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open scope=anna since=2026-05-01 day=2026-05-12 expected=800"), 1);
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-14"), 1);
	fold_free(f);
}

static void reports__are_not_due_on_days_of_leave(void **state)
{
	struct fold_file silent[AWAY + 1];
	struct fold *f;

	(void)state;
	memcpy(silent, away, sizeof(away));
	silent[1] = (struct fold_file){ "decisions/behind.lua", NULL };
	silent[2].text = "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, head: head}\n"
			 "sellers:\n  - {id: anna, unit: T1}\n";
	silent[AWAY] = (struct fold_file){ "decisions/silent.lua", SILENT };
	struct fold_file kpis = { "kpis.yaml", "measures:\n  revenue: {sum: amount}\n  reports: {count: yes}\n"
					       "kpis:\n  revenue: {formula: revenue, unit: money}\n"
					       "  reports: {formula: reports, unit: count}\n" };
	struct fold_file all[AWAY + 2];

	memcpy(all, silent, sizeof(silent));
	all[AWAY + 1] = kpis;
	f = fold_new(all, AWAY + 2);
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");
	fold_until(f, "2026-05-11T23:59:59Z");
	assert_int_equal(fold_count(f, "alerts"), 0);
	fold_until(f, "2026-05-12T00:00:00Z");

	assert_int_equal(fold_count(f, "alerts kind=open decision=silent scope=anna since=2026-05-11"), 1);
	fold_free(f);
}

static void leave_known_only_now__moves_what_is_due_and_is_told(void **state)
{
	struct fold_file later[AWAY];
	struct fold *f;

	(void)state;
	memcpy(later, away, sizeof(later));
	later[0].text = "absences:\n  - {seller: anna, from: 2026-05-06, to: 2026-05-06, kind: sick}\n";
	f = fold_new(away + 1, AWAY - 1);
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "tasks state=open due=2026-05-07"), 1);
	fold_clear(f);
	fold_activate(f, later, AWAY, "a");

	assert_int_equal(fold_count(f, "tasks case=C1 task=T1 state=open to=anna due=2026-05-08"), 1);
	fold_restart(f);
	fold_free(f);
}

static void plan__goes_on_while_its_seller_is_away(void **state)
{
	struct fold *f = fold_new(away, AWAY);
	int64_t total;

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");
	assert_int_equal(expected_e4(f, "seller", "anna", "2026-05-08", &total), 6000000);
	assert_int_equal(total, 21);
	fold_free(f);
}

/* 2100 over the 16 days left: 131.25 each. The team that adds up its members' plans stands still with her. */
static void plan_that_rests__stands_still_and_the_other_days_carry_the_whole_target(void **state)
{
	struct fold_file resting[AWAY];
	struct fold *f;
	int64_t total;

	(void)state;
	memcpy(resting, away, sizeof(resting));
	resting[3].text = COMPANY("plan_rests_on_absence: yes\n");
	f = fold_new(resting, AWAY);
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=10");

	assert_int_equal(expected_e4(f, "seller", "anna", "2026-05-01", &total), 1312500);
	assert_int_equal(total, 16);
	assert_int_equal(expected_e4(f, "seller", "anna", "2026-05-08", &total), 1312500);
	assert_int_equal(expected_e4(f, "seller", "anna", "2026-05-11", &total), 2625000);
	assert_int_equal(expected_e4(f, "seller", "anna", "2026-05-31", &total), 21000000);
	assert_int_equal(expected_e4(f, "team", "T1", "2026-05-08", &total), 1312500);
	assert_int_equal(total, 21); /* its own days */
	fold_free(f);
}

/* Nothing is left to spread it over but calendar days: 2100 over 31. */
static void plan_that_rests__of_a_month_away__is_spread_over_its_calendar_days(void **state)
{
	struct fold_file resting[AWAY];
	struct fold *f;
	int64_t total;

	(void)state;
	memcpy(resting, away, sizeof(resting));
	resting[0].text = "absences:\n  - {seller: anna, from: 2026-05-01, to: 2026-05-31, kind: parental}\n";
	resting[3].text = COMPANY("plan_rests_on_absence: yes\n");
	f = fold_new(resting, AWAY);
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=boris at=2026-05-01 kind=won amount=10");

	assert_int_equal(expected_e4(f, "seller", "anna", "2026-05-10", &total), 6774194);
	assert_int_equal(total, 31);
	fold_free(f);
}

static void schedule__asks_nobody_on_days_of_leave(void **state)
{
	static const struct fold_file duty[] = {
		{ "schedule.yaml", "schedule:\n  daily: {form: deal, due: '19:00', grace_min: 0}\n" },
		{ "kpis.yaml",
		  "measures:\n  revenue: {facts: deal, sum: amount}\n  missing: {facts: duty, sum: missing}\n"
		  "kpis:\n  revenue: {formula: revenue, unit: money}\n  missing: {formula: missing, unit: count}\n" },
	};
	struct fold_file with[AWAY + 2];

	(void)state;
	memcpy(with, away, sizeof(away));
	memcpy(with + AWAY, duty, sizeof(duty));
	struct fold *f = fold_new(with, AWAY + 2);
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=boris at=2026-05-01 kind=won amount=10");
	fold_until(f, "2026-05-12T00:00:00Z");

	assert_int_equal(fold_figure(f, "seller", "anna", "missing", "2026-05-01"), 10000);
	assert_int_equal(fold_figure(f, "seller", "anna", "missing", "2026-05-04"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "seller", "anna", "missing", "2026-05-08"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "seller", "anna", "missing", "2026-05-11"), 10000);
	assert_int_equal(fold_figure(f, "seller", "boris", "missing", "2026-05-04"), 10000);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_of_leave__are_none_of_the_days_running_nor_of_those_until_due),
		cmocka_unit_test(reports__are_not_due_on_days_of_leave),
		cmocka_unit_test(schedule__asks_nobody_on_days_of_leave),
		cmocka_unit_test(leave_known_only_now__moves_what_is_due_and_is_told),
		cmocka_unit_test(plan__goes_on_while_its_seller_is_away),
		cmocka_unit_test(plan_that_rests__stands_still_and_the_other_days_carry_the_whole_target),
		cmocka_unit_test(plan_that_rests__of_a_month_away__is_spread_over_its_calendar_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
