/* A run executed again and again against its journal, as the engine does it: what it says anew at each wake, and what runs must
 * not be able to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

enum { WAITS = 64 };
struct running {
	struct company c;
	struct buf journal;
	struct arena *texts;
	struct wait_look waits[WAITS];
	struct run_look look;
	uint32_t over; /* so many waits have come to be over */
	const struct verdict *v;
};

static struct wait_look *wait_named(struct running *r, struct str name)
{
	for (uint32_t n = 0; n < r->look.wait_count; n++)
		if (str_eq(r->waits[n].name, name))
			return &r->waits[n];
	return NULL;
}

/* What the engine keeps of an execution. */
static void keep(struct running *r)
{
	const struct run_said *said = &r->v->run;

	for (uint32_t n = 0; n < said->spent_count; n++) {
		struct wait_look *w = wait_named(r, said->spent[n]);
		if (w)
			*w = r->waits[--r->look.wait_count];
	}
	if (!said->waiting)
		return;
	if (said->moved)
		buf_clear(&r->journal);
	buf_adds(&r->journal, said->journal);
	for (uint32_t n = 0; n < said->wait_count; n++) {
		assert_true(r->look.wait_count < WAITS);
		r->waits[r->look.wait_count++] =
			(struct wait_look){ .name = arena_str(r->texts, said->waits[n].name), .kind = said->waits[n].kind };
	}
	r->look.entries = (said->moved ? 0 : r->look.entries) + said->entries;
}

static void judge(struct running *r, enum flip_kind kind, bool moves)
{
	struct flip f = company_flip(kind);
	const struct decision *d = host_decisions(r->c.host)->at;

	f.moves = moves;
	f.case_no = kind == FLIP_WAKE;
	r->look.journal = buf_str(&r->journal);
	r->look.pin_sha = d->pin_sha;
	r->look.opened = f.figures;
	r->look.opened_day = f.day;
	r->look.waits = r->waits;
	company_run = kind == FLIP_WAKE ? &r->look : NULL;
	r->v = company_judge(&r->c, &f, 1);
	if (!r->v->broken.len)
		keep(r);
}

static void start(struct running *r, const char *run)
{
	struct buf b = { 0 };

	*r = (struct running){ .texts = arena_new() };
	buf_addf(&b, "when = sdm.below { share = 0.8 }, run = function(case)\n%s\nend", run);
	company_load_body(&r->c, b.ptr);
	if (!r->c.host)
		fail_msg("%s", r->c.said.ptr);
	buf_free(&b);
	judge(r, FLIP_OPEN, false);
}

/* The same run from another text. */
static void edit(struct running *r, const char *run)
{
	struct buf b = { 0 };

	company_free(&r->c);
	buf_addf(&b, "when = sdm.below { share = 0.8 }, run = function(case)\n%s\nend", run);
	company_load_body(&r->c, b.ptr);
	buf_free(&b);
}

static void over(struct running *r, const char *name)
{
	struct wait_look *w = wait_named(r, str_of(name));

	if (!w)
		fail_msg("the run does not wait for %s", name);
	w->over = ++r->over;
	w->day = date_day(2026, 4, 13);
}

static void wake(struct running *r)
{
	judge(r, FLIP_WAKE, false);
}

static void finish(struct running *r)
{
	company_run = NULL;
	company_free(&r->c);
	buf_free(&r->journal);
	arena_free(r->texts);
}

static void assert_broken(const struct running *r, const char *said)
{
	const char *text = r->v->broken.len ? r->v->broken.ptr : "it did not break";

	if (!strstr(text, said))
		fail_msg("expected \"%s\" in: %s", said, text);
}

