#!/usr/bin/env python3
"""Runs that wait, as people meet them: questions, answers, tasks, and what an operator sees of them."""
import json
import os

from sdm import harness
from sdm.check import expect, expect_equal, main, test
from sdm.pages import figure, figures, free_port
from sdm.tiny import NO, OK, USAGE, has, sdmctl, served, write_model

DECISION = """local sdm = require "sdm"

return sdm.decision "behind" {
  api = 1,
  title = { ru = "Отставание", en = "Behind the plan" },
  owner = "owner@tiny",
  watch = { kpi = "revenue", each = "seller", period = "month" },
  when = sdm.under { value = 1000 },
  on_missing = "hold",
  severity = "red",
  run = function(case)
    case:alert { to = case.head, why = { ru = "мало продано", en = "sold too little" } }
    local call = case:task("call", { to = case.seller, due = sdm.workdays(1), title = { ru = "Позвонить", en = "Call" } })
    local out = case:first("react", {
      answer = case:ask("reason", { to = case.head, options = { "market", "skill" },
                                    question = { ru = "В чём причина?", en = "What is the cause?" } }),
      late = case:timer(sdm.days(5)),
    })
    case:alert { to = case.seller, why = "the cause is " .. (out.value or "unknown") }
    case:wait(case:done(call))
    case:wait(sdm.days(3))
    case:close("agreed")
  end,
}
"""
DECISIONS = "decisions/behind"


def model(work, name, text=DECISION):
    return write_model(os.path.join(work, name), **{DECISIONS: text})


class Tiny:
    """The tiny company with a decision, served by a daemon that may be stopped, killed and started again."""

    def __init__(self, decision=DECISION):
        self.decision = decision

    def __enter__(self):
        self.inside = harness.folder()
        self.work = self.inside.__enter__()
        self.redis = harness.Redis(self.work)
        self.daemon = None
        self.place, self.daemon = served(self.work, self.redis, **{DECISIONS: self.decision})
        return self

    def __exit__(self, *why):
        if self.daemon:
            self.daemon.end()
        self.redis.stop()
        return self.inside.__exit__(*why)

    def says(self, *argv, status=OK):
        got, out, err = sdmctl(*argv, *self.place)
        expect_equal((got, err), (status, ""), " ".join(argv) + out)
        return out

    def objects(self, *argv):
        return [json.loads(line) for line in self.says(*argv, "--json").splitlines()]


# When everything of the first days is taken.
NOON = "2026-03-05T12:00:00"


def begun(tiny):
    tiny.says("clock", "--until", NOON)


@test("a question is listed with the command that answers it, and the answer wakes the run, whatever stops in between")
def answer():
    with Tiny() as tiny:
        begun(tiny)
        tiny.daemon.stop()
        tiny.daemon.start()
        has(tiny.says("cases", "C1"), """
    waits for: an answer to reason from boss; the time 2026-03-06 18:00
    asks boss: What is the cause?
      sdmctl answer C1 reason market|skill
""")
        has(tiny.says("cases", "C1", "--language", "ru"), """
    ждёт: ответа на reason, от кого: boss; времени 2026-03-06 18:00
    вопрос, кому: boss: В чём причина?
      sdmctl answer C1 reason market|skill
""")
        expect_equal(tiny.says("answer", "C1", "reason", "skill", "--by", "boss", "--note", "new"), "command answer: accepted\n", "")
        expect_equal(tiny.says("answer", "C1", "reason", "market", "--by", "late"), "command answer: accepted\n", "a second one")
        tiny.daemon.kill()
        tiny.daemon.start()
        tiny.says("task", "T1", "in_progress", "--by", "anna")
        tiny.says("task", "T1", "done", "--by", "anna", "--note", "called")
        has(tiny.says("cases", "C1"), """
  2026-03-05 12:00  answered; to boss
      question reason; answer skill; by boss; note: new
  2026-03-05 12:00  news; to Anna
      the cause is skill
  2026-03-05 12:00  answered; to boss
      question reason; answer market; by late; too late: it had been answered
  2026-03-05 12:00  T1 under way: Call; to Anna
      by Anna
  2026-03-05 12:00  T1 done: Call; to Anna
      by Anna; note: called
    seen by boss, 2026-03-05 12:00
    waits for: the time 2026-03-08 18:00
""")
        case = tiny.objects("cases", "C1")[0]
        expect_equal((case["run"], case["waits"], case["questions"]),
                     ("waiting", [{"wait": "timer#2", "kind": "timer", "until": "2026-03-08T18:00:00.000Z"}], []), "run")
        expect_equal(case["acknowledged"], {"by": "boss", "at": "2026-03-05T12:00:00.000Z"}, "acknowledged")
        expect_equal([task["state"] for task in case["tasks"]], ["done"], "tasks")
        tiny.says("clock", "--until", "2026-03-09T00:00:00")
        has(tiny.says("cases", "C1"), "C1  agreed  critical  Behind the plan\n", "2026-03-08 18:00  closed; to boss\n      reason: agreed\n")
        tiny.daemon.stop()
        expect_equal(sdmctl("replay", "--verify", *tiny.place)[0], OK, "replay")


