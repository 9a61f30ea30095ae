/* What reports and commands may hold and when they come: forms with dates, what has been forgotten, clocks, tokens. */
#include "folded.h"

#include "daemon/outbox.h"

/* Records and names of the whole state: a refused report leaves none behind. */
static uint64_t kept(const struct fold *f)
{
	const struct engine *e = f->turn->engine;
	uint64_t sum = 0;

	for (uint32_t i = 0; i < engine_section_count(e); i++) {
		struct section s = engine_section(e, i);
		sum += s.kind == SECTION_POOL ? s.pool->count : s.names->count;
	}
	return sum;
}

/* ---- exact numbers ---- */
static void overflow__of_new_names__leaves_nothing_behind(void **state)
{
	static const struct fold_file with[] = {
		{ "axes.yaml", "axes: {product: {open: yes, members: [{id: P1}]}}\n" },
		{ "scopes.yaml", "scopes:\n  seller: seller\n  product: product\n" },
		{ "forms.yaml",
		  "forms:\n  deal:\n    seller: optional\n    fields:\n"
		  "      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n      client: text\n"
		  "      amount: money\n      lines: {type: lines, fields: {client: text, amount: money}}\n" },
	};
	struct fold *f = fold_new(with, 3);

	(void)state;
	fold_say(f,
		 "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won lines='[{\"amount\":900000000000000}]'");
	uint64_t before = kept(f);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=boris at=2026-05-05 kind=won product=new "
		    "lines='[{\"client\":\"c1\",\"amount\":1},{\"client\":\"c2\",\"amount\":900000000000000}]'");
	assert_int_equal(fold_count(f, "rejected key=overflow"), 1);
	assert_int_equal(kept(f), before);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 rev=2 op=retract");
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=boris at=2026-05-05 kind=won product=new "
		    "lines='[{\"client\":\"c1\",\"amount\":1},{\"client\":\"c2\",\"amount\":900000000000000}]'");
	assert_int_equal(fold_figure(f, "product", "new", "revenue", "2026-05"), INT64_C(9000000000000010000));
	fold_restart(f);
	fold_free(f);
}

/* ---- what a refused report said ---- */
static size_t content_bytes(const struct fold *f)
{
	const char *at = strstr(f->said.ptr, "content={");

	assert_non_null(at);
	return strcspn(at + strlen("content="), "\n");
}

static void rejected__many_control_characters__its_content_has_4_kib(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	struct buf words = { 0 };

	(void)state;
	buf_adds(&words, STR("2026-05-04T10:00:00Z form=nothing id=1 client="));
	for (int i = 0; i < 4096; i++)
		buf_addc(&words, '\x01');
	fold_say(f, words.ptr);
	assert_int_equal(fold_count(f, "rejected rule=V03"), 1);
	assert_in_range(content_bytes(f), 4096 + 2 - 6, 4096 + 2);
	assert_non_null(strstr(f->said.ptr, "\\u0001\"}\n"));

	fold_clear(f);
	buf_clear(&words);
	buf_adds(&words, STR("2026-05-04T10:00:00Z form=nothing id=2"));
	for (int i = 0; i < 10; i++)
		buf_addf(&words, " name%d=%0500d", i, i);
	fold_say(f, words.ptr);
	assert_in_range(content_bytes(f), 4096 + 2 - 6, 4096 + 2);
	buf_free(&words);
	fold_free(f);
}

/* ---- lines ---- */
#define LINES(required)                                                                                                          \
	"forms:\n  deal:\n    seller: optional\n    fields:\n      kind: {type: choice, of: [won, lost], required: yes}\n"       \
	"      product: axis\n      client: text\n      amount: money\n"                                                         \
	"      lines: {type: lines, fields: {amount: money}" required "}\n"

