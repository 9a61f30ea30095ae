/* Invoices that are paid in parts, clients that fall silent, and decisions that days alone bring about. */
#include "folded.h"

#define FORMS                                                                                                                    \
	{                                                                                                                        \
		"forms.yaml", "forms:\n"                                                                                         \
			      "  sale:\n"                                                                                        \
			      "    future_days: 0\n"                                                                             \
			      "    fields:\n"                                                                                    \
			      "      invoice: text\n"                                                                            \
			      "      client: text\n"                                                                             \
			      "      amount: money\n"                                                                            \
			      "      paid: money\n"                                                                              \
			      "      pay_by: date\n"                                                                             \
	}
#define ENTITIES                                                                                                                 \
	{                                                                                                                        \
		"entities.yaml", "entities:\n"                                                                                   \
				 "  invoice: {facts: sale, key: invoice, amount: amount, paid: paid, due: pay_by}\n"             \
				 "  client: {facts: sale, key: client, silent_after: {times: 2, least: 2, days: 30}}\n"          \
	}
#define KPIS                                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n"                                                                                       \
			     "  owed: {facts: invoice_state, sum: balance}\n"                                                    \
			     "  invoices: {facts: invoice_state, count: yes}\n"                                                  \
			     "  overdue: {facts: invoice_state, sum: balance, where: {overdue: {not: \"0\"}}}\n"                 \
			     "  overdue_1: {facts: invoice_state, sum: balance, where: {overdue: 1-5}}\n"                        \
			     "  overdue_61: {facts: invoice_state, sum: balance, where: {overdue: 61+}}\n"                       \
			     "  active: {facts: client_state, count: yes, where: {activity: active}}\n"                          \
			     "  silent: {facts: client_state, count: yes, where: {activity: silent}}\n"                          \
			     "  new: {facts: client_step, count: yes, where: {step: created}}\n"                                 \
			     "  lost: {facts: client_step, count: yes, where: {step: silent}}\n"                                 \
			     "  returned: {facts: client_step, sum: days, where: {step: returned}}\n"                            \
			     "kpis:\n"                                                                                           \
			     "  revenue: {formula: owed, unit: money}\n"                                                         \
			     "  invoices: {formula: invoices, unit: count}\n"                                                    \
			     "  ar_over: {formula: overdue / owed, unit: percent}\n"                                             \
			     "  overdue: {formula: overdue, unit: money, direction: down}\n"                                     \
			     "  overdue_1: {formula: overdue_1, unit: money}\n"                                                  \
			     "  overdue_61: {formula: overdue_61, unit: money}\n"                                                \
			     "  active: {formula: active, unit: count}\n"                                                        \
			     "  silent: {formula: silent, unit: count}\n"                                                        \
			     "  new: {formula: new, unit: count}\n"                                                              \
			     "  lost: {formula: lost, unit: count}\n"                                                            \
			     "  returned: {formula: returned, unit: days}\n"                                                     \
	}
/* A debt of more than 50 past its day. */
#define DECISION                                                                                                                  \
	{                                                                                                                         \
		"decisions/behind.lua",                                                                                           \
			"local sdm = require 'sdm'\n"                                                                             \
			"return sdm.decision 'debt' { api = 1, title = { en = 'Debt', ru = 'Долг' }, owner = 'consultant',\n" \
			"  watch = { kpi = 'overdue', each = 'seller', period = 'month' }, on_missing = 'hold',\n"                \
			"  when = sdm.above { value = 50 } }\n"                                                                   \
	}
#define ANNA(kpi, period) fold_figure(f, "seller", "anna", kpi, period)

static struct fold *accounts_new(void)
{
	static const struct fold_file with[] = { FORMS, ENTITIES, KPIS, DECISION };

	return fold_new(with, 4);
}

/* 100 due on 15 May, 60 of it paid on 12 May; the rest of 40 on 20 June. */
static void invoice__paid_in_parts__is_open_as_long_as_something_is_owed(void **state)
{
	struct fold *f = accounts_new();

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=sale id=1 seller=anna at=2026-05-04 invoice=I1 amount=100 pay_by=2026-05-15");
	fold_say(f, "2026-05-12T10:00:00Z form=sale id=2 seller=anna at=2026-05-12 invoice=I1 paid=60");
	fold_until(f, "2026-05-16T10:00:00Z");
	assert_int_equal(ANNA("revenue", "2026-05-11"), 1000000);
	assert_int_equal(ANNA("revenue", "2026-05-12"), 400000);
	assert_int_equal(ANNA("ar_over", "2026-05-15"), 0);
	assert_int_equal(ANNA("ar_over", "2026-05-16"), 10000);
	assert_int_equal(ANNA("overdue_1", "2026-05-16"), 400000);
	fold_say(f, "2026-06-20T10:00:00Z form=sale id=3 seller=anna at=2026-06-20 invoice=I1 paid=40");
	assert_int_equal(ANNA("overdue_1", "2026-05-20"), 400000);
	assert_int_equal(ANNA("overdue_1", "2026-05-21"), 0);
	assert_int_equal(ANNA("invoices", "2026-06-19"), 10000);
	assert_int_equal(ANNA("invoices", "2026-06-20"), 0);
	assert_int_equal(ANNA("revenue", "2026-06-20"), 0);
	fold_say(f, "2026-06-21T10:00:00Z form=sale id=3 rev=2 seller=anna at=2026-06-20 invoice=I1 paid=30");
	fold_until(f, "2026-07-15T10:00:00Z");
	assert_int_equal(ANNA("revenue", "2026-06-20"), 100000);
	assert_int_equal(ANNA("overdue_61", "2026-07-14"), 0);
	assert_int_equal(ANNA("overdue_61", "2026-07-15"), 100000); /* 61 days */
	fold_free(f);
}

