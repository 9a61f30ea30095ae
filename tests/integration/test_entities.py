#!/usr/bin/env python3
"""sdmctl entities: how deals and invoices stand, and what became of each, from a file and from Redis, in two languages."""
import json

from sdm import harness, resp
from sdm.check import expect, expect_equal, main, test
from sdm.tiny import FILES, NO, OK, USAGE, has, sdmctl, served, write_file, write_model

AXES = """axes:
  product:
    levels: [product]
    members:
      - {id: P1, title: {ru: Пила, en: Saw}}
"""
ORG = """unit_types: [company, team]
units:
  - {id: co, type: company, title: The company, head: boss}
  - {id: north, type: team, parent: co, title: North}
  - {id: south, type: team, parent: co, title: South}
sellers:
  - {id: anna, unit: north, title: {ru: Анна, en: Anna}}
  - {id: boris, unit: north, title: {ru: Борис, en: Boris}, valid_to: 2026-03-10}
  - {id: boris, unit: south, title: {ru: Борис, en: Boris}, valid_from: 2026-03-11}
"""
FORMS = (
    FILES["forms.yaml"]
    + """  deal:
    seller: optional
    fields:
      deal: {type: text, required: yes}
      stage: {type: choice, of: [lead, offer, won, lost]}
      product: {type: axis, title: {ru: Товар, en: Product}}
      amount: {type: money, title: {ru: Сумма сделки, en: Deal amount}}
      close_by: {type: date, title: {ru: Закрыть до, en: Close by}}
      next_step: {type: date, title: {ru: Шаг, en: Step}}
      phone: {type: text, personal: yes}
  invoice:
    seller: optional
    fields:
      invoice: {type: text, required: yes, personal: yes}
      amount: money
      paid: money
      due: date
"""
)
ENTITIES = """entities:
  deal:
    title: {ru: Сделка, en: Deal}
    key: deal
    stage: stage
    amount: amount
    due: close_by
    next_step: next_step
    silent_after: {days: 14}
    stages:
      lead: {title: {ru: Интерес, en: Lead}, probability: 10%, max_days: 5}
      offer: {title: {ru: Предложение, en: Offer}, probability: 40%, max_days: 10}
      won: {title: {ru: Продано, en: Won}, state: won}
      lost: {title: {ru: Отказ, en: Lost}, state: lost}
  invoice:
    title: {ru: Счёт, en: Invoice}
    key: invoice
    amount: amount
    paid: paid
    due: due
"""
KPIS = """measures:
  sold: {facts: sale, sum: amount}
  open: {facts: deal_state, count: yes}
  phones: {facts: deal, distinct: phone}
kpis:
  revenue: {formula: sold, unit: money, title: {ru: Выручка, en: Revenue}}
  open: {formula: open, unit: count}
  phones: {formula: phones, unit: count}
"""
CHANGES = {"axes": AXES, "org": ORG, "forms": FORMS, "entities": ENTITIES, "kpis": KPIS}
UNTIL = ("--until", "2026-03-20T00:00:00")
# D1 is put off and goes on, D2 is forgotten, D3 is won; D2's seller moves to the other team on the 11th.
EVENTS = [
    "form=deal at=2026-03-02 seller=anna deal=D1 stage=lead product=P1 amount=100 close_by=2026-03-10 phone=+70001",
    "form=deal at=2026-03-06 deal=D1 stage=offer amount=150.50 next_step=2026-03-12 phone=+70002",
    "form=deal at=2026-03-09 deal=D1 close_by=2026-03-16",
    "form=deal at=2026-03-13 deal=D1 close_by=2026-03-18 next_step=2026-03-25",
    "form=deal at=2026-03-03 seller=boris deal=D2 stage=lead amount=900",
    "form=deal at=2026-03-04 seller=anna deal=D3 stage=offer amount=40 close_by=2026-04-01",
    "form=deal at=2026-03-12 deal=D3 stage=won",
    "form=invoice at=2026-03-05 seller=anna invoice=A-1 amount=500 due=2026-03-15",
    "form=invoice at=2026-03-11 invoice=A-1 paid=120",
    "form=invoice at=2026-03-05 seller=anna invoice=A-2 amount=70 paid=70 due=2026-03-15",
]
OPEN_EN = """\
Deal  stage  seller      amount  in stage since  days  over age  age         due  overdue  next step   activity
D2    Lead   Boris      RUB 900      2026-03-03    17        12   17                       none        silent since 2026-03-17
D1    Offer  Anna    RUB 150.50      2026-03-06    14         4   18  2026-03-18        2  2026-03-25  active
as of Mar 20, 2026: 2 in all, sum RUB 1,050.50
"""
OPEN_RU = """\
Сделка  этап         продавец     сумма  на этапе с  дней  сверх нормы  возраст        срок  просрочка  следующий шаг  активность
D2      Интерес      Борис        900 ₽  2026-03-03    17           12       17                         нет            молчание с 2026-03-17
D1      Предложение  Анна      150,50 ₽  2026-03-06    14            4       18  2026-03-18          2  2026-03-25     есть
на 20 мар. 2026 г.: всего 2, на сумму 1 050,50 ₽
"""
CLOSED_EN = """\
Deal  stage  seller  amount  in stage since  age         due  closed
D3    Won    Anna    RUB 40      2026-03-12    8  2026-04-01  2026-03-12
as of Mar 20, 2026: 1 in all, sum RUB 40
"""
D1_EN = """\
Deal  stage  seller      amount  in stage since  days  over age  age         due  overdue  next step   activity
D1    Offer  Anna    RUB 150.50      2026-03-06    14         4   18  2026-03-18        2  2026-03-25  active

date        stage  what changed
2026-03-02  Lead   seller: Anna; Product: Saw; stage: Lead; Deal amount: RUB 100; Close by: 2026-03-10
2026-03-06  Offer  stage: Lead -> Offer; Deal amount: RUB 100 -> RUB 150.50; Step: 2026-03-12
2026-03-09  Offer  Close by: 2026-03-10 -> 2026-03-16
2026-03-13  Offer  Close by: 2026-03-16 -> 2026-03-18; Step: 2026-03-12 -> 2026-03-25

as of Mar 20, 2026
days in stages: Lead 4, Offer 14
put off: 2 times, by 8 days in all
"""
D1_RU = """\
Сделка  этап         продавец     сумма  на этапе с  дней  сверх нормы  возраст        срок  просрочка  следующий шаг  активность
D1      Предложение  Анна      150,50 ₽  2026-03-06    14            4       18  2026-03-18          2  2026-03-25     есть

дата        этап         что изменилось
2026-03-02  Интерес      продавец: Анна; Товар: Пила; этап: Интерес; Сумма сделки: 100 ₽; Закрыть до: 2026-03-10
2026-03-06  Предложение  этап: Интерес -> Предложение; Сумма сделки: 100 ₽ -> 150,50 ₽; Шаг: 2026-03-12
2026-03-09  Предложение  Закрыть до: 2026-03-10 -> 2026-03-16
2026-03-13  Предложение  Закрыть до: 2026-03-16 -> 2026-03-18; Шаг: 2026-03-12 -> 2026-03-25

на 20 мар. 2026 г.
дней на этапах: Интерес 4, Предложение 14
переносов срока: 2, всего на 8 дней
"""
D2_JSON = {
    "kind": "deal", "key": "D2", "day": "2026-03-20", "state": "open", "stage": "lead", "stage_since": "2026-03-03", "stage_days": 17,
    "seller": "boris", "amount": "900", "first_event": "2026-03-03", "last_event": "2026-03-03", "age_days": 17, "over_age": True,
    "over_age_days": 12, "overdue_days": 0, "no_step": True, "activity": "silent", "silent_from": "2026-03-17",
}  # fmt: skip
D3_JSON = {
    "kind": "deal", "key": "D3", "day": "2026-03-20", "state": "won", "stage": "won", "stage_since": "2026-03-12", "stage_days": 8,
    "seller": "anna", "amount": "40", "first_event": "2026-03-04", "last_event": "2026-03-12", "closed": "2026-03-12", "age_days": 8,
    "due": "2026-04-01", "stages": [{"stage": "offer", "days": 8}], "pushes": 0, "pushed_days": 0,
    "events": [
        {"day": "2026-03-04", "stage": "offer", "changes": [
            {"field": "seller", "before": None, "after": "anna"}, {"field": "stage", "before": None, "after": "offer"},
            {"field": "amount", "before": None, "after": "40"}, {"field": "close_by", "before": None, "after": "2026-04-01"}]},
        {"day": "2026-03-12", "stage": "won", "changes": [{"field": "stage", "before": "offer", "after": "won"}]},
    ],
}  # fmt: skip
INVOICES_EN = """\
Invoice     seller   amount  balance  age         due  overdue  closed
(personal)  Anna    RUB 500  RUB 380   15  2026-03-15        5
(personal)  Anna     RUB 70    RUB 0    0  2026-03-15           2026-03-05
as of Mar 20, 2026: 2 in all, sum RUB 570, balance RUB 380
"""


