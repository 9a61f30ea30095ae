#!/usr/bin/env python3
"""sdmctl cases: what is open and what is over, with its reason, its tasks and its course."""
import contextlib
import json

from sdm import harness
from sdm.check import expect_equal, main, test
from sdm.tiny import AWAY, NO, OK, USAGE, has, report, sdmctl, served, write_model

NEXT = 2000


@contextlib.contextmanager
def company(day="2026-03-06"):
    """The tiny company on the evening before `day`: Boris has been behind for three days. Gives (place, redis)."""
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            place, daemon = served(work, redis)
            let_pass(place, day)
            yield place, redis
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


def let_pass(place, day):
    expect_equal(sdmctl("clock", "--until", day + "T00:00:00", *place)[0], OK, "clock")


def told(*argv):
    status, out, err = sdmctl("cases", *argv, "--json")
    return status, [json.loads(line) for line in out.splitlines()], err


@test("cases: an open one with its decision, subject, age, reason and task, for people in both languages")
def one_open():
    with company() as (place, _):
        status, out, err = sdmctl("cases", "tiny", *place[:2])
        expect_equal((status, err), (OK, ""), "cases")
        has(out, "C1  open  critical  Behind the plan\n", "    Boris, Revenue, 2026-03  behind\n", "sold too little\n")
        has(out, "opened 2026-03-04 00:00; open for 2 days\n", "T1  to do  Call; to Boris; due Mar 4, 2026\n", "1 case, 1 open\n")
        status, out, _ = sdmctl("cases", "tiny", "--language", "ru", *place[:2])
        has(out, "C1  открыто", "Отставание", "мало продано", "Позвонить", "длится 2 дня")
        let_pass(place, "2026-03-10")
        has(sdmctl("cases", *place)[1], "open for 6 days\n")


@test("cases: open ones come first and closed ones last, and filters select among them")
def order():
    with company() as (place, redis):
        with redis.client() as client:
            # One good day closes Boris's case; Anna sells nothing until the 12th and falls behind.
            client.pipeline([report(NEXT, "boris", 6, amount="2000")])
        let_pass(place, "2026-03-14")
        status, rows, err = told(*place)
        expect_equal((status, err), (OK, ""), "cases --json")
        stand = [(r["case"], r["scope"], r["status"], r.get("closed_as")) for r in rows]
        expect_equal(stand, [("C2", "anna", "open", None), ("C1", "boris", "closed", "recovered")], "cases")
        expect_equal([(t["task"], t["state"], t["due"]) for t in rows[1]["tasks"]], [("T1", "cancelled", "2026-03-04")], "tasks")
        closed = rows[1]
        expect_equal((closed["why.en"], closed["decision"], closed["severity"]), ("sold too little", "behind", "red"), "C1")
        expect_equal((closed["closed_day"], closed["age_days"]), ("2026-03-06", 2), "when it closed")
        wanted = (
            (["--status", "open"], ["C2"]), (["--status", "closed"], ["C1"]), (["--seller", "boris"], ["C1"]),
            (["--unit", "co"], ["C2", "C1"]), (["--since", "2026-03-07"], ["C2"]), (["--decision", "behind"], ["C2", "C1"]),
        )
        for options, ids in wanted:
            expect_equal([r["case"] for r in told(*place, *options)[1]], ids, " ".join(options))
        expect_equal(told(*place, "--seller", "boris", "--status", "open")[::2], (NO, ""), "none of these")
        expect_equal(sdmctl("cases", "--since", "2026-04-01", *place)[:2], (NO, "nothing matches\n"), "since")


