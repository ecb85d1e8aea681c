"""figures -- what the workloads have measured, as lines of JSON for whoever draws them.

A workload tells each row of its table, and what it was held against; where nobody has asked for a file, by WAX_BENCH_FIGURES, it tells nobody.  Knows no
workload and no picture.
"""
import json
import os
from typing import NamedTuple

FILE = "WAX_BENCH_FIGURES"
LOOP = "bare loop"      # as the page calls what the tables call the limit


class Held(NamedTuple):
    """What a row was held against: wax divided by that, or a figure of its own."""
    against: str
    value: float
    target: float
    at_least: bool = False

    @property
    def is_met(self):
        return self.value >= self.target if self.at_least else self.value <= self.target


def write(record):
    path = os.environ.get(FILE)
    if path:
        with open(path, "a") as file:
            file.write(json.dumps({**record, "load": os.getloadavg()[0]}) + "\n")


def tell(workload, what, unit, values, *held):
    """One row: a value by the name of each program."""
    write({"workload": workload, "what": what, "unit": unit, "values": {name.replace("limit", LOOP): value for name, value in values.items()}, "held": held})


def tell_why(workload, sentence):
    """Why a target of that workload is not met, as it was measured."""
    write({"workload": workload, "why": sentence})


def read(path):
    """The rows, and by workload the reasons."""
    with open(path) as file:
        records = [json.loads(line) for line in file]
    rows = [{**r, "held": [Held(*h) for h in r["held"]]} for r in records if "what" in r]
    reasons = {}
    for r in records:
        if "why" in r:
            reasons.setdefault(r["workload"], []).append(r["why"])
    return rows, reasons
