#!/usr/bin/env python3
"""`sdmctl test`: the scenarios of a company's folder in both runners, what it says where they do not hold, and who asks for them."""
import glob
import json
import os
import re
import shutil
import tempfile
import xml.etree.ElementTree as xml

from sdm import harness
from sdm.check import ROOT, expect, expect_equal, main, need_program, say, test

OK, NO, USAGE, AWAY = 0, 1, 2, 3
ACME = os.path.join(ROOT, "config", "acme")
LIBRARY = os.path.join(ROOT, "config", "library")
DECISION = """local sdm = require "sdm"

local function word(n)
  if n > 100 then
    return "far"
  end
  return "near"
end

return {
  sdm.decision "first" {
    api = 1, title = "First", owner = "owner", on_missing = "hold",
    watch = { kpi = "revenue", each = "seller", period = "month" },
    when = sdm.under { value = 100 },
    run = function(case)
      case:alert { to = "boss", why = word(case.fact) }
    end,
  },
  sdm.decision "second" {
    api = 1, title = "Second", owner = "owner", on_missing = "hold", inhibited_by = { "first" },
    watch = { kpi = "revenue", each = "seller", period = "month" },
    when = sdm.under { value = 150 },
  },
}
"""
MODEL = {
    "company.yaml": "company: tiny\ntime: wall\nperiods: [day, month]\n",
    "org.yaml": "units:\n  - {id: co, type: company, head: boss}\nsellers:\n  - {id: anna, unit: co}\n  - {id: boris, unit: co}\n",
    "forms.yaml": "forms:\n  sale:\n    fields:\n      amount: {type: money, required: yes}\n",
    "kpis.yaml": "measures:\n  sold: {sum: amount}\nkpis:\n  revenue: {formula: sold, unit: money}\n",
    "decisions/rules.lua": DECISION,
}
GOOD = """title: Two rules
scenarios:
  - name: Less than a hundred is told once
    timeline:
      - {at: 2026-10-01T18:00, report: {form: sale, seller: anna, amount: 50}}
      - at: 2026-10-02
        expect:
          exact: yes
          cases: [{decision: first, scope: anna, state: open}]
          alerts: [{kind: open, to: boss, why: near}]
"""


def sdmctl(*argv, **more):
    done = harness.run(need_program("sdmctl"), *argv, check=False, **more)
    return done.returncode, done.stdout, done.stderr


def write_company(work, scenarios=GOOD, **files):
    """A company's folder with one scenario file."""
    folder = os.path.join(work, "tiny")
    for name, text in {**MODEL, "tests/two_rules.yaml": scenarios, **files}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return folder


def scenarios(*timelines, head=""):
    """A scenario file of such timelines, called A, B ..."""
    text = "title: Some\n" + head + "scenarios:\n"
    for number, timeline in enumerate(timelines):
        text += "  - name: %s\n    timeline:\n" % chr(ord("A") + number)
        text += "".join("      - %s\n" % moment for moment in timeline)
    return text


def against(redis):
    return "--against", "unix:" + redis.path


def left_behind():
    return glob.glob(os.path.join(tempfile.gettempdir(), "sdmctl-test-*"))


def test_private(*argv):
    """`sdmctl test` through a real sdmd on a redis-server of its own, which must be empty afterwards."""
    with harness.folder() as work:
        redis = harness.Redis(work)
        try:
            told = sdmctl("test", *argv, *against(redis), timeout=300)
            with redis.client() as client:
                expect_equal(client.call("KEYS", "*"), [], "keys left behind")
            return told
        finally:
            redis.stop()


@test("the example company's scenarios hold in process under turns of 1, 7 and 10,000 inputs, and through a real sdmd")
def both_runners():
    before, stories = left_behind(), set()
    for turn in (1, 7, 10000):
        for runner in (lambda *argv: sdmctl("test", *argv), test_private):
            status, out, err = runner(ACME, "--turn", str(turn), "--verbose")
            expect_equal((status, err), (OK, ""), "turns of %d: %s" % (turn, out[-2000:]))
            stories.add(out)
    expect_equal(len(stories), 1, "different ways in which the same scenarios went")
    story = stories.pop()
    say(story.splitlines()[-1])
    expect("alert C1.1 plan_lag s.vlasov: red open, to s.akimov, fact 100000" in story, story[:3000])
    expect_equal(left_behind(), before, "folders left behind")


