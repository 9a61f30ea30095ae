#!/usr/bin/env python3
"""`sdmctl why-not` names the first thing that stands in the way of a case, by the engine's own rule."""
import json
import os

from sdm import harness, tiny
from sdm.check import expect_equal, main, test

BEHIND = tiny.FILES["decisions/behind.lua"]
DECLARED = """  when = sdm.below { share = sdm.percent(80) },
  clear = sdm.below { share = sdm.percent(80), negate = true },
  for_ = sdm.days(3),
"""
FLOOD = BEHIND.replace('"behind"', '"flood"').replace("Behind the plan", "Nothing sold")


def when(text, more=""):
    return BEHIND.replace(DECLARED, text + more)


def asked(decision, scope, *options, reports=None, until=tiny.UNTIL, decisions=None, **changes):
    """(answer for programs, text in English, text in Russian)"""
    with harness.folder() as work:
        model = tiny.write_model(os.path.join(work, "tiny"), **changes)
        for name, text in (decisions or {}).items():
            with open(os.path.join(model, "decisions", name + ".lua"), "w", encoding="utf-8") as file:
                file.write(text)
        history = tiny.write_file(os.path.join(work, "in.resp"), tiny.reports() if reports is None else reports)
        place = [history, "--model", model, "--until", until, *options]
        told = []
        for how in (["--json"], ["--language", "en"], ["--language", "ru"]):
            status, out, err = tiny.sdmctl("why-not", decision, scope, *place, *how)
            expect_equal((status, err), (tiny.OK, ""), "why-not")
            told.append(out.replace("\u00a0", " "))
    return json.loads(told[0]), told[1], told[2]


def decided(text):
    return {"decisions": {"behind": text}}


ANNA = """\
Behind the plan
Anna, Revenue, 2026-03, as of Mar 5, 2026

No case: deviation 0.0%; asked for: below -20.0%

Opens when: Revenue below 80.0% of the plan to date, for 3 days running
  yes  reported so far: RUB 500
  no   deviation 0.0%; asked for: below -20.0%

day                               fact        plan to date                 gap     deviation
Mar 3, 2026                    RUB 300             RUB 300               RUB 0          0.0%  does not hold
Mar 4, 2026                    RUB 400             RUB 400               RUB 0          0.0%  does not hold
Mar 5, 2026                    RUB 500             RUB 500               RUB 0          0.0%  does not hold
"""


@test("why-not shows the figure that misses its limit, and the days")
def share():
    told, english, russian = asked("behind", "anna")
    expect_equal(english, ANNA, "in English")
    tiny.has(russian, "Отклонение не открыто: отклонение от плана 0,0 %; нужно: меньше −20,0 %\n", "  нет  отклонение от плана", "не держится")
    expect_equal((told["in_the_way"], told["part"], told["day"]), ("condition", "share", "2026-03-05"), "answer")
    wanted = [{"part": "data", "holds": True, "is": "500"}, {"part": "share", "holds": False, "is_ppm": 0, "limit_ppm": -200000}]
    expect_equal(told["parts"], wanted, "parts")
    expect_equal([(d["day"], d["holds"]) for d in told["days"]], [("2026-03-0%d" % n, False) for n in (3, 4, 5)], "days")


@test("why-not says that a case is open, and of a day before it on how few days it held")
def own_case():
    told, english, _ = asked("behind", "seller=boris")
    expect_equal((told["in_the_way"], told["case"]), ("open", "C1"), "now")
    tiny.has(english, "There is a case: C1 is open (sdmctl explain C1)\n")
    told, english, russian = asked("behind", "boris", "--at", "2026-03-02")
    expect_equal(told["in_the_way"], "days", "on the second day")
    tiny.has(english, "No case: the condition holds, but only for 2 days running; asked for: 3 days\n")
    tiny.has(russian, "Отклонение не открыто: условие держится, но подряд лишь 2 дня; нужно: 3 дня\n")


