#!/usr/bin/env python3
"""sdmctl as a person types it: messages, exit statuses, files, and the way through a running daemon."""
import json
import os
import time

from sdm import harness
from sdm.check import ROOT, expect, expect_equal, main, test
from sdm.tiny import AWAY, FILES, NO, OK, UNTIL, USAGE, has, report, reports, sdmctl, served, wall_model, write_file, write_model


@test("a wrong command line says what was expected, with exit status 2")
def usage():
    status, _, err = sdmctl("chek")
    expect_equal((status, err), (USAGE, 'sdmctl: no command "chek"; did you mean "check"?\n'), "unknown command")
    expect_equal(sdmctl()[0], USAGE, "no command")
    expect_equal(sdmctl("check")[0], USAGE, "no folder")
    status, _, err = sdmctl("replay", "x", "--model", "y", "--turn", "0")
    expect_equal(status, USAGE, "--turn 0")
    has(err, '--turn: expected a whole number from 1 to 1000000, got "0"')
    status, _, err = sdmctl("alerts", "--company", "tiny", "red")
    expect_equal(status, USAGE, "a filter without =")
    has(err, 'expected FIELD=TEXT, got "red"')


@test("a company or an address that cannot be one is a mistake in the command line, for every command")
def misnamed():
    with harness.folder() as work:
        commands = [["activate", write_model(work)], ["report", "form=sale"], ["clock", "--until", UNTIL], ["status"], ["top"], ["kpi"]]
        plan = ["plan", "--scope-kind", "seller", "--scope", "anna", "--kpi", "revenue", "--period", "2026-03", "--target", "1"]
        for argv in (*commands, plan, ["replay"], ["state"], ["alerts"], ["tasks"], ["receipts"], ["rejected"]):
            status, out, err = sdmctl(*argv, "--company", "tiny", "--redis", "127.0.0.1:port")
            expect_equal((status, out), (USAGE, ""), argv[0] + " --redis")
            has(err, "sdmctl: --redis: ")
            status, out, err = sdmctl(*argv, "--company", "no such", "--redis", "unix:" + work + "/no.sock", "--wait", "0")
            expect_equal((status, out), (USAGE, ""), argv[0] + " --company")


@test("every command explains itself")
def helps():
    status, out, _ = sdmctl("--help")
    expect_equal(status, OK, "--help")
    names = [line.split()[0] for line in out.partition("Commands:")[2].splitlines() if line.startswith("  ")]
    expect(len(names) >= 13, "commands listed: %s" % names)
    for name in names:
        status, out, _ = sdmctl(name, "--help")
        expect_equal(status, OK, name + " --help")
        has(out, "Usage: sdmctl " + name)


@test("a missing folder, file or server is told with exit status 3")
def away():
    status, _, err = sdmctl("check", "/nowhere/at/all")
    expect_equal(status, AWAY, "no folder")
    has(err, "/nowhere/at/all")
    with harness.folder() as work:
        status, _, err = sdmctl("replay", work + "/none.resp", "--model", write_model(work))
        expect_equal(status, AWAY, "no file")
        has(err, "none.resp: No such file or directory")
        status, _, err = sdmctl("alerts", "--redis", work + "/no.sock", "--company", "tiny", "--wait", "1")
        expect_equal(status, AWAY, "no server")
        has(err, "no.sock", "is redis-server running")


@test("replay: a file is folded, verified, and its figures dumped")
def replay_file():
    with harness.folder() as work:
        model, dump = write_model(work), os.path.join(work, "dump.csv")
        path = write_file(os.path.join(work, "in.resp"), reports())
        status, out, err = sdmctl("replay", path, "--model", model, "--until", UNTIL, "--verify", "--dump", dump)
        expect_equal((status, err), (OK, ""), "replay")
        has(out, "inputs          11: 10 reports (0 duplicate, 0 superseded, 0 rejected), 1 commands\n")
        has(out, "cases           1 opened")
        with open(dump, encoding="utf-8") as file:
            lines = file.read().splitlines()
    expect_equal(lines, sorted(lines), "the order of the dump")
    for line in (
        "case,behind,seller,boris,revenue,2026-03,2026-03-01,2026-03-03,,",
        "kpi,company,co,month,2026-03,revenue,e4,10000000,10000,10000000",
        "kpi,seller,boris,month,2026-03,revenue,e4,5000000,10000,5000000",
        "plan,company,co,revenue,month,2026-03,93000000,10000000,10000,1075,below_75",
        "ptd,seller,anna,revenue,2026-03,2026-03-04,every-day,4000000,31000000,4,31,4000000,0",
        "ptd,seller,boris,revenue,2026-03,2026-03-04,every-day,4000000,62000000,4,31,8000000,1",
    ):
        expect(line in lines, "%s is not in the dump" % line)