static void lines__empty_text__is_no_lines(void **state)
{
	static const struct fold_file optional = { "forms.yaml", LINES("") };
	static const struct fold_file required = { "forms.yaml", LINES(", required: yes") };
	struct fold *f = fold_new(&optional, 1);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won lines=");
	assert_int_equal(fold_count(f, "rejected"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), FOLD_NO_DATA);
	fold_free(f);

	f = fold_new(&required, 1);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won lines=");
	assert_int_equal(fold_count(f, "rejected rule=V01 field=lines"), 1);
	fold_free(f);
}

/* ---- forms with dates ---- */
static const struct fold_file dated = {
	"forms.yaml",
	"forms:\n"
	"  deal: {seller: optional, valid_to: 2026-04-30, fields: {kind: {type: choice, of: [won, lost]}, product: axis, "
	"client: text, amount: money}}\n"
	"  deal.v2: {seller: optional, valid_from: 2026-05-01, valid_to: 2026-05-31, fields: {kind: {type: choice, of: [won, "
	"lost]}, "
	"product: axis, client: text, amount: money, source: text}}\n"
	"  deal.v3: {seller: optional, valid_from: 2026-05-11, valid_to: 2026-05-20, fields: {kind: {type: choice, of: [won, "
	"lost]}, "
	"product: axis, client: text, amount: money, place: text}}\n",
};

static void form__without_a_version__is_the_newest_of_the_reports_day(void **state)
{
	struct fold *f = fold_new(&dated, 1);

	(void)state;
	fold_say(f, "2026-05-21T10:00:00Z form=deal id=1 seller=anna at=2026-05-10 kind=won amount=1 source=web");
	fold_say(f, "2026-05-21T10:00:00Z form=deal id=2 seller=anna at=2026-05-11 kind=won amount=20 place=here");
	fold_say(f, "2026-05-21T10:00:00Z form=deal id=3 seller=anna at=2026-05-20T23:30:00Z kind=won amount=300 place=here");
	fold_say(f, "2026-05-21T10:00:00Z form=deal id=4 seller=anna at=2026-05-21 kind=won amount=4000 source=web");
	fold_say(f, "2026-05-21T10:00:00Z form=deal id=5 seller=anna at=2026-04-30 kind=won amount=7");
	assert_int_equal(fold_count(f, "rejected"), 0);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 43210000);
	fold_say(f, "2026-05-21T10:00:00Z form=deal id=5 seller=anna at=2026-04-30 kind=won amount=7 source=web rev=2");
	assert_int_equal(fold_count(f, "rejected key=unknown_field field=source"), 1);
	fold_say(f, "2026-05-21T10:00:00Z form=deal id=1 op=retract rev=2");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 43200000);
	fold_free(f);
}

static void form__outside_its_dates__is_refused_and_names_them(void **state)
{
	struct fold *f = fold_new(&dated, 1);

	(void)state;
	fold_say(f, "2026-06-02T10:00:00Z form=deal id=1 seller=anna at=2026-06-01 kind=won amount=1");
	assert_int_equal(
		fold_count(f, "rejected rule=V07 key=form_not_valid field=at \"deal.v3\" from 2026-05-11 up to 2026-05-20"), 1);
	fold_say(f, "2026-06-02T10:00:00Z form=deal.v1 id=2 seller=anna at=2026-05-01 kind=won amount=1");
	assert_int_equal(fold_count(f, "rejected rule=V07 key=form_not_valid \"deal.v1\" dated up to 2026-04-30"), 1);
	fold_say(f, "2026-06-02T10:00:00Z form=deal.v2 id=3 seller=anna at=2026-05-15 kind=won amount=1");
	assert_int_equal(fold_count(f, "rejected"), 2);
	fold_free(f);
}

