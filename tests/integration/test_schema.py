#!/usr/bin/env python3
"""sdmctl schema: what an editor marks is what `sdmctl check` refuses, and what ships passes."""
import glob
import json
import os
import re
import shutil

from sdm import harness
from sdm.check import ROOT, Skip, expect, expect_equal, main, test
from sdm.tiny import NO, OK, USAGE, has, sdmctl

try:
    import jsonschema
    import yaml
except ImportError:
    jsonschema = None

CONFIG = os.path.join(ROOT, "config")
MORE = ["scenarios", "simulate", "mapping"]


def names():
    status, out, _ = sdmctl("schema")
    expect_equal(status, OK, "schema")
    return [line.split()[0] for line in out.splitlines()]


def schema(name):
    status, out, err = sdmctl("schema", name)
    expect_equal((status, err), (OK, ""), "schema " + name)
    return json.loads(out)


def tables(of):
    return [of, *of["definitions"].values()]


def properties(of):
    for table in tables(of):
        for shape in [table, *table.get("anyOf", [])]:
            yield from shape.get("properties", {}).items()


def need_validator():
    if jsonschema is None:
        raise Skip("python3-jsonschema and python3-yaml are not installed")


def parse(text):
    """YAML 1.2 as editors read it: dates, times and yes are text."""

    class Loader(yaml.SafeLoader):
        pass

    left = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool"}
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.items()
    Loader.yaml_implicit_resolvers = {first: [r for r in list_ if r[0] not in left] for first, list_ in resolvers}
    Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
    Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+[.][0-9]+$"), list("-+0123456789"))
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
    return yaml.load(text, Loader)


def passes(name, text):
    return jsonschema.Draft7Validator(schema(name)).is_valid(parse(text))


def subject(path):
    parts = path.split(os.sep)
    return "scenarios" if "tests" in parts else "catalogue" if parts[-2] == "catalogue" else parts[-1][: -len(".yaml")]


@test("schema: every document, scenarios, simulation and mapping have one, by name and by file")
def every():
    listed = names()
    expect_equal(listed[:4] + listed[-3:], ["company", "calendars", "levels", "org", *MORE], "names")
    expect_equal(schema("org.yaml"), schema("org"), "by file")
    expect_equal(sdmctl("test", "--schema")[1], sdmctl("schema", "scenarios")[1], "test --schema")
    for name in listed:
        for key, option in properties(schema(name)):
            expect(option["description"].endswith("."), "%s: %s: %s" % (name, key, option))


@test("schema: a name that is none is refused with the nearest one")
def unknown():
    status, out, err = sdmctl("schema", "orgg")
    expect_equal((status, out), (USAGE, ""), "status")
    has(err, 'no document "orgg": did you mean "org"?')
    expect_equal(sdmctl("schema", "org", "--all", "x")[0], USAGE, "name and --all")


@test("schema: it says types, ranges, defaults, choices and what is required as the reference does")
def told():
    company, form = schema("company"), schema("forms")["definitions"]["t1"]
    expect_equal(company["required"], ["company"], "required")
    month = {"type": "integer", "minimum": 1, "maximum": 12, "default": 1}
    told_month = {key: company["properties"]["fiscal_year_starts"][key] for key in month}
    expect_equal(told_month, month, "fiscal_year_starts")
    expect_equal(company["properties"]["phasing"]["enum"], ["calendar_days", "workdays", "hours"], "phasing")
    expect_equal(company["additionalProperties"], False, "additionalProperties")
    expect_equal(form["title"], "a form", "title")


