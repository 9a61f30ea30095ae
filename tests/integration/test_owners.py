#!/usr/bin/env python3
"""Two daemons for one company: the one that has lost it commits nothing."""
import os
import signal
import time

from sdm import feed, harness
from sdm.check import expect, expect_equal, main, say, test


@test("an owner that wakes up after another has taken over commits nothing")
def stale():
    commands = feed.commands_of("acme", "2026-10-31", feed.acme())
    plain = harness.undisturbed("acme", "config/acme", commands)
    half = len(commands) // 2
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        slow_path = os.path.join(redis.work, "slow.sock")
        proxy = harness.SlowProxy(slow_path, redis.path, 3)
        keys.client.pipeline(commands[:half])
        first = harness.Daemon(redis.work, slow_path, "acme", name="first", turn_inputs=20)
        second = None
        try:
            harness.wait_until("the first owner's commits", 20, lambda: keys.fence() and int(keys.fence()["turn"]) > 5)
            first.signal(signal.SIGSTOP)
            time.sleep(0.1)  # what it had sent arrives
            before = keys.fence()
            expect(not keys.taken(harness.last_ids(commands[:half])[0]), "it was stopped too late to have a commit in flight")
            second = harness.Daemon(redis.work, redis.path, "acme", name="second")
            harness.wait_until(
                lambda: "the take-over; log: " + second.log()[-1500:], 20, lambda: keys.fence()["owner"] != before["owner"]
            )
            taken_over = keys.fence()
            expect(int(taken_over["epoch"]) > int(before["epoch"]), "the epoch did not grow: %s, %s" % (before, taken_over))
            keys.client.pipeline(commands[half:])
            first.signal(signal.SIGCONT)
            time.sleep(1.5)
            harness.wait_until("all input", 20, lambda: keys.taken(*harness.last_ids(commands)))
            journal = [dict(pairs) for _, pairs in keys.client.entries(keys.key("journal"))]
            owners = [entry["owner"] for entry in journal if entry["kind"] == "owner"]
            expect_equal(owners, [before["owner"], taken_over["owner"]], "owners in the journal")
            expect(first.alive(), "the first one ended: " + first.log()[-1000:])
            say("the first one said: " + first.log().splitlines()[-1])
            first.kill()  # a stand-by again, it would take over when the second one stops
            result = harness.finish(keys, second, commands)
            harness.verify(keys)
        finally:
            first.end()
            if second:
                second.end()
            proxy.close()
    different = result.difference(plain)
    expect(not different, different)
    say("owner %s, then %s; %s" % (before["owner"], taken_over["owner"], result.counts()))


@test("a stand-by takes over when the owner is killed, and the outputs are the same")
def stand_by():
    commands = feed.commands_of("acme", "2026-10-31", feed.acme())
    plain = harness.undisturbed("acme", "config/acme", commands)
    half = len(commands) // 2
    with harness.service("acme", "config/acme") as (redis, keys, first):
        harness.wait_until("the first owner", 20, keys.fence)
        epoch = keys.fence()["epoch"]
        second = harness.Daemon(redis.work, redis.path, "acme", name="second")
        try:
            keys.client.pipeline(commands[:half])
            time.sleep(1.5)  # three leases
            expect_equal(keys.fence()["epoch"], epoch, "the epoch while the owner lives")
            first.kill()
            killed = time.monotonic()
            keys.client.pipeline(commands[half:])
            reports, orders = harness.last_ids(commands)
            harness.wait_until("the stand-by", 30, lambda: keys.taken(reports, orders))
            say("all taken %.1f s after the kill" % (time.monotonic() - killed))
            result = harness.finish(keys, second, commands)
        finally:
            second.end()
    different = result.difference(plain)
    expect(not different, different)


def checkpoints_begun(keys):
    return [pairs for _, pairs in keys.client.entries(keys.key("journal")) if dict(pairs)["kind"] == "checkpoint"]


