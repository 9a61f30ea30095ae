/* Ready KPIs about money, clients, activities and reports. */
#include "shipped_catalogue.h"

#define ANNA(kpi, period) fold_figure(f, "seller", "anna", kpi, period)

static const char forms[] =
	"forms:\n"
	"  order: {fields: {client: text, amount: money, cost: money, product: axis}}\n"
	"  payment: {fields: {amount: money}}\n"
	"  invoice: {fields: {invoice: {type: text, required: yes}, amount: money, paid: money, due: date}}\n"
	"  activity: {fields: {type: {type: choice, of: [call, meeting, proposal]}}}\n"
	"  daily: {fields: {calls: int, meetings: int, proposals: int, deals_won_cnt: int}}\n"
	"  touch_norm: {fields: {contacts: int}}\n"
	"  forecast: {fields: {commit: money}}\n"
	"  lead: {fields: {lead: {type: text, required: yes}, response_min: int}}\n"
	"  deal: {fields: {deal: {type: text, required: yes}, stage: {type: choice, of: [offer, won]}, product: axis}}\n";
static const char entities[] = "entities:\n"
			       "  invoice: {key: invoice, amount: amount, paid: paid, due: due}\n"
			       "  client: {facts: order, key: client, silent_after: {days: 10}}\n"
			       "  lead: {key: lead}\n"
			       "  deal: {key: deal, stage: stage, stages: {offer: {}, won: {state: won}}}\n";
static const char kpis[] = "use:\n"
			   "  revenue: {of: rev}\n"
			   "  gm: {}\n"
			   "  gm_pct: {}\n"
			   "  pay: {}\n"
			   "  ar_over: {}\n"
			   "  ar_days: {}\n"
			   "  act_clients: {}\n"
			   "  new_clients: {}\n"
			   "  lost_clients: {}\n"
			   "  fc_bias: {}\n"
			   "  leads: {}\n"
			   "  resp_min: {}\n"
			   "  calls: {}\n"
			   "  meets: {}\n"
			   "  kp: {}\n"
			   "  calls_told: {of: calls, facts: daily, counter: calls}\n"
			   "  meets_told: {of: meets, facts: daily, counter: meetings}\n"
			   "  kp_told: {of: kp, facts: daily, counter: proposals}\n"
			   "  touch: {}\n"
			   "  touch_told: {of: touch, facts: daily, counter: calls}\n"
			   "  rep_match: {}\n"
			   "  rep_ontime: {}\n"
			   "  rep_ontime_daily: {of: rep_ontime, duty: daily}\n";

static struct fold *company(void)
{
	const struct fold_file with[] = {
		shipped_catalogue(),
		{ "forms.yaml", forms },
		{ "entities.yaml", entities },
		{ "kpis.yaml", kpis },
		{ "schedule.yaml",
		  "schedule:\n  daily: {due: '19:00', grace_min: 60}\n  order: {due: '19:00', grace_min: 60, once: no}\n" },
	};

	return fold_new(with, 5);
}

static void say(struct fold *f, const char *day, const char *words)
{
	struct buf b = { 0 };

	buf_addf(&b, "%sT10:00:00Z seller=anna at=%s %s", day, day, words);
	fold_say(f, b.ptr);
	buf_free(&b);
}

static void orders__give_revenue_margin_clients_and_the_bias_of_the_forecast(void **state)
{
	struct fold *f = company();

	(void)state;
	say(f, "2026-05-04", "form=order id=1 client=A amount=100 cost=60");
	say(f, "2026-05-04", "form=order id=2 client=B amount=150 cost=100");
	say(f, "2026-05-04", "form=forecast id=3 commit=400");
	say(f, "2026-05-12", "form=order id=4 client=B amount=50 cost=50");
	say(f, "2026-05-12", "form=payment id=5 amount=80");
	fold_until(f, "2026-05-20T10:00:00Z");
	assert_int_equal(ANNA("revenue", "2026-05"), 3000000);
	assert_int_equal(ANNA("gm", "2026-05"), 900000);
	assert_int_equal(ANNA("gm_pct", "2026-05"), 3000);
	assert_int_equal(ANNA("pay", "2026-05"), 800000);
	assert_int_equal(ANNA("fc_bias", "2026-05"), -2500);
	assert_int_equal(ANNA("act_clients", "2026-05"), 20000);
	assert_int_equal(ANNA("act_clients", "2026-05-12"), 10000);
	assert_int_equal(ANNA("new_clients", "2026-05"), 20000);
	assert_int_equal(ANNA("new_clients", "2026-05-12"), FOLD_NO_DATA);
	assert_int_equal(ANNA("lost_clients", "2026-05"), 10000); /* A, since the 14th; B would be on the 22nd */
	fold_free(f);
}

/* Of 100 that are late and 350 that are not 50 are paid, so 100 of 400 are overdue; what has no due day never is. */
static void invoices__are_overdue_by_what_is_not_paid_of_them(void **state)
{
	struct fold *f = company();

	(void)state;
	say(f, "2026-05-04", "form=invoice id=1 invoice=I1 amount=100 due=2026-05-10");
	say(f, "2026-05-04", "form=invoice id=2 invoice=I2 amount=350 due=2026-05-31");
	say(f, "2026-05-12", "form=invoice id=3 invoice=I2 paid=50");
	assert_int_equal(ANNA("ar_over", "2026-05-10"), 0);
	assert_int_equal(ANNA("ar_over", "2026-05-12"), 2500);
	say(f, "2026-05-13", "form=invoice id=4 invoice=I3 amount=100");
	assert_int_equal(ANNA("ar_over", "2026-05-13"), 2000);
	say(f, "2026-05-14", "form=invoice id=5 invoice=I1 paid=100");
	assert_int_equal(ANNA("ar_over", "2026-05-14"), 0);
	fold_free(f);
}

