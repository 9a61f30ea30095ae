#!/usr/bin/env python3
"""`sdmctl top`: what it tells of companies, on a terminal and off it, with and without Redis and the daemon."""
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from sdm import harness
from sdm.check import expect, expect_equal, main, need_program, test
from sdm.tiny import AWAY, NO, OK, UNTIL, USAGE, has, report, sdmctl, served

CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"


@contextlib.contextmanager
def serving(work, until=UNTIL):
    """The tiny company served, its days ended: (redis, sdmctl's options, daemon)."""
    redis = harness.Redis(work)
    daemon = None
    try:
        place, daemon = served(work, redis)
        if until:
            expect_equal(sdmctl("clock", "--until", until, *place)[0], OK, "clock")
        yield redis, place, daemon
    finally:
        if daemon:
            daemon.end()
        redis.stop()


def company(text):
    return json.loads(text.splitlines()[-1])["companies"][0]


@test("a look in English and Russian, and for programs")
def once():
    with harness.folder() as work, serving(work) as (redis, place, daemon):
        status, out, err = sdmctl("top", "--once", *place)
        expect_equal((status, err), (OK, ""), "top --once")
        has(out, "redis at unix:" + redis.path, "tiny  served  model ", "lease for ")
        has(out, "  speed       reports -/s, commands -/s, commits -/s, refused -/s\n", "  waiting     reports 0, commands 0\n", "  streams     ", " kB: reports 10, ")
        has(out, "  cases       open 1 (critical 1, attention 0, for information 0), tasks open 1\n")
        has(out, " s ago: critical, Behind the plan, Boris\n", "reports 10, commands 2, alerts 1, tasks 1, ", "rejected 0")
        expect(not CODES.search(out), "codes without a terminal: %r" % out)
        _, out, _ = sdmctl("top", "--once", "--language", "ru", *place)
        has(out, "tiny  обслуживается  модель ", "  отклонения  открыто 1 (критично 1, внимание 0, к сведению 0), задач 1\n")
        has(out, " с назад: критично, Отставание, Борис\n", "аренда ещё ")
        _, out, _ = sdmctl("top", "--once", "--colour", "always", *place)
        has(out, "\x1b[32mserved\x1b[0m", "\x1b[31mcritical 1\x1b[0m")
        status, out, _ = sdmctl("top", "--json", "--once", *place)
        told = company(out)
        wanted = {"company": "tiny", "state": "served", "stopped": None, "inputs": 12, "reports_per_s": None, "tasks_open": 1}
        wanted.update(reports_waiting=0, reports_waiting_s=None, cases_open={"red": 1, "amber": 0, "info": 0})
        expect_equal({key: told[key] for key in wanted}, wanted, "--json")
        expect_equal(told["streams"]["reports"]["entries"], 10, "entries of reports")
        alert = {key: told["last_alert"][key] for key in ("case", "kind", "severity", "scope", "period")}
        expect_equal(alert, {"case": "C1", "kind": "open", "severity": "red", "scope": "boris", "period": "2026-03"}, "the alert")
        memory = told["daemon_memory_bytes"]
        expect(0.5 < memory / 1024 / daemon.memory_kib() < 2, "%d bytes, VmRSS %d KiB" % (memory, daemon.memory_kib()))
        daemon.stop()


@test("what is open is that of the checkpoint, and what came after it")
def cases():
    with harness.folder() as work, serving(work) as (redis, place, daemon):
        daemon.stop()
        status, out, _ = sdmctl("top", "--once", "--json", *place)
        told = company(out)
        expect_equal((status, told["state"], told["daemon"], told["lease_ms"]), (NO, "unserved", None, None), "without a daemon")
        expect_equal((told["cases_open"]["red"], told["tasks_open"]), (1, 1), "of the checkpoint")
        has(sdmctl("top", "--once", *place)[1], "tiny  no daemon serves it  ", "  daemon      none\n")
        daemon.start()
        with redis.client() as client:
            client.pipeline([report(2000, "boris", 6, "900", received_at="2026-03-06T12:00:00Z")])
        expect_equal(sdmctl("clock", "--until", "2026-03-07T00:00:00", *place)[0], OK, "clock")
        told = company(sdmctl("top", "--once", "--json", *place)[1])
        expect_equal((told["cases_open"]["red"], told["tasks_open"]), (0, 0), "recovered since the checkpoint")
        expect_equal(told["last_alert"]["kind"], "resolved", "the last alert")
        daemon.stop()
        told = company(sdmctl("top", "--once", "--json", *place)[1])
        expect_equal((told["cases_open"]["red"], told["tasks_open"]), (0, 0), "of the next checkpoint")


