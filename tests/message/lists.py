#!/usr/bin/env python3
"""Address lists put together by chance, read by our parser and by Python's: what ours takes, both take for the same mailboxes.

Usage: lists.py PROGRAM (lists.c).  Prints TAP.  What ours refuses proves nothing and is only counted: it refuses what readers differ about.
"""
import email.utils
import random
import subprocess
import sys

LISTS = 20000
ATOMS = ["ada", "Grace", "o'neil", "x", "J.", "a.b", "ada.l", "=?utf-8?q?x?=", "Größe", "日本"]
QUOTED = ['"Hopper, G."', '"a\\"b"', '"<x@y.z>"', '"a@b"', '"."', '" "', '"a b"', '""', '"\\\\"', '"unclosed']
DOMAINS = ["example.org", "x", "sub.example.net", "[192.0.2.1]", "[IPv6:2001:db8::1]", "-bad-", "a..b", "example.org."]
MARKS = [" ", " ", ",", ", ", ";", ":", "<", ">", "@", "(c)", "((n)(e))", "(", ")", ".", "\\", "(a@b, c)"]


def mailbox(rng):
    local = rng.choice(["ada", "grace.h", "o'neil", "a+b", '"a b"', '"ada"', '"a@b"', '"q\\"u"', '"b\\\\s"', "größe", "a..b", ".a"])
    spec = local + "@" + rng.choice(DOMAINS[:5] if rng.random() < .8 else DOMAINS)
    name = " ".join(rng.choice(ATOMS + QUOTED[:5]) for _ in range(rng.randrange(3)))
    comment = rng.choice(["", "", "", " (note)", "(a, b)"])
    return rng.choice([spec, f"{name} <{spec}>", f"<{spec}>{comment}", f"{name}{comment} <{spec}>", f"{spec}{comment}"])


def broken(rng, text):
    """With a piece put in, taken out or doubled."""
    at = rng.randrange(len(text) + 1)
    piece = rng.choice(ATOMS + QUOTED + DOMAINS + MARKS)
    return rng.choice([text[:at] + piece + text[at:], text[:at] + text[at + 1:], text[:at] + text[at:at + 3] + text[at:]])


def one_list(rng):
    items = [mailbox(rng) for _ in range(rng.randrange(1, 4))]
    if rng.random() < .15:
        items = ["Team: " + ", ".join(items) + ";", mailbox(rng)]
    text = ", ".join(items)
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        text = broken(rng, text)
    return text


def ours(program, lists):
    out = subprocess.run([program], input="".join(l + "\n" for l in lists), check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.split("\n")
    for line in out[:len(lists)]:
        cells = line.removesuffix("-").split("\t")
        yield None if line == "-" else list(zip(cells[::2], cells[1::2])) if line else []


def label(text):
    """As people read it: "größe" for an A-label, whoever made it."""
    return text[4:].encode().decode("punycode") if text.startswith("xn--") else text


def value(spec):
    """Local part and domain, as they are meant: without the quotation marks."""
    local, _, domain = spec.rpartition("@")
    if local.startswith('"') and local.endswith('"'):
        local = "".join(c for c, escape in pairs(local[1:-1]) if not escape)
    return local, ".".join(label(part) for part in domain.lower().split("."))


def pairs(text):
    """(character, is it an escaping backslash)"""
    escaped = False
    for c in text:
        is_escape = c == "\\" and not escaped
        yield c, is_escape
        escaped = is_escape


def theirs(text):
    return [value(address) for _, address in email.utils.getaddresses([text])]


def main():
    rng = random.Random(20121203)
    lists = [one_list(rng) for _ in range(LISTS)]
    taken = [(text, found) for text, found in zip(lists, ours(sys.argv[1], lists)) if found is not None]
    differ = [(text, found) for text, found in taken if [value(a) for _, a in found] != theirs(text)]
    again = [", ".join(a for _, a in found) for _, found in taken if found]
    changed = [(text, back) for text, back in zip(again, ours(sys.argv[1], again))
               if back is None or ", ".join(a for _, a in back) != text or [value(a) for _, a in back] != theirs(text)]
    print(f"# {len(taken)} of {LISTS} lists were taken")
    for text, found in (differ + changed)[:10]:
        print(f"# {text!r}: {found!r}")
    report = [("enough lists were taken, and enough refused", LISTS // 5 < len(taken) < LISTS * 4 // 5),
              ("what we take for mailboxes is what another parser takes for them", not differ),
              ("what is given back is the same mailboxes, to us and to another parser", not changed)]
    for number, (name, good) in enumerate(report, 1):
        print(f"{'' if good else 'not '}ok {number} - {name}")
    print(f"1..{len(report)}")
    return not all(good for _, good in report)


if __name__ == "__main__":
    sys.exit(main())
