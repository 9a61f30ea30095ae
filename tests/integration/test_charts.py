#!/usr/bin/env python3
"""`sdmctl kpi --chart`: what is drawn is what the table and the engine say, in letters that the terminal knows."""
import json

from sdm import harness
from sdm.check import expect, expect_equal, main, test
from sdm.tiny import FILES, NO, OK, has, report, reports, sdmctl, write_file, write_model

TODAY = ["--day", "2026-03-05"]
BORIS = """
Boris, Revenue, 2026-03
RUB 6,200 +      :                                       ...
          |      :                                  .....
          |      :                             .....
          |      :                         ....
          |      :                    .....
RUB 3,100 +      :             .......
          |      :         ....
          |      :    .....
          |      .....
          | ...###
    RUB 0 +##### :
           Mar 1, 2026                          Mar 31, 2026
                 ^ Mar 5, 2026
           ## fact RUB 500   .. plan to date RUB 1,000
"""
BARS = """
отклонение
Анна                       │                           0,0 %
Борис  ████████████████████│                         −50,0 %
"""
ANNA = """
Анна, Выручка, 2026-03
3 100 ₽ ┤      ┊                                         ⠄⠐
        │      ┊                                   ⡀⠠ ⠁⠈
        │      ┊                              ⢀ ⠄⠈
        │      ┊                        ⢀ ⡀⠐ ⠁
        │      ┊                    ⡀⠠ ⠂
1 550 ₽ ┤      ┊               ⢀ ⠄⠐
        │      ┊           ⡀⠠ ⠂
        │      ┊      ⢀ ⠂⠈
        │      ┊  ⠄⠐ ⠁
        │   ⣀⡤⠖⠚⠈
    0 ₽ ┤⠤⠞⠉⠁  ┊
         1 мар. 2026 г.                      31 мар. 2026 г.
               ▲ 5 мар. 2026 г.
         ⠤⠤ факт 500 ₽   ⠄⠠ план на дату 500 ₽
"""


def kpi(work, *argv, env=None, **changes):
    """The figures of the five days of reports; without no-break spaces, as a person types."""
    arguments = [write_file(work + "/in.resp", reports()), "--model", write_model(work + "/tiny", **changes)]
    status, out, err = sdmctl("kpi", *arguments, *argv, env={"COLUMNS": "60", **(env or {})})
    return status, out.replace("\u00a0", " ").replace("\u202f", " "), err


@test("fact against plan from day to day, with dates, amounts and the day marked; in ASCII where the locale is none of UTF-8")
def course():
    with harness.folder() as work:
        plain = kpi(work, "--scope", "boris", *TODAY)
        status, out, err = kpi(work, "--scope", "boris", *TODAY, "--chart")
        expect_equal((status, err), (OK, ""), "kpi --chart")
        expect_equal(out, plain[1] + BORIS, "the table, and the chart below it")
        expect("\x1b" not in out, "codes without a terminal")
        _, out, _ = kpi(work, "--scope", "boris", *TODAY, "--chart", env={"LC_ALL": "en_US.ISO-8859-1"})
        expect(out.endswith(BORIS), out)


@test("several rows: bars of their deviations, then a chart of each, in Russian and braille")
def several():
    with harness.folder() as work:
        argv = ["--scope-kind", "seller", *TODAY, "--chart", "--language", "ru"]
        status, out, _ = kpi(work, *argv, env={"LC_ALL": "C.UTF-8"})
        expect_equal(status, OK, "kpi --chart")
        has(out, BARS + ANNA, "\nБорис, Выручка, 2026-03\n")
        _, out, _ = kpi(work, *argv, "--colour", "always", env={"LC_ALL": "C.UTF-8"})
        has(out, "\x1b[31m████████████████████\x1b[0m", "\x1b[32m⠤⠤\x1b[0m факт")


@test("a terminal that is wide or narrow: at most 100 columns, and no fewer than 40")
def widths():
    with harness.folder() as work:
        for columns, wanted in (("300", 100), ("10", 40)):
            _, out, _ = kpi(work, "--scope", "boris", *TODAY, "--chart", env={"COLUMNS": columns})
            days = next(line for line in out.splitlines() if line.endswith("Mar 31, 2026"))
            expect_equal(len(days), wanted, "columns on a terminal of " + columns)
        org = FILES["org.yaml"].replace("en: Anna", "en: Anna of the very long name in the books of the company")
        _, out, _ = kpi(work, "--scope-kind", "seller", *TODAY, "--chart", env={"COLUMNS": "10"}, org=org)
        has(out, "\nAnna of the ver       |             0.0%\nBoris            #####|           -50.0%\n")
        _, out, _ = kpi(work, "--scope", "boris", "--day", "2026-03-20", "--chart", "--language", "ru", env={"COLUMNS": "10"})
        has(out, "1 мар. 2026 г.  31 мар. 2026 г.\n", "20 мар. 2026 г. ^\n")


