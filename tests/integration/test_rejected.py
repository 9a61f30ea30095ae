#!/usr/bin/env python3
"""sdmctl rejected: showing one refusal as a whole, and sending refused reports once more."""
import contextlib
import json
import os
import re

from sdm import harness, resp
from sdm.check import ROOT, expect_equal, main, test
from sdm.tiny import AWAY, NO, OK, USAGE, has, report, sdmctl, served, write_model

FORMS = """forms:
  sale:
    seller: required
    fields:
      amount: {type: money, required: yes, min: 0}
      product: {type: axis}
      size: {type: choice, of: [small, large]}
      note: {type: text, length: 4096}
"""
AXES = """axes:
  product:
    members: [{id: black}, {id: green}]
"""
NEXT = 2000
# Refusals of any command: their message says all.
SAID_BY_THEIR_TEXT = {"missing_field", "bad_text", "bad_type"}


def mend(work, place, axes):
    expect_equal(sdmctl("activate", write_model(work + "/tiny", forms=FORMS, axes=axes), *place)[0], OK, "activate")


@contextlib.contextmanager
def company():
    """The tiny company with a form that has more to refuse. Gives (work, redis, place)."""
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            place, daemon = served(work, redis, forms=FORMS, axes=AXES)
            yield work, redis, place
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


def send(redis, place, *commands):
    """Sends reports and waits until all of them are refused; their entries in the list."""
    with redis.client() as client:
        client.pipeline(list(commands))
    harness.wait_until("the refusals", 10, lambda: len(rejected(place)) >= len(commands))
    return rejected(place)


def rejected(place):
    return [json.loads(line) for line in sdmctl("rejected", "--json", "--count", "0", *place)[1].splitlines()]


def told(*argv):
    status, out, err = sdmctl("rejected", *argv, "--json")
    return status, [json.loads(line) for line in out.splitlines()], err


@test("rejected show: the report, the rule, what was expected, near names, and what to do")
def show():
    with company() as (_, redis, place):
        send(redis, place, report(NEXT, "bors", 5), report(NEXT + 1, "boris", 5, id="p", product="gren"),
             report(NEXT + 2, "boris", 5, id="a", amount="-7"), report(NEXT + 3, "boris", 5, id="f", amuont="7"),
             report(NEXT + 4, "boris", 5, id="c", size="smal1"), report(NEXT + 5, "boris", 5, id="x", form="sail"))
        has(sdmctl("rejected", *place)[1], "report sale bors-5  2000-0\n", "report sail x  2005-0\n")
        status, out, err = sdmctl("rejected", "show", "2000-0", *place)
        expect_equal((status, err), (OK, ""), "show")
        has(out, "report sale bors-5  2000-0\n", "V07\n", "expected      the code of a seller", "near names    boris\n")
        has(out, "what to do    mend the code at the producer", "would refuse it: ", "as it was sent:\n      form         sale\n")
        status, out, _ = sdmctl("rejected", "show", "2001-0", "--language", "ru", *place)
        has(out, "ожидалось     код элемента оси product", "похожее       green\n", "что делать    исправить код")
        has(sdmctl("rejected", "show", "2002-0", *place)[1], "sent          -7\n", "at most four decimals, at least 0; it may not")
        for entry, near in (("2003-0", ["amount"]), ("2004-0", ["small"]), ("2005-0", ["sale"])):
            status, rows, _ = told("show", entry, *place)
            row = rows[0]
            expect_equal((status, row["near"], row["now"], row["original"]), (OK, near, "rejected", "sent"), entry)
            expect_equal(["seller", "boris"] in row["report"], True, "the report")
        expect_equal(told("show", "9-0", *place)[0], NO, "an entry that was not refused")


@test("rejected retry: what the mended model takes is accepted, once, and the refusal stays")
def retry():
    with company() as (work, redis, place):
        send(redis, place, report(NEXT, "boris", 5, id="p", product="blue"), report(NEXT + 1, "anna", 5, id="q", product="red"),
             report(NEXT + 2, "anna", 5, id="r", amount="x"))
        status, rows, _ = told("retry", "2000-0", *place)
        expect_equal((status, rows[0]["answer"], rows[0]["key"]), (NO, "rejected", "not_a_member"), "before it is mended")
        mend(work, place, AXES.replace("{id: green}", "{id: green}, {id: blue}"))
        has(sdmctl("rejected", "show", "2000-0", *place)[1], "now           the model in force would take it")
        status, rows, err = told("retry", "--all", "--rule", "V03", *place)
        expect_equal((status, err), (NO, ""), "retry --all")
        expect_equal([(r["id"], r["answer"]) for r in rows], [("q", "rejected"), ("p", "accepted")], "what became of them")
        sent = rows[1]["sent"]
        with redis.client() as client:
            (_, entry), = client.entries("sdm:{tiny}:reports", sent)[:1]
            (_, first), = client.entries("sdm:{tiny}:reports", "2000-0")[:1]
        expect_equal(entry, first, "the report as it was")
        status, out, _ = sdmctl("rejected", "retry", "2000-0", *place)
        expect_equal(status, OK, "retry again")
        expect_equal(bool(re.fullmatch(r"2000-0 -> \d+-\d+  report sale p: seen before, nothing changed\n", out)), True, out)
        expect_equal(len(rejected(place)), 5, "nothing was taken away from what was refused")
        figure = json.loads(sdmctl("kpi", "--scope-kind", "seller", "--scope", "boris", "--period", "2026-03", "--json", *place)[1])
        expect_equal(figure["fact"], "600", "it counts once")