/* ---- the journal ---- */
static void step__in_the_journal__is_not_done_again(void **state)
{
	struct running r;

	(void)state;
	start(&r, "case:note('a') local t = case:task('plan', { title = 'Plan' }) case:wait(sdm.days(1)) case:note(t)");
	assert_int_equal(r.v->alert_count, 1);
	assert_int_equal(r.v->task_count, 1);
	assert_true(r.v->run.waiting);
	assert_int_equal(r.v->run.entries, 3);
	over(&r, ":timer");
	wake(&r);
	assert_int_equal(r.v->broken.len, 0);
	assert_int_equal(r.v->alert_count, 1);
	assert_string_equal(r.v->alerts[0].why.in[0].ptr, "plan");
	assert_int_equal(r.v->task_count, 0);
	assert_false(r.v->run.waiting);
	finish(&r);
}

static void second_of_one_name__has_its_number(void **state)
{
	struct running r;

	(void)state;
	start(&r, "local a, b = case:ask('why', {}), case:ask('why', {}) case:all('x', { a = a, b = b })"
		  " case:wait(sdm.days(1)) case:wait(sdm.days(1)) case:note('end')");
	assert_int_equal(r.v->run.wait_count, 2);
	assert_string_equal(r.v->run.waits[0].name.ptr, "why");
	assert_string_equal(r.v->run.waits[1].name.ptr, "why#2");
	over(&r, "why");
	over(&r, "why#2");
	wake(&r);
	assert_string_equal(r.v->run.waits[0].name.ptr, ":timer");
	over(&r, ":timer");
	wake(&r);
	assert_string_equal(r.v->run.waits[0].name.ptr, ":timer#2");
	over(&r, ":timer#2");
	wake(&r);
	assert_string_equal(r.v->alerts[0].why.in[0].ptr, "end");
	finish(&r);
}

static void done__of_the_second_task_and_the_second_for_the_first__are_two(void **state)
{
	struct running r;

	(void)state;
	start(&r, "local a, b = case:task('plan', { title = 'A' }), case:task('plan', { title = 'B' })"
		  " case:done(a) case:done(a) case:done(b) case:wait(sdm.days(1))");
	assert_int_equal(r.v->run.wait_count, 4);
	for (uint32_t n = 0; n < 4; n++)
		for (uint32_t k = 0; k < n; k++)
			assert_false(str_eq(r.v->run.waits[n].name, r.v->run.waits[k].name));
	finish(&r);
}

static void execution_at_a_wake_that_changes_nothing__says_nothing(void **state)
{
	struct running r;

	(void)state;
	start(&r, "case:note('a') case:first('x', { a = case:ask('why', {}), b = case:timer(sdm.days(1)) })");
	wake(&r);
	assert_int_equal(r.v->alert_count, 0);
	assert_int_equal(r.v->run.wait_count, 0);
	assert_int_equal(r.v->run.spent_count, 0);
	assert_int_equal(r.v->run.journal.len, 0);
	assert_int_equal(r.v->run.awaited_count, 2);
	finish(&r);
}

static void reads__are_kept_by_stretch(void **state)
{
	struct running r;

	(void)state;
	start(&r, "local a = case.fact a = case.fact case:wait(sdm.days(1)) a = case.fact case:wait(sdm.days(1))");
	assert_int_equal(r.v->run.entries, 2); /* the figure once, the timer */
	over(&r, ":timer");
	wake(&r);
	assert_int_equal(r.v->run.entries, 3); /* it has come past, the figure, the next timer */
	finish(&r);
}

static void entry_1001__is_an_error_and_1000_are_none(void **state)
{
	struct running r;

	(void)state;
	start(&r, "for n = 1, 499 do case:check('c' .. n, function() return true end) end case:wait(sdm.days(1))\n"
		  "for n = 500, 997 do case:check('c' .. n, function() return true end) end case:wait(sdm.days(1))");
	over(&r, ":timer");
	wake(&r);
	assert_int_equal(r.v->broken.len, 0);
	assert_int_equal(r.look.entries, 1000);
	wake(&r);
	assert_int_equal(r.v->broken.len, 0);
	over(&r, ":timer#2");
	wake(&r);
	assert_broken(&r, "a run's journal has at most 1000 entries and 65536 bytes");
	finish(&r);
}

