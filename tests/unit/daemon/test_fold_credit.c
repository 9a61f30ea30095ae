/* Deals whose credit several sellers share, in basis points. Anna is in T1, boris in T1 until 14 May 2026 and then in T2. */
#include "folded.h"

#include <stdio.h>

#define FORM(more)                                                                                                               \
	{                                                                                                                        \
		"forms.yaml", "forms:\n"                                                                                         \
			      "  deal:\n"                                                                                        \
			      "    seller: optional\n"                                                                           \
			      "    corrections_days: 60\n"                                                                       \
			      "    credit: " more "\n"                                                                           \
			      "    fields:\n"                                                                                    \
			      "      kind: {type: choice, of: [won, lost], required: yes}\n"                                     \
			      "      product: axis\n"                                                                            \
			      "      client: text\n"                                                                             \
			      "      amount: {type: money, max: 900000000000000}\n"                                              \
			      "  day:\n"                                                                                         \
			      "    facts: deal\n"                                                                                \
			      "    credit: " more "\n"                                                                           \
			      "    fields:\n"                                                                                    \
			      "      deals: {type: lines, fields: {kind: {type: choice, of: [won, lost]}, amount: money}}\n"     \
	}
#define KPIS                                                                                                                     \
	{                                                                                                                        \
		"kpis.yaml", "measures:\n"                                                                                       \
			     "  revenue: {facts: deal, sum: amount, where: {kind: won}}\n"                                       \
			     "  large: {facts: deal, sum: amount, where: {amount: '>= 100'}}\n"                                  \
			     "  won: {facts: deal, count: yes, where: {kind: won}}\n"                                            \
			     "  clients: {facts: deal, distinct: client}\n"                                                      \
			     "  largest: {facts: deal, max: amount}\n"                                                           \
			     "  middle: {facts: deal, median: amount}\n"                                                         \
			     "  mean: {facts: deal, average: amount}\n"                                                          \
			     "kpis:\n"                                                                                           \
			     "  revenue: {formula: revenue, unit: money}\n"                                                      \
			     "  large: {formula: large, unit: money}\n"                                                          \
			     "  won: {formula: won, unit: count}\n"                                                              \
			     "  clients: {formula: clients, unit: count}\n"                                                      \
			     "  largest: {formula: largest, unit: money}\n"                                                      \
			     "  middle: {formula: middle, unit: money}\n"                                                        \
			     "  mean: {formula: mean, unit: money}\n"                                                            \
	}

static struct fold *company_where(const char *credit)
{
	struct buf text = { 0 };
	struct fold_file with[] = { FORM("%s"), KPIS };
	struct fold *f;

	buf_addf(&text, with[0].text, credit, credit);
	with[0].text = text.ptr;
	f = fold_new(with, 2);
	buf_free(&text);
	return f;
}

static int64_t seller(const struct fold *f, const char *who, const char *kpi)
{
	return fold_figure(f, "seller", who, kpi, "2026-05");
}

static void shared_deal__is_split_by_basis_points__and_counted_once_above(void **state)
{
	struct fold *f = company_where("{lines: shares}");

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=1000 client=x "
		    "shares='[{\"seller\":\"anna\",\"share\":6000},{\"seller\":\"boris\",\"share\":4000}]'");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=50 client=y");
	assert_int_equal(seller(f, "anna", "revenue"), 6500000);
	assert_int_equal(seller(f, "boris", "revenue"), 4000000);
	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), 10500000);
	assert_int_equal(seller(f, "anna", "won"), 16000);
	assert_int_equal(seller(f, "boris", "won"), 4000);
	assert_int_equal(fold_figure(f, "team", "T1", "won", "2026-05"), 20000);
	assert_int_equal(fold_figure(f, "company", "C", "won", "2026-05"), 20000);
	assert_int_equal(seller(f, "boris", "clients"), 10000);
	assert_int_equal(fold_figure(f, "team", "T1", "clients", "2026-05"), 20000);
	fold_free(f);
}

static void parts__whatever_they_round_to__add_up_to_the_whole(void **state)
{
	struct fold *f = company_where("{lines: shares}");

	(void)state;
	fold_say(f, "2026-05-18T10:00:00Z form=deal id=1 at=2026-05-18 kind=won amount=0.0001 "
		    "shares='[{\"seller\":\"anna\",\"share\":5000},{\"seller\":\"boris\",\"share\":5000}]'");
	assert_int_equal(seller(f, "anna", "revenue"), 1);
	assert_int_equal(seller(f, "boris", "revenue"), 0);
	fold_say(f, "2026-05-18T10:00:00Z form=deal id=1 rev=2 at=2026-05-18 kind=won amount=-100.01 "
		    "shares='[{\"seller\":\"anna\",\"share\":3333},{\"seller\":\"boris\",\"share\":6667}]'");
	assert_int_equal(seller(f, "anna", "revenue"), -333333); /* of -33.333333 */
	assert_int_equal(seller(f, "boris", "revenue"), -666767);
	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), -333333);
	assert_int_equal(fold_figure(f, "team", "T2", "revenue", "2026-05"), -666767);
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-05"), -1000100);
	fold_free(f);
}

