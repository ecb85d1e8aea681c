"""tap -- says what came of each test, in the Test Anything Protocol.

Knows how a result is printed and what CI changes; nothing of what is tested.  Promise: what there is to say about a failure stands
before it, and with CI in the environment nothing is skipped: a test that can't run is a failure there.
"""
import os


class Skip(Exception):
    """This can't be tested here; the text says why."""


class Tap:
    def __init__(self, planned):
        self.number, self.failed = 0, 0
        print(f"1..{planned}", flush=True)

    def passed(self, name):
        self.point("ok", name)

    def wrong(self, name, why):
        for line in str(why).splitlines():
            print("# " + line.replace("\r", "\\r"))
        self.failed += 1
        self.point("not ok", name)

    def skipped(self, name, why):
        if os.environ.get("CI"):
            self.wrong(name, f"can't be tested here, and in CI nothing is skipped: {why}")
        else:
            self.point("ok", name, " # SKIP " + " ".join(str(why).split()))

    def point(self, verdict, name, remark=""):
        self.number += 1
        print(f"{verdict} {self.number} - {name}{remark}", flush=True)
