#!/usr/bin/env python3
"""As it was known then: `--known-at` gives what was seen at that moment, whatever has come since, or says that it cannot."""
import contextlib
import csv
import datetime
import json
import os
import random
import time

from sdm import harness, resp, tiny
from sdm.check import expect, expect_equal, main, say, test

SELLERS = ["anna", "boris", "vera", "gleb", "dina", "egor"]
MODEL = {
    "company": tiny.FILES["company.yaml"].replace("zone: UTC", "zone: Europe/Moscow").replace("[day, month]", "[day, week, month]"),
    "org": """unit_types: [company, team]
units:
  - {id: co, type: company, title: The company, head: boss}
  - {id: east, type: team, parent: co, title: East, head: boss}
  - {id: west, type: team, parent: co, title: West, head: boss}
sellers:
"""
    + "".join("  - {id: %s, unit: %s}\n" % (s, "east" if n % 2 else "west") for n, s in enumerate(SELLERS)),
    "kpis": """measures:
  sold: {facts: sale, sum: amount}
  sales: {facts: sale, count: yes}
kpis:
  revenue: {formula: sold, unit: money}
  check: {formula: sold / sales, unit: money}
""",
    "scopes": "scopes:\n  seller: seller\n  team: unit.team\n  company: unit.company\n",
    "plans": "plan:\n"
    + "".join(
        "  - {scope: seller, member: %s, kpi: revenue, period: 2026-%02d, target: 3100}\n" % (s, month)
        for s in SELLERS
        for month in (3, 4)
    ),
}
# Stricter, with a KPI more and other targets.
LATER = dict(
    MODEL,
    kpis=MODEL["kpis"] + "  sales: {formula: sales, unit: count}\n",
    plans=MODEL["plans"].replace("period: 2026-04, target: 3100", "period: 2026-04, target: 9999"),
    decisions=tiny.FILES["decisions/behind.lua"].replace("percent(80)", "percent(95)"),
)


def instant(ms):
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)


