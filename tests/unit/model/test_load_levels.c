#include "rules/level.h"
#include "rules/period.h"
#include "tiny_company.h"

#define KPIS                                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n"                                                                                       \
			     "  calls: {sum: amount}\n"                                                                          \
			     "  won: {count: yes, where: {kind: won}}\n"                                                         \
			     "kpis:\n"                                                                                           \
			     "  revenue: {formula: calls, unit: money}\n"                                                        \
			     "  calls: {formula: calls, unit: count}\n"                                                          \
			     "  rate: {formula: calls / won, unit: percent}\n"                                                   \
	}
#define LEVELS                                                                                                                   \
	"levels:\n"                                                                                                              \
	"  junior: {title: {ru: Младший, en: Junior}}\n"                                                                  \
	"  senior: Senior\n"                                                                                                     \
	"norms:\n"                                                                                                               \
	"  - {level: junior, kpi: calls, norm: 30}\n"                                                                            \
	"  - {level: junior, kpi: calls, per: week, norm: 140}\n"                                                                \
	"  - {level: senior, kpi: calls, per: month, norm: 190, valid_to: 2026-04-30}\n"                                         \
	"  - {level: senior, kpi: calls, per: month, norm: 380, valid_from: 2026-05-01}\n"                                       \
	"ramp:\n"                                                                                                                \
	"  - {level: junior, month: 1, plan: 30%, norms: 50%}\n"                                                                 \
	"  - {level: junior, month: 2, plan: 66.6%}\n"
#define ORG(anna)                                                                                                                \
	{                                                                                                                        \
		"org.yaml", "units:\n"                                                                                           \
			    "  - {id: C-1, type: company}\n"                                                                     \
			    "  - {id: T-1, type: team, parent: C-1}\n"                                                           \
			    "sellers:\n" anna                                                                                    \
	}
#define ANNA                                                                                                                     \
	"  - {id: anna, unit: T-1, level: junior, hired: 2026-04-16, valid_from: 2026-04-16, valid_to: 2026-05-19}\n"            \
	"  - {id: anna, unit: T-1, level: senior, valid_from: 2026-05-20}\n"
#define PLANS(text)                                                                                                              \
	{                                                                                                                        \
		"plans.yaml", text                                                                                               \
	}

static struct model *levels_model(void)
{
	const struct file with[] = {
		{ "levels.yaml", LEVELS },
		KPIS,
		ORG(ANNA),
		PLANS("plan:\n"
		      "  - {scope: seller, member: anna, kpi: revenue, period: 2026-04, target: 1000000.01, ramped: yes}\n"
		      "  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 1000000.01, ramped: yes}\n"
		      "  - {scope: seller, member: anna, kpi: revenue, period: 2026-06, target: 1000000.01, ramped: yes}\n"
		      "  - {scope: seller, member: anna, kpi: calls, period: 2026-05, target: 500}\n"),
		{ "company.yaml", "company: tiny\nlanguages: [ru, en]\nperiods: [day, week, month]\n" },
	};

	return company_model(with, sizeof(with) / sizeof(*with));
}

static void load_levels__levels_of_a_seller__hold_on_their_days(void **state)
{
	struct model *m = levels_model();

	assert_int_equal(m->level_count, 2);
	assert_str(m->levels[0].title.in[LANGUAGE_EN], "Junior");
	assert_int_equal(level_on(m, 0, date_day(2026, 4, 15)), NONE);
	assert_int_equal(level_on(m, 0, date_day(2026, 5, 19)), 0);
	assert_int_equal(level_on(m, 0, date_day(2026, 5, 20)), 1);
	model_free(m);
	(void)state;
}

