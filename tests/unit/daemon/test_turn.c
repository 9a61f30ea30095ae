/* What is wrong with a model is told in one run, and each thing once. */
#include "daemon/turn.h"
#include "tests/unit/model/full_company.h"

/* What is said of the full company with some files in other words or added. */
static struct buf build_says(const struct file *changed, uint32_t count, bool good)
{
	struct file files[FILES + 4];
	uint32_t n = FILES;

	memcpy(files, everything, sizeof(everything));
	for (uint32_t k = 0; k < count; k++) {
		uint32_t at = 0;

		while (at < n && strcmp(files[at].path, changed[k].path) != 0)
			at++;
		files[at] = changed[k];
		n += at == n;
	}
	struct bundle *b = company_bundle(files, n);
	struct problems p = { 0 };
	struct buf said = { 0 };
	struct model *m;
	struct host *h;

	assert_int_equal(turn_build(b, &p, &m, &h), good ? 0 : -1);

	assert_true((m != NULL) == good && (h != NULL) == good);
	problems_print(&p, &said);
	host_free(h);
	model_free(m);
	problems_free(&p);
	bundle_free(b);
	return said;
}

static void turn_build__sound_company__has_its_decision(void **state)
{
	struct buf said = build_says(NULL, 0, true);

	assert_int_equal(said.len, 0);
	buf_free(&said);
	(void)state;
}

/* One mistake in each: nothing hides another, nothing is said twice. */
static const struct file one_each[] = {
	{ "org.yaml", "unit_types: [Company, Team]\n"
		      "units:\n"
		      "  - {id: C-1, type: Company}\n"
		      "  - {id: T-1, type: Team, parent: C1}\n"
		      "  - {id: T-2, type: Team, parent: C-1}\n"
		      "sellers:\n"
		      "  - {id: Anna, unit: T-1}\n"
		      "  - {id: Boris, unit: T-2}\n" },
	{ "forms.yaml", "forms:\n"
			"  Deal:\n"
			"    facts: Deals\n"
			"    fields:\n"
			"      Kind: {type: choice, of: [Won, Lost]}\n"
			"      Goods: {type: axis, axis: Product}\n"
			"      Amount: {type: mony}\n"
			"      Units: int\n"
			"  Visit: {facts: Visits, fields: {Client: text}}\n" },
	{ "kpis.yaml", "measures:\n"
		       "  Revenue: {facts: Deals, sum: Amount, where: {Kind: Won, Product: GTX-1}}\n"
		       "  Won: {facts: Deals, count: yes, where: {Kind: Wonn}}\n"
		       "  Clients: {facts: Visits, distinct: Client}\n"
		       "kpis:\n"
		       "  Revenue: {formula: Revenue, unit: money, plan_rollup: sum}\n"
		       "  Rate: {formula: Won / Clients, unit: percent}\n" },
	{ "plans.yaml", "plan:\n"
			"  - {scope: Seller, member: Anna, kpi: Revenue, period: 2026-05, target: 100}\n"
			"  - {scope: Seller, member: Bori, kpi: Rate, period: 2026-05, target: 63%}\n"
			"  - {scope: Team_item, member: T-1|GTX-1, kpi: Revenue, period: Spring, target: 1}\n" },
	{ "decisions.yaml", "decisions:\n  lag: {Shaer: 80%}\n" },
	{ "decisions/lag.lua",
	  "local sdm = require 'sdm'\n"
	  "return sdm.decision 'lag' {\n"
	  "  api = 1, title = {en = 'Lag', ru = 'Lag'}, owner = 'o', on_missing = 'hold',"
	  "  params = {Share = sdm.percent(70)}, watch = {kpi = 'Revenue', each = 'Team_itme', period = 'Campaign'},\n"
	  "  when = sdm.below {share = 'Share'},\n"
	  "}\n" },
};

static void turn_build__one_mistake_in_each_document__tells_exactly_those(void **state)
{
	struct buf said = build_says(one_each, sizeof(one_each) / sizeof(*one_each), false);

	assert_string_equal(
		said.ptr,
		"decisions.yaml:2:16: decision \"lag\", parameter \"Shaer\": the decision has no such parameter; did you "
		"mean \"Share\"?\n"
		"decisions/lag.lua:2: watch: each = \"Team_itme\": the model has none of that name; did you mean "
		"\"Team_item\"?\n"
		"forms.yaml:7:22: type: unknown \"mony\": did you mean \"money\"?\n"
		"kpis.yaml:3:49: \"Wonn\" is not among the field's values: did you mean \"Won\"?\n"
		"org.yaml:4:35: unknown unit \"C1\": did you mean \"C-1\"?\n"
		"plans.yaml:3:29: unknown seller \"Bori\": did you mean \"Boris\"?\n");
	buf_free(&said);
	(void)state;
}

