/* Deals in stages: what is open on each day, what happened to them, and what their days alone bring about. */
#include "pipeline_company.h"

#define ANNA(kpi, period) fold_figure(f, "seller", "anna", kpi, period)

/* Deal D1 of anna: a lead of 100 on 4 May, an offer of 150 on 8 May, won on 20 May. */
static const char *const d1[] = {
	"form=deal id=1 seller=anna at=2026-05-04 deal=D1 stage=lead product=P1 amount=100 close_by=2026-05-29",
	"form=deal id=2 seller=anna at=2026-05-08 deal=D1 stage=offer amount=150 next_step_at=2026-05-12",
	"form=deal id=3 seller=anna at=2026-05-20 deal=D1 stage=won",
};

static struct fold *after_d1(void)
{
	struct fold *f = pipeline_new();

	for (size_t i = 0; i < 3; i++)
		say(f, "2026-05-20T10:00:00Z", d1[i]);
	return f;
}

static void spell__lasts_from_event_to_event__and_ends_when_it_is_won(void **state)
{
	struct fold *f = after_d1();

	(void)state;
	assert_int_equal(ANNA("open", "2026-05-03"), 0);
	assert_int_equal(ANNA("open", "2026-05-04"), 10000);
	assert_int_equal(ANNA("open_sum", "2026-05-07"), 1000000);
	assert_int_equal(ANNA("open_sum", "2026-05-08"), 1500000);
	assert_int_equal(ANNA("offers_sum", "2026-05-07"), 0);
	assert_int_equal(ANNA("offers_sum", "2026-05-19"), 1500000);
	assert_int_equal(ANNA("weighted", "2026-05-07"), 100000);
	assert_int_equal(ANNA("weighted", "2026-05-08"), 600000);
	assert_int_equal(ANNA("open", "2026-05-20"), 0);
	assert_int_equal(fold_figure(f, "team_product", "T1|P1", "open_sum", "2026-05-10"), 1500000);
	assert_int_equal(fold_figure(f, "company", "C", "open", "2026-05-10"), 10000);
	fold_free(f);
}

static void steps__tell_stages_cycle_and_what_was_won(void **state)
{
	struct fold *f = after_d1();

	(void)state;
	assert_int_equal(ANNA("created", "2026-05-04"), 10000);
	assert_int_equal(ANNA("revenue", "2026-05-20"), 1500000);
	assert_int_equal(ANNA("cycle", "2026-05"), 160000); /* 4 to 20 May */
	assert_int_equal(ANNA("win", "2026-05"), 10000);
	fold_free(f);
}

/* Five days in `lead` are allowed, up to 9 May; six are too many. Nothing is reported on the way. */
static void days_alone__make_a_deal_over_age_and_overdue(void **state)
{
	struct fold *f = pipeline_new();

	(void)state;
	say(f, "2026-05-04T10:00:00Z", d1[0]);
	fold_until(f, "2026-05-09T10:00:00Z");
	assert_int_equal(ANNA("stale", "2026-05"), 0); /* what is to come does not count yet */
	fold_until(f, "2026-05-10T10:00:00Z");
	assert_int_equal(ANNA("stale", "2026-05-09"), 0);
	assert_int_equal(ANNA("stale", "2026-05-10"), 10000);
	assert_int_equal(ANNA("stale", "2026-05"), 10000);
	fold_until(f, "2026-06-14T10:00:00Z");
	assert_int_equal(ANNA("late15", "2026-05-29"), 0); /* due that day */
	assert_int_equal(ANNA("late15", "2026-05-30"), 10000);
	assert_int_equal(ANNA("late15", "2026-06-13"), 10000);
	assert_int_equal(ANNA("late15", "2026-06-14"), 0); /* 16 days */
	assert_int_equal(ANNA("old", "2026-05-17"), 0);
	assert_int_equal(ANNA("old", "2026-05-18"), 10000); /* 14 days old */
	assert_int_equal(ANNA("old", "2026-06-03"), 0);
	assert_int_equal(ANNA("open", "2026-06"), 10000);
	fold_free(f);
}

static void next_step__in_the_past_or_none__is_no_step(void **state)
{
	struct fold *f = pipeline_new();

	(void)state;
	say(f, "2026-05-04T10:00:00Z", d1[0]);
	assert_int_equal(ANNA("stepless", "2026-05-04"), 10000);
	say(f, "2026-05-08T10:00:00Z", d1[1]);
	fold_until(f, "2026-05-13T10:00:00Z");
	assert_int_equal(ANNA("stepless", "2026-05-08"), 0);
	assert_int_equal(ANNA("stepless", "2026-05-12"), 0);
	assert_int_equal(ANNA("stepless", "2026-05-13"), 10000);
	fold_free(f);
}

