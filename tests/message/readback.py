#!/usr/bin/env python3
"""Reads composed mails with Python's own parser: the structure, names, subjects and texts must be those that were meant.

Usage: readback.py PROGRAM, which prints the cases (readback_cases.c).  Prints TAP.
"""
import email
import email.header
import email.policy
import email.utils
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from hexcases import texts_of


def decoded(raw):
    """An unstructured field's text by RFC 2047, out of its unfolded source."""
    parts = email.header.decode_header(re.sub(r"\r?\n", "", raw))
    return "".join(p.decode(c or "ascii") if isinstance(p, bytes) else p for p, c in parts)


def mailboxes(raw):
    """(name, address) of each mailbox in a list's source; names are decoded after the list was taken apart."""
    return [(decoded(name), address) for name, address in email.utils.getaddresses([re.sub(r"\r?\n", "", raw)])]


def name_meant(text):
    return text.strip(" \t")


def lines_meant(text):
    text = text.replace("\r\n", "\n")
    return text if not text or text.endswith("\n") else text + "\n"


def check_header(mail, meant):
    assert [n for n in mail.keys()] == ["Date", "From", "To", "Subject", "Message-ID", "X-Any", "MIME-Version", "Content-Type"] + (
        [] if mail.is_multipart() else ["Content-Transfer-Encoding"]), mail.keys()
    for field in ("Subject", "X-Any"):
        want = dict(meant)[field].strip(" \t")
        assert decoded(mail[field]).strip() == want.strip(), (field, mail[field], want)
    names = [name_meant(v) for n, v in meant if n in ("From", "To")]
    addresses = ["ada@example.org", '"gr ace"@example.net', "b@example.net"]
    got = mailboxes(mail["From"]) + mailboxes(mail["To"])
    assert got == list(zip(names, addresses)), (got, names)


def check_bodies(mail, meant):
    want = [(kind, text) for name, kind in (("text", "text/plain"), ("html", "text/html")) for n, text in meant if n == name]
    leaves = mail.get_payload() if mail.is_multipart() else [mail]
    assert not mail.is_multipart() or mail.get_content_type() == "multipart/alternative"
    assert not mail.defects and [leaf.get_content_type() for leaf in leaves] == [kind for kind, _ in want]
    for leaf, (_, text) in zip(leaves, want):
        got = leaf.get_payload(decode=True).decode(leaf.get_content_charset()).replace("\r\n", "\n")
        assert got == lines_meant(text), (leaf["Content-Transfer-Encoding"], got, lines_meant(text))


def check_modern(mail):
    """The other parser of the same library: it reads structured headers by their grammar."""
    addresses = [a for field in ("From", "To") for a in mail[field].addresses]
    assert [a.addr_spec for a in addresses] == ["ada@example.org", '"gr ace"@example.net', "b@example.net"], addresses
    assert email.utils.parsedate_to_datetime(mail["Date"]).utcoffset().total_seconds() == 3600


def main():
    bad = n = 0
    for n, (meant, mail) in enumerate(texts_of(sys.argv[1]), 1):
        try:
            check_header(email.message_from_bytes(mail, policy=email.policy.compat32), meant)
            check_bodies(email.message_from_bytes(mail, policy=email.policy.compat32), meant)
            if n % 10 == 0:             # it is slow
                check_modern(email.message_from_bytes(mail, policy=email.policy.default))
        except Exception as wrong:      # noqa: BLE001 -- whatever the parser throws is a failure of this mail
            bad += 1
            print(f"# mail {n}: {type(wrong).__name__} {wrong!r}"[:2000])
    print(f"{'not ok' if bad or n < 1000 else 'ok'} 1 - {n} composed mails read back as they were meant, {bad} did not")
    print("1..1")
    return 1 if bad or n < 1000 else 0


sys.exit(main())
