#include "rules/period.h"
#include "rules/plan.h"
#include "tiny_company.h"

static void load_plans__rows__have_scope_members_and_value(void **state)
{
	const struct file with = {
		"plans.yaml",
		"plan:\n"
		"  - {scope: team_product, member: T-1|GTX Pro, kpi: revenue, period: 2026-Q2, target: 12.5, level: stretch}\n"
		"  - {scope: seller, member: anna, kpi: win_rate, period: 2026, target: 63%}\n"
		"  - {scope: seller, member: anna, kpi: win_rate, period: 2026, target: 0.65, version: 2, valid_from: "
		"2026-07-01}\n"
	};
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->plan_count, 3);
	assert_str(m->plan[0].members[0], "T-1");
	assert_str(m->plan[0].members[1], "GTX Pro");
	assert_int_equal(m->plan[0].target_e4, 125000);
	assert_int_equal(m->plan[0].level, LEVEL_STRETCH);
	assert_int_equal(m->plan[0].period.kind, PERIOD_QUARTER);
	assert_int_equal(m->plan[0].valid_from, DAY_MIN);
	assert_int_equal(m->plan[1].target_e4, 6300);
	assert_int_equal(m->plan[2].target_e4, 6500);
	assert_int_equal(m->plan[2].version, 2);
	assert_int_equal(m->plan[2].valid_from, 20635);
	model_free(m);
	(void)state;
}

static void load_plans__table_with_scale__is_read_by_unit(void **state)
{
	const struct file with[] = {
		{ "plan.csv", "scope_type,scope_id,kpi,period_kind,period_id,target\n"
			      "seller,anna,revenue,quarter,2026-Q2,740000000\n"
			      "seller,anna,win_rate,quarter,2026-Q2,630000\n" },
		{ "plans.yaml", "plan:\n"
				"  table: plan.csv\n"
				"  columns: {scope: scope_type, member: scope_id, period: period_id}\n"
				"  scale: {money: e4, percent: ppm}\n" },
	};
	struct model *m = company_model(with, 2);

	assert_int_equal(m->plan_count, 2);
	assert_int_equal(m->plan[0].target_e4, 740000000);
	assert_int_equal(m->plan[1].target_e4, 6300);
	model_free(m);
	(void)state;
}

/* As a Russian spreadsheet writes it. */
static void load_plans__table_with_semicolons__has_decimal_commas(void **state)
{
	const struct file with[] = {
		{ "plan.csv", "\xef\xbb\xbf"
			      "scope;member;kpi;period;target;version\r\n"
			      "seller;anna;revenue;2026-05;1\xc2\xa0"
			      "234\xc2\xa0"
			      "567,89;1\r\n"
			      "seller;anna;win_rate;2026-05;63,5 %;1 000\r\n"
			      ";;;;;\r\n" },
		{ "plans.yaml", "plan: {table: plan.csv}\n" },
	};
	struct model *m = company_model(with, 2);

	assert_int_equal(m->plan_count, 2);
	assert_int_equal(m->plan[0].target_e4, 12345678900);
	assert_int_equal(m->plan[1].target_e4, 6350);
	assert_int_equal(m->plan[1].version, 1000);
	model_free(m);
	(void)state;
}

static void load_plans__decimal_comma_in_a_table_with_commas__is_refused(void **state)
{
	const struct file with[] = {
		{ "plan.csv", "scope,member,kpi,period,target\nseller,anna,revenue,2026-05,\"1,5\"\n" },
		{ "plans.yaml", "plan: {table: plan.csv}\n" },
	};
	struct bundle *b = company_bundle(with, 2);
	struct problems p = { 0 };
	struct buf said = { 0 };

	assert_null(model_load(b, &p));

	problems_print(&p, &said);
	assert_string_equal(said.ptr, "plan.csv:2:5: target: expected a number with at most 4 decimals, got \"1,5\"\n");
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
	(void)state;
}

/* The target of the company's month as the plan book has it. */
static int64_t company_month(const struct plan_book *b, const struct model *m, const struct domains *d, const struct scopes *s,
			     const char *month)
{
	struct scope scope = { .kind = model_scope_kind(m, STR("company")) };
	struct period p;

	scope.members[0] = names_find(&d->list.at[DOMAIN_UNIT].names, STR("C-1"));
	assert_int_equal(period_parse(m, PERIOD_MONTH, str_of(month), &p, NULL), 0);
	const struct plan *plan = plan_find(b, scope_find(s, scope), model_kpi(m, STR("revenue")), p, LEVEL_TARGET);

	assert_non_null(plan);
	return plan_target(plan, period_from(m, p));
}

