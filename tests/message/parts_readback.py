#!/usr/bin/env python3
"""Reads mails of many parts with Python's parser and, where it is installed, with GMime: both must find the structure, the names and the bytes
that were meant.

Usage: parts_readback.py PROGRAM, which prints the cases (parts_cases.c).  Prints TAP.
"""
import email
import email.policy
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from hexcases import parts_of

LEAST = 1000


TYPES = {"text": "text/plain", "html": "text/html", "invitation": "text/calendar", "shown": "image/png", "file": "application/x-a", "other": None, "words": "text/plain"}


def lines(text):
    """With CRLF, the last one too: what a text is on its way."""
    text = re.sub(rb"\r?\n", b"\r\n", text)
    return text if not text or text.endswith(b"\r\n") else text + b"\r\n"


def leaf(kind, name, content):
    if kind == "mail":
        is_ascii = content.partition(b"\r\n\r\n")[0].isascii()
        return ["message/rfc822" if is_ascii else "message/global", name, content]
    if kind == "other":
        return [name, None, lines(content)]
    return [TYPES[kind], name or None, content if kind in ("file", "shown") else lines(content)]


def branch(kind, children, least=2):
    return children[:1] if len(children) < least else [["multipart/" + kind, children]]


def nested(meant):
    """The tree of a mail that was given one; None: it has the usual shape."""
    open_ones = [[None, []]]
    for kind, name, content in meant:
        if kind == "open":
            open_ones.append([name, []])
        elif kind == "close":
            done = open_ones.pop()
            open_ones[-1][1].append(done)
        else:
            open_ones[-1][1].append(leaf(kind, name, content))
    return open_ones[0][1][0]


def expected(meant):
    """mixed(related(alternative(text, others, html, invitation), shown...), files and mails...)"""
    if meant and meant[0][0] == "open":
        return nested(meant)
    of = {k: [leaf(*m) for m in meant if m[0] == k] for k in (*TYPES, "mail")}
    text = branch("alternative", of["text"] + of["other"] + of["html"] + of["invitation"])
    body = branch("related", text + of["shown"]) if of["shown"] else text
    behind = of["file"] + of["mail"]
    if behind:
        return branch("mixed", body + behind, 1)[0]
    return body[0] if body else ["text/plain", None, b""]


def by_python(part):
    kind = part.get_content_type()
    assert not part.defects, part.defects
    if kind.startswith("multipart/"):
        return [kind, [by_python(child) for child in part.get_payload()]]
    name = part["Content-ID"][1:-1] if part["Content-ID"] else part.get_filename()
    if kind.startswith("message/"):
        return [kind, name, part.get_payload(0).as_bytes(policy=email.policy.compat32.clone(linesep="\r\n", max_line_length=0, mangle_from_=False))]
    return [kind, name, part.get_payload(decode=True)]


def read_by_python(mail):
    """Its get_filename strips blanks from both ends, in every form of the parameter."""
    return by_python(email.message_from_bytes(mail, policy=email.policy.compat32))


def gmime():
    """A reader; None when GMime, or its face for Python, is not installed."""
    try:
        import gi
        gi.require_version("GMime", "3.0")
        from gi.repository import GMime
    except (ImportError, ValueError):
        return None
    GMime.init()

    def written(thing):
        to = GMime.StreamMem.new()
        thing.write_to_stream(*(() if isinstance(thing, GMime.DataWrapper) else (None,)), to)
        return bytes(to.get_byte_array())

    def walk(part):
        kind = part.get_content_type().get_mime_type()
        if isinstance(part, GMime.Multipart):
            return [kind, [walk(part.get_part(i)) for i in range(part.get_count())]]
        if isinstance(part, GMime.MessagePart):
            return [kind, part.get_content_disposition_parameter("filename"), lines(written(part.get_message()))]
        return [kind, part.get_content_id() or part.get_filename(), written(part.get_content())]

    def read(mail):
        return walk(GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(mail)).construct_message(None).get_mime_part())
    return read


def alike(tree, name_of):
    return [tree[0], [alike(child, name_of) for child in tree[1]]] if len(tree) == 2 else [tree[0], tree[1] and name_of(tree[1]), tree[2]]


def check(number, name, read, all_cases, name_of=str):
    bad = 0
    for n, (meant, mail) in enumerate(all_cases, 1):
        try:
            got, want = alike(read(mail), name_of), alike(expected(meant), name_of)
            assert got == want, f"\n# got  {got}\n# want {want}"
        except Exception as wrong:      # noqa: BLE001 -- whatever the parser throws is a failure of this mail
            bad += 1
            print(f"# mail {n}: {type(wrong).__name__} {wrong}"[:3000] if bad < 4 else "", end="\n" if bad < 4 else "")
    is_bad = bad or len(all_cases) < LEAST
    print(f"{'not ok' if is_bad else 'ok'} {number} - {len(all_cases)} mails of many parts read back by {name} as they were meant, {bad} did not")
    return not is_bad


def main():
    all_cases, read_by_gmime = list(parts_of(sys.argv[1])), gmime()
    good = check(1, "Python's email", read_by_python, all_cases, str.strip)
    if read_by_gmime:
        good = check(2, "GMime", read_by_gmime, all_cases) and good
    else:
        print("ok 2 - read back by GMime # SKIP gir1.2-gmime-3.0 is not installed for this Python; tools/setup test installs it")
    print("1..2")
    return 0 if good else 1


sys.exit(main())
