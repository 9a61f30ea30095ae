#!/usr/bin/env python3
"""`sdmctl try` shows values in the API's words, says what steps would do, keeps to the limits, and writes nothing."""
import json
import os
import re
import shutil
import subprocess

from sdm import harness, tiny
from sdm.check import expect, expect_equal, main, need_program, test

ACME = ["config/acme", "--decision", "plan_lag", "--scope", "s.vlasov"]


def place(work, **changes):
    model = tiny.write_model(os.path.join(work, "tiny"), **changes)
    return [tiny.write_file(os.path.join(work, "in.resp"), tiny.reports()), "--model", model, "--until", tiny.UNTIL]


def evaluated(where, *lines, status=tiny.OK, language="en"):
    argv = [part for line in lines for part in ("--eval", line)]
    got, out, err = tiny.sdmctl("try", *where, *argv, "--language", language)
    expect_equal((got, err), (status, ""), "try %s" % (lines,))
    return out.replace("\u00a0", " ")


def typed(where, text):
    done = subprocess.run(
        [need_program("sdmctl"), "try", *where, "--language", "en"], input=text, capture_output=True, text=True, timeout=60,
        check=False,
    )
    expect_equal((done.returncode, done.stderr), (tiny.OK, ""), "typed")
    return done.stdout.replace("\u00a0", " ")


@test("try shows quantities, persons and subjects, of whom and when is asked")
def values():
    with harness.folder() as work:
        where = place(work) + ["--scope", "seller=boris"]
        expect_equal(evaluated(where, "s.fact, s.deviation, s.seller"), "RUB 500\n-50.0%\nBoris (boris)\n", "of Boris")
        expect_equal(evaluated(where, "s.fact + 1", "sdm.workdays(2)", "nil", "'x' .. s.facts"), "501\n2 workdays\nnil\nx5\n", "values")
        tiny.has(evaluated(where, 'case:kpi("revenue")'), "Boris, Revenue, 2026-03\n  fact = RUB 500\n", "  elapsed = 5\n")
        tiny.has(evaluated(where, "case", language="ru"), "Борис, Выручка, 2026-03\n  fact = 500 ₽\n", "  deviation = −50,0 %\n")
        expect_equal(evaluated(where + ["--at", "2026-03-02"], "s.fact"), "RUB 200\n", "as of the second day")
        expect_equal(evaluated(where, "{ 1, { a = { b = { c = 1 } } } }"), "{\n  [1] = 1\n  [2] = {\n    a = {\n      b = ...\n    }\n  }\n}\n", "a table")
        told = json.loads(tiny.sdmctl("try", *where, "--json", "--eval", "s.facts")[1])
        expect_equal(told, {"right": True, "line": "s.facts", "said": "5"}, "--json")


@test("try says what steps would do, and does nothing")
def steps():
    with harness.folder() as work:
        where = place(work) + ["--scope", "seller=boris"]
        out = evaluated(where, 'case:alert { to = case.seller, why = "sold too little" }', 'case:close("done")')
        expect_equal(out, "would tell Boris: sold too little\nwould close the case: done\n", "alert, close")
        out = evaluated(where, 'case:task("call", { to = "boss", due = sdm.workdays(1), title = { ru = "Позвонить", en = "Call" } })')
        expect_equal(out, "call\nwould give out to boss: Call, 1 working day\n", "task")
        out = evaluated(where, 'case:wait(case:ask("reason", { to = "boss", question = "Why?", options = { "a", "b" } }))')
        expect_equal(out, "would ask boss: Why? (a|b)\nstops here until one of its waits is over\n", "ask")
        out = evaluated(where, 'case:escalate { to = "boss", why = "no answer" }', 'case:note("so it is")', language="ru")
        expect_equal(out, "передал бы выше, кому: boss: no answer\nзаписал бы в историю: so it is\n", "in Russian")
        with open(where[0], "rb") as file:
            expect_equal(file.read(), b"".join(tiny.reports()), "the file of reports")


@test("try keeps locals of earlier lines, and what they order is told once")
def session():
    with harness.folder() as work:
        where = place(work)
        out = typed(where, 's.fact\n:use behind boris\nlocal t = case:task("call", { title = "Call" })\nt\n:at 2026-03-02\ns.fact\n'
                           "t\n:lines\n:quit\ns.fact\n")
        expect_equal(out.splitlines(), [
            "say whom first: :use DECISION SCOPE, like :use plan_lag s.vlasov", "behind, Boris, 2026-03, Mar 5, 2026",
            "would give out to boss: Call", "call", "behind, Boris, 2026-03, Mar 2, 2026", "RUB 200", 'try:1: there is no "t" here',
            "s.fact", ":use behind boris", 'local t = case:task("call", { title = "Call" })', "t", ":at 2026-03-02", "s.fact", "t",
            ":lines"], "a session")