def entries():
    out = []
    for number, words in enumerate(EVENTS):
        fields = dict(pair.split("=", 1) for pair in words.split(" "))
        fields = {**fields, "id": "e%d" % number, "received_at": fields["at"] + "T12:00:00Z"}
        pairs = [part for pair in fields.items() for part in pair]
        out.append(resp.encode("XADD", "sdm:{tiny}:reports", "%d-0" % (2000 + number), *pairs))
    return out


def source(work):
    return [write_file(work + "/in.resp", entries()), "--model", write_model(work + "/tiny", **CHANGES), *UNTIL]


def entities(place, *argv, language="en", env=None):
    """What is printed, with plain blanks for those that do not break."""
    status, out, err = sdmctl("entities", *place, *argv, "--language", language, env=env)
    expect_equal((status, err), (OK, ""), "entities " + " ".join(argv))
    return out.replace("\u00a0", " ")


def keys(place, *argv):
    return [json.loads(line)["key"] for line in entities(place, "deal", *argv, "--json").splitlines()]


@test("a list says how each deal stands, in two languages and for programs, and what they sum up to")
def listed():
    with harness.folder() as work:
        place = source(work)
        expect_equal(entities(place, "deal"), OPEN_EN, "open deals")
        expect_equal(entities(place, "deal", language="ru"), OPEN_RU, "open deals in Russian")
        expect_equal(entities(place, "deal", "--closed"), CLOSED_EN, "closed deals")
        expect_equal(json.loads(entities(place, "deal", "--limit", "1", "--json")), D2_JSON, "the largest for programs")
        has(entities(place, "deal", "--all", "--limit", "1"), "3 in all, sum RUB 1,090.50; 2 not shown, see --limit\n")
        expect_equal(entities(place).split(), "kind title open all deal Deal 2 3 invoice Invoice 1 2".split(), "the kinds")


