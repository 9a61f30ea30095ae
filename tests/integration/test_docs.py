#!/usr/bin/env python3
"""The documents say what is: their commands are run, and their tables are compared with the program."""
import os
import re
import subprocess

from sdm import feed, harness, resp
from sdm.check import BUILD, ROOT, Failed, expect, expect_equal, main, need_program, say, test

MARK = re.compile(r"<!-- (file|run|gives|not run|rights)(?:: (.*?))? -->$")
# What differs from run to run: entry ids, fingerprints, random tokens.
CHANGING = [(re.compile(pattern), word) for pattern, word in (
    (r"\b\d{13,}-\d+", "ENTRY"), (r"\b[0-9a-f]{64}\b", "SHA"), (r"\b[0-9a-f]{32}\b", "DIGEST"), (r"\b[0-9a-f]{24}\b", "TOKEN"),
    (r"\b[0-9a-f]{16}\b", "OWNER"),
)]
# Fields that this month does not need.
RARE = {"clamped", "refused", "first_closed", "text.ru", "class", "params", "more"}
# What runs that wait have to say, and what people answer them.
ASKED = {"alerts": {"task", "ask", "options", "value", "by", "note", "reason", "late"}, "tasks": {"by", "note"}}
# The shell's own kill: a small system has no other.
END_JOBS = "trap 'for job in $(jobs -p); do kill \"$job\" 2>/dev/null || true; done' EXIT"
BEFORE = 'redis-cli() { command redis-cli -s "$SDM_TEST_SOCKET" "$@"; }\n' + END_JOBS + "\n"


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


class Block:
    """A fenced block: its language, text, line, and the mark above it (None where there is none)."""

    def __init__(self, language, line, mark):
        self.language, self.line = language, line
        self.kind, self.argument = mark or (None, None)
        self.lines = []

    def text(self):
        return "".join(line + "\n" for line in self.lines)


def blocks_of(path):
    blocks, mark, inside = [], None, None
    for number, line in enumerate(read(path).splitlines(), 1):
        if inside and line == "```":
            inside = None
        elif inside:
            inside.lines.append(line)
        elif line.startswith("```"):
            inside = Block(line[3:], number, mark)
            blocks.append(inside)
        found = MARK.match(line) if not inside else None
        if found:
            mark = found.groups()
        elif line.strip() or inside:
            mark = None
    return blocks


def settled(text):
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    return text.strip()


def environment(redis, company):
    out = dict(os.environ, SDM_REDIS=redis.path, SDM_COMPANY=company, SDM_TEST_SOCKET=redis.path)
    out.update(LANGUAGE="en", TZ="Europe/Moscow") # the day of the shell is the day of the company
    out["PATH"] = BUILD + ":" + out["PATH"]
    out.pop("LC_ALL", None)
    return out


def shell(block, where, work, names):
    """Run a block; what it printed."""
    wanted = int(block.argument.split()[1]) if block.argument else 0
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", BEFORE + block.text()], cwd=work, env=names, text=True, timeout=60,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    expect(done.returncode == wanted, "%s: exit status %d, not %d:\n%s" % (where, done.returncode, wanted, done.stdout))
    return done.stdout


def wait_for_daemon(keys, where):
    """Until everything sent so far is taken, so that a later block sees it."""
    last = {}
    for stream in ("reports", "commands"):
        newest = keys.client.call("XREVRANGE", keys.key(stream), "+", "-", "COUNT", 1)
        last[stream] = newest[0][0].decode() if newest else None
    if any(last.values()):
        harness.wait_until("%s to be taken" % where, 20, lambda: keys.taken(last["reports"], last["commands"]))


def run_page(path, company):
    need_program("sdmctl")
    ran, shown, said = 0, 0, None
    with harness.folder() as work:
        os.symlink(os.path.join(ROOT, "config"), os.path.join(work, "config"))
        redis = harness.Redis(work)
        keys, daemon = harness.Company(redis, company), None
        try:
            daemon = harness.Daemon(work, redis.path, company)
            for block in blocks_of(path):
                where = "%s:%d" % (path, block.line)
                if block.kind == "file":
                    target = os.path.join(work, block.argument)
                    os.makedirs(os.path.dirname(target), exist_ok=True)
                    with open(target, "w", encoding="utf-8") as file:
                        file.write(block.text())
                elif block.kind == "run":
                    said = shell(block, where, work, environment(redis, company))
                    wait_for_daemon(keys, where)
                    ran += 1
                elif block.kind == "gives":
                    expect_equal(settled(said or ""), settled(block.text()), where + ": what the block before it gives")
                    shown += 1
                elif block.kind == "not run":
                    say("%s is not run: %s" % (where, block.argument))
                elif block.language == "sh":
                    raise Failed("%s: a command without a mark: <!-- run --> or <!-- not run: why -->" % where)
        finally:
            if daemon:
                daemon.end()
            redis.stop()
    expect(ran > 0, "%s: no block was run" % path)
    say("%d blocks run, %d outputs compared" % (ran, shown))