@test("replay: a unit that moves to another time zone dates its reports by the zone of the day before")
def replay_zone():
    old = "  - {id: co, type: company, title: The company, head: boss}\n"
    org = FILES["org.yaml"].replace(old, """  - {id: co, type: company, title: The company, head: boss, zone: Europe/Moscow, valid_to: 2026-03-02}
  - {id: co, type: company, title: The company, head: boss, zone: Asia/Yekaterinburg, valid_from: 2026-03-03}
""")
    # Half past ten in the evening of Moscow is half past midnight in Yekaterinburg; so the third one is of the 5th.
    sent = [report(1000 + day, "anna", day, "%d00" % day, at="2026-03-%02dT22:30:00+03:00" % day) for day in (2, 3, 4)]
    with harness.folder() as work:
        path, dump = write_file(work + "/in.resp", sent), work + "/dump.csv"
        told = sdmctl("replay", path, "--model", write_model(work, org=org), "--until", UNTIL, "--verify", "--dump", dump)
        expect_equal((told[0], told[2]), (OK, ""), "replay")
        with open(dump, encoding="utf-8") as file:
            cells = [line.split(",") for line in file.read().splitlines() if line.startswith("ptd,seller,anna,")]
    so_far = {cell[5]: cell[7] for cell in cells if cell[6] == "every-day"}
    for day, fact in ((1, "0"), (2, "2000000"), (3, "5000000"), (4, "5000000"), (5, "9000000")):
        expect_equal(so_far["2026-03-%02d" % day], fact, "sold up to the %d" % day)


@test("replay: the outputs are the same whatever the size of a turn")
def replay_turns():
    told = set()
    with harness.folder() as work:
        model = write_model(work)
        path = write_file(os.path.join(work, "in.resp"), reports())
        for turn in ("1", "3", "10000"):
            arguments = [path, "--model", model, "--until", UNTIL, "--turn", turn, "--outputs", work + "/out"]
            status, out, _ = sdmctl("replay", *arguments)
            expect_equal(status, OK, "replay")
            with open(work + "/out", encoding="utf-8") as file:
                told.add((out, file.read()))
    expect_equal(len(told), 1, "different results")
    lines = [json.loads(line) for line in told.pop()[1].splitlines()]
    expect_equal([(x["stream"], x["scope"]) for x in lines if "scope" in x], [("alerts", "boris"), ("tasks", "boris")], "outputs")


@test("replay: a broken file is told with the place")
def replay_broken():
    with harness.folder() as work:
        model = write_model(work)
        path = write_file(os.path.join(work, "in.resp"), reports()[:2] + [b"*3\r\n$4\r\nXADD\r\n$-7\r\n"])
        status, _, err = sdmctl("replay", path, "--model", model)
    expect_equal(status, AWAY, "status")
    has(err, "in.resp: command 3, byte ")


