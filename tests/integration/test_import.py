#!/usr/bin/env python3
"""sdmctl import: foreign files as reports, checked as a whole, sent once whatever interrupts it."""
import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess

from sdm import harness
from sdm.check import expect, expect_equal, main, need_program, test
from sdm.tiny import AWAY, NO, OK, USAGE, has, sdmctl, served

FORMS = """forms:
  sale:
    seller: required
    fields:
      amount: {type: money, required: yes, min: 0}
      kind: {type: choice, of: [cash, card]}
      product: {type: axis}
      pieces: {type: int}
      paid: flag
      due: {type: date}
      hour: {type: time}
      note: {type: text, length: 10}
"""
AXES = """axes:
  product:
    members: [{id: black}, {id: green}]
"""
MAP = """form: sale
id: {columns: [Shop, No]}
rev: {column: Rev}
dates: DD.MM.YYYY
decimal: comma
thousands: space
empty: ["-"]
fields:
  seller: {column: Manager, values: {Anna A.: anna, Борис Б.: boris}}
  at: {column: Day, time: Time}
  amount: Sum
  kind: {column: How, values: {наличные: cash, карта: card}, others: keep, default: cash}
  product: Product
  pieces: Pieces
  paid: {column: Paid, values: {да: yes, нет: no}, others: keep}
  due: Due
  hour: Hour
  note: Note
"""
HEAD = "Shop;No;Rev;Manager;Day;Time;Sum;How;Product;Pieces;Paid;Due;Hour;Note"
GOOD = "north;1;;Anna A.;05.03.2026;9:30;1 234,50;карта;black;2,00;да;06.03.2026;9:05;-"
# What a row has otherwise, and what must be said of it.
BAD = [
    ({"Shop": ""}, 'id (column "Shop"): it is empty'),
    ({"Rev": "two"}, 'rev (column "Rev"): expected a number'),
    ({"Rev": "0"}, "rev: expected a whole number from 1"),
    ({"Manager": "Ana A."}, 'is not among its values: did you mean "Anna A."?'),
    ({"Manager": "-"}, 'the field "seller" is missing'),
    ({"Day": "2026-03-05"}, "expected a date like 22.11.2026"),
    ({"Day": "31.02.2026"}, 'expected a date like 22.11.2026 and a time like 09:30, got "31.02.2026'),
    ({"Day": "05.03.2019"}, "dated more than 400 days ago"),
    ({"Day": "05.03.2036"}, "dated more than 400 days ahead"),
    ({"Time": "late"}, "and a time like 09:30"),
    ({"Sum": "a lot"}, 'expected a number like 1 234,50, got "a lot"'),
    ({"Sum": "12.5"}, 'expected a number like 1 234,50, got "12.5"'),
    ({"Sum": "12 34"}, 'expected a number like 1 234,50, got "12 34"'),
    ({"Sum": "1,23456"}, "at most four decimals"),
    ({"Sum": "-5"}, "expected a number from 0, got -5"),
    ({"Sum": ""}, 'the field "amount" is missing'),
    ({"How": "barter"}, '"barter" is not one of its values'),
    ({"Product": "blue"}, 'no "blue" on the axis "product"'),
    ({"Pieces": "2,5"}, "expected a whole number"),
    ({"Paid": "maybe"}, "expected true or false"),
    ({"Due": "soon"}, "expected a date like 22.11.2026, got"),
    ({"Hour": "25h"}, "expected a time like 09:30"),
    ({"Note": "longer than ten"}, "expected text of at most 10 bytes"),
    ({"No": "1", "Sum": "5"}, "came before with other content; send a higher rev (column \"Rev\") (the id stands on line 2 already)"),
]


@contextlib.contextmanager
def company(work, name="redis", daemon=True):
    """The tiny company with a form of all kinds of fields. Gives (place, redis, daemon)."""
    work = os.path.join(work, name)
    os.makedirs(work)
    redis, running = harness.Redis(work), None
    try:
        place, running = served(work, redis, forms=FORMS, axes=AXES)
        if not daemon:
            running.stop()
        yield place, redis, running
        if daemon:
            running.stop()
    finally:
        if running:
            running.end()
        redis.stop()


def write(path, text, encoding="utf-8"):
    with open(path, "w", encoding=encoding, newline="") as file:
        file.write(text)
    return path