/* Two deals are due in June when June begins; one of them is pushed to July, by 20 days and then by 5 more. */
static void pushed_deals__slip_out_of_the_month_in_which_they_were_expected(void **state)
{
	struct fold *f = pipeline_new();

	(void)state;
	say(f, "2026-05-11T10:00:00Z",
	    "form=deal id=1 seller=anna at=2026-05-11 deal=A stage=lead amount=10 close_by=2026-06-15");
	say(f, "2026-05-11T10:00:00Z",
	    "form=deal id=2 seller=anna at=2026-05-11 deal=B stage=lead amount=20 close_by=2026-06-20");
	assert_int_equal(ANNA("due_now", "2026-05"), 0);
	assert_int_equal(ANNA("expected", "2026-06"), FOLD_NO_DATA); /* June has not begun */
	fold_until(f, "2026-06-01T10:00:00Z");
	assert_int_equal(ANNA("due_now", "2026-06"), 300000);
	assert_int_equal(ANNA("expected", "2026-06"), 20000);
	assert_int_equal(ANNA("slip", "2026-06"), 0);
	say(f, "2026-06-16T10:00:00Z", "form=deal id=3 seller=anna at=2026-06-16 deal=A close_by=2026-07-05");
	say(f, "2026-06-17T10:00:00Z", "form=deal id=4 seller=anna at=2026-06-17 deal=A close_by=2026-07-10");
	assert_int_equal(ANNA("pushes", "2026-06"), 20000);
	assert_int_equal(ANNA("pushed_days", "2026-06"), 250000);
	assert_int_equal(ANNA("slip", "2026-06"), 5000);
	assert_int_equal(ANNA("due_now", "2026-06"), 200000);
	say(f, "2026-06-18T10:00:00Z", "form=deal id=5 seller=anna at=2026-06-18 deal=A stage=won");
	assert_int_equal(ANNA("slip", "2026-06"), 0); /* won in its month after all */
	fold_free(f);
}

