/* Corners of the fold: each of these once went wrong. Calendar Monday to Friday; 1 May 2026 is a Friday. */
#include "folded.h"

static void activated(struct fold *f, const struct fold_file *with, size_t count, const char *token)
{
	struct buf words = { 0 };

	buf_addf(&words, "command=activate token=%s by=boss sha=%s", token, fold_offer(f, with, count));
	fold_command(f, words.ptr);
	buf_free(&words);
}

/* ---- where facts count ---- */
static const struct fold_file segments[] = {
	{ "axes.yaml", "axes:\n"
		       "  product:\n"
		       "    levels: [group, product]\n"
		       "    members:\n"
		       "      - {id: G1, level: group}\n"
		       "      - {id: P1, parent: G1}\n"
		       "  segment:\n"
		       "    of: seller\n"
		       "    members: [{id: big}]\n"
		       "    assigned: [{seller: anna, member: big}, {seller: boris, member: big}]\n" },
	{ "scopes.yaml", "scopes:\n  company: unit.company\n  team: unit.team\n  seller: seller\n  segment: segment\n" },
};

static void moved__beside_an_axis_that_stays__counts_where_he_was_that_day(void **state)
{
	struct fold *f = fold_new(segments, 2);

	(void)state;
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=1 seller=boris at=2026-05-14 kind=won amount=100");
	fold_say(f, "2026-05-20T10:00:00Z form=deal id=2 seller=boris at=2026-05-15 kind=won amount=7");

	assert_int_equal(fold_figure(f, "team", "T1", "revenue", "2026-05"), 1000000);
	assert_int_equal(fold_figure(f, "team", "T2", "revenue", "2026-05"), 70000);
	assert_int_equal(fold_figure(f, "segment", "big", "revenue", "2026-05"), 1070000);
	fold_free(f);
}

static void lines__start_from_what_the_report_says(void **state)
{
	static const struct fold_file order = {
		"forms.yaml",
		"forms:\n  deal:\n    seller: optional\n    fields:\n"
		"      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n      client: text\n"
		"      lines:\n        type: lines\n        fields: {product: axis, amount: money}\n"
	};
	struct fold *f = fold_new(&order, 1);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won product=P1 client=c1 "
		    "lines='[{\"amount\":5},{\"product\":\"P2\",\"amount\":7}]'");

	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 120000);
	assert_int_equal(fold_figure(f, "product", "P1", "revenue", "2026-05"), 50000);
	assert_int_equal(fold_figure(f, "product", "P2", "revenue", "2026-05"), 70000);
	assert_int_equal(fold_figure(f, "product", "P2", "clients", "2026-05"), 10000);
	fold_free(f);
}

/* ---- exact numbers ---- */
static void overflow__refused_once__is_refused_again(void **state)
{
	static const struct fold_file one_sum = {
		"kpis.yaml", "measures: {revenue: {sum: amount}}\nkpis: {revenue: {formula: revenue, unit: money}}\n"
	};
	struct fold *f = fold_new(&one_sum, 1);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=900000000000000");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=900000000000000");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=900000000000000");

	assert_int_equal(fold_count(f, "rejected key=overflow"), 2);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), INT64_C(9000000000000000000));
	fold_free(f);
}

static void number__the_lowest_of_all__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=-922337203685477.5808");
	assert_int_equal(fold_count(f, "rejected field=amount"), 1);
	fold_free(f);
}

/* ---- restart ---- */
static void restart__after_an_entry_id_at_the_end_of_its_range__works(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	struct pair pairs[] = { { STR("form"), STR("deal") }, { STR("received_at"), STR("2026-05-04T10:00:00Z") } };
	struct input in = { .kind = INPUT_REPORT, .id = { 1, UINT64_MAX }, .pairs = pairs, .pair_count = 2 };

	(void)state;
	turn_take(f->turn, &in);
	fold_restart(f);
	assert_true(engine_last(f->turn->engine, INPUT_REPORT).seq == UINT64_MAX);
	fold_free(f);
}

static void restart__after_an_activation_that_added_an_axis__has_the_same_sections(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200 client=c1");
	activated(f, segments, 2, "a");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 1);
	fold_restart(f);
	fold_free(f);
}

/* ---- activation ---- */
static const struct fold_file more_fields = {
	"forms.yaml",
	"forms:\n  deal:\n    seller: optional\n    corrections_days: 60\n    fields:\n      added: text\n"
	"      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n      client: text\n      amount: "
	"money\n",
};

static void activate__form_with_a_new_field_in_front__knows_its_duplicates(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	activated(f, &more_fields, 1, "a");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=200");
	assert_int_equal(fold_count(f, "receipts of=report answer=duplicate"), 1);
	fold_free(f);
}

