"""What a function of a decision may try, class by class: each gives (cannot end well, needs `case`, statements).

The statements stand where `v` is the subject or the case, `p` the parameters, and `kept`, `unset`, `tools` are locals of the
file. None of them returns: what they are wrapped in goes on behind them.
"""

ABSENT = """pcall xpcall coroutine load loadstring loadfile dofile io os debug collectgarbage setmetatable getmetatable rawset
rawget rawequal rawlen _G package print warn module setfenv getfenv unpack newproxy bit32 jit ffi arg self""".split()
ABSENT_FIELDS = """math.random math.randomseed math.sin math.exp math.log math.sqrt math.pow string.dump string.gsub string.match
string.gmatch string.pack string.unpack string.byte string.char string.reverse table.move table.pack table.getn utf8.charpattern
utf8.byte""".split()
CLASSES = {}


def a_class(function):
    CLASSES[function.__name__.replace("_", " ")] = function
    return function


def is_bare(kind):
    return kind in ("deep recursion", "memory between calls")


def size(r, low=1, high=8000):
    return r.choice([low, high, r.randint(low, high), r.randint(low, high)])


# ---- time ----

@a_class
def endless_loop(r):
    return True, False, r.choice([
        "while true do end",
        "repeat local x = %d until false" % r.randint(0, 9),
        "::a:: goto a",
        "::a:: do goto b end ::c:: goto a ::b:: goto c",
        "for i = 1, math.huge do end",
        "for i = %d, math.maxinteger do local x = i end" % r.randint(-9, 9),
        "for i = 1.5, 1e308, 1e-9 do end",
        "for i = math.mininteger, 0, 1 do end",
        "local x = 0 while x ~= %d.5 do x = x + 1 end" % r.randint(0, 99),
        "do local function f(n) return f(n + 1) end f(1) end",
        "do local f, g function f() return g() end function g() return f() end f() end",
        "for _ in function() return 1 end do end",
        "local t = { 1 } for i, x in ipairs(t) do t[i + 1] = x t[i - 3] = nil end",
        "local t = { a = 1 } while true do next(t) end",
        "while true do for k in pairs(tools) do local x = k end end",
        "for i = 1, %d do for j = 1, %d do for k = 1, 1e9 do end end end" % (size(r), size(r)),
    ])


@a_class
def caught_loop(r):
    catch = r.choice(["pcall", "xpcall", "coroutine.wrap", "coroutine.resume", "load", "dofile", "error.pcall", "string.pcall"])
    return True, False, "while true do %s(function() while true do end end) end" % catch


@a_class
def slow_instruction(r):
    n = size(r, 2000, 8000)
    long = "('%s'):rep(%d)" % (r.choice("x0a9"), n)
    return True, False, r.choice([
        "local a, b = %s .. '1', %s .. '2' while true do local x = a < b end" % (long, long),
        "local a, b = %s, %s while true do local x = a == b end" % (long, long),
        "local a = %s while true do a:find(('a'):rep(200) .. 'b') end" % long,
        "local a = %s while true do local x = utf8.len(a) end" % long,
        "local a = ('x'):rep(%d) while true do utf8.codepoint(a, 1, -1) end" % min(n, 3000),
        "local a = %s while true do utf8.offset(a, -1) end" % long,
        "local a = (','):rep(%d) while true do a:split(',') end" % n,
        "local a = (','):rep(%d) while true do a:replace(',', ';') end" % n,
        "local a = ('1'):rep(%d) while true do math.floor(a) end" % n,
        "local a = ('1'):rep(%d) while true do for i = 1, a do break end end" % n,
        "while true do ('%%.%df'):format(1e308) end" % r.randint(1, 99),
        "local a, b = 1e308, %de-308 while true do local x = a %% b end" % r.randint(3, 9),
        "local t = {} for i = 1, %d do t[i * 1000] = 1 end for k in pairs(t) do t[k] = nil end while true do next(t) end"
        % r.randint(100, 9000),
        "local t = {} for i = 1, 16384 do t[i] = '' end t[16383] = nil local n = 16384 while n > 0 do t[n] = nil n = n // 2 end "
        "while true do table.concat(t, '', 8194, 16380) end",
        "local t = {} for i = 1, %d do t[i] = i end while true do table.insert(t, 1, 0) end" % r.randint(10, 3000),
        "local function f(n, ...) if n == 0 then while true do select('#', ...) end end return f(n - 1, %s, ...) end f(%d)"
        % (", ".join(["0"] * r.randint(1, 100)), r.randint(1, 150)),
        "while true do local x = sdm.format(v.fact or 1, 'money') end",
        "while true do local x = v.title end",
        "while true do local x = v.head and v.head.boss end",
    ])


