#!/usr/bin/env python3
"""sdmctl new: the company to start from is sound in both languages and any year, and nothing is written over."""
import json
import os
import re
import shutil
import subprocess

from sdm import harness
from sdm.check import BUILD, expect, expect_equal, main, test
from sdm.tiny import NO, OK, USAGE, has, sdmctl

YEARS = range(2024, 2030)


def files(folder):
    out = {}
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), encoding="utf-8") as file:
                out[os.path.relpath(os.path.join(path, name), folder)] = file.read()
    return out


def new(folder, *more):
    status, out, err = sdmctl("new", folder, *more)
    expect_equal((status, err), (OK, ""), "new")
    return out


def readme_commands(folder):
    return re.search(r"```sh\n(.*?)```", files(folder)["README.md"], re.S).group(1)


def sound(folder):
    status, out, err = sdmctl("check", folder)
    expect_equal((status, err), (OK, ""), "check: no problem and no warning")
    has(out, ": 3 units, 7 sellers, 2 forms, 6 measures, 6 KPIs, 3 scopes, 144 plan rows, 1 decision\n")
    status, out, err = sdmctl("test", folder)
    expect_equal((status, out.splitlines()[-1]), (OK, "3 scenarios: 3 passed"), "test: " + err)
    for seed in "123":
        status, out, err = sdmctl("simulate", folder, "--play", "--seed", seed)
        expect_equal(status, OK, "simulate: %s %s" % (out, err))
        has(out, "1 of 1 problems found, 0 consequences, 0 cases that nothing explains\n")


@test("new: in each language and year the company is checked without a warning, its scenarios and its simulation hold")
def years():
    with harness.folder() as work:
        for language in ("en", "ru"):
            for year in YEARS:
                folder = "%s/%s_%d" % (work, language, year)
                new(folder, "--language", language, "--year", str(year))
                sound(folder)


@test("new: the type definitions for editors are those that lua-types prints")
def types():
    with harness.folder() as work:
        new(work + "/tea")
        written = files(work + "/tea")
        status, out, err = sdmctl("lua-types")
        expect_equal((status, err), (OK, ""), "lua-types")
        expect_equal(written["types/sdm.lua"], out, "types/sdm.lua")
        expect_equal(json.loads(written[".luarc.json"])["workspace.library"], ["types"], ".luarc.json")
        expect_equal(sdmctl("lua-types", "--out", work + "/tea/types/again.lua")[:2], (OK, ""), "--out")
        expect_equal(files(work + "/tea")["types/again.lua"], out, "again.lua")
        has(out, "---@class sdm.case: sdm.subject\n", "function case:first(name, waits) end\n")
        if shutil.which("luac5.4"):
            subprocess.run(["luac5.4", "-p", work + "/tea/types/sdm.lua"], check=True, timeout=60)


@test("new: the code is the folder's name or --name, the year is this one, and both languages have the same files")
def words():
    with harness.folder() as work:
        out = new(work + "/deep/tea/")
        has(out, "company tea is in %s/deep/tea/; " % work)
        told = json.loads(new(work + "/ru", "--name", "chai", "--language", "ru", "--json"))
        expect_equal(told, {"company": "chai", "folder": work + "/ru"}, "--json")
        tea, chai = files(work + "/deep/tea"), files(work + "/ru")
        expect_equal(sorted(tea), sorted(chai), "files")
        expect("\ncompany: tea\n" in tea["company.yaml"] and "\ncompany: chai\n" in chai["company.yaml"], "company.yaml")
        said = [re.findall(r"^sdmctl [^#]*", readme_commands(folder), re.M) for folder in (work + "/deep/tea", work + "/ru")]
        expect_equal((said[0], len(said[0])), (said[1], 5), "commands of README.md")
        expect_equal(re.search("[а-яА-Я]", "".join(tea.values())), None, "Russian in the English one")
        for text in [*tea.values(), *chai.values()]:
            expect("mycompany" not in text, text)
        years_told = set(re.findall(r"\b20\d\d(?=-\d\d)", tea["data/plan.csv"]))
        expect_equal(len(years_told), 1, "years of the plans")
        expect(int(years_told.pop()) >= 2025, "this year")


@test("new: what may not be written over stays as it is, and what cannot be a code is refused")
def refused():
    with harness.folder() as work:
        with open(work + "/mine.txt", "w", encoding="utf-8") as file:
            file.write("mine")
        status, out, err = sdmctl("new", work, "--name", "tea")
        expect_equal((status, out), (NO, ""), "status")
        has(err, "%s is not empty: nothing is written over what is there" % work)
        expect_equal(files(work), {"mine.txt": "mine"}, "what is there")
        status, _, err = sdmctl("new", work + "/t-a")
        expect_equal(status, USAGE, "folder's name")
        has(err, '"t-a" cannot be one: say it with --name')
        expect_equal(sdmctl("new", work + "/a", "--name", "a b")[0], USAGE, "--name")
        expect_equal(sdmctl("new", work + "/a", "--name", "")[0], USAGE, "no --name")
        expect_equal(sdmctl("new", work + "/mine.txt/a")[0], 3, "a file in the way")
        os.mkdir(work + "/empty")
        new(work + "/empty")


@test("new: the commands of its README do what they say, up to the model in force")
def readme():
    with harness.folder() as work:
        new(work + "/tea")
        commands = readme_commands(work + "/tea")
        redis = harness.Redis(work)
        daemon = harness.Daemon(work, redis.path, "tea")
        names = {**os.environ, "PATH": BUILD + ":" + os.environ["PATH"], "SDM_REDIS": "unix:" + redis.path, "SDM_COMPANY": "tea"}
        try:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", commands], cwd=work + "/tea", env={**names, "LANGUAGE": "en"},
                capture_output=True, text=True, timeout=120, check=False,
            )
        finally:
            daemon.end()
            redis.stop()
        expect_equal(done.returncode, 0, done.stdout + done.stderr)
        has(done.stdout, "ok tea: ", "3 scenarios: 3 passed\n", "1 of 1 problems found", "nothing found\n", "command activate: accepted\n")


main()
