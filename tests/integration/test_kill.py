#!/usr/bin/env python3
"""kill -9 at any moment: nothing lost, nothing counted twice, no output twice."""
import os
import random
import time

from sdm import feed, harness
from sdm.check import DATA, Failed, expect, main, say, test

WINDOW = 0.1  # seconds within which a kill comes


class Feeder:
    """Adds commands at a pace, as producers do, whatever happens to the daemon."""

    def __init__(self, client, commands):
        self.client, self.commands = client, commands
        self.added = 0

    def add(self, upto):
        for reply in self.client.pipeline(self.commands[self.added:upto]):
            expect(not isinstance(reply, Exception), "the feed failed: %r" % reply)
        self.added = max(self.added, upto)

    def add_for(self, seconds, upto):
        """Spread the commands up to `upto` over 0.1 s and stop after `seconds` of it."""
        first, begun = self.added, time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            self.add(first + int((upto - first) * min(passed / WINDOW, 1)))
            time.sleep(0.001)

    def last_report(self):
        reports, _ = harness.last_ids(self.commands[max(0, self.added - 2):self.added])
        return reports


def campaign(company, config, commands, kills, seed):
    """Kill the owner at random moments while reports arrive, each commit taking a random while. Returns how many kills hit
    unread input or a commit in flight."""
    plain = harness.undisturbed(company, config, commands)
    choose = random.Random(seed)
    hit = epoch = 0
    with harness.service(company, config, daemon=False) as (redis, keys, _):
        slow_path = os.path.join(redis.work, "slow.sock")
        proxy = harness.SlowProxy(slow_path, redis.path, seed, longest=0.01)
        feeder = Feeder(redis.client(), commands)
        daemon = harness.Daemon(redis.work, slow_path, company, turn_inputs=20, checkpoint_s=1)
        try:
            for kill in range(kills):
                harness.wait_until(lambda: "an owner; log: " + daemon.log()[-1500:], 30, lambda: owned(keys, daemon, epoch))
                epoch = int(keys.fence()["epoch"])
                share = (kill + 1) * (len(commands) - 2) // kills
                if kill % 10 == 9:
                    time.sleep(1 + choose.random() / 2)  # a checkpoint is due: this kill hits any part of it
                feeder.add_for(choose.random() * WINDOW, share)
                reports = feeder.last_report()
                daemon.kill()
                hit += not keys.taken(reports)
                feeder.add(share)
                daemon.start()
            feeder.add(len(commands))
            result = harness.finish(keys, daemon, commands)
            turns, generation = int(keys.fence()["turn"]), keys.manifest()["generation"]
            harness.verify(keys)
        finally:
            daemon.end()
            proxy.close()
    different = result.difference(plain)
    expect(not different, different)
    say("%d kills, %d of them on unread input or a commit in flight" % (kills, hit))
    say("%d turns, %s checkpoints; %s, digest %s" % (turns, generation, result.counts(), result.digest))
    return hit


def owned(keys, daemon, epoch):
    """Whether this daemon has taken the company over from the one killed before."""
    if not daemon.alive():
        raise Failed("sdmd ended by itself with %d: %s" % (daemon.process.returncode, daemon.log()[-2000:]))
    fence = keys.fence()
    return fence and int(fence["epoch"]) > epoch


@test("ten kills during a month of the example company")
def few():
    commands = feed.commands_of("acme", "2026-10-31", feed.acme())
    campaign("acme", "config/acme", commands, 10, 1)


@test("a kill after a clock command has let days end: the restart folds to what was emitted")
def after_the_clock():
    commands = feed.commands_of("acme", "2026-11-10", feed.acme())
    with harness.service("acme", "config/acme", checkpoint_s=3600) as (_, keys, daemon):
        keys.client.pipeline(commands)
        reports, orders = harness.last_ids(commands)
        harness.wait_until(lambda: "all input to be taken; log: " + daemon.log()[-1500:], 60, lambda: keys.taken(reports, orders))
        epoch = int(keys.fence()["epoch"])
        daemon.kill()
        daemon.start()
        harness.wait_until(lambda: "an owner; log: " + daemon.log()[-1500:], 30, lambda: owned(keys, daemon, epoch))
        daemon.stop()
        harness.verify(keys)


@test("200 kills during a paced feed, at least 150 of them on unread input or a commit in flight")
def many():
    if os.path.isdir(DATA):
        data_set = feed.SETS["crm_sales"]
        company, config = data_set.company, data_set.config
        commands = feed.commands_of(company, data_set.end, feed.varied("crm_sales", 2, "csv"))
    else:
        company, config, commands = "acme", "config/acme", feed.commands_of("acme", "2026-12-31", feed.acme(last="2026-12-30"))
    hit = campaign(company, config, commands, 200, 2)
    expect(hit >= 150, "only %d of 200 kills hit unread input or a commit in flight" % hit)


main()