@test("schema: kpis.yaml offers the ready KPIs of the catalogue with their parameters, and takes others too")
def ready():
    use = schema("kpis")["properties"]["use"]
    expect({"win", "rev", "avg", "conv_ij"} <= set(use["properties"]), sorted(use["properties"]))
    calls = use["properties"]["calls"]
    has(calls["description"], "Calls with a result.")
    expect_equal(calls["properties"]["facts"], {"description": "Fact table that tells of them.", "default": "activity"}, "facts")
    expect_equal(use["properties"]["conv_ij"]["properties"]["days"]["default"], 90, "days")
    with harness.folder() as work:
        os.mkdir(work + "/calendars")
        status, out, _ = sdmctl("schema", "kpis", "--share", work)
        expect_equal((status, json.loads(out)["properties"]["use"]["type"]), (OK, "object"), "no catalogue")
        os.mkdir(work + "/catalogue")
        with open(work + "/catalogue/kpis.yaml", "w", encoding="utf-8") as file:
            file.write("catalog: {}\n")
        status, out, err = sdmctl("schema", "kpis", "--share", work)
        expect_equal((status, out), (3, ""), "a catalogue that is none")
        has(err, "catalogue/kpis.yaml cannot be read: ")
    need_validator()
    expect(passes("kpis", "use: {win: {}, cover_rate: {of: conv_ij, from: lead, to: offer, min_sample: 30}, mine: {of: own}}"), "uses")
    expect(not passes("kpis", "use: {win: {min_sample: many}}"), "min_sample: many")
    expect(not passes("kpis", "use: {win: yes}"), "win: yes")


@test("schema: --all writes each of them, the same bytes each time, and says how an editor finds them")
def written():
    with harness.folder() as work:
        status, out, err = sdmctl("schema", "--all", work + "/new/schemas")
        expect_equal((status, err), (OK, ""), "--all")
        root = os.path.realpath(work + "/new/schemas")
        has(out, "org.yaml             # yaml-language-server: $schema=%s/org.schema.json\n" % root)
        settings = json.loads(out[out.index("\n{") :])["yaml.schemas"]
        expect_equal(settings[root + "/scenarios.schema.json"], "tests/*.yaml", "settings")
        files = {name: open(root + "/" + name, encoding="utf-8").read() for name in os.listdir(root)}
        expect_equal(sorted(files), sorted(name + ".schema.json" for name in names()), "files")
        expect_equal(sdmctl("schema", "--all", work + "/new/schemas")[1], out, "once more")
        for name, text in files.items():
            expect_equal(open(root + "/" + name, encoding="utf-8").read(), text, name)
        open(work + "/file", "w", encoding="utf-8").close()
        expect_equal(sdmctl("schema", "--all", work + "/file/x")[0], 3, "no folder")


@test("schema: each is a schema of its draft, and each default is one that it takes")
def sound():
    need_validator()
    for name in names():
        whole = schema(name)
        jsonschema.Draft7Validator.check_schema(whole)
        for key, option in properties(whole):
            if "default" in option:
                found = list(jsonschema.Draft7Validator({**option, "definitions": whole["definitions"]}).iter_errors(option["default"]))
                expect(not found, "%s: %s: %s" % (name, key, found))


@test("schema: every shipped YAML file passes")
def shipped():
    need_validator()
    # Deeper in tests/ are parts of models that scenarios put in force.
    paths = sorted(p for p in glob.glob(CONFIG + "/**/*.yaml", recursive=True) if "/tests/" not in os.path.dirname(p))
    expect(len(paths) > 40, paths)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            found = list(jsonschema.Draft7Validator(schema(subject(path))).iter_errors(parse(file.read())))
        expect(not found, "%s: %s" % (path, [(list(e.path), e.message) for e in found]))


MISTAKES = [
    ("company.yaml", "currency: RUB", "curency: RUB"),
    ("company.yaml", "phasing: workdays", "phasing: working"),
    ("company.yaml", "zone: Europe/Moscow", "zone: [Europe/Moscow]"),
    ("company.yaml", "company: acme", "company: ac-me"),
    ("company.yaml", "calendar: ru", "calendar: ru\nfiscal_year_starts: 13"),
    ("company.yaml", "calendar: ru", "calendar:"),
    ("org.yaml", "{id: spb, type: branch, ", "{id: spb, "),
    ("org.yaml", "valid_from: 2019-03-01", "valid_from: March"),
    ("org.yaml", "en: Acme Supply", "english: Acme Supply"),
    ("axes.yaml", "levels: [product_group, product_line]", "levels: [product_group, product_group]"),
    ("axes.yaml", "members:\n      - {id: A", "members:\n      - {idd: A"),
    ("forms.yaml", "required: yes", "required: perhaps"),
    ("forms.yaml", "max: 500", "max: many"),
    ("forms.yaml", "type: int,", "type: integer,"),
    ("kpis.yaml", "count: yes", "count: 2"),
    ("kpis.yaml", "min_sample: 20", "min_sample: some"),
    ("plans.yaml", "- table: data/plan_revenue.csv", "- table: [data/plan_revenue.csv]"),
    ("schedule.yaml", 'due: "19:00"', "remind: 19:00"),
    ("schedule.yaml", "grace_min: 60", "grace_min: 20000"),
    ("scopes.yaml", "seller: seller", "seller: {from: seller}"),
    ("capacity.yaml", "hours: 1.5", "hours: long"),
    ("decisions.yaml", "decisions:", "decision:"),
]

