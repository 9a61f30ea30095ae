/* case:entities(): what a run is told of the deals and invoices of its subject. */
#include "pipeline_company.h"

static const struct fold_file with[] = {
	{ "forms.yaml", "forms:\n"
			"  deal:\n"
			"    seller: optional\n"
			"    corrections_days: 60\n"
			"    fields:\n"
			"      deal: {type: text, required: yes}\n"
			"      stage: {type: choice, of: [lead, offer, won, lost]}\n"
			"      category: {type: choice, of: [commit, best]}\n"
			"      product: axis\n"
			"      amount: money\n"
			"      close_by: date\n"
			"      next_step_at: date\n"
			"      remark: {type: text, personal: yes}\n"
			"  invoice:\n"
			"    seller: optional\n"
			"    fields:\n"
			"      invoice: {type: text, required: yes}\n"
			"      amount: money\n"
			"      paid: money\n"
			"      pay_by: date\n" },
	{ "entities.yaml", "entities:\n"
			   "  deal:\n"
			   "    key: deal\n"
			   "    title: {en: Deal, ru: Сделка}\n"
			   "    stage: stage\n"
			   "    amount: amount\n"
			   "    due: close_by\n"
			   "    next_step: next_step_at\n"
			   "    silent_after: {times: 2, least: 3, days: 10}\n"
			   "    stages:\n"
			   "      lead: {probability: 10%, max_days: 20, title: {en: Lead, ru: Обращение}}\n"
			   "      offer: {probability: 40%, title: {en: Offer, ru: Предложение}}\n"
			   "      won: {state: won}\n"
			   "      lost: {state: lost}\n"
			   "  invoice: {key: invoice, amount: amount, paid: paid, due: pay_by}\n" },
	{ "kpis.yaml", "measures:\n  won: {facts: deal_step, sum: amount, where: {step: entered, to: won}}\n"
		       "  commits: {facts: deal, count: yes, where: {category: commit}}\n"
		       "  remarks: {facts: deal, distinct: remark}\n"
		       "kpis:\n  revenue: {formula: won, unit: money}\n" },
	{ "decisions/behind.lua", NULL },
};
enum { FILES = sizeof(with) / sizeof(*with) };

static const char *const said[] = {
	"form=deal id=1 seller=anna at=2026-05-04 deal=D1 stage=lead product=P1 amount=100 next_step_at=2026-05-20",
	"form=deal id=2 seller=anna at=2026-05-04 deal=D2 stage=offer product=P2 amount=300 close_by=2026-05-08",
	"form=deal id=3 seller=anna at=2026-05-11 deal=D3 stage=offer category=commit product=P1 amount=300 close_by=2026-05-15",
	"form=deal id=4 seller=anna at=2026-05-14 deal=D3 close_by=2026-05-29 next_step_at=2026-05-18",
	"form=deal id=5 seller=boris at=2026-05-12 deal=D4 stage=offer product=P1 amount=900",
	"form=deal id=6 seller=anna at=2026-05-10 deal=D5 stage=offer product=P1 amount=500",
	"form=invoice id=7 seller=anna at=2026-05-04 invoice=N1 amount=1000 pay_by=2026-05-08",
	"form=invoice id=8 seller=anna at=2026-05-14 invoice=N1 paid=400",
	"form=invoice id=9 seller=anna at=2026-05-04 invoice=N2 amount=200 pay_by=2026-05-21",
	"form=invoice id=10 seller=anna at=2026-05-04 invoice=N3 amount=50 paid=50 pay_by=2026-05-08",
};

/* On Monday the 18th D5 is won after eight days as an offer, and the case opens. */
static struct fold *asking(const char *each, const char *run)
{
	struct fold_file files[FILES];
	struct buf lua = { 0 };
	struct fold *f;

	memcpy(files, with, sizeof(with));
	buf_addf(&lua,
		 "local sdm = require 'sdm'\nreturn sdm.decision 'x' { api = 1, title = 'X', owner = 'o', on_missing = 'hold',\n"
		 "watch = { kpi = 'revenue', each = '%s', period = 'month' }, when = sdm.above { value = 0 },\n"
		 "run = function(case)\n"
		 "local function ids(p) local t = {} for _, x in ipairs(p.list) do t[#t + 1] = x.id end return table.concat(t, ' "
		 "') end\n"
		 "local function tell(text) case:alert { to = 'a', why = '[' .. text .. ']' } end\n"
		 "%s\nend }\n",
		 each, run);
	files[FILES - 1] = (struct fold_file){ "decisions/behind.lua", lua.ptr };
	f = fold_new(files, FILES);
	buf_free(&lua);
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		say(f, "2026-05-18T08:00:00Z", said[i]);
	assert_int_equal(fold_count(f, "kind=open"), 0);
	say(f, "2026-05-18T09:00:00Z", "form=deal id=20 seller=anna at=2026-05-18 deal=D5 stage=won");
	return f;
}

