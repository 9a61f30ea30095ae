/* Rules between the fields of a form: what becomes of a report that does not keep one, and what holds do. */
#include "folded.h"

static const struct fold_file forms = {
	"forms.yaml",
	"forms:\n"
	"  deal:\n"
	"    seller: optional\n"
	"    fields:\n"
	"      kind: {type: choice, of: [won, lost], required: yes}\n"
	"      client: text\n"
	"      amount: money\n"
	"      calls_total: {type: int, min: 0}\n"
	"      calls_result: {type: int, min: 0}\n"
	"      won_cnt: {type: int, min: 0}\n"
	"      won_sum: {type: money, min: 0}\n"
	"      invoices: {type: money, min: 0}\n"
	"      payments: {type: money, min: 0}\n"
	"      commit: money\n"
	"      best: money\n"
	"      pipeline: money\n"
	"    rules:\n"
	"      result_within_total:\n"
	"        title: {en: More results than calls, ru: Результатов больше чем звонков}\n"
	"        check: calls_result <= calls_total\n"
	"      sum_with_count: won_sum > 0 <=> won_cnt > 0\n"
	"      payment_within_invoice: {check: payments <= invoices, class: hold, title: {en: Paid more than invoiced, ru: "
	"Оплачено больше чем выставлено}}\n"
	"      commit_within_best: {check: commit <= best <= pipeline, class: warn, number: V12}\n"
	"      won_has_client: {check: kind is won => client given, class: warn}\n"
	"  day:\n"
	"    facts: deal\n"
	"    fields:\n"
	"      deviation: money\n"
	"      causes:\n"
	"        type: lines\n"
	"        fields:\n"
	"          kind: {type: choice, of: [won, lost], required: yes}\n"
	"          amount: money\n"
	"          won_sum: {type: money}\n"
	"    rules:\n"
	"      causes_explain: {check: 0.9 * deviation <= sum(amount) <= 1.1 * deviation, class: warn}\n"
	"      line_small: {check: amount <= won_sum, class: reject}\n"
};

static struct fold *started(void)
{
	return fold_new(&forms, 1);
}

#define SAY "2026-05-04T10:00:00Z form=deal seller=anna at=2026-05-04 kind=lost "

/* ---- reject ---- */
static void calls_result_above_calls_total__is_rejected__V05(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, SAY "id=1 calls_total=9 calls_result=12 amount=5");

	assert_string_equal(
		f->said.ptr,
		"receipts entry=1-0 of=report form=deal id=1 rev= answer=rejected rule=V05 field=calls_result "
		"key=rule_not_kept text=More results than calls (calls_result=12, calls_total=9) "
		"text.ru=Результатов больше чем звонков (calls_result=12, calls_total=9) class=reject "
		"params={\"name\":\"result_within_total\",\"calls_result\":\"12\",\"calls_total\":\"9\"}\n"
		"rejected entry=1-0 of=report form=deal id=1 rev= rule=V05 field=calls_result key=rule_not_kept "
		"text=More results than calls (calls_result=12, calls_total=9) "
		"text.ru=Результатов больше чем звонков (calls_result=12, calls_total=9) class=reject "
		"params={\"name\":\"result_within_total\",\"calls_result\":\"12\",\"calls_total\":\"9\"} "
		"content={\"form\":\"deal\",\"seller\":\"anna\",\"at\":\"2026-05-04\",\"kind\":\"lost\",\"id\":\"1\","
		"\"calls_total\":\"9\",\"calls_result\":\"12\",\"amount\":\"5\",\"received_at\":\"2026-05-04T10:00:00Z\"}\n");
	assert_int_equal(fold_figure(f, "seller", "anna", "largest", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

static void calls_result_as_many_as_calls_total__is_accepted(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, SAY "id=1 calls_total=12 calls_result=12");
	fold_say(f, SAY "id=2 calls_result=12"); /* what is not given is not compared */

	assert_int_equal(f->said.len, 0);
	fold_free(f);
}

static void sum_without_count_and_count_without_sum__are_rejected__V06(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, SAY "id=1 won_sum=100");
	fold_say(f, SAY "id=2 won_cnt=1 won_sum=0");
	fold_say(f, SAY "id=3 won_cnt=1 won_sum=100");
	fold_say(f, SAY "id=4 won_cnt=0 won_sum=0");
	fold_say(f, SAY "id=5");

	assert_int_equal(fold_count(f, "receipts answer=rejected rule=V06 key=rule_not_kept field=won_sum"), 2);
	assert_int_equal(fold_count(f, "receipts"), 2);
	assert_int_equal(fold_count(f, "receipts id=1 text=won_sum > 0 <=> won_cnt > 0 (won_sum=100, won_cnt=-)"), 1);
	fold_free(f);
}

