/* Ready KPIs: what a company may say of them, and what it is told at its own lines. */
#include "tiny_company.h"

#define ENTITIES "entities:\n  deal: {facts: deal, key: client, stage: note, stages: {lead: {}, offer: {}, won: {state: won}}}\n"
#define PLANLESS                                                                                                                 \
	{                                                                                                                        \
		"plans.yaml", NULL                                                                                               \
	}

static const char *shipped(void)
{
	static char text[1 << 16];
	FILE *f = fopen("config/catalogue/kpis.yaml", "r");

	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

/* What is said of the company with this kpis.yaml and this catalogue. */
static void says_with(const char *catalogue, const char *kpis, const char *expected)
{
	const struct file with[] = {
		{ "catalogue/kpis.yaml", catalogue }, { "entities.yaml", ENTITIES }, { "kpis.yaml", kpis }, PLANLESS
	};
	struct bundle *b = company_bundle(with, 4);
	struct problems p = { 0 };
	struct model *m = model_load(b, &p);
	struct buf said = { 0 };

	problems_print(&p, &said);
	assert_string_equal(said.ptr ? said.ptr : "", expected);
	model_free(m);
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
}

static void says(const char *kpis, const char *expected)
{
	says_with(shipped(), kpis, expected);
}

static struct model *model_with(const char *kpis)
{
	const struct file with[] = {
		{ "catalogue/kpis.yaml", shipped() }, { "entities.yaml", ENTITIES }, { "kpis.yaml", kpis }, PLANLESS
	};

	return company_model(with, 4);
}

static void ready_kpi__has_all_that_the_catalogue_says(void **state)
{
	struct model *m = model_with("use:\n  win: {}\n  gm_pct: {facts: deal, cost: amount}\n  fc_bias: {facts: deal, "
				     "forecasts: deal, commit: amount}\n");
	const struct kpi *win = &m->kpis[0], *bias = &m->kpis[2];

	(void)state;
	assert_int_equal(m->kpi_count, 3);
	assert_str(win->code, "win");
	assert_str(win->title.in[LANGUAGE_RU], "Доля выигранных");
	assert_str(win->title.in[LANGUAGE_EN], "Win rate");
	assert_int_equal(win->unit, UOM_PERCENT);
	assert_int_equal(win->direction, DIRECTION_UP);
	assert_false(win->leading);
	assert_int_equal(win->min_sample, 20);
	assert_int_equal(win->step_count, 5);
	assert_int_equal(bias->direction, DIRECTION_BAND);
	assert_int_equal(bias->low_e4, -1000);
	assert_int_equal(bias->high_e4, 1000);
	assert_str(m->measures[0].code, "count deal_step | | step = entered | state = won");
	model_free(m);
}

static void company__overrules_what_it_says_itself__and_has_kpis_of_its_own_beside(void **state)
{
	struct model *m =
		model_with("use:\n"
			   "  wins: {of: win, title: {ru: Победы, en: Wins}, direction: down, min_sample: 5, plan_rollup: same}\n"
			   "  to_offer: {of: conv_ij, from: lead, to: offer}\n"
			   "measures:\n  all: {facts: deal, count: yes}\n"
			   "kpis:\n  share: {formula: wins_won / all, unit: percent}\n");
	const struct kpi *wins = &m->kpis[0];

	(void)state;
	assert_int_equal(m->kpi_count, 3);
	assert_str(wins->code, "wins");
	assert_str(wins->title.in[LANGUAGE_EN], "Wins");
	assert_int_equal(wins->direction, DIRECTION_DOWN);
	assert_int_equal(wins->min_sample, 5);
	assert_int_equal(wins->rollup, ROLLUP_SAME);
	assert_str(m->kpis[1].title.in[LANGUAGE_RU], "Конверсия lead → offer");
	assert_str(m->kpis[2].code, "share");
	assert_str(m->measures[m->kpis[2].formula[0].measure].code, "count deal_step | | step = entered | state = won");
	model_free(m);
}

static void names_that_are_none__are_told_with_the_nearest(void **state)
{
	(void)state;
	says("use:\n"
	     "  wim: {}\n"
	     "  mine: {of: slipp}\n"
	     "  odd: {}\n"
	     "  win: {deel: deal}\n"
	     "  avg: {min_sampel: 3}\n"
	     "  cycle: {deal: dael}\n"
	     "  rev: {facts: deel}\n"
	     "  gm: {facts: deal, amount: amuont, cost: amount}\n"
	     "  to_offer: {of: conv_ij, from: laed, to: offer}\n",
	     "kpis.yaml:2:3: the catalogue has no KPI \"wim\": did you mean \"win\"?\n"
	     "kpis.yaml:3:14: the catalogue has no KPI \"slipp\": did you mean \"slip\"?\n"
	     "kpis.yaml:4:3: the catalogue has no KPI \"odd\"; `of` says which one it is where the code is another\n"
	     "kpis.yaml:5:9: unknown parameter \"deel\" of the catalogue's \"win\": did you mean \"deal\"?\n"
	     "kpis.yaml:6:9: unknown parameter \"min_sampel\" of the catalogue's \"avg\": did you mean \"min_sample\"?\n"
	     "kpis.yaml:7:17: unknown entity \"dael\": did you mean \"deal\"?\n"
	     "kpis.yaml:8:16: unknown fact table \"deel\": did you mean \"deal\"?\n"
	     "kpis.yaml:9:29: the fact table \"deal\" has no field \"amuont\": did you mean \"amount\"?\n"
	     "kpis.yaml:10:33: \"laed\" is not among its values: did you mean \"lead\"?\n");
}

static void what_is_missing_or_of_another_kind__is_told(void **state)
{
	(void)state;
	says("use:\n"
	     "  conv_ij: {from: lead}\n"
	     "  leads: {}\n"
	     "  rev: {}\n"
	     "  win: yes\n"
	     "  avg:\n"
	     "  'a-b': {of: win}\n"
	     "  slip: {deal: [deal]}\n"
	     "  disc: {won: won}\n"
	     "  fast: {of: conv_ij, from: lead, to: won, days: soon}\n"
	     "  push: {formula: push_pushed}\n",
	     "kpis.yaml:2:3: the catalogue's \"conv_ij\" needs \"to\": The stage that they should reach.\n"
	     "kpis.yaml:3:3: the catalogue's \"leads\" is about the entity \"lead\", which entities.yaml does not declare: "
	     "`lead` says "
	     "which one it is\n"
	     "kpis.yaml:4:3: unknown fact table \"order\"\n"
	     "kpis.yaml:5:8: use: expected the parameters of \"win\", or {} for none, got a text\n"
	     "kpis.yaml:6:7: use: expected the parameters of \"avg\", or {} for none, got nothing\n"
	     "kpis.yaml:7:3: use: expected a name of letters, digits and _, got \"a-b\"\n"
	     "kpis.yaml:8:16: deal: expected the code of an entity, got a list\n"
	     "kpis.yaml:9:15: won: expected conditions like {kind: won}, got \"won\"\n"
	     "kpis.yaml:10:50: days: expected a number of days up to 4000, got \"soon\"\n"
	     "kpis.yaml:11:10: unknown parameter \"formula\" of the catalogue's \"push\"\n");
}

static void codes_given_twice__are_told_at_the_company_s_own(void **state)
{
	(void)state;
	says("use:\n"
	     "  win: {}\n"
	     "  avg: {where: {step: entered}}\n"
	     "measures:\n"
	     "  win_won: {facts: deal, count: yes}\n"
	     "kpis:\n"
	     "  win: {formula: win_won}\n",
	     "kpis.yaml:3:17: where: the catalogue's \"avg\" says itself which \"step\" it counts\n"
	     "kpis.yaml:5:3: measure \"win_won\" is used from the catalogue in line 2: take one of the two away, or call one of "
	     "them "
	     "otherwise\n"
	     "kpis.yaml:7:3: kpi \"win\" is used from the catalogue in line 2: take one of the two away, or call one of them "
	     "otherwise\n");
}

static void order__is_that_of_the_document(void **state)
{
	struct model *m =
		model_with("measures:\n  all: {facts: deal, count: yes}\nkpis:\n  all: {formula: all}\nuse:\n  win: {}\n");

	(void)state;
	assert_str(m->kpis[0].code, "all");
	assert_str(m->kpis[1].code, "win");
	model_free(m);
}

/* Fields that `where` names have to be in every table of the entry. */
static void where__narrows_all_measures(void **state)
{
	struct model *m = model_with("use:\n  win: {where: {product: GTX Pro}, min_sample: 0}\n");

	(void)state;
	assert_int_equal(m->measure_count, 2);
	assert_int_equal(m->measures[0].where_count, 3);
	assert_true(m->measures[0].where[2].on_axis);
	assert_true(m->measures[1].where[2].on_axis);
	model_free(m);
	says("use:\n  win: {where: {colour: red}}\n", "kpis.yaml:2:17: the fact table \"deal_step\" has no field \"colour\"\n");
}

static void kpis_yaml__without_any__is_told_what_it_lacks(void **state)
{
	(void)state;
	says("measures:\n  all: {facts: deal, count: yes}\n",
	     "kpis.yaml:1:1: measures and KPIs has no \"kpis\": The KPIs by code.\n");
	says_with(NULL, "use:\n  win: {}\n",
		  "kpis.yaml:1:1: use: the catalogue is not there: expected catalogue/kpis.yaml beside the shipped calendars or "
		  "in the "
		  "company's folder\n");
}

/* A company's own catalogue may be wrong too: that is told where it stands. */
static void catalogue_of_the_company__is_told_its_mistakes(void **state)
{
	(void)state;
	says_with("catalogue:\n"
		  "  a:\n"
		  "    help: A.\n"
		  "    parameters:\n"
		  "      x: {takes: field, default: <y>, help: X.}\n"
		  "      y: {takes: field, default: <x>, help: Y.}\n"
		  "    measures: {m: {facts: deal, sum: <x>}}\n"
		  "    kpi: {formula: m}\n"
		  "  b:\n"
		  "    help: B.\n"
		  "    parameters: {spot: {takes: field, default: [1], help: F.}}\n"
		  "    measures: {m: {facts: deal, sum: <spot>}}\n"
		  "    kpi: {formula: m}\n"
		  "  c:\n"
		  "    help: C.\n"
		  "    parameters: {field: {takes: field, optional: yes, help: F.}}\n"
		  "    measures: {m: {facts: deal, sum: <fielt>}}\n"
		  "    kpi: {formula: m}\n"
		  "  d:\n"
		  "    help: D.\n"
		  "    parameters: {field: {takes: field, optional: yes, help: F.}}\n"
		  "    measures: {m: [{facts: deal, sum: <field>}]}\n"
		  "    kpi: {formula: m}\n"
		  "  e:\n"
		  "    help: E.\n"
		  "    measures: {m: {facts: deal, cuont: yes}}\n"
		  "    kpi: {formula: m, unit: apples}\n",
		  "use:\n  a: {}\n  b: {}\n  c: {}\n  d: {}\n  e: {}\n",
		  "catalogue/kpis.yaml:6:34: nested too deeply, or parameters that name each other\n"
		  "catalogue/kpis.yaml:11:48: spot: expected the name of a field, got a list\n"
		  "catalogue/kpis.yaml:17:38: unknown parameter \"fielt\": did you mean \"field\"?\n"
		  "catalogue/kpis.yaml:26:33: unknown option \"cuont\" of a measure: did you mean \"count\"?\n"
		  "kpis.yaml:5:3: the catalogue's \"d\" lacks parameters: no way to count \"m\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ready_kpi__has_all_that_the_catalogue_says),
		cmocka_unit_test(company__overrules_what_it_says_itself__and_has_kpis_of_its_own_beside),
		cmocka_unit_test(names_that_are_none__are_told_with_the_nearest),
		cmocka_unit_test(what_is_missing_or_of_another_kind__is_told),
		cmocka_unit_test(codes_given_twice__are_told_at_the_company_s_own),
		cmocka_unit_test(order__is_that_of_the_document),
		cmocka_unit_test(where__narrows_all_measures),
		cmocka_unit_test(kpis_yaml__without_any__is_told_what_it_lacks),
		cmocka_unit_test(catalogue_of_the_company__is_told_its_mistakes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
