#!/usr/bin/env python3
"""A model put in force every second under load: nothing lost, nothing doubled, cases live on, refused models are named.

RELOAD_SECONDS: how long, default 12; `make reload` takes five minutes.
"""
import os
import re
import shutil
import threading
import time

from sdm import harness, resp
from sdm.check import ROOT, expect, expect_equal, main, say, test

SECONDS = int(os.environ.get("RELOAD_SECONDS", "12"))
SELLERS = ["s.vlasov", "s.akimov", "s.egorova", "s.fomina", "s.ushakov", "s.petrov", "s.shubin", "s.ivanov"]
BATCH, PAUSE = 40, 0.04  # some 1,000 reports a second
DAY = "2026-10-06"


def flip(number):
    """Report `number`: in turn for each seller, a discount of 50 % and then none. Each one opens or closes a case."""
    seller, rev = SELLERS[number % len(SELLERS)], number // len(SELLERS) + 1
    fields = {"form": "deal", "id": "R-" + seller, "rev": str(rev), "seller": seller, "at": DAY, "kind": "won", "deal": "D"}
    ms = number % 1000
    fields["received_at"] = "%sT09:%02d:%02d.%03dZ" % (DAY, number // 60000 % 60, number // 1000 % 60, ms)
    fields.update(client="c-1", potential="A", size="large", product="tools-hand", list="100000")
    fields["amount"] = "50000" if rev % 2 else "100000"
    return resp.encode("XADD", "sdm:{acme}:reports", "*", *[part for pair in fields.items() for part in pair])


class Producer(threading.Thread):
    def __init__(self, redis):
        super().__init__()
        self.redis, self.sent, self.ending = redis, 0, threading.Event()

    def run(self):
        with self.redis.client() as client:
            while not self.ending.is_set() or self.sent % (2 * len(SELLERS)):
                client.pipeline([flip(number) for number in range(self.sent, self.sent + BATCH)])
                self.sent += BATCH
                time.sleep(PAUSE)


def variant(work, name, limit):
    """The example company whose discount limit is another one, at which the reports flip all the same."""
    made = os.path.join(work, name)
    shutil.copytree(os.path.join(ROOT, "config", "acme"), made)
    with open(os.path.join(made, "decisions.yaml"), "a", encoding="utf-8") as file:
        file.write("  deep_discount:\n    limit: %s\n" % limit)
    return made


def answers(keys):
    return [dict(pairs) for _, pairs in keys.client.entries(keys.key("receipts")) if dict(pairs).get("of") == "command"]


def reload_once(turn, models, place):
    """What was expected of it: "accepted", or the words that must be in the refusal."""
    if turn % 5 == 3:
        done = harness.sdmctl("activate", models["broken"], "--no-tests", *place, check=False)
        expect_equal(done.returncode, 1, "status of a model that does not load")
        expect("decisions.yaml:" in done.stderr and "limit" in done.stderr, "it does not name the place: " + done.stderr)
        return None
    options = [] if turn % 10 == 5 else ["--no-tests"]  # its scenarios take as long as several turns
    done = harness.sdmctl("activate", models[turn % 2], *options, *place)
    expect("accepted" in done.stdout, "activate said: " + done.stdout + done.stderr)
    return "accepted"


@test("a model put in force every second under load for %d s: nothing lost or doubled, cases live on" % SECONDS)
def reload():
    with harness.folder() as work:
        models = {0: variant(work, "a", "35%"), 1: variant(work, "b", "36%"), "broken": variant(work, "broken", "twelve")}
        with harness.service("acme", models[0]) as (redis, keys, daemon):
            place = ["--redis", "unix:" + redis.path, "--company", "acme"]
            producer = Producer(redis)
            producer.start()
            accepted, turn, end = 0, 0, time.monotonic() + SECONDS
            try:
                while time.monotonic() < end:
                    due = time.monotonic() + 1
                    accepted += reload_once(turn, models, place) == "accepted"
                    if turn % 7 == 6:  # what no sdmctl has looked at reaches the daemon too, and is refused there
                        order = ["command", "activate", "sha", "%064x" % turn, "by", "test", "token", "none-%d" % turn]
                        keys.client.call("XADD", keys.key("commands"), "*", *order)
                    turn += 1
                    time.sleep(max(0, due - time.monotonic()))
            finally:
                producer.ending.set()
                producer.join()
            last = keys.client.call("XREVRANGE", keys.key("reports"), "+", "-", "COUNT", 1)[0][0].decode()
            harness.wait_until(lambda: "all to be taken: " + daemon.log()[-1500:], 60, lambda: keys.taken(last))
            daemon.stop()
            check_outputs(keys, producer.sent)
            told = answers(keys)
            refused = [a for a in told if a["answer"] == "rejected"]
            expect_equal(len([a for a in told if a["answer"] == "accepted"]), accepted, "activations accepted")
            expect_equal(len(refused), turn // 7, "activations that the daemon refused")
            for answer in refused:
                expect(re.search("[0-9a-f]{64}", answer["text"]) and answer["key"] == "model_refused", "refusal: %s" % answer)
            harness.verify(keys)
    say("%d reports, %d activations, %d refused" % (producer.sent, accepted, turn - accepted + len(refused)))


def check_outputs(keys, sent):
    """Each report flipped one case: alerts are numbered without a gap, and each case opened and was resolved once."""
    alerts = [dict(pairs) for _, pairs in keys.client.entries(keys.key("alerts"))]
    expect_equal([int(a["n"]) for a in alerts], list(range(1, sent + 1)), "the alerts' numbers")
    by_case = {}
    for alert in alerts:
        by_case.setdefault(alert["case"], []).append(alert["kind"])
    wrong = {case: kinds for case, kinds in by_case.items() if kinds != ["open", "resolved"]}
    expect(not wrong, "cases that did not open and close once: %s" % list(wrong.items())[:3])
    expect_equal(len(by_case), sent // 2, "cases")


main()
