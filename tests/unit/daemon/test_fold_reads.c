/* What a case was judged by stays with it. Calendar Monday to Friday; 4 May 2026 is a Monday. Anna's plan of 2,100 for the 21
 * working days of May asks for 100 a day.
 */
#include "folded.h"

#include "rules/records.h"

static const struct section *section(const struct fold *f, const char *name)
{
	static struct section s;

	for (uint32_t i = 0; i < engine_section_count(f->turn->engine); i++) {
		s = engine_section(f->turn->engine, i);
		if (str_eq(s.name, str_of(name)))
			return &s;
	}
	fail_msg("no section %s", name);
	return NULL;
}

static const char *code(const struct fold *f, uint32_t number)
{
	return names_text(section(f, "names.codes")->names, number).ptr;
}

static const struct stretch_record *stretch(const struct fold *f, uint32_t number)
{
	return pool_at(section(f, "stretches")->pool, number);
}

static const struct read_record *read_of(const struct fold *f, const struct stretch_record *s, uint32_t n)
{
	assert_true(n < s->read_count);
	return pool_at(section(f, "reads")->pool, s->first_read - 1 + n);
}

static const struct read_figure_record *figure(const struct fold *f, const struct read_record *r)
{
	return pool_at(section(f, "read_figures")->pool, r->figure - 1);
}

static void expect_param(const struct fold *f, uint32_t n, const char *name, const char *value, uint32_t reader, uint32_t line)
{
	const struct read_record *r = read_of(f, stretch(f, 0), n);

	assert_int_equal(r->kind, READ_PARAM);
	assert_string_equal(code(f, r->name), name);
	assert_string_equal(code(f, r->value), value);
	assert_int_equal(r->reader, reader);
	assert_int_equal(r->line, line);
	assert_int_equal(r->figure, 0);
}

#define HEAD(params)                                                                                                              \
	"local sdm = require 'sdm'\n"                                                                                             \
	"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n" \
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'open',\n"                                \
	"  params = { " params " },\n"

/* ---- a declared trigger ---- */
static void expect_month_to_date(const struct fold *f, uint32_t n, int32_t day, uint64_t fact_e4, int64_t elapsed)
{
	const struct read_record *r = read_of(f, stretch(f, 0), n);
	const struct read_figure_record *x = figure(f, r);

	assert_int_equal(r->kind, READ_SUBJECT);
	assert_string_equal(code(f, x->of.kpi), "revenue");
	assert_string_equal(code(f, x->of.scope_kind), "seller");
	assert_string_equal(code(f, x->of.members[0]), "anna");
	assert_string_equal(code(f, x->of.period_kind), "month");
	assert_int_equal(x->of.period, 2026 * 12 + 4);
	assert_int_equal(x->day, day);
	assert_int_equal(x->fact.num_lo, fact_e4);
	assert_int_equal(x->fact.den_lo, 10000);
	assert_int_equal(x->facts, fact_e4 > 1000000 ? 2 : 1);
	assert_int_equal(x->level, 1);
	assert_int_equal(x->target_e4, 21000000);
	assert_int_equal(x->elapsed, elapsed);
	assert_int_equal(x->total, 21);
}

static void days_running__keep_the_figures_of_each_day_as_they_were_then(void **state)
{
	static const struct fold_file with = {
		"decisions/behind.lua",
		HEAD("amber = sdm.percent(20), wait = sdm.workdays(3)") "  for_ = 'wait',\n"
									"  when = sdm.behind { by = 'amber' } }\n"
	};
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-01T08:00:00Z form=deal id=1 seller=anna at=2026-05-01 kind=won amount=100");
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=10.50");
	fold_until(f, "2026-05-07T00:00:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=open"), 1);
	fold_restart(f);
	fold_say(f, "2026-05-07T08:00:00Z form=deal id=3 seller=anna at=2026-05-05 kind=won amount=7");

	const struct stretch_record *s = stretch(f, 0);

	assert_int_equal(fold_records(f, "stretches"), 1);
	assert_int_equal(s->case_no, 1);
	assert_int_equal(s->stretch, 1);
	assert_int_equal(s->woke, WOKE_CLOCK);
	assert_int_equal(s->day, date_day(2026, 5, 6));
	assert_int_equal(s->form, 0);
	assert_int_equal(s->entry_ms, 0);
	assert_string_equal(code(f, s->file), "decisions/behind.lua");
	assert_int_equal(strlen(code(f, s->source_sha)), 64);
	assert_int_equal(s->line, 6);
	assert_int_equal(s->read_count, 5);
	assert_int_equal(s->left_out, 0);
	expect_param(f, 0, "amber", "20 %", READER_TRIGGER, 6);
	expect_param(f, 1, "wait", "3 workdays", READER_TRIGGER, 6);
	expect_month_to_date(f, 2, date_day(2026, 5, 6), 1105000, 4); /* the late deal of 7 is not in it */
	expect_month_to_date(f, 3, date_day(2026, 5, 5), 1105000, 3);
	expect_month_to_date(f, 4, date_day(2026, 5, 4), 1000000, 2);
	fold_free(f);
}

