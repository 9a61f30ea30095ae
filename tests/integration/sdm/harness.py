"""A private redis-server and sdmd in a temporary folder, started and stopped by the tests."""
import contextlib
import os
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from sdm import resp
from sdm.check import DATA, ROOT, Failed, Skip, need_program

os.environ["SDM_SHARE"] = os.path.join(ROOT, "config")  # the build folder may be anywhere
STREAMS = ("alerts", "tasks", "rejected", "receipts")


def wait_until(what, seconds, question, pause=0.01):
    """Ask until the answer is true; fail, naming what was waited for."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failed("waited %g s for %s" % (seconds, what() if callable(what) else what))
        time.sleep(pause)


def run(*argv, timeout=120, check=True):
    """A program to its end; its output as text."""
    done = subprocess.run([str(a) for a in argv], cwd=ROOT, capture_output=True, text=True, timeout=timeout, errors="replace")
    if check and done.returncode:
        said = (done.stderr or done.stdout)[-2000:]
        raise Failed("%s ended with %d: %s" % (" ".join(str(a) for a in argv), done.returncode, said))
    return done


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="sdm-")
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Redis:
    """A redis-server on a unix socket, nothing written to disk unless asked for."""

    def __init__(self, work, *options):
        if not shutil.which("redis-server"):
            raise Skip("redis-server is not installed")
        self.work = work
        self.path = os.path.join(work, "redis.sock")
        self.options = options
        self.process = None
        self.start()

    def start(self, *more):
        log = open(os.path.join(self.work, "redis.log"), "ab")
        argv = ["redis-server", "--port", "0", "--unixsocket", self.path, "--dir", self.work, "--save", "", "--daemonize", "no"]
        argv += list(self.options) + list(more)
        self.process = subprocess.Popen(argv, stdout=log, stderr=log)
        log.close()
        wait_until("redis-server", 10, self.answers)

    def answers(self):
        if self.process.poll() is not None:
            with open(os.path.join(self.work, "redis.log"), encoding="utf-8", errors="replace") as log:
                raise Failed("redis-server ended: " + log.read()[-1000:])
        try:
            with resp.Client(self.path) as client:
                reply = client.call("PING")
                return reply == b"PONG"
        except resp.RespError as error:
            return "LOADING" not in str(error)
        except (OSError, resp.Closed):
            return False

    def client(self):
        return resp.Client(self.path)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def kill(self):
        self.process.kill()
        self.process.wait()


def write_secret(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o600)
    return path


class Daemon:
    """One sdmd. `socket_path`: the redis-server (or a proxy before it). `settings`: of its sdmd.yaml."""

    def __init__(self, work, socket_path, company, name="sdmd", password=None, **settings):
        self.company = company
        self.log_path = os.path.join(work, name + ".log")
        config = os.path.join(work, name + ".yaml")
        with open(config, "w", encoding="utf-8") as file:
            file.write("redis:\n  socket: %s\n" % socket_path)
            if password is not None:
                file.write("  password_file: %s\n" % write_secret(os.path.join(work, name + ".password"), password))
            file.write("companies: [%s]\n" % company)
            settings.setdefault("lease_ms", 500)
            settings.setdefault("stand_by_ms", 50)
            for key, value in sorted(settings.items()):
                file.write("%s: %s\n" % (key, value))
        self.argv = [need_program("sdmd"), "--config", config]
        self.process = None
        self.logged_before = 0
        self.start()

    def start(self):
        with open(self.log_path, "ab") as log:
            self.logged_before = os.path.getsize(self.log_path)
            self.process = subprocess.Popen(self.argv, cwd=ROOT, stdout=log, stderr=log)

    def alive(self):
        return self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=20):
        """SIGTERM, and the exit status must be 0."""
        if not self.alive():
            raise Failed("sdmd had already ended with %d: %s" % (self.process.returncode, self.log()[-2000:]))
        # Until its first line it does not listen to signals yet.
        wait_until("sdmd to start", 10, lambda: os.path.getsize(self.log_path) > self.logged_before or not self.alive())
        self.process.terminate()
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("sdmd did not stop within %d s of SIGTERM: %s" % (seconds, self.log()[-2000:])) from None
        if status:
            raise Failed("sdmd ended with %d: %s" % (status, self.log()[-2000:]))
        if "the log folds to something else" in self.log():
            raise Failed("sdmd folded something else than it had emitted: %s" % self.log()[-2000:])

    def end(self):
        """At the end of a test, whatever happened."""
        if self.alive():
            self.process.send_signal(signal.SIGCONT)
            self.kill()

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def is_live(self):
        """Whether the process started last owns the company and has caught up."""
        with open(self.log_path, "rb") as file:
            file.seek(self.logged_before)
            return re.search(rb"company: (a new company, )?live\b", file.read()) is not None

    def memory_kib(self):
        with open("/proc/%d/status" % self.process.pid, encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
        raise Failed("no VmRSS")


class Company:
    """A company's keys in one redis-server."""

    def __init__(self, redis, name):
        self.redis = redis
        self.name = name
        self.client = redis.client()

    def reconnect(self):
        self.client.close()
        self.client = self.redis.client()

    def key(self, rest):
        return "sdm:{%s}:%s" % (self.name, rest)

    def begin_with(self, model):
        """Put a model in force from the first entry on: its bundle and the name of it."""
        sha, text = model
        self.client.call("SET", self.key("model:" + sha), text)
        self.client.call("SET", self.key("model:active"), sha)

    def fence(self):
        """The fence's words by name, None before the first commit."""
        text = self.client.call("GET", self.key("fence"))
        if text is None:
            return None
        words = ("epoch", "turn", "digest", "reports", "commands", "inputs", "owner")
        return dict(zip(words, text.decode().split()))

    def manifest(self):
        """The words of the current checkpoint's manifest, by their first word."""
        text = self.client.call("GET", self.key("state:manifest"))
        return dict(line.split(" ", 1) for line in (text or b"").decode().splitlines() if " " in line)

    def taken(self, reports=None, commands=None):
        """Whether the fence has reached these entry ids."""
        fence = self.fence()
        if not fence:
            return False
        return (not reports or id_key(fence["reports"]) >= id_key(reports)) and (
            not commands or id_key(fence["commands"]) >= id_key(commands)
        )

    def outputs(self):
        """What each stream says, without entry ids and without what depends on turns (docs/outputs.md)."""
        out = {}
        for stream in STREAMS:
            entries = []
            for _, pairs in self.client.entries(self.key(stream)):
                if stream != "receipts" or "upto" not in dict(pairs):  # those are one a turn
                    entries.append(tuple(pairs))
            out[stream] = entries
        return out


