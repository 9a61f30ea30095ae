#!/usr/bin/env python3
"""Open runs of versions before go on in this one: what they told then, and nothing twice."""
from sdm import golden, harness
from sdm.check import expect, expect_equal, main, say, test


@test("runs that waited when a former sdmd stopped go on to what they would have told")
def recorded():
    expect(golden.names(), "there are no golden companies")
    for name in golden.names():
        company = golden.company_of(name)
        _, number = golden.inputs(name, "first.txt", company)
        then, _ = golden.inputs(name, "then.txt", company, number)
        with harness.folder() as work:
            redis = harness.Redis(work)
            try:
                keys = harness.Company(redis, company)
                golden.load(keys, golden.path(name, "recorded.json"))
                _, before = golden.told(keys)
                golden.play(keys, redis, company, then)
                lines, _ = golden.told(keys, before)
                with open(golden.path(name, "told.txt"), encoding="utf-8") as file:
                    wanted = file.read().splitlines()
                for number, (got, want) in enumerate(zip(lines, wanted)):
                    expect_equal(got, want, "%s/told.txt:%d" % (name, number + 1))
                expect_equal(len(lines), len(wanted), "lines of %s" % name)
                harness.verify(keys)
                say("%s: %d lines" % (name, len(lines)))
            finally:
                redis.stop()


main()