@test("rejected retry: out of what is kept where the stream is trimmed, and not where that is not the whole")
def originals():
    with company() as (work, redis, place):
        long, bytes_lost = "x" * 4090, b"\xff"
        bad = resp.encode("XADD", "sdm:{tiny}:reports", "2002-0", "form", "sale", "id", bytes_lost, "seller", "anna", "at", "2026-03-05")
        send(redis, place, report(NEXT, "boris", 5, id="kept", product="blue"), report(NEXT + 1, "boris", 5, id="long", note=long,
             product="blue"), bad)
        mend(work, place, AXES.replace("{id: green}", "{id: green}, {id: blue}"))
        with redis.client() as client:
            for entry in ("2000-0", "2001-0", "2002-0"):
                client.call("XDEL", "sdm:{tiny}:reports", entry)
        has(sdmctl("rejected", "show", "2001-0", *place)[1], "its beginning (the whole is no longer in the stream):")
        status, out, _ = sdmctl("rejected", "retry", "2000-0", "2001-0", "2002-0", *place)
        expect_equal(status, NO, "retry")
        has(out, "report sale kept: accepted\n", "2001-0  report sale long: not sent: only its beginning is kept")
        has(out, "not sent: it is not kept byte by byte")
        status, rows, _ = told("retry", "2001-0", *place)
        expect_equal((status, rows[0]["sent"], rows[0]["why"]), (NO, None, "unsent_cut"), "for programs")


@test("rejected retry: without a daemon it is sent and waits, and what cannot be asked for is a mistake")
def away():
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            place, daemon = served(work, redis)
            send(redis, place, report(NEXT, "bors", 5))
            expect_equal(sdmctl("plan", "--scope-kind", "nobody", "--scope", "x", "--kpi", "revenue", "--period", "2026-03",
                                "--target", "5", *place)[0], NO, "a command")
            command = [row["entry"] for row in rejected(place) if row["of"] == "command"][0]
            status, out, _ = sdmctl("rejected", "retry", command, *place)
            expect_equal((status, "it is a command" in out), (NO, True), "a command")
            status, _, err = sdmctl("rejected", "retry", "5-5", "--all", *place)
            expect_equal(status, USAGE, "--all without --rule: " + err)
            has(sdmctl("rejected", "retry", "5-5", *place)[2], "nothing refused has the entry id 5-5\n")
            has(sdmctl("rejected", "retry", "--all", "--rule", "V99", *place)[2], "no report was refused by rule V99\n")
            daemon.stop()
            status, out, err = sdmctl("rejected", "retry", "2000-0", *place)
            expect_equal(status, OK, "without a daemon")
            has(out, "sent, waits to be taken\n")
            has(err, "no daemon serves company tiny now")
        finally:
            if daemon:
                daemon.end()
            redis.stop()
    for argv in (["show"], ["show", "x"], ["show", "1-0", "2-0"], ["retry"], ["retry", "x"], ["retry", "--rule", "V03"], ["sho"]):
        expect_equal(sdmctl("rejected", *argv, "--company", "tiny", "--redis", "unix:/nowhere")[0], USAGE, " ".join(argv))
    for argv in (["show", "1-0"], ["retry", "1-0"]):
        argv += ["--company", "tiny", "--redis", "unix:/nowhere", "--wait", "0"]
        expect_equal(sdmctl("rejected", *argv)[0], AWAY, " ".join(argv))


@test("rejected show: there is an advice for every reason that docs/reports.md names")
def advice():
    with open(os.path.join(ROOT, "docs/reports.md"), encoding="utf-8") as file:
        keys = set(re.findall(r"^\| V\d\d \| `(\w+)` \|", file.read(), re.M))
    with open(os.path.join(ROOT, "po/en.po"), encoding="utf-8") as file:
        told_keys = set(re.findall(r'^msgid "advice_(\w+)"', file.read(), re.M))
    of_commands = {key for key in told_keys if re.match(r"command(_|$)", key)}
    expect_equal(sorted(told_keys - of_commands), sorted(keys), "reasons with an advice")


@test("rejected show: there is an advice for what is refused about cases, tasks and runs")
def advice_about_cases():
    with open(os.path.join(ROOT, "po/en.po"), encoding="utf-8") as file:
        told_keys = set(re.findall(r'^msgid "advice_command_(\w+)"', file.read(), re.M))
    with open(os.path.join(ROOT, "rules/command_case.c"), encoding="utf-8") as file:
        keys = set(re.findall(r'"C\d\d", (?:name\.len \? )?"(\w+)"', file.read())) - SAID_BY_THEIR_TEXT
    keys |= {"unknown_case", "unknown_task"}
    expect_equal(sorted(told_keys), sorted(keys), "reasons with an advice")


main()
