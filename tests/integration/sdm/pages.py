"""sdmd with what a service has around it: an environment of systemd's, and its pages for monitoring."""
import contextlib
import http.client
import json
import os
import re
import socket
import subprocess

from sdm import feed, harness
from sdm.check import ROOT, expect, expect_equal

SECONDS = 15
LINE = re.compile(r'(\w+)(?:\{((?:\w+="(?:[^"\\]|\\.)*",?)*)\})? (-?[0-9.]+)$')


def month():
    return feed.commands_of("acme", "2026-10-31", feed.acme())


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Service(harness.Daemon):
    """sdmd as systemd starts it: with NOTIFY_SOCKET and more in its environment."""

    def __init__(self, work, socket_path, company, environment=None, **settings):
        self.environment = environment or {}
        super().__init__(work, socket_path, company, **settings)

    def start(self):
        with open(self.log_path, "ab") as log:
            self.logged_before = os.path.getsize(self.log_path)
            self.process = subprocess.Popen(self.argv, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, **self.environment})


def get(port, path="/healthz", method="GET", headers=None, timeout=5):
    """(status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def health(port):
    """(status, the only company)."""
    status, headers, body = get(port)
    expect_equal(headers["Content-Type"], "application/json", "Content-Type of /healthz")
    told = json.loads(body)
    expect_equal(told["status"], "ok" if status == 200 else "failing", "status told, with HTTP %d" % status)
    expect_equal(len(told["companies"]), 1, "companies told")
    return status, told["companies"][0]


def wait_health(port, status, **wanted):
    """Until /healthz says so; the company."""
    last = []

    def says():
        try:
            last[:] = health(port)
        except OSError as error:
            last[:] = [error]
            return None
        return last[0] == status and all(last[1][name] == value for name, value in wanted.items()) and last[1]

    return harness.wait_until(lambda: "/healthz to say %d %s, it says %s" % (status, wanted, last), SECONDS, says, 0.05)


def figures(port):
    """{(name, labels): number}. Every line must be well formed, every metric be told of before its first line."""
    status, headers, body = get(port, "/metrics")
    expect_equal((status, headers["Content-Type"]), (200, "text/plain; version=0.0.4; charset=utf-8"), "/metrics")
    expect(body.endswith("\n"), "the last line has no end")
    out, types, helped, at = {}, {}, set(), None
    for line in body.splitlines():
        if line.startswith("# HELP "):
            at = line.split()[2]
            expect(at not in helped, "HELP of %s stands twice" % at)
            helped.add(at)
            continue
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:]
            expect(name == at and kind in ("counter", "gauge", "histogram"), "misplaced: " + line)
            types[name] = kind
            continue
        found = LINE.match(line)
        expect(found, "not well formed: " + line)
        name, labels, number = found.groups()
        base = re.sub("_(bucket|sum|count)$", "", name) if types[at] == "histogram" else name
        expect(base == at, "%s stands under %s" % (name, at))
        expect(types[at] != "counter" or name.endswith("_total"), "a counter without _total: " + name)
        key = name, labels or ""
        expect(key not in out, "twice: " + line)
        out[key] = float(number)
    return out


def figure(found, name, labels="", company="acme"):
    return found[name, 'company="%s"' % company + labels]


@contextlib.contextmanager
def serving(work, redis, **more):
    """sdmd with its pages on a free port: (daemon, port)."""
    port = free_port()
    daemon = Service(work, redis.path, "acme", http="127.0.0.1:%d" % port, **more)
    try:
        yield daemon, port
    finally:
        daemon.end()