def one_shell(path, work):
    """All blocks of a page as one script, as somebody types them one after the other; (script, blocks with a number each)."""
    script, shown, wanted = ["exec 2>&1", END_JOBS], [], None
    for number, block in enumerate(blocks_of(path)):
        if block.kind == "file":
            kept = os.path.join(work, ".file-%d" % number)
            with open(kept, "w", encoding="utf-8") as file:
                file.write(block.text())
            script.append("mkdir -p '%s' && cp '%s' '%s'" % (os.path.dirname(block.argument), kept, block.argument))
        elif block.kind == "gives":
            shown.append((wanted, block))
        elif block.kind == "not run":
            say("%s:%d is not run: %s" % (path, block.line, block.argument))
        elif block.language == "sh":
            wanted = "block %d" % block.line
            status = int(block.argument.split()[1]) if block.argument else 0
            text = block.text() if not status else "{ %s} && exit 99 || [ $? = %d ]" % (block.text(), status)
            script.append("echo '==== %s'\n%s" % (wanted, text))
    return "\n".join(script), shown


def run_as_typed(path):
    """A page that starts its own Redis and daemon: every command in one shell, up to the first that fails."""
    need_program("sdmctl")
    with harness.folder() as work:
        os.symlink(os.path.join(ROOT, "config"), os.path.join(work, "config"))
        names = {**os.environ, "PATH": BUILD + ":" + os.environ["PATH"], "TZ": "Europe/Moscow", "LANGUAGE": "en"}
        script, shown = one_shell(path, work)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=work, env=names, text=True, timeout=120,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        )
        expect(done.returncode == 0, "%s: exit status %d:\n%s" % (path, done.returncode, done.stdout[-3000:]))
        parts = re.split(r"^==== (block \d+)\n", done.stdout, flags=re.M)
        said = dict(zip(parts[1::2], parts[2::2]))
        for wanted, block in shown:
            where = "%s:%d: what the block before it gives" % (path, block.line)
            expect_equal(settled(said[wanted]), settled(block.text()), where)
        left = [name for name in os.listdir(work) if name != "config" and not name.startswith(".")]
        expect_equal(left, [], "what the page leaves behind")
    expect(len(said) > 3 and shown, "%s: %d blocks run, %d outputs compared" % (path, len(said), len(shown)))
    say("%d blocks run, %d outputs compared" % (len(said), len(shown)))


def first_column(text):
    """Every `code` of the first column of the first table of a text."""
    out = set()
    for line in text.splitlines():
        if line.startswith("| `"):
            out.update(re.findall(r"`([^`]+)`", line.split("|")[1]))
        elif out:
            break
    return out


def section(path, heading):
    """The text under a heading, up to the next one of its level."""
    found = re.search(r"^(#+) %s\n(.*?)(?=^\1 |\Z)" % re.escape(heading), read(path), re.M | re.S)
    if not found:
        raise Failed("%s has no section %r" % (path, heading))
    return found.group(2)


@test("docs/reports.md: every command does what the page says")
def reports():
    run_page("docs/reports.md", "tea")


@test("docs/commands.md: every command does what the page says")
def commands():
    run_page("docs/commands.md", "acme")


@test("docs/import.md: every command does what the page says")
def imports():
    run_page("docs/import.md", "tea")


@test("docs/scenarios.md: every command does what the page says")
def scenarios():
    run_page("docs/scenarios.md", "acme")


@test("docs/first-rule.md: from nothing to an alert, every command as it is typed")
def first_rule():
    run_as_typed("docs/first-rule.md")


@test("docs/simulate.md: every command does what the page says")
def simulate():
    run_page("docs/simulate.md", "acme")


@test("docs/operations.md has each setting of sdmd.yaml, with its default")
def settings():
    told = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", section("docs/operations.md", "Settings"), re.M))
    source = read("daemon/settings.c")
    wanted = {}
    for name, rest in re.findall(r'OPTION\(struct \w+, "(\w+)",(.*?)\.help', source, re.S):
        preset = re.search(r'\.preset\s*=\s*"([^"]*)"', rest)
        wanted[name] = "`%s`" % preset.group(1) if preset else ""
    expect(len(wanted) > 20, "only %d settings found in daemon/settings.c" % len(wanted))
    expect_equal({name: text.strip() for name, text in told.items()}, wanted, "settings and defaults of docs/operations.md")