@test("cases: one by its id, with everything that was said about it")
def course():
    with company() as (place, redis):
        with redis.client() as client:
            client.pipeline([report(NEXT, "boris", 6, amount="2000")])
        let_pass(place, "2026-03-07")
        status, out, err = sdmctl("cases", "tiny", "C1", *place[:2])
        expect_equal((status, err), (OK, ""), "cases tiny C1")
        has(out, "C1  recovered", "  opened; to boss\n      sold too little\n", "  T1 to do: Call; to Boris\n")
        has(out, "  recovered; to boss\n", "  T1 no longer needed: Call; to Boris\n")
        expect_equal(out.index("to do:") < out.index("recovered; to"), True, "the order of its course")
        _, rows, _ = told("C1", *place)
        steps = [(e["stream"], e["step"]) for e in rows[0]["course"]]
        expect_equal(steps, [("alerts", "1"), ("tasks", "2"), ("alerts", "3"), ("tasks", "4")], "course")
        has(out, "\nWhat it was judged by\n  woken by the clock: Mar 3, 2026 had ended\n  decisions/behind.lua:8, SHA-256 88bed957eb3b\n")
        has(out.replace("\u00a0", " "), "  Revenue, 2026-03, as of Mar 3, 2026: fact RUB 300, plan to date RUB 600, plan RUB 6,200; 3 facts")
        expect_equal([r["fact"] for r in rows[0]["judged_by"]["reads"]], ["300", "200", "100"], "what was read")
        has(sdmctl("cases", "tiny", "C1", "--language", "ru", *place[:2])[1], "\nНа чём основано решение\n")
        with redis.client() as client:
            client.call("DEL", "sdm:{tiny}:alerts")
        out = sdmctl("cases", "C1", *place)[1]
        has(out, "C1  recovered", "part of what was said is no longer in the streams\n", "T1 to do: Call")
        expect_equal(sdmctl("cases", "C9", *place), (NO, "", "sdmctl: there is no case C9: the last one is C1\n"), "C9")


AT_ONCE = """local sdm = require "sdm"

return sdm.decision "behind" {
  api = 1,
  title = { ru = "Крупная продажа", en = "A large sale" },
  owner = "owner@tiny",
  params = { large = sdm.money(1000), huge = sdm.money(5000) },
  watch = { kpi = "revenue", each = "seller", period = "day" },
  when = sdm.above { value = "large" },
  on_missing = "hold",
  severity = function(s, p)
    if s.fact > p.huge then return "red" end
    return "info"
  end,
}
"""


@test("cases: what a case was judged by outlasts a checkpoint, a restart and another model")
def judged_by():
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            place, daemon = served(work, redis, **{"decisions/behind": AT_ONCE})
            with redis.client() as client:
                client.pipeline([report(NEXT, "boris", 6, amount="1200", id="B-6", rev="2")])
            wanted = ["woken by report B-6, revision 2, form sale; entry %d-0\n" % NEXT, "  decisions/behind.lua:9, SHA-256 "]
            wanted += ["\n  large = 1000  (trigger, line 9)\n", "\n  Revenue, 2026-03-06: fact RUB 1,200; 1 fact  (trigger, line 9)\n"]
            wanted += ["\n  huge = 5000  (severity, line 12)\n"]
            harness.wait_until("the case", 10, lambda: told("C1", *place)[0] == OK)
            has(sdmctl("cases", "C1", *place)[1].replace("\u00a0", " "), *wanted)
            daemon.stop()
            daemon.start()
            let_pass(place, "2026-03-07")
            has(sdmctl("cases", "C1", *place)[1].replace("\u00a0", " "), *wanted)
            other = write_model(work + "/other", **{"decisions/behind": AT_ONCE.replace("1000", "900")})
            expect_equal(sdmctl("activate", other, *place)[0], OK, "another model")
            has(sdmctl("cases", "C1", *place)[1].replace("\u00a0", " "), *wanted)
            has(sdmctl("explain", "C1", *place)[1], "; the file is another one now\n", "  large = 1000  (trigger")
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


@test("cases: what cannot be asked for is named, and an empty company or an absent Redis says so")
def mistakes():
    with harness.service("tiny", "config/acme", daemon=False) as (redis, _, _):
        place = ["--redis", "unix:" + redis.path, "--company", "tiny"]
        status, _, err = sdmctl("cases", *place)
        expect_equal((status, err), (AWAY, "sdmctl: company tiny is new: no daemon has taken anything for it yet\n"), "new")
    with company() as (place, _):
        status, _, err = sdmctl("cases", "--seller", "bors", *place)
        expect_equal((status, err), (USAGE, 'sdmctl: --seller: the company has no seller "bors": did you mean "boris"?\n'), "bors")
        status, _, err = sdmctl("cases", "--decision", "behnd", *place)
        has(err, 'no decision "behnd": did you mean "behind"?')
    for argv, wanted in ((["tiny", "17"], USAGE), (["--status", "half"], USAGE), (["--since", "May"], USAGE), (["a", "C1", "b"], USAGE)):
        expect_equal(sdmctl("cases", *argv, "--redis", "unix:/nowhere")[0], wanted, " ".join(argv))
    status, _, err = sdmctl("cases", "tiny", "--redis", "unix:/nowhere", "--wait", "0")
    expect_equal(status, AWAY, "no Redis: " + err)
    has(err, "unix:/nowhere")


main()
