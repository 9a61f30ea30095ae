/* Runs that wait are taken over to another version of their decision, or are not, and what a trial says of it beforehand. */
#include "folded.h"

#include "lua/host.h"
#include "rules/run.h"

#define DECISION(severity, run)                                                                                                  \
	{                                                                                                                        \
		"decisions/behind.lua",                                                                                          \
			"local sdm = require 'sdm'\n"                                                                            \
			"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Behind' }, owner = 'owner',\n"   \
			"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.under { value = 100 },\n"  \
			"  on_missing = 'hold', severity = " severity ",\n"                                                      \
			"  run = function(case) " run " end }\n"                                                                 \
	}
#define SEES "case:wait(case:ask('seen', { to = 'head' })) "
#define ASKS "local answer = case:wait(case:ask('reason', { to = 'head' })) "

static struct fold *opened(const struct fold_file *decision)
{
	struct fold *f = fold_new(decision, 1);

	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=10");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=question to=head"), 1);
	return f;
}

static void is_seen(struct fold *f)
{
	fold_command(f, "command=answer token=seen by=head case=C1 ask=seen value=yes");
	fold_until(f, "2026-05-04T08:30:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=question ask=reason to=head"), 1);
}

static void a_run_that_parts_from_the_version_in_force__is_told_and_goes_on_as_it_was(void **state)
{
	static const struct fold_file before[] = { DECISION("'amber'", SEES ASKS "case:alert { to = answer.value }") };
	static const struct fold_file after[] = { DECISION("'amber'", "local won = case:kpi('win_rate').fact " SEES ASKS
								      "case:alert { to = 'new' }") };
	struct fold *f = opened(before);

	(void)state;
	is_seen(f);
	fold_activate(f, after, 1, "second");
	fold_command(f, "command=run token=move by=ops case=C1 do=move");
	fold_until(f, "2026-05-04T09:00:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=broken_rule to=owner"), 1);
	fold_restart(f);
	fold_command(f, "command=answer token=answer by=head case=C1 ask=reason value=skill");
	fold_until(f, "2026-05-04T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=update to=skill"), 1);
	fold_free(f);
}

static void a_paused_run_that_does_not_fit_the_version_in_force__stays_paused(void **state)
{
	static const struct fold_file before[] = { DECISION("'amber'", SEES ASKS "error('no luck')") };
	static const struct fold_file after[] = { DECISION("'amber'", "local won = case:kpi('win_rate').fact " SEES ASKS) };
	struct fold *f = opened(before);

	(void)state;
	is_seen(f);
	fold_command(f, "command=answer token=answer by=head case=C1 ask=reason value=skill");
	fold_until(f, "2026-05-04T09:00:00Z");
	assert_int_equal(runs_count(f->turn->engine).paused, 1);
	fold_activate(f, after, 1, "second");
	fold_command(f, "command=run token=move by=ops case=C1 do=move");
	fold_until(f, "2026-05-05T10:00:00Z");
	assert_int_equal(runs_count(f->turn->engine).paused, 1);
	assert_int_equal(runs_stuck(f->turn->engine), 0);
	fold_free(f);
}

static void a_rule_that_breaks_after_a_wait__leaves_the_severity_of_its_case(void **state)
{
	static const struct fold_file with[] = { DECISION("function(s, p) return 'info' end", ASKS "error('no luck')") };
	struct fold *f = opened(with);

	(void)state;
	fold_command(f, "command=answer token=answer by=head case=C1 ask=reason value=skill");
	fold_until(f, "2026-05-04T09:00:00Z");
	assert_int_equal(fold_count(f, "alerts case=C1 kind=broken_rule severity=info to=owner"), 1);
	fold_free(f);
}

