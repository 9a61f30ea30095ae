"""The data sets of SDM_DATA as report entries: the originals, and the deliveries that vary.py makes.

An entry is a list of (field, value) pairs of text. `to_file` writes entries as XADD commands, for `redis-cli --pipe` and
`sdmctl replay`; harness.py feeds the same bytes to a live server. Entry ids are explicit, so that two runs are comparable
bit by bit. Also a program:

	python3 -m sdm.feed SET OUT [--seed N --format csv|reports]
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

from sdm import resp
from sdm.check import DATA, ROOT, need_data

# Reports stand behind every command that has been given an earlier id; the log's clock is received_at alone.
FIRST_MS = 4_000_000_000_000


def decimal_of_e4(text):
    """An integer of 1/10000 as decimal text with no trailing zeros: "-12345" is "-1.2345"."""
    number = int(text)
    sign = "-" if number < 0 else ""
    whole, part = divmod(abs(number), 10000)
    return sign + str(whole) + ((".%04d" % part).rstrip("0") if part else "")

# Fields that a JSON line writes as numbers; decimals stand in quotes.
WHOLE = {"qty", "cycle_days"}


class Source:
    """One kind of event: where its rows stand, which form takes one row and which a day's bundle of rows."""

    def __init__(self, files, form, bundle_form, fields, has_seller):
        self.files = files
        self.form = form
        self.bundle_form = bundle_form
        self.fields = fields  # {column of the file: field of the form}
        self.has_seller = has_seller

    def values(self, row):
        """The row's own fields, as the form names and writes them."""
        out = []
        for column, field in self.fields.items():
            text = row.get(column) or ""
            if text:
                out.append((field, decimal_of_e4(text) if column.endswith("_e4") else text))
        return out


class Set:
    def __init__(self, name, company, config, sources, end):
        self.name = name
        self.company = company
        self.config = config
        self.sources = sources
        self.end = end  # the day after the last one that the expected values cover


SETS = {
    "crm_sales": Set(
        "crm_sales",
        "crm_sales",
        "config/crm_sales",
        [
            Source(
                ["events.csv"],
                "deal",
                "daily",
                {
                    "kind": "kind",
                    "deal_id": "deal_id",
                    "account": "account",
                    "segment": "segment",
                    "product": "product",
                    "amount_e4": "amount",
                    "list_e4": "list",
                    "cycle_days": "cycle_days",
                },
                True,
            )
        ],
        "2017-10-01",
    ),
    "adventureworks": Set(
        "adventureworks",
        "adventureworks",
        "config/adventureworks",
        [
            Source(
                ["events.csv"],
                "order",
                "daily_orders",
                {"region": "region", "customer": "customer", "segment": "segment", "channel": "channel", "amount_e4": "amount"},
                True,
            ),
            Source(
                ["events_lines.csv", "events_lines_online.csv"],
                "order_line",
                "daily_lines",
                {
                    "region": "region",
                    "segment": "segment",
                    "channel": "channel",
                    "order_id": "order_id",
                    "product": "product",
                    "category": "category",
                    "qty": "qty",
                    "gross_e4": "gross",
                    "discount_e4": "discount",
                    "net_e4": "net",
                },
                True,
            ),
        ],
        "2022-07-01",
    ),
    "ecom_in": Set(
        "ecom_in",
        "ecom_in",
        "config/ecom_in",
        [
            Source(
                ["events.csv"],
                "order_line",
                "daily",
                {
                    "order_id": "order_id",
                    "region": "region",
                    "category": "category",
                    "subcategory": "subcategory",
                    "qty": "qty",
                    "amount_e4": "amount",
                    "profit_e4": "profit",
                },
                False,
            )
        ],
        "2019-04-01",
    ),
}


def read_rows(paths):
    rows = []
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def put(source, event_id, rev, at, received_at, row):
    entry = [("form", source.form), ("id", event_id), ("rev", str(rev)), ("at", at), ("received_at", received_at)]
    if source.has_seller and row.get("seller"):
        entry.append(("seller", row["seller"]))
    return entry + source.values(row)


def retract(form, event_id, rev, received_at):
    return [("form", form), ("id", event_id), ("rev", str(rev)), ("op", "retract"), ("received_at", received_at)]


def bundle(source, delivery):
    """A day's report with its lines, from one line of vary.py's format `reports`."""
    rows = delivery["events"]
    entry = [("form", source.bundle_form), ("id", delivery["report_id"]), ("rev", str(delivery["rev"]))]
    entry += [("at", rows[0]["ts"][:10]), ("received_at", delivery["arrival_ts"])]
    if source.has_seller and rows[0].get("seller"):
        entry.append(("seller", rows[0]["seller"]))
    lines = [{name: int(text) if name in WHOLE else text for name, text in source.values(row)} for row in rows]
    return entry + [("events", json.dumps(lines, ensure_ascii=False, separators=(",", ":")))]


