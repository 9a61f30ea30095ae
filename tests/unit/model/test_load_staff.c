/* Competencies, positions, owners of clients and goals: what the loader makes of them and what is read on a day. */
#include "rules/org.h"
#include "rules/staffing.h"
#include "tiny_company.h"

#define ORG(more)                                                                                                                \
	{                                                                                                                        \
		"org.yaml", "units:\n"                                                                                           \
			    "  - {id: C-1, type: company}\n"                                                                     \
			    "  - {id: T-1, type: team, parent: C-1}\n"                                                           \
			    "  - {id: T-2, type: team, parent: C-1}\n"                                                           \
			    "sellers:\n"                                                                                         \
			    "  - {id: anna, unit: T-1}\n"                                                                        \
			    "  - {id: boris, unit: T-1, valid_to: 2026-03-31}\n"                                                 \
			    "  - {id: boris, unit: T-2, valid_from: 2026-04-01, valid_to: 2026-06-30}\n" more                    \
	}

static void load_positions__without_a_seller_of_that_day__are_vacant(void **state)
{
	const struct file with = ORG("positions:\n"
				     "  - {id: p1, unit: T-1, role: hunter}\n"
				     "  - {id: p2, unit: T-1, fte: 0.5, valid_to: 2026-04-30}\n"
				     "  - {id: p2, unit: T-2, fte: 0.5, valid_from: 2026-05-01}\n"
				     "  - {id: p3, unit: C-1, valid_from: 2026-05-01}\n"
				     "holders:\n"
				     "  - {position: p1, seller: anna, valid_from: 2026-02-01, valid_to: 2026-05-14}\n"
				     "  - {position: p2, seller: boris}\n"
				     "  - {position: p3, seller: anna, valid_from: 2026-05-15}\n");
	struct model *m = company_model(&with, 1);
	struct staffing s;

	assert_int_equal(m->position_count, 3);
	assert_int_equal(staffing_holder(m, 0, date_day(2026, 1, 31)), NONE);
	assert_int_equal(staffing_holder(m, 0, date_day(2026, 5, 14)), 0);
	assert_int_equal(staffing_held(m, 0, date_day(2026, 5, 15)), 2);
	assert_int_equal(staffing_holder(m, 1, date_day(2026, 6, 30)), 1);
	assert_int_equal(staffing_holder(m, 1, date_day(2026, 7, 1)), NONE); /* boris has left */
	s = staffing_of(m, 0, date_day(2026, 5, 14));
	assert_int_equal(s.sellers, 2);
	assert_int_equal(s.positions, 3);
	assert_int_equal(s.vacancies, 1);
	assert_int_equal(s.fte_e4, 25000);
	assert_int_equal(s.vacant_fte_e4, 10000);
	s = staffing_of(m, 1, date_day(2026, 4, 30));
	assert_int_equal(s.positions, 2);
	assert_int_equal(s.sellers, 1);
	assert_int_equal(staffing_of(m, 1, date_day(2026, 5, 1)).positions, 1);
	s = staffing_of(m, 0, date_day(2026, 7, 1));
	assert_int_equal(s.vacancies, 2);
	assert_int_equal(s.vacant_fte_e4, 15000);
	model_free(m);
	(void)state;
}

static void load_positions__mistakes__are_told_where_they_stand(void **state)
{
	const struct file with = ORG("positions:\n"
				     "  - {id: p1, unit: T-7, fte: 1.5}\n"
				     "  - {id: p2, unit: T-1, level: junior}\n"
				     "  - {id: p2, unit: T-2, valid_from: 2026-05-01}\n"
				     "  - {id: p3, unit: T-2, valid_from: 2026-05-02, valid_to: 2026-05-01}\n"
				     "holders:\n"
				     "  - {position: p4, seller: ana}\n"
				     "  - {position: p2, seller: anna, valid_to: 2026-05-01}\n"
				     "  - {position: p2, seller: boris, valid_from: 2026-05-01}\n"
				     "  - {position: p3, seller: boris, valid_from: 2026-05-01}\n");

	(void)state;
	company_says("org.yaml", with.text,
		     "org.yaml:10:20: unknown unit \"T-7\": did you mean \"T-1\"?\n"
		     "org.yaml:10:30: fte: expected a number from 0 to 1, got \"1.5\"\n"
		     "org.yaml:11:32: unknown level \"junior\"\n"
		     "org.yaml:12:5: \"p2\" has two rows from 2026-05-01 on: end the earlier one the day before\n"
		     "org.yaml:13:5: valid_to lies before valid_from\n"
		     "org.yaml:15:16: unknown position \"p4\": did you mean \"p1\"?\n"
		     "org.yaml:15:28: unknown seller \"ana\": did you mean \"anna\"?\n"
		     "org.yaml:17:5: \"p2\" has two holders from 2026-05-01 on: end the earlier one the day before\n"
		     "org.yaml:18:5: \"boris\" has two positions from 2026-05-01 on: end the earlier one the day before\n");
}

