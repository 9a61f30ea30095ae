#!/usr/bin/env python3
"""`sdmctl simulate`: on invented companies every planted problem is found, and nothing else opens a case."""
import json
import os
import shutil

from sdm import harness
from sdm.check import ROOT, expect, expect_equal, main, say, test
from sdm.tiny import AWAY, NO, OK, USAGE, has, sdmctl, write_model

ACME = os.path.join(ROOT, "config", "acme")
DECISIONS = ["plan_lag", "activity_drop", "discount_growth", "deep_discount"]
SIMULATION = """reports:
  sale: {arrives: 10:00..12:00, fields: {amount: {of_plan: revenue, spread: 5%}}}
problems:
  behind: {leave_out: [sale], starts: 2..4, lasts: 20, opens: 3..12}
"""


def acme(work, changes=()):
    """A copy of the example company with one text of a file replaced for each of `changes`: (file, old, new)."""
    folder = os.path.join(work, "acme")
    shutil.copytree(ACME, folder)
    for name, old, new in changes:
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        expect(old in text, "%s does not say %r" % (name, old))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new))
    return folder


def tiny(work, simulation=SIMULATION):
    write_model(work)
    with open(os.path.join(work, "simulate.yaml"), "w", encoding="utf-8") as file:
        file.write(simulation)
    return work


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def played(folder, seed, *argv):
    """(exit status, answers with what became of them, cases that nothing explains, the sums)."""
    status, out, err = sdmctl("simulate", folder, "--seed", str(seed), "--play", "--json", *argv)
    expect_equal(err, "", "what is complained about")
    told = rows(out)
    return (
        status,
        [row for row in told if "right" in row],
        [row for row in told if "unexplained" in row and "good" not in row],
        next(row for row in told if "good" in row),
    )


@test("on ten seeds every planted problem is found and no case is opened that the answers do not contain")
def ten_seeds():
    subjects, consequences = set(), 0
    for seed in range(1, 11):
        status, answers, unexplained, sums = played(ACME, seed)
        expect_equal(unexplained, [], "seed %d: cases that no answer contains" % seed)
        expect_equal([row for row in answers if not row["right"]], [], "seed %d: problems that were not found" % seed)
        planted = [row["decision"] for row in answers]
        expect_equal([code for code in DECISIONS if code not in planted], [], "seed %d: decisions without a problem" % seed)
        expect_equal((status, sums["refused"], sums["good"]), (OK, 0, True), "seed %d" % seed)
        for row in answers:
            expect(row["opens_from"] <= row["opened"] <= row["opens_to"], "seed %d: %r" % (seed, row))
            expect_equal(row["reason"] == "recovered", row["recovers"], "seed %d: how %s ended" % (seed, row["decision"]))
        subjects.add(tuple(row["scope"] for row in answers))
        consequences += sums["consequences"]
    expect_equal(len(subjects), 10, "different companies")
    say("10 seeds, %d problems each, %d consequences that a problem declares" % (len(answers), consequences))


@test("the answers are what was planted: they are the same whatever the decisions make of the reports")
def answers_come_first():
    with harness.folder() as work:
        deaf = acme(work, [("decisions/deep_discount.lua", "sdm.percent(35)", "sdm.percent(95)"),
                           ("decisions/activity_drop.lua", "sdm.percent(75)", "sdm.percent(99)")])
        expect_equal(sdmctl("simulate", deaf, "--json"), sdmctl("simulate", ACME, "--json"), "the answers of another model")
        status, answers, unexplained, sums = played(deaf, 1)
    lost = [row["decision"] for row in answers if not row["right"]]
    expect_equal((status, sums["good"]), (NO, False), "a deaf and a nervous decision")
    expect("deep_discount" in lost and "plan_lag" not in lost, "not found: %r" % lost)
    expect(len(unexplained) > 5 and {row["unexplained"] for row in unexplained} == {"activity_drop"}, repr(unexplained)[:500])