static void report__is_named_as_what_woke_the_decision(void **state)
{
	static const struct fold_file with = { "decisions/behind.lua",
					       HEAD("limit = sdm.money(50)") "  when = sdm.above { value = 'limit' } }\n" };
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=no-1 seller=anna at=2026-05-04 kind=won amount=49");
	assert_int_equal(fold_records(f, "stretches"), 0);
	assert_int_equal(fold_records(f, "reads"), 0);
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=no-1 rev=3 seller=anna at=2026-05-04 kind=won amount=51");

	const struct stretch_record *s = stretch(f, 0);

	assert_int_equal(s->woke, WOKE_REPORT);
	assert_string_equal(code(f, s->form), "deal");
	assert_string_equal(s->report, "no-1");
	assert_int_equal(s->revision, 3);
	assert_int_equal(s->entry_ms, engine_last(f->turn->engine, INPUT_REPORT).ms);
	assert_int_equal(s->entry_seq, engine_last(f->turn->engine, INPUT_REPORT).seq);
	assert_int_equal(s->read_count, 2);
	expect_param(f, 0, "limit", "50", READER_TRIGGER, 5);
	assert_int_equal(figure(f, read_of(f, s, 1))->fact.num_lo, 510000);
	fold_free(f);
}

static void report_with_a_long_id__is_named_as_far_as_it_fits(void **state)
{
	static const struct fold_file with = { "decisions/behind.lua", HEAD("") "  when = sdm.above { value = 50 } }\n" };
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=0123456789012345678901234567890123456789012345678901234567890123456789 "
		    "seller=anna at=2026-05-04 kind=won amount=51");

	assert_memory_equal(stretch(f, 0)->report, "0123456789012345678901234567890123456789012345678901234567890123", 64);
	assert_int_equal(stretch(f, 0)->revision, 1);
	fold_restart(f);
	fold_free(f);
}

static void single_days__are_kept_as_days_without_a_plan(void **state)
{
	static const struct fold_file with = {
		"decisions/behind.lua", HEAD("") "  for_ = sdm.workdays(2), when = sdm.under { value = 1, by_day = true } }\n"
	};
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-06T08:00:00Z form=deal id=1 seller=anna at=2026-05-06 kind=won amount=100");
	fold_until(f, "2026-05-09T00:00:00Z");

	const struct stretch_record *s = stretch(f, 1); /* the first one is Boris's, who sold nothing on the 6th */

	assert_int_equal(s->case_no, 2);
	assert_int_equal(s->read_count, 2);
	for (uint32_t n = 0; n < 2; n++) {
		const struct read_figure_record *x = figure(f, read_of(f, s, n));

		assert_string_equal(code(f, x->of.members[0]), "anna");
		assert_string_equal(code(f, x->of.period_kind), "day");
		assert_int_equal(x->of.period, date_day(2026, 5, 8 - (int)n));
		assert_int_equal(x->day, date_day(2026, 5, 8 - (int)n));
		assert_int_equal(x->level, 0);
		assert_int_equal(x->facts, 0);
	}
	fold_free(f);
}