static void load_competencies__ratings__hold_until_the_next_one(void **state)
{
	const struct file with[] = {
		{ "competencies.yaml", "competencies:\n"
				       "  talks: {title: Negotiation, rating_1: Gives discounts, rating_4: Sells value}\n"
				       "  crm: {floor: 2}\n"
				       "ratings:\n"
				       "  - {seller: anna, competency: talks, rating: 4, rated: 2026-05-15}\n"
				       "  - table: ratings.csv\n" },
		{ "ratings.csv",
		  "seller,competency,rating,rated\nanna,talks,2,2026-01-10\nboris,crm,1,2026-01-10\nanna,crm,2,2026-03-01\n" },
	};
	struct model *m = company_model(with, 2);

	assert_int_equal(m->competency_count, 2);
	assert_int_equal(m->competencies[0].floor, 3);
	assert_int_equal(m->competencies[1].floor, 2);
	assert_str(m->competencies[0].ratings[3].in[LANGUAGE_EN], "Sells value");
	assert_int_equal(staffing_rating(m, 0, 0, date_day(2026, 1, 9)), 0);
	assert_int_equal(staffing_rating(m, 0, 0, date_day(2026, 1, 10)), 2);
	assert_int_equal(staffing_rating(m, 0, 0, date_day(2026, 5, 14)), 2);
	assert_int_equal(staffing_rating(m, 0, 0, date_day(2026, 5, 15)), 4);
	assert_int_equal(staffing_rating(m, 0, 1, date_day(2026, 5, 15)), 2);
	assert_int_equal(staffing_rating(m, 1, 0, date_day(2026, 5, 15)), 0);
	assert_int_equal(staffing_rating(m, 1, 1, date_day(2026, 5, 15)), 1);
	model_free(m);
	(void)state;
}

static void load_competencies__mistakes__are_told_where_they_stand(void **state)
{
	(void)state;
	company_says("competencies.yaml",
		     "competencies: {talks: {floor: 5}}\n"
		     "ratings:\n"
		     "  - {seller: ana, competency: talk, rating: 4, rated: 2026-05-15}\n"
		     "  - {seller: anna, competency: talks, rating: 5, rated: 2026-05-15}\n"
		     "  - {seller: anna, competency: talks, rating: 3, rated: 2026-05-15}\n"
		     "  - {seller: anna, competency: talks, rating: 2, rated: 2026-05-15}\n"
		     "  - {seller: anna, competency: talks, rating: 2}\n",
		     "competencies.yaml:1:31: floor: expected a whole number from 1 to 4, got \"5\"\n"
		     "competencies.yaml:3:14: unknown seller \"ana\": did you mean \"anna\"?\n"
		     "competencies.yaml:3:31: unknown competency \"talk\": did you mean \"talks\"?\n"
		     "competencies.yaml:4:47: rating: expected a whole number from 1 to 4, got \"5\"\n"
		     "competencies.yaml:6:5: \"anna\" is rated twice in \"talks\" on the same day\n"
		     "competencies.yaml:7:5: a rating has no \"rated\": Day from which it holds, until the next rating of the "
		     "same competency.\n");
}

