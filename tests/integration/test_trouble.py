#!/usr/bin/env python3
"""Redis absent, restarted, full or refusing: sdmd says what it cannot do, waits, and serves when it can."""
import json
import os
import signal
import subprocess
import time

from sdm import feed, harness
from sdm.check import expect, expect_equal, main, need_program, say, test


def month():
    return feed.commands_of("acme", "2026-10-31", feed.acme())


_plain = []


def plain():
    if not _plain:
        _plain.append(harness.undisturbed("acme", "config/acme", month()))
    return _plain[0]


def expect_plain(result):
    different = result.difference(plain())
    expect(not different, different)


def expect_said(daemon, *words):
    """Wait for one line of the log that has all the words, and show it."""

    def line():
        return next((line for line in daemon.log().splitlines() if all(word in line for word in words)), None)

    said = harness.wait_until(lambda: "a line with %s in the log: %s" % (words, daemon.log()[-1500:]), 15, line)
    say("it said: " + said)


@test("no redis at the start: it names the socket, waits, and serves when redis comes")
def absent():
    commands = month()
    with harness.folder() as work:
        path = os.path.join(work, "redis.sock")
        daemon = harness.Daemon(work, path, "acme")
        redis = None
        try:
            expect_said(daemon, path)
            time.sleep(1)
            expect(daemon.alive(), "it gave up: " + daemon.log()[-1000:])
            redis = harness.Redis(work)
            keys = harness.Company(redis, "acme")
            keys.begin_with(harness.model_of("config/acme"))
            keys.client.pipeline(commands)
            expect_plain(harness.finish(keys, daemon, commands))
        finally:
            daemon.end()
            if redis:
                redis.stop()


@test("redis killed and restarted with its append-only file in the middle of a feed")
def restarted():
    commands = month()
    options = ("--appendonly", "yes", "--appendfsync", "always")
    with harness.service("acme", "config/acme", options, turn_inputs=20) as (redis, keys, daemon):
        step = len(commands) // 4
        for part in range(4):
            keys.client.pipeline(commands[part * step:(part + 1) * step if part < 3 else None])
            if part < 3:
                time.sleep(0.02)
                redis.kill()
                time.sleep(0.2)
                redis.start()
                keys.reconnect()
        expect_plain(harness.finish(keys, daemon, commands))
        harness.verify(keys)


def expect_waits_for_memory(keys, daemon, commands):
    """With no memory to be had: it says so, commits nothing, and goes on when there is room."""
    expect_said(daemon, "OOM")
    fence = keys.fence()
    time.sleep(1)
    expect(keys.fence() == fence, "something was committed without memory")
    expect(daemon.alive(), "it gave up: " + daemon.log()[-1000:])
    keys.client.call("CONFIG", "SET", "maxmemory", "0")
    expect_plain(harness.finish(keys, daemon, commands))


@test("connections cut again and again in the middle of a feed")
def cut():
    commands = month()
    with harness.service("acme", "config/acme", turn_inputs=20) as (_, keys, daemon):
        for first in range(0, len(commands), 100):
            keys.client.pipeline(commands[first:first + 100])
            time.sleep(0.005)
            keys.client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        expect_plain(harness.finish(keys, daemon, commands))
        harness.verify(keys)


@test("redis restarted with an older state, as after a failover: what it lost is sent again and counts once")
def older():
    commands = month()
    with harness.service("acme", "config/acme", turn_inputs=20) as (redis, keys, daemon):
        keys.client.pipeline(commands[:1000])
        harness.wait_until("the first commits", 20, lambda: keys.fence() and int(keys.fence()["turn"]) > 5)
        keys.client.call("SAVE")
        keys.client.pipeline(commands[1000:])
        reports, orders = harness.last_ids(commands)
        harness.wait_until("all to be taken", 20, lambda: keys.taken(reports, orders))
        redis.kill()
        redis.start()
        keys.reconnect()
        expect(not keys.taken(reports), "redis lost nothing")
        last = keys.client.call("XREVRANGE", keys.key("reports"), "+", "-", "COUNT", 1)[0][0].decode()
        again = [c for c in commands if harness.id_key(max(harness.last_ids([c]), key=harness.id_key)) > harness.id_key(last)]
        say("%d of %d commands are sent again" % (len(again), len(commands)))
        keys.client.pipeline(again)
        expect_plain(harness.finish(keys, daemon, commands))
        harness.verify(keys)


