#!/usr/bin/env python3
"""sdmctl lint: what is no error yet surely a mistake, each once, where it stands, and nothing about a sound company."""
import json
import os
import shutil

from sdm import harness, resp
from sdm.check import ROOT, expect, expect_equal, main, test
from sdm.tiny import AWAY, NO, OK, USAGE, has, sdmctl

LAG = "decisions/plan_lag.lua"


def company(work, name="tea", language="en"):
    folder = os.path.join(work, name)
    expect_equal(sdmctl("new", folder, "--year", "2026", "--language", language)[0], OK, "new")
    return folder


def change(folder, name, *pairs):
    path = os.path.join(folder, name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for before, after in pairs:
        expect(before in text, "%s has no %r" % (name, before))
        text = text.replace(before, after)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return text


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def found(folder, *more):
    """What lint says, as (file, line, about) and text."""
    status, out, err = sdmctl("lint", folder, "--json", *more)
    told = json.loads(out)
    expect_equal(err, "", "standard error")
    expect_equal((status, told["ok"]), (NO, False) if told["findings"] else (OK, True), out)
    out = [((os.path.relpath(f["file"], folder), f["line"], f["about"]), f["text"]) for f in told["findings"]]
    return sorted(out)


def only(folder, place, *parts):
    told = found(folder)
    expect_equal([at for at, _ in told], [place], "findings: %s" % told)
    has(told[0][1], *parts)


@test("lint: of a sound company nothing is found, in either language")
def nothing():
    with harness.folder() as work:
        for language in ("en", "ru"):
            status, out, err = sdmctl("lint", company(work, language, language))
            expect_equal((status, out, err), (OK, "nothing found\n", ""), language)


@test("lint: a KPI that nobody needs is told where it stands, written out or used by name; --skip leaves it out")
def kpi():
    with harness.folder() as work:
        folder = company(work)
        text = change(folder, "kpis.yaml", ("stages: [calls, meets, kp]", "stages: [calls, meets]"))
        only(folder, ("kpis.yaml", line_of(text, "  kp:"), "kpi"), 'KPI "kp": no decision, plan, goal, other KPI or scenario')
        expect_equal(found(folder, "--skip", "kpi"), [], "--skip")
        status, out, _ = sdmctl("lint", folder)
        expect_equal(status, NO, "status")
        has(out, "%s/kpis.yaml:%d:3: KPI " % (folder, line_of(text, "  kp:")), " [kpi]\n1 finding\n")
        change(folder, "tests/plan_lag.yaml", (
            "plan: 132000, why: average deal}]\n",
            "plan: 132000, why: average deal}]\n"
            "          kpi: [{scope_kind: seller, scope: seller1, kpi: kp, period: 2026-10, missing: yes}]\n",
        ))
        expect_equal(found(folder), [], "a scenario asks for it")
        text = change(folder, "kpis.yaml", ("# measures:", "measures: {}\n# measures:"))
        text += "kpis:\n  per_deal: {formula: rev_amount / win_won, unit: money}\n"
        with open(folder + "/kpis.yaml", "w", encoding="utf-8") as file:
            file.write(text)
        only(folder, ("kpis.yaml", line_of(text, "  per_deal:"), "kpi"), 'KPI "per_deal"')


@test("lint: a field that nothing reads is told, a comment or what a rule, a scope or an entity reads is not")
def field():
    with harness.folder() as work:
        folder = company(work)
        text = change(
            folder, "forms.yaml",
            ("      comment:", "      visits: {type: int}\n      mood: {type: choice, of: [good, bad]}\n      comment:"),
        )
        told = found(folder)
        wanted = [("forms.yaml", line_of(text, "visits:"), "field"), ("forms.yaml", line_of(text, "mood:"), "field")]
        expect_equal([at for at, _ in told], wanted, told)
        has(told[0][1], 'field "visits" of form "daily": no measure, rule, entity or scope reads it')
        rules = "    rules:\n      some: {check: visits >= 0}\n      good: {check: mood is good => visits > 0}\n\n  # A deal"
        change(folder, "forms.yaml", ("\n  # A deal", rules))
        expect_equal(found(folder), [], "rules read them")
    acme = found(os.path.join(ROOT, "config", "acme"), "--skip", "kpi,clear,scenario")
    told = {text.split('"')[1] for _, text in acme}
    expect({"kp_sum", "lost_reason"} <= told, told)
    expect_equal(told & {"potential", "size", "product", "client", "amount", "list", "cycle_days", "deals_won_cnt"}, set(), "read in acme")


@test("lint: a title without a language of the company is told; names of people may be one text")
def title():
    with harness.folder() as work:
        folder = company(work)
        change(folder, "company.yaml", ("languages: [en] ", "languages: [en, ru] "), ("title: My company", "title: {en: A, ru: B}"))
        text = change(folder, "forms.yaml", ("title: Daily report", "title: {ru: Отчёт}"), ("title: Result}", "title: {en: R, ru: Р}}"))
        lines = [line_of(text, part) for part in ("{ru: Отчёт}", "title: Calls with", "title: Number of the deal")]
        told = dict(found(folder))
        for line in lines:
            expect(("forms.yaml", line, "title") in told, "%d: %s" % (line, told))
        has(told["forms.yaml", lines[0], "title"], 'no text in "en"')
        has(told["forms.yaml", lines[1], "title"], 'no text in "ru"')
        expect(("forms.yaml", line_of(text, "kind: {type"), "title") not in told, told)
        expect_equal([at for at in told if at[0] in ("org.yaml", "company.yaml")], [], "org.yaml")


@test("lint: a decision whose watch can match nobody is told why")
def watch():
    plans = {
        "no plan of the period": [('period = "month"', 'period = "quarter"')],
        "no plan of the level": [('period = "month"', 'period = "month", level = "stretch"')],
        "no plan of these roles": [('roles = { "seller" }', 'roles = { "head" }')],
        "no plan of the KPI": [('kpi = "rev"', 'kpi = "win"')],
    }
    with harness.folder() as work:
        for name, pairs in plans.items():
            folder = company(work, "c%d" % len(os.listdir(work)))
            text = change(folder, LAG, *pairs)
            told = found(folder, "--skip", "scenario")
            expect_equal([at for at, _ in told], [(LAG, line_of(text, "  when ="), "watch")], "%s: %s" % (name, told))
            has(told[0][1], 'decision "plan_lag": nobody whom it watches has a plan')
        folder = company(work, "team")
        change(folder, LAG, ('each = "seller"', 'each = "team"'), (', roles = { "seller" }', ""))
        expect_equal(found(folder, "--skip", "scenario"), [], "a team's plan is the sum of its sellers'")
        change(folder, "org.yaml", ("units:\n", "unit_types: [company, team, shop]\nunits:\n"))
        change(folder, LAG, ('each = "team"', 'each = "shop"'))
        told = found(folder, "--skip", "scenario")
        expect_equal([about for (_, _, about), _ in told], ["watch"], told)
        has(told[0][1], "the model has nobody and nothing of its scope")


@test("lint: a clear at the trigger's own threshold or beyond it is told, an easier one or one that waits is not")
def clear():
    own = 'clear = sdm.behind { by = "clear", negate = true }'
    for_two = "clear_for = sdm.workdays(2),"
    cases = [
        ([(own, 'clear = sdm.behind { by = "behind", negate = true }'), (for_two, "")], "closes at the threshold at which it opens"),
        ([(own + ",", ""), (for_two, "clear_for = sdm.workdays(1),")], "closes at the threshold at which it opens"),
        ([(own + ",", "")], None),
        ([(own, "clear = sdm.behind { by = sdm.percent(20), negate = true }")], "may close while what opens it still holds"),
        ([(own, 'clear = sdm.behind { by = "clear", gap = sdm.money(6000), negate = true }')], "may close while"),
        ([(for_two, "")], None),
    ]
    with harness.folder() as work:
        for number, (pairs, wanted) in enumerate(cases):
            folder = company(work, "c%d" % number)
            change(folder, LAG, *pairs)
            told = found(folder, "--skip", "scenario")
            expect_equal([about for (_, _, about), _ in told], ["clear"] if wanted else [], "%s: %s" % (pairs, told))
            if wanted:
                has(told[0][1], wanted)


@test("lint: a limit is compared by its direction: above closes below it, under above it")
def limits():
    with harness.folder() as work:
        folder = company(work)
        change(
            folder, LAG, ('when = sdm.behind { by = "behind", gap = "min_gap", elapsed = "grace" }', "when = sdm.under { value = 100 }"),
            ('clear = sdm.behind { by = "clear", negate = true }', "clear = sdm.under { value = 120, negate = true }"),
        )
        expect_equal(found(folder, "--skip", "scenario"), [], "under 100, clear from 120 on")
        change(folder, LAG, ("value = 120", "value = 80"))
        expect_equal([about for (_, _, about), _ in found(folder, "--skip", "scenario")], ["clear"], "clear from 80 on")
        change(folder, LAG, ("sdm.under { value = 100", "sdm.above { value = 100"), ("sdm.under { value = 80", "sdm.above { value = 80"))
        expect_equal(found(folder, "--skip", "scenario"), [], "above 100, clear up to 80")


@test("lint: a decision that no scenario opens is told; those that a loop makes in one place together")
def scenario():
    with harness.folder() as work:
        folder = company(work)
        shutil.rmtree(folder + "/tests")
        text = change(folder, LAG)
        only(folder, (LAG, line_of(text, "  when ="), "scenario"), 'decision "plan_lag": no scenario in tests/ opens it')
        change(
            folder, LAG, ('return sdm.decision "plan_lag" {', 'local function made(code)\n  return sdm.decision(code) {'),
            ("\n  end,\n}\n", '\n  end,\n}\nend\nreturn { made "a", made "b", made "c" }\n'),
        )
        told = found(folder)
        expect_equal([about for (_, _, about), _ in told], ["scenario"], told)
        has(told[0][1], 'decision "a" and 2 more of this place: no scenario')


@test("lint: scenarios that do not hold are told, and those that cannot be played end it with 3")
def broken_scenarios():
    with harness.folder() as work:
        folder = company(work)
        change(folder, "tests/plan_lag.yaml", ("plan: 132000", "plan: 1"))
        only(folder, ("tests", 0, "scenario"), "1 scenario does not hold")
        change(folder, "tests/plan_lag.yaml", ("title: A", "titel: A"))
        status, out, err = sdmctl("lint", folder)
        expect_equal((status, out), (AWAY, "nothing found\n"), err)
        has(err, 'did you mean "title"?')


@test("lint: what check warns of is told once, what check refuses ends it, and odd command lines too")
def check():
    with harness.folder() as work:
        folder = company(work)
        change(folder, LAG, ('  on_missing = "open", -- whoever has sold nothing at all is behind too\n', ""))
        told = found(folder)
        expect_equal([about for (_, _, about), _ in told], ["check"], told)
        has(told[0][1], "on_missing: say what no data means")
        expect_equal(found(folder, "--skip", "check,kpi"), [], "--skip")
        change(folder, "org.yaml", ("unit: team1", "unit: team9"))
        status, out, err = sdmctl("lint", folder)
        expect_equal((status, out), (NO, ""), err)
        has(err, 'unknown unit "team9"')
        expect_equal(sdmctl("lint")[0], USAGE, "no folder")
        expect_equal(sdmctl("lint", folder, "--skip", "kpis")[0], USAGE, "--skip")
        expect_equal(sdmctl("lint", folder, "--ceiling", "5")[0], USAGE, "--ceiling")
        expect_equal(sdmctl("lint", work + "/none")[0], AWAY, "no such folder")


@test("lint: a history says which decision never opens in it, and who hears of too many cases in a week")
def history():
    with harness.folder() as work:
        folder, reports = company(work), work + "/tea.resp"
        text = change(folder, "simulate.yaml")
        with open(folder + "/simulate.yaml", "w", encoding="utf-8") as file:
            file.write(text[: text.index("problems:")])
        expect_equal(sdmctl("simulate", folder, "--out", reports)[0], OK, "simulate: all keep to their plans")
        lines = change(folder, LAG)
        wanted = (LAG, line_of(lines, "  when ="), "never")
        told = found(folder, "--reports", reports)
        expect_equal([at for at, _ in told], [wanted], told)
        has(told[0][1], 'decision "plan_lag": it opens no case in this history')
        with open(reports, "wb"):
            pass
        expect_equal([at for at, _ in found(folder, "--reports", reports)], [wanted], "an empty history")
        expect_equal(sdmctl("lint", folder, "--reports", work + "/none")[0], AWAY, "no such file")


@test("lint: more new cases in a week than the ceiling are told for each who hears of them, with the worst week")
def alarms():
    with harness.folder() as work:
        folder, reports = company(work), work + "/tea.resp"
        change(folder, "company.yaml", ("time: wall", "time: log"))
        # One report of somebody else lets the first half of October pass: whoever sells nothing is behind.
        fields = {"form": "deal", "id": "D-1", "seller": "seller1", "at": "2026-10-01T12:00:00+02:00", "kind": "won", "deal": "D-1"}
        fields.update(amount="1000000", received_at="2026-10-01T12:00:00+02:00")
        with open(reports, "wb") as file:
            file.write(resp.encode("XADD", "sdm:{tea}:reports", "1-0", *[part for pair in fields.items() for part in pair]))
        more = ["--reports", reports, "--until", "2026-10-20T00:00:00"]
        expect_equal(found(folder, *more), [], "two cases in a week are few")
        told = found(folder, *more, "--ceiling", "1")
        expect_equal([about for (_, _, about), _ in told], ["alarms"], told)
        has(told[0][1], "head2 hears of 2 new cases in the week of 2026-10-05 (plan_lag 2), and of more than 1 in 1 week; ")


main()