@test("what cannot be is refused, with the reason in both languages, and changes nothing")
def refused():
    with Tiny() as tiny:
        begun(tiny)
        before = tiny.says("state")
        for argv, english, russian in (
            ("answer C1 reason weather", 'answer: refused: value: expected market|skill, got "weather"  C02',
             "такого варианта ответа у вопроса нет"),
            ("answer C1 cause skill", 'answer: refused: case C1 has no question "cause" that waits for an answer: it was withdrawn or '
             "never asked  C05", "такой вопрос ответа не ждёт"),
            ("answer C9 reason skill", 'answer: refused: case: expected a case that there is, like C17, got "C9"  C03',
             "такого отклонения нет"),
            ("task T9 done", 'task: refused: task: expected a task that there is, like T5, got "T9"  C03', "такой задачи нет"),
            ("task T1 open", 'task: refused: state: expected accepted, in_progress, done, returned or cancelled, got "open"  C02',
             "такого состояния у задачи нет"),
            ("run retry C1", "run: refused: case C1 has no run that is paused  C05", "у отклонения нет такого исполнения алгоритма"),
        ):
            expect_equal(tiny.says(*argv.split(), status=NO), "command %s\n" % english, argv)
            has(tiny.says(*argv.split(), "--language", "ru", status=NO), ": отклонено: %s (" % russian)
        keep = [line for line in before.splitlines() if line.split(" ")[0].split(".")[0] in ("cases", "tasks", "runs", "waits")]
        after = tiny.says("state").splitlines()
        expect(len(keep) >= 8, "the state has lines of cases, tasks, runs, waits: %s" % keep)
        expect(all(line in after for line in keep), "the state has changed")
        tiny.says("close", "C1", "not_confirmed", "--by", "boss")
        expect_equal(tiny.says("acknowledge", "C1", status=NO), "command acknowledge: refused: case C1 is closed: not_confirmed  C05\n", "")
        expect_equal(tiny.says("task", "T1", "done", status=NO),
                     "command task: refused: task T1 is cancelled already, or its case is closed  C05\n", "")
        refusal = tiny.objects("rejected", "key=task_closed")[0]["entry"]
        has(tiny.says("rejected", "show", refusal), "only a task that is done can be returned, and only while its case is open")


@test("words that make no sense are mistakes of the command line")
def usage():
    nowhere = ["--company", "tiny", "--redis", "unix:/nowhere"]
    for argv in (["answer", "C1", "reason"], ["answer", "17", "reason", "x"], ["acknowledge"], ["acknowledge", "C1", "C2"],
                 ["task", "C1", "done"], ["task", "T1"], ["close", "C1"], ["run", "sho"], ["run", "show"], ["run", "show", "T1"],
                 ["run", "move"], ["run", "retry", "C1", "--note", "x"], ["run", "list", "C1"]):
        status, out, _ = sdmctl(*argv, *nowhere)
        expect_equal((status, out), (USAGE, ""), " ".join(argv))


