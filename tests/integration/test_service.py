#!/usr/bin/env python3
"""sdmd as a service: what systemd hears, how the unit is confined, and what `make install` makes."""
import os
import re
import shutil
import signal
import socket
import subprocess
import time

from sdm import harness, pages
from sdm.check import BUILD, ROOT, Skip, expect, expect_equal, main, say, test


class Manager:
    """What systemd has at the other end of NOTIFY_SOCKET."""

    def __init__(self, work):
        self.path = os.path.join(work, "notify.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.heard = []  # (monotonic time, {name: text})

    def listen(self, seconds, until=lambda words: False):
        """Everything heard within so many seconds, or up to the message looked for (the last one of them)."""
        end, got = time.monotonic() + seconds, []
        while time.monotonic() < end:
            self.socket.settimeout(max(end - time.monotonic(), 0.001))
            try:
                text = self.socket.recv(1 << 16).decode()
            except TimeoutError:
                break
            words = dict(line.split("=", 1) for line in text.split("\n"))
            got.append((time.monotonic(), words))
            if until(words):
                break
        self.heard += got
        return got

    def wait(self, what, question, seconds=pages.SECONDS):
        got = self.listen(seconds, question)
        expect(got and question(got[-1][1]), "%s was not heard; heard: %s" % (what, [words for _, words in self.heard][-10:]))
        return got[-1][1]


def status_has(*parts):
    return lambda words: all(part in words.get("STATUS", "") for part in parts)


@test("systemd hears READY and why Redis is not reached, then that it is live, and STOPPING at SIGTERM")
def ready():
    with harness.folder() as work:
        manager, redis = Manager(work), None
        daemon = pages.Service(work, os.path.join(work, "redis.sock"), "acme", {"NOTIFY_SOCKET": manager.path}, stop_s=7)
        try:
            first = manager.wait("READY", lambda words: True)
            expect_equal(first.get("READY"), "1", "the first message")
            expect("acme: waiting for Redis" in first["STATUS"], first["STATUS"])
            manager.wait("the reason", status_has("acme: waiting for Redis (redis at", "redis.sock", "No such file"))
            redis = harness.Redis(work)
            manager.wait("Redis reached", status_has("waiting for a model"))
            keys = harness.Company(redis, "acme")
            keys.begin_with(harness.model_of("config/acme"))
            manager.wait("live", status_has("acme: live"))
            heard = manager.listen(1.5)
            expect(not heard, "without any change or watchdog it said %s" % heard)
            keys.client.pipeline(pages.month()[:100])
            manager.wait("inputs", lambda words: re.search("live, [1-9][0-9]* inputs, turn", words.get("STATUS", "")))
            redis.kill()
            manager.wait("the loss", status_has("acme: live", "(redis at"))
            redis.start()
            manager.listen(1)
            daemon.process.terminate()
            stopping = manager.wait("STOPPING", lambda words: "STOPPING" in words)
            expect_equal(stopping["EXTEND_TIMEOUT_USEC"], "17000000", "time asked for with stop_s: 7")
            daemon.process.wait(pages.SECONDS)
            expect_equal([words for _, words in manager.heard if "WATCHDOG" in words], [], "pings without a watchdog")
        finally:
            daemon.end()
            if redis:
                redis.stop()


@test("the watchdog is pinged at half its time, under load and while stopping too, and not by a process that is stuck")
def watchdog():
    with harness.folder() as work:
        redis, manager, daemon = harness.Redis(work), Manager(work), None
        try:
            keys = harness.Company(redis, "acme")
            keys.begin_with(harness.model_of("config/acme"))
            environment = {"NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "600000"}
            daemon = pages.Service(work, redis.path, "acme", environment, stop_s=3)
            manager.wait("live", status_has("acme: live"))
            keys.client.pipeline(pages.month())
            pings = [at for at, words in manager.listen(2.4) if words.get("WATCHDOG") == "1"]
            pauses = [b - a for a, b in zip(pings, pings[1:])]
            say("%d pings in 2.4 s, the longest pause %.3f s" % (len(pings), max(pauses)))
            expect(6 <= len(pings) <= 12 and max(pauses) < 0.6, "pings at %s" % pauses)
            daemon.signal(signal.SIGSTOP)
            manager.listen(0.2)
            expect_equal(manager.listen(1.2), [], "what a stuck process says")
            daemon.signal(signal.SIGCONT)
            manager.wait("a ping", lambda words: "WATCHDOG" in words)
            redis.process.send_signal(signal.SIGSTOP)  # so that the stop takes its whole time
            daemon.process.terminate()
            manager.wait("STOPPING", lambda words: "STOPPING" in words)
            pings = [at for at, words in manager.listen(1.5) if "WATCHDOG" in words]
            expect(len(pings) >= 3, "%d pings while stopping" % len(pings))
            redis.process.send_signal(signal.SIGCONT)
            expect_equal(daemon.process.wait(pages.SECONDS), 0, "exit status")
        finally:
            redis.process.send_signal(signal.SIGCONT)
            if daemon:
                daemon.end()
            redis.stop()


@test("lines for the journal have a priority and no time, others have a time")
def journal():
    with harness.folder() as work:
        path = os.path.join(work, "log")
        for is_journal in (True, False):
            with open(path, "wb") as log:
                there = os.fstat(log.fileno())
                stream = "%d:%d" % (there.st_dev, there.st_ino + (0 if is_journal else 1))
                daemon = subprocess.Popen(
                    [os.path.join(BUILD, "sdmd"), "--redis", "unix:" + work + "/none", "--company", "acme"], stderr=log,
                    env={**os.environ, "JOURNAL_STREAM": stream},
                )
            harness.wait_until("a line", pages.SECONDS, lambda: os.path.getsize(path) > 0)
            daemon.kill()
            daemon.wait()
            with open(path, encoding="utf-8") as log:
                line = log.readline()
            wanted = r"<4>link: redis at" if is_journal else r"20\d\d-\d\d-\d\dT[0-9:.]+Z warning link: redis at"
            expect(re.match(wanted, line), "it said %r" % line)


def need_analyze():
    program = shutil.which("systemd-analyze")
    if not program:
        raise Skip("systemd-analyze is not installed")
    return program


def make(target, root):
    """On what is built already, by whatever compiler, and not as a part of the make that runs the tests."""
    argv = ["make", "-C", ROOT, "-o", "build", target, "BUILD=" + BUILD, "DESTDIR=" + root, "PREFIX=/opt/sdm"]
    own = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(argv, env=own, capture_output=True, text=True, check=False)
    expect_equal(done.returncode, 0, "make %s: %s" % (target, done.stdout + done.stderr))


@test("the unit is confined: systemd-analyze gives it an exposure of at most 1.0")
def confined():
    done = harness.run(need_analyze(), "security", "--offline=true", "--threshold=10", "systemd/sdmd.service", check=False)
    say(done.stdout.strip().splitlines()[-1])
    expect_equal(done.returncode, 0, "systemd-analyze security")


@test("make install: what it installs stands where PREFIX says and works; make uninstall leaves the settings")
def installed():
    with harness.folder() as work:
        root = os.path.join(work, "root")
        make("install", root)
        program = root + "/opt/sdm/bin/sdmd"
        settings = root + "/etc/sdmd/sdmd.yaml"
        with open(root + "/opt/sdm/lib/systemd/system/sdmd.service", encoding="utf-8") as file:
            unit = file.read()
        for line in (
            "ExecStart=/opt/sdm/bin/sdmd --config /etc/sdmd/sdmd.yaml\n", "ExecPaths=/opt/sdm/bin/sdmd /bin/kill",
            "Documentation=file:///opt/sdm/share/doc/sdmd/operations.md\n",
        ):
            expect(line in unit, "the unit has no line %r" % line)
        expect("/usr/bin/sdm" not in unit, "the unit names /usr/bin/sdm...")
        said = harness.run(program, "--config", settings, "--check").stdout
        expect_equal(said, "settings are good\n", "the example's settings")
        own = {name: text for name, text in os.environ.items() if not name.startswith("SDM_")}
        argv = [root + "/opt/sdm/bin/sdmctl", "check", root + "/opt/sdm/share/sdmd/acme"]
        done = subprocess.run(argv, cwd="/", env=own, capture_output=True, text=True, check=False)
        expect_equal(done.returncode, 0, "sdmctl check of the installed model: " + done.stdout + done.stderr)
        if shutil.which("systemd-analyze"):
            verify(root)
        serve(work, program)
        with open(settings, "a", encoding="utf-8") as file:
            file.write("# mine\n")
        make("install", root)
        with open(settings, encoding="utf-8") as file:
            expect(file.read().endswith("# mine\n"), "a second install has overwritten the settings")
        make("uninstall", root)
        left = [os.path.join(at, name) for at, _, names in os.walk(root) for name in names]
        expect_equal(left, [settings], "files after make uninstall")


def verify(root):
    """systemd-analyze verify in the tree that it was installed in says nothing of this unit."""
    unit = root + "/opt/sdm/lib/systemd/system/sdmd.service"
    target = os.path.join(root, "etc/systemd/system")
    os.makedirs(target)
    shutil.copy(unit, target)
    os.makedirs(root + "/bin", exist_ok=True)
    shutil.copy("/bin/kill", root + "/bin/kill")
    done = harness.run("systemd-analyze", "verify", "--man=no", "--root=" + root, "/etc/systemd/system/sdmd.service", check=False)
    about = [line for line in done.stderr.splitlines() if "sdmd.service" in line and "not found" not in line]
    expect_equal(about, [], "what systemd-analyze verify says")
    for path in (target, root + "/bin"):
        shutil.rmtree(path)


def serve(work, program):
    """The installed sdmd takes a report."""
    redis = harness.Redis(work)
    port = pages.free_port()
    try:
        keys = harness.Company(redis, "acme")
        keys.begin_with(harness.model_of("config/acme"))
        config = os.path.join(work, "installed.yaml")
        with open(config, "w", encoding="utf-8") as file:
            file.write("redis: {socket: %s}\ncompanies: [acme]\nhttp: %d\n" % (redis.path, port))
        with open(os.path.join(work, "installed.log"), "wb") as log:
            daemon = subprocess.Popen([program, "--config", config], stderr=log, cwd="/")
        try:
            pages.wait_health(port, 200, state="live")
            daemon.terminate()
            expect_equal(daemon.wait(pages.SECONDS), 0, "exit status")
        finally:
            daemon.kill()
            daemon.wait()
    finally:
        redis.stop()


main()
