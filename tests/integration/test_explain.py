#!/usr/bin/env python3
"""`sdmctl explain` shows the figures behind a case: those of the data sets' expected tables, and in words."""
import collections
import csv
import json
import os

from sdm import expected, feed, harness, resp, tiny
from sdm.check import DATA, expect, expect_equal, main, need_data, say, test

STEP = 9  # every so manieth case; each is a fold of the whole history
CALENDARS = ("cal", "mf", "ru")
# Boris sells 100 a day; his plan of 6,200 for the 31 days of March asks for 200.
ENGLISH = """\
C1  Behind the plan
Boris, Revenue, 2026-03
opened Mar 3, 2026; holding since Mar 1, 2026

Opens when: Revenue below 80.0% of the plan to date, for 3 days running
Closes when it is no longer so: Revenue below 80.0% of the plan to date, judged at every report

day                               fact        plan to date                 gap     deviation
Mar 1, 2026                    RUB 100             RUB 200            -RUB 100        -50.0%  holds
Mar 2, 2026                    RUB 200             RUB 400            -RUB 200        -50.0%  holds
Mar 3, 2026                    RUB 300             RUB 600            -RUB 300        -50.0%  holds
Mar 4, 2026                    RUB 400             RUB 800            -RUB 400        -50.0%  stays open
Mar 5, 2026                    RUB 500           RUB 1,000            -RUB 500        -50.0%  stays open

As the reports say now; what was told then: sdmctl alerts case=C1

What it was judged by
  woken by the clock: Mar 3, 2026 had ended
  decisions/behind.lua:8, SHA-256 88bed957eb3b
  Revenue, 2026-03, as of Mar 3, 2026: fact RUB 300, plan to date RUB 600, plan RUB 6,200; 3 facts  (trigger, line 8)
  Revenue, 2026-03, as of Mar 2, 2026: fact RUB 200, plan to date RUB 400, plan RUB 6,200; 2 facts  (trigger, line 8)
  Revenue, 2026-03, as of Mar 1, 2026: fact RUB 100, plan to date RUB 200, plan RUB 6,200; 1 fact  (trigger, line 8)
"""


def explain(case, commands, config, *options):
    return harness.sdmctl("explain", case, commands, "--model", config, *harness.data_options(), *options).stdout


def figures_by_day(name):
    """(scope, kpi, period, day) -> row of expected_ptd_daily."""
    with open(os.path.join(DATA, name, "expected_ptd_daily.csv"), encoding="utf-8") as file:
        return {(r["scope_id"], r.get("kpi", "revenue"), r["period_id"], r["date"]): r for r in csv.DictReader(file)}


def e4(text):
    whole, _, part = text.lstrip("-").partition(".")
    number = int(whole) * 10000 + int((part + "0000")[:4])
    return -number if text.startswith("-") else number


def compare_case(told, calendar, rows):
    compared = 0
    for day in told["days"]:
        row = rows.get((told["scope"], told["kpi"], told["period"], day["day"]))
        if row is None:
            continue
        where = "%s on %s" % (told["case"], day["day"])
        expect_equal(e4(day["fact"]), int(expected.column(row, "fact_td", "fact_td_e4")), where + ", fact")
        expect_equal(e4(day["plan"]), int(expected.column(row, "plan", "plan_e4")), where + ", plan")
        wanted = int(expected.column(row, "ptd_" + calendar, "ptd_%s_e4" % calendar))
        expect_equal(e4(day["expected"]), wanted, where + ", plan to date")
        if "holds" in day:
            expect_equal(day["holds"], row["below80_" + calendar] == "1", where + ", below 80 %")
        compared += 1
    return compared


def add(name):
    @test("explain names the figures of expected_ptd_daily for cases of %s" % name)
    def figures():
        need_data(name)
        data_set, rows = feed.SETS[name], figures_by_day(name)
        compared, cases, decisions = 0, 0, collections.Counter()
        with harness.folder() as work:
            commands, dump = os.path.join(work, "in.resp"), os.path.join(work, "out.csv")
            feed.to_file(commands, feed.commands_of(data_set.company, data_set.end, feed.original(name)))
            harness.dump_of_file(data_set.config, commands, dump)
            with open(dump, encoding="utf-8") as file:
                count = sum(line.startswith("case,") for line in file)
            for number in range(1, count + 1, STEP):
                told = json.loads(explain("C%d" % number, commands, data_set.config, "--json"))
                calendar = told["decision"].split("_")[2]
                expect(calendar in CALENDARS, "decision %s" % told["decision"])
                days = compare_case(told, calendar, rows)
                expect(days > 0, "%s: no day of it is in the table" % told["case"])
                holding = [day["day"] for day in told["days"] if told["since"] <= day["day"] <= told["opened"] and day["holds"]]
                expect(told["since"] in holding and told["opened"] in holding, "%s opened on what did not hold" % told["case"])
                compared, cases = compared + days, cases + 1
                decisions[calendar] += 1
        expect(all(decisions[c] for c in CALENDARS), "calendars met: %s" % decisions)
        say("%d of %d cases, %d days equal" % (cases, count, compared))