@test("kpi and state: a table for people, JSON for programs, a text to compare")
def figures():
    with harness.folder() as work:
        model = write_model(work)
        path = write_file(os.path.join(work, "in.resp"), reports())
        arguments = [path, "--model", model, "--until", UNTIL]
        status, out, _ = sdmctl("kpi", *arguments, "--scope-kind", "seller", "--day", "2026-03-05", "--language", "ru")
        expect_equal(status, OK, "kpi")
        has(out.replace("\u00a0", " "), "Борис", "500 ₽", "6 200 ₽", "1 000 ₽", "−50,0 %")
        status, out, _ = sdmctl("kpi", *arguments, "--scope", "boris", "--day", "2026-03-31")
        has(out.replace("\u00a0", " "), "as of Mar 31, 2026\n", "RUB 500", "8.1%", "below 75 %")
        status, out, _ = sdmctl("kpi", *arguments, "--scope", "anna", "--day", "2026-03-05", "--json")
        row = json.loads(out)
        expect_equal((row["fact"], row["expected"], row["deviation_ppm"], row["landing"]), ("500", "500", 0, "3100"), "anna")
        expect("status" not in row, "the status of a month that goes on: %s" % row)
        row = json.loads(sdmctl("kpi", *arguments, "--scope", "anna", "--day", "2026-03-31", "--json")[1])
        expect_equal(row["status"], "below_75", "the status at the end of the month")
        ahead = write_model(work + "/ahead", plans=FILES["plans.yaml"].replace("2026-03", "2026-04"))
        april = [arguments[0], "--model", ahead, "--scope", "anna", "--period", "2026-04"]
        expect("status" not in json.loads(sdmctl("kpi", *april, "--json")[1]), "the status of a month that has not begun")
        expect("below" not in sdmctl("kpi", *april)[1], "the same in the table")
        expect_equal(sdmctl("kpi", *arguments, "--scope", "nobody")[0], NO, "nobody")
        expect_equal(sdmctl("kpi", *arguments, "--kpi", "revenu")[0], USAGE, "no such KPI")
        _, first, _ = sdmctl("state", *arguments)
        _, second, _ = sdmctl("state", *arguments)
        expect_equal(first, second, "two prints of one state")
        has(first, 'decision="behind"', "since=2026-03-01 opened_day=2026-03-03")


@test("kpi: what is not the sum of the teams is named under the table of the company and its teams")
def additive():
    org = """units:
  - {id: co, type: company}
  - {id: T-1, type: team, parent: co}
  - {id: T-2, type: team, parent: co}
sellers:
  - {id: anna, unit: T-1}
  - {id: boris, unit: T-2}
"""
    kpis = """measures:
  sold: {facts: sale, sum: amount}
  mean: {facts: sale, average: amount}
  ever: {facts: sale, count: yes, stock: yes}
kpis:
  revenue: {formula: sold, unit: money, title: {ru: Выручка, en: Revenue}}
  cheque: {formula: mean, unit: money, title: {ru: Чек, en: Cheque}}
  sales_ever: {formula: ever, unit: count}
"""
    scopes = "scopes:\n  seller: seller\n  company: unit.company\n  team: unit.team\n"
    with harness.folder() as work:
        model = write_model(work, org=org, kpis=kpis, scopes=scopes)
        arguments = [write_file(os.path.join(work, "in.resp"), reports()), "--model", model, "--day", "2026-03-05"]
        has(sdmctl("kpi", *arguments, "--language", "en")[1], "\nnot the sum of the units or members below: Cheque\n")
        has(sdmctl("kpi", *arguments, "--language", "ru")[1], "\nне складываются по подразделениям и элементам: Чек\n")
        expect("not the sum" not in sdmctl("kpi", *arguments, "--kpi", "revenue")[1], "revenue adds up")
        expect("not the sum" not in sdmctl("kpi", *arguments, "--scope-kind", "seller")[1], "sellers have no parts")
        expect("not the sum" not in sdmctl("kpi", *arguments, "--scope", "T-1")[1], "one team")
        rows = [json.loads(line) for line in sdmctl("kpi", *arguments, "--json")[1].splitlines()]
        told = {(row["scope"], row["kpi"]): (row["fact"], row["additive"], row["additive_over_days"]) for row in rows}
        expect_equal(
            told,
            {
                ("co", "revenue"): ("1000", True, True),
                ("T-1", "revenue"): ("500", True, True),
                ("T-2", "revenue"): ("500", True, True),
                ("co", "cheque"): ("100", False, False),
                ("T-1", "cheque"): ("100", False, False),
                ("T-2", "cheque"): ("100", False, False),
                ("co", "sales_ever"): ("10", True, False),
                ("T-1", "sales_ever"): ("5", True, False),
                ("T-2", "sales_ever"): ("5", True, False),
            },
            "what adds up",
        )


@test("kpi: a company whose fiscal year begins in April is told how to write its quarters")
def fiscal():
    april = FILES["company.yaml"].replace("periods: [day, month]", "fiscal_year_starts: 4\nperiods: [month, quarter, year]")
    with harness.folder() as work:
        arguments = [write_file(os.path.join(work, "in.resp"), reports()), "--model", write_model(work, company=april)]
        status, _, err = sdmctl("kpi", *arguments, "--period", "2026-Q1")
        expect_equal(status, USAGE, "a calendar quarter")
        has(err, '--period: expected 2026-11-22, 2026-11, FY2026-Q4 or FY2026, got "2026-Q1"')
        status, out, _ = sdmctl("kpi", *arguments, "--period", "FY2025-Q4", "--json")
        expect_equal((status, json.loads(out)["fact"]), (OK, "1000"), "January to March 2026")