@a_class
def sorting(r):
    n = size(r, 2, 3000)
    fill = "local t = {} for i = 1, %d do t[i] = i * 7919 %% 1009 end " % n
    must, body = r.choice([
        (True, "table.sort(t, function() while true do end end)"),
        (True, "while true do table.sort(t) end"),
        (True, "table.sort(t, function(a, b) return a.x < b.x end)"),
        (True, "table.sort(t, function(a, b) error({ a, b }) end)"),
        (True, "table.sort(t, 'less')" if n > 1 else "table.sort(nil)"),
        (True, "t[1] = 'x' table.sort(t)"),
        (True, "t[1] = {} t[2] = {} table.sort(t)"),
        (True, "table.sort(tools.list)"),
        (False, "table.sort(t, function() return true end)"),
        (False, "table.sort(t, function(a, b) t[1] = nil return a <= b end)"),
        (False, "table.sort(t, function(a, b) return b end)"),
    ])
    return must, False, fill + body


# ---- memory ----

@a_class
def string_bomb(r):
    n = size(r, 8193, 1 << 40)
    return True, False, r.choice([
        "local s = 'x' while true do s = s .. s end",
        "local s = ('xyz'):rep(%d)" % n,
        "local s = ('x'):rep(math.maxinteger, ',')",
        "local s = (''):rep(%d, 'xx')" % n,
        "local s = ('x'):rep(8000) while true do local y = s .. 'a' end",
        "local s = ('x'):rep(5000):replace('x', '%s')" % ("y" * r.randint(2, 50)),
        "local s = ('x'):rep(5000) s = ('%s%s'):format(s, s)",
        "local t = {} for i = 1, 3000 do t[i] = 'xxxxxxxx' end local s = table.concat(t, '%s')" % ("," * r.randint(0, 9)),
        "local t = {} for i = 1, 1e6 do t[i] = ('x'):rep(%d) .. i end" % r.randint(100, 8000),
        "local s = ('%%%dd'):format(1)" % r.randint(100, 999),
        "local s = ('%%.%df'):format(1)" % r.randint(100, 999),
        "local s = ('%%-%s5d'):format(1)" % ("-" * r.randint(5, 20)),
        "local s = ('%p'):format({})",
        "local s = ('%s %s'):format(1)",
        "local s = ('%q'):format('x')",
    ])


@a_class
def memory_bomb(r):
    n = r.randint(1, 40)
    return True, False, r.choice([
        "local t = {} while true do t[#t + 1] = { %s } end" % ", ".join(["{}"] * n),
        "local t = {} for i = 1, 1e9 do t[i] = i end",
        "local t = {} for i = 1, 1e9 do t['k' .. i] = i end",
        "local t = {} for i = 1, 1e9 do t[i + 0.5] = i end",
        "local t = {} for i = 1, 1e9 do t = { t, {}, {} } end",
        "local t = {} for i = 1, 1e9 do local x = i t[i] = function() return x end end",
        "local t = {} for i = 1, 1e9 do t[i] = sdm.number(i) end",
        "local t = {} for i = 1, 1e9 do t[i] = pairs({ i }) end",
        "local s, t = (','):rep(%d), {} for i = 1, 1e9 do t[i] = s:split(',') end" % size(r, 100, 8000),
        "local s, t = (','):rep(4000), {} for i = 1, %d do t[i] = s:split(',') end while true do local x = s .. #t end"
        % r.randint(1, 60),
        "local t = { table.unpack({}, 1, %d) }" % r.randint(201, 1 << 40),
        "while true do local t = { %s } end" % ", ".join(["0"] * n * 5),
        "local t = {} t[1] = t while true do t[#t + 1] = { t, [t] = t } end",
    ])