/* Of three leads of April one is won within 30 days, one after 40; one lead of May is won in May. */
static void win_rate__by_close_date_and_by_cohort__differ_as_they_must(void **state)
{
	struct fold *f = pipeline_new();
	static const char *const events[] = {
		"form=deal id=1 seller=anna at=2026-04-10 deal=A stage=lead amount=10",
		"form=deal id=2 seller=anna at=2026-04-10 deal=B stage=lead amount=10",
		"form=deal id=3 seller=anna at=2026-04-10 deal=C stage=lead amount=10",
		"form=deal id=4 seller=anna at=2026-05-10 deal=A stage=won",
		"form=deal id=5 seller=anna at=2026-05-20 deal=B stage=won",
		"form=deal id=6 seller=anna at=2026-05-21 deal=C stage=lost",
		"form=deal id=7 seller=anna at=2026-05-05 deal=D stage=lead amount=10",
		"form=deal id=8 seller=anna at=2026-05-25 deal=D stage=won",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		say(f, "2026-05-26T10:00:00Z", events[i]);
	assert_int_equal(ANNA("win", "2026-05"), 7500);  /* three of four closed in May */
	assert_int_equal(ANNA("conv", "2026-04"), 3333); /* one of three leads within 30 days */
	assert_int_equal(ANNA("conv", "2026-05"), 10000);
	assert_int_equal(ANNA("win", "2026-04"), FOLD_NO_DATA);
	fold_free(f);
}

static void same_as(const struct fold *f, const struct fold *other)
{
	static const char *const kpis[] = { "revenue", "open",    "open_sum", "offers_sum",  "weighted", "stale", "stepless",
					    "late15",  "due_now", "old",      "win",         "conv",     "cycle", "created",
					    "pushes",  "slip",    "said",     "pushed_days", "expected" };
	static const char *const periods[] = { "2026-05-04", "2026-05-09", "2026-05-14", "2026-05-20",
					       "2026-05",    "2026-06",    "2026-Q2" };

	for (size_t k = 0; k < sizeof(kpis) / sizeof(*kpis); k++)
		for (size_t p = 0; p < sizeof(periods) / sizeof(*periods); p++) {
			assert_int_equal(fold_figure(f, "seller", "anna", kpis[k], periods[p]),
					 fold_figure(other, "seller", "anna", kpis[k], periods[p]));
			assert_int_equal(fold_figure(f, "product", "P1", kpis[k], periods[p]),
					 fold_figure(other, "product", "P1", kpis[k], periods[p]));
		}
}

static void order_of_arrival__corrections_retractions__leave_what_there_would_be_without(void **state)
{
	static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	struct fold *straight = after_d1();

	(void)state;
	fold_until(straight, "2026-06-20T00:00:00Z");
	for (size_t o = 0; o < 6; o++) {
		struct fold *f = pipeline_new();
		say(f, "2026-05-20T10:00:00Z",
		    "form=deal id=9 seller=boris at=2026-05-05 deal=D1 stage=lost amount=7 product=P2");
		for (size_t i = 0; i < 3; i++)
			say(f, "2026-05-20T10:00:00Z", d1[orders[o][i]]);
		say(f, "2026-05-20T10:00:00Z", "form=deal id=2 rev=2 seller=anna at=2026-05-02 deal=D2 stage=won amount=3");
		fold_restart(f);
		say(f, "2026-05-20T10:00:00Z", "form=deal id=9 rev=2 op=retract");
		say(f, "2026-05-20T10:00:00Z",
		    "rev=3 form=deal id=2 seller=anna at=2026-05-08 deal=D1 stage=offer amount=150 next_step_at=2026-05-12");
		fold_until(f, "2026-06-20T00:00:00Z");
		same_as(f, straight);
		assert_int_equal(fold_records(f, "entities.deal"), 1);
		fold_free(f);
	}
	fold_free(straight);
}

/* A lead and an offer of one moment: the stages' order tells, whichever came first. */
static void events_of_one_moment__go_through_the_stages_in_their_order(void **state)
{
	for (int turned = 0; turned < 2; turned++) {
		struct fold *f = pipeline_new();
		const char *lead = "form=deal id=1 seller=anna at=2026-05-04 deal=D stage=lead amount=10";
		const char *offer = "form=deal id=2 seller=anna at=2026-05-04 deal=D stage=offer amount=20";
		say(f, "2026-05-04T10:00:00Z", turned ? offer : lead);
		say(f, "2026-05-04T10:00:00Z", turned ? lead : offer);
		assert_int_equal(ANNA("offers_sum", "2026-05-04"), 200000);
		fold_free(f);
	}
	(void)state;
}

static void deal_handed_over__counts_for_the_new_seller_from_that_day(void **state)
{
	struct fold *f = pipeline_new();

	(void)state;
	say(f, "2026-05-04T10:00:00Z", d1[0]);
	say(f, "2026-05-14T10:00:00Z", "form=deal id=7 seller=boris at=2026-05-11 deal=D1");
	assert_int_equal(ANNA("open_sum", "2026-05-10"), 1000000);
	assert_int_equal(ANNA("open_sum", "2026-05-11"), 0);
	assert_int_equal(fold_figure(f, "seller", "boris", "open_sum", "2026-05-10"), 0);
	assert_int_equal(fold_figure(f, "seller", "boris", "open_sum", "2026-05-11"), 1000000);
	fold_until(f, "2026-05-16T00:00:00Z");
	assert_int_equal(fold_figure(f, "team", "T1", "open_sum", "2026-05-14"), 1000000); /* boris moves on 15 May */
	fold_free(f);
}

/* Two sellers share the credit, the first one has the deal. */
static void deal_with_shared_credit__is_the_first_ones(void **state)
{
	static const struct fold_file with[] = {
		PIPELINE_ENTITIES,
		PIPELINE_KPIS,
		{ "forms.yaml", "forms:\n  deal:\n    credit: {lines: team, seller: who, share: bp}\n    fields:\n"
				"      deal: text\n      stage: {type: choice, of: [lead, offer, won, lost]}\n"
				"      product: axis\n      amount: money\n      close_by: date\n      next_step_at: date\n" }
	};
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 deal=D stage=lead amount=100 "
		    "team='[{\"who\":\"boris\",\"bp\":6000},{\"who\":\"anna\",\"bp\":4000}]'");
	assert_int_equal(fold_figure(f, "seller", "boris", "open_sum", "2026-05-04"), 1000000);
	assert_int_equal(ANNA("open_sum", "2026-05-04"), FOLD_NO_DATA);
	assert_int_equal(fold_figure(f, "company", "C", "open_sum", "2026-05-04"), 1000000);
	fold_free(f);
}

/* ---- other models ---- */
static void entities_of_a_running_company__begin_with_the_facts_that_are_there(void **state)
{
	static const struct fold_file before[] = {
		PIPELINE_FORMS,
		{ "kpis.yaml", "measures:\n  said: {count: yes}\n  clients: {distinct: deal}\n"
			       "  sums: {sum: amount, where: {stage: lead, close_by: \"> 0\", next_step_at: \">= 0\"}}\n"
			       "kpis:\n  revenue: {formula: said, unit: money}\n" }
	};
	static const struct fold_file with[] = { PIPELINE_FORMS, PIPELINE_ENTITIES, PIPELINE_KPIS };
	struct fold *f = fold_new(before, 2), *straight = after_d1();

	(void)state;
	for (size_t i = 0; i < 3; i++)
		say(f, "2026-05-20T10:00:00Z", d1[i]);
	fold_activate(f, with, 3, "t1");
	assert_int_equal(fold_count(f, "receipts answer=rejected"), 0);
	fold_restart(f);
	same_as(f, straight);
	fold_free(f);
	fold_free(straight);
}