@test("a case of the right decision and subject on a wrong day is none of the answers")
def wrong_day():
    with harness.folder() as work:
        slow = acme(work, [("decisions/discount_growth.lua", "for_ = sdm.workdays(2)", "for_ = sdm.workdays(12)")])
        status, answers, unexplained, _ = played(slow, 1)
    late = next(row for row in answers if row["decision"] == "discount_growth")
    expect_equal((status, late["right"], late["case"]), (NO, False, None), "a case that opens too late")
    expect_equal([(row["unexplained"], row["scope"]) for row in unexplained], [("discount_growth", late["scope"])], "what is left")


@test("the same seed, days and model give the same bytes; another seed or other days do not")
def same_bytes():
    made = {}
    with harness.folder() as work:
        for name, argv in {
            "first": ["--seed", "5"],
            "again": ["--seed", "5"],
            "other": ["--seed", "6"],
            "days": ["--seed", "5", "--to", "2026-10-31"],
        }.items():
            path, answers = os.path.join(work, name), os.path.join(work, name + ".answers")
            expect_equal(sdmctl("simulate", ACME, "--out", path, "--answers", answers, *argv)[0], OK, name)
            made[name] = [open(p, "rb").read() for p in (path, answers)]
        status, out, _ = sdmctl("simulate", ACME, "--seed", "5", "--out", "-")
    expect_equal(made["first"] == made["again"], True, "the same seed, the same bytes")
    expect_equal((status, out.encode() == made["first"][0].replace(b"\r\n", b"\n")), (OK, True), "standard output, line ends aside")
    expect(made["first"] != made["other"] and made["first"] != made["days"], "others")


@test("reports as JSON lines say what the replay file says, and the file can be replayed")
def replayed():
    with harness.folder() as work:
        path = os.path.join(work, "reports.resp")
        status, out, _ = sdmctl("simulate", ACME, "--out", path)
        expect_equal(status, OK, "--out")
        until = next(line for line in out.splitlines() if "time goes to" in line).rsplit(" ", 1)[1]
        lines = rows(sdmctl("simulate", ACME, "--out", "-", "--json")[1])
        with open(path, "rb") as file:
            expect_equal(file.read().count(b"XADD"), len(lines), "commands")
        expect(all(a["received_at"] for a in lines), "received_at")
        status, out, err = sdmctl("replay", path, "--model", ACME, "--until", until, "--verify", "--json")
        expect_equal((status, err), (OK, ""), "replay")
        folded = json.loads(out)
        sums = played(ACME, 1)
        cases = len(sums[1]) + sums[3]["consequences"]
    expect_equal((folded["reports"], folded["rejected"]), (len(lines), 0), "reports taken")
    expect(folded["cases"] >= cases, "cases: %d, the answers have %d" % (folded["cases"], cases))


@test("sent to Redis and taken by a real daemon the reports open the same cases as in process")
def through_a_daemon():
    seed, until = "3", "2026-12-01T00:00:00+03:00"
    _, answers, _, _ = played(ACME, seed)
    with harness.service("acme", ACME) as (redis, keys, _):
        where = "--redis", "unix:" + redis.path
        status, out, err = sdmctl("simulate", ACME, "--seed", seed, "--to-redis", "acme", *where)
        expect_equal((status, err), (OK, ""), "--to-redis")
        has(out, until)
        sent = int(out.splitlines()[-1].split()[0])
        expect_equal(int(keys.client.call("XLEN", keys.key("reports"))), sent, "reports in the stream")
        status, out, err = sdmctl("clock", "--until", until, "--company", "acme", "--wait", "60", *where)
        expect_equal((status, err), (OK, ""), "clock: " + out)
        alerts = [dict(pairs) for pairs in keys.outputs()["alerts"]]
        expect_equal(keys.outputs()["rejected"], [], "refused")
    opened = {(alert["decision"], alert["scope"], alert["day"]) for alert in alerts if alert["kind"] == "open"}
    for row in answers:
        key = row["decision"], row["scope"], row["opened"]
        expect(key in opened, "%r is not among %r" % (key, sorted(opened)))
        opened.discard(key)
    left = {key for key in opened if not any(key[1] == row["scope"] and key[0] in row["also"] + [row["decision"]] for row in answers)}
    expect_equal(left, set(), "alerts of cases that no answer contains")


