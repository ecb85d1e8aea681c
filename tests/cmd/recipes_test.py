"""Each recipe of docs/recipes.md does what it says: it is run as it stands there, and what arrives is read."""
import email
import email.policy
import os
import re
import subprocess

import harness
from harness import test
from servers import Plan, Server

harness.begin()
PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "recipes.md")
FILES = {
    "letter.txt": "Dear Grace,\n\n" + "one paragraph of many words, " * 12 + "\n> and a quote\n",
    "news.txt": "News.\n", "news.html": '<p>News. <img src="cid:logo.png">\n', "logo.png": b"\x89PNG\r\n\x1a\n\0",
    "short.html": "<b>News.</b>\n",
    "figures.csv": "größe;1\n", "Größen 2026.pdf": b"%PDF-1.4\n\0",
    "lunch.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    "offer.eml": "From: bob@example.com\nSubject: Offer\n\nTen.\n",
    "people.csv": 'email,name,invoice\ng@example.net,"Hopper, Grace",17\nb@example.net,Bob,18\n',
    "people.jsonl": '{"email": "g@example.net", "name": "Grace"}\n{"email": "b@example.net", "name": "Bob"}\n',
    "dear.txt": "Dear {name},\nhere is your invoice.\n", "invoices/17.txt": "17: ten\n", "invoices/18.txt": "18: one\n",
    "outbox/1.eml": "From: ada@example.org\nTo: g@example.net\nSubject: One\n\nOne.\n",
    "outbox/2.eml": "From: ada@example.org\nTo: b@example.net\nSubject: Two\n\nTwo.\n",
}
SHAPES = {
    "A text that somebody else's window breaks": ["text/plain"],
    "Text and HTML, with an image that the HTML shows": ["multipart/related", "multipart/alternative", "text/plain", "text/html", "image"],
    "A short form for a watch": ["multipart/related", "multipart/alternative", "text/plain", "text/watch-html", "text/html", "image"],
    "Files": ["multipart/mixed", "text/plain", "csv", "pdf"],
    "What a pipe says": ["text/plain"],
    "An invitation": ["multipart/alternative", "text/plain", "text/calendar"],
    "A mail sent on, whole": ["multipart/mixed", "text/plain", "message/rfc822", "text/plain"],
    "A mail composed elsewhere": ["text/plain"],
    "A mail for each row of a table": ["multipart/mixed", "text/plain", "text/plain"],
    "The same, to be looked at first": [],
    "Many mails, and the run may be cut off": ["text/plain"],
    "All mails of a folder": ["text/plain"],
    "A mail that proves which domain it is from": ["text/plain"],
    "Telling the sender what became of it": ["text/plain"],
}
MAILS = {"A mail for each row of a table": 2, "The same, to be looked at first": 0, "Many mails, and the run may be cut off": 2, "All mails of a folder": 2}   # others: one
SAID = {"The same, to be looked at first": 'To: "Hopper, Grace" <g@example.net>', "Many mails, and the run may be cut off": "2 settled before"}
FIELDS = {"A mail that proves which domain it is from": "DKIM-Signature"}
JSON_LINES = "Many mails, and the run may be cut off"


def recipes():
    with open(PAGE, encoding="utf-8") as f:
        return re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```recipe\n(.*?)^```", f.read(), re.M | re.S)


def programs(folder, server):
    """`wax` with what every recipe leaves out, and a program that makes a mail."""
    envelope = f"--server {server.url()} --connect-to 127.0.0.1 --ca-file '{harness.path('ca.pem')}' --from ada@example.org"
    to = "case \" $* \" in *' --to '*|*' --read-envelope '*) ;; *) set -- --to grace@example.net \"$@\";; esac"
    for name, line in (("wax", f"verb=$1; shift; {to}; exec '{os.path.abspath(harness.wax_path)}' \"$verb\" {envelope} \"$@\""),
                       ("make-report", "printf 'From: ada@example.org\\nSubject: Report\\n\\nAll is well.\\n'")):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(f"#!/bin/sh\n{line}\n")
        os.chmod(path, 0o700)


def run(recipe, n):
    """What was said, and the n mails that arrived."""
    folder = harness.path("kitchen")
    os.makedirs(folder, exist_ok=True)
    os.makedirs(os.path.join(folder, "invoices"), exist_ok=True)
    os.makedirs(os.path.join(folder, "outbox"), exist_ok=True)
    for name, content in FILES.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
    plan = Plan()
    with Server(plan) as s:
        programs(folder, s)
        env = harness.environment({"PATH": folder + ":" + os.environ["PATH"]})
        done = subprocess.run(["sh", "-ec", recipe], cwd=folder, env=env, capture_output=True, timeout=harness.HANG_S)
        assert done.returncode == 0 and len(plan.mails) == n, done
    return done.stdout.decode(), [email.message_from_bytes(b"".join(line[line.startswith(b"."):] for line in mail.splitlines(True)),
                                                           policy=email.policy.default) for mail in plan.mails]


def check(mail, title):
    parts = list(mail.walk())
    found = [part.get_content_type() for part in parts]
    assert len(found) == len(SHAPES[title]) and FIELDS.get(title, "From") in mail, found
    for part, kind, wanted in zip(parts, found, SHAPES[title]):
        assert kind == wanted or ("/" not in wanted and part.get_filename()), found
        if part.get_filename() in FILES and not kind.startswith("message/"):
            content = FILES[part.get_filename()]
            assert part.get_payload(decode=True) == (content if isinstance(content, bytes) else content.encode()), part


for title, recipe in recipes():
    @test(f"recipe: {title}")
    def _(title=title, recipe=recipe):
        if title == JSON_LINES and "no JSON" in harness.wax("--version").out:
            raise harness.Skip("built without jansson")
        said, mails = run(recipe, MAILS.get(title, 1))
        assert SAID.get(title, "") in said, said
        for mail in mails:
            check(mail, title)


@test("every recipe is known here, and there are twelve or more")
def _():
    assert [title for title, _ in recipes()] == list(SHAPES) and len(SHAPES) >= 12, recipes()


if __name__ == "__main__":
    harness.end()