static void load_levels__month_of_the_ramp__counts_calendar_months_from_hire(void **state)
{
	struct model *m = levels_model();

	assert_int_equal(level_ramp_month(m, 0, date_day(2026, 4, 15)), 0);
	assert_int_equal(level_ramp_month(m, 0, date_day(2026, 4, 16)), 1);
	assert_int_equal(level_ramp_month(m, 0, date_day(2026, 4, 30)), 1);
	assert_int_equal(level_ramp_month(m, 0, date_day(2026, 5, 1)), 2);
	assert_int_equal(level_ramp_month(m, 0, date_day(2026, 5, 20)), 0); /* his new level has no ramp */
	assert_int_equal(level_plan_ppm(m, 0, date_day(2026, 5, 1)), 666000);
	assert_int_equal(level_norm_ppm(m, 0, date_day(2026, 5, 1)), PPM);
	model_free(m);
	(void)state;
}

static void load_levels__ramped_plan__is_the_part_of_its_first_day(void **state)
{
	struct model *m = levels_model();

	assert_int_equal(m->plan[0].target_e4, 3000000030);  /* 300000.003 */
	assert_int_equal(m->plan[1].target_e4, 6660000067);  /* 666000.00666 */
	assert_int_equal(m->plan[2].target_e4, 10000000100); /* after the ramp */
	assert_int_equal(m->plan[3].target_e4, 5000000);
	model_free(m);
	(void)state;
}

static int64_t norm_e4(const struct model *m, const char *period, int32_t day)
{
	struct period p;
	int64_t e4;

	for (uint32_t i = 0; i < m->period_kind_count; i++)
		if (period_parse(m, m->period_kinds[i], str_of(period), &p, NULL) == 0)
			break;
	return ratio_scaled(level_norm(m, 0, model_kpi(m, STR("calls")), p, day), E4, &e4) ? e4 : INT64_MIN;
}

/* 16 April 2026 is a Thursday, 20 May a Wednesday; May has 21 working days by mon-fri. */
static void level_norm__is_that_of_each_working_day__by_level_and_ramp(void **state)
{
	struct model *m = levels_model();

	assert_int_equal(norm_e4(m, "2026-04-16", date_day(2026, 4, 16)), 150000);
	assert_int_equal(norm_e4(m, "2026-04-18", date_day(2026, 4, 18)), 0);
	assert_int_equal(norm_e4(m, "2026-04-15", date_day(2026, 4, 15)), INT64_MIN);
	assert_int_equal(norm_e4(m, "2026-W16", date_day(2026, 4, 19)), 280000); /* two days of five, half of 140 */
	assert_int_equal(norm_e4(m, "2026-04", date_day(2026, 4, 30)), 1650000); /* 11 days of 15 */
	assert_int_equal(norm_e4(m, "2026-W19", date_day(2026, 5, 10)), 1400000);
	assert_int_equal(norm_e4(m, "2026-05", date_day(2026, 5, 19)), 3900000); /* 13 days of 30 */
	assert_int_equal(norm_e4(m, "2026-05", date_day(2026, 5, 31)), 5347619); /* and 8 days of 380 / 21 */
	model_free(m);
	(void)state;
}

static void level_norm__on_days_of_absence__is_not_asked(void **state)
{
	const struct file with[] = {
		{ "levels.yaml", LEVELS },
		KPIS,
		ORG(ANNA),
		PLANS("plan: []\n"),
		{ "absences.yaml", "absences:\n  - {seller: anna, from: 2026-05-04, to: 2026-05-06, kind: sick}\n" },
		{ "company.yaml", "company: tiny\nlanguages: [ru, en]\nperiods: [day, week, month]\n" },
	};
	struct model *m = company_model(with, sizeof(with) / sizeof(*with));

	assert_int_equal(norm_e4(m, "2026-W19", date_day(2026, 5, 10)), 560000); /* two days of five of 140 */
	assert_int_equal(norm_e4(m, "2026-05-04", date_day(2026, 5, 4)), 0);
	model_free(m);
	(void)state;
}