@test("explain says the condition and the days in words, in both languages")
def words():
    with harness.folder() as work:
        model = tiny.write_model(os.path.join(work, "tiny"))
        history = tiny.write_file(os.path.join(work, "in.resp"), tiny.reports())
        place = [history, "--model", model, "--until", tiny.UNTIL]
        status, out, err = tiny.sdmctl("explain", "C1", *place, "--language", "en")
        expect_equal((status, err), (tiny.OK, ""), "explain")
        expect_equal(out.replace("\u00a0", " "), ENGLISH, "in English")
        status, out, _ = tiny.sdmctl("explain", "1", *place, "--language", "ru")
        tiny.has(out.replace("\u00a0", " "), "Выручка ниже 80,0 % плана на дату, 3 дня подряд", "держится")


@test("explain judges few facts as the decision does: on_missing open takes them")
def few_facts():
    kpis = tiny.FILES["kpis.yaml"].replace("unit: money,", "unit: money, min_sample: 20,")
    with harness.folder() as work:
        model = tiny.write_model(os.path.join(work, "tiny"), kpis=kpis)
        history = tiny.write_file(os.path.join(work, "in.resp"), tiny.reports())
        status, out, err = tiny.sdmctl("explain", "C1", history, "--model", model, "--until", tiny.UNTIL, "--json")
        expect_equal((status, err), (tiny.OK, ""), "explain")
        expect_equal([day["holds"] for day in json.loads(out)["days"]], [True] * 5, "days on which it holds")


@test("explain says what a case was judged by beside what the reports say now")
def read_then():
    late = tiny.report(2000, "boris", 5, amount="30", id="late", at="2026-03-02")
    with harness.folder() as work:
        model = tiny.write_model(os.path.join(work, "tiny"))
        history = tiny.write_file(os.path.join(work, "in.resp"), tiny.reports() + [late])
        place = [history, "--model", model, "--until", tiny.UNTIL]
        out = tiny.sdmctl("explain", "C1", *place)[1].replace("\u00a0", " ")
        tiny.has(out, "as of Mar 3, 2026: fact RUB 300 (now RUB 330), plan to date RUB 600", "fact RUB 200 (now RUB 230),")
        tiny.has(out, "as of Mar 1, 2026: fact RUB 100, plan to date RUB 200")
        out = tiny.sdmctl("explain", "C1", *place, "--language", "ru")[1].replace("\u00a0", " ")
        tiny.has(out, "На чём основано решение\n", "поводом стало время: закончился день 3 мар. 2026 г.\n", "(сейчас 330 ₽)")
        tiny.has(out, "3 факта  (условие срабатывания, строка 8)\n")
        reads = json.loads(tiny.sdmctl("explain", "C1", *place, "--json")[1])["judged_by"]["reads"]
        expect_equal([(r["fact"], r.get("fact_now")) for r in reads], [("300", "330"), ("200", "230"), ("100", None)], "--json")


# His plan for October 2026 is 4,390,000 on 22 working days; the rule begins to look on the 7th.
def vlasov():
    out = []

    def add(form, day, **fields):
        at = "2026-10-%02dT18:00:00+03:00" % day
        head = {"form": form, "id": "%s-%d" % (form, day), "seller": "s.vlasov", "at": at, "received_at": at}
        pairs = [part for pair in {**head, **fields}.items() for part in pair]
        out.append(resp.encode("XADD", "sdm:{acme}:reports", "%d-0" % (1000 + len(out)), *pairs))

    deal = {"kind": "won", "deal": "D-1", "client": "K-1", "potential": "A", "size": "large", "product": "tools-hand"}
    add("deal", 1, amount="100000", **deal)
    for day in (1, 2, 5, 6, 7, 8, 9):
        add("daily", day, calls_total="40", calls_result="15", meets_done="3")
    return out


