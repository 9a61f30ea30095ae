#!/usr/bin/env python3
"""A deal that two sellers share, through the daemon: figures, refusals in two languages and what to do about them."""
import contextlib
import json

from sdm import harness
from sdm.check import expect_equal, main, test
from sdm.tiny import NO, OK, has, sdmctl, served

FORMS = """forms:
  sale:
    seller: optional
    credit: {lines: shares}
    fields:
      amount: {type: money, required: yes, min: 0}
"""
HEAD = ("form=sale", "at=2026-03-06", "received_at=2026-03-06T12:00:00Z", "amount=1000.01")


@contextlib.contextmanager
def company():
    """Both have sold 100 a day on 1 to 5 March."""
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            place, daemon = served(work, redis, forms=FORMS)
            yield place
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


def shares(*pairs):
    return "shares=" + json.dumps([{"seller": seller, "share": share} for seller, share in pairs])


def figures(place):
    out = ""
    for kind in ("seller", "company"):
        out += sdmctl("kpi", "--scope-kind", kind, "--period", "2026-03", "--kpi", "revenue", "--json", *place)[1]
    return {row["scope"]: row["fact"] for row in map(json.loads, out.splitlines())}


@test("shares divide a deal to the last digit, and a correction moves the difference")
def divided():
    with company() as place:
        status, out, _ = sdmctl("report", *HEAD, "id=d1", shares(("anna", 3333), ("boris", 6667)), *place)
        expect_equal(status, OK, out)
        expect_equal(figures(place), {"anna": "833.3033", "boris": "1166.7067", "co": "2000.01"}, "shared")
        sdmctl("report", *HEAD, "id=d1", "rev=2", shares(("anna", 10000),), *place)
        expect_equal(figures(place), {"anna": "1500.01", "boris": "500", "co": "2000.01"}, "given to one")


@test("shares that are not the whole are refused, with the field and what to do")
def refused():
    with company() as place:
        status, out, _ = sdmctl("report", *HEAD, "id=d1", shares(("anna", 3333), ("boris", 6666)), *place)
        expect_equal(status, NO, "the sum")
        has(out, "shares: the shares must add up to 10000 basis points, these to 9999  V06")
        sdmctl("report", *HEAD, "id=d2", shares(("anna", 5000), ("anna", 5000)), *place)
        sdmctl("report", *HEAD, "id=d3", shares(("anna", 5000), ("boriss", 5000)), *place)
        rows = [json.loads(line) for line in sdmctl("rejected", "--json", *place)[1].splitlines()]
        expect_equal(
            [(row["id"], row["rule"], row["key"], row["field"]) for row in rows],
            [("d1", "V06", "shares_sum", "shares"), ("d2", "V06", "seller_twice", "shares[1].seller"),
             ("d3", "V07", "unknown_seller", "shares[1].seller")],
            "rejected",
        )
        _, out, _ = sdmctl("rejected", "show", rows[0]["entry"], "--language", "ru", *place)
        has(out, "доли должны давать в сумме 10000 базисных пунктов", "исправить доли в источнике: в базисных пунктах, вместе 10000")
        has(sdmctl("rejected", "show", rows[1]["entry"], *place)[1], "give each seller one share at the producer")
        has(sdmctl("rejected", "show", rows[2]["entry"], *place)[1], "boris")
        expect_equal(figures(place), {"anna": "500", "boris": "500", "co": "1000"}, "nothing counts")


if __name__ == "__main__":
    main()
