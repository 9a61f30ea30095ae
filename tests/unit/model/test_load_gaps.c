/* One mistake is told once: what depends on something that could not be read is not told too. */
#include "full_company.h"

static void model_check__company_that_uses_everything__is_sound(void **state)
{
	struct model *m = company_model(everything, FILES);

	assert_int_equal(m->plan_count, 7);
	assert_int_equal(m->kpi_count, 4);
	assert_int_equal(m->seller_count, 2);
	assert_false(m->faulty);
	model_free(m);
	(void)state;
}

static void check(const struct file *files, uint32_t file, size_t most)
{
	struct bundle *b = company_bundle(files, FILES);
	struct problems p = { 0 };
	struct model *m = model_check(b, &p);

	assert_tells_of(files, file, &p, most);
	assert_true(m->faulty);
	model_free(m);
	problems_free(&p);
	bundle_free(b);
}

static void model_check__document_that_cannot_be_read__is_told_alone(void **state)
{
	break_every_document(check);
	(void)state;
}

static void model_check__option_misspelt_or_of_another_kind__is_told_alone(void **state)
{
	break_every_option(check);
	(void)state;
}

/* What is said of the full company with two files in other words. */
static void full_company_says(struct file one, struct file other, const char *expected)
{
	struct file with[FILES];
	struct problems p = { 0 };
	struct buf said = { 0 };

	memcpy(with, everything, sizeof(with));
	for (uint32_t i = 0; i < FILES; i++) {
		if (strcmp(with[i].path, one.path) == 0)
			with[i] = one;
		if (strcmp(with[i].path, other.path) == 0)
			with[i] = other;
	}
	struct bundle *b = company_bundle(with, FILES);
	struct model *m = model_check(b, &p);

	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	model_free(m);
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
}

/* Beside a document that cannot be read the rows of plans are still held against the others. */
static void model_check__plans_beside_an_unreadable_document__are_told_what_is_theirs(void **state)
{
	static const struct file org = { "org.yaml", "# later\n" };
	static const struct file plans = {
		"plans.yaml", "profiles: {Season: [30%, 30%, 30%]}\n"
			      "plan:\n"
			      "  - {scope: Seller, member: Anna, kpi: Revenu, period: 2026-05, target: 1}\n"
			      "  - {scope: Seller, member: Ana, kpi: Revenue, period: 2026-13, target: 1}\n"
			      "  - {scope: Sellers, member: Boris, kpi: Rate, period: 2026-05, target: much}\n"
			      "  - {scope: Series, member: GTY, kpi: Rate, period: 2026-05, target: 1}\n"
			      "  - {scope: Series, member: GTX, kpi: Revenue, period: FY2026-Q1, target: 1, profile: Season}\n"
			      "  - {scope: Series, member: GTX, kpi: Revenue, period: FY2026-Q1, target: 1, profile: Season}\n"
			      "  - {scope: Company, member: C-1, kpi: Revenue, period: FY2026-Q1, target: 1, profile: Saeson}\n"
	};

	full_company_says(
		org, plans,
		"org.yaml: this file is empty: Units and sellers, by date.\n"
		"plans.yaml:1:20: weights of profile \"Season\" add up to 90%: expected percentages that add up to 100%\n"
		"plans.yaml:3:40: unknown kpi \"Revenu\": did you mean \"Revenue\"?\n"
		"plans.yaml:4:56: period: expected one of a kind that is kept, like 2026-11-22, 2026-11, FY2026-Q4, FY2026 or "
		"Spring, got \"2026-13\"\n"
		"plans.yaml:5:13: unknown scope \"Sellers\": did you mean \"Seller\"?\n"
		"plans.yaml:5:73: target: expected a number with at most 4 decimals, got \"much\"\n"
		"plans.yaml:6:29: unknown member \"GTY\": did you mean \"GTX\"?\n"
		"plans.yaml:8:5: the plan of \"GTX\" for Revenue in FY2026-Q1 is given twice: keep one, or give the later a "
		"version\n"
		"plans.yaml:9:88: unknown profile \"Saeson\": did you mean \"Season\"?\n");
	(void)state;
}

