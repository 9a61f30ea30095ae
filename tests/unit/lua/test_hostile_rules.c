/* What a rule must not be able to do, each class once, and then a thousand times in one host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua_company.h"

struct hostile {
	const char *what;
	const char *run;  /* the body of run(case) */
	const char *said; /* part of the message */
	bool unplaced;    /* the message cannot name a line */
};
static const struct hostile hostiles[] = {
	{ "infinite loop", "while true do end", "ran longer than 200000 instructions", false },
	{ "infinite goto", "::a:: goto a", "ran longer than", false },
	{ "tail calls", "local function f(n) return f(n + 1) end return f(1)", "ran longer than", false },
	{ "loop in sort", "local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() while true do end end)",
	  "ran longer than", false },
	{ "loop in a call that sorts", "local t = { 2, 1 } while true do table.sort(t, function() end) end", "ran longer than",
	  false },
	{ "endless iterator", "for _ in function() return 1 end do end", "ran longer than", false },
	{ "no pcall", "while true do pcall(function() while true do end end) end", "there is no \"pcall\" here", false },
	{ "no xpcall", "xpcall(error, error)", "there is no \"xpcall\" here", false },
	{ "no coroutine", "coroutine.wrap(function() end)()", "there is no \"coroutine\" here", false },
	{ "no load", "load('return 1')()", "there is no \"load\" here", false },
	{ "no dofile", "dofile('/etc/passwd')", "there is no \"dofile\" here", false },
	{ "no io", "io.open('/etc/passwd')", "there is no \"io\" here", false },
	{ "no os", "os.exit(1)", "there is no \"os\" here", false },
	{ "no debug", "debug.sethook()", "there is no \"debug\" here", false },
	{ "no collectgarbage", "collectgarbage('stop')", "there is no \"collectgarbage\" here", false },
	{ "no random", "math.random()", "attempt to call a nil value (field 'random')", false },
	{ "no dump", "string.dump(function() end)", "there is no \"dump\" here", false },
	{ "no match", "('a'):rep(30):match('a?')", "there is no \"match\" here", false },
	{ "no gsub", "string.gsub('a', 'a', 'b')", "there is no \"gsub\" here", false },
	{ "no setmetatable", "setmetatable({}, { __gc = error })", "there is no \"setmetatable\" here", false },
	{ "no getmetatable", "getmetatable('').__index = nil", "there is no \"getmetatable\" here", false },
	{ "no rawset", "rawset(string, 'len', nil)", "there is no \"rawset\" here", false },
	{ "no _G", "_G.x = 1", "there is no \"_G\" here", false },
	{ "no closing of values", "local x <close> = {}", "got a non-closable value", false },
	{ "another module", "require 'os'", "there is no such module", false },
	{ "table bomb", "local t = {} while true do t[#t + 1] = { {}, {}, {} } end", "needs more memory", false },
	{ "wide table", "local t = {} for i = 1, 1e9 do t[i] = i end", "needs more memory", false },
	{ "string bomb", "local s = 'x' while true do s = s .. s end", "needs more memory", false },
	{ "churn", "local s = ('x'):rep(8000) while true do local y = s .. 'a' end", "needs more memory", false },
	{ "rep bomb", "local s = ('x'):rep(1e9)", "longer than 8192 bytes", false },
	{ "rep overflow", "local s = ('xx'):rep(math.maxinteger)", "longer than 8192 bytes", false },
	{ "rep of nothing", "while true do local s = (''):rep(math.maxinteger) end", "ran longer than", false },
	{ "format width", "string.format('%999d', 1)", "at most two digits", false },
	{ "format precision", "string.format('%.999f', 1)", "at most two digits", false },
	{ "format flags", "string.format('%-----------------d', 1)", "too many flags", false },
	{ "format address", "string.format('%p', {})", "%p is not known", false },
	{ "format grows", "local s = ('x'):rep(5000) string.format('%s%s', s, s)", "longer than 8192 bytes", false },
	{ "replace grows", "local s = ('x'):rep(5000):replace('x', 'yy')", "longer than 8192 bytes", false },
	{ "concat bomb", "local t = {} for i = 1, 3000 do t[i] = 'xxxxxxxx' end local s = table.concat(t)", "needs more memory",
	  false },
	{ "unpack bomb", "table.unpack({}, 1, 1e8)", "table.unpack: at most 200 values", false },
	{ "deep recursion", "local function f(n) local x = f(n + 1) return x end f(1)", "", true },
	{ "varargs", "local function f(...) local x = f(1, ...) return x end f()", "", true },
	{ "pairs recursion", "local t = {} for i = 1, 2000 do t[i] = i end while true do for k in pairs(t) do end end",
	  "ran longer than", false },
	{ "next loop", "local t = { a = 1 } while true do next(t) end", "ran longer than", false },
	{ "unordered keys", "for k in pairs({ [{}] = 1 }) do end", "has no place in an order", false },
	{ "global write", "total = 1", "cannot set global \"total\"", false },
	{ "global through _ENV", "_ENV.total = 1", "cannot set global \"total\"", false },
	{ "library write", "string.len = nil", "this table is read-only", false },
	{ "library insert", "table.insert(string, 1)", "this table is read-only", true },
	{ "module write", "require('sdm').below = nil", "this table is read-only", false },
	{ "shared table write", "shared.count = shared.count + 1", "this table is read-only", false },
	{ "memory in a local", "kept = kept + 1", "decisions/x.lua: local kept of the file was changed", true },
	{ "memory in a nil local", "unset = case.fact", "decisions/x.lua: local unset of the file was changed", true },
	{ "memory and an error", "kept = kept + 1 error('stop')", "stop", false },
	{ "memory behind a table", "tools.count()", "local kept of the file was changed", true },
	{ "memory in an iterator", "step()", "local iterator of the file was changed", true },
	{ "memory in another environment", "note()", "this table is read-only", false },
	{ "case write", "case.fact = 1", "attempt to index a case value", false },
	{ "parameter write", "case.p.red = 1", "this table is read-only", false },
	{ "unknown parameter", "local x = case.p.ambr", "there is no \"ambr\" here", false },
	{ "decision at run time", "sdm.decision 'y' {}", "only while a decision file is loaded", false },
	{ "error of a table", "error({ code = 1 })", "an error that is no text (a table)", false },
	{ "error with __tostring", "error(case.fact)", "an error that is no text (a userdata)", false },
	{ "error of nil", "error()", "an error that is no text (a nil)", false },
	{ "error of bytes", "error('\\xff\\x1b[31m' .. ('x'):rep(8000), 0)", "??[31mxxx", true },
	{ "error of long letters", "error(('\\u{1F600}'):rep(1750), 0)", "\xF0\x9F\x98\x80", true },
	{ "error of half letters", "error(('\xD0'):rep(8000), 0)", "????", true },
	{ "error of nothing", "error('', 0)", "stack traceback", true },
	{ "error that says memory ended", "error('not enough memory', 0)", "needs more memory", true },
	{ "error of a function", "error(print_me)", "an error that is no text (a function)", false },
	{ "many alerts", "while true do case:alert { to = 'x', why = 'y' } end", "more than 16 alerts", false },
	{ "many tasks", "while true do case:task('t', { to = 'x', title = 'y' }) end", "more than 32 tasks", false },
	{ "long why", "case:alert { to = 'x', why = ('y'):rep(2001) }", "expected 1 to 2000 bytes", false },
	{ "bytes in why", "case:alert { to = 'x', why = '\\xff' }", "bytes of text", false },
	{ "long to", "case:alert { to = ('y'):rep(129) }", "expected 1 to 128 bytes", false },
	{ "unknown option", "case:alert { wy = 'x' }", "no option \"wy\"", false },
	{ "case without colon", "case.alert({ to = 'x' })", "with a colon", false },
	{ "division by zero", "local x = case.fact / 0", "division by zero", false },
	{ "overflow", "local x = case.fact while true do x = x * x end", "does not fit", false },
	{ "opposite of the least", "local x = sdm.number(math.mininteger) * sdm.number(1 << 62) * 4 local y = -x", "does not fit",
	  false },
	{ "percent of the greatest",
	  "error(sdm.format(sdm.number(math.maxinteger) * sdm.number(math.maxinteger), 'percent', 'en'))", "?%", false },
	{ "not a number", "local x = case.fact + 0/0", "expected a number", false },
	{ "too small", "local x = case.fact + 1e-300", "expected a number", false },
	{ "numeric string", "local x = case.fact + '5'", "expected a number, got 5", false },
	{ "long titles", "while true do local x = case.title end", "ran longer than", false },
	{ "many formats", "while true do local x = sdm.format(case.fact) end", "ran longer than", false },
	{ "deep tables", "local t = {} for i = 1, 1e6 do t = { t, {}, {} } end", "needs more memory", false },
	{ "huge numeral scan", "local s = ('0'):rep(8000) while true do local x = s | 0 end", "bitwise operation on a string",
	  false },
	{ "equal long texts", "local a, b = ('0'):rep(8000), ('0'):rep(7999) .. '0' while true do local x = a == b end",
	  "ran longer than", false },
	{ "ordering long texts", "local a, b = ('0'):rep(8000), ('0'):rep(7999) .. '1' while true do local x = a < b end",
	  "ran longer than", false },
	{ "find in long texts", "local a = ('a'):rep(8000) while true do a:find(('a'):rep(4000) .. 'b') end", "", false },
	{ "utf8 of long texts", "local s = ('x'):rep(3000) for i = 1, 2000 do utf8.codepoint(s, 1, -1) end", "ran longer than",
	  true },
	{ "length of long texts", "local s = ('x'):rep(8000) for i = 1, 2000 do utf8.len(s) end", "ran longer than", true },
	{ "next of an emptied table",
	  "local t = {} for i = 1, 9000 do t[i * 1000] = 1 end for i = 1, 9000 do t[i * 1000] = nil end "
	  "for i = 1, 8000 do next(t) end",
	  "ran longer than", false },
	{ "concat of what seems short",
	  "local t = {} for i = 1, 16384 do t[i] = '' end t[16383] = nil local n = 16384 while n > 0 do t[n] = nil n = n // 2 "
	  "end "
	  "for i = 1, 50 do table.concat(t, '', 8194, 16380) end",
	  "ran longer than", true },
	{ "split into thousands", "local s = (','):rep(4000) for i = 1, 60 do s:split(',') end", "", false },
	{ "replace thousands", "local s = (','):rep(8000) for i = 1, 30 do s:replace(',', '.') end", "ran longer than", false },
	{ "digits of format", "for i = 1, 5000 do ('%.99f'):format(1e308) end", "ran longer than", false },
	{ "byte 0", "local s = utf8.char(97, 0)", "a text cannot hold a byte 0", false },
	{ "memory at its limit",
	  "local s, t = (','):rep(2000), {} for i = 1, 60 do t[i] = s:split(',') end "
	  "while true do local x = s .. #t end",
	  "needs more memory", false },
	{ "options", "case:alert { zz = 1, ab = 2, mm = 3 }", "no option \"ab\"", false },
	{ "options of a trigger", "sdm.below { share = 1, zz = 1, ab = 2, mm = 3 }", "no option \"ab\"", false },
	{ "memory in two locals", "unset = 1 kept = 1", "local kept of the file was changed", true },
	{ "insert in front", "local t = {} while true do table.insert(t, 1, 0) end", "ran longer than", true },
};
enum { HOSTILE_COUNT = sizeof(hostiles) / sizeof(hostiles[0]) };