#define CAMPAIGN_COMPANY(periods)                                                                                                \
	{                                                                                                                        \
		"company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: log\nzone: UTC\ncalendar: mon-fri\n"     \
				"custom_periods:\n  campaign:\n" periods                                                         \
	}
static const struct fold_file campaigns[] = {
	CAMPAIGN_COMPANY(
		"    - {id: spring, from: 2026-04-01, to: 2026-04-30}\n    - {id: may, from: 2026-05-01, to: 2026-05-31}\n"),
	{ "decisions/behind.lua",
	  "local sdm = require 'sdm'\n"
	  "return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
	  "  watch = { kpi = 'revenue', each = 'seller', period = 'campaign' }, when = sdm.under { value = 100 },\n"
	  "  on_missing = 'hold', run = function(case) case:alert { to = 'head' } end }\n" },
};
static const struct fold_file no_spring[] = {
	CAMPAIGN_COMPANY("    - {id: may, from: 2026-05-01, to: 2026-05-31}\n"),
	{ "decisions/behind.lua", NULL },
};
static const struct fold_file no_may[] = {
	CAMPAIGN_COMPANY("    - {id: spring, from: 2026-04-01, to: 2026-04-30}\n"),
	{ "decisions/behind.lua", NULL },
};

static struct fold *campaigning(void)
{
	struct fold *f = fold_new(campaigns, 2);

	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=50");
	fold_command(
		f,
		"command=plan token=p by=boss scope_kind=seller scope=anna kpi=revenue period_kind=campaign period=may target=5");
	assert_int_equal(fold_count(f, "alerts kind=open case=C1 period=may"), 1);
	return f;
}

static void activate__custom_period_before_it_gone__the_case_keeps_its_own(void **state)
{
	struct fold_file with[] = { no_spring[0], campaigns[1] };
	struct fold *f = campaigning();

	(void)state;
	activated(f, with, 2, "a");
	fold_say(f, "2026-05-05T10:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	fold_until(f, "2026-06-02T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=expired case=C1 period=may plan=5"), 1);
	fold_free(f);
}

static void activate__custom_period_gone__withdraws_the_case(void **state)
{
	struct fold_file with[] = { no_may[0], campaigns[1] };
	struct fold *f = campaigning();

	(void)state;
	activated(f, with, 2, "a");
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 2);
	assert_int_equal(fold_count(f, "alerts kind=withdrawn case=C1 step=2 scope=anna period=may to=head"), 1);
	fold_until(f, "2026-06-02T00:00:00Z");
	fold_restart(f);
	assert_int_equal(fold_count(f, "alerts kind=expired"), 0);
	fold_free(f);
}

static const struct fold_file two_tables[] = {
	{ "forms.yaml", "forms:\n  deal:\n    seller: optional\n    fields:\n"
			"      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n      amount: money\n"
			"  deal.v2:\n    facts: other\n    seller: optional\n    fields:\n      amount: money\n" },
	{ "kpis.yaml", "measures: {revenue: {sum: amount, facts: deal}}\nkpis: {revenue: {formula: revenue, unit: money}}\n" },
};

static void activate__form_version_with_another_fact_table__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	activated(f, two_tables, 2, "a");
	assert_int_equal(
		fold_count(f, "rejected of=command rule=C05 field=sha key=model_refused all versions of a form feed one fact"),
		1);
	fold_free(f);
}

static const struct fold_file of_another = {
	"company.yaml",
	"company: other\ntitle: {ru: Чужая, en: Other}\nlanguages: [ru, en]\ntime: log\nzone: UTC\n"
	"calendar: mon-fri\nphasing: workdays\nperiods: [day, week, month, quarter]\n",
};

static void activate__model_of_another_company__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	activated(f, &of_another, 1, "a");
	assert_int_equal(fold_count(f, "rejected of=command rule=C05 field=sha key=model_refused it is of company"), 1);
	fold_free(f);
}

/* ---- time ---- */
static const struct fold_file on_the_clock = {
	"company.yaml",
	"company: tiny\ntitle: {ru: Малая, en: Tiny}\nlanguages: [ru, en]\ntime: wall\nzone: UTC\n"
	"calendar: mon-fri\nphasing: workdays\nperiods: [day, week, month, quarter]\n",
};

static void wall_time__entry_id_far_ahead__does_not_move_the_clock(void **state)
{
	struct fold *f = fold_new(&on_the_clock, 1);
	static const uint64_t ids[] = { UINT64_MAX - 1, INT64_MAX - 1, UINT64_C(9999999999999) };

	(void)state;
	f->next = UINT64_C(1777888799999); /* 2026-05-04T10:00:00Z */
	fold_say(f, "2026 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=50");
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		f->next = ids[i];
		fold_say(f, "2026 form=deal id=2 seller=anna at=2026-05-04 kind=won amount=1");
		assert_int_equal(engine_now_ms(f->turn->engine), INT64_C(1777888800000));
	}
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 510000);
	fold_restart(f);
	fold_free(f);
}

