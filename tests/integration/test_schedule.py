#!/usr/bin/env python3
"""Rules between fields and the schedule through the daemon: what sdmctl shows of them, and commands that end a hold or a lock."""
import contextlib
import json

from sdm import harness
from sdm.check import expect_equal, main, test
from sdm.tiny import NO, OK, USAGE, has, sdmctl, served

FORMS = """forms:
  sale:
    seller: required
    fields:
      amount: {type: money, required: yes, min: 0}
      paid: money
    rules:
      paid_within_amount:
        title: {ru: Оплачено больше чем продано, en: Paid more than sold}
        check: paid <= amount
        class: hold
"""
SCHEDULE = """schedule:
  daily: {form: sale, title: {ru: Отчёт дня, en: Report of the day}, due: "13:00", lock_soft_days: 2, lock_hard_days: 9}
"""
KPIS = """measures:
  sold: {facts: sale, sum: amount}
  missing: {facts: duty, sum: missing}
kpis:
  revenue: {formula: sold, unit: money, title: {ru: Выручка, en: Revenue}}
  missing: {formula: missing, unit: count, direction: down}
"""


@contextlib.contextmanager
def company():
    """Anna and Boris have reported on 1 to 5 March at noon; it is the 5th, 15:00."""
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            place, daemon = served(work, redis, forms=FORMS, schedule=SCHEDULE, kpis=KPIS)
            expect_equal(sdmctl("clock", "--until", "2026-03-05T15:00:00", *place)[0], OK, "clock")
            yield place
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


def send(place, report_id, *fields, at="2026-03-05", received="2026-03-05T15:01:00Z"):
    head = ("form=sale", "id=" + report_id, "seller=anna", "at=" + at, "received_at=" + received)
    return sdmctl("report", *head, *fields, *place)


def due(place, *argv):
    status, out, err = sdmctl("due", *argv, "--json", *place)
    expect_equal((status, err), (OK, ""), "due")
    return [json.loads(line) for line in out.splitlines()]


@test("a report that is held counts, is confirmed once, and says in two languages why")
def held():
    with company() as place:
        status, out, _ = send(place, "anna-5", "rev=2", "amount=100", "paid=150")
        expect_equal(
            (status, out),
            (OK, "report sale anna-5 rev 2: accepted until it is confirmed: Paid more than sold (paid=150, amount=100)  V05\n"),
            "the answer",
        )
        _, out, _ = sdmctl("receipts", "answer=held", "--language", "ru", *place)
        has(out, "принято до подтверждения: Оплачено больше чем продано (paid=150, amount=100)  V05")
        receipt = json.loads(sdmctl("receipts", "answer=held", "--json", *place)[1])
        expect_equal(
            [receipt[name] for name in ("rule", "field", "key", "class", "params")],
            ["V05", "paid", "rule_not_kept", "hold", '{"name":"paid_within_amount","paid":"150","amount":"100"}'],
            "the receipt",
        )
        confirm = ("confirm", "--form", "sale", "--id", "anna-5", "--by", "boss")
        expect_equal(sdmctl(*confirm, *place)[:2], (OK, "command confirm: accepted\n"), "confirm")
        status, out, _ = sdmctl(*confirm, *place)
        expect_equal(status, NO, "confirm twice")
        has(out, "waits for a confirmation", "C07")
        expect_equal(sdmctl("confirm", "--form", "sale", *place)[0], USAGE, "confirm without an id")


@test("due: what is missing, what comes, what was handed in, in two languages and for programs")
def listed():
    with company() as place:
        expect_equal(
            [(row["seller"], row["period"], row["status"], row["due"]) for row in due(place)],
            [(who, "2026-03-06", "expected", "2026-03-06T13:00:00.000Z") for who in ("anna", "boris")],
            "what is owed on the 5th",
        )
        expect_equal(
            due(place, "--day", "2026-03-02", "--seller", "anna"),
            [
                {
                    "seller": "anna", "asked": "anna", "duty": "daily", "form": "sale", "period": "2026-03-02", "status": "submitted",
                    "due": "2026-03-02T13:00:00.000Z", "late_from": "2026-03-02T14:00:00.000Z", "came": "2026-03-02T12:00:00.000Z",
                    "lock_soft": "2026-03-05T00:00:00.000Z", "lock_hard": "2026-03-12T00:00:00.000Z", "locked": "soft",
                }
            ],
            "a day of Anna's",
        )  # fmt: skip
        expect_equal(sdmctl("clock", "--until", "2026-03-06T14:00:00", *place)[0], OK, "clock")
        _, out, _ = sdmctl("due", "--seller", "anna", *place)
        has(out, "Anna", "Report of the day", "2026-03-06", "missing", "2026-03-07", "expected")
        _, out, _ = sdmctl("due", "--seller", "anna", "--language", "ru", *place)
        has(out, "продавец", "Анна", "Отчёт дня", "не сдан", "ожидается")
        _, out, _ = sdmctl("kpi", "--kpi", "missing", "--scope-kind", "seller", "--json", *place)
        expect_equal([json.loads(line)["fact"] for line in out.splitlines()], ["1", "1"], "missing")
        for wrong in (("--duty", "weekly"), ("--seller", "anne"), ("--day", "today")):
            expect_equal(sdmctl("due", *wrong, *place)[0], USAGE, "due " + " ".join(wrong))


@test("a correction after the soft lock is refused, approved by a head, and sent again as it was")
def approved():
    with company() as place:
        status, out, _ = send(place, "anna-2", "rev=2", "amount=90", at="2026-03-02")
        expect_equal(status, NO, "after the soft lock")
        has(out, "daily 2026-03-02 is locked since 2026-03-05T00:00:00.000Z", "V16")
        entry = json.loads(sdmctl("rejected", "--json", *place)[1])["entry"]
        _, out, _ = sdmctl("rejected", "show", entry, *place)
        has(out, "sdmctl approve --form FORM --id ID")
        approve = ("approve", "--form", "sale", "--id", "anna-2", "--by")
        has(sdmctl(*approve, "boris", *place)[1], "heads neither", "C08")
        expect_equal(sdmctl(*approve, "boss", *place)[:2], (OK, "command approve: accepted\n"), "approve")
        status, out, _ = sdmctl("rejected", "retry", entry, *place)
        expect_equal(status, OK, "retry")
        has(out, "report sale anna-2 rev 2: accepted")
        status, out, _ = send(place, "anna-2b", "amount=90", at="2026-03-02")
        has(out, "V09")
        status, out, _ = send(place, "anna-2", "rev=3", "amount=80", at="2026-03-02", received="2026-03-12T00:00:00Z")
        has(out, "nothing of it is taken any more", "V07")


@test("replay and a restart in between give the same digests")
def replayed():
    with company() as place:
        send(place, "anna-5", "rev=2", "amount=100", "paid=150")
        sdmctl("confirm", "--form", "sale", "--id", "anna-5", "--by", "boss", *place)
        expect_equal(sdmctl("clock", "--until", "2026-03-09T00:00:00", *place)[0], OK, "clock")
        status, out, err = sdmctl("replay", "--verify", *place)
        expect_equal(status, OK, "replay --verify: %s %s" % (out, err))


if __name__ == "__main__":
    main()