@test("kpi: a month corrected after its close shows what it was, and the closed case gets a note")
def restated():
    late = {"received_at": "2026-04-02T12:00:00Z", "rev": "2"}
    with harness.folder() as work:
        model = write_model(work)
        before = write_file(os.path.join(work, "before.resp"), reports())
        entries = reports() + [report(2000, "boris", 3, "40", **late), report(2001, "anna", 3, "100", **late)]
        after = write_file(os.path.join(work, "after.resp"), entries)
        arguments = ["--model", model, "--until", "2026-04-03T00:00:00", "--period", "2026-03", "--scope-kind", "seller"]
        status, out, _ = sdmctl("kpi", before, *arguments, "--language", "en")
        expect_equal((status, "at closing" in out), (OK, False), "nothing restated")
        status, out, _ = sdmctl("kpi", after, *arguments, "--language", "ru")
        head, anna, boris = out.replace("\u00a0", " ").splitlines()
        has(head, "факт  при закрытии")
        has(boris, "440 ₽         500 ₽")
        expect_equal((status, anna.count("500 ₽")), (OK, 2), "anna stands: fact and landing")
        _, out, _ = sdmctl("kpi", after, *arguments, "--json")
        anna, boris = (json.loads(line) for line in out.splitlines())
        expect_equal((boris["fact"], boris["first_closed"], boris["first_closed_facts"]), ("440", "500", 5), "boris")
        expect("first_closed" not in anna, "anna: %s" % anna)
        _, out, _ = sdmctl("kpi", after, *arguments, "--day", "2026-03-31", "--scope", "boris", "--json")
        has(out, '"first_closed":"500"')
        _, out, _ = sdmctl("kpi", after, *arguments, "--day", "2026-03-30", "--scope", "boris", "--json")
        expect("first_closed" not in out, "a day inside the month: %s" % out)

        status, out, _ = sdmctl("replay", after, "--model", model, "--until", "2026-04-03T00:00:00", "--verify", "--outputs", "-")
        notes = [line for line in out.splitlines() if '"kind":"note"' in line]
        expect_equal((status, len(notes)), (OK, 1), "notes")
        note = json.loads(notes[0])
        expect_equal((note["scope"], note["fact"], note["first_closed"], note["day"]), ("boris", "440", "500", "2026-04-02"), "note")
        _, out, _ = sdmctl("state", after, "--model", model)
        has(out, 'kpi="revenue" period_kind="month" period=24314 changed=1 facts=5 first=5000000/10000 told=5000000/10000')


@test("shipped calendars are found beside the model; a folder without them is told at once")
def share():
    with harness.folder() as work:
        russian = FILES["company.yaml"].replace("calendar: every-day", "calendar: ru")
        model = write_model(work + "/config/tiny", company=russian)
        status, out, err = sdmctl("check", model, "--share", work)
        expect_equal((status, out), (AWAY, ""), "a folder without calendars/")
        has(err, "--share " + work + ": there is no folder calendars/ in it", "/usr/share/sdmd")
        os.mkdir(work + "/config/calendars")
        with open(os.path.join(ROOT, "config/calendars/ru.csv"), encoding="utf-8") as source:
            with open(work + "/config/calendars/ru.csv", "w", encoding="utf-8") as target:
                target.write(source.read())
        status, _, err = sdmctl("check", model)
        expect_equal((status, err), (OK, ""), "calendars beside the model")


@test("a model is not put in force for another company, by sdmctl or by the daemon")
def foreign_model():
    with harness.folder() as work:
        redis = harness.Redis(work)
        try:
            place, daemon = served(work, redis)
            other = write_model(work + "/other", company=FILES["company.yaml"].replace("company: tiny", "company: other"))
            status, out, err = sdmctl("activate", other, *place)
            expect_equal((status, out), (USAGE, ""), "activate")
            has(err, 'the model is of company "other", not of "tiny"', "--company other")
            status, out, err = sdmctl("activate", "--store", other, "--redis", "unix:" + redis.path)
            expect_equal((status, err), (OK, ""), "store")
            sha = out.split()[1]
            with redis.client() as client:
                client.call("COPY", "sdm:{other}:model:" + sha, "sdm:{tiny}:model:" + sha)
                client.call("XADD", "sdm:{tiny}:commands", "*", "command", "activate", "token", "t", "by", "boss", "sha", sha)

            def told():
                return next((line for line in sdmctl("receipts", *place)[1].splitlines() if "C05" in line), None)

            has(harness.wait_until("the refusal", 10, told), 'it is of company "other", these reports are of "tiny"')
            daemon.stop()
        finally:
            redis.stop()


