"""callgrind -- what valgrind's callgrind has counted, line by line: https://valgrind.org/docs/manual/cl-format.html.

Knows the format; whose instructions count is its readers' business.
"""
import re
from typing import NamedTuple

ITEM = re.compile(r"(c?(?:ob|fl|fi|fe|fn))=\((\d+)\)(?: (.*))?$")


class Entry(NamedTuple):
    """Either instructions, or calls of a function of another program or library ("": of the same)."""
    program: str
    file: str
    instructions: int = 0
    callee: str = ""
    calls: int = 0


class Reader:
    def __init__(self):
        self.names = {}
        self.at = {"ob": "", "fl": ""}
        self.callee, self.is_call = "", False

    def entry(self, **what):
        return Entry(self.at["ob"], self.at["fl"], **what)

    def named(self, kind, number, name):
        """A name is written where it first occurs, and is a number from then on."""
        group = "ob" if kind.endswith("ob") else "fn" if kind.endswith("fn") else "fl"
        return self.names.setdefault((group, number), name)

    def read(self, line):
        item = ITEM.match(line)
        if item:
            self.read_item(item.group(1), self.named(*item.groups()))
        elif line.startswith("calls="):
            yield self.entry(callee=self.callee, calls=int(line[6:].split()[0]))
            self.is_call, self.callee = True, ""
        elif line[:1].isdigit() or line[:1] in ("+", "-", "*"):
            if not self.is_call:            # behind `calls=` stands the callee's cost, which is counted where it arises
                yield self.entry(instructions=int(line.split()[1]))
            self.is_call = False

    def read_item(self, kind, name):
        if kind == "cob":
            self.callee = name
        elif kind in self.at:               # fi and fe, of inlined code, leave the function whose it is
            self.at[kind] = name


def entries(text):
    reader = Reader()
    for line in text.splitlines():
        yield from reader.read(line)