/* ---- what was forgotten ---- */
static void horizon__longer_than_before__an_id_forgotten_does_not_count_twice(void **state)
{
	static const struct fold_file longer = {
		"forms.yaml",
		"forms:\n  deal:\n    seller: optional\n    corrections_days: 400\n    fields:\n"
		"      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n      client: text\n"
		"      amount: money\n"
	};
	struct fold *f = fold_new(NULL, 0);
	struct buf words = { 0 };

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_until(f, "2026-09-01T00:00:00Z");
	buf_addf(&words, "command=activate token=a by=boss sha=%s", fold_offer(f, &longer, 1));
	fold_command(f, words.ptr);
	fold_restart(f);
	fold_say(f, "2026-09-01T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	assert_int_equal(fold_count(f, "rejected rule=V07 key=too_late 2026-05-04"), 1);
	fold_say(f, "2026-09-01T10:00:00Z form=deal id=1 op=retract");
	fold_say(f, "2026-09-01T10:00:00Z form=deal id=1 rev=2 seller=anna at=2026-05-04 kind=won amount=5");
	assert_int_equal(fold_count(f, "rejected rule=V07 key=too_late 2026-05-04"), 2);
	fold_say(f, "2026-09-01T10:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=7");
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 120000);
	buf_free(&words);
	fold_free(f);
}

/* ---- time ---- */
/* 4 May 2026, 10:00 */
#define MORNING INT64_C(1777888800000)

static void log_time__report_refused_for_its_received_at__does_not_move_the_clock(void **state)
{
	static const char *const received[] = { "2026-05-21T10:00:00Z received_at=2026-05-20T10:00:00Z", "soon",
						"2028-08-01T00:00:00Z", "" };
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	for (size_t i = 0; i < sizeof(received) / sizeof(*received); i++) {
		struct buf words = { 0 };

		buf_addf(&words, "%s form=deal id=%zu seller=anna at=2026-05-04 kind=won amount=5", received[i], 10 + i);
		fold_say(f, words.ptr);
		buf_free(&words);
		assert_int_equal(fold_count(f, "rejected of=report field=received_at"), i + 1);
		assert_int_equal(engine_now_ms(f->turn->engine), MORNING);
	}
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 50000);
	fold_free(f);
}

static void log_time__report_refused_for_anything_else__has_come_at_its_time(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-01T10:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=5");
	fold_say(f, "2026-05-06T10:00:00Z form=deal id=2 seller=olga at=2026-05-04 kind=won amount=5");
	assert_int_equal(fold_count(f, "rejected key=unknown_seller"), 1);
	assert_int_equal(fold_count(f, "alerts kind=open day=2026-05-05"), 1); /* three days have ended behind the plan */
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=5");
	assert_int_equal(engine_now_ms(f->turn->engine), MORNING + 2 * DAY_MS);
	assert_int_equal(fold_figure(f, "seller", "anna", "revenue", "2026-05"), 100000);
	fold_free(f);
}

static void clock__a_second_one_while_the_first_waits__both_are_done(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_command(f, "command=clock token=a by=boss after=4-0 until=2026-05-10T00:00:00Z");
	fold_command(f, "command=clock token=b by=boss after=3-0 until=2026-05-06T00:00:00Z");
	assert_int_equal(engine_now_ms(f->turn->engine), INT64_C(1777888800000));
	fold_restart(f);
	f->next = 2;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=5");
	assert_int_equal(engine_now_ms(f->turn->engine), INT64_C(1778025600000)); /* 6 May */
	fold_say(f, "2026-05-06T10:00:00Z form=deal id=3 seller=anna at=2026-05-04 kind=won amount=5");
	assert_int_equal(engine_now_ms(f->turn->engine), INT64_C(1778371200000)); /* 10 May */
	fold_free(f);
}

