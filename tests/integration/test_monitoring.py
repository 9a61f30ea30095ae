#!/usr/bin/env python3
"""/healthz and /metrics: what they say, and who cannot disturb them."""
import contextlib
import os
import signal
import socket
import time

from sdm import harness
from sdm.check import expect, expect_equal, main, say, test
from sdm.pages import SECONDS, Service, figure, figures, free_port, get, health, month, serving, wait_health


@test("/healthz: 200 while it can work, 503 with the reason while Redis is away or takes nothing, 200 again")
def healthz():
    with harness.folder() as work:
        redis = harness.Redis(work, "--appendonly", "yes")
        try:
            with serving(work, redis) as (daemon, port):
                company = wait_health(port, 200, phase="waiting for a model")
                expect_equal((company["state"], company["commit_age_ms"]), ("waiting", None), "without a model")
                keys = harness.Company(redis, "acme")
                keys.begin_with(harness.model_of("config/acme"))
                wait_health(port, 200, state="live", lag={"reports": 0, "commands": 0})
                keys.client.pipeline(month())
                reports, orders = harness.last_ids(month())
                harness.wait_until("the reports to be taken", SECONDS, lambda: keys.taken(reports, orders))
                company = wait_health(port, 200, state="live", lag={"reports": 0, "commands": 0}, reason=None)
                expect(company["commit_age_ms"] < 10000 and company["checkpoint_age_ms"] < 60000, str(company))
                redis.kill()
                company = wait_health(port, 503, state="live", lag={"reports": None, "commands": None})
                expect("redis.sock" in company["reason"], str(company))
                redis.start()
                keys.reconnect()
                wait_health(port, 200, state="live", lag={"reports": 0, "commands": 0})
                keys.client.call("CONFIG", "SET", "maxmemory", "1")
                keys.client.call("CONFIG", "SET", "maxmemory", "0")
                keys.client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
                wait_health(port, 200, state="live")
                daemon.stop()
        finally:
            redis.stop()


@test("/healthz: Redis without memory is 503, and a lag is told while it lasts")
def full():
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        with serving(redis.work, redis, turn_inputs=20, read_live=20, read_behind=20) as (daemon, port):
            wait_health(port, 200, state="live")
            commands = month()
            keys.client.pipeline(commands[:50])
            reports, orders = harness.last_ids(commands[:50])
            harness.wait_until("50 to be taken", SECONDS, lambda: keys.taken(reports, orders))
            daemon.signal(signal.SIGSTOP)
            keys.client.pipeline(commands[50:])
            keys.client.call("CONFIG", "SET", "maxmemory", "1")
            daemon.signal(signal.SIGCONT)
            company = wait_health(port, 503, state="live")
            expect("OOM" in company["reason"], str(company))
            fed = len(commands) - 50
            harness.wait_until("a lag", SECONDS, lambda: health(port)[1]["lag"]["reports"])
            company = health(port)[1]
            say("of %d entries %d reports and %d commands wait" % (fed, company["lag"]["reports"], company["lag"]["commands"]))
            expect(fed - 100 <= company["lag"]["reports"] <= fed, str(company))
            keys.client.call("CONFIG", "SET", "maxmemory", "0")
            wait_health(port, 200, state="live", lag={"reports": 0, "commands": 0})
            daemon.stop()