/* ---- functions ---- */
static void functions__keep_who_read_what_on_which_line_once_each(void **state)
{
	static const struct fold_file with = { "decisions/behind.lua",
					       HEAD("low = sdm.money(500), red = sdm.percent(40), note = 'by hand', idle = "
						    "7") "  when = function(s, p)\n"
							 "    return s.fact < p.low\n"
							 "  end,\n"
							 "  severity = function(s, p)\n"
							 "    if s.fact and p.red then return 'red' end\n"
							 "  end,\n"
							 "  run = function(case)\n"
							 "    local win = case:kpi('win_rate')\n"
							 "    local again = case:kpi('win_rate')\n"
							 "    case:alert { to = case:param('note') }\n"
							 "    if case.p.red then case:alert { to = 'boss' } end\n"
							 "  end }\n" };
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");

	const struct stretch_record *s = stretch(f, 0);
	const struct read_record *fact = read_of(f, s, 0), *win = read_of(f, s, 3);

	assert_int_equal(fold_count(f, "alerts case=C1 kind=open"), 2);
	assert_int_equal(s->line, 5);
	assert_int_equal(s->read_count, 5);
	assert_int_equal(fact->kind, READ_SUBJECT);
	assert_int_equal(fact->reader, READER_TRIGGER);
	assert_int_equal(fact->line, 6);
	assert_int_equal(figure(f, fact)->fact.num_lo, 1000000);
	expect_param(f, 1, "low", "500", READER_TRIGGER, 6);
	expect_param(f, 2, "red", "40 %", READER_SEVERITY, 9);
	assert_int_equal(win->kind, READ_KPI);
	assert_int_equal(win->reader, READER_RUN);
	assert_int_equal(win->line, 12);
	assert_string_equal(code(f, figure(f, win)->of.kpi), "win_rate");
	assert_string_equal(code(f, figure(f, win)->of.members[0]), "anna");
	expect_param(f, 4, "note", "by hand", READER_RUN, 14);
	fold_restart(f);
	fold_free(f);
}

static void broken_run__keeps_what_it_had_read(void **state)
{
	static const struct fold_file with = {
		"decisions/behind.lua",
		HEAD("low = sdm.money(500)") "  when = sdm.under { value = 500 },\n"
					     "  run = function(case) return case.p.low > case:kpi('win_rate').target end }\n"
	};
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=100");

	assert_int_equal(fold_count(f, "alerts case=C1 kind=broken_rule"), 1);
	assert_int_equal(stretch(f, 0)->read_count, 3);
	expect_param(f, 1, "low", "500", READER_RUN, 6);
	fold_free(f);
}

/* ---- bounds ---- */
#define MANY                                                                                                                      \
	"local sdm = require 'sdm'\nlocal params = {}\nfor i = 1, 1000 do params['p' .. i] = i end\n"                             \
	"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n" \
	"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'open', params = params,\n"

static void thousand_params__keep_64_and_count_the_rest(void **state)
{
	static const struct fold_file with = { "decisions/behind.lua", MANY
					       "  when = sdm.above { value = 'p50' },\n"
					       "  run = function(case)\n"
					       "    for pass = 1, 2 do for i = 1, 1000 do local x = case.p['p' .. i] end end\n"
					       "    case:alert { to = 'head' }\n  end }\n" };
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=51");

	const struct stretch_record *s = stretch(f, 0);

	assert_int_equal(fold_count(f, "alerts case=C1 kind=open"), 1);
	assert_int_equal(s->read_count, 64);
	assert_int_equal(s->left_out, 937); /* 1,000 parameters and the figures of the subject */
	assert_int_equal(fold_records(f, "reads"), 64);
	expect_param(f, 0, "p50", "50", READER_TRIGGER, 6);
	expect_param(f, 63, "p63", "63", READER_RUN, 8);
	fold_restart(f);
	fold_free(f);
}

static void pairs_over_the_params__reads_all_of_them(void **state)
{
	static const struct fold_file with = { "decisions/behind.lua", MANY
					       "  when = sdm.above { value = 50 },\n"
					       "  severity = function(s, p) for k, v in pairs(p) do return 'red' end end }\n" };
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=51");

	assert_int_equal(fold_count(f, "alerts case=C1 kind=open severity=red"), 1);
	assert_int_equal(stretch(f, 0)->read_count, 64);
	assert_int_equal(stretch(f, 0)->left_out, 937);
	expect_param(f, 1, "p1", "1", READER_SEVERITY, 7);
	fold_free(f);
}

