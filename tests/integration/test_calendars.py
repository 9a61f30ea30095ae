#!/usr/bin/env python3
"""Calendars, absences, fiscal years and zones as sdmctl tells of them, and the rules of dates that other programs broke."""
import json
import os
import re

from sdm import harness
from sdm.check import expect, expect_equal, main, test
from sdm.tiny import FILES, NO, OK, UNTIL, USAGE, has, report, reports, sdmctl, write_file, write_model

RUSSIAN = FILES["company.yaml"].replace("calendar: every-day", "calendar: ru").replace("phasing: calendar_days", "phasing: workdays")
NEXT_YEAR = """plan:
  - {scope: seller, member: anna, kpi: revenue, period: 2026-12, target: 2200}
  - {scope: seller, member: anna, kpi: revenue, period: 2027-01, target: 1500}
  - {scope: seller, member: boris, kpi: revenue, period: 2027-01, target: 3000}
"""
# The company and anna live in Moscow, boris nine hours ahead in Kamchatka.
FAR = FILES["company.yaml"].replace("zone: UTC", "zone: Europe/Moscow")
FAR_ORG = """units:
  - {id: co, type: company, title: The company, head: boss}
  - {id: west, type: team, parent: co}
  - {id: east, type: team, parent: co, zone: Asia/Kamchatka}
sellers:
  - {id: anna, unit: west}
  - {id: boris, unit: east}
"""


def figures(*argv, env=None):
    """The rows of `sdmctl kpi --json`."""
    status, out, err = sdmctl("kpi", *argv, "--json", env=env)
    expect_equal((status, err), (OK, ""), "kpi")
    return [json.loads(line) for line in out.splitlines()]


@test("a plan beyond the calendar's years is phased by weekdays and yearly holidays, and check and kpi say that it is provisional")
def provisional():
    with harness.folder() as work:
        model = write_model(work + "/tiny", company=RUSSIAN, plans=NEXT_YEAR)
        arguments = [write_file(work + "/in.resp", reports()), "--model", model, "--scope-kind", "seller"]
        status, out, err = sdmctl("check", model)
        expect_equal((status, err), (OK, ""), "check")
        has(out, "\nprovisional: calendar ru is given up to 2026-12-31; of 2 plans it has not all days\n")
        told = json.loads(sdmctl("check", "--json", model)[1])
        expect_equal(told["provisional"], [{"calendar": "ru", "given_until": "2026-12-31", "plans": 2}], "check --json")
        january = [*arguments, "--scope", "anna", "--period", "2027-01", "--day", "2027-01-15"]
        row = figures(*january)[0]
        # Five of fifteen days: the 1st and the 4th to the 8th are off.
        expect_equal((row["expected"], row["plan"]), ("500", "1500"), "January")
        expect_equal((row["provisional"], row["calendar_given_until"]), (True, "2026-12-31"), "January")
        out = sdmctl("kpi", *january)[1]
        has(out, "2027-01*", "* provisional: the calendar is given up to Dec 31, 2026")
        out = sdmctl("kpi", *january, "--language", "ru")[1].replace("\u00a0", " ")
        has(out, "2027-01*", "* предварительно: календарь задан по 31 дек. 2026 г.")
        december = [*arguments, "--scope", "anna", "--period", "2026-12"]
        expect("provisional" not in figures(*december)[0], "December is given")
        expect("*" not in sdmctl("kpi", *december)[1], "December is given")
        expect("provisional" not in figures(*january, "--calendar", "mon-fri")[0], "by another calendar")


@test("a month without a working day has its plan spread over calendar days, and check and kpi say so")
def no_working_day():
    plans = NEXT_YEAR.replace("2026-12", "2020-04").replace("2200", "3000")
    with harness.folder() as work:
        model = write_model(work + "/tiny", company=RUSSIAN, plans=plans)
        arguments = [write_file(work + "/in.resp", reports()), "--model", model, "--scope", "anna", "--period", "2020-04"]
        has(sdmctl("check", model)[1], "\nno working day: 1 plan is spread over calendar days\n")
        expect_equal(json.loads(sdmctl("check", "--json", model)[1])["plans_without_working_day"], 1, "check --json")
        row = figures(*arguments, "--day", "2020-04-10")[0]
        expect_equal((row["expected"], row["no_working_day"]), ("1000", True), "ten of thirty days")
        expect("provisional" not in row, "2020 is given")
        has(sdmctl("kpi", *arguments)[1], "2020-04*", "\n* no day of the period is worked")


