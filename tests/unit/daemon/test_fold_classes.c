/* ABC and XYZ: by whom most of it comes and how evenly, at the end of each month over the last three. */
#include "folded.h"

#define FORMS                                                                                                                    \
	{                                                                                                                        \
		"forms.yaml", "forms:\n  sale:\n    seller: optional\n    fields: {client: text, amount: money}\n"               \
	}
#define ENTITIES                                                                                                                 \
	{                                                                                                                        \
		"entities.yaml", "entities:\n"                                                                                   \
				 "  client: {facts: sale, key: client, classes: {of: amount, over: 3}}\n"                        \
	}
#define KPIS                                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n"                                                                                       \
			     "  sold: {facts: sale, sum: amount}\n"                                                              \
			     "  a: {facts: client_state, count: yes, where: {abc: A}}\n"                                         \
			     "  b: {facts: client_state, count: yes, where: {abc: B}}\n"                                         \
			     "  c: {facts: client_state, count: yes, where: {abc: C}}\n"                                         \
			     "  x: {facts: client_state, count: yes, where: {xyz: X}}\n"                                         \
			     "  y: {facts: client_state, count: yes, where: {xyz: Y}}\n"                                         \
			     "  z: {facts: client_state, count: yes, where: {xyz: Z}}\n"                                         \
			     "  up: {facts: client_step, count: yes, where: {step: abc, from: B, to: A}}\n"                      \
			     "  uneven: {facts: client_step, count: yes, where: {step: xyz, to: Z}}\n"                           \
			     "kpis:\n"                                                                                           \
			     "  revenue: {formula: sold, unit: money}\n"                                                         \
			     "  a: {formula: a}\n  b: {formula: b}\n  c: {formula: c}\n"                                         \
			     "  x: {formula: x}\n  y: {formula: y}\n  z: {formula: z}\n"                                         \
			     "  up: {formula: up}\n  uneven: {formula: uneven}\n"                                                \
	}
/* Somebody becomes an A client. */
#define DECISION                                                                                                                 \
	{                                                                                                                        \
		"decisions/behind.lua",                                                                                          \
			"local sdm = require 'sdm'\n"                                                                            \
			"return sdm.decision 'up' { api = 1, title = { en = 'Up', ru = 'Вверх' }, owner = 'consultant',\n"  \
			"  watch = { kpi = 'up', each = 'company', period = 'month' }, on_missing = 'hold',\n"                   \
			"  when = sdm.above { value = 0 } }\n"                                                                   \
	}
#define COMPANY(kpi, period) fold_figure(f, "company", "C", kpi, period)

/* K1 brings 200, 300, 300 in March, April, May, K2 50 each month, K3 50 in May. */
static struct fold *three_clients(void)
{
	static const struct fold_file with[] = { FORMS, ENTITIES, KPIS, DECISION };
	static const struct {
		const char *client, *day;
		int amount;
	} sales[] = { { "K1", "2026-03-10", 200 }, { "K1", "2026-04-10", 300 }, { "K1", "2026-05-10", 300 },
		      { "K2", "2026-03-10", 50 },  { "K2", "2026-04-10", 50 },  { "K2", "2026-05-10", 50 },
		      { "K3", "2026-05-10", 50 } };
	struct fold *f = fold_new(with, 4);

	for (size_t i = 0; i < sizeof(sales) / sizeof(*sales); i++) {
		struct buf b = { 0 };
		buf_addf(&b, "2026-05-20T10:00:00Z form=sale id=%zu at=%s client=%s amount=%d", i, sales[i].day, sales[i].client,
			 sales[i].amount);
		fold_say(f, b.ptr);
		buf_free(&b);
	}
	return f;
}

/* Of 1,000: 800 are 80 %, 150 more 95 %. Variation: 17.7 %, 0 %, 141 %. */
static void classes__hold_from_the_day_after_the_months_end(void **state)
{
	struct fold *f = three_clients();

	(void)state;
	assert_int_equal(COMPANY("a", "2026-05-20"), 0);
	fold_until(f, "2026-06-01T10:00:00Z");
	assert_int_equal(COMPANY("a", "2026-05-31"), 0);
	assert_int_equal(COMPANY("a", "2026-06-01"), 10000);
	assert_int_equal(COMPANY("b", "2026-06-01"), 10000);
	assert_int_equal(COMPANY("c", "2026-06-01"), 10000);
	assert_int_equal(COMPANY("x", "2026-06-01"), 10000);
	assert_int_equal(COMPANY("y", "2026-06-01"), 10000);
	assert_int_equal(COMPANY("z", "2026-06-01"), 10000);
	fold_restart(f);
	assert_int_equal(COMPANY("a", "2026-06-01"), 10000);
	fold_free(f);
}

/* In June K2 brings 800 and nobody else anything: April to June 600, 900, 50 of 1,550. */
static void change_of_class__is_an_event__and_opens_a_case(void **state)
{
	struct fold *f = three_clients();

	(void)state;
	fold_say(f, "2026-06-10T10:00:00Z form=sale id=9 at=2026-06-10 client=K2 amount=800");
	fold_until(f, "2026-06-30T10:00:00Z");
	assert_int_equal(COMPANY("up", "2026-06"), 0);
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_until(f, "2026-07-01T00:00:00Z");
	assert_int_equal(COMPANY("up", "2026-07"), 10000);
	assert_int_equal(fold_count(f, "alerts kind=open scope=C period=2026-07 fact=1"), 1);
	assert_int_equal(COMPANY("a", "2026-07-01"), 20000);
	assert_int_equal(COMPANY("b", "2026-07-01"), 0);
	assert_int_equal(COMPANY("uneven", "2026-06"), 10000);  /* K3 */
	assert_int_equal(COMPANY("uneven", "2026-07"), 20000);  /* K1 and K2 */
	assert_int_equal(fold_records(f, "classes.client"), 5); /* K3 has stayed where it was */
	fold_free(f);
}

/* What comes later changes the class from the next month's end on. */
static void correction__after_the_months_end__waits_for_the_next(void **state)
{
	struct fold *f = three_clients();

	(void)state;
	fold_until(f, "2026-06-02T10:00:00Z");
	fold_say(f, "2026-06-02T11:00:00Z form=sale id=6 rev=2 at=2026-05-10 client=K3 amount=5000");
	assert_int_equal(COMPANY("c", "2026-06"), 10000);
	fold_until(f, "2026-07-01T10:00:00Z");
	assert_int_equal(COMPANY("a", "2026-07-01"), 10000); /* K3 before 100 %, all others behind it */
	fold_say(f, "2026-07-02T11:00:00Z form=sale id=6 rev=3 op=retract");
	assert_int_equal(fold_records(f, "entities.client"), 2);
	assert_int_equal(COMPANY("a", "2026-07"), 0); /* and its class with it */
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes__hold_from_the_day_after_the_months_end),
		cmocka_unit_test(change_of_class__is_an_event__and_opens_a_case),
		cmocka_unit_test(correction__after_the_months_end__waits_for_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