@test("filters keep what was asked for, as of a day, and the order is by amount, age, due or key")
def filters():
    with harness.folder() as work:
        place = source(work)
        for argv, wanted in (
            (["--all"], ["D2", "D1", "D3"]),
            (["--all", "--sort", "age"], ["D1", "D2", "D3"]),
            (["--all", "--sort", "due"], ["D1", "D3", "D2"]),
            (["--all", "--sort", "key"], ["D1", "D2", "D3"]),
            (["--stage", "lead"], ["D2"]),
            (["--seller", "anna"], ["D1"]),
            (["--overdue"], ["D1"]),
            (["--no-step"], ["D2"]),
            (["--silent"], ["D2"]),
            (["--over-age", "--day", "2026-03-16"], ["D2"]),
            (["--over-age", "--day", "2026-03-17"], ["D2", "D1"]),
            (["--day", "2026-03-11"], ["D2", "D1", "D3"]),
            (["--unit", "co"], ["D2", "D1"]),
            (["--unit", "south"], ["D2"]),
            (["--unit", "north"], ["D1"]),
            (["--unit", "north", "--day", "2026-03-10"], ["D2", "D1", "D3"]),
        ):
            expect_equal(keys(place, *argv), wanted, " ".join(argv))
        none = (["deal", "--stage", "won"], ["deal", "--overdue", "--silent"])
        for argv in none:
            expect_equal(sdmctl("entities", *place, *argv), (NO, "nothing matches\n", ""), " ".join(argv))
        expect_equal(
            entities(place, "deal", "--day", "2026-03-01"), "nothing had been heard of any by Mar 1, 2026\n", "before the first"
        )
        expect_equal(
            entities(place, "invoice", "--day", "2026-03-01", language="ru"), "по 1 мар. 2026 г. ни о чём не сообщали\n", "before"
        )