@test("without a daemon: what is sent waits, and is said to wait")
def no_daemon():
    with harness.folder() as work:
        redis = harness.Redis(work)
        try:
            place = ["--redis", "unix:" + redis.path]
            status, out, err = sdmctl("activate", write_model(work + "/tiny"), *place)
            expect_equal((status, err), (OK, ""), "activate")
            has(out, "of company tiny is stored\n", "no daemon serves company tiny now")
            status, out, _ = sdmctl("status", "--company", "tiny", *place)
            expect_equal(status, NO, "status")
            has(out, "daemon       none\n", "new commands 1\n")
            status, out, _ = sdmctl("status", "--json", "--company", "tiny", *place)
            told = {"company": "tiny", "daemon": None, "stopped": None, "inputs": 0, "turn": 0, "reports": "0-0", "commands": "0-0"}
            told.update(checkpoint=None, runs_waiting=0, runs_paused=0, runs_stuck=0, reports_waiting=0, commands_waiting=1)
            expect_equal({key: value for key, value in json.loads(out).items() if key != "model"}, told, "status --json")
            expect_equal(sdmctl("alerts", "--company", "tiny", *place), (OK, "no alerts\n", ""), "alerts")
            status, _, err = sdmctl("replay", "--company", "tiny", *place)
            expect_equal(status, AWAY, "replay of a new company")
            has(err, "company tiny is new")
            status, _, err = sdmctl("alerts", *place)
            expect_equal(status, USAGE, "no company")
            has(err, "--company")
        finally:
            redis.stop()


@test("the way of a day: model, reports, clock, alerts and tasks, verified")
def whole_way():
    with harness.folder() as work:
        redis = harness.Redis(work)
        daemon = None
        try:
            place, daemon = served(work, redis)
            expect_equal(sdmctl("clock", "--until", UNTIL, *place)[:2], (OK, "command clock: accepted\n"), "clock")
            status, out, _ = sdmctl("alerts", *place)
            expect_equal(status, OK, "alerts")
            expect_equal(
                out,
                "2026-03-04 00:00  critical  Behind the plan\n"
                "    Boris, 2026-03; since Mar 1, 2026, 3 days; to boss  C1\n"
                "    sold too little\n",
                "alerts",
            )
            status, out, _ = sdmctl("tasks", "--latest", "state=open", *place, env={"LANG": "ru_RU.UTF-8"})
            has(out, "к исполнению  Позвонить\n    кому: Борис; срок: 4 мар. 2026 г.\n    Выручка, Борис, 2026-03  T1 C1\n")
            told = json.loads(sdmctl("status", "--json", *place)[1])
            expect_equal((told["inputs"], told["reports"], told["reports_waiting"]), (12, "1009-0", 0), "status --json")
            expect(told["checkpoint"] >= 1 and told["checkpoint_at"] > "2026-", "the first checkpoint: %s" % told)
            late = ["form=sale", "id=boris-late", "seller=boris", "at=2026-03-05", "received_at=2026-03-06T01:00:00Z"]
            status, out, _ = sdmctl("report", *late, "amount=700", *place)
            expect_equal((status, out), (OK, "report sale boris-late: accepted\n"), "report")
            status, out, _ = sdmctl("report", *late, "rev=3", "amount=701", *place)
            expect_equal((status, out), (OK, "report sale boris-late rev 3: accepted\n"), "a revision")
            status, out, _ = sdmctl("report", *late[:1], "id=x", "seller=bori", *late[3:], "amount=7", *place)
            expect_equal((status, out), (NO, 'report sale x: refused: no seller "bori" in the organisation  V07\n'), "refused")
            has(sdmctl("rejected", *place)[1], "report sale x  ", '"seller":"bori"')
            status, out, _ = sdmctl("plan", "--scope-kind", "seller", "--scope", "boris", "--kpi", "revenue", "--period", "2026-03",
                                    "--target", "3100", "--reason", "a smaller area", *place)
            expect_equal((status, out), (OK, "command plan: accepted\n"), "plan")
            status, out, _ = sdmctl("kpi", "--scope", "boris", "--json", *place)
            expect_equal(json.loads(out)["plan"], "3100", "the plan changed")
            status, out, err = sdmctl("replay", "--verify", *place)
            expect_equal((status, err), (OK, ""), "verify while the daemon runs")
            daemon.stop()
            told = json.loads(sdmctl("status", "--json", *place)[1])
            expect_equal(told["checkpoint_inputs"], told["inputs"], "the last checkpoint")
            expect(told["checkpoint_at"] > "2026-", "when the last checkpoint was taken: %s" % told)
            with redis.client() as client:
                journal = [dict(pairs) for _, pairs in client.entries("sdm:{tiny}:journal")]
            expect_equal([e["kind"] for e in journal if "time" not in e], ["owner", "activate"], "journal entries without a time")
            expect(all(int(e["time"]) > 0 for e in journal if "time" in e), "a time before 1970: %s" % journal)
            status, out, err = sdmctl("replay", "--verify", *place)
            expect_equal((status, err), (OK, ""), "verify after a clean stop")
            has(out, "folded from     the company's first entry\n")
            expect_equal(sdmctl("replay", "--verify", "--checkpoint", *place)[0], OK, "verify from the checkpoint")
        finally:
            if daemon:
                daemon.end()
            redis.stop()