/* The worked example of the domain notes, 36 million over the year. */
static void load_plans__profile__splits_a_year_exactly(void **state)
{
	const struct file with = {
		"plans.yaml", "profiles: {season: [70, 85, 100, 100, 90, 100, 95, 95, 110, 115, 120, 120]}\n"
			      "plan:\n"
			      "  - {scope: company, member: C-1, kpi: revenue, period: 2026, target: 36000000, profile: season}\n"
	};
	static const struct {
		const char *month;
		int64_t target_e4;
	} millions[] = {
		{ "2026-01", 21000000000 }, { "2026-02", 25500000000 }, { "2026-03", 30000000000 }, { "2026-04", 30000000000 },
		{ "2026-05", 27000000000 }, { "2026-06", 30000000000 }, { "2026-07", 28500000000 }, { "2026-08", 28500000000 },
		{ "2026-09", 33000000000 }, { "2026-10", 34500000000 }, { "2026-11", 36000000000 }, { "2026-12", 36000000000 },
	};
	struct model *m = company_model(&with, 1);
	struct domains domains = { 0 };
	struct scopes scopes = { 0 };

	assert_int_equal(m->plan_count, 1);
	assert_int_equal(m->plan[0].profile, 1);
	assert_int_equal(m->profiles[0].month_count, 12);
	assert_int_equal(m->profiles[0].weights[1], 17);
	domains_bind(&domains, m);
	struct plan_book *b = plan_book_new(m, &domains, &scopes, NULL, 0);

	for (size_t i = 0; i < sizeof(millions) / sizeof(*millions); i++)
		assert_int_equal(company_month(b, m, &domains, &scopes, millions[i].month), millions[i].target_e4);
	plan_book_free(b);
	scopes_free(&scopes);
	domains_free(&domains);
	model_free(m);
	(void)state;
}

static void load_plans__profile__is_for_what_adds_up_and_gives_each_month_once(void **state)
{
	company_says("plans.yaml",
		     "profiles: {flat: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}\n"
		     "plan:\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026, target: 12, profile: flat}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026-03, target: 2, version: 2}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026-04, target: 2}\n"
		     "  - {scope: seller, member: anna, kpi: win_rate, period: 2026, target: 60%, profile: flat}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2027-05, target: 2, profile: flat}\n",
		     "plans.yaml:5:5: the plan of \"anna\" for revenue in 2026-04 is given twice: keep one, or give the later a "
		     "version\n"
		     "plans.yaml:6:86: profile \"flat\": \"win_rate\" does not add up over the months\n"
		     "plans.yaml:7:86: profile \"flat\": expected a year with 12 weights or a quarter with 3\n");
	(void)state;
}

static void load_plans__weights_that_do_not_add_up__are_refused(void **state)
{
	company_says("plans.yaml",
		     "profiles:\n"
		     "  a: [30%, 30%, 30%]\n"
		     "  b: [30%, 30, 40%]\n"
		     "  c: [-1, 1, 1]\n",
		     "plans.yaml:2:6: weights of profile \"a\" add up to 90%: expected percentages that add up to 100%\n"
		     "plans.yaml:3:6: weights of profile \"b\" add up to 100 with only some of them percentages: expected "
		     "percentages that add up to "
		     "100%\n"
		     "plans.yaml:4:7: weights: expected up to 12 numbers or percentages that are not negative\n");
	(void)state;
}

static void load_plans__sums__are_for_periods_and_scopes(void **state)
{
	const struct file with = { "plans.yaml", "sums:\n"
						 "  - {of: product, gives: company, member: C-1, period: month}\n"
						 "  - {of: company, period: month, gives: company, gives_period: quarter}\n"
						 "  - {of: seller, gives: channel, member: reseller}\n" };
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->plan_sum_count, 6);
	assert_str(m->plan_sums[0].to_members[0], "C-1");
	assert_int_equal(m->plan_sums[0].from_period_kind, PERIOD_MONTH);
	assert_int_equal(m->plan_sums[0].to_period_kind, PERIOD_MONTH);
	assert_int_equal(m->plan_sums[1].to_members[0].len, 0);
	assert_int_equal(m->plan_sums[1].to_period_kind, PERIOD_QUARTER);
	assert_int_equal(m->plan_sums[5].to_period_kind, PERIOD_YEAR);
	model_free(m);
	(void)state;
}