@test("who knows next year's days off says how far, and nothing is provisional any more")
def given_until():
    calendars = """calendars:
  ours: {based_on: ru, exceptions: [{day: 2027-01-11, kind: off}], given_until: 2027-12-31}
"""
    with harness.folder() as work:
        company = RUSSIAN.replace("calendar: ru", "calendar: ours")
        model = write_model(work + "/tiny", company=company, plans=NEXT_YEAR, calendars=calendars)
        status, out, _ = sdmctl("check", model)
        expect_equal(status, OK, "check")
        expect("provisional" not in out, out)
        status, _, err = sdmctl("check", write_model(work + "/bad", calendars=calendars.replace("given_until", "given_untill")))
        expect_equal(status, NO, "a mistyped option")
        has(err, "calendars.yaml:2:", 'unknown option "given_untill"', 'did you mean "given_until"?')


@test("absences are checked: who, overlaps and kinds, each with file, line and column")
def absences():
    table = """absences:
  - {seller: ana, from: 2026-03-02, to: 2026-03-03}
  - {seller: boris, from: 2026-03-02, to: 2026-03-04, kind: sic}
  - {seller: anna, from: 2026-03-05, to: 2026-03-08}
  - {seller: anna, from: 2026-03-08, to: 2026-03-09, kind: sick}
"""
    with harness.folder() as work:
        status, _, err = sdmctl("check", write_model(work, absences=table))
        expect_equal(status, NO, "check")
        has(err, work + '/absences.yaml:2:14: unknown seller "ana": did you mean "anna"?')
        has(err, work + '/absences.yaml:3:61: kind: unknown "sic": did you mean "sick"?')
        has(err, work + '/absences.yaml:5:5: "anna" has two absences from 2026-03-08 on')


@test("explain: days of absence are days off")
def absent_days():
    away = "absences:\n  - {seller: boris, from: 2026-03-04, to: 2026-03-05}\n"
    decision = FILES["decisions/behind.lua"].replace("sdm.days(3)", "sdm.workdays(2)", 1)
    with harness.folder() as work:
        model = write_model(work + "/tiny", absences=away)
        with open(os.path.join(model, "decisions/behind.lua"), "w", encoding="utf-8") as file:
            file.write(decision)
        status, out, _ = sdmctl("explain", "C1", write_file(work + "/in.resp", reports()), "--model", model, "--until", UNTIL, "--json")
        expect_equal(status, OK, "explain")
        days = {day["day"]: day["workday"] for day in json.loads(out)["days"]}
        expect_equal([days["2026-03-0%d" % d] for d in (3, 4, 5)], [True, False, False], "working days")


@test("a fiscal year's label shows its dates, by every rule of naming; one from January has none")
def fiscal_labels():
    quarter = "periods: [month, quarter, year]"
    with harness.folder() as work:
        path = write_file(work + "/in.resp", reports())
        for rule, name in (("start", "FY2025"), ("end", "FY2026"), ("both", "FY2025/26")):
            company = FILES["company.yaml"].replace(
                "periods: [day, month]", "fiscal_year_starts: 4\nfiscal_year_named: %s\n%s" % (rule, quarter)
            )
            arguments = [path, "--model", write_model(work + "/" + rule, company=company)]
            out = sdmctl("kpi", *arguments, "--period", name + "-Q4")[1]
            has(out.replace("\u00a0", " "), name + "-Q4: Jan 1, 2026 - Mar 31, 2026\n")
            row = figures(*arguments, "--period", name)[0]
            expect_equal((row["first_day"], row["last_day"]), ("2025-04-01", "2026-03-31"), name)
        company = FILES["company.yaml"].replace("periods: [day, month]", "fiscal_year_starts: 4\n" + quarter)
        decision = FILES["decisions/behind.lua"].replace('period = "month"', 'period = "quarter"')
        model = write_model(work + "/case", company=company, plans=FILES["plans.yaml"].replace("2026-03", "FY2025-Q4"))
        with open(os.path.join(model, "decisions/behind.lua"), "w", encoding="utf-8") as file:
            file.write(decision)
        status, out, err = sdmctl("explain", "C1", path, "--model", model, "--until", UNTIL)
        expect_equal((status, err), (OK, ""), "explain")
        has(out.replace("\u00a0", " "), ", FY2025-Q4, Jan 1, 2026 - Mar 31, 2026\n")
        company = FILES["company.yaml"].replace("periods: [day, month]", "fiscal_year_named: both\n" + quarter)
        arguments = [path, "--model", write_model(work + "/january", company=company)]
        expect_equal(figures(*arguments, "--period", "2026")[0]["period"], "2026", "a year from January")
        expect(": Jan 1" not in sdmctl("kpi", *arguments, "--period", "2026")[1], "it has no other days")
        expect_equal(sdmctl("kpi", *arguments, "--period", "FY2025/26")[0], USAGE, "no such name")