static void runs_are_counted__one_that_nothing_can_wake__is_stuck(void **state)
{
	static const struct fold_file with[] = { DECISION("'amber'", ASKS) };
	struct fold *f = opened(with);
	struct engine *e = f->turn->engine;

	(void)state;
	assert_int_equal(runs_count(e).waiting, 1);
	assert_int_equal(runs_count(e).paused, 0);
	assert_int_equal(runs_stuck(e), 0);
	wait_at(e, 0)->awaited = 0;
	assert_int_equal(runs_stuck(e), 1);
	fold_free(f);
}

/* ---- trials ---- */

static void hear(void *arg, const struct host_entry *x)
{
	static const char *const kinds[] = { [HOST_STEP] = "step", [HOST_READ] = "read", [HOST_RESUME] = "woken" };

	buf_addf(arg, "%u %s %.*s=%.*s%s%s\n", x->stretch, kinds[x->kind], STR_ARG(x->key), STR_ARG(x->value),
		 x->is_new ? " new" : "", x->met ? "" : " unmet");
}

static void a_trial__says_what_is_new_and_what_is_passed_over__and_changes_nothing(void **state)
{
	static const struct fold_file before[] = { DECISION(
		"'amber'", "case:task('plan', { to = case.seller, title = 'Plan' }) " ASKS "case:wait(sdm.days(3))") };
	static const struct fold_file after[] = { DECISION("'amber'", ASKS "case:alert { to = 'boss' } case:wait(sdm.days(3))") };
	struct fold *f = opened(before);
	struct arena *a = arena_new();
	struct buf said = { 0 };
	struct verdict v;
	struct flip now;

	(void)state;
	fold_command(f, "command=answer token=answer by=head case=C1 ask=reason value=skill note=yes");
	fold_until(f, "2026-05-04T09:00:00Z");
	fold_activate(f, after, 1, "second");
	assert_true(run_flip_now(f->turn->engine, 1, &now));
	fold_clear(f);
	host_try_move(f->turn->host, f->turn->engine, &now, a, &v, hear, &said);
	assert_int_equal(v.broken.len, 0);
	assert_true(v.run.waiting);
	assert_int_equal(v.run.awaited_count, 1);
	assert_string_equal(said.ptr, "0 read .seller=anna unmet\n"
				      "0 step task:plan=plan unmet\n"
				      "0 step wait:reason=true\n"
				      "1 woken wait={by: head, day: 2026-05-04, note: yes, value: skill}\n"
				      "1 step wait::timer=true\n"
				      "1 step alert=true new\n");
	assert_int_equal(fold_count(f, "alerts"), 0);
	fold_until(f, "2026-05-04T10:00:00Z");
	assert_int_equal(fold_count(f, "alerts to=boss"), 0);
	arena_free(a);
	buf_free(&said);
	fold_free(f);
}

static void a_journal__has_what_was_read_in_its_own_unit(void **state)
{
	static const struct fold_file with[] = { DECISION("'amber'", "local a, b = case.fact, case:kpi('win_rate').fact " ASKS) };
	struct fold *f = opened(with);
	struct arena *a = arena_new();
	struct run_look look;
	struct buf said = { 0 };

	(void)state;
	assert_true(run_look(f->turn->engine, 1, a, &look));
	assert_true(host_journal(look.journal, hear, &said));
	assert_string_equal(said.ptr, "0 read .fact=10 unmet\n"
				      "0 read win_rate.fact=100% unmet\n"
				      "0 step wait:reason=true unmet\n");
	assert_false(host_journal(STR("\x09?"), hear, &said));
	arena_free(a);
	buf_free(&said);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_that_parts_from_the_version_in_force__is_told_and_goes_on_as_it_was),
		cmocka_unit_test(a_paused_run_that_does_not_fit_the_version_in_force__stays_paused),
		cmocka_unit_test(a_rule_that_breaks_after_a_wait__leaves_the_severity_of_its_case),
		cmocka_unit_test(runs_are_counted__one_that_nothing_can_wake__is_stuck),
		cmocka_unit_test(a_trial__says_what_is_new_and_what_is_passed_over__and_changes_nothing),
		cmocka_unit_test(a_journal__has_what_was_read_in_its_own_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