@test("/healthz: a stand-by is healthy and waits for a port that is taken; a company stopped by a foreign key is not healthy")
def standby():
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        with serving(redis.work, redis) as (owner, port):
            wait_health(port, 200, state="live")
            other = free_port()
            second = Service(redis.work, redis.path, "acme", name="second", http=other)
            third = None
            try:
                wait_health(other, 200, state="standby")
                third = Service(redis.work, redis.path, "acme", name="third", http=port)
                told = "cannot listen on 127.0.0.1:%d (Address already in use)" % port
                harness.wait_until("the taken port to be told", SECONDS, lambda: told in third.log())
                owner.stop()
                wait_health(port, 200)
            finally:
                second.end()
                if third:
                    third.end()
        with serving(redis.work, redis, name="fourth") as (daemon, port):
            wait_health(port, 200, state="live")
            keys.client.call("DEL", keys.key("receipts"))
            keys.client.call("SET", keys.key("receipts"), "somebody else's")
            keys.client.pipeline(month()[:1])
            company = wait_health(port, 503, state="stopped")
            expect("receipts" in company["reason"], str(company))
            found = figures(port)
            expect_equal(figure(found, "sdmd_company_ok"), 0, "sdmd_company_ok")
            expect_equal(figure(found, "sdmd_company_state", ',state="stopped"'), 1, "the state")


@test("/metrics: every line is well formed, and the counters are what was fed and written")
def metrics():
    commands = month()
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        with serving(redis.work, redis, turn_inputs=50) as (daemon, port):
            wait_health(port, 200, state="live")
            keys.client.pipeline(commands)
            reports, orders = harness.last_ids(commands)
            harness.wait_until("all to be taken", SECONDS, lambda: keys.taken(reports, orders))
            found = figures(port)
            kinds = [command.split(b"\r\n", 5)[4].rsplit(b":", 1)[1] for command in commands]
            expect_equal(figure(found, "sdmd_reports_total"), kinds.count(b"reports"), "reports")
            expect_equal(figure(found, "sdmd_commands_total"), kinds.count(b"commands"), "commands")
            outputs = keys.outputs()
            for stream, entries in outputs.items():
                expect_equal(figure(found, "sdmd_outputs_total", ',stream="%s"' % stream), len(entries), "entries of " + stream)
            opened = sum(dict(pairs).get("kind") == "open" and dict(pairs).get("step") == "1" for pairs in outputs["alerts"])
            expect(opened > 0 and figure(found, "sdmd_cases_opened_total") >= opened, "cases: %d alerts say open" % opened)
            expect_equal(figure(found, "sdmd_fence_inputs"), int(keys.fence()["inputs"]), "inputs")
            turns, commits = figure(found, "sdmd_turn_seconds_count"), figure(found, "sdmd_commit_seconds_count")
            expect(turns >= len(commands) / 50 and commits >= turns, "%d turns, %d commits" % (turns, commits))
            expect_equal(figure(found, "sdmd_turn_seconds_bucket", ',le="+Inf"'), turns, "all turns")
            longest = figure(found, "sdmd_turn_longest_seconds")
            expect(0 < longest <= figure(found, "sdmd_turn_seconds_sum"), "the longest turn took %f s" % longest)
            calls = sum(number for (name, _), number in found.items() if name == "sdmd_decision_calls_total")
            errors = sum(number for (name, _), number in found.items() if name == "sdmd_decision_errors_total")
            expect(calls > 0 and errors == 0, "%d calls, %d errors" % (calls, errors))
            expect(figure(found, "sdmd_cells") > figure(found, "sdmd_ids") > 0, "what is held")
            memory = found["process_resident_memory_bytes", ""]
            expect(0.5 < memory / 1024 / daemon.memory_kib() < 2, "%d bytes, VmRSS %d KiB" % (memory, daemon.memory_kib()))
            say("%d figures, %d turns" % (len(found), turns))
            daemon.kill()
            daemon.start()
            wait_health(port, 200, state="live")
            found = figures(port)
            expect_equal(figure(found, "sdmd_reports_total"), 0, "reports of a new process that only folded again")
            expect_equal(figure(found, "sdmd_fence_inputs"), int(keys.fence()["inputs"]), "inputs after a restart")
            daemon.stop()