static void check(const struct file *files, uint32_t file, size_t most)
{
	struct bundle *b = company_bundle(files, FILES);
	struct problems p = { 0 };
	struct model *m;
	struct host *h;

	assert_int_equal(turn_build(b, &p, &m, &h), -1);
	assert_tells_of(files, file, &p, most);
	problems_free(&p);
	bundle_free(b);
}

static void turn_build__document_that_cannot_be_read__is_told_alone(void **state)
{
	break_every_document(check);
	(void)state;
}

static void turn_build__option_misspelt_or_of_another_kind__is_told_alone(void **state)
{
	break_every_option(check);
	(void)state;
}

static void turn_build__decision_file_that_cannot_be_read__is_told_alone(void **state)
{
	for (uint32_t i = 0; i < FILES; i++) {
		if (!strstr(everything[i].path, ".lua"))
			continue;
		break_file(i, "local x = = 1\n", 1, check);
		break_file(i, "return {}\n", 1, check);
		break_file(i, "\xef\xbb\xbf", 1, check);
	}
	(void)state;
}

static void turn_build__title_without_a_language_of_the_company__is_warned_about(void **state)
{
	static const struct file decision = { "decisions/lag.lua",
					      "local sdm = require 'sdm'\n"
					      "return sdm.decision 'lag' {\n"
					      "  api = 1, title = {en = 'Lag'}, owner = 'o', on_missing = 'hold',\n"
					      "  params = {Share = sdm.percent(70)},\n"
					      "  watch = {kpi = 'Revenue', each = 'Team_item', period = 'Campaign'},\n"
					      "  when = sdm.below {share = 'Share'},\n"
					      "}\n" };
	struct buf said = build_says(&decision, 1, true);

	assert_string_equal(
		said.ptr,
		"decisions/lag.lua:2: warning: title: no text in \"ru\", a language of the company; the one in \"en\" is "
		"shown instead\n");
	buf_free(&said);
	(void)state;
}

/* What another file declares, and what a misspelt key says, are not unknown. */
static void turn_build__decisions_that_hang_on_a_faulty_one__are_not_told_too(void **state)
{
	static const struct file decisions[] = {
		{ "decisions/broken.lua", "return sdm.decision 'broken' {\n" },
		{ "decisions/lag.lua", "local sdm = require 'sdm'\n"
				       "return sdm.decision 'lag' {\n"
				       "  api = 1, title = 'Lag', owner = 'o', on_missing = 'hold', inhibited_by = {'broken'},\n"
				       "  paramz = {Share = sdm.percent(70)},\n"
				       "  watch = {kpi = 'Revenue', eachh = 'Team_item', period = 'Campaign'},\n"
				       "  when = sdm.below {share = 'Share'},\n"
				       "}\n" },
	};
	struct buf said = build_says(decisions, 2, false);

	assert_string_equal(said.ptr, "decisions/broken.lua:2: unexpected symbol near <eof>\n"
				      "decisions/lag.lua:2: unknown key \"paramz\"; did you mean \"params\"?\n"
				      "decisions/lag.lua:2: watch: unknown key \"eachh\"; did you mean \"each\"?\n");
	buf_free(&said);
	(void)state;
}

static void turn_build__parameter_without_a_good_default__is_not_told_for_its_value_too(void **state)
{
	static const struct file decision = { "decisions/lag.lua",
					      "local sdm = require 'sdm'\n"
					      "return sdm.decision 'lag' {\n"
					      "  api = 1, title = 'Lag', owner = 'o', on_missing = 'hold',\n"
					      "  params = {Share = {}},\n"
					      "  watch = {kpi = 'Revenue', each = 'Team_item', period = 'Campaign'},\n"
					      "  when = sdm.below {share = 'Share'},\n"
					      "}\n" };
	struct buf said = build_says(&decision, 1, false);

	assert_string_equal(
		said.ptr,
		"decisions/lag.lua:2: params: \"Share\": expected name = default, the default a sdm.percent, sdm.money, "
		"sdm.days, sdm.workdays, number, text, true or false\n");
	buf_free(&said);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turn_build__sound_company__has_its_decision),
		cmocka_unit_test(turn_build__one_mistake_in_each_document__tells_exactly_those),
		cmocka_unit_test(turn_build__document_that_cannot_be_read__is_told_alone),
		cmocka_unit_test(turn_build__option_misspelt_or_of_another_kind__is_told_alone),
		cmocka_unit_test(turn_build__decision_file_that_cannot_be_read__is_told_alone),
		cmocka_unit_test(turn_build__title_without_a_language_of_the_company__is_warned_about),
		cmocka_unit_test(turn_build__decisions_that_hang_on_a_faulty_one__are_not_told_too),
		cmocka_unit_test(turn_build__parameter_without_a_good_default__is_not_told_for_its_value_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