@test("run list and run show say what waits for what, and how it came there")
def looked_at():
    with Tiny() as tiny:
        begun(tiny)
        tiny.says("answer", "C1", "reason", "skill", "--by", "boss")
        rows = tiny.objects("run", "list")
        sha = rows[0]["sha256"][:8]
        expect_equal(tiny.says("run", "list"), """C1  behind  Anna, Revenue, 2026-03
    waits since 2026-03-05 12:00 for: task T1
    version %s, the one in force
C2  behind  Boris, Revenue, 2026-03
    waits since 2026-03-01 12:00 for: an answer to reason from boss; the time 2026-03-06 18:00
    version %s, the one in force
2 runs
""" % (sha, sha), "run list")
        expect_equal([(row["case"], row["run"], row["version"], [w["wait"] for w in row["waits"]]) for row in rows],
                     [("C1", "waiting", "in_force", ["done:call"]), ("C2", "waiting", "in_force", ["reason", "timer"])], "--json")
        expect_equal(tiny.says("run", "show", "C1"), """C1  behind  Anna, Revenue, 2026-03
    waits since 2026-03-05 12:00 for: task T1
    version %s, the one in force
  as the case opened
    read .head: boss
    did alert
    read .seller: anna
    did task:call: call
    did wait:reason
    did wait:timer
  woken at first:react: {by: boss, day: 2026-03-05, key: answer, value: skill}
    read .seller: anna
    did alert
    did wait:done:call
""" % sha, "run show")
        journal = tiny.objects("run", "show", "C1")[0]["journal"]
        expect_equal(journal[6], {"kind": "woken", "stretch": 1, "key": "first:react",
                                  "value": "{by: boss, day: 2026-03-05, key: answer, value: skill}"}, "an entry for programs")
        status, out, err = sdmctl("run", "show", "C7", *tiny.place)
        expect_equal((status, out, err), (NO, "", "sdmctl: there is no case C7: the last one is C2\n"), "no such case")


@test("a run is taken over to the version in force where its journal fits that; what would come of it is said beforehand")
def moved():
    fitting = DECISION.replace("    case:wait(sdm.days(3))\n", '    case:note("asked twice")\n    case:wait(sdm.days(4))\n')
    fitting = fitting.replace('    case:alert { to = case.seller, why = "the cause is " .. (out.value or "unknown") }\n',
                              '    case:note("the cause is known")\n')
    parting = DECISION.replace("  run = function(case)\n", "  run = function(case)\n    local gap = case.gap\n")
    with Tiny() as tiny:
        begun(tiny)
        tiny.says("answer", "C1", "reason", "skill", "--by", "boss")
        old = tiny.objects("run", "list")[0]["sha256"]
        tiny.says("activate", model(tiny.work, "parting", parting), "--no-tests")
        out = tiny.says("run", "move", "C1", "--dry", status=NO)
        has(out, "    version %s, older than the one in force\n    would stay as it is; the two part here:\n" % old[:8],
            '      decisions/behind.lua:12: the run parts from its journal here: ".gap" was not read when it came by before')
        tiny.says("run", "move", "C1")
        has(tiny.says("alerts", "case=C1", "kind=broken_rule"), '".gap" was not read when it came by before')
        expect_equal([(row["run"], row["sha256"]) for row in tiny.objects("run", "list")], [("waiting", old)] * 2, "goes on as it was")
        tiny.says("activate", model(tiny.work, "fitting", fitting), "--no-tests")
        has(tiny.says("run", "move", "C1", "--dry"), "    would move, and wait for: done:call\n",
            "    steps that it would do now: note\n", "    steps that the version in force no longer has: alert\n")
        expect_equal(tiny.says("alerts", "kind=history", status=NO), "nothing matches\n", "a trial does nothing")
        tiny.says("run", "move", "C1")
        expect_equal([row["version"] for row in tiny.objects("run", "list")], ["in_force", "older"], "versions")
        expect_equal([a["why.en"] for a in tiny.objects("alerts", "kind=history")], ["the cause is known"], "done now")
        tiny.daemon.stop()
        expect_equal(sdmctl("replay", "--verify", *tiny.place)[0], OK, "replay")


