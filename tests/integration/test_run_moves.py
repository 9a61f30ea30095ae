#!/usr/bin/env python3
"""A run that waits for working days goes on as its algorithm says, whatever happens to sdmd, its model and its calendar."""
import os
import time

from sdm import harness, waiting
from sdm.check import expect_equal, main, test

RUN = """
    case:alert { to = "head" }
    case:task("plan", { to = case.seller, due = sdm.workdays(5), title = "Plan" })
    case:wait(sdm.workdays(5))
    case:note("%s")
    case:wait(sdm.workdays(1))
    case:escalate { to = "director" }
"""
CALENDAR = "calendars:\n  ours:\n    based_on: mon-fri\n    exceptions: [%s]\n"
COMPANY = waiting.FILES["company.yaml"].replace("mon-fri", "ours")


class Play:
    """What comes in, by whatever daemon owns the company."""

    def __init__(self, redis, keys, work):
        self.redis, self.keys, self.work = redis, keys, work
        self.script = waiting.Script()
        self.models = 0

    def tell(self, command):
        self.keys.client.pipeline([command])
        reports, orders = harness.last_ids([command])
        harness.wait_until("the command to be taken", 30, lambda: self.keys.taken(reports, orders))

    def until(self, instant):
        self.tell(self.script.until(instant))

    def model(self, word, holidays=""):
        self.models += 1
        folder = os.path.join(self.work, "model%d" % self.models)
        return waiting.write_model(folder, RUN % word, company=COMPANY, calendars=CALENDAR % holidays)

    def activate(self, word, holidays=""):
        sha, text = harness.model_of(self.model(word, holidays))
        self.keys.client.call("SET", self.keys.key("model:" + sha), text)
        self.tell(self.script.command("activate", sha=sha))

    def told(self):
        """(kind, when, why) of the alerts."""
        alerts = [dict(pairs) for pairs in self.keys.outputs()["alerts"]]
        return [(a["kind"], a["at"][:19], a["why.en"] if a["kind"] == "history" else "") for a in alerts]

    def due(self):
        return [dict(pairs)["due"] for pairs in self.keys.outputs()["tasks"]]


OPENED = ("open", "2026-05-02T00:00:00", "")


@test("five working days across a restart, a kill, a take-over, an edit and a decreed holiday end as the algorithm says")
def everything():
    with harness.folder() as work:
        play = Play(None, None, work)
        with harness.service(waiting.COMPANY, play.model("first"), daemon=False) as (redis, keys, _):
            play.redis, play.keys = redis, keys
            first = harness.Daemon(redis.work, redis.path, waiting.COMPANY, name="first")
            second = None
            try:
                play.until("2026-05-01T08:00:00Z")
                play.until("2026-05-05T12:00:00Z")
                expect_equal(play.told(), [OPENED], "what is told at first")
                expect_equal(play.due(), ["2026-05-08"], "when the task is due at first")
                first.stop()
                first.start()
                play.until("2026-05-05T14:00:00Z")
                first.kill()
                first.start()
                play.until("2026-05-05T16:00:00Z")
                second = harness.Daemon(redis.work, redis.path, waiting.COMPANY, name="second")
                time.sleep(0.5)
                owner = keys.fence()["owner"]
                first.kill()
                play.activate("edited")
                expect_equal(keys.fence()["owner"] == owner, False, "whether the first one owns the company still")
                play.until("2026-05-06T12:00:00Z")
                play.activate("edited", "{day: 2026-05-08, kind: off}")
                expect_equal(play.due(), ["2026-05-08", "2026-05-11"], "when the task is due before and after the decree")
                play.until("2026-05-11T17:59:59Z")
                expect_equal(play.told(), [OPENED], "what is told before the wait is over")
                play.until("2026-05-12T18:00:00Z")
                expect_equal(
                    play.told(),
                    [OPENED, ("history", "2026-05-11T18:00:00", "first"), ("escalated", "2026-05-12T18:00:00", "")],
                    "what is told in the end",
                )
                expect_equal(keys.outputs()["rejected"], [], "what is refused")
                second.stop()
                harness.verify(keys)
            finally:
                first.end()
                if second:
                    second.end()


@test("the same wait ends on the fifth working day where nothing is decreed")
def nothing_decreed():
    with harness.folder() as work:
        play = Play(None, None, work)
        with harness.service(waiting.COMPANY, play.model("first")) as (redis, keys, _):
            play.redis, play.keys = redis, keys
            play.until("2026-05-01T08:00:00Z")
            play.until("2026-05-06T12:00:00Z")
            play.activate("edited")
            play.tell(play.script.command("run", do="move", case="C1"))
            play.until("2026-05-11T18:00:00Z")
            expect_equal(
                play.told(),
                [OPENED, ("history", "2026-05-08T18:00:00", "edited"), ("escalated", "2026-05-11T18:00:00", "")],
                "what is told in the end",
            )
            expect_equal(play.due(), ["2026-05-08"], "when the task is due")


main()
