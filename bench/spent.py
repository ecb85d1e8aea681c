"""spent -- what a program cost that has run: CPU seconds of its own code, of the kernel for it, and the time by the clock.

Promise: the cost is that one program's; whatever fails ends the bench with what it said.
"""
import resource
import subprocess
import sys
import time
from typing import NamedTuple


class Cost(NamedTuple):
    own: float
    kernel: float
    clock: float

    @property
    def both(self):
        return self.own + self.kernel


def say(costs):
    """Where the CPU went, by the name of each program."""
    return "; ".join(f"{name} {c.own:.2f} s in its own code and its libraries, {c.kernel:.2f} s in the kernel" for name, c in costs.items())


def cost(argv):
    """The cost of one program, and what it printed."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True)
    clock, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"bench: {argv[0]} failed and said:\n{done.stderr}")
    return Cost(after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime, clock), done.stdout


def middle(costs):
    return sorted(costs, key=lambda c: c.both)[len(costs) // 2]