def z(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (at.microsecond // 1000)


class Teller:
    """A seeded history of the tiny company: what comes next, as XADD commands with ids that count up over both streams."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.now = datetime.datetime(2026, 3, 18, 6, 0)
        self.number = 0
        self.kept = {}  # id: (highest revision sent, its fields)
        self.made = 0
        self.last = {"reports": "0-0", "commands": "0-0"}
        self.counts = dict.fromkeys(("new", "corrected", "retracted", "again", "older", "plan", "clock", "activate"), 0)

    def add(self, stream, **fields):
        self.number += 1
        self.last[stream] = "%d-0" % self.number
        pairs = [part for pair in fields.items() for part in pair]
        return resp.encode("XADD", "sdm:{tiny}:" + stream, self.last[stream], *pairs)

    def put(self, name, rev, fields):
        self.now += datetime.timedelta(seconds=self.random.randint(60, 9000))
        return self.add("reports", form="sale", id=name, rev=str(rev), received_at=z(self.now), **fields)

    def content(self):
        day = self.now - datetime.timedelta(days=self.random.choice((0, 0, 0, 1, 2, 6, 20)))
        return {
            "seller": self.random.choice(SELLERS),
            "at": day.strftime("%Y-%m-%d"),
            "amount": str(self.random.randint(10, 500)),
        }

    def report(self):
        kind = self.random.choices(("new", "corrected", "retracted", "again", "older"), (60, 20, 8, 6, 6))[0]
        if not self.kept:
            kind = "new"
        self.counts[kind] += 1
        if kind == "new":
            self.made += 1
            name, rev, fields = "r%d" % self.made, 1, self.content()
        else:
            name = self.random.choice(sorted(self.kept))
            rev, fields = self.kept[name]
            rev += 0 if kind == "again" else 2 if kind == "older" else 1
        if kind == "retracted":
            fields = {"op": "retract"}
        elif kind in ("corrected", "older"):
            fields = self.content()
        self.kept[name] = (rev, fields)
        sent = [self.put(name, rev, fields)]
        if kind == "older":  # one that counts no more when it comes
            sent.append(self.put(name, rev - 1, self.content()))
        return sent

    def command(self, name, **fields):
        self.counts[name] += 1
        return self.add("commands", command=name, by="test", token="%s-%d" % (name, self.number), **fields)

    def plan(self):
        member, target = self.random.choice(SELLERS), str(self.random.randint(1000, 9000))
        period = (self.now + datetime.timedelta(hours=3)).strftime("%Y-%m")
        whose = {"scope_kind": "seller", "scope": member, "kpi": "revenue", "period_kind": "month", "period": period}
        return self.command("plan", **whose, target=target)

    def clock(self):
        self.now += datetime.timedelta(seconds=self.random.randint(3600, 100000))
        return self.command("clock", after=self.last["reports"], until=z(self.now))

    def round(self, activate=None):
        """Reports, so that time goes on, then perhaps commands, which come at the time of the last of them."""
        sent = [one for _ in range(self.random.randint(1, 7)) for one in self.report()]
        if activate:
            sent.append(self.command("activate", sha=activate))
        if self.random.random() < 0.4:
            sent.append(self.plan())
        if self.random.random() < 0.2:
            sent.append(self.clock())
        return sent


def live(command):
    """The same report with an entry id that Redis gives, and no time of its own."""
    parts = resp.decode(command)[0]
    pairs = list(zip(parts[3::2], parts[4::2]))
    return resp.encode(*parts[:2], "*", *[part for pair in pairs if pair[0] != "received_at" for part in pair])


class Watcher:
    """Looks at a company with sdmctl: (its time, everything that is compared)."""

    def __init__(self, work, *place):
        self.dump, self.place = os.path.join(work, "dump.csv"), place

    def sdmctl(self, *argv):
        status, out, err = tiny.sdmctl(*argv, *self.place)
        expect(status == tiny.OK and not err, "%s: %d %s" % (" ".join(argv), status, err))
        return out

    def rows(self, *argv):
        rows = [json.loads(line) for line in self.sdmctl(*argv, "--json").splitlines()]
        for row in rows:
            self.models.add(row.pop("known_model", None))
            for name in ("known_at", "known_report", "known_command"):
                row.pop(name, None)
        return rows

    def figures(self, *known):
        """Every figure of the state, and its time."""
        told = json.loads(self.sdmctl("replay", "--json", "--dump", self.dump, *known))
        with open(self.dump, encoding="utf-8") as file:
            return told["time"], file.read()

    def look(self, *known, cases=True):
        self.models = set()
        at, dump = self.figures(*known)
        seen = {"dump": dump, "kpi": self.rows("kpi", "--scope-kind", "seller", *known)}
        if cases:
            seen["cases"] = self.rows("cases", "--count", "0", *known)
        return at, seen


def figures_of(dump):
    """{what: its value} of the lines of KPIs and plans."""
    rows = [row for row in csv.reader(dump.splitlines()) if row[0] in ("kpi", "plan")]
    return {tuple(row[:6]): row[6:] for row in rows}


def restated(then, now):
    """How many figures that were there then say something else now."""
    then, now = figures_of(then), figures_of(now)
    return sum(1 for what, value in then.items() if now.get(what) not in (None, value))


@contextlib.contextmanager
def served(**model):
    """The tiny company with a daemon and nothing taken: (work, redis, keys, daemon)."""
    with harness.folder() as work:
        with harness.service("tiny", tiny.write_model(work + "/begin", **model)) as (redis, keys, daemon):
            yield work, redis, keys, daemon


def place_of(redis):
    return ["--redis", "unix:" + redis.path, "--company", "tiny"]


def feed(keys, commands, last):
    keys.client.pipeline(commands)
    harness.wait_until("%s to be taken" % last, 20, lambda: keys.taken(**last))


@test("50 seeded instants: every figure, and the cases, as they were seen live, from Redis and from the file")
def as_seen():
    teller, seen, sent = Teller(15), [], []
    with served(**MODEL) as (work, redis, keys, _):
        later = tiny.write_model(work + "/later", **LATER)
        sha, bundle = harness.model_of(later)
        first = keys.client.call("GET", keys.key("model:active")).decode()
        keys.client.call("SET", keys.key("model:" + sha), bundle)
        watcher = Watcher(work, *place_of(redis))
        for number in range(50):
            commands = teller.round(sha if number == 24 else None)
            sent += commands
            feed(keys, commands, teller.last)
            seen.append(watcher.look(cases=number % 3 == 0))
        commands = teller.round()
        sent += commands
        feed(keys, commands, teller.last)
        of_file = Watcher(work, tiny.write_file(work + "/all.resp", sent), "--model", work + "/begin", "--model", later)
        now = seen[-1][1]["dump"]
        for number, (at, was) in enumerate(seen):
            again, told = watcher.look("--known-at", at, cases="cases" in was)
            expect_equal(again, at, "the time at instant %d" % number)
            for what in was:
                expect(told[what] == was[what], "instant %d, %s: %s" % (number, at, first_difference(was[what], told[what])))
            expect_equal(watcher.models, {first if number < 24 else sha}, "the model at instant %d" % number)
            if number % 5 == 4:
                expect(of_file.figures("--known-at", at)[1] == was["dump"], "instant %d, %s: the file's figures" % (number, at))
    changed = [restated(was["dump"], now) for _, was in seen]
    say("%s; %d instants with figures that have changed since, at most %d of them" % (
        ", ".join("%d %s" % (n, what) for what, n in teller.counts.items()), sum(1 for n in changed if n), max(changed)))
    expect(min(teller.counts.values()) > 0, "a kind that never came: %s" % teller.counts)
    expect(sum(1 for n in changed if n >= 10) >= 40, "too little has changed since: %s" % changed)
    expect_equal(len({was["dump"] for _, was in seen}), 50, "different dumps")
    expect(len({json.dumps(was.get("cases")) for _, was in seen}) >= 5, "the cases hardly change")


def first_difference(was, told):
    was, told = (x.splitlines() if isinstance(x, str) else x for x in (was, told))
    for a, b in zip(was, told):
        if a != b:
            return "seen %s, told %s" % (a, b)
    return "seen %d lines, told %d" % (len(was), len(told))


# A week of Moscow: on Friday 6 March somebody knew less than on Monday.
FRIDAY = [
    ("2026-03-02T15:00:00Z", {"id": "a", "at": "2026-03-02", "seller": "anna", "amount": "100"}),
    ("2026-03-06T15:00:00Z", {"id": "b", "at": "2026-03-06", "seller": "anna", "amount": "50"}),
    ("2026-03-06T20:59:59.999Z", {"id": "c", "at": "2026-03-06", "seller": "anna", "amount": "7"}),  # Friday's last millisecond
    ("2026-03-06T21:00:00Z", {"id": "d", "at": "2026-03-05", "seller": "anna", "amount": "1000"}),  # Saturday 00:00
    ("2026-03-09T06:00:00Z", {"id": "a", "rev": "2", "at": "2026-03-02", "seller": "anna", "amount": "60"}),
    ("2026-03-09T07:00:00Z", {"id": "b", "rev": "2", "op": "retract"}),
]


def friday(**more):
    """The week's reports, a target changed on Monday at 10:00, and time let pass to Tuesday 03:00."""
    out = []
    for number, (received, fields) in enumerate(FRIDAY, 1):
        fields = {"form": "sale", "received_at": received, **fields, **more}
        out.append(resp.encode("XADD", "sdm:{tiny}:reports", "%d-0" % number, *[p for pair in fields.items() for p in pair]))
    for number, fields in (
        (7, {"command": "plan", "scope_kind": "seller", "scope": "anna", "kpi": "revenue", "period_kind": "month",
             "period": "2026-03", "target": "6200", "valid_from": "2026-03-01"}),
        (8, {"command": "clock", "after": "6-0", "until": "2026-03-10T00:00:00Z"}),
    ):
        fields = {"by": "test", "token": "t%d" % number, **fields}
        out.append(resp.encode("XADD", "sdm:{tiny}:commands", "%d-0" % number, *[p for pair in fields.items() for p in pair]))
    return out


def march(place, *known):
    """(fact, plan, day) of Anna's March."""
    status, out, err = tiny.sdmctl("kpi", "--scope", "anna", "--kpi", "revenue", "--period", "2026-03", "--json", *known, *place)
    expect_equal(status, tiny.OK, "kpi %s: %s" % (known, err))
    row = json.loads(out)
    return row["fact"], row["plan"], row["day"]


WHEN = [
    ((), ("1067", "6200", "2026-03-10")),
    (("--known-at", "2026-03-06"), ("157", "3100", "2026-03-06")),
    (("--known-at", "2026-03-06T23:59:59"), ("150", "3100", "2026-03-06")),
    (("--known-at", "2026-03-06T15:00:00Z"), ("150", "3100", "2026-03-06")),
    (("--known-at", "2026-03-06T14:59:59.999Z"), ("100", "3100", "2026-03-06")),
    (("--known-at", "2026-03-07T00:00"), ("1157", "3100", "2026-03-07")),
    (("--known-at", "2026-03-08"), ("1157", "3100", "2026-03-08")),
    (("--known-at", "2026-03-08", "--day", "2026-03-02"), ("100", "3100", "2026-03-02")),
    (("--known-at", "2026-03-09T09:00:00+03:00"), ("1117", "3100", "2026-03-09")),
    (("--known-at", "2026-03-09T10:00"), ("1067", "6200", "2026-03-09")),
    (("--known-at", "2026-03-09"), ("1067", "6200", "2026-03-09")),  # within the clock command
]


@test("what was known on Friday: before corrections, late reports and a new target, in Redis and in a file")
def on_friday():
    with served(**MODEL) as (work, redis, keys, _):
        feed(keys, friday(), {"reports": "6-0", "commands": "8-0"})
        place = place_of(redis)
        of_file = [tiny.write_file(work + "/week.resp", friday()), "--model", work + "/begin"]
        for known, wanted in WHEN:
            expect_equal(march(place, *known), wanted, "in Redis, %s" % (known,))
            expect_equal(march(of_file, *known), wanted, "in the file, %s" % (known,))
        status, out, _ = tiny.sdmctl("kpi", "--scope", "anna", "--known-at", "2026-03-06", *place)
        expect_equal(status, tiny.OK, "kpi for people")
        sha = keys.client.call("GET", keys.key("model:active")).decode()
        tiny.has(out, "as known at 2026-03-06 23:59: reports up to 3-0, commands up to -, the model %s of then\n" % sha[:12])
        status, out, _ = tiny.sdmctl("kpi", "--scope", "anna", "--known-at", "2026-03-06", "--json", *place)
        row = json.loads(out.splitlines()[0])
        names = ("known_at", "known_report", "known_command", "known_model")
        expect_equal([row[name] for name in names], ["2026-03-06T20:59:59.999Z", "3-0", "-", sha], "what programs are told")
        # The case about Anna opened when the 4th had ended; by the 9th she was ahead of her plan.
        for command in (["explain", "C1"], ["due"], ["cases"], ["state"], ["analyse", "revenue", "--scope", "seller=anna"]):
            now, then = (tiny.sdmctl(*command, *known, *place)[1] for known in ((), ("--known-at", "2026-03-06")))
            expect(then and (command == ["due"] or now != then), "%s: the same then and now: %s" % (command, then))
            expect(command == ["state"] or "as known at 2026-03-06 23:59" in then, "%s does not say when: %s" % (command, then))


@test("an instant that is none, or before or after all that is known, is refused and says why")
def refused():
    with served(**dict(MODEL, company=MODEL["company"].replace("Europe/Moscow", "Europe/Berlin"))) as (work, redis, keys, _):
        place = place_of(redis)
        status, _, err = tiny.sdmctl("kpi", "--known-at", "2026-03-06", *place)
        expect(status in (tiny.USAGE, tiny.AWAY), "a company without input: %d %s" % (status, err))
        feed(keys, friday(), {"reports": "6-0", "commands": "8-0"})
        of_file = [tiny.write_file(work + "/week.resp", friday()), "--model", work + "/begin"]
        for at, why in (
            ("friday", "expected a time like 2026-11-22T10:00:00+03:00 or a date like 2026-11-22, got \"friday\""),
            ("2026-03-29T02:30", "there is no 2026-03-29T02:30 in the company's zone"),
            ("2026-10-25T02:30", "comes twice in the company's zone, where clocks were set back: say which, "
             "2026-10-25T00:30:00.000Z or 2026-10-25T01:30:00.000Z"),
            ("2026-03-02T14:59:59Z", "2026-03-02T14:59:59.000Z lies before everything known: the company's first input came "
             "at 2026-03-02T15:00:00.000Z"),
            ("2026-03-10T00:00:00.001Z", "2026-03-10T00:00:00.001Z lies in the future: the "),
            ("2026-03-10T00:00:00.001Z", "has come to 2026-03-10T00:00:00.000Z"),
        ):
            for where in (place, of_file):
                status, out, err = tiny.sdmctl("kpi", "--known-at", at, *where)
                expect_equal((status, out), (tiny.USAGE, ""), "%s: %s" % (at, err))
                tiny.has(err, "sdmctl: --known-at: ", why)
        for more, where in (["--until", "2026-03-11"], of_file), (["--verify"], place):
            status, _, err = tiny.sdmctl("replay", "--known-at", "2026-03-06", *more, *where)
            expect_equal(status, tiny.USAGE, "%s: %s" % (more, err))
        status, _, err = tiny.sdmctl("cases", "--known-at", "2027-01-01", *place)
        expect_equal(status, tiny.USAGE, "cases: " + err)


@test("where the log has been trimmed the checkpoint tells what came after it; what came before is refused")
def trimmed():
    with served(**MODEL) as (work, redis, keys, daemon):
        place, watcher = place_of(redis), Watcher(work, *place_of(redis))
        week = friday()
        feed(keys, week[:4], {"reports": "4-0"})
        daemon.stop()
        daemon.start()
        feed(keys, week[4:], {"reports": "6-0", "commands": "8-0"})
        at = "2026-03-09T09:30:00+03:00"
        wanted = march(place, "--known-at", at)
        dump = watcher.figures("--known-at", at)
        expect_equal(wanted, ("1117", "3100", "2026-03-09"), "before trimming")
        expect_equal(march(place, "--known-at", at, "--checkpoint"), wanted, "from the checkpoint")
        status, _, err = tiny.sdmctl("kpi", "--known-at", "2026-03-06", "--checkpoint", *place)
        expect_equal(status, tiny.AWAY, "before the checkpoint asked for")
        tiny.has(err, "--checkpoint: it knows nothing of before 2026-03-06T21:00:00.000Z; leave it out")
        expect_equal(keys.client.call("XTRIM", keys.key("reports"), "MINID", "4-0"), 3, "trimmed entries")
        expect_equal(march(place, "--known-at", at), wanted, "after trimming")
        expect_equal(watcher.figures("--known-at", at), dump, "every figure after trimming")
        for command in (["kpi"], ["cases"], ["replay"]):
            status, out, err = tiny.sdmctl(*command, "--known-at", "2026-03-06", *place)
            expect_equal((status, out), (tiny.AWAY, ""), "%s before what is left: %s" % (command, err))
            tiny.has(err, "--known-at: the log has been trimmed", "from 2026-03-06T21:00:00.000Z on", "keep_reports: all")


@test("where an entry has been deleted nothing is told of a time after it")
def deleted():
    with served(**MODEL) as (_, redis, keys, _):
        place = place_of(redis)
        feed(keys, friday(), {"reports": "6-0", "commands": "8-0"})
        keys.client.call("XDEL", keys.key("reports"), "2-0")
        for at in ("2026-03-06", "2026-03-09T09:30"):
            status, out, err = tiny.sdmctl("kpi", "--known-at", at, *place)
            expect_equal((status, out), (tiny.AWAY, ""), at)
            tiny.has(err, "--known-at: entries are missing, so that the log does not tell what was known", "the fold has inputs")


@test("where other outputs were emitted than the log gives, the figures are shown and it is said")
def emitted_otherwise():
    with served(**MODEL) as (_, redis, keys, daemon):
        feed(keys, friday(), {"reports": "6-0", "commands": "8-0"})
        daemon.stop()
        journal = keys.client.entries(keys.key("journal"))
        keys.client.call("DEL", keys.key("journal"))
        for entry, pairs in journal:
            told = [part for name, text in pairs for part in (name, text if name != "digest" else "0" * 31 + "1")]
            keys.client.call("XADD", keys.key("journal"), entry, *told)
        status, out, err = tiny.sdmctl("kpi", "--scope", "anna", "--known-at", "2026-03-09", "--json", *place_of(redis))
        expect_equal((status, json.loads(out.splitlines()[0])["fact"]), (tiny.OK, "1067"), "the figures")
        tiny.has(err, "sdmctl: up to then the log folds to something else than was emitted: the journal at input ")


def server_ms(client):
    seconds, micros = client.call("TIME")
    return int(seconds) * 1000 + int(micros) // 1000


@test("wall time: the entries that had come by then; an instant to come, or one with reports that wait, is refused")
def on_wall_time():
    teller, seen = Teller(3), []
    with served(**dict(MODEL, company=MODEL["company"].replace("time: log", "time: wall"))) as (work, redis, keys, daemon):
        place, watcher = place_of(redis), Watcher(work, *place_of(redis))
        teller.now = instant(server_ms(keys.client)) - datetime.timedelta(days=8)
        harness.wait_until("an owner", 20, keys.fence)

        def send(count):
            for _ in range(count):
                for command in teller.report():
                    command = live(command)
                    teller.last["reports"] = keys.client.pipeline([command])[0].decode()

        for _ in range(8):
            send(4)
            harness.wait_until("the reports", 20, lambda: keys.taken(teller.last["reports"]))
            at = server_ms(keys.client)
            seen.append((at, watcher.look()[1]))
            time.sleep(0.005)
        for at, was in seen:
            told = watcher.look("--known-at", z(instant(at)))[1]
            for what in was:
                expect(told[what] == was[what], "%d, %s: %s" % (at, what, first_difference(was[what], told[what])))
        expect(restated(seen[0][1]["dump"], seen[-1][1]["dump"]) > 0, "nothing has changed since")
        status, _, err = tiny.sdmctl("kpi", "--known-at", "2199-01-01", *place)
        expect_equal(status, tiny.USAGE, "the future")
        tiny.has(err, "lies in the future: in Redis it is 20")
        daemon.stop()
        send(1)
        time.sleep(0.005)
        now = z(instant(server_ms(keys.client)))
        status, _, err = tiny.sdmctl("kpi", "--known-at", now, *place)
        expect_equal(status, tiny.AWAY, "with a report that waits")
        tiny.has(err, "of reports came by then, but no daemon has taken it yet")
        before = z(instant(seen[-1][0]))
        expect_equal(watcher.figures("--known-at", before)[1], seen[-1][1]["dump"], "before it")


main()