@test("what waits, how fast it is taken, and a daemon that stands still")
def speed():
    with harness.folder() as work, serving(work) as (redis, place, daemon):
        daemon.signal(signal.SIGSTOP)
        with redis.client() as client:
            for n in range(40):
                client.call("XADD", "sdm:{tiny}:reports", "*", "form", "sail", "id", "x%d" % n)
            harness.wait_until("the lease to run out", 10, lambda: not client.call("EXISTS", "sdm:{tiny}:lease"))
        status, out, _ = sdmctl("top", "--once", *place)
        expect_equal(status, NO, "top --once")
        expect(re.search(r"  waiting     reports 40 \(oldest \d s\), commands 0\n", out), out)
        watch = subprocess.Popen(
            [need_program("sdmctl"), "top", "--json", "--every", "1", "--count", "3", *place], stdout=subprocess.PIPE, text=True
        )
        first = json.loads(watch.stdout.readline())["companies"][0]
        expect_equal((first["reports_waiting"], first["reports_per_s"]), (40, None), "the first look")
        daemon.signal(signal.SIGCONT)
        told = [json.loads(line)["companies"][0] for line in watch.stdout]
        expect_equal(watch.wait(10), OK, "exit status")
        expect_equal(len(told), 2, "looks")
        taken, refused = (sum(look[name] for look in told) for name in ("reports_per_s", "rejected_per_s"))
        expect(35 < taken < 45 and 35 < refused < 45, "%s taken, %s refused" % (taken, refused))
        expect_equal((told[-1]["reports_waiting"], told[-1]["state"]), (0, "served"), "the last look")
        expect(sum(look["commits_per_s"] for look in told) > 0, str(told))
        daemon.stop()


@test("a company that stands still says why; one whose keys are gone is told from one that is served")
def stopped():
    with harness.folder() as work, serving(work) as (redis, place, daemon), redis.client() as client:
        client.call("DEL", "sdm:{tiny}:receipts")
        client.call("SET", "sdm:{tiny}:receipts", "somebody else's")
        client.pipeline([report(3000, "anna", 6)])
        harness.wait_until("the stop", 10, lambda: b" stopped " in (client.call("GET", "sdm:{tiny}:lease") or b""))
        status, out, _ = sdmctl("top", "--once", *place)
        expect_equal(status, NO, "stopped")
        has(out, "tiny  stopped: ", "WRONGTYPE")
        told = company(sdmctl("top", "--once", "--json", *place)[1])
        expect_equal(told["state"], "stopped", "--json")
        has(told["stopped"], "WRONGTYPE")
        daemon.kill()
        client.call("FLUSHALL")
        daemon.start()
        harness.wait_until("the lease", 10, lambda: client.call("EXISTS", "sdm:{tiny}:lease"))
        status, out, _ = sdmctl("top", "--once", *place)
        expect_equal(status, NO, "flushed")
        has(out, "tiny  new, or its keys are gone", "cases       open 0 (")
        daemon.stop()


@test("a Redis that goes away and comes back is told, and does not end it")
def away():
    with harness.folder() as work, serving(work) as (redis, place, daemon):
        watch = subprocess.Popen(
            [need_program("sdmctl"), "top", "--json", "--every", "1", *place], stdout=subprocess.PIPE, text=True
        )
        try:
            told = json.loads(watch.stdout.readline())
            expect_equal((told["why"], told["companies"][0]["state"]), (None, "served"), "at first")
            redis.stop()
            while told["why"] is None:
                told = json.loads(watch.stdout.readline())
            has(told["why"], redis.path)
            expect_equal(told["companies"], [], "companies")
            status, out, err = sdmctl("top", "--once", "--wait", "1", *place)
            expect_equal((status, err), (AWAY, ""), "top --once")
            has(out, "Redis is away, trying again\n", redis.path)
            redis.start()
            while told["why"] is not None:
                told = json.loads(watch.stdout.readline())
            expect_equal(told["companies"][0]["company"], "tiny", "again")
        finally:
            watch.terminate()
            watch.wait()
            watch.stdout.close()
        daemon.kill()


@test("all companies of the settings file; an unknown one has no daemon; what makes no sense is refused")
def several():
    with harness.folder() as work, serving(work) as (redis, place, daemon):
        settings = work + "/both.yaml"
        with open(settings, "w", encoding="utf-8") as file:
            file.write("redis:\n  socket: %s\ncompanies: [tiny, other]\n" % redis.path)
        status, out, _ = sdmctl("top", "--once", "--config", settings)
        expect_equal(status, NO, "one of them is not served")
        has(out, "\ntiny  served", "\nother  no daemon serves it", "  last alert  no alerts\n")
        told = json.loads(sdmctl("top", "--once", "--json", "--config", settings)[1])
        expect_equal([one["state"] for one in told["companies"]], ["served", "unserved"], "states")
        expect_equal(sdmctl("top", "--once", *place[:2])[0], USAGE, "no company")
        status, _, err = sdmctl("top", "--every", "0", *place)
        expect_equal(status, USAGE, "--every 0")
        has(err, '--every: expected a whole number from 1 to 86400, got "0"')
        daemon.stop()


