#!/usr/bin/env python3
"""`tools/demo`: shows alerts and tasks in both languages, leaves nothing running, and can be run twice."""
import glob
import os
import subprocess

from sdm import harness
from sdm.check import BUILD, ROOT, expect, expect_equal, main, need_program, say, test


def commands_with(text):
    """The command lines of this machine's processes that hold a text."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                line = file.read().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:  # it has just ended
            continue
        if text in line:
            found.append(line)
    return found


def play(language, temporary):
    """The demo's output, after checking that it left nothing behind."""
    need_program("sdmd")
    need_program("sdmctl")
    environment = dict(os.environ, BUILD=BUILD, LANGUAGE=language, TMPDIR=temporary)
    environment.pop("LC_ALL", None)
    argv = ["tools/demo", "--quick"]
    done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    expect(done.returncode == 0, "it ended with %d:\n%s\n%s" % (done.returncode, done.stdout[-1500:], done.stderr[-1500:]))
    expect(not os.listdir(temporary), "it left %s" % os.listdir(temporary))
    running = commands_with(temporary)
    expect(not running, "still running: %s" % running)
    return done.stdout


@test("the demo in English: alerts and tasks with names, and nothing left running")
def english():
    with harness.folder() as temporary:
        out = play("en", temporary)
    for words in ("Ilya Shcherbakov is behind plan by", "Growing discounts", "Recovery plan", "Daily report missing", "make test"):
        expect(words in out, "the demo does not say %r:\n%s" % (words, out[-3000:]))
    say("%d lines" % out.count("\n"))


@test("the demo in Russian, after the first one")
def russian():
    with harness.folder() as temporary:
        out = play("ru", temporary)
    for words in ("Щербаков Илья Константинович отстаёт от плана", "Рост скидок", "План восстановления", "отчёта за 13.10.2026"):
        expect(words in out, "the demo does not say %r:\n%s" % (words, out[-3000:]))
    say("%d lines" % out.count("\n"))


def offered(demo):
    """The commands that it offers for another terminal, up to the last one."""
    lines, begun = [], False
    for line in demo.stdout:
        begun = begun or line.startswith("Try this in another terminal")
        if begun and line.startswith("    "):
            lines.append(line.strip())
        if line.endswith("| less\n"):
            return lines
    return lines


@test("--stay: what it offers to try can be typed, and Enter ends it")
def stay():
    need_program("sdmd")
    need_program("sdmctl")
    with harness.folder() as temporary:
        environment = dict(os.environ, BUILD=BUILD, LANGUAGE="en", TMPDIR=temporary, PAGER="cat")
        argv = ["tools/demo", "--quick", "--stay"]
        with subprocess.Popen(argv, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as demo:
            place, *commands = offered(demo)
            names = [line.split(" ")[1] for line in commands]
            expect_equal(names, ["top", "alerts", "cases", "tasks", "kpi", "state"], "commands")
            for line in commands:
                line = line.replace(" top", " top --once").replace(" --follow", "").replace("| less", "| cat")
                done = subprocess.run(
                    ["bash", "-euo", "pipefail", "-c", place + "\n" + line], capture_output=True, text=True, timeout=60, check=False
                )
                expect(done.returncode == 0 and done.stdout, "%s: %d %s" % (line, done.returncode, done.stderr))
            demo.communicate("\n", timeout=60)
        expect_equal(demo.returncode, 0, "exit status")
        expect(not os.listdir(temporary), "it left %s" % os.listdir(temporary))


main()
