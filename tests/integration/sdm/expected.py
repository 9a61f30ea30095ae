"""Compares a dump (docs/dump.md) with a data set's expected values (README.md of SDM_DATA). Also a program:

	python3 -m sdm.expected SET DUMP
"""
import argparse
import collections
import csv
import os
import sys

from sdm.check import need_data

CALENDARS = {"cal": "every-day", "mf": "mon-fri", "ru": "ru"}
# A target in plain units is the file's number over this.
PLAN_SCALE = {"win_rate": 1_000_000, "deals_won": 1}
E4 = 10_000
SHOWN = 8


class Dump:
    """The lines of a dump by their keys."""

    def __init__(self, path):
        self.kpi, self.plan, self.ptd, self.below = {}, {}, {}, {}
        self.cases = collections.defaultdict(list)
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                getattr(self, "_" + row[0])(*row[1:])

    def _kpi(self, kind, scope, period_kind, period, kpi, unit, num, den, value):
        self.kpi[kind, scope, period_kind, period, kpi] = (unit, int(num), int(den), int(value))

    def _plan(self, kind, scope, kpi, period_kind, period, target, num, den, attainment, status):
        self.plan[kind, scope, kpi, period] = (int(target), int(num), int(den), attainment, status)

    def _ptd(self, kind, scope, kpi, period, day, calendar, fact, target, elapsed, total, expected, below):
        figures = (int(fact), int(target), int(elapsed), int(total), int(expected), int(below))
        self.ptd[kind, scope, kpi, period, day, calendar] = figures

    def _below(self, kind, scope, kpi, period, calendar, first, confirmed, recovered):
        self.below[kind, scope, kpi, period, calendar] = (first, confirmed, recovered)

    def _case(self, decision, kind, scope, kpi, period, since, opened, closed, reason):
        self.cases[decision, kind, scope, kpi, period].append((since, opened, closed, reason))


class Comparison:
    """What differs, by expected table, and how many rows were compared."""

    def __init__(self):
        self.compared = collections.Counter()
        self.differences = []

    def check(self, table, key, got, wanted):
        self.compared[table] += 1
        if got != wanted:
            self.differences.append("%s %s: got %s, wanted %s" % (table, "/".join(key), got, wanted))

    def summary(self):
        return ", ".join("%s %d" % pair for pair in sorted(self.compared.items()))

    def __str__(self):
        shown = self.differences[:SHOWN]
        more = len(self.differences) - len(shown)
        return "%d differences in %s" % (len(self.differences), self.summary()) + "".join(
            "\n      " + line for line in shown
        ) + ("\n      ... and %d more" % more if more > 0 else "")


