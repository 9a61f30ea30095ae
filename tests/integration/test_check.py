#!/usr/bin/env python3
"""sdmctl check as a person types it: what is counted, and all that is wrong at once."""
import json
import os

from sdm import harness
from sdm.check import expect_equal, main, test
from sdm.tiny import FILES, NO, OK, has, sdmctl, write_model


@test("check: a good model is counted")
def check_good():
    with harness.folder() as work:
        status, out, err = sdmctl("check", write_model(work))
    expect_equal((status, err), (OK, ""), "check")
    has(out, "ok tiny: 1 unit, 2 sellers, 1 form, 1 measure, 1 KPI, 2 scopes, 2 plan rows, 1 decision\nmodel ")


@test("check: everything that is wrong is told at once, with file, line, column and the nearest name")
def check_bad():
    forms = FILES["forms.yaml"].replace("required: yes", "requird: yes")
    plans = FILES["plans.yaml"].replace("member: boris", "membr: boris")
    with harness.folder() as work:
        status, out, err = sdmctl("check", write_model(work, forms=forms, plans=plans) + "/")
        expect_equal((status, out), (NO, ""), "check")
        has(err, work + "/forms.yaml:5:", 'did you mean "required"?', work + "/plans.yaml:3:", 'did you mean "member"?')
        status, out, err = sdmctl("check", "--json", work)
        told = json.loads(out)
        expect_equal((status, told["ok"], len(told["problems"]), err), (NO, False, 2, ""), "check --json")
        expect_equal(told["problems"][0]["file"], work + "/forms.yaml", "its file")


@test("check: a ready KPI of the catalogue is counted, and a wrong word about it is told at the company's line")
def check_catalogue():
    kpis = FILES["kpis.yaml"] + "use:\n  cheque: {of: avg, facts: sale, won: {}}\n"
    with harness.folder() as work:
        status, out, err = sdmctl("check", write_model(work, kpis=kpis))
        expect_equal((status, err), (OK, ""), "check")
        has(out, "%d KPIs" % (FILES["kpis.yaml"].split("kpis:")[1].count("formula:") + 1))
        line = kpis.count("\n")
        status, out, err = sdmctl("check", write_model(work, kpis=kpis.replace("facts: sale, won", "facts: sael, won")))
        expect_equal(
            (status, err),
            (NO, '%s/kpis.yaml:%d:28: unknown fact table "sael": did you mean "sale"?\n' % (work, line)),
            "check of a wrong name",
        )


@test("check: a decision that does not compile is told with its line")
def check_lua():
    with harness.folder() as work:
        write_model(work)
        with open(os.path.join(work, "decisions/behind.lua"), "a", encoding="utf-8") as file:
            file.write("local x = = 1\n")
        status, _, err = sdmctl("check", work)
    expect_equal(status, NO, "status")
    has(err, work + "/decisions/behind.lua:18:")


@test("check: one mistake in each of the documents and in a decision is told in one run, and nothing else is")
def check_each():
    changed = {
        "org": ("unit: co, title: {ru: Анна", "unit: cco, title: {ru: Анна"),
        "forms": ("required: yes", "required: perhaps"),
        "kpis": ("sum: amount", "sum: amuont"),
        "plans": ("member: boris", "member: bory"),
        "decisions/behind": ('each = "seller"', 'each = "selller"'),
    }
    files = {name.split(".")[0]: text for name, text in FILES.items()}
    with harness.folder() as work:
        write_model(work, **{name: files[name].replace(*words) for name, words in changed.items()})
        with open(os.path.join(work, "decisions.yaml"), "w", encoding="utf-8") as file:
            file.write("decisions:\n  behind: {share: 70%}\n")
        status, out, err = sdmctl("check", work)
    expect_equal((status, out), (NO, ""), "check")
    told = [
        'decisions.yaml:2:19: decision "behind", parameter "share": the decision has no such parameter',
        'decisions/behind.lua:3: watch: each = "selller": the model has none of that name; did you mean "seller"?',
        'forms.yaml:5:39: required: expected yes or no, got "perhaps"',
        'kpis.yaml:2:28: the fact table "sale" has no field "amuont": did you mean "amount"?',
        'org.yaml:5:22: unknown unit "cco": did you mean "co"?',
        'plans.yaml:3:29: unknown seller "bory": did you mean "boris"?',
    ]
    expect_equal(err, "".join("%s/%s\n" % (work, line) for line in told), "what is told")


main()