@test("why-not of a period that has not begun, of one without a plan, of one that is over")
def periods():
    told, english, _ = asked("behind", "anna", "--period", "2026-04")
    expect_equal((told["in_the_way"], told.get("day")), ("ahead", None), "in April")
    tiny.has(english, "No case: no day of the period has been judged yet\n")
    told, english, russian = asked("behind", "anna", "--period", "2026-02")
    expect_equal((told["in_the_way"], "days" in told), ("no_plan", False), "in February")
    tiny.has(english, "No case: there is no plan to be held against\n")
    tiny.has(russian, "Отклонение не открыто: нет плана, с которым сравнивать\n")
    months = [tiny.report(1000 + n, "boris", n, amount="195") for n in range(1, 32)]
    fixed = tiny.report(2000, "boris", 31, amount="0", rev="2", received_at="2026-04-01T05:00:00Z")
    lua = when("  when = sdm.below { share = sdm.percent(96) },\n  for_ = sdm.days(1),\n")
    over = {"reports": months + [fixed], "until": "2026-04-01T06:00:00", **decided(lua)}
    told, english, _ = asked("behind", "boris", "--period", "2026-03", **over)
    expect_equal((told["in_the_way"], told["day"]), ("over", "2026-03-31"), "corrected after the end")
    tiny.has(english, "the condition holds by what is known now, but the period is over")


@test("why-not says which part is missed: elapsed, gap, sample, value, and what is missing")
def parts():
    lua = when("  when = sdm.below { share = sdm.percent(80), elapsed = sdm.percent(50) },\n  for_ = sdm.days(3),\n")
    told, english, _ = asked("behind", "boris", **decided(lua))
    expect_equal((told["in_the_way"], told["part"]), ("condition", "elapsed"), "too early")
    tiny.has(english, "No case: of the period have passed: 16.1%; asked for: at least 50.0%\n", "  yes  deviation -50.0%")
    lua = when("  when = sdm.below { share = sdm.percent(80), gap = sdm.money(600) },\n  for_ = sdm.days(3),\n")
    told, english, russian = asked("behind", "boris", **decided(lua))
    expect_equal((told["in_the_way"], told["part"]), ("condition", "gap"), "too little")
    tiny.has(english, "No case: gap RUB 500; asked for: at least RUB 600\n")
    tiny.has(russian, "Отклонение не открыто: разрыв 500 ₽; нужно: не меньше 600 ₽\n")
    held = BEHIND.replace('on_missing = "open"', 'on_missing = "hold"')
    kpis = tiny.FILES["kpis.yaml"].replace("unit: money,", "unit: money, min_sample: 20,")
    told, english, _ = asked("behind", "boris", kpis=kpis, **decided(held))
    expect_equal((told["in_the_way"], told["part"]), ("condition", "sample"), "few facts")
    tiny.has(english, "No case: facts: 5; asked for: at least 20\n")
    told, english, russian = asked("behind", "boris", reports=[tiny.report(1000, "anna", 1)], **decided(held))
    expect_equal((told["in_the_way"], told["part"]), ("condition", "data"), "no report")
    tiny.has(english, 'No case: nothing has been reported; without data nothing opens (on_missing = "hold")\n', "  no   reported so far: no data")
    tiny.has(russian, "Отклонение не открыто: ничего не сообщено;")
    told, english, _ = asked("behind", "boris", **decided(when('  when = sdm.under { value = sdm.money(450) },\n  for_ = sdm.days(2),\n')))
    expect_equal((told["in_the_way"], told["part"]), ("condition", "value"), "a limit")
    tiny.has(english, "No case: RUB 500; asked for: below RUB 450\n")


