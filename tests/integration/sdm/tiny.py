"""The tiny company of the tests of sdmctl: its model, its reports, and sdmctl itself."""
import os
import subprocess

from sdm import harness, resp
from sdm.check import expect, expect_equal, need_program

OK, NO, USAGE, AWAY = 0, 1, 2, 3
FILES = {
    "company.yaml": """company: tiny
currency: RUB
time: log
zone: UTC
calendar: every-day
phasing: calendar_days
periods: [day, month]
""",
    "org.yaml": """unit_types: [company]
units:
  - {id: co, type: company, title: The company, head: boss}
sellers:
  - {id: anna, unit: co, title: {ru: Анна, en: Anna}}
  - {id: boris, unit: co, title: {ru: Борис, en: Boris}}
""",
    "forms.yaml": """forms:
  sale:
    seller: required
    fields:
      amount: {type: money, required: yes, min: 0}
""",
    "kpis.yaml": """measures:
  sold: {facts: sale, sum: amount}
kpis:
  revenue: {formula: sold, unit: money, title: {ru: Выручка, en: Revenue}}
""",
    "scopes.yaml": """scopes:
  seller: seller
  company: unit.company
""",
    "plans.yaml": """plan:
  - {scope: seller, member: anna, kpi: revenue, period: 2026-03, target: 3100}
  - {scope: seller, member: boris, kpi: revenue, period: 2026-03, target: 6200}
""",
    "decisions/behind.lua": """local sdm = require "sdm"

return sdm.decision "behind" {
  api = 1,
  title = { ru = "Отставание", en = "Behind the plan" },
  owner = "owner@tiny",
  watch = { kpi = "revenue", each = "seller", period = "month" },
  when = sdm.below { share = sdm.percent(80) },
  clear = sdm.below { share = sdm.percent(80), negate = true },
  for_ = sdm.days(3),
  on_missing = "open",
  severity = "red",
  run = function(case)
    case:alert { to = case.head, why = { ru = "мало продано", en = "sold too little" } }
    case:task("call", { to = case.seller, due = sdm.workdays(1), title = { ru = "Позвонить", en = "Call" } })
  end,
}
""",
}
# Both sell 100 a day; that is Anna's plan and half of Boris's.
DAYS = range(1, 6)
UNTIL = "2026-03-06T00:00:00"


def sdmctl(*argv, env=None):
    own = {k: v for k, v in os.environ.items() if not k.startswith(("LANG", "LC_", "SDM_REDIS", "SDM_COMPANY"))}
    done = subprocess.run(
        [need_program("sdmctl"), *argv], capture_output=True, text=True, timeout=120, env={**own, **(env or {})}, check=False
    )
    return done.returncode, done.stdout, done.stderr


def write_model(folder, **changes):
    """The model with other texts for `plans`, `forms`...; a name that it does not have is one more document."""
    more = {name + ".yaml": "" for name in changes if name + ".yaml" not in FILES and not name.startswith("decisions")}
    for name, text in {**FILES, **more}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(changes.get(name.split(".")[0], text))
    return folder


def report(number, seller, day, amount="100", **more):
    fields = {"form": "sale", "id": "%s-%d" % (seller, day), "seller": seller, "at": "2026-03-%02d" % day}
    fields["received_at"] = "2026-03-%02dT12:00:00Z" % day
    fields["amount"] = amount
    pairs = [part for pair in {**fields, **more}.items() for part in pair]
    return resp.encode("XADD", "sdm:{tiny}:reports", "%d-0" % number, *pairs)


def reports():
    out = []
    for day in DAYS:
        for seller in ("anna", "boris"):
            out.append(report(1000 + len(out), seller, day))
    return out


def wall_model():
    return FILES["company.yaml"].replace("time: log", "time: wall")


def write_file(path, commands):
    with open(path, "wb") as file:
        file.write(b"".join(commands))
    return path


def has(text, *parts):
    for part in parts:
        expect(part in text, "%r is not in %r" % (part, text))


def served(work, redis, **changes):
    """The tiny company with its model in force and the reports taken: (sdmctl's options, daemon)."""
    place = ["--redis", "unix:" + redis.path, "--company", "tiny"]
    daemon = harness.Daemon(work, redis.path, "tiny")
    status, out, err = sdmctl("activate", write_model(work + "/tiny", **changes), *place)
    expect_equal(status, OK, "activate: %s %s" % (out, err))
    has(out, "command activate: accepted\n")
    with redis.client() as client:
        for command in reports():
            client.pipeline([command])
    return place, daemon
