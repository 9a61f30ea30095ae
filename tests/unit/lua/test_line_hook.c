#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

enum { LINES = 64 };
struct lines {
	char run[LINES];
};

static void note(void *arg, struct str file, uint32_t line)
{
	struct lines *l = arg;

	assert_true(str_eq(file, STR("decisions/x.lua")));
	assert_true(line < LINES);
	l->run[line] = 1;
}

static void assert_lines(const struct lines *l, const char *expected)
{
	struct buf b = { 0 };

	for (uint32_t i = 0; i < LINES; i++)
		if (l->run[i])
			buf_addf(&b, "%s%u", b.len ? " " : "", i);
	assert_string_equal(b.ptr ? b.ptr : "", expected);
	buf_free(&b);
}

/* A file with a helper, a branch, and a function inside the run that is never called. */
static const char file[] =
	"local sdm = require 'sdm'\n"                                                                            /* 1 */
	"local function word(n)\n"                                                                               /* 2 */
	"  if n > 3 then\n"                                                                                      /* 3 */
	"    return 'many'\n"                                                                                    /* 4 */
	"  end\n"                                                                                                /* 5 */
	"  return 'few'\n"                                                                                       /* 6 */
	"end\n"                                                                                                  /* 7 */
	"return sdm.decision 'x' {\n"                                                                            /* 8 */
	"  api = 1, title = 'X', owner = 'o', watch = { kpi = 'revenue', each = 'seller', period = 'month' },\n" /* 9 */
	"  when = sdm.below { share = 0.8 }, on_missing = 'hold',\n"                                             /* 10 */
	"  run = function(case)\n"                                                                               /* 11 */
	"    local function never()\n"                                                                           /* 12 */
	"      return 1\n"                                                                                       /* 13 */
	"    end\n"                                                                                              /* 14 */
	"    if word(2) == 'many' then\n"                                                                        /* 15 */
	"      never()\n"                                                                                        /* 16 */
	"    end\n"                                                                                              /* 17 */
	"    case:alert { to = 'head' }\n"                                                                       /* 18 */
	"  end,\n"                                                                                               /* 19 */
	"}\n";

static void host_code_lines__tells_those_of_functions_also_of_one_never_made(void **state)
{
	struct lines l = { { 0 } };

	host_code_lines(STR("decisions/x.lua"), str_of(file), note, &l);

	assert_lines(&l, "3 4 6 13 14 15 16 18");
	(void)state;
}

static void host_code_lines__of_what_does_not_compile__tells_nothing(void **state)
{
	struct lines l = { { 0 } };

	host_code_lines(STR("decisions/x.lua"), STR("local x = = 1"), note, &l);

	assert_lines(&l, "");
	(void)state;
}

static void host_watch_lines__tells_those_that_run_until_it_ends(void **state)
{
	struct company c = { 0 };
	struct lines l = { { 0 } };
	struct flip f = company_flip(FLIP_OPEN);
	const struct verdict *v;

	company_load(&c, file);
	host_watch_lines(c.host, note, &l);
	v = company_judge(&c, &f, 1);

	assert_int_equal(v->broken.len, 0);
	assert_lines(&l, "3 6 14 15 18 19");

	memset(&l, 0, sizeof(l));
	host_watch_lines(c.host, NULL, NULL);
	company_judge(&c, &f, 1);
	assert_lines(&l, "");
	company_free(&c);
	(void)state;
}

/* How often a loop may go round before the budget ends. */
static int64_t rounds(bool watched)
{
	struct company c = { 0 };
	struct lines l = { { 0 } };
	struct flip f = company_flip(FLIP_OPEN);
	const struct verdict *v;
	int64_t low = 0, high = 200000;

	while (low + 1 < high) {
		int64_t middle = (low + high) / 2;
		char body[256];

		snprintf(body, sizeof(body),
			 "when = sdm.below { share = 0.8 }, run = function(case)\nlocal n = 0\nfor i = 1, %lld do\nn = n + "
			 "i\nend\n"
			 "case:alert { to = 'head' }\nend",
			 (long long)middle);
		company_load_body(&c, body);
		if (watched)
			host_watch_lines(c.host, note, &l);
		v = company_judge(&c, &f, 1);
		if (v->broken.len)
			high = middle;
		else
			low = middle;
		company_free(&c);
		memset(&c, 0, sizeof(c));
	}
	return low;
}

static void host_watch_lines__leaves_the_budget_as_it_is(void **state)
{
	int64_t alone = rounds(false);

	assert_true(alone > 10000);
	assert_int_equal(rounds(true), alone);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_code_lines__tells_those_of_functions_also_of_one_never_made),
		cmocka_unit_test(host_code_lines__of_what_does_not_compile__tells_nothing),
		cmocka_unit_test(host_watch_lines__tells_those_that_run_until_it_ends),
		cmocka_unit_test(host_watch_lines__leaves_the_budget_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
