#!/usr/bin/env python3
"""Hostile decisions in a running daemon: they hurt only themselves.

Models of 250 of them beside a few honest ones are put in force one after the other, and each is judged at two reports; after each
comes one that is refused when it is loaded. What the honest ones write, and how much memory there is, is compared with a run in
which harmless decisions stand in their place. In the middle the daemon is killed, and in the end the log is folded again.

HOSTILE_SCRIPTS: how many, default 500; `make hostile` judges 10,000 of them. HOSTILE_SEED: others.
"""
import collections
import hashlib
import os
import re
import statistics
import time

from sdm import harness, hostile, pages, resp, tiny
from sdm.check import expect, expect_equal, main, say, test

COUNT = int(os.environ.get("HOSTILE_SCRIPTS", "500"))
SEED = int(os.environ.get("HOSTILE_SEED", "1"))
BATCH, REFUSED = 250, 12  # scripts of one model; files of one that is refused
PATIENCE = 300  # seconds for one turn: a script that runs away takes for ever
SHARE_S, MARGIN_S = 0.1, 10  # a judged script's share in the longest turn, and what is left to a slow machine
HONEST = {
    "honest_flip": """  when = function(s, p) return s.fact and s.fact < p.limit end,
  clear = function(s, p) return s.fact and s.fact >= p.limit end,
  severity = function(s, p) if s.fact < p.limit / 2 then return "red" end return "amber" end,
  run = function(case)
    case:alert { to = case.head, why = case.title.en .. ": " .. sdm.format(case.fact, "money", "en") }
    case:task("look", { to = case.seller, due = sdm.workdays(1), title = "Look at it" })
  end,""",
    "honest_limit": "  when = sdm.under { value = 1000 },",
    "honest_never": "  when = function(s) return s.fact and s.fact < 0 end,",
}
HONEST_TEXT = """-- model %%d
local sdm = require "sdm"
return sdm.decision "%s" {
  api = 1, title = "%s", owner = "honest", on_missing = "hold", params = { limit = sdm.money(1000) },
  watch = { kpi = "revenue", each = "seller", period = "month" },
%s
}
"""
HONEST_FILES = {"decisions/%s.lua" % code: HONEST_TEXT % (code, code, body) for code, body in HONEST.items()}
NOT_COMPARED = ("n", "case", "task")  # running numbers


def unpacked(text):
    """The files of a bundle."""
    files, at = {}, text.index(b"\n") + 1
    while at < len(text):
        path_len, text_len, rest = text[at:].split(b" ", 2)
        begin = len(text) - len(rest)
        path, content = begin + int(path_len), begin + int(path_len) + 1 + int(text_len)
        files[text[begin:path].decode()] = text[path + 1:content]
        at = content + 1
    return files


def packed(files):
    """(sha, bundle)."""
    out = [b"sdm-model 1\n"]
    for path, text in sorted((path.encode(), text) for path, text in files.items()):
        out.append(b"%d %d %s\n%s\n" % (len(path), len(text), path, text))
    text = b"".join(out)
    return hashlib.sha256(text).hexdigest(), text


def honest_files(batch):
    return {path: (text % batch).encode() for path, text in HONEST_FILES.items()}


def harmless_files(batch, count):
    """As many decisions as a hostile model has, of those that open their case and tell somebody."""
    body = "  when = function() return true end, run = function(case) case:alert { to = 'well' } end,"
    return {"decisions/h%d_%d.lua" % (batch, n): (HONEST_TEXT % ("h%d_%d" % (batch, n), "x", body) % batch).encode()
            for n in range(count)}


def files_of(scripts):
    return {script.path: script.text.encode("utf-8", "surrogateescape") for script in scripts}