@test("why-not names the case of another decision that keeps it quiet, and the run that has closed its own")
def kept_quiet():
    quiet = BEHIND.replace('  severity = "red"', '  inhibited_by = { "flood" },\n  severity = "red"')
    told, english, russian = asked("behind", "boris", decisions={"behind": quiet, "flood": FLOOD})
    expect_equal((told["in_the_way"], told["case"]), ("inhibited", "C1"), "inhibited")
    tiny.has(english, "No case: C1 (Nothing sold) is open and keeps it quiet\n")
    tiny.has(russian, "Отклонение не открыто: C1 («Отставание») открыто и заглушает его\n")
    closes = BEHIND.replace('    case:task("call"', '    case:close("told")\n    case:task("call"')
    told, english, _ = asked("behind", "boris", **decided(closes))
    expect_equal((told["in_the_way"], told["case"]), ("latched", "C1"), "latched")
    tiny.has(english, "No case: C1 was closed by its run or by somebody, and the condition has not been seen false since\n")


@test("why-not of a function asks the file, and shows what it has read")
def function():
    lua = when("  params = { least = sdm.money(300) },\n  when = function(s, p)\n    return s.fact < p.least\n  end,\n")
    told, english, russian = asked("behind", "boris", **decided(lua))
    expect_equal(told["in_the_way"], "function", "it says no")
    tiny.has(english, "No case: the function when in decisions/behind.lua says no\n", "Revenue: fact RUB 500", "least = 300")
    tiny.has(russian, "Отклонение не открыто: функция when в decisions/behind.lua говорит «нет»\n")
    expect_equal([r.get("kpi") or r["param"] for r in told["reads"]], ["revenue", "least"], "reads")
    told, _, _ = asked("behind", "boris", **decided(lua.replace("s.fact < p.least", "p.least")))
    expect_equal((told["in_the_way"], told["case"]), ("open", "C2"), "a rule that breaks opens a case for its owner")


@test("why-not says when a case will open, about which roles it is, and that it is on trial")
def notes():
    lua = BEHIND.replace('  severity = "red"', '  shadow = true,\n  severity = "red"')
    told, english, _ = asked("behind", "anna", **decided(lua))
    expect_equal(told["shadow"], True, "on trial")
    tiny.has(english, "The decision is on trial (shadow): nobody would hear of its case\n")
    lua = BEHIND.replace('each = "seller"', 'each = "seller", roles = { "hunter" }')
    told, english, _ = asked("behind", "boris", org=tiny.FILES["org.yaml"].replace("unit: co, title: {ru: А", "unit: co, role: hunter, title: {ru: А"),
                             **decided(lua))
    expect_equal(told["in_the_way"], "role", "no hunter")
    tiny.has(english, "No case: the decision is about other roles (hunter)\n")
    late = tiny.report(2000, "anna", 5, amount="0", id="anna-4", rev="2", at="2026-03-04", received_at="2026-03-06T09:00:00Z")
    told, english, _ = asked("behind", "anna", reports=tiny.reports() + [late], until="2026-03-06T10:00:00",
                             **decided(BEHIND.replace("percent(80)", "percent(85)").replace("days(3)", "days(2)")))
    expect_equal(told["in_the_way"], "nothing", "corrected since it was judged")
    tiny.has(english, "Nothing stands in the way: a case opens when the next day that counts has ended, if this is so still\n")


@test("why-not refuses what the model does not have, and says what it has")
def refused():
    with harness.folder() as work:
        model = tiny.write_model(os.path.join(work, "tiny"))
        history = tiny.write_file(os.path.join(work, "in.resp"), tiny.reports())
        place = [history, "--model", model, "--until", tiny.UNTIL]
        status, _, err = tiny.sdmctl("why-not", "behnd", "anna", *place)
        expect_equal((status, err), (tiny.NO, 'sdmctl: no decision "behnd" in the model; there are behind\n'), "a decision")
        status, _, err = tiny.sdmctl("why-not", "behind", "company=co", *place)
        expect_equal((status, err), (tiny.NO, 'sdmctl: "behind" judges each seller; give its id, like seller=ID\n'), "a scope")
        expect_equal(tiny.sdmctl("why-not", "behind")[0], tiny.USAGE, "nobody named")


if __name__ == "__main__":
    main()