@test("redis restarted empty: the company begins anew, and takes what is sent again")
def empty():
    commands = month()
    with harness.service("acme", "config/acme") as (redis, keys, daemon):
        keys.client.pipeline(commands[:1000])
        harness.wait_until("the first reports", 20, lambda: keys.taken(harness.last_ids(commands[:1000])[0]))
        redis.kill()
        redis.start()
        keys.reconnect()
        keys.begin_with(harness.model_of("config/acme"))
        keys.client.pipeline(commands)
        expect_plain(harness.finish(keys, daemon, commands))


@test("redis out of memory at the start: it waits until there is room")
def full_at_start():
    commands = month()
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        keys.client.pipeline(commands)
        keys.client.call("CONFIG", "SET", "maxmemory", "1mb")
        daemon = harness.Daemon(redis.work, redis.path, "acme")
        try:
            expect_waits_for_memory(keys, daemon, commands)
        finally:
            daemon.end()


@test("redis out of memory in the middle: the commit is kept and tried again until there is room")
def full_in_the_middle():
    commands = month()
    with harness.service("acme", "config/acme", turn_inputs=20) as (_, keys, daemon):
        keys.client.pipeline(commands[:1000])
        harness.wait_until("the first commits", 20, lambda: keys.taken(harness.last_ids(commands[:1000])[0]))
        daemon.signal(signal.SIGSTOP)
        keys.client.pipeline(commands[1000:])
        keys.client.call("CONFIG", "SET", "maxmemory", "1mb")
        daemon.signal(signal.SIGCONT)
        expect_waits_for_memory(keys, daemon, commands)
        expect_said(daemon, "Redis takes commits again")


@test("a wrong password: it says so, and serves when the password is accepted")
def password():
    commands = month()
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        keys.client.pipeline(commands)
        keys.client.call("CONFIG", "SET", "requirepass", "right")
        keys.client.call("AUTH", "right")
        daemon = harness.Daemon(redis.work, redis.path, "acme", password="wrong")
        try:
            expect_said(daemon, "WRONGPASS")
            time.sleep(0.5)
            expect(daemon.alive(), "it gave up: " + daemon.log()[-1000:])
            keys.client.call("CONFIG", "SET", "requirepass", "wrong")
            expect_plain(harness.finish(keys, daemon, commands))
        finally:
            daemon.end()


@test("no password where one is needed: it says so")
def no_password():
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        keys.client.call("CONFIG", "SET", "requirepass", "right")
        daemon = harness.Daemon(redis.work, redis.path, "acme")
        try:
            expect_said(daemon, "asks for a password")
            time.sleep(0.3)
            expect(daemon.alive(), "it gave up: " + daemon.log()[-1000:])
        finally:
            daemon.end()


def status(keys, *options):
    done = harness.sdmctl("status", "--redis", "unix:" + keys.redis.path, "--company", keys.name, *options, check=False)
    return done.returncode, done.stdout


@test("a foreign key in the way of an output: the company stops, says so everywhere, and no stand-by goes on over the hole")
def stopped():
    commands = month()
    with harness.service("acme", "config/acme", turn_inputs=20) as (redis, keys, daemon):
        harness.wait_until("an owner", 20, keys.fence)
        expect_equal(status(keys)[0], 0, "status while it is served")
        stand_by = harness.Daemon(redis.work, redis.path, "acme", name="stand-by")
        try:
            keys.client.call("SET", keys.key("receipts"), "not a stream")
            keys.client.pipeline(commands)
            expect_said(daemon, "stopped: XADD sdm:{acme}:receipts was refused", "WRONGTYPE", "Remove or rename", "restart sdmd")
            fence = keys.fence()
            code, said = harness.wait_until("the status", 5, lambda: "stopped" in status(keys)[1] and status(keys))
            expect_equal(code, 1, "exit status of sdmctl status")
            expect("stopped      XADD sdm:{acme}:receipts " in said and "WRONGTYPE" in said, said)
            told = json.loads(status(keys, "--json")[1])
            expect("WRONGTYPE" in told["stopped"] and told["daemon"] == fence["owner"], "status --json: %s" % told)
            time.sleep(1.5)  # three leases
            expect_equal(keys.fence(), fence, "the fence of a stopped company")
        finally:
            stand_by.end()
        daemon.signal(signal.SIGTERM)
        expect_equal(daemon.process.wait(20), 1, "exit status of sdmd")
        keys.client.call("DEL", keys.key("receipts"))
        daemon.start()
        harness.finish(keys, daemon, commands)
        harness.verify(keys)