@test("a company on wall time is played in process and not sent anywhere")
def wall_time():
    with harness.folder() as work:
        wall = acme(work, [("company.yaml", "time: log ", "time: wall ")])
        expect_equal(played(wall, 2)[::3][0], OK, "played")
        status, _, err = sdmctl("simulate", wall, "--to-redis", "acme", "--redis", "127.0.0.1:1")
    expect_equal(status, NO, "sent")
    has(err, "company acme runs on wall time: invented reports can only be sent to one on log time")


@test("reports that are left out are a problem like any other")
def left_out():
    days = "--from", "2026-03-01", "--to", "2026-03-31"
    with harness.folder() as work:
        status, answers, unexplained, _ = played(tiny(work), 4, *days)
        expect_equal((status, unexplained, answers[0]["decision"], answers[0]["right"]), (OK, [], "behind", True), repr(answers))
        status, out, err = sdmctl("simulate", work, *days)
    expect_equal((status, err), (OK, ""), "shown")
    has(out, "its case must open", answers[0]["scope"])


@test("what is wrong in simulate.yaml is told at once with file, line, column and the nearest name")
def bad_document():
    with harness.folder() as work:
        bad = SIMULATION.replace("spread: 5%", "sprad: 5%").replace("[sale]", "[sales]").replace("3..12", "12..3")
        status, out, err = sdmctl("simulate", tiny(work, bad))
        path = work + "/simulate.yaml"
        expect_equal((status, out), (NO, ""), "status")
        expect_equal(
            err,
            '%s:2:69: unknown option "sprad" of a field\'s content: did you mean "spread"?\n'
            '%s:4:24: leave_out: unknown reports "sales": did you mean "sale"?\n'
            '%s:4:64: opens: expected working days of the problem like 3..7, got "12..3"\n' % (path, path, path),
            "what is told",
        )
        status, _, err = sdmctl("simulate", tiny(work))
        expect_equal((status, err), (USAGE, "sdmctl: which days? Give --from and --to, or from and to in simulate.yaml\n"), "days")
        status, _, err = sdmctl("simulate", work, "--from", "2026-03-01", "--to", "2026-04-30")
        expect_equal(status, NO, "a month without a plan")
        has(err, path + ":2:", "of_plan: anna has no plan of revenue on 2026-04-01")
        status, _, err = sdmctl("simulate", work, "--from", "2026-03-02", "--to", "2026-03-31")
        expect_equal(status, NO, "no whole month")
        has(err, path + ':4:3: problem "behind": nobody is left for whom it is possible')


@test("a wrong command line, a missing document and a Redis that is away have their exit statuses")
def statuses():
    with harness.folder() as work:
        expect_equal(sdmctl("simulate")[0], USAGE, "no folder")
        expect_equal(sdmctl("simulate", ACME, "--from", "yesterday")[0], USAGE, "--from")
        expect_equal(sdmctl("simulate", ACME, "--to", "2026-08-01")[0], USAGE, "the last day before the first")
        expect_equal(sdmctl("simulate", ACME, "--play", "--to-redis", "acme")[0], USAGE, "--play and --to-redis")
        status, _, err = sdmctl("simulate", write_model(work))
        expect_equal(status, AWAY, "no simulate.yaml")
        has(err, work + "/simulate.yaml: No such file or directory")
        expect_equal(sdmctl("simulate", ACME, "--out", work + "/none/x")[0], AWAY, "--out")
        expect_equal(sdmctl("simulate", ACME, "--to-redis", "acme", "--redis", "unix:%s/none" % work, "--wait", "1")[0], AWAY, "Redis")


@test("the simulation is no part of the model: its name is the same without it")
def not_in_the_model():
    with harness.folder() as work:
        folder = acme(work)
        before = sdmctl("check", folder)[1]
        os.remove(os.path.join(folder, "simulate.yaml"))
        expect_equal(sdmctl("check", folder)[1], before, "the model")


main()
