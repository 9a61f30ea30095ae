"""A company with a decision whose run asks, waits, gives out a task and closes its case, and what people say to it."""
import os

from sdm import resp

COMPANY = "waiting"
RUN = """
    case:alert { to = "head" }
    local out = case:wait(case:ask("reason", { to = "head", options = { "market", "skill" }, question = "Why?",
                                               remind = sdm.workhours(4) }))
    case:note(out.value)
    case:wait(sdm.workdays(2))
    local plan = case:task("plan", { to = case.seller, due = sdm.workdays(1), title = "Plan" })
    local done = case:wait(case:done(plan))
    case:note(done.by)
    case:close("worked_off")
"""
FILES = {
    "company.yaml": "company: waiting\nlanguages: [en]\ntime: log\nzone: UTC\ncalendar: mon-fri\nperiods: [day, month]\n",
    "forms.yaml": "forms:\n  deal:\n    fields:\n      amount: money\n",
    "kpis.yaml": "measures:\n  revenue: {sum: amount}\nkpis:\n  revenue: {formula: revenue, unit: money}\n",
    "org.yaml": "units:\n  - {id: C, type: company, head: dora}\n  - {id: T1, type: team, parent: C, head: head}\n"
    "sellers:\n  - {id: anna, unit: T1}\n  - {id: boris, unit: T1}\n",
    "plans.yaml": "plan:\n  - {scope: seller, member: anna, kpi: revenue, period: 2026-05, target: 2100}\n",
    "scopes.yaml": "scopes:\n  seller: seller\n",
}


def write_model(folder, run=RUN, **changed):
    """The model's folder with another run, or with other texts of its documents: `calendars="..."`."""
    texts = {**FILES, **{name + ".yaml": text for name, text in changed.items()}}
    texts["decisions/behind.lua"] = (
        'local sdm = require "sdm"\n\nreturn sdm.decision "behind" {\n  api = 1,\n  title = "Behind",\n  owner = "consultant",\n'
        '  watch = { kpi = "revenue", each = "seller", period = "month" },\n  when = sdm.below { share = sdm.percent(80) },\n'
        '  on_missing = "open",\n  severity = "amber",\n  run = function(case)%s  end,\n}\n' % run
    )
    for name, text in texts.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return folder


class Script:
    """What comes in, entry by entry: XADD commands with ids and tokens that count up."""

    def __init__(self):
        self.number = 0

    def _add(self, stream, **fields):
        self.number += 1
        pairs = [part for pair in fields.items() for part in pair]
        return resp.encode("XADD", "sdm:{%s}:%s" % (COMPANY, stream), "%d-1" % self.number, *pairs)

    def command(self, command, **fields):
        return self._add("commands", command=command, token="t%d" % (self.number + 1), by=fields.pop("by", "head"), **fields)

    def until(self, instant):
        return self.command("clock", after="0-0", until=instant)

    def deal(self, received_at, amount):
        return self._add("reports", form="deal", id="d%d" % self.number, seller="anna", at=received_at[:10], amount=amount,
                         received_at=received_at)