@test("a run whose rule breaks is paused and told to its owner; retry executes it as it is, move takes over the mended file")
def mended():
    broken = DECISION.replace("    case:wait(case:done(call))\n", "    nothing.at.all()\n    case:wait(case:done(call))\n")
    with Tiny(broken) as tiny:
        begun(tiny)
        tiny.says("answer", "C1", "reason", "skill", "--by", "boss")
        has(tiny.says("alerts", "case=C1", "kind=broken_rule"), "to owner@tiny", "decisions/behind.lua:20:")
        has(tiny.says("run", "list"), "C1  behind  Anna, Revenue, 2026-03\n    its rule failed: paused; it stood there since 2026-03-01 12:00\n")
        has(tiny.says("cases", "C1"), "    its rule failed and its run is paused; when the rule is mended and in force: sdmctl run move C1\n")
        tiny.says("run", "retry", "C1")
        expect_equal(len(tiny.objects("alerts", "case=C1", "kind=broken_rule")), 2, "it breaks again")
        tiny.says("activate", model(tiny.work, "mended"), "--no-tests")
        expect_equal([(row["run"], row["version"]) for row in tiny.objects("run", "list")],
                     [("paused", "older"), ("waiting", "older")], "before")
        has(tiny.says("run", "move", "C1", "--dry"), "    would move, and wait for: done:call\n    steps that it would do now: ")
        tiny.says("run", "move", "C1")
        expect_equal([(row["run"], row["version"]) for row in tiny.objects("run", "list")],
                     [("waiting", "in_force"), ("waiting", "older")], "after")
        tiny.says("task", "T1", "done")
        expect_equal([w["wait"] for w in tiny.objects("run", "list")[0]["waits"]], ["timer#2"], "it goes on")


SCENARIO = """title: What people say
scenarios:
  - name: The head answers, the seller calls, the run closes the case
    timeline:
      - {at: 2026-03-02T12:00, report: {form: sale, seller: anna, amount: 100}}
      - at: 2026-03-02T13:00
        expect:
          cases: [{decision: behind, scope: anna, run: waiting, waits: reason timer}]
          alerts: [{kind: question, ask: reason, to: boss, options: market|skill}]
      - {at: 2026-03-02T14:00, acknowledge: {decision: behind, scope: anna, by: boss}}
      - {at: 2026-03-03T10:00, answer: {decision: behind, scope: anna, ask: reason, value: skill, by: boss, note: new here}}
      - {at: 2026-03-03T11:00, answer: {decision: behind, scope: anna, ask: reason, value: market}}
      - at: 2026-03-03T12:00
        expect:
          exact: yes
          cases: [{decision: behind, scope: anna, state: open, run: waiting, waits: "done:call", acknowledged: boss}]
          alerts: [{kind: acknowledged, by: boss}, {kind: answer, value: skill, by: boss, note: new},
                   {kind: update, to: anna, why: the cause is skill}, {kind: answer, value: market, late: yes, by: scenario}]
      - {at: 2026-03-03T13:00, restart: yes}
      - {at: 2026-03-03T14:00, task: {decision: behind, scope: anna, code: call, state: in_progress}}
      - {at: 2026-03-03T15:00, task: {decision: behind, scope: anna, code: call, state: done, by: anna, note: called}}
      - at: 2026-03-03T16:00
        expect:
          cases: [{decision: behind, waits: timer#2}]
          tasks: [{code: call, state: in_progress}, {code: call, state: done, by: anna, note: called}]
      - at: 2026-03-07
        expect:
          cases: [{decision: behind, scope: anna, state: closed, reason: agreed}]
          alerts: [{kind: closed, reason: agreed}]
      - {at: 2026-03-07T10:00, acknowledge: {decision: behind, scope: anna}}
      - {at: 2026-03-07T11:00, expect: {receipts: [{answer: rejected, key: case_closed}]}}
  - name: It is closed by hand
    timeline:
      - {at: 2026-03-02T12:00, report: {form: sale, seller: anna, amount: 100}}
      - {at: 2026-03-02T13:00, close: {decision: behind, scope: anna, reason: not_confirmed, by: boss}}
      - at: 2026-03-02T14:00
        expect:
          cases: [{state: closed, reason: not_confirmed}]
          alerts: [{kind: closed, reason: not_confirmed, by: boss}, {kind: question_closed, ask: reason, to: boss}]
          tasks: [{code: call, state: cancelled}]
"""