@a_class
def deep_recursion(r):
    pad = ", ".join("x%d" % i for i in range(r.randint(1, 60)))
    return True, False, r.choice([
        "local function f(n) local x = f(n + 1) return x end f(1)",
        "local function f(n) local %s local x = f(n + 1) return x end f(1)" % pad,
        "local function f(...) local x = f(1, ...) return x end f()",
        "local f, g function f(a) local x = g(a, a) return x end function g(a, b) local %s local x = f(a) return x end f()" % pad,
        "local function f() table.sort({ 2, 1 }, function(a, b) f() return a < b end) end f()",
        "local function f() for _ in function() f() end do end end f()",
        "local function f() for _ in pairs({ 1, f() }) do end end f()",
        "local function f(n) return n .. f(n + 1) end f(1)",
        "local function f(n) return { f(n + 1) } end f(1)",
        "local function f(n) local x <const> = n return 1 + f(x) end f(1)",
    ])


# ---- ways out ----

@a_class
def absent_function(r):
    name = r.choice(ABSENT)
    use = r.choice(["%s()", "local x = %s", "%s(function() end)", "%s.x = 1", "local x = #%s", "%s('return 1')"])
    return True, False, use % name


@a_class
def absent_field(r):
    name = r.choice(ABSENT_FIELDS)
    return True, False, r.choice(["%s()", "%s('a', 'b')", "local x = %s(1)"]) % name


@a_class
def tampering(r):
    target = r.choice(["string.len", "string.x", "table.sort", "math.huge", "utf8.len", "tools.count", "tools.list[1]",
                       "tools.new", "p.red", "p.new", "require('sdm').below", "require('sdm').new"])
    return True, False, r.choice([
        target + " = " + r.choice(["nil", "1", "{}", "function() end", "v"]),
        "intruder = 1", "_ENV.intruder = 1", "_ENV['x' .. 1] = v", "_ENV = { error = error }", "error = nil", "string = {}",
        "sdm = nil", "table.insert(string, 1)", "table.insert(tools.list, 4)", "table.remove(tools.list)",
        "table.sort(tools.list)",
        "v.fact = 1", "v.new = 1", "v[1] = 1", "('x').y = 1", "local x = ('x').nothing", "local x = (v.fact or 1).num",
        "local x = #v", "local x = v()", "local x = v + 1", "local x = v .. 'x'", "local x = v.nothing", "local x = -v.title",
        "for k in pairs(v) do end", "for k in pairs('x') do end", "next(v)", "next({}, {})", "require 'os'",
        "require 'sdm.inner'",
        "require(nil)", "sdm.decision 'other' {}", "sdm.below { share = 1, zz = 1, ab = 2 }", "sdm.nothing()",
        "do local _ENV = {} x = 1 tostring(x) end", "do local _ENV <const> = tools x = 1 end",
    ])


@a_class
def collection(r):
    return True, False, r.choice([
        "local x <close> = 5", "local x <close> = {}", "local x <close> = v", "local x <close> = function() end",
        "setmetatable({}, { __gc = function() while true do end end })", "local t = setmetatable({}, { __mode = 'k' })",
        "setmetatable(%s, { __index = function() while true do end end })" % r.choice(["tools", "string", "v", "p"]),
        "getmetatable('').__index = nil", "getmetatable(v).__index = nil", "collectgarbage('%s')" % r.choice(["stop", "count"]),
        "local x <close> = tools.list",
    ])


@a_class
def memory_between_calls(r):
    return True, False, r.choice([
        "kept = kept + 1", "kept = {}", "unset = v.fact or 1", "kept = nil", "unset = function() end", "sdm = {}",
        "kept, unset = unset, kept", "local function f() kept = 'x' end f()", "unset = {} unset[1] = unset", "tools = nil",
    ])


# ---- errors and types ----

