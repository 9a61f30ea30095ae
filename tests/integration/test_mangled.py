#!/usr/bin/env python3
"""100,000 reports that are wrong in every way: none lost, each refused with its reason or accepted, memory flat."""
import collections
import statistics

from sdm import feed, harness, mangle, resp
from sdm.check import expect, expect_equal, main, say, test

COUNT = 100_000
PART = 10_000


def xadd(number, pairs):
    parts = [part for pair in pairs for part in pair]
    return resp.encode("XADD", "sdm:{acme}:reports", feed.entry_id(number), *parts)


def rejected_since(keys, after):
    return keys.client.entries(keys.key("rejected"), after)


@test("100,000 mangled reports: none lost, each refused with its reason or accepted, memory flat")
def mangled():
    ways, seen, memory = collections.Counter(), collections.Counter(), []
    must, may = set(), set()
    refused = {}
    with harness.service("acme", "config/acme") as (_, keys, daemon):
        number, after = 0, "-"
        batch = []
        for name, certain, pairs in mangle.reports(COUNT, 1):
            batch.append(xadd(number, pairs))
            ways[name] += 1
            (must if certain else may).add(feed.entry_id(number))
            number += 1
            if len(batch) < PART:
                continue
            keys.client.pipeline(batch)
            last = feed.entry_id(number - 1)
            harness.wait_until(lambda: "all to be taken; log: " + daemon.log()[-1000:], 60, lambda: keys.taken(last))
            for entry_id, fields in rejected_since(keys, after):
                after = "(" + entry_id
                fields = dict(fields)
                expect(fields["entry"] not in refused, "refused twice: %s" % fields)
                refused[fields["entry"]] = fields
            batch = []
            memory.append(daemon.memory_kib())
        good = feed.xadd("acme", number, [(n.decode(), v.decode()) for n, v in mangle.change(mangle.BASE, b"id", b"good")])
        keys.client.pipeline([good])
        result = harness.finish(keys, daemon, [good])
        expect("warning" not in daemon.log() and "error" not in daemon.log(), "it complained: " + daemon.log()[-1500:])
    expect_equal(int(result.inputs), COUNT + 1, "inputs taken")
    missing = sorted(must - refused.keys())
    expect(not missing, "%d not refused, first %s" % (len(missing), missing[:5]))
    expect(not refused.keys() - must - may, "refusals of reports that were not sent")
    for fields in refused.values():
        expect(fields.get("rule") and fields.get("text") and fields.get("key"), "a refusal without a reason: %s" % fields)
        seen[fields["key"]] += 1
    say("ways: " + ", ".join("%s %d" % pair for pair in sorted(ways.items())))
    say("reasons: " + ", ".join("%s %d" % pair for pair in seen.most_common()))
    say("%d refused, %d accepted; memory KiB after each %d: %s" % (len(refused), COUNT - len(refused), PART, memory))
    # A leak shows in every part; a buffer that the heap has to move to make room for it (about 1 MiB) shows once.
    growths = [after - before for before, after in zip(memory, memory[1:])]
    growth = statistics.median(growths)
    expect(growth * 1024 < 8 * PART, "memory grew by %d KiB in most parts of %d reports: %s" % (growth, PART, growths))
    expect(memory[-1] - memory[0] < 4 * 1024, "memory grew by %d KiB in all" % (memory[-1] - memory[0]))


@test("reports far beyond every limit are refused, and the next good one is taken")
def huge():
    with harness.service("acme", "config/acme") as (_, keys, daemon):
        number = 0
        for seed in range(10):
            for pairs in mangle.huge(seed):
                keys.client.pipeline([xadd(number, pairs)])
                number += 1
        good = feed.xadd("acme", number, [(n.decode(), v.decode()) for n, v in mangle.change(mangle.BASE, b"id", b"good")])
        keys.client.pipeline([good])
        result = harness.finish(keys, daemon, [good])
        expect_equal(len(result.outputs["rejected"]), number, "refusals")
        kept = max(len(value) for entry in result.outputs["rejected"] for _, value in entry)
        expect(kept <= 16384, "a refusal keeps %d characters of the report" % kept)
        say("%d refused; at most %d characters kept of each" % (number, kept))


main()