static void expect_told(const char *each, const char *run, const char *told)
{
	struct fold *f = asking(each, run);
	struct buf b = { 0 };

	buf_addf(&b, "why.en=[%s] why.ru", told);
	if (!strstr(f->said.ptr, b.ptr))
		print_error("%s", f->said.ptr);
	assert_non_null(strstr(f->said.ptr, b.ptr));
	buf_free(&b);
	fold_restart(f);
	fold_free(f);
}

static void open_deals_of_a_seller__the_largest_first_and_equal_ones_by_key(void **state)
{
	(void)state;
	expect_told("seller", "tell(ids(case:entities('deal')))", "D2 D3 D1");
	expect_told("seller", "tell(ids(case:entities('deal', { state = 'any' })))", "D5 D2 D3 D1");
	expect_told("seller", "tell(ids(case:entities('deal', { sort = 'age' })))", "D1 D2 D3");
	expect_told("seller", "tell(ids(case:entities('deal', { stage = 'offer', sort = 'weighted' })))", "D2 D3");
	expect_told("seller", "tell(ids(case:entities('deal', { where = { category = 'commit', product = 'P1' } })))", "D3");
	expect_told("seller", "tell(ids(case:entities('deal', { id = 'D5', state = 'any' })))", "D5");
	expect_told("seller", "tell(ids(case:entities('deal', { id = 'D4' })) .. '-')", "-");
}

static void a_scope__has_the_deals_of_its_people_and_members(void **state)
{
	(void)state;
	/* boris has left the team, not the company */
	expect_told("team", "tell(ids(case:entities('deal')))", "D2 D3 D1");
	expect_told("company", "tell(ids(case:entities('deal')))", "D4 D2 D3 D1");
	expect_told("product", "tell(ids(case:entities('deal')))", "D4 D3 D1");
	expect_told("group", "tell(ids(case:entities('deal')))", "D4 D2 D3 D1");
	expect_told("team_product", "tell(ids(case:entities('deal')))", "D3 D1");
}

static void a_deal__is_told_with_all_that_is_known_of_it(void **state)
{
	(void)state;
	expect_told("seller",
		    "local x = case:entities('deal', { id = 'D3', fields = { 'category', 'product', 'next_step_at', 'amount' } "
		    "}).list[1]\n"
		    "tell(table.concat({ x.stage, tostring(x.amount), tostring(x.weighted), tostring(x.probability), x.age,\n"
		    "x.expected_close, x.overdue, x.pushes, x.pushed, x.next_step, x.last_contact, x.idle, x.owner.id,\n"
		    "x.fields.category, x.fields.product, x.fields.next_step_at, tostring(x.fields.amount) }, ' '))",
		    "offer 300 120 0.4 7 2026-05-29 -9 1 2026-05-14 2026-05-18 2026-05-14 4 anna commit P1 2026-05-18 300");
}

static void what_is_wrong__one_of_the_things_asked_for_is_enough(void **state)
{
	(void)state;
	expect_told("seller", "tell(ids(case:entities('deal', { without_next_step = true })))", "D2");
	expect_told("seller", "tell(ids(case:entities('deal', { silent = true })))", "D2 D1");
	expect_told("seller", "tell(ids(case:entities('deal', { pushed = 1, without_next_step = true })))", "D2 D3");
	/* D1: 14 of 20 days; D2: 14 days, the one that was won took 8 */
	expect_told("seller", "tell(ids(case:entities('deal', { stale = 1.5 })))", "D2");
	expect_told("seller", "tell(ids(case:entities('deal', { stale = 0.69 })))", "D2 D3 D1");
	expect_told("seller", "tell(ids(case:entities('deal', { stale = 1.75 })) .. '-')", "-");
}

static void totals__are_of_all_and_the_share_of_those_listed(void **state)
{
	(void)state;
	expect_told("company",
		    "local p = case:entities('deal', { without_next_step = true, sort = 'weighted', limit = 1 })\n"
		    "tell(ids(p) .. ' ' .. p.count .. ' ' .. p.of .. ' ' .. tostring(p.amount) .. ' ' .. tostring(p.of_amount) "
		    ".. ' ' ..\n"
		    "tostring(p.weighted) .. ' ' .. tostring(p.share))",
		    "D4 2 4 1200 1600 480 0.75");
	expect_told("seller",
		    "local p = case:entities('deal', { without_next_step = true })\ncase:alert { to = 'b', why = p:text() "
		    "}\ntell('x')",
		    "x");
}