@a_class
def odd_error(r):
    return True, False, r.choice([
        "error()", "error(nil)", "error({})", "error({ code = %d })" % size(r), "error(%d)" % size(r), "error(true)",
        "error(v)",
        "error(v.fact)", "error(error)", "error(string)", "error('x', %d)" % r.randint(-9, 200), "error('', 0)",
        "error('\\n\\n')",
        "error('\\xff\\x1b[31m' .. ('x'):rep(%d), 0)" % size(r), "error(('\\xd0'):rep(%d))" % size(r), "error('%s%n%d')",
        "error(sdm.days(1))", "assert(false)", "assert(nil, {})", "assert(false, v)", "assert()", "error(p)", "error(0 / 0)",
        "error(('\\u{1F600}'):rep(%d), 0)" % r.randint(1, 2000), "error('not enough memory')", "error('not enough memory', 0)",
        "error('decisions/other.lua:1: it was not me', 0)", "error(tools)",
    ])


@a_class
def wrong_type(r):
    value = r.choice(["nil", "{}", "true", "function() end", "v", "'x'"])
    return True, False, r.choice([
        "local x = 1 + %s", "local x = %s < 1", "local x = {} .. %s", "local x = (%s).x.y.z", "(%s)[1]()", "local x = -(%s)",
        "local x = %s // 1", "local x = 1 << %s", "for i = 1, %s do end", "for i = %s, 2 do end", "for i = 1, 2, %s do end",
        "for x in 'x', %s do end", "local t = {} t[nil] = %s", "table.insert({}, 1, 2, %s)",
        "table.concat({ {}, %s })", "string.rep(%s)", "math.floor(%s)", "utf8.char(%s)", "select(%s)", "sdm.percent(%s)",
        "sdm.format({}, %s)", "tonumber()", "tostring()", "table.unpack(1, %s)", "string.rep('x', 'y')", "select(0, 1)",
        "sdm.equal(1, {})", "type()", "('x'):split('')", "('x'):replace('', 'y')", "string.format()", "math.max()",
    ]).replace("%s", value)


@a_class
def odd_number(r):
    n = size(r)
    must, body = r.choice([
        (True, "local x = (v.fact or sdm.number(1)) / 0"),
        (True, "local x = sdm.number(%d) while true do x = x * x + 1 end" % max(n, 2)),
        (True, "local x = sdm.number(1) for i = 1, 1e9 do x = x / %d + 1 end" % max(n, 3)),
        (True, "local x = sdm.number(1) + 0 / 0"), (True, "local x = sdm.number(math.huge)"), (True,
        "local x = sdm.number(1e-300)"),
        (True, "local x = sdm.number(1) + '5'"), (True, "local x = %d // 0" % n), (True, "local x = %d %% 0" % n),
        (True, "local x = 1.5 | 0"), (True, "local x = 1e300 | 0"), (True, "local x = '%d' | 0" % n),
        (True, "local x = sdm.days(%d)" % r.choice([-1, 401, 1 << 40])), (True, "sdm.workdays(1.5)"),
        (True, "for i = 1, 10, 0 do end"), (True, "local x = sdm.number(1) < {}"), (True, "local t = {} t[0 / 0] = 1"),
        (True, "local x = -(sdm.number(math.mininteger) * sdm.number(1 << 62) * 4)"),
        (True, "math.tointeger()"), (True, "utf8.char(-1)"), (True, "utf8.char(97, 0)"), (True, "utf8.codepoint('\\xff')"),
        (True, "math.fmod(1, 0)"), (True, "sdm.format(1, 'roubles')"), (True, "sdm.format(1, 'money', 'fr')"),
        (False, "local x = math.maxinteger + 1 local y = math.mininteger // -1 local z = 1 << %d" % n),
        (False, "local x = 0 / 0 local t = { x, -x, 1 / 0 } table.sort(t) local y = x == x"),
        (False, "for i = math.maxinteger - 1, math.maxinteger do end for i = 1, 0 do end"),
        (False, "local x = sdm.format(sdm.number(math.maxinteger) * sdm.number(math.maxinteger), 'percent')"),
        (False, "local x = tostring(math.mininteger) .. 1e308 .. -0.0 .. 2^53"),
        (False, "local x = tonumber(('9'):rep(%d)) local y = tonumber('0x') local z = tonumber('1e400')" % n),
    ])
    return must, False, body


