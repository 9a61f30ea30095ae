#!/usr/bin/env python3
"""sdmctl staff and goals: what the model in force says of its sellers on a day, and how far a scope is with the strategy."""
import json

from sdm import harness
from sdm.check import expect_equal, main, test
from sdm.tiny import FILES, OK, USAGE, has, sdmctl, served

ORG = """unit_types: [company, team]
units:
  - {id: co, type: company, title: The company, head: boss}
  - {id: t1, type: team, parent: co, title: The team}
sellers:
  - {id: anna, unit: co, title: {ru: Анна, en: Anna}, level: senior}
  - {id: boris, unit: t1, title: {ru: Борис, en: Boris}, level: junior, hired: 2026-02-16}
positions:
  - {id: p1, unit: co, title: Key accounts}
  - {id: p2, unit: t1, fte: 0.5}
  - {id: p3, unit: t1, valid_from: 2026-03-04}
holders:
  - {position: p1, seller: anna}
  - {position: p2, seller: boris, valid_from: 2026-03-03}
"""
LEVELS = """levels: {junior: Junior, senior: Senior}
norms: [{level: junior, kpi: revenue, norm: 150}]
ramp:
  - {level: junior, month: 1, plan: 30%}
  - {level: junior, month: 2, plan: 50%, norms: 80%}
"""
COMPETENCIES = """competencies: {talks: {title: {ru: Переговоры, en: Negotiation}}, crm: CRM}
ratings:
  - {seller: boris, competency: talks, rating: 2, rated: 2026-03-01}
  - {seller: boris, competency: crm, rating: 3, rated: 2026-03-01}
"""
PLANS = """plan:
  - {scope: seller, member: anna, kpi: revenue, period: 2026-03, target: 1000}
  - {scope: seller, member: boris, kpi: revenue, period: 2026-03, target: 6200, ramped: yes}
"""
STRATEGY = """goals: {growth: {title: {ru: Рост, en: Growth}}}
weights: [{goal: growth, kpi: revenue, weight: 100%}]
"""


# Where less is better: 500 where 400 was planned.
COSTS = FILES["kpis.yaml"] + """  costs: {formula: sold, unit: money, direction: down, title: Costs}
  refunds: {formula: sold, unit: money, direction: down, attainment: inverse, title: Refunds}
"""
COSTS_PLANS = PLANS + """  - {scope: seller, member: anna, kpi: costs, period: 2026-03, target: 400}
  - {scope: seller, member: anna, kpi: refunds, period: 2026-03, target: 400}
"""
COSTS_STRATEGY = """goals: {thrift: Thrift}
weights: [{goal: thrift, kpi: costs, weight: 50%}, {goal: thrift, kpi: refunds, weight: 50%}]
"""
LINEAR, INVERSE = "2 − fact ÷ plan and not below 0: Costs\n", "has no percentage): Refunds\n"


def with_company(body, **changes):
    """Both have sold 100 a day on 1 to 5 March."""
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            files = {"org": ORG, "levels": LEVELS, "competencies": COMPETENCIES, "plans": PLANS, "strategy": STRATEGY, **changes}
            place, daemon = served(work, redis, **files)
            body(place)
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


@test("who is there on a day, and which position nobody holds")
def staff():
    def body(place):
        status, out, err = sdmctl("staff", "--day", "2026-03-04", "--json", *place)
        expect_equal((status, err), (OK, ""), "staff")
        rows = [json.loads(line) for line in out.splitlines()]
        expect_equal(
            rows[0],
            {"unit": "co", "day": "2026-03-04", "sellers": 2, "positions": 3, "fte": 2.5, "vacancies": 1, "vacant_fte": 1,
             "vacant": []},
            "the company",
        )
        expect_equal((rows[1]["unit"], rows[1]["vacant"]), ("t1", ["p3"]), "the team")
        expect_equal(
            rows[3],
            {"seller": "boris", "day": "2026-03-04", "unit": "t1", "position": "p2", "level": "junior", "hired": "2026-02-16",
             "ramp_month": 2, "plan_ppm": 500000, "norm_ppm": 800000, "norms": {"revenue": 480},
             "ratings": {"talks": 2, "crm": 3}},
            "boris",
        )
        _, out, _ = sdmctl("staff", "--day", "2026-03-02", "--unit", "t1", *place)
        has(out, "The team        1          1       0.50       1  0.50\n")
        has(out, "Boris   The team            Junior      2   50%  Negotiation 2")
        _, out, _ = sdmctl("staff", "--day", "2026-03-02", "--unit", "t1", "--language", "ru", *place)
        has(out, "Переговоры 2")
        status, _, err = sdmctl("staff", "--unit", "t2", *place)
        expect_equal((status, err), (USAGE, 'sdmctl: no unit "t2" in the model\n'), "an unknown unit")
    with_company(body)


@test("a goal is the weighted attainment of its KPIs, against a newcomer's ramped plan")
def goals():
    def body(place):
        status, out, err = sdmctl("goals", "--scope", "seller=boris", "--period", "2026-03", "--json", *place)
        expect_equal((status, err), (OK, ""), "goals")
        goal = json.loads(out)
        expect_equal(
            (goal["goal"], goal["attainment_ppm"], goal["parts"]),
            ("growth", 161290, [{"kpi": "revenue", "weight_ppm": 1000000, "attainment_ppm": 161290}]), # 500 of 3100
            "boris",
        )
        _, out, _ = sdmctl("goals", "--scope", "seller=anna", "--period", "2026-03", *place)
        has(out, "Growth           100.0%  50.0%\n        Revenue  100.0%  50.0%\n")
        expect_equal(sdmctl("goals", *place)[0], USAGE, "no scope")
    with_company(body)


@test("attainment where less is better is told with the convention that counts")
def conventions():
    def body(place):
        shown = ("--scope", "seller=anna", "--period", "2026-03", *place)
        kpis = ("kpi", "--scope-kind", "seller", "--scope", "anna", "--period", "2026-03", "--day", "2026-03-31", *place)
        _, out, _ = sdmctl(*kpis)
        has(out, "75.0%", "80.0%", LINEAR, INVERSE)
        has(sdmctl(*kpis, "--language", "ru")[1], "план ÷ факт (при нулевом факте план выполнен, процента нет): Refunds\n")
        rows = {row["kpi"]: row for row in map(json.loads, sdmctl(*kpis, "--json")[1].splitlines())}
        expect_equal((rows["costs"]["attainment_ppm"], rows["costs"]["attainment_by"]), (750000, "linear"), "costs")
        expect_equal((rows["refunds"]["attainment_ppm"], rows["refunds"]["attainment_by"]), (800000, "inverse"), "refunds")
        expect_equal("attainment_by" in rows["revenue"], False, "where more is better")
        has(sdmctl("goals", *shown)[1], "Thrift           100.0%  77.5%\n", LINEAR, INVERSE)
        goal = json.loads(sdmctl("goals", *shown, "--json")[1])
        expect_equal([part["attainment_by"] for part in goal["parts"]], ["linear", "inverse"], "the goal's parts")
    with_company(body, kpis=COSTS, plans=COSTS_PLANS, strategy=COSTS_STRATEGY)


if __name__ == "__main__":
    main()
