"""Reports that are wrong in every way that producers find. Each is (what, must be refused, pairs as bytes)."""
import random

BASE = [
    (b"form", b"daily"),
    (b"id", b""),
    (b"seller", b"s.ivanov"),
    (b"at", b"2026-10-05T18:00:00+03:00"),
    (b"received_at", b"2026-10-05T18:00:00+03:00"),
    (b"calls_total", b"20"),
    (b"calls_result", b"8"),
    (b"meets_done", b"2"),
]
NOT_NUMBERS = [b"", b"a lot", b"1e5", b"0x10", b"1,5", b"1.5.2", b"--3", b"NaN", b"inf", b"20 ", b"\xd0\xbc", b"1_000"]
NOT_TIMES = [b"", b"yesterday", b"2026-13-01", b"2026-02-30", b"05.10.2026", b"1759676400"]
NOT_TIMES += [b"2026-10-05T25:00:00", b"2026-10-05T18:00:00+99:00"]
OVERFLOWS = [b"9" * 19, b"-" + b"9" * 25, b"922337203685478", b"501", b"-1", b"9" * 400]
BAD_TEXT = [b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"abc\x00def", b"\xf5\x80\x80\x80", b"\xe2\x28\xa1"]
NO_REVISIONS = [b"0", b"-1", b"one", b"1.5", b"99999999999", b""]
NO_FORMS = [b"dayly", b"", b"daily.v9", b"DAILY", b"../daily", b"\xff", b"daily\x00"]
COUNTERS = [b"calls_total", b"calls_result", b"meets_done"]


def change(pairs, name, value):
    return [(n, value if n == name else v) for n, v in pairs]


def without(pairs, name):
    return [pair for pair in pairs if pair[0] != name]


def wrong_number(r, p):
    return change(p, r.choice(COUNTERS), r.choice(NOT_NUMBERS))


def overflow(r, p):
    return change(p, r.choice(COUNTERS), r.choice(OVERFLOWS))


def wrong_time(r, p):
    return change(p, b"at", r.choice(NOT_TIMES))


def wrong_arrival(r, p):
    return change(p, b"received_at", r.choice(NOT_TIMES))


def unknown_form(r, p):
    return change(p, b"form", r.choice(NO_FORMS))


def unknown_seller(r, p):
    return change(p, b"seller", r.choice([b"s.nobody", b"", b"S.IVANOV", b"\xff", b"msk"]))


def unknown_field(r, p):
    return p + [(r.choice([b"calls", b"x" * 300, b"\xff\xff", b"form2"]), b"1")]


def missing(r, p):
    return without(p, r.choice([b"form", b"id", b"seller", b"at", b"calls_total", b"calls_result", b"meets_done"]))


def bad_utf8(r, p):
    return p + [(b"comment", r.choice(BAD_TEXT))]


def bad_id(r, p):
    return change(p, b"id", r.choice([b"\xff\xfe", b"", b"x" * 400, b"a\x00b"]))


def long_comment(r, p):
    return p + [(b"comment", b"x" * r.choice([2001, 5000, 20000]))]


def wrong_revision(r, p):
    return p + [(b"rev", r.choice(NO_REVISIONS[:-1]))]


def wrong_op(r, p):
    return p + [(b"op", r.choice([b"delete", b"PUT", b"\x00"]))]


def ancient(r, p):
    return change(p, b"at", r.choice([b"1999-01-01", b"2024-01-01T00:00:00Z", b"0001-01-01"]))


def future(r, p):
    return change(p, b"at", r.choice([b"2026-12-31", b"2999-01-01", b"9999-12-31T23:59:59Z"]))


def wrong_choice(r, p):
    deal = [(b"form", b"deal")] + p[1:5]
    deal += [(b"kind", r.choice([b"win", b"", b"WON"])), (b"deal", b"D1"), (b"client", b"c")]
    return deal + [(b"potential", b"A"), (b"size", b"small"), (b"product", b"tools-hand")]


def wrong_member(r, p):
    deal = [(b"form", b"deal")] + p[1:5] + [(b"kind", b"won"), (b"deal", b"D1"), (b"client", b"c")]
    return deal + [(b"potential", r.choice([b"D", b"a", b"\xff"])), (b"size", b"small"), (b"product", b"tools-hand")]


def only_noise(r, p):
    return [(bytes(r.randrange(256) for _ in range(r.randrange(1, 40))), bytes(r.randrange(256) for _ in range(r.randrange(60))))]


def truncated(r, p):
    """The first fields only, the last of them cut."""
    cut = r.randrange(1, len(p) - 1)
    name, value = p[cut]
    return p[:cut] + [(name[: r.randrange(1, len(name))], value)]


def flipped(r, p):
    """One bit of one value turned: it may still be a report."""
    at = r.choice([i for i, pair in enumerate(p) if pair[1] and pair[0] not in (b"id", b"received_at")])
    value = bytearray(p[at][1])
    value[r.randrange(len(value))] ^= 1 << r.randrange(8)
    return p[:at] + [(p[at][0], bytes(value))] + p[at + 1:]


def doubled_field(r, p):
    """A field given twice: whichever reading, it must be answered."""
    return p + [r.choice(p[5:])]


REFUSED = [
    wrong_number, overflow, wrong_time, wrong_arrival, unknown_form, unknown_seller, unknown_field, missing, bad_utf8, bad_id,
    long_comment, wrong_revision, wrong_op, ancient, future, wrong_choice, wrong_member, only_noise, truncated,
]
OPEN = [flipped, doubled_field]


def reports(count, seed):
    """`count` mangled reports: (name of the way, must be refused, pairs)."""
    r = random.Random(seed)
    for number in range(count):
        way = r.choice(REFUSED) if r.random() < 0.9 else r.choice(OPEN)
        yield way.__name__, way in REFUSED, way(r, change(BASE, b"id", b"M-%d" % number))


def huge(seed):
    """A few reports far beyond every limit."""
    r = random.Random(seed)
    base = change(BASE, b"id", b"HUGE-%d" % r.randrange(1 << 30))
    return [
        base + [(b"comment", b"x" * (2 << 20))],
        base + [(b"field-%d" % i, b"1") for i in range(5000)],
        base + [(b"y" * (1 << 20), b"z" * (1 << 20))],
    ]
