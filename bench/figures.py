"""figures -- what the workloads have measured, as lines of JSON for whoever draws them, and what their names and units mean.

A workload tells each row of its table, and what it was held against; where nobody has asked for a file, by WAX_BENCH_FIGURES, it tells nobody.  Knows no
workload and no picture.
"""
import json
import os
from typing import NamedTuple

FILE = "WAX_BENCH_FIGURES"
LOOP = "bare loop"
REFERENCES = (LOOP, "OpenSSL", "encrypting")       # what programs are held against that send no mail of their own


class Held(NamedTuple):
    """What a row was held against: wax divided by that, or a figure of its own."""
    against: str
    value: float
    target: float
    at_least: bool = False

    @property
    def is_met(self):
        return self.value >= self.target if self.at_least else self.value <= self.target


def kind(name):
    return "wax" if name.startswith("wax") else "loop" if name.startswith(REFERENCES) else "peer"


def is_rate(unit):
    """Whether more is better."""
    return "/s" in unit


def fastest_peer(values, unit):
    """Its name, or None where there is no peer."""
    peers = [name for name in values if kind(name) == "peer"]
    return (max if is_rate(unit) else min)(peers, key=values.get, default=None)


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def write(record):
    path = os.environ.get(FILE)
    if path:
        with open(path, "a") as file:
            file.write(json.dumps({**record, "load": os.getloadavg()[0]}) + "\n")


def tell(workload, what, unit, values, *held):
    """One row: a value by the name of each program."""
    write({"workload": workload, "what": what, "unit": unit, "values": values, "held": held})


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