def row(number, **changes):
    cells = dict(zip(HEAD.split(";"), GOOD.split(";")))
    cells.update({"No": str(number)}, **changes)
    return ";".join(cells.values())


def send(place, path, mapping, *options):
    return sdmctl("import", "tiny", path, "--map", mapping, *place[:2], *options)


def summary(out):
    return json.loads(out.splitlines()[-1])


@test("import: a spreadsheet's table, with its dates, decimal commas and names, becomes reports")
def spreadsheet():
    with harness.folder() as work, company(work) as (place, redis, _):
        mapping = write(work + "/map.yaml", MAP)
        sales = write(work + "/sales.csv", "\ufeff" + "\r\n".join([HEAD, GOOD, row(2, How="", Manager="Борис Б.", Time="")]) + "\r\n")
        status, out, err = send(place, sales, mapping, "--dry-run", "--json")
        expect_equal((status, err), (OK, ""), "dry run")
        wanted = {"form": "sale", "id": "north-1", "seller": "anna", "at": "2026-03-05 09:30", "amount": "1234.50", "kind": "card"}
        wanted.update({"product": "black", "pieces": "2", "paid": "yes", "due": "2026-03-06", "hour": "09:05"})
        expect_equal(json.loads(out.splitlines()[0]), {"line": 2, "report": wanted}, "the first report")
        expect_equal((len(out.splitlines()), summary(out)["sent"]), (3, 0), "nothing is sent")
        expect_equal(len(send(place, sales, mapping, "--dry-run=1", "--json")[1].splitlines()), 2, "--dry-run=1")
        status, out, err = send(place, sales, mapping)
        expect_equal((status, out, err), (OK, "rows: 2, sent: 2, accepted: 2\n", ""), "import")
        with redis.client() as client:
            expect_equal(dict(client.entries("sdm:{tiny}:reports")[-2][1]), wanted, "the report in the stream")
        expect_equal(os.path.exists(sales + ".sdm-import"), False, "the mark is gone")
        status, out, _ = send(place, sales, mapping, "--language", "ru")
        expect_equal((status, out), (OK, "строк: 2, отправлено: 2, уже были: 2\n"), "once more")


@test("import: JSON lines, ids from a fingerprint of the row, and constants")
def json_lines():
    with harness.folder() as work, company(work) as (place, redis, _):
        mapping = write(work + "/map.yaml", "form: sale\nid: {hash: yes, prefix: h-}\nfields:\n"
                        "  seller: {constant: anna}\n  at: {column: when}\n  amount: sum\n  paid: paid\n")
        lines = ['{"when": "2026-03-05T10:00:00Z", "sum": 12.5, "paid": true, "more": [1]}', "",
                 '{"when": "2026-03-05", "sum": "7.25", "paid": null}', '{"when": "2026-03-05", "sum": 8}']
        sales = write(work + "/sales.jsonl", "\n".join(lines + lines[:1]))
        status, out, err = send(place, sales, mapping)
        expect_equal((status, out, err), (OK, "rows: 4, repeating an earlier row: 1, sent: 4, accepted: 3, seen before: 1\n", ""), "import")
        with redis.client() as client:
            sent = [dict(pairs) for _, pairs in client.entries("sdm:{tiny}:reports")][-4:]
        expect_equal([r["amount"] for r in sent], ["12.5", "7.25", "8", "12.5"], "amounts")
        expect(re.fullmatch("h-[0-9a-f]{32}", sent[0]["id"]) and sent[0]["id"] == sent[3]["id"], "ids: %s" % sent)
        write(sales, '{"when": 1\n[]\n{"when": {}, "sum": 0.1234567890123456789}\n')
        status, out, err = send(place, sales, mapping)
        expect_equal(status, NO, "broken lines")
        has(err, "sales.jsonl:1:", "not proper JSON", "sales.jsonl:2: expected an object", 'sales.jsonl:3: "when": expected a text',
            'sales.jsonl:3: "sum": the number cannot be read exactly: write it in quotes')