/* Orders on 1, 11 and 21 May: an interval of ten days of its own; silent after twice that, on 10 June. */
static void client__is_silent_by_its_own_interval(void **state)
{
	struct fold *f = accounts_new();

	(void)state;
	fold_say(f, "2026-05-01T10:00:00Z form=sale id=1 seller=anna at=2026-05-01 client=K1 amount=1");
	assert_int_equal(ANNA("new", "2026-05"), 10000);
	fold_say(f, "2026-05-11T10:00:00Z form=sale id=2 seller=anna at=2026-05-11 client=K1 amount=1");
	fold_say(f, "2026-05-21T10:00:00Z form=sale id=3 seller=anna at=2026-05-21 client=K1 amount=1");
	fold_say(f, "2026-05-21T10:00:00Z form=sale id=4 seller=anna at=2026-05-21 client=K2 amount=1");
	fold_until(f, "2026-06-25T10:00:00Z");
	assert_int_equal(ANNA("new", "2026-05"), 20000);
	assert_int_equal(ANNA("active", "2026-06-09"), 20000);
	assert_int_equal(ANNA("silent", "2026-06-09"), 0);
	assert_int_equal(ANNA("active", "2026-06-10"), 10000);
	assert_int_equal(ANNA("silent", "2026-06-10"), 10000);
	assert_int_equal(ANNA("silent", "2026-06-19"), 10000);
	assert_int_equal(ANNA("silent", "2026-06-20"), 20000); /* K2, of whom nothing of its own is known: 30 days */
	assert_int_equal(ANNA("lost", "2026-06"), 20000);
	fold_say(f, "2026-06-25T11:00:00Z form=sale id=5 seller=anna at=2026-06-25 client=K1 amount=1");
	assert_int_equal(ANNA("returned", "2026-06"), 150000);
	assert_int_equal(ANNA("silent", "2026-06-25"), 10000);
	fold_say(f, "2026-06-25T12:00:00Z form=sale id=5 rev=2 op=retract");
	assert_int_equal(ANNA("silent", "2026-06-25"), 20000);
	fold_free(f);
}

/* Nothing is reported after 4 May: the debt falls overdue with the end of 15 May, and 16 May is the first day to be judged so. */
static void debt__falls_overdue__and_opens_a_case_by_the_clock_alone(void **state)
{
	struct fold *f = accounts_new();

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=sale id=1 seller=anna at=2026-05-04 invoice=I1 amount=100 pay_by=2026-05-15");
	fold_until(f, "2026-05-16T23:59:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-05-17T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open scope=anna day=2026-05-16 fact=100"), 1);
	fold_say(f, "2026-05-18T10:00:00Z form=sale id=2 seller=anna at=2026-05-18 invoice=I1 paid=50");
	fold_until(f, "2026-05-19T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=resolved scope=anna fact=50"), 1);
	fold_free(f);
}

/* A weekly report names deals; of I1 the events say that it is there. */
static void report_about_an_unknown_one__is_held__and_counts(void **state)
{
	static const struct fold_file with[] = {
		ENTITIES,
		KPIS,
		{ "forms.yaml",
		  "forms:\n  sale:\n    fields: {invoice: text, client: text, amount: money, paid: money, pay_by: date}\n"
		  "  promise:\n    fields:\n      promises:\n        type: lines\n"
		  "        fields: {invoice: {type: text, entity: invoice}, sum: money}\n" }
	};
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=sale id=1 seller=anna at=2026-05-04 invoice=I1 amount=100");
	fold_say(f,
		 "2026-05-04T10:00:00Z form=promise id=1 seller=anna at=2026-05-04 promises='[{\"invoice\":\"I1\",\"sum\":5}]'");
	assert_int_equal(fold_count(f, "receipts answer=held"), 0);
	fold_say(f, "2026-05-04T10:00:00Z form=promise id=2 seller=anna at=2026-05-04 "
		    "promises='[{\"invoice\":\"I1\",\"sum\":5},{\"invoice\":\"I2\",\"sum\":5}]'");
	assert_int_equal(fold_count(f, "receipts answer=held rule=V11 key=unknown_entity field=promises[1].invoice id=2"), 1);
	fold_say(f, "2026-05-04T10:00:00Z form=sale id=2 seller=anna at=2026-05-04 invoice=I2 amount=100");
	fold_say(f,
		 "2026-05-04T10:00:00Z form=promise id=3 seller=anna at=2026-05-04 promises='[{\"invoice\":\"I2\",\"sum\":5}]'");
	assert_int_equal(fold_count(f, "receipts answer=held"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invoice__paid_in_parts__is_open_as_long_as_something_is_owed),
		cmocka_unit_test(client__is_silent_by_its_own_interval),
		cmocka_unit_test(report_about_an_unknown_one__is_held__and_counts),
		cmocka_unit_test(debt__falls_overdue__and_opens_a_case_by_the_clock_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