@test("explain of the example company's plan_lag: three days, its parameters, and the figures in which it looked for the cause")
def example():
    with harness.folder() as work:
        history = tiny.write_file(os.path.join(work, "in.resp"), vlasov())
        place = [history, "--model", "config/acme", "--until", "2026-10-10T00:00:00", "--json"]
        told, number = {}, 0
        while told.get("decision") != "plan_lag":
            number += 1
            told = json.loads(tiny.sdmctl("explain", "C%d" % number, *place)[1])
        judged = told["judged_by"]  # min_gap is the company's own, from its company.yaml
        expect_equal((told["scope"], judged["woke"], judged["day"]), ("s.vlasov", "clock", "2026-10-09"), "the case")
        expect_equal((judged["file"], judged["left_out"]), ("decisions/plan_lag.lua", 0), "its file")
        read = [(r["by"], r.get("kpi", r.get("param")), r.get("value", r.get("fact"))) for r in judged["reads"]]
        trigger = [("trigger", "amber", "15 %"), ("trigger", "min_gap", "200000"), ("trigger", "grace", "20 %")]
        trigger += [("trigger", "revenue", "100000")] * 3
        expect_equal(read[:6], trigger, "the trigger")
        expect_equal(read[6], ("severity", "red", "30 %"), "the severity")
        run = [(by, what) for by, what, _ in read[7:]]
        expect_equal(run, [("run", "calls"), ("run", "activity"), ("run", "meetings"), ("run", "win_rate"), ("run", "win_rate")], "the run")
        expect_equal([r["day"] for r in judged["reads"][3:6]], ["2026-10-09", "2026-10-08", "2026-10-07"], "the days")
        expect_equal(judged["reads"][3]["expected"], "1396818.1818", "plan to date")


@test("explain names what is there when a case is not, and asks for one")
def missing():
    with harness.folder() as work:
        model = tiny.write_model(os.path.join(work, "tiny"))
        history = tiny.write_file(os.path.join(work, "in.resp"), tiny.reports())
        place = [history, "--model", model, "--until", tiny.UNTIL]
        expect_equal(tiny.sdmctl("explain", "C2", *place), (tiny.NO, "", 'sdmctl: no case "C2"; they go from C1 to C1\n'), "C2")
        status, _, err = tiny.sdmctl("explain", "anna", *place)
        expect_equal((status, err), (tiny.NO, 'sdmctl: expected a case like C17, got "anna"\n'), "no case at all")
        status, _, err = tiny.sdmctl("explain")
        expect_equal(status, tiny.USAGE, "nothing asked")
        tiny.has(err, "which case?")


@test("a case about a conversion says that it opened only because the figure is no chance")
def sure():
    files = {
        "forms": tiny.FILES["forms.yaml"] + "      hits: int\n      misses: int\n",
        "kpis": "measures: {sold: {sum: amount}, hits: {sum: hits}, misses: {sum: misses}}\n"
                "kpis:\n  revenue: {formula: sold, unit: money}\n"
                "  rate: {formula: hits / (hits + misses), unit: percent, title: {ru: Конверсия, en: Conversion}}\n",
        "plans": "plan: [{scope: seller, member: anna, kpi: rate, period: 2026-03, target: 20%}]\n",
        "decisions/behind": tiny.FILES["decisions/behind.lua"].replace('kpi = "revenue"', 'kpi = "rate"')
        .replace("sdm.percent(80) },", "sdm.percent(100), sure = true },").replace("sdm.percent(80)", "sdm.percent(100)")
        .replace("for_ = sdm.days(3)", "for_ = sdm.days(1)").replace('"open"', '"hold"'),
    }
    with harness.folder() as work:
        model = tiny.write_model(os.path.join(work, "tiny"), **files)
        told = [tiny.report(1000, "anna", 1, hits="4", misses="26"), tiny.report(1001, "anna", 2, hits="36", misses="234")]
        history = tiny.write_file(os.path.join(work, "in.resp"), told)
        place = [history, "--model", model, "--until", "2026-03-04T00:00:00"]
        status, out, err = tiny.sdmctl("explain", "C1", *place)
        expect_equal((status, err), (tiny.OK, ""), "explain")
        tiny.has(out, "opened Mar 2, 2026", "Opens when: Conversion below 100.0% of the plan to date, and not by chance (95 %)",
                 "Closes when it is no longer so: Conversion below 100.0% of the plan to date, judged")
        tiny.has(tiny.sdmctl("explain", "C1", *place, "--language", "ru")[1], ", и это не случайность (95 %)")


for set_name in ("crm_sales", "adventureworks", "ecom_in"):
    add(set_name)

main()