static void a_list__says_itself_in_both_languages(void **state)
{
	struct fold *f = asking("seller", "case:alert { to = 'b', why = case:entities('deal', { limit = 2 }):text() }");

	(void)state;
	assert_non_null(strstr(f->said.ptr, "why.en=Deal: 3 of 3, RUB\xC2\xA0"
					    "700: D2 RUB\xC2\xA0"
					    "300 (Offer), D3 RUB\xC2\xA0"
					    "300 (Offer), ..."));
	assert_non_null(strstr(f->said.ptr,
			       "why.ru=Сделка: 3 из 3, 700\xC2\xA0₽: D2 300\xC2\xA0₽ (Предложение), "));
	fold_free(f);
	f = asking("seller", "case:alert { to = 'b', why = case:entities('deal', { pushed = 9 }):text() }");
	assert_non_null(strstr(f->said.ptr, "why.en=Deal: none of 3"));
	fold_free(f);
}

static void invoices__go_by_working_days_and_by_what_is_still_to_be_paid(void **state)
{
	(void)state;
	expect_told("seller", "tell(ids(case:entities('invoice', { sort = 'overdue' })))", "N1 N2");
	expect_told("seller", "tell(ids(case:entities('invoice', { overdue = 6 })))", "N1");
	expect_told("seller", "tell(ids(case:entities('invoice', { overdue = 7 })) .. '-')", "-");
	expect_told("seller", "tell(ids(case:entities('invoice', { overdue = -3 })))", "N1 N2");
	expect_told("seller",
		    "local p = case:entities('invoice')\nlocal x, y = p.list[1], p.list[2]\n"
		    "tell(tostring(p.amount) .. ' ' .. tostring(x.amount) .. ' ' .. tostring(x.balance) .. ' ' .. x.overdue .. ' "
		    "' .. y.overdue)",
		    "800 1000 600 6 -3");
}

static void what_nobody_can_mean__is_refused(void **state)
{
	static const struct {
		const char *run, *told;
	} slips[] = {
		{ "case:entities('boat')", "the model has no entities \"boat\"" },
		{ "case:entities('deal', { stage = 'x' })", "\"deal\" has no stage \"x\"" },
		{ "case:entities('deal', { limit = 101 })", "limit: expected a whole number from 0 to 100" },
		{ "case:entities('deal', { sort = 'name' })", "sort: expected \"amount\"" },
		{ "case:entities('deal', { stale = 0 })", "stale: expected how many times" },
		{ "case:entities('deal', { state = 'shut' })", "state: expected \"open\" or \"any\"" },
		{ "case:entities('deal', { old = true })", "case:entities has no option \"old\"" },
		{ "case:entities('deal', { where = { size = 'x' } })", "the events of \"deal\" have no field \"size\"" },
		{ "case:entities('deal', { where = { amount = 'x' } })", "where: the field \"amount\" is no text" },
		{ "case:entities('deal', { fields = { 'remark' } })", "the field \"remark\" is personal" },
		{ "local x = case:entities('deal').list[1].size", "this answer has no \"size\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(slips) / sizeof(*slips); i++) {
		struct fold *f = asking("seller", slips[i].run);

		if (!strstr(f->said.ptr, slips[i].told))
			print_error("%s\n%s", slips[i].told, f->said.ptr);
		assert_non_null(strstr(f->said.ptr, slips[i].told));
		fold_free(f);
	}
}

/* What the run has read stays, whatever is reported meanwhile. */
static void a_run__that_goes_on_still_has_the_list_that_it_saw(void **state)
{
	struct fold *f = asking("seller", "local p = case:entities('deal')\ncase:wait(sdm.days(1))\n"
					  "tell(ids(p) .. ' then ' .. ids(case:entities('deal')))");

	(void)state;
	say(f, "2026-05-18T10:00:00Z", "form=deal id=21 seller=anna at=2026-05-18 deal=D2 stage=lost");
	fold_restart(f);
	fold_until(f, "2026-05-19T20:00:00Z");
	assert_non_null(strstr(f->said.ptr, "[D2 D3 D1 then D3 D1]"));
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_deals_of_a_seller__the_largest_first_and_equal_ones_by_key),
		cmocka_unit_test(a_scope__has_the_deals_of_its_people_and_members),
		cmocka_unit_test(a_deal__is_told_with_all_that_is_known_of_it),
		cmocka_unit_test(what_is_wrong__one_of_the_things_asked_for_is_enough),
		cmocka_unit_test(totals__are_of_all_and_the_share_of_those_listed),
		cmocka_unit_test(a_list__says_itself_in_both_languages),
		cmocka_unit_test(invoices__go_by_working_days_and_by_what_is_still_to_be_paid),
		cmocka_unit_test(what_nobody_can_mean__is_refused),
		cmocka_unit_test(a_run__that_goes_on_still_has_the_list_that_it_saw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
