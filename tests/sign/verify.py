"""verify -- what the tests of signatures share: a folder, named promises, TAP.

Knows nothing of signatures.  A test raises Skip where the program that judges is not installed.
"""
import importlib.util
import os
import sys
import tempfile
import traceback

tests = []
folder = None


class Skip(Exception):
    """With the reason."""


def python_with(module):
    """Goes on with the distribution's Python, for which its modules are packaged, where this one lacks the module."""
    if not importlib.util.find_spec(module) and sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", "-B", *sys.argv])


def begin(prefix):
    global folder
    folder = tempfile.TemporaryDirectory(prefix=prefix)
    return folder.name


def test(name):
    def add(function):
        tests.append((name, function))
        return function
    return add


def report(number, name, function):
    try:
        function()
    except Skip as why:
        print(f"ok {number} - {name} # SKIP {why}", flush=True)
        return True
    except Exception:
        for line in traceback.format_exc().rstrip().split("\n"):
            print("# " + line[:2000].replace("\r", "\\r"))
        print(f"not ok {number} - {name}", flush=True)
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def end():
    good = [report(i + 1, name, function) for i, (name, function) in enumerate(tests)]
    print(f"1..{len(tests)}")
    folder.cleanup()
    sys.exit(0 if all(good) else 1)
