#!/usr/bin/env python3
"""The same zero differences through the real daemon and a real redis-server, in log time."""
import os

from sdm import expected, feed, harness
from sdm.check import expect, main, need_data, say, test


def feed_and_compare(name, entries, decision=None):
    data_set = feed.SETS[name]
    commands = feed.commands_of(data_set.company, data_set.end, entries)
    with harness.service(data_set.company, data_set.config) as (redis, keys, daemon):
        keys.client.pipeline(commands)
        result = harness.finish(keys, daemon, commands)
        dump = os.path.join(redis.work, "out.csv")
        harness.dump_of_redis(keys, dump)
        compared = expected.compare(name, dump, decision)
        harness.verify(keys)
    expect(not compared.differences, str(compared))
    say("%d reports; %s; equal: %s" % (len(entries), result.counts(), compared.summary()))


def add(name):
    @test("zero differences through the daemon: %s as it is, cases included" % name)
    def original():
        feed_and_compare(name, feed.original(name), expected.decision_of(name))

    @test("zero differences through the daemon: %s in other deliveries" % name)
    def varied():
        need_data(name)
        for form in ("csv", "reports"):
            for seed in (1, 2, 3):
                feed_and_compare(name, feed.varied(name, seed, form))


for set_name in ("crm_sales", "adventureworks", "ecom_in"):
    add(set_name)


@test("the example company from the first report to alerts, tasks and receipts")
def acme():
    entries = feed.acme()
    commands = feed.commands_of("acme", "2026-10-31", entries)
    with harness.service("acme", "config/acme") as (_, keys, daemon):
        keys.client.pipeline(commands)
        result = harness.finish(keys, daemon, commands)
        harness.verify(keys)
    say(result.counts())
    expect(result.outputs["alerts"], "no alert in a month with four sellers in trouble")
    expect(result.outputs["tasks"], "no task")
    expect(len(result.outputs["rejected"]) == 1, "the one report that is none must be refused: %r" % result.outputs["rejected"])


main()
