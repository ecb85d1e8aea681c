"""tap -- named promises in Python, said as TAP.

    @tap.test("a named promise")        a function with assertions in it
    tap.end(folder)                     runs them all, removes the folder, and ends the program

Knows nothing of what is promised.
"""
import sys
import traceback

tests = []


class Skip(Exception):
    """Raised by a test that can't run here, with the reason."""


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
            print("# " + line[:20000].replace("\r", "\\r"))
        print(f"not ok {number} - {name}", flush=True)
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def end(folder):
    good = [report(i + 1, name, function) for i, (name, function) in enumerate(tests)]
    print(f"1..{len(tests)}")
    folder.cleanup()
    sys.exit(0 if all(good) else 1)
