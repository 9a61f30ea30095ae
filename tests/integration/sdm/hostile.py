"""Decision files that attack: every class of docs/decisions.md (The sandbox), varied by a seed in numbers, nesting, company and
place. Each script is one decision: what it does stands in hostile_classes.py and hostile_files.py, how it is wrapped here.
"""
import random

from sdm import hostile_classes, hostile_files

WATCH = 'watch = { kpi = "%s", each = "seller", period = "month" }'
DECLARED = "when = sdm.above { value = 0 }"
ALWAYS = "when = function() return true end"


class Script:
    """`kind`: the class; `must_break`: whether it cannot end well; `place`: which function attacks."""

    def __init__(self, code, kind, must_break, place, text):
        self.code, self.kind, self.must_break, self.place, self.text = code, kind, must_break, place, text

    @property
    def path(self):
        return "decisions/%s.lua" % self.code


def indent(text, by="    "):
    return "\n".join(by + line for line in text.splitlines())


# ---- wrappings: the body may stand in any of these and must still be met ----

def plain(_, body):
    return body


def in_function(_, body):
    return "local function attack(...)\n%s\nend\nlocal got = attack(1, 2, 3)" % indent(body)


def in_closures(r, body):
    depth = r.randint(2, 12)
    for level in range(depth):
        body = "local f%d = function()\n%s\nend\nf%d()" % (level, body, level)
    return body


def in_loop(r, body):
    return "for step = 1, %d do\n%s\nend" % (r.randint(1, 3), indent(body))


def in_iterator(_, body):
    return "for _ in function(_, seen)\n  if seen then return nil end\n%s\n  return 1\nend do end" % indent(body)


def in_comparator(_, body):
    return "table.sort({ 3, 1, 2 }, function(a, b)\n%s\n  return a < b\nend)" % indent(body)


def in_table(r, body):
    name = r.choice(["act", "total", "x1", "__index", "__gc", "__call"])
    return "local box = { %s = function(self)\n%s\nend }\nbox:%s()" % (name, indent(body), name)


def in_blocks(r, body):
    depth = r.randint(1, 60)
    return " ".join(["do"] * depth) + "\n" + body + "\n" + " ".join(["end"] * depth)


WRAPPINGS = [plain, plain, in_function, in_closures, in_loop, in_iterator, in_comparator, in_table, in_blocks]


def noise(r):
    """Harmless work before the attack: something of the budget is gone, other lines, other garbage."""
    n = r.randint(1, 400)
    return r.choice([
        "",
        "local lost = {} for i = 1, %d do lost[i] = { i, tostring(i) } end" % n,
        "local lost = '' for i = 1, %d do lost = lost .. i end" % min(n, 200),
        "local lost = 0 for i = 1, %d do lost = lost + i * i %% 7 end" % (n * 20),
        "local lost = v.fact and v.fact * %d / 7" % n,
        "local lost = ('%s'):upper():lower():trim()" % ("q" * n),
        "local lost = (',' .. %d):split(',')" % n,
        "\n" * (n % 9),
    ])


def ordered_before(r):
    """What a run orders before it breaks must not be carried out."""
    return r.choice(["", "", "case:alert { to = 'intruder' }", "case:task('intrude', { to = 'intruder', title = 'x' })",
                     "case:alert { to = 'intruder', why = 'z' } case:worsen('red')"])


def attack(r, kind):
    """(must break, needs a case, body)."""
    must, needs_case, body = hostile_classes.CLASSES[kind](r)
    wrap = plain if hostile_classes.is_bare(kind) else r.choice(WRAPPINGS)
    body = wrap(r, body)
    if r.random() < 0.2 and must and not hostile_classes.is_bare(kind):  # a second one behind it is never reached
        other = hostile_classes.CLASSES[r.choice(hostile_classes.NAMES)](r)
        if not other[1] or needs_case:
            body = "do\n%s\nend\ndo\n%s\nend" % (body, other[2])
    return must, needs_case, noise(r) + "\n" + body


def function_of(r, place, body, ends):
    head = {"run": "function(case)\n  local v, p = case, case.p", "when": "function(s, p)\n  local v = s",
            "clear": "function(s, p)\n  local v = s", "severity": "function(s, p)\n  local v = s"}[place]
    before = ordered_before(r) if place == "run" else ""
    return "%s\n%s\n%s\n%s\nend" % (head, indent(before), indent(body), indent(ends) if ends else "")


def decision(code, kpi, parts):
    return """local sdm = require "sdm"

local kept, tools = 0, { list = { 1, 2, 3 }, count = 0 }
local unset

return sdm.decision "%s" {
  api = 1, title = "%s", owner = "owner-of-%s", on_missing = "hold",
  params = { red = sdm.percent(15), gap = sdm.money(10), word = "w", flag = true },
  %s,
  %s,
}
""" % (code, code, code, WATCH % kpi, ",\n  ".join(parts))


def returns_badly(r, place):
    if place == "severity":
        return r.choice(["'pink'", "nil", "{}", "1", "true", "v", "'RED'", "('x'):rep(8000)", "function() end", "'red\\n'"])
    return r.choice(["nil", "1", "'true'", "{}", "v", "v.fact", "function() return true end", "0 / 0", ""])


def make(r, code, kpi):
    """One script that a model with it loads."""
    place = r.choice(["run", "run", "run", "when", "when", "clear", "severity"])
    if place != "run" and r.random() < 0.15:
        kind, must = "wrong type returned", True
        body = function_of(r, place, noise(r), "return " + returns_badly(r, place))
    else:
        kind = r.choice(hostile_classes.NAMES)
        must, needs_case, body = attack(r, kind)
        place = "run" if needs_case else place
        ends = {"run": "", "when": "return true", "clear": "return false", "severity": "return 'red'"}[place]
        body = function_of(r, place, body, ends)
    parts = {
        "run": [r.choice([DECLARED, ALWAYS]), "run = " + body],
        "when": ["when = " + body, "run = function(case) case:alert { to = 'well' } end"],
        "clear": [ALWAYS, "clear = " + body, "run = function(case) case:alert { to = 'well' } end"],
        "severity": [r.choice([DECLARED, ALWAYS]), "severity = " + body],
    }[place]
    return Script(code, kind, must, place, decision(code, kpi, parts))


class Maker:
    """Scripts model by model; of those that load none is made twice."""

    def __init__(self, seed, kpi="revenue"):
        self.seed, self.kpi, self.seen = seed, kpi, set()

    def scripts(self, count, batch):
        """`count` scripts of one model."""
        r = random.Random("%d %d" % (self.seed, batch))
        out = []
        while len(out) < count:
            script = make(r, "h%d_%d" % (batch, len(out)), self.kpi)
            text = script.text.replace(script.code, "")
            if text not in self.seen:
                self.seen.add(text)
                out.append(script)
        return out

    def refused(self, count, batch):
        """`count` files that no model may have: (Script, whether its message names a line)."""
        r = random.Random("refused %d %d" % (self.seed, batch))
        out = []
        while len(out) < count:
            kind = hostile_files.NAMES[(batch * count + len(out)) % len(hostile_files.NAMES)]
            code = "f%d_%d" % (batch, len(out))
            placed, text = hostile_files.CLASSES[kind](r, code, WATCH % self.kpi)
            out.append((Script(code, kind, True, "file", text), placed))
        return out
