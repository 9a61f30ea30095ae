#include "tiny_company.h"

static void load_forms__fields__become_columns_only_where_used(void **state)
{
	struct model *m = company_model(NULL, 0);
	const struct fact_table *t = &m->fact_tables[0];
	const struct form *f = &m->forms[0];

	assert_int_equal(t->column_count, 3);
	assert_str(t->columns[0].name, "kind");
	assert_int_equal(t->columns[0].kind, COLUMN_TEXT);
	assert_str(t->columns[1].name, "client");
	assert_str(t->columns[2].name, "amount");
	assert_int_equal(t->columns[2].kind, COLUMN_NUMBER);
	assert_int_equal(t->axis_count, 2);
	assert_true(t->has_seller);
	assert_int_equal(f->field_count, 6);
	assert_int_equal(f->fields[0].column, 0);
	assert_int_equal(f->fields[1].axis_slot, 0);
	assert_int_equal(f->fields[2].axis_slot, 1);
	assert_int_equal(f->fields[4].column, 2);
	assert_int_equal(f->fields[4].min_e4, 0);
	assert_int_equal(f->fields[4].max_e4, INT64_MAX);
	assert_int_equal(f->fields[5].column, NONE);
	assert_int_equal(f->lines, NONE);
	assert_int_equal(f->corrections_days, 400);
	assert_int_equal(f->future_days, 400);
	model_free(m);
	(void)state;
}

static void load_forms__bundle_of_lines_and_versions__feed_the_same_table(void **state)
{
	const struct file with = {
		"forms.yaml",
		"forms:\n"
		"  deal:\n"
		"    fields: {kind: {type: choice, of: [won, lost]}, amount: money, client: text}\n"
		"  deal.v2:\n"
		"    facts: deal\n"
		"    seller: optional\n"
		"    fields:\n"
		"      events:\n"
		"        type: lines\n"
		"        fields: {amount: money, sort: {type: choice, of: [won, lost], column: kind}, client: text}\n"
	};
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->fact_table_count, 1);
	assert_int_equal(m->form_count, 2);
	assert_int_equal(model_form(m, STR("deal")), 1);
	assert_int_equal(model_form(m, STR("deal.v1")), 0);
	assert_int_equal(model_form(m, STR("deal.v2")), 1);
	assert_int_equal(model_form(m, STR("deal.v3")), NONE);
	assert_int_equal(m->forms[1].lines, 0);
	assert_int_equal(m->forms[1].fields[0].line_field_count, 3);
	assert_int_equal(m->forms[1].fields[0].lines[0].column, 1);
	assert_int_equal(m->forms[1].fields[0].lines[1].column, 0);
	assert_int_equal(m->forms[1].fields[0].lines_max, 1000);
	model_free(m);
	(void)state;
}

static void load_forms__versions_with_dates__are_found_by_day(void **state)
{
	static const struct file with = {
		"forms.yaml", "forms:\n"
			      "  deal: {fields: {kind: {type: choice, of: [won, lost]}, client: text, amount: money}}\n"
			      "  deal.v2: {facts: deal, valid_from: 2026-05-01, valid_to: 2026-05-31, "
			      "fields: {kind: {type: choice, of: [won, lost]}, client: text, amount: money}}\n"
	};
	struct model *m = company_model(&with, 1);

	assert_int_equal(m->forms[0].from, DAY_MIN);
	assert_int_equal(m->forms[0].to, DAY_NONE);
	assert_int_equal(m->forms[1].from, 20574);
	assert_int_equal(m->forms[1].to, 20605);
	assert_int_equal(model_form_on(m, STR("deal"), 20573), 0);
	assert_int_equal(model_form_on(m, STR("deal"), 20574), 1);
	assert_int_equal(model_form_on(m, STR("deal"), 20604), 1);
	assert_int_equal(model_form_on(m, STR("deal"), 20605), 0);
	assert_int_equal(model_form_on(m, STR("deal.v2"), 20605), NONE);
	model_free(m);
	company_says("forms.yaml",
		     "forms:\n  deal: {valid_from: 2026-05-02, valid_to: 2026-05-01, fields: {kind: {type: choice, of: [won, "
		     "lost]}, client: text, amount: money}}\n",
		     "forms.yaml:2:3: valid_to lies before valid_from\n");
	(void)state;
}