static void journal__of_70_KB__is_an_error(void **state)
{
	struct running r;

	(void)state;
	start(&r, "local long = ('x'):rep(55)\n"
		  "for n = 1, 499 do case:check(long .. n, function() return true end) end case:wait(sdm.days(1))\n"
		  "for n = 500, 990 do case:check(long .. n, function() return true end) end case:wait(sdm.days(1))");
	assert_int_equal(r.v->broken.len, 0);
	over(&r, ":timer");
	wake(&r);
	assert_broken(&r, "a run's journal has at most 1000 entries and 65536 bytes");
	assert_false(r.v->run.waiting);
	finish(&r);
}

static void journal__cut_anywhere__is_refused_or_gone_on_with(void **state)
{
	struct running r;

	(void)state;
	start(&r, "case:note('a') local f = case.fact case:wait(sdm.days(1)) case:wait(sdm.days(1))");
	over(&r, ":timer");
	wake(&r);
	size_t whole = r.journal.len, refused = 0;
	for (size_t part = 0; part < whole; part++) {
		struct flip f = company_flip(FLIP_WAKE);
		f.case_no = 1;
		r.look.journal = (struct str){ r.journal.ptr, part };
		company_run = &r.look;
		const struct verdict *v = company_judge(&r.c, &f, 1);
		refused += v->broken.len && strstr(v->broken.ptr, "the journal of this run is damaged");
	}
	/* Only where an entry has ended it is a journal. */
	assert_int_equal(refused, whole - 5);
	finish(&r);
}

/* ---- instructions ---- */
#define BURN(n) "local x = 0 for i = 1, " #n " do x = x + i end "

static void budget__is_one_of_each_stretch(void **state)
{
	struct running r;

	(void)state;
	start(&r, "for n = 1, 150 do if n > 140 then " BURN(50000) " end case:wait(sdm.days(1)) end case:note('end')");
	for (int n = 1; n <= 150; n++) {
		char name[16];
		snprintf(name, sizeof(name), n > 1 ? ":timer#%d" : ":timer", n);
		assert_int_equal(r.v->broken.len, 0);
		over(&r, name);
		wake(&r);
	}
	assert_int_equal(r.v->broken.len, 0);
	assert_string_equal(r.v->alerts[0].why.in[0].ptr, "end");
	finish(&r);
}

static void budget__of_a_stretch_that_has_just_begun__is_a_whole_one(void **state)
{
	struct running r;

	(void)state;
	start(&r, BURN(75000) "case:wait(sdm.days(1)) " BURN(75000) "case:note('end')");
	over(&r, ":timer");
	wake(&r);
	assert_int_equal(r.v->broken.len, 0);
	assert_string_equal(r.v->alerts[0].why.in[0].ptr, "end");
	finish(&r);
}

static void budget__of_250000_instructions_in_one_stretch__is_passed(void **state)
{
	struct running r;

	(void)state;
	start(&r, "case:wait(sdm.days(1)) " BURN(125000));
	over(&r, ":timer");
	wake(&r);
	assert_broken(&r, "ran longer than 200000 instructions");
	finish(&r);
}

/* ---- taken over to another text ---- */
static void moved__to_a_text_that_fits__keeps_the_whole_journal(void **state)
{
	struct running r;

	(void)state;
	start(&r, "case:note('a') case:wait(sdm.days(1)) case:note('old')");
	edit(&r, "case:note('a') case:note('b') case:wait(sdm.days(1)) case:note('new')");
	judge(&r, FLIP_WAKE, true);
	assert_true(r.v->run.moved);
	assert_int_equal(r.v->alert_count, 1);
	assert_string_equal(r.v->alerts[0].why.in[0].ptr, "b");
	assert_int_equal(r.v->run.entries, 3);
	over(&r, ":timer");
	wake(&r);
	assert_string_equal(r.v->alerts[0].why.in[0].ptr, "new");
	finish(&r);
}

