#!/usr/bin/env python3
"""What sdmctl says of a company in Redis: lists of what became of inputs, and its status."""
import json

from sdm import harness
from sdm.check import expect, expect_equal, main, test
from sdm.tiny import NO, OK, USAGE, has, reports, sdmctl, served, write_file


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


main()