static void load_forms__mistakes__are_named_with_their_place(void **state)
{
	company_says("forms.yaml",
		     "forms:\n"
		     "  deal:\n"
		     "    fields:\n"
		     "      kind: choice\n"
		     "      at: date\n"
		     "      region: axis\n"
		     "      amount: {type: money, min: 5, max: 4}\n"
		     "      client: txt\n"
		     "  deal.2:\n"
		     "    facts: deal\n"
		     "    fields: {amount: text, lines: lines}\n",
		     "forms.yaml:4:7: field \"kind\": a choice needs its values: `of: [a, b]`\n"
		     "forms.yaml:5:7: every report has a field \"at\" already\n"
		     "forms.yaml:6:7: unknown axis \"region\"\n"
		     "forms.yaml:7:7: field \"amount\": min lies above max\n"
		     "forms.yaml:8:15: type: unknown \"txt\": did you mean \"text\"?\n"
		     "forms.yaml:9:3: form \"deal.2\": expected a code, or code.vN for version N\n"
		     "forms.yaml:11:14: field \"amount\" is a text here and a number in another form of the fact table \"deal\"\n"
		     "forms.yaml:11:28: field \"lines\": lines need `fields`\n");
	(void)state;
}

static void load_forms__credit__is_a_field_and_a_column_of_its_own(void **state)
{
	const struct file with = { "forms.yaml",
				   "forms:\n"
				   "  deal:\n"
				   "    seller: none\n"
				   "    credit: {lines: team, seller: who, share: bp, count: first}\n"
				   "    fields: {kind: {type: choice, of: [won, lost]}, client: text, amount: money}\n" };
	struct model *m = company_model(&with, 1);
	const struct form *f = &m->forms[0];

	assert_true(m->fact_tables[0].has_seller);
	assert_int_equal(m->fact_tables[0].column_count, 4);
	assert_int_equal(m->fact_tables[0].credit_column, 4);
	assert_int_equal(f->credit.field, 4);
	assert_int_equal(f->credit.count, CREDIT_TO_FIRST);
	assert_int_equal(f->lines, NONE);
	assert_str(f->fields[3].name, "team");
	assert_str(f->fields[3].lines[CREDIT_SELLER].name, "who");
	assert_str(f->fields[3].lines[CREDIT_SHARE].name, "bp");
	model_free(m);
	(void)state;
}

static void load_forms__credit_under_a_taken_name__is_refused(void **state)
{
	(void)state;
	company_says("forms.yaml",
		     "forms:\n"
		     "  deal:\n"
		     "    credit: {lines: amount, seller: x, share: x, cout: first}\n"
		     "    fields: {kind: {type: choice, of: [won, lost]}, client: text, amount: money}\n"
		     "  day:\n"
		     "    facts: deal\n"
		     "    credit: {lines: seller, count: each}\n"
		     "    fields: {note: text}\n",
		     "forms.yaml:3:13: credit: seller and share must have different names\n"
		     "forms.yaml:3:21: the form has a field \"amount\" already\n"
		     "forms.yaml:3:50: unknown option \"cout\" of shared credit: did you mean \"count\"?\n"
		     "forms.yaml:7:21: every report has a field \"seller\" already\n"
		     "forms.yaml:7:36: count: expected one of share, first, got \"each\"\n");
}

static void load_forms__author__is_a_text_field_of_the_form(void **state)
{
	const struct file with = { "forms.yaml", "forms:\n  deal: {author: by, fields: {kind: {type: choice, of: [won, lost]}, "
						 "amount: money, client: text, by: text}}\n" };
	struct model *m = company_model(&with, 1);

	(void)state;
	assert_int_equal(m->forms[0].author, 3);
	model_free(m);
	company_says(
		"forms.yaml",
		"forms:\n"
		"  deal: {author: bye, fields: {kind: {type: choice, of: [won, lost]}, amount: money, client: text, by: text}}\n"
		"  two: {author: n, facts: deal, fields: {n: int}}\n"
		"  three: {author: by, facts: deal, seller: none, fields: {by: text}}\n",
		"forms.yaml:2:18: author: form \"deal\" has no field \"bye\": did you mean \"by\"?\n"
		"forms.yaml:3:17: author: expected a field of type text\n"
		"forms.yaml:4:19: author: form \"three\" has no seller to hand in for\n");
}