@test("the example company's decisions are shown in every situation, and every line of them runs")
def covered():
    status, out, err = sdmctl("test", ACME, "--coverage", "--json")
    expect_equal((status, err), (OK, ""), out[-2000:])
    rows = [json.loads(line) for line in out.splitlines() if line.startswith('{"coverage"')]
    inhibited = {"activity_drop": True, "deep_discount": None, "discount_growth": None, "plan_lag": True}
    inhibited.update(report_missing=None, report_missing_long=None)
    expect_equal({row["coverage"]: row["inhibited"] for row in rows}, inhibited, "whether a case of it was kept quiet")
    for row in rows:
        expect_equal((row["percent"], row["not_run"]), (100, []), row["coverage"])


@test("the library's scenarios hold in process under turns of 1 and 7 inputs, and through a real sdmd")
def library():
    stories = set()
    for runner, turn in ((sdmctl, 1), (sdmctl, 7), (None, 100)):
        argv = LIBRARY, "--turn", str(turn), "--verbose"
        status, out, err = test_private(*argv) if runner is None else runner("test", *argv)
        expect_equal((status, err), (OK, ""), "turns of %d: %s" % (turn, out[-2000:]))
        stories.add(out)
    expect_equal(len(stories), 1, "different ways in which the same scenarios went")
    say(stories.pop().splitlines()[-1])


@test("each decision of the library is seen to open and not to open, and to be kept quiet by those that it names")
def library_covered():
    def shared(code):                                     # the same code as activity_drop, or as the stage to the contract
        return code == "activity_drop_kp" or code.startswith("stage_conversion_drop") and code != "stage_conversion_drop_contract"

    never_quiet = {"chronic_miss", "improvement_plan"}    # opened by a run and at the end of the month
    status, out, err = sdmctl("test", LIBRARY, "--coverage", "--json")
    expect_equal((status, err), (OK, ""), out[-2000:])
    rows = [json.loads(line) for line in out.splitlines() if line.startswith('{"coverage"')]
    for row in rows:
        expect_equal((row["opens"] or shared(row["coverage"]), row["quiet"]), (True, True), row["coverage"])
        expect(row["inhibited"] is not False or shared(row["coverage"]) or row["coverage"] in never_quiet, "%s was never kept quiet" % row["coverage"])
        with open(os.path.join(LIBRARY, row["file"]), encoding="utf-8") as file:
            lines = file.read().splitlines()
        made_at = [n for n, line in enumerate(lines, 1) if re.match(r"local function (lag|drop|erosion|low|overcommit|over|gap)\(", line)]
        steps = [n for n in row["not_run"] if not made_at or n < made_at[0]]   # what makes decisions ran when the file was loaded
        expect_equal(steps, [], "lines of %s that no scenario ran" % row["file"])


@test("scenario files are no part of the model: its name is the same without them")
def not_in_the_model():
    with harness.folder() as work:
        folder = write_company(work)
        with_tests = sdmctl("check", folder)[1]
        shutil.rmtree(os.path.join(folder, "tests"))
        expect_equal(sdmctl("check", folder)[1], with_tests, "the model without tests/")


@test("what does not hold is told with file, line, moment and the nearest there is")
def told():
    text = scenarios(
        [
            "{at: 2026-10-01T18:00, report: {form: sale, seller: anna, amount: 50}}",
            "{at: 2026-10-02, expect: {alerts: [{decision: first, to: boris}], none: {cases: [{scope: anna}]}}}",
            "{at: 2026-10-03, expect: {exact: yes, cases: [], kpi: [{scope_kind: seller, scope: anna, kpi: revenue, "
            "period: 2026-10, fact: 51}]}}",
        ],
        ["{at: 2026-10-01T18:00, report: {form: sale, seller: boris, amount: 500}}"],
    )
    wanted = """FAIL TINY/tests/two_rules.yaml: A
  TINY/tests/two_rules.yaml:6:90: at 2026-10-02, moment 2 of 3: expected no case {scope: anna}, but there is {case: C1, decision: first, scope_kind: seller, scope: anna, kpi: revenue, period: 2026-10, severity: amber, state: open, since: 2026-10-01, opened: 2026-10-01, to: boss, run: over}
  TINY/tests/two_rules.yaml:6:44: at 2026-10-02, moment 2 of 3: expected an alert {decision: first, to: boris}
      nearest: {case: C1, decision: first, scope_kind: seller, scope: anna, kpi: revenue, period: 2026-10, severity: amber, kind: open, to: boss, since: 2026-10-01, day: 2026-10-01, fact: 50, at: "2026-10-01T18:00:00.000Z"}: to is boss
  TINY/tests/two_rules.yaml:7:34: at 2026-10-03, moment 3 of 3: expected no other cases, but there is {case: C1, decision: first, scope_kind: seller, scope: anna, kpi: revenue, period: 2026-10, severity: amber, state: open, since: 2026-10-01, opened: 2026-10-01, to: boss, run: over}
  TINY/tests/two_rules.yaml:7:64: at 2026-10-03, moment 3 of 3: expected a figure {scope_kind: seller, scope: anna, kpi: revenue, period: 2026-10, fact: 51}
      nearest: {scope_kind: seller, scope: anna, kpi: revenue, period: 2026-10, day: 2026-10-03, missing: no, fact: 50, facts: 1}: fact is 50
ok   TINY/tests/two_rules.yaml: B
2 scenarios: 1 passed, 1 failed
"""
    with harness.folder() as work:
        folder = write_company(work, text)
        status, out, err = sdmctl("test", folder + "/")
        expect_equal((status, err), (NO, ""), "exit status and complaints")
        expect_equal(out.replace(folder, "TINY"), wanted, "what is told")
        status, out, _ = test_private(folder)
        expect_equal((status, out.replace(folder, "TINY")), (NO, wanted), "the same through a real sdmd")