/* One file with a decision for each class and, last, a good one. */
static void load_all(struct company *c)
{
	struct buf b = { 0 };

	buf_adds(&b,
		 STR("local sdm = require 'sdm'\nlocal kept, unset, shared = 0, nil, { count = 0 }\n"
		     "local function print_me() end\n"
		     "local tools, step = { count = function() kept = kept + 1 end }, pairs({ 1, 2, 3 })\n"
		     "local note\ndo local _ENV = {} note = function() x = 1 end end\n"
		     "local function make(code, run) return sdm.decision(code) { api = 1, title = code, owner = 'o',\n"
		     "  on_missing = 'hold', params = { red = sdm.percent(5) }, run = run,\n"
		     "  watch = { kpi = 'revenue', each = 'seller', period = 'month' }, when = sdm.below { share = 0.8 } } end\n"
		     "local all = {}\n"));
	for (int n = 0; n < HOSTILE_COUNT; n++)
		buf_addf(&b, "all[%d] = make('h%d', function(case) %s end)\n", n + 1, n, hostiles[n].run);
	buf_addf(&b,
		 "all[%d] = make('good', function(case) case:alert { to = 'x', why = 'kept ' .. kept .. #shared } end)\n"
		 "kept, unset = kept, unset\nprint_me(shared)\nreturn all\n",
		 HOSTILE_COUNT + 1);
	company_load(c, b.ptr);
	if (!c->host)
		print_error("%s", c->said.ptr);
	assert_non_null(c->host);
	buf_free(&b);
}