def id_key(text):
    ms, _, seq = text.partition("-")
    return int(ms), int(seq or 0)


def sdmctl(*argv, timeout=300, check=True):
    return run(need_program("sdmctl"), *argv, timeout=timeout, check=check)


def data_options():
    return ["--data", DATA] if os.path.isdir(DATA) else []


def dump_of_file(config, commands_path, out):
    """Fold a file of commands and write all its figures."""
    return sdmctl("replay", commands_path, "--model", config, *data_options(), "--dump", out)


def dump_of_redis(keys, out):
    """The same from what stands in Redis."""
    return sdmctl("replay", "--redis", "unix:" + keys.redis.path, "--company", keys.name, "--dump", out)


def verify(keys):
    """Refold the retained log, whole and from the checkpoint; both must come to the digests in Redis."""
    for start in ([], ["--checkpoint"]):
        sdmctl("replay", "--redis", "unix:" + keys.redis.path, "--company", keys.name, "--verify", *start)


class Result:
    """What a run left behind: everything that must not depend on how it went."""

    def __init__(self, keys):
        self.outputs = keys.outputs()
        fence = keys.fence()
        self.digest, self.inputs = fence["digest"], fence["inputs"]
        self.state = keys.manifest().get("state", "-")

    def counts(self):
        return ", ".join("%d %s" % (len(entries), stream) for stream, entries in self.outputs.items())

    def difference(self, other):
        """The first difference, or None."""
        for stream in STREAMS:
            mine, others = self.outputs[stream], other.outputs[stream]
            for number, (a, b) in enumerate(zip(mine, others)):
                if a != b:
                    return "%s entry %d: %s, undisturbed %s" % (stream, number, a, b)
            if len(mine) != len(others):
                return "%s: %d entries, undisturbed %d; first beyond: %s" % (
                    stream,
                    len(mine),
                    len(others),
                    (mine + others)[min(len(mine), len(others)) :][:1] if len(mine) > len(others) else others[len(mine)],
                )
        for what in ("inputs", "digest", "state"):
            if getattr(self, what) != getattr(other, what):
                return "%s: %s, undisturbed %s" % (what, getattr(self, what), getattr(other, what))
        return None


