#!/usr/bin/env python3
"""The catalogue of phrases: every message key has one in each language, and what is wrong in a po file is refused at build."""
import os
import re
import shutil
import subprocess

from sdm import harness
from sdm.check import ROOT, Skip, expect, expect_equal, main, test

GOOD = 'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "first {n}"\n\nmsgid "n_b"\nmsgid_plural "n_b"\nmsgstr[0] "{n} b"\nmsgstr[1] "{n} bs"\n'
OTHER = GOOD + 'msgstr[2] "{n} bss"\n'


def po2c(english, russian):
    with harness.folder() as work:
        for name, text in (("en.po", english), ("ru.po", russian)):
            with open(os.path.join(work, name), "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run(
            [os.path.join(ROOT, "tools/po2c"), "en.po", "ru.po"], cwd=work, capture_output=True, text=True, check=False
        )
    return done.returncode, done.stdout, done.stderr


@test("every key that the engine refuses with has a phrase")
def all_keys():
    keys = set()
    for folder in ("rules", "daemon"):
        for name in os.listdir(os.path.join(ROOT, folder)):
            with open(os.path.join(ROOT, folder, name), encoding="utf-8") as file:
                text = file.read()
            keys |= set(re.findall(r'refuse\(\s*[a-z]+,\s*[a-z]+,\s*"[A-Z]\d+",\s*"([a-z_]+)"', text))
            keys |= set(re.findall(r'\bkey = STR\("([a-z_]+)"\)', text))
    expect(len(keys) > 20, "keys found in the sources: %s" % sorted(keys))
    with open(os.path.join(ROOT, "po/en.po"), encoding="utf-8") as file:
        known = set(re.findall(r'^msgid "([a-z0-9_]+)"', file.read(), re.M))
    expect_equal(sorted(keys - known), [], "keys without a phrase in po/en.po")


@test("the po files are well formed for the usual tools")
def well_formed():
    if not shutil.which("msgfmt"):
        raise Skip("msgfmt is not installed")
    for language in ("en", "ru"):
        path = os.path.join(ROOT, "po", language + ".po")
        done = subprocess.run(["msgfmt", "-o", os.devnull, path], capture_output=True, text=True, check=False)
        expect_equal((done.returncode, done.stderr), (0, ""), path)


@test("a good pair of files becomes a table in the order of keys")
def compiled():
    status, out, err = po2c(GOOD, OTHER)
    expect_equal((status, err), (0, ""), "po2c")
    expect('{ "a", { { "first {n}" }, { "first {n}" } } },\n\t{ "n_b", { { "{n} b", "{n} bs" },' in out, out)
    expect("catalog_entry_count = 2;" in out, out)


@test("what is wrong in a po file is refused with file and line")
def refused():
    for english, russian, told in (
        (GOOD, OTHER.replace('"a"', '"b"'), 'en.po:4: "a" is not in ru.po'),
        (GOOD, OTHER.replace("first {n}", "first {m}"), 'en.po:4: "a" has other {arguments} in ru.po'),
        (GOOD, GOOD, 'ru.po:7: the key "n_b" has no text for plural form 2'),
        (GOOD.replace('msgstr "first {n}"', 'msgstr ""'), OTHER, 'en.po:4: the key "a" has no text'),
        (GOOD + '\nmsgid "a"\nmsgstr "again"\n', OTHER, 'en.po:12: the key "a" stands twice, first in line 4'),
        (GOOD.replace('"first', "first"), OTHER, "en.po:5: expected one text in double quotes"),
        (GOOD + "\nmsgctxt\n", OTHER, "en.po:12: not a line of a po file: msgctxt"),
    ):
        status, _, err = po2c(english, russian)
        expect(status != 0 and told in err, "expected %r, got %d: %r" % (told, status, err))


main()