@test("--json and --junit say the same to programs, --filter takes some")
def for_programs():
    text = scenarios(
        ["{at: 2026-10-02, expect: {alerts: [{decision: first, to: <boss> & \"co\"}]}}".replace('"', "")],
        ["{at: 2026-10-02, clock: yes}"],
    )
    with harness.folder() as work:
        folder, junit = write_company(work, text), os.path.join(work, "junit.xml")
        status, out, _ = sdmctl("test", folder, "--json", "--junit", junit)
        first, second = (json.loads(line) for line in out.splitlines())
        expect_equal((status, first["scenario"], first["result"], second["result"]), (NO, "A", "failed", "passed"), "results")
        failure = first["failures"][0]
        expect_equal((failure["line"], failure["moment"], failure["at"]), (5, 1, "2026-10-02"), "where")
        expect_equal(failure["nearest"], "there are no alerts", "what is there")
        suite = xml.parse(junit).getroot().find("testsuite")
        expect_equal((suite.get("name"), suite.get("tests"), suite.get("failures")), ("Some", "2", "1"), "the suite")
        message = suite.find("testcase/failure").get("message")
        expect_equal(message, "expected an alert {decision: first, to: <boss> & co}", "the message")
        status, out, _ = sdmctl("test", folder, "--filter", "B")
        expect_equal((status, out.splitlines()[-1]), (OK, "1 scenario: 1 passed"), "the filter")
        status, out, _ = sdmctl("test", folder, "--filter", "nobody")
        expect_equal((status, out), (NO, 'no scenario has "nobody" in its name\n'), "a filter for nothing")
        shutil.rmtree(os.path.join(folder, "tests"))
        status, out, _ = sdmctl("test", folder)
        expect_equal((status, out.replace(folder, "TINY")), (NO, "there are no scenarios in TINY/tests\n"), "no scenarios")


@test("a report that is refused and a rule that breaks fail a scenario, unless it expects them")
def surprises():
    refused = "{at: 2026-10-01T18:00, report: {form: sale, id: S-1, seller: anna, amount: a lot}}"
    text = scenarios(
        [refused, "{at: 2026-10-02, clock: yes}"],
        [refused, "{at: 2026-10-02, expect: {receipts: [{id: S-1, answer: rejected, key: bad_type}]}}"],
        ["{at: 2026-10-01T18:00, report: {form: sale, seller: anna, amount: 50}}"],
        [
            "{at: 2026-10-01T18:00, report: {form: sale, seller: anna, amount: 50}}",
            "{at: 2026-10-01T19:00, expect: {alerts: [{kind: broken_rule, to: owner}]}}",
        ],
    )
    broken = DECISION.replace('why = word(case.fact)', 'why = word(case.fact .. nil)')
    with harness.folder() as work:
        folder = write_company(work, text, **{"decisions/rules.lua": broken})
        for told in (sdmctl("test", folder), test_private(folder)):
            status, out, _ = told
            lines = out.replace(folder, "TINY").splitlines()
            expect_equal((status, lines[-1]), (NO, "4 scenarios: 2 passed, 2 failed"), out)
            expect_equal(
                lines[1],
                "  TINY/tests/two_rules.yaml:5:9: at 2026-10-01T18:00, moment 1 of 2: "
                'the report sale "S-1" was refused: amount: expected a number like 1234.5 (at most four decimals, below 922 trillion), got "a lot" (V19)',
                "the refusal",
            )
            expect("the rule first broke for anna on 2026-10-01: decisions/rules.lua:16: attempt to concatenate a nil" in out, out)