def rows(folder, table):
    with open(os.path.join(folder, table), encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def same_fraction(num, den, other_num, other_den):
    return num * other_den == other_num * den


def compare_kpi(folder, dump, out):
    wanted, tables = {}, set()
    for row in rows(folder, "expected_kpi.csv"):
        key = (row["scope_type"], row["scope_id"], row["period_kind"], row["period_id"], row["kpi"])
        wanted[key] = row
        tables.add((key[0], key[2], key[4]))
    for key, row in wanted.items():
        got = dump.kpi.get(key)
        num, den = int(row["num"]), int(row["den"]) * (E4 if row["unit"] == "e4" else 1)
        if got and same_fraction(got[1], got[2], num, den):
            got = (got[0], got[3])
        out.check("kpi", key, got, (row["unit"], int(row["value"])))
    for key in dump.kpi:
        if (key[0], key[2], key[4]) in tables and key not in wanted:
            out.check("kpi that should not be", key, dump.kpi[key], None)


def plan_figures(row, kpi):
    """(target_e4, fact numerator, fact denominator) in the dump's units."""
    if "fact_e4" in row:
        return int(row["plan_e4"]), int(row["fact_e4"]), E4
    scale = PLAN_SCALE.get(kpi, E4)
    fact_scale = E4 if kpi == "revenue" else 1
    return int(row["plan"]) * E4 // scale, int(row["fact_num"]), int(row.get("fact_den", 1)) * fact_scale


def compare_attainment(folder, dump, out):
    wanted = set()
    for row in rows(folder, "expected_attainment.csv"):
        kpi = row.get("kpi", "revenue")
        key = (row["scope_type"], row["scope_id"], kpi, row["period_id"])
        wanted.add(key)
        target, num, den = plan_figures(row, kpi)
        got = dump.plan.get(key)
        if got and same_fraction(got[1], got[2], num, den):
            got = (got[0], num, den, got[3], got[4])
        out.check("attainment", key, got, (target, num, den, row["att_bp"], row["status"]))
    tables = {(key[0], key[2]) for key in wanted}
    for key in dump.plan:
        if (key[0], key[2]) in tables and key not in wanted:
            out.check("plan that should not be", key, dump.plan[key], None)


def column(row, *names):
    """The first of these columns that the file has."""
    return next(row[name] for name in names if name in row)


def compare_ptd(folder, dump, out):
    for row in rows(folder, "expected_ptd_daily.csv"):
        kpi = row.get("kpi", "revenue")
        fact, target = int(column(row, "fact_td", "fact_td_e4")), int(column(row, "plan", "plan_e4"))
        for short, calendar in CALENDARS.items():
            key = (row["scope_type"], row["scope_id"], kpi, row["period_id"], row["date"], calendar)
            wanted = (
                fact,
                target,
                int(row["elapsed_" + short]),
                int(row["total_" + short]),
                int(column(row, "ptd_" + short, "ptd_%s_e4" % short)),
                int(row["below80_" + short]),
            )
            out.check("ptd_daily", key, dump.ptd.get(key), wanted)


def compare_month_plan(folder, dump, out):
    """A month's plan inside a quarter's is the growth of the rounded plan-to-date over the month."""
    if not os.path.exists(os.path.join(folder, "expected_month_plan.csv")):
        return
    last = collections.Counter()
    for row in rows(folder, "expected_month_plan.csv"):
        scope = (row["scope_type"], row["scope_id"])
        for short, calendar in CALENDARS.items():
            figures = dump.ptd.get(scope + ("revenue", row["plan_period"], row["end"], calendar))
            run = scope + (row["plan_period"], calendar)
            got = figures[4] - last[run] if figures else None
            last[run] = figures[4] if figures else 0
            key = scope + (row["plan_period"], row["month"], calendar)
            out.check("month_plan", key, got, int(row["plan_%s_e4" % short]))
        fact = dump.kpi.get(scope + ("month", row["month"], "revenue"))
        got = fact[3] if fact else 0
        out.check("month_plan", scope + (row["month"], "fact"), got, int(row["fact_e4"]))


def compare_below(folder, dump, out):
    for row in rows(folder, "expected_alerts.csv"):
        kpi = row.get("kpi", "revenue")
        for short, calendar in CALENDARS.items():
            key = (row["scope_type"], row["scope_id"], kpi, row["period_id"], calendar)
            got = dump.below.get(key)
            first = row["first_" + short]
            if "confirmed_cal" in row:
                wanted = (first, row["confirmed_" + short], row["recovered_" + short])
            else:
                got, wanted = got[:1] if got else None, (first,)
            out.check("alerts (the rule)", key, got, wanted)


def decision_of(name):
    """Which decision of the set's model watches a row of expected_alerts under a calendar."""

    def code(row, calendar):
        last = {"crm_sales": "_" + row.get("kpi", ""), "adventureworks": "", "ecom_in": "_" + row.get("period_kind", "")}[name]
        return "below_plan_%s_%s%s" % (calendar, row["scope_type"], last)

    return code


def compare_cases(folder, decision, dump, out):
    """`decision(row, calendar)`: the decision's code; what it opened first, as it happened."""
    for row in rows(folder, "expected_alerts.csv"):
        kpi = row.get("kpi", "revenue")
        for short in CALENDARS:
            key = (decision(row, short), row["scope_type"], row["scope_id"], kpi, row["period_id"])
            cases = dump.cases.get(key, [])
            got = cases[0] if cases else ("", "", "", "")
            first = row["first_" + short]
            if "confirmed_cal" in row:
                recovered = row["recovered_" + short]
                wanted = (first, row["confirmed_" + short], recovered)
                got = (got[0], got[1], got[2] if got[3] == "recovered" else "")
            else:
                got, wanted = got[:1], (first,)
            out.check("alerts (the cases)", key, got, wanted)


def compare(name, path, decision=None):
    """All tables of the set. `decision`: also the cases as they really happened."""
    folder = need_data(name)
    dump = Dump(path)
    out = Comparison()
    compare_kpi(folder, dump, out)
    compare_attainment(folder, dump, out)
    compare_ptd(folder, dump, out)
    compare_month_plan(folder, dump, out)
    compare_below(folder, dump, out)
    if decision:
        compare_cases(folder, decision, dump, out)
    return out


def main():
    parser = argparse.ArgumentParser(description="Compare a dump with the expected values.")
    parser.add_argument("set", choices=["crm_sales", "adventureworks", "ecom_in"])
    parser.add_argument("dump")
    args = parser.parse_args()
    result = compare(args.set, args.dump)
    print(result)
    sys.exit(1 if result.differences else 0)


if __name__ == "__main__":
    main()
