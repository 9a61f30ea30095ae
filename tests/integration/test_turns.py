#!/usr/bin/env python3
"""Where a turn ends is invisible: outputs and digests do not depend on how inputs are grouped or how long commits take."""
import os

from sdm import feed, harness, waiting
from sdm.check import DATA, expect, main, say, test


def long_feed():
    """(company, config, commands): real data with all its corrections where it is there, else the example company's."""
    if os.path.isdir(DATA):
        data_set = feed.SETS["crm_sales"]
        entries = feed.varied("crm_sales", 1, "csv")
        return data_set.company, data_set.config, feed.commands_of(data_set.company, data_set.end, entries)
    return "acme", "config/acme", feed.commands_of("acme", "2026-10-31", feed.acme())


@test("turns of 1, 7 and 10,000 inputs give the same outputs and digests")
def sizes():
    company, config, commands = long_feed()
    first = None
    for inputs in (10000, 7, 1):
        result = harness.undisturbed(company, config, commands, turn_inputs=inputs)
        say("turns of %d: %s, digest %s, state %s" % (inputs, result.counts(), result.digest, result.state))
        first = first or result
        different = result.difference(first)
        expect(not different, "turns of %d: %s" % (inputs, different))


@test("turns of 1, 7 and 10,000 commands leave a run that waits where one at a time leaves it")
def runs():
    script = waiting.Script()
    commands = [
        script.until("2026-05-01T08:00:00Z"),
        script.until("2026-05-04T14:00:00Z"),
        script.command("acknowledge", case="C1"),
        script.command("answer", case="C1", ask="reason", value="skill"),
        script.command("answer", case="C1", ask="reason", value="market"),
        script.until("2026-05-06T18:00:00Z"),
        script.command("task", task="T1", state="accepted", by="anna"),
        script.command("task", task="T1", state="done", by="anna"),
        script.command("task", task="T1", state="done", by="anna"),
        script.until("2026-05-08T00:00:00Z"),
    ]
    with harness.folder() as work:
        model = waiting.write_model(os.path.join(work, "model"))
        first = None
        for inputs in (10000, 7, 1):
            result = harness.undisturbed(waiting.COMPANY, model, commands, turn_inputs=inputs)
            first = first or result
            different = result.difference(first)
            expect(not different, "turns of %d: %s" % (inputs, different))
        told = [dict(pairs)["kind"] for pairs in first.outputs["alerts"]]
        expect(told[-1] == "closed" and len(first.outputs["rejected"]) == 1, "the run told %s" % told)


@test("commits delayed at random give the same outputs and digests")
def delayed():
    company, config, commands = long_feed()
    plain = harness.undisturbed(company, config, commands)
    for seed in (1, 2):
        with harness.service(company, config, daemon=False) as (redis, keys, _):
            proxy_path = os.path.join(redis.work, "slow.sock")
            proxy = harness.SlowProxy(proxy_path, redis.path, seed)
            daemon = harness.Daemon(redis.work, proxy_path, company, turn_inputs=200)
            try:
                for first in range(0, len(commands), 700):
                    keys.client.pipeline(commands[first:first + 700])
                result = harness.finish(keys, daemon, commands)
            finally:
                daemon.end()
                proxy.close()
        different = result.difference(plain)
        expect(not different, "delays of seed %d: %s" % (seed, different))
        say("delays of seed %d: %s" % (seed, result.counts()))


main()