static void load_forms__limit_by_the_median__keeps_the_values_of_a_column_once(void **state)
{
	const struct file with = {
		"forms.yaml", "forms:\n"
			      "  deal:\n"
			      "    fields:\n"
			      "      kind: {type: choice, of: [won, lost]}\n"
			      "      amount: {type: money, hold_above_median: {times: 2.5, days: 30, least: 4}}\n"
			      "      hours: {type: number, hold_above_median: {}}\n"
			      "      client: text\n"
			      "  deals:\n"
			      "    facts: deal\n"
			      "    fields:\n"
			      "      of: {type: lines, fields: {sum: {type: money, column: amount, hold_above_median: {}}}}\n"
	};
	struct model *m = company_model(&with, 1), *without = company_model(NULL, 0);
	const struct form_field *fields = m->forms[0].fields, *line = m->forms[1].fields[0].lines;
	uint32_t named = without->measure_count;

	(void)state;
	assert_int_equal(m->measure_count, named + 2);
	assert_int_equal(fields[1].usual->times_e4, 25000);
	assert_int_equal(fields[1].usual->days, 30);
	assert_int_equal(fields[1].usual->least, 4);
	assert_int_equal(fields[1].usual->measure, named);
	assert_int_equal(fields[2].usual->times_e4, 50000);
	assert_int_equal(fields[2].usual->days, 60);
	assert_int_equal(fields[2].usual->least, 10);
	assert_int_equal(fields[2].usual->measure, named + 1);
	assert_int_equal(line[0].usual->measure, named);
	assert_int_equal(m->measures[named].column, fields[1].column);
	assert_str(m->fact_tables[0].columns[fields[2].column].name, "hours");
	assert_int_equal(m->measures[named + 1].slot, m->measures[named].slot + 1);
	assert_null(fields[0].usual);
	model_free(m);
	model_free(without);
}

static void load_forms__limit_by_the_median__needs_a_number_and_a_seller(void **state)
{
	(void)state;
	company_says(
		"forms.yaml",
		"forms:\n"
		"  deal:\n"
		"    fields:\n"
		"      kind: {type: choice, of: [won, lost]}\n"
		"      client: {type: text, hold_above_median: {}}\n"
		"      amount: {type: money, hold_above_median: {times: 0.5, day: 3}}\n"
		"  two:\n"
		"    facts: deal\n"
		"    seller: none\n"
		"    fields: {amount: {type: money, hold_above_median: {}}}\n"
		"  three:\n"
		"    facts: deal\n"
		"    fields:\n"
		"      amount: {type: money, hold_above_median: {}}\n"
		"      more: {type: lines, fields: {client: text}}\n",
		"forms.yaml:5:47: `hold_above_median` is for fields of type int, number or money\n"
		"forms.yaml:6:56: times: expected a number from 1 to 1000, got \"0.5\"\n"
		"forms.yaml:6:61: unknown option \"day\" of what is usual: did you mean \"days\"?\n"
		"forms.yaml:10:55: `hold_above_median`: the form has no seller whose values could be compared\n"
		"forms.yaml:14:48: `hold_above_median`: beside lines a value counts once for each line; expected it on a field "
		"of a line\n");
}

static void load_forms__limit_by_the_median__needs_a_scope_of_sellers(void **state)
{
	static const struct file with[] = {
		{ "forms.yaml", "forms:\n  deal: {fields: {kind: {type: choice, of: [won, lost]}, client: text, "
				"amount: {type: money, hold_above_median: {}}}}\n" },
		{ "plans.yaml", NULL },
		{ "scopes.yaml", "scopes:\n  team: unit.team\n  team_product: [seller, unit.team]\n" },
	};
	struct bundle *b = company_bundle(with, 3);
	struct problems p = { 0 };
	struct buf said = { 0 };

	(void)state;
	assert_null(model_load(b, &p));
	problems_print(&p, &said);
	assert_string_equal(said.ptr,
			    "forms.yaml:2:113: `hold_above_median` needs a scope of sellers alone: add `seller: seller` "
			    "to scopes.yaml\n");
	buf_free(&said);
	problems_free(&p);
	bundle_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_forms__credit__is_a_field_and_a_column_of_its_own),
		cmocka_unit_test(load_forms__credit_under_a_taken_name__is_refused),
		cmocka_unit_test(load_forms__fields__become_columns_only_where_used),
		cmocka_unit_test(load_forms__bundle_of_lines_and_versions__feed_the_same_table),
		cmocka_unit_test(load_forms__versions_with_dates__are_found_by_day),
		cmocka_unit_test(load_forms__mistakes__are_named_with_their_place),
		cmocka_unit_test(load_forms__limit_by_the_median__keeps_the_values_of_a_column_once),
		cmocka_unit_test(load_forms__limit_by_the_median__needs_a_number_and_a_seller),
		cmocka_unit_test(load_forms__limit_by_the_median__needs_a_scope_of_sellers),
		cmocka_unit_test(load_forms__author__is_a_text_field_of_the_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