@test("mistakes in scenario files are told all at once, and nothing is played")
def mistakes():
    text = scenarios(
        ["{at: 2026-10-01, reportt: {form: sale}}", "{at: 2026-10-01, answer: {reason: skill}}"],
        ["{at: 2026-10-02, activate: {files: {decisions/rules.lua: tests/none.lua}}}"],
        ["{at: 2026-10-03, activate: {files: {decisions/rules.lua: ../../secret.lua}}}"],
        ["{at: 2026-10-04, activate: {files: {decisions/rules.lua: tests/bad.lua}}}"],
    )
    with harness.folder() as work:
        folder = write_company(work, text, **{"tests/bad.lua": "return = 1\n"})
        status, out, err = sdmctl("test", folder)
        expect_equal((status, out), (AWAY, ""), "nothing is played")
        for words in (
            'two_rules.yaml:5:26: unknown option "reportt" of a moment: did you mean "report"?',
            'two_rules.yaml:6:34: an answer has no "decision": Decision of the case.',
            "two_rules.yaml:9:66: files: TINY/tests/none.lua: No such file",
            'two_rules.yaml:12:66: files: "../../secret.lua": expected a file of the company\'s folder',
            "two_rules.yaml:15:36: with this change decisions/rules.lua:1: unexpected symbol near '='",
            "sdmctl: no scenario was played: mend these first",
        ):
            expect(words in err.replace(folder, "TINY"), "%r is not told:\n%s" % (words, err))


@test("coverage tells what was seen of each decision, which lines did not run, and fails below a percentage")
def coverage():
    text = scenarios(
        [
            "{at: 2026-10-01T18:00, report: {form: sale, id: S-1, seller: anna, amount: 50}}",
            "{at: 2026-10-05T09:00, correct: {form: sale, id: S-1, amount: 500}}",
            "{at: 2026-10-06, clock: yes}",
        ],
        ["{at: 2026-10-01T18:00, report: {form: sale, seller: boris, amount: 120}}", "{at: 2026-11-02, clock: yes}"],
    )
    with harness.folder() as work:
        folder = write_company(work, text)
        status, out, _ = sdmctl("test", folder, "--coverage")
        expect_equal(status, OK, out)
        table = out.split("\n\n")[1].replace(folder, "TINY")
        expect_equal(
            [re.sub(r" {2,}", "  ", line) for line in table.splitlines()],
            [
                "decision  opens  quiet  clears  expires  inhibited  corrected  lines",
                "first  yes  yes  yes  no  -  yes  3 of 4",
                "second  yes  yes  no  yes  yes  no  3 of 4",
                "TINY/decisions/rules.lua: not run: 5",
            ],
            "the table",
        )
        status, out, _ = sdmctl("test", folder, "--coverage-min", "66")
        expect_equal(status, OK, out)
        status, out, _ = sdmctl("test", folder, "--coverage-min", "75")
        expect_equal(status, NO, out)
        expect("FAIL second: 66 % of its situations or lines, 75 % are asked for" in out, out)
        status, _, err = sdmctl("test", folder, "--coverage", "--against", "unix:/nowhere")
        expect_equal((status, "--coverage is seen in process alone" in err), (USAGE, True), err)


@test("a scenario may change parameters and files of the model, and put another one in force on the way")
def changes():
    text = scenarios(
        [
            "{at: 2026-10-01T18:00, report: {form: sale, seller: anna, amount: 120}}",
            "{at: 2026-10-02, expect: {exact: yes, cases: [{decision: second}]}}",
            "{at: 2026-10-02T09:00, activate: {files: {decisions/rules.lua: tests/next.lua}}}",
            "{at: 2026-10-02T10:00, report: {form: sale, seller: anna, amount: 1}}",
            "{at: 2026-10-03, expect: {cases: [{decision: first, state: open}, {decision: second, state: open}],"
            " receipts: [{form: activate, answer: accepted}]}}",
            "{at: 2026-10-03T09:00, restart: yes}",
            "{at: 2026-10-03T10:00, report: {form: sale, seller: anna, amount: 1000}}",
            "{at: 2026-10-04, expect: {exact: yes, alerts: [{decision: first, kind: resolved}, {decision: second, kind: resolved}]}}",
        ]
    )
    with harness.folder() as work:
        folder = write_company(work, text, **{"tests/next.lua": DECISION.replace("value = 100", "value = 130")})
        for told in (sdmctl("test", folder), test_private(folder)):
            expect_equal(told[:2][0], OK, told[1])


