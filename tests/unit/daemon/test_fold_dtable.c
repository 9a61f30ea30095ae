/* A decision table in a run that waits: what it has taken stays taken. Calendar Monday to Friday; 4 May 2026 is a Monday. */
#include "folded.h"

static void row_that_a_run_has_taken__stays_when_figures_change_and_sdmd_starts_again(void **state)
{
	static const struct fold_file with = {
		"decisions/behind.lua",
		"local sdm = require 'sdm'\n"
		"local size = sdm.dtable {\n"
		"  { when = { fact = '< 100' }, title = { en = 'small', ru = 'мало' } },\n"
		"  { title = { en = 'large', ru = 'много' } },\n"
		"}\n"
		"return sdm.decision 'behind' { api = 1, title = { en = 'Behind', ru = 'Отставание' }, owner = 'consultant',\n"
		"  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, on_missing = 'hold',\n"
		"  when = sdm.under { value = 500 },\n"
		"  run = function(case)\n"
		"    local before = size:match { fact = case.fact }\n"
		"    case:note(before.text)\n"
		"    case:wait(sdm.workdays(2))\n"
		"    local now = size:match { fact = case.fact }\n"
		"    case:alert { to = 'head', why = before.title.en .. ' then, ' .. now.title.en .. ' now, by row ' .. "
		"now.number }\n"
		"    case:wait(sdm.workdays(2))\n"
		"  end }\n"
	};
	struct fold *f = fold_new(&with, 1);

	(void)state;
	fold_say(f, "2026-05-04T08:00:00Z form=deal id=1 seller=anna at=2026-05-04 kind=won amount=5");
	fold_say(f, "2026-05-05T08:00:00Z form=deal id=2 seller=anna at=2026-05-05 kind=won amount=200");
	fold_restart(f);
	fold_until(f, "2026-05-12T00:00:00Z");
	assert_int_equal(fold_count(f, "broken"), 0);
	assert_int_equal(fold_count(f, "alerts case=C1 kind=history"), 1);
	assert_int_equal(fold_count(f, "alerts case=C1 kind=history why.en=row 1: fact < 100"), 1);
	assert_int_equal(fold_count(f, "alerts case=C1 to=head why.en=small then, large now, by row 2"), 1);
	fold_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_that_a_run_has_taken__stays_when_figures_change_and_sdmd_starts_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
