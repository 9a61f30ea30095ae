/* What holds from a day on: owners of clients, moves, amended plans, ratings, positions, goals. Facts and plans before the day
 * stay where they were. */
#include "folded.h"

#include "rules/goal.h"
#include "rules/plan.h"
#include "rules/records.h"

#define AXES(owners)                                                                                                             \
	{                                                                                                                        \
		"axes.yaml", "axes:\n"                                                                                           \
			     "  client:\n"                                                                                       \
			     "    members: [{id: K1}, {id: K2}, {id: K3}]\n" owners                                              \
	}
#define ANNAS "    owners: [{member: K1, seller: anna}, {member: K2, seller: boris}]\n"
#define HANDED_OVER                                                                                                              \
	"    owners:\n"                                                                                                          \
	"      - {member: K1, seller: anna, valid_to: 2026-05-12}\n"                                                             \
	"      - {member: K1, seller: boris, valid_from: 2026-05-13}\n"                                                          \
	"      - {member: K2, seller: boris}\n"
#define REST                                                                                                                     \
	{ "forms.yaml", "forms:\n"                                                                                               \
			"  deal: {seller: optional, fields: {client: axis, amount: money}}\n"                                    \
			"  payment: {seller: none, fields: {client: axis, paid: money}}\n" },                                    \
		{ "kpis.yaml", "measures:\n"                                                                                     \
			       "  revenue: {facts: deal, sum: amount}\n"                                                         \
			       "  paid: {facts: payment, sum: paid}\n"                                                           \
			       "kpis:\n"                                                                                         \
			       "  revenue: {formula: revenue, unit: money}\n"                                                    \
			       "  paid: {formula: paid, unit: money}\n" },                                                       \
	{                                                                                                                        \
		"scopes.yaml", "scopes: {company: unit.company, team: unit.team, seller: seller, client: client}\n"              \
	}