def send_raw(port, data, seconds=8):
    """What comes back until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as s:
        s.sendall(data)
        got = b""
        try:
            while True:
                more = s.recv(65536)
                if not more:
                    return got
                got += more
        except ConnectionResetError:
            return got


@test("what strangers send is refused: other methods, bodies, long headers, foreign hosts, other pages")
def refused():
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        with serving(redis.work, redis) as (daemon, port):
            wait_health(port, 200, state="live")
            get_head = b"GET /healthz HTTP/1.1\r\nHost: localhost:%d\r\n" % port
            for what, data, wanted in (
                ("an old client", b"GET /healthz HTTP/1.0\r\n\r\n", b"200"),
                ("localhost", get_head + b"\r\n", b"200"),
                ("an IPv6 host", b"GET /healthz HTTP/1.1\r\nHost: [::1]\r\n\r\n", b"200"),
                ("HEAD", b"HEAD /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"200"),
                ("POST", b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", b"501"),
                ("POST with a body", b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", b"413"),
                ("DELETE", b"DELETE /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
                ("an unknown method", b"BREW /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
                ("a body", get_head + b"Content-Length: 5\r\n\r\nhello", b"413"),
                ("a chunked body", get_head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", b"413"),
                ("a long header", get_head + b"X: " + b"x" * 100000 + b"\r\n\r\n", b"400"),
                ("many headers", get_head + b"".join(b"X%d: y\r\n" % i for i in range(2000)) + b"\r\n", b"400"),
                ("a long path", b"GET /" + b"x" * 100000 + b" HTTP/1.1\r\n\r\n", b"400"),
                ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\n" * 100, b"400"),
                ("another host", b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"403"),
                ("two hosts", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", b"400"),
                ("another page", b"GET /../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
                ("a page below", b"GET /healthz/x HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
                ("a proxy's request", b"CONNECT example.org:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
            ):
                got = send_raw(port, data)
                said = got.split(b" ", 2)[1] if got.startswith(b"HTTP/1.") else got[:40]
                expect(said == wanted or (said == b"" and wanted == b"400"), "%s: %r, wanted %s" % (what, got[:200], wanted))
                if what == "HEAD":
                    expect(got.endswith(b"\r\n\r\n"), "a body after HEAD: %r" % got)
            expect(daemon.alive(), daemon.log()[-1000:])
            wait_health(port, 200, state="live")
            daemon.stop()


def open_files(daemon):
    return len(os.listdir("/proc/%d/fd" % daemon.process.pid))


@test("slow and idle visitors are cut, 200 of them keep nobody out, and reports go on")
def crowd():
    commands = month()
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        with serving(redis.work, redis) as (daemon, port), contextlib.ExitStack() as stack:
            wait_health(port, 200, state="live")
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            begun = time.monotonic()
            slow.sendall(b"GET /healthz HTTP/1.1\r\n")
            while time.monotonic() - begun < 9:
                try:
                    slow.sendall(b"X: y\r\n")
                    slow.settimeout(0.3)
                    if slow.recv(1000) == b"":
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
            took = time.monotonic() - begun
            expect(4.5 < took < 6.5, "one that sends a header every 0.3 s was cut after %.1f s" % took)
            before = open_files(daemon)
            idle = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(200)]
            for n, one in enumerate(idle):
                if n % 2:
                    with contextlib.suppress(OSError):
                        one.sendall(b"GET /metrics HT")
            begun = time.monotonic()
            status, _, _ = get(port, "/healthz", timeout=3)
            took = time.monotonic() - begun
            expect(status == 200 and took < 1, "/healthz among 200 idle connections: %d after %.2f s" % (status, took))
            held = open_files(daemon) - before
            say("it holds %d of 200 connections; /healthz answered after %.0f ms" % (held, took * 1000))
            expect(held <= 64, "%d connections" % held)
            keys.client.pipeline(commands)
            reports, orders = harness.last_ids(commands)
            harness.wait_until("all to be taken", SECONDS, lambda: keys.taken(reports, orders))
            harness.wait_until("the idle ones to be cut", SECONDS, lambda: open_files(daemon) <= before)
            for _ in range(300):
                expect_equal(get(port, "/metrics")[0], 200, "/metrics")
            daemon.stop()


main()
