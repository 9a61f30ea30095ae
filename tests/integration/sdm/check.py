"""Running tests: each says in one sentence what it checks; a file ends with `N passed, N failed, N skipped`."""
import os
import sys
import time
import traceback

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
BUILD = os.path.join(ROOT, os.environ.get("SDM_BUILD", "build"))
DATA = os.path.abspath(os.environ.get("SDM_DATA", os.path.join(ROOT, "..", "shared", "data")))

_tests = []


class Skip(Exception):
    """The test cannot run here; the text says why."""


class Failed(AssertionError):
    pass


def test(sentence):
    def keep(function):
        _tests.append((sentence, function))
        return function

    return keep


def need_data(name=None):
    """The folder of test data, or skip."""
    path = os.path.join(DATA, name) if name else DATA
    if not os.path.isdir(path):
        raise Skip("no test data: %s is absent (set SDM_DATA)" % path)
    return path


def need_program(name):
    path = os.path.join(BUILD, name)
    if not os.access(path, os.X_OK):
        raise Failed("%s is not built: run `make build` first" % path)
    return path


def expect(truth, message):
    if not truth:
        raise Failed(message)


def expect_equal(got, wanted, what):
    if got != wanted:
        raise Failed("%s: got %s, wanted %s" % (what, brief(got), brief(wanted)))


def brief(value, limit=600):
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + "... (%d characters)" % len(text)


def say(message):
    print("    " + message, flush=True)


def main():
    """Run the tests whose sentence contains every word of the command line; all without words."""
    words = sys.argv[1:]
    passed = failed = skipped = 0
    for sentence, function in _tests:
        if not all(word in sentence for word in words):
            continue
        print("  " + sentence, flush=True)
        begun = time.monotonic()
        try:
            function()
        except Skip as why:
            skipped += 1
            print("    skipped: %s" % why, flush=True)
            continue
        except Failed as why:
            failed += 1
            print("    FAILED: %s" % why, flush=True)
            continue
        except Exception:
            failed += 1
            print("    FAILED:\n" + "".join("      " + line for line in traceback.format_exc().splitlines(True)), flush=True)
            continue
        passed += 1
        print("    ok (%.1f s)" % (time.monotonic() - begun), flush=True)
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    sys.exit(1 if failed else 0)