@test("sdmd takes the address of redis as sdmctl does")
def address():
    with harness.folder() as work:
        redis = harness.Redis(work)
        log_path = os.path.join(work, "plain.log")
        with open(log_path, "wb") as log:
            daemon = subprocess.Popen([need_program("sdmd"), "--redis", "unix:" + redis.path, "--company", "acme"], stderr=log)
        try:

            def waits():
                with open(log_path, encoding="utf-8") as file:
                    return "waiting for its first model" in file.read()

            harness.wait_until("it to reach redis", 20, waits)
            daemon.terminate()
            expect_equal(daemon.wait(20), 0, "exit status")
        finally:
            if daemon.poll() is None:
                daemon.kill()
                daemon.wait()
            redis.stop()
        done = harness.run(need_program("sdmd"), "--redis", "localhost:many", "--company", "acme", check=False)
        expect_equal((done.returncode, done.stderr), (1, '--redis: expected a port from 1 to 65535, got "many"\n'), "a bad one")


@test("a redis that may throw keys away: it says so and serves")
def eviction():
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        keys.client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
        daemon = harness.Daemon(redis.work, redis.path, "acme")
        try:
            expect_said(daemon, "warning link", "maxmemory-policy allkeys-lru", "set it to noeviction")
            harness.wait_until("an owner", 20, keys.fence)
        finally:
            daemon.end()


@test("more huge reports than fit into one reply are read fewer at a time, refused, and their memory is given back")
def huge_reports():
    pad = b"x" * 1700000
    with harness.service("acme", "config/acme", daemon=False) as (redis, keys, _):
        for number in range(1010):
            keys.client.call("XADD", keys.key("reports"), "*", "form", "daily", "id", "huge-%d" % number, "pad", pad)
        last = keys.client.call("XREVRANGE", keys.key("reports"), "+", "-", "COUNT", 1)[0][0].decode()
        daemon = harness.Daemon(redis.work, redis.path, "acme")
        try:
            harness.wait_until(lambda: "all of them; log: " + daemon.log()[-1500:], 120, lambda: keys.taken(last), 0.1)
            # Where Redis needs more than 10 s to lay out such a reply, the silence is the reason to ask for less; both of the
            # company's connections notice it.
            large, silent = daemon.log().count("more than 1.5 GiB"), daemon.log().count("no answer for 10 s")
            expect(large <= 1 and silent <= 2 and large + silent > 0, "lines about it; log: " + daemon.log()[-1500:])
            memory = daemon.memory_kib() // 1024
            expect(memory < 300, "%d MiB afterwards" % memory)
            say("%d refused, %d MiB afterwards" % (keys.client.call("XLEN", keys.key("rejected")), memory))
            expect_equal(keys.client.call("XLEN", keys.key("rejected")), 1010, "refused reports")
            daemon.stop()
        finally:
            daemon.end()


@test("SIGHUP: the log level holds at once, and what needs a restart is named")
def reload():
    with harness.service("acme", "config/acme") as (_, keys, daemon):
        harness.wait_until("an owner", 20, keys.fence)
        with open(daemon.argv[-1], "a", encoding="utf-8") as file:
            file.write("log_level: debug\nkeep_days: 30\nturn_inputs: 17\n")
        daemon.signal(signal.SIGHUP)
        expect_said(daemon, "settings read again", "log_level=debug")
        expect_said(daemon, "hold after a restart only: turn_inputs, keep_days")
        daemon.stop()


main()
