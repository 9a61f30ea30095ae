#include "rules/capacity_norms.h"
#include "tiny_company.h"

static void load_capacity__every_list__is_read_with_its_dates(void **state)
{
	const struct file with[] = {
		{ "capacity.yaml",
		  "workload:\n"
		  "  - {segment: A, title: Large, clients: 40, contacts: 4, hours: 1.5, selling_share: 65%}\n"
		  "  - {segment: A, scope: team_product, member: T-1 | GTX Pro, clients: win_rate, contacts: 1, hours: 1}\n"
		  "quotas:\n"
		  "  - {kpi: revenue, month: 500000, attainment: 85%, ramp: [25%, 0.5], valid_to: 2026-06-30}\n"
		  "  - {kpi: revenue, month: 600000, valid_from: 2026-07-01}\n"
		  "coverage:\n"
		  "  - {kpi: revenue, win: win_rate, slip: 20%, open: revenue}\n"
		  "forecast:\n"
		  "  - {kpi: revenue, category: commit, amount: revenue, weight: 90%}\n" },
	};
	struct model *m = company_model(with, 1);
	const struct capacity_norms *n = m->capacity;

	assert_int_equal(n->work_count, 2);
	assert_int_equal(n->work[0].clients.kpi, NONE);
	assert_int_equal(n->work[0].clients.e4, 400000);
	assert_int_equal(n->work[0].contacts_e4, 40000);
	assert_int_equal(n->work[0].hours_e4, 15000);
	assert_int_equal(n->work[0].selling_ppm, 650000);
	assert_int_equal(n->work[0].scope_kind, NONE);
	assert_true(str_eq(n->work[0].title.in[LANGUAGE_EN], STR("Large")));
	assert_true(str_eq(n->work[1].member, STR("T-1|GTX Pro")));
	assert_int_equal(n->work[1].clients.kpi, 1);
	assert_int_equal(n->work[1].selling_ppm, 700000);
	assert_int_equal(n->quotas[0].month_e4, 5000000000);
	assert_int_equal(n->quotas[0].attainment_ppm, 850000);
	assert_int_equal(n->quotas[0].ramp_count, 2);
	assert_int_equal(n->quotas[0].ramp_ppm[0], 250000);
	assert_int_equal(n->quotas[0].ramp_ppm[1], 500000);
	assert_int_equal(n->quotas[0].to, date_day(2026, 7, 1));
	assert_int_equal(n->quotas[1].attainment_ppm, 1000000);
	assert_int_equal(n->quotas[1].to, DAY_NONE);
	assert_int_equal(n->covers[0].win.kpi, 1);
	assert_int_equal(n->covers[0].slip.e4, 2000);
	assert_int_equal(n->covers[0].open, 0);
	assert_int_equal(n->categories[0].weight_ppm, 900000);
	model_free(m);
	(void)state;
}

static void load_capacity__without_the_file__there_are_no_norms(void **state)
{
	struct model *m = company_model(NULL, 0);

	assert_null(m->capacity);
	model_free(m);
	(void)state;
}

static void load_capacity__mistakes__are_named_with_their_place(void **state)
{
	company_says("capacity.yaml",
		     "workload:\n"
		     "  - {segment: A, clients: revenu, contacts: 4, hours: 1.5}\n"
		     "  - {segment: B, clients: -1, contacts: 4, hours: 1.5}\n"
		     "  - {segment: C, scope: team, clients: 1, contacts: 4, hours: 1.5}\n"
		     "  - {segment: D, scope: team, member: T-9, clients: 1, contacts: 4, hours: 1.5}\n"
		     "  - {segment: B, clients: 5, contacts: 4, hours: 1.5, valid_from: 2026-02-01}\n"
		     "quotas:\n"
		     "  - {kpi: win_rate, month: 10%}\n"
		     "  - {kpi: revenue, month: 0, ramp: [120%]}\n"
		     "  - {kpi: revenue, month: 5, roles: [seler], valid_from: 2026-02-01, valid_to: 2026-01-01}\n"
		     "coverage:\n"
		     "  - {kpi: revenue, win: 120%, slip: revenue, open: win_rate}\n"
		     "forecast:\n"
		     "  - {kpi: revenue, category: commit, amount: revenue, weight: 101%}\n",
		     "capacity.yaml:2:27: unknown kpi \"revenu\": did you mean \"revenue\"?\n"
		     "capacity.yaml:3:27: clients: expected 0 or more, got \"-1\"\n"
		     "capacity.yaml:4:5: norm of work: expected `scope` and `member` together, or neither\n"
		     "capacity.yaml:5:39: unknown unit \"T-9\": did you mean \"T-1\"?\n"
		     "capacity.yaml:6:5: norm of work holds on days of an earlier row: end that one the day before\n"
		     "capacity.yaml:8:11: quota: expected a KPI that adds up; \"win_rate\" does not\n"
		     "capacity.yaml:9:27: month: expected more than 0, got \"0\"\n"
		     "capacity.yaml:9:37: ramp: expected 0% to 100%, got \"120%\"\n"
		     "capacity.yaml:10:5: quota ends before it begins\n"
		     "capacity.yaml:10:38: no seller has the role \"seler\"\n"
		     "capacity.yaml:12:25: win: expected 0% to 100%, got \"120%\"\n"
		     "capacity.yaml:12:37: slip: expected a KPI that is a percentage; \"revenue\" is none\n"
		     "capacity.yaml:12:52: open: expected a KPI in the unit of \"revenue\"\n"
		     "capacity.yaml:14:63: weight: expected a share like 15% from 0% to 100%, got \"101%\"\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_capacity__every_list__is_read_with_its_dates),
		cmocka_unit_test(load_capacity__without_the_file__there_are_no_norms),
		cmocka_unit_test(load_capacity__mistakes__are_named_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
