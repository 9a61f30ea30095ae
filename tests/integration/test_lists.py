#!/usr/bin/env python3
"""What sdmctl says of a company in Redis: lists of what became of inputs, and its status."""
import json
import os

from sdm import harness
from sdm.check import ROOT, expect, expect_equal, main, test
from sdm.tiny import AWAY, NO, OK, USAGE, has, reports, sdmctl, served, write_file


@test("what a stranger sends does not steer the terminal")
def escape_sequences():
    with harness.folder() as work:
        redis = harness.Redis(work)
        daemon = None
        try:
            place, daemon = served(work, redis)
            name = "\x1b[31mR\x07\x1b]0;t\nno\x7f\u009b"
            sale = ["form=sale", "id=" + name, "seller=anna", "at=2026-03-05", "amount=7"]
            status, out, err = sdmctl("report", *sale, *place)
            expect_equal((status, err), (NO, ""), "report")
            shown = "\\u001b[31mR\\u0007\\u001b]0;t\\u000ano\\u007f\\u009b"
            has(out, "report sale " + shown + ": refused: ")
            for command in ("receipts", "rejected"):
                for language in ("en", "ru"):
                    status, out, _ = sdmctl(command, "--language", language, *place)
                    expect_equal(status, OK, command)
                    has(out, "sale " + shown)
                    wild = [c for c in out if c != "\n" and (c < " " or "\x7f" <= c <= "\x9f")]
                    expect_equal(wild, [], "control characters in " + command)
                told = [json.loads(line) for line in sdmctl(command, "--json", *place)[1].splitlines()]
                expect(name in [entry.get("id") for entry in told], "%s --json: %s" % (command, told))
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()
        status, _, err = sdmctl("kpi", "--kpi", "\x1b[2J", write_file(work + "/in.resp", reports()), "--model", work + "/tiny")
        expect_equal((status, err), (USAGE, 'sdmctl: no KPI "\\u001b[2J" in the model\n'), "a message")


@test("a filter that nothing matches is a no, and one by a field that is not there a mistake")
def filters():
    with harness.folder() as work:
        redis = harness.Redis(work)
        daemon = None
        try:
            place, daemon = served(work, redis)
            expect_equal(sdmctl("rejected", *place), (OK, "nothing was refused\n", ""), "nothing refused yet")
            expect_equal(sdmctl("report", "form=sail", "id=x", *place)[0], NO, "a report of an unknown form")
            expect_equal(sdmctl("rejected", "form=yyy", *place), (NO, "nothing matches\n", ""), "rejected")
            russian = sdmctl("receipts", "form=yyy", "--language", "ru", *place)
            expect_equal(russian, (NO, "ничего не найдено\n", ""), "receipts")
            expect_equal(sdmctl("rejected", "form=yyy", "--json", *place), (NO, "", ""), "rejected --json")
            expect_equal(sdmctl("rejected", "form=sail", *place)[0], OK, "one that matches")
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()
    status, out, err = sdmctl("rejected", "frm=yyy", "--company", "tiny", "--redis", "unix:/nowhere")
    expect_equal((status, out), (USAGE, ""), "an unknown field")
    has(err, 'no field "frm" in rejected: did you mean "form"?')


@test("lists may be filtered by every field of docs/outputs.md")
def fields():
    with open(os.path.join(ROOT, "docs/outputs.md"), encoding="utf-8") as file:
        sections = file.read().split("\n## ")
    for section in sections[1:]:
        stream, _, text = section.partition("\n")
        if stream == "journal":
            continue
        named = [row.split("|")[1] for row in text.split("| field |")[1].split("\n\n")[0].splitlines() if row.startswith("| `")]
        names = [name.strip(" `") for cell in named for name in cell.split(",")]
        expect(len(names) >= 11, "fields of %s: %s" % (stream, names))
        argv = [stream, *(name + "=x" for name in names), "--company", "tiny", "--wait", "0"]
        status, _, err = sdmctl(*argv, "--redis", "unix:/nowhere")
        expect_equal(status, AWAY, "%s: %s" % (stream, err))


@test("status: a company whose keys are gone while its daemon runs is no company that is served")
def flushed():
    with harness.folder() as work:
        redis = harness.Redis(work)
        daemon = None
        try:
            place, daemon = served(work, redis)
            status, out, _ = sdmctl("status", *place)
            expect_equal((status, "keys" in out), (OK, False), "served")
            with redis.client() as client:
                client.call("FLUSHALL")
                harness.wait_until("the lease", 10, lambda: client.call("EXISTS", "sdm:{tiny}:lease"))
            status, out, err = sdmctl("status", *place)
            expect_equal((status, err), (NO, ""), "flushed")
            has(out, "model        none\n", "its keys are gone", "sdmctl activate")
            status, out, _ = sdmctl("status", "--json", *place)
            told = json.loads(out)
            expect_equal((status, told["model"], told["daemon"] is None), (NO, None, False), "--json")
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


main()