def write_settings(work, redis, user):
    """A settings file for a user of docs/operations.md; its path."""
    path = os.path.join(work, user + ".yaml")
    password = {"sdmd": "daemon-password"}.get(user, user + "-password")
    with open(path, "w", encoding="utf-8") as file:
        file.write("redis:\n  socket: %s\n  user: %s\n" % (redis.path, user))
        file.write("  password_file: %s\n" % harness.write_secret(path + ".password", password))
        file.write("companies: [acme]\n")
    return path


@test("docs/operations.md: the rights are enough, and a producer may not command")
def rights():
    block = next(block for block in blocks_of("docs/operations.md") if block.kind == "rights")
    with harness.folder() as work:
        redis, daemon = harness.Redis(work), None
        try:
            shell(block, "docs/operations.md:%d" % block.line, work, environment(redis, "acme"))
            with open(os.path.join(work, "sdmd.log"), "wb") as log:
                daemon = subprocess.Popen([need_program("sdmd"), "--config", write_settings(work, redis, "sdmd")], stderr=log)
            person = ["--config", write_settings(work, redis, "consultant")]
            harness.sdmctl("activate", "config/acme", *person)
            harness.sdmctl("report", "form=sale", *person, check=False)
            with redis.client() as producer:
                producer.call("AUTH", "crm", "crm-password")
                producer.call("XADD", "sdm:{acme}:reports", "*", "form", "none")
                producer.call("XREVRANGE", "sdm:{acme}:receipts", "+", "-", "COUNT", 1)
                try:
                    producer.call("XADD", "sdm:{acme}:commands", "*", "command", "activate")
                    raise Failed("the producer may write commands")
                except resp.RespError as error:
                    expect("NOPERM" in str(error), str(error))
            for command in ("status", "receipts", "rejected", "alerts", "tasks", "cases", "state", "kpi --period 2026-10", "top --once"):
                harness.sdmctl(*command.split(), *person)
            daemon.terminate()
            expect_equal(daemon.wait(20), 0, "sdmd's exit status")
            harness.sdmctl("replay", "--verify", *person)
            with redis.client() as admin:
                denied = [dict(zip(entry[::2], entry[1::2])) for entry in admin.call("ACL", "LOG")]
            denied = [(entry[b"username"], entry[b"object"]) for entry in denied]
            expect_equal(denied, [(b"crm", b"sdm:{acme}:commands")], "what Redis refused to whom")
        finally:
            if daemon and daemon.poll() is None:
                daemon.kill()
                daemon.wait()
            redis.stop()


@test("every rule and message key of a refusal is in docs/reports.md or docs/commands.md")
def keys():
    told = set()
    for path in ("docs/reports.md", "docs/commands.md"):
        told.update(re.findall(r"^\| ([VC]\d\d) \| `(\w+)` \|", read(path), re.M))
    wanted = {("V05", "rule_not_kept")}  # a rule of a form may have another number
    sources = ["rules/" + name for name in sorted(os.listdir(os.path.join(ROOT, "rules"))) if name.endswith(".c")]
    for path in sources + ["daemon/turn.c"]:
        wanted.update(re.findall(r'"([VC]\d\d)", "(\w+)"', read(path)))
        for pair in re.findall(r'\? "(C\d\d)" : "(C\d\d)", \S+ \? "(\w+)" : "(\w+)"', read(path)):
            wanted.update({pair[0::2], pair[1::2]})
    expect(len(wanted) > 20, "only %d refusals found in the sources" % len(wanted))
    expect_equal(sorted(told), sorted(wanted), "refusals told and refusals there are")


@test("docs/outputs.md has exactly the fields that a month of the example company writes")
def outputs():
    lines = feed.commands_of("acme", "2026-10-31", feed.acme())
    with harness.service("acme", "config/acme") as (_, company, daemon):
        company.client.pipeline(lines)
        harness.finish(company, daemon, lines)
        for stream in harness.STREAMS + ("journal",):
            there = {name for _, pairs in company.client.entries(company.key(stream)) for name, _ in pairs}
            told = first_column(section("docs/outputs.md", stream))
            rare = RARE | ASKED.get(stream, set())
            expect_equal(sorted(told - rare), sorted(there - rare), "fields of %s that are told and that are written" % stream)


main()
