#!/usr/bin/env python3
"""`sdmctl analyse`: the worked examples of the trade, from reports in a file, for people and for programs."""
import json

from sdm import harness, resp
from sdm.check import expect, expect_equal, main, test
from sdm.tiny import NO, OK, USAGE, has, sdmctl, write_file, write_model

CHANGES = {
    "axes": "axes:\n  product: [{id: A, title: Anvils}, {id: B, title: Bells}]\n",
    "forms": """forms:
  sale:
    seller: required
    fields:
      product: axis
      calls: int
      leads: int
      won: number
      amount: money
""",
    "kpis": """measures:
  calls: {sum: calls}
  leads: {sum: leads}
  won: {sum: won}
  amount: {sum: amount}
kpis:
  revenue: {formula: amount, unit: money, factors: leads * conversion * cheque, stages: [calls, leads, won],
            title: {ru: Выручка, en: Revenue}}
  turnover: {formula: amount, unit: money, factors: won * cheque, title: {ru: Оборот, en: Turnover}}
  calls: {formula: calls, unit: count, title: {ru: Звонки, en: Calls}}
  leads: {formula: leads, unit: count, title: {ru: Заявки, en: Leads}}
  won: {formula: won, unit: count, title: {ru: Сделки, en: Deals won}}
  conversion: {formula: won / leads, unit: percent, title: {ru: Конверсия, en: Conversion}}
  cheque: {formula: amount / won, unit: money, title: {ru: Средний чек, en: Average deal}}
""",
    "scopes": "scopes:\n  company: unit.company\n  seller: seller\n  seller_product: [seller, product]\n",
    "plans": """plan:
  - {scope: seller, member: anna, kpi: leads, period: 2026-03, target: 100}
  - {scope: seller, member: anna, kpi: conversion, period: 2026-03, target: 20%}
  - {scope: seller, member: anna, kpi: revenue, period: 2026-03, target: 1000000}
  - {scope: seller, member: boris, kpi: turnover, period: 2026-03, target: 250000}
  - {scope: seller, member: boris, kpi: won, period: 2026-03, target: 150}
  - {scope: seller_product, member: boris|A, kpi: turnover, period: 2026-03, target: 100000}
  - {scope: seller_product, member: boris|A, kpi: won, period: 2026-03, target: 100}
  - {scope: seller_product, member: boris|B, kpi: turnover, period: 2026-03, target: 150000}
  - {scope: seller_product, member: boris|B, kpi: won, period: 2026-03, target: 50}
""",
}
FACTORS = """
Factors
factor               base         fact       effect  of the gap  remark
Leads                 100           90  -RUB 100,000       63.5%
Conversion          20.0%        18.0%   -RUB 90,000       57.1%
Average deal   RUB 50,000   RUB 52,000    RUB 32,400      -20.6%  base left by the others
Revenue       RUB 1,000,000  RUB 842,400  -RUB 157,600
"""


def sale(number, seller, day, **fields):
    at = "2026-%s" % day
    pairs = {"form": "sale", "id": str(number), "seller": seller, "at": at, "received_at": at + "T12:00:00Z", **fields}
    return resp.encode("XADD", "sdm:{tiny}:reports", "%d-0" % number, *[part for pair in pairs.items() for part in pair])


SALES = [
    sale(1, "anna", "03-31", leads="90", won="16.2", amount="842400"),
    sale(2, "boris", "03-31", product="A", won="90", amount="94500"),
    sale(3, "boris", "03-31", product="B", won="70", amount="203000"),
]


def analyse(work, *argv):
    arguments = [write_file(work + "/in.resp", SALES), "--model", write_model(work + "/tiny", **CHANGES)]
    status, out, err = sdmctl("analyse", argv[0], *arguments, "--period", "2026-03", "--day", "2026-03-31", *argv[1:])
    return status, out.replace("\u00a0", " ").replace("\u202f", " "), err