@test("a month that is over has no mark, its last day is the table's; a single day has no course; too many say so")
def others():
    with harness.folder() as work:
        _, out, _ = kpi(work, "--scope", "anna", "--day", "2026-03-31", "--chart")
        expect("^" not in out and ":" not in out.partition("Anna, Revenue")[2], out)
        has(out, "## fact RUB 500   .. plan to date RUB 3,100\n")
        _, out, _ = kpi(work, "--scope", "anna", "--period", "2026-03-05", "--chart")
        has(out, "\nNo course to draw: it takes a period of several days, and figures in it\n")
        expect_equal(kpi(work, "--scope", "anna", "--period", "2026-04", "--chart")[:2], (NO, "no figures match\n"), "April")
        people = "".join("  - {id: s%d, unit: co, title: {ru: С, en: Seller %d}}\n" % (n, n) for n in range(60))
        plans = "".join(
            "  - {scope: seller, member: s%d, kpi: revenue, period: 2026-03, target: %d}\n" % (n, 1000 + n) for n in range(60)
        )
        sales = write_file(work + "/many.resp", [report(2000 + n, "s%d" % n, 5) for n in range(60)])
        model = write_model(work + "/many", org=FILES["org.yaml"] + people, plans=FILES["plans.yaml"] + plans)
        _, out, _ = sdmctl("kpi", sales, "--model", model, "--scope-kind", "seller", *TODAY, "--chart", env={"COLUMNS": "60"})
        bars = [line for line in out.splitlines() if "|" in line]
        expect_equal(len(bars), 50, "bars")
        has(out, "\n10 more rows without a bar\n", "Courses by day are drawn for at most 4 rows: choose by --scope and --kpi\n")


@test("a KPI with a band is drawn between its limits; one that does not add up against its whole target")
def band():
    kpis = FILES["kpis.yaml"].replace("sum: amount}", "sum: amount}\n  sales: {facts: sale, count: yes}")
    kpis += "  mean: {formula: sold / sales, unit: money, direction: band, low: 200, high: 400, title: {ru: С, en: Mean}}\n"
    kpis += "  size: {formula: sold / sales, unit: money, title: {ru: Р, en: Size}}\n"
    plans = FILES["plans.yaml"] + "  - {scope: seller, member: anna, kpi: size, period: 2026-03, target: 200}\n"
    with harness.folder() as work:
        argv = ["--scope", "anna", *TODAY, "--chart"]
        status, out, err = kpi(work, *argv, "--kpi", "mean", kpis=kpis, plans=plans)
        expect_equal((status, err), (OK, ""), "kpi --chart of a band")
        has(out, "RUB 400 +....", "RUB 200 +....", "\n         ## fact RUB 100   .. normal from RUB 200 to RUB 400\n")
        _, out, _ = kpi(work, *argv, "--kpi", "size", kpis=kpis, plans=plans)
        has(out, "RUB 200 +....", "\n         ## fact RUB 100   .. plan RUB 200\n")
        _, out, _ = kpi(work, *argv, "--kpi", "size", "--json", kpis=kpis, plans=plans)
        expect_equal(json.loads(out)["points"][4], {"day": "2026-03-05", "fact": "100"}, "a point of a rate")


@test("--json has the days as points only with --chart, and nothing else changes")
def points():
    with harness.folder() as work:
        plain = json.loads(kpi(work, "--scope", "anna", *TODAY, "--json")[1])
        drawn = json.loads(kpi(work, "--scope", "anna", *TODAY, "--json", "--chart")[1])
        days = drawn.pop("points")
        expect_equal(drawn, plain, "all but the points")
        expect_equal(len(days), 31, "days")
        expect_equal(days[0], {"day": "2026-03-01", "fact": "100", "expected": "100"}, "the first day")
        expect_equal(days[4], {"day": "2026-03-05", "fact": "500", "expected": "500"}, "the day asked for")
        expect_equal(days[5], {"day": "2026-03-06", "fact": None, "expected": "600"}, "the next day")
        expect_equal(days[30], {"day": "2026-03-31", "fact": None, "expected": "3100"}, "the last day")


main()