@test("import: two dozen kinds of errors are all said with their lines, and nothing is sent unless the bad rows are to be left out")
def errors():
    rows = [HEAD, GOOD] + [row(100 + number, **changes) for number, (changes, _) in enumerate(BAD)]
    rows += [row(900) + ";more", "too;few", row(901)]
    with harness.folder() as work, company(work) as (place, redis, _):
        mapping, sales = write(work + "/map.yaml", MAP), write(work + "/sales.csv", "\n".join(rows) + "\n")
        with redis.client() as client:
            before = client.call("XLEN", "sdm:{tiny}:reports")
            status, out, err = send(place, sales, mapping)
            expect_equal(client.call("XLEN", "sdm:{tiny}:reports"), before, "reports in the stream")
        lines = err.splitlines()
        expect_equal((status, len(lines)), (NO, len(BAD) + 3), "problems:\n" + err)
        for number, (_, said) in enumerate(BAD):
            expect(lines[number].startswith("%s:%d:" % (sales, number + 3)) and said in lines[number], lines[number] + " | " + said)
        has(err, ":%d: expected 14 cells as in the header, got 15\n" % (len(BAD) + 3), "got 2\n", "nothing was sent; --skip-bad")
        has(out, "rows: %d, left out: %d, sent: 0\n" % (len(BAD) + 4, len(BAD) + 2))
        told = [json.loads(line) for line in send(place, sales, mapping, "--json")[1].splitlines()]
        expect_equal((len(told), told[0]["line"], told[-1]["left_out"]), (len(BAD) + 3, len(BAD) + 3, len(BAD) + 2), "--json")
        status, out, err = send(place, sales, mapping, "--skip-bad")
        expect_equal((status, len(err.splitlines())), (NO, len(BAD) + 2), "--skip-bad")
        has(out, "sent: 2, accepted: 2\n")


@test("import: what is wrong with the mapping or the file as a whole is said with place and nearest name")
def mappings():
    wrong = (
        (("form: sale", "form: sail"), "map.yaml:1:7: no form \"sail\" in the model: did you mean \"sale\"?"),
        (("amount: Sum", "amuont: Sum"), "did you mean \"amount\"?"),
        (("amount: Sum", "amount: Summ"), "has no column \"Summ\": did you mean \"Sum\"?"),
        (("columns: [Shop, No]", "kolumns: [Shop, No]"), "unknown option \"kolumns\" of an id: did you mean \"columns\"?"),
        (("  amount: Sum\n", ""), "no column feeds \"amount\", which form \"sale\" needs"),
        (("decimal: comma", "decimal: coma"), "decimal: unknown \"coma\": did you mean \"comma\"?"),
        (("amount: Sum", "amount: {column: Sum, constant: 5}"), "amount: give either a column or a constant"),
        (("id: {columns: [Shop, No]}\n", ""), "has no \"id\""),
        (("due: Due", "due: {column: Due, time: Time}"), "only `at` and `received_at` have a time of day"),
        (("fields:\n", "fields:\n  rev: Rev\n"), "`rev` stands beside `fields`"),
    )
    with harness.folder() as work, company(work) as (place, _, _):
        mapping, sales = work + "/map.yaml", write(work + "/sales.csv", HEAD + "\n" + GOOD + "\n")
        for change, said in wrong:
            expect(change[0] in MAP, change[0])
            write(mapping, MAP.replace(*change))
            status, out, err = send(place, sales, mapping)
            expect_equal((status, out), (NO, ""), said)
            has(err, mapping + ":", said, "nothing was sent\n")
        write(mapping, MAP)
        write(sales, HEAD + "\n" + GOOD + "\n", "cp1251")
        has(send(place, sales, mapping)[2], "the table is not in UTF-8, Windows-1251 perhaps")
        write(sales, HEAD + '\n"open\n')
        has(send(place, sales, mapping)[2], "not valid CSV: a quote opens or ends in the wrong place")
        for path, map_path in ((work + "/none.csv", mapping), (sales, work + "/none.yaml")):
            status, _, err = send(place, path, map_path)
            expect_equal(status, AWAY, err)
            has(err, "No such file or directory")


MANY = "form: sale\nid: {columns: no}\nfields: {seller: s, at: d, amount: a}\n"


def many(path, count):
    rows = ["no,s,d,a"]
    rows += ["%d,%s,2026-03-%02d,%d.5" % (n, ("anna", "boris")[n % 2], 1 + n % 5, n % 100) for n in range(count)]
    return write(path, "\n".join(rows) + "\n")