@test("the month in which the fiscal year begins is a number: a weekday is refused")
def fiscal_weekday():
    company = FILES["company.yaml"] + "fiscal_year_starts: Tuesday\n"
    with harness.folder() as work:
        status, _, err = sdmctl("check", write_model(work, company=company))
        expect_equal(status, NO, "check")
        has(err, "/company.yaml:8:21: fiscal_year_starts: expected a whole number from 1 to 12")


@test("what is told does not depend on the zone of who looks")
def viewers_zone():
    with harness.folder() as work:
        model = write_model(work + "/tiny", company=FAR, org=FAR_ORG)
        arguments = [write_file(work + "/in.resp", reports()), "--model", model, "--until", UNTIL]
        for command in (["kpi", *arguments, "--json"], ["kpi", *arguments], ["state", *arguments], ["explain", "C1", *arguments]):
            told = {sdmctl(*command, env={"TZ": zone}) for zone in ("UTC", "America/Los_Angeles", "Asia/Kamchatka")}
            expect_equal(len(told), 1, "%s in three zones" % command[0])
            expect_equal(next(iter(told))[0], OK, command[0])


@test("the total is that of its days, for the company and for its sellers")
def totals():
    with harness.folder() as work:
        model = write_model(work + "/tiny", company=FAR, org=FAR_ORG)
        arguments = [write_file(work + "/in.resp", reports()), "--model", model, "--until", UNTIL]
        days = ["2026-03-%02d" % day for day in range(1, 32)]

        def fact(period, *more):
            status, out, _ = sdmctl("kpi", *arguments, "--period", period, "--json", *more)
            return sum(int(json.loads(line)["fact"] or 0) for line in out.splitlines()) if status == OK else 0

        company = fact("2026-03", "--scope", "co")
        expect_equal(company, 1000, "the company's month")
        expect_equal(sum(fact(day, "--scope", "co") for day in days), company, "its days")
        expect_equal(fact("2026-03", "--scope-kind", "seller"), company, "its sellers")


@test("today is that of the seller's unit, in kpi and explain as in the alert")
def one_today():
    late = [report(1000, "anna", 5), report(1001, "boris", 5, received_at="2026-03-05T13:00:00Z")]
    with harness.folder() as work:
        model = write_model(work + "/tiny", company=FAR, org=FAR_ORG)
        arguments = [write_file(work + "/in.resp", late), "--model", model]
        rows = {row["scope"]: row["day"] for row in figures(*arguments, "--scope-kind", "seller")}
        expect_equal(rows, {"anna": "2026-03-05", "boris": "2026-03-06"}, "16:00 in Moscow, 01:00 in Kamchatka")
        out = sdmctl("kpi", *arguments, "--scope-kind", "seller")[1]
        has(out.replace("\u00a0", " "), "as of Mar 5, 2026 - Mar 6, 2026\n")


@test("dates are YYYY-MM-DD wherever programs read them")
def wires():
    dated = {"day", "since", "opened", "closed", "first_day", "last_day", "due"}
    seen = []

    def look(value, name=""):
        if isinstance(value, dict):
            for key, inner in value.items():
                look(inner, key)
        elif isinstance(value, list):
            for inner in value:
                look(inner, name)
        elif name in dated and value:
            seen.append(value)
            expect(re.fullmatch(r"\d{4}-\d\d-\d\d", value), "%s: %s" % (name, value))

    with harness.folder() as work:
        model = write_model(work + "/tiny", company=FAR, org=FAR_ORG)
        arguments = [write_file(work + "/in.resp", reports()), "--model", model, "--until", UNTIL]
        for row in figures(*arguments, "--scope-kind", "seller"):
            look(row)
        look(json.loads(sdmctl("explain", "C1", *arguments, "--json")[1]))
    expect(len(seen) > 10, seen)


main()