class Run:
    """A daemon on the tiny company, fed step by step."""

    def __init__(self, work):
        self.work = work
        self.redis = harness.Redis(work)
        self.base = unpacked(harness.model_of(tiny.write_model(os.path.join(work, "base")))[1])
        self.keys = harness.Company(self.redis, "tiny")
        self.keys.begin_with(packed({**self.base, **honest_files(0)}))
        self.port = pages.free_port()
        self.daemon = pages.Service(work, self.redis.path, "tiny", http="127.0.0.1:%d" % self.port, checkpoint_s=1)
        self.step, self.seen = 0, "-"

    def end(self):
        self.daemon.end()
        self.redis.stop()

    def new_alerts(self):
        entries = self.keys.client.entries(self.keys.key("alerts"), self.seen)
        self.seen = "(" + entries[-1][0] if entries else self.seen
        return [dict(pairs) for _, pairs in entries]

    def wait_taken(self, **what):
        def taken():
            expect(self.daemon.alive(), "sdmd ended: " + self.daemon.log()[-2000:])
            return self.keys.taken(**what)

        harness.wait_until(lambda: "%s to be taken: %s" % (what, self.daemon.log()[-1500:]), PATIENCE, taken, 0.002)

    def report(self, amount):
        """Seconds until the alert of an honest decision is there, and all alerts that came of it."""
        self.step += 1
        entry = "%d-0" % (1000 * self.step)
        fields = {"form": "sale", "id": "A-1", "rev": str(self.step), "seller": "anna", "at": "2026-03-02"}
        seconds = self.step * 10
        fields["received_at"] = "2026-03-02T%02d:%02d:%02dZ" % (8 + seconds // 3600, seconds // 60 % 60, seconds % 60)
        fields["amount"] = amount
        begun = time.monotonic()
        self.keys.client.call("XADD", self.keys.key("reports"), entry, *[part for pair in fields.items() for part in pair])
        alerts, took = [], None
        while not self.keys.taken(entry) or took is None:
            alerts += self.new_alerts()
            if took is None and any(a["decision"] == "honest_flip" for a in alerts):
                took = time.monotonic() - begun
            expect(self.daemon.alive() and time.monotonic() < begun + PATIENCE, "no honest alert: " + self.daemon.log()[-1500:])
            time.sleep(0.002)
        return took, alerts + self.new_alerts()

    def activate(self, files):
        """The receipt's fields."""
        sha, text = packed({**self.base, **files})
        self.keys.client.call("SET", self.keys.key("model:" + sha), text)
        self.step += 1
        entry = "%d-0" % (1000 * self.step)
        order = ["command", "activate", "sha", sha, "by", "test", "token", "t%d" % self.step]
        self.keys.client.call("XADD", self.keys.key("commands"), entry, *order)
        self.wait_taken(commands=entry)
        found = [dict(pairs) for _, pairs in self.keys.client.entries(self.keys.key("receipts"))]
        return [receipt for receipt in found if receipt.get("entry") == entry][0]

    def tallies(self):
        """(calls, errors) by decision, and the longest turn so far."""
        found = pages.figures(self.port)
        by = {"calls": collections.Counter(), "errors": collections.Counter()}
        for (name, labels), number in found.items():
            kind = name[len("sdmd_decision_"):-len("_total")]
            if kind in by and name.startswith("sdmd_decision_"):
                by[kind][re.search('decision="([^"]*)"', labels)[1]] = number
        return by["calls"], by["errors"], found["sdmd_turn_longest_seconds", 'company="tiny"']

    def peak_kib(self):
        with open("/proc/%d/status" % self.daemon.process.pid, encoding="ascii") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1])


def honest_part(keys):
    """What honest decisions wrote, without running numbers."""
    return {
        stream: [[(n, v) for n, v in pairs if n not in NOT_COMPARED] for _, pairs in keys.client.entries(keys.key(stream))
                 if dict(pairs)["decision"] in HONEST or dict(pairs)["decision"] == "behind"]
        for stream in ("alerts", "tasks")
    }


class Campaign:
    def __init__(self, run, maker):
        self.run, self.maker = run, maker
        self.judged = self.broken = self.well = self.files = self.lines = 0
        self.kinds, self.places = collections.Counter(), collections.Counter()
        self.latency, self.memory, self.longest, self.peak = [], [], 0.0, 0

    def check_scripts(self, scripts, alerts):
        calls, errors, longest = self.run.tallies()
        told = {a["decision"]: a for a in alerts if a["kind"] == "broken_rule"}
        self.longest = max(self.longest, longest)
        for script in scripts:
            code = script.code
            expect(calls[code] >= 1, "%s (%s) was not judged" % (code, script.kind))
            expect_equal(code in told, errors[code] > 0, "%s: broken_rule alerts, %g errors" % (code, errors[code]))
            expect(errors[code] or not script.must_break, "%s (%s) went well:\n%s" % (code, script.kind, script.text))
            if code in told:
                alert = told[code]
                expect_equal(alert["to"], "owner-of-" + code, "who hears of " + code)
                expect(0 < len(alert["why.en"].encode()) <= 4096, "the reason of %s: %r" % (code, alert["why.en"]))
                named = script.path in alert["why.en"] or script.kind == "odd error"
                expect(named, "%s: it does not name the file: %s" % (code, alert["why.en"]))
            self.kinds[script.kind] += 1
            self.places[script.place] += 1
        ill = sum(errors[script.code] > 0 for script in scripts)
        self.judged += len(scripts)
        self.broken += ill
        self.well += len(scripts) - ill
        for code in HONEST:
            expect_equal(errors[code], 0, "errors of " + code)

    def refuse(self, batch):
        """A model whose files are hostile already when they are loaded: sdmctl names each of them, the daemon keeps its own."""
        bad = self.maker.refused(REFUSED, batch)
        files = {**honest_files(batch), **files_of(script for script, _ in bad)}
        folder = tiny.write_model(os.path.join(self.run.work, "refused-%d" % batch))
        for path, text in files.items():
            with open(os.path.join(folder, path), "wb") as file:
                file.write(text)
        place = ["--redis", "unix:" + self.run.redis.path, "--company", "tiny"]
        done = harness.sdmctl("activate", folder, "--no-tests", *place, check=False)
        expect_equal(done.returncode, 1, "status of activate: %s" % done.stdout)
        for script, placed in bad:
            found = re.search(r"^%s:(\d+)?" % re.escape(folder + "/" + script.path), done.stderr + done.stdout, re.M)
            expect(found, "%s (%s) is not named: %s\n%s" % (script.path, script.kind, done.stderr, script.text[:500]))
            expect(found[1] or not placed, "%s (%s): no line: %s" % (script.path, script.kind, done.stderr))
            self.files += 1
            self.lines += found[1] is not None
        receipt = self.run.activate(files)
        expect_equal((receipt["answer"], receipt["key"]), ("rejected", "model_refused"), "activation of hostile files")
        expect("decisions/f" in receipt["text"], "it names no file: " + receipt["text"])

    def batch(self, number, count):
        scripts = self.maker.scripts(count, number)
        receipt = self.run.activate({**honest_files(number), **files_of(scripts)})
        expect_equal(receipt["answer"], "accepted", "model %d: %s" % (number, receipt.get("text")))
        alerts = []
        for amount in ("900", "1900"):
            took, more = self.run.report(amount)
            self.latency.append(took)
            alerts += more
        self.check_scripts(scripts, alerts)
        intruders = [a for a in alerts if a["to"] == "intruder" and a["decision"] in
                     {b["decision"] for b in alerts if b["kind"] == "broken_rule" and b["step"] == "1"}]
        expect(not intruders, "a broken run has ordered something: %s" % intruders[:2])
        self.refuse(number)
        self.memory.append(self.run.daemon.memory_kib())
        self.peak = max(self.peak, self.run.peak_kib())

    def check_bounds(self, count, harmless):
        bound = count * SHARE_S + MARGIN_S
        expect(self.longest < bound, "a turn with %d hostile scripts took %.1f s" % (count, self.longest))
        expect(max(self.latency) < 2 * bound, "an honest alert took %.1f s" % max(self.latency))
        # Cases stay in the state, of hostile and of harmless decisions.
        expect(self.memory[-1] - harmless[-1] < 4 * 1024, "memory KiB: %s, with harmless ones %s" % (self.memory, harmless))
        expect(self.peak < 128 * 1024, "memory was %d KiB for a moment" % self.peak)


