"""Decision files that no model may have: each gives (its message names a line, text of the file)."""

CLASSES = {}


def a_class(function):
    CLASSES[function.__name__.replace("_", " ")] = function
    return function


def good(code, watch, more=""):
    return """local sdm = require "sdm"
return sdm.decision "%s" { api = 1, title = "x", owner = "o", on_missing = "hold", %s,
  when = sdm.above { value = 0 }, %s }
""" % (code, watch, more)


def before(r, code, watch, statements):
    """Something that happens while the file is loaded."""
    return "\n" * r.randint(0, 9) + statements + "\n" + good(code, watch)


@a_class
def endless_file(r, code, watch):
    return True, before(r, code, watch, r.choice([
        "while true do end", "repeat until false", "::a:: goto a", "local function f() return f() end f()",
        "for i = 1, 1e9 do local x = ('x'):rep(10) end", "local t = { 2, 1 } while true do table.sort(t) end",
    ]))


@a_class
def bomb_in_file(r, code, watch):
    return True, before(r, code, watch, r.choice([
        "local t = {} for i = 1, 1e9 do t[i] = { i } end", "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, 1e9 do t[i % 100] = { t[i % 100] } end", "local s = ('x'):rep(1e9)",
        "local t = {} for i = 1, 1e9 do t[i] = function() return i end end",
        "local t = {} for i = 1, 400 do t[i] = {} for j = 1, 1000 do t[i][j] = 'k' .. i .. ' ' .. j end end",
    ]))


@a_class
def bytecode(r, code, _):
    return False, "\x1bLua" + "".join(chr(r.randrange(32, 127)) for _ in range(r.randint(1, 200))) + code


@a_class
def broken_syntax(r, code, watch):
    return True, good(code, watch) + r.choice([
        "return return", "end", "local = 1", "x = ", "goto nowhere", "for", "'unclosed", "[[unclosed", "--[[ unclosed",
        "\\", "@",
        "local x <const> = 1 x = 2", "break", "local t = { 1, 2", "f(", "0x", "1..2", "'\\xZZ'", "'\\u{FFFFFFFFF}'",
        "::a:: ::a::",
    ])


@a_class
def nested_syntax(r, code, watch):
    n = r.randint(250, 20000)
    return False, before(r, code, watch, r.choice([
        "local x = %s1%s" % ("(" * n, ")" * n), "local t = %s%s" % ("{" * n, "}" * n), "do " * n + "end " * n,
        "local x = %s1" % ("-" + " -" * n), "local x = %s1%s" % ("not (" * n, ")" * n), "local x = '' %s" % (".. ''" * n),
        "\n".join("local x%d = %d" % (i, i) for i in range(300)), "local x = f%s" % ("()" * n if n < 300 else "(" * n),
        "local x = %s" % ("function() return " * n),
    ]))


@a_class
def error_in_file(r, code, watch):
    return True, before(r, code, watch, r.choice([
        "error('no')", "error({})", "error()", "local x = nil + 1", "assert(false)", "local x = {} .. ''",
        "error('\\xff\\x1b', 1)",
        "local function f(n) local x = f(n + 1) return x end f(1)", "require 'os'", "total = 1", "string.len = nil", "pcall(1)",
        "load('x')", "io.open('x')", "os.exit(0)", "debug.sethook()", "setmetatable({}, {})", "coroutine.wrap(error)()",
    ]))


@a_class
def byte_0(r, code, watch):
    return True, before(r, code, watch, "local x = '%s'" % r.choice(["\\0", "\\x00", "\\u{0}", "a\\000b", "\\\\\\0"]))


@a_class
def no_decision(r, code, _):
    return False, r.choice([
        "", "return", "return 1", "return {}", "return { 1 }", "return nil", "return function() end", "return 'x'",
        "local x = 1",
        "return require 'sdm'", "return { { } }",
    ]) + "\n" * r.randint(0, 5) + "-- " + code


@a_class
def bad_decision(r, code, watch):
    wrong = r.choice([
        ("api = 1", "api = 2"), ("api = 1,", ""), ('title = "x"', "title = {}"), ('title = "x"', "title = error"),
        ('owner = "o"', "owner = 5"), ('owner = "o",', ""), ("value = 0", "value = '0'"), ("value = 0", "value = 1e300"),
        ("value = 0", "value = error"), ("value = 0", "value = 0, x = 1"), ("when", "wen_"), ('"hold"', '"held"'),
        ('period = "month"', 'period = "moon"'), ('each = "seller"', 'each = "sailor"'), ("watch = {", "watch = { more = 1, "),
        ("when = sdm.above { value = 0 }", "when = 1"), ("when = sdm.above { value = 0 }", "when = {}"),
        ("when = sdm.above { value = 0 }", "when = sdm.above(5)"), ('sdm.decision "%s"' % code, 'sdm.decision ""'),
        ('sdm.decision "%s"' % code, 'sdm.decision "A-%s"' % code), ('sdm.decision "%s"' % code, "sdm.decision(nil)"),
        ('sdm.decision "%s"' % code, 'sdm.decision(("x"):rep(65))'),
    ])
    return True, good(code, watch).replace(*wrong)


@a_class
def bad_part(r, code, watch):
    return True, good(code, watch, r.choice([
        "run = 5", "run = {}", "severity = 'pink'", "severity = {}", "for_ = 5", "for_ = sdm.days(-1)",
        "clear = function() end",
        "inhibited_by = 'x'", "params = 5", "params = { x = {} }",
        "params = { x = error }", "params = { 1 }", "params = { x = 0 / 0 }", "clear_for = {}", "[1] = 2", "[{}] = 1",
        "for_ = 'nothing'", "clear = sdm.above { value = 0 / 0 }",
    ]))


@a_class
def endless_tables(r, code, watch):
    n = r.randint(33, 200)
    return False, r.choice([
        "local t = {} for i = 1, %d do t = { t } end\n" % n + good(code, watch, "run = function() return t end"),
        "local f = error for i = 1, %d do local g = f f = function() return g() end end\n" % n +
        good(code, watch, "run = function() f() end"),
    ])


@a_class
def twice(r, code, watch):
    text = good(code, watch)
    return True, "local sdm = require 'sdm'\nlocal a = %s\nlocal b = %s\nreturn { a, b%s }\n" % (
        text.split("return ")[1].strip(), text.split("return ")[1].strip(), r.choice(["", ", b", ", a"]))


NAMES = sorted(CLASSES)