@test("a file may ask for wall time: its clock is turned in process, and a real sdmd skips it")
def wall_time():
    text = scenarios(
        [
            "{at: 2026-10-01T18:00, report: {form: sale, seller: anna, amount: 50}}",
            "{at: 2026-10-01T19:00, expect: {alerts: [{kind: open, at: 2026-10-01T18:00}]}}",
            "{at: 2026-11-01, expect: {alerts: [{kind: expired, day: 2026-10-31}]}}",
        ],
        head="time: wall\n",
    )
    with harness.folder() as work:
        folder = write_company(work, text)
        status, out, err = sdmctl("test", folder)
        expect_equal((status, err), (OK, ""), out)
        status, out, _ = test_private(folder)
        expect_equal((status, out.splitlines()[-1]), (OK, "1 scenario: 0 passed, 1 skipped"), out)


@test("against a Redis that has keys of the company nothing is played and nothing is touched")
def foreign_keys():
    with harness.folder() as work:
        folder, redis = write_company(work), harness.Redis(work)
        try:
            with redis.client() as client:
                client.call("SET", "sdm:{tiny}:fence", "somebody's")
                status, _, err = sdmctl("test", folder, *against(redis))
                expect_equal(status, AWAY, err)
                expect("has keys of company tiny already" in err, err)
                expect_equal(client.call("KEYS", "*"), [b"sdm:{tiny}:fence"], "keys")
                client.call("DEL", "sdm:{tiny}:fence")
                status, _, err = sdmctl("test", folder, *against(redis), "--sdmd", "/bin/false")
                expect_equal((status, "sdmd ended with 1" in err), (AWAY, True), err)
                # A play that was cut off leaves its mark, and the next one clears up after it.
                client.call("SET", "sdm:{tiny}:scenario", "sdmctl test")
                client.call("SET", "sdm:{tiny}:fence", "of a play that was cut off")
                expect_equal(sdmctl("test", folder, *against(redis))[0], OK, "after a play that was cut off")
        finally:
            redis.stop()


@test("activate plays the scenarios first: what does not hold is not put in force, --no-tests says so")
def activation():
    with harness.folder() as work:
        folder = write_company(work)
        redis = harness.Redis(work)
        daemon = None
        try:
            keys = harness.Company(redis, "tiny")
            daemon = harness.Daemon(work, redis.path, "tiny")
            place = ("--redis", "unix:" + redis.path)
            status, out, err = sdmctl("activate", folder, *place)
            expect_equal((status, err), (OK, ""), out)
            expect_equal(out.splitlines()[0], "1 scenario passed", "what it says first")
            sha = harness.wait_until("the model", 10, lambda: keys.client.call("GET", keys.key("model:active")))

            write_company(work, GOOD.replace("why: near", "why: far"))
            status, out, err = sdmctl("activate", folder, *place)
            expect_equal(status, NO, out)
            expect("FAIL" in out and "expected an alert {kind: open, to: boss, why: far}" in out, out)
            expect("not put in force: its scenarios do not hold (--no-tests leaves them out)" in err, err)
            write_company(work, "titel: x\n")
            status, out, err = sdmctl("activate", folder, *place)
            expect_equal((status, out), (AWAY, ""), err)
            expect('did you mean "title"?' in err and "cannot be played" in err, err)
            expect_equal(keys.client.call("GET", keys.key("model:active")), sha, "the model in force")
            expect_equal(len(keys.client.call("KEYS", keys.key("model:*"))), 2, "stored models and the one in force")

            status, out, _ = sdmctl("activate", folder, *place, "--no-tests")
            expect_equal((status, out.splitlines()[0]), (OK, "the scenarios were not played (--no-tests)"), "--no-tests")
            status, out, _ = sdmctl("activate", folder, *place, "--no-tests", "--json")
            expect_equal(json.loads(out.splitlines()[0]), {"scenarios": None}, "--no-tests --json")
        finally:
            if daemon:
                daemon.end()
            redis.stop()


main()