static void each_class__ends_as_a_broken_verdict(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);
	int wrong = 0;

	(void)state;
	load_all(&c);

	for (f.decision = 0; f.decision < HOSTILE_COUNT; f.decision++) {
		const struct hostile *h = &hostiles[f.decision];
		const struct verdict *v = company_judge(&c, &f, 1);
		bool ok = v->broken.len && str_is_text(v->broken) && strstr(v->broken.ptr, h->said) && !v->alert_count &&
			  !v->task_count;

		if (!h->unplaced)
			ok = ok && str_starts(v->broken, STR("decisions/x.lua:"));
		if (!ok)
			print_error("%s: %s\n", h->what, v->broken.len ? v->broken.ptr : "(no error)");
		wrong += !ok;
	}
	assert_int_equal(wrong, 0);
	company_free(&c);
}

static size_t resident_kb(void)
{
	FILE *f = fopen("/proc/self/statm", "r"); /* pages: size, resident, ... */
	char line[128] = "", *resident;

	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	fclose(f);
	resident = strchr(line, ' ');
	assert_non_null(resident);
	return strtoul(resident, NULL, 10) * 4;
}

static void thousand_times__leaves_memory_flat_and_the_good_rule_well(void **state)
{
	struct company c = { 0 };
	struct flip flips[2] = { company_flip(FLIP_OPEN), company_flip(FLIP_OPEN) };
	size_t before = 0;

	(void)state;
	load_all(&c);
	flips[1].decision = HOSTILE_COUNT;

	for (int n = 0; n < 1000; n++) {
		flips[0].decision = (uint32_t)(n % HOSTILE_COUNT);
		const struct verdict *v = company_judge(&c, flips, 2);

		assert_true(v[0].broken.len > 0);
		assert_string_equal(v[1].alerts[0].why.in[LANGUAGE_EN].ptr, "kept 00");
		if (n == 500)
			before = resident_kb();
	}
	assert_true(resident_kb() < before + 2048);
	company_free(&c);
}

