"""Golden companies: what a version of sdmd has left in Redis with open runs, and what must become of them. tests/golden/README.md."""
import base64
import json
import os

from sdm import harness, resp
from sdm.check import ROOT

FOLDER = os.path.join(ROOT, "tests", "golden")


def names():
    return sorted(name for name in os.listdir(FOLDER) if os.path.isdir(os.path.join(FOLDER, name)))


def path(name, file):
    return os.path.join(FOLDER, name, file)


def company_of(name):
    with open(path(name, "model/company.yaml"), encoding="utf-8") as file:
        return file.readline().split()[1]


def inputs(name, file, company, number=0):
    """The lines of a file "stream field=value ..." as XADD commands, and how many entries there are then."""
    commands = []
    with open(path(name, file), encoding="utf-8") as lines:
        for line in lines:
            stream, *pairs = line.split()
            number += 1
            fields = [part for pair in pairs for part in pair.split("=", 1)]
            commands.append(resp.encode("XADD", "sdm:{%s}:%s" % (company, stream), "%d-1" % number, *fields))
    return commands, number


def told(keys, before=None):
    """Alerts, tasks and refusals as lines, without those that were there before: (lines, how many of each stream)."""
    lines, counts = [], {}
    for stream in ("alerts", "tasks", "rejected"):
        entries = keys.outputs()[stream]
        counts[stream] = len(entries)
        for pairs in entries[before[stream] if before else 0 :]:
            lines.append(stream + " " + " ".join("%s=%s" % pair for pair in pairs))
    return lines, counts


def play(keys, redis, company, commands, stop=True):
    """Feed the commands one after the other to a daemon, so that they have one order."""
    daemon = harness.Daemon(redis.work, redis.path, company)
    try:
        for command in commands:
            keys.client.pipeline([command])
            reports, orders = harness.last_ids([command])
            harness.wait_until(lambda: "input; log: " + daemon.log()[-1500:], 30, lambda: keys.taken(reports, orders))
        harness.wait_until(lambda: "the company; log: " + daemon.log()[-1500:], 30, daemon.is_live)
        daemon.stop()
    finally:
        daemon.end()


# ---- what stands in Redis, as JSON: streams to be read, values in base64 ----
def save(keys, file_path):
    out = {}
    for key in sorted(k.decode() for k in keys.client.call("KEYS", "sdm:*")):
        if keys.client.call("TYPE", key) in (b"stream", "stream"):
            out[key] = [[entry_id] + [part for pair in pairs for part in pair] for entry_id, pairs in keys.client.entries(key)]
        else:
            out[key] = base64.b64encode(keys.client.call("GET", key)).decode()
    with open(file_path, "w", encoding="utf-8") as file:
        json.dump(out, file, ensure_ascii=False, indent=0)
        file.write("\n")


def load(keys, file_path):
    with open(file_path, encoding="utf-8") as file:
        saved = json.load(file)
    for key, value in saved.items():
        if isinstance(value, str):
            keys.client.call("SET", key, base64.b64decode(value))
        else:
            keys.client.pipeline([resp.encode("XADD", key, *entry) for entry in value])