static void model_check__faulty_part_of_a_table_of_plans__is_told_once(void **state)
{
	static const struct file plans = { "plans.yaml",
					   "profiles: {Season: [30%, 30%, 40]}\n"
					   "plan:\n"
					   "  table: plan.csv\n"
					   "  columns: {scope: Scope, member: Member, kpi: Kpi, period: Period, target: Target}\n"
					   "  set: {profile: Season}\n"
					   "  scale: {money: e5, percents: ppm}\n" };
	static const struct file rows = { "plan.csv", "Scope,Member,Kpi,Period,Target\n"
						      "Series,GTX,Revenue,FY2026-Q1,100\n"
						      "Seller,Anna,Revenue,FY2026-Q1,100\n"
						      "Seller,Boris,Rate,FY2026-Q1,63%\n"
						      "Seller,Boriss,Rate,FY2026-Q1,63%\n" };

	full_company_says(
		plans, rows,
		"plan.csv:5:2: unknown seller \"Boriss\": did you mean \"Boris\"?\n"
		"plans.yaml:1:20: weights of profile \"Season\" add up to 100 with only some of them percentages: expected "
		"percentages that add up to 100%\n"
		"plans.yaml:6:18: scale: expected 1, e4, ppm, bp or percent\n"
		"plans.yaml:6:22: scale: expected a unit of KPIs, got \"percents\": did you mean \"percent\"?\n");
	(void)state;
}

static void model_check__document_of_an_unknown_name__is_taken_for_the_nearest(void **state)
{
	struct file with[FILES + 1];
	struct problems p = { 0 };

	memcpy(with, everything, sizeof(everything));
	for (uint32_t i = 0; i < FILES; i++)
		if (strcmp(with[i].path, "org.yaml") == 0)
			with[i].path = "orgs.yaml";
	with[FILES] = (struct file){ "org.yaml", NULL };
	struct bundle *b = company_bundle(with, FILES + 1);
	struct model *m = model_check(b, &p);
	struct buf said = { 0 };

	problems_print(&p, &said);
	assert_string_equal(said.ptr, "orgs.yaml: a model has no document of this name: did you mean \"org.yaml\"?\n");
	assert_int_equal(m->seller_count, 2);
	model_free(m);
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
	(void)state;
}

static void model_check__kpi_that_does_not_compile__is_known_to_plans(void **state)
{
	static const struct file kpis = { "kpis.yaml", "measures:\n"
						       "  Revenue: {facts: Deals, sum: Amuont}\n"
						       "  Won: {facts: Deals, count: yes}\n"
						       "kpis:\n"
						       "  Revenue: {formula: Revenue, unit: money, plan_rollup: sum}\n"
						       "  Rate: {formula: Won / Lost, unit: perc}\n" };
	static const struct file sellers = { "sellers.csv", "Code,Team,Active\nBoris,T-2,y\nClara,T-9\n" };

	full_company_says(kpis, sellers,
			  "kpis.yaml:2:32: the fact table \"Deals\" has no field \"Amuont\": did you mean \"Amount\"?\n"
			  "kpis.yaml:6:25: kpi \"Rate\": unknown measure \"Lost\"; did you mean \"Won\"?\n"
			  "kpis.yaml:6:37: unit: expected one of money, number, count, percent, days, hours, got \"perc\"\n"
			  "sellers.csv:3: expected 3 cells as in the header, got 2\n");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(model_check__company_that_uses_everything__is_sound),
		cmocka_unit_test(model_check__document_that_cannot_be_read__is_told_alone),
		cmocka_unit_test(model_check__option_misspelt_or_of_another_kind__is_told_alone),
		cmocka_unit_test(model_check__plans_beside_an_unreadable_document__are_told_what_is_theirs),
		cmocka_unit_test(model_check__faulty_part_of_a_table_of_plans__is_told_once),
		cmocka_unit_test(model_check__document_of_an_unknown_name__is_taken_for_the_nearest),
		cmocka_unit_test(model_check__kpi_that_does_not_compile__is_known_to_plans),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