def lines(text):
    """Without the blanks that only align."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


@test("a gap by its factors, in chain: volume -100,000, conversion -90,000, cheque +32,400, in all -157,600")
def chain():
    with harness.folder() as work:
        status, out, err = analyse(work, "revenue", "--scope", "seller=anna", "--only", "decomposition")
        expect_equal((status, err), (OK, ""), "analyse")
        expect_equal(lines(out), ["Anna, Revenue, 2026-03, as of Mar 31, 2026; against plan to date", "", *lines(FACTORS)], "sheet")
        _, out, _ = analyse(work, "revenue", "--scope", "seller=anna", "--only", "decomposition", "--language", "ru")
        has(out, "Анна, Выручка, 2026-03", "к плану на дату", "Факторы\n", "Заявки ", "−100 000 ₽")


@test("the same by logarithms, for programs: exact, and adding up")
def lmdi():
    with harness.folder() as work:
        status, out, _ = analyse(work, "revenue", "--scope", "seller=anna", "--method", "lmdi", "--json")
        expect_equal(status, OK, "analyse --json")
        told = json.loads(out)
        found = told["decomposition"]
        expect_equal([p["effect"] for p in found["parts"]], ["-96820.9123", "-96820.9123", "36041.8246"], "effects")
        expect_equal((found["gap"], found["apart"], found["method"]), ("-157600", "0", "lmdi"), "whole")
        expect_equal(told["mix"], {"why": "no_factors", "kpi": "revenue"}, "three factors are no price and volume")


@test("price, volume and mix over products: -2,500, +16,666.67, +33,333.33, in all +47,500; and who makes it")
def mix():
    with harness.folder() as work:
        status, out, _ = analyse(work, "turnover", "--scope", "seller=boris", "--json")
        expect_equal(status, OK, "analyse --json")
        told = json.loads(out)
        found = [told["mix"][name] for name in ("price", "volume", "mix", "rest", "gap")]
        expect_equal(found, ["-2500", "16666.6667", "33333.3333", "0", "47500"], "mix")
        who = told["contributors"]
        expect_equal([(m["scope"], m["gap"]) for m in who["members"]], [("boris|B", "53000"), ("boris|A", "-5500")], "members")
        expect_equal((who["key"], who["rest"], who["by"]), (1, "0", "seller_product"), "contributors")
        _, out, _ = analyse(work, "turnover", "--scope", "seller=boris")
        has(out, "\nVolume, mix, price\n", "Boris, Bells", "80% of the gap")


@test("a figure among its peers, and its trend, for people and programs")
def peers():
    with harness.folder() as work:
        status, out, _ = analyse(work, "turnover", "--scope", "seller=boris", "--only", "peers,trend", "--periods", "2", "--json")
        expect_equal(status, OK, "analyse --json")
        told = json.loads(out)
        found = [told["peers"][name] for name in ("value", "place", "count", "low", "median", "high")]
        expect_equal(found, ["297500", 2, 2, "433725", "569950", "706175"], "peers")
        expect_equal(told["trend"], {"why": "no_data", "kpi": "turnover"}, "one month is no trend")
        _, out, _ = analyse(work, "turnover", "--scope", "seller=boris", "--only", "peers", "--language", "ru")
        has(out, "\nСреди соседей\n", "2 из 2", "569 950 ₽")


@test("the stage that loses most, with its bounds, and what it takes to reach the plan")
def stages():
    with harness.folder() as work:
        kpis = CHANGES["kpis"].replace("stages: [calls, leads, won]", "stages: [leads, won]")
        plans = CHANGES["plans"] + "  - {scope: seller, member: anna, kpi: won, period: 2026-03, target: 20}\n"
        model = write_model(work + "/tiny", **{**CHANGES, "kpis": kpis, "plans": plans})
        sales = write_file(work + "/in.resp", [sale(1, "anna", "03-30", leads="300", won="40", amount="842400")])
        argv = ["revenue", sales, "--model", model, "--scope", "seller=anna", "--only", "funnel,need", "--day", "2026-03-30"]
        status, out, _ = sdmctl("analyse", *argv, "--json")
        expect_equal(status, OK, "analyse --json")
        told = json.loads(out)
        step = told["funnel"]["steps"][1]
        found = [step[name] for name in ("from", "to", "low_ppm", "high_ppm", "sure")]
        expect_equal((found, told["funnel"]["worst"]), (["leads", "won", 99466, 176473, True], 1), "conversion")
        expect_equal(told["need"]["left"], "157600", "left of the plan")
        expect_equal([(n["stage"], n["count"]) for n in told["need"]["stages"]], [("leads", 60), ("won", 8)], "need")
        _, out, _ = sdmctl("analyse", *argv)
        has(out, "Leads → Deals won", "9.9% – 17.6%", "loses most", "working days left: 1")


@test("where the period will end by several methods, and the plans below a plan")
def outlook():
    with harness.folder() as work:
        status, out, _ = analyse(work, "revenue", "--scope", "seller=anna", "--only", "landing,assignment", "--json")
        expect_equal(status, OK, "analyse --json")
        told = json.loads(out)
        found = [told["landing"][name] for name in ("run_rate", "plan", "recent", "previous", "high", "target")]
        expect_equal(found, ["842400", "842400", "842400", None, "842400", "1000000"], "landing at the end")
        expect_equal(told["assignment"], {"why": "no_members", "kpi": "revenue"}, "no plans for products")
        status, out, _ = analyse(work, "turnover", "--scope", "seller=boris", "--only", "landing,assignment", "--language", "ru")
        expect_equal(status, OK, "analyse")
        has(out, "Чем закончится период", "Планы ниже", "100,0 %", "по темпу последних 7 дней")


@test("how much pipeline, and how many people the plan and the clients take")
def capacity():
    with harness.folder() as work:
        norms = """workload:
  - {segment: A, title: {ru: Крупные, en: Large}, clients: 40, contacts: 4, hours: 1.5}
  - {segment: B, clients: 120, contacts: 2, hours: 1}
  - {segment: C, clients: 400, contacts: 0.5, hours: 0.5}