static void moved__where_a_figure_is_read_that_was_not__names_it(void **state)
{
	struct running r;

	(void)state;
	start(&r, "local x = case.fact case:wait(sdm.days(1)) case:wait(sdm.days(1))");
	over(&r, ":timer");
	wake(&r);
	edit(&r, "local x = case.gap case:wait(sdm.days(1)) case:wait(sdm.days(1))");
	judge(&r, FLIP_WAKE, true);
	assert_broken(&r, "the run parts from its journal here: \".gap\" was not read when it came by before");
	finish(&r);
}

static void moved__waits_that_the_text_has_no_more__are_spent(void **state)
{
	struct running r;

	(void)state;
	start(&r, "local t = case:task('p', { title = 'P' }) case:ask('why', {}) case:ask('why', {}) case:done(t) "
		  "case:wait(sdm.days(1))");
	edit(&r, "case:task('p', { title = 'P' }) case:ask('why', {}) case:wait(sdm.days(1))");
	judge(&r, FLIP_WAKE, true);
	assert_int_equal(r.v->run.spent_count, 2);
	assert_string_equal(r.v->run.spent[0].ptr, "why#2");
	assert_string_equal(r.v->run.spent[1].ptr, ":done:p");
	finish(&r);
}

/* ---- what a run must not be able to do ---- */
struct hostile {
	const char *run, *said;
};
static const struct hostile hostiles[] = {
	{ "while true do case:timer(sdm.days(1)) end", "more than 32 waits between two stops of a run" },
	{ "while true do case:ask('why', {}) end", "more than 32 waits between two stops of a run" },
	{ "while true do case:note('x') end", "more than 16 alerts in one run" },
	{ "while true do case:open('y') end", "more than 8 cases opened in one run" },
	{ "while true do case:check('x', function() return true end) end", "ran longer than 200000 instructions" },
	{ "table.sort({ 2, 1 }, function(a, b) case:wait(sdm.days(1)) return a < b end)",
	  "attempt to yield across a C-call boundary" },
	{ "case:check('x', function() case:wait(sdm.days(1)) return true end)", "the function of case:check only looks" },
	{ "case:check('x', function() case:alert {} return true end)", "the function of case:check only looks" },
	{ "case:check('x', function() return case:check('y', function() return true end) end)",
	  "the function of case:check only looks" },
	{ "case:check('x', function() case:first('y', { a = 1 }) return true end)", "expected a wait" },
	{ "case:check('x', function() return 1 end)", "must return true or false, it returned number" },
	{ "case.wait(sdm.days(1))", "write case:step(...) with a colon" },
	{ "case:wait('skill')", "wait: expected a wait, like case:timer(...) or case:ask(...), got string" },
	{ "case:first('x', {})", "first: there is nothing to wait for" },
	{ "case:first('x', { case:timer(sdm.days(1)) })", "first: expected names for what it waits for" },
	{ "case:timer(5)", "timer: expected a duration like sdm.workdays(2), got 5" },
	{ "case:ask('a b', {})", "ask: a question's name is made of a-z, 0-9 and _" },
	{ "case:ask('a', { options = { 'x|y' } })", "options: expected at most 16 words without \"|\"" },
	{ "case:ask('a', { options = {} })", "options: expected a list of words" },
	{ "case:ask('a', { remind = 3 })", "remind: expected a duration" },
	{ "case:ask('a', { escalate = { to = 'head' } })", "escalate: expected { after = sdm.workdays(2), to = ... }" },
	{ "case:ask('a', { when = 1 })", "case:ask has no option \"when\"" },
	{ "case:task('a#2', { title = 'A' })", "task: a name has no \"#\"" },
	{ "case:worsen('info')", "worsen: expected \"amber\" or \"red\", got \"info\"" },
	{ "case:note(('x'):rep(3000))", "note: expected 1 to 2000 bytes of text" },
	{ "local t = {} for n = 1, 17 do t['k' .. n] = case:timer(sdm.days(n)) end case:first('x', t)",
	  "a run waits for at most 16 things at once" },
};