@test("try keeps to budget, memory and sandbox of a decision, and goes on after an error")
def limits():
    with harness.folder() as work:
        where = place(work) + ["--scope", "seller=boris"]
        for line, wanted in (
            ("while true do end", "try:1: ran longer than 200000 instructions\n"),
            ("local a = {} for i = 1, 1000000 do a[i] = { i } end", "try:1: needs more memory than a rule may have, or too long a text\n"),
            ("io.open('x')", 'try:1: there is no "io" here\n'),
            ("x = 1", 'try:1: cannot set global "x": write "local x"\n'),
            ("s.nothing", 'try:1: a subject has no field "nothing"\n'),
            ("1 +", "try:1: unexpected symbol near '1'\n"),
        ):
            expect_equal(evaluated(where, line, status=tiny.NO), wanted, line)
        out = typed(where, "while true do end\n\0x\ns.fact\n")
        expect_equal(out.splitlines()[1:], ["a line is text of at most 4,000 bytes", "RUB 500"], "after errors")


@test("try of a model alone has no figures but plans; a place that is none is told")
def model_alone():
    expect_equal(evaluated(ACME + ["--at", "2026-10-09"], "s.fact, s.expected"), "nil\nRUB 1,396,818.18\n", "of the example company")
    status, _, err = tiny.sdmctl("try", *ACME, "--eval", "s.fact")
    expect_equal((status, err), (tiny.USAGE, "sdmctl: a model alone has no past and no day; say --at DATE\n"), "without a day")
    status, _, err = tiny.sdmctl("try", "config/acme", "--decision", "plan_lag", "--scope", "seller=nobody", "--at", "2026-10-09", "--eval", "s.fact")
    expect_equal((status, err), (tiny.NO, 'sdmctl: no seller "nobody" with figures or plans\n'), "nobody")


@test("try of a company in Redis, which is as it was afterwards")
def company():
    with harness.folder() as work:
        redis = harness.Redis(work)
        try:
            where, daemon = tiny.served(work, redis)
            try:
                argv = ["tiny", "--redis", "unix:" + redis.path, "--scope", "seller=boris", "--eval", "s.target"]
                with redis.client() as client:
                    before = client.call("XLEN", "sdm:{tiny}:commands")
                    status, out, err = tiny.sdmctl("try", *argv, "--eval", 'case:alert { why = "x" }')
                    expect_equal((status, err), (tiny.OK, ""), "try")
                    tiny.has(out, "would tell")
                    expect_equal(client.call("XLEN", "sdm:{tiny}:commands"), before, "commands")
            finally:
                daemon.end()
        finally:
            redis.stop()


def declared():
    """Class -> (fields that are always there, fields that may be)."""
    out = {}
    for text in tiny.sdmctl("lua-types")[1].split("---@class ")[1:]:
        name = re.match(r"[\w.]+", text).group()
        fields = re.findall(r"^---@field (\w+)(\??) ", text, re.M)
        out[name] = ({f for f, may in fields if not may}, {f for f, may in fields if may})
    return out


# Of a branch: what has parts can be asked as well.
BRANCH = """local sdm = require "sdm"
return sdm.decision "branch_lag" {
  api = 1, title = "Branch", owner = "o", on_missing = "hold",
  watch = { kpi = "revenue", each = "branch", period = "month" },
  when = sdm.behind { by = sdm.percent(99) },
}
"""
ANSWERS = {
    "decomposition": 'case:decompose("revenue", { against = "previous" })', "contribution": 'case:contributors("revenue", { by = "seller" })',
    "mix": 'case:mix("revenue", { against = "previous" })', "peers": 'case:peers("revenue")', "trend": 'case:trend("revenue", 2)',
    "funnel": 'case:funnel("revenue")', "need": 'case:need("revenue")', "landings": 'case:landings("revenue")',
    "assignment": 'case:assignment("revenue")', "coverage": 'case:coverage("revenue")', "capacity": 'case:capacity("revenue")',
}
PARTS = {"factor": "parts", "member": "members", "point": "points", "step": "steps", "stage": "stages", "month": "months"}


@test("what lua-types declares of an analysis is what it answers")
def answers():
    with harness.folder() as work:
        history, model = os.path.join(work, "in.resp"), os.path.join(work, "acme")
        shutil.copytree("config/acme", model)
        with open(os.path.join(model, "decisions", "branch_lag.lua"), "w", encoding="utf-8") as file:
            file.write(BRANCH)
        expect_equal(tiny.sdmctl("simulate", model, "--seed", "3", "--out", history)[0], tiny.OK, "simulate")
        where = [history, "--model", model, "--scope", "branch=msk", "--at", "2026-11-20"]
        classes, told, parts = declared(), {}, set()
        for name, call in ANSWERS.items():
            told[name] = evaluated(where, call)
            hold(name, classes, set(re.findall(r"^  (\w+) = ", told[name], re.M)))
            for part, field in PARTS.items():
                if "  %s = {\n    [1] =" % field in told[name] and field in classes["sdm." + name][0]:
                    first = evaluated(where, "(%s).%s[1]" % (call, field))
                    hold(part, classes, set(re.findall(r"^  (\w+) = ", first, re.M)))
                    parts.add(part)
        expect_equal(parts, set(PARTS), "parts compared")


def hold(name, classes, shown):
    always, maybe = classes["sdm." + name]
    expect(shown, "%s: no answer" % name)
    expect(always <= shown <= always | maybe, "%s: shown %s, declared %s and %s" % (name, shown, always, maybe))


if __name__ == "__main__":
    main()