/* Another process folds the same log with another history behind it: both must say the same, or it takes itself for broken. */
static void where_memory_ends__does_not_depend_on_what_was_judged_before(void **state)
{
	static const char *const bodies[] = {
		"local z = ('x'):rep(900)\nlocal t = {}\nfor i = 1, 1e9 do\nt[i] = z .. i\nt[-i] =\n{ i, i, i }\nlocal x =\nz .. "
		"-i\nend",
		"local t = {}\nfor i = 1, 1e9 do\nt[i] = 'kkkkkkkkkkkkkkkk' .. i\nt[-i] =\n{ i, i, i, i }\nt[i + 0.5] =\n{ a = 1 "
		"}\nend",
		"local s, t = (','):rep(7000), {}\nwhile true do\nt[#t + 1] = s:split(',')\nt[#t + 1] =\ns .. #t\nend",
		"local f, g\nfunction f(a, b, c)\nlocal x = g(a)\nreturn x\nend\nfunction g(a)\nlocal b, c, d\nlocal x = f(a)\n"
		"return x\nend\nf()",
		"local x = case.fact + case.gap",
	};
	enum { BODIES = sizeof(bodies) / sizeof(bodies[0]) };
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);
	struct buf first[BODIES] = { 0 }, b = { 0 };

	(void)state;
	buf_adds(&b, STR("local sdm = require 'sdm'\nreturn {\n"));
	for (int n = 0; n < BODIES; n++)
		buf_addf(&b,
			 "sdm.decision 'h%d' { api = 1, title = 'x', owner = 'o', on_missing = 'hold', when = sdm.below { share "
			 "= 0.8 },\n"
			 "watch = { kpi = 'revenue', each = 'seller', period = 'month' }, run = function(case)\n%s\nend },\n",
			 n, bodies[n]);
	buf_adds(&b, STR("}\n"));
	company_load(&c, b.ptr);
	assert_non_null(c.host);

	for (int n = 0; n < BODIES * BODIES * 4; n++) {
		f.decision = (uint32_t)(n % 3 ? n / 3 % BODIES : n / BODIES % BODIES);
		const struct verdict *v = company_judge(&c, &f, 1);

		if (!first[f.decision].len)
			buf_adds(&first[f.decision], v->broken.len ? v->broken : STR("well"));
		assert_string_equal(v->broken.len ? v->broken.ptr : "well", first[f.decision].ptr);
	}
	for (int n = 0; n < BODIES; n++) {
		assert_true(n == BODIES - 1 || strstr(first[n].ptr, "needs more memory"));
		buf_free(&first[n]);
	}
	buf_free(&b);
	company_free(&c);
}