/* 100 of revenue and 200 owed: on the 10th twice ten days, for all of May twice 31. */
static void days_sales_outstanding__go_by_the_days_of_the_period_so_far(void **state)
{
	struct fold *f = company();

	(void)state;
	say(f, "2026-05-04", "form=order id=1 client=A amount=100 cost=60");
	say(f, "2026-05-04", "form=invoice id=2 invoice=I1 amount=250");
	say(f, "2026-05-10", "form=invoice id=3 invoice=I1 paid=50");
	assert_int_equal(ANNA("ar_days", "2026-05"), 200000);
	assert_int_equal(ANNA("ar_days", "2026-05-05"), FOLD_NO_DATA); /* nothing was sold that day */
	fold_until(f, "2026-05-15T10:00:00Z");
	assert_int_equal(ANNA("ar_days", "2026-05"), 300000);
	fold_until(f, "2026-06-20T10:00:00Z");
	assert_int_equal(ANNA("ar_days", "2026-05"), 620000);
	assert_int_equal(ANNA("ar_days", "2026-Q2"), 1620000); /* 1 April to 20 June */
	fold_restart(f);
	fold_free(f);
}

static void activities__are_counted_as_facts_or_as_reports_tell_them(void **state)
{
	struct fold *f = company();

	(void)state;
	say(f, "2026-05-04", "form=activity id=1 type=call");
	say(f, "2026-05-04", "form=activity id=2 type=call");
	say(f, "2026-05-04", "form=activity id=3 type=meeting");
	say(f, "2026-05-04", "form=activity id=4 type=proposal");
	say(f, "2026-05-04", "form=daily id=5 calls=6 meetings=2 proposals=3");
	say(f, "2026-05-04", "form=touch_norm id=6 contacts=8");
	assert_int_equal(ANNA("calls", "2026-05"), 20000);
	assert_int_equal(ANNA("meets", "2026-05"), 10000);
	assert_int_equal(ANNA("kp", "2026-05"), 10000);
	assert_int_equal(ANNA("calls_told", "2026-05"), 60000);
	assert_int_equal(ANNA("meets_told", "2026-05"), 20000);
	assert_int_equal(ANNA("kp_told", "2026-05"), 30000);
	assert_int_equal(ANNA("touch", "2026-05"), 5000);
	assert_int_equal(ANNA("touch_told", "2026-05"), 7500);
	fold_free(f);
}

/* The middle one, not the mean; a lead that is not answered yet has no time. */
static void leads__are_counted_once_and_answered_in_the_median_time(void **state)
{
	struct fold *f = company();

	(void)state;
	say(f, "2026-05-04", "form=lead id=1 lead=L1");
	say(f, "2026-05-04", "form=lead id=2 lead=L1 response_min=10");
	say(f, "2026-05-04", "form=lead id=3 lead=L2 response_min=20");
	say(f, "2026-05-04", "form=lead id=4 lead=L3 response_min=600");
	say(f, "2026-05-04", "form=lead id=5 lead=L4");
	assert_int_equal(ANNA("leads", "2026-05"), 40000);
	assert_int_equal(ANNA("resp_min", "2026-05"), 200000);
	fold_free(f);
}

/* On Monday the daily report comes in time and the order does not. Of four deals that the CRM knows five are reported. */
static void reports__in_time_and_near_to_the_system(void **state)
{
	struct fold *f = company();

	(void)state;
	say(f, "2026-05-04", "form=daily id=1 deals_won_cnt=3");
	assert_int_equal(ANNA("rep_ontime", "2026-05-04"), FOLD_NO_DATA);
	fold_until(f, "2026-05-04T20:00:00Z");
	assert_int_equal(ANNA("rep_ontime", "2026-05-04"), 5000);
	assert_int_equal(ANNA("rep_ontime_daily", "2026-05-04"), 10000);
	assert_int_equal(ANNA("rep_match", "2026-05-04"), -20000); /* three reported, none known: 1 - 3 / 1 */
	say(f, "2026-05-05", "form=daily id=2 deals_won_cnt=2");
	say(f, "2026-05-05", "form=deal id=3 deal=D1 stage=won");
	say(f, "2026-05-05", "form=deal id=4 deal=D2 stage=won");
	say(f, "2026-05-05", "form=deal id=5 deal=D3 stage=won");
	say(f, "2026-05-05", "form=deal id=6 deal=D4 stage=won");
	say(f, "2026-05-05", "form=deal id=7 deal=D5 stage=offer");
	say(f, "2026-05-06", "form=deal id=8 deal=D6 stage=won");
	assert_int_equal(ANNA("rep_match", "2026-05-05"), 5000);
	assert_int_equal(ANNA("rep_match", "2026-05-06"), FOLD_NO_DATA); /* no report */
	assert_int_equal(ANNA("rep_match", "2026-05"), 10000);           /* five of five in the month */
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders__give_revenue_margin_clients_and_the_bias_of_the_forecast),
		cmocka_unit_test(invoices__are_overdue_by_what_is_not_paid_of_them),
		cmocka_unit_test(days_sales_outstanding__go_by_the_days_of_the_period_so_far),
		cmocka_unit_test(activities__are_counted_as_facts_or_as_reports_tell_them),
		cmocka_unit_test(leads__are_counted_once_and_answered_in_the_median_time),
		cmocka_unit_test(reports__in_time_and_near_to_the_system),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