static void load_levels__mistakes__are_told_where_they_stand(void **state)
{
	(void)state;
	company_says("levels.yaml",
		     "levels: {junior: Junior, senior: Senior}\n"
		     "norms:\n"
		     "  - {level: junor, kpi: revenue, norm: 3}\n"
		     "  - {level: junior, kpi: win_rate, norm: 3}\n"
		     "  - {level: junior, kpi: revenue, norm: -3}\n"
		     "  - {level: junior, kpi: revenue, per: year, norm: 3}\n"
		     "  - {level: senior, kpi: revenue, norm: 3, valid_to: 2026-05-31}\n"
		     "  - {level: senior, kpi: revenue, norm: 4, valid_from: 2026-05-31}\n"
		     "ramp:\n"
		     "  - {level: junior, month: 1, plan: 120%}\n"
		     "  - {level: senior, month: 1, plan: 20%}\n"
		     "  - {level: senior, month: 1, plan: 30%}\n"
		     "  - {level: senior, month: 61, plan: 30%}\n",
		     "levels.yaml:3:13: unknown level \"junor\": did you mean \"junior\"?\n"
		     "levels.yaml:4:26: norm of \"win_rate\": it does not add up over the days\n"
		     "levels.yaml:5:41: norm: expected a number that is not negative, got \"-3\"\n"
		     "levels.yaml:6:40: per: expected one of day, week, month, got \"year\"\n"
		     "levels.yaml:8:5: level \"senior\" has two norms of \"revenue\" on the same days: end the earlier one the "
		     "day before\n"
		     "levels.yaml:10:37: plan: expected a share like 15% from 0% to 100%, got \"120%\"\n"
		     "levels.yaml:12:5: month 1 of level \"senior\" is given twice\n"
		     "levels.yaml:13:28: month: expected a whole number from 1 to 60, got \"61\"\n");
	company_says("levels.yaml", "levels: {junior: Junior}\nramp:\n  - {level: junior, month: 2, plan: 20%}\n",
		     "levels.yaml:3:5: ramp of level \"junior\": month 2 is given and month 1 is not\n");
	company_says("org.yaml",
		     "units: [{id: C-1, type: company}, {id: T-1, type: team, parent: C-1}]\n"
		     "sellers:\n"
		     "  - {id: anna, unit: C-1, level: junior, hired: 2026-04-16, valid_to: 2026-05-19}\n"
		     "  - {id: anna, unit: C-1, hired: 2026-04-17, valid_from: 2026-05-20}\n",
		     "org.yaml:3:34: unknown level \"junior\"\n"
		     "org.yaml:4:5: seller \"anna\": `hired` is another day in a row above\n");
}

static void ramp_apply__what_has_no_parts__is_refused(void **state)
{
	(void)state;
	company_says("plans.yaml",
		     "plan:\n"
		     "  - {scope: team, member: T-1, kpi: revenue, period: 2026-05, target: 1, ramped: yes}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026-Q2, target: 1, ramped: yes}\n"
		     "  - {scope: seller, member: anna, kpi: win_rate, period: 2026-05, target: 50%, ramped: yes}\n",
		     "plans.yaml:2:5: a ramped plan is a seller's; a unit's is the sum of its members'\n"
		     "plans.yaml:3:5: a ramped plan is one of a day, a week or a month; `sums` make a quarter of its months\n"
		     "plans.yaml:4:5: a KPI that does not add up over the days has no ramped plan\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_levels__levels_of_a_seller__hold_on_their_days),
		cmocka_unit_test(load_levels__month_of_the_ramp__counts_calendar_months_from_hire),
		cmocka_unit_test(load_levels__ramped_plan__is_the_part_of_its_first_day),
		cmocka_unit_test(level_norm__is_that_of_each_working_day__by_level_and_ramp),
		cmocka_unit_test(level_norm__on_days_of_absence__is_not_asked),
		cmocka_unit_test(load_levels__mistakes__are_told_where_they_stand),
		cmocka_unit_test(ramp_apply__what_has_no_parts__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
