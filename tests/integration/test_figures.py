#!/usr/bin/env python3
"""Zero differences: every expected figure of the three data sets, folded from a file by `sdmctl replay`."""
import csv
import datetime
import fractions
import os

from sdm import expected, feed, harness
from sdm.check import expect, expect_equal, main, need_data, say, test


def fold_and_compare(name, entries, decision=None):
    data_set = feed.SETS[name]
    with harness.folder() as work:
        commands, dump = os.path.join(work, "in.resp"), os.path.join(work, "out.csv")
        feed.to_file(commands, feed.commands_of(data_set.company, data_set.end, entries))
        harness.dump_of_file(data_set.config, commands, dump)
        result = expected.compare(name, dump, decision)
    expect(not result.differences, str(result))
    say("%d reports; equal: %s" % (len(entries), result.summary()))


def add(name):
    @test("zero differences from a file: %s as it is, cases included" % name)
    def original():
        fold_and_compare(name, feed.original(name), expected.decision_of(name))

    @test("zero differences from a file: %s delivered in other orders, with duplicates, corrections, retractions" % name)
    def varied():
        need_data(name)
        for form in ("csv", "reports"):
            for seed in (1, 2, 3):
                fold_and_compare(name, feed.varied(name, seed, form))


@test("the comparison itself notices a wrong, a missing and a surplus figure of every kind")
def noticed():
    data_set = feed.SETS["ecom_in"]
    entries = feed.original("ecom_in")
    with harness.folder() as work:
        commands, dump = os.path.join(work, "in.resp"), os.path.join(work, "out.csv")
        feed.to_file(commands, feed.commands_of(data_set.company, data_set.end, entries))
        harness.dump_of_file(data_set.config, commands, dump)
        with open(dump, encoding="utf-8") as file:
            lines = file.read().splitlines(True)
        changes = {
            "kpi,category,Bikes,month,2018-04,revenue,e4,1,10000,1\n": "kpi that should not be",
            "kpi,category,Clothing,month,2018-04,revenue,": "kpi",
            "plan,category,Clothing,revenue,month,2018-04,": "attainment",
            "ptd,category,Clothing,revenue,2018-04,2018-04-10,mon-fri,": "ptd_daily",
            "below,category,Clothing,revenue,2018-Q2,ru,": "alerts (the rule)",
        }
        for begin, table in changes.items():
            kept = [line for line in lines if not line.startswith(begin)]
            if begin.endswith("\n"):
                kept.append(begin)
            else:
                expect(len(kept) == len(lines) - 1, "the dump has %d lines %s" % (len(lines) - len(kept), begin))
            with open(dump, "w", encoding="utf-8") as file:
                file.writelines(kept)
            found = expected.compare("ecom_in", dump).differences
            expect(len(found) == 1 and found[0].startswith(table + " "), "%s: %s" % (begin, found[:3]))


def days(text):
    return datetime.date.fromisoformat(text[:10]).toordinal()


def cohorts():
    """Of the deals of the data set, told straight: {(scope kind, member, quarter): [engaged in it, won within 90 days of that]}."""
    deals, counts = {}, {}
    with open(os.path.join(feed.DATA, "crm_sales", "events.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            deals.setdefault(row["deal_id"], {})[row["kind"]] = row
    for deal in deals.values():
        begun, won = deal.get("deal_engaged"), deal.get("deal_won")
        if not begun or not begun["ts"]:
            continue
        quarter = "%s-Q%d" % (begun["ts"][:4], (int(begun["ts"][5:7]) + 2) // 3)
        for scope in (("company", "C-CRM"), ("seller", begun["seller"])):
            count = counts.setdefault((*scope, quarter), [0, 0])
            count[0] += 1
            count[1] += bool(won) and days(won["ts"]) - days(begun["ts"]) <= 90
    return counts


@test("crm_sales: the win rate by cohort is that of a straight count, and another than that by close date")
def by_cohort():
    need_data("crm_sales")
    data_set = feed.SETS["crm_sales"]
    told, by_close = {}, {}
    with harness.folder() as work:
        commands, dump = os.path.join(work, "in.resp"), os.path.join(work, "out.csv")
        feed.to_file(commands, feed.commands_of(data_set.company, data_set.end, feed.original("crm_sales")))
        harness.dump_of_file(data_set.config, commands, dump)
        with open(dump, encoding="utf-8") as file:
            for row in csv.reader(file):
                if row[0] == "kpi" and row[1] in ("company", "seller") and row[3] == "quarter" and row[6] == "ppm":
                    table = {"win_rate_cohort": told, "win_rate": by_close}.get(row[5], {})
                    table[(row[1], row[2], row[4])] = fractions.Fraction(int(row[7]), int(row[8]))
    wanted = {key: fractions.Fraction(won, engaged) for key, (engaged, won) in cohorts().items()}
    expect_equal(told, wanted, "by cohort")
    expect(told[("company", "C-CRM", "2017-Q1")] != by_close[("company", "C-CRM", "2017-Q1")], "both are the same")
    say("%d quarters of sellers and the company" % len(told))


for set_name in ("crm_sales", "adventureworks", "ecom_in"):
    add(set_name)

main()
