/* Sums that would become too large. Calendar Monday to Friday; 1 May 2026 is a Friday. */
#include "folded.h"

static void huge_amount__corrected_downwards__lets_the_others_report_again(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=922337203685477");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=boris at=2026-05-04 kind=won amount=100");
	assert_int_equal(fold_count(f, "rejected key=overflow id=2 field=amount"), 1);
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=922337203685476");
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=1 rev=3 seller=anna at=2026-05-04 kind=won amount=92");
	fold_say(f, "2026-05-04T12:00:00Z form=deal id=2 seller=boris at=2026-05-04 kind=won amount=100");

	assert_int_equal(fold_count(f, "rejected"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 920000);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-05"), 1000000);
	fold_restart(f);
	fold_free(f);
}

static void correction__that_is_itself_too_large__leaves_what_counted(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=500000000000000");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=boris at=2026-05-04 kind=won amount=300000000000000");
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=2 rev=2 seller=boris at=2026-05-04 kind=won amount=500000000000000");
	fold_say(f, "2026-05-04T11:00:00Z form=deal id=3 seller=boris at=2026-05-04 kind=won amount=200000000000000");

	assert_int_equal(fold_count(f, "rejected key=overflow id=2"), 1);
	assert_int_equal(fold_count(f, "rejected key=overflow id=3"), 1);
	assert_int_equal(fold_figure(f, "seller", "boris", "revenue", "2026-05"), INT64_C(3000000000000000000));
	fold_free(f);
}

static void overflow__in_a_line__names_the_measure_and_the_field_of_the_line(void **state)
{
	static const struct fold_file lines = {
		"forms.yaml", "forms:\n  deal:\n    seller: optional\n    fields:\n"
			      "      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n"
			      "      client: text\n      lines: {type: lines, fields: {amount: money}}\n"
	};
	struct fold *f = fold_new(&lines, 1);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won "
		    "lines='[{\"amount\":1},{\"amount\":900000000000000},{\"amount\":900000000000000}]'");

	assert_int_equal(fold_count(f, "rejected key=overflow field=lines[2].amount"), 1);
	assert_non_null(strstr(f->said.ptr, "the sum of the measure \"revenue\" over all reports would exceed"));
	fold_free(f);
}

static void overflow__of_a_field_with_another_column__names_the_field_and_its_amount(void **state)
{
	static const struct fold_file lines = {
		"forms.yaml", "forms:\n  deal:\n    seller: optional\n    fields:\n"
			      "      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n"
			      "      client: text\n      lines: {type: lines, fields: {sum: {type: money, column: amount}}}\n"
	};
	struct fold *f = fold_new(&lines, 1);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won "
		    "lines='[{\"sum\":900000000000000},{\"sum\":\"-70000000000000.5\"}]'");

	assert_int_equal(fold_count(f, "rejected key=overflow field=lines[1].sum text=with -70000000000000.5 here"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(huge_amount__corrected_downwards__lets_the_others_report_again),
		cmocka_unit_test(correction__that_is_itself_too_large__leaves_what_counted),
		cmocka_unit_test(overflow__in_a_line__names_the_measure_and_the_field_of_the_line),
		cmocka_unit_test(overflow__of_a_field_with_another_column__names_the_field_and_its_amount),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