@test("a scenario has what people say as moments of its own, the same in process and through a real sdmd; run lines are covered")
def played():
    with harness.folder() as work:
        folder = model(work, "tiny")
        os.makedirs(os.path.join(folder, "tests"))
        with open(os.path.join(folder, "tests", "said.yaml"), "w", encoding="utf-8") as file:
            file.write(SCENARIO)
        wanted = "ok   %s/tests/said.yaml: The head answers, the seller calls, the run closes the case\n" % folder
        wanted += "ok   %s/tests/said.yaml: It is closed by hand\n2 scenarios: 2 passed\n" % folder
        expect_equal(sdmctl("test", folder), (OK, wanted, ""), "in process")
        has(sdmctl("test", folder, "--coverage")[1], "10 of 10\n")
        redis = harness.Redis(work)
        try:
            expect_equal(sdmctl("test", folder, "--against", "unix:" + redis.path, "--turn", "2"), (OK, wanted, ""), "a real sdmd")
        finally:
            redis.stop()
        with open(os.path.join(folder, "tests", "said.yaml"), "w", encoding="utf-8") as file:
            file.write(SCENARIO.replace("code: call, state: in_progress}}", "code: cal, state: in_progress}}"))
        status, out, _ = sdmctl("test", folder)
        expect_equal(status, NO, "a task that there is not")
        has(out, "/tests/said.yaml:20:9: at 2026-03-03T14:00, moment 8 of 13: there is no task cal of decision behind about anna\n")


@test("status and /metrics count the runs that wait, are paused and are stuck")
def counted():
    broken = DECISION.replace("    case:wait(case:done(call))\n", "    nothing.at.all()\n    case:wait(case:done(call))\n")
    with Tiny(broken) as tiny:
        begun(tiny)
        tiny.says("answer", "C1", "reason", "skill", "--by", "boss")
        tiny.daemon.stop()
        has(tiny.says("status", status=NO), "runs         1 waiting, 1 paused, 0 stuck\n")
        port = free_port()
        served_again = harness.Daemon(tiny.work, tiny.redis.path, "tiny", name="second", http="127.0.0.1:%d" % port)
        try:
            harness.wait_until("the daemon", 20, served_again.is_live)
            found = figures(port)
            told = [figure(found, "sdmd_runs", ',state="%s"' % state, company="tiny") for state in ("waiting", "paused")]
            expect_equal(told + [figure(found, "sdmd_runs_stuck", company="tiny")], [1, 1, 0], "figures")
            expect("wait for nothing that can come" not in served_again.log(), "an error line where none is stuck")
            row = json.loads(tiny.says("status", "--json"))
            expect_equal([row["runs_" + what] for what in ("waiting", "paused", "stuck")], [1, 1, 0], "status --json")
            served_again.stop()
        finally:
            served_again.end()


@test("a stand-by that takes over goes on with the runs")
def taken_over():
    with Tiny() as tiny:
        begun(tiny)
        second = harness.Daemon(tiny.work, tiny.redis.path, "tiny", name="second")
        try:
            harness.wait_until("the stand-by", 20, lambda: "following the log" in second.log())
            tiny.daemon.kill()
            tiny.says("answer", "C1", "reason", "market", "--by", "boss")
            harness.wait_until(lambda: "the take-over: " + second.log()[-1000:], 20, second.is_live)
            expect_equal([a["why.en"] for a in tiny.objects("alerts", "case=C1", "kind=update")], ["the cause is market"], "it went on")
            expect_equal([w["wait"] for w in tiny.objects("run", "list")[0]["waits"]], ["done:call"], "what it waits for")
            second.stop()
            expect_equal(sdmctl("replay", "--verify", *tiny.place)[0], OK, "replay")
        finally:
            second.end()


main()