#define RULE(when)                                                                                                               \
	{                                                                                                                        \
		"decisions/behind.lua",                                                                                          \
			"local sdm = require 'sdm'\n"                                                                            \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Behind' }, owner = "             \
			"'consultant',\n"                                                                                        \
			"  watch = { kpi = 'revenue', each = 'team', period = 'month' }, on_missing = 'clear',\n"                \
			"  when = function(s) return " when " end }\n"                                                           \
	}
#define NEVER RULE("s.fact < 0")
enum { FILES = 5 };

static int64_t of(const struct fold *f, const char *kind, const char *who, const char *kpi)
{
	return fold_figure(f, kind, who, kpi, "2026-05");
}

static struct fold *clients_of_anna_and_boris(void)
{
	static const struct fold_file with[] = { AXES(ANNAS), REST, NEVER };
	struct fold *f = fold_new(with, FILES);

	fold_say(f, "2026-05-12T10:00:00Z form=deal id=1 at=2026-05-12 client=K1 amount=100");
	fold_say(f, "2026-05-13T10:00:00Z form=deal id=2 at=2026-05-13 client=K1 amount=30");
	fold_say(f, "2026-05-13T10:00:00Z form=deal id=3 at=2026-05-13 client=K2 amount=7");
	fold_say(f, "2026-05-18T10:00:00Z form=payment id=4 at=2026-05-18 client=K2 paid=7");
	return f;
}

static void client_without_a_seller__counts_for_its_owner_of_the_day(void **state)
{
	struct fold *f = clients_of_anna_and_boris();

	(void)state;
	assert_int_equal(of(f, "seller", "anna", "revenue"), 1300000);
	assert_int_equal(of(f, "seller", "boris", "revenue"), 70000);
	assert_int_equal(of(f, "team", "T1", "revenue"), 1370000);
	assert_int_equal(of(f, "seller", "boris", "paid"), 70000); /* of a form without sellers */
	assert_int_equal(of(f, "team", "T2", "paid"), 70000);
	fold_free(f);
}

static void seller_who_is_named__wins_over_the_owner__nobodys_client_is_the_companys(void **state)
{
	struct fold *f = clients_of_anna_and_boris();

	(void)state;
	fold_say(f, "2026-05-13T11:00:00Z form=deal id=5 seller=boris at=2026-05-13 client=K1 amount=1");
	fold_say(f, "2026-05-13T11:00:00Z form=deal id=6 at=2026-05-13 client=K3 amount=2");
	fold_say(f, "2026-05-13T11:00:00Z form=deal id=7 at=2026-05-13 amount=4");
	assert_int_equal(of(f, "seller", "anna", "revenue"), 1300000);
	assert_int_equal(of(f, "seller", "boris", "revenue"), 80000);
	assert_int_equal(of(f, "company", "C", "revenue"), 1440000);
	fold_free(f);
}

static void client_handed_over_in_mid_month__earlier_facts_stay_with_the_first_owner(void **state)
{
	static const struct fold_file later[] = { AXES(HANDED_OVER), REST, NEVER };
	struct fold *f = clients_of_anna_and_boris();

	(void)state;
	fold_activate(f, later, FILES, "t1");
	assert_int_equal(of(f, "seller", "anna", "revenue"), 1000000);
	assert_int_equal(of(f, "seller", "boris", "revenue"), 370000);
	assert_int_equal(of(f, "client", "K1", "revenue"), 1300000);
	assert_int_equal(of(f, "company", "C", "revenue"), 1370000);
	fold_say(f, "2026-05-19T10:00:00Z form=deal id=1 rev=2 at=2026-05-12 client=K1 amount=110");
	fold_say(f, "2026-05-19T10:00:00Z form=deal id=8 at=2026-05-19 client=K1 amount=5");
	assert_int_equal(of(f, "seller", "anna", "revenue"), 1100000);
	assert_int_equal(of(f, "seller", "boris", "revenue"), 420000);
	assert_int_equal(of(f, "team", "T2", "revenue"), 50000); /* boris is there since 15 May */
	assert_int_equal(of(f, "team", "T1", "revenue"), 1470000);
	fold_restart(f);
	assert_int_equal(of(f, "seller", "anna", "revenue"), 1100000);
	fold_free(f);
}

/* ---- plans ---- */
static int64_t expected_on(const struct fold *f, int32_t day)
{
	const struct engine *e = f->turn->engine;
	const struct model *m = engine_model(e);
	struct figures x;
	int64_t e4;

	figures_to_date(e, figures_scope(e, model_scope_kind(m, STR("seller")), STR("anna")), model_kpi(m, STR("revenue")),
			(struct period){ PERIOD_MONTH, 2026 * 12 + 4 }, NONE, LEVEL_TARGET, day, &x);
	return ratio_scaled(x.expected, E4, &e4) ? e4 : FOLD_NO_DATA;
}

/* 2100 over the 21 working days of May; from the 14th, when 9 are over, the rest of 3300 over the other 12. */
static void plan_amended_from_a_day__leaves_the_plan_of_the_days_before(void **state)
{
	static const struct fold_file amended[] = { {
		"plans.yaml",
		"plan:\n"
		"  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2100}\n"
		"  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 3300, version: 2, valid_from: "
		"2026-05-14}\n",
	} };
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-12T10:00:00Z form=deal id=1 seller=anna at=2026-05-12 kind=won amount=100");
	assert_int_equal(expected_on(f, date_day(2026, 5, 13)), 9000000);
	fold_activate(f, amended, 1, "t1");
	assert_int_equal(expected_on(f, date_day(2026, 5, 12)), 8000000);
	assert_int_equal(expected_on(f, date_day(2026, 5, 13)), 9000000);
	assert_int_equal(expected_on(f, date_day(2026, 5, 14)), 11000000);
	assert_int_equal(expected_on(f, date_day(2026, 5, 31)), 33000000);
	fold_free(f);
}

static void move_told_afterwards__leaves_the_facts_before_it_in_the_old_team(void **state)
{
	static const struct fold_file moved[] = { { "org.yaml", "units:\n"
								"  - {id: C, type: company}\n"
								"  - {id: T1, type: team, parent: C, head: head}\n"
								"  - {id: T2, type: team, parent: C}\n"
								"sellers:\n"
								"  - {id: anna, unit: T1, valid_to: 2026-05-12}\n"
								"  - {id: anna, unit: T2, valid_from: 2026-05-13}\n" } };
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-12T10:00:00Z form=deal id=1 seller=anna at=2026-05-12 kind=won amount=100");
	fold_say(f, "2026-05-13T10:00:00Z form=deal id=2 seller=anna at=2026-05-13 kind=won amount=40");
	assert_int_equal(of(f, "team", "T1", "revenue"), 1400000);
	fold_activate(f, moved, 1, "t1");
	assert_int_equal(of(f, "team", "T1", "revenue"), 1000000);
	assert_int_equal(of(f, "team", "T2", "revenue"), 400000);
	assert_int_equal(of(f, "company", "C", "revenue"), 1400000);
	fold_say(f, "2026-05-14T10:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-12 kind=won amount=90");
	assert_int_equal(of(f, "team", "T1", "revenue"), 900000);
	assert_int_equal(of(f, "team", "T2", "revenue"), 400000);
	fold_free(f);
}

/* ---- what decisions read ---- */
/* Among what the first case was judged by. */
static void expect_read(const struct fold *f, const char *name, const char *value)
{
	const struct pool *reads = NULL;
	const struct names *codes = NULL;
	uint32_t found = 0;

	for (uint32_t i = 0; i < engine_section_count(f->turn->engine); i++) {
		struct section s = engine_section(f->turn->engine, i);
		reads = str_eq(s.name, STR("reads")) ? s.pool : reads;
		codes = str_eq(s.name, STR("names.codes")) ? s.names : codes;
	}
	assert_non_null(reads);
	assert_non_null(codes);
	for (uint32_t i = 0; i < reads->count; i++) {
		const struct read_record *r = pool_at(reads, i);
		found += r->kind == READ_PARAM && str_eq(names_text(codes, r->name), str_of(name)) &&
			 str_eq(names_text(codes, r->value), str_of(value));
	}
	assert_int_equal(found, 1);
}

static void ratings_positions_and_vacancies__are_read_as_of_the_day(void **state)
{
	static const struct fold_file with[] = {
		{ "org.yaml", "units:\n"
			      "  - {id: C, type: company}\n"
			      "  - {id: T1, type: team, parent: C, head: anna}\n"
			      "sellers: [{id: anna, unit: C}, {id: carl, unit: T1}]\n"
			      "positions: [{id: p1, unit: C}, {id: p2, unit: T1}, {id: p3, unit: T1, valid_from: 2026-05-12}]\n"
			      "holders: [{position: p1, seller: anna}, {position: p2, seller: carl}]\n" },
		{ "competencies.yaml", "competencies: {talks: Talks, crm: CRM}\n"
				       "ratings:\n"
				       "  - {seller: anna, competency: talks, rating: 2, rated: 2026-05-12}\n"
				       "  - {seller: anna, competency: crm, rating: 3, rated: 2026-05-12}\n" },
		RULE("s.headcount == 1 and s.vacancies == 1 and s.head.position == 'p1' and s.head.ratings.talks == 2\n"
		     "  and #s.head.below_floor == 1 and s.head.below_floor[1] == 'talks' and s.seller == nil"),
		{ "plans.yaml", "plan: []\n" },
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	fold_say(f, "2026-05-11T10:00:00Z form=deal id=1 seller=carl at=2026-05-11 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-12T10:00:00Z form=deal id=2 seller=carl at=2026-05-12 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open scope=T1 day=2026-05-12"), 1);
	expect_read(f, "headcount", "1");
	expect_read(f, "vacancies", "1");
	expect_read(f, "anna.position", "p1");
	expect_read(f, "anna.ratings", "talks 2, crm 3");
	expect_read(f, "anna.below_floor", "talks 2");
	fold_free(f);
}

/* Two cases that open when the same day ends are judged one after the other before anything of either is kept. */
static void ratings__of_two_cases_of_one_evening__are_each_kept(void **state)
{
	static const struct fold_file with[] = {
		{ "org.yaml", "units: [{id: C, type: company}, {id: T1, type: team, parent: C, head: anna}]\n"
			      "sellers: [{id: anna, unit: T1}, {id: carl, unit: T1}]\n" },
		{ "competencies.yaml", "competencies: {talks: Talks}\n"
				       "ratings:\n"
				       "  - {seller: anna, competency: talks, rating: 4, rated: 2026-05-01}\n"
				       "  - {seller: carl, competency: talks, rating: 1, rated: 2026-05-01}\n" },
		{ "decisions/behind.lua",
		  "local sdm = require 'sdm'\n"
		  "return sdm.decision 'behind' { api = 1, title = 'Behind', owner = 'consultant',\n"
		  "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'hold',\n"
		  "  when = sdm.under { value = 100 }, for_ = sdm.days(1), run = function(case)\n"
		  "    case:alert { to = 'head', why = tostring(case.seller.ratings.talks) } end }\n" },
		{ "plans.yaml", "plan: []\n" },
	};
	struct fold *f = fold_new(with, 4);

	(void)state;
	fold_say(f, "2026-05-11T10:00:00Z form=deal id=1 seller=anna at=2026-05-11 kind=won amount=1");
	fold_say(f, "2026-05-11T10:00:00Z form=deal id=2 seller=carl at=2026-05-11 kind=won amount=1");
	fold_until(f, "2026-05-12T00:00:00Z");
	expect_read(f, "anna.ratings", "talks 4");
	expect_read(f, "carl.ratings", "talks 1");
	fold_free(f);
}

/* 60 % of 1050 / 2100 and 40 % of a win rate of 50 % against 40 %: 0.3 + 0.5 = 80 %. */
static void goal__is_the_weighted_attainment_of_its_kpis(void **state)
{
	static const struct fold_file with[] = {
		{ "strategy.yaml", "goals: {growth: Growth}\n"
				   "weights:\n"
				   "  - {goal: growth, kpi: revenue, weight: 60%}\n"
				   "  - {goal: growth, kpi: win_rate, weight: 40%}\n" },
		{ "plans.yaml", "plan:\n"
				"  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2100}\n"
				"  - {scope: seller, member: anna, kpi: win_rate, period: 2026-05, target: 40%}\n" },
		{ "decisions/behind.lua",
		  "local sdm = require 'sdm'\n"
		  "return sdm.decision 'behind' { api = 1, title = { en = 'Goal', ru = 'Goal' }, owner = 'c',\n"
		  "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'clear',\n"
		  "  when = function(s) return s.goals.growth == sdm.percent(80) end }\n" },
	};
	struct fold *f = fold_new(with, 3);
	const struct engine *e = f->turn->engine;
	struct period may = { PERIOD_MONTH, 2026 * 12 + 4 };
	int64_t e4;

	(void)state;
	fold_say(f, "2026-05-12T10:00:00Z form=deal id=1 seller=anna at=2026-05-12 kind=won amount=1050");
	uint32_t anna = figures_scope(e, model_scope_kind(engine_model(e), STR("seller")), STR("anna"));
	uint32_t team = figures_scope(e, model_scope_kind(engine_model(e), STR("team")), STR("T1"));
	fold_say(f, "2026-05-12T10:00:00Z form=deal id=2 seller=anna at=2026-05-12 kind=lost amount=1");
	assert_true(ratio_scaled(goal_attainment(e, 0, anna, may, date_day(2026, 5, 12)), E4, &e4));
	assert_int_equal(e4, 8000);
	fold_say(f, "2026-05-12T10:00:00Z form=deal id=3 seller=anna at=2026-05-12 kind=lost amount=1");
	fold_say(f, "2026-05-12T10:00:00Z form=deal id=3 rev=2 op=retract");
	fold_say(f, "2026-05-12T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-12 kind=won amount=1050 client=K");
	assert_int_equal(fold_count(f, "broken"), 0);
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna"), 1);
	expect_read(f, "goals.growth", "80 %");
	assert_false(goal_attainment(e, 0, team, may, date_day(2026, 5, 12)).den); /* it has no plan of the win rate */
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_without_a_seller__counts_for_its_owner_of_the_day),
		cmocka_unit_test(seller_who_is_named__wins_over_the_owner__nobodys_client_is_the_companys),
		cmocka_unit_test(client_handed_over_in_mid_month__earlier_facts_stay_with_the_first_owner),
		cmocka_unit_test(plan_amended_from_a_day__leaves_the_plan_of_the_days_before),
		cmocka_unit_test(move_told_afterwards__leaves_the_facts_before_it_in_the_old_team),
		cmocka_unit_test(ratings_positions_and_vacancies__are_read_as_of_the_day),
		cmocka_unit_test(ratings__of_two_cases_of_one_evening__are_each_kept),
		cmocka_unit_test(goal__is_the_weighted_attainment_of_its_kpis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