static void another_longest_time__holds_for_the_past_too(void **state)
{
	static const struct fold_file with[] = {
		PIPELINE_FORMS,
		PIPELINE_KPIS,
		{ "entities.yaml", "entities:\n  deal:\n    key: deal\n    stage: stage\n    amount: amount\n    due: close_by\n"
				   "    next_step: next_step_at\n    stages:\n      lead: {max_days: 2, probability: 50%}\n"
				   "      offer: {}\n      won: {state: won}\n      lost: {state: lost}\n" }
	};
	struct fold *f = after_d1();

	(void)state;
	assert_int_equal(ANNA("stale", "2026-05-07"), 0);
	fold_activate(f, with, 3, "t1");
	assert_int_equal(ANNA("stale", "2026-05-06"), 0);
	assert_int_equal(ANNA("stale", "2026-05-07"), 10000);
	assert_int_equal(ANNA("weighted", "2026-05-07"), 500000);
	assert_int_equal(ANNA("weighted", "2026-05-09"), 0);
	assert_int_equal(ANNA("open", "2026-05-19"), 10000);
	fold_restart(f);
	fold_free(f);
}

/* ---- the end ---- */
/* Reports are forgotten after 60 days, D1 with them; D3 is still open and stays. */
static void closed_entity__is_let_go_with_its_reports__its_figures_stay(void **state)
{
	struct fold *f = after_d1();
	int64_t cycle = ANNA("cycle", "2026-05");

	(void)state;
	say(f, "2026-05-20T10:00:00Z", "form=deal id=8 seller=anna at=2026-05-19 deal=D3 stage=lead amount=5");
	assert_int_equal(fold_records(f, "entities.deal"), 2);
	fold_until(f, "2026-09-20T00:00:00Z");
	assert_int_equal(fold_records(f, "ids"), 0);
	assert_int_equal(fold_records(f, "entities.deal"), 1);
	assert_int_equal(fold_records(f, "events.deal"), 1);
	assert_int_equal(ANNA("cycle", "2026-05"), cycle);
	assert_int_equal(ANNA("revenue", "2026-05"), 1500000);
	assert_int_equal(ANNA("open_sum", "2026-05-10"), 1500000);
	assert_int_equal(ANNA("open_sum", "2026-09"), 50000);
	fold_restart(f);
	assert_int_equal(ANNA("cycle", "2026-05"), cycle);
	say(f, "2026-09-20T10:00:00Z", "form=deal id=11 seller=anna at=2026-09-19 deal=D3 stage=won");
	assert_int_equal(ANNA("open", "2026-09-20"), 0);
	assert_int_equal(ANNA("cycle", "2026-09"), 1230000); /* since 19 May: it is known how old it is */
	fold_free(f);
}

static void sum_that_would_overflow__refuses_the_report_and_changes_nothing(void **state)
{
	struct fold *f = after_d1(), *straight = after_d1();

	(void)state;
	say(f, "2026-05-20T10:00:00Z",
	    "form=deal id=5 seller=anna at=2026-05-06 deal=D1 amount=500000000000000 stage=lead product=P1");
	assert_int_equal(fold_count(f, "receipts answer=rejected key=overflow"), 1);
	same_as(f, straight);
	fold_restart(f);
	same_as(f, straight);
	fold_free(f);
	fold_free(straight);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spell__lasts_from_event_to_event__and_ends_when_it_is_won),
		cmocka_unit_test(steps__tell_stages_cycle_and_what_was_won),
		cmocka_unit_test(days_alone__make_a_deal_over_age_and_overdue),
		cmocka_unit_test(next_step__in_the_past_or_none__is_no_step),
		cmocka_unit_test(pushed_deals__slip_out_of_the_month_in_which_they_were_expected),
		cmocka_unit_test(win_rate__by_close_date_and_by_cohort__differ_as_they_must),
		cmocka_unit_test(order_of_arrival__corrections_retractions__leave_what_there_would_be_without),
		cmocka_unit_test(events_of_one_moment__go_through_the_stages_in_their_order),
		cmocka_unit_test(deal_handed_over__counts_for_the_new_seller_from_that_day),
		cmocka_unit_test(deal_with_shared_credit__is_the_first_ones),
		cmocka_unit_test(entities_of_a_running_company__begin_with_the_facts_that_are_there),
		cmocka_unit_test(another_longest_time__holds_for_the_past_too),
		cmocka_unit_test(closed_entity__is_let_go_with_its_reports__its_figures_stay),
		cmocka_unit_test(sum_that_would_overflow__refuses_the_report_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
