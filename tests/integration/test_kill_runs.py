#!/usr/bin/env python3
"""kill -9 after each single command that sdmd sends to Redis while a run asks, waits, gives out a task and closes its case.
"""
import os
import signal
import socket
import threading
import time

from sdm import harness, waiting
from sdm.check import Failed, expect, expect_equal, main, say, test


class Guillotine:
    """A unix socket before Redis that counts the commands of sdmd, passes the n-th on and kills sdmd before it has the answer."""

    def __init__(self, path, target):
        self.path, self.target = path, target
        self.lock = threading.Lock()
        self.victim, self.left, self.count, self.killed = None, None, 0, False
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def set(self, daemon, left):
        """Kill that daemon after so many more commands; None: never."""
        with self.lock:
            self.victim, self.left, self.count = daemon, left, 0

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.target)
            except OSError:
                return
            threading.Thread(target=self._down, args=(far, near), daemon=True).start()
            threading.Thread(target=self._up, args=(near, far), daemon=True).start()

    @staticmethod
    def _down(far, near):
        try:
            while chunk := far.recv(1 << 18):
                near.sendall(chunk)
            near.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def _up(self, near, far):
        data = b""
        try:
            while chunk := near.recv(1 << 18):
                data += chunk
                while size := command_size(data):
                    if not self._pass_on(data[:size], far):
                        return
                    data = data[size:]
        except OSError:
            pass
        finally:
            far.close()
            near.close()

    def _pass_on(self, command, far):
        with self.lock:
            if self.left == 0:
                return False
            far.sendall(command)
            self.count += 1
            if self.left is None:
                return True
            self.left -= 1
            if self.left == 0:
                os.kill(self.victim.process.pid, signal.SIGKILL)
                self.killed = True
            return self.left > 0


def command_size(data):
    """How many bytes the first command in `data` has; 0: it is not whole yet."""
    end = data.find(b"\r\n")
    if end < 0:
        return 0
    at = end + 2
    for _ in range(int(data[1:end])):
        end = data.find(b"\r\n", at)
        if end < 0:
            return 0
        at = end + 2 + int(data[at + 1:end]) + 2
    return at if at <= len(data) else 0


def phases():
    """What comes in: each part is there before the next one is added, so that reports and commands have one order."""
    script = waiting.Script()
    return [
        [
            script.until("2026-05-01T08:00:00Z"),
            script.until("2026-05-02T00:00:00Z"),
            script.until("2026-05-04T14:00:00Z"),
            script.command("answer", case="C1", ask="reason", value="skill", note="new"),
            script.command("answer", case="C1", ask="reason", value="market", by="dora"),
            script.until("2026-05-06T18:00:00Z"),
        ],
        [script.deal("2026-05-06T18:30:00Z", 10)],
        [
            script.command("task", task="T1", state="accepted", by="anna"),
            script.command("acknowledge", case="C1"),
            script.command("task", task="T1", state="done", by="anna"),
            script.until("2026-05-08T00:00:00Z"),
        ],
    ]


class Company:
    """One redis-server and one proxy for all runs, emptied before each."""

    def __init__(self, redis, keys, model):
        self.redis, self.keys, self.model = redis, keys, model
        self.proxy = Guillotine(os.path.join(redis.work, "guillotine.sock"), redis.path)

    def play(self, kill_after):
        """Feed everything; what is there in the end. The proxy knows how many commands that took, and whether it has killed."""
        self.keys.client.call("FLUSHALL")
        self.keys.begin_with(self.model)
        self.proxy.killed = False
        daemon = self._begin(kill_after)
        try:
            for part in phases():
                self.keys.client.pipeline(part)
                self._until_taken(daemon, part)
            self._stop(daemon)
            return harness.Result(self.keys)
        finally:
            daemon.end()

    def _begin(self, kill_after):
        daemon = Late(self.redis.work, self.proxy.path, waiting.COMPANY, turn_inputs=1)
        self.proxy.set(daemon, kill_after)
        daemon.begin()
        return daemon

    def _go_on(self, daemon):
        if daemon.alive():
            return
        if daemon.process.returncode != -signal.SIGKILL:
            raise Failed("sdmd ended with %d: %s" % (daemon.process.returncode, daemon.log()[-2000:]))
        self.proxy.set(daemon, None)
        daemon.begin()

    def _until_taken(self, daemon, part):
        reports, orders = harness.last_ids(part)

        def taken():
            self._go_on(daemon)
            return self.keys.taken(reports, orders)

        harness.wait_until(lambda: "all to be taken; log: " + daemon.log()[-1500:], 30, taken)

    def _stop(self, daemon):
        def live():
            self._go_on(daemon)
            return daemon.is_live()

        harness.wait_until(lambda: "the company to be live; log: " + daemon.log()[-1500:], 30, live)
        try:
            daemon.stop()
        except Failed:
            if daemon.process.returncode != -signal.SIGKILL:
                raise
            self._stop(daemon)


class Late(harness.Daemon):
    """A daemon that starts when the proxy knows of it."""

    def start(self):
        pass

    def begin(self):
        super().start()


@test("a kill after any command of a run that asks, waits, gives out a task and closes leaves the same outputs")
def every_command():
    with harness.folder() as work:
        model = waiting.write_model(os.path.join(work, "model"))
        with harness.service(waiting.COMPANY, model, daemon=False) as (redis, keys, _):
            company = Company(redis, keys, harness.model_of(model))
            try:
                plain = company.play(None)
                commands = company.proxy.count
                kinds = [dict(entry)["kind"] for entry in plain.outputs["alerts"]]
                expect_equal(
                    kinds,
                    ["open", "question", "reminder", "answer", "history", "answer", "acknowledged", "history", "closed"],
                    "what the undisturbed run has told",
                )
                begun, kills = time.monotonic(), 0
                for kill_after in range(1, commands + 1):
                    result = company.play(kill_after)
                    kills += company.proxy.killed
                    different = result.difference(plain)
                    expect(not different, "killed after command %d of %d: %s" % (kill_after, commands, different))
                harness.verify(keys)
                expect(kills > commands * 9 // 10, "only %d of %d runs were killed" % (kills, commands))
                say("%d kills, %.1f s; %s" % (kills, time.monotonic() - begun, plain.counts()))
            finally:
                company.proxy.close()


main()