static void hostile_run__breaks_and_orders_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hostiles) / sizeof(*hostiles); i++) {
		struct running r;

		start(&r, hostiles[i].run);
		assert_broken(&r, hostiles[i].said);
		assert_int_equal(r.v->alert_count + r.v->task_count + r.v->run.wait_count, 0);
		assert_false(r.v->run.waiting);
		finish(&r);
	}
}

static void wait__that_the_run_has_come_past__cannot_be_waited_for_again(void **state)
{
	struct running r;

	(void)state;
	start(&r, "local t = case:timer(sdm.days(1)) case:wait(t) case:wait(t)");
	over(&r, ":timer");
	wake(&r);
	assert_broken(&r, "the run has come past this wait already; make another one");
	finish(&r);
}

static void case__kept_for_the_severity__is_found_out(void **state)
{
	struct company c = { 0 };
	struct flip f;

	(void)state;
	company_load(&c, "local sdm = require 'sdm'\nlocal kept = {}\n"
			 "return sdm.decision 'x' { api = 1, title = 'X', owner = 'consultant', on_missing = 'hold',\n"
			 "watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = 0.8 },\n"
			 "severity = function() if kept.case then kept.case:wait(sdm.days(1)) end return 'red' end,\n"
			 "run = function(case) kept.case = case end }\n");
	assert_non_null(c.host);
	for (int again = 0; again < 2; again++) {
		f = company_flip(FLIP_OPEN);
		const struct verdict *v = company_judge(&c, &f, 1);
		assert_true(v->broken.len > 0);
		assert_null(strstr(v->broken.ptr, "colon"));
		assert_false(v->run.waiting);
	}
	company_free(&c);
}

static void endless_waiting__ends_with_the_journal(void **state)
{
	struct running r;
	int wakes = 0;

	(void)state;
	start(&r, "while true do case:wait(sdm.days(1)) end");
	for (; !r.v->broken.len; wakes++) {
		char name[16];
		snprintf(name, sizeof(name), wakes ? ":timer#%d" : ":timer", wakes + 1);
		over(&r, name);
		wake(&r);
	}
	assert_broken(&r, "a run's journal has at most 1000 entries");
	assert_int_equal(wakes, 500);
	finish(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(step__in_the_journal__is_not_done_again),
		cmocka_unit_test(second_of_one_name__has_its_number),
		cmocka_unit_test(done__of_the_second_task_and_the_second_for_the_first__are_two),
		cmocka_unit_test(execution_at_a_wake_that_changes_nothing__says_nothing),
		cmocka_unit_test(reads__are_kept_by_stretch),
		cmocka_unit_test(entry_1001__is_an_error_and_1000_are_none),
		cmocka_unit_test(journal__of_70_KB__is_an_error),
		cmocka_unit_test(journal__cut_anywhere__is_refused_or_gone_on_with),
		cmocka_unit_test(budget__is_one_of_each_stretch),
		cmocka_unit_test(budget__of_a_stretch_that_has_just_begun__is_a_whole_one),
		cmocka_unit_test(budget__of_250000_instructions_in_one_stretch__is_passed),
		cmocka_unit_test(moved__to_a_text_that_fits__keeps_the_whole_journal),
		cmocka_unit_test(moved__where_a_figure_is_read_that_was_not__names_it),
		cmocka_unit_test(moved__waits_that_the_text_has_no_more__are_spent),
		cmocka_unit_test(hostile_run__breaks_and_orders_nothing),
		cmocka_unit_test(wait__that_the_run_has_come_past__cannot_be_waited_for_again),
		cmocka_unit_test(case__kept_for_the_severity__is_found_out),
		cmocka_unit_test(endless_waiting__ends_with_the_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
