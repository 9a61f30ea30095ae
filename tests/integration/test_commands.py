#!/usr/bin/env python3
"""Commands in the log: activation of a model, change of a plan, the clock; each takes effect once, at its place."""
import collections
import os
import random
import shutil
import time

from sdm import feed, harness, resp
from sdm.check import ROOT, expect, expect_equal, main, say, test


def command(after_reports, number=0, **fields):
    """A command whose place in the one order is after so many reports (a multiple of ten)."""
    entry_id = "%d-%d" % (feed.FIRST_MS + after_reports // 10, number)
    fields.setdefault("by", "test")
    return resp.encode("XADD", "sdm:{acme}:commands", entry_id, *[part for pair in fields.items() for part in pair])


def other_model(work):
    """The example company with a stricter plan_lag, as (sha, bundle)."""
    changed = os.path.join(work, "acme")
    shutil.copytree(os.path.join(ROOT, "config", "acme"), changed)
    with open(os.path.join(changed, "decisions.yaml"), "w", encoding="utf-8") as file:
        file.write("decisions:\n  plan_lag: {amber: 5%, clear: 3%, min_gap: 50000}\n")
    return harness.model_of(changed)


def month_with(*commands):
    """The month's reports with commands among them, in an order in which they can be added at any pace."""
    entries = feed.acme()
    reports = feed.commands_of("acme", "2026-10-31", entries)
    return list(commands) + reports


def run(commands, models=(), kills=0, **settings):
    """Outputs and digests after these commands; `models`: stored beside the one in force."""
    choose = random.Random(7)
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        for sha, text in models:
            keys.client.call("SET", keys.key("model:" + sha), text)
        keys.client.pipeline(commands)
        daemon = harness.Daemon(redis.work, redis.path, "acme", **settings)
        try:
            for _ in range(kills):
                time.sleep(choose.random() * 0.1)
                daemon.kill()
                daemon.start()
            result = harness.finish(keys, daemon, commands)
            harness.verify(keys)
        finally:
            daemon.end()
    return result


def receipts_of(result, token):
    return [dict(entry) for entry in result.outputs["receipts"] if dict(entry).get("id") == token]


@test("a model activated in the middle of the log: at its place, whatever the turns and kills, and verified")
def activated():
    with harness.folder() as work:
        sha, text = other_model(work)
    commands = month_with(command(1500, command="activate", token="a-1", sha=sha))
    plain = run(commands, [(sha, text)])
    expect_equal([r["answer"] for r in receipts_of(plain, "a-1")], ["accepted"], "the receipt")
    without = run(month_with())
    more = len(plain.outputs["alerts"]) - len(without.outputs["alerts"])
    expect(more > 0, "the stricter model raised no more alerts: " + plain.counts())
    for settings in ({"turn_inputs": 1}, {"turn_inputs": 7, "kills": 6}):
        different = run(commands, [(sha, text)], **settings).difference(plain)
        expect(not different, "%s: %s" % (settings, different))
    say("%s; without it %s" % (plain.counts(), without.counts()))


@test("an activation of a model that is not there, or is none, is refused with the reason; the former one stays")
def refused():
    missing, broken = "0" * 64, "1" * 64
    commands = month_with(
        command(1000, command="activate", token="a-1", sha=missing), command(1200, command="activate", token="a-2", sha=broken)
    )
    result = run(commands, [(broken, "this is no bundle")])
    for token in ("a-1", "a-2"):
        receipts = receipts_of(result, token)
        expect_equal([r["answer"] for r in receipts], ["rejected"], "the receipt of " + token)
        say("it said: " + receipts[0]["text"])
    without = run(month_with())
    expect_equal(result.outputs["alerts"], without.outputs["alerts"], "alerts")
    expect_equal(result.outputs["tasks"], without.outputs["tasks"], "tasks")


@test("a journal of several thousand entries is read to its end by a verification")
def long_journal():
    """Each command is an entry of the journal; one more model is put in force in the middle of them."""
    change = {"command": "plan", "scope_kind": "seller", "scope": "s.osipova", "kpi": "revenue"}
    change.update(period_kind="month", period="2026-12")
    with harness.folder() as work:
        model = other_model(work)
    orders = [command(100, n, token="p-%d" % n, target=str(1000000 + n), **change) for n in range(3000)]
    orders[1700] = command(100, 1700, command="activate", sha=model[0], token="a-1")
    commands = month_with(*orders)
    result = run(commands, [model])
    answers = [a for a in (dict(pairs) for pairs in result.outputs["receipts"]) if a["of"] == "command"]
    expect_equal(collections.Counter(a["answer"] for a in answers), {"accepted": 3001}, "what became of the commands")  # the last one: clock


@test("a plan changed by a command holds from its day; the same token takes effect once")
def plan_changed():
    change = {"command": "plan", "token": "p-1", "scope_kind": "seller", "scope": "s.osipova", "kpi": "revenue"}
    change.update(period_kind="month", period="2026-10", target="1000000", reason="half of her clients went to another seller")
    commands = month_with(command(1500, 0, **change), command(1500, 1, **change))
    result = run(commands)
    expect_equal([r["answer"] for r in receipts_of(result, "p-1")], ["accepted", "duplicate"], "the receipts")
    closed = [dict(e) for e in result.outputs["alerts"] if dict(e)["scope"] == "s.osipova" and dict(e)["kind"] == "resolved"]
    expect_equal([(a["decision"], a["plan"]) for a in closed], [("plan_lag", "1000000")], "what resolved her case")
    different = run(commands, turn_inputs=1).difference(result)
    expect(not different, different)


@test("commands that make no sense are refused with the reason")
def nonsense():
    bad = [
        {"command": "explode"},
        {"command": "plan", "scope_kind": "planet", "scope": "mars"},
        {"command": "plan", "scope_kind": "seller", "scope": "s.nobody", "kpi": "revenue"},
        {"command": "clock", "after": "soon", "until": "2026-10-31"},
        {"command": "clock", "after": "0-0", "until": "tomorrow"},
        {"command": "activate"},
    ]
    commands = month_with(*[command(100, n, token="n-%d" % n, **fields) for n, fields in enumerate(bad)])
    commands.insert(0, command(50, 0, token="no-command"))
    result = run(commands)
    refused_ids = [dict(entry)["id"] for entry in result.outputs["rejected"] if dict(entry)["of"] == "command"]
    expect_equal(refused_ids, ["no-command"] + ["n-%d" % n for n in range(len(bad))], "refused commands")
    for entry in result.outputs["rejected"]:
        expect(dict(entry)["text"], "a refusal without a reason: %s" % (entry,))


main()