def last_ids(commands):
    """(last report id, last command id) among encoded XADD commands."""
    last = {b":reports": "0-0", b":commands": "0-0"}
    for command in commands:
        parts = command.split(b"\r\n", 8)
        last[b":commands" if parts[4].endswith(b":commands") else b":reports"] = parts[6].decode()
    return last[b":reports"], last[b":commands"]


def finish(keys, daemon, commands, seconds=120):
    """Wait until all commands are taken, stop the daemon cleanly, and look at what is there."""
    reports, orders = last_ids(commands)

    def taken():
        if not daemon.alive():
            raise Failed("sdmd ended with %d: %s" % (daemon.process.returncode, daemon.log()[-2000:]))
        return keys.taken(reports, orders) and daemon.is_live()

    wait_until(lambda: "all input to be taken; fence %s, log: %s" % (keys.fence(), daemon.log()[-1500:]), seconds, taken)
    daemon.stop()
    return Result(keys)


def undisturbed(company, config, commands, **settings):
    """One run with everything fed at once."""
    with service(company, config, daemon=False) as (redis, keys, _):
        keys.client.pipeline(commands)
        daemon = Daemon(redis.work, redis.path, company, **settings)
        try:
            return finish(keys, daemon, commands)
        finally:
            daemon.end()


def changed_acme(work, name, old, new):
    """A copy of the example company in work/name with one text of its company.yaml replaced; its folder."""
    made = os.path.join(work, name)
    shutil.copytree(os.path.join(ROOT, "config", "acme"), made)
    path = os.path.join(made, "company.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if old not in text:
        raise Failed("%s does not say %r" % (path, old))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    return made


_models = {}


def model_of(config):
    """(sha, bundle) of a model folder, as `sdmctl activate` puts it into Redis. Made once for all tests of a file."""
    if config not in _models:
        with folder() as work:
            redis = Redis(work)
            try:
                sdmctl("activate", config, "--redis", "unix:" + redis.path, *data_options())
                with redis.client() as client:
                    keys = [k for k in client.call("KEYS", "sdm:*:model:*") if not k.endswith(b":active")]
                    if len(keys) != 1:
                        raise Failed("activate left %r" % keys)
                    _models[config] = (keys[0].rsplit(b":", 1)[1].decode(), client.call("GET", keys[0]))
            finally:
                redis.stop()
    return _models[config]


@contextlib.contextmanager
def service(company, config, redis_options=(), daemon=True, **settings):
    """A redis-server with the company's model in force, and sdmd on it: (redis, company, daemon)."""
    with folder() as work:
        redis = Redis(work, *redis_options)
        running = None
        try:
            keys = Company(redis, company)
            keys.begin_with(model_of(config))
            if daemon:
                running = Daemon(work, redis.path, company, **settings)
            yield redis, keys, running
        finally:
            if running:
                running.end()
            redis.stop()


class SlowProxy:
    """A unix socket before another one that holds back each answer for a random while, so that commits take long."""

    def __init__(self, path, target, seed, longest=0.02):
        self.path, self.target, self.longest = path, target, longest
        self.random = random.Random(seed)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(16)
        self.open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.open = False
        self.listener.close()

    def _accept(self):
        while self.open:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(self.target)
            except OSError:
                near.close()
                continue
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near, far):
        with near, far:
            while True:
                ready, _, _ = select.select([near, far], [], [])
                for source in ready:
                    try:
                        chunk = source.recv(1 << 18)
                        if not chunk:
                            return
                        if source is far:
                            time.sleep(self.random.random() * self.longest)
                        (near if source is far else far).sendall(chunk)
                    except OSError:
                        return