/* Looking back to 5 May 12:00, between the report that a clock command waits for and the 10th that it goes to. */
static void clock__further_than_asked__stays_due_and_its_timers_wait(void **state)
{
	const int64_t noon = MORNING + DAY_MS + 2 * 3600000;
	struct fold *f = fold_new(NULL, 0);
	struct engine *e = f->turn->engine;
	const struct pair clock[] = { { STR("command"), STR("clock") },
				      { STR("by"), STR("boss") },
				      { STR("token"), STR("a") },
				      { STR("after"), STR("0-0") },
				      { STR("until"), STR("2026-05-10T00:00:00Z") } };
	struct input command = { .kind = INPUT_COMMAND, .id = { 2, 0 }, .pairs = clock, .pair_count = 5 };
	struct input tick = { .kind = INPUT_TICK, .time_ms = noon };

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	assert_int_equal(engine_time_with(e, NULL), MORNING);
	turn_take_until(f->turn, &command, noon);
	assert_int_equal(engine_now_ms(e), MORNING);
	assert_int_equal(engine_time_with(e, NULL), INT64_C(1778371200000));
	assert_int_equal(engine_time_with(e, &tick), INT64_C(1778371200000));
	turn_take_until(f->turn, &tick, noon);
	assert_int_equal(engine_now_ms(e), noon);
	assert_int_equal(engine_counters(e).timers, 2); /* 4 May has ended, the 5th has not */
	f->next = 2;
	fold_until(f, "2026-05-06T00:00:00Z"); /* nobody asks to stop: both */
	assert_int_equal(engine_now_ms(e), INT64_C(1778371200000));
	fold_free(f);
}

static void clock__more_than_sixteen_waiting__is_refused(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	for (int i = 0; i < 17; i++) {
		struct buf words = { 0 };

		buf_addf(&words, "command=clock token=%d by=boss after=1000-%d until=2026-05-10T00:00:00Z", i, i);
		fold_command(f, words.ptr);
		buf_free(&words);
	}
	assert_int_equal(fold_count(f, "receipts form=clock answer=accepted"), 16);
	assert_int_equal(fold_count(f, "rejected rule=C06 key=too_many_clocks id=16 1000-0"), 1);
	fold_restart(f);
	fold_until(f, "2026-05-05T00:00:00Z"); /* this one need not wait */
	assert_int_equal(engine_now_ms(f->turn->engine), INT64_C(1777939200000));
	fold_free(f);
}

static void clock__after_reports_that_never_come__is_cancelled(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	for (int i = 0; i < 16; i++) {
		struct buf words = { 0 };

		buf_addf(&words, "command=clock token=%d by=boss after=%d-0 until=2026-05-10T00:00:00Z", i, i == 4 ? 30 : 9000);
		fold_command(f, words.ptr);
		buf_free(&words);
	}
	fold_command(f, "command=clock token=full by=boss after=9001-0 until=2026-05-10T00:00:00Z");
	assert_int_equal(fold_count(f, "rejected key=too_many_clocks id=full (cancel those"), 1);
	fold_command(f, "command=clock token=none by=boss cancel=8000-0");
	assert_int_equal(fold_count(f, "rejected rule=C03 key=unknown_clock id=none field=cancel 8000-0"), 1);
	fold_command(f, "command=clock token=both by=boss cancel=all until=2026-05-10T00:00:00Z");
	fold_command(f, "command=clock token=bad by=boss cancel=some");
	assert_int_equal(fold_count(f, "rejected rule=C02 key=bad_type field=cancel"), 2);
	fold_command(f, "command=clock token=drop by=boss cancel=9000-0");
	assert_int_equal(fold_count(f, "receipts id=drop answer=accepted"), 1);
	fold_restart(f);
	assert_int_equal(engine_now_ms(f->turn->engine), MORNING);
	f->next = 29;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2026-05-04 kind=won amount=5");
	assert_int_equal(engine_now_ms(f->turn->engine), INT64_C(1778371200000)); /* 10 May, by the one kept */
	fold_command(f, "command=clock token=left by=boss cancel=all");
	assert_int_equal(fold_count(f, "rejected key=unknown_clock id=left"), 1);
	fold_free(f);
}