static void conditions_and_extremes__are_those_of_the_whole(void **state)
{
	struct fold *f = company_where("{lines: shares}");

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 at=2026-05-04 kind=won amount=120 "
		    "shares='[{\"seller\":\"anna\",\"share\":2500},{\"seller\":\"boris\",\"share\":7500}]'");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=20");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=40");
	assert_int_equal(seller(f, "anna", "large"), 300000);
	assert_int_equal(seller(f, "boris", "large"), 900000);
	assert_int_equal(seller(f, "anna", "largest"), 1200000);
	assert_int_equal(seller(f, "boris", "mean"), 1200000);
	assert_int_equal(fold_figure(f, "team", "T1", "mean", "2026-05"), 600000);
	assert_int_equal(fold_figure(f, "team", "T1", "middle", "2026-05"), 400000); /* of 20, 40, 120 */
	assert_int_equal(fold_figure(f, "team", "T1", "largest", "2026-05"), 1200000);
	fold_free(f);
}

static void count_first__is_the_first_ones__sums_are_shared(void **state)
{
	struct fold *f = company_where("{lines: team, seller: who, share: bp, count: first}");

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 at=2026-05-04 kind=won amount=1000 "
		    "team='[{\"who\":\"boris\",\"bp\":\"1000\"},{\"bp\":9000,\"who\":\"anna\"}]'");
	assert_int_equal(seller(f, "boris", "won"), 10000);
	assert_int_equal(seller(f, "anna", "won"), 0);
	assert_int_equal(fold_figure(f, "team", "T1", "won", "2026-05"), 10000);
	assert_int_equal(seller(f, "anna", "revenue"), 9000000);
	fold_free(f);
}

static void correction_of_the_shares__moves_exactly_the_difference(void **state)
{
	struct fold *f = company_where("{lines: shares}");

	(void)state;
	fold_say(f, "2026-05-18T10:00:00Z form=deal id=1 at=2026-05-18 kind=won amount=1000 "
		    "shares='[{\"seller\":\"anna\",\"share\":6000},{\"seller\":\"boris\",\"share\":4000}]'");
	fold_say(f, "2026-05-19T10:00:00Z form=deal id=1 rev=2 at=2026-05-18 kind=won amount=1000 "
		    "shares='[{\"seller\":\"anna\",\"share\":2500},{\"seller\":\"boris\",\"share\":7500}]'");
	assert_int_equal(seller(f, "anna", "revenue"), 2500000);
	assert_int_equal(seller(f, "boris", "revenue"), 7500000);
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-05"), 10000000);
	fold_restart(f);
	fold_say(f, "2026-05-19T11:00:00Z form=deal id=1 rev=3 seller=anna at=2026-05-18 kind=won amount=1000");
	assert_int_equal(seller(f, "anna", "revenue"), 10000000);
	assert_int_equal(seller(f, "boris", "revenue"), FOLD_NO_DATA);
	assert_int_equal(fold_records(f, "facts.deal"), 1);
	fold_say(f, "2026-05-19T12:00:00Z form=deal id=1 rev=4 op=retract");
	assert_int_equal(fold_figure(f, "company", "C", "revenue", "2026-05"), FOLD_NO_DATA);
	fold_free(f);
}

static void lines__are_each_shared(void **state)
{
	struct fold *f = company_where("{lines: shares}");

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=day id=1 seller=anna at=2026-05-04 "
		    "deals='[{\"kind\":\"won\",\"amount\":100},{\"kind\":\"won\",\"amount\":300}]' "
		    "shares='[{\"seller\":\"anna\",\"share\":5000},{\"seller\":\"boris\",\"share\":5000}]'");
	assert_int_equal(seller(f, "anna", "revenue"), 2000000);
	assert_int_equal(seller(f, "boris", "won"), 10000);
	assert_int_equal(fold_figure(f, "company", "C", "won", "2026-05"), 20000);
	assert_int_equal(fold_figure(f, "company", "C", "middle", "2026-05"), 2000000);
	fold_free(f);
}