@test("a company on wall time: reports need no received_at, its clock cannot be moved, a file's --until is a tick")
def wall_time():
    with harness.folder() as work:
        redis = harness.Redis(work)
        model = write_model(work + "/tiny", company=wall_model())
        place = ["--redis", "unix:" + redis.path, "--company", "tiny"]
        daemon = None
        try:
            daemon = harness.Daemon(work, redis.path, "tiny")
            expect_equal(sdmctl("activate", model, *place)[0], OK, "activate")
            today = time.strftime("%Y-%m-%d", time.gmtime())
            for number, amount in enumerate(("10", "20", "many")):
                sale = ["form=sale", "id=%d" % number, "seller=anna", "at=" + today, "amount=" + amount]
                expect_equal(sdmctl("report", *sale, *place)[0], NO if amount == "many" else OK, "report")
            status, out, _ = sdmctl("clock", "--until", UNTIL, "--language", "ru", *place)
            expect_equal(status, NO, "clock")
            has(out, "команда clock: отклонено: время компании идёт по часам, его нельзя сдвинуть")
            rows = [json.loads(line) for line in sdmctl("kpi", "--scope-kind", "seller", "--json", *place)[1].splitlines()]
            expect_equal([(row["scope"], row["fact"]) for row in rows], [("anna", "30")], "today's month")
            expect_equal(sdmctl("replay", "--verify", *place)[0], OK, "verify")
        finally:
            if daemon:
                daemon.end()
            redis.stop()
        first = 1772366400000  # 2026-03-01T12:00:00Z
        commands = [report(first + number, "boris", 1, id=str(number)) for number in range(3)]
        path = write_file(os.path.join(work, "in.resp"), commands)
        status, out, _ = sdmctl("replay", path, "--model", model, "--until", "2026-03-04T00:00:00Z", "--verify", "--json")
        told = json.loads(out)
        expect_equal((status, told["verified"], told["inputs"], told["cases"]), (OK, True, 4, 1), "three days of silence")


@test("replay --verify names the place where a changed log parts from what was emitted")
def tampered():
    with harness.folder() as work:
        redis = harness.Redis(work)
        daemon = None
        try:
            place, daemon = served(work, redis)
            expect_equal(sdmctl("clock", "--until", UNTIL, *place)[0], OK, "clock")
            daemon.stop()
            with redis.client() as client:
                client.call("XDEL", "sdm:{tiny}:reports", "1003-0")
            status, _, err = sdmctl("replay", "--verify", *place)
            expect_equal(status, NO, "verify")
            has(err, "the log folds to something else than was emitted", "the fold has inputs 11, the journal says 12")
            expect_equal(sdmctl("replay", *place)[0], OK, "without --verify it is only said")
        finally:
            if daemon:
                daemon.end()
            redis.stop()


main()
