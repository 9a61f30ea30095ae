/* When a period is closed. The company begins on 4 May 2026, a Monday. */
#include "folded.h"

#define COMPANY(more)                                                                                                            \
	{                                                                                                                        \
		"company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: mon-fri\n"     \
				"phasing: workdays\n" more                                                                       \
	}
#define KEPT "periods: [day, week, month, quarter]\n"

/* Anna sold 100 on 20 May and the present is 2 June. */
static struct fold *after_may(const struct fold_file *with, size_t count)
{
	struct fold *f = fold_new(with, count);

	fold_say(f, "2026-05-04T08:00:00Z form=deal id=0 seller=boris at=2026-05-04 kind=won amount=7");
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100 client=c1 product=P1");
	fold_until(f, "2026-06-02T10:00:00Z");
	return f;
}

static void month_and_quarter__close_each_on_its_own_day(void **state)
{
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_say(f, "2026-06-02T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-W22"), FOLD_NO_DATA);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-Q2"), FOLD_OPEN);

	fold_until(f, "2026-07-01T00:00:00Z");
	fold_say(f, "2026-07-01T11:00:00Z form=deal id=2 rev=2 seller=anna at=2026-05-29 kind=won amount=60");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-Q2"), 1500000);
	fold_free(f);
}

static void closes_after_days__until_then_reports_just_count(void **state)
{
	static const struct fold_file later = COMPANY(KEPT "closes_after_days: 3\n");
	struct fold *f = after_may(&later, 1);

	(void)state;
	fold_say(f, "2026-06-03T23:59:59Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_OPEN);
	fold_say(f, "2026-06-04T00:00:00Z form=deal id=3 seller=anna at=2026-05-29 kind=won amount=1");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1500000);
	fold_free(f);
}

static void closed__when_another_model_closes_later__stays_closed(void **state)
{
	static const struct fold_file later = COMPANY(KEPT "closes_after_days: 30\n");
	struct fold *f = after_may(NULL, 0);

	(void)state;
	fold_activate(f, &later, 1, "a");
	fold_until(f, "2026-06-04T00:00:00Z");
	fold_say(f, "2026-06-04T11:00:00Z form=deal id=2 seller=anna at=2026-05-29 kind=won amount=50");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	fold_until(f, "2026-07-20T00:00:00Z");
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-06"), FOLD_OPEN);
	fold_free(f);
}

static void over_before_the_company_began__was_never_closed_here(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-04-20 kind=won amount=100");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-04-21 kind=won amount=20");
	fold_until(f, "2026-05-06T00:00:00Z");
	fold_say(f, "2026-05-06T10:00:00Z form=deal id=2 rev=2 op=retract");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-04"), FOLD_OPEN);
	assert_int_equal(fold_records(f, "closed"), 0);
	fold_free(f);
}

static void company_that_began_on_its_last_day__closes_the_period(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-31T10:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100");
	fold_until(f, "2026-06-01T00:00:00Z");
	fold_say(f, "2026-06-01T10:00:00Z form=deal id=1 rev=2 op=retract");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1000000);
	fold_free(f);
}

/* Kaliningrad ends its days an hour after Moscow. */
static const struct fold_file two_zones[] = {
	{ "company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: Europe/Moscow\n" KEPT },
	{ "org.yaml",
	  "units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, head: head, zone: Europe/Kaliningrad}\n"
	  "  - {id: T2, type: team, parent: C}\nsellers:\n  - {id: anna, unit: T1}\n  - {id: boris, unit: T2}\n" },
	{ "zones/Europe/Moscow", NULL },
	{ "zones/Europe/Kaliningrad", NULL },
};

static void several_zones__a_period_is_closed_when_it_has_ended_in_all_of_them(void **state)
{
	struct fold *f = fold_new(two_zones, 4);

	(void)state;
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=anna at=2026-05-20 kind=won amount=100");
	fold_say(f, "2026-05-31T21:30:00Z form=deal id=2 seller=anna at=2026-05-31T23:30 kind=won amount=50"); /* her own May */
	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), FOLD_OPEN);
	fold_until(f, "2026-05-31T22:00:00Z");
	fold_say(f, "2026-05-31T22:00:01Z form=deal id=3 seller=anna at=2026-05-31 kind=won amount=1");

	assert_int_equal(fold_first_closed(f, "seller", "anna", "revenue", "2026-05"), 1500000);
	fold_restart(f);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(month_and_quarter__close_each_on_its_own_day),
		cmocka_unit_test(closes_after_days__until_then_reports_just_count),
		cmocka_unit_test(closed__when_another_model_closes_later__stays_closed),
		cmocka_unit_test(over_before_the_company_began__was_never_closed_here),
		cmocka_unit_test(company_that_began_on_its_last_day__closes_the_period),
		cmocka_unit_test(several_zones__a_period_is_closed_when_it_has_ended_in_all_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
