#!/usr/bin/env python3
"""Where a turn ends is invisible: outputs and digests do not depend on how inputs are grouped or how long commits take."""
import os

from sdm import feed, harness
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