@test("schema: mistakes in the example company are marked where check refuses them")
def mistakes():
    need_validator()
    with harness.folder() as work:
        company = shutil.copytree(CONFIG + "/acme", work + "/acme")
        for name, right, wrong in MISTAKES:
            path = company + "/" + name
            with open(path, encoding="utf-8") as file:
                before = file.read()
            expect(right in before, "%s: %s" % (name, right))
            after = before.replace(right, wrong, 1)
            with open(path, "w", encoding="utf-8") as file:
                file.write(after)
            status, _, err = sdmctl("check", company)
            with open(path, "w", encoding="utf-8") as file:
                file.write(before)
            expect_equal(status, NO, "check of %s: %s: %s" % (name, wrong, err))
            expect(not passes(name[: -len(".yaml")], after), "%s: %s passes" % (name, wrong))


SCENARIO = """title: x
scenarios:
  - name: a
    timeline:
      - {at: 2026-10-01, clock: yes}
"""
SIMULATION = """from: 2026-09-01
to: 2026-09-30
reports:
  daily: {per_workday: 1, fields: {calls: {mean: 5}, meetings: {mean: 2}}}
"""
OTHER_MISTAKES = [
    ("scenarios", SCENARIO, "clock: yes", "clok: yes"),
    ("scenarios", SCENARIO, "at: 2026-10-01, ", ""),
    ("scenarios", SCENARIO, "at: 2026-10-01", "at: noon"),
    ("scenarios", SCENARIO, "timeline", "time"),
    ("scenarios", SCENARIO, "title: x", "title: [x]"),
    ("simulate", SIMULATION, "fields:", "field:"),
    ("simulate", SIMULATION, "mean: 5", "mean: five"),
    ("simulate", SIMULATION, "per_workday: 1", "per_workday: 2000"),
    ("simulate", SIMULATION, "from: 2026-09-01", "from: September"),
]


def taken(company, name, text):
    """Whether sdmctl takes a scenario file or a simulation."""
    path = company + ("/tests/x.yaml" if name == "scenarios" else "/simulate.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    status = sdmctl(*(["test", company, "--filter", "x.yaml"] if name == "scenarios" else ["simulate", company]))[0]
    os.remove(path)
    return status == OK


@test("schema: mistakes in a scenario and in a simulation are marked where sdmctl refuses them")
def other_mistakes():
    need_validator()
    with harness.folder() as work:
        company = work + "/tea"
        expect_equal(sdmctl("new", company)[0], OK, "new")
        for name, text in (("scenarios", SCENARIO), ("simulate", SIMULATION)):
            expect(passes(name, text) and taken(company, name, text), "a sound one of " + name)
        for name, text, right, wrong in OTHER_MISTAKES:
            mistaken = text.replace(right, wrong, 1)
            expect(not passes(name, mistaken), "%s: %r passes" % (name, wrong))
            expect(not taken(company, name, mistaken), "%s: sdmctl takes %r" % (name, wrong))


@test("schema: a short form passes where the reader takes it")
def short():
    need_validator()
    expect(passes("levels", "levels: {junior: Junior}"), "a title")
    expect(not passes("levels", "levels: {junior: {en: Junior}}"), "a title by language needs its key")
    expect(passes("scopes", "scopes: {team: [unit.team, product]}"), "a list of codes")
    expect(passes("axes", "axes: {product: {table: products.csv}}"), "a table of members")
    expect(passes("axes", "axes: {product: [{id: a}, {table: products.csv, columns: {id: code}}]}"), "rows and a table")
    expect(passes("forms", "forms: {f: {fields: {n: money, l: {type: lines, fields: {m: int}}}}}"), "a field's type")


main()