static bool is_marked_clamped(const struct fold *f, uint64_t entry_ms)
{
	const struct input in = { .kind = INPUT_COMMAND, .id = { entry_ms, 0 } };
	const struct findings found = { .input = &in };
	const struct update up = { .journal = true };
	struct outbox *o = outbox_new(STR("tiny"), (struct outbox_keep){ 0 });
	bool marked;

	outbox_add(o, f->turn->engine, &(struct taken){ .input = &in, .found = &found, .update = &up });
	marked = strstr(o->parcel.bytes.ptr, "clamped") != NULL;
	outbox_free(o);
	return marked;
}

static void journal__command_whose_time_did_not_count__is_marked(void **state)
{
	static const struct fold_file wall = {
		"company.yaml", "company: tiny\ntitle: Tiny\nlanguages: [ru, en]\ntime: wall\nzone: UTC\ncalendar: mon-fri\n"
	};
	struct fold *f = fold_new(&wall, 1);

	(void)state;
	f->next = UINT64_C(1777888799999); /* 2026-05-04T10:00:00Z */
	fold_say(f, "2026 form=deal id=1 seller=anna at=2026-05-04 kind=won amount=50");
	assert_false(is_marked_clamped(f, UINT64_C(1777888800000)));
	assert_true(is_marked_clamped(f, UINT64_C(1777888700000)));
	assert_true(is_marked_clamped(f, UINT64_C(9999999999999)));
	fold_free(f);
}

static void token__taken_before_the_first_report__is_free_again_after_its_days(void **state)
{
	static const char plan[] = "command=plan token=a by=boss scope_kind=seller scope=anna kpi=revenue period_kind=month "
				   "period=2026-05 target=5 valid_from=2026-05-01";
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_command(f, plan);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_until(f, "2026-06-02T00:00:00Z");
	fold_command(f, plan);
	assert_int_equal(fold_count(f, "receipts of=command id=a answer=duplicate"), 1);
	fold_until(f, "2026-06-05T00:00:00Z");
	fold_command(f, plan);
	assert_int_equal(fold_count(f, "receipts of=command id=a answer=accepted"), 2);
	fold_restart(f);
	fold_free(f);
}

/* ---- plans ---- */
/* anna and boris agree on P1, so their team has the same level; then boris gets another one, and the team has none. */
static struct fold *disagreeing(void)
{
	static const struct fold_file with[] = {
		{ "scopes.yaml", "scopes:\n  company: unit.company\n  team: unit.team\n  seller: seller\n"
				 "  seller_product: [seller, product.product]\n  team_product: [unit.team, product.product]\n" },
		{ "kpis.yaml",
		  "measures:\n  revenue: {sum: amount, where: {kind: won}}\n  won: {count: yes, where: {kind: won}}\n"
		  "  lost: {count: yes, where: {kind: lost}}\nkpis:\n  revenue: {formula: revenue, unit: money}\n"
		  "  win_rate: {formula: won / (won + lost), unit: percent, plan_rollup: same}\n" },
		{ "decisions/behind.lua",
		  "local sdm = require 'sdm'\n"
		  "return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
		  "  watch = { kpi = 'revenue', each = 'team_product', period = 'month' }, when = sdm.under { value = 1 },\n"
		  "  for_ = sdm.days(1), on_missing = 'open', run = function(case) case:alert { to = 'head' } end }\n" },
		{ "plans.yaml", NULL },
	};
	static const char *const plans[] = { "anna|P1 target=0.5", "boris|P1 target=0.5", "boris|P1 target=0.6" };
	struct fold *f = fold_new(with, 4);

	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	for (unsigned i = 0; i < 3; i++) {
		struct buf words = { 0 };

		buf_addf(&words,
			 "command=plan token=p%u by=boss scope_kind=seller_product scope=%s kpi=win_rate period_kind=month "
			 "period=2026-05 valid_from=2026-05-01",
			 i, plans[i]);
		fold_command(f, words.ptr);
		buf_free(&words);
	}
	assert_int_equal(fold_count(f, "receipts of=command answer=accepted"), 3);
	return f;
}

