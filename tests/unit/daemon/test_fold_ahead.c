/* A company so large that the memory of reports to come is asked for ahead. */
#include "folded.h"

#include <stdio.h>

enum { SELLERS = 5000, REPORTS = 3 * SELLERS, PAIRS = 7, TEXT = 24 };

struct said {
	struct pair pairs[PAIRS];
	char id[TEXT], seller[TEXT], day[TEXT], amount[TEXT];
};

static struct str text_of(char *at)
{
	return str_of(at);
}

/* Every seller reports in turn, thrice: the days and products change, every seventh is a revision, and some are refused. */
static void say(uint32_t n, struct said *s, struct input *in)
{
	uint32_t who = n * 7919 % SELLERS, round = n / SELLERS;

	snprintf(s->id, TEXT, "%u", n % 7 ? n : n / 2);
	snprintf(s->seller, TEXT, n % 501 ? "s%u" : "nobody%u", who);
	snprintf(s->day, TEXT, "2026-05-%02u", 4 + round + n % 2);
	snprintf(s->amount, TEXT, "%u", who % 90);
	const struct pair pairs[PAIRS] = { { STR("form"), n % 503 ? STR("deal") : STR("deel") },
					   { STR("id"), text_of(s->id) },
					   { STR("rev"), n % 7 ? STR("1") : STR("2") },
					   { STR("seller"), text_of(s->seller) },
					   { STR("at"), text_of(s->day) },
					   { STR("product"), n % 3 ? STR("P1") : STR("P2") },
					   { STR("amount"), text_of(s->amount) } };
	memcpy(s->pairs, pairs, sizeof(pairs));
	*in = (struct input){ .kind = INPUT_REPORT, .id = { 1777900000000 + n, 0 }, .pairs = s->pairs, .pair_count = PAIRS };
	if (n % 509 == 0)
		in->kind = INPUT_COMMAND; /* and refused */
}

static struct fold *company_of_many(void)
{
	struct buf org = { 0 }, plans = { 0 };

	buf_adds(&org, STR("units:\n  - {id: C, type: company}\n  - {id: T1, type: team, parent: C, head: head}\n"
			   "  - {id: T2, type: team, parent: C}\nsellers:\n"));
	buf_adds(&plans, STR("plan:\n"));
	for (int i = 0; i < SELLERS; i++) {
		buf_addf(&org, "  - {id: s%d, unit: T%d}\n", i, 1 + i % 2);
		if (i % 4)
			buf_addf(&plans, "  - {scope: seller, member: s%d, kpi: amount, period: 2026-05, target: 900}\n", i);
	}
	const struct fold_file with[] = {
		{ "company.yaml", "company: tiny\ntitle: {ru: Малая, en: Tiny}\nlanguages: [ru, en]\ntime: wall\nzone: UTC\n"
				  "calendar: mon-fri\nphasing: workdays\nperiods: [day, week, month]\n" },
		{ "decisions/behind.lua",
		  "local sdm = require 'sdm'\n"
		  "return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
		  "  watch = { kpi = 'amount', each = 'seller', period = 'month' }, when = sdm.below { share = sdm.percent(80) "
		  "},\n"
		  "  on_missing = 'hold', severity = 'amber', run = function(case) case:alert { to = 'head' } end }\n" },
		{ "forms.yaml", "forms:\n  deal:\n    seller: required\n    corrections_days: 60\n    receipts: yes\n"
				"    fields:\n      product: axis\n      amount: money\n" },
		{ "kpis.yaml", "measures:\n  amount: {sum: amount}\nkpis:\n  amount: {formula: amount, unit: money}\n" },
		{ "org.yaml", org.ptr },
		{ "plans.yaml", plans.ptr },
	};
	struct fold *f = fold_new(with, sizeof(with) / sizeof(*with));

	buf_free(&org);
	buf_free(&plans);
	return f;
}

static void turn_take_of__a_large_company__is_the_same_fold(void **state)
{
	struct said *said = calloc(REPORTS, sizeof(*said));
	struct input *inputs = calloc(REPORTS, sizeof(*inputs));
	struct fold *one = company_of_many(), *many = company_of_many();

	for (uint32_t i = 0; i < REPORTS; i++)
		say(i, &said[i], &inputs[i]);
	for (uint32_t i = 0; i < REPORTS; i++)
		turn_take(one->turn, &inputs[i]);
	for (uint32_t i = 0; i < REPORTS; i++)
		turn_take_of(many->turn, inputs, REPORTS, i);

	struct counters n = engine_counters(many->turn->engine);
	assert_true(engine_sizes(many->turn->engine).rows > SELLERS && n.cases_opened > 400 && n.rejected > 20);
	assert_true(hash128_eq(engine_digest(one->turn->engine), engine_digest(many->turn->engine)));
	assert_true(hash128_eq(engine_state_digest(one->turn->engine), engine_state_digest(many->turn->engine)));
	fold_restart(many);
	fold_free(one);
	fold_free(many);
	free(inputs);
	free(said);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turn_take_of__a_large_company__is_the_same_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