/* ---- warn ---- */
static void commit_above_best__is_taken_with_a_warning__V12(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, SAY "id=1 commit=120 best=100 pipeline=300 amount=5");
	fold_say(f, SAY "id=2 commit=100 best=120 pipeline=110");
	fold_say(f, SAY "id=3 commit=100 best=120 pipeline=120");

	assert_int_equal(fold_count(f, "receipts answer=warned rule=V12 class=warn field=commit"), 2);
	assert_int_equal(fold_count(f, "receipts"), 2);
	assert_int_equal(fold_count(f, "rejected"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "largest", "2026-05"), 50000);
	fold_free(f);
}

static void implication__is_asked_only_where_its_condition_holds(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal seller=anna at=2026-05-04 id=1 kind=won");
	fold_say(f, "2026-05-04T10:00:00Z form=deal seller=anna at=2026-05-04 id=2 kind=won client=c1");
	fold_say(f, "2026-05-04T10:00:00Z form=deal seller=anna at=2026-05-04 id=3 kind=lost");

	assert_int_equal(fold_count(f, "receipts id=1 answer=warned rule=V06 field=kind"), 1);
	assert_int_equal(fold_count(f, "receipts"), 1);
	fold_free(f);
}

/* ---- lines ---- */
static void causes_that_explain_within_ten_percent__are_accepted(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=day id=1 seller=anna at=2026-05-04 deviation=1000 "
		    "causes='[{\"kind\":\"won\",\"amount\":500},{\"kind\":\"won\",\"amount\":\"600\"}]'");
	fold_say(f, "2026-05-04T10:00:00Z form=day id=2 seller=anna at=2026-05-04 deviation=1000 "
		    "causes='[{\"kind\":\"won\",\"amount\":500},{\"kind\":\"won\",\"amount\":\"600.0001\"}]'");
	fold_say(f, "2026-05-04T10:00:00Z form=day id=3 seller=anna at=2026-05-04 deviation=1000 "
		    "causes='[{\"kind\":\"won\",\"amount\":\"899.9999\"}]'");
	fold_say(f, "2026-05-04T10:00:00Z form=day id=4 seller=anna at=2026-05-04 deviation=1000 "
		    "causes='[{\"kind\":\"won\",\"amount\":900}]'");

	assert_int_equal(fold_count(f, "receipts answer=warned rule=V05 field=deviation"), 2);
	assert_int_equal(fold_count(f, "receipts id=2 params={\"name\":\"causes_explain\",\"deviation\":\"1000\","
				       "\"sum(amount)\":\"1100.0001\"}"),
			 1);
	assert_int_equal(fold_count(f, "receipts"), 2);
	fold_free(f);
}