static void plan__on_which_members_disagree__watches_the_same_after_a_restart(void **state)
{
	struct fold *f = disagreeing(), *again = disagreeing();

	(void)state;
	fold_restart(again);
	fold_until(f, "2026-05-06T00:00:00Z");
	fold_until(again, "2026-05-06T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts kind=open scope=T1|P1"), fold_count(again, "alerts kind=open scope=T1|P1"));
	assert_true(hash128_eq(engine_digest(f->turn->engine), engine_digest(again->turn->engine)));
	fold_free(f);
	fold_free(again);
}

static void report__dated_2200__is_refused_unless_its_form_takes_any_date(void **state)
{
	static const struct fold_file any = {
		"forms.yaml",
		"forms:\n  deal:\n    seller: optional\n    future_days: -1\n    fields:\n"
		"      kind: {type: choice, of: [won, lost], required: yes}\n      product: axis\n      client: text\n"
		"      amount: money\n"
	};
	static const char ahead[] = "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=2200-05-04 kind=won amount=1";
	struct fold *usual = fold_new(NULL, 0), *open = fold_new(&any, 1);

	(void)state;
	fold_say(usual, ahead);
	assert_int_equal(fold_count(usual, "rejected rule=V07 key=in_the_future field=at"), 1);
	fold_say(usual, "2026-05-04T10:00:00Z form=deal id=2 seller=anna at=2027-06-08 kind=won amount=1");
	fold_say(usual, "2026-05-04T10:00:00Z form=deal id=3 seller=anna at=2027-06-09 kind=won amount=1");
	assert_int_equal(fold_count(usual, "rejected key=in_the_future id=3"), 1);
	assert_int_equal(fold_figure(usual, "seller", "anna", "revenue", "2027-06"), 10000);
	fold_say(open, ahead);
	assert_int_equal(fold_count(open, "rejected"), 0);
	fold_free(usual);
	fold_free(open);
}

static void report__dated_before_1900_by_its_zone__is_told_the_range_of_dates(void **state)
{
	struct fold *f = fold_new(NULL, 0);

	(void)state;
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=1 seller=anna at=1900-01-01T00:00:00+23:59 kind=won amount=1");

	assert_int_equal(fold_count(f, "rejected key=bad_type field=at"), 1);
	assert_non_null(strstr(f->said.ptr, "at: expected a local date from 1900-01-01 to 2200-12-31, got "
					    "\"1900-01-01T00:00:00+23:59\""));
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rejected__many_control_characters__its_content_has_4_kib),
		cmocka_unit_test(overflow__of_new_names__leaves_nothing_behind),
		cmocka_unit_test(lines__empty_text__is_no_lines),
		cmocka_unit_test(form__without_a_version__is_the_newest_of_the_reports_day),
		cmocka_unit_test(form__outside_its_dates__is_refused_and_names_them),
		cmocka_unit_test(horizon__longer_than_before__an_id_forgotten_does_not_count_twice),
		cmocka_unit_test(log_time__report_refused_for_its_received_at__does_not_move_the_clock),
		cmocka_unit_test(log_time__report_refused_for_anything_else__has_come_at_its_time),
		cmocka_unit_test(clock__a_second_one_while_the_first_waits__both_are_done),
		cmocka_unit_test(clock__further_than_asked__stays_due_and_its_timers_wait),
		cmocka_unit_test(clock__more_than_sixteen_waiting__is_refused),
		cmocka_unit_test(clock__after_reports_that_never_come__is_cancelled),
		cmocka_unit_test(journal__command_whose_time_did_not_count__is_marked),
		cmocka_unit_test(token__taken_before_the_first_report__is_free_again_after_its_days),
		cmocka_unit_test(plan__on_which_members_disagree__watches_the_same_after_a_restart),
		cmocka_unit_test(report__dated_2200__is_refused_unless_its_form_takes_any_date),
		cmocka_unit_test(report__dated_before_1900_by_its_zone__is_told_the_range_of_dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