static void wall_time__first_entry_id_beyond_all_dates__starts_nothing(void **state)
{
	struct fold *f = fold_new(&on_the_clock, 1);

	(void)state;
	f->next = UINT64_MAX - 10;
	fold_say(f, "2026 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=50");
	fold_command(f, "command=dance token=a by=boss");
	assert_int_equal(engine_now_ms(f->turn->engine), INT64_MIN);
	assert_int_equal(fold_count(f, "rejected rule=V17"), 1);
	fold_free(f);
}

/* ---- figures and conditions ---- */
#define DECISION(watch, rest)                                                                                                      \
	{                                                                                                                          \
		"decisions/behind.lua",                                                                                            \
			"local sdm = require 'sdm'\n"                                                                              \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = " \
			"'consultant',\n"                                                                                          \
			"  watch = { " watch " },\n" rest ",\n  run = function(case) case:alert { to = 'head' } end }\n"           \
	}
#define KPIS(options)                                                                                                            \
	{                                                                                                                        \
		"kpis.yaml",                                                                                                     \
			"measures:\n  revenue: {sum: amount, where: {kind: won}}\n  won: {count: yes, where: {kind: won}}\n"     \
			"  lost: {count: yes, where: {kind: lost}}\n"                                                            \
			"kpis:\n  revenue: {formula: revenue, unit: money" options "}\n"                                         \
			"  win_rate: {formula: won / (won + lost), unit: percent}\n"                                             \
	}

static void behind__kpi_that_does_not_add_up__is_held_against_the_whole_level(void **state)
{
	static const struct fold_file with[] = {
		DECISION("kpi = 'win_rate', each = 'seller', period = 'month'",
			 "when = sdm.below { share = sdm.percent(80) }, on_missing = 'hold'"),
		{ "plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: win_rate, period: 2026-05, target: 60%}\n" },
	};
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=1 seller=anna at=2026-05-05 kind=won amount=1");
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=lost amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0); /* 50 % is above 48 % */
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=3 seller=anna at=2026-05-05 kind=lost amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open expected=0.6"), 1);
	fold_free(f);
}

static void behind__negative_plan__is_turned_by_its_size(void **state)
{
	static const struct fold_file with[] = {
		DECISION("kpi = 'revenue', each = 'seller', period = 'month'",
			 "when = sdm.behind { by = sdm.percent(10) }, on_missing = 'hold'"),
		{ "plans.yaml", "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: -2100}\n" },
	};
	struct fold *f = fold_new(with, 2);

	(void)state; /* the plan of Friday and Monday is a loss of 200 */
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=1 seller=anna at=2026-05-05 kind=won amount=-219");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=-1");
	assert_int_equal(fold_count(f, "alerts kind=open fact=-220 expected=-200 deviation_ppm=-100000"), 1);
	fold_free(f);
}

static void at_once__less_is_better__today_has_its_own_plan(void **state)
{
	static const struct fold_file with[] = {
		KPIS(", direction: down"),
		DECISION("kpi = 'revenue', each = 'seller', period = 'month'",
			 "when = sdm.behind { by = sdm.percent(10) }, on_missing = 'hold'"),
	};
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=100");
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=119");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open fact=220 expected=200"), 1);
	fold_free(f);
}

static void sample__too_small_for_a_verdict__does_not_clear_either(void **state)
{
	static const struct fold_file with[] = {
		KPIS(", min_sample: 2"),
		DECISION("kpi = 'revenue', each = 'seller', period = 'month'",
			 "when = sdm.under { value = 100 }, on_missing = 'hold'"),
	};
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 1);
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=2 rev=2 op=retract");
	fold_until(f, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=resolved"), 0);
	fold_free(f);
}

static void workdays__of_a_kpi_with_its_own_calendar__are_counted_by_that(void **state)
{
	static const struct fold_file with[] = {
		KPIS(", calendar: every-day"),
		DECISION("kpi = 'revenue', each = 'seller', period = 'month'",
			 "when = sdm.below { share = sdm.percent(80) }, for_ = sdm.workdays(3), on_missing = 'open'"),
	};
	struct fold *f = fold_new(with, 2);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=1");
	fold_until(f, "2026-05-04T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open since=2026-05-01 day=2026-05-03"), 1); /* a Sunday */
	fold_free(f);
}