class Terminal:
    """sdmctl on a pseudo-terminal: what it wrote, and what a person sees of it."""

    def __init__(self, argv, columns=80, rows=24, **env):
        self.master, slave = pty.openpty()
        self.slave = slave
        self.resize(columns, rows)
        self.modes = termios.tcgetattr(slave)
        own = {k: v for k, v in os.environ.items() if not k.startswith(("LANG", "LC_", "SDM_", "NO_COLOR"))}
        own.update({"TERM": "xterm", "LANG": "C.UTF-8", "LANGUAGE": "en"}, **env)
        self.process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, env=own, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.written = ""
        self.rest = b""

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self):
        while select.select([self.master], [], [], 0)[0]:
            self.rest += os.read(self.master, 65536)
        text = self.rest.decode("utf-8", "ignore")
        self.written, self.rest = self.written + text, self.rest[len(text.encode()):]

    def frames(self):
        self.read()
        return self.written.split("\x1b[H")[1:]

    def lines(self):
        """Of the last frame that is whole."""
        whole = [frame for frame in self.frames() if "\x1b[J" in frame]
        return CODES.sub("", whole[-1].partition("\x1b[J")[0]).replace("\r", "").split("\n") if whole else []

    def wait_for(self, text, seconds=10):
        harness.wait_until(lambda: "%r in %r" % (text, self.written[-2000:]), seconds, lambda: text in "\n".join(self.lines()))

    def type(self, keys):
        os.write(self.master, keys.encode())

    def end(self):
        """Its exit status, after it has restored the terminal."""
        status = self.process.wait(10)
        time.sleep(0.05)
        self.read()
        expect_equal(termios.tcgetattr(self.slave), self.modes, "the terminal's modes")
        expect(self.written.startswith(ENTER), "it begins with %r" % self.written[:40])
        expect(self.written.endswith(LEAVE), "it ends with %r" % self.written[-60:])
        return status

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@contextlib.contextmanager
def terminal(*argv, **more):
    shown = Terminal([need_program("sdmctl"), "top", *argv], **more)
    try:
        yield shown
    finally:
        shown.close()


@test("on a terminal: drawn in place, as wide and long as it is, q ends and gives the screen back")
def keys():
    with harness.folder() as work, serving(work) as (_, place, daemon):
        for key in ("q", "й", "\x03"):
            with terminal("--every", "60", *place) as shown:
                shown.wait_for("tiny  served")
                expect(not termios.tcgetattr(shown.slave)[3] & (termios.ICANON | termios.ECHO), "keys are read one by one")
                shown.type(key)
                expect_equal(shown.end(), OK, "exit status after %r" % key)
        with terminal("--every", "60", *place, columns=60, rows=6) as shown:
            shown.wait_for("tiny  served")
            lines = shown.lines()
            expect_equal((len(lines), max(len(line) for line in lines)), (6, 60), "lines and columns")
            expect(lines[0].startswith("sdmctl top  ") and lines[0].endswith("…"), lines[0])
            before = len(shown.frames())
            shown.type(" ")
            harness.wait_until("another look", 10, lambda: len(shown.frames()) > before)
            shown.resize(120, 40)
            shown.process.send_signal(signal.SIGWINCH)
            shown.wait_for("journal ")
            expect_equal(len(shown.lines()), 9, "lines")
            shown.process.send_signal(signal.SIGTERM)
            expect_equal(shown.end(), OK, "exit status after SIGTERM")
        daemon.stop()


@test("on a terminal: colours unless NO_COLOR says otherwise, Russian lines are cut by letters, speed has a row of blocks")
def looks():
    with harness.folder() as work, serving(work) as (_, place, daemon):
        with terminal("--every", "1", *place, columns=64, LANGUAGE="ru", NO_COLOR="1") as shown:
            harness.wait_until("three looks", 10, lambda: len(shown.frames()) >= 4)
            expect(not re.search(r"\x1b\[[0-9;]*m", shown.written), "colours in spite of NO_COLOR")
            lines = shown.lines()
            streams = next(line for line in lines if line.startswith("  потоки"))
            expect(len(streams) == 64 and streams.endswith("…"), repr(streams))
            shown.type("q")
            expect_equal(shown.end(), OK, "exit status")
        with terminal("--every", "1", *place, columns=100) as shown:
            harness.wait_until("four looks", 10, lambda: len(shown.frames()) >= 4)
            has(shown.written, "\x1b[32mserved\x1b[0m", "refused 0/s  \x1b[32m▁▁")
            shown.type("q")
            expect_equal(shown.end(), OK, "exit status")
        daemon.stop()


@test("on a terminal: a Redis that is away is told there, and q still ends it")
def away_there():
    with harness.folder() as work, serving(work) as (redis, place, daemon):
        with terminal("--every", "1", *place) as shown:
            shown.wait_for("tiny  served")
            redis.stop()
            shown.wait_for("Redis is away, trying again")
            redis.start()
            shown.wait_for("tiny  ", 20)
            redis.stop()
            shown.wait_for("Redis is away, trying again")
            shown.type("q")
            expect_equal(shown.end(), OK, "exit status")
        daemon.kill()


main()