def control(work, batches, count):
    """What honest decisions write where harmless ones stand in place of the hostile ones, and the memory after each model."""
    run, memory = Run(work), []
    try:
        for number in range(1, batches + 1):
            files = {**honest_files(number), **harmless_files(number, count)}
            expect_equal(run.activate(files)["answer"], "accepted", "activation without hostile ones")
            for amount in ("900", "1900"):
                run.report(amount)
            run.step += 1  # where a model is refused
            memory.append(run.daemon.memory_kib())
        run.daemon.stop()
        return honest_part(run.keys), memory
    finally:
        run.end()


def say_figures(c, seconds):
    say("judged %d: %d broken, %d legal; %d files refused, %d with a line" % (c.judged, c.broken, c.well, c.files, c.lines))
    say("places: " + ", ".join("%s %d" % pair for pair in sorted(c.places.items())))
    say("classes: " + ", ".join("%s %d" % pair for pair in sorted(c.kinds.items())))
    say("honest alert with all of a model judged: median %.2f s, longest %.2f s; longest turn %.2f s"
        % (statistics.median(c.latency), max(c.latency), c.longest))
    say("memory KiB after each model: %s, for a moment %d; %.0f s" % (c.memory, c.peak, seconds))


@test("%d hostile scripts hurt only themselves: turns bounded, memory flat, honest alerts as without them" % COUNT)
def campaign():
    batches = max(2, COUNT // BATCH)
    begun = time.monotonic()
    with harness.folder() as work, harness.folder() as beside:
        run = Run(work)
        c = Campaign(run, hostile.Maker(SEED))
        try:
            for number in range(1, batches + 1):
                c.batch(number, COUNT // batches)
                if number == (batches + 1) // 2:
                    run.daemon.kill()
                    run.daemon.start()
                    harness.wait_until("it to be live again", PATIENCE, run.daemon.is_live)
            run.daemon.stop()
            say_figures(c, time.monotonic() - begun)
            (wanted, memory), got = control(beside, batches, COUNT // batches), honest_part(run.keys)
            say("memory KiB with as many harmless ones: %s" % memory)
            for stream, entries in wanted.items():
                expect(len(entries) >= batches, "honest %s: %d" % (stream, len(entries)))
                expect_equal(got[stream], entries, "honest " + stream)
            c.check_bounds(COUNT // batches, memory)
            place = ["--redis", "unix:" + run.redis.path, "--company", "tiny", "--verify"]
            harness.sdmctl("replay", *place, timeout=20 * PATIENCE)
            harness.sdmctl("replay", *place, "--checkpoint", timeout=20 * PATIENCE)
            say("folded again to the same, whole and from the checkpoint; %.0f s in all" % (time.monotonic() - begun))
        finally:
            run.end()


main()
