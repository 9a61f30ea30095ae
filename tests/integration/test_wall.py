#!/usr/bin/env python3
"""A company on wall time: reports by the server's clock, an alert at once, and the same after a kill."""
import time

from sdm import harness, resp
from sdm.check import expect, expect_equal, main, say, test


def wall_company(work):
    """The example company as a live one."""
    return harness.changed_acme(work, "wall", "time: log ", "time: wall ")


def deal(number, seller, amount, at):
    fields = {"form": "deal", "id": "W-%d" % number, "seller": seller, "at": at, "kind": "won", "deal": "D-%d" % number}
    fields.update(client="c-1", potential="A", size="large", product="tools-hand", list="100000", amount=str(amount))
    return resp.encode("XADD", "sdm:{acme}:reports", "*", *[part for pair in fields.items() for part in pair])


@test("wall time: a report's alert is there within moments, once, also when the daemon is killed in between")
def alert():
    with harness.folder() as work:
        config = wall_company(work)
        with harness.service("acme", config) as (_, keys, daemon):
            took = []
            sellers = ["s.vlasov", "s.akimov", "s.egorova", "s.fomina", "s.ushakov", "s.petrov", "s.shubin", "s.ivanov"]
            for number, seller in enumerate(sellers):
                harness.wait_until("an owner", 20, keys.fence)
                at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                last = (keys.client.call("XREVRANGE", keys.key("alerts"), "+", "-", "COUNT", 1) or [[b"0-0"]])[0][0]
                begun = time.monotonic()
                keys.client.pipeline([deal(number, seller, 50000, at)])
                got = keys.client.call("XREAD", "BLOCK", 10000, "STREAMS", keys.key("alerts"), last)
                took.append(time.monotonic() - begun)
                expect(got, "no alert within 10 s; log: " + daemon.log()[-1500:])
                if number % 3 == 2:
                    daemon.kill()
                    daemon.start()
            daemon.stop()
            alerts = keys.outputs()["alerts"]
            expect_equal([dict(a)["scope"] for a in alerts], sellers, "who was told about")
            harness.verify(keys)
    took.sort()
    say("report to alert: median %.1f ms, longest %.1f ms (over a restart)" % (took[len(took) // 2] * 1000, took[-1] * 1000))


@test("wall time: an idle company writes nothing, and goes on where it was after a clean stop")
def idle():
    with harness.folder() as work:
        config = wall_company(work)
        with harness.service("acme", config) as (_, keys, daemon):
            harness.wait_until("an owner", 20, keys.fence)
            time.sleep(1)
            before = keys.fence()
            time.sleep(2)
            expect_equal(keys.fence(), before, "the fence of an idle company")
            daemon.stop()
            daemon.start()
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            keys.client.pipeline([deal(1, "s.vlasov", 50000, at)])
            harness.wait_until("the alert", 20, lambda: keys.client.call("XLEN", keys.key("alerts")))
            daemon.stop()
            harness.verify(keys)


DAY_MS = 86400000


@test("wall time: an entry id in the future does not move the company's time")
def future_id():
    with harness.folder() as work:
        config = wall_company(work)
        with harness.service("acme", config) as (_, keys, daemon):
            harness.wait_until("an owner", 20, keys.fence)
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            ahead = int(time.time() * 1000) + 700 * DAY_MS
            keys.client.pipeline([deal(1, "s.vlasov", 100, at).replace(b"$1\r\n*\r\n", b"$15\r\n%d-0\r\n" % ahead, 1)])
            keys.client.pipeline([deal(number, "s.vlasov", 100, at) for number in range(2, 50)])
            last = keys.client.call("XREVRANGE", keys.key("reports"), "+", "-", "COUNT", 1)[0][0].decode()
            expect(last.startswith("%d-" % ahead), "Redis itself goes on from that id: %s" % last)
            harness.wait_until("the reports", 20, lambda: keys.taken(last))
            expect_equal(len(keys.outputs()["rejected"]), 0, "refused reports")
            expect("ahead of Redis's clock" in daemon.log(), "nobody was told: " + daemon.log()[-800:])
            expect_equal(daemon.log().count("ahead of Redis's clock"), 1, "how often it was told")
            harness.sdmctl("activate", config, "--redis", "unix:" + keys.redis.path)
            daemon.kill()
            daemon.start()
            keys.client.pipeline([deal(number, "s.akimov", 100, at) for number in range(50, 60)])
            last = keys.client.call("XREVRANGE", keys.key("reports"), "+", "-", "COUNT", 1)[0][0].decode()
            harness.wait_until("the reports after a kill", 20, lambda: keys.taken(last))
            daemon.stop()
            harness.verify(keys)
            expect_equal(len(keys.outputs()["rejected"]), 0, "refused reports")


def history(days_ago, count):
    """Reports that came so many days ago, with the entry ids of then."""
    first = int(time.time() * 1000) - days_ago * DAY_MS
    out = []
    for number in range(count):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((first + number) / 1000))
        command = deal(days_ago * 1000 + number, "s.vlasov", 100, at)
        out.append(command.replace(b"$1\r\n*\r\n", b"$15\r\n%d-0\r\n" % (first + number), 1))
    return out


def kept_of(**settings):
    """Which of 1,000 reports of long ago and 1,000 of last year stand in Redis after a checkpoint of today: (of long ago, rest)."""
    with harness.folder() as work:
        config = wall_company(work)
        commands = history(500, 1000) + history(300, 1000)
        with harness.service("acme", config, **settings) as (_, keys, daemon):
            keys.client.pipeline(commands)
            harness.finish(keys, daemon, commands)
            daemon.start()
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            keys.client.pipeline([deal(1, "s.vlasov", 50000, at)])
            today = keys.client.call("XREVRANGE", keys.key("reports"), "+", "-", "COUNT", 1)[0][0].decode()
            harness.wait_until("the report of today", 20, lambda: keys.taken(today))
            daemon.stop()
            harness.verify(keys)
            border = int(time.time() * 1000) - 401 * DAY_MS
            times = [int(entry[0].split(b"-")[0]) for entry in keys.client.call("XRANGE", keys.key("reports"), "-", "+")]
    return len([ms for ms in times if ms < border]), len([ms for ms in times if ms >= border])


@test("wall time: reports behind the horizon leave Redis with the checkpoint that covers them, unless all are kept")
def trimmed():
    old, young = kept_of()
    expect(old < 100 and young == 1001, "kept %d of 1,000 behind the horizon and %d of 1,001 within it" % (old, young))
    say("%d of 1,000 behind the horizon are still there: Redis gives back whole blocks" % old)
    expect_equal(kept_of(keep_reports="all"), (1000, 1001), "kept with keep_reports: all")


main()