static void inhibited__while_the_other_case_is_open__stays_quiet(void **state)
{
	static const struct fold_file two = {
		"decisions/behind.lua",
		"local sdm = require 'sdm'\n"
		"local function under(code, value, by)\n"
		"  return sdm.decision(code) { api = 1, title = { en = 'Under', ru = 'Ниже' }, owner = 'consultant',\n"
		"    watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = value },\n"
		"    on_missing = 'hold', inhibited_by = by, run = function(case) case:alert { to = 'head' } end }\n"
		"end\n"
		"return { under('far', 50), under('near', 100, { 'far' }) }\n",
	};
	struct fold *f = fold_new(&two, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=10");
	assert_int_equal(fold_count(f, "alerts kind=open decision=far"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open decision=near"), 0);
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=50");
	assert_int_equal(fold_count(f, "alerts kind=resolved decision=far"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open decision=near fact=60"), 1);
	fold_free(f);
}

static const struct fold_file open_axis[] = {
	{ "axes.yaml", "axes:\n  product: {levels: [group, product], open: yes, members: [{id: G1, level: group}]}\n" },
	{ "scopes.yaml", "scopes:\n  company: unit.company\n  team: unit.team\n  seller: seller\n  product: product.product\n" },
	DECISION("kpi = 'revenue', each = 'product', period = 'month'", "when = sdm.under { value = 100 }, on_missing = 'hold'"),
};

static void open_axis__member_with_the_mark_that_joins_members__is_refused(void **state)
{
	struct fold *f = fold_new(open_axis, 3);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won product=A|B amount=1");
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won product=A|B amount=1");
	assert_int_equal(fold_count(f, "alerts kind=open"), 0);
	assert_int_equal(fold_count(f, "rejected rule=V15 field=product"), 2);
	fold_free(f);
}

static void open_axis__one_member_more_than_max_members__is_refused(void **state)
{
	const struct fold_file files[] = {
		{ "axes.yaml", "axes:\n  product: {open: yes, max_members: 3, members: [{id: P1}]}\n" },
		open_axis[1],
	};
	struct fold *f = fold_new(files, 2);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won product=P2 amount=1");
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won product=P3 amount=1");
	assert_int_equal(fold_count(f, "rejected"), 0);
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won product=P4 amount=1");
	assert_int_equal(fold_count(f, "rejected rule=V03 field=product key=too_many_members"), 1);
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=4 seller=anna at=2026-05-04 kind=won product=P1 amount=1");
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=5 seller=anna at=2026-05-04 kind=won product=P3 amount=1");
	assert_int_equal(fold_count(f, "rejected"), 1);
	fold_free(f);
}

static void refused__field_with_an_endless_name__is_named_in_short(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	struct buf words = { 0 };

	(void)state;
	buf_adds(&words, STR("2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won "));
	for (int i = 0; i < 100000; i++)
		buf_addc(&words, 'x');
	buf_adds(&words, STR("=1"));
	fold_say(f, words.ptr);
	assert_int_equal(fold_count(f, "rejected key=unknown_field"), 1);
	assert_true(f->said.len < 20000);
	buf_free(&words);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moved__beside_an_axis_that_stays__counts_where_he_was_that_day),
		cmocka_unit_test(lines__start_from_what_the_report_says),
		cmocka_unit_test(overflow__refused_once__is_refused_again),
		cmocka_unit_test(number__the_lowest_of_all__is_refused),
		cmocka_unit_test(restart__after_an_entry_id_at_the_end_of_its_range__works),
		cmocka_unit_test(restart__after_an_activation_that_added_an_axis__has_the_same_sections),
		cmocka_unit_test(activate__form_with_a_new_field_in_front__knows_its_duplicates),
		cmocka_unit_test(activate__custom_period_before_it_gone__the_case_keeps_its_own),
		cmocka_unit_test(activate__custom_period_gone__withdraws_the_case),
		cmocka_unit_test(activate__form_version_with_another_fact_table__is_refused),
		cmocka_unit_test(activate__model_of_another_company__is_refused),
		cmocka_unit_test(wall_time__entry_id_far_ahead__does_not_move_the_clock),
		cmocka_unit_test(wall_time__first_entry_id_beyond_all_dates__starts_nothing),
		cmocka_unit_test(behind__kpi_that_does_not_add_up__is_held_against_the_whole_level),
		cmocka_unit_test(behind__negative_plan__is_turned_by_its_size),
		cmocka_unit_test(at_once__less_is_better__today_has_its_own_plan),
		cmocka_unit_test(sample__too_small_for_a_verdict__does_not_clear_either),
		cmocka_unit_test(workdays__of_a_kpi_with_its_own_calendar__are_counted_by_that),
		cmocka_unit_test(inhibited__while_the_other_case_is_open__stays_quiet),
		cmocka_unit_test(open_axis__one_member_more_than_max_members__is_refused),
		cmocka_unit_test(open_axis__member_with_the_mark_that_joins_members__is_refused),
		cmocka_unit_test(refused__field_with_an_endless_name__is_named_in_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
