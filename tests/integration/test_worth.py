#!/usr/bin/env python3
"""`sdmctl worth`: what the cases of decisions came to, beside those of which nobody heard."""
import json
import re

from sdm import harness, resp
from sdm.check import expect_equal, main, test
from sdm.tiny import AWAY, FILES, NO, OK, USAGE, has, report, sdmctl, served, write_file, write_model

# Anna's plan is 100 a day and Boris's 200, both sell 100 a day to the 5th: Boris's case opens when the 3rd has ended. Boss acts on
# it on the 5th, Boris sells 1,000 a day from the 6th on and his case closes. Then nobody sells any more: both fall behind and stay so.
UNTIL = "2026-04-02T00:00:00"
BEHIND = FILES["decisions/behind.lua"]
TRIAL = BEHIND.replace('"behind"', '"unheard"').replace("  api = 1,", "  api = 1,\n  params = { trial = true },\n  shadow = \"trial\",")


def command(number, **fields):
    pairs = [part for pair in fields.items() for part in pair]
    return resp.encode("XADD", "sdm:{tiny}:commands", "%d-0" % number, *pairs)


def past(path):
    sold = [report(1000 + 10 * day + n, who, day) for day in range(1, 6) for n, who in enumerate(("anna", "boris"))]
    acted = [command(2000, command="acknowledge", case="C1", by="boss", token="t1"),
             command(2001, command="task", task="T1", state="done", by="boris", token="t2")]
    more = [report(2100 + day, "boris", day, amount="1000") for day in range(6, 9)]
    return write_file(path, sold + acted + more + [report(3000, "anna", 31, amount="1")])


def model(work):
    folder = write_model(work + "/tiny")
    with open(folder + "/decisions/unheard.lua", "w", encoding="utf-8") as file:
        file.write(TRIAL)
    return folder


def place(work):
    return [past(work + "/past"), "--model", model(work), "--until", UNTIL]


def told(*argv):
    status, out, err = sdmctl("worth", *argv, "--json")
    return status, [json.loads(line) for line in out.splitlines()], err


@test("worth: of each decision who acted, how soon, how often again, and how much of the gap was closed")
def figures():
    with harness.folder() as work:
        status, rows, err = told(*place(work))
        expect_equal((status, err), (OK, ""), "worth --json")
        expect_equal([row["decision"] for row in rows], ["behind", "unheard"], "decisions")
        heard = rows[0]
        counts = {"closed": 3, "open": 0, "trial": 0, "acted": 1, "repeats": 1, "not_confirmed": 0, "void": 0, "tasks": 3, "tasks_done": 1}
        expect_equal({name: heard[name] for name in counts}, counts, "counts")
        # It opened at midnight; work begins at 9, ends at 17, and it was acknowledged at noon of the next day: 8 and 3 hours.
        expect_equal(heard["hours_to_acknowledge_median"], "11", "hours")
        # Boris: 300 of 600, then 1,500 of 1,200; his second case and Anna's end with the month.
        expect_equal(heard["after_action"], {"cases": 1, "missed_opened": "300", "missed_closed": "0", "recovered_ppm": 1000000}, "acted")
        expect_equal((heard["without_action"]["cases"], heard["without_action"]["missed_closed"]), (2, "5299"), "nobody acted")
        expect_equal((heard["gaps"], heard["gap_opened_median"], heard["gap_closed_sum"]), (3, "-400", "-4799"), "gaps")
        expect_equal((heard["on_trial"]["cases"], heard["difference_ppm"]), (0, None), "no trial")


@test("worth: cases on trial stand by themselves and in no other figure")
def trial():
    with harness.folder() as work:
        row = told(*place(work), "--decision", "unheard")[1][0]
        expect_equal((row["closed"], row["trial"], row["acted"], row["tasks"], row["gaps"]), (0, 3, 0, 0, 0), "counts")
        # The same three cases, 2,000 missing as they opened and 5,299 as they closed: nothing was closed by itself.
        group = {"cases": 3, "missed_opened": "2000", "missed_closed": "5299", "recovered_ppm": -1649500}
        expect_equal(row["on_trial"], group, "on trial")


@test("worth: days of closing and a decision choose the cases")
def chosen():
    with harness.folder() as work:
        where = place(work)
        rows = told(*where, "--from", "2026-03-01", "--to", "2026-03-30")[1]
        expect_equal([(row["decision"], row["closed"], row["trial"]) for row in rows], [("behind", 1, 0), ("unheard", 0, 1)], "March")
        expect_equal(told(*where, "--from", "2027-01-01")[:2], (NO, []), "none then")
        status, _, err = told(*where, "--decision", "behimd")
        expect_equal(status, USAGE, "unknown decision")
        has(err, 'the company has no decision "behimd": did you mean "behind"?')
        expect_equal(sdmctl("worth", work + "/nowhere", "--model", work + "/tiny")[0], AWAY, "no file")


@test("worth: for people in two languages, and small numbers are seen as such")
def people():
    with harness.folder() as work:
        where = place(work)
        out = sdmctl("worth", *where, "--language", "en")[1].replace("\u00a0", " ")
        has(out, "Behind the plan  behind\n", "  somebody acted                        1 of 3 = 33.3%\n")
        has(out, "gap closed after action               100.0%; cases: 1, too few to tell\n")
        has(out, "gap to plan at the opening            -RUB 400, the median of 3; -RUB 2,000 together\n")
        out = sdmctl("worth", *where, "--language", "ru")[1].replace("\u00a0", " ")
        has(out, "Отставание  behind\n", "кто-то отреагировал                   1 из 3 = 33,3 %\n", "мало для вывода")


@test("worth: the page holds all of it and asks for nothing from outside")
def page():
    with harness.folder() as work:
        expect_equal(sdmctl("worth", *place(work), "--language", "ru", "--page", work + "/page.html")[0], OK, "page")
        with open(work + "/page.html", encoding="utf-8") as file:
            text = file.read().replace("\u00a0", " ")
        has(text, '<html lang="ru">', "<h1>Что дали алгоритмы решений</h1>", "1 из 3 = 33,3 %", "100,0 % (1)", "закрыто на испытании: 3")
        expect_equal(re.findall(r"(?:src|href|url\()[^>]*", text), [], "resources")
        expect_equal(text.count("<figure>"), 4, "plots")
        expect_equal(sdmctl("worth", *place(work), "--page", work + "/no/page.html")[0], AWAY, "no such folder")


@test("cases: those on trial are shown where they are asked for, and marked")
def shown():
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            where, daemon = served(work, redis, **{"decisions/behind": TRIAL})
            expect_equal(sdmctl("clock", "--until", "2026-03-06T00:00:00", *where)[0], OK, "clock")
            expect_equal(sdmctl("cases", *where)[:2], (NO, "nothing matches\n"), "cases")
            status, out, _ = sdmctl("cases", "--shadow", *where)
            expect_equal(status, OK, "cases --shadow")
            has(out, "C1  open  critical  Behind the plan  on trial: nobody hears of it\n")
            rows = [json.loads(line) for line in sdmctl("cases", "--shadow", "--json", *where)[1].splitlines()]
            expect_equal([(row["case"], row["shadow"]) for row in rows], [("C1", True)], "for programs")
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


if __name__ == "__main__":
    main()