static void load_plans__a_fiscal_year_from_april__is_told_how_to_write_it(void **state)
{
	const struct file with[] = {
		{ "company.yaml", "company: tiny\nlanguages: [ru, en]\nfiscal_year_starts: 4\nperiods: [quarter, year, season]\n"
				  "custom_periods:\n  season: [{id: spring, from: 2026-03-01, to: 2026-05-31}]\n" },
		{ "plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-Q2, target: 1}\n"
				"  - {scope: seller, member: anna, kpi: revenue, period: FY2026-Q2, target: 1}\n" },
	};
	struct bundle *b = company_bundle(with, 2);
	struct problems p = { 0 };
	struct buf said = { 0 };

	assert_null(model_load(b, &p));
	problems_print(&p, &said);
	assert_string_equal(said.ptr, "plans.yaml:2:57: period: expected one of a kind that is kept, like 2026-11-22, FY2026-Q4, "
				      "FY2026 or spring, got \"2026-Q2\"\n");
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
	(void)state;
}

static void load_plans__plan_for_nobody__is_refused(void **state)
{
	company_says("plans.yaml",
		     "plan:\n"
		     "  - {scope: sellers, member: anna, kpi: revenue, period: 2026-05, target: 1}\n"
		     "  - {scope: seller, member: ana, kpi: revenue, period: 2026-05, target: 1}\n"
		     "  - {scope: seller, member: anna, kpi: revenu, period: 2026-05, target: 1}\n"
		     "  - {scope: team, member: C-1, kpi: revenue, period: 2026-05, target: 1}\n"
		     "  - {scope: team_product, member: T-1, kpi: revenue, period: 2026-05, target: 1}\n"
		     "  - {scope: product, member: GTX, kpi: revenue, period: 2026-05, target: 1}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026-W05, target: 1}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period_kind: week, period: 2026-W05, target: 1}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: much}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026-06, target: 1}\n"
		     "  - {scope: seller, member: anna, kpi: revenue, period: 2026-06, target: 2}\n"
		     "  - {scope: team, member: T-0, kpi: revenue, period: 2026-06, target: 2}\n",
		     "plans.yaml:2:13: unknown scope \"sellers\": did you mean \"seller\"?\n"
		     "plans.yaml:3:29: unknown seller \"ana\": did you mean \"anna\"?\n"
		     "plans.yaml:4:40: unknown kpi \"revenu\": did you mean \"revenue\"?\n"
		     "plans.yaml:5:27: unit \"C-1\" is no team\n"
		     "plans.yaml:6:35: scope \"team_product\" expects 2 members joined by |, got \"T-1\"\n"
		     "plans.yaml:7:30: \"GTX\" is no product\n"
		     "plans.yaml:8:57: period: expected one of a kind that is kept, like 2026-11-22, 2026-11, 2026-Q4 or 2026, "
		     "got \"2026-W05\"\n"
		     "plans.yaml:9:62: the company keeps no period \"week\"\n"
		     "plans.yaml:10:74: target: expected a number with at most 4 decimals, got \"much\"\n"
		     "plans.yaml:12:5: the plan of \"anna\" for revenue in 2026-06 is given twice: keep one, or give the later a "
		     "version\n"
		     "plans.yaml:13:27: unknown unit \"T-0\": did you mean \"T-1\"?\n");
	(void)state;
}

static void load_plans__seller_who_left_before__is_nobody(void **state)
{
	const struct file with[] = {
		{ "org.yaml", "units: [{id: C-1, type: company}, {id: T-1, type: team, parent: C-1}]\n"
			      "sellers: [{id: anna, unit: T-1, valid_to: 2026-03-31}]\n" },
		{ "plans.yaml", "plan:\n"
				"  - {scope: seller, member: anna, kpi: revenue, period: 2026-03, target: 1}\n"
				"  - {scope: seller, member: anna, kpi: revenue, period: 2026-04, target: 1}\n" },
	};
	struct bundle *b = company_bundle(with, 2);
	struct problems p = { 0 };
	struct buf said = { 0 };

	assert_null(model_load(b, &p));

	problems_print(&p, &said);
	assert_string_equal(said.ptr, "plans.yaml:3:29: \"anna\" is not there on any day of 2026-04: a plan for nobody\n");
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_plans__rows__have_scope_members_and_value),
		cmocka_unit_test(load_plans__table_with_scale__is_read_by_unit),
		cmocka_unit_test(load_plans__table_with_semicolons__has_decimal_commas),
		cmocka_unit_test(load_plans__decimal_comma_in_a_table_with_commas__is_refused),
		cmocka_unit_test(load_plans__profile__splits_a_year_exactly),
		cmocka_unit_test(load_plans__profile__is_for_what_adds_up_and_gives_each_month_once),
		cmocka_unit_test(load_plans__weights_that_do_not_add_up__are_refused),
		cmocka_unit_test(load_plans__sums__are_for_periods_and_scopes),
		cmocka_unit_test(load_plans__a_fiscal_year_from_april__is_told_how_to_write_it),
		cmocka_unit_test(load_plans__plan_for_nobody__is_refused),
		cmocka_unit_test(load_plans__seller_who_left_before__is_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