def original(name):
    """The entries of a data set in the order of their business time; each arrives when it happens."""
    folder = need_data(name)
    keyed = []
    for source in SETS[name].sources:
        for row in read_rows(os.path.join(folder, file) for file in source.files):
            if row["ts"]:
                keyed.append((row["ts"], put(source, row["event_id"], 1, row["ts"], row["ts"], row)))
    keyed.sort(key=lambda pair: pair[0])
    return [entry for _, entry in keyed]


def vary(folder, source, seed, form):
    """vary.py's deliveries of one source as a list of records."""
    with tempfile.TemporaryDirectory() as work:
        together = os.path.join(work, "events.csv")
        with open(together, "w", encoding="utf-8", newline="") as out:
            for number, file in enumerate(source.files):
                with open(os.path.join(folder, file), encoding="utf-8", newline="") as part:
                    text = part.read()
                out.write(text if number == 0 else text.split("\n", 1)[1])
        made = os.path.join(work, "out")
        command = [sys.executable, os.path.join(DATA, "vary.py"), together, str(seed), made, "--format", form]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open(made, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file)) if form == "csv" else [json.loads(line) for line in file]


def varied(name, seed, form):
    """The entries of another delivery of the same truth, in the order of arrival."""
    folder = need_data(name)
    keyed = []
    for source in SETS[name].sources:
        for record in vary(folder, source, seed, form):
            arrival = record["arrival_ts"]
            if form == "reports" and record["op"] == "put":
                entry = bundle(source, record)
            elif form == "reports":
                entry = retract(source.bundle_form, record["report_id"], record["rev"], arrival)
            elif record["op"] == "put":
                entry = put(source, record["event_id"], record["rev"], record["ts"], arrival, record)
            else:
                entry = retract(source.form, record["event_id"], record["rev"], arrival)
            keyed.append((arrival, entry))
    keyed.sort(key=lambda pair: pair[0])
    return [entry for _, entry in keyed]


def acme(first="2026-10-01", last="2026-10-30", seed=7):
    """The reports of the example company, as the demo makes them."""
    with tempfile.TemporaryDirectory() as work:
        argv = ["awk", "-f", "tools/demo-reports.awk", "-v", "seed=%d" % seed, "-v", "from=" + first, "-v", "to=" + last]
        argv += ["-v", "out=" + work, "config/acme/org.yaml", "config/acme/data/plan_revenue.csv"]
        subprocess.run(argv, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        entries = []
        for name in sorted(os.listdir(work)):
            with open(os.path.join(work, name), "rb") as file:
                for parts in resp.decode(file.read()):
                    entries.append(list(zip(parts[3::2], parts[4::2])))
    return entries


def entry_id(number):
    """The explicit id of the number-th report, from 0: ten to a millisecond."""
    return "%d-%d" % (FIRST_MS + number // 10, number % 10)


def xadd(company, number, entry):
    pairs = [part for pair in entry for part in pair]
    return resp.encode("XADD", "sdm:{%s}:reports" % company, entry_id(number), *pairs)


def clock(company, number, until, after):
    """The command that moves log time to `until` once the report with id `after` has been taken."""
    pairs = ["command", "clock", "by", "test", "token", "clock-%d" % number, "after", after, "until", until]
    # Of the next millisecond: within one, commands go first.
    return resp.encode("XADD", "sdm:{%s}:commands" % company, entry_id(number + 10), *pairs)


def commands_of(company, end, entries):
    """All entries as XADD commands, and at the end the clock that ends the day before `end`."""
    out = [xadd(company, number, entry) for number, entry in enumerate(entries)]
    until = max(end + "T00:00:00", dict(entries[-1])["received_at"])
    out.append(clock(company, len(entries), until, entry_id(len(entries) - 1)))
    return out


def to_file(path, commands):
    with open(path, "wb") as file:
        for command in commands:
            file.write(command)


def main():
    parser = argparse.ArgumentParser(description="Write a data set as XADD commands.")
    parser.add_argument("set", choices=sorted(SETS))
    parser.add_argument("out")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--format", choices=["csv", "reports"], default="csv")
    args = parser.parse_args()
    entries = original(args.set) if args.seed is None else varied(args.set, args.seed, args.format)
    to_file(args.out, commands_of(SETS[args.set].company, SETS[args.set].end, entries))
    print("%d entries" % len(entries))


if __name__ == "__main__":
    main()