/* ---- restoring ---- */
static bool is_new(struct str name)
{
	return str_eq(name, STR("stretches")) || str_eq(name, STR("reads")) || str_eq(name, STR("read_figures"));
}

/* A new engine with the state of `f`, as from a checkpoint of an sdmd that did not know these sections. */
static struct engine *restored_without(const struct fold *f)
{
	const struct engine *old = f->turn->engine;
	struct engine *e = engine_new(engine_model(old), engine_decisions(old));
	struct buf meta = { 0 };
	struct err err;

	engine_meta(old, &meta);
	assert_int_equal(engine_restore_meta(e, buf_str(&meta), &err), 0);
	for (uint32_t i = 0; i < engine_section_count(e); i++) {
		struct section from = engine_section(old, i), to = engine_section(e, i);

		for (uint32_t n = 1; from.kind == SECTION_NAMES && n <= from.names->count; n++)
			names_add(to.names, names_text(from.names, n));
		if (from.kind == SECTION_NAMES || is_new(from.name))
			continue;
		for (uint32_t page = 0; page < from.pool->page_count; page++)
			assert_int_equal(pool_put(to.pool, page, pool_page(from.pool, page)), 0);
		pool_restored(to.pool, from.pool->count, from.pool->free_head, from.pool->live);
	}
	assert_int_equal(engine_restored(e, &err), 0);
	buf_free(&meta);
	return e;
}

static void older_state__loads_and_keeps_the_next_case(void **state)
{
	static const struct fold_file with = { "decisions/behind.lua", HEAD("") "  when = sdm.above { value = 50 } }\n" };
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=51");

	struct engine *e = restored_without(f);

	engine_free(f->turn->engine);
	f->turn->engine = e;
	assert_int_equal(fold_records(f, "cases"), 1);
	assert_int_equal(fold_records(f, "stretches"), 0);
	fold_say(f, "2026-05-04T10:00:00Z form=deal id=2 seller=boris at=2026-05-04 kind=won amount=51");
	assert_int_equal(fold_records(f, "stretches"), 1);
	assert_int_equal(stretch(f, 0)->case_no, 2);
	assert_int_equal(stretch(f, 0)->first_read, 1);
	fold_restart(f);
	fold_free(f);
}

static void expect_damaged(struct fold *f, const char *what)
{
	struct err err;

	assert_int_equal(engine_restored(f->turn->engine, &err), -1);
	assert_non_null(strstr(err.text, what));
}

static void references_that_lead_nowhere__are_damage(void **state)
{
	static const struct fold_file with = { "decisions/behind.lua", HEAD("") "  when = sdm.above { value = 50 } }\n" };
	struct fold *f = fold_new(&with, 1);
	struct err err;

	(void)state;
	fold_say(f, "2026-05-04T09:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=51");

	struct stretch_record *s = pool_at(section(f, "stretches")->pool, 0);
	struct read_record *r = pool_at(section(f, "reads")->pool, 0);
	struct read_figure_record *x = pool_at(section(f, "read_figures")->pool, 0);

	s->read_count = 2;
	expect_damaged(f, "record 0 of what cases were judged by makes no sense");
	s->read_count = 1;
	r->figure = 2;
	expect_damaged(f, "record 0 of what was read makes no sense");
	r->figure = 1;
	x->of.kpi = 1000000;
	expect_damaged(f, "record 0 of the figures that were read makes no sense");
	x->of.kpi = 1;
	assert_int_equal(engine_restored(f->turn->engine, &err), 0);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_running__keep_the_figures_of_each_day_as_they_were_then),
		cmocka_unit_test(report__is_named_as_what_woke_the_decision),
		cmocka_unit_test(report_with_a_long_id__is_named_as_far_as_it_fits),
		cmocka_unit_test(single_days__are_kept_as_days_without_a_plan),
		cmocka_unit_test(functions__keep_who_read_what_on_which_line_once_each),
		cmocka_unit_test(broken_run__keeps_what_it_had_read),
		cmocka_unit_test(thousand_params__keep_64_and_count_the_rest),
		cmocka_unit_test(pairs_over_the_params__reads_all_of_them),
		cmocka_unit_test(older_state__loads_and_keeps_the_next_case),
		cmocka_unit_test(references_that_lead_nowhere__are_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