@test("a stand-by spares the checkpoint that the former owner wrote after it had loaded another one")
def latest_checkpoint_is_spared():
    commands = feed.commands_of("acme", "2026-10-31", feed.acme())
    plain = harness.undisturbed("acme", "config/acme", commands)
    third = len(commands) // 3
    paced = {"checkpoint_s": 1, "checkpoint_turn_kib": 16}
    with harness.service("acme", "config/acme", **paced) as (redis, keys, first):
        generation = lambda: int(keys.manifest().get("generation", 0))
        keys.client.pipeline(commands[:third])
        harness.wait_until("two checkpoints", 20, lambda: generation() >= 2)
        slow_path = os.path.join(redis.work, "slow.sock")
        proxy = harness.SlowProxy(slow_path, redis.path, 5, longest=0.1)  # its checkpoints take seconds
        second = harness.Daemon(redis.work, slow_path, "acme", name="second", lease_ms=5000, **paced)
        third_daemon = None
        try:
            harness.wait_until("the stand-by", 20, lambda: "following the log" in second.log())
            loaded = generation()
            keys.client.pipeline(commands[third:2 * third])
            harness.wait_until("a further checkpoint", 20, lambda: generation() > loaded)
            first.kill()
            latest, begun = generation(), len(checkpoints_begun(keys))
            # Pages alternate between two slots: one generation later they lie where the stand-by would put its own.
            expect_equal(latest, loaded + 1, "the generation written after the stand-by had loaded another one")
            keys.client.pipeline(commands[2 * third:])
            harness.wait_until("the stand-by's first checkpoint to begin", 20, lambda: len(checkpoints_begun(keys)) > begun, 0.001)
            turn = int(keys.fence()["turn"])
            harness.wait_until("eight pieces of it", 20, lambda: int(keys.fence()["turn"]) >= turn + 8, 0.001)
            second.kill()
            expect_equal(generation(), latest, "the generation when the stand-by was killed in the middle of its first checkpoint")
            third_daemon = harness.Daemon(redis.work, redis.path, "acme", name="third")
            result = harness.finish(keys, third_daemon, commands)
            harness.verify(keys)
            say("loaded %d, spared %d, then %d" % (loaded, latest, generation()))
        finally:
            second.end()
            if third_daemon:
                third_daemon.end()
            proxy.close()
    different = result.difference(plain)
    expect(not different, different)


@test("an owner that is told to stop after another has taken over ends at once")
def stop_after_loss():
    commands = feed.commands_of("acme", "2026-10-31", feed.acme())[:200]
    with harness.service("acme", "config/acme") as (redis, keys, first):
        keys.client.pipeline(commands)
        harness.wait_until("the first owner", 20, lambda: keys.taken(harness.last_ids(commands)[0]))
        owner = keys.fence()["owner"]
        first.signal(signal.SIGSTOP)
        second = harness.Daemon(redis.work, redis.path, "acme", name="second")
        try:
            harness.wait_until("the take-over", 20, lambda: keys.fence()["owner"] != owner)
            first.signal(signal.SIGTERM)
            first.signal(signal.SIGCONT)
            first.stop(5)
            expect_equal(keys.fence()["epoch"], "2", "the epoch")
        finally:
            second.end()


def model_of_other():
    """The example company under another name."""
    with harness.folder() as work:
        return harness.model_of(harness.changed_acme(work, "other", "company: acme\n", "company: other\n"))


@test("two companies in one daemon do not touch each other")
def two_companies():
    commands = feed.commands_of("acme", "2026-10-31", feed.acme())
    plain = harness.undisturbed("acme", "config/acme", commands)
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        other = harness.Company(redis, "other")
        other.begin_with(model_of_other())
        copies = [command.replace(b"$18\r\nsdm:{acme}:reports", b"$19\r\nsdm:{other}:reports") for command in commands[:1000]]
        daemon = harness.Daemon(redis.work, redis.path, "acme, other", turn_inputs=50)
        try:
            for first in range(0, len(commands), 100):
                keys.client.pipeline(commands[first:first + 100])
                keys.client.pipeline(copies[first:first + 100])
            harness.wait_until("the other company", 30, lambda: other.taken(harness.last_ids(copies)[0]))
            result = harness.finish(keys, daemon, commands)
            harness.verify(keys)
            say("acme: %s; other: %s" % (result.counts(), harness.Result(other).counts()))
        finally:
            daemon.end()
    different = result.difference(plain)
    expect(not different, different)


main()