static void rule_of_lines__names_the_first_line_at_fault(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=day id=1 seller=anna at=2026-05-04 "
		    "causes='[{\"kind\":\"won\",\"amount\":5,\"won_sum\":5},{\"kind\":\"won\",\"amount\":7,\"won_sum\":6},"
		    "{\"kind\":\"won\",\"amount\":9,\"won_sum\":6}]'");

	assert_int_equal(fold_count(f, "receipts answer=rejected field=causes[1].amount"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "largest", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

/* ---- hold ---- */
static void payment_above_invoice__is_held__and_counts_until_it_is_confirmed(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, SAY "id=1 payments=500 invoices=400 amount=5 commit=2 best=1 pipeline=3");

	assert_string_equal(
		f->said.ptr,
		"receipts entry=1-0 of=report form=deal id=1 rev= answer=held rule=V05 field=payments key=rule_not_kept "
		"text=Paid more than invoiced (payments=500, invoices=400) "
		"text.ru=Оплачено больше чем выставлено (payments=500, invoices=400) class=hold "
		"params={\"name\":\"payment_within_invoice\",\"payments\":\"500\",\"invoices\":\"400\"} "
		"more=[{\"rule\":\"V12\",\"field\":\"commit\",\"class\":\"warn\",\"key\":\"rule_not_kept\","
		"\"text\":\"commit <= best <= pipeline (commit=2, best=1, pipeline=3)\","
		"\"text.ru\":\"commit <= best <= pipeline (commit=2, best=1, pipeline=3)\","
		"\"params\":{\"name\":\"commit_within_best\",\"commit\":\"2\",\"best\":\"1\",\"pipeline\":\"3\"}}]\n");
	assert_int_equal(fold_figure(f, "seller", "anna", "largest", "2026-05"), 50000);
	assert_int_equal(fold_records(f, "held"), 1);
	fold_clear(f);
	fold_say(f, SAY "id=1 payments=500 invoices=400 amount=5 commit=2 best=1 pipeline=3");
	assert_int_equal(fold_count(f, "receipts answer=duplicate"), 1);
	fold_restart(f);

	fold_command(f, "command=confirm token=c1 by=head form=deal id=1 rev=1 reason=advance");
	assert_int_equal(fold_count(f, "receipts of=command form=confirm id=c1 answer=accepted"), 1);
	assert_int_equal(fold_figure(f, "seller", "anna", "largest", "2026-05"), 50000);
	assert_int_equal(fold_records(f, "held"), 1); /* who confirmed it */
	fold_restart(f);
	fold_command(f, "command=confirm token=c2 by=head form=deal id=1");
	assert_int_equal(fold_count(f, "receipts id=c2 answer=rejected rule=C07 field=id key=not_held"), 1);
	fold_free(f);
}

static void held__corrected_or_retracted__waits_no_more(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, SAY "id=1 payments=500 invoices=400");
	fold_say(f, SAY "id=2 payments=500 invoices=400");
	fold_say(f, SAY "id=3 payments=500 invoices=400");
	assert_int_equal(fold_records(f, "held"), 3);
	fold_say(f, SAY "id=1 rev=2 payments=300 invoices=400");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 rev=2 op=retract");
	fold_say(f, SAY "id=3 rev=2 payments=600 invoices=400");

	assert_int_equal(fold_records(f, "held"), 1);
	fold_command(f, "command=confirm token=c1 by=head form=deal id=3 rev=1");
	fold_command(f, "command=confirm token=c2 by=head form=deal id=3 rev=2");
	assert_int_equal(fold_count(f, "receipts id=c1 answer=rejected key=not_held"), 1);
	assert_int_equal(fold_count(f, "receipts id=c2 answer=accepted"), 1);
	fold_free(f);
}

static void confirm__what_is_not_there__is_refused(void **state)
{
	struct fold *f = started();

	(void)state;
	fold_say(f, SAY "id=1");
	fold_command(f, "command=confirm token=a by=head form=deal id=1");
	fold_command(f, "command=confirm token=b by=head form=deals id=1");
	fold_command(f, "command=confirm token=c by=head form=deal");

	assert_int_equal(fold_count(f, "receipts id=a answer=rejected rule=C07 key=not_held"), 1);
	assert_int_equal(fold_count(f, "receipts id=b answer=rejected rule=C03 field=form key=unknown_form"), 1);
	assert_int_equal(fold_count(f, "receipts id=c answer=rejected rule=C01 field=id key=missing_field"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_result_above_calls_total__is_rejected__V05),
		cmocka_unit_test(calls_result_as_many_as_calls_total__is_accepted),
		cmocka_unit_test(sum_without_count_and_count_without_sum__are_rejected__V06),
		cmocka_unit_test(commit_above_best__is_taken_with_a_warning__V12),
		cmocka_unit_test(implication__is_asked_only_where_its_condition_holds),
		cmocka_unit_test(causes_that_explain_within_ten_percent__are_accepted),
		cmocka_unit_test(rule_of_lines__names_the_first_line_at_fault),
		cmocka_unit_test(payment_above_invoice__is_held__and_counts_until_it_is_confirmed),
		cmocka_unit_test(held__corrected_or_retracted__waits_no_more),
		cmocka_unit_test(confirm__what_is_not_there__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
