/* Rules between the fields of a form: what a consultant may write, and what is said where it makes no sense. */
#include "tiny_company.h"

#define FORM(rules)                                                                                                              \
	"forms:\n"                                                                                                               \
	"  deal:\n"                                                                                                              \
	"    fields:\n"                                                                                                          \
	"      kind: {type: choice, of: [won, lost], required: yes}\n"                                                           \
	"      product: {type: axis, required: yes}\n"                                                                           \
	"      channel: axis\n"                                                                                                  \
	"      client: text\n"                                                                                                   \
	"      amount: {type: money, min: 0}\n"                                                                                  \
	"      note: text\n"                                                                                                     \
	"      parts: {type: lines, fields: {price: money}}\n"                                                                   \
	"    rules:\n" rules

static void load_rules__fields__are_said_and_need_no_measure(void **state)
{
	const struct file with = { "forms.yaml", FORM("      a: amount <= 2 * amount <= 3 * (amount + 1)\n"
						      "      b: {check: kind is won => note given, class: warn}\n"
						      "      c: {check: sum(price) = amount, class: hold, number: V99}\n") };
	struct model *m = company_model(&with, 1);
	const struct form *f = &m->forms[0];

	(void)state;
	assert_int_equal(f->rule_count, 3);
	assert_int_equal(f->said_count, 5); /* amount, kind, note, price, sum(price) */
	assert_int_equal(f->fields[5].column, NONE);
	assert_int_equal(f->rules[0].class, RULE_REJECT);
	assert_int_equal(f->rules[0].terms[0].side_count, 3);
	assert_str(f->rules[0].number, "V05");
	assert_str(f->rules[1].number, "V06");
	assert_int_equal(f->rules[1].relation, RELATION_IMPLIES);
	assert_int_equal(f->rules[1].class, RULE_WARN);
	assert_str(f->rules[2].number, "V99");
	assert_false(f->rules[2].of_lines);
	model_free(m);
}

static void load_rules__functions__are_those_of_formulas(void **state)
{
	const struct file with = { "forms.yaml", FORM("      a: abs(sum(price) - amount) <= max(1, 0.05 * amount)\n") };
	struct model *m = company_model(&with, 1);

	(void)state;
	assert_int_equal(m->forms[0].said_count, 3); /* price, sum(price), amount */
	model_free(m);
}

static void load_rules__form_without__says_nothing(void **state)
{
	struct model *m = company_model(NULL, 0);

	(void)state;
	assert_int_equal(m->forms[0].rule_count, 0);
	assert_int_equal(m->forms[0].said_count, 0);
	assert_int_equal(m->forms[0].fields[0].said, NONE);
	model_free(m);
}

static void load_rules__mistakes__are_told_where_they_stand(void **state)
{
	(void)state;
	company_says("forms.yaml", FORM("      a: amont <= 5\n"),
		     "forms.yaml:12:10: rule \"a\": unknown field \"amont\": did you mean \"amount\"?\n");
	company_says("forms.yaml", FORM("      a: amount <= period_days()\n"),
		     "forms.yaml:12:10: rule \"a\": unknown field \"period_days\"\n");
	company_says("forms.yaml", FORM("      a: note <= 5\n"),
		     "forms.yaml:12:10: rule \"a\": a number is expected and not \"note\"\n");
	company_says("forms.yaml", FORM("      a: amount\n"),
		     "forms.yaml:12:10: rule \"a\": expected a comparison, `field given` or `field is value`, got \"amount\"\n");
	company_says("forms.yaml", FORM("      a: kind is wonn => note given\n"),
		     "forms.yaml:12:10: rule \"a\": not one of its values: \"wonn\": did you mean \"won\"?\n");
	company_says("forms.yaml", FORM("      a: amount is won\n"),
		     "forms.yaml:12:10: rule \"a\": `is` is for texts, choices and members, not for \"amount\"\n");
	company_says("forms.yaml", FORM("      a: sum(price) <= price\n"),
		     "forms.yaml:12:10: rule \"a\": a sum over the lines and a field of one line do not go together: "
		     "\"sum(price) <= price\"\n");
	company_says("forms.yaml", FORM("      a: sum(amount) <= 5\n"),
		     "forms.yaml:12:10: rule \"a\": sum adds up a field of the lines and not \"amount\"\n");
	company_says("forms.yaml", FORM("      a: 1 < 2 < 3 < 4 < amount\n"),
		     "forms.yaml:12:10: rule \"a\": at most three comparisons in a row, not \"1 < 2 < 3 < 4 < amount\"\n");
	company_says("forms.yaml", FORM("      a: amount + <= 5\n"),
		     "forms.yaml:12:10: rule \"a\": the formula ends where a value is expected \"amount +\"\n");
	company_says("forms.yaml", FORM("      a: {check: amount > 1, class: perhaps}\n"),
		     "forms.yaml:12:37: class: expected one of warn, hold, reject, got \"perhaps\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_rules__fields__are_said_and_need_no_measure),
		cmocka_unit_test(load_rules__functions__are_those_of_formulas),
		cmocka_unit_test(load_rules__form_without__says_nothing),
		cmocka_unit_test(load_rules__mistakes__are_told_where_they_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