static void byte_0_in_a_text__is_refused_with_its_line(void **state)
{
	static const char *const texts[] = { "'\\0'", "'a\\x00'", "'\\u{000}b'", "'\\\\\\000'" };
	static const char *const good[] = { "'\\\\0'", "'\\01'", "'\\x01'", "'\\u{10}'" };
	struct buf b = { 0 };

	(void)state;
	for (int n = 0; n < 8; n++) {
		struct company c = { 0 };

		buf_clear(&b);
		buf_addf(&b, "when = function(s)\nlocal x = %s\nreturn true end", n < 4 ? texts[n] : good[n - 4]);
		company_load_body(&c, b.ptr);
		if (n < 4)
			assert_non_null(strstr(c.said.ptr, ": a text cannot hold a byte 0"));
		else
			assert_non_null(c.host);
		company_free(&c);
	}
	buf_free(&b);
}

static void severity_and_trigger__break_like_a_run(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);

	(void)state;
	company_load_body(&c, "when = function(s) while true do end end, severity = function() return 'pink' end");

	assert_non_null(strstr(company_judge(&c, &f, 1)->broken.ptr, "severity must return \"info\", \"amber\" or \"red\""));
	f.kind = FLIP_ASK;
	assert_non_null(strstr(company_judge(&c, &f, 1)->broken.ptr, "ran longer than"));
	assert_false(c.verdicts.at->holds);
	company_free(&c);
}

static void trigger_without_answer__is_broken(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_ASK);

	(void)state;
	company_load_body(&c, "when = function(s) end");

	assert_non_null(strstr(company_judge(&c, &f, 1)->broken.ptr, "when must return true or false, it returned nil"));
	company_free(&c);
}