quotas: [{kpi: revenue, month: 50000, attainment: 85%}]
coverage: [{kpi: revenue, win: 25%, slip: 20%}]
"""
        calendar = "company: tiny\ntitle: {ru: Малая, en: Tiny}\nlanguages: [en, ru]\ntime: log\ncalendar: ru\n"
        model = write_model(work + "/tiny", **{**CHANGES, "capacity": norms, "company": calendar})
        argv = ["revenue", write_file(work + "/in.resp", SALES), "--model", model, "--scope", "seller=anna",
                "--period", "2026-03", "--day", "2026-03-31", "--only", "coverage,capacity,workload"]
        status, out, err = sdmctl("analyse", *argv, "--json")
        expect_equal((status, err), (OK, ""), "analyse --json")
        told = json.loads(out)
        found = [told["coverage"][name] for name in ("need", "left", "amount", "open")]
        expect_equal(found, ["5", "157600", "788000", None], "coverage")
        found = [told["capacity"][name] for name in ("amount", "gap", "needed", "heads", "factor_ppm")]
        expect_equal(found, ["42500", "-957500", "23.5294", 24, 833333], "capacity")
        found = [told["workload"][name] for name in ("hours", "month", "needed", "heads", "load_ppm", "have")]
        expect_equal(found, ["580", "164.3333", "5.042", 6, 840336, 1], "workload")
        _, out, _ = sdmctl("analyse", *argv, "--language", "ru")
        has(out.replace("\u00a0", " "), "Сколько людей нужно на клиентов", "Крупные", "нужно 5,04 чел., то есть 6, при загрузке 84,0 %",
            "Сколько нужно в воронке", "788 000 ₽", "их загрузка 504,2 %")
    with harness.folder() as work:
        _, out, _ = analyse(work, "revenue", "--scope", "seller=anna")
        expect("Pipeline the plan needs" not in out, "nothing of it without capacity.yaml")


@test("what cannot be answered says why; what makes no sense is refused")
def refused():
    with harness.folder() as work:
        status, out, _ = analyse(work, "calls", "--scope", "seller=anna", "--only", "decomposition,contributors,mix")
        expect_equal(status, NO, "nothing to analyse")
        has(out, "its model names no factors", "nothing to hold it against")
        for argv, why in (
            (["revenue"], "--scope KIND=ID"),
            (["revenue", "--scope", "seller=dora"], 'no seller "dora"'),
            (["revenue", "--scope", "seler=anna"], 'no scope kind "seler"'),
            (["profit", "--scope", "seller=anna"], 'no KPI "profit"'),
            (["revenue", "--scope", "seller=anna", "--method", "guess"], "chain or lmdi"),
            (["revenue", "--scope", "seller=anna", "--only", "guess"], "--only: expected some of decomposition"),
            (["revenue", "--scope", "seller=anna", "--against", "2026-3"], "--against"),
        ):
            status, out, err = analyse(work, *argv)
            expect(status == USAGE and why in err, "%s: %s %s" % (argv, status, err))


main()
