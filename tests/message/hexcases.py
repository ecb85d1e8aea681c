"""hexcases -- what readback_cases.c and parts_cases.c print, read: what was meant, and the mail that came of it."""
import subprocess


def lines_of(program):
    """Of each line its items, [(label, value)], in order."""
    for line in subprocess.run([program], check=True, stdout=subprocess.PIPE).stdout.decode("ascii").splitlines():
        yield [item.split("=", 1) for item in line.split()]


def texts_of(program):
    """(field, text) lists, in order, and the mail."""
    for items in lines_of(program):
        fields = [(name, bytes.fromhex(value)) for name, value in items]
        yield [(name, value.decode("utf-8")) for name, value in fields if name != "mail"], dict(fields)["mail"]


def parts_of(program):
    """What was meant, [(kind, name, bytes)], and the mail."""
    for items in lines_of(program):
        meant, whole = [], b""
        for kind, value in items:
            name, _, content = value.rpartition(":")
            if kind == "whole":
                whole = bytes.fromhex(value)
            else:
                meant.append((kind, bytes.fromhex(name).decode("utf-8"), bytes.fromhex(content)))
        yield meant, whole