@a_class
def mutated_iteration(r):
    n = size(r, 1, 2000)
    must, body = r.choice([
        (False, "for k in pairs(t) do t[k] = nil end"), (False, "for k in pairs(t) do t[k .. 'x'] = 1 end"),
        (False, "for k, x in pairs(t) do t = {} end"), (False, "for i in ipairs(t) do table.remove(t, 1) end"),
        (False, "next(t, %d)" % (n * 2)), (False, "next(t, 'nowhere')"), (True,
        "while true do t[next(t) or 1] = nil t[1] = 1 end"),
        (True, "for k in pairs({ [{}] = 1 }) do end"), (True, "for k in pairs({ [v] = 1 }) do end"),
        (True, "for k in pairs({ [error] = 1, 2 }) do end"), (True, "for k in next, t, {} do end"),
        (True, "while true do for k in pairs(t) do t[k] = nil t[-%d] = 1 break end end" % n),
        (True, "for k in pairs(nil) do end"), (True, "for k in t do end"),
    ])
    return must, False, "local t = {} for i = 1, %d do t[i] = i end %s" % (n, body)


# ---- what a run orders ----

@a_class
def too_much_ordered(r):
    must, body = r.choice([
        (True, "while true do case:alert { to = 'intruder', why = 'y' } end"),
        (True, "for i = 1, %d do case:alert { to = 'intruder' } end" % r.randint(17, 5000)),
        (True, "while true do case:task('t', { to = 'intruder', title = 'y' }) end"),
        (True, "for i = 1, %d do case:task('t' .. i, { to = 'intruder', title = 'y' }) end" % r.randint(33, 5000)),
        (True, "case:alert { to = 'x', why = ('y'):rep(%d) }" % r.randint(2001, 8192)),
        (True, "case:alert { to = 'x', why = { en = 'y', ru = ('\\u{44f}'):rep(%d) } }" % r.randint(1001, 4000)),
        (True, "case:alert { to = ('y'):rep(%d) }" % r.randint(129, 8000)),
        (True, "case:task('t', { to = 'x', title = ('y'):rep(%d) })" % r.randint(2001, 8192)),
        (True, "while true do case:note('x') end"), (True, "while true do case:kpi('revenue') end"),
        (True, "for i = 1, %d do case:alert { to = 'intruder', why = ('y'):rep(2000) } end error('stop')" % r.randint(1, 16)),
        (True, "for i = 1, %d do case:task('t', { to = 'intruder', title = ('y'):rep(2000) }) end error({})" % r.randint(1, 32)),
    ])
    return must, True, body


@a_class
def wrongly_ordered(r):
    bytes_ = r.choice(["\\xff", "\\xc0\\xaf", "\\xed\\xa0\\x80", "a\\xf5", "\\1", "\\27[31m", "\\127", "\\u{85}"])
    return True, True, r.choice([
        "case:alert { to = 'x', why = '%s' }" % bytes_, "case:alert { to = '%s' }" % bytes_, "case:close('%s')" % bytes_,
        "case:task('%s', { to = 'x', title = 'y' })" % bytes_, "case:task('t', { to = 'x', title = { en = '%s' } })" % bytes_,
        "case:alert { wy = 'x', zz = 1, aa = 2 }", "case:alert { 'x' }", "case:alert { [v] = 1 }", "case:alert()",
        "case.alert({})",
        "case.alert(v.title, {})", "case:alert { to = 5 }", "case:alert { to = '' }", "case:alert { to = {} }",
        "case:alert 'x'",
        "case:alert { to = 'x', why = 5 }", "case:alert { to = 'x', why = {} }", "case:alert { to = 'x', why = { en = {} } }",
        "case:alert { to = 'x', why = { fr = 'z' } }", "case:task()", "case:task('t')", "case:task('t#1', { title = 'x' })",
        "case:task('', { title = 'x' })", "case:task('t', { to = 'x' })", "case:task('t', { due = 1, title = 'x' })",
        "case:task('t', { due = sdm.days(1), title = 'x' })", "case:task({}, { title = 'x' })", "case:close()",
        "case:close({})",
        "case:close(('x'):rep(65))", "case:kpi('nothing')", "case:kpi({})", "case:param('nothing')", "case:param()",
        "local x = p.nothing", "case:ask('x')", "case:wait(1)", "case:nothing()", "local x = case[1]", "local x = case[{}]",
        "local x = case:kpi('revenue').nothing", "tools.list.alert = case:alert { to = 'intruder' }",
    ])


NAMES = sorted(CLASSES)