static void pairs__go_in_order_whatever_the_keys(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);

	(void)state;
	company_load_body(
		&c,
		"when = sdm.below { share = 0.8 }, run = function(case)\n"
		"local t, all = { zeta = 1, alpha = 2, [10] = 3, [2] = 4, [2.5] = 5, [true] = 6, [false] = 7, Beta = 8 }, ''\n"
		"for k, v in pairs(t) do all = all .. tostring(k) .. '=' .. v .. ' ' t[k] = nil end\n"
		"all = all .. tostring(next(t)) .. ' ' .. tostring(next({ b = 1, a = 2 })) .. ' ' .. tostring({}) .. ' '\n"
		"  .. tostring(pairs)\n"
		"case:alert { to = 'x', why = all } end");
	const struct verdict *v = company_judge(&c, &f, 1);

	assert_string_equal(v->broken.len ? v->broken.ptr : "", "");
	assert_string_equal(v->alerts[0].why.in[0].ptr,
			    "2=4 2.5=5 10=3 Beta=8 alpha=2 zeta=1 false=7 true=6 nil a table function");
	company_free(&c);
}

static void text_and_table_functions__do_what_their_names_say(void **state)
{
	struct company c = { 0 };
	struct flip f = company_flip(FLIP_OPEN);

	(void)state;
	company_load_body(
		&c, "when = sdm.below { share = 0.8 }, run = function(case)\n"
		    "local s = 'a.b.c'\n"
		    "assert(s:find('.b', 1) == 2 and s:find('x') == nil and s:find('', 9) == nil and s:find('c', -1) == 5)\n"
		    "assert(#s:split('.') == 3 and s:split('.')[3] == 'c' and #(''):split(',') == 1)\n"
		    "assert(s:replace('.', '') == 'abc' and s:starts('a.') and s:ends('.c') and (' x '):trim() == 'x')\n"
		    "assert(s:sub(-3, -2) == 'b.' and s:sub(2, 99) == '.b.c' and s:sub(4, 2) == '' and s:upper() == 'A.B.C')\n"
		    "assert(('ab'):rep(3, '-') == 'ab-ab-ab' and ('%d%% of %5.1f|%-4s|%s'):format(7, 2.25, 'x', {}) == '7% of   "
		    "2.2|x   |table')\n"
		    "local t = { 3, 1, 2 } table.sort(t) assert(table.concat(t, ',') == '1,2,3')\n"
		    "table.sort(t, function(a, b) return a > b end) assert(table.concat(t, ',') == '3,2,1')\n"
		    "local q = { case.expected, case.fact } table.sort(q) assert(q[1] == case.fact)\n"
		    "table.insert(t, 9) assert(table.remove(t, 1) == 3 and select('#', table.unpack(t)) == 3)\n"
		    "assert(tonumber('12') == 12 and tonumber('x') == nil and tonumber(case.fact) == case.fact)\n"
		    "assert(math.max(1, 2) == 2 and utf8.len('Анна') == 4)\n"
		    "case:close('ok') end");
	const struct verdict *v = company_judge(&c, &f, 1);

	assert_string_equal(v->broken.len ? v->broken.ptr : "", "");
	company_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_class__ends_as_a_broken_verdict),
		cmocka_unit_test(thousand_times__leaves_memory_flat_and_the_good_rule_well),
		cmocka_unit_test(where_memory_ends__does_not_depend_on_what_was_judged_before),
		cmocka_unit_test(byte_0_in_a_text__is_refused_with_its_line),
		cmocka_unit_test(severity_and_trigger__break_like_a_run),
		cmocka_unit_test(trigger_without_answer__is_broken),
		cmocka_unit_test(pairs__go_in_order_whatever_the_keys),
		cmocka_unit_test(text_and_table_functions__do_what_their_names_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