static void load_axes__owners__hold_on_their_days(void **state)
{
	const struct file with = {
		"axes.yaml",
		"axes:\n"
		"  product: {levels: [series, product], members: [{id: GTX, level: series}, {id: GTX Pro, parent: GTX}]}\n"
		"  channel:\n"
		"    members: [{id: reseller}, {id: online}]\n"
		"    owners:\n"
		"      - {member: online, seller: anna, valid_to: 2026-05-14}\n"
		"      - {member: online, seller: boris, valid_from: 2026-05-15}\n"
	};
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->owner_axis, 1);
	assert_int_equal(links_parent(&m->axes[1].owners, 0, date_day(2026, 5, 14), NULL, NULL), NONE);
	assert_int_equal(links_parent(&m->axes[1].owners, 1, date_day(2026, 5, 14), NULL, NULL), 0);
	assert_int_equal(links_parent(&m->axes[1].owners, 1, date_day(2026, 5, 15), NULL, NULL), 1);
	model_free(m);
	(void)state;
}

static void load_axes__owners__mistakes_are_told_where_they_stand(void **state)
{
	(void)state;
	company_says("axes.yaml",
		     "axes:\n"
		     "  product:\n"
		     "    levels: [series, product]\n"
		     "    members: [{id: GTX, level: series}, {id: GTX Pro, parent: GTX}]\n"
		     "    owners: [{member: GTX, seller: anna}, {member: GTX, seller: boris, valid_from: 2026-05-15}]\n"
		     "  channel:\n"
		     "    members: [{id: reseller}, {id: online}]\n"
		     "    owners: [{member: onlin, seller: ana}]\n",
		     "axes.yaml:5:43: \"GTX\" has two owners from 2026-05-15 on: end the earlier one the day before\n"
		     "axes.yaml:6:3: axis \"channel\": the members of \"product\" have owners already\n"
		     "axes.yaml:8:23: unknown member \"onlin\": did you mean \"online\"?\n"
		     "axes.yaml:8:38: unknown seller \"ana\": did you mean \"anna\"?\n");
}

static void load_strategy__weights__add_up_on_each_day(void **state)
{
	const struct file with = { "strategy.yaml", "goals: {growth: {title: {ru: Рост, en: Growth}}}\n"
						    "weights:\n"
						    "  - {goal: growth, kpi: revenue, weight: 100%, valid_to: 2026-06-30}\n"
						    "  - {goal: growth, kpi: revenue, weight: 60%, valid_from: 2026-07-01}\n"
						    "  - {goal: growth, kpi: win_rate, weight: 40%, valid_from: 2026-07-01}\n" };
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->goal_count, 1);
	assert_int_equal(m->goal_weight_count, 3);
	assert_int_equal(m->goal_weights[2].weight_ppm, 400000);
	model_free(m);
	(void)state;
}

static void load_strategy__weights_that_do_not__are_told_with_their_day(void **state)
{
	(void)state;
	company_says("strategy.yaml",
		     "goals: {growth: Growth}\n"
		     "weights:\n"
		     "  - {goal: growth, kpi: revenue, weight: 60%}\n"
		     "  - {goal: growth, kpi: win_rate, weight: 40%, valid_to: 2026-06-30}\n",
		     "strategy.yaml:4:5: weights of goal \"growth\" add up to 60% on 2026-07-01: expected 100%\n");
	company_says("strategy.yaml",
		     "goals: {growth: Growth}\n"
		     "weights: [{goal: growth, kpi: revenue, weight: 60.5%}, {goal: growth, kpi: win_rate, weight: 40%}]\n",
		     "strategy.yaml:2:11: weights of goal \"growth\" add up to 100.5%: expected 100%\n");
	company_says("strategy.yaml", "goals: {growth: Growth}\nweights: [{goal: grow, kpi: revenu, weight: 100%}]\n",
		     "strategy.yaml:2:18: unknown goal \"grow\": did you mean \"growth\"?\n"
		     "strategy.yaml:2:29: unknown kpi \"revenu\": did you mean \"revenue\"?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_positions__without_a_seller_of_that_day__are_vacant),
		cmocka_unit_test(load_positions__mistakes__are_told_where_they_stand),
		cmocka_unit_test(load_competencies__ratings__hold_until_the_next_one),
		cmocka_unit_test(load_competencies__mistakes__are_told_where_they_stand),
		cmocka_unit_test(load_axes__owners__hold_on_their_days),
		cmocka_unit_test(load_axes__owners__mistakes_are_told_where_they_stand),
		cmocka_unit_test(load_strategy__weights__add_up_on_each_day),
		cmocka_unit_test(load_strategy__weights_that_do_not__are_told_with_their_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