def state_digest(place):
    """Of the state without what differs by nature: entry ids, counters of inputs, the random token of the activation."""
    own = ("meta ", "digest ", "tokens ")
    status, out, err = sdmctl("state", *place)
    expect_equal((status, err), (OK, ""), "state")
    lines = [re.sub(r" entry=\d+-\d+", "", line) for line in out.splitlines() if not line.startswith(own)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest(), len(lines)


def rows_marked(path):
    try:
        with open(path, encoding="utf-8") as file:
            return int(dict(line.split(" ", 1) for line in file)["rows"])
    except OSError:
        return 0


@test("import: one that was killed three times goes on and leaves the same state as one that nothing disturbed")
def killed():
    with harness.folder() as work:
        mapping, sales = write(work + "/map.yaml", MANY), many(work + "/sales.csv", 30000)
        with company(work, "calm") as (place, _, _):
            status, out, err = send(place, sales, mapping)
            expect_equal((status, err), (OK, ""), "undisturbed")
            calm = state_digest(place)
        mark = work + "/mark"
        with company(work, "killed") as (place, _, _):
            argv = [need_program("sdmctl"), "import", "tiny", sales, "--map", mapping, *place[:2], "--ahead", "1000", "--progress", mark]
            for kill_at in (1000, 8000, 20000):
                running = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                harness.wait_until("%d rows" % kill_at, 60, lambda at=kill_at: rows_marked(mark) >= at, 0.001)
                running.send_signal(signal.SIGKILL)
                expect_equal(running.wait(), -signal.SIGKILL, "the import was still running")
            done = rows_marked(mark)
            expect(20000 <= done < 30000, "rows done before the last run: %d" % done)
            status, out, err = send(place, sales, mapping, "--progress", mark, "--json")
            expect_equal(status, OK, err)
            has(err, "going on after %d rows, as %s says\n" % (done, mark))
            told = summary(out)
            expect_equal((told["rows"], told["before"], told["sent"], told["waiting"]), (30000, done, 30000 - done, 0), out)
            expect_equal(os.path.exists(mark), False, "the mark is gone")
            expect_equal(state_digest(place), calm, "state")
        expect(calm[1] > 30000, "lines of the state: %d" % calm[1])


@test("import: where nobody takes the reports it stops before it has sent too many, and goes on later")
def back_pressure():
    with harness.folder() as work:
        mapping, sales = write(work + "/map.yaml", MANY), many(work + "/sales.csv", 5000)
        with company(work, daemon=False) as (place, redis, daemon):
            with redis.client() as client:
                before = client.call("XLEN", "sdm:{tiny}:reports")
                status, out, err = send(place, sales, mapping, "--ahead", "2000", "--wait", "1", "--json")
                expect_equal((status, summary(out)["sent"], summary(out)["waiting"]), (AWAY, 2000, 2000), out)
                has(err, "is a daemon running?", "goes on at row 2001")
                expect_equal(client.call("XLEN", "sdm:{tiny}:reports") - before, 2000, "reports in the stream")
            status, out, err = send(place, many(work + "/few.csv", 600), mapping, "--json")
            expect_equal((status, summary(out)["waiting"]), (OK, 600), "few enough")
            has(err, "no daemon serves company tiny now")
            daemon.start()
            status, out, err = send(place, sales, mapping, "--json")
            told = summary(out)
            expect_equal((status, told["before"], told["sent"], told["waiting"]), (OK, 2000, 3000, 0), out + err)
            write(sales + ".sdm-import", "sdm-import 1\nfile 00\nrows 17\n")
            status, out, err = send(place, sales, mapping, "--json")
            expect_equal((status, summary(out)["duplicate"]), (OK, 5000), out)
            has(err, "is of another file or mapping: beginning with the first row")
            daemon.stop()


@test("import: usage, a company without a model, and no Redis")
def away():
    for argv in ([], ["tiny", "f.csv"], ["tiny", "f", "g", "--map", "m"], ["f.csv", "--map", "m", "--ahead", "9"]):
        expect_equal(sdmctl("import", *argv, "--redis", "unix:/nowhere")[0], USAGE, " ".join(argv))
    status, _, err = sdmctl("import", "tiny", "f.csv", "--map", "m", "--redis", "unix:/nowhere", "--wait", "0")
    expect_equal(status, AWAY, err)
    has(err, "unix:/nowhere")
    with harness.folder() as work:
        redis = harness.Redis(work)
        try:
            status, _, err = sdmctl("import", "tiny", "f.csv", "--map", "m", "--redis", "unix:" + redis.path)
            expect_equal((status, err), (AWAY, "sdmctl: company tiny has no model in force: sdmctl activate\n"), "no model")
        finally:
            redis.stop()


main()
