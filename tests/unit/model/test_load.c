#include <unistd.h>

#include "tiny_company.h"

static void model_load__small_company__has_what_was_written(void **state)
{
	struct model *m = company_model(NULL, 0);

	assert_str(m->company, "tiny");
	assert_str(m->title.in[LANGUAGE_RU], "Малая");
	assert_str(m->title.in[LANGUAGE_EN], "Tiny");
	assert_int_equal(m->language, LANGUAGE_RU);
	assert_int_equal(m->time, TIME_WALL);
	assert_int_equal(m->closes_after_days, 0);
	assert_int_equal(m->phasing, PHASE_WORKDAYS);
	assert_int_equal(model_kpi(m, STR("win_rate")), 1);
	assert_int_equal(model_kpi(m, STR("nothing")), NONE);
	assert_int_equal(model_measure(m, STR("lost")), 2);
	assert_int_equal(model_scope_kind(m, STR("team")), 1);
	assert_int_equal(model_axis(m, STR("channel")), 1);
	assert_int_equal(model_calendar(m, STR("mon-fri")), m->calendar);
	assert_int_equal(model_period_kind(m, STR("quarter")), PERIOD_QUARTER);
	assert_int_equal(m->zone_count, 1);
	assert_str(m->zone_codes[0], "UTC");
	model_free(m);
	(void)state;
}

static void model_load__same_bundle_twice__gives_equal_plans(void **state)
{
	struct model *a = company_model(NULL, 0), *b = company_model(NULL, 0);

	assert_int_equal(a->plan_count, b->plan_count);
	assert_int_equal(a->plan[0].target_e4, b->plan[0].target_e4);
	assert_string_equal(a->sha, b->sha);
	model_free(a);
	model_free(b);
	(void)state;
}

static void model_load__many_mistakes__says_all_of_them(void **state)
{
	company_says("company.yaml",
		     "company: tiny corp\nzoen: UTC\nfiscal_year_starts: 13\ntime: logg\nlanguages: [de]\ncalendar: monfri\n",
		     "company.yaml:1:10: company: expected a name of letters, digits and _, got \"tiny corp\"\n"
		     "company.yaml:2:1: unknown option \"zoen\" of the company: did you mean \"zone\"?\n"
		     "company.yaml:3:21: fiscal_year_starts: expected a whole number from 1 to 12, got \"13\"\n"
		     "company.yaml:4:7: time: unknown \"logg\": did you mean \"log\"?\n"
		     "company.yaml:5:13: languages: expected ru or en, got \"de\"\n"
		     "company.yaml:6:11: unknown calendar \"monfri\": did you mean \"mon-fri\"?\n");
	(void)state;
}

static void model_load__closing__is_a_number_of_days(void **state)
{
	const struct file with = { "company.yaml", "company: tiny\ncloses_after_days: 366\n" };
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->closes_after_days, 366);
	model_free(m);
	company_says("company.yaml", "company: tiny\ncloses_after_days: 367\n",
		     "company.yaml:2:20: closes_after_days: expected a whole number from 0 to 366, got \"367\"\n");
	(void)state;
}

static void model_load__missing_and_unknown_documents__are_named(void **state)
{
	company_says("org.yaml", NULL, "org.yaml: the model needs this file: Units and sellers, by date.\n");
	company_says("forms.yaml", "# later\n", "forms.yaml: this file is empty: What reports look like.\n");
	company_says("scope.yaml", "scopes: {}\n",
		     "scope.yaml: a model has no document of this name: did you mean \"scopes.yaml\"?\n");
	(void)state;
}

static void model_load__parameters__go_to_the_decision(void **state)
{
	const struct file with[] = { { "decisions.yaml", "decisions:\n  plan_lag: {share: 80%, days: 10}\n" },
				     { "decisions/plan_lag.lua", "return {}\n" } };
	struct model *m = company_model(with, 2);

	assert_int_equal(m->source_count, 1);
	assert_str(m->sources[0].path, "decisions/plan_lag.lua");
	assert_int_equal(m->param_count, 2);
	assert_str(m->params[0].decision, "plan_lag");
	assert_str(m->params[0].name, "share");
	assert_str(m->params[0].value, "80%");
	assert_str(m->params[0].place, "decisions.yaml:2:21");
	model_free(m);
	company_says("decisions.yaml", "decisions:\n  plan_lag: {share: 80%}\n",
		     "decisions.yaml:2:3: there is no decisions/plan_lag.lua\n");
	(void)state;
}

static void model_load__parameters_of_a_second_decision_of_a_file__are_taken(void **state)
{
	const struct file with[] = { { "decisions.yaml", "decisions:\n  plan_lag_red: {share: 80%}\n" },
				     { "decisions/plan_lag.lua", "return { lag('plan_lag'), lag('plan_lag_red') }\n" } };
	struct model *m = company_model(with, 2);

	(void)state;
	assert_int_equal(m->param_count, 1);
	assert_str(m->params[0].decision, "plan_lag_red");
	model_free(m);
}

/* The models that the project ships; their tables lie outside the repository. */
static void shipped(const char *folder, uint32_t scopes, uint32_t kpis, uint32_t plans)
{
	const char *data = getenv("SDM_DATA") ? getenv("SDM_DATA") : "../shared/data";
	struct problems p = { 0 };
	struct buf said = { 0 };

	if (access(data, R_OK) != 0) {
		print_message("skipped: there is no %s\n", data);
		skip();
	}
	struct model *m = model_read(folder, data, "config", &p);
	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", "");
	assert_int_equal(m->scope_kind_count, scopes);
	assert_int_equal(m->kpi_count, kpis);
	assert_int_equal(m->plan_count, plans);
	model_free(m);
	buf_free(&said);
	problems_free(&p);
}

static void model_read__crm_sales__loads(void **state)
{
	shipped("config/crm_sales", 8, 13, 180);
	(void)state;
}

static void model_read__adventureworks__loads(void **state)
{
	shipped("config/adventureworks", 12, 10, 40);
	(void)state;
}

static void model_read__ecom_in__loads(void **state)
{
	shipped("config/ecom_in", 5, 7, 36);
	(void)state;
}

static void model_read__no_folder__says_so(void **state)
{
	struct problems p = { 0 };

	assert_null(model_read("config/nowhere", NULL, "config", &p));

	assert_string_equal(p.at[0].text, "cannot open the folder config/nowhere: No such file or directory");
	problems_free(&p);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(model_load__small_company__has_what_was_written),
		cmocka_unit_test(model_load__same_bundle_twice__gives_equal_plans),
		cmocka_unit_test(model_load__many_mistakes__says_all_of_them),
		cmocka_unit_test(model_load__closing__is_a_number_of_days),
		cmocka_unit_test(model_load__missing_and_unknown_documents__are_named),
		cmocka_unit_test(model_load__parameters__go_to_the_decision),
		cmocka_unit_test(model_load__parameters_of_a_second_decision_of_a_file__are_taken),
		cmocka_unit_test(model_read__crm_sales__loads),
		cmocka_unit_test(model_read__adventureworks__loads),
		cmocka_unit_test(model_read__ecom_in__loads),
		cmocka_unit_test(model_read__no_folder__says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
