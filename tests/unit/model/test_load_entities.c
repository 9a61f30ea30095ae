/* Entities as a consultant writes them, and what is said where they make no sense. */
#include "rules/entity_kind.h"
#include "tiny_company.h"

#define FORMS                                                                                                                    \
	{                                                                                                                        \
		"forms.yaml", "forms:\n"                                                                                         \
			      "  deal:\n"                                                                                        \
			      "    fields:\n"                                                                                    \
			      "      id_no: text\n"                                                                              \
			      "      stage: {type: choice, of: [lead, won, lost]}\n"                                             \
			      "      product: axis\n"                                                                            \
			      "      client: text\n"                                                                             \
			      "      amount: money\n"                                                                            \
			      "      paid: money\n"                                                                              \
			      "      due: date\n"                                                                                \
			      "      days: int\n"                                                                                \
	}
#define KPIS(measures)                                                                                                           \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n  revenue: {sum: amount}\n  won: {count: yes}\n" measures                               \
			     "kpis:\n  revenue: {formula: revenue}\n  win_rate: {formula: won / revenue, plan_rollup: same}\n"   \
	}
#define DEAL(text) "entities:\n  deal: {key: id_no, " text "}\n"
#define STAGES "stage: stage, stages: {lead: {probability: 25%, max_days: 7}, won: {state: won}, lost: {state: lost}}"

static void load_entities__deal__has_two_tables_of_what_measures_read(void **state)
{
	const struct file with[] = { FORMS,
				     { "entities.yaml", DEAL(STAGES ", due: due, ages: [5, 10], silent_after: {days: 30}") },
				     KPIS("  open: {facts: deal_state, sum: amount, where: {age: 5-9}}\n"
					  "  cycle: {facts: deal_step, median: age, where: {step: entered, to: won}}\n") };
	struct model *m = company_model(with, 3);
	const struct entity_kind *k = m->entity_kinds;
	const struct fact_table *states, *steps;

	(void)state;
	assert_int_equal(m->entity_kind_count, 1);
	states = &m->fact_tables[k->states];
	steps = &m->fact_tables[k->steps];
	assert_int_equal(m->fact_table_count, 3);
	assert_str(states->code, "deal_state");
	assert_int_equal(states->column_count, 3); /* sign, age, amount */
	assert_int_equal(k->state_column[STATE_OVERDUE], NONE);
	assert_str(steps->code, "deal_step");
	assert_int_equal(steps->column_count, 3); /* step, to, age */
	assert_true(m->fact_tables[0].has_events);
	assert_int_equal(m->measures[0].facts, 0); /* the forms' table need not be named */
	assert_true(m->measures[2].stock);         /* without a word */
	assert_false(m->measures[3].stock);
	assert_int_equal(k->stage_count, 3);
	assert_int_equal(k->stages[0].probability_ppm, 250000);
	assert_int_equal(k->stages[0].max_days, 7);
	assert_int_equal(k->stages[1].state, STAGE_WON);
	assert_int_equal(k->overdue.count, 5);
	assert_true(k->silence.kept);
	assert_int_equal(k->silence.days, 30);
	assert_int_equal(k->silence.times_e4, 20000);
	model_free(m);
}

static void mistakes(const struct file *entities, const struct file *kpis, const char *expected)
{
	const struct file with[] = { FORMS, *entities, *kpis };
	struct bundle *b = company_bundle(with, 3);
	struct problems p = { 0 };
	struct buf said = { 0 };

	assert_null(model_load(b, &p));
	problems_print(&p, &said);
	assert_string_equal(said.ptr, expected);
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
}

static void entities_say(const char *entities, const char *expected)
{
	const struct file document = { "entities.yaml", entities }, kpis = KPIS("");

	mistakes(&document, &kpis, expected);
}

static void load_entities__mistakes__are_told_where_they_stand(void **state)
{
	(void)state;
	entities_say("entities:\n  deel: {key: id_no}\n",
		     "entities.yaml:2:3: no form feeds a fact table \"deel\": did you mean \"deal\"?\n");
	entities_say("entities:\n  deal: {key: id_n}\n",
		     "entities.yaml:2:15: the fact table \"deal\" has no field \"id_n\": did you mean \"id_no\"?\n");
	entities_say("entities:\n  deal: {key: amount}\n",
		     "entities.yaml:2:15: \"amount\" is a number: expected a field with texts\n");
	entities_say(DEAL("due: days"), "entities.yaml:2:27: \"days\": expected a field of type date\n");
	entities_say(DEAL("stages: {lead: {}}"),
		     "entities.yaml:2:3: entity \"deal\": expected `stage`, the field that says it, and `stages` together\n");
	entities_say(
		DEAL("stage: stage, stages: {led: {}}"),
		"entities.yaml:2:45: stage \"led\" is not among the values of the field \"stage\": did you mean \"lead\"?\n");
	entities_say(DEAL("ages: [7, 6]"), "entities.yaml:2:32: expected days up to 1000 in rising order, got \"6\"\n");
	entities_say(DEAL("paid: paid"),
		     "entities.yaml:2:28: entity \"deal\": `paid` needs the `amount` that it is held against\n");
	entities_say(DEAL("amount: amount, paid: paid, " STAGES),
		     "entities.yaml:2:44: entity \"deal\": expected `stages` or `paid` to say when it is over, not both\n");
	entities_say(DEAL("classes: {of: amount, abc: [80%, 70%]}"),
		     "entities.yaml:2:50: expected two rising percentages below 100%\n");
	entities_say(DEAL("classes: {of: client}"),
		     "entities.yaml:2:36: \"client\" is a text: expected a field with numbers or dates\n");
	entities_say(DEAL("expected_in: moon"), "entities.yaml:2:35: unknown period kind \"moon\"\n");
}

static void load_entities__measures_over_them__say_what_there_is(void **state)
{
	const struct file entities = { "entities.yaml", DEAL(STAGES) };
	const struct file stage = KPIS("  open: {facts: deal_state, count: yes, where: {stage: led}}\n");
	const struct file step = KPIS("  open: {facts: deal_step, count: yes, where: {step: enterd}}\n");
	const struct file bag = KPIS("  open: {facts: deal_state, median: amount}\n");
	const struct file bucket = KPIS("  open: {facts: deal_state, count: yes, where: {age: 7-14}}\n");
	const struct file column = KPIS("  open: {facts: deal_state, count: yes, where: {overdue: 1-5}}\n");

	(void)state;
	mistakes(&entities, &stage, "kpis.yaml:4:56: \"led\" is not among its values: did you mean \"lead\"?\n");
	mistakes(&entities, &step, "kpis.yaml:4:54: \"enterd\" is not among its values: did you mean \"entered\"?\n");
	mistakes(&entities, &bag,
		 "kpis.yaml:4:3: measure \"open\": of what entities are, expected a sum or a count; an average is a quotient of "
		 "the "
		 "two\n");
	mistakes(&entities, &bucket, "kpis.yaml:4:54: \"7-14\" is not among its values: did you mean \"7-13\"?\n");
	mistakes(&entities, &column, "kpis.yaml:4:49: the fact table \"deal_state\" has no field \"overdue\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_entities__deal__has_two_tables_of_what_measures_read),
		cmocka_unit_test(load_entities__mistakes__are_told_where_they_stand),
		cmocka_unit_test(load_entities__measures_over_them__say_what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