static void wrong_shares__are_refused__and_leave_no_trace(void **state)
{
	static const struct {
		const char *shares, *said;
	} cases[] = {
		{ "[{\"seller\":\"anna\",\"share\":6000},{\"seller\":\"boris\",\"share\":3999}]", "V06 shares_sum field=shares" },
		{ "[]", "V06 shares_sum field=shares" },
		{ "[{\"seller\":\"anna\",\"share\":6000},{\"seller\":\"anna\",\"share\":4000}]",
		  "V06 seller_twice field=shares[1].seller" },
		{ "[{\"seller\":\"anna\",\"share\":9999},{\"seller\":\"bob\",\"share\":1}]",
		  "V07 unknown_seller field=shares[1].seller" },
		{ "[{\"seller\":\"anna\",\"share\":10000},{\"seller\":\"boris\",\"share\":0}]",
		  "V02 out_of_range field=shares[1].share" },
		{ "[{\"seller\":\"anna\",\"share\":12000},{\"seller\":\"boris\",\"share\":-2000}]",
		  "V02 out_of_range field=shares[0].share" },
		{ "[{\"seller\":\"anna\"}]", "V01 missing_field field=shares[0].share" },
		{ "[{\"seller\":\"anna\",\"share\":10000,\"role\":\"x\"}]", "V04 unknown_field field=shares[0]" },
		{ "[{\"seller\":\"anna\",\"share\":1.5}]", "V19 bad_type field=shares[0].share" },
		{ "[7]", "V02 bad_type field=shares[0]" },
		{ "{}", "V02 bad_type field=shares" },
		{ "[", "V02 bad_json field=shares" },
	};
	struct fold *f = company_where("{lines: shares}");
	struct buf words = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char rule[4], key[32], rest[64];
		assert_int_equal(sscanf(cases[i].said, "%3s %31s %63s", rule, key, rest), 3);
		buf_clear(&words);
		buf_addf(&words, "2026-05-04T10:00:00Z form=deal id=1 at=2026-05-04 kind=won amount=1000 shares='%s'",
			 cases[i].shares);
		fold_clear(f);
		fold_say(f, words.ptr);
		buf_clear(&words);
		buf_addf(&words, "receipts rule=%s key=%s %s", rule, key, rest);
		if (fold_count(f, words.ptr) != 1)
			print_error("%s: not said: %s\nbut: %s\n", cases[i].shares, words.ptr, f->said.ptr);
		assert_int_equal(fold_count(f, words.ptr), 1);
	}
	assert_int_equal(fold_records(f, "facts.deal"), 0);
	buf_free(&words);
	fold_free(f);
}

static void sum_that_would_overflow__is_refused__naming_the_form_s_field(void **state)
{
	struct fold *f = company_where("{lines: shares}");

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=900000000000000");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 at=2026-05-04 kind=won amount=900000000000000 "
		    "shares='[{\"seller\":\"anna\",\"share\":1},{\"seller\":\"boris\",\"share\":9999}]'");
	assert_int_equal(fold_count(f, "receipts key=overflow field=amount"), 1);
	assert_int_equal(seller(f, "boris", "revenue"), FOLD_NO_DATA);
	fold_free(f);
}

static void model_that_no_longer_shares__is_refused_where_credit_was_shared(void **state)
{
	struct fold *f = company_where("{lines: shares}");
	static const struct fold_file with[] = { KPIS };

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 at=2026-05-04 kind=won amount=1000 "
		    "shares='[{\"seller\":\"anna\",\"share\":6000},{\"seller\":\"boris\",\"share\":4000}]'");
	fold_activate(f, with, 1, "t1");
	assert_int_equal(fold_count(f, "rejected key=model_refused text=fact table \"deal\": credit has been shared"), 1);
	assert_int_equal(seller(f, "boris", "revenue"), 4000000);
	fold_free(f);
}

/* The first deal is older than the horizon of 60 days when sharing begins: only its values are left. */
static void model_that_begins_to_share__weighs_what_was_counted_before_as_whole(void **state)
{
	static const struct fold_file before[] = { KPIS };
	struct fold_file with[] = { FORM("{lines: shares}"), KPIS };
	struct fold *f = fold_new(before, 1);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=20");
	fold_until(f, "2026-09-01T00:00:00");
	assert_int_equal(fold_records(f, "facts.deal"), 0);
	fold_say(f, "2026-09-01T10:00:00Z form=deal id=2 seller=anna at=2026-09-01 kind=won amount=40");
	fold_activate(f, with, 2, "t1");
	fold_say(f, "2026-09-01T10:00:00Z form=deal id=3 at=2026-09-01 kind=won amount=120 "
		    "shares='[{\"seller\":\"anna\",\"share\":100},{\"seller\":\"boris\",\"share\":9900}]'");
	assert_int_equal(fold_figure(f, "company", "C", "middle", "2026-05"), 200000);
	assert_int_equal(fold_figure(f, "company", "C", "middle", "2026-Q3"), 800000); /* of 40 and 120 */
	assert_int_equal(fold_figure(f, "seller", "anna", "middle", "2026-09"), 400000);
	assert_int_equal(fold_figure(f, "seller", "anna", "won", "2026-09"), 10100);
	fold_restart(f);
	assert_int_equal(fold_figure(f, "company", "C", "middle", "2026-Q3"), 800000);
	fold_free(f);
}