@test("one deal is told with what each event changed, its days in stages, and how often it was put off")
def history():
    with harness.folder() as work:
        place = source(work)
        expect_equal(entities(place, "deal", "D1"), D1_EN, "D1")
        expect_equal(entities(place, "deal", "D1", language="ru"), D1_RU, "D1 in Russian")
        expect_equal(json.loads(entities(place, "deal", "D3", "--json")), D3_JSON, "D3 for programs")
        early = json.loads(entities(place, "deal", "D1", "--day", "2026-03-09", "--json"))
        expect_equal(
            (len(early["events"]), early["due"], early["pushes"], early["pushed_days"], early["stages"]),
            (3, "2026-03-16", 1, 6, [{"stage": "lead", "days": 4}, {"stage": "offer", "days": 3}]),
            "D1 on 9 March",
        )
        status, out, err = sdmctl("entities", *place, "deal", "D3", "--day", "2026-03-03")
        expect_equal((status, out, err), (NO, "", 'sdmctl: deal "D3" had not been heard of by then\n'), "too early")


@test("what a form marks as personal is not shown, though it can be asked for by its name")
def personal():
    with harness.folder() as work:
        place = source(work)
        expect_equal(entities(place, "invoice", "--all"), INVOICES_EN, "invoices")
        for argv in (["deal", "D1"], ["deal", "D1", "--json"], ["invoice", "--all", "--json"], ["invoice", "A-1"]):
            out = entities(place, *argv)
            expect("+7000" not in out and "A-1" not in out and "A-2" not in out, "%s: %s" % (argv, out))
        has(entities(place, "invoice", "A-1"), "RUB 380", "2026-03-11  paid: RUB 120\n")
        expect_equal(sdmctl("entities", *place, "invoice", "A-3")[2], 'sdmctl: no invoice "A-3"\n', "no near key is told")


@test("what is not there is refused with the nearest name, and so is what a kind cannot be asked")
def refused():
    with harness.folder() as work:
        place = source(work)
        for argv, status, wanted in (
            (["deel"], USAGE, 'no kind "deel" in entities.yaml: did you mean "deal"?'),
            (["deal", "D4"], NO, 'no deal "D4": did you mean "D'),
            (["deal", "--stage", "ofer"], USAGE, 'no stage "ofer" of deal: did you mean "offer"?'),
            (["deal", "--seller", "ana"], USAGE, 'no seller "ana" in the model: did you mean "anna"?'),
            (["deal", "--unit", "nort"], USAGE, 'no unit "nort" in the model: did you mean "north"?'),
            (["invoice", "--no-step"], USAGE, "--no-step: invoice has no next step to be shown"),
            (["deal", "--sort", "size"], USAGE, '--sort: expected amount, age, due or key, got "size"'),
            (["deal", "D1", "--overdue"], USAGE, "--overdue is for the list of a kind, not for one entity"),
            (["--unit", "north"], USAGE, "--unit is for the list of a kind"),
            (["deal", "D1", "D2"], USAGE, "one company or file, one kind and one key at a time"),
        ):
            got, out, err = sdmctl("entities", *place, *argv)
            expect_equal((got, out), (status, ""), " ".join(argv))
            has(err, wanted)
        write_model(work + "/plain")
        status, out, _ = sdmctl("entities", place[0], "--model", work + "/plain")
        expect_equal((status, out), (OK, "the model follows no deals, clients or invoices (entities.yaml)\n"), "no kinds")


@test("a company in Redis is listed the same, named in front, by an option or by the environment")
def in_redis():
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            place, daemon = served(work, redis, **CHANGES)
            expect_equal(entities(place, "deal"), "nothing had been heard of any by Mar 5, 2026\n", "no deal yet")
            with redis.client() as client:
                for command in entries():
                    client.pipeline([command])
            expect_equal(sdmctl("clock", "--until", "2026-03-20T00:00:00", *place)[0], OK, "clock")
            server = place[:2]
            expect_equal(entities(place, "deal"), OPEN_EN, "by an option")
            expect_equal(entities(server, "tiny", "deal", language="ru"), OPEN_RU, "in front")
            expect_equal(entities(server, "tiny", "deal", "D1"), D1_EN, "one, in front")
            expect_equal(entities(server, "deal", "D1", env={"SDM_COMPANY": "tiny"}), D1_EN, "by the environment")
            daemon.stop()
        finally:
            if daemon:
                daemon.end()
            redis.stop()


main()
