"""beside -- wax and whatever stands beside it, in one table: measured in turns, shown with their ratios, told to figures.

Knows no workload and no peer.  Under each row stands wax beside the bare loop, beside the fastest peer of that row and beside every peer that a target names.
Promise: a peer that is not there is named, not dropped.
"""
from statistics import median

import figures
import lab

FASTEST = "the fastest peer"    # in targets, whoever that is
WHAT, COLUMN = 40, 12


def in_turns(runs, measures):
    """The median of what each measures, by name; they take turns, so that drift of the machine meets all of them."""
    seen = {name: [] for name in measures}
    for _ in range(runs):
        for name, measure in measures.items():
            seen[name].append(measure())
    return {name: median(taken) for name, taken in seen.items()}


def ratios(values, unit, targets):
    """(what wax stands beside, wax divided by that, the target or None).  `targets` has them by name; one of a program that is not there is left out."""
    fastest = figures.fastest_peer(values, unit)
    named = {name: name for name in (figures.LOOP, *targets) if name in values}
    if fastest and (FASTEST in targets or fastest not in named):
        named[FASTEST] = fastest
    for name, program in named.items():
        yield f"{program}, {FASTEST}" if name == FASTEST else program, values["wax"] / values[program], targets.get(name)


class Table:
    def __init__(self, workload, title, unit, peers):
        """`peers` are all there could be."""
        self.workload, self.unit = workload, unit
        self.names = [figures.LOOP, "wax", *(peer.name for peer in peers if peer.is_there)]
        print(f"\n{title + ', ' + unit:{WHAT}}" + "".join(f"{name:>{COLUMN}}" for name in self.names))
        for peer in peers:
            if not peer.is_there:
                print(f"{peer.name} is absent; the package is {peer.package}")

    def row(self, what, values, targets):
        print(f"{what:{WHAT}}" + "".join(f"{figures.number(values[name]) if name in values else '-':>{COLUMN}}" for name in self.names))
        at_least = figures.is_rate(self.unit)
        held = []
        for against, ratio, target in ratios(values, self.unit, targets):
            print(f"    {'wax / ' + against:{WHAT}}{ratio:{COLUMN - 4}.3g}" + (f"  {lab.verdict(ratio, target, at_least)}" if target else ""))
            held += [figures.Held(against, ratio, target, at_least)] if target else []
        figures.tell(self.workload, what, self.unit, values, *held)