/* A seeded stream of deals, shared in every way, corrected and retracted; both folds take it in another order. */
static uint64_t roll(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

enum { DEALS = 60, REVISIONS = 3 };

static void say_deal(struct fold *f, uint32_t number, uint32_t revision)
{
	uint64_t seed = number * 31 + revision;
	struct buf b = { 0 };

	for (int i = 0; i < 5; i++)
		roll(&seed);
	uint64_t share = roll(&seed) % 10001, amount = roll(&seed) % 10000000, day = 1 + roll(&seed) % 28;
	buf_addf(&b, "2026-06-01T10:00:00Z form=deal id=%u rev=%u ", number, revision);
	if (roll(&seed) % 8 == 0)
		buf_adds(&b, STR("op=retract"));
	else
		buf_addf(&b, "at=2026-05-%02d kind=won amount=%s%u.%04u ", (int)day, roll(&seed) % 4 ? "" : "-",
			 (unsigned)(amount / 10000), (unsigned)(amount % 10000));
	if (b.ptr[b.len - 1] == ' ' && (share == 0 || share == 10000))
		buf_adds(&b, STR("seller=anna"));
	else if (b.ptr[b.len - 1] == ' ')
		buf_addf(&b, "shares='[{\"seller\":\"boris\",\"share\":%u},{\"seller\":\"anna\",\"share\":%u}]'", (unsigned)share,
			 (unsigned)(10000 - share));
	fold_say(f, b.ptr);
	buf_free(&b);
}

static void parts_of_many_deals__add_up__in_whatever_order_they_come(void **state)
{
	static const char *const kpis[] = { "revenue", "won", "large", "mean", "middle", "largest", "clients" };
	struct fold *f = company_where("{lines: shares}"), *g = company_where("{lines: shares}");

	(void)state;
	for (uint32_t n = 0; n < DEALS * REVISIONS; n++) {
		uint32_t other = n * 77 % (DEALS * REVISIONS); /* 77 has no factor in common with 180 */
		say_deal(f, n % DEALS, 1 + n / DEALS);
		say_deal(g, other % DEALS, 1 + other / DEALS);
	}
	for (size_t i = 0; i < sizeof(kpis) / sizeof(*kpis); i++)
		assert_int_equal(fold_figure(f, "company", "C", kpis[i], "2026-05"),
				 fold_figure(g, "company", "C", kpis[i], "2026-05"));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(seller(f, "anna", kpis[i]), seller(g, "anna", kpis[i]));
		assert_int_equal(seller(f, "anna", kpis[i]) + seller(f, "boris", kpis[i]),
				 fold_figure(f, "company", "C", kpis[i], "2026-05"));
	}
	assert_int_equal(fold_figure(f, "company", "C", "won", "2026-05") % 10000, 0);
	assert_true(fold_figure(f, "company", "C", "won", "2026-05") > 30 * 10000);
	fold_free(f);
	fold_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_deal__is_split_by_basis_points__and_counted_once_above),
		cmocka_unit_test(parts__whatever_they_round_to__add_up_to_the_whole),
		cmocka_unit_test(conditions_and_extremes__are_those_of_the_whole),
		cmocka_unit_test(count_first__is_the_first_ones__sums_are_shared),
		cmocka_unit_test(correction_of_the_shares__moves_exactly_the_difference),
		cmocka_unit_test(lines__are_each_shared),
		cmocka_unit_test(wrong_shares__are_refused__and_leave_no_trace),
		cmocka_unit_test(sum_that_would_overflow__is_refused__naming_the_form_s_field),
		cmocka_unit_test(model_that_begins_to_share__weighs_what_was_counted_before_as_whole),
		cmocka_unit_test(parts_of_many_deals__add_up__in_whatever_order_they_come),
		cmocka_unit_test(model_that_no_longer_shares__is_refused_where_credit_was_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
